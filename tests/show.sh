#!/bin/bash
# tests/show.sh BIN - what `make run` shows: a real pipeline, its result, its books, and what to try next.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=$1
PATH=$PWD/$bin:$PATH

weir run --quiet uk-study
echo
echo "Sponsored study in the United Kingdom, 2024: applications by nationality (Home Office, OGL v3.0)"
echo
weir-parse out/uk-study-by-country.csv |
	weir-jq 'select(.Year == "2024")' |
	weir-aggregate -g country,Nationality --sum Applications |
	tail -n +2 | sort -t$'\t' -k3,3nr | head -n 12 |
	awk -F'\t' 'NR == 1 { most = $3 } {
		bar = ""; for (i = 0; i < 40 * $3 / most; i++) bar = bar "█"
		printf "  %-3s  %-22s %8d  %s\n", $1, $2, $3, bar }'
echo
echo "Labels that name no country, all years:"
echo
weir-parse out/uk-study-by-country.csv |
	weir-aggregate -g country_kind,Nationality --sum Applications |
	awk -F'\t' 'NR > 1 && $1 != "country" { printf "  %-12s %-34s %8d\n", $1, $2, $3 }'
echo
rejected=$(($(wc -l <out/uk-study.rejects.tsv) - 1))
echo "Rejected: $rejected of $(awk -F'\t' '$1 == "records/parse" && $2 == "in" { print $4 }' out/uk-study.ledger.tsv) records"
weir-aggregate -g stage,reason --count records <out/uk-study.rejects.tsv | tail -n +2 | sed 's/^/  /'
echo
echo "The books (out/uk-study.ledger.tsv): each stage's in + made = out + rejected + dropped"
echo
awk -F'\t' 'NR > 1 { what = $2 ($3 == "" ? "" : " " $3); line[$1] = line[$1] "  " what " " $4; if (!seen[$1]++) order[++n] = $1 }
	END { for (i = 1; i <= n; i++) printf "  %-22s%s\n", order[i], line[order[i]] }' out/uk-study.ledger.tsv
echo
echo "The files: $(cd out && echo uk-study-by-*.csv) in $PWD/out"
weir run --quiet student-mobility
echo
echo "Two hosts in one table, each with its own unit (Home Office; IRCC, OGL Canada): the five greatest origins of 2024"
echo
weir-parse out/student-mobility.csv | weir-derive 'where year == 2024 and origin is not missing' | tail -n +2 |
	sort -t$'\t' -k1,1 -k6,6nr | awk -F'\t' 'n[$1]++ < 5 { printf "  %-4s from %-4s %8d  %s\n", $1, $2, $6, tolower($5) }'
echo
echo "Charts, sources and books on one page: $PWD/out/student-mobility.report.html"
echo "What was counted, by which rule, and what is missing: $PWD/out/student-mobility.metadata.html"
cat <<TRY

Try next:

  $bin/weir check uk-study
  $bin/weir-parse samples/uk-study-nationality.csv | $bin/weir-aggregate -g Quarter --sum Applications | tail -n 4
  $bin/weir run -e 'parse samples/uk-study-nationality.csv | harmonise -c Nationality --as country --scheme ho | aggregate -g country,country_kind --sum Applications | emit csv'
TRY
