load ../../tests/weir

wide() { # two records, two quarters of two years
	printf 'country\t2023 Q1\t2023 Q2\tnote\t2024 Q1\nTogo\t5\t\ta\\tb\t--\nKenya\t0\t7\t\t12\n'
}

@test "each of the columns becomes a record, in their order; the others are repeated" {
	run weir-unpivot -c '2023 Q1,2024 Q1,2023 Q2' --into quarter --value n < <(wide)
	[ "$status" -eq 0 ]
	[ "$output" = $'country\tnote\tquarter\tn\nTogo\ta\\tb\t2023 Q1\t5\nTogo\ta\\tb\t2024 Q1\t--\nTogo\ta\\tb\t2023 Q2\t\nKenya\t\t2023 Q1\t0\nKenya\t\t2024 Q1\t12\nKenya\t\t2023 Q2\t7' ]
	[ "$(weir-unpivot -c '!country,!note' < <(wide) | sed -n 1,2p)" = $'country\tnote\tname\tvalue\nTogo\ta\\tb\t2023 Q1\t5' ]
	[ "$(weir-unpivot -c '2023 Q1-2023 Q2' < <(wide) | wc -l)" -eq 5 ]
}

@test "of the other columns only those of --keep are repeated, in its order" {
	[ "$(weir-unpivot --match '2.*1' --keep country < <(wide) | sed -n 1,2p)" = $'country\tname\tvalue\nTogo\t2023 Q1\t5' ]
	[ "$(weir-unpivot --match '2.*1' --keep 'note,2023 Q2' < <(wide) | sed -n 1,2p)" = $'note\t2023 Q2\tname\tvalue\na\\tb\t\t2023 Q1\t5' ]
	run weir-unpivot --match '2.*1' --keep 'country,2023 Q1' < <(wide)
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-unpivot: --keep 2023 Q1: becomes records already" ]
}

@test "the groups of a pattern become columns, by their names or by --into" {
	local wanted=$'country\tnote\tyear\tquarter\tvalue\nTogo\ta\\tb\t2023\t1\t5\nTogo\ta\\tb\t2023\t2\t\nTogo\ta\\tb\t2024\t1\t--'
	run weir-unpivot --match '(?<year>[0-9]{4}) Q(?<quarter>[1-4])' < <(wide)
	[ "$status" -eq 0 ]
	[ "$(head -n 4 <<<"$output")" = "$wanted" ]
	[ "$(weir-unpivot --match '(\d+) Q(.)' --into year,quarter < <(wide) | head -n 4)" = "$wanted" ]
	[ "$(weir-unpivot --match '(\d+) Q(.)' --into year --into quarter --value n < <(wide) | head -n 1)" = $'country\tnote\tyear\tquarter\tn' ]
	[ "$(weir-unpivot --match '20.*' < <(wide) | sed -n 2p)" = $'Togo\ta\\tb\t2023 Q1\t5' ]
	[ "$(weir-unpivot --match '(?<year>[0-9]{4})( Q(?<quarter>[1-4]))?' --into y,rest,q < <(printf '2023\t2024 Q1\n1\t2\n'))" = $'y\trest\tq\tvalue\n2023\t\t\t1\n2024\t Q1\t1\t2' ]
}

@test "a group named value tells columns of values apart: a count and its status" {
	run weir-unpivot --match '(?<value>X?)EF(?<what>TOT|EXC)' --value n <<<$'id\tXEFTOT\tEFTOT\tXEFEXC\tEFEXC\n1\tR\t50\tA\t\n2\t\t\tR\t7'
	[ "$status" -eq 0 ]
	[ "$output" = $'id\twhat\tX\tn\n1\tTOT\tR\t50\n1\tEXC\tA\t\n2\tTOT\t\t\n2\tEXC\tR\t7' ]
	[ "$(weir-unpivot --match '(?<value>a|b)(?<k>[12])' --blank drop <<<$'a1\tb1\tb2\n1\t2\t3\n\t\t4')" = $'k\ta\tb\n1\t1\t2\n2\t\t3\n2\t\t4' ]
}

