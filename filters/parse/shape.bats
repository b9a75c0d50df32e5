load ../../tests/weir

# dialect JSON: of the descriptor feed.json.
dialect() { printf '{"dialect": {%s}}' "$1" >feed.json; }

# reads INPUT TEXT: by feed.json, whole and in batches of one record, and the books balance.
reads() {
	printf '%b' "$1" >in
	local size
	for size in 1024 1 2; do
		run weir-parse --feed feed.json --batch-size $size --ledger l in
		[ "$status" -eq 0 ] && [ -z "$stderr" ] && [ "$output" = "$2" ] && books_balance l ||
			{ echo "$status: $stderr: $output"; return 1; }
	done
}

# fails INPUT STATUS MESSAGE
fails() {
	printf '%b' "$1" >in
	run weir-parse --feed feed.json -o out in
	[ "$status" -eq "$2" ] && [ "$stderr" = "weir-parse: $3" ] && [ ! -e out ] || { echo "$status: $stderr"; return 1; }
}

# --- the top --------------------------------------------------------------------------------------

@test "rows before the header are none of the table" {
	dialect '"headerRows": [4]'
	reads 'Title\n\nx,y,z\na,b\n1,2\n' $'a\tb\n1\t2'
	run weir-parse --header-rows 4 --place in
	[ "$output" = $'a\tb\t@source\t@line\n1\t2\tin\t5' ]
	fails 'a,b\n1,2\n' 65 "in: the header is to be on row 4, but the last one is 2"
	fails 'a,b\n1,2\n"x\ny",3\n5,6\n' 65 "in:5: the header is to have a row on line 4, where none begins"
	run weir-parse --header-rows 4,3 in
	[ "$status" -eq 64 ] && [ "$stderr" = "weir-parse: --header-rows 4,3: expected numbers of rows, as 3,4,5" ]
	dialect '"headerRows": [0]'
	fails 'a\n' 78 "feed.json: dialect.headerRows: expected numbers of rows from 1 on, each above the one before it"
}

@test "header rows are joined, blank labels left out, repeated names numbered" {
	dialect '"headerRows": [1, 3], "headerJoin": "/"'
	reads 'a,,c,\n-\nx,y,,x\n1,2,3,4\n' $'a/x\ty\tc\tx\n1\t2\t3\t4'
	dialect '"headerRows": [1, 2]'
	reads 'a,a,\nx,x,\n1,2,3\n' $'a x\ta x_2\tcolumn_3\n1\t2\t3'
	dialect '"headerRows": []'
	reads '1,2\n' $'column_1\tcolumn_2\n1\t2'
}

@test "weir:headerFill spans a label over the blank ones to its right, up to where one begins above" {
	dialect '"headerRows": [1, 2, 3], "weir:headerFill": true'
	reads 'Country,2015,,,,2016,\n,Q1,,2015 Total,,Q1,\n,Jan,Feb,,,Jan,Feb\nx,1,2,3,4,5,6\n' \
		$'Country\t2015 Q1 Jan\t2015 Q1 Feb\t2015 2015 Total\t2015 2015 Total_2\t2016 Q1 Jan\t2016 Q1 Feb\nx\t1\t2\t3\t4\t5\t6'
	reads 'a,b,\nx,,y\n,,\n1,2,3\n' $'a x\tb\tb y\n1\t2\t3'
	dialect '"headerRows": [1, 2], "weir:headerFill": [2]'
	reads 'a,,b\nx,,\n1,2,3\n' $'a x\tx\tb\n1\t2\t3'
}

@test "weir:headerFrom finds the header where titles come and go" {
	dialect '"headerRows": [1, 2], "weir:headerFrom": "Country( of .*)?"'
	reads 'Title\n\nCountry of birth,n\n,m\nx,1\n' $'Country of birth\tn m\nx\t1'
	reads 'Country,n\n,m\nx,1\n' $'Country\tn m\nx\t1'
	fails 'Land,n\n,m\nx,1\n' 65 "in: no row is the header that dialect.weir:headerFrom expects: 'Country( of .*)?'"
	dialect '"weir:headerFrom": "Coun(try"'
	run weir-parse --feed feed.json in
	[ "$status" -eq 78 ] && [[ $stderr == "weir-parse: feed.json: dialect.weir:headerFrom: 'Coun(try': character "* ]]
}

