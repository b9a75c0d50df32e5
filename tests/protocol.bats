# filters/send/PROTOCOL.md: a client made from that page alone talks with receive, and one that breaks it is found out.
load weir
load ../filters/send/hop

compile() { gcc -O1 -o client "$root/tests/protocol/client.c" -lzmq; }

@test "another client, from the page alone" {
	compile
	receive ipc://hop
	./client ipc://hop good
	ended 0 ''
	same got id 1 2 03
}

@test "the same, in version 2, with packed records" {
	compile
	receive ipc://hop
	./client ipc://hop packed
	ended 0 ''
	same got id 1 2 03 0000000000000000000012345
}

@test "versions that are not here yet are refused" {
	compile
	receive ipc://hop --silence 1
	run ./client ipc://hop future
	[ "$status" -eq 1 ] && [ "$output" = 'it speaks versions 1 and 2 of the protocol only' ]
	ended 69 'weir-receive: ipc://hop: 0 of 1 senders came within 1 s'
}

@test "a receiver that speaks version 1 only gets no packed records" {
	keys collector office-a
	{ echo id; seq 300000; } >in
	/usr/bin/python3 "$root/tests/protocol/receiver.py" keys/collector.key at >got &
	receiver=$!
	until_true test -s at
	as office-a "$(<at)" in
	ended 0
	cmp in got
}

# shut WHAT: the receiver ended, since the client broke the protocol; whoever waits for its answer is told nothing.
shut() {
	local is=0
	ended 76 "weir-receive: main: breaks the protocol: $1"
	kill "$sender" 2>/dev/null || true
	wait "$sender" || is=$?
	[ "$is" -ne 0 ]
}

broken() { # HOW WHAT
	compile
	receive ipc://hop
	./client ipc://hop "$1" &
	sender=$!
	shut "$2"
	[ ! -s got ] || [ "$(tail -n 1 got)" = '\!' ]
}

@test "a count that is not what was sent" { broken count 'it counts out another number of records than it sent'; }
@test "too many frames" { broken frames 'a message of another number of frames than two'; }
@test "a message of no form" { broken form 'a message without a form'; }
@test "packed records that are no block of LZ4" { broken torn 'records that cannot be unpacked'; }
@test "packed records that give other bytes than were told" { broken short 'records that cannot be unpacked'; }
@test "packed records in version 1" { broken early 'packed records, in a version that has none'; }
@test "data behind the last" { broken behind 'data behind the last'; }

@test "more than the window allows: it is shut, and what it sent is bounded" {
	compile
	mkfifo from
	weir-receive ipc://hop >from 2>said &
	receiver=$!
	exec 8<from
	run timeout 6 ./client ipc://hop flood # it waits for an answer until it is ended
	[ "$status" -ne 0 ]
	cat <&8 >/dev/null
	ended 76 'weir-receive: main: breaks the protocol: more than the window allows'
}

@test "hellos without end are shut, and a good sender goes on" {
	compile
	mkfifo to
	receive 'tcp://127.0.0.1:*' --ready at
	until_true test -s at
	weir-send "$(<at)" <to &
	local sender=$!
	exec 7>to
	printf 'id\n1\n' >&7
	until_true has got 1
	./client "$(<at)" greet >answers
	[ "$(<answers)" -lt 20000 ]
	printf '2\n' >&7
	exec 7>&-
	wait $sender
	ended 0 ''
	same got id 1 2
}

# cut HOW BYTES: the feed in `in`, or one of some 20 MB, over a line that is cut so; $carried: the bytes that it carried.
cut_line() {
	gcc -O1 -o relay "$root/tests/protocol/relay.c"
	[ -e in ] || { echo id; seq 2500000; } >in
	keys collector office-a
	mkfifo open
	receive 'tcp://127.0.0.1:*' "${collect[@]}" --ready at
	until_true test -s at
	./relay "$(grep -oE '[0-9]+$' at)" "$1" "$2" <open >port &
	local relay=$!
	exec 9>open
	until_true test -s port
	as office-a "tcp://127.0.0.1:$(<port)" in
	ended 0 ''
	cmp in got
	exec 9>&-
	wait $relay
	carried=$(tail -n 1 port)
}
@test "a line that is reset again and again: the same bytes" { cut_line reset 5000000; }
@test "a line that swallows what is sent: the same bytes, over a new one" { cut_line hole 5000000; }

@test "what is enciphered is packed before, and goes on over a new line all the same" {
	weir-parse "$root/samples/uk-study-nationality.csv" >feed
	{ cat feed; for _ in {1..7}; do tail -n +2 feed; done; } >in
	cut_line reset 1000000
	[ "$carried" -gt 2000000 ] && [ "$carried" -lt 8000000 ] && [ "$(stat -c %s in)" -gt 16000000 ]
}
