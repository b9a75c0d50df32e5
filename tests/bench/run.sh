#!/bin/bash
# tests/bench/run.sh BIN [job|curve|bounded]… - one job by Weir and by what people would take instead, side by side: a table and a
# picture of what it took, and how time and memory grow with the input. All outputs have to be the same bytes.
#
#   ROWS (1000000) records, of about 110 bytes        SIZES (ROWS/8 /4 /2 ROWS)  those of the curve, in records
#   CURVE (roof,polars,duckdb,mawk)  who is in it     MEMORY (64M)  what bounded allows Weir, beside what it takes freely
#   and what bench.bash takes
# shellcheck disable=SC2317 # the parts are called by name
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
bin=$(cd "$1" && pwd) || exit 64
shift
. "$root/tests/bench/bench.bash"
export WEIR_BIN=$bin
PATH=$bin:$PATH
rows=${ROWS:-1000000}

node_has() { [ -d "$TOOLS/node_modules/$1" ] && command -v node >/dev/null; }

knows() { weir run --help | grep -q -- "$1"; }
job='exec "$here/job.sh" "$FILE" "$LOOKUP"'

# All that do the job; the first one's answer is what the others have to give.
everybody() {
	local peers='exec "$here/peers'
	contend roof 'exec roof "$FILE" "$LOOKUP"'
	if knows --threads; then
		[ "$THREADS" = 1 ] || contend "weir, $THREADS threads" "$job --threads $THREADS"
		contend 'weir, 1 thread' "$job --threads 1"
	else
		contend 'weir, 1 thread' "$job"
	fi
	contend 'weir, piped processes' "$job --processes"
	if node_has nodejs-polars; then
		contend polars 'POLARS_MAX_THREADS=$THREADS NODE_PATH=$TOOLS/node_modules exec node "$here/peers/polars.js" "$FILE" "$LOOKUP"'
	else missing+=(polars); fi
	if node_has @duckdb; then
		contend duckdb 'NODE_PATH=$TOOLS/node_modules exec node "$here/peers/duckdb.js" "$FILE" "$LOOKUP" "$here/peers/duckdb.sql"'
	else missing+=(duckdb); fi
	contend_if mawk mawk 'exec mawk -v LOOKUP="$LOOKUP" -f "$here/peers/job.awk" "$FILE"'
	contend_if sqlite3 sqlite "$peers/sqlite.sh\" \"\$FILE\" \"\$LOOKUP\""
	contend_if mlr miller "$peers/miller.sh\" \"\$FILE\" \"\$LOOKUP\""
}
export here

# What it was measured on, and with which versions, as lines of a list.
described() {
	local version
	machine
	printf -- '- %s; peers' "$(weir --version | head -n 1)"
	for version in "$(node_version nodejs-polars)" "$(node_version @duckdb/node-api)" "$(version_of mawk -W version)" \
		"$(version_of mlr --version)" "$(version_of sqlite3 --version)"; do
		[ -z "$version" ] || printf ' %s;' "$version"
	done
	printf ' at most %d threads each; %s\n' "$THREADS" "$(date -u +%F)"
}
node_version() { ! node_has "$1" || sed -n "s|^ *\"version\": \"\(.*\)\",*$|${1##*/} \1|p" "$TOOLS/node_modules/$1/package.json" | head -n 1; }
version_of() { ! command -v "$1" >/dev/null || { "$@" 2>&1 </dev/null | head -n 1 | grep -oE '[0-9]+[.][0-9.]+' | head -n 1 | sed "s/^/$1 /"; }; }

job() {
	local fastest
	described >"$out/job.machine"
	feed "$rows"
	RECORDS=$rows
	everybody
	fastest=${names[1]}
	table job 'The job' "$fastest" roof
	awk -F'\t' -f "$here/bars.awk" "$out/job.tsv" >"$out/job.svg"
}

curve() {
	local size only=${ONLY:-${CURVE:-roof,polars,duckdb,mawk}}
	rm -f "$out/curve.raw"
	for size in ${SIZES:-$((rows / 8)) $((rows / 4)) $((rows / 2)) $rows}; do
		RECORDS=$size
		feed "$size"
		names=() commands=() plainly=() missing=()
		ONLY=$only everybody
		compete "$out/curve.raw" 1
		[ "$size" = "$rows" ] || rm "$FILE"
	done
	awk -F'\t' -f "$here/curve.awk" "$out/curve.raw" >"$out/curve.tsv"
	awk -F'\t' -f "$here/growth.awk" "$out/curve.tsv" >"$out/curve.md"
	awk -F'\t' -f "$here/lines.awk" "$out/curve.tsv" >"$out/curve.svg"
	rm "$out/curve.raw"
	cat "$out/curve.md"
}

bounded() {
	local limit=${MEMORY:-64M}
	knows --memory || { echo 'bounded: this weir run knows no --memory' >&2; return 69; }
	feed "$rows"
	RECORDS=$rows
	contend 'weir' "$job"
	contend "weir, --memory $limit" "$job --memory $limit"
	table bounded "The job within $limit" weir
}

for part in "${@:-job curve}"; do
	for one in $part; do "$one" || exit; done
done
exit "$bad"