@test "commentRows are left out, above the header and below" {
	dialect '"commentRows": [1, 3, 5]'
	reads '# x,y,z\na,b\n---,---\n1,2\nnote\n3,4\n' $'a\tb\n1\t2\n3\t4'
}

@test "nullSequence is missing, in the fast way, too" {
	dialect '"nullSequence": "\\N"'
	reads 'a,b\n\\N,"\\N"\n\\NN,2\n' $'a\tb\n\t\n\\\\NN\t2'
}

# --- the end --------------------------------------------------------------------------------------

@test "the table ends before a blank row, a row that matches, or one of too few cells; notes are none of it" {
	local end
	for end in '"blankRow": true' '"match": "Notes?:.*"' '"fewerCells": 2' '"column": "a", "match": "Notes:"'; do
		dialect "\"weir:end\": {$end}"
		if [[ $end == *blank* ]]; then
			reads 'a,b\n1,2\n , \nNotes:\n"more, in\nquotes",x,y,z\n' $'a\tb\n1\t2'
		else
			reads 'a,b\n1,2\nNotes:,\n\nx,\n' $'a\tb\n1\t2'
		fi
	done
	dialect '"weir:end": {"blankRow": true}'
	fails 'a,b,c\n1,2,3\n\nx,,\n4,5,6\n' 65 \
		"in:5: fills all 3 columns, though the table ended on line 3 by dialect.weir:end of feed.json"
	printf 'a,b\n1,2\n,,x\n"y",,z,"q"\n,,\n' >in # cells behind the last column are none of a blank row
	dialect '"weir:end": {"match": "y"}'
	run weir-parse --feed feed.json -q --rejects r --max-rejects 1 in
	[ "$status" -eq 0 ] && [ "$output" = $'a\tb\n1\t2' ] && [ "$(tail -n +2 r | cut -f 3,4)" = $'3\tfield-count' ]
	dialect '"weir:end": {"blankRows": true}'
	fails 'a\n' 78 "feed.json: dialect.weir:end: 'blankRows' is no key here; the nearest is 'blankRow'"
	dialect '"weir:end": {}'
	fails 'a\n' 78 "feed.json: dialect.weir:end: says nothing; expected blankRow, match or fewerCells"
	dialect '"weir:end": {"column": "x", "match": "y"}'
	fails 'a,b\n' 65 "in:1: no column 'x', which dialect.weir:end of feed.json names"
}

@test "blank rows and rows of notes inside the body are left out, the latter counted" {
	dialect '"weir:skipBlankRows": true, "weir:drop": [{"match": "\\(continued\\)"}, {"column": "b", "match": "n/a"}]'
	reads 'a,b\n1,2\n,\n(continued),\n3,n/a\n4,5\n' $'a\tb\n1\t2\n4\t5'
	grep -qx $'parse\tdropped\tleft-out\t2' l
}

# --- groups ---------------------------------------------------------------------------------------

@test "a label above its group fills down, one at its foot fills up, across batches" {
	dialect '"weir:fillDown": ["p"]'
	reads 'p,l,n\n,x,0\nA,x,1\n,y,2\n ,z,3\nB,x,4\n,y,5\n' \
		$'p\tl\tn\n\tx\t0\nA\tx\t1\nA\ty\t2\nA\tz\t3\nB\tx\t4\nB\ty\t5'
	dialect '"weir:fillUp": ["p"]'
	reads 'p,l\n,x\n,y\nA,z\nB,x\n,y\nC,z\n' $'p\tl\nA\tx\nA\ty\nA\tz\nB\tx\nC\ty\nC\tz'
	dialect '"weir:fillUp": [{"column": "p", "match": "(.*) Total"}], "weir:drop": [{"match": "Grand.*"}]'
	reads 'p,l\n,x\n,y\nA Total,z\nGrand Total,\nB Total,q\n' $'p\tl\nA\tx\nA\ty\nA\tz\nB\tq'
	dialect '"weir:fillUp": ["p", "q"]'
	reads 'p,q,l\n,,1\n,b,2\n,,3\nA,c,4\n' $'p\tq\tl\nA\tb\t1\nA\tb\t2\nA\tc\t3\nA\tc\t4'
	run weir-parse --feed feed.json -c l,p --place in
	[ "$output" = $'l\tp\t@source\t@line\n1\tA\tin\t2\n2\tA\tin\t3\n3\tA\tin\t4\n4\tA\tin\t5' ]
}

