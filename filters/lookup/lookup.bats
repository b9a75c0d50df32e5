load ../../tests/weir

# refused STATUS MESSAGE WORD…: on a stream with the columns id and year.
refused() {
	run weir-lookup "${@:3}" <<<$'id\tyear\n1\t2024'
	[ "$status" -eq "$1" ] && [ -z "$output" ] && [ "$stderr" = "weir-lookup: $2" ] ||
		{ echo "$status: $stderr"; return 1; }
}

table() {
	printf '%b\n' 'id\tname\tborn' '1\tAda\t1815' '2\tBo\\tdil\t' '\t(none)\t0' >t
}

@test "left, inner and anti; the flag tells a missing value from no line" {
	table
	printf 'id\tx\n2\ta\n3\tb\n1\tc\n\td\n3\te\n' >in
	run weir-lookup -k id --table t --flag known --unmatched u --ledger l in
	[ "$status" -eq 0 ]
	[ "$output" = $'id\tx\tname\tborn\tknown\n2\ta\tBo\\tdil\t\tyes\n3\tb\t\t\tno\n1\tc\tAda\t1815\tyes\n\td\t(none)\t0\tyes\n3\te\t\t\tno' ]
	same u $'id\trecords' $'3\t2'
	books_balance l
	run weir-lookup -k id --table t -c born --join inner --prefix t_ --ledger l in
	[ "$output" = $'id\tx\tt_born\n2\ta\t\n1\tc\t1815\n\td\t0' ]
	grep -qx $'lookup\tdropped\tunmatched\t2' l
	books_balance l
	run weir-lookup -k id --table t --join anti --ledger l in
	[ "$output" = $'id\tx\n3\tb\n3\te' ]
	grep -qx $'lookup\tdropped\tmatched\t3' l
	run weir-lookup -k id --table t --join inner --reject-unmatched --rejects r in
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-lookup: in:3: id: '3' is the key of no line in the table (2 of 5 records rejected; --rejects FILE lists them, --max-rejects N tolerates them)" ]
	[ "$(cut -f 3-7 r | tail -n 1)" = $'6\tunmatched\tid\t3\t3\\te' ]
}

@test "keys of several columns, under other names, in the order given" {
	printf '%b\n' 'y\tc\tpop' '2024\tKE\t55' '2023\tKE\t54' '2024K\tE\t0' >t
	run weir-lookup -k country,year --table t --table-key c,y <<<$'year\tcountry\n2023\tKE\n2024\tKE\n2024\tUG'
	[ "$status" -eq 0 ]
	[ "$output" = $'year\tcountry\tpop\n2023\tKE\t54\n2024\tKE\t55\n2024\tUG\t' ]
}

@test "the unmatched stand by their records, and then by their bytes" {
	printf 'a\tb\n' >t
	printf '%s\n' $'a\tb' $'x\ty' $'xx\t' $'b\tz' $'b\ta' $'xx\t' >in
	run weir-lookup -k a,b --table t --unmatched u in
	[ "$status" -eq 0 ]
	same u $'a\tb\trecords' $'xx\t\t2' $'b\ta\t1' $'b\tz\t1' $'x\ty\t1'
}

@test "a key that stands twice in the table is refused with both lines" {
	printf '%b\n' 'id\tyear' 'a\t1' '1\t2' 'a\t2' >t
	refused 65 "t:4: 'a' is the key of line 2, too; keep one" -k id --table t --prefix t_
	run weir check -e 'lookup -k id --table t --prefix t_'
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir: lookup: t:4: 'a' is the key of line 2, too; keep one" ]
	run weir-lookup -k id,year --table t <<<$'id\tyear\na\t2'
	[ "$status" -eq 0 ]
}

@test "a table that is none" {
	refused 66 'nowhere: No such file or directory' -k id --table nowhere
	refused 66 '.: Is a directory' -k id --table .
	: >t
	refused 65 't: empty, expected a header line' -k id --table t
	printf 'id\tn\r\n1\t2\r\n' >t
	refused 65 "t:1: the line ends in CR LF, expected LF (tr -d '\\r' takes them off)" -k id --table t
	printf 'id\tn\n1\n' >t
	refused 65 't:2: has 1 values, but the header has 2' -k id --table t
	printf 'id\tn\n1\t2\n1\t\\x\n' >t
	refused 65 't:3: holds a backslash that begins no escape, or a bare CR' -k id --table t
	printf 'id\tn\n1\t\xff\n' >t
	refused 65 't:2: is no UTF-8' -k id --table t
	printf 'id\tn\tn\n' >t
	refused 65 "t:1: columns 2 and 3 are both 'n'" -k id --table t
	printf 'id\t\n' >t
	refused 65 't:1: column 2 has no name' -k id --table t
	printf 'id,name\n1,Ada\n' >t
	refused 65 "t:1: has the one column 'id,name'; where it is CSV, weir-parse makes weir text of it" -k id --table t
}

@test "words that do not fit the columns" {
	table
	refused 64 '-k: no key; name the columns that the table is asked by' --table t
	refused 64 '--table: no table; name the file with its lines' -k id
	refused 64 "-k yaer: no such column; the nearest is 'year'" -k yaer --table t
	refused 64 '--table-key year: no such column; there are id, name, born' -k year --table t
	refused 64 '--table-key: 2 columns, but -k has 1' -k id --table t --table-key id,name
	refused 64 "-c nam: no such column; the nearest is 'name'" -k id --table t -c nam
	refused 64 '--flag: not with --join anti, which keeps what the table has not' -k id --table t --join anti --flag f
	printf 'id\tyear\n' >t
	refused 64 "--table t: its column 'year' is in the records already; -c chooses among its columns, --prefix names them anew" -k id --table t
	run weir check -e 'lookup -k id --table t -c yaer'
	[ "$stderr" = "weir: lookup: -c yaer: no such column; the nearest is 'year'" ]
}

@test "a table through a pipe, with places that are left out" {
	run weir-lookup -k id --table <(printf '@source\t@line\tid\tn\nx\t9\t1\tone\n') <<<$'@source\t@line\tid\nf\t7\t1'
	[ "$status" -eq 0 ]
	[ "$output" = $'id\tn\t@source\t@line\n1\tone\tf\t7' ]
	table
	run weir-lookup -k id --table t --unmatched t <<<$'id\n1'
	[ "$status" -eq 64 ]
	[ "$stderr" = 'weir-lookup: t: is read here, and only -o replaces what is read' ]
}

@test "a large table: each key finds its own line, in any batch" {
	awk 'BEGIN { print "key\tn"; for (i = 0; i < 30000; i++) print "key number " i "\t" i * 7 }' >t
	awk 'BEGIN { print "key"; for (i = 40000; i-- > 0;) print "key number " (i * 7919) % 40000 }' >in
	weir-lookup -k key --table t in >out
	awk -F'\t' 'NR > 1 { split($1, w, " "); if ($2 != (w[3] < 30000 ? w[3] * 7 : "")) exit 1 } END { exit NR != 40001 }' out
	weir-lookup -k key --table t --batch-size 7 in | cmp - out
}
