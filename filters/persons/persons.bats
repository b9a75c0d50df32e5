load ../../tests/weir

gives() { gives_in_any_order weir-persons "$@"; }

@test "one record a person: highest level, then full time, then latest start, then the smallest key" {
	gives 'key\tid\tlevel\tmode\tstart\na\t1\t6\tFT\t2024-01-01\nb\t1\t7\tPT\t2023-01-01\nc\t2\t6\tPT\t2024-01-01\nd\t2\t6\tFT\t2023-01-01\ne\t3\t6\tFT\t2023-01-01\nf\t3\t6\tFT\t2023-02-01\ng\t4\t6\tFT\t2023-02-01\nh\t4\t6\tFT\t2023-02-01\ni\t5\t6\t??\t2023-02-01\nj\t5\t6\tPT\t2022-02-01\n' \
		$'key\tid\tlevel\tmode\tstart\tpersons\treference
b\t1\t7\tPT\t2023-01-01\t1\t2024-06-30
d\t2\t6\tFT\t2023-01-01\t1\t2024-06-30
f\t3\t6\tFT\t2023-02-01\t1\t2024-06-30
g\t4\t6\tFT\t2023-02-01\t1\t2024-06-30
j\t5\t6\tPT\t2022-02-01\t1\t2024-06-30' -k id --on 2024-06-30 --start start --prefer level --prefer mode=FT,PT
	grep -qx $'persons\tdropped\tsame-person\t5' l
}

@test "a person counts once in each cell, and values of key and cell are told apart by their borders" {
	gives 'host\tid\tn\nA\t1\t1\nB\t1\t2\nA\t1\t3\nA\t2\t4\nAB\tc\t5\nA\tBc\t6\n' \
		$'host\tid\tn\tpersons\treference\nA\t1\t1\t1\t2024-12-31\nA\t2\t4\t1\t2024-12-31\nA\tBc\t6\t1\t2024-12-31
AB\tc\t5\t1\t2024-12-31\nB\t1\t2\t1\t2024-12-31' -k id -g host --on 2024-12-31
}

@test "on a day, on several, over a span: first and last days are inside, an open end has not ended" {
	local in='id\ts\te\n1\t2023-09-01\t2024-02-29\n2\t2024-03-01\t\n3\t2022-01-01\t2023-08-31\n4\t2024-08-31\t2024-08-31\n5\t2024-09-01\t\n'
	[ "$(printf '%b' "$in" | weir-persons -k id --start s --end e --on 2024-02-29 --on 2024-03-01 | cut -f 1,5)" = \
		$'id\treference\n1\t2024-02-29\n2\t2024-03-01' ]
	gives "$in" $'id\ts\te\tpersons\treference
2\t2024-03-01\t\t1\t2024-08-31
4\t2024-08-31\t2024-08-31\t1\t2024-08-31
1\t2023-09-01\t2024-02-29\t1\t2023-09-01/2024-08-31
2\t2024-03-01\t\t1\t2023-09-01/2024-08-31
4\t2024-08-31\t2024-08-31\t1\t2023-09-01/2024-08-31' -k id --start s --end e --on 2024-08-31 --over 2023-09-01/2024-08-31
	same l $'stage\tcount\treason\trecords' $'persons\tin\t\t5' $'persons\tmade\t\t2' $'persons\tout\t\t5' $'persons\tdropped\tother-time\t2'
}

@test "full-time equivalents are added up by person, weighed by days over a span, missing where one is" {
	gives 'id\tf\ts\te\n1\t0.5\t2024-01-01\t\n1\t0.25\t2024-01-01\t\n2\t1\t2024-01-01\t2024-03-31\n3\t1\t2024-01-01\t\n3\t\t2024-01-01\t\n' \
		$'id\tf\ts\te\tpersons\treference
1\t0.75\t2024-01-01\t\t1\t2024-01-01
2\t1\t2024-01-01\t2024-03-31\t1\t2024-01-01
3\t\t2024-01-01\t\t1\t2024-01-01
1\t0.75000\t2024-01-01\t\t1\t2024-01-01/2024-12-31
2\t0.24863\t2024-01-01\t2024-03-31\t1\t2024-01-01/2024-12-31
3\t\t2024-01-01\t\t1\t2024-01-01/2024-12-31' -k id --start s --end e --fte f --on 2024-01-01 --over 2024-01-01/2024-12-31
}

