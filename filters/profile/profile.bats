load ../../tests/weir

# of COLUMN…: these columns of the profile of standard input, without the header.
of() {
	weir-profile "${@:2}" | weir-jq --give "$1" "{$1}" | tail -n +2
}

@test "a record for each column, with its books" {
	printf '%b\n' 'id\tn\td\tempty\tmix' '1\t2.50\t2024-03-31\t\t-' '2\t-3\t2023-01-01\t\t10' '3\t10\t\t\t9' '3\t1e3\t2024-03-31\t\t-' >in
	run weir-profile --ledger l in
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	same <(printf '%s\n' "$output") \
		$'column\ttype\trecords\tmissing\tdistinct\texact\tmin\tmax\tshortest\tlongest\tkinds\ttop\todd' \
		$'id\tinteger\t4\t0\t3\tyes\t1\t3\t1\t1\tinteger=4\t{"3":2,"1":1,"2":1}\t' \
		$'n\tnumber\t4\t0\t4\tyes\t-3\t10\t2\t4\tinteger=2 number=2\t{"-3":1,"10":1,"1e3":1}\t' \
		$'d\tdate\t4\t1\t2\tyes\t2023-01-01\t2024-03-31\t10\t10\tdate=3\t{"2024-03-31":2,"2023-01-01":1}\t' \
		$'empty\tnone\t4\t4\t0\tyes\t\t\t\t\t\t\t' \
		$'mix\ttext\t4\t0\t3\tyes\t-\t9\t1\t2\tinteger=2 text=2\t{"-":2,"10":1,"9":1}\t{"-":2}'
	books_balance l
	[ "$(cut -f 2- l | tail -n +2)" = $'in\t\t4\nmade\t\t5\nout\t\t5\ndropped\tprofiled\t4' ]
	run weir-profile -c mix --top 1 --batch-size 1 in
	[ "$(cut -f 1,12 <<<"$output" | tail -n +2)" = $'mix\t{"-":2}' ]
	run weir-profile -c nix in
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-profile: -c nix: no such column; the nearest is 'mix'" ]
}

@test "what single values look like" {
	local pair kind values bad=0
	for pair in 'integer:0 12 -3 +4' 'number:1.5 -0.5 .5 1e3 1.5E-7' 'zero-led:007 00' \
		'grouped:1,234 1,234,567 -1,234.5' 'decimal-comma:1,5 1234,56 1.234,5 1.234.567 1.234.567,8' \
		'percent:12% 1.5% 1,5%' 'date:2024-02-29' 'datetime:2024-02-29T10:00 2024-02-29T10:00:00Z 2024-02-29T10:00:00.5+01:00' \
		'yearmonth:2024-12' 'ymd:2024/02/29 2024.2.9' 'dmy:31/12/2024 31.1.2024' 'mdy:12/31/2024' 'dmy-or-mdy:03/04/2024' \
		'quarter:2024Q1 2024-Q4 Q1/2024' 'academic-year:2023/24 2023-24 2023/2024 2023–24 2023/4 1999/00' \
		'boolean:true FALSE yes No' \
		'text:12. - -- .. . + -x 1- 1..2 1e 1,2,3 12,34,5 1234,567.8 2023-02-29 2024-13 2024-13-01 31/02/2024 1/1/24 0x1F <5 5+ NaN inf 1.2.3 2024Q5 Q1 Q1-2024 2024Q12 2023/25 2023/024 2024-02-29T1 2024-02-29T10:00x'; do
		kind=${pair%%:*}
		for values in ${pair#*:}; do
			[ "$(of kinds <<<$'v\n'"$values")" = "$kind=1" ] || { echo "$values: $(of kinds <<<$'v\n'"$values")"; bad=1; }
		done
	done
	for values in '1 234' "1'234.5" $'1\u00a0234,5' '12 %'; do
		kind=spaced
		[ "$values" != '12 %' ] || kind=percent
		[ "$(of kinds <<<$'v\n'"$values")" = "$kind=1" ] || { echo "$values: $(of kinds <<<$'v\n'"$values")"; bad=1; }
	done
	[ "$(of kinds <<<$'v\n2024-02-29 10:00\n1.234')" = 'number=1 datetime=1' ]
	[ $bad -eq 0 ]
}

@test "past the bound the distinct are estimated, the frequent stay, and all else is exact" {
	awk 'BEGIN { print "v"; for (i = 1; i <= 20000; i++) { print "value " i; if (i % 4 == 0) print "often"; if (i % 10 == 0) print "" } }' >in
	run of type,records,missing,exact,min,max,shortest,longest,top <in
	[ "$output" = $'text\t27000\t2000\tyes\toften\tvalue 9999\t5\t11\t{"often":5000,"value 1":1,"value 10":1}' ]
	run of type,records,missing,exact,min,max,shortest,longest --distinct 1000 <in
	[ "$output" = $'text\t27000\t2000\tno\toften\tvalue 9999\t5\t11' ]
	run of top --distinct 1000 <in
	[[ $output =~ ^'{"often":'([0-9]+)'}'$ ]]
	[ "${BASH_REMATCH[1]}" -gt 4500 ]
	[ "${BASH_REMATCH[1]}" -le 5000 ]
	local n
	n=$(of distinct --distinct 1000 <in)
	[ "$n" -ge 19000 ]
	[ "$n" -le 21000 ]
	[ "$(of distinct,top --distinct 1000 --batch-size 3 <in)" = "$(of distinct,top --distinct 1000 <in)" ]
	[ "$(of distinct --distinct 7 <in)" = "$n" ]
}

@test "values that are long, odd or no characters of a line" {
	{ echo v; printf 'x%.0s' {1..100}; echo; printf 'é%.0s' {1..41}; echo; printf 'a\\tb"c\\\\\n'; } >in
	[ "$(of longest <in)" = 100 ]
	weir-profile --top 9 -c v in | weir-jq --give top "{top}" >got
	grep -qF '"a\\tb\\"c\\\\":1' got
	grep -qF "\"$(printf 'x%.0s' {1..80})…\":1" got
	grep -qF "\"$(printf 'é%.0s' {1..40})…\":1" got
	run weir-profile <<<$'a\tb'
	[ "$status" -eq 0 ]
	[ "$(wc -l <<<"$output")" -eq 3 ]
}
