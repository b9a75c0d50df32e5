load ../../tests/weir

# keeps INPUT TEXT [OPTION…]: that is what stays, in batches of any size, and the books balance.
keeps() {
	printf '%b' "$1" >in
	local size
	for size in 1 2 3 1024; do
		run weir-dedup --batch-size $size --ledger l "${@:3}" in
		[ "$status" -eq 0 ] && [ -z "$stderr" ] && [ "$output" = "$2" ] && books_balance l ||
			{ echo "$size: $status: $stderr: $output"; return 1; }
	done
}

# counts LEDGER: reason and number of what was rejected or dropped, in one line.
counts() {
	awk -F'\t' '$2 == "rejected" || $2 == "dropped" { printf "%s%s %s", n++ ? ", " : "", $3, $4 }' "$1"
}

three='id\tv\tw\n1\ta\tx\n2\tb\tx\n1\ta\tx\n1\tc\tx\n2\t10\tx\n3\tq\tq\n2\t9\tx\n'

# --- the key --------------------------------------------------------------------------------------

@test "without a key it refuses, and says why" {
	run weir-dedup <<<$'id\n1'
	[ "$status" -eq 64 ]
	[ -z "$output" ]
	[ "$stderr" = "weir-dedup: -k: no key; name the columns that tell one record from another (there is no default: identical lines of count data are different people)" ]
}

@test "an unknown key column is a usage error that names the nearest one" {
	run weir-dedup -k idd <<<$'id\n1'
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-dedup: -k idd: no such column; the nearest is 'id'" ]
}

@test "the key is one column, several, a range, all" {
	keeps 'a\tb\tc\n1\t2\t3\n1\t2\t4\n1\t3\t3\n' $'a\tb\tc\n1\t2\t3' -k a
	keeps 'a\tb\tc\n1\t2\t3\n1\t2\t4\n1\t3\t3\n' $'a\tb\tc\n1\t2\t3\n1\t3\t3' -k a,b
	keeps 'a\tb\tc\n1\t2\t3\n1\t2\t4\n1\t2\t3\n' $'a\tb\tc\n1\t2\t3\n1\t2\t4' -k a-c
	keeps 'a\tb\tc\n1\t2\t3\n1\t2\t4\n4\t2\t3\n' $'a\tb\tc\n1\t2\t3\n1\t2\t4' -k '!a'
}

@test "values are told apart by their borders, and by every byte" {
	keeps 'a\tb\nab\tc\na\tbc\nab\tc\n' $'a\tb\nab\tc\na\tbc' -k a,b
	keeps 'a\n1\n1.0\n01\n 1\nA\na\n' $'a\n1\n1.0\n01\n 1\nA\na' -k a
	keeps 'a\nx\\\\ty\nx\\\\\\\\ty\nx\\\\ty\n' $'a\nx\\\\ty\nx\\\\\\\\ty' -k a
}

@test "long keys are told apart by their last byte" {
	local long
	long=$(printf 'x%.0s' {1..3000})
	keeps "a\tb\n${long}1\t1\n${long}2\t1\n${long}1\t1\n" $'a\tb\n'"${long}1"$'\t1\n'"${long}2"$'\t1' -k a,b
}

@test "a record whose key has a missing value is rejected" {
	local size
	for size in 1 1024; do
		run weir-dedup --batch-size $size -k a,b --rejects r --ledger l --max-rejects 3 \
			<<<$'a\tb\tc\n1\t\t3\n\t2\t3\n\t\t3\n1\t2\t3'
		[ "$status" -eq 0 ]
		[ "$output" = $'a\tb\tc\n1\t2\t3' ]
		[ "$(counts l)" = "no-key 3" ]
		same r $'stage\tsource\tline\treason\tcolumn\tvalue\trecord' \
			$'dedup\t-\t2\tno-key\tb\t\t1\\t\\t3' $'dedup\t-\t3\tno-key\ta\t\t\\t2\\t3' \
			$'dedup\t-\t4\tno-key\ta\t\t\\t\\t3'
	done
	run weir-dedup -k a <<<$'a\tb\n\t1'
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-dedup: -:2: a: '' is missing, and part of the key (1 of 1 records rejected; --rejects FILE lists them, --max-rejects N tolerates them)" ]
}

@test "--allow-missing makes a missing value one as any other" {
	keeps 'a\tb\n\t1\n\t1\nx\t1\n' $'a\tb\n\t1\nx\t1' -k a --allow-missing
}

# --- which one is kept ----------------------------------------------------------------------------

@test "the first is kept, in the order of the input" {
	keeps "$three" $'id\tv\tw\n1\ta\tx\n2\tb\tx\n3\tq\tq' -k id
	keeps "$three" $'id\tv\tw\n1\ta\tx\n2\tb\tx\n3\tq\tq' -k id --keep first
}

