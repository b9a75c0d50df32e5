# weir sniff: the descriptor that it proposes, what it says it is not sure of, and that parse and clean take it as it is.
load ../../tests/weir

shared=$root/../shared/data

# fields FILE: its fields, a line for each.
fields() { jq -c '.schema.fields[]' "$1"; }

# accepted FILE [REJECTS]: parse and clean take the file by d.json, and reject nothing (of parse: so many).
accepted() {
	weir run -q --ledger l -e "parse --feed d.json --max-rejects 9 '$1' | clean --feed d.json --max-rejects 9 --label clean -o out" || return 1
	books_balance l
	[ "$(awk -F'\t' '$2 == "rejected" { n += $4 } END { print n + 0 }' l)" -eq "${2:-0}" ] || { cat l; return 1; }
	[ "$(awk -F'\t' '$1 == "clean" && $2 == "out" { print $4 }' l)" -gt 0 ]
}

@test "a feed: the descriptor, and nothing to say but that it has no key" {
	run weir sniff "$root/samples/uk-study-nationality.csv"
	[ "$status" -eq 0 ]
	[ "$stderr" = 'weir: sniff: key: no columns tell all records apart: the file may hold counts, and its records are no duplicates then' ]
	printf '%s\n' "$output" >d.json
	same <(jq -r '.name, .format, .encoding, (.dialect | tojson)' d.json) uk-study-nationality csv utf-8 \
		'{"delimiter":",","quoteChar":"\"","doubleQuote":true,"header":true}'
	[ "$(fields d.json | head -n 1)" = '{"name":"Year","type":"year","sniff:fit":1,"constraints":{"required":true}}' ]
	[ "$(fields d.json | tail -n 1)" = '{"name":"Applications","type":"integer","sniff:fit":1,"constraints":{"required":true}}' ]
	accepted "$root/samples/uk-study-nationality.csv"
	run weir sniff -q "$root/samples/uk-study-nationality.csv" -o e.json
	[ -z "$stderr$output" ]
	cmp d.json e.json
}

@test "semicolons, another encoding, and values of every type" {
	{
		printf 'Kód;Datum;Betrag;Anteil;Aktiv;Monat;Plz;Anzahl;Menge;Notiz;Zeit;Jahr;US;Leer\r\n'
		for i in 10 11 12 13 14 15 16 17 18; do
			case $i in 13) n='--' ;; 14) n='1 234' ;; *) n=$i ;; esac
			printf 'Kölle%d;%d.0%d.2024;1.0%d,5;%d,5%%;%s;2024-0%d;0%d123;%s;1,%d;"a ""b"";%d";2024-01-01T10:%d:00;20%d;0%d/%d/2024;\r\n' \
				$i $i $((i - 9)) $i $i "$([ $((i % 2)) = 0 ] && echo Yes || echo no)" $((i - 9)) $i "$n" $i $i $i $i $((i - 9)) $((i + 5))
		done
	} | iconv -t windows-1252 >x.csv
	run weir sniff x.csv -o d.json
	[ "$status" -eq 0 ]
	same <(printf '%s\n' "$stderr") \
		"weir: sniff: encoding: no UTF-8, taken for windows-1252; look whether this is right: 'Kód;Datum;Betrag;Anteil;Aktiv;'" \
		"weir: sniff: column 'Leer': holds nothing" "weir: sniff: column 'Anzahl': '--' is taken for a number that is not shown; weir:status keeps it in a column"
	same <(fields d.json | jq -c 'del(.["sniff:fit"], .constraints)') '{"name":"Kód","type":"string"}' \
		'{"name":"Datum","type":"date","format":"%d.%m.%Y"}' '{"name":"Betrag","type":"number","decimalChar":",","groupChar":"."}' \
		'{"name":"Anteil","type":"number","decimalChar":",","bareNumber":false}' \
		'{"name":"Aktiv","type":"boolean","trueValues":["Yes"],"falseValues":["no"]}' '{"name":"Monat","type":"yearmonth"}' \
		'{"name":"Plz","type":"string"}' '{"name":"Anzahl","type":"integer","groupChar":" ","weir:status":["--"]}' \
		'{"name":"Menge","type":"number","decimalChar":",","groupChar":"."}' '{"name":"Notiz","type":"string"}' '{"name":"Zeit","type":"datetime"}' \
		'{"name":"Jahr","type":"year"}' '{"name":"US","type":"date","format":"%m/%d/%Y"}' '{"name":"Leer","type":"string"}'
	[ "$(jq -c '[.encoding, .dialect.delimiter, .schema.primaryKey]' d.json)" = '["windows-1252",";",["Kód"]]' ]
	accepted x.csv
	[ "$(sed -n 2p out | cut -f 2-5,8,9)" = $'2024-01-10\t1010.5\t10.5\ttrue\t10\t1.10' ]
}

