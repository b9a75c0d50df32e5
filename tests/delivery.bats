# filters/send/PROTOCOL.md, delivery: an office made from that page alone talks with receive --inbox, and one that breaks it is found out.
load weir
load ../filters/send/hop
load ../filters/receive/box

office() {
	collector
	run timeout 120 /usr/bin/python3 "$root/tests/protocol/office.py" ipc://hop "$1"
}

all_is_there() {
	[ "$status" -eq 0 ] || { echo "$output $stderr"; return 1; }
	[ "$(content visas | tr '\n' ' ')" = '1 2 3 4 ' ]
	[ "$(rows 'office, seq, records, wrong IS NULL')" = $'local 1 1 1\nlocal 2 1 1\nlocal 3 1 1\nlocal 4 1 1' ]
	[ ! -s said ]
}

@test "another office, from the page alone: pieces lost, twice, too early" {
	office good
	all_is_there
}

@test "it goes on in the middle of a batch" {
	office resume
	all_is_there
	[ -z "$(find box -name '*.part')" ]
}

@test "another content under a number that is there" {
	office good
	stopped
	office conflict
	[ "$status" -eq 1 ]
	[ "$output" = 'a batch of this number is here with another content; was the spool or the machine copied, or restored?' ]
	[ "$(<said)" = 'weir-receive: local/visas: batch 2 comes with another content than before; it is refused: was the spool or the machine copied, or restored?' ]
	[ "$(content visas | tr '\n' ' ')" = '1 2 3 4 ' ]
}

@test "two processes with one key and one spool" {
	office clone
	[ "$status" -eq 1 ] || { echo "$output $stderr"; false; }
	[ "$(<said)" = 'weir-receive: local/visas: two processes deliver it at once with one key and one spool; the earlier one is refused: was the key or the machine copied?' ]
}

broken() { # HOW WHAT
	office "$1"
	[ "$status" -eq 0 ] || { echo "$output $stderr"; return 1; }
	[ "$(<said)" = "weir-receive: $2; it is cut off" ]
	[ -z "$(find box -name '*.zst')" ]
}

@test "more bytes than announced" { broken long 'local/visas: breaks the protocol: more bytes than its head told'; }
@test "a message of no form" { broken form 'breaks the protocol: a message without a form'; }
@test "an offset behind the end" { broken number 'local/visas: breaks the protocol: a batch of no size'; }
@test "a live hop" {
	office live
	[ "$status" -eq 1 ]
	[ "$output" = 'it stores what is delivered by way of a spool (weir-send --spool)' ]
}
