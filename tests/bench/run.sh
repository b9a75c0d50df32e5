#!/bin/bash
# tests/bench/run.sh BIN [COPIES] - the same job by Weir and by what people have, side by side: interleaved rounds, median
# seconds, and the ratio to the first. Results are compared in every round.
set -euo pipefail
cd "$(dirname "$0")/../.."
PATH=$PWD/$1:$PATH
copies=${2:-40} rounds=${ROUNDS:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C

names=() commands=()
add() { names+=("$1"); commands+=("$2"); }

# table TITLE FILE PATTERN: runs what was added. Lines of a result that match the pattern have to be the same for all, where
# there is one: tools head their columns in their own ways.
table() {
	local i round start end
	declare -A seconds
	for ((round = 0; round < rounds; round++)); do
		for i in "${!names[@]}"; do
			start=$EPOCHREALTIME
			bash -c "${commands[i]}" >"$work/out.$i"
			end=$EPOCHREALTIME
			seconds[$i]+=" $(awk -v a="$start" -v b="$end" 'BEGIN { print b - a }')"
			[ -z "$3" ] || cmp -s <(grep -E "$3" "$work/out.0" | tr -d '\r') <(grep -E "$3" "$work/out.$i" | tr -d '\r') ||
				{ echo "${names[i]} gave another result" >&2; exit 1; }
		done
	done
	printf '\n%s: %d MB, median of %d rounds\n\n' "$1" $(($(stat -c %s "$2") / 1000000)) "$rounds"
	printf '%-42s %9s %9s %9s\n' command seconds MB/s ratio
	for i in "${!names[@]}"; do
		tr ' ' '\n' <<<"${seconds[$i]# }" | sort -g | awk '{ s[NR] = $1 } END { print s[int((NR + 1) / 2)] }'
	done | paste <(printf '%s\n' "${names[@]}") - | awk -F'\t' -v bytes="$(stat -c %s "$2")" \
		'NR == 1 { first = $2 } { printf "%-42s %9.3f %9.0f %9.2f\n", $1, $2, bytes / $2 / 1e6, $2 / first }'
	names=() commands=()
}

# --- sums by quarter of a real feed --------------------------------------------------------------
export feed=$work/feed.csv descriptor=$PWD/conf/feeds/uk-study-nationality.json
one=samples/uk-study-nationality.csv
{ head -n 1 "$one"; for ((i = 0; i < copies; i++)); do tail -n +2 "$one"; done; } >"$feed"
add 'weir, one chain' 'weir run -q -e "parse $feed | aggregate -g Quarter --sum Applications"'
add 'weir, a process a stage' 'weir run -q --processes -e "parse $feed | aggregate -g Quarter --sum Applications"'
add 'weir, shell pipe' 'weir-parse "$feed" | weir-aggregate -g Quarter --sum Applications'
add 'weir, every value held to its schema' 'weir run -q -e "parse --feed $descriptor $feed | clean --feed $descriptor | aggregate -g Quarter --sum Applications"'
for awk in mawk gawk; do
	command -v $awk >/dev/null || continue
	add "$awk, as if nothing were quoted" "$awk -F, 'NR > 1 { n[\$2] += \$NF } END { for (q in n) print q \"\\t\" n[q] }' \"\$feed\" | sort"
done
if command -v mlr >/dev/null; then
	add Miller "mlr --icsv --otsv stats1 -a sum -f ' Applications ' -g Quarter then sort -f Quarter \"\$feed\""
fi
table "sums by quarter, uk-study-nationality × $copies" "$feed" '^20[0-9]{2} Q'

# --- a hop in place of a pipe, on this host --------------------------------------------------------
export hop=$work/hop keys=$work/keys
(cd "$work" && weir keys new office && weir keys new collector && weir keys allow keys/office.pub) >/dev/null
# hop RECEIVE SEND: the two ends, each with its options, at a port that the system chooses.
hop() {
	rm -f "$hop"
	# shellcheck disable=SC2086
	weir-receive --ready "$hop" $1 | weir-aggregate -g Quarter --sum Applications &
	until [ -s "$hop" ]; do sleep 0.002; done
	# shellcheck disable=SC2086
	weir-parse "$feed" | weir-send $2 "$(<"$hop")"
	wait
}
export -f hop
add 'a pipe' 'weir-parse "$feed" | weir-aggregate -g Quarter --sum Applications'
add 'a hop over TCP under CURVE' 'hop "--key $keys/collector.key --allow $keys/allowed tcp://127.0.0.1:*" "--key $keys/office.key --server-key $keys/collector.pub"'
add 'a hop over TCP without keys' 'hop tcp://127.0.0.1:* ""'
table "a hop in place of a pipe, uk-study-nationality × $copies" "$feed" '^20[0-9]{2} Q'

# --- a million observations, each held to its data structure ------------------------------------------
export observations=$work/observations.tsv
awk -F'\t' -v OFS='\t' 'NR > 1 && $1 ~ /^[A-Z][A-Z]$/ { area[n++] = $1 } END {
	levels = split("ISCED11_5 ISCED11_54 ISCED11_55 ISCED11_6 ISCED11_7 ISCED11_8", level, " "); split("F M _T", sex, " ")
	print "EDUCATION_TYPE", "EDUCATION_LEV", "EDUCATION_FIELD", "GRADE", "INTENSITY", "ORIGIN", "MOBILITY", "STAT_UNIT", "FREQ",
		"REF_AREA", "REF_SECTOR", "SEX", "AGE", "UNIT_MEASURE", "BREAKDOWN_GROUP", "TIME_PERIOD", "OBS_VALUE", "TABLE_IDENTIFIER",
		"ORIGIN_CRITERION", "REPYEARSTART", "REPYEAREND", "DECIMALS", "UNIT_MULT", "CONF_STATUS", "OBS_STATUS", "COMMENT_OBS"
	for (i = 0; i < 1000000; i++) {
		s = int(i / 2) % 3; l = int(i / 6) % levels; o = int(i / 6 / levels) % n
		print "_T", level[l + 1], "_T", "_T", "_T", area[o], "MOB", "STU", "A", area[int(i / 6 / levels / n)], "INST_T", sex[s + 1], "_T",
			"PS", "CNT_ORIGIN_SEX_EDL", 2023 + i % 2, i * 7919 % 10007, "ENRL6", "SEC_ED", "2023-09-01", "2024-08-31", 0, 0, "F", "A", ""
	} }' conf/sdmx/uis-uoe-non-finance/CL_AREA.tsv >"$observations"
