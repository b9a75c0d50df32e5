# The 22 traps that the publishers' own files hold, a case for each, over their original bytes.
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
# at LINE FILE: a record that --place wrote, by its line in the feed, without the place.
at() { awk -F'\t' -v OFS='\t' -v line="$1" '$NF == line { NF -= 2; print }' "$2"; }
# directory OPTION…: institutions of the United States, their feed read by its descriptor.
directory() { weir-parse --feed "$(conf us-ipeds-directory)" "$@" "$data/us-ipeds-hd2022.zip"; }
# distance: students by level, as they were revised, held to their types.
distance() { weir-parse --place "$data/us-ipeds-ef2022a-dist-rv.csv" | weir-clean --feed "$(conf us-ipeds-distance)"; }

ho_key='Year,Quarter,Type of application,Institution type group,Geographical region,Nationality'
citizen='Country of Citizenship'
province='Province/Territory and study level'

@test "trap 1: a byte order mark before the first name, and before a quote" {
	local file
	for file in uk-study-institution uk-study-nationality canada-study-permits; do
		[ "$(head -c 3 "$data/$file.csv" | od -An -tx1)" = ' ef bb bf' ]
	done
	[ "$(weir-parse -c Year "$data/uk-study-institution.csv" | sed -n '1,2p')" = $'Year\n2010' ]
	[ "$(weir-parse -c Year "$data/uk-study-nationality.csv" | sed -n '1,2p')" = $'Year\n2010' ]
	run weir-parse -q --max-rejects 100% "$data/canada-study-permits.csv"
	[[ $output == 'Canada – Study permit holders by country of citizenship'* ]]
}

@test "trap 2: names with blanks around them, and other names in sister files" {
	[ "$(head -n 1 "$data/uk-study-institution.csv" | grep -c ', Applications .$')" -eq 1 ]
	[ "$(weir-parse -c Applications "$data/uk-study-institution.csv" | head -n 1)" = Applications ]
	[ "$(weir-parse -c EFDEEX5 "$data/us-ipeds-ef2022a-dist-rv.csv" | head -n 1)" = EFDEEX5 ]
	run weir-parse -c 'Type of application' -o out "$data/uk-study-institution.csv"
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-parse: -c Type of application: no such column; the nearest is 'Type_of_application'" ]
	run weir-parse --feed "$(conf uk-study-institution)" -o out "$data/uk-study-nationality.csv"
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-parse: $data/uk-study-nationality.csv:1: no column 'Type_of_application', which $(conf uk-study-institution) declares; the nearest is 'Type of application'" ]
	[ ! -e out ]
}

@test "trap 3: CRLF, LF, both inside of quotes, and a last line without an end" {
	weir-parse --place "$data/unhcr-download-footnotes.csv" >notes
	[ "$(wc -l <notes)" -eq 39 ]
	# Three lines of the file are one record; the next one is the eleventh line.
	[ "$(cut -f 7 notes | sed -n '8,9p')" = $'8\n11' ]
	[ "$(at 8 notes | grep -oF '\n' | wc -l)" -eq 2 ]
	[ "$(tail -c 1 "$data/canada-study-permits.csv")" = , ]
	weir-parse --header-rows 3,4,5 --place -q "$data/canada-study-permits.csv" >permits
	[ "$(at 227 permits | cut -f 1 | grep -oF '\n' | wc -l)" -eq 4 ]
	[ "$(tail -n 1 permits | cut -f 1,178)" = $'Source: IRCC, March 31, 2025\t235' ]
	# No CR is left where lines end in CRLF.
	[ "$(grep -c '\\r' permits)" -eq 0 ]
	[ "$(weir-parse "$data/uk-study-nationality.csv" | grep -c '\\r')" -eq 0 ]
}

