load ../../tests/weir

# gives INPUT TEXT [OPTION…]: that is the result, in batches of any size, in one run, and from partials of two halves
# and of every record; and the books balance.
gives() {
	printf '%b' "$1" >in
	local size
	for size in 1 2 1024; do
		run weir-aggregate --batch-size $size --ledger l "${@:3}" in
		[ "$status" -eq 0 ] && [ -z "$stderr" ] && [ "$output" = "$2" ] && books_balance l ||
			{ echo "$size: $status: $stderr: $output"; return 1; }
	done
	from_partials "${@:3}" && [ "$output" = "$2" ] || { echo "merged: $status: $stderr: $output"; return 1; }
}

# from_partials OPTION…: the result of merging partials of each record of `in`, half of them merged before.
from_partials() {
	local i n
	n=$(wc -l <in)
	rm -f p.*
	head -n 1 in | weir-aggregate "$@" --partial -o p.0 || return
	for ((i = 2; i <= n; i++)); do
		sed -n "1p;${i}p" in | weir-aggregate "$@" --partial -o p.$i || return
	done
	shopt -s nullglob
	weir-aggregate --merge --partial -o half p.*[02468] || return
	rm p.*[02468]
	run weir-aggregate --merge half p.*
	return "$status"
}

# fails STATUS MESSAGE COMMAND…: with that one line on stderr, and before any data was read with nothing written.
fails() {
	run "${@:3}"
	[ "$status" -eq "$1" ] && [ "$stderr" = "$2" ] && { [ "$1" -ne 64 ] || [ -z "$output" ]; } || { echo "$status: $stderr: $output"; return 1; }
}

people='c\ty\tn\td\tw\nFRA\t2020\t1\t2020-01-01\ta\nDEU\t2020\t2.50\t2020-03-01\tb\nFRA\t2021\t-3\t2019-01-01\ta\n'
people+='FRA\t2020\t10\t2022-01-01\tc\nDEU\t2020\t\t2021-01-01\t\nITA\t2020\t\t2021-01-01\t\n'

# --- groups ---------------------------------------------------------------------------------------

@test "a record for each combination, sorted by bytes, column by column" {
	gives "$people" $'c\ty\tk\nDEU\t2020\t2\nFRA\t2020\t2\nFRA\t2021\t1\nITA\t2020\t1' -g c,y --count k
	gives "$people" $'y\tc\tk\n2020\tDEU\t2\n2020\tFRA\t2\n2020\tITA\t1\n2021\tFRA\t1' -g y -g c --count k
	gives "$people" $'c\ty\nDEU\t2020\nFRA\t2020\nFRA\t2021\nITA\t2020' -g c-y
}

@test "without -g all records are one group; without records there is none" {
	gives "$people" $'k\tn\n6\t10.50' --count k --sum n
	gives 'c\tn\n' $'k\tn' --count k --sum n
	gives 'c\tn\n' $'c\tk' -g c --count k
}

@test "order: a prefix first, missing before all, bytes and not letters" {
	gives 'a\tb\nab\tx\na\ty\n\tz\nB\tw\na\tx\n\xC3\xA9\tv\nz\tv\n' \
		$'a\tb\n\tz\nB\tw\na\tx\na\ty\nab\tx\nz\tv\n\u00e9\tv' -g a,b
	gives 'a\tb\na!\tx\na\tzz\na\\\\\tx\na\\n\ty\na\\tb\tx\n' $'a\tb\na\tzz\na\\tb\tx\na\\n\ty\na!\tx\na\\\\\tx' -g a,b
	gives 'a\nprefix to 1\nprefix to 10\nprefix to 09\nprefix t\n' $'a\nprefix t\nprefix to 09\nprefix to 1\nprefix to 10' -g a
}