@test "rows that are labels go into a column of their own, up to the next one, in every format that has rows" {
	dialect '"weir:labelRows": {"into": "g", "fewerCells": 2}'
	reads 'a,b,c\nw,1,2\nNorth,,\nx,3,\ny,,4\n South ,,\nz,5,6\n' $'a\tb\tc\tg\nw\t1\t2\t\nx\t3\t\tNorth\ny\t\t4\tNorth\nz\t5\t6\tSouth'
	grep -qx $'parse\tdropped\tlabel\t2' l
	printf 'a,b\nN,\nx,1,2\ny,3\nz\nw,\n' >in
	run weir-parse --feed feed.json -q --place --rejects r --max-rejects 9 --ledger l in
	[ "$output" = $'a\tb\tg\t@source\t@line\ny\t3\tN\tin\t4' ] && books_balance l
	[ "$(tail -n +2 r | cut -f 3-7)" = $'3\tfield-count\t\t3 of 2 fields\tx,1,2\n5\tfield-count\t\t1 of 2 fields\tz' ]
	printf 'a,b\nx,1\n' >in2
	[ "$(weir-parse --feed feed.json -q --max-rejects 9 in in2 | tail -n 1)" = $'x\t1\t' ]
	[ "$(weir-parse --feed feed.json -q --max-rejects 9 -c g,b in | tail -n 1)" = $'N\t3' ]
	printf 'a\tb\nN\t\nx\t1\n' | weir-emit xlsx -o in.xlsx
	[ "$(weir-parse --feed feed.json in.xlsx)" = $'a\tb\tg\nx\t1\tN' ]
	dialect '"weir:labelRows": {"into": "g", "match": "[A-Z]+"}, "weir:fillUp": ["b"]'
	reads 'a,b\nN,\nx,\ny,2\nS,\nz,3\n' $'a\tb\tg\nx\t2\tN\ny\t2\tN\nz\t3\tS'
	fails 'a,g\nx,1\n' 65 "in:1: has a column 'g', so the labels need another one: into of dialect.weir:labelRows in feed.json"
	dialect '"weir:labelRows": {"fewerCells": 2}'
	fails '' 78 "feed.json: dialect.weir:labelRows.into: has to name the column that the labels go into"
	dialect '"weir:labelRows": {"into": "g"}'
	fails '' 78 "feed.json: dialect.weir:labelRows: has no match, and no fewerCells"
}

@test "rows whose label never comes are rejected, and too many are an error" {
	dialect '"weir:fillUp": ["p"]'
	printf 'p,l\n,x\nA,y\n,z\n,w\n' >in
	run weir-parse --feed feed.json -q --rejects r --max-rejects 2 --ledger l in
	[ "$status" -eq 0 ] && [ "$output" = $'p\tl\nA\tx\nA\ty' ] && books_balance l
	[ "$(tail -n +2 r | cut -f 3-)" = $'4\tno-label\t\t\t,z\n5\tno-label\t\t\t,w' ]
	{ echo p,l; yes ,xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx | head -n 200000; } >in
	run weir-parse --feed feed.json in
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-parse: in:2: more than 16777216 bytes of rows wait for a label below them, which dialect.weir:fillUp[0] of feed.json expects" ]
}

# --- totals ---------------------------------------------------------------------------------------

@test "a total is dropped where the rows sum to it" {
	dialect '"weir:totals": [{"column": "a", "match": "Total"}]'
	reads 'a,b,c\nx,1,0.5\ny,2,0.25\nTotal,3,.75\n' $'a\tb\tc\nx\t1\t0.5\ny\t2\t0.25'
	grep -qx $'parse\tdropped\ttotal\t1' l
	reads 'a,b\nx,1\nTotal,1\ny,2\nTotal,3\n' $'a\tb\nx\t1\ny\t2'
	dialect '"weir:totals": [{"match": "Sum", "of": "group", "groupChar": ","}, {"match": "Total", "columns": ["b"], "groupChar": ","}]'
	reads 'a,b,c\nx,1,k\ny,2,m\nSum,3,\nz,"1,000",q\nSum,1000,\nSum,7,\nTotal,"1,010",9\n' \
		$'a\tb\tc\nx\t1\tk\ny\t2\tm\nz\t1,000\tq\nSum\t7\t'
}

