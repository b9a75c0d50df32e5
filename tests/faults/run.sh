#!/bin/bash
# run.sh BIN - kills, power cuts, lines that fail and attacks, for long: what the bars of storage and delivery ask for.
set -u
here=$(cd "$(dirname "$0")" && pwd)
PATH=$(cd "$1" && pwd):$PATH
export PATH
bad=0
"$here/offices.sh" --offices 8 --kills 1000 --seed 1 || bad=1
"$here/power.sh" 200 || bad=1
"$here/partitions.sh" --offices 10 --partitions 100 --longest 60 --within 5 --seed 1
is=$?
[ $is -eq 0 ] || [ $is -eq 69 ] || bad=1
"$here/attack.sh" || bad=1
exit $bad