@test "--keep last keeps the last, in the order of the input" {
	keeps "$three" $'id\tv\tw\n1\tc\tx\n3\tq\tq\n2\t9\tx' -k id --keep last
}

@test "--greatest: missing, numbers by value, other texts by bytes; the first of equals" {
	keeps 'id\tv\n1\t9\n1\t10\n1\t9.5\n' $'id\tv\n1\t10' -k id --greatest v
	keeps 'id\tv\tn\n1\t1.0\ta\n1\t1\tb\n1\t01.00\tc\n' $'id\tv\tn\n1\t1.0\ta' -k id --greatest v
	keeps 'id\tv\n1\t2024-02-01\n1\t2024-10-01\n1\t2023-12-31\n' $'id\tv\n1\t2024-10-01' -k id --greatest v
	keeps 'id\tv\n1\t\n1\t-5\n' $'id\tv\n1\t-5' -k id --greatest v
	keeps 'id\tv\tn\n1\t\ta\n1\t\tb\n' $'id\tv\tn\n1\t\ta' -k id --greatest v
	keeps 'id\tv\n1\t10\n1\t1b\n1\t2\n' $'id\tv\n1\t1b' -k id --greatest v
	keeps 'id\tv\n1\t2\n1\t1b\n1\t10\n' $'id\tv\n1\t1b' -k id --greatest v
	keeps 'id\tv\n1\t99999999999999999999\n1\t100000000000000000000\n' $'id\tv\n1\t100000000000000000000' -k id --greatest v
}

@test "--greatest by an unknown column, or beside --keep, is a usage error" {
	run weir-dedup -k id --greatest vv <<<$'id\tv'
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-dedup: --greatest vv: no such column; the nearest is 'v'" ]
	run weir-dedup -k id --greatest v --keep last <<<$'id\tv'
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-dedup: --keep last: not together with --greatest" ]
}

# --- duplicates and conflicts ---------------------------------------------------------------------

@test "a duplicate with other content is a conflict, and counted as one" {
	keeps "$three" $'id\tv\tw\n1\ta\tx\n2\tb\tx\n3\tq\tq' -k id
	[ "$(counts l)" = "duplicate 1, conflict 3" ]
	keeps "$three" $'id\tv\tw\n1\tc\tx\n3\tq\tq\n2\t9\tx' -k id --keep last
	[ "$(counts l)" = "duplicate 1, conflict 3" ]
	keeps 'id\tv\tw\n1\tab\tc\n1\ta\tbc\n' $'id\tv\tw\n1\tab\tc' -k id
	[ "$(counts l)" = "conflict 1" ]
	keeps 'id\n1\n1\n' $'id\n1' -k id
	[ "$(counts l)" = "duplicate 1" ]
}

@test "where a record came from is no content" {
	printf '@source\t@line\tid\nf\t2\t1\ng\t7\t1\n' >in
	run weir-dedup -k id --ledger l in
	[ "$status" -eq 0 ]
	[ "$output" = $'id\t@source\t@line\n1\tf\t2' ]
	[ "$(counts l)" = "duplicate 1" ]
	run weir-dedup -k id --keep last in
	[ "$output" = $'id\t@source\t@line\n1\tg\t7' ]
}

@test "--on-conflict reject rejects the one that is not kept, in one order at any size of batches" {
	printf '%b' "$three" >in
	local size
	for size in 1 2 3 1024; do
		run weir-dedup -k id --on-conflict reject --batch-size $size --rejects r --ledger l --max-rejects 3 in
		[ "$status" -eq 0 ]
		[ "$output" = $'id\tv\tw\n1\ta\tx\n2\tb\tx\n3\tq\tq' ]
		books_balance l
		[ "$(counts l)" = "key-conflict 3, duplicate 1" ]
		tail -n +2 r >got
		same got $'dedup\tin\t5\tkey-conflict\tid\t1\t1\\tc\\tx' \
			$'dedup\tin\t6\tkey-conflict\tid\t2\t2\\t10\\tx' $'dedup\tin\t8\tkey-conflict\tid\t2\t2\\t9\\tx'
		printf '\t?\t?\n' | cat in - >more
		run weir-dedup -k id --keep last --on-conflict reject --batch-size $size --rejects r --ledger l --max-rejects 4 more
		[ "$status" -eq 0 ]
		[ "$output" = $'id\tv\tw\n1\tc\tx\n3\tq\tq\n2\t9\tx' ]
		books_balance l
		tail -n +2 r >got
		same got $'dedup\tmore\t4\tkey-conflict\tid\t1\t1\\ta\\tx' $'dedup\tmore\t3\tkey-conflict\tid\t2\t2\\tb\\tx' \
			$'dedup\tmore\t6\tkey-conflict\tid\t2\t2\\t10\\tx' $'dedup\tmore\t9\tno-key\tid\t\t\\t?\\t?'
	done
	run weir-dedup -k id --on-conflict reject in
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-dedup: in:5: id: '1' is the key of another record, which differs in other columns (3 of 7 records rejected; --rejects FILE lists them, --max-rejects N tolerates them)" ]
}