@test "trap 4: commas inside of quotes" {
	weir-parse --place "$data/uk-study-nationality.csv" >uk
	[ "$(at 169 uk | cut -f 6)" = 'Gambia, The' ]
	[ "$(awk -F'\t' '{ print NF }' uk | sort -u)" -eq 9 ]
	weir-parse --header-rows 3,4,5 --place -q "$data/canada-study-permits.csv" >permits
	[ "$(at 45 permits | cut -f 1)" = "China, People's Republic of" ]
	[ "$(at 225 permits | cut -f 2)" = 13,520 ]
}

@test "trap 5: a stray quote inside of quotes costs no field and no other line" {
	directory --place >got
	[ "$(wc -l <got)" -eq 6257 ]
	[ "$(awk -F'\t' '{ print NF }' got | sort -u)" -eq 75 ]
	[ "$(at 1410 got | cut -f 1,22)" = $'163657\thttps://catalog.pgcc.edu/content.php?catoid=24&navoid=3368&hl="veteran"&#veterans-residency-for-tuition' ]
	[ "$(cut -f 75 got | tail -n +2 | awk '$1 != NR + 1' | wc -l)" -eq 0 ]
}

@test "trap 6: Windows-1252, which is neither UTF-8 nor ISO 8859-1" {
	directory --place >got
	[ "$(LC_ALL=C grep -c $'[\x80-\xff]' got)" -eq 77 ]
	[ "$(at 93 got | grep -o 'José')" = José ]
	[ "$(at 1361 got | grep -o '„' | wc -l)" -eq 2 ]
	[ "$(at 1536 got | grep -o '“Wole”')" = '“Wole”' ]
	[ "$(at 2004 got | grep -o "Dell.Omo" | od -An -tx1)" = ' 44 65 6c 6c e2 80 99 4f 6d 6f 0a' ]
	run weir-parse -o out "$data/us-ipeds-hd2022.zip"
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-parse: $data/us-ipeds-hd2022.zip#hd2022.csv:93: the record holds what is no character in its encoding: byte 0xE9, 144 of the record (77 of 6256 records rejected; --rejects FILE lists them, --max-rejects N tolerates them)" ]
	[ ! -e out ]
	# As ISO 8859-1 the quotes would be control characters, which clean does not let pass.
	weir-parse --encoding iso-8859-1 --place "$data/us-ipeds-hd2022.zip" |
		weir-clean -q --max-rejects 100% --rejects bad >/dev/null
	[ "$(awk -F'\t' '$3 == 1361 || $3 == 1536 || $3 == 2004 { print $3, $4 }' bad)" = $'1361 control\n1536 control\n2004 control' ]
}

@test "trap 7: 60 identical lines that all count, and 596 keys that come again" {
	weir-parse "$data/uk-study-nationality.csv" >records
	[ "$(weir-aggregate --count n --sum Applications records)" = $'n\tApplications\n28585\t5017964' ]
	[ "$(weir-aggregate -g "$ho_key" --count n records | awk -F'\t' 'NR > 1 && $7 > 1' | wc -l)" -eq 596 ]
	[ "$(tail -n +2 records | sort | uniq -d | wc -l)" -eq 60 ]
	run weir-dedup -o out records
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-dedup: -k: no key; name the columns that tell one record from another (there is no default: identical lines of count data are different people)" ]
	run weir-dedup -k "$ho_key" --on-conflict reject -o out records
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-dedup: records:17806: Year: '2019' is the key of another record, which differs in other columns (655 of 28585 records rejected; --rejects FILE lists them, --max-rejects N tolerates them)" ]
	[ ! -e out ]
	# What a keyed overwrite would lose is counted, never silent.
	weir-dedup -k "$ho_key" --ledger books -o kept records
	[ "$(grep -c $'^dedup\tdropped\t\\(duplicate\t59\\|conflict\t655\\)$' books)" -eq 2 ]
}

