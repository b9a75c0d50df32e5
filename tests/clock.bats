# Clocks that are set while batches wait and are under way: nothing is lost, refused or given up, and the order stays.
load weir
load faults/clock
load ../filters/send/hop
load ../filters/receive/box

# Every process of a case has the clock of its side.
weir-send() { (by office weir-send "$@"); }
weir-receive() { by collector weir-receive "$@"; }

# restless: both clocks jump a day ahead and a day back, each against the other, until there is a file `over`.
restless() {
	local day
	until [ -e over ]; do
		for day in 1 -1 0 -1 1 0; do
			jump office $((day * 86400)) 0
			jump collector $((day * -86400)) 0
			read -r -t 0.01 <> <(:) || true
		done
	done
}

@test "batches that wait, and those under way, arrive once and in order" {
	clocks office collector
	keys collector office-a
	jump office 86400 0
	store visas 1 2
	jump office -86400 0
	store visas 3 4
	head -c 20000000 /dev/urandom >big
	weir-send --spool spool --as-is --stream files ipc://hop big big
	restless &
	collector "${collect[@]}"
	as office-a --spool spool --flush ipc://hop &
	local it=$! i
	until_true compgen -G 'box/batches/office-a/visas/*/000000000001.zst' >/dev/null
	stopped KILL
	collector "${collect[@]}"
	wait $it
	for i in {5..14}; do
		store visas $i
		as office-a --spool spool --flush ipc://hop
	done
	stopped
	touch over
	[ "$(content visas | tr '\n' ' ')" = "$(echo {1..14}) " ]
	[ "$(rows 'feed, count(*), max(seq)' 'WHERE wrong IS NULL GROUP BY feed')" = $'files 2 2\nvisas 14 14' ]
	[ "$(rows made "WHERE feed = 'visas' AND seq = 1")" -gt $(($(rows made "WHERE feed = 'visas' AND seq = 3") + 100000)) ]
	cmp big <(zstd -dcq box/batches/office-a/files/*/000000000002.zst)
	[ ! -s said ]
}

@test "a live hop goes on" {
	clocks office collector
	restless &
	{ echo id; seq 2000000; } >in
	receive ipc://hop
	weir-send ipc://hop in
	ended 0 ''
	touch over
	cmp in got
}

@test "epochs keep their order where the clock went back between them" {
	clocks office collector
	collector
	store visas 1
	jump collector 86400 0
	flush
	rm -r spool
	store visas 2
	jump collector -86400 0
	flush
	rm -r spool
	store visas 3
	flush
	[ "$(weir inbox list --folder box | cut -f 4,14 | tail -n +2)" = $'1\treplaced\n1\treplaced\n1\tcurrent' ]
	printf '{title: "All", inbox: "box", steps: {a: {from: "inbox:local/visas", run: "jq .", to: "out"}}}' >all.jq
	weir run -q all.jq
	[ "$(tail -n +2 out | tr '\n' ' ')" = '1 2 3 ' ]
}