@test "what does not fit is told, and kept as text" {
	awk 'BEGIN { print "id,n,d,code,e"
		for (i = 1; i <= 40; i++) { d = "0" i % 9 + 1; print i "," (i == 7 ? "about 5" : i) "," d "/03/2024,1." i * 10 "," d ".03.2024" } }' >x.csv
	run weir sniff x.csv -o d.json
	[ "$status" -eq 0 ]
	same <(printf '%s\n' "$stderr") "weir: sniff: column 'n': 97.5 % are numbers, kept as text for the others: {\"about 5\":1}" \
		"weir: sniff: column 'd': dates whose day and month may be either; format is \"%d/%m/%Y\" or \"%m/%d/%Y\"" \
		"weir: sniff: column 'e': dates whose day and month may be either; format is \"%d.%m.%Y\" or \"%m.%d.%Y\""
	[ "$(fields d.json | jq -r .type | paste -sd,)" = integer,string,string,number,string ]
	accepted x.csv
}

@test "other formats: TSV, JSON, NDJSON, UTF-16, packed, without a header" {
	printf 'a\tb\n1\tx, y; z\n2\tx, y; w\n' | gzip >x.tsv.gz
	printf 'a;b\n1;2,5\n2;3,5\n' | iconv -t utf-16le >wide.csv
	printf '{"meta": {"n": 1}, "data": {"rows": [{"a": 1, "b": {"c": "x"}}, {"a": 2, "b": {"c": "y"}}]}}' >x.json
	printf '{"a": 1, "b": "x"}\n{"a": 2}\n' >x.ndjson
	printf '1|2.5|x\n2|3.5|y\n3|4.5|z\n' >bare.csv
	local file want
	while IFS='|' read -r file want; do
		weir sniff -q $file -o d.json
		[ "$(jq -c '[.format, .encoding, .dialect.delimiter, .dialect.header, .dialect.property, (.schema.fields | map(.name + ":" + .type) | join(" "))]' d.json)" = "$want" ] ||
			{ jq -c . d.json; return 1; }
		accepted $file
	done <<-'END'
		x.tsv.gz|["csv","utf-8","\t",true,null,"a:integer b:string"]
		wide.csv|["csv","utf-16le",";",true,null,"a:integer b:number"]
		x.json|["json","utf-8",null,null,"data.rows","a:integer b.c:string"]
		x.ndjson|["ndjson","utf-8",null,null,null,"a:integer b:string"]
		bare.csv|["csv","utf-8","|",false,null,"column_1:integer column_2:number column_3:string"]
	END
}

@test "keys of one column, of several, and none" {
	printf 'y,c,n\n2023,KE,1\n2023,UG,2\n2024,KE,1\n2024,UG,2\n' >x.csv
	[ "$(weir sniff -q x.csv | jq -c .schema.primaryKey)" = '["y","c"]' ]
	printf 'c,id\nKE,a\nKE,b\n' >x.csv
	[ "$(weir sniff -q x.csv | jq -c .schema.primaryKey)" = '["id"]' ]
	awk 'BEGIN { print "y,c,n"; for (i = 0; i < 300; i++) print 2000 + i % 2 "," (i % 3 ? "KE" : "UG") "," i * 7 % 298 + (i > 298) * 500 }' >x.csv
	run weir sniff x.csv
	[ "$(jq -c .schema.primaryKey <<<"$output")" = null ]
	[ "$stderr" = "weir: sniff: key: records are told apart only together with the numbers in 'n', so that none is proposed" ]
}