@test "NUL and the byte after it are values as any others" {
	printf 'a\tb\n\0\tx\n\1\tx\n\tz\n\0\0\ta\n\1\0\tb\n\0\1\tc\n\2\td\n' >in
	weir-aggregate -g a,b -o out in
	(head -n 1 in; printf '\tz\n\0\tx\n\0\0\ta\n\0\1\tc\n\1\tx\n\1\0\tb\n\2\td\n') | cmp - out
}

@test "groups are told apart by their borders" {
	gives 'a\tb\nab\tc\na\tbc\nab\tc\n' $'a\tb\tn\na\tbc\t1\nab\tc\t2' -g a,b --count n
}

# --- measures -------------------------------------------------------------------------------------

@test "all measures at once, in their order" {
	gives "$people" $'c\tk\tn\ttotal\tws\tleast\td\tmost\nDEU\t2\t2.50\t2.50\t1\t2.50\t2020-03-01\t2.50
FRA\t3\t8\t8\t2\t-3\t2019-01-01\t10\nITA\t1\t\t\t0\t\t2021-01-01\t' \
		-g c --max n=most --min n=least --min d --distinct w=ws --sum n,n=total --count k
}

@test "sums are exact decimals" {
	gives 'n\n0.1\n0.2\n' $'n\n0.3' --sum n
	gives 'n\n0.10\n0.2\n-5\n' $'n\n-4.70' --sum n
	gives 'n\n9007199254740993\n2\n' $'n\n9007199254740995' --sum n
	gives 'n\n+1\n.5\n007\n' $'n\n8.5' --sum n
	gives 'n\n-0\n' $'n\n0' --sum n
	gives 'n\n1.00\n-1\n' $'n\n0.00' --sum n
}

@test "sums over 64 bits, and back" {
	gives 'n\n9223372036854775807\n9223372036854775807\n1\n' $'n\n18446744073709551615' --sum n
	gives 'n\n9223372036854775807\n1\n-9223372036854775808\n' $'n\n0' --sum n
	gives 'n\n-9223372036854775808\n-1\n0.001\n' $'n\n-9223372036854775808.999' --sum n
	gives 'n\n170141183460469231731687303715884105727\n' $'n\n170141183460469231731687303715884105727' --sum n
	gives 'n\n99999999.999999999999999999999999999999\n0.000000000000000000000000000001\n' \
		$'n\n100000000.000000000000000000000000000000' --sum n
}

@test "where a sum does not fit, no group is written, whatever the size of batches" {
	local size
	{
		echo $'c\tn'
		seq 40000 | sed 's/$/\t1/' # more than what is held before it is written
		printf 'Z\t170141183460469231731687303715884105727\nZ\t1\n'
	} >in
	for size in 1 1024; do
		for how in '' --partial '--totals c'; do
			# shellcheck disable=SC2086
			fails 65 "weir-aggregate: c=Z: the sum of 'n' has more digits than fit 128 bits" \
				weir-aggregate -g c --sum n $how --batch-size $size in
			[ -z "$output" ]
		done
	done
}

@test "a sum that does not fit is an error that names the group; one that only would on the way is none" {
	local max=170141183460469231731687303715884105727 i
	fails 65 "weir-aggregate: c=x, y=: the sum of 'n' has more digits than fit 128 bits" \
		weir-aggregate -g c,y --sum n <<<$'c\ty\tn\nx\t\t'$max$'\nx\t\t1'
	fails 65 "weir-aggregate: the sum of 's' has more digits than fit 128 bits" \
		weir-aggregate --sum n=s <<<$'n\n'$max$'\n0.5'
	fails 65 "weir-aggregate: the sum of 'n' has more digits than fit 128 bits" \
		weir-aggregate --sum n <<<$'n\n-'$max$'\n-1'
	for i in 1 2 3 4 5 6; do
		run weir-aggregate --sum n <<<$'n\n'"$(printf '%s\n' $max $max -$max 3.5 -$max -2 | shuf)"
		[ "$status" -eq 0 ]
		[ "$output" = $'n\n1.5' ]
	done
}