@test "numbers of totals are written as the fields say, or the rule itself" {
	local fields='"schema": {"fields": [{"name": "a"}, {"name": "n", "type": "integer", "groupChar": ".", "weir:notes": ["1)", "p"], "missingValues": ["", "-"]},
		{"name": "s", "type": "number", "decimalChar": ","}, {"name": "b", "type": "integer", "groupChar": " "}]}'
	local body=$'Inland\nx;1.000 p 1);0,5;1 000\ny;-;62,1;2\u00a0000\nAusland\nz;7;1;3\u202f000\nTotal;1.007;63,6;6 000\n'
	dialect '"delimiter": ";", "weir:drop": [{"fewerCells": 2}], "weir:totals": [{"match": "Total"}]'
	jq ". + {$fields}" feed.json >f && mv f feed.json
	sed 's/land$/land;;;/' <<<"a;n;s;b"$'\n'"$body" | sed '$d' >in
	run weir-parse --feed feed.json --ledger l in
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ "$(cut -f 1,2 <<<"$output")" = $'a\tn\nx\t1.000 p 1)\ny\t-\nz\t7' ]
	grep -qx $'parse\tdropped\t\\(left-out\t2\\|total\t1\\)' l
	sed -i 's/63,6/63,7/' in
	run weir-parse --feed feed.json in
	[ "$status" -eq 65 ]
	[[ $stderr == "weir-parse: in:7: s: '63,7; its 3 rows sum to 63.6' is a total that its rows do not sum to"* ]]
	# Without a schema the rule says it; a row of few cells may have to match, too.
	dialect '"delimiter": ";", "weir:drop": [{"fewerCells": 2, "match": "In.*"}], "weir:totals": [{"match": "Total", "groupChar": ".", "decimalChar": ","}]'
	reads 'a;n\nIn;\nAus;\nx;1.000,5\nTotal;1.000,50\n' $'a\tn\nAus\t\nx\t1.000,5'
	dialect '"weir:drop": [{"column": "a"}]'
	fails '' 78 "feed.json: dialect.weir:drop[0]: has no match"
	dialect '"weir:drop": [{}]'
	fails '' 78 "feed.json: dialect.weir:drop[0]: has no match, and no fewerCells"
}

@test "one that they do not sum to is rejected with what was expected and found" {
	dialect '"weir:totals": [{"match": "Total"}]'
	printf 'a,b,c\nx,1,1\ny,2,2\nTotal,3,4\n' >in
	run weir-parse --feed feed.json -q --rejects r --max-rejects 1 --ledger l in
	[ "$status" -eq 0 ] && [ "$output" = $'a\tb\tc\nx\t1\t1\ny\t2\t2' ] && books_balance l
	[ "$(tail -n +2 r | cut -f 3-)" = $'4\ttotal-differs\tc\t4; its 2 rows sum to 3\tTotal,3,4' ]
	fails 'a,b,c\nx,1,1\ny,2,2\nTotal,3,4\n' 65 \
		"in:4: c: '4; its 2 rows sum to 3' is a total that its rows do not sum to (1 of 3 records rejected; --rejects FILE lists them, --max-rejects N tolerates them)"
	printf 'a,b\nx,1\ny,n/a\nTotal,1\n' >in
	run weir-parse --feed feed.json -q --rejects r --max-rejects 1 in
	[ "$(tail -n +2 r | cut -f 6)" = "1; 'n/a' on line 3 is no number" ]
	fails 'a,b\nx,1\nSum,1\n' 65 "in: no row is the total that dialect.weir:totals[0] of feed.json expects: 'Total'"
	dialect '"weir:totals": [{"match": "Total", "optional": true}]'
	reads 'a,b\nx,1\nSum,1\n' $'a\tb\nx\t1\nSum\t1'
}

