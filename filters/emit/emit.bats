load ../../tests/weir

# The bytes as they are: $(…) takes line ends off.
bytes() { od -An -c | tr -s ' ' | sed 's/^ //'; }

# Three records with all that needs care: a delimiter, quotes, blanks at the ends, a line end, a backslash, missing.
nasty() {
	printf '%s\n' $'name\ta, b\tnote' $'plain\t1\t' $'"x"\t,\t a' $'b\\\\s\\nl\t\\r\t\\ta\\t' $'\t\t'
}

@test "CSV quotes only what has to be quoted" {
	nasty >in
	run weir-emit csv in
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ "$output" = $'name,"a, b",note\nplain,1,\n"""x""",","," a"\n"b\\s\nl","\r","\ta\t"\n,,' ]
}

@test "CSV lines end with LF, and with CR LF on request" {
	[ "$(printf 'a\tb\n1\t2\n' | weir-emit csv | bytes)" = 'a , b \n 1 , 2 \n' ]
	[ "$(printf 'a\tb\n1\t2\n' | weir-emit csv --crlf | bytes)" = 'a , b \r \n 1 , 2 \r \n' ]
}

@test "a value is quoted for each byte that needs it, wherever it stands in the value" {
	local odd value at length
	for odd in , '"' $'\n' $'\r'; do
		for length in 1 2 3 4 7 8 9 15 16 17; do
			for ((at = 0; at < length; at++)); do
				value=$(printf '%*s' "$length" '')
				value=${value// /x}
				value=${value:0:at}$odd${value:at+1}
				printf '%s' "$value" | sed -z 's/\n/\\n/g; s/\r/\\r/g; s/$/\tz\n/'
			done
		done
	done | tr -d '\0' | sed '1i a\tb' >in
	[ "$(wc -l <in)" -eq 329 ]
	weir-emit csv in >out
	mlr --icsv --otsv cat out >back
	cmp in back
	[ "$(grep -c ',z$' out)" -eq 328 ]
	weir-emit ndjson in >out
	jq -r '[.a, .b] | @tsv' out >back
	cmp back <(tail -n +2 in)
}

@test "a single empty value is written as two quotes, so that its line is a record" {
	run weir-emit csv <<<$'id\n1\n\n2'
	[ "$status" -eq 0 ]
	[ "$output" = $'id\n1\n""\n2' ]
	[ "$(printf 'id\n\n' | weir-emit csv --crlf | bytes)" = 'i d \r \n " " \r \n' ]
}

@test "the delimiter can be any ASCII character, and is what is quoted" {
	run weir-emit csv -d ';' <<<$'a;b\tc,d\n1;2\t3,4'
	[ "$status" -eq 0 ]
	[ "$output" = $'"a;b";c,d\n"1;2";3,4' ]
	run weir-emit csv --delimiter '\t' <<<$'a\tb\n1\\t2\t3'
	[ "$status" -eq 0 ]
	[ "$output" = $'a\tb\n"1\t2"\t3' ]
	run weir-emit csv -d '|' <<<$'a\tb\n1\t|'
	[ "$output" = $'a|b\n1|"|"' ]
	for delimiter in '' ';;' '"' $'\n' é; do
		run weir-emit csv -d "$delimiter" <<<$'a\n1'
		[ "$status" -eq 64 ]
		[ -z "$output" ]
		[ "$stderr" = "weir-emit: --delimiter: expected one ASCII character, but no quote and no line end" ]
	done
}

@test "--quote-all quotes names and values, the missing ones too" {
	run weir-emit csv --quote-all <<<$'a\tb\n1"\t'
	[ "$status" -eq 0 ]
	[ "$output" = $'"a","b"\n"1""",""' ]
	run weir-emit csv --quote-all <<<$'a\n'
	[ "$output" = $'"a"\n""' ]
}

@test "--bom begins with a byte order mark, once" {
	[ "$(printf 'a\n1\n2\n' | weir-emit csv --bom --batch-size 1 | bytes)" = '357 273 277 a \n 1 \n 2 \n' ]
}

@test "a JSON array has one object a line, missing values are null" {
	run weir-emit json <<<$'id\tYear\tn\n12345678901234567890\t2023\t\n007\t2022\t5'
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ "$output" = '[
{"id":"12345678901234567890","Year":"2023","n":null},
{"id":"007","Year":"2022","n":"5"}
]' ]
}

@test "NDJSON has one object a line and nothing else" {
	run weir-emit ndjson <<<$'id\tn\n1\t\n2\tx'
	[ "$status" -eq 0 ]
	[ "$output" = $'{"id":"1","n":null}\n{"id":"2","n":"x"}' ]
}

@test "JSON strings are escaped by RFC 8259, names of columns too" {
	printf 'a"b\\\\c\tn\n\\t\\n\\r\\\\"/\b\f\001\037\177é\t\xf0\x9f\x98\x80\n' >in
	run weir-emit ndjson in
	[ "$output" = '{"a\"b\\c":"\t\n\r\\\"/\b\f\u0001\u001f'$'\177''é","n":"😀"}' ]
	run jq -r '.["a\"b\\c"]' <<<"$output"
	[ "$output" = $'\t\n\r\\"/\b\f\001\037\177é' ]
}

