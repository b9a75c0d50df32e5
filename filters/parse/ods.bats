load ../../tests/weir

# book FILE SHEETS: an OpenDocument spreadsheet with these tables in its content.xml.
book() {
	python3 - "$@" <<-'PY'
		import sys, zipfile
		names = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text", "draw"))
		body = f"<office:document-content {names}><office:body><office:spreadsheet>{sys.argv[2]}</office:spreadsheet></office:body></office:document-content>"
		with zipfile.ZipFile(sys.argv[1], "w") as z:
		    z.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
		    z.writestr("content.xml", body, 8)
	PY
}
text() { printf '<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>' "$@"; }
number() { printf '<table:table-cell office:value-type="float" office:value="%s"/>' "$@"; }
row() { printf '<table:table-row %s>%s</table:table-row>' "$1" "$2"; }
table() { printf '<table:table table:name="%s">%s</table:table>' "$1" "$2"; }

# reads SHEETS TEXT [OPTION…]: they give this text, from a file, in batches of one record, and from a pipe.
reads() {
	book in.ods "$1"
	run weir-parse "${@:3}" in.ods
	[ "$status" -eq 0 ] && [ -z "$stderr" ] && [ "$output" = "$2" ] || { echo "$status: $stderr: $output"; return 1; }
	run weir-parse --batch-size 1 "${@:3}" in.ods
	[ "$output" = "$2" ]
	run weir-parse --format ods "${@:3}" < <(cat in.ods)
	[ "$output" = "$2" ]
}

@test "values of each type, paragraphs, blanks, and notes that are none of the text" {
	local cells
	cells=$(number 0.30000000000000004)'<table:table-cell office:value-type="percentage" office:value="0.5"/><table:table-cell office:value-type="date" office:date-value="2024-02-29"/>
		<table:table-cell office:value-type="date" office:date-value="2024-02-29T18:05:09.5"/><table:table-cell office:value-type="time" office:time-value="PT30H05M09S"/>
		<table:table-cell office:value-type="boolean" office:boolean-value="true"/><table:table-cell office:value-type="string"><office:annotation><text:p>no</text:p></office:annotation><text:p>a<text:s text:c="2"/><text:span>b</text:span><text:tab/></text:p><text:p>c</text:p></table:table-cell>'
	reads "$(table S "$(row '' "$(text a b c d e f g)")$(row '' "$cells")")" \
		$'a\tb\tc\td\te\tf\tg\n0.3\t0.5\t2024-02-29\t2024-02-29T18:05:09\t30:05:09\tTRUE\ta  b\\t\\nc'
}

@test "rows and cells that are repeated, and blank ones to the end of the sheet" {
	local far='<table:table-cell table:number-columns-repeated="16384"/>'
	reads "$(table S "$(row 'table:number-rows-repeated="2"' "$far")$(row '' "$(text a b c)$far")$(
		row 'table:number-rows-repeated="3"' "$(number 1)"'<table:table-cell table:number-columns-repeated="2" office:value-type="string"><text:p>x</text:p></table:table-cell>')$(
		row '' "$(text y)")$(row 'table:number-rows-repeated="1048570"' "$far")")" \
		$'a\tb\tc\t@line\n1\tx\tx\t4\n1\tx\tx\t5\n1\tx\tx\t6\ny\t\t\t7' --place -c a-c || {
		[ "$(cut -f 1-3,5 <<<"$output")" = $'a\tb\tc\t@line\n1\tx\tx\t4\n1\tx\tx\t5\n1\tx\tx\t6\ny\t\t\t7' ]
	}
}

@test "a sheet by name and number, and tables within a cell are none" {
	local inner both
	inner='<table:table-cell office:value-type="string"><text:p>t</text:p>'$(table T "$(row '' "$(text no)")")'</table:table-cell>'
	both="$(table One "$(row '' "$(text a)$inner")")$(table Two "$(row '' "$(text b)")")"
	reads "$both" $'a\tt' --sheet One
	reads "$both" 'b' --sheet 2
	run weir-parse in.ods
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-parse: in.ods: --sheet has to say which, of 'One', 'Two'" ]
	run weir-parse <in.ods
	[ "$stderr" = "weir-parse: -: is a workbook; --format ods reads it" ]
	printf 'PK\5\6%018d' 0 | tr 0 '\0' >in.ods
	run weir-parse in.ods
	[ "$status" -eq 65 ]
}

@test "--merged, and what reaches too far" {
	local g='<table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="2" office:value-type="string"><text:p>g</text:p></table:table-cell><table:covered-table-cell/>'
	local sheet
	sheet=$(table S "$(row '' "$(text a b c)")$(row '' "$g$(number 1)")$(row '' "<table:covered-table-cell table:number-columns-repeated=\"2\"/>$(number 2)")$(row '' "<table:table-cell/>$(number 3)")")
	reads "$sheet" $'a\tb\tc\ng\tg\t1\ng\tg\t2\n\t3\t' --merged
	reads "$sheet" $'a\tb\tc\ng\t\t1\n\t\t2\n\t3\t'
	book in.ods "$(table S "$(row '' '<table:table-cell table:number-columns-repeated="16384"/>'"$(text x)")")"
	run weir-parse in.ods
	[ "$status" -eq 65 ]
	[[ $stderr == "weir-parse: in.ods: content.xml: line 1, column "*": more columns than a sheet has" ]]
}

@test "what LibreOffice writes is the same in ODS and in XLSX" {
	local end way
	for end in ods xlsx; do
		run weir-parse --sheet Grants --no-header --merged --max-rejects 1 --rejects "$end.r" "$root/tests/workbooks/libreoffice.$end"
		[ "$status" -eq 0 ]
		tail -n +3 <<<"$output" >"$end"
		cut -f 3- "$end.r" >"$end.rejects"
	done
	cmp ods xlsx
	cmp ods.rejects xlsx.rejects
	same ods $'country\tday\twhen\thours\tshare\tn\tonline' \
		$'Côte d’Ivoire  & others\t2024-02-29\t2024-02-29T18:05:00\t30:15:00\t0.125\t0.3\tTRUE' \
		$'two\\nlines\t\t\t\t\t7\t' $'same\t\t\t\t\t1.5\t' $'same\t\t\t\t\t1.5\t'
	[ "$(tail -n 1 ods.rejects)" = $'6\terror-cell\tcolumn_6\t#DIV/0!\tCôte d’Ivoire  & others\\t1931-01-02\\t\\t\\t\\t#DIV/0!\\tFALSE' ]
}
