load ../../tests/weir

# reads INPUT TEXT [OPTION…]: the input gives this text, whole, in batches of one record and byte by byte.
reads() {
	printf '%b' "$1" >in
	local way
	for way in 1024 1; do
		run weir-parse --batch-size $way "${@:3}" in
		[ "$status" -eq 0 ] && [ -z "$stderr" ] && [ "$output" = "$2" ] || { echo "$status: $stderr: $output"; return 1; }
	done
	run weir-parse "${@:3}" < <(dd if=in bs=1 status=none)
	[ "$output" = "$2" ]
}

# rejects FORMAT INPUT OUTPUT LINE…: what is written, and the lines of the rejects from the third column on.
rejects() {
	printf '%b' "$2" >in
	local size
	for size in 1 1024; do
		run weir-parse --format "$1" --batch-size $size --ledger l --rejects r --max-rejects 100% -q in
		[ "$status" -eq 0 ] && [ "$output" = "$3" ] || { echo "$status: $stderr: $output"; return 1; }
		tail -n +2 r | cut -f 3- >got
		same got "${@:4}" && books_balance l || return 1
	done
}

# fails STATUS MESSAGE INPUT [OPTION…]
fails() {
	printf '%b' "$3" >in
	run weir-parse "${@:4}" in
	[ "$status" -eq "$1" ] && [ "$stderr" = "weir-parse: $2" ] || { echo "$status: $stderr"; return 1; }
}

@test "each value of JSON and each line of NDJSON is a record, and an array stands for its items" {
	reads '[{"a":1,"b":"x"},\n {"b":"y","a":2}]' $'a\tb\n1\tx\n2\ty' --format json
	reads '{"a":1} {"a":2}\n\n{"a":3}' $'a\n1\n2\n3' --format json
	reads '\xEF\xBB\xBF{"a":1}\n\n  \r\n{"a":2}\r\n{"a":3}' $'a\n1\n2\n3' --format ndjson
	reads '[{"a":1},{"a":2}]\n[]\n{"a":3}\n' $'a\n1\n2\n3' --format ndjson
}

@test "a number keeps its digits, null and what is not there are missing, an array is its own text" {
	reads '[{"id":12345678901234567890123,"x":1.50,"y":-1e5,"t":true,"n":null,"s":"","l":[ 1, {"k": "a b"} ]},{"id":0.30000000000000004}]' \
		$'id\tx\ty\tt\tn\ts\tl\n12345678901234567890123\t1.50\t-1e5\ttrue\t\t\t[1,{"k":"a b"}]\n0.30000000000000004\t\t\t\t\t\t' --format json
}

@test "the members of an object in an object have both names, and a null in its place is none of them" {
	reads '{"a":null,"b":{"c":1,"d":{"e":"x"}}}\n{"a":{"z":2},"b":null}\n' $'b.c\tb.d.e\ta.z\n1\tx\t\n\t\t2' --format ndjson
	rejects ndjson '{"a.b":1,"c":2}\n{"a.b":1,"a":{"b":2}}\n' $'a.b\tc\n1\t2' \
		$'2\tduplicate-key\t\ta.b\t{"a.b":1,"a":{"b":2}}'
}

@test "escapes, pairs of surrogates, and names with escapes" {
	reads '[{"a\\u0062":"\\"\\\\\\/\\n\\t\\u00e9\\ud83d\\ude00"},{"ab":"2"}]' $'ab\n"\\\\/\\n\\té😀\n2' --format json
}

@test "columns are those of the first thousand records, and a later name is a reject" {
	{ seq -f '{"a":%g}' 999; echo '{"a":1000,"b":2}'; echo '{"c":null,"a":1001}'; echo '{"c":1,"a":1002}'; } >in
	run weir-parse --format ndjson --max-rejects 1 --rejects r in
	[ "$status" -eq 0 ]
	[ "$(head -n 1 <<<"$output")" = $'a\tb' ]
	[ "$(tail -n 1 <<<"$output")" = $'1001\t' ]
	[ "$(tail -n 1 r | cut -f 3-)" = $'1002\tunknown-key\t\tc\t{"c":1,"a":1002}' ]
	run weir-parse --format ndjson in
	[ "$stderr" = "weir-parse: in:1002: the record has a name that is no column; declare it with --feed, or name columns with -c: c (1 of 1002 records rejected; --rejects FILE lists them, --max-rejects N tolerates them)" ]
	run weir-parse --format ndjson -c b,a in
	[ "$status" -eq 0 ]
	[ "$(tail -n 1 <<<"$output")" = $'\t1002' ]
}

