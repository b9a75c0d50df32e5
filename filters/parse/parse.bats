load ../../tests/weir

# reads INPUT TEXT [OPTION…]: the input gives this text, whole and in batches of one record, and all is well.
reads() {
	printf '%b' "$1" >in
	run weir-parse "${@:3}" in
	[ "$status" -eq 0 ] && [ -z "$stderr" ] && [ "$output" = "$2" ] || { echo "$status: $stderr: $output"; return 1; }
	run weir-parse --batch-size 1 "${@:3}" in
	[ "$output" = "$2" ]
}

# rejects INPUT OUTPUT LINE…: what is written, and the lines of the rejects from the third column on.
rejects() {
	printf '%b' "$1" >in
	local size
	for size in 1 2 1024; do
		run weir-parse --batch-size $size --ledger l --rejects r --max-rejects 100% -q in
		[ "$status" -eq 0 ] && [ "$output" = "$2" ] || { echo "$status: $stderr: $output"; return 1; }
		tail -n +2 r | cut -f 3- >got
		same got "${@:3}" && books_balance l || return 1
	done
}

# --- records and fields ---------------------------------------------------------------------------

@test "commas, quotes, delimiters and line ends inside quotes, doubled quotes" {
	reads 'a,b,c\n1,"x, y",3\n"p ""q""","r\ns",\n' $'a\tb\tc\n1\tx, y\t3\np "q"\tr\\ns\t'
	reads 'a,b\n"",""""\n' $'a\tb\n\t"'
	reads 'a,b\n"x\r\ny",1\n' $'a\tb\nx\\r\\ny\t1'
}

@test "the last line needs no end, and a byte order mark is none of the header" {
	reads '\xEF\xBB\xBFa,b\n1,2' $'a\tb\n1\t2'
	reads '\xEF\xBB\xBF"a",b\n1,"2"' $'a\tb\n1\t2'
	reads 'a,b' $'a\tb'
}

@test "blanks belong to a value" {
	reads 'a,b\n 1 ,  \n" x ", "y"\n' $'a\tb\n 1 \t  \n x \t "y"'
}

@test "a stray quote is an ordinary character" {
	reads 'a,b\n12" pipe,"x\n' $'a\tb' -q --max-rejects 1
	reads 'a,b\n12" pipe,x"y"\n' $'a\tb\n12" pipe\tx"y"'
	reads 'a,b\n"a "b" c",2\n' $'a\tb\na "b" c\t2'
	reads 'a,b\n"x" ,"y"\n' $'a\tb' -q --max-rejects 1
	reads 'a,b\n"say ""no"" now"" ",2\n' $'a\tb\nsay "no" now" \t2'
}

@test "the stray quotes of a real directory of institutions" {
	reads 'a,b,c\n"https://x/?hl="veteran"&#veterans-residency-for-tuition"," ","4"\n' \
		$'a\tb\tc\nhttps://x/?hl="veteran"&#veterans-residency-for-tuition\t \t4'
}

@test "a header of one column that holds another delimiter is read, and told once" {
	local doubt="the header is one column and holds"
	printf 'Name; as given\nA\n' >a
	run weir-parse a a
	[ "$status" -eq 0 ]
	[ "$output" = $'Name; as given\nA\nA' ]
	[ "$stderr" = "weir-parse: a:1: $doubt ';'; if that separates fields: -d ';'" ]
	printf 'a\tb\n1\t2\n' >a
	run weir-parse a
	[ "$stderr" = "weir-parse: a:1: $doubt a TAB; if that separates fields: -d tab" ]
	printf 'a|b\n1|2\n' >a
	run weir-parse a
	[ "$stderr" = "weir-parse: a:1: $doubt '|'; if that separates fields: -d '|'" ]
	printf 'a,b\n1,2\n' >a.tsv
	run weir-parse a.tsv
	[ "$stderr" = "weir-parse: a.tsv:1: $doubt ','; if that separates fields: -d ','" ]
	# Who said what separates fields, or declared the column, knows.
	printf '{"schema": {"fields": [{"name": "a|b"}]}}' >f.json
	[ -z "$(weir-parse -d , a 2>&1 >out)" ]
	[ -z "$(weir-parse --feed f.json a 2>&1 >out)" ]
	[ "$(<out)" = $'a|b\n1|2' ]
}

