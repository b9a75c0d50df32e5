#!/bin/bash
# tests/bench/memory.sh BIN - what parse takes of memory at most, however large its input: GIGABYTES (5) of each format.
set -euo pipefail
PATH=$(cd "$1" && pwd):$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bytes=$((${GIGABYTES:-5} * 1000000000))

# peak NAME FILE-OR-FORMAT…: over standard input where no file is named.
peak() {
	python3 -c 'import resource, subprocess, sys
subprocess.run(["weir-parse", "-o", "/dev/null"] + sys.argv[2:], check=True)
print("%-42s %9.1f" % (sys.argv[1], resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024))' "$@"
}
lines() { { yes "$1" || true; } | head -n $((bytes / (${#1} + 1))); }

printf 'memory of parse over %d GB\n\n%-42s %9s\n' $((bytes / 1000000000)) format MiB
record='{"Year":"2024","Quarter":"2024 Q4","Type of application":"Visa","Nationality":"India","Applications":12345}'
row='2024,2024 Q4,Visa,"Gambia, The",12345'
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