@test "--conflicts lists all records of the keys in conflict, and says which one is kept" {
	printf '%b' "$three" >in
	local size
	for size in 1 2 1024; do
		run weir-dedup -k id --conflicts c --batch-size $size in
		[ "$status" -eq 0 ]
		[ "$output" = $'id\tv\tw\n1\ta\tx\n2\tb\tx\n3\tq\tq' ]
		same c $'conflict\tkept\t@source\t@line\tid\tv\tw' $'1\tno\tin\t5\t1\tc\tx' $'2\tno\tin\t6\t2\t10\tx' \
			$'2\tno\tin\t8\t2\t9\tx' $'1\tyes\tin\t2\t1\ta\tx' $'2\tyes\tin\t3\t2\tb\tx'
		run weir-dedup -k id --greatest v --conflicts c --batch-size $size in
		[ "$status" -eq 0 ]
		[ "$output" = $'id\tv\tw\n2\tb\tx\n1\tc\tx\n3\tq\tq' ]
		same c $'conflict\tkept\t@source\t@line\tid\tv\tw' $'1\tno\tin\t2\t1\ta\tx' $'2\tno\tin\t6\t2\t10\tx' \
			$'2\tno\tin\t8\t2\t9\tx' $'2\tyes\tin\t3\t2\tb\tx' $'1\tyes\tin\t5\t1\tc\tx'
	done
}

@test "the list of conflicts is weir text, whatever the columns are called" {
	printf 'kept\tconflict\tv\n1\t1\ta\\tb\n1\t1\t\n' >in
	run weir-dedup -k kept --conflicts c in
	[ "$status" -eq 0 ]
	same c $'conflict_\tkept_\t@source\t@line\tkept\tconflict\tv' $'1\tno\tin\t3\t1\t1\t' $'1\tyes\tin\t2\t1\t1\ta\\tb'
	run weir-dedup -k conflict_,kept_ c
	[ "$status" -eq 0 ]
	[ "$(wc -l <<<"$output")" -eq 3 ]
}

@test "without conflicts the list has a header only" {
	run weir-dedup -k id --conflicts c <<<$'id\tv\n1\ta\n1\ta'
	[ "$status" -eq 0 ]
	same c $'conflict\tkept\t@source\t@line\tid\tv'
}

# --- against other tools, and over many records ---------------------------------------------------

@test "first and last of many records are those that awk keeps" {
	awk 'BEGIN { srand(7); print "id\tn\tv"; for (i = 0; i < 30000; i++)
		printf "%d\tname %d\t%d\n", rand() * 9000, rand() * 3, i }' >in
	run weir-dedup -k id in
	[ "$status" -eq 0 ]
	[ "$output" = "$(awk -F'\t' '!seen[$1]++' in)" ]
	run weir-dedup -k id,n --keep last --ledger l in
	[ "$status" -eq 0 ]
	books_balance l
	[ "$(tail -n +2 <<<"$output")" = "$(tail -n +2 in | tac | awk -F'\t' '!seen[$1 FS $2]++' | tac)" ]
	run weir-dedup -k id --greatest v in
	[ "$(tail -n +2 <<<"$output")" = "$(tail -n +2 in | tac | awk -F'\t' '!seen[$1]++' | tac)" ]
}

@test "records that are replaced again and again do not fill the memory" {
	awk 'BEGIN { print "id\tv"; x = sprintf("%2000s", ""); gsub(/ /, "x", x)
		for (i = 0; i < 60000; i++) printf "%d\t%s%d\n", i % 10, x, i }' >in
	if ldd "$(command -v weir-dedup)" | grep -q libasan; then
		skip "ASan needs more address space than this allows"
	fi
	(
		ulimit -v 100000
		weir-dedup -k id --keep last -o out in
	)
	diff <(tail -n +2 out) <(tail -n 10 in)
}

@test "identical lines of a real feed of counts differ by no key at all" {
	weir-parse "$root/samples/uk-study-nationality.csv" >in
	run weir-dedup -k Year-Applications --ledger l in
	[ "$status" -eq 0 ]
	books_balance l
	[ "$(wc -l <<<"$output")" -eq "$(sort -u in | wc -l)" ]
}

