#!/bin/bash
# tests/bench/memory.sh BIN - what parse takes of memory at most, however large its input: a table, and a failure where it is
# more than it may be.
#
#   GIGABYTES (5)   of each format, unpacked; 0.05 is a trial        MOST (64)   MiB that it may take
#   TEXTS (500000)  that cells of the workbook share
# All but the workbook come through a pipe, so that only that takes room on the disk.
# shellcheck disable=SC2317 # what makes a feed is called by name
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
bin=$(cd "$1" && pwd)
. "$root/tests/bench/bench.bash"
PATH=$bin:$PATH
most=${MOST:-64}
texts=${TEXTS:-500000}
bytes=$(awk -v gigabytes="${GIGABYTES:-5}" 'BEGIN { printf "%.0f", gigabytes * 1e9 }')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# times ROW: a line again and again.
times() { { yes "$1" || true; } | head -n $((bytes / (${#1} + 1))); }

row='2024,2024 Q4,Visa,"Gambia, The",12345'
record='{"Year":"2024","Quarter":"2024 Q4","Type of application":"Visa","Nationality":"India","Applications":12345}'
csv() { echo a,b,c,d,e; times "$row"; }
ndjson() { times "$record"; }
json() { echo '['; times "$record,"; echo "$record]"; }
packed() { csv | gzip -1; }

# Of texts that cells share, numbers, and texts in their cells.
workbook() {
	python3 - "$work/book.xlsx" "$bytes" "$texts" <<-'PY'
		import sys, zipfile
		texts = int(sys.argv[3])
		rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
		rows = "".join(f'<row><c t="s"><v>{i * 37 % texts}</v></c><c><v>{i}.25</v></c><c t="inlineStr"><is><t>x{i}</t></is></c></row>'
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
		    with z.open("xl/texts.xml", "w") as out:
		        out.write(b"<t>")
		        for i in range(texts):
		            out.write(f"<si><t>text number {i:06d} of a workbook with many of them</t></si>".encode())
		        out.write(b"</t>")
	PY
	cat "$work/book.xlsx"
}

# peak NAME FEED [OPTION…]: one line of the table.
peak() {
	local log=$work/log took memory
	rm -f "$log"
	if [ "$2" = workbook ]; then
		workbook >/dev/null
		measure "$log" weir-parse -o /dev/null --ledger "$work/books" "${@:3}" "$work/book.xlsx"
	else
		"$2" | measure "$log" weir-parse -o /dev/null --ledger "$work/books" "${@:3}"
	fi
	took=$(cut -f 2 "$log")
	memory=$(awk '{ printf "%.1f", $4 / 1024 }' "$log")
	printf '| %s | %s | %s | %s |\n' "$1" "$(awk -F'\t' '$2 == "out" { print $4 }' "$work/books")" "$took" "$memory"
	awk -v is="$memory" -v most="$most" 'BEGIN { exit is > most }' || { echo "$1: $memory MiB, more than $most" >&2; bad=1; }
}

{
	printf '**Memory of parse** over %s GB of each format, at most %s MiB.\n\n' "${GIGABYTES:-5}" "$most"
	printf '| format | records | processor s | peak MiB |\n| --- | ---: | ---: | ---: |\n'
	peak CSV csv
	peak 'CSV, gzip' packed
	peak NDJSON ndjson --format ndjson
	peak JSON json --format json
	peak "XLSX, $texts shared texts" workbook --no-header
	echo
} >"$out/memory.md"
cat "$out/memory.md"
exit "$bad"
