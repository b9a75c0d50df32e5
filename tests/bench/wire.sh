#!/bin/bash
# tests/bench/wire.sh BIN [TABLE]… - what goes over ZeroMQ beside what people would take: a table for each, all if none is named.
#
#   ROWS (1000000) records    BATCHES (1000) small ones, each a file
# and what bench.bash takes. All is on loopback, and synced where it says so.
# shellcheck disable=SC2317 # the tables are called by name
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
bin=$(cd "$1" && pwd) || exit 64
shift
. "$root/tests/bench/bench.bash"
PATH=$bin:$PATH
rows=${ROWS:-1000000} batches=${BATCHES:-1000}
cd "$root" || exit 70
export FILE work=$out/wire
rm -rf "$work"
mkdir -p "$work" || exit 73
chattr +T "$work" 2>/dev/null # each folder in it lies apart from the others
trap 'rm -rf "$work"' EXIT
(cd "$work" && weir keys new office && weir keys new collector && weir keys allow keys/office.pub) >/dev/null || exit 70

# --- the two ends, for the commands ---------------------------------------------------------------

# Whatever listens says where: then $work/at holds it. To wait for it takes no process: these would be measured too.
located() {
	local never
	exec {never}<> <(:)
	until [ -s "$work/at" ]; do read -r -t 0.001 -u "$never" || :; done
	exec {never}<&-
}

# What a round made stays until the end, aside, and the next one gets folders in another part of the disk: ext4 without a journal
# looks at every inode that was freed in the last five minutes before it gives one out, so a round would pay for the files that
# those before it removed, several times what it costs by itself.
anew() {
	local aside
	rm -f "$work"/{at,copy,said}
	aside=$(mktemp -d "$work/aside.XXXXXX")
	find "$work" -mindepth 1 -maxdepth 1 \( -name box -o -name spool -o -name copies \) -exec mv -t "$aside" {} +
}

office() { weir-send --key "$work/keys/office.key" --server-key "$work/keys/collector.pub" "$@"; }
collector() { weir-receive --silence 600 --key "$work/keys/collector.key" --allow "$work/keys/allowed" --ready "$work/at" "$@" 'tcp://127.0.0.1:*'; }

# collected KEYS COMMAND…: the collector of an inbox, what is done meanwhile, and the names of the files that it has.
collected() {
	local keys=$1
	anew
	case $keys in
	keys) collector --inbox "$work/box" --once & ;;
	*) weir-receive --silence 600 --ready "$work/at" --inbox "$work/box" --once 'tcp://127.0.0.1:*' & ;;
	esac
	located
	"${@:2}" >&2
	wait
	find "$work/box/batches" -name '*.zst' | sort
}

# deliver WAY: the feed as one batch; it is stored and synced, and ends when the collector has it synced.
deliver() { "$1" --spool "$work/spool" --stream feed --flush "$(<"$work/at")" "$FILE"; }

# As people do it: packed, over a socket, and synced there.
shipped() {
	local port=
	anew
	socat -d -d -u -b 262144 TCP-LISTEN:0,bind=127.0.0.1 STDOUT 2>"$work/said" |
		dd of="$work/copy" bs=1M iflag=fullblock conv=fdatasync status=none &
	until port=$(sed -n 's/.* listening on AF=2 127\.0\.0\.1:\([0-9]*\)$/\1/p' "$work/said" 2>&1) && [ -n "$port" ]; do sleep 0.002; done
	zstd -1 -qc "$FILE" | socat -u -b 262144 STDIN "TCP:127.0.0.1:$port"
	wait
	echo "$work/copy"
}

copied() {
	dd if="$FILE" of="$work/copy" bs=1M conv=fdatasync status=none
	echo "$work/copy"
}

