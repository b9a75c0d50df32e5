# Every feed of the data beside the project, from its original bytes to exactly the verified totals.
# shellcheck disable=SC2154 # load weir sets $root
load weir

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	data=$root/../shared/data
	[ -d "$data" ] || skip "the data beside the project are not there"
}

# conf NAME: a descriptor of a feed.
conf() { echo "$root/conf/feeds/$1.json"; }
# verified NAME: a table without its header, in the order of its bytes.
verified() { tail -n +2 "$data/expected/$1.tsv" | sort; }

@test "the workbook of the United Kingdom holds its CSV, row by row" {
	weir-parse --feed "$(conf uk-study-nationality-workbook)" "$data/uk-study-sponsorship-2024.xlsx" >book
	weir-parse --feed "$(conf uk-study-nationality)" "$data/uk-study-nationality.csv" >csv
	cmp book csv
	[ "$(wc -l <book)" -eq 28586 ]
}

# edition FILE: study permits of one edition, shown or suppressed.
edition() {
	weir run -q "$(shipped canada-study-permits)" feed="$data/$1" format="${1##*.}" to="$PWD/out"
	weir-parse out/canada-study-permits-by-country.csv |
		weir-derive 'shown = if permits_status is missing then permits else "--"'
}
# revised OLDER NEWER: cells of years that both have.
revised() {
	weir-diff -k 'Country of Citizenship,year' --older "$1" -c shown "$2" |
		awk -F'\t' -v OFS='\t' 'NR > 1 && $3 == "changed" { print $2, $1, $5, $6 }' | sort
}

@test "three editions of one table, CSV and workbooks of two forms, and what each revises" {
	edition canada-study-permits-2024-07.xlsx >july
	edition canada-study-permits-2024-09.xlsx >september
	edition canada-study-permits.csv >march
	diff <(revised july september) <(verified canada-revisions-2024-07-to-2024-09)
	diff <(revised july march) <(verified canada-revisions-2024-07-to-2025-03)
	diff <(revised september march) <(verified canada-revisions-2024-09-to-2025-03)
}

@test "two editions kept by date: the page tells what the later one revises" {
	local keep=(weir run -q "$(shipped canada-study-permits)" to="$PWD/out" format=xlsx vintages=yes)
	"${keep[@]}" --vintage 2024-07-31 feed="$data/canada-study-permits-2024-07.xlsx"
	"${keep[@]}" --vintage 2024-09-30 feed="$data/canada-study-permits-2024-09.xlsx"
	# A cell that was suppressed, or is now, has another status too.
	local changed
	changed=$(verified canada-revisions-2024-07-to-2024-09 | awk -F'\t' '{ n += 1 + ($3 == "--" || $4 == "--") } END { print n }')
	[ "$changed" -eq 225 ]
	[ "$(jq '.resources[0]["weir:vintage"].revisions' out/canada-study-permits.datapackage.json)" -eq "$changed" ]
	[[ $(<out/canada-study-permits.metadata.html) == *"canada-study-permits-by-country.2024-07-31.csv</code>: $changed values changed, 0 values appeared, 0 values vanished."* ]]
	cmp out/canada-study-permits-by-country.2024-09-30.csv out/canada-study-permits-by-country.csv
}

@test "groups that have their names at their foot: levels of study by province" {
	weir-parse --format xlsx --feed "$(conf canada-study-level)" --ledger books "$data/canada-study-level-2025-07.xlsx" |
		weir-unpivot --match '([0-9]{4}) [0-9]{4} Total' --into year --value permits |
		awk -F'\t' -v OFS='\t' 'NR > 1 { shown = $NF; gsub(",", "", shown)
			print $(NF - 1), $1, $2 == "" ? "(none)" : $2, shown == "--" ? "" : shown, shown == "--" ? "suppressed" : "" }' | sort >got
	diff got <(verified canada-level-by-year-province-level)
	grep -qx $'parse\tdropped\ttotal\t13' books
}

@test "a preamble of 14 lines: stocks of UNHCR by year" {
	local feed
	feed=$(conf unhcr-download-population)
	weir-parse --feed "$feed" "$data/unhcr-download-population.csv" | weir-clean --feed "$feed" |
		weir-aggregate -g Year --sum "Refugees under UNHCR's mandate" --sum Asylum-seekers --sum 'IDPs of concern to UNHCR' \
			--sum 'Other people in need of international protection' --sum 'Stateless persons' --sum 'Host Community' --sum 'Others of concern' |
		weir-derive '[Other people in need of international protection] = coalesce([Other people in need of international protection], 0)' |
		tail -n +2 >got
	diff got <(verified unhcr-download-population-by-year)
}

@test "decisions on asylum, persons and cases apart; parts that do not sum are told, not mended" {
	local feed
	feed=$(conf unhcr-download-asylum-decisions)
	weir-parse --feed "$feed" "$data/unhcr-download-asylum-decisions.csv" | weir-clean --feed "$feed" >decisions
	weir-aggregate -g Year,'Cases / Persons' --sum 'Recognized decisions' --sum 'Complementary protection' \
		--sum 'Rejected decisions' --sum 'Otherwise closed' --sum 'Total decisions' decisions | tail -n +2 >got
	diff got <(verified unhcr-download-decisions-by-year)
	weir-derive 'where [Recognized decisions] + [Complementary protection] + [Rejected decisions] + [Otherwise closed] != [Total decisions]' \
		decisions >odd
	[ "$(wc -l <odd)" -eq 175 ]
	# A value of several lines is one record.
	[ "$(weir-parse "$data/unhcr-download-footnotes.csv" | wc -l)" -eq 39 ]
}

