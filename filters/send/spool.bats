# A spool: what is stored in an office, and that it arrives whole, once, in order.
load ../../tests/weir
load hop
load ../receive/box

@test "stored, shown, delivered: byte for byte, in order, and then gone" {
	local feed=$root/samples/uk-study-nationality.csv
	weir-parse "$feed" >text
	run weir-send --spool spool --stream visas ipc://hop text
	[ "$status" -eq 0 ] && [ "$output" = 'stored visas 1' ] && [ -z "$stderr" ]
	run weir-send --spool spool --stream visas ipc://hop text
	[ "$output" = 'stored visas 2' ]
	run weir-send --spool spool --stream files --as-is ipc://hop "$feed" text
	[ "$output" = $'stored files 1\nstored files 2' ]
	run weir-send --spool spool --status
	[ "$status" -eq 0 ]
	[ "$(cut -f 1,2,5,6 <<<"$output")" = $'feed\twaiting\tacknowledged\tstored\nfiles\t2\t0\t2\nvisas\t2\t0\t2' ]
	collector
	run flush
	[ "$status" -eq 0 ] && [ -z "$output" ] && [ -z "$stderr" ]
	run weir-send --spool spool --status
	[ "$(cut -f 1,2,3,5,6,8 <<<"$output")" = $'feed\twaiting\tbytes\tacknowledged\tstored\twhy\nfiles\t0\t0\t2\t2\t\nvisas\t0\t0\t2\t2\t' ]
	[ -z "$(find spool -name '*.zst')" ]
	[ "$(rows 'feed, seq, as_is, name, raw, records, wrong IS NULL')" = "files 1 1 ${feed##*/} $(stat -c %s "$feed") 0 1
files 2 1 text $(stat -c %s text) 0 1
visas 1 0  $(stat -c %s text) $(($(wc -l <text) - 1)) 1
visas 2 0  $(stat -c %s text) $(($(wc -l <text) - 1)) 1" ]
	cmp text <(zstd -dcq box/batches/local/visas/*/000000000002.zst)
	cmp "$feed" <(zstd -dcq box/batches/local/files/*/000000000001.zst)
	[ "$(rows content 'WHERE as_is' | head -n 1)" = "$(sha256sum <"$feed" | cut -d' ' -f1)" ]
	stopped
	[ ! -s said ]
}

@test "nothing is stored of what is not whole, and a number is given once" {
	store visas 1
	run weir-send --spool spool --stream visas <<<$'id\tb\n1'
	[ "$status" -eq 65 ] && [ -z "$output" ]
	run weir-send --spool spool --stream visas nowhere
	[ "$status" -eq 66 ] && [ -z "$output" ]
	run weir-send --spool spool --stream visas --as-is ipc://hop stored nowhere
	[ "$status" -eq 66 ] && [ -z "$output" ] && [ "$stderr" = 'weir-send: nowhere: No such file or directory' ]
	[ -z "$(find spool -name '*.part')" ]
	run weir-send --spool spool --stream visas <<<$'id\n2'
	[ "$output" = 'stored visas 2' ]
	collector
	flush
	store visas 3
	[ "$(tail -n 1 stored)" = 'stored visas 3' ]
	[ "$(content visas)" = $'1\n2' ]
}

@test "nobody there: the spool is kept, and says why; nothing to deliver is no fault" {
	run weir-send --spool spool --flush ipc://nobody
	[ "$status" -eq 0 ]
	store visas 1
	run weir-send --spool spool --flush --silence 1 ipc://nobody
	[ "$status" -eq 75 ]
	[ "$stderr" = 'weir-send: ipc://nobody: visas: nobody answered for 1 s; is weir-receive there, and is the key its own?' ]
	run weir-send --spool spool --status
	[ "$(tail -n 1 <<<"$output" | cut -f 1,2,8)" = $'visas\t1\tnobody answered for 1 s; is weir-receive there, and is the key its own?' ]
	collector
	run weir-send --spool spool --stream visas --flush ipc://hop <<<$'id\n2'
	[ "$status" -eq 0 ] && [ "$output" = 'stored visas 2' ]
	[ "$(content visas)" = $'1\n2' ]
}

@test "many at once into one spool: each is stored, with a number of its own" {
	local i
	for i in {1..12}; do store visas "$i" & done
	wait
	[ "$(sort stored)" = "$(for i in {1..12}; do echo "stored visas $i"; done | sort)" ]
	collector
	flush & flush & flush
	wait -n && wait -n
	[ "$(content visas | sort -n | tr '\n' ' ')" = '1 2 3 4 5 6 7 8 9 10 11 12 ' ]
}

@test "hundreds are delivered while another run stores: what was acknowledged is gone, the rest waits" {
	mkdir files
	for i in {1..300}; do echo "$i" >"files/$i"; done
	weir-send --spool spool --stream visas --as-is ipc://hop files/* >stored
	collector
	flush &
	for i in 301 302 303; do store visas "$i"; done
	wait $!
	local waits
	waits=$(find spool -name '*.zst' | wc -l)
	[ "$waits" -le 3 ] && [ "$(rows 'count(*)')" -eq $((303 - waits)) ]
	flush
	[ -z "$(find spool -name '*.zst')" ] && [ "$(rows 'count(*), max(seq)')" = '303 303' ]
}

@test "what is wrong with the words" {
	says() { run weir-send "${@:2}" </dev/null; [ "$status" -eq 64 ] && [ "$stderr" = "weir-send: $1" ] || { echo "$status $stderr"; return 1; }; }
	says 'expected ENDPOINT, where weir-receive listens; see --help'
	says '--as-is, --flush and --status go with --spool' --flush ipc://hop
	says '--spool s: give --stream FEED to store, --flush to deliver, or --status' --spool s
	says '--as-is: give --stream FEED, in which it is stored' --spool s --as-is --flush ipc://hop
	says '--flush: give the endpoint to deliver to' --spool s --flush
	says '--status stands alone: it only tells what waits' --spool s --status --stream a
	says 'more: no file is read without --stream' --spool s --flush ipc://hop more
	says "--stream a/b: a name holds letters, digits, '_', '-' and '.'" --spool s --stream a/b
	says 'text: expected an endpoint, tcp://HOST:PORT or ipc://FILE; files stand behind it' --spool s --stream a text more
	says 'tcp://far:1: needs --key and --server-key beyond this host (weir keys new makes a key); --insecure does without, and anybody can read and forge it' --spool s --flush tcp://far:1
	run weir-send --spool s --status
	[ "$status" -eq 66 ] && [ "$stderr" = 'weir-send: s: No such file or directory' ]
}

@test "a spool that was damaged is not delivered in part" {
	store visas 1 2 3
	rm spool/visas/000000000002-*
	run flush
	[ "$status" -eq 78 ]
	[ "$stderr" = 'weir-send: spool/visas: batch 2 is missing, so those behind it cannot be delivered; put its file back' ]
	echo x >spool/visas/state
	run weir-send --spool spool --status
	[ "$status" -eq 78 ]
	[ "$stderr" = 'weir-send: spool/visas/state: is damaged; move its folder away, and hand over what lies there anew' ]
}

@test "odd lines between plain ones: the same batch and rejects, wherever batches end" {
	printf 'a\tb\n%s\t1\n2\t\\t\n3\n\4\xff\t4\nCura\xc3\xa7ao\t5\n6\t6\t6\n7\t7\\q\n8\t8\r\n9\t' "$(printf %070d 0)" >in
	for size in 1 2 1000; do
		rm -rf spool
		run weir-send --spool spool --stream s --batch-size "$size" --rejects "r$size" --max-rejects 9 tcp://127.0.0.1:1 in
		[ "$status" -eq 0 ]
		zstd -dqc spool/s/*.zst >"out$size"
		cmp "out$size" out1
		cmp "r$size" r1
	done
	[ "$(cat out1)" = "$(printf 'a\tb\n%s\t1\n2\t\\t\nCura\xc3\xa7ao\t5\n9\t' "$(printf %070d 0)")" ]
	[ "$(tail -n +2 r1 | cut -f 3,4 | tr '\t\n' '  ')" = '4 field-count 5 encoding 7 field-count 8 bad-escape 9 bad-escape ' ]
}