@test "an empty line is no record, but in a file of one column it is one" {
	reads '\n\na,b\n1,2\n\n\r\n3,4\n\n' $'a\tb\n1\t2\n3\t4'
	reads '\na\n1\n\n2\n' $'a\n1\n\n2'
	reads 'a\n""\n1\n' $'a\n\n1'
}

@test "a record with too few or too many fields is rejected with its line, and reading goes on" {
	rejects 'a,b,c\n1,2,3\n4,5\n"6\n6",7,8\n9,10,11,12\n13,14,15' \
		$'a\tb\tc\n1\t2\t3\n6\\n6\t7\t8\n13\t14\t15' \
		$'3\tfield-count\t\t2 of 3 fields\t4,5' $'6\tfield-count\t\t4 of 3 fields\t9,10,11,12'
	run weir-parse in
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-parse: in:3: the record has another number of fields than the header: 2 of 3 fields (2 of 5 records rejected; --rejects FILE lists them, --max-rejects N tolerates them)" ]
}

@test "a reject keeps its bytes, with the quotes and the line ends inside, and can be fed back" {
	rejects 'a,b\n"x ""y"", z\r\nw"\r\n1,2\r\n' $'a\tb\n1\t2' $'2\tfield-count\t\t1 of 2 fields\t"x ""y"", z\\r\\nw"'
}

@test "bytes that are no UTF-8 reject their record" {
	rejects 'a,b\n1,Jos\xE9\n2,\xC3\xA9\n\xFF\n"\xED\xA0\x80",3\n' $'a\tb\n2\té' \
		$'2\tencoding\t\tbyte 0xE9, 6 of the record\t1,Jos\xE9' \
		$'4\tencoding\t\tbyte 0xFF, 1 of the record\t\xFF' \
		$'5\tencoding\t\tbyte 0xED, 2 of the record\t"\xED\xA0\x80",3'
}

@test "a NUL is a byte like others" {
	printf 'a,b\n1\0,"\0"\n' >in
	[ "$(weir-parse in | tr '\0' '#')" = $'a\tb\n1#\t#' ]
}

# --- a quote that is never closed -----------------------------------------------------------------

@test "a quote that is never closed rejects its record and each line behind it" {
	rejects 'a,b\n1,2\n3,"4\n5,6\n\n7,8\n' $'a\tb\n1\t2' \
		$'3\topen-quote\t\tit opened on line 3\t3,"4' $'4\topen-quote\t\tit opened on line 3\t5,6' \
		$'5\topen-quote\t\tit opened on line 3\t' $'6\topen-quote\t\tit opened on line 3\t7,8'
	run weir-parse in
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-parse: in:3: the record has a quote that is never closed: it opened on line 3 (4 of 5 records rejected; --rejects FILE lists them, --max-rejects N tolerates them)" ]
}

@test "the message names the line where the quote opened, not where the record began" {
	rejects 'a,b\n"1\n2","3\n4\n' $'a\tb' \
		$'2\topen-quote\t\tit opened on line 3\t"1\\n2","3' $'4\topen-quote\t\tit opened on line 3\t4'
	rejects 'a,b\n"' $'a\tb' $'2\topen-quote\t\tit opened on line 2\t"'
}

@test "a quote that is never closed in the header is an error" {
	printf 'a,"b\n1,2\n' >in
	run weir-parse in
	[ "$status" -eq 65 ] && [ "$stderr" = "weir-parse: in:1: a quote opens here and is never closed" ]
}

@test "a record longer than --max-record ends the reading and names its line" {
	printf 'a\n1\n"2\n%s\n' "$(seq 100)" >in
	run weir-parse --max-record 50 in
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-parse: in:3: the record is longer than --max-record 50; a quote that opened on line 3 is not closed" ]
	printf 'a\n1\n%060d\n' 2 >in
	run weir-parse --max-record 59 in
	[ "$status" -eq 65 ] && [ "$stderr" = "weir-parse: in:3: the record is longer than --max-record 59" ]
	run weir-parse --max-record 60 in
	[ "$status" -eq 0 ]
}

