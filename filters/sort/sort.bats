load ../../tests/weir

sorted() { # sorted ARGUMENTS -- VALUE…: the values of the column x, joined by blanks
	local args=()
	while [ "$1" != -- ]; do args+=("$1"); shift; done
	shift
	{ echo x; printf '%s\n' "$@"; } | weir-sort -k x "${args[@]}" | tail -n +2 | paste -sd ' '
}

@test "texts are ordered by their bytes, missing ones first" {
	[ "$(sorted -- b a '' B é ab '10' 9 a)" = ' 10 9 B a a ab b é' ]
	[ "$(sorted --reverse x -- b a '' ab)" = 'b ab a ' ]
	[ "$(sorted -- 2024-10-01 2024-02-29 2023-12-31)" = '2023-12-31 2024-02-29 2024-10-01' ]
	[ "$(printf 'x\na\\tb\na\na\0\na\0b\naa\n' | weir-sort -k x | tail -n +2 | tr '\0\n' '#;')" = 'a;a#;a#b;a\tb;aa;' ]
}

@test "numbers are ordered by value, however long" {
	[ "$(sorted --numeric x -- 10 9 -1 '' 0 -10 1.5 -0.5 1.25 100 0.05 0.5 -100)" = ' -100 -10 -1 -0.5 0 0.05 0.5 1.25 1.5 9 10 100' ]
	[ "$(sorted --numeric x --reverse x -- 10 9 -1 '' 0 -10 1.5)" = '10 9 1.5 0 -1 -10 ' ]
	[ "$(sorted --numeric x -- 12345678901234567890123456789012345678 12345678901234567890123456789012345677 0.000000000000000000000000000001 -12345678901234567890123456789012345678 1)" = \
		'-12345678901234567890123456789012345678 0.000000000000000000000000000001 1 12345678901234567890123456789012345677 12345678901234567890123456789012345678' ]
	[ "$(sorted --numeric x -- 1.0 01 1 +1 1.000 0.9)" = '0.9 1.0 01 1 +1 1.000' ]
	run weir-sort -k x --numeric x --rejects r --ledger l <<<$'x\ty\n5\ta\nn/a\tb\n3\tc\n9999999999999999999999999999999999999999\td'
	[ "$status" -eq 65 ]
	[ "$output" = $'x\ty\n3\tc\n5\ta' ]
	[ "$(tail -n +2 r | cut -f 3-5)" = $'3\tnot-number\tx\n5\ttoo-large\tx' ]
	books_balance l
}

@test "several columns, each in its direction, and what is alike stays as it came" {
	printf 'k\ty\tn\n1\t2024\t5\n2\t2023\t10\n3\t2024\t40\n4\t2023\t9\n5\t2024\t5\n' >in
	run weir-sort -k y -k n --numeric n --reverse y in
	[ "$status" -eq 0 ]
	[ "$(tail -n +2 <<<"$output" | cut -f 1 | paste -sd ' ')" = '1 5 3 4 2' ]
	[ "$(weir-sort -k y,n --numeric n --reverse n,y in | tail -n +2 | cut -f 1 | paste -sd ' ')" = '3 1 5 2 4' ]
	[ "$(weir-sort -k y in | tail -n +2 | cut -f 1 | paste -sd ' ')" = '2 4 1 3 5' ]
}

@test "the places go with their records" {
	run weir-sort -k x <<<$'x\t@source\t@line\nb\tf.csv\t3\na\tg.csv\t70'
	[ "$status" -eq 0 ]
	[ "$output" = $'x\t@source\t@line\na\tg.csv\t70\nb\tf.csv\t3' ]
}

@test "what does not fit in memory is the same in the end, and leaves no file" {
	awk 'BEGIN { srand(7); print "k\tt\tn"; for (i = 0; i < 60000; i++)
		printf "%d\t%s\t%d\n", i, substr("abcdefghijklmnopqrstuvwxyz", rand() * 20 + 1, rand() * 5), rand() * 1000 - 500 }' >in
	mkdir tmp
	weir-sort -k t,n --numeric n --reverse t in >one
	TMPDIR=$PWD/tmp weir-sort -k t,n --numeric n --reverse t --memory 1 --ledger l in >two
	cmp one two
	weir-sort -k t,n --numeric n --reverse t --memory 1 --batch-size 1 in >three
	cmp one three
	cmp <(tail -n +2 one) <(tail -n +2 in | sort -s -t $'\t' -k 2,2r -k 3,3n)
	[ -z "$(ls tmp)" ]
	books_balance l
	run env TMPDIR=/nowhere weir-sort -k t --memory 1 in
	[ "$status" -eq 74 ]
	[ "$stderr" = "weir-sort: temporary file in /nowhere: No such file or directory" ]
}

@test "what cannot be meant is refused" {
	run weir-sort <<<x
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-sort: say by what to sort: -k COLUMNS" ]
	run weir-sort -k yaer <<<year
	[ "$stderr" = "weir-sort: -k yaer: no such column; the nearest is 'year'" ]
	run weir-sort -k a --numeric b <<<$'a\tb'
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-sort: --numeric b: is none of the keys of -k" ]
	run weir-sort -k a --memory 99999999999999999 <<<$'a\tb'
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-sort: --memory 99999999999999999: expected 64M, 2G or the like; a number alone is of MiB" ]
}

@test "a full disk is said, with what to do" {
	mkdir full
	unshare -m mount -t tmpfs -o size=64k tmpfs full 2>/dev/null || skip "nothing can be mounted here"
	awk 'BEGIN { print "a"; for (i = 0; i < 20000; i++) printf "%s%d\n", rand(), i }' >in
	run unshare -m sh -c 'mount -t tmpfs -o size=64k tmpfs full && TMPDIR=full exec weir-sort -k a --memory 1K -o out in'
	[ "$status" -eq 74 ]
	[ "$stderr" = 'weir-sort: temporary file in full: No space left on device; TMPDIR names another folder, --memory allows more without one' ]
	[ ! -e out ]
}

@test "records that are long are not held by the thousand" {
	if ldd "$(command -v weir-sort)" | grep -q libasan; then
		skip "ASan needs more address space than this allows"
	fi
	awk 'BEGIN { for (x = "x"; length(x) < 100000;) x = x x; print "id\tv"; for (i = 0; i < 1500; i++) printf "%d\t%s%d\n", i * 7919 % 1500, x, i }' >in
	(
		ulimit -v 90000
		weir-sort -k id --numeric id --memory 1M -o out in
	)
	[ "$(cut -f 1 out | md5sum)" = "$({ echo id; seq 0 1499; } | md5sum)" ]
	[ "$(tail -n +2 out | sort | md5sum)" = "$(tail -n +2 in | sort | md5sum)" ]
}