@test "trap 8: kinds that are no country stay apart" {
	weir-parse -c Nationality "$data/uk-study-nationality.csv" | sort -u | grep -v '^Nationality$' | sed '1i Nationality' |
		weir-harmonise -c Nationality --scheme ho >uk
	[ "$(grep -E '^(Refugee|Stateless|Other and unknown|British overseas citizens)'$'\t' uk)" = \
		$'British overseas citizens\tGBR\tcountry\nOther and unknown\t\tresidual\nRefugee\t\trefugee\nStateless\t\tstateless' ]
	weir-parse --feed "$(conf canada-study-permits)" -c "$citizen" "$data/canada-study-permits.csv" |
		weir-harmonise -c "$citizen" --scheme ircc >canada
	[ "$(grep -E '^(Stateless|Country of Citizenship not stated)'$'\t' canada)" = \
		$'Stateless\t\tstateless\nCountry of Citizenship not stated\t\tunspecified' ]
	weir-parse -c coo "$data/unhcr-population.csv.gz" | weir-harmonise -c coo --scheme unhcr |
		weir-aggregate -g coo,country,country_kind | awk -F'\t' '$2 == ""' >none
	same none $'STA\t\tstateless' $'TIB\t\tnot_a_country' $'UKN\t\tunknown'
	weir-parse --feed "$(conf unhcr-download-population)" -c 'Country of origin' --place "$data/unhcr-download-population.csv" >raw
	[ "$(at 118 raw)" = 'Unknown ' ]
	[ "$(at 326 raw)" = Tibetan ]
	weir-clean raw | weir-harmonise -c 'Country of origin' --scheme unhcr-names >kinds
	[ "$(at 118 kinds)" = $'Unknown\t\tunknown' ]
	[ "$(at 326 kinds)" = $'Tibetan\t\tnot_a_country' ]
}

@test "trap 9: old and odd names, each the country that its list means" {
	weir-parse -c Nationality "$data/uk-study-nationality.csv" | weir-harmonise -c Nationality --scheme ho | sort -u >uk
	[ "$(grep -E '^(Cyprus \(N|Congo)' uk | cut -f 1,2)" = \
		$'Congo\tCOG\nCongo (Democratic Republic)\tCOD\nCyprus (Northern part of)\tCYP' ]
	weir-parse --feed "$(conf canada-study-permits)" -c "$citizen" "$data/canada-study-permits.csv" |
		weir-harmonise -c "$citizen" --scheme ircc | sort >canada
	grep -E '^(Congo|Sudan, D|Netherlands A|Somalia|Bahama|Swazi|Maced|Palest)' canada >got
	same got $'Bahama Islands, The\tBHS\tcountry' $'Congo, Democratic Republic of the\tCOD\tcountry' \
		$'Congo, People\'s Republic of the\tCOG\tcountry' $'Macedonia\tMKD\tcountry' \
		$'Netherlands Antilles, The\tANT\thistorical' $'Palestinian Authority (Gaza/West Bank)\tPSE\tcountry' \
		$'Somalia, Democratic Republic of\tSOM\tcountry' $'Sudan, Democratic Republic of\tSDN\tcountry' $'Swaziland\tSWZ\tcountry'
	[ "$(cut -f 3 uk canada | grep -cE 'unknown|ambiguous')" -eq 0 ]
}

@test "trap 10: 96 codes of UNHCR that look like those of ISO and are not" {
	weir-parse -c coo,coa "$data/unhcr-population.csv.gz" | tail -n +2 | tr '\t' '\n' | sort -u | sed '1i coo' >codes
	[ "$(wc -l <codes)" -eq 220 ]
	# The table counts those for stateless and unknown, which are kinds here and not countries.
	weir-harmonise -c coo --scheme unhcr codes | awk -F'\t' -v OFS='\t' '$3 == "stateless" { $2 = "XXA" } $3 == "unknown" { $2 = "UNK" }
		NR > 1 && $2 != "" && $1 != $2 { print $1, $2 }' >got
	diff got <(verified unhcr-codes-not-iso | cut -f 1,2)
	[ "$(wc -l <got)" -eq 96 ]
	[ "$(grep -E '^(AUS|ARE|MAR)' got)" = $'ARE\tEGY\nAUS\tAUT\nMAR\tMTQ' ]
	# In the download they are ISO's: read as UNHCR's own, they would be others.
	weir-parse --feed "$(conf unhcr-download-population)" -c 'Country of origin,Country of origin (ISO)' "$data/unhcr-download-population.csv" |
		sort -u >pairs
	[ "$(grep -E '^(Australia|Austria|Egypt)'$'\t' pairs)" = $'Australia\tAUS\nAustria\tAUT\nEgypt\tEGY' ]
}

