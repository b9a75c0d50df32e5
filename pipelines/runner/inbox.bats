# pipelines/runner/inbox.bats - what weir-pipeline(5) promises of a step that reads an inbox.
# shellcheck disable=SC2016,SC2154 # a $ for jq stays as it is; run sets $stderr
load cases
load ../../filters/send/hop

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	mkdir pipelines
	keys collector office-a office-b
	cat >pipelines/visas.jq <<-'END'
		{ inbox: "inbox", params: {batches: "new"}, steps: {
		    records: {from: "inbox:office-*/visas", run: "clean", batches: .batches},
		    table: {from: "@records", run: "aggregate -g land --sum n | emit csv", to: "out/visas.csv"} } }
	END
}

# deliver OFFICE FEED [OPTION…]: what is on standard input, through a spool, to a collector that ends afterwards.
deliver() {
	local office=$1
	weir-send --spool "spool-$office" --stream "$2" "${@:3}" >/dev/null
	weir-receive --inbox inbox --once "${collect[@]}" ipc://box >got 2>said &
	as "$office" --spool "spool-$office" --flush ipc://box
	wait $!
}

@test "each batch is in one result, whichever office it came from" {
	printf 'land\tn\nKEN\t1\nPER\t2\n' | deliver office-a visas
	printf 'land\tn\nKEN\t4\n' | deliver office-b visas
	printf 'x\n1\n' | deliver office-b staff
	run weir run visas
	fails 0 ''
	same out/visas.csv land,n KEN,5 PER,2
	books_balance out/visas.ledger.tsv
	[ "$(jq '.["weir:run"].inputs | map(select(.said | test("batch"))) | length' out/visas.datapackage.json)" -eq 2 ]
	run weir run visas
	fails 0 'weir: visas: inbox:office-*/visas: no new batch; nothing was done'
	same out/visas.csv land,n KEN,5 PER,2
	printf 'land\tn\nTGO\t7\n' | deliver office-a visas
	run weir run --processes visas
	same out/visas.csv land,n TGO,7
	run weir run visas batches=all
	fails 0 ''
	same out/visas.csv land,n KEN,5 PER,2 TGO,7
	run weir run visas
	fails 0 'weir: visas: inbox:office-*/visas: no new batch; nothing was done'
}

@test "a run that fails gives its batches back, and files as they are come as they are" {
	printf 'land,n\nKEN,x\n' >a.csv
	deliver office-a visas --as-is ipc://box a.csv
	sed -i 's/"clean"/"parse | clean --feed feed.json"/' pipelines/visas.jq
	echo '{"schema": {"fields": [{"name": "land"}, {"name": "n", "type": "integer"}]}}' >feed.json
	run weir run visas
	[ "$status" -eq 65 ]
	[ ! -e out/visas.csv ]
	sed -i 's/"type": "integer"/"type": "string"/' feed.json
	sed -i 's/--sum n/--count n/' pipelines/visas.jq
	run weir run visas
	fails 0 ''
	same out/visas.csv land,n KEN,1
}

@test "killed at any moment, each batch is in one result and no more" {
	local total=0 at
	for at in 0.002 0.01 0.02 0.03 0.05 0.08; do
		printf 'land\tn\nKEN\t1\n' | deliver office-a visas
		timeout -s KILL "$at" weir run -q visas 2>/dev/null || :
		weir run -q visas
		total=$((total + 1))
		# What was published is one or more of those delivered since, and together they are all.
		sum=$(($(awk -F, 'END { print $2 }' out/visas.csv)))
		[ "$sum" -ge 1 ]
		weir run -q visas batches=all
		same out/visas.csv land,n "KEN,$total"
	done
	[ "$(sqlite3 inbox/index.db 'SELECT count(*) FROM claims WHERE used IS NULL' 2>/dev/null || echo 0)" = 0 ]
}

@test "a batch that is not what was acknowledged is named, and the next run goes without it" {
	printf 'land\tn\nKEN\t1\n' | deliver office-a visas
	printf 'land\tn\nPER\t2\n' | deliver office-a visas
	file=$(find inbox/batches -name '*1.zst')
	printf x | dd of="$file" bs=1 seek=20 conv=notrunc status=none
	run weir run visas
	[ "$status" -eq 65 ]
	[[ $stderr == "weir: visas: records: from: inbox:office-*/visas: $file: "*'; it is quarantined, and the next run goes without it'* ]]
	run weir run visas
	fails 0 ''
	same out/visas.csv land,n PER,2
}

@test "weir check knows what an inbox is" {
	run weir check visas
	fails 0 ''
	run weir run visas
	fails 66 'weir: visas: inbox: inbox: No such file or directory'
	wrong() {
		config wrong <<<"$1"
		run weir check wrong
		fails 78 "weir: wrong: $2"
	}
	wrong '{steps: {a: {from: "inbox:x/y", run: "clean"}}}' \
		'inbox: is missing: the folder that weir-receive --inbox fills, for step a'
	wrong '{inbox: "i", steps: {a: {from: "inbox:x", run: "clean"}}}' \
		'a: from: inbox:x: expected inbox:OFFICE/FEED, as in inbox:office-*/visas'
	wrong '{inbox: "i", steps: {a: {from: "inbox:x/y", run: "cat"}}}' \
		'a: from: inbox:x/y: batches are packed; begin with a filter, clean or parse'
	wrong '{inbox: "i", steps: {a: {from: "inbox:x/y", run: "clean", batches: "some"}}}' \
		'a: batches: some: expected new or all'
	wrong '{steps: {a: {from: "x", run: "clean", batches: "all"}}}' \
		"a: batches: is for a 'from' of inbox:OFFICE/FEED"
}
