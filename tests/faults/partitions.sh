#!/bin/bash
# partitions.sh [--offices N] [--partitions P] [--longest SECONDS] [--within SECONDS] [--seed S] - offices in network namespaces
# store, deliver and keep a live hop, while their lines are cut, unplugged, reset or slowed for 1 to SECONDS, P times in all.
# After each the time is taken until a batch, and a record of the hop, come again: within SECONDS, or it fails. In the end
# every batch that was called stored has to be in the inbox once and in order, and the hop to have given the bytes it was given.
# Same seed, same choices. The programs are those on PATH. Ends with 69 and the reason where namespaces cannot be made.
set -u
offices=10 partitions=100 longest=60 within=5 seed=1
while [ $# -ge 2 ]; do
	case $1 in
	--offices) offices=$2 ;;
	--partitions) partitions=$2 ;;
	--longest) longest=$2 ;;
	--within) within=$2 ;;
	--seed) seed=$2 ;;
	*) break ;;
	esac
	shift 2
done
[ $# -eq 0 ] || { sed -n '2,7s/^# //p' "$0" >&2; exit 64; }
# shellcheck source=tests/faults/net.sh
. "$(dirname "$0")/net.sh"

work=$(mktemp -d) || exit 71
cd "$work" || exit 71
exec 9<> <(:)
nap() { read -r -t "$1" -u 9 _; }
finish() {
	touch enough over
	exec 2>/dev/null # nobody needs to hear who was killed
	net_down
	# shellcheck disable=SC2046
	kill -9 $(jobs -p) 2>/dev/null
	wait 2>/dev/null
	cd / && rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM
net_up "$offices" || exit

# --- the parties ----------------------------------------------------------------------------------

as() { (at "$1" weir-send --key "keys/office-$1.key" --server-key keys/collector.pub "${@:2}"); }

# Most batches are small, some take several pieces.
store() {
	local n=0
	until [ -e enough ]; do
		n=$((n + 1))
		if [ $((n % 20)) -eq 0 ]; then seq -f "line $1 $n %.0f" 200000; else printf 'line\n%s\n' "$1 $n"; fi >"batch.$1"
		(weir-send --spool "spool.$1" --stream visas ipc://none "batch.$1" >/dev/null) && sha256sum <"batch.$1" >>"wanted.$1"
		nap 0.7
	done
}

# As a line of cron would.
deliver() {
	until [ -e over ]; do
		as "$1" --spool "spool.$1" --flush "tcp://10.77.$1.1:5600" 2>>"said.$1"
		nap 0.2
	done
}

# A line a moment, through a hop of its own that waits longer than any partition.
tell() {
	local n=0
	echo line
	until [ -e enough ]; do
		n=$((n + 1))
		echo "line $n" | tee -a "told.$1"
		nap 0.2
	done
}
hear() {
	(at c weir-receive --key keys/collector.key --allow keys/allowed --silence 200 "tcp://10.77.$1.1:5700") >"heard.$1" 2>"hear.$1"
	echo $? >"end.$1"
}

# --- one office: its line is hurt again and again ---------------------------------------------------

batches() { set -- box/batches/"office-$1"/visas/*/*.zst; [ -e "$1" ] && echo $# || echo 0; }
lines() { stat -c %s "heard.$1"; }

# again OFFICE WHAT BEGAN BEFORE: seconds until there is more of it than before.
again() {
	local end=$((SECONDS + 120))
	until [ "$($2 "$1")" -gt "$4" ]; do
		nap 0.02
		[ $SECONDS -lt $end ] || { echo 120; return; }
	done
	awk -v a="$3" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.2f", b - a }'
}

partition() { # OFFICE HOW TENTHS
	local began batch line
	hurt "$1" "$2"
	nap "$(($3 / 10)).$(($3 % 10))"
	batch=$(batches "$1") line=$(lines "$1")
	heal "$1"
	began=$EPOCHREALTIME
	{ again "$1" batches "$began" "$batch" >"batch-again.$1"; } &
	line=$(again "$1" lines "$began" "$line")
	wait $!
	printf '%s\t%s\t%d.%d\t%s\t%s\n' "$1" "$2" $(($3 / 10)) $(($3 % 10)) "$(<"batch-again.$1")" "$line" >>seen
}

hows=(cut unplug reset slow)
suffer() { # OFFICE HOW-MANY FROM
	local n
	RANDOM=$((seed * 1000 + $1))
	for ((n = 0; n < $2; n++)); do
		until [ "$(batches "$1")" -gt 0 ] && [ "$(lines "$1")" -gt 5 ]; do nap 0.05; done
		nap 1.$((RANDOM % 10))
		partition "$1" "${hows[($3 + n) % 4]}" $((10 + RANDOM % (longest * 10 - 9)))
	done
}

# --- the run --------------------------------------------------------------------------------------

weir keys new collector >/dev/null || exit 70
for ((n = 1; n <= offices; n++)); do
	weir keys new "office-$n" >/dev/null && weir keys allow "keys/office-$n.pub" >/dev/null || exit 70
done
(at c weir-receive --inbox box 'tcp://0.0.0.0:5600' --key keys/collector.key --allow keys/allowed --ready ready) 2>collector.said &
until [ -s ready ]; do nap 0.02; done
stores=() victims=()
for ((n = 1; n <= offices; n++)); do
	: >"heard.$n"
	store $n &
	stores+=($!)
	deliver $n &
	hear $n &
	tell $n | as $n "tcp://10.77.$n.1:5700" --silence 200 2>"tell.$n" &
	suffer $n $((partitions / offices + (n <= partitions % offices))) $((n - 1)) &
	victims+=($!)
done
wait "${victims[@]}"
touch enough

# --- the books ------------------------------------------------------------------------------------

waiting() { for ((n = 1; n <= offices; n++)); do weir-send --spool "spool.$n" --status 2>/dev/null; done | awk -F'\t' '$1 == "visas" { n += $2 } END { print n + 0 }'; }
end=$((SECONDS + 120))
wait "${stores[@]}"
until [ "$(waiting)" -eq 0 ]; do nap 0.2; [ $SECONDS -lt $end ] || { echo "$(waiting) batches were not delivered in 120 s"; break; }; done
for ((n = 1; n <= offices; n++)); do until [ -s "end.$n" ] || [ $SECONDS -ge $end ]; do nap 0.1; done; done
touch over
lost=0 twice=0 disorder=0 total=0 bytes=0
for ((n = 1; n <= offices; n++)); do
	for file in box/batches/"office-$n"/visas/*/*.zst; do zstd -dcq "$file" | sha256sum; done >got
	total=$((total + $(wc -l <"wanted.$n")))
	lost=$((lost + $(comm -23 <(sort "wanted.$n") <(sort got) | wc -l)))
	twice=$((twice + $(comm -13 <(sort "wanted.$n") <(sort got) | wc -l)))
	cmp -s "wanted.$n" got || disorder=$((disorder + 1))
	[ "$(cat "end.$n" 2>/dev/null)" = 0 ] && cmp -s <(echo line; cat "told.$n") "heard.$n" && continue
	echo "the hop of office $n: $(cat "tell.$n" "hear.$n")"
	bytes=$((bytes + 1))
done
column() { cut -f "$1" seen | sort -g; }
quantiles() { column "$1" | awk -v what="$2" '{ s[NR] = $1 } END { printf "%s: median %.2f s, nine of ten %.2f s, worst %.2f s\n", what, s[int((NR + 1) / 2)], s[int(NR * 0.9 + 0.5)], s[NR] }'; }
[ -z "${SEEN:-}" ] || cp seen "$SEEN"
echo "$offices offices, $(wc -l <seen) partitions of 1 to $longest s ($(cut -f 2 seen | sort | uniq -c | awk '{ printf "%s%s %s", s, $1, $2; s = ", " }')), $total batches"
quantiles 4 'deliveries went on after'
quantiles 5 'hops went on after'
late=$(awk -F'\t' -v most="$within" '$4 > most || $5 > most' seen | tee late | wc -l)
[ "$late" -eq 0 ] || { echo "$late went on later than $within s after healing:"; cat late; }
[ $disorder -eq 0 ] || echo "$disorder offices with other batches than were stored, or in another order"
echo "lost $lost, duplicated $twice"
[ "$lost" -eq 0 ] && [ "$twice" -eq 0 ] && [ $disorder -eq 0 ] && [ $bytes -eq 0 ] && [ "$late" -eq 0 ]
