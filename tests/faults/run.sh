#!/bin/bash
# run.sh BIN - kills and power cuts, for long: what the bars of storage and delivery ask for.
set -u
here=$(cd "$(dirname "$0")" && pwd)
PATH=$(cd "$1" && pwd):$PATH
export PATH
bad=0
"$here/offices.sh" --offices 8 --kills 1000 --seed 1 || bad=1
"$here/power.sh" 200 || bad=1
exit $bad