@test "trap 11: three header rows with merged labels" {
	weir-parse --feed "$(conf canada-study-permits)" "$data/canada-study-permits.csv" | head -n 1 | tr '\t' '\n' >names
	[ "$(wc -l <names)" -eq 176 ]
	[ "$(sed -n '1,6p;17,19p;175,176p' names)" = "$citizen"$'\n2015 Q1 Jan\n2015 Q1 Feb\n2015 Q1 Mar\n2015 Q1 Q1 Total\n2015 Q2 Apr\n2015 Q4 Q4 Total\n2015 2015 Total\n2016 Q1 Jan\n2025 Q1 Q1 Total\n2025 2025 Total' ]
	[ "$(grep -cE '^20[0-9]{2} Q[1-4] [A-Z][a-z]{2}$' names)" -eq 123 ]
	[ "$(grep -cE '^20[0-9]{2} Q[1-4] Q[1-4] Total$' names)" -eq 41 ]
	[ "$(grep -cE '^(20[0-9]{2}) \1 Total$' names)" -eq 11 ]
}

@test "trap 12: totals in the body are no records, and are held to their rows" {
	weir-parse --feed "$(conf canada-study-permits)" --ledger books "$data/canada-study-permits.csv" >got
	[ "$(wc -l <got)" -eq 220 ]
	[ "$(grep -c '^Total' got)" -eq 0 ]
	grep -qx $'parse\tdropped\ttotal\t1' books
	sed '225s/"13,520"/"14,520"/' "$data/canada-study-permits.csv" >odd.csv
	run weir-parse --feed "$(conf canada-study-permits)" -o out odd.csv
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-parse: odd.csv:225: 2015 Q1 Jan: '14,520; its 219 rows sum to 13214 to 13821' is a total that its rows do not sum to (1 of 220 records rejected; --rejects FILE lists them, --max-rejects N tolerates them)" ]
	[ ! -e out ]
	weir-parse --feed "$(conf canada-study-level)" --ledger books "$data/canada-study-level-2025-07.xlsx" >levels
	[ "$(tail -n +2 levels | cut -f 1,2 | grep -c Total)" -eq 0 ]
	grep -qx $'parse\tdropped\ttotal\t13' books
	# The same total stands on rows 70 and 76, both behind the table's end.
	jq 'del(.dialect["weir:end"], .dialect["weir:fillUp"], .dialect["weir:totals"])' "$(conf canada-study-level)" >open.json
	weir-parse --feed open.json --place -q "$data/canada-study-level-2025-07.xlsx" >all
	[ "$(at 70 all | cut -f 1)" = Total ]
	[ "$(at 76 all | cut -f 1)" = 'Total - All Canada' ]
	[ "$(at 70 all | cut -f 3-)" = "$(at 76 all | cut -f 3-)" ]
}

@test "trap 13: a group that has its name at its foot" {
	weir-parse --feed "$(conf canada-study-level)" --place "$data/canada-study-level-2025-07.xlsx" >got
	[ "$(wc -l <got)" -eq 52 ]
	local row
	for row in 31 32 33 34; do [ "$(at $row got | cut -f 1)" = Ontario ]; done
	# The first group's label cell is an empty string, that of others no cell at all.
	[ "$(at 6 got | cut -f 1,2)" = $'Newfoundland and Labrador\tSecondary or less' ]
	[ "$(at 11 got | cut -f 1,2)" = $'Prince Edward Island\tSecondary or less' ]
	cut -f 1 got | tail -n +2 | uniq -c | awk '$1 != 4 { n = $1; $1 = ""; print n $0 }' >short
	same short '3 Northwest Territories' '3 Nunavut' '1 Province/territory not stated'
	[ "$(at 69 got | cut -f 1,2)" = $'Province/territory not stated\t' ]
	[ "$(head -n 1 got | cut -f 1)" = "$province" ]
}

