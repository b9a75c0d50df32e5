# The inbox of a collector: what is acknowledged is there, once; what cannot be is refused, and said.
load ../../tests/weir
load ../send/hop
load box

@test "the collector is killed and comes back: all arrives, once, in order" {
	store visas 1 2 3
	weir-parse "$root/samples/uk-study-nationality.csv" >text
	weir-send --spool spool --stream text ipc://hop text
	local round
	for round in 1 2 3 4; do
		collector
		flush 2>>errors &
		local it=$!
		read -r -t "0.0$round" <> <(:) || true
		stopped KILL
		kill -9 $it 2>/dev/null || true
		wait $it || true
		store visas $((round + 3))
	done
	collector
	flush
	[ "$(content visas | tr '\n' ' ')" = '1 2 3 4 5 6 7 ' ]
	cmp <(tail -n +2 text) <(content text)
	stopped
	[ -z "$(find box -name '*.part')" ]
	run flush
	[ "$status" -eq 0 ]
}

@test "a collector is killed when a part was acknowledged and is gone from the spool" {
	mkdir many
	local i
	for i in {1001..3000}; do echo "$i" >"many/$i"; done
	weir-send --spool spool --stream files --as-is ipc://hop many/* >stored
	collector
	flush --silence 60 &
	local it=$!
	acknowledged() { ! grep -qx 'acknowledged	0' spool/files/state || ! kill -0 $it 2>/dev/null; }
	until_true acknowledged
	stopped KILL
	collector
	wait $it
	[ "$(rows 'count(*), count(DISTINCT name), max(seq)')" = '2000 2000 2000' ]
	[ "$(zstd -dcq box/batches/local/files/*/*.zst | tr '\n' ' ')" = "$(echo {1001..3000}) " ]
	[ ! -s said ]
}

@test "a collector that stops and starts in the middle is found again" {
	store visas 1
	mkfifo to
	weir-send --spool spool --flush ipc://hop --silence 60 &
	local it=$!
	collector
	wait $it
	store visas 2
	stopped
	flush --silence 60 &
	it=$!
	collector
	wait $it
	[ "$(content visas)" = $'1\n2' ]
}

@test "the same again is no second batch; the same number with another content is refused, on both sides" {
	store visas 1 2
	cp -a spool copy
	collector
	flush
	run weir-send --spool copy --flush ipc://hop
	[ "$status" -eq 0 ] && [ -z "$stderr" ]
	[ "$(content visas)" = $'1\n2' ]
	weir-send --spool copy --stream visas <<<$'id\n30'
	store visas 3
	flush
	run weir-send --spool copy --flush ipc://hop
	[ "$status" -eq 65 ]
	[ "$stderr" = 'weir-send: ipc://hop: visas: the collector says: a batch of this number is here with another content; was the spool or the machine copied, or restored?' ]
	[ "$(<said)" = 'weir-receive: local/visas: batch 3 comes with another content than before; it is refused: was the spool or the machine copied, or restored?' ]
	[ "$(content visas)" = $'1\n2\n3' ]
	run weir-send --spool copy --status
	[ "$(tail -n 1 <<<"$output" | cut -f 1,2)" = $'visas\t1' ]
}

@test "a spool that was restored from an older copy is refused" {
	store visas 1
	cp -a spool old
	store visas 2 3
	collector
	flush
	run weir-send --spool old --flush ipc://hop
	[ "$status" -eq 78 ]
	[ "$stderr" = 'weir-send: ipc://hop: visas: the collector says: more batches of this spool are here than it knows of: it was restored from an older copy' ]
}

@test "a spool that was made anew counts from then on, and the one before is refused" {
	store visas 1
	collector
	flush
	mv spool before
	store visas 2
	flush
	[ "$(<said)" = 'weir-receive: local/visas: another spool delivers it from now on, and the one before is refused: was it made anew?' ]
	weir-send --spool before --stream visas <<<$'id\n9'
	run weir-send --spool before --flush ipc://hop
	[ "$status" -eq 78 ]
	[ "$stderr" = 'weir-send: ipc://hop: visas: the collector says: another epoch has replaced this one: this spool was copied or restored, and is no longer the one that counts' ]
	[ "$(rows 'seq, wrong IS NULL')" = $'1 1\n1 1' ]
}

# batch NUMBER KIND CONTENT…: a file as an office could write it, in the spool: content is as given, its end says what is wished.
batch() {
	local number=$1 raw=$2 records=$3
	{
		cat
		printf '\x5e\x2a\x4d\x18\xf8\x01\x00\x00weir\t1\nkind\ttext\nraw\t%s\nmade\t0\nrecords\t%s\n' "$raw" "$records"
		head -c 504 /dev/zero | tr '\0' '\n'
	} >.batch
	head -c "$(($(grep -abo 'weir	1' .batch | tail -n 1 | cut -d: -f1) + 504))" .batch >.cut
	mv .cut "spool/visas/$(printf %012d "$number")-$(sha256sum .cut | cut -d' ' -f1).zst"
}