@test "an archive of two releases: neither silently, and each level of both falls" {
	run weir-parse "$data/us-ipeds-ef2022a-dist.zip"
	[ "$status" -eq 65 ] || [ "$status" -eq 66 ] || [ "$status" -eq 64 ]
	[[ $stderr == *'holds 2 files; name one of them: '*'#ef2022a_dist.csv, '*'#ef2022a_dist_rv.csv' ]]
	local year release member feed
	feed=$(conf us-ipeds-distance)
	for year in 2021 2022; do
		for release in provisional revised; do
			member=ef${year}a_dist.csv
			[ $release = provisional ] || member=ef${year}a_dist_rv.csv
			weir-parse --feed "$feed" "$data/us-ipeds-ef${year}a-dist.zip#$member" | weir-clean --feed "$feed" |
				weir-aggregate -g EFDELEV --count institutions --sum EFDETOT,EFDEEXC,EFDESOM,EFDENON,EFDEEX1,EFDEEX2,EFDEEX3,EFDEEX4,EFDEEX5 |
				tail -n +2 | sed "s/^/$year\t$release\t/"
		done
	done | sort >got
	diff got <(verified us-ipeds-totals)
}

@test "each total of three editions lies within what rounding and suppression allow its rows" {
	jq 'del(.dialect["weir:totals"])' "$(conf canada-study-permits)" >open.json
	local edition file
	for edition in 2024-07 2024-09 2025-03; do
		file=$data/canada-study-permits-$edition.xlsx
		[ -e "$file" ] || file=$data/canada-study-permits.csv
		weir-parse --format "${file##*.}" --feed open.json "$file" |
			weir-unpivot --match '([0-9]{4}) [0-9]{4} Total' --keep 'Country of Citizenship' --into year --value permits |
			weir-clean --feed "$(conf canada-study-permits-long)" |
			weir-derive 'total = if [Country of Citizenship] == "Total unique persons" then permits else 0
				; permits = if [Country of Citizenship] == "Total unique persons" then 0 else coalesce(permits, 0)
				; hidden = if permits_status is not missing then 1 else 0
				; above = if permits > 0 then 1 else 0
				; low = if hidden == 1 then 1 else if above == 1 then permits - 2 else 0
				; high = if hidden == 1 then 4 else if above == 1 then permits + 2 else 0' |
			weir-aggregate -g year --sum total,permits,hidden,above,low,high |
			weir-derive 'within = if number(total) >= low and number(total) <= high then "yes" else "no"' | tail -n +2 >got
		diff got <(verified "canada-$edition-intervals")
	done
}

@test "visas for higher education in rolling years, and the lines that are identical" {
	weir-parse "$data/uk-study-institution.csv" |
		weir-derive 'Applications = if Type_of_application == "Visa" and Institution_type_group == "Higher Education institution" then Applications else 0' |
		weir-aggregate -g Quarter --sum Applications |
		awk -F'\t' -v OFS='\t' 'NR > 1 { n[NR] = $2; if (NR > 4) print $1, n[NR] + n[NR - 1] + n[NR - 2] + n[NR - 3] }' >got
	diff got <(verified uk-study-he-visa-year-ending)
	weir-parse --place "$data/uk-study-nationality.csv" |
		awk -F'\t' -v OFS='\t' '{ line = $NF; NF -= 2 } $0 in first { print first[$0] " " line, $2, $3, $4, $6, $7 } { first[$0] = line }' | sort >got
	diff got <(verified uk-study-identical-lines)
}

@test "institutions joined with their directory: all, those that grant degrees, of the states, of Title IV" {
	weir-parse --feed "$(conf us-ipeds-directory)" -c UNITID,INSTNM,STABBR,FIPS,DEGGRANT,PSET4FLG "$data/us-ipeds-hd2022.zip" |
		weir-clean --feed "$(conf us-ipeds-directory)" >directory
	local release kept member=ef2022a_dist
	# kept NAME CONDITION: the sums over these institutions.
	kept() {
		weir-derive "where $2" joined | weir-aggregate --count n --sum EFDETOT,EFDEEXC,EFDEEX4 |
			tail -n +2 | sed "s/^/$release\t$1\t/"
	}
	for release in provisional revised; do
		weir-parse --feed "$(conf us-ipeds-distance)" "$data/us-ipeds-ef2022a-dist.zip#$member.csv" |
			weir-clean --feed "$(conf us-ipeds-distance)" |
			weir-derive 'where EFDELEV == 1' | weir-lookup -k UNITID --table directory --reject-unmatched >joined
		kept 'all institutions' 'UNITID is not missing'
		kept degree-granting 'DEGGRANT == 1'
		kept 'degree-granting, 50 states and DC' 'DEGGRANT == 1 and number(FIPS) <= 56'
		kept 'degree-granting, Title IV, 50 states and DC' 'DEGGRANT == 1 and PSET4FLG == 1 and number(FIPS) <= 56'
		member=ef2022a_dist_rv
	done | sort >got
	diff got <(verified us-ipeds-2022-joined)
}