@test "trap 14: 1 to 4, zero and nothing are three different things" {
	weir-parse --feed "$(conf canada-study-permits)" "$data/canada-study-permits.csv" >wide
	[ "$(sed -n 2p wide | cut -f 1-5)" = $'Afghanistan\t10\t--\t--\t15' ]
	[ "$(tail -n +2 wide | tr '\t' '\n' | grep -cx -- --)" -eq 6775 ]
	[ "$(tail -n +2 wide | tr '\t' '\n' | grep -c '^$')" -eq 0 ]
	weir-unpivot --match '([0-9]{4}) [0-9]{4} Total' --keep "$citizen" --into year --value permits wide |
		weir-clean --feed "$(conf canada-study-permits-long)" |
		weir-derive 'hidden = if permits_status == "Q" then 1 else 0; above = if coalesce(permits, 0) > 0 then 1 else 0; zero = if permits is not missing and permits == 0 then 1 else 0' >long
	weir-aggregate -g year --sum permits,hidden,above long | tail -n +2 >got
	diff got <(verified canada-by-year | cut -f 1,3-)
	[ "$(weir-aggregate --count n --sum hidden,above,zero long | awk -F'\t' 'NR == 2 { print $1 - $2 - $3 - $4 }')" -eq 0 ]
	[ "$(weir-derive 'where permits is missing and permits_status is missing' long | wc -l)" -eq 1 ]
}

@test "trap 15: preambles and notes, and an edition that has none" {
	local feed
	feed=$(conf unhcr-download-population)
	run weir-parse -o out "$data/unhcr-download-population.csv"
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-parse: $data/unhcr-download-population.csv:4: the record has another number of fields than the header: 1 of 2 fields (48734 of 48744 records rejected; --rejects FILE lists them, --max-rejects N tolerates them)" ]
	[ ! -e out ]
	weir-parse --feed "$feed" --place "$data/unhcr-download-population.csv" >got
	[ "$(wc -l <got)" -eq 48732 ]
	[ "$(sed -n 2p got | cut -f 14)" -eq 16 ]
	weir-parse --feed "$(conf canada-study-permits)" --place "$data/canada-study-permits.csv" >march
	[ "$(tail -n +2 march | cut -f 178 | sed -n '1p;$p')" = $'6\n224' ]
	weir-parse --format xlsx --feed "$(conf canada-study-permits)" --place "$data/canada-study-permits-2024-07.xlsx" >july
	weir-parse --format xlsx --feed "$(conf canada-study-permits)" --place "$data/canada-study-permits-2024-09.xlsx" >september
	[ "$(tail -n +2 july | awk -F'\t' '{ print $NF }' | head -n 1)" -eq 6 ]
	[ "$(tail -n +2 september | awk -F'\t' '{ print $NF }' | head -n 1)" -eq 4 ]
	cut -f 1 march | cmp - <(cut -f 1 july)
	cut -f 1 march | cmp - <(cut -f 1 september)
}

@test "trap 16: what workbooks do" {
	local book=$data/uk-study-sponsorship-2024.xlsx edition
	run weir-parse -o out "$book"
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-parse: $book: --sheet has to say which, of 'Cover_sheet', 'Contents ', 'Notes', 'List of Fields', 'CAS_D01', 'Data - CAS_D01', 'CAS_D02', 'Data - CAS_D02'" ]
	run weir-parse --sheet Contents -o out "$book"
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-parse: $book: no sheet 'Contents'; there are 'Cover_sheet', 'Contents ', 'Notes', 'List of Fields', 'CAS_D01', 'Data - CAS_D01', 'CAS_D02', 'Data - CAS_D02'" ]
	[ ! -e out ]
	[ "$(weir-parse --sheet 'Contents ' --no-header -q --max-rejects 100% "$book" | sed -n 2p)" = 'Immigration System Statistics, year ending December 2024' ]
	weir-parse --sheet 'Data - CAS_D01' --header-rows 2 --place "$book" >sheet
	[ "$(at 770 sheet | cut -f 1)" = 'End of Table' ]
	[ "$(at 771 sheet | cut -f 1)" = 'End of Table' ]
	# Years are texts there and counts numbers: both come as the CSV has them.
	sed -n '2,768p' sheet | cut -f 1-6 | cmp - <(weir-parse "$data/uk-study-institution.csv" | tail -n +2)
	# Numbers as texts with commas, in inline or in shared strings.
	for edition in 2024-07 2024-09; do
		weir-parse --format xlsx --feed "$(conf canada-study-permits)" "$data/canada-study-permits-$edition.xlsx" >got
		[ "$(wc -l <got)" -eq 220 ]
		[ "$(grep -m 1 '^India' got | cut -f 18)" = 31,920 ]
	done
}