@test "what cannot be read is stored, acknowledged, set aside, and blocks nothing" {
	store visas 1
	printf 'id\n2\t3\n' | zstd -qc | batch 2 7 1
	printf 'id\n\xff\n' | zstd -qc | batch 3 5 1
	echo 'this is no zstd' | batch 4 5 1
	printf 'id\n7\n' | zstd -qc | batch 5 5 2
	printf 'id\n7\n' | zstd -qc | batch 6 4 1
	printf 'id\n\\!\n' | zstd -qc | batch 7 6 1
	printf 'id\n7\r\n' | zstd -qc | batch 8 6 1
	printf 'id\n7' | zstd -qc | batch 9 4 1
	zstd -qc </dev/null | batch 10 0 0
	head -c 600 /dev/urandom >x
	mv x "spool/visas/$(printf %012d 11)-$(sha256sum <x | cut -d' ' -f1).zst"
	store visas 12
	collector
	flush
	rows 'seq, wrong' >got
	same got '1 ' '2 line 2: 2 of 1 values' '3 line 2: is no UTF-8' '4 its zstd cannot be read: Unknown frame descriptor' \
		'5 it holds another number of records than it says' '6 its content is longer than it says' \
		'7 line 2: who wrote the records failed: they are not whole' '8 line 2: a carriage return (the lines end in CR LF?)' \
		'9 ' '10 line 1: no header' '11 its end does not say what it is' '12 '
	[ "$(head -n 1 said)" = 'weir-receive: local/visas: batch 2: line 2: 2 of 1 values' ]
	[ "$(wc -l <said)" -eq 9 ]
}

@test "a file that changed in the spool is refused, and the rest of the office goes on" {
	store visas 1 2
	store staff 3
	printf x | dd of="$(echo spool/visas/000000000001-*)" bs=1 seek=20 conv=notrunc 2>/dev/null
	collector
	run flush
	[ "$status" -eq 65 ]
	[ "$stderr" = 'weir-send: ipc://hop: visas: the collector says: a batch has not the bytes that it was stored with; is the disk of the spool failing?' ]
	[ "$(content staff)" = 3 ]
	[ "$(rows 'feed, seq')" = 'staff 1' ]
}

@test "a full disk: nothing is acknowledged, the office keeps its batches, and it goes on by itself" {
	[ "$(id -u)" -eq 0 ] || skip 'needs root for a small file system'
	mkdir box
	mount -t tmpfs -o size=2m tmpfs box 2>/dev/null || skip 'no file system can be mounted here'
	head -c 5000000 /dev/urandom >big
	weir-send --spool spool --stream files --as-is ipc://hop big
	store visas 1
	collector
	local full='No space left on device; nothing is acknowledged and the offices keep their batches, until it can be stored again' good=
	run flush --silence 5
	local is=$status why=$stderr
	# A busy machine may not answer within that.
	flush --silence 120 &
	local it=$!
	until_true has said "$full" || { umount -l box; false; }
	mount -o remount,size=30m box
	wait $it && good=$(zstd -dcq box/batches/local/files/*/*.zst | cmp - big && content visas)
	stopped
	umount -l box
	[ "$good" = 1 ]
	[ "$is" -eq 75 ]
	[ "$why" = 'weir-send: ipc://hop: files: the collector says: it cannot store now: No space left on device' ] ||
		[[ $why == 'weir-send: ipc://hop: files: no'*' for 5 s; '* ]]
	sed 's/.*part: //' said >words
	same words "$full" 'weir-receive: batches are stored again'
}

@test "an index that is lost is made from the files" {
	store visas 1 2
	collector
	flush
	stopped
	rm box/index.db*
	store visas 3
	collector
	flush
	[ "$(rows 'seq, records')" = $'1 1\n2 1\n3 1' ]
	[ "$(content visas)" = $'1\n2\n3' ]
}

@test "offices write their own feeds, and a key that is revoked is cut off" {
	keys collector office-a office-b
	collector "${collect[@]}"
	local office
	for office in office-a office-b; do
		weir-send --spool "$office" --stream visas <<<$'id\n'"$office"
		as "$office" --spool "$office" --flush ipc://hop
	done
	[ "$(rows 'office, feed, seq')" = $'office-a visas 1\noffice-b visas 1' ]
	[ "$(zstd -dcq box/batches/office-b/visas/*/*.zst | tail -n 1)" = office-b ]
	weir keys revoke office-a
	# The folder is read four times a second.
	denied() {
		weir-send --spool office-a --stream visas <<<$'id\n2' >/dev/null
		run as office-a --spool office-a --flush ipc://hop
		[ "$status" -eq 77 ]
	}
	until_true denied
	[ "$stderr" = 'weir-send: ipc://hop: visas: the collector does not allow this key' ] ||
		[ "$stderr" = 'weir-send: ipc://hop: visas: the collector says: this key is no longer allowed' ]
}

@test "one collector for one inbox; a live hop is told; once; metrics; a log for machines" {
	collector --metrics 127.0.0.1:0 --log json
	run weir-receive --inbox box ipc://other
	[ "$status" -eq 69 ] && [ "$stderr" = 'weir-receive: --inbox box: another weir-receive has it' ]
	run weir-send ipc://hop <<<id
	[ "$status" -eq 69 ]
	[ "$stderr" = 'weir-send: ipc://hop: the receiver says: it stores what is delivered by way of a spool (weir-send --spool)' ]
	stopped
	[ "$(jq -r '[.level, .event, .message] | join(" ")' said | head -n 1)" = 'info ready ipc://hop' ]
	run weir-receive --inbox box --metrics 0.0.0.0:9 ipc://other
	[ "$status" -eq 64 ] && [ "$stderr" = 'weir-receive: --metrics 0.0.0.0:9: expected an address of this host alone, 127.0.0.1:PORT or [::1]:PORT' ]
	store visas 1 2
	weir-receive --inbox box --once ipc://hop &
	local it=$!
	flush
	wait $it
	[ "$(content visas)" = $'1\n2' ]
	run weir-receive --inbox box --once --silence 1 ipc://hop
	[ "$status" -eq 69 ] && [ "$stderr" = 'weir-receive: ipc://hop: nobody came to deliver within 1 s' ]
}