@test "a missing value is not summed, and a sum of nothing is missing" {
	gives 'g\tn\na\t\na\t2\nb\t\n' $'g\tk\tn\na\t2\t2\nb\t1\t' -g g --sum n --count k
}

@test "a value that is no number rejects its record, which counts nowhere" {
	local size
	for size in 1 1024; do
		run weir-aggregate -g g --count k --sum n --max m --batch-size $size --rejects r --ledger l --max-rejects 3 \
			<<<$'g\tn\tm\na\t1\t1\na\tn/a\t9\nb\t1,000\t9\na\t1e400\t9\na\t2\t2'
		[ "$status" -eq 0 ]
		[ "$output" = $'g\tk\tn\tm\na\t2\t3\t2' ]
		books_balance l
		same r $'stage\tsource\tline\treason\tcolumn\tvalue\trecord' $'aggregate\t-\t3\tnot-number\tn\tn/a\ta\\tn/a\\t9' \
			$'aggregate\t-\t4\tnot-number\tn\t1,000\tb\\t1,000\\t9' $'aggregate\t-\t5\tnot-number\tn\t1e400\ta\\t1e400\\t9'
		same l $'stage\tcount\treason\trecords' $'aggregate\tin\t\t5' $'aggregate\tmade\t\t1' $'aggregate\tout\t\t1' \
			$'aggregate\trejected\tnot-number\t3' $'aggregate\tdropped\taggregated\t2'
	done
	fails 65 "weir-aggregate: -:2: n: '1 ' is no number in plain form (1 of 1 records rejected; --rejects FILE lists them, --max-rejects N tolerates them)" \
		weir-aggregate --sum n <<<$'n\n1 '
	run weir-aggregate --sum n --rejects r --max-rejects 1 <<<$'n\n1'"$(printf '0%.0s' {1..60})"
	[ "$status" -eq 0 ]
	[ "$(tail -n 1 r | cut -f 4)" = large-number ]
}

@test "least and greatest: numbers by value and before other texts, whatever the order" {
	gives 'v\n10\n9\n9.5\n' $'a\tb\n9\t10' --min v=a --max v=b
	gives 'v\n10\nabc\n1b\n' $'a\tb\n10\tabc' --min v=a --max v=b
	gives 'v\n1.0\n1\n01\n' $'a\tb\n01\t01' --min v=a --max v=b
	gives 'v\n01\n1\n1.0\n' $'a\tb\n01\t01' --min v=a --max v=b
	gives 'v\n\n2024-02-01\n2023-12-31\n' $'a\tb\n2023-12-31\t2024-02-01' --min v=a --max v=b
	gives 'v\tw\n\t1\n' $'a\tb\n\t' --min v=a --max v=b
}

@test "distinct values are exact, and missing ones are none" {
	gives 'g\tv\na\tx\na\tx\na\t1\na\t1.0\na\t\nb\t\n' $'g\tv\na\t3\nb\t0' -g g --distinct v
}

@test "names: COLUMN=NAME, lists, and columns that hold commas and equals signs" {
	gives 'a,b\tc=d\tc\n1\t2\t3\n' $'a,b\tc=d\tc\tx\ty\n1\t2\t3\t2\t1' --sum a,b --sum c=d,c --max c=d=x --max a,b=y
	gives 'a\n1\n' $'=x\n1' --sum a==x
	gives 'a\tb=c\n1\t2\n' $'a=b\tx=y\n1\t2' --sum a=a=b,b=c=x=y
}

