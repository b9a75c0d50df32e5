# The worst that a user could hand in: what is told, word for word, and that nothing gets the output's name.
# shellcheck disable=SC2154 # load weir sets $root, run sets $status and $stderr
load weir

# refused STATUS MESSAGE COMMAND…: that status, these very words on standard error, no output, not even a part of one.
refused() {
	run "${@:3}" -o out
	if [ "$status" -ne "$1" ] || [ "$stderr" != "$2" ] || [ -n "$output" ] || [ -n "$(find . -name '*out*')" ]; then
		echo "$status: $stderr"
		find . -name '*out*'
		return 1
	fi
}
# What stands behind a message about records: how many of how many.
of() { echo "($1 of $2 records rejected; --rejects FILE lists them, --max-rejects N tolerates them)"; }

@test "worst 1: nothing in it: an empty file, blank lines, a byte order mark alone, a folder, no file" {
	: >feed.csv
	refused 65 'weir-parse: feed.csv: empty input, expected a header line' weir-parse feed.csv
	printf '\r\n\r\n\n' >feed.csv
	refused 65 'weir-parse: feed.csv: empty input, expected a header line' weir-parse feed.csv
	printf '\xEF\xBB\xBF' >feed.csv
	refused 65 'weir-parse: feed.csv: empty input, expected a header line' weir-parse feed.csv
	refused 65 'weir-parse: -: empty input, expected a header line' weir-parse <feed.csv
	mkdir folder.csv
	refused 66 'weir-parse: folder.csv: Is a directory' weir-parse folder.csv
	refused 66 'weir-parse: fed.csv: No such file or directory' weir-parse fed.csv
}

@test "worst 2: a workbook that is called CSV, and the other way round; CSV where weir text is read" {
	printf 'Year,Country\n2024,Togo\n' >feed.csv
	refused 64 "weir-aggregate: -g Year: no such column; there is one, 'Year,Country': if this is CSV, weir-parse reads it" \
		weir-aggregate -g Year --count n feed.csv
	printf '\xEF\xBB\xBFYear,Country\n2024,Togo\n' >feed.csv
	refused 65 'weir-clean: feed.csv:1: begins with a byte order mark, which weir text has not; if it is CSV, weir-parse reads it' \
		weir-clean feed.csv
	cp "$root/tests/workbooks/libreoffice.xlsx" feed.csv
	refused 65 'weir-parse: feed.csv: is a workbook; --format xlsx reads it' weir-parse feed.csv
	cp "$root/tests/workbooks/libreoffice.ods" feed.csv
	refused 65 'weir-parse: feed.csv: is a workbook; --format ods reads it' weir-parse feed.csv
	printf 'a,b\n1,2\n' >feed.xlsx
	refused 65 'weir-parse: feed.xlsx: is no workbook: it is neither .xlsx nor .ods; is it CSV? then --format csv' weir-parse feed.xlsx
}

@test "worst 3: a PDF, a page, a picture, an old workbook, a document that is called CSV" {
	local ask='no table; ask its publisher for CSV or .xlsx, or copy what it shows into a workbook'
	printf '%%PDF-1.7\n%%\xE2\xE3\xCF\xD3\n1 0 obj\n<< /Type /Catalog >>\n' >feed.csv
	refused 65 "weir-parse: feed.csv: is a PDF, $ask" weir-parse feed.csv
	printf '{"schema": {"fields": [{"name": "Year", "type": "year"}]}}' >feed.json
	refused 65 "weir-parse: feed.csv: is a PDF, $ask" weir-parse --feed feed.json feed.csv
	zip -q packed.zip feed.csv
	refused 65 "weir-parse: packed.zip#feed.csv: is a PDF, $ask" weir-parse packed.zip
	printf '\xFF\xD8\xFF\xE0\0\x10JFIF' >feed.csv
	refused 65 "weir-parse: feed.csv: is a picture (JPEG), $ask" weir-parse feed.csv
	printf '\r\n<!DOCTYPE html>\r\n<html lang="en"><head><title>Sign in</title>' >feed.csv
	local page='a web page, no table; was it an error, a login or a list of links? look at it in a browser, and fetch the file itself'
	refused 65 "weir-parse: feed.csv: is $page" weir-parse feed.csv
	mv feed.csv feed.xlsx
	refused 65 "weir-parse: feed.xlsx: is no workbook: it is $page" weir-parse feed.xlsx
	refused 65 "weir-parse: feed.xlsx: is $page" weir-parse --format json feed.xlsx
	printf '\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old' >feed.csv
	refused 65 'weir-parse: feed.csv: is an .xls, or one with a password; save it as .xlsx without one' weir-parse feed.csv
	printf '[{"Year": 2024}]' >feed.csv
	refused 65 'weir-parse: feed.csv: is JSON; --format json reads it' weir-parse feed.csv
	printf '{"Year": 2024}\n{"Year": 2023}\n' >feed.csv
	refused 65 'weir-parse: feed.csv: is JSON; --format ndjson reads it' weir-parse feed.csv
	mkdir word
	echo '<w:document/>' >word/document.xml
	rm feed.csv
	zip -q feed.zip word/document.xml packed.zip
	mv feed.zip feed.csv
	refused 65 'weir-parse: feed.csv: is a document (.docx); copy its table into a workbook' weir-parse feed.csv
	refused 65 'weir-parse: feed.csv#packed.zip: is a zip archive in another one, or a workbook; unpack it before' \
		weir-parse 'feed.csv#packed.zip'
}

