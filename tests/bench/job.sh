#!/bin/bash
# tests/bench/job.sh FILE LOOKUP [OPTION…] - students of FILE (CSV) by year, sex, citizenship, level and field, one chain of
# ordinary filters: CSV on standard output, behind it what became of the records, from the ledger. Options are those of
# weir run.
set -euo pipefail
PATH=${WEIR_BIN:-$(dirname "$0")/../../.build/bin}:$PATH
[ $# -ge 2 ] || { echo "usage: job.sh FILE LOOKUP [OPTION...]" >&2; exit 64; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

quoted() { printf "'%s'" "${1//\'/\'\\\'\'}"; } # a word for -e

# day COLUMN: one of two forms, ten characters long, made YYYY-MM-DD; anything else becomes what is no date.
day() {
	printf '%s = trim(%s); ' "$1" "$1"
	printf '%s = if length(%s) != 10 then "" else if slice(%s, 3, 1) == "/" and slice(%s, 6, 1) == "/" ' "$1" "$1" "$1" "$1"
	printf 'then concat(slice(%s, 7), "-", slice(%s, 4, 2), "-", slice(%s, 1, 2)) else %s; ' "$1" "$1" "$1" "$1"
	printf '%s = coalesce(%s, "none")' "$1" "$1"
}
in_range() { printf '%s = year(%s); where %s >= 1900 and %s <= 2099' "$1" "$2" "$1" "$1"; }

tidy='office_id = trim(office_id); record_id = trim(record_id); citizenship = trim(citizenship); level = trim(level)'
tidy+='; field = trim(field); sex = lower(trim(sex)); sex = coalesce(if sex in ("m", "male", "1") then "M" else '
tidy+='if sex in ("f", "female", "2") then "F" else "U", "U")'
columns=office_id,record_id,birth_date,sex,citizenship,level,field,enrol_date
any='--max-rejects 100%'
chain="parse $any -c $columns $(quoted "$1")"
chain+=" | derive $any $(quoted "$(day birth_date); $(in_range born birth_date)")"
chain+=" | derive $any $(quoted "$(day enrol_date); $(in_range year enrol_date); age = year - born; $tidy")"
chain+=" | lookup -k citizenship --table $(quoted "$2") --table-key text -c iso3"
chain+=" | derive 'iso3 = coalesce(iso3, \"UNK\")'"
chain+=" | dedup --allow-missing -k office_id,record_id"
chain+=" | aggregate -g year,sex,iso3,level,field --count n --sum age=age_sum | emit csv"
weir run -q --ledger "$work/ledger" "${@:3}" -e "$chain"

awk -F'\t' '
	$2 == "in" && $1 ~ /^parse/ { read = $4 }
	$2 == "rejected" || $2 == "dropped" { lost[$1] += $4 }
	$2 == "out" && $1 ~ /^dedup/ { kept = $4 }
	END {
		printf "#read,%d\n#fields,%d\n#birth_date,%d\n#enrol_date,%d\n", read, lost["parse"], lost["derive"], lost["derive.2"]
		printf "#duplicate,%d\n#kept,%d\n", lost["dedup"], kept
	}' "$work/ledger"
