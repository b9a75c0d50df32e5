#!/bin/bash
# tests/bench/country.sh BIN - how many names of countries are told right, and how fast: records of few distinct texts,
# distinct texts, and the start. The cases are those beside this clone, where they are there.
set -euo pipefail
cd "$(dirname "$0")/../.."
PATH=$PWD/$1:$PATH
shared=$PWD/../shared/country
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8
cd "$work"

# One run for each scheme; the answers in the order of the cases.
score() {
	local scheme
	awk -F'\t' 'NR > 1 { t = $1; gsub(/\\/, "\\\\", t); print NR "\t" $2 "\t" $3 "\t" t }' "$shared/dev.tsv" >cases
	while read -r scheme; do
		{ printf 'n\tscheme\tday\ttext\n'; awk -F'\t' -v s="${scheme#-}" '$2 == s' cases; } >in
		weir-harmonise -c text --date day --as code ${scheme:+--scheme} ${scheme:+"$scheme"} in | tail -n +2 | cut -f 1,5,6
	done < <(cut -f 2 cases | sort -u) | sort -n | cut -f 2- >answers
	"$shared/score.py" "$shared/dev.tsv" answers --show 20
}
if [ -f "$shared/dev.tsv" ]; then
	score
	{ echo text; tail -n +2 "$shared/dev.tsv" | awk -F'\t' '$2 == "" { gsub(/\\/, "\\\\", $1); print $1 }'; } >names
else
	echo 'The cases are not beside this clone: speeds alone.'
	{ echo text; weir countries list | tail -n +2 | cut -f 4; } >names
fi

# rate TITLE FILE: values a second of processor time, reading and writing included; the best of five.
rate() {
	local best=
	for _ in 1 2 3 4 5; do
		best+=$({ TIMEFORMAT=%U; time weir-harmonise -c text "$2" >/dev/null; } 2>&1)$'\n'
	done
	sort -g <<<"$best" | awk -v n="$(($(wc -l <"$2") - 1))" -v t="$1" '$1 > 0 { printf "%-44s %12.0f a second\n", t, n / $1; exit }'
}
printf '\n'
head -n 201 names >few
{ head -n 1 few; for _ in {1..20000}; do tail -n +2 few; done; } >many
rate '200 distinct texts in 4 million records' many
{ head -n 1 names; for mark in '' ' ' '*' '!' ';' '.' '"' ':' '#' '-' '/' '+' '=' '~' '_' '|'; do tail -n +2 names | sed "s/$/ ${mark/\//\\/}/"; done; } | awk '!seen[$0]++' >distinct
rate 'distinct texts, each once' distinct
head -n 2 names >one
TIMEFORMAT='%R'
{ time for _ in {1..20}; do weir-harmonise -c text one >/dev/null; done; } 2>&1 | awk '{ printf "%-44s %12.1f ms\n", "start and end", $1 * 50 }'
