# Tables as offices lay them out, read by descriptors that a person wrote from the pages alone.
load weir

# read_as DESCRIPTOR FILE PATTERN VALUE: wide to long, held to its types; the books balance in batches of any size.
read_as() {
	local size
	for size in 1 1024; do
		run weir run -q --batch-size $size --ledger l --rejects r \
			-e "parse --feed $1 $2 | unpivot --match '$3' --value $4 | clean --feed $1"
		[ "$status" -eq 0 ] || { echo "$stderr"; return 1; }
		books_balance l
		printf '%s\n' "$output" >"got.$size"
	done
	cmp got.1 got.1024
	mv got.1 got
}

@test "semicolons, points between thousands, decimal commas, a region on its first row only, totals, footnotes, Windows-1252" {
	printf '%s\r\n' 'Erteilte Visa zum Zweck des Studiums nach Staatsangehörigkeit;;;;;' 'Stand: 31.03.2024;;;;;' ';;;;;' \
		'Region;Staatsangehörigkeit;2022;;2023;' ';;1. Quartal;2. Quartal;1. Quartal;2. Quartal' \
		'Asien;Indien;1.234;2.345;1.300 1);2.400' ';Iran, Islamische Republik;x;12;/;10' ';Vietnam;50;60;–;70' ';Zusammen;1.284;2.417;1.300;2.480' \
		'Afrika;Kenia;20;30;25;35' ';Côte d’Ivoire;5;.;6;8' ';Zusammen;25;30;31;43' ';Insgesamt;1.309;2.447;1.331;2.523' \
		';;;;;' '1) Vorläufiges Ergebnis.;;;;;' '/ = Zahlenwert nicht sicher genug; x = gesperrt;;;;' | iconv -f utf-8 -t windows-1252 >visa.csv
	cat >visa.json <<-'END'
		{ "encoding": "windows-1252",
		  "dialect": {
		    "delimiter": ";", "headerRows": [1, 2], "weir:headerFrom": "Region", "weir:headerFill": true,
		    "weir:end": {"blankRow": true}, "weir:fillDown": ["Region"],
		    "weir:drop": [{"column": "Staatsangehörigkeit", "match": "Insgesamt"}],
		    "weir:totals": [{"column": "Staatsangehörigkeit", "match": "Zusammen", "of": "group", "groupChar": ".", "compare": "none"}] },
		  "schema": {
		    "fields": [
		      {"name": "Region"}, {"name": "Staatsangehörigkeit"}, {"name": "year", "type": "year"}, {"name": "quarter", "type": "integer"},
		      {"name": "visas", "type": "integer", "groupChar": ".", "weir:status": {"x": "C", "/": "Q", ".": "M", "–": "N"}, "weir:notes": {"1)": "P"}}],
		    "fieldsMatch": "partial" } }
	END
	read_as visa.json visa.csv '(?<year>[0-9]{4}) (?<quarter>[1-4])\. Quartal' visas
	[ "$(wc -l <got)" -eq 21 ]
	same <(sed -n '1,9p;20,21p' got) $'Region\tStaatsangehörigkeit\tyear\tquarter\tvisas\tvisas_status\tvisas_note' \
		$'Asien\tIndien\t2022\t1\t1234\t\t' $'Asien\tIndien\t2022\t2\t2345\t\t' $'Asien\tIndien\t2023\t1\t1300\t\tP' $'Asien\tIndien\t2023\t2\t2400\t\t' \
		$'Asien\tIran, Islamische Republik\t2022\t1\t\tC\t' $'Asien\tIran, Islamische Republik\t2022\t2\t12\t\t' \
		$'Asien\tIran, Islamische Republik\t2023\t1\t\tQ\t' $'Asien\tIran, Islamische Republik\t2023\t2\t10\t\t' \
		$'Afrika\tCôte d\'Ivoire\t2023\t1\t6\t\t' $'Afrika\tCôte d\'Ivoire\t2023\t2\t8\t\t'
	grep -qP '^parse\tdropped\ttotal\t2$' l
	# Held to their rows, a total that is wrong is told; what a sign may stand for has to be said.
	jq '.dialect["weir:totals"][0] |= (.compare = "equal" | .suppressed = {x: [0, 999], "/": [0, 4], ".": [0, 999], "–": [0, 0]})
		| .schema.fields += [{name: "2023 1. Quartal", type: "integer", groupChar: ".", "weir:notes": ["1)"]}]' visa.json >strict.json
	[ "$(weir-parse --feed strict.json visa.csv | wc -l)" -eq 6 ]
	iconv -f windows-1252 -t utf-8 visa.csv | sed 's/;31;43/;32;43/' | iconv -f utf-8 -t windows-1252 >wrong.csv
	run weir-parse --feed strict.json wrong.csv
	[ "$status" -eq 65 ]
	[[ $stderr == "weir-parse: wrong.csv:12: 2023 1. Quartal: '32; its 2 rows sum to 31' is a total that its rows do not sum to"* ]]
}