@test "blank cells are kept, or dropped and counted, and the books balance" {
	run weir-unpivot --match '2.*' --blank drop --ledger l < <(wide)
	[ "$status" -eq 0 ]
	[ "$(wc -l <<<"$output")" -eq 6 ]
	same l $'stage\tcount\treason\trecords' $'unpivot\tin\t\t2' $'unpivot\tmade\t\t4' $'unpivot\tout\t\t5' $'unpivot\tdropped\tblank\t1'
	weir-unpivot --match '2.*' --ledger l < <(wide) >out
	same l $'stage\tcount\treason\trecords' $'unpivot\tin\t\t2' $'unpivot\tmade\t\t4' $'unpivot\tout\t\t6'
	run weir-unpivot -c a --blank drop --ledger l <<<$'a\tb\n\t1\n\t2'
	[ "$output" = $'b\tname\tvalue' ]
	books_balance l
}

@test "places go with each record, in batches of any size" {
	{ printf 'id\ta\tb\tc\td\te\tf\tg\n'; for i in {1..3000}; do echo "$i"$'\t1\t\t3\t4\t5\t6\t'"$i"; done; } >in
	weir-unpivot -c a-g --blank drop --ledger l in >one
	weir-unpivot -c a-g --blank drop --batch-size 1 in >two
	weir-unpivot -c a-g --blank drop --batch-size 7 in >three
	cmp one two
	cmp one three
	books_balance l
	[ "$(wc -l <one)" -eq 18001 ]
	[ "$(tail -n 1 one)" = $'3000\tg\t3000' ]
	run weir-unpivot -c a <<<$'@source\t@line\ta\tk\nf.csv\t7\t1\tx'
	[ "$output" = $'k\tname\tvalue\t@source\t@line\nx\ta\t1\tf.csv\t7' ]
}

@test "what cannot be meant is refused, with what to write" {
	refuses() {
		run weir-unpivot "${@:2}" < <(wide)
		[ "$status" -eq 64 ] && [ -z "$output" ] && [ "$stderr" = "weir-unpivot: $1" ] || { echo "$status $stderr"; return 1; }
	}
	refuses 'say which columns become records: -c COLUMNS, or --match PATTERN'
	refuses "-c notes: no such column; the nearest is 'note'" -c notes
	refuses "--match: no column's name matches '[0-9]{4}' as a whole" --match '[0-9]{4}'
	refuses "--match: 'note', which -c names, does not match" -c '!country' --match '[0-9]{4}.*'
	refuses '--into: 1 names, but 2 groups in --match' --match '(\d+) Q(.)' --into year
	refuses "--into: 2 names, but 1 is needed for the column's name" -c note --into a,b
	refuses '--match: group 2 has no name; name the new columns with --into, or the group: (?<year>…)' --match '(?<year>\d+) Q(.)'
	refuses "--match: '2023 Q1' and '2024 Q1' become the same; a group has to tell them apart" --match '(?:\d+) Q(?<quarter>.)'
	refuses 'country: there is a column of that name already' -c note --into country
	refuses "--match: '(' is no regular expression: missing closing parenthesis, at character 2" --match '('
	refuses "--match: '(?=a)' holds (? with neither : nor <name> behind it, at character 1" --match '(?=a)'
	refuses "--match: '(?<=a)b' holds (? with neither : nor <name> behind it, at character 1" --match '(?<=a)b'
	refuses "--blank no: expected keep|drop" -c note --blank no
}

@test "a pattern that goes back and forth without end says so" {
	local name
	name=$(printf 'a%.0s' {1..60})
	run weir-unpivot --match '((a+|aa)+)+[^a]b|c' --into x,y <<<"$name"
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-unpivot: --match: '$name' matches in too many ways; say it more simply" ]
}
