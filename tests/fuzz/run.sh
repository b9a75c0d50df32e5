#!/bin/bash
# tests/fuzz/run.sh [SECONDS] - libFuzzer over parse, weir text and descriptors, so long for each; a finding is kept and ends it.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-${SECONDS_EACH:-30}}
build=.build/fuzz
mkdir -p "$build"
links() { sed -n 's|^/\* link: \(.*\) \*/$|\1|p' "$@" | tr '\n' ' '; }

target() { # target NAME FILTER SEED…: builds and runs
	local name=$1 filter=$2 sources
	mapfile -t sources < <(find filters/lib "filters/$filter" -maxdepth 1 -name '*.c' ! -name main.c)
	# shellcheck disable=SC2046 # the packages are words
	clang -g -O1 -std=gnu17 -D_GNU_SOURCE -DWEIR_VERSION='"fuzz"' -Ifilters -fsanitize=fuzzer,address,undefined \
		-fno-sanitize-recover=undefined -o "$build/$name" "tests/fuzz/$name.c" "${sources[@]}" $(links "${sources[@]}")
	mkdir -p "$build/$name.corpus"
	shift 2
	for seed; do cp "$seed" "$build/$name.corpus/"; done
	"$build/$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -artifact_prefix="$build/$name." \
		-print_final_stats=1 "$build/$name.corpus" >"$build/$name.log" 2>&1 || { tail -n 40 "$build/$name.log" >&2; exit 1; }
	echo "$name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$name.log") inputs, nothing found"
}

head -c 2000 samples/uk-study-institution.csv >"$build/seed.csv"
printf 'a\tb\n1\\t2\t\n\\\\\t3\n' >"$build/seed.tsv"
printf '\x08[{"a":1.5,"b":"\\u00e9"},\n{"a":{"b":[1,"x"]},"c":null}]' >"$build/seed.json"
printf '\x00{"a":[{"b":[1]}]}\n[1,"2"]\n' >"$build/seed.ndjson"
{
	printf '<s><row r="1"><c r="A1" t="s" s="1"><v>0</v></c><c r="B1" s="1"><v>45351.5</v></c></row><row><c t="e"><v>#N/A</v></c>'
	printf '<c t="inlineStr"><is><t>x_x000D_</t></is></c></row><mergeCell ref="A1:A2"/></s>\0<t><si><t>a</t></si></t>\0'
	printf '<y><numFmt numFmtId="164" formatCode="yyyy"/><cellXfs><xf/><xf numFmtId="164"/></cellXfs></y>'
} >"$build/seed.xlsx"
target parse parse "$build/seed.csv"
target xlsx parse "$build/seed.xlsx"
{
	printf '<d xmlns:office="o" xmlns:table="t" xmlns:text="x"><table:table table:name="S"><table:table-row table:number-rows-repeated="2">'
	printf '<table:table-cell office:value-type="float" office:value="1.5" table:number-columns-spanned="2" table:number-rows-spanned="2"/>'
	printf '<table:table-cell table:number-columns-repeated="3"><text:p>a<text:s text:c="2"/></text:p></table:table-cell></table:table-row></table:table></d>'
} >"$build/seed.ods"
target ods parse "$build/seed.ods"
target json parse "$build/seed.json" "$build/seed.ndjson"
target clean clean "$build/seed.tsv"
target feed clean conf/feeds/*.json
for pack in gzip xz bzip2; do { printf '\0'; head -c 300 "$build/seed.csv" | $pack -c; } >"$build/seed.$pack"; done
{ printf '\0'; head -c 300 "$build/seed.csv" | zip -q - -; } >"$build/seed.zip"
{ printf '\2'; head -c 300 "$build/seed.csv" | iconv -f UTF-8 -t UTF-16LE; } >"$build/seed.utf-16"
target packed parse "$build"/seed.{gzip,xz,bzip2,zip,utf-16}
for rules in 0 1 2 3 4; do printf "\\$rules%s" $'a,2015,\n,Q1,\nx,1,2\n,"3",-\ntotal,4,5\n,,\nnote\n' >"$build/seed.$rules"; done
target shape parse "$build"/seed.{0,1,2,3,4}
