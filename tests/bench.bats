# tests/bench.bats - the job that the benchmark times gives the bytes of the plainest statement of it.
# shellcheck disable=SC2154 # run sets $stderr
load weir

@test "job.sh: the same bytes as the plain program, over two kinds of feed" {
	local shared=$root/../shared/bench kind
	[ -e "$shared/gen.c" ] || skip "no ../shared/bench"
	command -v cc python3 >/dev/null || skip "no C compiler or no python3"
	cc -O1 -o gen "$shared/gen.c"
	for kind in '-q 0.3 -l 0.05' '-C -r 0.2 -w 0.3 -d 0.6 -c 0.5 -O 7'; do
		# shellcheck disable=SC2086 # a kind is several words
		./gen -n 2000 -s 1 $kind -t "it's a table.tsv" >"a feed.csv"
		run "$root/tests/bench/job.sh" "a feed.csv" "it's a table.tsv"
		[ "$status" -eq 0 ]
		[ -z "$stderr" ]
		diff -u <(python3 "$shared/peers/pycsv.py" "a feed.csv" "it's a table.tsv") <(printf '%s\n' "$output")
	done
	run "$root/tests/bench/job.sh" "a feed.csv"
	[ "$status" -eq 64 ]
}
