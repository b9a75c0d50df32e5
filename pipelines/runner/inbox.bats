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

# It was started behind a pipe, so the shell of the case does not know it.
teardown() {
	[ ! -s collector ] || kill "$(<collector)"
}

# deliver OFFICE FEED [OPTION…]: what is on standard input, through a spool, to a collector that is started with the first.
deliver() {
	local office=$1
	if [ ! -s ready ]; then
		weir-receive --inbox inbox --ready ready "${collect[@]}" ipc://box 2>said 3>&- &
		echo $! >collector
		until_true test -s ready
	fi
	weir-send --spool "spool-$office" --stream "$2" "${@:3}" >/dev/null
	as "$office" --spool "spool-$office" --flush ipc://box
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
	wrong '{inbox: "i", steps: {a: {from: "inbox:x/y", run: "clean", to: "ipc://hop"}}}' \
		'a: to: ipc://hop: a run that reads new batches of an inbox and is cut short would send them twice; write a file or to a server, or read batches: "all"'
	wrong '{steps: {a: {from: "x", run: "clean", batches: "all"}}}' \
		"a: batches: is for a 'from' of inbox:OFFICE/FEED"
}

# listed COLUMNS [WORD…]: columns of weir inbox, without the header.
listed() { weir inbox "${@:2}" | tail -n +2 | cut -f "$1"; }

@test "weir inbox lists feeds, what is late, unread and quarantined, and verifies all" {
	printf 'land\tn\nKEN\t1\n' | deliver office-a visas
	printf 'land\tn\nKEN\t1\nPER\t2\n' | deliver office-a visas
	printf 'x\n1\n' | deliver office-b staff
	printf 'x\n1\t2\n' >odd
	deliver office-b staff <odd || :
	[ "$(listed 1,2,4-8,13-14)" = $'office-a\tvisas\t2\t1\t2\t0\t3\t2\tcurrent\noffice-b\tstaff\t1\t1\t1\t0\t1\t1\tcurrent' ]
	[ "$(listed 1 '*/visas')" = office-a ]
	weir run -q visas
	[ "$(listed 13 office-a/visas)" = 0 ]
	[ "$(listed 1,2,4,5,9 batches 'office-a/*')" = $'office-a\tvisas\t1\t1\t\noffice-a\tvisas\t2\t2\t' ]
	run weir inbox --late 1
	[ "$status" -eq 0 ]
	[ "$(wc -l <<<"$output")" -eq 1 ]
	sqlite3 inbox/index.db "UPDATE batches SET arrived = arrived - 7200000 WHERE feed = 'staff'"
	run weir inbox --late 1
	[ "$status" -eq 75 ]
	[ "$(tail -n +2 <<<"$output" | cut -f 1-2)" = $'office-b\tstaff' ]
	run weir inbox verify
	[ "$status" -eq 0 ]
	truncate -s -1 "$(find inbox/batches/office-a -name '*2.zst')"
	run weir inbox verify
	[ "$status" -eq 65 ]
	[ "$(tail -n +2 <<<"$output" | cut -f 1,2,4,9)" = $'office-a\tvisas\t2\tits file has another size than it came with' ]
	[ "$stderr" = 'weir: inbox: inbox: 1 of 3 batches are not as they came, and are quarantined' ]
	[ "$(listed 12 office-a/visas)" = 1 ]
	run weir inbox --folder none
	fails 66 'weir: inbox: none: No such file or directory'
	run weir inbox lst
	fails 64 'weir: inbox: lst: expected list, batches, verify or prune, or OFFICE/FEED'
}

@test "prune removes what every reader has used, never the last, never what nobody has read" {
	for n in 1 2 3; do printf 'land\tn\nKEN\t%s\n' $n | deliver office-a visas; done
	printf 'land\tn\nKEN\t9\n' | deliver office-b staff
	printf 'land\tn\nKEN\t9\n' | deliver office-b staff
	files() { find inbox/batches -name '*.zst' | wc -l; }
	pruned() { listed 1 prune --older 1; }
	sqlite3 inbox/index.db 'UPDATE batches SET arrived = arrived - 172800000'
	[ "$(pruned)" = 0 ]
	weir run -q visas
	sed 's/out\/visas/out\/other/' pipelines/visas.jq >pipelines/other.jq
	weir run -q other
	printf 'land\tn\nKEN\t4\n' | deliver office-a visas
	[ "$(pruned)" = 3 ]
	[ "$(files)" -eq 3 ]
	[ "$(listed 4,5,6,7 office-a/visas)" = $'4\t1\t4\t0' ]
	run weir run -q visas batches=all
	same out/visas.csv land,n KEN,4
	printf 'land\tn\nKEN\t5\n' | deliver office-a visas
	weir run -q visas
	sqlite3 inbox/index.db 'UPDATE batches SET arrived = arrived - 172800000'
	[ "$(pruned)" = 0 ] # the other pipeline has not read the fourth
	weir run -q other
	[ "$(pruned)" = 1 ]
	run weir inbox verify
	[ "$status" -eq 0 ]
	run weir inbox prune
	fails 64 'weir: inbox: prune: say of what age, --older DAYS'
}

@test "batches without a record are a fault, and are read again with the next ones" {
	printf 'land\tn\n' | deliver office-a visas
	run weir run visas
	[ "$status" -eq 65 ]
	[[ $stderr == 'weir: visas: records: '*': no record in it; if that may be so, write empty: true in the step; its books: '* ]]
	[ ! -e out/visas.csv ]
	printf 'land\tn\nTGO\t7\n' | deliver office-b visas
	run weir run visas
	[ "$status" -eq 0 ]
	[[ $stderr == *'no record in it (1 of 2 inputs); published all the same;'* ]]
	same out/visas.csv land,n TGO,7
}
