#!/bin/bash
# tests/bench/interactive.sh BIN OUT - how long a record of a slow producer takes through three filters, each a process: into
# OUT/interactive.tsv and .md. Each record is sent when the one before it has arrived.
set -uo pipefail
PATH=$(cd "$1" && pwd):$PATH
out=$2
records=${RECORDS:-100}

coproc chain { weir-parse | weir-derive 'next = number + 1' | weir-clean; }
exec {to}>&"${chain[1]}" {from}<&"${chain[0]}" # what a subshell keeps
{
	echo number >&"$to"
	for ((i = 0; i <= records; i++)); do
		since=${EPOCHREALTIME/./}
		echo "$i" >&"$to"
		[ "$i" -gt 0 ] || read -r -t 60 -u "$from" header || exit 1
		read -r -t 60 -u "$from" record || exit 1
		until=${EPOCHREALTIME/./}
		[ "$record" = "$i"$'\t'$((i + 1)) ] || { echo "interactive.sh: '$record' came of $i" >&2; exit 1; }
		[ "$i" = 0 ] || echo $((until - since)) # the first one waits for the start
	done
} | sort -n | awk -v n="$records" '{ t[NR] = $1 / 1000 } END {
	if (NR != n) exit 1
	print "records\tmedian ms\tworst ms"
	printf "%d\t%.2f\t%.2f\n", n, t[int((n + 1) / 2)], t[n] }' >"$out/interactive.tsv" || exit 70
awk -F'\t' 'NR == 2 {
	print "**A slow producer**: from a record written to the same record read behind three filters, each a process.\n"
	print "| records | median ms | worst ms |\n| ---: | ---: | ---: |"
	printf "| %d | %s | %s |\n\n", $1, $2, $3 }' "$out/interactive.tsv" | tee "$out/interactive.md"
