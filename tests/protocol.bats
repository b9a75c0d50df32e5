# filters/send/PROTOCOL.md: a client made from that page alone talks with receive, and one that breaks it is found out.
load weir
load ../filters/send/hop

client() {
	gcc -O1 -o client "$root/tests/protocol/client.c" -lzmq
	receive ipc://hop
	status=0
	output=$(./client ipc://hop "$1") || status=$?
}

@test "another client, from the page alone" {
	client good
	[ "$status" -eq 0 ]
	ended 0 ''
	same got id 1 2 03
}

broken() { # HOW WHAT
	client "$1"
	[ "$status" -eq 1 ] || [ "$status" -eq 2 ]
	ended 76 "weir-receive: main: breaks the protocol: $2"
	[ ! -s got ] || [ "$(tail -n 1 got)" = '\!' ]
}

@test "a count that is not what was sent" { broken count 'it counts out another number of records than it sent'; }
@test "too many frames" { broken frames 'a message of another number of frames than two'; }
@test "a message of no form" { broken form 'a message without a form'; }
@test "data behind the last" { broken behind 'data behind the last'; }