@test "worst 4: a quote on the first line that nobody closes" {
	{ echo '"Year,Country'; seq -f '%g,Togo' 2000 2024; } >feed.csv
	refused 65 'weir-parse: feed.csv:1: a quote opens here and is never closed' weir-parse feed.csv
	{ echo Year,Country; echo '"2000,Togo'; seq -f '%g,Togo' 2001 2024; } >feed.csv
	refused 65 "weir-parse: feed.csv:2: the record has a quote that is never closed: it opened on line 2 $(of 25 25)" weir-parse feed.csv
}

@test "worst 5: a million columns, of which a record lacks one" {
	{ seq -s, 1000000; seq -s, 999999; } >feed.csv
	refused 65 "weir-parse: feed.csv:2: the record has another number of fields than the header: 999999 of 1000000 fields $(of 1 1)" \
		weir-parse feed.csv
}

@test "worst 6: NUL bytes where a disk lost what stood there" {
	{ printf 'Year,Country\n2023,'; head -c 4 /dev/zero; printf '\n2024,Togo\n'; } >feed.csv
	weir-parse feed.csv >records
	refused 65 "weir-clean: records:2: Country: '\\x00\\x00\\x00\\x00' holds a control character $(of 1 2)" weir-clean records
	{ printf 'Year,Country\n2023,Togo\n'; head -c 4096 /dev/zero; } >feed.csv
	refused 65 "weir-parse: feed.csv:3: the record has another number of fields than the header: 1 of 2 fields $(of 1 2)" weir-parse feed.csv
	head -c 4096 /dev/zero >feed.csv
	refused 65 'weir-parse: feed.csv:1: the header holds NUL bytes: the file is damaged, or no text; fetch it again' weir-parse feed.csv
	printf 'Year,Land\0\n2023,Togo\n' >feed.csv
	refused 65 'weir-parse: feed.csv:1: the header holds NUL bytes: the file is damaged, or no text; fetch it again' weir-parse feed.csv
}

@test "worst 7: a field of 100 MB" {
	{ printf 'Year,Country\n2023,Togo\n2024,'; head -c 100000000 /dev/zero | tr '\0' x; echo; } >feed.csv
	refused 65 'weir-parse: feed.csv:3: the record is longer than --max-record 16777216' weir-parse feed.csv
	{ printf 'Year,Country\n2023,Togo\n2024,"'; yes Togo | head -c 20000000; } >feed.csv
	refused 65 'weir-parse: feed.csv:3: the record is longer than --max-record 16777216; a quote that opened on line 3 is not closed' \
		weir-parse feed.csv
}

@test "worst 8: a download that broke off" {
	{ echo Year,n; seq -f '2024,%g' 40000; } | gzip >whole.gz
	head -c -9 whole.gz >feed.csv.gz
	refused 65 'weir-parse: feed.csv.gz: the gzip data are damaged or not whole: it ends too early' weir-parse feed.csv.gz
	head -c 4000 whole.gz >feed.csv.gz
	refused 65 'weir-parse: feed.csv.gz: the gzip data are damaged or not whole: it ends too early' weir-parse feed.csv.gz
}

@test "worst 9: a bomb, and --max-size" {
	{ echo Year; yes 2024 | head -c 50000000; } >bomb.csv
	zip -q -1 bomb.zip bomb.csv
	rm bomb.csv
	[ "$(stat -c %s bomb.zip)" -lt 500000 ]
	refused 65 'weir-parse: bomb.zip#bomb.csv: is larger than --max-size 1000000, unpacked' weir-parse --max-size 1000000 bomb.zip
}

@test "worst 10: semicolons for commas, commas in the numbers, UTF-16 that does not say so, and a title above the header" {
	printf 'Visas by country,\nYear,Country\n2024,Togo\n' >feed.csv
	printf '{"schema": {"fields": [{"name": "Year", "type": "year"}, {"name": "Country"}]}}' >feed.json
	refused 65 "weir-parse: feed.csv:1: none of the columns that feed.json declares, but 'Visas by country' …; if the header is elsewhere, headerRows or weir:headerFrom in the dialect says where" \
		weir-parse --feed feed.json feed.csv
	printf 'Year;Country;Share\n2024;Togo;1,5\n' >feed.csv
	refused 65 "weir-parse: feed.csv:1: the header is one column and holds ';'; if that separates fields: -d ';'
weir-parse: feed.csv:2: the record has another number of fields than the header: 2 of 1 fields $(of 1 1)" weir-parse feed.csv
	printf '{"schema": {"fields": [{"name": "Year", "type": "year"}]}}' >feed.json
	refused 65 "weir-parse: feed.csv:1: the header is one column and holds ';'; if that separates fields, write \"delimiter\" in the dialect of feed.json
weir-parse: feed.csv:1: no column 'Year', which feed.json declares" weir-parse --feed feed.json feed.csv
	[ "$(weir-parse -d ';' feed.csv)" = $'Year\tCountry\tShare\n2024\tTogo\t1,5' ]
	local order
	for order in le be; do
		iconv -f utf-8 -t "utf-16$order" feed.csv >wide.csv
		refused 65 "weir-parse: wide.csv: is UTF-16 without a byte order mark; write --encoding utf-16$order, or \"encoding\": \"utf-16$order\" in its descriptor" \
			weir-parse wide.csv
		[ "$(weir-parse -d ';' --encoding "utf-16$order" wide.csv)" = $'Year\tCountry\tShare\n2024\tTogo\t1,5' ]
	done
}