# Small batches: each synced by itself; stored by one run; or by a run each. Then delivered together.
each_copied() {
	local file
	anew
	mkdir "$work/copies"
	for file in "$work"/small/*; do dd if="$file" of="$work/copies/${file##*/}" conv=fdatasync status=none; done
	find "$work/copies" -type f | sort
}
deliver_files() { office --spool "$work/spool" --stream feed --as-is --flush "$(<"$work/at")" "$work"/small/*; }
deliver_each() {
	local file
	for file in "$work"/small/*; do weir-send --spool "$work/spool" --stream feed <"$file"; done
	office --spool "$work/spool" --flush "$(<"$work/at")"
}

# hopped KEYS: the feed through a hop in place of a pipe.
sums() { weir-aggregate -g Quarter --sum Applications; }
hopped() {
	anew
	case $1 in
	keys) collector | sums & ;;
	*) weir-receive --ready "$work/at" 'tcp://127.0.0.1:*' | sums & ;;
	esac
	located
	weir-parse "$FILE" | "$2" "$(<"$work/at")"
	wait
}
export -f located anew office collector collected deliver shipped copied each_copied deliver_files deliver_each sums hopped

# --- the tables -----------------------------------------------------------------------------------

# per_second ID WHAT: in place of the bytes of a table how many of these a second.
per_second() {
	awk -F'\t' -v what="$2" 'NR == 1 { base = $7; next }
		{ if (NR == 2) {
			printf "**Small batches**: %d, %.2f MB in all; median of %s rounds.\n\n", $NF, $(NF - 1) / 1e6, $(NF - 3)
			printf "| command | seconds | %s a second | processor s | %s |\n| --- | ---: | ---: | ---: | ---: |\n", what, base }
		  printf "| %s%s | %s | %.0f | %s | %s |\n", $(NF - 2) == "same" ? "" : "DIFFERS: ", $1, $2, $NF / $2, $5, $7 }
		END { print "" }' "$out/$1.tsv" | tee "$out/$1.md"
}

# Weir text of a real feed, of which zstd leaves a tenth; and of a made-up one with ids, of which it leaves a third.
deliveries() {
	contend 'dd conv=fdatasync' copied 'xargs cat'
	contend_if socat 'zstd -1, socat, dd conv=fdatasync' shipped 'xargs zstd -dcq'
	contend 'stored and delivered under CURVE' 'collected keys deliver office' 'xargs zstd -dcq'
	contend 'stored and delivered without keys' 'collected none deliver weir-send' 'xargs zstd -dcq'
	table "$@"
}
delivery() {
	real_feed "$rows"
	weir-parse "$FILE" >"$work/feed" || exit 70
	FILE=$work/feed
	deliveries delivery 'Delivery of a real feed: stored and synced here, then delivered, stored and synced there'
	feed "$rows" -r 0 -l 0
	weir-parse "$FILE" >"$work/feed" || exit 70
	FILE=$work/feed RECORDS=$rows
	deliveries delivery-ids 'Delivery of made-up records, each with an id'
}

small() {
	local i
	mkdir -p "$work/small"
	for ((i = 1; i <= batches; i++)); do printf 'office\tbatch\tn\noffice-07\t%d\t3\n' "$i" >"$work/small/$(printf %06d "$i")"; done
	FILE=$work/small.feed RECORDS=$batches
	cat "$work"/small/* >"$FILE"
	contend 'dd conv=fdatasync, one after the other' each_copied 'xargs cat'
	contend 'send --as-is --flush, one run' 'collected keys deliver_files' 'xargs zstd -dcq'
	contend 'send, a run each; then send --flush' 'collected keys deliver_each' 'xargs zstd -dcq'
	table small 'Small batches' >/dev/null
	per_second small batches
}

hop() {
	real_feed "$rows"
	contend 'a pipe' 'weir-parse "$FILE" | sums'
	contend 'a hop over TCP under CURVE' 'hopped keys office'
	contend 'a hop over TCP without keys' 'hopped none weir-send'
	table hop 'A hop in place of a pipe'
}

tables=(delivery small hop)
[ $# -gt 0 ] || set -- "${tables[@]}"
for one; do
	[[ " ${tables[*]} " == *" $one "* ]] || { echo "wire.sh: no table '$one', but ${tables[*]}" >&2; exit 64; }
	"$one"
done
exit "$bad"