@test "shuffled input gives the same bytes, and awk's own head count" {
	awk 'BEGIN { srand(3); print "id\thost\tlevel\tmode\tstart\tend"; for (i = 0; i < 20000; i++) { y = 2019 + int(rand() * 5)
		printf "p%d\tH%d\t%d\t%s\t%d-%02d-01\t%s\n", rand() * 4000, rand() * 9, 5 + rand() * 4, rand() < .5 ? "FT" : "PT", y, 1 + rand() * 12,
		rand() < .3 ? "" : y + 1 "-0" 1 + int(rand() * 9) "-28" } }' >in
	local how=(-k id -g host --start start --end end --on 2022-12-31 --prefer level --prefer mode=FT,PT)
	weir-persons "${how[@]}" in -o one
	{ head -n 1 in; tail -n +2 in | shuf --random-source=<(yes); } | weir-persons "${how[@]}" --batch-size 7 -o two
	cmp one two
	[ "$(weir-aggregate -g host --sum persons one)" = "$(awk -F'\t' 'NR > 1 && $5 <= "2022-12-31" && ($6 == "" || $6 >= "2022-12-31") && !seen[$1, $2]++ { n[$2]++ }
		END { for (h in n) print h "\t" n[h] }' in | LC_ALL=C sort | sed $'1i host\tpersons')" ]
	[ "$(cut -f 1-3 one | tail -n +2)" = "$(awk -F'\t' 'NR > 1 && $5 <= "2022-12-31" && ($6 == "" || $6 >= "2022-12-31") && $3 > m[$2 "\t" $1] { m[$2 "\t" $1] = $3 }
		END { for (k in m) { split(k, p, "\t"); print p[2] "\t" p[1] "\t" m[k] } }' in | LC_ALL=C sort -t $'\t' -k 2,2 -k 1,1)" ]
}

@test "what cannot be counted is rejected, with its column and reason" {
	printf '%s\n' $'id\ts\te\tf' $'\t2024-01-01\t\t1' $'1\t\t\t1' $'1\t2024-02-30\t\t1' $'1\t2024-01-01\t2023-12-31\t1' \
		$'1\t2024-01-01\t31.12.2024\t1' $'1\t2024-01-01\t\tx' $'1\t2024-01-01\t\t-1' >in
	run weir-persons -k id --start s --end e --fte f --on 2024-01-01 --rejects r --max-rejects 7 in
	[ "$status" -eq 0 ]
	[ "$output" = $'id\ts\te\tf\tpersons\treference' ]
	[ "$(tail -n +2 r | cut -f 3-6)" = $'2\tno-person\tid\t\n3\tno-start\ts\t\n4\tbad-date\ts\t2024-02-30\n5\tbad-period\te\t2023-12-31
6\tbad-date\te\t31.12.2024\n7\tnot-number\tf\tx\n8\tnot-number\tf\t-1' ]
}

@test "wrong options are told with what is right" {
	fails() {
		run weir-persons "${@:2}" <<<'id'
		[ "$status" -eq 64 ] && [ "$stderr" = "weir-persons: $1" ] || { echo "$status: $stderr"; return 1; }
	}
	fails '-k: not given; name the columns that tell one person from another' --on 2024-12-31
	fails '--on or --over: not given; who is counted on a day and who over a year are not the same' -k id
	fails '--on 2024-12-32: expected a day, YYYY-MM-DD' -k id --on 2024-12-32
	fails '--over 2024-12-31/2024-01-01: expected the first and the last day, YYYY-MM-DD/YYYY-MM-DD' -k id --over 2024-12-31/2024-01-01
	fails '2024-12-31: given twice' -k id --on 2024-12-31 --on 2024-12-31
	fails '--start: not given; without it all records are of one day' -k id --over 2024-01-01/2024-12-31
	fails "--prefer level: no such column; there are id" -k id --on 2024-12-31 --prefer level
}
