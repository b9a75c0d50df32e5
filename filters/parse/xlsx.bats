load ../../tests/weir

# book FILE SPEC: a workbook as Python makes it, with its zipfile. SPEC sets of these:
#   sheets   (name, rows) …; a row is a list of cells, or (number, list); a cell is None, a number, a text,
#            (value, style), or {attributes of c and "in": what is in it}
#   codes    number formats: style 0 is none, style 1 the first of these …
#   merged, inline, epoch, last (shared strings stand behind the sheets), hidden (names), extra (file: text), method
book() {
	python3 - "$@" <<-'PY'
		import sys, zipfile
		from xml.sax.saxutils import escape, quoteattr
		s = dict(codes=[], merged=[], inline=False, epoch=False, last=False, hidden=[], extra={}, method=8, mode="w")
		exec(sys.argv[2], s)
		main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
		rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
		texts = {}
		def name(c):
		    return (name(c // 26 - 1) if c > 25 else "") + chr(65 + c % 26)
		def cell(c, r, v):
		    ref = f'r="{name(c)}{r}"'
		    if isinstance(v, dict):
		        return f"<c {ref} " + " ".join(f'{k}="{a}"' for k, a in v.items() if k != "in") + f">{v['in']}</c>"
		    style = ""
		    if isinstance(v, tuple):
		        v, style = v[0], f' s="{v[1]}"'
		    if isinstance(v, str) and s["inline"]:
		        return f'<c {ref} t="inlineStr"{style}><is><t xml:space="preserve">{escape(v)}</t></is></c>'
		    if isinstance(v, str):
		        return f'<c {ref} t="s"{style}><v>{texts.setdefault(v, len(texts))}</v></c>'
		    return f"<c {ref}{style}><v>{v}</v></c>"
		def sheet(rows):
		    out, at = "", 0
		    for row in rows:
		        at, row = row if isinstance(row, tuple) else (at + 1, row)
		        out += f'<row r="{at}">' + "".join(cell(c, at, v) for c, v in enumerate(row) if v is not None) + "</row>"
		    merged = "".join(f'<mergeCell ref="{m}"/>' for m in s["merged"])
		    return f'<worksheet xmlns="{main}"><sheetData>{out}</sheetData><mergeCells>{merged}</mergeCells></worksheet>'
		files = {f"xl/worksheets/sheet{i}.xml": sheet(rows) for i, (_, rows) in enumerate(s["sheets"], 1)}
		shared = {"xl/sharedStrings.xml": f'<sst xmlns="{main}">' + "".join(
		    f'<si><t xml:space="preserve">{escape(t)}</t></si>' for t in texts) + "</sst>"} if texts else {}
		files = {**files, **shared} if s["last"] else {**shared, **files}
		n = range(1, len(s["sheets"]) + 1)
		files["_rels/.rels"] = f'<Relationships><Relationship Id="a" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
		files["xl/_rels/workbook.xml.rels"] = "<Relationships>" + "".join(
		    f'<Relationship Id="r{i}" Type="{rel}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in n) + \
		    f'<Relationship Id="s" Type="{rel}/sharedStrings" Target="/xl/sharedStrings.xml"/>' * bool(texts) + \
		    f'<Relationship Id="y" Type="{rel}/styles" Target="styles.xml"/></Relationships>'
		files["xl/workbook.xml"] = f'<workbook xmlns="{main}" xmlns:r="{rel}"><workbookPr date1904="{int(s["epoch"])}"/><sheets>' + "".join(
		    f'<sheet name={quoteattr(m)} sheetId="{i}" r:id="r{i}"' + ' state="hidden"' * (m in s["hidden"]) + "/>"
		    for i, (m, _) in zip(n, s["sheets"])) + "</sheets></workbook>"
		files["xl/styles.xml"] = f'<styleSheet xmlns="{main}"><numFmts>' + "".join(
		    f'<numFmt numFmtId="{164 + i}" formatCode={quoteattr(c)}/>' for i, c in enumerate(s["codes"]) if isinstance(c, str)) + \
		    '</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>' + "".join(
		    f'<xf numFmtId="{c if isinstance(c, int) else 164 + i}"/>' for i, c in enumerate(s["codes"])) + "</cellXfs></styleSheet>"
		files.update(s["extra"])
		with zipfile.ZipFile(sys.argv[1], "w", s["method"]) as z:
		    for f, text in files.items():
		        z.writestr(f, text)
	PY
}

# reads SPEC TEXT [OPTION…]: the workbook gives this text, from a file, from a pipe, and in batches of one record.
reads() {
	rm -f in.xlsx
	book in.xlsx "$1"
	local way
	for way in "in.xlsx" "--batch-size 1 in.xlsx"; do
		# shellcheck disable=SC2086 # words
		run weir-parse "${@:3}" $way
		[ "$status" -eq 0 ] && [ -z "$stderr" ] && [ "$output" = "$2" ] || { echo "$status: $stderr: $output"; return 1; }
	done
	run weir-parse --format xlsx "${@:3}" < <(cat in.xlsx)
	[ "$output" = "$2" ]
}

# fails STATUS MESSAGE SPEC [OPTION…]
fails() {
	rm -f in.xlsx
	book in.xlsx "$3"
	run weir-parse "${@:4}" in.xlsx
	[ "$status" -eq "$1" ] && [ "$stderr" = "weir-parse: $2" ] || { echo "$status: $stderr"; return 1; }
}

@test "texts shared or in their cell, before the sheet or behind it, and numbers as they are shown" {
	local rows='[["a","b"],[" x & y ",0.30000000000000004],["é\n",1.1000000000000001],["é\n",12],[None,1.5e-7],["z",12345678901234567890]]'
	local text=$'a\tb\n x & y \t0.3\né\\n\t1.1\né\\n\t12\n\t0.00000015\nz\t12345678901234567890'
	reads "sheets=[('S',$rows)]" "$text"
	reads "sheets=[('S',$rows)]; last=True; method=0" "$text"
	reads "sheets=[('S',$rows)]; inline=True" "$text"
}

@test "the digits of a number are the fifteen that count" {
	reads "sheets=[('S',[['n'],[1.0],[{'in':'<v>-0.1000000000000000055</v>'}],[{'in':'<v>1E+20</v>'}],[{'in':'<v>9.9999999999999995E-5</v>'}],
		[{'in':'<v>999999999999999.9</v>'}],[{'in':'<v>1.25E+3</v>'}],[{'in':'<v>-0</v>'}],[{'in':'<v>0.000</v>'}],[{'in':'<v>1e300</v>'}],[{'in':'<v>123456789.123456789</v>'}]])]" \
		$'n\n1\n-0.1\n100000000000000000000\n0.0001\n1000000000000000\n1250\n0\n0\n1e300\n123456789.123457'
}