# --- ends of lines --------------------------------------------------------------------------------

@test "LF and CRLF may be mixed, and a CR alone belongs to the value" {
	reads 'a,b\r\n1,2\n3,4\r\n5\r6,7\r\r\n' $'a\tb\n1\t2\n3\t4\n5\\r6\t7\\r'
	reads 'a,b\n"1\r",2\n' $'a\tb\n1\\r\t2'
}

@test "a CR alone ends lines where it ends the first one" {
	reads 'a,b\r1,2\r"3\r4",5\r' $'a\tb\n1\t2\n3\\r4\t5'
	printf 'a,b\r1,2\r"3\r4",5\r6\r' >in
	run weir-parse in
	[[ $stderr == "weir-parse: in:5: "* ]]
}

@test "--line-end allows one end of lines only" {
	reads 'a,b\n1,2\r\n' $'a\tb\n1\t2\\r' --line-end lf
	reads 'a,b\r\n1,2\n3\r\n"4",5\r\n' $'a\tb\n1\t2\\n3\n4\t5' --line-end crlf
	reads 'a,b\r1,2\n3\r' $'a\tb\n1\t2\\n3' --line-end cr
	run weir-parse --line-end lff <<<a
	[ "$status" -eq 64 ]
}

# --- other dialects -------------------------------------------------------------------------------

@test "-d takes any character, tab and \\t are a TAB" {
	reads 'a;b\n1;"2;3"\n' $'a\tb\n1\t2;3' -d ';'
	reads 'a\tb\n1\t2\n' $'a\tb\n1\t2' -d tab
	reads 'a\tb\n1\t"2\t3"\n' $'a\tb\n1\t2\\t3' -d '\t'
	reads 'a¦b\n1¦"2¦""3"\n' $'a\tb\n1\t2¦"3' -d '¦'
	reads 'a b\n1 "2 3"\n' $'a\tb\n1\t2 3' -d ' '
}

@test "--quote, and none" {
	reads "a,b\n'x, y','it''s'\n" $'a\tb\nx, y\tit\'s' --quote "'"
	reads 'a,b\n"x,y"\n' $'a\tb\n"x\ty"' --quote ''
}

@test "--escape makes the next character an ordinary one" {
	reads 'a,b\n1\\,2,"x\\"y"\n\\\\,z\\\nw\n' $'a\tb\n1,2\tx"y\n\\\\\tz\\nw' --escape '\'
	reads 'a,b\n"x""y",1\n' $'a\tb\nx"y\t1' --escape '"'
}

@test "--no-double-quote: two quotes inside of quotes are two" {
	reads 'a,b\n"x""y",""\n' $'a\tb\nx""y\t' --no-double-quote
}

@test "--comment leaves lines out, whatever stands in them, and lines are counted" {
	reads '# "one\na,b\n#,"x\n1,"#2"\n3,#4\n#' $'a\tb\n1\t#2\n3\t#4' --comment '#'
	printf '#\na,b\n#"\n1\n' >in
	run weir-parse --comment '#' in
	[[ $stderr == "weir-parse: in:4: "* ]]
}

@test "--skip-initial-space takes spaces from the front of fields, not of what is quoted" {
	reads 'a, b\n  1,   "x, y"\n" 2", 3 \n   \n' $'a\tb\n1\tx, y\n 2\t3 ' --skip-initial-space
}

@test "--format, and a descriptor's format, mediatype and path, say what the files are" {
	reads 'a\tb\n1\t2\n' $'a\tb\n1\t2' --format tsv
	reads 'a\tb\n1|2\n' $'a\\tb\n1|2' --format tsv -d ,
	run weir-parse --format xls <<<a
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-parse: --format xls: no such format; expected one of csv, tsv, tab, psv, fixed, fwf, json, ndjson, jsonl, ldjson, xlsx, xlsm, ods" ]
	echo '{"mediatype": "text/tab-separated-values"}' >f.json
	reads 'a\tb\n1\t2\n' $'a\tb\n1\t2' --feed f.json
	echo '{"path": "x.csv.gz"}' >f.json
	reads 'a,b\n1,2\n' $'a\tb\n1\t2' --feed f.json
}