@test "why a number is not shown, notes behind numbers, quarters and academic years" {
	awk 'BEGIN { OFS = ";"; print "quarter", "term", "from", "n", "share", "m", "m_status", "code"
		for (i = 0; i < 40; i++) print 2010 + i % 10 " Q" i % 4 + 1, 2009 + i % 10 "/" substr(2010 + i % 10, 3), 2009 + i % 5 "-" substr(2010 + i % 5, 3),
			(i == 3 ? ":" : i == 4 ? "<5" : i == 5 ? "n/a" : i == 6 ? "1.2" i "p" : i == 7 ? "3 [1]" : i == 8 ? "4 (r) *" : i "." i + 100),
			(i == 9 ? "1,5e" : i ",5"), (i == 2 ? ":" : i), "x", 100 + i (i == 4 ? "bis" : "") }' >x.csv
	run weir sniff x.csv -o d.json
	[ "$status" -eq 0 ]
	same <(fields d.json | jq -c 'del(.["sniff:fit"], .constraints)') '{"name":"quarter","type":"string","weir:format":"quarter"}' \
		'{"name":"term","type":"string","weir:format":"academic-year"}' '{"name":"from","type":"string","weir:format":"academic-year"}' \
		'{"name":"n","type":"number","missingValues":["","n/a"],"weir:status":[":","<5"],"weir:notes":["p","[1]","*","(r)"]}' \
		'{"name":"share","type":"number","decimalChar":",","groupChar":".","weir:notes":["e"]}' '{"name":"m","type":"integer","missingValues":["",":"]}' \
		'{"name":"m_status","type":"string"}' '{"name":"code","type":"string"}'
	same <(grep -v key <<<"$stderr") "weir: sniff: column 'code': 97.5 % are numbers, kept as text for the others: {\"104bis\":1}" \
		"weir: sniff: column 'n': "{"':' is taken for a number that is not shown; weir:status keeps it in a column","'<5' is taken for a number that is not shown; weir:status keeps it in a column"} \
		"weir: sniff: column 'n': "{"'n/a' is taken for missing","'p' behind a number is taken for a footnote; weir:notes keeps it in a column"} \
		"weir: sniff: column 'n': "{"'[1]'","'*'","'(r)'"}" behind a number is taken for a footnote; weir:notes keeps it in a column" \
		"weir: sniff: column 'share': 'e' behind a number is taken for a footnote; weir:notes keeps it in a column" \
		"weir: sniff: column 'm': ':' is taken for missing"
	accepted x.csv
	same <(sed -n '5,7p;9,11p' out | cut -f 1,2,4,5,9-) $'2013-Q4\t2012/13\t\t3.5\t:\t\t' $'2014-Q1\t2013/14\t\t4.5\t<5\t\t' \
		$'2015-Q2\t2014/15\t\t5.5\t\t\t' $'2017-Q4\t2016/17\t3\t7.5\t\t[1]\t' $'2018-Q1\t2017/18\t4\t8.5\t\t(r) *\t' \
		$'2019-Q2\t2018/19\t9.109\t1.5\t\t\te'
}

@test "points between thousands, shares with commas, footnotes, totals in another language" {
	printf '%s\r\n' 'Visa nach Staatsangehörigkeit;;;;' ';;;;' 'Region;Land;2023;;' ';;1. Quartal;2. Quartal;Anteil in %' \
		'Asien;Indien;1.234;2.345 1);62,5' ';Vietnam;x;12;0,1' ';Zusammen;1.234;2.357;62,6' 'Afrika;Kenia;20;/;0,7' ';;;;' '1) Vorläufig.;;;;' |
		iconv -f utf-8 -t windows-1252 >x.csv
	run weir sniff x.csv -o d.json
	[ "$status" -eq 0 ]
	same <(fields d.json | jq -c 'del(.["sniff:fit"], .constraints)') '{"name":"Region","type":"string"}' '{"name":"Land","type":"string"}' \
		'{"name":"2023 1. Quartal","type":"integer","groupChar":".","weir:status":["x"]}' \
		'{"name":"2023 2. Quartal","type":"integer","groupChar":".","weir:status":["/"],"weir:notes":["1)"]}' \
		'{"name":"2023 Anteil in %","type":"number","decimalChar":",","groupChar":"."}'
	[ "$(jq -c '[.dialect.headerRows, .dialect["weir:end"], .schema.primaryKey]' d.json)" = '[[3,4],{"fewerCells":2},["Land"]]' ]
	[ "$(grep -c "column.* '2023 1. Quartal' and 1 more: points in numbers are taken for thousands, since other columns have commas for decimals" <<<"$stderr")" -eq 1 ]
	[ "$(grep -c "totals: line 7, 'Zusammen', looks like a total of others" <<<"$stderr")" -eq 1 ]
	accepted x.csv
	# Without a comma anywhere it may be either, and is told.
	printf 'a,n\nx,1.234\ny,5.678\n' >x.csv
	run weir sniff x.csv -o d.json
	[ "$(fields d.json | tail -n 1 | jq -r .type)" = number ]
	[ "$(grep -c 'if the point is for thousands: "groupChar": "."' <<<"$stderr")" -eq 1 ]
	accepted x.csv
}

