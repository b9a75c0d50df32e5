#!/bin/bash
# tests/run.sh BUILD - runs all tests against the programs in BUILD/bin, and ends with `N passed, N failed`.
# With QUICK=1 only the cases that touch our own code closely: no whole builds, no foreign servers.
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "${1:?the directory of the build}" && pwd) || exit 64
export WEIR_BIN=$build/bin CMOCKA_MESSAGE_OUTPUT=TAP LC_ALL=C.UTF-8
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
cd "$root" || exit 70

one() {
	name=${1#"$root/"}
	log=$2/$(tr / . <<<"$name").tap
	case $1 in
	*.bats) timeout 600 bats --tap "$1" >"$log" 2>&1 ;;
	*) timeout 600 "$1" >"$log" 2>&1 ;;
	esac
	status=$?
	# A program that died, or ran nothing, has failed, whatever it printed before.
	if [ $status -ne 0 ] && ! grep -q '^not ok' "$log" || ! grep -qE '^(ok|not ok)' "$log"; then
		echo "not ok - $name ended with status $status" >>"$log"
	fi
	grep -q '^not ok' "$log" && { echo "--- $name"; cat "$log"; } >&2
	return 0
}
export -f one
export root

{
	find "$build/unit" -type f -perm -u+x 2>/dev/null
	find filters pipelines tests -name '*.bats'
} | sort | xargs -P "$(nproc)" -I{} bash -c 'one "$1" "$2"' _ {} "$results"

count() { cat "$results"/*.tap 2>/dev/null | grep -cE "$1"; }
failed=$(count '^not ok')
skipped=$(count '^ok .*# skip')
passed=$(($(count '^ok') - skipped))
grep -hoE '# skip.*' "$results"/*.tap | sort | uniq -c | sort -rn | sed 's/# skip/skipped:/'
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