@test "rounding and numbers that are not shown widen what is allowed, each to its bounds" {
	local total
	dialect '"weir:totals": [{"match": "Total", "rounding": 5, "suppressed": {"--": [1, 4]}}]'
	for total in 10 35; do # 10 + 15 ± 4, one of 1 to 4, nothing of 0, and the total ± 2: 20 to 35
		printf 'a,b\nx,10\ny,15\nz,--\nw,0\nTotal,%s\n' $total >in
		run weir-parse --feed feed.json -q --rejects r --max-rejects 1 in
		[ "$(wc -l <r)" -eq $((total == 10 ? 2 : 1)) ]
	done
	printf 'a,b\nx,10\ny,15\nz,--\nw,0\nTotal,40\n' >in
	run weir-parse --feed feed.json -q --rejects r --max-rejects 1 in
	[ "$(tail -n +2 r | cut -f 6)" = "40; its 4 rows sum to 22 to 33" ]
	dialect '"weir:totals": [{"match": "Total", "compare": "atLeast", "rounding": 5, "suppressed": {"--": [1, 4]}}]'
	reads 'a,b\nx,10\ny,15\nz,--\nw,0\nTotal,10\n' $'a\tb\nx\t10\ny\t15\nz\t--\nw\t0'
	dialect '"weir:totals": [{"match": "Total", "compare": "none"}]'
	reads 'a,b\nx,10\nTotal,1\n' $'a\tb\nx\t10'
	dialect '"weir:totals": [{"match": "Total", "suppressed": {"--": [4, 1]}}]'
	fails 'a\n' 78 "feed.json: dialect.weir:totals[0].suppressed: '--': expected a lowest and a highest number"
	dialect '"weir:totals": [{"match": "Total", "compare": "roughly"}]'
	fails 'a\n' 78 "feed.json: dialect.weir:totals[0].compare: 'roughly' is no way to compare"
	dialect '"weir:totals": [{"column": "z", "match": "Total"}]'
	fails 'a,b\n' 65 "in:1: no column 'z', which dialect.weir:totals[0] of feed.json names"
}

@test "shapes hold for every format, and from file to file" {
	dialect '"weir:totals": [{"column": "a", "match": "Total"}], "weir:fillDown": ["a"]'
	printf '[{"a": "x", "b": 1}, {"a": null, "b": 2}, {"a": "Total", "b": 3}]' >in.json
	run weir-parse --feed feed.json --format json in.json
	[ "$status" -eq 0 ] && [ "$output" = $'a\tb\nx\t1\nx\t2' ]
	printf 'a,b\nx,1\nTotal,1\n' >one && printf 'b,a\n5,y\n5,Total\n' >two
	run weir-parse --feed feed.json one two
	[ "$status" -eq 0 ] && [ "$output" = $'a\tb\nx\t1\ny\t5' ]
}

# --- real feeds -----------------------------------------------------------------------------------

need_data() {
	data=$root/../shared/data
	[ -d "$data" ] || skip "the further feeds are not beside this clone"
}

canada='"headerRows": [3, 4, 5], "weir:headerFill": true, "weir:end": {"blankRow": true},
	"weir:totals": [{"match": "Total unique persons", "rounding": 5, "suppressed": {"--": [1, 4]}, "groupChar": ","}]'

@test "study permits of Canada: three header rows, the total within what rounding and suppression allow, no notes" {
	need_data
	dialect "$canada"
	weir-parse --feed feed.json --ledger l "$data/canada-study-permits.csv" >got
	[ "$(wc -l <got)" -eq 220 ] && [ "$(awk -F'\t' '{ print NF }' got | sort -u)" = 176 ]
	grep -qx $'parse\tdropped\ttotal\t1' l
	[ "$(head -n 1 got | cut -f 1,2,5,18,19)" = $'Country of Citizenship\t2015 Q1 Jan\t2015 Q1 Q1 Total\t2015 2015 Total\t2016 Q1 Jan' ]
	weir-parse --feed feed.json -c 'Country of Citizenship,2015 2015 Total' "$data/canada-study-permits.csv" |
		tail -n +2 | sed 's/,\([0-9]\)/\1/g' | sort >cells
	awk -F'\t' 'NR > 1 && $1 == 2015 { print $2 "\t" ($3 == "suppressed" || $4 == "suppressed" ? "--" : $3) }' \
		"$data/expected/canada-by-year-citizenship.tsv" | sed 's/,\([0-9]\)/\1/g' | sort | diff cells -
	sed '225s/"13,520"/"14,520"/' "$data/canada-study-permits.csv" >changed.csv
	run weir-parse --feed feed.json -q --rejects r --max-rejects 1 changed.csv
	[ "$(tail -n +2 r | cut -f 3-5)" = $'225\ttotal-differs\t2015 Q1 Jan' ]
}