@test "a line that is no JSON is a reject with its column, and reading goes on" {
	rejects ndjson '{"a":1}\n{"a":nope}\n{"a":1\n{"a":1}}\n{"a":01}\n{"a":"\t"}\n{"a":"\\ud83d"}\n{"a":"\\x"}\n{"a":NaN}\n{"a":"\xE9"}\n{"a":1,"a":2}\n5\n[1]\n{"a":2}' $'a\n1\n2' \
		$'2\tbad-json\t\tcolumn 6: expected a value, found \'n\'\t{"a":nope}' \
		$'3\tbad-json\t\tcolumn 7: expected \',\' or \'}\', but the record ends\t{"a":1' \
		$'4\tbad-json\t\tcolumn 8: expected the end of the record, found \'}\'\t{"a":1}}' \
		$'5\tbad-json\t\tcolumn 6: expected a value, found \'0\'\t{"a":01}' \
		$'6\tbad-json\t\tcolumn 7: a control character in a string; write it as \\\\u0009\t{"a":"\\t"}' \
		$'7\tbad-json\t\tcolumn 7: half of a surrogate pair\t{"a":"\\\\ud83d"}' \
		$'8\tbad-json\t\tcolumn 7: \'\\\\\' begins no escape of JSON\t{"a":"\\\\x"}' \
		$'9\tbad-json\t\tcolumn 6: expected a value, found \'N\'\t{"a":NaN}' \
		$'10\tencoding\t\tbyte 0xE9, 7 of the record\t{"a":"\xE9"}' \
		$'11\tduplicate-key\t\ta\t{"a":1,"a":2}' \
		$'12\tother-kind\t\ta single value\t5' \
		$'13\tother-kind\t\tan array\t[1]'
}

@test "a bad item of an array is a reject with line and column, and reading goes on" {
	rejects json '[{"a":1},\n  {"a":x},\n{"a":"\\ud800"}, 7, {"a":2}]' $'a\n1\n2' \
		$'2\tbad-json\t\tline 2, column 8: expected a value, found \'x\'\t{"a":x}' \
		$'3\tbad-json\t\tline 3, column 7: half of a surrogate pair\t{"a":"\\\\ud800"}' \
		$'3\tother-kind\t\ta single value\t7'
}

@test "an array that is not whole or not well made is an error with its place" {
	fails 65 "in:2: column 8: expected ']', but the text ends" '[{"a":1},\n{"a":2}' --format json
	fails 65 "in:1: column 10: expected ',' or ']', found '{'" '[{"a":1} {"a":2}]' --format json
	fails 65 "in:1: column 2: what begins here is never closed" '[{"a":1,"b":"x}]' --format json
	fails 65 "in: no record, and so no columns; --feed declares some" '[]' --format json
	fails 65 "in: no record, and so no columns; --feed declares some" '' --format ndjson
	fails 65 "in:1: the first record is no JSON: column 1: expected a value, found 'h'" 'hello' --format ndjson
	fails 65 "in:1: the record is longer than --max-record 9; if the records stand inside of it, --records says where" '{"a":"0123456789"}' --format json --max-record 9
	fails 65 "in:2: the record is longer than --max-record 9" '{"a":0}\n{"a":"0123456789"}' --format ndjson --max-record 9
}

@test "what is nested deeper than 256 is a reject" {
	local open close
	open=$(printf '[%.0s' {1..300}) close=$(printf ']%.0s' {1..300})
	rejects ndjson "{\"a\":1}\n{\"a\":$open$close}\n" $'a\n1' \
		$'2\tbad-json\t\tcolumn 261: nested deeper than 256\t'"{\"a\":$open$close}"
	head -c 3000000 /dev/zero | tr '\0' '[' >deep
	run weir-parse --format json deep
	[ "$status" -eq 65 ]
}