@test "dates and times by the format of the cell, in both epochs" {
	local rows='[["d"],[(45351,1)],[(45351.75,2)],[(0.5,3)],[(1.25,4)],[(45351.999999,2)],[(60,1)],[(59,1)],[(1,1)],[(61,5)],[(7,6)],[(8,7)],[(9,8)],[(10,9)],[(45351,10)]]'
	local codes='["yyyy\\-mm\\-dd", "d/m/yy h:mm", "h:mm AM/PM", "[h]:mm:ss", "mmm-yy", "#,##0.00_);[Red]\"days\"", "0.0\" h\"", "General", "\"m\"0", 14]'
	reads "sheets=[('S',$rows)]; codes=$codes" \
		$'d\n2024-02-29\n2024-02-29T18:00:00\n12:00:00\n30:00:00\n2024-03-01T00:00:00\n1900-02-29\n1900-02-28\n1900-01-01\n1900-03-01\n7\n8\n9\n10\n2024-02-29'
	reads "sheets=[('S',[['d'],[(43889,1)],[(0,1)]])]; codes=['dd.mm.yyyy']; epoch=True" $'d\n2024-02-29\n1904-01-01'
	reads "sheets=[('S',[['d','e','f'],[(-1,1),(2958466,1),({'t':'d','s':'1','in':'<v>2024-02-29T00:00:00</v>'})]])]; codes=[14]" \
		$'d\te\tf\n-1\t2958466\t2024-02-29'
}

@test "what is true and false, what a formula gave, rich text without how it is read, and escapes" {
	reads "sheets=[('S',[['a','b','c','d','e'],[{'t':'b','in':'<v>1</v>'},{'t':'b','in':'<f>A1</f><v>0</v>'},{'t':'str','in':'<f>A1&amp;\"x\"</f><v>ax</v>'},
		{'t':'inlineStr','in':'<is><r><t>ri</t></r><r><t>ch</t></r><rPh sb=\"0\" eb=\"1\"><t>no</t></rPh></is>'},'q_x000D_\n_x00e9_ _x5']])]" \
		$'a\tb\tc\td\te\nTRUE\tFALSE\tax\trich\tq\\r\\né _x5'
}