@test "trap 17: missing is written in five ways and is never zero" {
	weir-parse "$data/unhcr-population.csv.gz" -c oip | weir-derive 'where oip is not missing' >others
	[ "$(wc -l <others)" -eq 156 ]
	weir-parse --feed "$(conf unhcr-download-population)" --place "$data/unhcr-download-population.csv" >download
	[ "$(at 16 download | cut -f 9)" = - ]
	weir-clean --feed "$(conf unhcr-download-population)" download >clean
	[ "$(at 16 clean | cut -f 6-12)" = $'0\t0\t1174306\t\t0\t0\t150317' ]
	distance >students
	[ "$(at 12 students | cut -f 7-10,17-18)" = $'A\t\tA\t\tZ\t0' ]
	[ "$(weir-derive 'where XEFDEEX4 == "A"' students | weir-aggregate --count n --sum EFDEEX4)" = $'n\tEFDEEX4\n9582\t' ]
	[ "$(weir-derive 'where XEFDEEX4 == "Z"' students | weir-aggregate -g EFDEEX4 --count n)" = $'EFDEEX4\tn\n0\t2253' ]
	directory --place >institutions
	[ "$(at 4 institutions | cut -f 23,40)" = $' \t-2' ]
	echo '{"schema": {"fields": [{"name": "NEWID"}, {"name": "ATHURL"}], "missingValues": ["", "-2"]}}' >missing.json
	weir-clean --feed missing.json institutions >held
	[ "$(at 4 held | cut -f 23,40)" = $'\t' ]
	weir-clean --feed "$(conf us-ipeds-directory)" institutions | weir-aggregate -g DEGGRANT --count n >grants
	same grants $'DEGGRANT\tn' $'\t30' $'1\t4184' $'2\t2042'
}

@test "trap 18: codes that are padded or begin with zeros" {
	[ "$(sed -n 2p "$data/us-ipeds-ef2022a-dist-rv.csv" | cut -d , -f 2)" = ' 1' ]
	distance | weir-aggregate -g EFDELEV --count n | tail -n +2 | cut -f 1 >levels
	same levels 1 11 12 2 3
	directory --place >raw
	[ "$(at 2 raw | cut -f 8,15)" = $' 1\t00100200' ]
	[ "$(at 564 raw | cut -f 7)" = 06511-1189 ]
	weir-clean --feed "$(conf us-ipeds-directory)" raw >clean
	[ "$(at 2 clean | cut -f 8,15)" = $'1\t00100200' ]
	[ "$(at 564 clean | cut -f 7)" = 06511-1189 ]
}

