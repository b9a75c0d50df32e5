#!/bin/bash
# tests/bench/stages.sh BIN [TABLE]… - single filters beside what people would take for the same answer: a table for each,
# all if none is named. ROWS (1000000) records; bench.bash says what else it takes.
# shellcheck disable=SC2317 # the tables are called by name
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
bin=$(cd "$1" && pwd) || exit 64
shift
. "$root/tests/bench/bench.bash"
PATH=$bin:$PATH
rows=${ROWS:-1000000}
cd "$root" || exit 70
# Filters stand beside programs of one thread.
single=$(weir-parse --help | grep -qe --threads && echo "--threads 1")
export FILE single

# made NAME COMMAND: what the command writes, as the file NAME of the bench, which is $FILE from then on.
made() {
	bash -c "$2" >"$out/$1" || exit 70
	FILE=$out/$1
}
# students: CSV of which every record is good and one line. Quotes and padding are in it.
students() {
	feed "$rows" -r 0 -l 0
	RECORDS=$rows
}
as_text() {
	students
	made students.tsv 'exec weir-parse $single "$FILE"'
}
amounts() {
	students
	made amounts.tsv 'weir-parse -c office_id,level,field "$FILE" |
		awk -F"\t" -v OFS="\t" "NR == 1 { print \$0, \"amount\"; next } { print \$0, NR * 7919 % 10007 }"'
}

parse() {
	students
	contend 'weir-parse, one column' 'exec weir-parse $single -c record_id "$FILE"' 'exec wc -l'
	contend 'weir-parse, all columns' 'exec weir-parse $single "$FILE"' 'exec wc -l'
	contend 'wc -l' 'exec wc -l <"$FILE"'
	contend 'cat, one pipe' 'cat "$FILE" | cat' 'exec wc -l'
	table parse 'parse, counted' 'wc -l'
	contend weir-parse 'exec weir-parse $single "$FILE"'
	contend_if mlr miller 'exec mlr --icsv --otsv cat "$FILE"'
	table parse-text 'parse, CSV as weir text'
}

dedup() {
	students
	made keys.tsv 'exec weir-parse $single -c office_id,record_id "$FILE"'
	contend weir-dedup 'exec weir-dedup $single -k office_id,record_id "$FILE"' sort
	contend_if mawk "mawk '!s[\$0]++'" "exec mawk '!seen[\$0]++' \"\$FILE\"" sort
	contend 'sort -u' 'exec sort -u "$FILE"' sort
	contend_if mlr miller 'exec mlr --tsv head -n 1 -g office_id,record_id "$FILE"' sort
	table dedup 'dedup by two columns'
}

aggregate() {
	local body='tail -n +2 | sort'
	amounts
	contend weir-aggregate 'exec weir-aggregate $single -g office_id,level,field --count n --sum amount "$FILE"' "$body"
	contend_if mawk mawk "exec mawk -F'\t' 'NR > 1 { k = \$1 FS \$2 FS \$3; n[k]++; s[k] += \$4 }
		END { for (k in n) print k FS n[k] FS s[k] }' \"\$FILE\"" sort
	contend_if datamash datamash 'tail -n +2 "$FILE" | datamash -s -g 1,2,3 count 4 sum 4' sort
	contend_if mlr miller 'exec mlr --tsv stats1 -a count,sum -f amount -g office_id,level,field "$FILE"' "$body"
	table aggregate 'aggregate: count and sum by three columns'
}

through() {
	as_text
	contend 'weir-clean of one column' 'exec weir-clean $single -c status "$FILE"'
	contend 'cat, one pipe' 'cat "$FILE" | cat'
	contend 'cut -f' 'exec cut -f 1-13 "$FILE"'
	contend_if mlr miller 'exec mlr --tsv cat "$FILE"'
	table through 'weir text through a stage without state'
}

clean() {
	as_text
	contend weir-clean 'exec weir-clean $single "$FILE"'
	contend 'sed, three substitutions' 'exec sed -E "s/( |\\\\t)+/ /g; s/(^|\t) /\1/g; s/ (\t|$)/\1/g" "$FILE"'
	contend_if mlr miller 'exec mlr --tsv -S clean-whitespace -v "$FILE"'
	table clean 'clean: blanks of 13 columns'
}

harmonise() {
	local harmonise='weir-harmonise -q -c citizenship --as country'
	as_text
	export answers=$out/answers.tsv
	{ echo citizenship; tail -n +2 "$FILE" | cut -f 7 | sort -u; } | $harmonise >"$answers" || exit 70
	contend weir-harmonise "exec $harmonise $single \"\$FILE\""
	contend_if mawk 'mawk, a table of the answers' "exec mawk -F'\t' -v OFS='\t' -v answers=\"\$answers\" '
		BEGIN { while ((getline < answers) > 0) of[\$1] = \$2 OFS \$3 }
		{ print \$0, of[\$7] }' \"\$FILE\""
	table harmonise 'harmonise: citizenships'
}

derive() {
	amounts
	contend weir-derive "exec weir-derive $single 'double = amount * 2; large = if amount > 5000 then \"yes\" else \"no\"' \"\$FILE\""
	contend_if mawk mawk "exec mawk -F'\t' -v OFS='\t' 'NR == 1 { print \$0, \"double\", \"large\"; next }
		{ print \$0, \$4 * 2, (\$4 > 5000 ? \"yes\" : \"no\") }' \"\$FILE\""
	contend_if mlr miller "exec mlr --tsv put '\$double = \$amount * 2; \$large = \$amount > 5000 ? \"yes\" : \"no\"' \"\$FILE\""
	table derive 'derive: arithmetic and a condition'
}

quarters() {
	export descriptor=conf/feeds/uk-study-nationality.json sums='aggregate -g Quarter --sum Applications'
	real_feed "$rows"
	contend 'weir, one chain' 'exec weir run -q -e "parse $FILE | $sums"' 'tail -n +2'
	contend 'weir, a process a stage' 'exec weir run -q --processes -e "parse $FILE | $sums"' 'tail -n +2'
	contend 'weir, shell pipe' 'weir-parse "$FILE" | weir-$sums' 'tail -n +2'
	contend 'weir, every value held to its schema' \
		'exec weir run -q -e "parse --feed $descriptor $FILE | clean --feed $descriptor | $sums"' 'tail -n +2'
	contend_if mlr miller "exec mlr --icsv --otsv stats1 -a sum -f ' Applications ' -g Quarter then sort -f Quarter \"\$FILE\"" 'tail -n +2'
	table quarters 'Sums by quarter of a real feed'
}

# Observations, each held to its data structure.
observations() {
	made observations.tsv "exec awk -F'\t' -v OFS='\t' -v rows=$rows -f '$here/observations.awk' conf/sdmx/uis-uoe-non-finance/CL_AREA.tsv"
	RECORDS=$rows
	contend 'weir-emit sdmx-csv' 'exec weir-emit $single sdmx-csv --structure uis-uoe-non-finance "$FILE"' 'wc -l'
	contend 'weir-emit csv, nothing checked' 'exec weir-emit $single csv "$FILE"' 'wc -l'
	table observations 'Observations as SDMX-CSV'
}

interactive() {
	"$here/interactive.sh" "$bin" "$out" || bad=1
}

tables=(parse dedup aggregate through clean harmonise derive quarters observations interactive)
[ $# -gt 0 ] || set -- "${tables[@]}"
for one; do
	[[ " ${tables[*]} " == *" $one "* ]] || { echo "stages.sh: no table '$one', but ${tables[*]}" >&2; exit 64; }
	"$one"
done
exit "$bad"
