load ../../tests/weir

# The program that makes the tables at build; it stands beside the objects, and is not installed.
tables() {
	run "$(dirname "$(command -v weir-harmonise)")/../filters/harmonise/tables/tables" "$@"
}

options=
# answers TEXT=ANSWER…: each text alone in a record gives the answer "CODE KIND", or "KIND" without a code.
# The column is seen with batches of one record, too: same bytes.
answers() {
	local pair expected=
	printf 'text\n' >in
	for pair in "$@"; do
		printf '%s\n' "${pair%=*}" >>in
		expected+=${pair##*=}$'\n'
	done
	run weir-harmonise -c text --as c $options in
	[ "$status" -eq 0 ] && { [ -z "$stderr" ] || [[ $options == *--overrides* ]]; } || { echo "$status $stderr"; return 1; }
	[ "$output" = "$(weir-harmonise -c text --as c --batch-size 1 $options in 2>/dev/null)" ] || return 1
	diff -u <(printf 'text\tc\tc_kind\n'; paste in <(printf 'x\n%s' "$expected" |
		awk -F'[ ]' '{ print NF == 1 ? "\t" $1 : $1 "\t" $2 }') | tail -n +2) <(printf '%s\n' "$output")
}

# countries TEXT=CODE…: the same for countries of today.
countries() {
	local pairs=("$@")
	answers "${pairs[@]/%/ country}"
}

# rules LINE…: an override table.
rules() {
	printf 'text\tanswer\tsource\n' >rules.tsv
	printf '%b\n' "$@" >>rules.tsv
}

@test "codes are whole values in one case" {
	countries GB=GBR gb=GBR GBR=GBR gbr=GBR 826=GBR 004=AFG XK=XKX XKX=XKX NA=NAM na=NAM ' FR '=FRA
	answers gBr=unknown 'GBR GBR'=unknown 4=unknown 04=unknown 0826=unknown 999=unknown ZZ=unknown
}
@test "NA is Namibia, and N/A says nothing" {
	answers 'NA=NAM country' N/A=unspecified n/a=unspecified Na=unspecified
}
@test "common and official names in English" {
	countries Germany=DEU 'Federal Republic of Germany=DEU' 'Viet Nam=VNM' Vietnam=VNM 'Socialist Republic of Viet Nam=VNM' \
		'Bolivia, Plurinational State of=BOL' Bolivia=BOL 'Czech Republic=CZE' Czechia=CZE Swaziland=SWZ Eswatini=SWZ \
		Türkiye=TUR Turkey=TUR 'Ivory Coast=CIV' 'Cape Verde=CPV' 'Cabo Verde=CPV' Burma=MMR 'East Timor=TLS' Kosovo=XKX
}
@test "names in other languages and scripts" {
	countries Österreich=AUT 'États-Unis=USA' Alemania=DEU Elveția=CHE Magyarország=HUN 'Hoa Kỳ=USA' Mỹ=USA Séc=CZE \
		السعودية=SAU مصر=EGY ایران=IRN 日本=JPN 中国=CHN 中國=CHN 대한민국=KOR Россия=RUS Україна=UKR Ελλάδα=GRC \
		ישראל=ISR ไทย=THA भारत=IND नाइजीरिया=NGA नाइजर=NER საქართველო=GEO Հայաստան=ARM ኢትዮጵያ=ETH
}
@test "case, accents, punctuation and spaces do not matter" {
	countries "Côte d'Ivoire=CIV" "COTE D IVOIRE=CIV" 'côte d’ivoire=CIV' cotedivoire=CIV $'Co\u0302te d\'Ivoire=CIV' \
		GUINEA-BISSAU=GNB 'Guinea Bissau=GNB' GuineaBissau=GNB $'S\u00e3o Tom\u00e9 e Pr\u00edncipe=STP' 'Sao Tome & Principe=STP' \
		Curacao=CUW 'Åland Islands=ALA' 'aland islands=ALA' $'New\u00a0Zealand=NZL' 'Timor  Leste=TLS' U.S.A.=USA U.K.=GBR \
		ＪＡＰＡＮ=JPN $'\u0633\u064f\u0648\u0631\u064a\u0627=SYR' ελλαδα=GRC ΕΛΛΑΔΑ=GRC РОССИЯ=RUS россия=RUS
}
@test "short texts need their accents: Mỹ is the United States, My is nothing" {
	answers 'Mỹ=USA country' My=unknown 'MY=MYS country' 'my=MYS country'
}
@test "articles, and, Saint and abbreviations" {
	countries 'The Gambia=GMB' 'Gambia, The=GMB' 'Bahamas (the)=BHS' 'Trinidad and Tobago=TTO' 'Trinidad & Tobago=TTO' \
		'Trinidad Tobago=TTO' 'St Lucia=LCA' 'St. Lucia=LCA' 'Saint Lucia=LCA' 'Cook Is.=COK' 'Dominican Rep.=DOM' \
		"Lao People's Dem. Rep.=LAO" 'Lao Peoples Democratic Republic=LAO' "l'Inde=IND" 'la Guinée=GIN' 'los Estados Unidos=USA' \
		'die Schweiz=CHE'
}
@test "the order of words, commas and brackets" {
	countries 'Korea, Republic of=KOR' 'Republic of Korea=KOR' "Korea, Democratic People's Republic of=PRK" 'Korea (South)=KOR' \
		'Korea (North)=PRK' 'Congo, Democratic Republic of the=COD' 'Congo (Democratic Republic)=COD' 'Congo, Republic of=COG' \
		'Virgin Islands (British)=VGB' 'Virgin Islands, U.S.=VIR' 'Micronesia (Federated States of)=FSM' \
		'Iran (Islamic Rep. of)=IRN' 'Tanzania, United Republic of=TZA' 'Sudan (South)=SSD'
}
@test "brackets hold another name, or the state that a territory belongs to" {
	countries 'Burma (Myanmar)=MMR' "Cote D'Ivoire (Ivory Coast)=CIV" 'Aruba (Dutch)=ABW' 'Guam (United States)=GUM' \
		'St Pierre and Miquelon (French)=SPM' 'Christmas Island (Australian)=CXR' 'Greenland (Denmark)=GRL'
	answers 'Aruba (French)=unknown' 'Samoa (United States)=unknown' 'Germany (North)=unknown' 'Guinea (French)=GIN country' \
		'France (Spain)=unknown' 'Niger (Nigeria)=unknown' '(Peru)=PER country' 'Peru ()=PER country' '()=unspecified'
}
@test "the mark of a footnote is left out, and nothing else" {
	countries 'Serbia 2=SRB' Serbia2=SRB Serbia²=SRB 'Serbia (a)=SRB' 'Serbia [1]=SRB' 'Serbia*=SRB' 'Serbia †=SRB'
	answers 'Serbia 2006=unknown' 'Serbia a=unknown' 'Peru (n)=unknown' 'Peru (e)=unknown' 'Serbia 1 2=unknown' 2=unknown
}
@test "what several countries share is ambiguous" {
	answers Congo=ambiguous Kongo=ambiguous Конго=ambiguous Korea=ambiguous Dominican=ambiguous Congolese=ambiguous \
		'Virgin Islands=ambiguous' 'St. Martin=ambiguous' Amerika=ambiguous امریکا=ambiguous 'Channel Islands=ambiguous'
}
@test "a rare name that may be a common one misspelt is ambiguous" {
	answers Nigera=ambiguous Oland=ambiguous Slovania=ambiguous 'Chine=CHN country' 'Irão=IRN country' 'Irak=IRQ country' \
		'Iran=IRN country' 'Iraq=IRQ country' 'Mali=MLI country' 'Malta=MLT country' Wietnaam=unknown
}
@test "countries that are taken for each other elsewhere" {
	countries Niger=NER Nigeria=NGA Nigerien=NER Nigerian=NGA Guinea=GIN 'Equatorial Guinea=GNQ' 'Papua New Guinea=PNG' \
		Dominica=DMA 'Dominican Republic=DOM' Samoa=WSM 'American Samoa=ASM' Ireland=IRL 'Northern Ireland=GBR' Sudan=SDN \
		'South Sudan=SSD' 'S. Sudan=SSD' Georgia=GEO Austria=AUT Australia=AUS Slovakia=SVK Slovenia=SVN Mauritania=MRT \
		Mauritius=MUS Mauritian=MUS 'Guyana Prancis=GUF' 'Korea Kaskazini=PRK' 'Päiväntasaajan Guinea=GNQ' Guyana=GUY
}
@test "cities, regions and other words are no countries" {
	answers Paris=not_a_country 'New York=not_a_country' Quebec=not_a_country Kannada=not_a_country 'Ancient Egyptian studies=unknown' 'Afghan Unknown=unknown' \
		'South Georgia=not_a_country' 'Pakistani or Pakistani British=unknown' 'France and Spain=unknown' the=unknown of=unknown
}
@test "kinds other than country" {
	answers Stateless=stateless 'STATELESS PERSON=stateless' XXA=stateless Refugee=refugee 'Other and unknown=residual' \
		Other=residual Europe=residual Asie=residual Unknown=unknown 'Not stated=unspecified' NULL=unspecified \
		'USSR=SUN historical' 'Soviet Union=SUN historical' 'Czechoslovakia=CSK historical' 'Yugoslavia=YUG historical' \
		'Serbia and Montenegro=SCG historical' 'SUN=SUN historical' 'DDDE=DDR historical'
}
@test "a missing value, and one without letter or digit, is unspecified" {
	run weir-harmonise -c b <<<$'a\tb\n1\t\n2\t-\n3\t..\n4\t \n5\t?'
	[ "$output" = $'a\tb\tcountry\tcountry_kind\n1\t\t\tunspecified\n2\t-\t\tunspecified\n3\t..\t\tunspecified\n4\t \t\tunspecified\n5\t?\t\tunspecified' ]
}
@test "the other columns stay, and the new ones stand behind them" {
	run weir-harmonise -c b --as origin --to iso3 <<<$'a\tb\tc\nx\\ty\tPeru\t1\n\tAtlantis\t2'
	[ "$status" -eq 0 ]
	[ "$output" = $'a\tb\tc\torigin\torigin_kind\nx\\ty\tPeru\t1\tPER\tcountry\n\tAtlantis\t2\t\tunknown' ]
}
@test "the answer of a text does not depend on what came before" {
	printf 'n\ttext\n' >in
	for i in 1 2 3 4 5 6; do
		printf '%s\n' $i$'\tPeru' $i$'\tAtlantis' $i$'\tKongo' "$i"$'\tperu'" $i" >>in
	done
	weir-harmonise -c text in >one
	weir-harmonise -c text --batch-size 1 in >other
	(head -n 1 in; tail -n +2 in | sort -r) | weir-harmonise -c text >turned
	cmp one other && cmp <(sort one) <(sort turned)
	[ "$(grep -c $'\tPER\tcountry' one)" -eq 12 ]
}
@test "unknown texts are rejected with their raw record, and the books balance" {
	run weir-harmonise -c text --unknown reject --rejects r --max-rejects 2 --ledger l <<<$'n\ttext\n1\tPeru\n2\tAtlan\\ttis\n3\tKongo\n4\tUnknown\n5\tAtlan\\ttis'
	[ "$status" -eq 0 ]
	[ "$output" = $'n\ttext\tcountry\tcountry_kind\n1\tPeru\tPER\tcountry\n3\tKongo\t\tambiguous\n4\tUnknown\t\tunknown' ]
	[ "$(tail -n +2 r | cut -f 3-)" = $'3\tunknown-country\ttext\tAtlan\\ttis\t2\\tAtlan\\\\ttis\n6\tunknown-country\ttext\tAtlan\\ttis\t5\\tAtlan\\\\ttis' ]
	books_balance l
}
@test "ambiguous texts are rejected, and past --max-rejects the status is 65" {
	run weir-harmonise -c text --ambiguous reject --ledger l <<<$'text\nPeru\nKongo\nAtlantis'
	[ "$status" -eq 65 ]
	[[ "$stderr" == *"2"*"text: 'Kongo' may be one of several countries"* || "$stderr" == *"3"*"text: 'Kongo' may be one of several countries"* ]]
	[ "$output" = $'text\tcountry\tcountry_kind\nPeru\tPER\tcountry\nAtlantis\t\tunknown' ]
	books_balance l
}
@test "--refused lists texts, the most frequent first, with what they may be, ready for an override table" {
	printf '%s\n' text Peru Atlantis Kongo Atlantis Unknown Xqzw '' Kongo Atlantis >in
	weir-harmonise -c text --refused u in >/dev/null
	same u $'text\tanswer\tsource\tkind\trecords\tnearest' $'Atlantis\t\t\tunknown\t3\tALB Albania, ALA Åland Islands, AFG Afghanistan' \
		$'Kongo\t\t\tambiguous\t2\tCOD Congo, The Democratic Republic of the, COG Congo' $'Xqzw\t\t\tunknown\t1\t'
	weir-harmonise -c text --refused v --batch-size 1 --unknown reject --max-rejects 100% in >/dev/null
	cmp u v
	head -n 2 in | weir-harmonise -c text --refused w >/dev/null
	same w $'text\tanswer\tsource\tkind\trecords\tnearest'
	run weir-harmonise -c text --refused x <<<$'text\nAustrlia\nNigerai'
	cut -f 1,6 x >near
	same near $'text\tnearest' $'Austrlia\tAUT Austria, AUS Australia, DZA Algeria' $'Nigerai\tNGA Nigeria, NER Niger, DZA Algeria'
}
@test "texts that are too long for a name are unknown" {
	printf '%s\n' text "$(printf 'Peru %.0s' {1..400})" "$(printf 'é%.0s' {1..600})" Peru >in
	weir-harmonise -c text --refused u in | cut -f 2,3 >out
	same out $'country\tcountry_kind' $'\tunknown' $'\tunknown' $'PER\tcountry'
	same u $'text\tanswer\tsource\tkind\trecords\tnearest' $'\t\t\tunknown\t2\t'
}
@test "--scheme takes codes of one list only, in any case" {
	options='--scheme iso2' countries GB=GBR gb=GBR Gb=GBR
	options='--scheme iso2' answers GBR=unknown 826=unknown Peru=unknown AA=unknown 12=unknown ''=unspecified
	options='--scheme iso3' countries GBR=GBR gBr=GBR
	options='--scheme iso3' answers GB=unknown 826=unknown 'SUN=SUN historical' $'\x10\x10\x14=unspecified'
	options='--scheme isonum' countries 826=GBR 4=AFG 04=AFG 004=AFG
	options='--scheme isonum' answers GBR=unknown 0004=unknown 1=unknown
}
@test "--scheme name takes no codes" {
	options='--scheme name' answers MYS=unknown GBR=unknown 826=unknown 'Peru=PER country' 'UK=GBR country' 'NA=unspecified'
}
@test "an override wins over all tables, whatever the way of writing" {
	rules 'Congo\tCOG\tour list' 'Atlantis, Isle of\tGRC\tPlato' 'Peru\tunknown\ttest' 'Kongo\tCOD COG\ttest' 'NA\tunspecified\ttest'
	options='--overrides rules.tsv' answers 'CONGO=COG country' 'Isle of Atlantis=GRC country' Perú=unknown Kongo=ambiguous \
		NA=unspecified na=unspecified 'PER=PER country' N/A=unspecified 'Namibia=NAM country' 'Former Atlantis=unknown'
	rules 'Korea, Republic of\tunknown\ttest'
	options='--overrides rules.tsv' answers 'Republic of Korea=unknown' 'Korea (Republic)=unknown' 'South Korea=KOR country'
	rules 'N/A\tresidual\ttest' 'UAE\tunknown\ttest' 'sun\tGBR\tno more the Soviet Union'
	options='--overrides rules.tsv' answers 'NA=NAM country' n/a=residual uae=unknown U.A.E.=unknown 'SUN=GBR country' Sun=unknown
	options='--overrides rules.tsv --scheme iso3' answers 'Sun=GBR country' 'SUN=GBR country' 'NAM=NAM country'
}
@test "a text that an override settles is not refused" {
	rules 'Atlantis\tunknown\tPlato'
	run weir-harmonise -c text --overrides rules.tsv --unknown reject --refused u <<<$'text\nAtlantis'
	[ "$status" -eq 0 ] && [ "$output" = $'text\tcountry\tcountry_kind\nAtlantis\t\tunknown' ]
	same u $'text\tanswer\tsource\tkind\trecords\tnearest'
}
@test "faults in an override table name the line" {
	fault() { run weir-harmonise -c text --overrides rules.tsv <<<text; [ "$status" -eq 78 ] && [ "$stderr" = "weir-harmonise: rules.tsv:$1" ] || { echo "$status $stderr"; return 1; }; }
	rules 'Peru\tPER\tx' 'Atlantis\tATL\tx'
	fault "3: answer: 'ATL' is neither alpha-3 codes nor a kind such as 'stateless'"
	for answer in country historical '' GB gbr 'COD  COG' 'COD COG ' 'COD,COG' DDDE PERU; do
		rules "Peru\t$answer\tx"
		fault "2: answer: '$answer' is neither alpha-3 codes nor a kind such as 'stateless'"
	done
	rules 'Atlantis\tPER\tx' 'Peru\tPER\tx' 'ATLÁNTIS\tGRC\tx'
	fault "4: 'ATLÁNTIS': has another answer at rules.tsv:2; keep one of them"
	rules 'Isle of Atlantis\tPER\tx' 'Atlantis, Isle of\tGRC\tx'
	fault "3: 'Atlantis, Isle of': has another answer at rules.tsv:2; keep one of them"
	rules '-\tPER\tx'
	fault "2: '-': is no text that can be a name"
	for line in Atlantis 'Atlantis\tPER' '' 'At\\qlantis\tPER\tx' 'Atlantis\tPER\t\xff'; do
		rules "$line"
		fault "2: is no line of text, answer and source with TABs between"
	done
	printf 'name\tanswer\tsource\n' >rules.tsv
	fault "1: the columns have to be text, answer, source"
	: >rules.tsv
	fault "1: the columns have to be text, answer, source"
}
@test "further columns are for the reader" {
	printf 'text\tanswer\tsource\tby\nAtlantis\tPER\tx\ty\n' >rules.tsv
	options='--overrides rules.tsv' countries Atlantis=PER
}
@test "the same answer twice is no fault, and a final line without its end is read" {
	printf 'text\tanswer\tsource\r\nAtlantis\tPER\tx\r\nATLANTIS\tPER\ty' >rules.tsv
	options='--overrides rules.tsv' countries Atlantis=PER
}
@test "a table that is not there is named" {
	run weir-harmonise -c text --overrides nothing.tsv <<<text
	[ "$status" -eq 66 ] && [ "$stderr" = "weir-harmonise: nothing.tsv: No such file or directory" ]
	mkdir -p alone/bin && cp "$(command -v weir-harmonise)" alone/bin/
	run alone/bin/weir-harmonise -c text <<<text
	[ "$status" -eq 78 ]
	[ "$stderr" = "weir-harmonise: $PWD/alone/bin/../share/weir/conf/countries/overrides.tsv: No such file or directory" ]
}
@test "columns: -c is needed, has to be there, and NAME has to be new" {
	run weir-harmonise <<<text
	[ "$status" -eq 64 ] && [ "$stderr" = "weir-harmonise: -c is missing: name the column that holds the countries" ]
	run weir-harmonise -c txt <<<$'text\nPeru'
	[ "$status" -eq 64 ] && [ "$stderr" = "weir-harmonise: -c txt: no such column; the nearest is 'text'" ]
	run weir-harmonise -c text --as text <<<$'text\nPeru'
	[ "$status" -eq 64 ]
}
@test "all 224 labels of the Home Office's feed are settled" {
	# the label is the last but one of the values, and may be quoted
	sed -E '1d; s/\r$//; s/,[0-9]+$//; s/.*,("([^"]*)"|([^,"]*))$/\2\3/' "$root/samples/uk-study-nationality.csv" |
		sort -u | sed '1i text' >labels
	[ "$(wc -l <labels)" -eq 225 ]
	weir-harmonise -c text --scheme ho --unknown reject --ambiguous reject labels >out
	same <(grep -v $'\tcountry$' out) $'text\tcountry\tcountry_kind' $'Other and unknown\t\tresidual' \
		$'Refugee\t\trefugee' $'Stateless\t\tstateless'
	[ "$(cut -f 2 out | grep -c '^[A-Z][A-Z][A-Z]$')" -eq 221 ]
	run weir-harmonise -c text labels
	[ "$(grep -c $'\tambiguous$' <<<"$output")" -eq 1 ]
}
@test "the tables in conf/countries are sorted and sourced" {
	local f
	for f in "$root"/conf/countries/{,*/}*.tsv; do
		LC_ALL=C sort -c <(tail -n +2 "$f" | cut -f 1) || return 1
		[ -z "$(tail -n +2 "$f" | cut -f 1 | uniq -d)" ] || { echo "$f"; return 1; }
		case $f in
		*/codes/*) [ "$(head -n 1 "$f")" = $'text\tanswer\tsource\tuse' ] || return 1 ;;
		*/groups/*) [ "$(head -n 1 "$f")" = $'country\tgroup\tsource' ] || return 1 ;;
		*/history.tsv | */parts.tsv) ;;
		*) [ "$(head -n 1 "$f")" = $'text\tanswer\tsource' ] || return 1 ;;
		esac
		[ -z "$(awk -F'\t' 'NR == 1 { n = NF } NF != n || $1 == "" || $2 == "" || $3 == ""' "$f")" ] || { echo "$f"; return 1; }
	done
}
@test "the tables are the same from the same packages, whatever the locale" {
	tables /usr/share 1.0 "$root/conf/countries" one.c one.tsv
	[ "$status" -eq 0 ] && [ -z "$stderr" ]
	LC_ALL=C tables /usr/share 1.0 "$root/conf/countries" other.c other.tsv
	cmp one.c other.c && cmp one.tsv other.tsv
	grep -q '^const char atlas_versions.. = "iso-codes 1.0, ICU [0-9.]*";$' one.c
	[ "$(head -n 1 one.tsv)" = $'key\tkind\tcodes\tname_kind\tname_code\tname\tsource' ]
	[ "$(grep -P '^kongo\t' one.tsv | cut -f 2,3 | sort -u)" = $'ambiguous\tCOD COG' ]
}
@test "packages that are not there, or broken, stop the build with their name" {
	mkdir -p share/iso-codes/json share/locale/xx/LC_MESSAGES
	tables share 1.0 "$root/conf/countries" t.c t.tsv
	[ "$status" -eq 65 ] && [ "$stderr" = "tables: share/iso-codes/json/iso_3166-1.json: No such file or directory" ]
	echo '{"3166-1": []}' >share/iso-codes/json/iso_3166-1.json
	tables share 1.0 "$root/conf/countries" t.c t.tsv
	[ "$status" -eq 65 ] && [ "$stderr" = "tables: share/iso-codes/json/iso_3166-1.json: does not hold the list that it is named for" ]
	echo '{"3166-1": [' >share/iso-codes/json/iso_3166-1.json
	tables share 1.0 "$root/conf/countries" t.c t.tsv
	[ "$status" -eq 65 ] && [[ $stderr == "tables: share/iso-codes/json/iso_3166-1.json: line 2, column 1: "* ]]
	cp /usr/share/iso-codes/json/iso_3166-[13].json share/iso-codes/json/
	tables share 1.0 "$root/conf/countries" t.c t.tsv
	[ "$status" -eq 65 ] && [ "$stderr" = "tables: share/locale/*/LC_MESSAGES/iso_3166-1.mo: no translations there; install iso-codes" ]
	echo nonsense >share/locale/xx/LC_MESSAGES/iso_3166-1.mo
	tables share 1.0 "$root/conf/countries" t.c t.tsv
	[ "$status" -eq 65 ] && [ "$stderr" = "tables: share/locale/xx/LC_MESSAGES/iso_3166-1.mo: is no gettext catalogue of this machine" ]
	head -c 5000 /usr/share/locale/de/LC_MESSAGES/iso_3166-1.mo >share/locale/xx/LC_MESSAGES/iso_3166-1.mo
	tables share 1.0 "$root/conf/countries" t.c t.tsv
	[ "$status" -eq 65 ] && [ "$stderr" = "tables: share/locale/xx/LC_MESSAGES/iso_3166-1.mo: is cut short, or no UTF-8" ]
}
@test "rules: former, citizens, forms of state, two names, places in a country" {
	answers 'Former Yugoslavia=YUG historical' 'ex-USSR=SUN historical' 'FORMER GERMAN DEMOCRATIC REPUBLIC=DDR historical' \
		'Former Peru=unknown' 'Sudan (former)=SDN country' 'Timor-Leste (formerly East Timor)=TLS country' \
		'Citizen of Kiribati=KIR country' 'French national=FRA country' 'Canadian citizenship=CAN country' \
		'Republic of Hungary=HUN country' 'Ukrainian SSR=UKR country' 'Kingdom of Greece=GRC country' 'State of Grenada=GRD country' \
		'Democratic Republic of Germany=DDR historical' 'Peoples Republic of Yemen=YMD historical' 'State of Georgia=not_a_country' \
		'French protectorate of Tunisia=TUN country' 'Republic of China=TWN country' 'Republic of Korea=KOR country' Republic=unknown \
		'Éire-Irlande=IRL country' 'Србија Srbija=SRB country' 'MexicoMéxico=MEX country' 'Peru Chile=unknown' 'British Anguilla=AIA country' \
		'Karachi, Pakistan=PAK country' 'Quebec (Canada)=CAN country' 'Karachi, India=unknown' 'Niger, Nigeria=unknown' \
		'Martinique, France=MTQ country' 'Paris, Texas=unknown' 'Antigua aamma Barbuda=ATG country' 'Orílẹ́ède Améníà=ARM country'
}
@test "rules: broken bytes, fields that were cut, and slips of the pen" {
	answers 'AlgÃ©rie=DZA country' 'Ã–sterreich=AUT country' 'CuraÃ§ao=CUW country' 'Cura?ao=CUW country' '?land Islands=ALA country' \
		'C?te d?Ivoire=CIV country' '?ustria=AUT country' 'A?str?a=AUT country' '????=unspecified' 'Ir??=unknown' \
		'Union of Soviet Socialist Repu=SUN historical' 'Democratic Republic=unknown' 'United States of Am=USA country' \
		Gremany=DEU\ country Phillipines=PHL\ country 'Republic of Maurit?us=MUS country' 'Sotuh Korea=KOR country' Egpyt=EGY\ country \
		Austrlia=unknown Nigerai=unknown 'Sorth Korea=unknown' 'Republic of Iberia=unknown' Indiana=not_a_country Slovania=ambiguous \
		Javanese=not_a_country 'Unite States=USA country' Saint-Martinoise=ambiguous Nogway=NOR\ country Iarn=unknown
}
@test "names in other scripts in Latin letters, demonyms in the plural and in other languages" {
	countries Ellada=GRC Nihon=JPN Austrians=AUT Pakistanis=PAK mexicana=MEX allemande=DEU suédois=SWE
}