@test "--records names a path, which is read in a stream" {
	local doc='{"meta":{"data":[{"a":9}],"n":[[1,[2]],"]"]},"data":{"rows":[{"a":1},{"a":2}]},"b c":[{"a":3}],"g":[{"i":[{"a":4}]},{"i":[]},{"i":[{"a":5},{"a":6}]}]}'
	reads "$doc" $'a\n1\n2' --format json --records .data.rows
	reads "$doc" $'a\n1\n2' --format json --records '.data["rows"][]'
	reads "$doc" $'a\n3' --format json --records '."b c"'
	reads "$doc" $'a\n4\n5\n6' --format json --records '.g[].i[]'
	reads "$doc"'\n'"$doc" $'a\n9\n9' --format ndjson --records .meta.data
	fails 65 "in: nothing stands at .dat, where the records should be" "$doc" --format json --records .dat
	fails 65 "in:1: column 16: the name 'd' stands twice in one object" '{"d":[{"a":1}],"d":[]}' --format json --records .d
	fails 65 "in: one record, with a list in 'x.y'; --records '.x.y' reads the list, --records . the one record" '{"x":{"y":[{"a":1}]}}' --format json
	fails 65 "in: one record, with a list in 'x y'; --records '.\"x y\"' reads the list, --records . the one record" '{"x y":[{"a":1}]}' --format json
	reads '{"x":[{"a":1}]}' $'x\n[{"a":1}]' --format json --records .
}

@test "a page of a service: what it says of itself stands before the list, and the message says what to write" {
	printf '[{"page":1,"total":2},[{"country":{"id":"KE"},"date":"2022","value":504473},{"country":{"id":"UG"},"date":"2022","value":null}]]' >in.json
	run weir-parse in.json
	[ "$status" -eq 65 ]
	[ "$stderr" = 'weir-parse: in.json:1: the record is of another kind than those before it; --records says where records are: an array (1 of 2 records rejected; --rejects FILE lists them, --max-rejects N tolerates them)' ]
	run weir-parse --records '.[1]' in.json
	[ "$status" -eq 0 ]
	[ "$output" = $'country.id\tdate\tvalue\nKE\t2022\t504473\nUG\t2022\t' ]
}

@test "--records may be any jq program, and numbers pass it with their digits" {
	reads '{"rows":[{"id":12345678901234567890,"n":2.5,"x":"u"},{"id":7,"n":1,"x":"v"}]}' \
		$'id\tn\tid_text\n12345678901234567890\t2.5\tno 12345678901234567890\n7\t1\tno 7' \
		--format json --records '.rows[] | {id, n, id_text: "no \(.id)"}'
	reads '{"a":1}\n{"a":2}\n' $'a\n2' --format ndjson --records 'select(.a > 1)'
	reads '[["k","n"],["a",1]]' $'k\tn\na\t1' --format json --records '.[]'
	reads '[["k","n"],["a",1]]' $'k\nk\na' --format json --records 'map({k: .[0]})'
	reads '{"rows":[[1,2],[3,4]]}' $'s\n3\n7' --format json --records '.rows[] | {s: (.[0] + .[1])}'
	reads '{"rows":[[1,2],[3,4]]}' $'s\n2' --format json --records ' .rows | {s: length}'
	reads '[{"a":{"b":1}},{"a":{"b":2}}]' $'b\n1\n2' --format json --records '.[].a|.'
	reads '{"a":[1]}' $'a\n[2]' --format json --records '.a[] |= . + 1'
	fails 65 "in: nothing stands at .x[] | ., where the records should be" '{}' --format json --records '.x[] | .'
	fails 65 "in:1: the program of --records needs a value whole that is longer than --max-record 9; .PATH[] | before it would give it the items" \
		'[{"a":0},{"a":1}]' --format json --records 'map(.)' --max-record 9
	fails 64 "--records: line 1, column 10: foo/0 is not defined" '{}' --format json --records '.x[].y | foo'
	run weir-parse --format json --records '.a |' <<<1
	[ "$status" -eq 64 ]
	[[ $stderr == "weir-parse: --records: "* ]]
}

