#!/bin/bash
# tests/offices.sh BIN - what `make demo-offices` shows: three offices deliver to a collector on this host, one is killed in the
# middle and comes back, and a pipeline makes one table of what arrived.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH=$PWD/$1:$PATH
root=$PWD
place=${DEMO:-$root/.build/demo-offices}
rm -rf "$place"
mkdir -p "$place/pipelines"
cd "$place"
collector=
trap '[ -z "$collector" ] || kill "$collector" 2>/dev/null || :' EXIT
say() { printf '\n\033[1m%s\033[0m\n' "$*" | if [ -t 1 ]; then cat; else sed 's/\x1b\[[0-9]*m//g'; fi; }
show() { printf '  $ %s\n' "$*"; "$@" 2>&1 | sed 's/^/    /'; }

say 'Keys: each office keeps its secret; the collector allows the public ones.'
weir keys new collector >/dev/null
for office in office-north office-south office-west; do
	weir keys new $office >/dev/null
	weir keys allow keys/$office.pub >/dev/null
done
show weir keys list

say 'A collector listens, under CURVE, and stores in ./inbox.'
weir-receive --inbox inbox --key keys/collector.key --allow keys/allowed --ready ready 'tcp://127.0.0.1:*' 2>collector.log &
collector=$!
until [ -s ready ]; do sleep 0.05; done
endpoint=$(<ready)
echo "  at $endpoint"

# Each office has the regions that fall to it, of one real feed.
feed=$root/samples/uk-study-nationality.csv
share() { weir-parse "$feed" | awk -F'\t' -v k="$1" 'NR == 1 || (length($5) % 3) == k'; }
to_collector() { weir-send --spool "$1" --flush --key "keys/$1.key" --server-key keys/collector.pub "$endpoint"; }

say 'Each office stores its records in a spool: from then on they will arrive.'
k=0
for office in office-north office-south office-west; do
	share $k | weir-send --spool $office --stream visas | sed "s/^/  $office: /"
	k=$((k + 1))
done

say 'Two deliver. office-west is killed while it does, and its line shows what waits.'
to_collector office-north
to_collector office-south
to_collector office-west & victim=$!
kill -9 $victim 2>/dev/null || :
wait $victim 2>/dev/null || :
show weir-send --spool office-west --status

say 'It comes back: the same command again delivers what is left, as a line of cron would.'
to_collector office-west
show weir-send --spool office-west --status
show weir inbox

say 'A pipeline reads what arrived, each batch in exactly one result.'
cat >pipelines/visas.jq <<'END'
{ title: "Study visas by nationality, from three offices",
  inbox: "inbox",
  steps: {
    records: {from: "inbox:office-*/visas", run: "clean"},
    countries: {from: "@records", run: "harmonise -c Nationality --to iso3 --as country --scheme ho | aggregate -g Year,country --sum Applications"},
    table: {from: "@countries", run: "emit csv", to: "out/visas.csv"}
  },
  checks: {all: {of: "@countries", find: "total(.Applications)", equals: 5017964, title: "as the Home Office published"}} }
END
show weir run --books visas
printf '\n  The ten greatest of 2024:\n\n'
weir-parse out/visas.csv | awk -F'\t' '$1 == 2024 && $2 != "" { print $3 "\t" $2 }' | sort -rn | head -n 10 |
	awk -F'\t' 'NR == 1 { most = $1 } { bar = ""; for (i = 0; i < 40 * $1 / most; i++) bar = bar "█"; printf "  %-4s %8d  %s\n", $2, $1, bar }'
show weir run visas
kill "$collector"
wait "$collector"
collector=
printf '\n  All of it lies in %s\n' "$place"
