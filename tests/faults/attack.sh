#!/bin/bash
# attack.sh [SECONDS [CROWD]] - what strangers and bad offices do to a collector, while a good office goes on storing and delivering,
# each batch over a connection of its own: once from the address of the good office, once from another. A line for each: the
# good office's worst delay, and in the end the collector's most memory. Fails where a delay reaches 1 s, or memory 64 MiB.
# The attacks (../shared/rigs/attack beside the clone) are not part of Weir; without them, or where no network namespace can be
# made, it says so and ends.
set -u
seconds=${1:-3} crowd=${2:-900}
rig=$(cd "$(dirname "$0")/../.." && pwd)/../shared/rigs/attack
[ -f "$rig/hostile.c" ] || { echo "attack.sh: skipped, there is no $rig"; exit 0; }
# shellcheck source=tests/faults/net.sh
. "$(dirname "$0")/net.sh"
work=$(mktemp -d) || exit 71
cd "$work" || exit 71
exec 9<> <(:)
nap() { read -r -t "$1" -u 9 _; }
# shellcheck disable=SC2317 # by the trap
finish() {
	touch over
	exec 2>/dev/null # nobody needs to hear who was killed
	net_down
	# shellcheck disable=SC2046
	kill -9 $(jobs -p)
	wait
	cd / && rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM
why=$(net_up 2) || { echo "attack.sh: skipped, $why"; exit 0; }
net_n=2
gcc -O1 -w -o hostile "$rig/hostile.c" -lzmq -pthread || exit 70
mkdir k
for name in collector office-1 office-2 x-stranger; do
	weir keys new $name >/dev/null
	[[ $name != office* ]] || weir keys allow keys/$name.pub >/dev/null
	awk -F'\t' '$1 == "public" || $1 == "secret" { print $2 }' keys/$name.key >k/$name.key
done
cp k/collector.key k/server.key
ulimit -n 8192
(at c weir-receive --inbox box 'tcp://0.0.0.0:5600' --key keys/collector.key --allow keys/allowed --ready ready) 2>collector.said &
until [ -s ready ]; do nap 0.02; done
collector=$(ip netns pids "$net_name-c" | head -n 1)

# The good office: seconds for each batch, from storing to its acknowledgement.
good() {
	local n=0 began
	until [ -e over ]; do
		n=$((n + 1))
		began=$EPOCHREALTIME
		printf 'id\n%s\n' $n | (at 1 weir-send --spool spool --stream visas --flush --key keys/office-1.key --server-key keys/collector.pub tcp://10.77.1.1:5600) >/dev/null 2>>good.said
		awk -v a="$began" -v b="$EPOCHREALTIME" -v is=$? 'BEGIN { printf "%.3f\t%d\n", b - a, is }' >>delays
		nap 0.05
	done
}
: >delays
good &
until [ "$(wc -l <delays)" -ge 5 ]; do nap 0.02; done

bad=0
attack() { # FROM WORD ARGUMENT…
	local before after
	before=$(wc -l <delays)
	(at "$1" timeout "$((seconds + 9))" ./hostile "$2" "10.77.$1.1" 5600 "${@:3}") >>attacks 2>&1
	after=$(wc -l <delays)
	until [ "$(wc -l <delays)" -gt $((after + 1)) ]; do nap 0.02; done
	tail -n +$((before + 1)) delays | awk -v from="$([ "$1" = 1 ] && echo 'the same address' || echo elsewhere)" -v what="$2" \
		'{ n++; if ($1 > worst) worst = $1; if ($2 != 0) failed++ }
		END { printf "%-12s from %-16s  %3d batches, worst delay %.2f s%s\n", what, from, n, worst, failed ? ", " failed " FAILED" : ""; exit worst >= 1 || failed }' || bad=1
}
for from in 1 2; do
	for words in garbage http old null plain order hello huge nokey "wrong k x-stranger" "wrongserver k office-2" "big k office-2 1000000" "big k office-2 2000000" \
		"many k office-2 40000" "clone k office-2 50" "twice k office-2" "replay k office-2" "silent $crowd $seconds" "half $crowd $seconds" "drip $crowd $seconds" \
		"flood k office-2 $seconds"; do
		read -ra word <<<"$words"
		attack $from "${word[@]}"
	done
done
touch over
awk '/VmHWM/ { printf "the collector had %.0f MiB at most\n", $2 / 1024; exit $2 >= 65536 }' "/proc/$collector/status" || bad=1
grep 'NOT SHUT' attacks && bad=1
[ ! -s good.said ] || { echo 'the good office said:'; sort good.said | uniq -c; }
exit $bad