@test "what the program fails on is a reject with its line and bytes" {
	printf '{"a":1}\n{"a":"x"}\n{"a"\n{"a":3}\n' >in
	run weir-parse --format ndjson --records '{b: (.a + 1)}' --max-rejects 9 --rejects r --place in
	[ "$output" = $'b\t@source\t@line\n2\tin\t1\n4\tin\t4' ]
	tail -n +2 r | cut -f 3- >got
	same got $'2\tjq-error\t\tstring ("x") and number (1) cannot be added\t{"a":"x"}' \
		$'3\tbad-json\t\tcolumn 5: expected \':\' after the name, but the text ends\t{"a"'
}

@test "records that are arrays: the first is the header" {
	reads '[["a","b"],[1,"x"],["2",null]]' $'a\tb\n1\tx\n2\t' --format json
	reads '["a","b"]\n[1,"x"]\n' $'a\tb\n1\tx' --format ndjson
	reads '[[1,[2, {"x":3}]]]' $'column_1\tcolumn_2\n1\t[2,{"x":3}]' --format json --no-header
	rejects json '[["a","b"],[1],[2,3,4],[5,6]]' $'a\tb\n5\t6' $'1\tfield-count\t\t1 of 2 fields\t[1]' \
		$'1\tfield-count\t\t3 of 2 fields\t[2,3,4]'
}

@test "a descriptor says where records are, what they are, and which of their names are columns" {
	echo '{"format": "json", "dialect": {"property": "x.rows", "itemKeys": ["b", "a", "z"]}}' >f.json
	reads '{"x":{"rows":[{"a":1,"b":2,"c":3},{"b":4}]}}' $'b\ta\tz\n2\t1\t\n4\t\t' --feed f.json
	echo '{"mediatype": "application/json; charset=utf-8", "dialect": {"itemType": "array"}}' >f.json
	fails 65 "in: the records are objects, but dialect.itemType is 'array'" '[{"a":1}]' --feed f.json
	echo '{"dialect": {"itemType": "rows"}}' >f.json
	fails 78 "f.json: dialect.itemType: 'rows' is no type of items" 'a' --feed f.json
	echo '{"path": "x.jsonl.gz", "schema": {"fields": [{"name": "a"}, {"name": "b"}]}}' >f.json
	reads '{"b":1,"a":2,"c":3}\n' $'b\ta\tc\n1\t2\t3' --feed f.json
	fails 65 "in:1: no column 'b', which f.json declares" '{"a":2}\n' --feed f.json
	reads '' $'a\tb' --feed f.json
	echo '[]' >x.json
	run weir-parse --feed f.json --format json x.json
	[ "$status" -eq 0 ]
	[ "$output" = $'a\tb' ]
}

@test "files are read as what their names say, and of several the first names the columns" {
	echo '[{"a":1,"b":2}]' >one.json
	echo '{"b":3}' >two.ndjson
	printf 'b,a\n4,5\n' >three.csv
	run weir-parse --place one.json two.ndjson three.csv
	[ "$output" = $'a\tb\t@source\t@line\n1\t2\tone.json\t1\n\t3\ttwo.ndjson\t1\n5\t4\tthree.csv\t2' ]
	echo '{"c":3}' >four.ndjson
	run weir-parse one.json two.ndjson four.ndjson
	[ "$status" -eq 65 ]
}

@test "a feed of the United Kingdom in JSON and NDJSON is the same as in CSV" {
	local csv=$root/samples/uk-study-nationality.csv
	weir-parse "$csv" >expected
	weir-emit json expected >feed.json
	weir-emit ndjson expected >feed.ndjson
	weir-parse feed.json | cmp - expected
	weir-parse feed.ndjson | cmp - expected
	weir-parse --records 'select(.Year != null)' feed.ndjson | cmp - expected
	jq -c '{n: 1, result: {rows: .}}' feed.json | weir-parse --format json --records .result.rows | cmp - expected
}
