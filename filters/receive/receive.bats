# Who may send, in which order they come, and what strangers can do.
load ../../tests/weir
load ../send/hop

@test "several senders come in the order of their names, whoever is faster" {
	printf 'id\n1\n2\n' >one
	printf 'id\n3\n' >two
	local first
	for first in a b; do
		receive ipc://hop --from 2
		if [ $first = a ]; then
			weir-send --stream a ipc://hop one &
			local early=$!
			weir-send --stream b ipc://hop two
		else
			weir-send --stream b ipc://hop two &
			local early=$!
			weir-send --stream a ipc://hop one
		fi
		ended 0 ''
		wait $early
		same got id 1 2 3
	done
}

@test "those that are waited for by their names, one of each and nobody else" {
	printf 'id\n1\n' >one
	printf 'id\n2\n' >two
	receive ipc://hop --names b,a
	weir-send --stream a ipc://hop one &
	local first=$!
	run weir-send --stream c ipc://hop two
	[ "$status" -eq 69 ]
	[ "$stderr" = 'weir-send: ipc://hop: the receiver says: it does not wait for this sender (--names)' ]
	weir-send --stream b ipc://hop two
	ended 0 ''
	wait $first
	same got id 1 2
	keys collector office-a office-b
	receive ipc://hop "${collect[@]}" --names office-b,office-a
	as office-b ipc://hop --stream z two &
	as office-a ipc://hop one
	ended 0 ''
	same got id 1 2
	run weir-receive ipc://hop --names a,b --silence 1
	[ "$status" -eq 69 ] && [ "$stderr" = 'weir-receive: ipc://hop: a did not come within 1 s' ]
	local bad
	for bad in a,a a, .a 'a b' ''; do
		run weir-receive ipc://hop --names "$bad"
		[ "$status" -eq 64 ]
		[ "$stderr" = "weir-receive: --names $bad: expected names of keys, each once, and no --from" ]
	done
}

@test "offices are who their keys say, and come in the order of these" {
	keys collector office-a office-b
	printf 'id\na\n' >a
	printf 'id\nb\n' >b
	receive ipc://hop "${collect[@]}" --from 2
	as office-b ipc://hop --stream aaa b &
	as office-a ipc://hop --stream zzz a
	ended 0 ''
	same got id a b
}

@test "senders with other headers" {
	printf 'id\n1\n' >a
	printf 'no\n1\n' >b
	receive ipc://hop --from 2
	weir-send --stream a ipc://hop a 2>err &
	run weir-send --stream b ipc://hop b
	[ "$status" -eq 69 ]
	ended 65 'weir-receive: b: its header is not the one of a'
	[ ! -s got ]
}

@test "one that is too much, and one of the same name, are refused, and the others go on" {
	mkfifo to
	receive ipc://hop
	weir-send ipc://hop <to &
	local sender=$!
	exec 7>to
	printf 'id\n1\n' >&7
	until_true has got id
	printf 'id\n9\n' >in
	run weir-send ipc://hop in
	[ "$status" -eq 69 ]
	[ "$stderr" = 'weir-send: ipc://hop: the receiver says: a stream of this office and name is here already (--stream tells them apart)' ]
	run weir-send --stream more ipc://hop in
	[ "$status" -eq 69 ]
	[ "$stderr" = 'weir-send: ipc://hop: the receiver says: it has all the senders that it waits for (--from)' ]
	exec 7>&-
	wait $sender
	ended 0 ''
	same got id 1
}

@test "a wrong key, another server's key and no key do not get in, and disturb nobody" {
	keys collector office-a x-stranger
	printf 'id\n1\n' >in
	mkfifo to
	receive 'tcp://127.0.0.1:*' "${collect[@]}" --ready at
	until_true test -s at
	as office-a "$(<at)" <to &
	local sender=$!
	exec 7>to
	printf 'id\n1\n' >&7
	until_true has got 1
	run as x-stranger "$(<at)" in
	[ "$status" -eq 77 ]
	[ "$stderr" = "weir-send: $(<at): the receiver does not allow this key" ]
	run weir-send --key keys/office-a.key --server-key keys/x-stranger.pub --silence 1 "$(<at)" in
	[ "$status" -eq 69 ]
	run weir-send --silence 1 "$(<at)" in
	[ "$status" -eq 69 ]
	printf '2\n' >&7
	exec 7>&-
	wait $sender
	ended 0 ''
	same got id 1 2
}

