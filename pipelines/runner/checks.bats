# pipelines/runner/checks.bats - what weir-pipeline(5) promises of `checks`.
# shellcheck disable=SC2016,SC2154 # a $ for jq stays as it is; run sets $stderr
load cases

# sums CHECKS: years and their totals, 2022 3, 2023 7, held to the checks before out/sums.csv is published.
sums() {
	printf '%s\n' year,n,land 2022,1,KEN 2022,2, 2023,3,PER 2023,4,KEN >data/a.csv
	config sums <<-END
		{ steps: {
		    records: {from: "data/a.csv", run: "parse"},
		    totals: {from: "@records", run: "aggregate -g year --sum n"},
		    table: {from: "@totals", run: "emit csv", to: "out/sums.csv"} },
		  checks: {$1} }
	END
}

@test "checks that hold change nothing, whatever they ask" {
	printf 'year\tn\n2022\t3\n2023\t7\n' >ref.tsv
	echo '{"total": 10}' >ref.json
	sums '
		all: {of: "@totals", find: "total(.n)", equals: 10},
		rows: {of: "@totals", find: "length == 2"},
		ref: {of: "@totals", find: ".", equals: "$reference", reference: "ref.tsv"},
		json: {of: "@totals", find: "total(.n)", equals: "$reference.total", reference: "ref.json"},
		near: {of: "@totals", find: "total(.n)", equals: 10.4, within: 0.5},
		lacks: {of: "@records", find: "(map(select(.land == \"\")) | length) / length", at_most: 0.25},
		both: {of: ["@records", "@totals"], find: "(.records | total(.n)) - (.totals | total(.n))", at_least: 0},
		books: {of: "@totals", find: "$books | map(select(.stage == \"records/parse\" and .count == \"in\") | .records)",
			equals: "[\"4\"]"}'
	for how in '' --processes '--batch-size 1'; do
		# shellcheck disable=SC2086
		run weir run $how sums
		fails 0 ''
		same out/sums.csv year,n 2022,3 2023,7
		rm -r out
	done
}

@test "what does not hold is found and expected, and nothing is published" {
	sums 'all: {of: "@totals", find: "total(.n)", equals: 11, title: "as printed"},
		most: {of: "@totals", find: "length", at_most: 1},
		least: {of: "@totals", find: "length", at_least: 3},
		kind: {of: "@totals", find: ".[0].n", at_least: 3},
		truth: {of: "@totals", find: "length"},
		items: {of: "@totals", find: "map(.n)", equals: "[\"3\", \"8\"]"}'
	mkdir out && echo old >out/sums.csv
	run weir run sums
	[ "$status" -eq 65 ]
	same "$BATS_TEST_TMPDIR/.stderr" 'weir: sums: checks: most: found 2, expected at most 1' \
		'weir: sums: checks: least: found 2, expected at least 3' \
		'weir: sums: checks: kind: found "3", expected a number' \
		'weir: sums: checks: truth: found 2, expected true' \
		'weir: sums: checks: items: item 2: found "7", expected "8"' \
		"weir: sums: checks: all: found 10, expected 11 (as printed); nothing was published; its books: $PWD/out/sums.failed-ledger.tsv"
	same out/sums.csv old
	books_balance out/sums.failed-ledger.tsv
}

@test "a check that warns says so, and the run goes on" {
	sums 'all: {of: "@totals", find: "total(.n)", equals: 11, level: "warn"}'
	run weir run sums
	fails 0 'weir: sums: checks: all: found 10, expected 11; published all the same'
	same out/sums.csv year,n 2022,3 2023,7
}

@test "a check that cannot be made is a failure" {
	sums 'a: {of: "@totals", find: "map(.n + 1)"}'
	run weir run sums
	fails 65 "weir: sums: checks: a: find: string (\"3\") and number (1) cannot be added; its books: $PWD/out/sums.failed-ledger.tsv"
	sums 'a: {of: "@totals", find: "empty"}'
	run weir run sums
	fails 65 "weir: sums: checks: a: find: yields nothing; its books: $PWD/out/sums.failed-ledger.tsv"
	sums 'a: {of: "@totals", find: "true", reference: "no.tsv"}'
	run weir run sums
	fails 66 "weir: sums: checks: a: reference: no.tsv: No such file or directory; its books: $PWD/out/sums.failed-ledger.tsv"
	[ ! -e out/sums.csv ]
}

@test "weir check finds what is wrong in a check" {
	wrong() {
		sums "$1"
		run weir check sums
		fails 78 "weir: sums: checks: $2"
	}
	wrong 'a: {of: "@total", find: "true"}' "a: of: @total: no such step; the nearest is 'totals'"
	wrong 'a: {of: "@table", find: "true"}' \
		'a: of: @table: emit writes another format than weir text; check a step before it'
	wrong 'a: {of: "totals", find: "true"}' 'a: of: expected "@step", not totals'
	wrong 'a: {find: "true"}' 'a: of: is missing: name a step, "@NAME"'
	wrong 'a: {of: "@totals"}' 'a: find: is missing: a program of jq'
	wrong 'a: {of: "@totals", find: "true", equal: 1}' "a: equal: unknown key; the nearest is 'equals'"
	wrong 'a: {of: "@totals", find: "1", equals: 1, at_most: 2}' 'a: at_most: one of equals, at_least and at_most'
	wrong 'a: {of: "@totals", find: "1", at_most: 1, within: 2}' 'a: within: a number, beside equals'
	wrong 'a: {of: "@totals", find: "1", level: "info"}' 'a: level: info: expected error or warn'
	wrong 'a: 1' 'a: expected an object, not a number'
	sums 'a: {of: "@totals", find: "lenght"}'
	run weir check sums
	[ "$status" -eq 78 ]
	[[ $stderr == 'weir: sums: checks: a: find: line 1, column '*': lenght/0 is not defined'* ]]
}

@test "a signal ends a check that goes on for ever" {
	sums 'a: {of: "@totals", find: "def f: f; f"}'
	env --default-signal=INT,TERM weir run sums 2>err &
	local weir=$!
	started() { [ -n "$(descendants $weir)" ]; }
	until_true started
	kill -TERM $weir
	local is=0
	wait $weir || is=$?
	[ $is -eq 143 ]
	[ ! -e out/sums.csv ]
}
