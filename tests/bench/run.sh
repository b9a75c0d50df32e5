#!/bin/bash
# tests/bench/run.sh BIN [COPIES] - the same sums by Weir and by tools that people have, side by side: interleaved rounds,
# median seconds, and the ratio to Weir's one chain. Every result has to be the same.
set -euo pipefail
cd "$(dirname "$0")/../.."
PATH=$PWD/$1:$PATH
copies=${2:-40} rounds=${ROUNDS:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C feed=$work/feed.csv descriptor=$PWD/conf/feeds/uk-study-nationality.json
one=samples/uk-study-nationality.csv
{ head -n 1 "$one"; for ((i = 0; i < copies; i++)); do tail -n +2 "$one"; done; } >"$feed"

names=() commands=()
add() { names+=("$1"); commands+=("$2"); }
chain="parse \"\$feed\" | aggregate -g Quarter --sum Applications"
add 'weir, one chain' 'weir run -q -e "'"${chain//\"/\\\"}"'"'
add 'weir, a process a stage' 'weir run -q --processes -e "'"${chain//\"/\\\"}"'"'
add 'weir, shell pipe' 'weir-parse "$feed" | weir-aggregate -g Quarter --sum Applications'
add 'weir, with clean' 'weir run -q -e "parse --feed $descriptor \"$feed\" | clean --feed $descriptor | aggregate -g Quarter --sum Applications"'
for awk in mawk gawk; do
	command -v $awk >/dev/null || continue
	add "$awk, as if nothing were quoted" "$awk -F, 'NR > 1 { n[\$2] += \$NF } END { for (q in n) print q \"\\t\" n[q] }' \"\$feed\" | sort"
done
if command -v mlr >/dev/null; then
	add Miller "mlr --icsv --otsv stats1 -a sum -f ' Applications ' -g Quarter then sort -f Quarter \"\$feed\""
fi

# Miller and awk head their columns otherwise: the sums have to agree.
sums() { grep -E '^20[0-9]{2} Q' "$1" | tr -d '\r'; }
declare -A seconds
for ((round = 0; round < rounds; round++)); do
	for i in "${!names[@]}"; do
		start=$EPOCHREALTIME
		bash -c "${commands[i]}" >"$work/out.$i"
		end=$EPOCHREALTIME
		seconds[$i]+=" $(awk -v a="$start" -v b="$end" 'BEGIN { print b - a }')"
		cmp -s <(sums "$work/out.0") <(sums "$work/out.$i") || { echo "${names[i]} gave another result" >&2; exit 1; }
	done
done

printf '%s: %d records, %d MB, %d rounds\n\n' "uk-study-nationality × $copies" $(($(wc -l <"$feed") - 1)) \
	$(($(stat -c %s "$feed") / 1000000)) "$rounds"
printf '%-34s %9s %9s %9s\n' command seconds MB/s ratio
for i in "${!names[@]}"; do
	tr ' ' '\n' <<<"${seconds[$i]# }" | sort -g | awk '{ s[NR] = $1 } END { print s[int((NR + 1) / 2)] }'
done | paste <(printf '%s\n' "${names[@]}") - | awk -F'\t' -v bytes="$(stat -c %s "$feed")" \
	'NR == 1 { first = $2 } { printf "%-34s %9.3f %9.0f %9.2f\n", $1, $2, bytes / $2 / 1e6, $2 / first }'
