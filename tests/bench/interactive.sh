#!/bin/bash
# tests/bench/interactive.sh BIN OUT - how long a record of a slow producer takes through three filters: into
# OUT/interactive.tsv and .md. Each record is sent when the one before it has arrived.
set -uo pipefail
PATH=$(cd "$1" && pwd):$PATH
out=$2
records=${RECORDS:-100}
program='next = number + 1'
commands="parse | derive '$program' | clean"

piped() { weir-parse | weir-derive "$program" | weir-clean; }
processes() { exec weir run -q --processes -e "$commands"; }
fused() { exec weir run -q -e "$commands"; }

# times WAY: microseconds from a record's writing to its reading, a line each; the first one waits for the start and is
# left out.
times() {
	local i record header since until to from
	coproc "$1"
	# shellcheck disable=SC1083,SC2093 # descriptors
	exec {to}>&"${COPROC[1]}" {from}<&"${COPROC[0]}" {COPROC[1]}>&-
	echo number >&"$to"
	for ((i = 0; i <= records; i++)); do
		since=${EPOCHREALTIME/./}
		echo "$i" >&"$to"
		[ "$i" -gt 0 ] || read -r -t 60 -u "$from" header || return
		read -r -t 60 -u "$from" record || return
		until=${EPOCHREALTIME/./}
		[ "$record" = "$i"$'\t'$((i + 1)) ] || { echo "interactive.sh: '$record' came of $i" >&2; return 1; }
		[ "$i" = 0 ] || echo $((until - since))
	done
	exec {to}>&- {from}<&-
	wait "$COPROC_PID"
}

# row NAME WAY
row() {
	times "$2" >"$out/times" || { echo "interactive.sh: $1: failed, or nothing came for a minute" >&2; exit 70; }
	sort -n "$out/times" | awk -v OFS='\t' -v name="$1" '{ t[NR] = $1 / 1000 }
		END { print name, NR, sprintf("%.2f", t[int((NR + 1) / 2)]), sprintf("%.2f", t[NR]) }'
}
{
	printf 'chain\trecords\tmedian ms\tworst ms\n'
	row 'three processes in a shell pipe' piped
	row 'weir run --processes' processes
	row 'weir run' fused
} >"$out/interactive.tsv"
rm "$out/times"
awk -F'\t' 'NR == 1 {
	print "**A slow producer**: from a record written to the same record read behind three filters.\n"
	print "| chain | records | median ms | worst ms |\n| --- | ---: | ---: | ---: |"
	next }
	{ printf "| %s | %s | %s | %s |\n", $1, $2, $3, $4 }
	END { print "" }' "$out/interactive.tsv" | tee "$out/interactive.md"
