load ../../tests/weir

# feed FIELDS [DIALECT]
feed() { printf '{"format": "fixed", "dialect": {%s}, "schema": {"fields": [%s]}}' "${2:-}" "$1" >feed.json; }
three='{"name": "id", "weir:width": 3}, {"name": "name", "weir:width": 6}, {"name": "n", "weir:width": 4}'

# reads INPUT TEXT [OPTION…]
reads() {
	printf '%b' "$1" >in
	local size
	for size in 1024 1; do
		run weir-parse --feed feed.json --batch-size $size --ledger l "${@:3}" in
		[ "$status" -eq 0 ] && [ -z "$stderr" ] && [ "$output" = "$2" ] && books_balance l ||
			{ echo "$status: $stderr: $output"; return 1; }
	done
}

@test "columns of fixed width, one behind the other or by their starts, without the blanks that fill them" {
	feed "$three"
	reads '001José    12\n02 "x",  1234  \r\n\n3\n  4 a b\n5  Zoë e\xCC\x81 7' \
		$'id\tname\tn\n001\tJosé\t12\n02\t"x",\t1234\n3\t\t\n4\ta b\t\n5\tZoë e\xCC\x81\t7'
	reads '1  \ty    9\n' $'n\tname\n9\t\\ty' -c n,name
	feed '{"name": "b", "weir:start": 4, "weir:width": 2}, {"name": "a", "weir:start": 1, "weir:width": 3}, {"name": "rest", "weir:start": 6}'
	reads 'abcdé  the rest, of it \nx\n' $'b\ta\trest\ndé\tabc\tthe rest, of it\n\tx\t'
	reads 'abcdef\n' $'b\ta\trest\t@source\t@line\nde\tabc\tf\tin\t1' --place
}

@test "a header is read where the dialect says so, and comments are left out" {
	feed "$three" '"header": true, "commentChar": "#"'
	reads '# x\nid name  n\n001Peru    12\n' $'id\tname\tn\n001\tPeru\t12'
	feed "$three" '"headerRows": [2], "weir:totals": [{"match": "Sum"}]'
	reads 'A title\nid name  n\n001Peru    12\nSum        12\n' $'id\tname\tn\n001\tPeru\t12'
}

