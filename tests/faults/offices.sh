#!/bin/bash
# offices.sh [--offices N] [--kills K] [--seed S] - offices store and deliver without a pause, and a collector stores what they
# bring, while kill -9 comes to any of them at random moments. In the end every batch that was called stored has to be in the
# inbox once, byte for byte, in its order. The last line is `lost L, duplicated D`; it fails unless both are 0.
# Same seed, same choices. The programs are those on PATH.
set -u
offices=3 kills=50 seed=1
while [ $# -ge 2 ]; do
	case $1 in
	--offices) offices=$2 ;;
	--kills) kills=$2 ;;
	--seed) seed=$2 ;;
	*) break ;;
	esac
	shift 2
done
[ $# -eq 0 ] || { sed -n '2,5s/^# //p' "$0" >&2; exit 64; }

work=$(mktemp -d) || exit 71
cd "$work" || exit 71
exec 9<> <(:)
nap() { read -r -t "$1" -u 9 _; }
children=()
finish() {
	touch over
	local pid
	for pid in "${children[@]}" $(cat ./*.pid 2>/dev/null); do kill -9 "$pid" 2>/dev/null; done
	wait 2>/dev/null
	cd / && rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

# named NAME COMMAND…: runs it with its process written down, so that it can be killed, and waits for its end.
named() {
	"${@:2}" &
	echo $! >"$1.pid.new"
	mv "$1.pid.new" "$1.pid"
	wait $! 2>/dev/null
	local is=$?
	rm -f "$1.pid"
	return $is
}

# --- the parties ----------------------------------------------------------------------------------

collector() {
	until [ -e over ]; do
		named collector weir-receive --inbox box ipc://hop --key keys/collector.key --allow keys/allowed 2>>collector.said
	done
}

# The content of batch I of an office: most are small, some take several pieces.
content() {
	printf 'office\tbatch\tline\n'
	seq -f "$1	$2	%.0f" $(($2 % 7 == 0 ? 60000 : 3))
}

stored() { weir-send --spool "$1" --status 2>/dev/null | awk -F'\t' '$1 == "visas" { print $6 }'; }

# Whoever was killed before it could tell is asked by the number whether it has stored.
store() {
	local office=$1 i=0 before now
	mkdir "$office.d"
	until [ -e enough ]; do
		i=$((i + 1))
		content "$office" $i >"$office.d/$i"
		before=$(stored "$office")
		while :; do
			named "$office.store" weir-send --spool "$office" --stream visas ipc://hop "$office.d/$i" >"$office.told" 2>/dev/null && break
			now=$(stored "$office")
			[ "${now:-0}" -le "${before:-0}" ] || break
		done
		(cd "$office.d" && sha256sum $i && rm $i) >>"$office.wanted"
		nap 0.0$((RANDOM % 6))
	done
}

deliver() {
	until [ -e over ]; do
		named "$1.flush" weir-send --spool "$1" --flush ipc://hop --key "keys/$1.key" --server-key keys/collector.pub 2>>"$1.said" && nap 0.02
	done
}

# --- the run --------------------------------------------------------------------------------------

weir keys new collector >/dev/null || exit 70
targets=(collector)
for ((n = 1; n <= offices; n++)); do
	weir keys new "office-$n" >/dev/null && weir keys allow "keys/office-$n.pub" >/dev/null || exit 70
	targets+=("office-$n.store" "office-$n.store" "office-$n.flush")
done
collector & children+=($!)
for ((n = 1; n <= offices; n++)); do
	store "office-$n" & children+=($!)
	deliver "office-$n" & children+=($!)
done
RANDOM=$seed killed=0
declare -A counts
while [ $killed -lt "$kills" ]; do
	nap "0.0$((RANDOM % 90 + 10))"
	target=${targets[RANDOM % (RANDOM % 3 ? ${#targets[@]} : 1)]}
	{ pid=$(cat "$target.pid") && kill -9 "$pid"; } 2>/dev/null || continue
	killed=$((killed + 1))
	counts[${target##*[-.]}]=$((${counts[${target##*[-.]}]:-0} + 1))
done
touch enough

# --- the books ------------------------------------------------------------------------------------

waiting() { for ((n = 1; n <= offices; n++)); do weir-send --spool "office-$n" --status 2>/dev/null || echo "visas	1"; done | awk -F'\t' '$1 == "visas" { n += $2 } END { print n + 0 }'; }
end=$((SECONDS + 300))
for ((n = 1; n <= offices; n++)); do
	while [ -e "office-$n.store.pid" ] || ls "office-$n.d"/* >/dev/null 2>&1; do nap 0.05; [ $SECONDS -lt $end ] || break; done
done
until [ "$(waiting)" -eq 0 ]; do
	nap 0.1
	[ $SECONDS -lt $end ] || { echo "offices.sh: $(waiting) batches were not delivered in 300 s" >&2; tail -n 2 ./*.said >&2; break; }
done
touch over
lost=0 twice=0 disorder=0 batches=0
for ((n = 1; n <= offices; n++)); do
	cut -d' ' -f1 "office-$n.wanted" >wanted
	for file in box/batches/"office-$n"/visas/*/*.zst; do zstd -dcq "$file" | sha256sum | cut -d' ' -f1; done >got
	batches=$((batches + $(wc -l <wanted)))
	lost=$((lost + $(comm -23 <(sort wanted) <(sort got) | wc -l)))
	twice=$((twice + $(comm -13 <(sort wanted) <(sort got) | wc -l)))
	cmp -s wanted got || disorder=$((disorder + 1))
done
rows=$(sqlite3 box/index.db 'SELECT count(*) FROM batches WHERE wrong IS NULL')
echo "$offices offices, $batches batches, $killed kills: ${counts[collector]:-0} of the collector, ${counts[store]:-0} while storing, ${counts[flush]:-0} while delivering"
[ "$rows" -eq "$batches" ] || echo "the index has $rows rows"
[ $((lost + twice)) -gt 0 ] || [ $disorder -eq 0 ] || echo "$disorder offices out of order"
[ "$rows" -eq "$batches" ] && [ $disorder -eq 0 ]
good=$?
echo "lost $lost, duplicated $twice"
[ "$lost" -eq 0 ] && [ "$twice" -eq 0 ] && [ $good -eq 0 ]
