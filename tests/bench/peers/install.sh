#!/bin/bash
# tests/bench/peers/install.sh DIR - what Weir is held against: Debian's packages, and two of npm below DIR. What cannot be
# installed is named, and the bench goes without it.
set -uo pipefail
[ $# = 1 ] || { echo "usage: install.sh DIR" >&2; exit 64; }
root=$(cd "$(dirname "$0")/../../.." && pwd)
polars=nodejs-polars@0.26.1 duckdb=@duckdb/node-api@1.5.6-r.1

there() { local one; for one; do command -v "$one" >/dev/null || return; done; }
there mawk mlr sqlite3 datamash socat || "$root/.ci/install" bench >&2 </dev/null
there node npm || "$root/.ci/install" bench-npm >&2 </dev/null

loads() { (cd "$1" && node -e 'require(process.argv[1])' "$2") >/dev/null 2>&1; }
both() { loads "$1" nodejs-polars && loads "$1" @duckdb/node-api; }
if there npm && ! both "$1"; then
	mkdir -p "$1" || exit 73
	quiet=(--no-audit --no-fund --loglevel=error --prefix "$1")
	[ -f "$1/package.json" ] || echo '{"name": "peers", "private": true}' >"$1/package.json"
	for package in $polars $duckdb; do
		npm install "${quiet[@]}" "$package" >&2
	done
	# npm leaves the native part out where that asks for a newer Node; it runs all the same.
	case $(uname -m) in x86_64) cpu=x64 ;; aarch64) cpu=arm64 ;; *) cpu= ;; esac
	[ -z "$cpu" ] || loads "$1" nodejs-polars || npm install "${quiet[@]}" "nodejs-polars-linux-$cpu-gnu@${polars##*@}" >&2
fi
exit 0