@test "what is too wide or no character is rejected, and reading goes on" {
	feed "$three"
	printf '001Peru    12\n002Peru    12x\n003\xFFeru    12\n004Peru    12\n' >in
	run weir-parse --feed feed.json -q --rejects r --max-rejects 2 --ledger l in
	[ "$status" -eq 0 ] && [ "$output" = $'id\tname\tn\n001\tPeru\t12\n004\tPeru\t12' ] && books_balance l
	[ "$(tail -n +2 r | cut -f 3-)" = $'2\ttoo-wide\t\t14 of 13 characters\t002Peru    12x
3\tencoding\t\tbyte 0xFF, 4 of the record\t003\xFFeru    12' ]
	run weir-parse --feed feed.json --max-record 20 <<<"$(printf '%030d' 1)"
	[ "$status" -eq 65 ] && [ "$stderr" = "weir-parse: -:1: the record is longer than --max-record 20" ]
}

@test "positions in bytes, also of an encoding whose characters take several" {
	feed '{"name": "a", "weir:width": 4}, {"name": "b", "weir:width": 2}' '"weir:widthUnit": "bytes"'
	reads '日 ab\n' $'a\tb\n日\tab'
	reads 'éa cd\n' $'a\tb\néa\tcd'
	printf '日本ab\n東  cd\nab' | iconv -f UTF-8 -t SHIFT_JIS >in
	run weir-parse --feed feed.json --encoding shift_jis in
	[ "$status" -eq 0 ] && [ "$output" = $'a\tb\n日本\tab\n東\tcd\nab\t' ] || { echo "$stderr $output"; false; }
	printf 'a日本b\n' | iconv -f UTF-8 -t SHIFT_JIS >in
	run weir-parse --feed feed.json --encoding shift_jis -q --rejects r --max-rejects 1 in
	[ "$(tail -n +2 r | cut -f 3-5)" = $'1\tencoding\ta' ]
	printf 'José12\n' | iconv -f UTF-8 -t WINDOWS-1252 >in
	run weir-parse --feed feed.json --encoding windows-1252 in
	[ "$output" = $'a\tb\nJosé\t12' ]
	run weir-parse --feed feed.json --encoding utf-16le in
	[ "$status" -eq 78 ]
	[ "$stderr" = "weir-parse: feed.json: dialect.weir:widthUnit: columns of utf-16le cannot be counted in bytes; count them in characters" ]
	printf '日本12' | iconv -f UTF-8 -t UTF-16LE >in
	feed '{"name": "a", "weir:width": 2}, {"name": "b"}'
	run weir-parse --feed feed.json --encoding utf-16le in
	[ "$output" = $'a\tb\n日本\t12' ]
}

@test "a descriptor that does not say where columns stand is refused" {
	run weir-parse --format fixed <<<x
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-parse: --format fixed: needs --feed FILE, whose schema says where the columns stand" ]
	feed '{"name": "a"}, {"name": "b"}'
	run weir-parse --feed feed.json <<<x
	[ "$status" -eq 78 ]
	[ "$stderr" = "weir-parse: feed.json: schema.fields[0]: has no weir:width, which format 'fixed' needs of all but the last" ]
	feed '{"name": "a", "weir:width": 0}'
	run weir-parse --feed feed.json <<<x
	[ "$status" -eq 78 ] && [ "$stderr" = "weir-parse: feed.json: schema.fields[0].weir:width: expected 1 or more" ]
	feed '{"name": "a", "weir:width": 2}' '"weir:widthUnit": "octets"'
	run weir-parse --feed feed.json <<<x
	[ "$status" -eq 78 ] && [ "$stderr" = "weir-parse: feed.json: dialect.weir:widthUnit: 'octets' is no unit of widths" ]
}

@test "a file's name says what separates its fields, and options go before it" {
	printf 'a\tb\n1\t2,3\n' >f.tsv && printf 'a|b\n1|"2|3"\n' >f.psv && printf 'a;b\n1;2\n' >s.tsv && gzip -k f.psv
	run weir-parse f.tsv f.psv f.psv.gz
	[ "$status" -eq 0 ] && [ "$output" = $'a\tb\n1\t2,3\n1\t2|3\n1\t2|3' ]
	run weir-parse -d ';' s.tsv
	[ "$output" = $'a\tb\n1\t2' ]
	run weir-parse --format psv <f.psv
	[ "$output" = $'a\tb\n1\t2|3' ]
	printf '{"mediatype": "text/tab-separated-values"}' >feed.json
	run weir-parse --feed feed.json <f.tsv
	[ "$output" = $'a\tb\n1\t2,3' ]
	run weir-parse --format psv --comment '|' <f.psv
	[ "$status" -eq 64 ] && [ "$stderr" = "weir-parse: quote, escape and comment have to differ from the delimiter" ]
}

@test "a real feed written in fixed widths gives the same bytes" {
	weir-parse "$root/samples/uk-study-institution.csv" >want
	awk -F'\t' 'NR == 1 { n = NF; for (i = 1; i <= n; i++) name[i] = $i }
		{ for (i = 1; i <= NF; i++) if (length($i) > w[i]) w[i] = length($i); if (NR > 1) line[NR] = $0 }
		END { printf "{\"format\": \"fixed\", \"schema\": {\"fields\": [" >"feed.json"
			for (i = 1; i <= n; i++) printf("%s{\"name\": \"%s\", \"weir:width\": %d}", (i > 1 ? ", " : ""), name[i], w[i]) >"feed.json"
			print "]}}" >"feed.json"
			for (r = 2; r <= NR; r++) { split(line[r], v, "\t"); for (i = 1; i <= n; i++) printf "%-" w[i] "s", v[i]; print "" } }' want >in
	weir-parse --feed feed.json in | cmp - want
}