@test "cells and rows that are not there, blank rows, and cells behind the columns" {
	reads "sheets=[('S',[(3,[None,'a','b']),(5,[None,1]),(6,['']),(9,[7,None,2,'']),])]" \
		$'column_1\ta\tb\t@source\t@line\n\t1\t\tin.xlsx#S\t5\n7\t\t2\tin.xlsx#S\t9' --place || {
		[ "$output" = $'column_1\ta\tb\t@source\t@line\n\t1\t\t-#S\t5\n7\t\t2\t-#S\t9' ]
	}
	book in.xlsx "sheets=[('S',[['a'],[1],[2,3],[4]])]"
	run weir-parse --max-rejects 1 --rejects r --ledger l in.xlsx
	[ "$output" = $'a\n1\n4' ]
	[ "$(tail -n +2 r | cut -f 2-)" = $'in.xlsx#S\t3\tfield-count\t\t2 of 1 fields\t2\\t3' ]
	books_balance l
}

@test "a cell with an error is a reject, unless nobody asked for it or it counts as missing" {
	local spec="sheets=[('S',[['a','b'],[1,{'t':'e','in':'<v>#N/A</v>'}],[2,{'in':'<v>x</v>'}],[3,4]])]"
	book in.xlsx "$spec"
	run weir-parse --max-rejects 2 --rejects r in.xlsx
	[ "$output" = $'a\tb\n3\t4' ]
	tail -n +2 r | cut -f 3- >got
	same got $'2\terror-cell\tb\t#N/A\t1\\t#N/A' $'3\terror-cell\tb\tx\t2\\tx'
	run weir-parse in.xlsx
	[ "$status" -eq 65 ]
	[[ $stderr == "weir-parse: in.xlsx#S:2: b: '#N/A' is an error in a cell of a workbook, or no number (2 of 3 "* ]]
	run weir-parse -c a in.xlsx
	[ "$output" = $'a\n1\n2\n3' ]
	echo '{"schema": {"fields": [{"name": "a"}, {"name": "b"}], "missingValues": ["", "#N/A", "x"]}}' >f.json
	run weir-parse --feed f.json in.xlsx
	[ "$output" = $'a\tb\n1\t#N/A\n2\tx\n3\t4' ]
}

@test "a sheet by its name, its number, or as the only one to be seen" {
	local spec="sheets=[('One',[['a'],[1]]),('2024 ',[['b'],[2]]),('3',[['c'],[3]])]"
	reads "$spec" $'a\n1' --sheet One
	reads "$spec" $'b\n2' --sheet '2024 '
	reads "$spec" $'b\n2' --sheet 2
	reads "$spec" $'c\n3' --sheet 3
	reads "$spec; hidden=['One','3']" $'b\n2'
	reads "sheets=[('S',[['a']])]; extra={'xl/_rels/workbook.xml.rels': '<r><Relationship Id=\"r1\" Type=\"/worksheet\" Target=\"WORKSHEETS/Sheet1.XML\"/><Relationship Id=\"s\" Type=\"/sharedStrings\" Target=\"/XL/sharedstrings.xml\"/></r>'}" a
	echo '{"path": "x.xlsx", "dialect": {"sheetNumber": 2}}' >f.json
	reads "$spec" $'b\n2' --feed f.json
	reads "$spec" $'a\n1' --feed f.json --sheet One
	echo '{"format": "xlsx", "dialect": {"sheetName": "One", "sheetNumber": 2}}' >f.json
	reads "$spec" $'a\n1' --feed f.json
	fails 65 "in.xlsx: --sheet has to say which, of 'One', '2024 ', '3'" "$spec"
	fails 65 "in.xlsx: no sheet 'Two'; there are 'One', '2024 ', '3'" "$spec" --sheet Two
	fails 65 "in.xlsx: no sheet '4'; there are 'One', '2024 ', '3'" "$spec" --sheet 4
	echo '{"format": "xlsx", "dialect": {"sheetNumber": 0}}' >f.json
	run weir-parse --feed f.json in.xlsx
	[ "$status" -eq 78 ]
	[ "$stderr" = "weir-parse: f.json: dialect.sheetNumber: the first sheet is 1" ]
}