@test "a key that is revoked is cut off" {
	keys collector office-a
	mkfifo to
	receive ipc://hop "${collect[@]}"
	as office-a ipc://hop <to 2>err &
	local sender=$! is=0
	exec 7>to
	printf 'id\n1\n' >&7
	until_true has got 1
	weir keys revoke office-a
	ended 77 'weir-receive: office-a: its key is no longer allowed'
	exec 7>&-
	wait $sender || is=$?
	[ $is -eq 77 ]
	[ "$(<err)" = 'weir-send: ipc://hop: the receiver says: this key is no longer allowed' ]
	same got id 1 '\!'
}

@test "a key that is allowed while it runs gets in" {
	keys collector x-late
	printf 'id\n1\n' >in
	receive ipc://hop "${collect[@]/keys\/allowed/.}"
	until_true test -S hop
	cp keys/x-late.pub .
	as x-late ipc://hop in
	ended 0 ''
	same got id 1
}

@test "keys that cannot be used" {
	keys collector office-a
	printf 'id\n1\n' >in
	chmod 640 keys/office-a.key
	run as office-a ipc://hop in
	[ "$status" -eq 78 ]
	[ "$stderr" = 'weir-send: keys/office-a.key: others can read this secret key; chmod 600 it, or better make a new one' ]
	run weir-send --key keys/collector.pub --server-key keys/collector.pub ipc://hop in
	[ "$status" -eq 78 ]
	[ "$stderr" = 'weir-send: keys/collector.pub: holds no secret key; its owner keeps it in a file NAME.key' ]
	run weir-receive --key keys/collector.key --allow nowhere ipc://hop
	[ "$status" -eq 78 ] && [ "$stderr" = 'weir-receive: --allow nowhere: No such file or directory' ]
	run weir-receive --key keys/collector.key ipc://hop
	[ "$status" -eq 64 ] && [ "$stderr" = 'weir-receive: ipc://hop: --key and --allow go together' ]
	run weir-receive 'tcp://*:1'
	[ "$status" -eq 64 ] && [[ $stderr == 'weir-receive: tcp://*:1: needs --key and --allow beyond this host'* ]]
}

@test "without keys beyond this host only if one says so, and then with a warning" {
	printf 'id\n1\n' >in
	receive 'tcp://0.0.0.0:*' --insecure --ready at
	until_true test -s at
	local port
	port=$(grep -oE '[0-9]+$' at)
	weir-send "tcp://127.0.0.1:$port" in
	ended 0 'weir-receive: tcp://0.0.0.0:*: --insecure: others can read and forge what goes here'
	same got id 1
}

# What the rig's strangers do, while a good hop goes on.
@test "garbage, half handshakes, floods of frames disturb nobody" {
	local rig=$root/../shared/rigs/attack
	[ -f "$rig/hostile.c" ] || skip "the attacks are not beside this clone"
	gcc -O1 -w -o hostile "$rig/hostile.c" -lzmq -pthread
	keys collector office-a office-b x-stranger
	local name
	mkdir k
	for name in collector office-a office-b x-stranger; do
		awk -F'\t' '$1 == "public" || $1 == "secret" { print $2 }' "keys/$name.key" >"k/$name.key"
	done
	cp k/collector.key k/server.key
	mkfifo to
	receive 'tcp://127.0.0.1:*' "${collect[@]}" --ready at
	until_true test -s at
	local port
	port=$(grep -oE '[0-9]+$' at)
	as office-a "$(<at)" <to &
	local sender=$! attack words
	exec 7>to
	printf 'id\n1\n' >&7
	until_true has got 1
	for attack in garbage null order hello "big k office-b 2000000" "many k office-b 2000" "half 50 2"; do
		read -ra words <<<"$attack"
		timeout 4 ./hostile "${words[0]}" 127.0.0.1 "$port" "${words[@]:1}" >>attacks 2>&1 || true
		printf '%s\n' "${words[0]}" >&7
		until_true has got "${words[0]}"
	done
	exec 7>&-
	wait $sender
	ended 0 ''
	[ "$(wc -l <got)" -eq 9 ]
	! grep -q 'NOT SHUT' attacks
}