@test "--number writes numbers as they are, digit for digit" {
	run weir-emit ndjson --number n <<<$'id\tn\n1\t0.10\n2\t12345678901234567890\n3\t\n4\t-0\n5\t1e-5\n6\t2.5E+30'
	[ "$status" -eq 0 ]
	[ "$output" = '{"id":"1","n":0.10}
{"id":"2","n":12345678901234567890}
{"id":"3","n":null}
{"id":"4","n":-0}
{"id":"5","n":1e-5}
{"id":"6","n":2.5E+30}' ]
}

@test "what is no number of JSON rejects its record, and the array stays valid" {
	printf '%s\n' n 1 007 +1 .5 1. 1e 1e+ - -a 0x1 NaN '1 ' 1,5 2 >in
	run weir-emit json --number n --rejects r --max-rejects 12 --ledger l in
	[ "$status" -eq 0 ]
	[ "$output" = $'[\n{"n":1},\n{"n":2}\n]' ]
	[ "$(sed 1d r | cut -f 6 | paste -sd ' ')" = '007 +1 .5 1. 1e 1e+ - -a 0x1 NaN 1  1,5' ]
	[ "$(sed 1d r | cut -f 4,5 | sort -u)" = $'not-number\tn' ]
	books_balance l
	run weir-emit json --number n in
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-emit: in:3: n: '007' is no number of JSON (12 of 14 records rejected; --rejects FILE lists them, --max-rejects N tolerates them)" ]
}

@test "a record with two faults is rejected once" {
	run weir-emit json --number a,b --max-rejects 1 --ledger l <<<$'a\tb\nx\ty'
	[ "$status" -eq 0 ]
	[ "$output" = '[]' ]
	books_balance l
	[ "$(grep -c rejected l)" -eq 1 ]
	grep -qP '\trejected\tnot-number\t1$' l
}

@test "without records there is a header, an empty array, or nothing" {
	run weir-emit csv <<<$'a\tb,c'
	[ "$status" -eq 0 ]
	[ "$output" = 'a,"b,c"' ]
	[ "$(weir-emit json <<<'a' | bytes)" = '[ ] \n' ]
	[ -z "$(weir-emit ndjson <<<'a' | bytes)" ]
}

@test "the place of a record does not come out" {
	printf '@source\t@line\tid\nf.csv\t7\tx\n' >in
	[ "$(weir-emit csv in)" = $'id\nx' ]
	[ "$(weir-emit ndjson in)" = '{"id":"x"}' ]
	[ "$(weir-emit json in)" = $'[\n{"id":"x"}\n]' ]
}

@test "the place is used for the rejects" {
	printf '@source\t@line\tid\nf.csv\t7\tx\n' >in
	run weir-emit ndjson --number id --rejects r --max-rejects 1 in
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	[ "$(tail -n 1 r)" = $'emit\tf.csv\t7\tnot-number\tid\tx\tx' ]
}

@test "batches of one record and of thousands give the same bytes" {
	{ echo $'id\ttext\tn'; seq 3000 | sed 's/.*/&\ta,"&\t&.5/'; } >in
	for format in csv json ndjson; do
		weir-emit $format in >many
		weir-emit $format --batch-size 1 in >one
		cmp many one
	done
	weir-emit json in >a.json
	[ "$(jq -r 'map(.text) | .[2999]' a.json)" = 'a,"3000' ]
}

@test "other readers get back what went in" {
	nasty >in
	weir-emit csv --crlf in >a.csv
	weir-emit json in >a.json
	mlr --icsv --otsv cat a.csv >back
	cmp in back
	jq -r '(.[0] | keys_unsorted), (.[] | map(. // "")) | @tsv' a.json >back
	cmp in back
}

@test "weir-parse gives back what went into CSV" {
	nasty >in
	for options in '' --crlf --quote-all --bom; do
		# shellcheck disable=SC2086
		weir-emit csv $options in >a.csv
		weir-parse a.csv >back
		cmp in back
	done
	weir-emit csv -d ';' in >a.csv
	weir-parse -d ';' a.csv >back
	cmp in back
}

@test "an option of another format is a usage error" {
	for option in --quote-all --crlf --bom; do
		run weir-emit json $option <<<$'a\n1'
		[ "$status" -eq 64 ]
		[ -z "$output" ]
		[ "$stderr" = "weir-emit: $option is for csv, not for json" ]
	done
	run weir-emit ndjson -d ';' <<<$'a\n1'
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-emit: --delimiter is for csv, not for ndjson" ]
	run weir-emit csv --number a <<<$'a\n1'
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-emit: --number is for json and ndjson, not for csv" ]
}

@test "an unknown format or column is a usage error that names the nearest" {
	run weir-emit cvs <<<$'a\n1'
	[ "$status" -eq 64 ]
	[[ $stderr == "weir-emit: "*"'csv'" ]]
	run weir-emit </dev/null
	[ "$status" -eq 64 ]
	[[ $stderr == "weir-emit: "*"csv|json|ndjson"* ]]
	run weir-emit json --number Aplications <<<$'Applications\n1'
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-emit: --number Aplications: no such column; the nearest is 'Applications'" ]
}

@test "a value of ten megabytes and a record of ten thousand columns come out whole" {
	{ echo id; head -c 10000000 /dev/zero | tr '\0' '"'; echo; } >in
	[ "$(weir-emit csv in | wc -c)" -eq $((3 + 20000000 + 3)) ]
	[ "$(weir-emit ndjson in | wc -c)" -eq $((20000000 + 10)) ]
	{ seq -s $'\t' 10000; seq -s $'\t' 10000; } >wide
	[ "$(weir-emit csv wide | tail -n 1)" = "$(seq -s , 10000)" ]
	[ "$(weir-emit json wide | jq '.[0] | length')" -eq 10000 ]
}