@test "wrong options are usage errors, with the nearest right word" {
	printf 'c\tNumber\nx\t1\n' >in
	fails 64 "weir-aggregate: nothing to compute; say -g for groups, --count, --sum, --distinct, --min or --max for measures" \
		weir-aggregate in
	fails 64 "weir-aggregate: --sum Numbr: no such column; the nearest is 'Number'" weir-aggregate --sum Number,Numbr=n in
	fails 64 "weir-aggregate: --distinct Nmber: no such column; the nearest is 'Number'" weir-aggregate --distinct Nmber in
	fails 64 "weir-aggregate: -g '': no such column; there are c, Number" weir-aggregate -g '' in
	fails 64 "weir-aggregate: -g Numbers: no such column; the nearest is 'Number'" weir-aggregate -g Numbers in
	fails 64 "weir-aggregate: --totals Number: no such column; there are c" weir-aggregate -g c --totals Number in
	fails 64 "weir-aggregate: Number: there is a column of that name already" weir-aggregate --sum Number --max Number in
	fails 64 "weir-aggregate: c: there is a column of that name already" weir-aggregate -g c --count c in
	fails 64 "weir-aggregate: --sum: a measure needs a name" weir-aggregate --sum Number= in
}

@test "what stands behind is checked, whatever comes" {
	fails 64 "weir: aggregate.2: -g b: no such column; there are a, k" \
		weir check -e 'aggregate -g a --count k | aggregate -g b --count n'
	run weir check -e 'aggregate -g a,b --sum v=k | aggregate -g b --sum k | dedup -k b,k'
	[ "$status" -eq 0 ]
	run weir check -e 'aggregate -g a-c --sum v | aggregate -g b --sum v'
	[ "$status" -eq 0 ]
	run weir check -e 'aggregate -g "!d" --count k | aggregate -g b --sum k'
	[ "$status" -eq 0 ]
	run weir check -e 'aggregate -g a --count k --partial | aggregate --merge | emit csv'
	[ "$status" -eq 0 ]
}

# --- totals ---------------------------------------------------------------------------------------

@test "--totals gives records over all values of a column, and all combinations of several" {
	gives "$people" $'c\ty\tk\tn\tw\nDEU\t2020\t2\t2.50\t1\nDEU\t_T\t2\t2.50\t1\nFRA\t2020\t2\t11\t2\nFRA\t2021\t1\t-3\t1
FRA\t_T\t3\t8\t2\nITA\t2020\t1\t\t0\nITA\t_T\t1\t\t0' -g c,y --count k --sum n --distinct w --totals y
	gives "$people" $'c\ty\tk\tn\tw\tmin\tmax\nDEU\t2020\t2\t2.50\t1\t2020-03-01\t2021-01-01\nDEU\t_T\t2\t2.50\t1\t2020-03-01\t2021-01-01
FRA\t2020\t2\t11\t2\t2020-01-01\t2022-01-01\nFRA\t2021\t1\t-3\t1\t2019-01-01\t2019-01-01\nFRA\t_T\t3\t8\t2\t2019-01-01\t2022-01-01
ITA\t2020\t1\t\t0\t2021-01-01\t2021-01-01\nITA\t_T\t1\t\t0\t2021-01-01\t2021-01-01\n_T\t2020\t5\t13.50\t3\t2020-01-01\t2022-01-01
_T\t2021\t1\t-3\t1\t2019-01-01\t2019-01-01\n_T\t_T\t6\t10.50\t3\t2019-01-01\t2022-01-01' \
		-g c,y --count k --sum n --distinct w --min d=min --max d=max --totals c,y
	printf '%b' "$people" >in
	weir-aggregate -g c,y --count k --totals c,y --ledger l -o out in
	same l $'stage\tcount\treason\trecords' $'aggregate\tin\t\t6' $'aggregate\tmade\t\t10' $'aggregate\tout\t\t10' \
		$'aggregate\tdropped\taggregated\t6'
}

@test "a value that is the mark of totals rejects its record, where totals are asked for" {
	run weir-aggregate -g c,y --count k --totals c --rejects r --ledger l --max-rejects 2 \
		<<<$'c\ty\n_T\t1\nFRA\t_T\n_T\t1\nFRA\t1'
	[ "$status" -eq 0 ]
	[ "$output" = $'c\ty\tk\nFRA\t1\t1\nFRA\t_T\t1\n_T\t1\t1\n_T\t_T\t1' ]
	books_balance l
	[ "$(tail -n +2 r | cut -f 3-6)" = $'2\ttotal-mark\tc\t_T\n4\ttotal-mark\tc\t_T' ]
	gives 'c\ty\n_T\t1\nFRA\t1\n' $'c\tk\nFRA\t1\n_T\t1' -g c --count k
}