@test "a region on a row of its own, its total below, academic years over quarters, counts that are not shown" {
	printf '%s\n' '"Table 4: Student visas granted, by citizenship and quarter",,,,' ,,,, Citizenship,2022-23,,2023-24, ',Sep Qtr,Dec Qtr,Sep Qtr,Dec Qtr' \
		Africa,,,, '  Kenya,120,<5,140,20' '  Nigeria,"1,050",200,990,np' 'Total Africa,"1,170",203,"1,130",38' \
		Asia,,,, '  India (a),"20,150","5,100","18,230","4,400"' '"  China, PR","17,020","4,200",n.a.,"4,900"' 'Total Asia,"37,170","9,300",n.a.,"9,300"' \
		'Total,"38,340","9,503",n.a.,"9,338"' ,,,, '(a) Includes Bhutan.,,,,' 'np not published,,,,' >visas.csv
	cat >visas.json <<-'END'
		{ "dialect": {
		    "headerRows": [3, 4], "weir:headerFill": true, "weir:end": {"blankRow": true},
		    "weir:labelRows": {"into": "Region", "fewerCells": 2},
		    "weir:totals": [
		      {"match": "Total .+", "of": "group", "groupChar": ",", "suppressed": {"<5": [0, 4], "np": [0, 9999], "n.a.": [0, 99999]}},
		      {"match": "Total", "groupChar": ",", "suppressed": {"<5": [0, 4], "np": [0, 9999], "n.a.": [0, 99999]}}] },
		  "schema": {
		    "fields": [
		      {"name": "Citizenship", "weir:notes": {"(a)": "a"}}, {"name": "Region"}, {"name": "year", "weir:format": "academic-year"}, {"name": "quarter"},
		      {"name": "visas", "type": "integer", "groupChar": ",", "weir:status": {"<5": "Q", "np": "Q", "n.a.": "M"}}],
		    "fieldsMatch": "partial" } }
	END
	read_as visas.json visas.csv '(?<year>[0-9]{4}-[0-9]{2}) (?<quarter>[A-Z][a-z]{2}) Qtr' visas
	[ "$(wc -l <got)" -eq 17 ]
	same <(sed -n '1,3p;8,10p;17p' got) $'Citizenship\tRegion\tyear\tquarter\tvisas\tCitizenship_note\tvisas_status' \
		$'Kenya\tAfrica\t2022/23\tSep\t120\t\t' $'Kenya\tAfrica\t2022/23\tDec\t\t\tQ' $'Nigeria\tAfrica\t2023/24\tSep\t990\t\t' \
		$'Nigeria\tAfrica\t2023/24\tDec\t\t\tQ' $'India\tAsia\t2022/23\tSep\t20150\ta\t' $'China, PR\tAsia\t2023/24\tDec\t4900\t\t'
	grep -qP '^parse\tdropped\t\(?label' l
	grep -qP '^parse\tdropped\ttotal\t3$' l
}