@test "beyond the memory it is the same: records, rejects, books, whatever the rule" {
	awk 'BEGIN {
		srand(5)
		print "a\tb\tv\tw"
		for (r = 0; r < 3000; r++) {
			a = rand() < .03 ? "" : int(rand() * 300)
			v = rand() < .1 ? "" : int(rand() * 20) / (rand() < .5 ? 1 : 10)
			printf "%s\t%d\t%s\t%d\n", a, rand() * 3, v, rand() * 2
		}
	}' >in
	mkdir tmp
	local rule conflict memory size
	for rule in '' '--keep last' '--greatest v'; do
		for conflict in drop reject; do
			rm -f r l
			# shellcheck disable=SC2086 # a rule is an option and its word
			weir-dedup -k a,b $rule --on-conflict $conflict --max-rejects 100% --rejects r --ledger l in >wanted
			for memory in 1K 60K; do
				for size in 1 1024; do
					rm -f r2 l2
					# shellcheck disable=SC2086
					TMPDIR=$PWD/tmp weir-dedup -k a,b $rule --on-conflict $conflict --memory $memory --batch-size $size \
						--max-rejects 100% --rejects r2 --ledger l2 in >got
					cmp wanted got
					cmp r r2
					cmp l l2
				done
			done
			books_balance l2
		done
	done
	[ "$(wc -l <r)" -gt 1000 ]
	[ -z "$(ls tmp)" ]
	run env TMPDIR=/nowhere weir-dedup -k a --allow-missing --memory 1K in
	[ "$status" -eq 74 ]
	[ "$stderr" = 'weir-dedup: temporary file in /nowhere: No such file or directory' ]
	run weir-dedup -k a --memory 12X in
	[ "$status" -eq 64 ]
	[ "$stderr" = 'weir-dedup: --memory 12X: expected 64M, 2G or the like; a number alone is of MiB' ]
}

@test "beyond the memory: keys that are divided again and again, more records than a window has, records of many files" {
	awk 'BEGIN { srand(11); print "a\tv\tw"; for (r = 0; r < 140000; r++) printf "%d\t%d\t%d\n", rand() * 60000, rand() * 50, rand() * 2 }' >in
	split -l 30000 --additional-suffix=.tsv <(tail -n +2 in) part
	for file in part*.tsv; do { head -n 1 in; cat "$file"; } >"$file.in"; done
	local rule
	for rule in '' '--keep last' '--greatest v'; do
		rm -f r r2
		# shellcheck disable=SC2086 # a rule is an option and its word
		weir-dedup -k a $rule --on-conflict reject --max-rejects 100% --rejects r --ledger l part*.in >wanted
		# shellcheck disable=SC2086
		weir-dedup -k a $rule --on-conflict reject --max-rejects 100% --rejects r2 --ledger l2 --memory 1K part*.in >got
		cmp wanted got
		cmp r r2
		cmp l l2
	done
	awk 'BEGIN { print "a\tv"; for (r = 0; r < 200000; r++) printf "%d\t%d\n", r % 3000, 7 }' >in
	cmp <(weir-dedup -k a --keep last in) <(weir-dedup -k a --keep last --memory 1K in)
}

@test "beyond the memory: a full disk is said, with what to do, wherever it gets full" {
	mkdir full
	unshare -m mount -t tmpfs -o size=64k tmpfs full 2>/dev/null || skip "nothing can be mounted here"
	awk 'BEGIN { srand(1); print "a\tv"; for (r = 0; r < 40000; r++) printf "%d\t%d\n", rand() * 20000, rand() * 1e9 }' >in
	local size
	for size in 64k 500k 1m 3m; do
		run unshare -m sh -c "mount -t tmpfs -o size=$size tmpfs full && TMPDIR=full exec weir-dedup -k a --keep last --on-conflict reject --memory 1K -o out in"
		[ "$status" -eq 74 ]
		[ "$stderr" = 'weir-dedup: temporary file in full: No space left on device; TMPDIR names another folder, --memory allows more without one' ]
		[ ! -e out ]
	done
}

@test "beyond the memory: long records are not held by the thousand" {
	if ldd "$(command -v weir-dedup)" | grep -q libasan; then
		skip "ASan needs more address space than this allows"
	fi
	awk 'BEGIN { for (x = "x"; length(x) < 100000;) x = x x; print "id\tv\tn"; for (i = 0; i < 1500; i++) printf "%d\t%s%d\t%d\n", i % 700, x, i, i }' >in
	local rule
	for rule in '' '--keep last' '--greatest n'; do
		(
			ulimit -v 90000
			# shellcheck disable=SC2086
			weir-dedup -k id $rule --on-conflict reject --max-rejects 100% --rejects r --memory 1M -o out in
		)
		[ "$(wc -l <out)" -eq 701 ]
		[ "$(wc -l <r)" -eq 801 ]
		rm r
	done
}