@test "a file of TABs whose first column has commas, and flags behind nearly all numbers" {
	printf 'freq,unit,geo\\TIME_PERIOD\t2019 \t2020 \t2021 \nA,PER,DE\t12345 \t1200 bp\t: c\nA,PER,FR\t: \t15 e\t20 p\n' >x.tsv
	weir sniff -q x.tsv -o d.json
	same <(fields d.json | jq -c 'del(.["sniff:fit"], .constraints)') '{"name":"freq,unit,geo\\TIME_PERIOD","type":"string"}' \
		'{"name":"2019","type":"integer","weir:status":[":"]}' '{"name":"2020","type":"integer","weir:notes":["bp","e"]}' \
		'{"name":"2021","type":"integer","weir:status":[": c"],"weir:notes":["p"]}'
	accepted x.tsv
	same out $'freq,unit,geo\\\\TIME_PERIOD\t2019\t2020\t2021\t2019_status\t2020_note\t2021_status\t2021_note' \
		$'A,PER,DE\t12345\t1200\t\t\tbp\t: c\t' $'A,PER,FR\t\t15\t20\t:\te\t\tp'
}

@test "rows that parse rejects are told" {
	printf 'a,b\n1,2\n3\n4,5\n' >x.csv
	run weir sniff x.csv -o d.json
	[ "$status" -eq 0 ]
	[ "$stderr" = 'weir: sniff: 1 of 3 rows are rejected by parse: weir parse --feed DESCRIPTOR --rejects FILE lists them' ]
	accepted x.csv 1
}

@test "what cannot be sniffed" {
	: >x
	run weir sniff x
	[ "$status" -eq 65 ]
	[ "$stderr" = 'weir: sniff: x: empty' ]
	run weir sniff nowhere
	[ "$status" -eq 66 ]
	[ "$stderr" = 'weir: sniff: nowhere: No such file or directory' ]
	run weir sniff -
	[ "$status" -eq 64 ]
	[ "$stderr" = 'weir: sniff: expected the name of one file' ]
	run weir sniff /dev/null
	[ "$status" -eq 64 ]
	[ "$stderr" = 'weir: sniff: /dev/null: is read several times, so that it has to be a file' ]
	run weir sniff --quit x
	[ "$status" -eq 64 ]
	[ "$stderr" = 'weir: sniff: --quit: no such option; the nearest is --quiet' ]
	printf '{"a": 1' >x.json
	run weir sniff x.json
	[ "$status" -eq 65 ]
	[[ $stderr == 'weir: sniff: x.json:'* ]]
	run weir help sniff
	[[ $output == 'usage: weir sniff '* ]]
}

@test "titles above the header, labels over several columns, notes and totals below" {
	printf '%s\n' 'Students by country,,,,' ,,,, Country,2023,,2024, ,M,F,M,F Kenya,1,2,3,-- 'Côte d'"'"'Ivoire,5,6,"7,000",8' Total,6,8,3,8 \
		'"Notes: two
lines",,,,' >x.csv
	run weir sniff x.csv -o d.json
	[ "$status" -eq 0 ]
	same <(printf '%s\n' "$stderr") 'weir: sniff: header: lines 3 to 4, whose labels are joined' 'weir: sniff: end: the last 1 row is no records' \
		"weir: sniff: totals: line 7, 'Total', looks like a total of others; weir:drop or weir:totals in the dialect takes such rows out" \
		"weir: sniff: column '2024 M': a comma in numbers is taken for thousands (groupChar)" \
		"weir: sniff: column '2024 F': '--' is taken for a number that is not shown; weir:status keeps it in a column"
	[ "$(jq -c '[.dialect.headerRows, .dialect["weir:end"], (.schema.fields | map(.name + ":" + .type))]' d.json)" = \
		'[[3,4],{"fewerCells":2},["Country:string","2023 M:integer","2023 F:integer","2024 M:integer","2024 F:integer"]]' ]
	accepted x.csv
}

@test "every feed of ../shared/data" {
	[ -d "$shared" ] || skip 'no ../shared/data beside the clone'
	local file n=0
	for file in "$shared"/*.csv "$shared"/*.gz "$shared"/*.xlsx "$shared/us-ipeds-hd2022.zip" \
		"$shared"/us-ipeds-ef2021a-dist.zip#ef2021a_dist{,_rv}.csv "$shared"/us-ipeds-ef2022a-dist.zip#ef2022a_dist{,_rv}.csv; do
		run weir sniff "$file" -o d.json
		[ "$status" -eq 0 ] || { echo "$file: $stderr"; return 1; }
		accepted "$file" || { echo "$file"; return 1; }
		n=$((n + 1))
	done
	# All that are there: of two archives both members.
	[ "$n" -eq $(($(find "$shared" -maxdepth 1 -type f ! -name SHA256SUMS ! -name '*.md' | wc -l) + 2)) ]
	run weir sniff "$shared/us-ipeds-ef2022a-dist.zip"
	[ "$status" -eq 65 ]
	[[ $stderr == *'holds 2 files; name one of them: '* ]]
}
