# filters/send/hop.bash - a hop in the cases: the two ends, and keys for them.

# Whatever still runs at the end of a case is ended; nothing waits long.
teardown() {
	local pid
	for pid in $(jobs -p); do kill -9 "$pid" 2>/dev/null || true; done
}

# receive ARGUMENT…: in the background; what it writes is in `got`, `said`; its process is $receiver. Gone with `ended`.
receive() {
	weir-receive "$@" >got 2>said &
	receiver=$!
}

# ended STATUS [MESSAGE]: of the receiver.
ended() {
	local is=0
	wait "$receiver" || is=$?
	if [ "$is" -ne "$1" ] || { [ $# -gt 1 ] && [ "$(<said)" != "$2" ]; }; then
		echo "receive: status $is: $(<said)"
		return 1
	fi
}

# until_true COMMAND…: asks again until it is so, for a minute at most.
until_true() {
	local end=$((SECONDS + 60))
	until "$@"; do [ $SECONDS -lt $end ] || { echo "never: $*"; return 1; }; done
}

# has FILE TEXT
has() { grep -qF -- "$2" "$1" 2>/dev/null; }

# keys NAME…: pairs, all but "collector" and "x-…" allowed.
keys() {
	local name
	for name; do
		weir keys new "$name" >/dev/null
		[[ $name == collector || $name == x-* ]] || weir keys allow "keys/$name.pub" >/dev/null
	done
}

# as NAME ARGUMENT…: send with that key.
as() { weir-send --key "keys/$1.key" --server-key keys/collector.pub "${@:2}"; }
collect=(--key keys/collector.key --allow keys/allowed)