add 'weir-emit sdmx-csv' 'weir-emit sdmx-csv --structure uis-uoe-non-finance "$observations"'
add 'weir-emit csv, nothing checked' 'weir-emit csv "$observations"'
table 'SDMX-CSV of UOE_NON_FINANCE, a million rows' "$observations" ''

# --- memory, whatever the size of the input --------------------------------------------------------
# peak NAME FILE-OR-FORMAT…: what parse took at most, over standard input where no file is named.
peak() {
	python3 -c 'import resource, subprocess, sys
subprocess.run(["weir-parse", "-o", "/dev/null"] + sys.argv[2:], check=True)
print("%-42s %9.1f" % (sys.argv[1], resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024))' "$@"
}
bytes=$((${GIGABYTES:-5} * 1000000000))
if command -v python3 >/dev/null; then
	printf '\nmemory of parse over %d GB\n\n%-42s %9s\n' $((bytes / 1000000000)) format MiB
	record='{"Year":"2024","Quarter":"2024 Q4","Type of application":"Visa","Nationality":"India","Applications":12345}'
	row='2024,2024 Q4,Visa,"Gambia, The",12345'
	lines() { { yes "$1" || true; } | head -n $((bytes / (${#1} + 1))); }
	{ echo a,b,c,d,e; lines "$row"; } | peak CSV
	lines "$record" | peak NDJSON --format ndjson
	{ echo '['; lines "$record,"; echo "$record]"; } | peak JSON --format json
	python3 - "$work/book.xlsx" "$bytes" <<-'PY'
		import sys, zipfile
		rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
		rows = "".join(f'<row><c t="s"><v>{i * 37 % 500000}</v></c><c><v>{i}.25</v></c><c t="inlineStr"><is><t>x{i}</t></is></c></row>'
		    for i in range(100000)).encode()
		with zipfile.ZipFile(sys.argv[1], "w", 8, compresslevel=1) as z:
		    z.writestr("_rels/.rels", f'<r><Relationship Id="a" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></r>')
		    z.writestr("xl/_rels/workbook.xml.rels", f'<r><Relationship Id="a" Type="{rel}/worksheet" Target="sheet.xml"/>'
		        f'<Relationship Id="b" Type="{rel}/sharedStrings" Target="texts.xml"/></r>')
		    z.writestr("xl/workbook.xml", f'<w xmlns:r="{rel}"><sheet name="S" r:id="a"/></w>')
		    with z.open("xl/sheet.xml", "w", force_zip64=True) as sheet:
		        sheet.write(b"<s>")
		        for i in range(int(sys.argv[2]) // len(rows) + 1):
		            sheet.write(rows)
		        sheet.write(b"</s>")
		    with z.open("xl/texts.xml", "w") as texts:
		        texts.write(b"<t>")
		        for i in range(500000):
		            texts.write(f"<si><t>text number {i:06d} of a workbook with many of them</t></si>".encode())
		        texts.write(b"</t>")
	PY
	peak 'XLSX, 500,000 texts' --no-header "$work/book.xlsx"
fi

# --- the job of the generator beside the project, where it is there --------------------------------
bench=../shared/bench
[ -f $bench/gen.c ] || { echo; echo 'The generator and the hand-written job are not beside this clone: left out.'; exit 0; }
cc -O2 -o "$work/gen" $bench/gen.c
cc -O3 -march=native -o "$work/roof" $bench/roof.c
export students=$work/students.csv lookup=$work/lookup.tsv schema=$work/students.json roof=$work/roof
"$work/gen" -n "${ROWS:-1000000}" -s 1 -t "$lookup" >"$students"
cat >"$schema" <<-'JSON'
	{"schema": {"fieldsMatch": "superset", "fields": [
	  {"name": "office_id"}, {"name": "record_id"}, {"name": "sex"}, {"name": "citizenship"}, {"name": "level"}, {"name": "field"},
	  {"name": "birth_date", "type": "date", "weir:formats": ["default", "%d/%m/%Y"], "constraints": {"required": true, "minimum": "1900-01-01", "maximum": "2099-12-31"}},
	  {"name": "enrol_date", "type": "date", "weir:formats": ["default", "%d/%m/%Y"], "constraints": {"required": true, "minimum": "1900-01-01", "maximum": "2099-12-31"}}]}}
JSON
job='parse -c office_id,record_id,birth_date,sex,citizenship,level,field,enrol_date --max-rejects 1% $students | clean --feed $schema --max-rejects 1% | dedup -k office_id,record_id | aggregate -g sex,level,field --count n'
add 'roof: the whole job by hand, which does more' '"$roof" "$students" "$lookup"'
add 'weir, one chain' "weir run -q -e \"$job\""
add 'weir, a process a stage' "weir run -q --processes -e \"$job\""
table 'parse, clean, dedup, aggregate' "$students" ''