@test "an option that is for another format is refused" {
	suits_not() {
		run weir-parse "${@:2}" <<<a
		[ "$status" -eq 64 ]
		[ "$stderr" = "weir-parse: $1; --format says what else it is" ]
	}
	suits_not '--records: is for JSON, but the input is csv' --records .a
	suits_not '--sheet: is for workbooks, but the input is json' --sheet 1 --format json
	suits_not '-d: is for CSV, but the input is ndjson' -d ';' --format ndjson
	suits_not '--encoding: is for CSV, but the input is xlsx' --encoding utf-16 --format xlsx
}

@test "--no-header numbers the columns" {
	reads '1,2\n3,4\n' $'column_1\tcolumn_2\n1\t2\n3\t4' --no-header
	reads '"1\n",2\n3' $'column_1\tcolumn_2\n1\\n\t2' --no-header -q --max-rejects 1
}

@test "characters that cannot be told apart are refused" {
	run weir-parse -d ';' --comment ';' <<<a
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-parse: quote, escape and comment have to differ from the delimiter" ]
	run weir-parse -d '||' <<<a
	[ "$status" -eq 64 ] && [ "$stderr" = "weir-parse: the delimiter has to be one character" ]
	run weir-parse --quote 'é' <<<a
	[ "$status" -eq 64 ] && [ "$stderr" = "weir-parse: --quote é: expected one ASCII character, or none" ]
}

# --- columns --------------------------------------------------------------------------------------

@test "names are trimmed, never empty and never twice" {
	reads ' a ,, a,\tb\t,a,a_2\n' $'a\tcolumn_2\ta_3\tb\ta_4\ta_2'
	reads ',column_1,,column_3,column_3\n' $'column_1_2\tcolumn_1\tcolumn_3_2\tcolumn_3\tcolumn_3_3'
	reads '@source,x,@line\n' $'@source_2\tx\t@line_2'
}

@test "-c keeps columns in the order asked for" {
	reads 'a,b,c,d\n1,"2",3,4\n5,6,7,"8"\r\n' $'d\tb\n4\t2\n8\t6' -c d,b
	reads 'a,b,c,d\n1,2,3,4\n' $'b\tc\td\n2\t3\t4' -c b-d
	reads 'a,b,c,d\n1,2,3,4\n' $'a\tc\td\n1\t3\t4' -c '!b'
	run weir-parse -c contry <<<country,year
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-parse: -c contry: no such column; the nearest is 'country'" ]
	run weir-parse -c '!a' <<<a
	[ "$status" -eq 64 ] && [ "$stderr" = "weir-parse: -c: no column of the header is left" ]
}

@test "with -c records are held to the whole header" {
	printf 'a,b,c\n1,2\n' >in
	run weir-parse -c a in
	[ "$status" -eq 65 ]
}

@test "--place says where each record came from" {
	printf 'a,b\n1,"x\ny"\n\n2,z\n' >in
	run weir-parse --place in
	[ "$output" = $'a\tb\t@source\t@line\n1\tx\\ny\tin\t2\n2\tz\tin\t5' ]
	run weir-parse --place <in
	[ "$(cut -f 3 <<<"$output")" = $'@source\n-\n-' ]
}

@test "several files: columns in any order, those of the first are written" {
	printf 'a,b\n1,2\n' >one
	printf 'b,a\r\n4,3\r\n' >two
	run weir-parse --place one two
	[ "$status" -eq 0 ]
	[ "$output" = $'a\tb\t@source\t@line\n1\t2\tone\t2\n3\t4\ttwo\t2' ]
	run weir-parse -c b two one
	[ "$output" = $'b\n4\n2' ]
	printf 'b,A\n' >three
	run weir-parse one three
	[ "$status" -eq 65 ] && [ "$stderr" = "weir-parse: three:1: column 'A' is not in the first input" ]
	printf 'b\n' >four
	run weir-parse one four
	[ "$status" -eq 65 ] && [ "$stderr" = "weir-parse: four:1: no column 'a', which the first input has" ]
}

