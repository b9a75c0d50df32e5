# harmonise from and to the schemes: codes, national lists, groups, and the choice over a column.
load ../../tests/weir

# gives OPTION… -- TEXT=CODE…: the codes, in order; "-" where there is none.
gives() {
	local options=() texts=() codes=() pair
	while [ "$1" != -- ]; do options+=("$1"); shift; done
	shift
	for pair in "$@"; do texts+=("${pair%%=*}"); codes+=("${pair#*=}"); done
	run weir-harmonise -c text --as c "${options[@]}" <<<"$(printf '%s\n' text "${texts[@]}")"
	[ "$status" -eq 0 ] || { echo "$stderr"; return 1; }
	diff -u <(paste <(printf '%s\n' "${texts[@]}") <(printf '%s\n' "${codes[@]}")) <(tail -n +2 <<<"$output" | cut -f 1,2 | sed 's/\t$/\t-/')
}

@test "codes of each scheme" {
	gives --scheme iso2 -- UK=GBR EL=GRC XK=XKX TP=TMP AC=SHN su=SUN AN=ANT GBR=- Peru=-
	gives --scheme iso3 -- XKX=XKX ROM=ROU GBN=GBR sun=SUN UK=-
	gives --scheme iso4 -- ANHH=ANT YUCS=YUG FQHH=ATF DDDE=DDR SUHH=SUN AN=-
	gives --scheme m49 -- 4=AFG 032=ARG 830=- 680=GGY 412=XKX 736=SDN 002=-
	gives --scheme unhcr -- AUS=AUT AUL=AUS GFR=DEU STA=- UKN=- SVK=SVK XXX=-
	gives --scheme ioc -- GER=DEU SUI=CHE BRN=BHR BRU=BRN URS=SUN ROC=- MRT=MTQ MTN=MRT
	gives --scheme fifa -- ENG=GBR SCO=GBR KVX=XKX TAH=PYF GER=DEU TRI=TTO
	gives --scheme fips -- GM=DEU AS=AUS AU=AUT CH=CHN SZ=CHE GZ=PSE WE=PSE KV=XKX UK=GBR
	gives --scheme wb -- ZAR=COD ROM=ROU WBG=PSE KSV=XKX FRA=FRA CHI=-
	gives --scheme eurostat -- EL=GRC UK=GBR XK=XKX FR=FRA EU27_2020=- DE_TOT=DEU
	gives --scheme oecd -- XKV=XKX DEW=DEU FRA=FRA
	gives --scheme name -- UK=GBR GBR=- Peru=PER
}
@test "words that say why there is no code are kept apart in a column of codes" {
	run weir-harmonise -c t --scheme unhcr <<<$'t\nSTA\nUKN\nTIB\nUnknown\n-\nStateless\nPeru'
	[ "$(tail -n +2 <<<"$output" | cut -f 3 | paste -sd ' ')" = "stateless unknown not_a_country unknown unspecified stateless unknown" ]
}
@test "answers in each scheme, and the code where there is none" {
	gives --to iso2 -- Germany=DE Kosovo=XK USSR=SU UK=GB Congo=-
	gives --to isonum -- Germany=276 Afghanistan=004 Kosovo=- USSR=810
	gives --to m49 -- Germany=276 Kosovo=412
	gives --to iso4 -- USSR=SUHH Germany=-
	gives --to unhcr -- Germany=GFR Austria=AUS Stateless=STA Unknown=UKN Guernsey=-
	gives --to ioc -- Germany=GER Kosovo=KOS Bahrain=BRN
	gives --to fifa -- Germany=GER England=GBR
	gives --to fips -- Germany=GM Palestine=- 'Soviet Union=UR'
	gives --to eurostat -- Greece=EL UK=UK Germany=DE Stateless=STLS
	gives --to wb -- Kosovo=XKX Germany=DEU
	gives --to oecd -- Kosovo=XKV Germany=DEU
	gives --to name -- DEU=Germany CIV="Côte d'Ivoire" SUN=USSR
	gives --to iso2 --unresolved _U -- Congo=_U Atlantis=_U Germany=DE Europe=_U Refugee=_U
}
@test "groups of countries by a table" {
	gives --to m49-region -- Kenya=002 Germany=150 Kosovo=- USSR=- Stateless=-
	gives --to m49-subregion -- Kenya=202 Germany=155
	gives --to sdg-region -- Kenya=202 Germany=513 Turkey=747 Fiji=543 Australia=053
	gives --to income -- Kenya=LMC Germany=HIC Ethiopia=LIC Venezuela=-
	local f
	for f in "$root"/conf/countries/groups/*.tsv; do
		weir-harmonise -c t --to "$(basename "$f" .tsv)" <<<t >/dev/null || return 1
	done
}
@test "a code goes there and back in every scheme" {
	local scheme
	weir countries list | cut -f 1 | grep -v -e ATB -e ATN >all
	for scheme in iso2 isonum m49 ioc fifa fips unhcr eurostat oecd; do
		sed 1s/iso3/text/ all | weir-harmonise -c text --scheme iso3 --to $scheme --as code | awk -F'\t' 'NR == 1 || $2 != ""' >there
		[ "$(wc -l <there)" -gt 180 ]
		weir-harmonise -c code --scheme $scheme --date day <(awk -F'\t' 'BEGIN { OFS = FS } NR == 1 { print $0, "day"; next } { print $0, ($1 ~ /SUN|YUG|CSK|DDR/ ? "1985" : $1 == "SCG" ? "2005" : "2015") }' there) |
			awk -F'\t' -v s=$scheme 'NR > 1 && $1 != $5 && $3 != "historical" { print s, $0; bad = 1 } END { exit bad }' || return 1
	done
}
@test "national lists mean one Congo" {
	gives --scheme ho -- Congo=COG 'Congo (Democratic Republic)=COD' Peruvian=PER GBR=GBR
	gives --scheme ircc -- Saint-Martin=MAF
	gives -- Congo=-
}
@test "--scheme auto: one scheme that all values are in, and it is said" {
	auto() { run weir-harmonise -c text --as c --scheme auto "$@"; }
	auto <<<$'text\tn\nAUS\t1\nGFR\t2\nUnknown\t3\n\t4\nSYR\t5'
	[ "$status" -eq 0 ]
	[ "$stderr" = "weir-harmonise: -c text: --scheme auto: it is unhcr: 3 of 3 different values are in it" ]
	[ "$output" = $'text\tn\tc\tc_kind\nAUS\t1\tAUT\tcountry\nGFR\t2\tDEU\tcountry\nUnknown\t3\t\tunknown\n\t4\t\tunspecified\nSYR\t5\tSYR\tcountry' ]
	auto --batch-size 1 <<<$'text\nDEU\nFRA\nGBR'
	[ "$stderr" = "weir-harmonise: -c text: --scheme auto: it is iso3: 3 of 3 different values are in it" ]
	auto <<<$'text\nGermany\nUSA\nAtlantis\nUK'
	[ "$stderr" = "weir-harmonise: -c text: --scheme auto: it is name: 3 of 4 different values are in it" ]
	[ "$(tail -n 1 <<<"$output")" = $'UK\tGBR\tcountry' ]
	auto <<<$'text\n4\n276\n8'
	[ "$stderr" = "weir-harmonise: -c text: --scheme auto: it is isonum: 3 of 3 different values are in it" ]
}
@test "--scheme auto refuses a mix, and two schemes that differ, with the evidence" {
	run weir-harmonise -c text --scheme auto <<<$'text\nAUS\nSYR'
	[ "$status" -eq 65 ] && [ -z "$(tail -n +2 <<<"$output")" ]
	[ "$stderr" = "weir-harmonise: -c text: --scheme auto: all values are both in iso3 and in unhcr, but 'AUS' is AUS in one and AUT in the other; say which scheme it is" ]
	run weir-harmonise -c text --scheme auto <<<$'text\nDE\nFR\nPeru\nKenya\nAT'
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-harmonise: -c text: --scheme auto: no one scheme: of 5 different values 3 are in iso2 (not 'Peru'), 2 are names (not 'DE')" ]
}
@test "an unknown scheme or target is a usage error that lists them" {
	run weir-harmonise -c text --scheme iso <<<text
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-harmonise: --scheme iso: expected one of iso2, iso3, isonum, iso4, m49, unhcr, ioc, fifa, fips, wb, eurostat, oecd, name, auto, or a table in conf/countries/lists" ]
	run weir-harmonise -c text --to ../names <<<text
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-harmonise: --to ../names: expected one of iso2, iso3, isonum, iso4, m49, unhcr, ioc, fifa, fips, wb, eurostat, oecd, name, or a table in conf/countries/groups" ]
	run weir-harmonise --version
	[[ $output =~ ^weir-harmonise\ [0-9.]+\ \(iso-codes\ [0-9.]+,\ ICU\ [0-9.]+\)$ ]]
}
@test "all 138,893 rows of UNHCR's population have the country that they say" {
	local feed=$root/../shared/data/unhcr-population.csv.gz
	[ -f "$feed" ] || skip "the feed is not beside this clone"
	gzip -dc "$feed" | weir-parse | cut -f 3,4,6,7 >codes
	weir-harmonise -c coo --scheme unhcr --as o codes | weir-harmonise -c coa --scheme unhcr --as a >out
	[ "$(wc -l <out)" -eq 138894 ]
	awk -F'\t' 'NR > 1 && (($5 != "" && $5 != $2) || ($7 != "" && $7 != $4)) { print; bad = 1 } END { exit bad }' out
	[ "$(awk -F'\t' 'NR > 1 && $5 == "" { print $1, $6 }' out | sort -u | paste -sd '|')" = "STA stateless|TIB not_a_country|UKN unknown" ]
	[ "$(awk -F'\t' 'NR > 1 && $7 == "" { print $3, $8 }' out | sort -u)" = "UKN unknown" ]
}
@test "all 219 citizenships of Canada's study permits are settled" {
	local feed=$root/../shared/data/canada-study-permits.csv
	[ -f "$feed" ] || skip "the feed is not beside this clone"
	tail -n +6 "$feed" | grep -oP '^("[^"]+"|[^,]+)(?=,)' | tr -d '"' | head -n 219 | sed '1i text' >labels
	[ "$(wc -l <labels)" -eq 220 ]
	weir-harmonise -c text --scheme ircc --unknown reject --ambiguous reject labels >out
	[ "$(cut -f 3 out | sort | uniq -c | awk '{ print $2 $1 }' | paste -sd ' ')" = "country215 country_kind1 historical1 residual1 stateless1 unspecified1" ]
}
