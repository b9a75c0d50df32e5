load ../../tests/weir

# part FILE NAME: the XML of a part of a workbook.
part() { unzip -p "$1" "$2"; }

@test "a workbook: numbers as numbers with their digits, the rest as text, a frozen bold header, widths" {
	printf 'id\tn\tr\n007\t12\t7.68210\nà <&>"\t\t-0.5\n 1,5 \t0\t100\n' >in
	weir-emit xlsx --number n,r in -o b.xlsx
	[ "$(part b.xlsx xl/worksheets/sheet1.xml | tail -n 1 | sed 's|.*<sheetViews>||; s|<pageMargins.*||')" = '<sheetView tabSelected="1" workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="1" width="8.7109375" customWidth="1"/><col min="2" max="2" width="8.7109375" customWidth="1"/><col min="3" max="3" width="9.7109375" customWidth="1"/></cols><sheetData><row r="1"><c r="A1" s="1" t="inlineStr"><is><t>id</t></is></c><c r="B1" s="1" t="inlineStr"><is><t>n</t></is></c><c r="C1" s="1" t="inlineStr"><is><t>r</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>007</t></is></c><c r="B2" s="2"><v>12</v></c><c r="C2" s="3"><v>7.6821</v></c></row><row r="3"><c r="A3" t="inlineStr"><is><t>à &lt;&amp;&gt;"</t></is></c><c r="C3" s="4"><v>-0.5</v></c></row><row r="4"><c r="A4" t="inlineStr"><is><t xml:space="preserve"> 1,5 </t></is></c><c r="B4" s="2"><v>0</v></c><c r="C4" s="2"><v>100</v></c></row></sheetData>' ]
	part b.xlsx xl/styles.xml | grep -qF '<numFmts count="3"><numFmt numFmtId="164" formatCode="0"/><numFmt numFmtId="165" formatCode="0.00000"/><numFmt numFmtId="166" formatCode="0.0"/></numFmts>'
	weir-parse --format xlsx b.xlsx | sed 's/7\.6821\t*$/7.68210/' | cmp in -
	part b.xlsx xl/workbook.xml | grep -qF '<sheet name="data" sheetId="1" r:id="rId1"/>'
}

@test "the same records give the same bytes, whatever the size of batches, and no date tells when" {
	awk 'BEGIN { print "a\tb"; for (i = 0; i < 3000; i++) print "text " i "\t" i / 8 }' >in
	weir-emit xlsx --number b in -o one.xlsx
	weir-emit xlsx --number b --batch-size 1 in >two.xlsx
	cmp one.xlsx two.xlsx
	part one.xlsx docProps/core.xml | grep -qF '<dcterms:created xsi:type="dcterms:W3CDTF">2000-01-01T00:00:00Z</dcterms:created>'
	[ "$(part one.xlsx xl/worksheets/sheet1.xml | grep -oE '<row ' | wc -l)" -eq 3001 ]
	[ "$(part one.xlsx xl/worksheets/sheet1.xml | grep -oE '<c r="B[0-9]+" s="[0-9]+"><v>[^<]*' | sed 's/.*>//')" = "$(tail -n +2 in | cut -f 2)" ]
}

@test "a header only, control characters, and what a cell cannot hold" {
	printf 'id\n' | weir-emit xlsx -o h.xlsx
	[ "$(part h.xlsx xl/worksheets/sheet1.xml | grep -o '<row ' | wc -l)" -eq 1 ]
	{
		printf 'id\tn\n'
		printf 'a\\tb\\nc\x01\t1\n'
		printf 'z\0z\t1\nx\t0x10\nx\t1234567890123456\nx\t123456789012345000\nx\t0.1234567890123450\n'
		printf '%032768d\t1\n%032767d\t1\n' 0 0
		printf 'y\xEF\xBF\xBF\t1\n'
	} >in
	weir-emit xlsx --number n --rejects r --max-rejects 5 --ledger l in -o b.xlsx
	books_balance l
	[ "$(tail -n +2 r | cut -f 3-5 | tr -d '\0')" = $'3\tbad-character\tid\n4\tbad-value\tn\n5\ttoo-precise\tn\n8\ttoo-long\tid\n10\tbad-character\tid' ]
	part b.xlsx xl/worksheets/sheet1.xml | grep -qF 'c_x0001_</t>'
	part b.xlsx xl/worksheets/sheet1.xml | grep -qF '<v>0.123456789012345</v>'
}

@test "wrong options are told with what is right, and nothing is left behind" {
	run weir-emit xlsx --sheet 'a/b' <<<'id'
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-emit: --sheet 'a/b': expected up to 31 characters, none of []:*?/\\, no ' at an end" ]
	run weir-emit xlsx --crlf <<<'id'
	[ "$stderr" = 'weir-emit: --crlf is for csv, not for xlsx' ]
	run weir-emit csv --sheet x <<<'id'
	[ "$stderr" = 'weir-emit: --sheet is for xlsx, not for csv' ]
	echo before >b.xlsx
	run weir-emit xlsx -o b.xlsx <<<$'id\tn\n1'
	[ "$status" -eq 65 ]
	[ "$(<b.xlsx)" = before ]
	[ "$(find . -name '*.part' | wc -l)" -eq 0 ]
}