@test "an empty input is an error" {
	: >in
	run weir-parse in
	[ "$status" -eq 65 ] && [ "$stderr" = "weir-parse: in: empty input, expected a header line" ]
	printf '\n\r\n' >in
	run weir-parse in
	[ "$status" -eq 65 ] && [ "$stderr" = "weir-parse: in: empty input, expected a header line" ]
	printf '\xEF\xBB\xBF' >in
	run weir-parse --no-header in
	[ "$status" -eq 65 ] && [ "$stderr" = "weir-parse: in: empty input, expected a record" ]
	printf 'a,\xE9\n' >in
	run weir-parse in
	[ "$status" -eq 65 ] && [ "$stderr" = "weir-parse: in:1: the header is no UTF-8; if it is Windows-1252: --encoding windows-1252" ]
}

@test "a descriptor that asks for what is not done is refused" {
	refuses() {
		echo "$1" >feed.json
		run weir-parse --feed feed.json <<<'a'
		[ "$status" -eq 78 ]
		[ "$stderr" = "weir-parse: feed.json: $2" ]
	}
	refuses '{"compression": "rar"}' "compression: 'rar' is no compression"
	refuses '{"format": "xls"}' "format: 'xls' is not read; expected one of csv, tsv, tab, psv, fixed, fwf, json, ndjson, jsonl, ldjson, xlsx, xlsm, ods"
	refuses '{"data": []}' 'data: records in a descriptor are not read; put them in a file'
	refuses '{"schema": {"fields": [{"name": "a", "weir:onEror": "missing"}]}}' \
		"schema.fields[0]: 'weir:onEror' is no key here; the nearest is 'weir:onError'"
}

# --- descriptors ----------------------------------------------------------------------------------

# feed JSON: the descriptor in f.json.
feed() { printf '%s' "$1" >f.json; }
two='"schema": {"fields": [{"name": "id"}, {"name": "Year", "type": "year"}]'

# refuses JSON MESSAGE: the descriptor is an error of configuration.
refuses() {
	feed "$1"
	run weir-parse --feed f.json <<<$'id,Year\n1,2'
	[ "$status" -eq 78 ] && [ "$stderr" = "weir-parse: f.json: $2" ] || { echo "$status: $stderr"; return 1; }
}

@test "a descriptor gives the dialect, and options go before it" {
	feed '{"dialect": {"delimiter": ";", "quoteChar": "'\''", "escapeChar": "\\", "doubleQuote": false,
		"skipInitialSpace": true, "header": true, "commentChar": "#", "lineTerminator": "\r\n"}}'
	reads '# x\r\na; b\r\n1;'\''x\\'\''; y'\''\r\n2;z\n\r\n' $'a\tb\n1\tx\'; y\n2\tz\\n' --feed f.json
	feed '{"dialect": {"delimiter": ";"}}'
	reads 'a|b;\n1|2\n' $'a\tb;\n1\t2' --feed f.json -d '|'
	feed '{"format": "tsv"}'
	reads 'a\tb\n1\t2\n' $'a\tb\n1\t2' --feed f.json
	feed '{"dialect": {"header": false}, '"$two}}"
	reads '1,2\n' $'id\tYear\n1\t2' --feed f.json
}

@test "declared columns may stand in any order, and others pass, too" {
	feed "{$two}}"
	reads 'Year,x,id\n1,2,3\n' $'Year\tx\tid\n1\t2\t3' --feed f.json
	printf '\nYaer,id\n' >in
	run weir-parse --feed f.json in
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-parse: in:2: no column 'Year', which f.json declares; the nearest is 'Yaer'" ]
}

