#!/bin/bash
# tests/bench/results.sh - writes the last run of the benches into tests/bench/RESULTS.md, with its pictures, and its table
# into README.md: what stands between the marks there. With TO=DIR into files below DIR.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
out=${OUT:-$root/.build/bench}
to=${TO:-$root}
results=$to/tests/bench/RESULTS.md
[ -s "$out/job.tsv" ] || { echo "results.sh: no run in $out: make bench first" >&2; exit 66; }
new=$(mktemp)
trap 'rm -f "$new"' EXIT

# fill FILE: puts standard input between the marks of the file.
fill() {
	cat >"$new"
	[ "$(grep -cE '^<!-- /?measured' "$1")" -eq 2 ] || { echo "results.sh: $1 has no marks" >&2; exit 65; }
	awk -v new="$new" '/^<!-- \/measured/ { inside = 0 }
		!inside { print }
		/^<!-- measured/ { inside = 1; while ((getline line < new) > 0) print line }' "$1" >"$new.whole"
	cat "$new.whole" >"$1"
	rm "$new.whole"
}

{
	echo
	cat "$out/job.machine"
	printf '\n![MB a second and peak memory](job.svg)\n\n'
	cat "$out/job.md"
	if [ -s "$out/curve.md" ]; then
		printf '![Seconds and peak memory as the input grows](curve.svg)\n\n'
		cat "$out/curve.md"
	fi
	for stage in parse parse-text dedup aggregate through clean harmonise derive quarters observations interactive memory hop delivery delivery-ids small; do
		[ ! -s "$out/$stage.md" ] || cat "$out/$stage.md"
	done
} | fill "$results"
cp "$out/job.svg" "${results%/*}"
[ ! -s "$out/curve.svg" ] || cp "$out/curve.svg" "${results%/*}"

{
	awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		NR == 2 { bytes = $at["bytes"]
			printf "\n| %.0f MB of records | seconds | MB/s | peak MB | time / Weir |\n| --- | ---: | ---: | ---: | ---: |\n", bytes / 1e6 }
		{ printf "| %s | %s | %s | %s | %s |\n", $1, $2, $3, $6, $7 }' "$out/job.tsv"
	printf '\n%s.\n' "$(sed -n '1s/^- //p' "$out/job.machine")"
} | fill "$to/README.md"