@test "--merged gives each of the cells that are merged the value of the first" {
	local spec="sheets=[('S',[['g','x',None],['p',1,2],[None,3,4],[None,5],['q',6,7]])]; merged=['A2:A4','B1:C1','B4:C4']"
	reads "$spec" $'g\tx\tx_2\np\t1\t2\np\t3\t4\np\t5\t5\nq\t6\t7' --merged
	reads "$spec" $'x_2\n2\n4\n5\n7' --merged -c x_2
	echo '{"dialect": {"weir:merged": true}}' >f.json
	reads "$spec" $'g\tx\tx_2\np\t1\t2\np\t3\t4\np\t5\t5\nq\t6\t7' --feed f.json
	reads "sheets=[('S',[['g',2023,None,2024],[None,'Q1','Q2','Q1'],['x',1,2,3],[None,4,5,6]])]; merged=['B1:C1','A1:A2','A3:A4']" \
		$'g\t2023 Q1\t2023 Q2\t2024 Q1\nx\t1\t2\t3\nx\t4\t5\t6' --merged --header-rows 1,2
	fails 65 "in.xlsx#S:2: merged cells lie over each other" "sheets=[('S',[['a'],[1]])]; merged=['A1:XFD9','A2:B3']" --merged
}

@test "many texts go to a file, and are the same" {
	local spec="sheets=[('S',[['a','b']] + [[f'{i:08d}' + 'x' * 500, str(i % 7)] for i in range(40000)])]"
	book in.xlsx "$spec"
	weir-parse in.xlsx >got
	awk 'BEGIN { x = sprintf("%500s", ""); gsub(/ /, "x", x); print "a\tb"; for (i = 0; i < 40000; i++) printf "%08d%s\t%d\n", i, x, i % 7 }' | cmp - got
}

@test "what is no workbook, or not whole, is an error that says what to do" {
	printf 'a,b\n1,2\n' >x.xlsx
	run weir-parse x.xlsx
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-parse: x.xlsx: is no workbook: it is neither .xlsx nor .ods; is it CSV? then --format csv" ]
	printf '\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1' >x.xlsx
	run weir-parse x.xlsx
	[ "$stderr" = "weir-parse: x.xlsx: is no workbook: it is an .xls, or one with a password; save it as .xlsx without one" ]
	: >x.xlsx
	run weir-parse x.xlsx
	[ "$stderr" = "weir-parse: x.xlsx: empty input, expected a workbook" ]
	book in.xlsx "sheets=[('S',[['a'],[1]])]"
	run weir-parse <in.xlsx
	[ "$stderr" = "weir-parse: -: is a workbook; --format xlsx reads it" ]
	head -c 900 in.xlsx >x.xlsx
	run weir-parse x.xlsx
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-parse: x.xlsx: the workbook is damaged or not whole: its directory is missing, so it ends too early" ]
	fails 65 "in.xlsx: is no .xlsx: nothing in it says where the workbook is" "sheets=[]; extra={'_rels/.rels': '<Relationships/>'}"
	fails 65 "in.xlsx: xl/worksheets/sheet1.xml: line 1, column 17: mismatched tag" "sheets=[('S',[])]; extra={'xl/worksheets/sheet1.xml': '<a><sheetData></a>'}"
	fails 65 "in.xlsx#S:2: a cell has the text number 9, but there are 1 in the workbook" "sheets=[('S',[['a'],[{'t':'s','in':'<v>9</v>'}]])]"
	fails 65 "in.xlsx#S: empty input, expected a header line" "sheets=[('S',[])]"
}

@test "what would grow without end is refused" {
	fails 65 "in.xlsx: xl/worksheets/sheet1.xml: line 1, column 13: it declares a document type, which none of its kind does" \
		"sheets=[('S',[])]; extra={'xl/worksheets/sheet1.xml': '<!DOCTYPE x [<!ENTITY a \"aaaa\">]><x>&a;</x>'}"
	fails 65 "in.xlsx#S:1: the row is longer than --max-record 1000" "sheets=[('S',[['a' * 2000]])]; inline=True" --max-record 1000
	fails 65 "in.xlsx: is larger than --max-size 1000000, unpacked" \
		"sheets=[('S',[])]; extra={'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row><c><v>1</v></c></row>' + ' ' * 3000000 + '</sheetData></worksheet>'}" --max-size 1000000
	fails 65 "in.xlsx: xl/worksheets/sheet1.xml: line 1, column 26: the name of a cell that is none" \
		"sheets=[('S',[])]; extra={'xl/worksheets/sheet1.xml': '<sheet><row><c r=\"XFE1\"/></row></sheet>'}"
}