@test "trap 19: rows that overlap" {
	distance | weir-aggregate -g EFDELEV --sum EFDETOT | tail -n +2 >levels
	same levels $'1\t19209305' $'11\t2106657' $'12\t3242049' $'2\t15967256' $'3\t13860599'
	awk '{ n[$1] = $2 } END { exit n[1] != n[2] + n[12] || n[2] != n[3] + n[11] }' levels
	weir-parse "$data/unhcr-asylum-applications.csv.gz" | weir-aggregate -g app_pc --count n | tail -n +2 >units
	same units $'C\t6962' $'P\t113635'
	# A person counts once in the year, and in each month: of 2015 the quarters sum to more.
	jq 'del(.dialect["weir:totals"])' "$(conf canada-study-permits)" >open.json
	weir-parse --feed open.json "$data/canada-study-permits.csv" |
		weir-derive "where [$citizen] == 'Total unique persons'" |
		weir-unpivot --match '(?<year>2015) (?<part>.*) Total' --keep "$citizen" --value n |
		awk -F'\t' 'NR > 1 { gsub(",", "", $4); print $3, $4 }' >parts
	same parts 'Q1 Q1 30010' 'Q2 Q2 34440' 'Q3 Q3 118615' 'Q4 Q4 44575' '2015 219030'
}

@test "trap 20: parts that do not sum to their total are told, not mended" {
	local feed
	feed=$(conf unhcr-download-asylum-decisions)
	weir-parse --feed "$feed" --place "$data/unhcr-download-asylum-decisions.csv" | weir-clean --feed "$feed" >decisions
	weir-derive 'where [Recognized decisions] + [Complementary protection] + [Rejected decisions] + [Otherwise closed] != [Total decisions]' \
		decisions >odd
	[ "$(wc -l <odd)" -eq 175 ]
	[ "$(at 3899 odd)" = $'2019\tChina\tCHN\tJapan\tJPN\tG\tAR\tP\t0\t0\t55\t0\t0' ]
	[ "$(at 3899 decisions)" = "$(at 3899 odd)" ]
	[ "$(weir-aggregate --count n --sum 'Total decisions' decisions)" = $'n\tTotal decisions\n45641\t17236026' ]
}

@test "trap 21: two members of an archive, neither silently; and editions of one table" {
	local zip=$data/us-ipeds-ef2022a-dist.zip release
	run weir-parse -o out "$zip"
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-parse: $zip: holds 2 files; name one of them: $zip#ef2022a_dist.csv, $zip#ef2022a_dist_rv.csv" ]
	[ ! -e out ]
	for release in '' _rv; do
		weir-parse --feed "$(conf us-ipeds-distance)" "$zip#ef2022a_dist$release.csv" |
			weir-clean --feed "$(conf us-ipeds-distance)" >"edition$release"
	done
	[ "$(wc -l <edition)" -eq 22240 ]
	[ "$(wc -l <edition_rv)" -eq 22248 ]
	weir-diff -k UNITID,EFDELEV --older edition --measure EFDETOT -c EFDETOT edition_rv >changes
	awk -F'\t' -v OFS='\t' 'NR > 1 { print $1, $2, $5 == "" ? "absent" : $5, $6 == "" ? "absent" : $6 }' changes | sort >got
	diff got <(verified us-ipeds-2022-revisions)
	[ "$(cut -f 3 changes | grep -cE 'appeared|vanished')" -eq 20 ]
}

@test "trap 22: one category in two spellings" {
	weir-parse --place "$data/uk-study-institution.csv" >records
	[ "$(at 467 records | cut -f 5)" = 'Independent school' ]
	[ "$(at 476 records | cut -f 5)" = 'Independent School' ]
	weir-aggregate -g Institution_type --count n --sum Applications records | grep Independent >two
	same two $'Independent School\t45\t77623' $'Independent school\t78\t153014'
	# Joined, the feed gives each cell of the publisher's pivot that is not zero, totals too.
	weir-derive 'where Year >= 2023; Institution_type = if Institution_type == "Independent School" then "Independent school" else Institution_type' records |
		weir-aggregate -g Quarter,Type_of_application,Institution_type_group,Institution_type --sum Applications \
			--totals Type_of_application,Institution_type_group,Institution_type |
		tail -n +2 | sed 's/_T\t/Total\t/g' | sort >cells
	verified uk-study-published-pivot | awk -F'\t' '$5 > 0' >pivot
	[ "$(wc -l <pivot)" -eq 193 ]
	[ "$(comm -13 cells pivot | wc -l)" -eq 0 ]
}
