#!/bin/bash
# power.sh CUTS - cuts the power of an office and of a collector, and fails every write, sync, rename and open of theirs once.
# The rigs that do so (../shared/rigs/faults beside the clone) are not part of Weir; without them it says so and ends.
set -u
rig=$(cd "$(dirname "$0")/../.." && pwd)/../shared/rigs/faults cuts=${1:-200}
[ -x "$rig/powercut.sh" ] || { echo "power.sh: skipped, there is no $rig"; exit 0; }
here=$(cd "$(dirname "$0")" && pwd) work=$(mktemp -d) || exit 71
cd "$work" || exit 71
trap 'kill $(jobs -p) 2>/dev/null; cd / && rm -rf "$work"' EXIT
printf 'id\n2\n' >two
head -c 700000 /dev/urandom >big
export work
bad=0
step() { # WHAT COMMAND…: the last lines of what it says
	echo "$1"
	"${@:2}" >log 2>&1 || bad=1
	tail -n 4 log
}
part="bash $here/parts.sh"
step 'office: every write, sync, rename and open fails once, while it stores' \
	"$rig/every-site.sh" disk "$part office_begin" "$part office_store" "$part office_check"
step 'office: the same, while it delivers' \
	"$rig/every-site.sh" disk "$part deliver_begin" "$part deliver_do" "$part deliver_check"
step 'collector: the same' \
	"$rig/every-site.sh" disk "$part collect_begin" "$part collect_do" "$part collect_check"
rm -rf disk && mkdir disk
step 'office: power cuts' "$rig/powercut.sh" -n "$cuts" disk "$part office_work" "$part office_after \$1 \$2"
rm -rf disk && mkdir disk
step 'collector: power cuts' "$rig/powercut.sh" -n "$cuts" disk "$part collector_work" "$part collector_after \$1 \$2"
exit $bad