@test "fieldsMatch says which columns may be there" {
	feed "{$two, \"fieldsMatch\": \"equal\"}}"
	reads 'Year,id\n' $'Year\tid' --feed f.json
	run weir-parse --feed f.json <<<Year,id,x
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-parse: -:1: column 'x' is not declared in f.json, whose fieldsMatch is 'equal'" ]
	feed "{$two, \"fieldsMatch\": [\"exact\"]}}"
	run weir-parse --feed f.json <<<Year,id
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-parse: -:1: column 1 is 'Year', but 'id' in f.json, whose fieldsMatch is 'exact'" ]
	feed "{$two, \"fieldsMatch\": \"superset\"}}"
	reads 'id\n' id --feed f.json
	feed "{$two, \"fieldsMatch\": \"partial\"}}"
	reads 'x,id\n' $'x\tid' --feed f.json
	run weir-parse --feed f.json <<<x
	[ "$status" -eq 65 ] && [ "$stderr" = "weir-parse: -:1: none of the columns that f.json declares, but 'x'; if the header is elsewhere, headerRows or weir:headerFrom in the dialect says where" ]
}

@test "-c chooses among the columns that a schema declares" {
	feed "{$two}}"
	reads 'x,Year,id\n1,2,3\n' $'id\n3' --feed f.json -c id
	run weir-parse --feed f.json -c year <<<Year,id
	[ "$status" -eq 64 ] && [ "$stderr" = "weir-parse: -c year: no such column; the nearest is 'Year'" ]
}

@test "descriptors as frictionless-py writes them, and a data package of one resource" {
	printf 'a;n\nx;1,5\n;\n' >fr.csv
	local schema='"schema": {"fields": [{"name": "a", "type": "string"}, {"name": "n", "type": "number", "decimalChar": ","}]}'
	local want=$'a\tn\nx\t1,5'
	# Version 5, version 4, version 2 of the standard.
	echo '{"name": "fr", "type": "table", "path": "fr.csv", "scheme": "file", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
		"dialect": {"csv": {"delimiter": ";"}, "skipBlankRows": true}, '"$schema}" >five.json
	[ "$(weir-parse --feed five.json fr.csv)" = "$want" ]
	echo '{"path": "fr.csv", "profile": "tabular-data-resource", "scheme": "file", "format": "csv", "hashing": "md5", "compression": "no", "query": {},
		"control": {"newline": ""}, "layout": {}, "dialect": {"delimiter": ";", "weir:skipBlankRows": true}, '"$schema}" >four.json
	[ "$(weir-parse --feed four.json fr.csv)" = "$want" ]
	jq '{name: "p", resources: [.]}' five.json >package.json
	[ "$(weir-parse --feed package.json fr.csv)" = "$want" ]
	weir-parse -d ';' fr.csv | weir-emit xlsx --sheet Data -o fr.xlsx
	echo '{"format": "xlsx", "dialect": {"excel": {"sheet": "Data", "fillMergedCells": true}, "skipBlankRows": true}}' >f.json
	[ "$(weir-parse --feed f.json fr.xlsx)" = "$want" ]
	echo '{"d": {"r": [{"n": "1,5", "a": "x", "z": 1}]}}' >fr.json
	echo '{"format": "json", "dialect": {"json": {"property": "d.r", "keys": ["a", "n"]}}}' >f.json
	[ "$(weir-parse --feed f.json fr.json)" = "$want" ]
}