# --- partials -------------------------------------------------------------------------------------

@test "a partial is weir text whose columns say what they hold" {
	printf '%b' "$people" >in
	run weir-aggregate -g c,y --count k --sum n,n=a=b --distinct w --max d=last --totals y --partial in
	[ "$status" -eq 0 ]
	[ "$output" = $'group:c\ttotal:y\tcount:k\tsum:n\tsum:a==b=n\tdistinct:w\tmax:last=d\nDEU\t2020\t2\t2.50\t2.50\tb\t2021-01-01
FRA\t2020\t2\t11\t11\ta\t2022-01-01\nFRA\t2020\t\t\t\tc\t\nFRA\t2021\t1\t-3\t-3\ta\t2019-01-01\nITA\t2020\t1\t\t\t\t2021-01-01' ]
	weir-aggregate --merge <<<"$output" | cmp - <(weir-aggregate -g c,y --count k --sum n,n=a=b --distinct w --max d=last --totals y in)
}

@test "names with equals signs come through partials" {
	gives 'a=b\t=\n1\t2\n' $'=\ta=b\t==\n2\t1\t1' -g = --sum a=b --sum a=b===
	gives 'x\n1\n' $'c==\ta=b=\n1\t1' --sum x=a=b= --count c==
}

@test "what is no partial, or one of other options, is refused by name" {
	printf 'c\tn\nx\t1\n' >in
	fails 65 "weir-aggregate: column 'c' is not of a partial; --merge reads what --partial wrote" weir-aggregate --merge in
	fails 64 "weir-aggregate: --merge: the partials tell groups and measures; only --partial may stand beside it" \
		weir-aggregate --merge -g c in
	weir-aggregate -g c --sum n --partial -o a in
	weir-aggregate -g c --max n --partial -o b in
	weir-aggregate -g c --sum n --totals c --partial -o t in
	fails 65 "weir-aggregate: b:1: column 2 is 'max:n', but 'sum:n' in the first input" weir-aggregate --merge a b
	fails 65 "weir-aggregate: t:1: column 1 is 'total:c', but 'group:c' in the first input" weir-aggregate --merge a t
	fails 65 "weir-aggregate: -:2: count:n: 'x' is no number in plain form (1 of 1 records rejected; --rejects FILE lists them, --max-rejects N tolerates them)" \
		weir-aggregate --merge <<<$'group:c\tcount:n\na\tx'
}

@test "random records: shuffled, in random parts, merged in any order, the same bytes" {
	awk 'BEGIN { srand(11); print "g\th\tn\tv"; for (i = 0; i < 3000; i++)
		printf "%c\t%d\t%s\t%d\n", 97 + rand() * 5, rand() * 30, rand() < .1 ? "" : int(rand() * 2e6 - 1e6) / 100, rand() * 50 }' >in
	local all=(-g g,h --count k --sum n --distinct v --min n=least --max v=most --totals g) i p
	weir-aggregate "${all[@]}" -o whole in
	for i in 1 2 3; do
		(head -n 1 in; tail -n +2 in | shuf) >shuffled
		weir-aggregate "${all[@]}" --batch-size $((i * 7)) shuffled | cmp - whole
		rm -f part.*
		tail -n +2 shuffled | awk -v n=$((2 * i)) 'BEGIN { srand(n) } { print > "part." int(rand() * n) }'
		for p in part.*; do
			(head -n 1 in; cat "$p") | weir-aggregate "${all[@]}" --partial -o "$p.p"
		done
		weir-aggregate --merge $(printf '%s\n' part.*.p | shuf) | cmp - whole
	done
	weir-aggregate "${all[@]}" --partial in >partial
	weir-aggregate --merge --partial $(printf '%s\n' part.*.p | shuf) | cmp - partial
}

