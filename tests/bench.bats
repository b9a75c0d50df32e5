# tests/bench.bats - the bench measures what it says: the same bytes from all, tables and pictures of every run.
# shellcheck disable=SC2154 # run sets $stderr
load weir

# The cases share what is built for them.
out=$BATS_FILE_TMPDIR/out

# bench SCRIPT [TABLE]…: a run over few records, with what it needs of others left out.
bench() {
	ROWS=2000 ROUNDS=2 SIZES='1000 2000' ONLY=${ONLY-roof,mawk} OUT=$out CURVE=roof run "$root/tests/bench/$1" "${WEIR_BIN:-$root/.build/bin}" "${@:2}"
}

# is_svg FILE: it is whole, and knows of light and dark.
is_svg() {
	grep -q '^<svg xmlns=' "$1" && [ "$(tail -n 1 "$1")" = '</svg>' ] && grep -q 'prefers-color-scheme:dark' "$1"
}

@test "the job: by Weir, by hand, and in plain Python the same bytes, over ten kinds of feed" {
	local kind crlf n=0
	bench run.sh job
	[ "$status" -eq 0 ]
	while read -r kind; do
		for crlf in '' -C; do
			# shellcheck disable=SC2086 # a kind is several words
			"$out"/bin/gen -n 1000 -s $((++n)) $kind $crlf -t "it's a table.tsv" >"a feed.csv"
			"$out"/bin/roof "a feed.csv" "it's a table.tsv" >roof
			"$root/tests/bench/peers/pycsv.py" "a feed.csv" "it's a table.tsv" | cmp - roof
			run "$root/tests/bench/job.sh" "a feed.csv" "it's a table.tsv"
			[ "$status" -eq 0 ]
			[ -z "$stderr" ]
			diff -u roof <(printf '%s\n' "$output")
		done
	done <<-'KINDS'
		-q 0 -l 0
		-l 0.05 -q 0.3
		-r 0.2 -w 0.3
		-d 0.6 -c 0.5 -O 7
		-d 0 -r 0 -u 0 -l 0
	KINDS
	[ "$n" -eq 10 ]
	"$root/tests/bench/job.sh" "a feed.csv" "it's a table.tsv" --processes | cmp - roof
	run "$root/tests/bench/job.sh" "a feed.csv"
	[ "$status" -eq 64 ]
}

@test "make bench: a table, a curve and pictures of both, and one command puts them into the pages" {
	bench run.sh
	[ "$status" -eq 0 ]
	grep -q '^\*\*The job\*\*: 0.2 MB, 2000 records; median of 2 rounds; all answers the same' <<<"$output"
	[ "$(awk -F'\t' 'NR > 1 && $10 == "same" && $11 > 200000 && $12 == 2000 && $2 > 0 && $6 > 0' "$out"/job.tsv | wc -l)" -ge 3 ]
	[ "$(head -n 1 "$out"/job.tsv | cut -f 1-7 | sed 's/weir, [0-9]* threads*/weir/')" = $'command\tseconds\tMB/s\tM records/s\tprocessor s\tpeak MB\ttime / weir' ]
	[ "$(awk -F'\t' '$1 == "roof" && $6 == "same" { print $2 }' "$out"/curve.tsv | tr '\n' ' ')" = '1000 2000 ' ]
	is_svg "$out"/job.svg
	# The cases have no packages of npm.
	grep -q 'Not installed, and so left out: polars, duckdb' "$out"/job.md
	is_svg "$out"/curve.svg
	mkdir -p to/tests/bench
	cp "$root/README.md" to
	cp "$root/tests/bench/RESULTS.md" to/tests/bench
	TO=to OUT=$out run "$root/tests/bench/results.sh"
	[ "$status" -eq 0 ]
	[ "$(grep -c '^| roof | [0-9.]* | [0-9]* | [0-9]* | [0-9.]* |$' to/README.md)" -eq 1 ]
	grep -q '^| roof | ' to/tests/bench/RESULTS.md
	cp to/README.md once
	TO=to OUT=$out run "$root/tests/bench/results.sh"
	cmp to/README.md once
	cmp "$out"/job.svg to/tests/bench/job.svg
}

@test "make bench: a command that gives another answer, or fails, is told, and the run fails" {
	local answer way
	for way in 'echo year,sex' 'exit 3'; do
		mkdir -p broken
		printf '#!/bin/sh\n%s\n' "$way" >broken/mawk
		chmod +x broken/mawk
		PATH=$PWD/broken:$PATH bench run.sh job
		[ "$status" -eq 1 ]
		grep -q '^mawk: ' <<<"$stderr"
		grep -q '^| DIFFERS: mawk |' <<<"$output"
	done
}

@test "make bench-stages: every filter gives the answer of what stands beside it" {
	ONLY='' bench stages.sh parse dedup aggregate through clean harmonise derive quarters
	[ "$status" -eq 0 ]
	[ "$(grep -c 'all answers the same' <<<"$output")" -eq 9 ]
	[ "$(wc -l <"$out"/dedup.tsv)" -ge 3 ]
}

@test "make bench-wire: what was delivered is what was stored, and a hop gives what a pipe gives" {
	ONLY='' BATCHES=5 bench wire.sh
	[ "$status" -eq 0 ] || { echo "$output$stderr"; false; }
	[ "$(grep -c 'all answers the same' <<<"$output")" -eq 3 ]
	[ "$(grep -cE '^\| (dd conv=fdatasync, one after the other|send[ ,].*) \| [0-9.]+ \| [0-9]+ \|' <<<"$output")" -eq 3 ]
	[ ! -e "$out"/wire ]
}

@test "a record of a slow producer passes through three filters at once: nothing waits for a full buffer" {
	mkdir out
	RECORDS=5 run "$root/tests/bench/interactive.sh" "${WEIR_BIN:-$root/.build/bin}" out
	[ "$status" -eq 0 ]
	[ "$(cut -f 1,2 out/interactive.tsv)" = $'chain\trecords\nthree processes in a shell pipe\t5\nweir run --processes\t5\nweir run\t5' ]
}

@test "memory: of each format so many records as there are, and more than it may take fails" {
	GIGABYTES=0.002 TEXTS=1000 OUT=$PWD/out run "$root/tests/bench/memory.sh" "${WEIR_BIN:-$root/.build/bin}"
	# A build that looks for faults takes more.
	[ "$status" -eq 0 ] || grep -q 'more than 64$' <<<"$stderr"
	same <(cut -d '|' -f 2,3 out/memory.md | grep -E '[0-9] $') ' CSV | 52631 ' ' CSV, gzip | 52631 ' ' NDJSON | 18518 ' ' JSON | 18349 ' ' XLSX, 1000 shared texts | 100000 '
	GIGABYTES=0.002 TEXTS=1000 MOST=1 OUT=$PWD/out run "$root/tests/bench/memory.sh" "${WEIR_BIN:-$root/.build/bin}"
	[ "$status" -eq 1 ]
	[ "$(grep -c 'MiB, more than 1$' <<<"$stderr")" -eq 5 ]
}
