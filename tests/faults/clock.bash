# tests/faults/clock.bash - processes of a case whose clocks jump: clock.c.
# shellcheck disable=SC2154,SC2317 # root is set by weir.bash; a function is called by its name

# clocks NAME…: makes the preload, and a clock of each name.
clocks() {
	[ -e clock.so ] || gcc -O1 -shared -fPIC -o clock.so "$root/tests/faults/clock.c"
	local name
	for name; do jump "$name" 0 0; done
}

# jump NAME DAY ON: from now on the clock of the day is DAY seconds ahead of the true one, the one that only goes forward ON.
jump() { printf '%-20d%-20d' "$2" "$3" 1<>"$1.clock"; }

# by NAME COMMAND…: with that clock, in place of this shell.
by() {
	exec env LD_PRELOAD="$PWD/clock.so" CLOCK_JUMP="$PWD/$1.clock" \
		ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0" "${@:2}"
}

# later NAME FILE: half a minute passes on that clock, again and again until it has made somebody write into the file. What was
# said before is heard at times only then, so once may not be enough.
later() {
	local ahead=0
	on() {
		jump "$1" 0 $((ahead += 31))
		[ -s "$2" ]
	}
	until_true on "$@"
}