@test "the same feed in UTF-16, packed in every way, gives the same bytes" {
	need_data
	dialect "$canada"
	cp "$data/canada-study-permits.csv" f.csv
	weir-parse --feed feed.json f.csv >want
	iconv -f UTF-8 -t UTF-16LE f.csv >f16.csv
	iconv -f UTF-8 -t UTF-16BE f.csv | gzip >f16.csv.gz
	gzip -k f.csv && zstd -q -k f.csv && xz -1 -k f.csv && bzip2 -k f.csv && zip -q f.zip f.csv
	local file
	for file in f16.csv f16.csv.gz f.csv.gz f.csv.zst f.csv.xz f.csv.bz2 f.zip; do
		weir-parse --feed feed.json $file | cmp - want
	done
}

@test "a download of UNHCR: fourteen rows of preamble" {
	need_data
	run weir-parse --header-rows 15 -c Year,Asylum-seekers --place "$data/unhcr-download-population.csv"
	[ "$status" -eq 0 ] && [ "$(wc -l <<<"$output")" -eq 48732 ]
	[ "$(sed -n 2p <<<"$output" | cut -f 1,2,4)" = $'2015\t0\t16' ]
	dialect '"weir:headerFrom": "Year"'
	[ "$(weir-parse --feed feed.json -c "Refugees under UNHCR's mandate" "$data/unhcr-download-population.csv" | wc -l)" -eq 48732 ]
}

@test "the workbook of levels of study: names at the foot of groups, totals per group and over all" {
	need_data
	printf '{"format": "xlsx", "dialect": {"headerRows": [3, 4, 5], "weir:headerFill": true, "weir:end": {"blankRow": true},
		"weir:fillUp": [{"column": "Province/Territory and study level", "match": "(.*) Total"}],
		"weir:totals": [{"match": ".* Total", "of": "group", "compare": "atLeast", "rounding": 5, "suppressed": {"--": [1, 4]}, "groupChar": ","},
			{"match": "Total", "compare": "atLeast", "rounding": 5, "suppressed": {"--": [1, 4]}, "groupChar": ","}]}}' >feed.json
	weir-parse --feed feed.json --ledger l -c 'Province/Territory and study level,Province/Territory and study level_2,2015 2015 Total' \
		"$data/canada-study-level-2025-07.xlsx" >got
	grep -qx $'parse\tdropped\ttotal\t14' l
	tail -n +2 got | sed 's/,\([0-9]\)/\1/g' | sort >cells
	[ "$(wc -l <cells)" -eq 51 ]
	awk -F'\t' '$1 == 2015 { print $2 "\t" ($3 == "(none)" ? "" : $3) "\t" ($5 == "suppressed" ? "--" : $4) }' \
		"$data/expected/canada-level-by-year-province-level.tsv" | sort | diff cells -
}

@test "the publishers' workbooks: a title that comes and goes, the end of the table" {
	need_data
	local edition
	printf '{"format": "xlsx", "dialect": {%s}}' "${canada/'"headerRows": [3, 4, 5]'/'"headerRows": [1, 2, 3], "weir:headerFrom": "Country of Citizenship"'}" >feed.json
	for edition in 2024-07 2024-09; do
		weir-parse --feed feed.json --ledger l "$data/canada-study-permits-$edition.xlsx" >got
		[ "$(wc -l <got)" -eq 220 ] && grep -qx $'parse\tdropped\ttotal\t1' l
		[ "$(head -n 1 got | cut -f 1,2,18)" = $'Country of Citizenship\t2015 Q1 Jan\t2015 2015 Total' ]
	done
	printf '{"format": "xlsx", "dialect": {"sheetName": "Data - CAS_D02", "weir:headerFrom": "Year", "weir:end": {"match": "End of [Tt]able"}}}' >feed.json
	weir-parse --feed feed.json "$data/uk-study-sponsorship-2024.xlsx" | tail -n +2 >got
	weir-parse "$root/samples/uk-study-nationality.csv" | tail -n +2 | cmp got -
}