@test "a wrong descriptor is an error that says where and what" {
	refuses '{"dialekt": {}}' "'dialekt' is no key here; the nearest is 'dialect'"
	refuses '{"dialect": {"delimeter": ";"}}' "dialect: 'delimeter' is no key here; the nearest is 'delimiter'"
	refuses '{"dialect": {"delimiter": ";;"}}' "dialect: the delimiter has to be one character"
	refuses '{"dialect": {"delimiter": 7}}' "dialect.delimiter: expected a string, this is a number"
	refuses '{"dialect": {"quoteChar": "ab"}}' "dialect.quoteChar: expected one ASCII character, or none"
	refuses '{"dialect": {"lineTerminator": ";"}}' 'dialect.lineTerminator: expected "\n", "\r\n", "\r" or "any"'
	refuses '{"dialect": {"headerRows": [2, 1]}}' \
		"dialect.headerRows: expected numbers of rows from 1 on, each above the one before it"
	refuses '{"schema": {"fields": [{"name": "a", "type": "integr"}]}}' \
		"schema.fields[0].type: 'integr' is no type; the nearest is 'integer'"
	refuses '{"schema": {"fields": [{"name": "a", "constraints": {"minimun": 1}}]}}' \
		"schema.fields[0].constraints: 'minimun' is no key here; the nearest is 'minimum'"
	refuses '{"schema": {"fields": [{"name": "a"}, {"name": "a"}]}}' \
		"schema.fields[1].name: 'a' is the name of another field, too"
	refuses '{"encoding": "windows-1525"}' "encoding: 'windows-1525' is no encoding; the nearest is 'windows-1255'"
	refuses '{"resources": []}' "resources: this is a data package without resources"
	refuses '{"resources": [{"name": "a"}, {"name": "b"}]}' "resources: this is a data package of 2, 'a', 'b'; put the one that is meant into a file of its own, as jq .resources[0] does"
	refuses '{"layout": {"headerRows": [2]}}' "layout: is not read; say it in dialect: headerRows, headerJoin, commentRows …"
	refuses '{"dialect": {"csv": {"delimitr": ";"}}}' "dialect.csv: 'delimitr' is no key here; the nearest is 'delimiter'"
	refuses '[]' "expected an object, this is an array"
	run weir-parse --feed g.json <<<a
	[ "$status" -eq 66 ] && [ "$stderr" = "weir-parse: g.json: No such file or directory" ]
}

@test "keys of the standard and of one's own are none of the errors" {
	feed '{"name": "x", "licenses": [], "office:id": 1, "_note": null, "dialect": {"office:x": 1, "caseSensitiveHeader": true},
		"schema": {"fields": [{"name": "id", "rdfType": "x", "ex:y": {}}], "missingValues": ["", "-"]}}'
	reads 'id\n1\n' $'id\n1' --feed f.json
}

# --- size -----------------------------------------------------------------------------------------

@test "a million columns, of which one is kept" {
	awk 'BEGIN { for (r = 0; r < 3; r++) { for (c = 0; c < 1000000; c++) printf "%sc%d", c ? "," : "", c % 999999; print "" } }' >in
	run weir-parse -c c999998,c0_2 in
	[ "$status" -eq 0 ] && [ "$output" = $'c999998\tc0_2\nc999998\tc0\nc999998\tc0' ]
}

@test "a field of 20 MB in quotes, with quotes and line ends in it" {
	{ printf 'a,b\n1,"'; yes 'x""y' | head -c 20000000; printf '"\n2,3\n'; } >in
	weir-parse --max-record 30000000 in >out
	[ "$(sed -n 2p out | wc -c)" -eq 20000003 ] && [ "$(tail -n 1 out)" = $'2\t3' ]
}

@test "a feed that comes byte by byte gives the same" {
	printf 'a,b\r\n1,"x ""y""\r\n"\r\n\r\n3,4 "5"\r\n6\r\n7,"8' >in
	run weir-parse -q --max-rejects 9 in
	local whole=$output
	mkfifo slow
	weir-parse -q --max-rejects 9 slow >got &
	dd if=in of=slow bs=1 status=none
	wait $!
	[ "$(<got)" = "$whole" ] && [ "$whole" = $'a\tb\n1\tx "y"\\r\\n\n3\t4 "5"' ]
}

# --- real feeds -----------------------------------------------------------------------------------

@test "the feeds of the United Kingdom: all records, the name with blanks around it" {
	local sum
	run weir-parse -c Applications --feed "$root/conf/feeds/uk-study-nationality.json" "$root/samples/uk-study-nationality.csv"
	[ "$status" -eq 0 ] && [ "$(wc -l <<<"$output")" -eq 28586 ]
	sum=$(awk 'NR > 1 { n += $1 } END { print n }' <<<"$output")
	[ "$sum" -eq 5017964 ]
	run weir-parse --place "$root/samples/uk-study-nationality.csv"
	[ "$(sed -n 169p <<<"$output" | cut -f 6,9)" = $'Gambia, The\t169' ]
}