@test "the publisher's workbook equals its CSV row by row, both sheets" {
	local data=$root/../shared/data sheet csv
	[ -d "$data" ] || skip "no data beside the clone"
	run weir-parse "$data/uk-study-sponsorship-2024.xlsx"
	[ "$status" -eq 65 ]
	[[ $stderr == *": --sheet has to say which, of 'Cover_sheet', 'Contents ', 'Notes', 'List of Fields', 'CAS_D01', 'Data - CAS_D01', 'CAS_D02', 'Data - CAS_D02'" ]]
	echo '{"dialect": {"headerRows": [2], "weir:end": {"match": "End of Table"}}}' >f.json
	while read -r sheet csv; do
		weir-parse --feed f.json --sheet "Data - $sheet" --ledger l "$data/uk-study-sponsorship-2024.xlsx" >book
		weir-parse "$data/$csv" >csv
		cmp <(tail -n +2 book) <(tail -n +2 csv)
		[ "$(wc -l <book)" -gt 760 ]
		books_balance l
	done <<-END
		CAS_D01 uk-study-institution.csv
		CAS_D02 uk-study-nationality.csv
	END
}

@test "three workbooks of Canada: header rows, inline and shared texts, with a title and without" {
	local data=$root/../shared/data edition rows
	[ -d "$data" ] || skip "no data beside the clone"
	while read -r edition rows; do
		echo '{"dialect": {"headerRows": '"$rows"', "weir:headerFill": true, "weir:end": {"fewerCells": 3}}}' >f.json
		weir-parse --feed f.json "$data/canada-study-permits-$edition.xlsx" >out
		[ "$(wc -l <out)" -eq 221 ]
		awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) if ($i ~ /^[0-9]+ [0-9]+ Total$/) year[i] = substr($i, 1, 4) }
			$1 == "Total unique persons" { for (i in year) { gsub(",", "", $i); print year[i] "\t" $i } }' out | sort >got
		tail -n +2 "$data/expected/canada-$edition-intervals.tsv" | cut -f 1,2 | sort | join -t $'\t' - got | awk -F'\t' '$2 != $3 { exit 1 } END { if (NR < 9) exit 1 }'
	done <<-END
		2024-07 [3,4,5]
		2024-09 [1,2,3]
	END
	echo '{"dialect": {"headerRows": [3, 4, 5], "weir:headerFill": true, "weir:end": {"match": "Notes:[^~]*"}}}' >f.json
	weir-parse --feed f.json "$data/canada-study-level-2025-07.xlsx" >out
	awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) if ($i ~ /^2023 2023 Total$/) at = i } $1 == "Total - All Canada" { n++; total = $at } END { exit !(total == "680,965") }' out
}

@test "a feed of the United Kingdom in a workbook is the same as in CSV" {
	weir-parse "$root/samples/uk-study-institution.csv" >expected
	weir-emit xlsx expected >feed.xlsx
	weir-parse feed.xlsx | cmp - expected
}

@test "a thousand random numbers and days are those that Python has for them" {
	book in.xlsx "import random, datetime
r = random.Random(7)
numbers = [r.choice((1, -1)) * r.random() * 10 ** r.randint(-12, 12) for i in range(1000)]
days = [(r.randint(61, 2958465) + r.randint(0, 86399) / 86400, 1) for i in range(1000)]
from decimal import Decimal
def shown(x):
    t = format(Decimal('%.15g' % x), 'f')
    return t.rstrip('0').rstrip('.') if '.' in t else t
def moment(d):
    return (datetime.datetime(1899, 12, 30) + datetime.timedelta(seconds=round(d * 86400))).isoformat()
open('expected', 'w').write('n\td\n' + ''.join(f'{shown(x)}\t{moment(d)}\n' for x, (d, _) in zip(numbers, days)))
sheets = [('S', [['n', 'd']] + [[x, d] for x, d in zip(numbers, days)])]
codes = ['yyyy-mm-dd hh:mm']"
	weir-parse in.xlsx >got
	diff expected got
}