# --- against other tools, and on a real feed ------------------------------------------------------

@test "many groups are those that awk computes" {
	awk 'BEGIN { srand(5); print "g\tn"; for (i = 0; i < 50000; i++) printf "key %d\t%d\n", rand() * 20000, rand() * 1e6 }' >in
	weir-aggregate -g g --count k --sum n --min n=a --max n=b -o out --ledger l in
	books_balance l
	diff <(tail -n +2 out) <(awk -F'\t' 'NR > 1 { k[$1]++; s[$1] += $2
		if (!($1 in a) || $2 < a[$1]) a[$1] = $2; if (!($1 in b) || $2 > b[$1]) b[$1] = $2 }
		END { for (g in k) printf "%s\t%d\t%d\t%d\t%d\n", g, k[g], s[g], a[g], b[g] }' in | LC_ALL=C sort)
}

@test "sums and distinct values are those of datamash" {
	command -v datamash >/dev/null || skip "datamash is not installed"
	awk 'BEGIN { srand(9); print "g\tn\tv"; for (i = 0; i < 5000; i++) printf "%d\t%d\t%d\n", rand() * 70, rand() * 1000, rand() * 90 }' >in
	weir-aggregate -g g --count k --sum n --distinct v --min n=a --max n=b -o out in
	diff <(tail -n +2 out) <(LC_ALL=C datamash -s --header-in -g 1 count 1 sum 2 countunique 3 min 2 max 2 <in)
}

@test "the study feed: every total by quarter, region and nationality is the one expected" {
	local group file
	weir-parse -o feed "$root/samples/uk-study-nationality.csv"
	while IFS=: read -r group file; do
		weir-aggregate -g "$group" --sum Applications feed | tail -n +2 | sort >got
		[ -s got ]
		diff got <(tail -n +2 "$root/samples/expected/$file.tsv" | sort)
	done <<-'end'
		Year:uk-study-by-year
		Quarter:uk-study-by-quarter
		Year,Nationality:uk-study-by-year-nationality
		Year,Geographical region:uk-study-by-year-region
	end
	weir-aggregate -g Year,Quarter --sum Applications feed | weir-aggregate -g Year --sum Applications |
		cmp - <(weir-aggregate -g Year --sum Applications feed)
}

@test "beyond the memory it is the same: groups, totals, distinct values, partials, rejects, books" {
	awk 'BEGIN {
		n = split("a||ab|abc|b|\\t|\\\\|\\n|é|_T|zzzzzzzzzzzzzzzzzzzzzzz|a b|0|00|\001|\002|a\001", v, "|")
		srand(3)
		print "g\th\ti\tn\tx"
		for (r = 0; r < 3000; r++)
			printf "%s\t%s\t%d\t%s\t%s\n", v[1 + int(rand() * n)], v[1 + int(rand() * n)], rand() * 50,
				rand() < .05 ? "" : int(rand() * 2000 - 1000) / (rand() < .5 ? 1 : 8), v[1 + int(rand() * n)]
	}' >in
	mkdir tmp
	local groups memory size
	for groups in '-g g,h,i' '' '-g h,i --totals h,i' '-g i,g --totals i --partial'; do
		rm -f r l
		# shellcheck disable=SC2086 # options and their words
		weir-aggregate $groups --count c --sum n --distinct x --min x=least --max n=most --max-rejects 100% --rejects r --ledger l in >wanted
		for memory in 1K 200K; do
			for size in 100 1024; do
				rm -f r2 l2
				# shellcheck disable=SC2086
				TMPDIR=$PWD/tmp weir-aggregate $groups --count c --sum n --distinct x --min x=least --max n=most --memory $memory --batch-size $size \
					--max-rejects 100% --rejects r2 --ledger l2 in >got
				cmp wanted got
				cmp r r2
				cmp l l2
			done
		done
		books_balance l2
	done
	[ -z "$(ls tmp)" ]
	cmp <(weir-aggregate --merge wanted) <(weir-aggregate --merge --memory 1K got)
	run env TMPDIR=/nowhere weir-aggregate -g i --count c --memory 1K in
	[ "$status" -eq 74 ]
	[ "$stderr" = 'weir-aggregate: temporary file in /nowhere: No such file or directory' ]
}

@test "beyond the memory sums are as wide: a part of one need not fit, and one that does not is told before the first record" {
	local big=99999999999999999999999999999999999999 memory
	{
		printf 'g\tn\n'
		for g in a b c; do
			for i in 1 2 3; do printf '%s\t%s\n' $g $big; done
			printf '%s\t0.000000000000000000000000000001\n' $g
			for i in 1 2 3; do printf '%s\t-%s\n' $g $big; done
			printf '%s\t-12345678.5\n' $g
		done
	} >in
	weir-aggregate -g g --sum n --totals g in >wanted
	[ "$(sed -n 2p wanted)" = $'_T\t-37037035.499999999999999999999999999997' ]
	for memory in 1K 100K; do
		weir-aggregate -g g --sum n --totals g --memory $memory --batch-size 1 in >got
		cmp wanted got
	done
	weir-aggregate -g g --sum n --totals g --partial --memory 1K --batch-size 2 in | weir-aggregate --merge --memory 1K --batch-size 1 >got
	cmp wanted got
	printf 'c\t%s\nc\t%s\nd\t%s\nd\t%s\n' $big $big $big $big >>in
	run weir-aggregate -g g --sum n in
	local why=$stderr given=$output
	[ "$status" -eq 65 ]
	[[ "$why" == 'weir-aggregate: g=c: the sum of '* ]]
	for memory in 1K 100K; do
		run weir-aggregate -g g --sum n --memory $memory --batch-size 1 in
		[ "$status" -eq 65 ]
		[ "$stderr" = "$why" ]
		[ "$output" = "$given" ]
	done
}

@test "beyond the memory: long values, a group of very many distinct ones, and parts that are merged more than once" {
	awk 'BEGIN {
		srand(8); for (long = "y"; length(long) < 400000;) long = long long
		print "g\tx\tn"
		for (r = 0; r < 20000; r++)
			printf "%s\t%s\t%d\n", rand() < .9 ? "one" : int(rand() * 4000), rand() < .0005 ? long r % 3 : int(rand() * 15000), r
	}' >in
	local options
	for options in '' --partial '--totals g'; do
		# shellcheck disable=SC2086
		weir-aggregate -g g --count c --distinct x=d --min x=least --max x=most $options in >wanted
		# shellcheck disable=SC2086
		weir-aggregate -g g --count c --distinct x=d --min x=least --max x=most $options --memory 1K --batch-size 37 in >got
		cmp wanted got
	done
}

@test "names that begin with an @, as those of JSON-LD, are names as any others but for the two of places" {
	printf '{"@id": "a", "@type": "x", "n": 1}\n{"@id": "a", "@type": "y", "n": 2}\n' | weir-parse --format ndjson >in
	[ "$(weir-aggregate -g @id --sum n in)" = $'@id\tn\na\t3' ]
	[ "$(weir-aggregate -g @id --count @n in)" = $'@id\t@n\na\t2' ]
	[ "$(weir-unpivot -c n --into w --value v in | head -n 2)" = $'@id\t@type\tw\tv\na\tx\tn\t1' ]
	[ "$(weir-diff -k @id,@type --older in in | wc -l)" -eq 1 ]
	run weir-aggregate -g @id --count @line in
	[ "$status" -eq 64 ]
	[ "$stderr" = 'weir-aggregate: @line: the name is kept for places' ]
}
