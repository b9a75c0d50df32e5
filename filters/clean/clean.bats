load ../../tests/weir

# feed FIELD…: a descriptor, feed.json, whose fields these are.
feed() {
	local IFS=,
	printf '{"name": "feed", "schema": {"fields": [%s]%s}}' "$*" "${SCHEMA:+, $SCHEMA}" >feed.json
}

# cleaned VALUE…: the column `x` after clean by feed.json, without its header; nothing is tolerated.
cleaned() {
	local all=$({ echo x; printf '%s\n' "$@"; } | weir-clean --feed feed.json)
	[ "${all%%$'\n'*}" = x ] && printf '%s\n' "${all#x}" | tail -n +2
}

# becomes VALUE RESULT …: what each value becomes, in one batch and in batches of one.
becomes() {
	local given=() wanted=()
	while [ $# -gt 0 ]; do given+=("$1"); wanted+=("$2"); shift 2; done
	{ echo x; printf '%s\n' "${given[@]}"; } >in
	{ echo x; printf '%s\n' "${wanted[@]}"; } >wanted
	weir-clean --feed feed.json in >got && diff -u wanted got || return
	weir-clean --feed feed.json --batch-size 1 in >got && diff -u wanted got
}

# refuses WORD MEANS VALUE…: each value is rejected for that reason, with a message in these words.
refuses() {
	local word=$1 means=$2 value
	shift 2
	for value; do
		run weir-clean --feed feed.json --rejects r <<<$'x\n'"$value"
		[ "$status" -eq 65 ] && [ "$output" = x ] &&
			[[ $stderr == *": x: '$value' $means"* ]] &&
			[ "$(tail -n 1 r | cut -f 4,5)" = "$word"$'\tx' ] &&
			[ "$(tail -n 1 r | cut -f 7)" = "$value" ] || { echo "'$value': $status $stderr"; return 1; }
	done
}

# wrong MESSAGE [INPUT]: the descriptor is refused.
wrong() {
	run weir-clean --feed feed.json <<<"${2:-x}"
	[ "$status" -eq 78 ] && [ -z "$output" ] && [ "$stderr" = "weir-clean: feed.json: $1" ] || { echo "$stderr"; return 1; }
}

@test "blanks are trimmed and squeezed in every column, with no descriptor" {
	run weir-clean <<<$'country\tyear\n  Trinidad   and Tobago \t 2024\nTogo\t2024'
	[ "$status" -eq 0 ]
	[ "$output" = $'country\tyear\nTrinidad and Tobago\t2024\nTogo\t2024' ]
}

@test "a value that is tidy stays as it is, whatever its length" {
	feed '{"name": "x"}'
	becomes a a ab ab 'a b' 'a b' abcd abcd 'abc def' 'abc def' 'a bc def' 'a bc def' \
		abcdefgh abcdefgh 'abcdefg hijklmno' 'abcdefg hijklmno' "a~!#\"'" "a~!#\"'"
}

@test "one blank too many is seen at every place of values of every length" {
	local n i text=abcdefghijklmnopqrstuvwxyz
	{
		echo x
		for ((n = 2; n <= 26; n++)); do
			echo " ${text:0:n}"
			echo "${text:0:n} "
			for ((i = 1; i < n; i++)); do echo "${text:0:i}  ${text:i:n-i}"; done
		done
	} >in
	sed 's/  */ /g; s/^ //; s/ $//' in >wanted
	weir-clean in >got
	cmp wanted got
}

@test "every blank of Unicode is one, and a tab or a line end in a value too" {
	feed '{"name": "x"}'
	becomes $'\u00a0Togo\u00a0' Togo $'Sri\u00a0Lanka' 'Sri Lanka' $'a\u2003\u3000 b' 'a b' \
		$'a\u202fb' 'a b' $'a\u2009b\u2028c' 'a b c' 'a\tb' 'a b' '\n a\r\n' a $'\u00a0' ''
}

@test "invisible characters vanish, a byte order mark among them" {
	feed '{"name": "x"}'
	becomes $'\ufeffTogo' Togo $'To\u200bgo' Togo $'\u200eTogo\u200f' Togo $'To\u00adgo' Togo \
		$'\u202aTogo\u202c' Togo $'\u2066Togo\u2069' Togo $'To\u2060go' Togo $'\u200b' ''
}

@test "a joiner stays where it shapes letters, and nowhere else" {
	feed '{"name": "x"}'
	becomes $'می\u200cخواهم' $'می\u200cخواهم' $'क्\u200dष' $'क्\u200dष' \
		$'Togo\u200c' Togo $'To\u200dgo' Togo $'\u200cایران' ایران $'ایران\u200c' ایران
}

@test "typographic quotes become straight" {
	feed '{"name": "x"}'
	becomes $'Côte d\u2019Ivoire' "Côte d'Ivoire" $'\u2018a\u2019' "'a'" $'\u201cISTA\u201d' '"ISTA"' \
		$'\u201eISTA\u201c' '"ISTA"' $'\u201aa\u2018' "'a'"
}

@test "what official names are written with stays: okina, apostrophe letters, dashes, accents, guillemets" {
	feed '{"name": "x"}'
	local name
	for name in Hawaiʻi $'Ma\u02bcohi' Guinea–Bissau 'Åland Islands' «a» $'5\u2032' 中国 Україна Việt\ Nam; do
		becomes "$name" "$name"
	done
}

@test "texts come out in Normalization Form C" {
	feed '{"name": "x"}'
	becomes $'Re\u0301union' Réunion $'A\u030aland' Åland $'\u212b' Å $'Viê\u0323t' Việt $'e\u200b\u0301' é
}

@test "a control character rejects the record: a NUL, and what is left of a wrong decoding" {
	run weir-clean --rejects r <<<$'x\na\x01b\na\x7fb\nCôte d\u0092Ivoire\nab'
	[ "$status" -eq 65 ]
	[ "$output" = $'x\nab' ]
	[ "$(grep -c $'\tcontrol\tx\t' r)" -eq 3 ]
	printf 'x\na\0b\n' >in
	run weir-clean in --rejects r
	[ "$status" -eq 65 ]
	[ "$output" = x ]
	[ "$(tail -n 1 r | cut -f 4)" = control ]
	[[ $stderr == "weir-clean: in:2: x: "*" holds a control character"* ]]
}

@test "-c cleans only some columns, and the others keep every byte" {
	run weir-clean -c b <<<$'a\tb\n x  y \t x  y '
	[ "$status" -eq 0 ]
	[ "$output" = $'a\tb\n x  y \tx y' ]
}

@test "an unknown column is a usage error that names the nearest one" {
	run weir-clean -c contry <<<country
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-clean: -c contry: no such column; the nearest is 'country'" ]
}

@test "columns may lie in any order, and those that the schema does not know are tidied" {
	feed '{"name": "n", "type": "integer"}' '{"name": "d", "type": "date"}'
	run weir-clean --feed feed.json <<<$'other\td\tn\n a  b \t2024-02-29\t007'
	[ "$status" -eq 0 ]
	[ "$output" = $'other\td\tn\na b\t2024-02-29\t7' ]
}

@test "a field that is not in the stream is named, with the nearest column" {
	feed '{"name": "Applicatons", "type": "integer"}'
	run weir-clean --feed feed.json <<<$'Applications\tYear'
	[ "$status" -eq 65 ]
	[ -z "$output" ]
	[ "$stderr" = "weir-clean: feed.json: field 'Applicatons': no such column in the input; the nearest is 'Applications'" ]
	feed '{"name": "zzzzzz"}'
	run weir-clean --feed feed.json <<<$'Applications\tYear'
	[ "$stderr" = "weir-clean: feed.json: field 'zzzzzz': no such column in the input" ]
}

@test "with -c a field that is not in the stream is not asked for" {
	feed '{"name": "gone"}' '{"name": "n", "type": "integer"}'
	run weir-clean --feed feed.json -c n <<<$'n\n007'
	[ "$status" -eq 0 ]
	[ "$output" = $'n\n7' ]
}

@test "fieldsMatch says which columns may come" {
	local two='{"name": "a"},{"name": "b"}'
	SCHEMA='"fieldsMatch": "exact"' feed "$two"
	run weir-clean --feed feed.json <<<$'b\ta'
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-clean: feed.json: column 1 is 'b', but field 1 is 'a', and fieldsMatch asks for the same order" ]
	run weir-clean --feed feed.json <<<$'a\tb'
	[ "$status" -eq 0 ]
	SCHEMA='"fieldsMatch": "equal"' feed "$two"
	run weir-clean --feed feed.json <<<$'b\ta'
	[ "$status" -eq 0 ]
	run weir-clean --feed feed.json <<<$'b\ta\tbb'
	[ "$status" -eq 65 ]
	[[ $stderr == "weir-clean: feed.json: column 'bb': no such field in the schema"* ]]
	SCHEMA='"fieldsMatch": "superset"' feed "$two"
	run weir-clean --feed feed.json <<<b
	[ "$status" -eq 0 ]
	SCHEMA='"fieldsMatch": "subset"' feed "$two"
	run weir-clean --feed feed.json <<<$'c\tb\ta'
	[ "$status" -eq 0 ]
	SCHEMA='"fieldsMatch": "partial"' feed "$two"
	run weir-clean --feed feed.json <<<$'b\tc'
	[ "$status" -eq 0 ]
	run weir-clean --feed feed.json <<<$'c\td'
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-clean: feed.json: no field of the schema is a column of the input" ]
}

@test "integers come out in plain form" {
	feed '{"name": "x", "type": "integer"}'
	becomes 0 0 7 7 007 7 000 0 -0 0 +5 5 -5 -5 -007 -7 ' 12 ' 12 $'\u2212'3 -3 123456789012345678 123456789012345678 \
		1234567890123456789012345678901234567890 1234567890123456789012345678901234567890 \
		-0001234567890123456789012345678901234567890 -1234567890123456789012345678901234567890
}

@test "what is no integer is rejected" {
	feed '{"name": "x", "type": "integer"}'
	refuses not-integer 'is no integer' n/a 1.0 1,234 1e3 0x10 1_000 -- - + '5 6' --5 1. ١٢ ½ 20I7 95%
}

@test "groups of an integer have three digits, or there are none" {
	feed '{"name": "x", "type": "integer", "groupChar": ","}'
	becomes 1,234 1234 12,345 12345 123,456,789 123456789 -1,000 -1000 1234 1234 001,234 1234
	refuses not-integer 'is no integer' 1,2,3 1,23 12,34,567 ,123 123, 1234,567 1,,234 1,234, 1,2345 1,234567
}

@test "a blank between groups is any blank, and an apostrophe any apostrophe" {
	feed '{"name": "x", "type": "integer", "groupChar": "\u00a0"}'
	becomes '1 234' 1234 $'1\u00a0234' 1234 $'1\u202f234' 1234
	feed '{"name": "x", "type": "integer", "groupChar": "\u2019"}'
	becomes "1'234" 1234 $'1\u2019234' 1234
}

@test "with bareNumber false what stands around a number is taken off, but never its sign" {
	feed '{"name": "x", "type": "integer", "bareNumber": false}'
	becomes '€ 5' 5 '5 EUR' 5 95% 95 '€-5' -5 '-€5' -5 '- 5' -5 '+€ 5' 5 5 5 EUR0012 12
	refuses not-integer 'is no integer' '(5)' 5- '-€-5' '5 of 10' '€' '5 (est.)' '5%6' '€1.5'
	feed '{"name": "x", "type": "number", "bareNumber": false, "groupChar": ","}'
	becomes '$ 1,234.50' 1234.50 'US$.5' 0.5 '12.5 %' 12.5 $'\u2212€3.10' -3.10 $'€\u22123' -3
	refuses not-number 'is no number' '1.5-2.5' '1 to 2' %
}

@test "numbers come out in plain form, with the digits behind the point as written" {
	feed '{"name": "x", "type": "number"}'
	becomes 0 0 1.50 1.50 +1.5 1.5 007.250 7.250 .5 0.5 -.5 -0.5 5. 5 -0 0 -0.00 0.00 00.0 0.0 -12 -12 \
		1.5E3 1500 1.50e1 15.0 1E-3 0.001 -25e-1 -2.5 12.34E+1 123.4 0E5 0 1e0 1 $'\u22121.5' -1.5 \
		3.1415926535897932384626433832795028841971 3.1415926535897932384626433832795028841971
	[ "$(cleaned 1e999 | wc -c)" -eq 1001 ]
}

@test "what is no number is rejected" {
	feed '{"name": "x", "type": "number"}'
	refuses not-number 'is no number' n/a 1,5 . - -. 1e 1e+ 1.2.3 '1 2' e5 0x1p3 1e1.5 ,
	refuses not-finite 'is no finite number' NaN nan INF -INF +inf
	refuses exponent 'has an exponent beyond 1000' 1e1001 1e-1001 1e99999999999999999999
}

@test "decimalChar and groupChar are those of the field" {
	feed '{"name": "x", "type": "number", "decimalChar": ",", "groupChar": "."}'
	becomes 1.234,50 1234.50 1234,5 1234.5 ,5 0.5 1.234 1234 1,5e2 150
	refuses not-number 'is no number' 1.5 1,234.5 1.23,4 1,2,3
}

@test "booleans come out as true and false" {
	feed '{"name": "x", "type": "boolean"}'
	becomes true true True true TRUE true 1 true false false False false FALSE false 0 false
	refuses not-boolean 'is neither true nor false' yes tRUE 2 01
	feed '{"name": "x", "type": "boolean", "trueValues": ["ja", "j"], "falseValues": ["nein"]}'
	becomes ja true ' j ' true nein false
	refuses not-boolean 'is neither true nor false' true 1 JA
}

@test "a date by default is YYYY-MM-DD and a day of the Gregorian calendar" {
	feed '{"name": "x", "type": "date"}'
	becomes 2024-02-29 2024-02-29 2000-02-29 2000-02-29 2023-12-31 2023-12-31 0001-01-01 0001-01-01 9999-12-31 9999-12-31 \
		' 2024-01-31 ' 2024-01-31 2024-04-30 2024-04-30
	refuses bad-date "is no date in the field's format" 2023-02-29 1900-02-29 2100-02-29 2024-04-31 2024-06-31 2024-09-31 \
		2024-11-31 2024-01-32 2024-01-00 2024-00-10 2024-13-01 0000-01-01 2024-1-1 20240101 2024/01/01 01/02/2024 \
		24-01-01 2024-01-01Z '2024-01-01 00:00' 20I7-01-01 +024-01-01 n/a 12024-01-01 2024-02-30
}

@test "a date by a pattern" {
	feed '{"name": "x", "type": "date", "format": "%d/%m/%Y"}'
	becomes 29/02/2024 2024-02-29 5/6/2019 2019-06-05 05/12/0099 0099-12-05
	refuses bad-date "is no date in the field's format" 29/02/2023 2024-02-29 31/04/2016 00/01/2016 1/2/16 05/13/2020 \
		05.06.2019 005/06/2019 05/06/20199 5//2019 '5 /6/2019'
	feed '{"name": "x", "type": "date", "format": "%d.%m.%Y"}'
	becomes 31.12.2024 2024-12-31 1.2.2024 2024-02-01
	feed '{"name": "x", "type": "date", "format": "%m/%d/%Y"}'
	becomes 02/29/2024 2024-02-29 3/4/2024 2024-03-04
	feed '{"name": "x", "type": "date", "format": "%Y%m%d"}'
	becomes 20240229 2024-02-29
	refuses bad-date "is no date in the field's format" 2024111 2024229 202402290 2024-02-29
	feed '{"name": "x", "type": "date", "format": "fmt:%F"}'
	becomes 2024-02-29 2024-02-29
}

@test "months and weekdays are English, whole or short, in any case; a weekday has to be the right one" {
	feed '{"name": "x", "type": "date", "format": "%d %B %Y"}'
	becomes '1 May 2024' 2024-05-01 '09 september 2024' 2024-09-09 '9 Sep 2024' 2024-09-09 '9 Sept 2024' 2024-09-09 \
		'31 DECEMBER 2024' 2024-12-31 '1  Jan  2024' 2024-01-01
	refuses bad-date "is no date in the field's format" '1 Mai 2024' '1 Janu 2024' '30 February 2024' '1 May'
	feed '{"name": "x", "type": "date", "format": "%a %d %b %Y"}'
	becomes 'Thursday 29 February 2024' 2024-02-29 'Thu 29 Feb 2024' 2024-02-29
	refuses bad-date "is no date in the field's format" 'Fri 29 Feb 2024'
}

@test "a year of two digits is of 1969 to 2068" {
	feed '{"name": "x", "type": "date", "format": "%d/%m/%y"}'
	becomes 01/01/69 1969-01-01 31/12/99 1999-12-31 01/01/00 2000-01-01 01/01/68 2068-01-01
	refuses bad-date "is no date in the field's format" 01/01/2024 01/01/5
}

@test "the day of the year, and a time that a date leaves out" {
	feed '{"name": "x", "type": "date", "format": "%Y-%j"}'
	becomes 2024-060 2024-02-29 2023-060 2023-03-01 2024-366 2024-12-31 2023-001 2023-01-01
	refuses bad-date "is no date in the field's format" 2023-366 2024-000 2024-60
	feed '{"name": "x", "type": "date", "format": "%Y-%m-%d %H:%M:%S"}'
	becomes '2024-02-29 00:00:00' 2024-02-29
	refuses bad-date "is no date in the field's format" '2024-02-29 25:00:00' 2024-02-29
}

@test "any date reads forms that have one meaning, and never an order of day and month" {
	feed '{"name": "x", "type": "date", "format": "any"}'
	becomes 2024-02-29 2024-02-29 2024/2/9 2024-02-09 2024.02.29 2024-02-29 20240229 2024-02-29 '1 March 2024' 2024-03-01 \
		1-Mar-2024 2024-03-01 'March 1, 2024' 2024-03-01 'Friday, 1 March 2024' 2024-03-01 '1. March 2024' 2024-03-01
	refuses bad-date "is no date in the field's format" 03/04/2024 13/04/2024 04-03-2024 1.3.2024 '1 March 24' 2024
}

@test "weir:formats takes several; where two read a value differently, it is neither" {
	feed '{"name": "x", "type": "date", "weir:formats": ["default", "%d/%m/%Y"]}'
	becomes 2024-02-29 2024-02-29 29/02/2024 2024-02-29 1/2/2024 2024-02-01
	refuses bad-date "is no date in the field's format" 2024-2-29 29/02/2023 29-02-2024
	feed '{"name": "x", "type": "date", "weir:formats": ["%d/%m/%Y", "%m/%d/%Y"]}'
	becomes 13/04/2024 2024-04-13 04/13/2024 2024-04-13 05/05/2024 2024-05-05
	refuses two-dates "is one date in one of the field's formats, another in another" 03/04/2024 3/4/2024
	feed '{"name": "x", "type": "date", "weir:formats": ["%Y-%m-%d", "%Y-%d-%m"]}'
	refuses two-dates "is one date in one of the field's formats, another in another" 2024-03-04
}

@test "a datetime keeps its offset" {
	feed '{"name": "x", "type": "datetime"}'
	becomes 2024-02-29T12:30:00 2024-02-29T12:30:00 2024-02-29T12:30:00Z 2024-02-29T12:30:00Z \
		2024-02-29T12:30:00.250-05:00 2024-02-29T12:30:00.250-05:00 2024-02-29T12:30:00+14:00 2024-02-29T12:30:00+14:00 \
		2024-12-31T24:00:00 2025-01-01T00:00:00 2024-02-28T24:00:00Z 2024-02-29T00:00:00Z
	refuses bad-datetime "is no datetime in the field's format" 2024-02-29 2023-02-29T00:00:00 2024-02-29T24:00:01 2024-02-29T23:60:00 \
		2024-02-29T23:59:60 '2024-02-29 12:30:00' 2024-02-29T12:30 2024-02-29T12:30:00+0500 2024-02-29T12:30:00+15:00 \
		2024-02-29T12:30:00. 2024-02-29T1:30:00 9999-12-31T24:00:00 2024-02-29T12:30:00z
}

@test "a datetime by a pattern, and any" {
	feed '{"name": "x", "type": "datetime", "format": "%d/%m/%Y %H:%M"}'
	becomes '29/02/2024 9:05' 2024-02-29T09:05:00
	feed '{"name": "x", "type": "datetime", "format": "%d/%m/%Y %I:%M %p"}'
	becomes '29/02/2024 12:05 AM' 2024-02-29T00:05:00 '29/02/2024 12:05 pm' 2024-02-29T12:05:00 '29/02/2024 1:05 PM' 2024-02-29T13:05:00
	refuses bad-datetime "is no datetime in the field's format" '29/02/2024 13:05 PM' '29/02/2024 0:05 AM' '29/02/2024 1:05 XM'
	feed '{"name": "x", "type": "datetime", "format": "%Y%m%d%H%M%S%z"}'
	becomes 20240229123000+0530 2024-02-29T12:30:00+05:30
	feed '{"name": "x", "type": "datetime", "format": "%FT%T.%f"}'
	becomes 2024-02-29T12:30:00.123456 2024-02-29T12:30:00.123456
	feed '{"name": "x", "type": "datetime", "format": "any"}'
	becomes '2024-02-29 12:30' 2024-02-29T12:30:00 2024-02-29T12:30:15.5Z 2024-02-29T12:30:15.5Z '1 March 2024 08:00:01+01:00' 2024-03-01T08:00:01+01:00
	refuses bad-datetime "is no datetime in the field's format" 2024-02-29 '03/04/2024 12:00'
}

@test "years and months" {
	feed '{"name": "x", "type": "year"}'
	becomes 2024 2024 0001 0001 ' 1999 ' 1999 -0044 -0044 9999 9999
	refuses bad-year 'is no year of four digits' 24 20245 0000 2024/25 2024-01 20I7 +2024 2024Z
	feed '{"name": "x", "type": "yearmonth"}'
	becomes 2024-01 2024-01 2024-12 2024-12 -0044-03 -0044-03
	refuses bad-yearmonth 'is no year and month, YYYY-MM' 2024-13 2024-00 2024-1 2024 202401 01-2024 2024-01-01
}

@test "addresses, URIs, UUIDs and base64" {
	feed '{"name": "x", "type": "string", "format": "email"}'
	becomes a.b+c@uni-graz.at a.b+c@uni-graz.at "o'neill@x.ie" "o'neill@x.ie" jürgen@müller.de jürgen@müller.de
	refuses bad-email 'is no e-mail address' a @b.at a@b a@b..at a@-b.at a@b-.at a.@b.at .a@b.at 'a b@c.at' a@b@ 'a@b.at,c@d.at'
	feed '{"name": "x", "type": "string", "format": "uri"}'
	becomes https://a.at/b?c=%20#d https://a.at/b?c=%20#d urn:isbn:0451450523 urn:isbn:0451450523 mailto:a@b.at mailto:a@b.at
	refuses bad-uri 'is no URI' a.at/b https: :x 1a:b 'http://a b' http://a/%2 http://a/%zz http://ä.at 'http://a/<b>'
	feed '{"name": "x", "type": "string", "format": "uuid"}'
	becomes 123e4567-e89b-12d3-a456-426614174000 123e4567-e89b-12d3-a456-426614174000
	refuses bad-uuid 'is no UUID' 123e4567e89b12d3a456426614174000 123e4567-e89b-12d3-a456-42661417400 g23e4567-e89b-12d3-a456-426614174000
	feed '{"name": "x", "type": "string", "format": "binary"}'
	becomes aGVsbG8= aGVsbG8= YQ== YQ== YWJj YWJj
	refuses bad-binary 'is no base64' aGVsbG8 'aGVs!G8=' ==== a=bc
}

@test "a missing value is one in any column, whatever its type" {
	SCHEMA='"missingValues": ["", "-", "n/a", "  ."]' feed '{"name": "x", "type": "integer"}'
	becomes - '' n/a '' ' - ' '' $'\u00a0n/a' '' '  .' '' . '' '' '' -5 -5 5 5
	refuses not-integer 'is no integer' N/A -- n
	SCHEMA='"missingValues": ["-"]' feed '{"name": "x", "type": "string", "missingValues": ["999", "NA"]}'
	becomes 999 '' NA '' - - 9999 9999 NAM NAM
}

@test "a required value may not be missing; a part of the primary key is required" {
	SCHEMA='"missingValues": ["", "-"]' feed '{"name": "x", "constraints": {"required": true}}' '{"name": "y"}'
	run weir-clean --feed feed.json --rejects r --max-rejects 3 <<<$'x\ty\n\t1\n-\t2\n  \t3\na\t4'
	[ "$status" -eq 0 ]
	[ "$output" = $'x\ty\na\t4' ]
	[ "$(grep -c $'\trequired\tx\t' r)" -eq 3 ]
	run weir-clean --feed feed.json <<<$'x\ty\n-\t2'
	[ "$status" -eq 65 ]
	[[ $stderr == "weir-clean: -:2: x: '-' is missing, and the field is required"* ]]
	SCHEMA='"primaryKey": ["x"]' feed '{"name": "x"}' '{"name": "y"}'
	run weir-clean --feed feed.json <<<$'x\ty\n\t2'
	[ "$status" -eq 65 ]
	[[ $stderr == *"x: '' is missing, and the field is required"* ]]
}

@test "a bad value is set missing where the field says so, unless it is required" {
	feed '{"name": "x", "type": "integer", "weir:onError": "missing", "constraints": {"minimum": 0}}'
	becomes 5 5 n/a '' -1 '' 1.5 ''
	feed '{"name": "x", "type": "integer", "weir:onError": "missing", "constraints": {"required": true}}'
	refuses not-integer 'is no integer' n/a
}

@test "lengths are counted in characters, of what comes out" {
	feed '{"name": "x", "type": "string", "constraints": {"minLength": 2, "maxLength": 3}}'
	becomes ab ab éàü éàü ' abc ' abc 中国 中国 'a  b' 'a b' $'e\u0301e\u0301' éé
	refuses too-short "is shorter than the field's minLength" a é 中
	refuses too-long "is longer than the field's maxLength" abcd éàüö 中国中国
}

@test "limits of numbers are exact, however long" {
	feed '{"name": "x", "type": "number", "constraints": {"minimum": -0.30, "maximum": "12345678901234567890.5"}}'
	becomes -0.3 -0.3 -0.30000 -0.30000 0 0 12345678901234567890.50 12345678901234567890.50 99 99
	refuses too-small "is less than the field's minimum" -0.31 -0.3000000000000000000000000001 -5
	refuses too-large "is more than the field's maximum" 12345678901234567890.51 12345678901234567891 1e30
	feed '{"name": "x", "type": "integer", "constraints": {"minimum": 10, "maximum": 20}}'
	becomes 10 10 20 20 0015 15
	refuses too-small "is less than the field's minimum" 9 0 -15
	refuses too-large "is more than the field's maximum" 21 123456789012345678901234567890
	feed '{"name": "x", "type": "number", "decimalChar": ",", "constraints": {"maximum": "1,5"}}'
	becomes 1,5 1.5
	refuses too-large "is more than the field's maximum" 1,6
}

@test "limits of dates, datetimes, years and months go by time" {
	feed '{"name": "x", "type": "date", "format": "%d/%m/%Y", "constraints": {"minimum": "1999-12-31", "maximum": "01/02/2020"}}'
	becomes 31/12/1999 1999-12-31 01/02/2020 2020-02-01 1/1/2010 2010-01-01
	refuses too-small "is less than the field's minimum" 30/12/1999 1/1/1900
	refuses too-large "is more than the field's maximum" 02/02/2020
	feed '{"name": "x", "type": "datetime", "constraints": {"minimum": "2024-01-01T00:00:00Z"}}'
	becomes 2024-01-01T01:00:00+01:00 2024-01-01T01:00:00+01:00 2023-12-31T23:00:00-01:00 2023-12-31T23:00:00-01:00 2024-01-01T00:00:00.0 2024-01-01T00:00:00.0
	refuses too-small "is less than the field's minimum" 2024-01-01T00:30:00+01:00 2023-12-31T23:59:59.999
	feed '{"name": "x", "type": "year", "constraints": {"minimum": 2010, "maximum": "2020"}}'
	becomes 2010 2010 2020 2020
	refuses too-small "is less than the field's minimum" 2009 -2015
	refuses too-large "is more than the field's maximum" 2021
	feed '{"name": "x", "type": "year", "constraints": {"minimum": "-0100"}}'
	becomes -0044 -0044 2020 2020
	refuses too-small "is less than the field's minimum" -0101
	feed '{"name": "x", "type": "yearmonth", "constraints": {"minimum": "2010-05", "maximum": "2020-01"}}'
	becomes 2010-05 2010-05
	refuses too-small "is less than the field's minimum" 2010-04
	refuses too-large "is more than the field's maximum" 2020-02
}

@test "an enum is compared by what values mean" {
	feed '{"name": "x", "constraints": {"enum": ["F", "M", "not  stated"]}}'
	becomes F F ' M' M 'not stated' 'not stated'
	refuses not-in-enum "is not among the field's values" f X FM
	feed '{"name": "x", "type": "number", "constraints": {"enum": [1, 2.50, "10"]}}'
	becomes 1.0 1.0 002.5 2.5 10 10
	refuses not-in-enum "is not among the field's values" 3 2.51 100
	feed '{"name": "x", "type": "date", "format": "%d/%m/%Y", "constraints": {"enum": ["2024-01-01", "02/01/2024"]}}'
	becomes 01/01/2024 2024-01-01 02/01/2024 2024-01-02
	refuses not-in-enum "is not among the field's values" 03/01/2024
}

@test "a pattern has to match the whole value, by characters" {
	feed '{"name": "x", "constraints": {"pattern": "[A-Z]{3}|\\d+"}}'
	becomes AUT AUT 123 123 ' AUT ' AUT
	refuses pattern "does not match the field's pattern" AUTX aut 'AUT 1' 12a
	feed '{"name": "x", "constraints": {"pattern": "^.é\\p{Lu}?$"}}'
	becomes aé aé 中é 中é xéÄ xéÄ
	refuses pattern "does not match the field's pattern" é xéä aaé
	feed '{"name": "x", "constraints": {"pattern": "(?:\\p{Lu}+ )*\\p{Nd}{2}"}}'
	becomes 'AÉ Ü 12' 'AÉ Ü 12' 12 12
}

@test "a pattern that takes others ages answers at once" {
	local many
	many=$(printf 'a%.0s' {1..100})
	feed '{"name": "x", "constraints": {"pattern": "(a+)+b|(a|a)*c|((a*)*)*d"}}'
	becomes "${many}b" "${many}b" "${many}c" "${many}c" "${many}d" "${many}d"
	refuses pattern "does not match the field's pattern" "${many}e"
	feed '{"name": "x", "constraints": {"pattern": "(a|a)*c|((a*)*)*d"}}'
	printf 'x\n%sd\n' "$(printf 'a%.0s' {1..5000})" >in
	run timeout 5 weir-clean --feed feed.json in
	[ "$status" -eq 0 ]
	[ "$output" = "$(<in)" ]
}

@test "a pattern that is too much work for a value rejects it, whatever it would be" {
	local many
	many=$(printf 'a%.0s' {1..5000})
	feed '{"name": "x", "constraints": {"pattern": "(a+)+b"}}'
	run timeout 5 weir-clean --feed feed.json --rejects r <<<$'x\n'"${many}b"
	[ "$status" -eq 65 ]
	[ "$(tail -n 1 r | cut -f 4)" = pattern-limit ]
	[[ $stderr == *"…' is too long for the field's pattern, or matches it in too many ways ("* ]]
	feed '{"name": "x", "constraints": {"pattern": "a*"}}'
	{ echo x; head -c 65536 /dev/zero | tr '\0' a; echo; } >in
	weir-clean --feed feed.json in | cmp - in
	{ echo x; head -c 65537 /dev/zero | tr '\0' a; echo; } >in
	run weir-clean --feed feed.json --rejects r in
	[ "$status" -eq 65 ]
	[ "$(tail -n 1 r | cut -f 4)" = pattern-limit ]
}

@test "a bad pattern is named with its place" {
	feed '{"name": "y"}' '{"name": "x", "constraints": {"pattern": "é[a-"}}'
	wrong "schema.fields[1].constraints.pattern: 'é[a-' is no regular expression: missing terminating ] for character class, at character 5" $'x\ty'
	local pattern
	for pattern in '(a)\\1' '(?=a)' '(*ACCEPT)' 'a*+' '[a-z-[aeiou]]' '[[:alpha:]]' '\\i' '\\bx' '(?<n>a)' '\\p{IsGreek}' 'a)' 'a\\'; do
		feed '{"name": "x", "constraints": {"pattern": "'"$pattern"'"}}'
		run weir-clean --feed feed.json <<<x
		[ "$status" -eq 78 ] && [[ $stderr == "weir-clean: feed.json: schema.fields[0].constraints.pattern: "*", at character "* ]] || { echo "$pattern: $stderr"; return 1; }
	done
}

@test "a field is checked even where no column of it comes" {
	SCHEMA='"fieldsMatch": "superset"' feed '{"name": "x"}' '{"name": "y", "constraints": {"pattern": "a)"}}'
	wrong "schema.fields[1].constraints.pattern: 'a)' is no regular expression: unmatched closing parenthesis, at character 2"
}

@test "a descriptor that cannot be held to is refused" {
	feed '{"name": "x", "type": "date", "format": "%d/%q/%Y"}'
	wrong "schema.fields[0].format: '%d/%q/%Y' holds %q, which is not known here"
	feed '{"name": "x", "type": "date", "format": "%d/%m"}'
	wrong "schema.fields[0].format: '%d/%m' needs one year (%Y or %y)"
	feed '{"name": "x", "type": "date", "format": "%Y-%m"}'
	wrong "schema.fields[0].format: '%Y-%m' needs one day and one month (%d with %m or %B), or the day of the year (%j)"
	feed '{"name": "x", "type": "datetime", "format": "%Y-%m-%d"}'
	wrong "schema.fields[0].format: '%Y-%m-%d' needs one hour (%H or %I)"
	feed '{"name": "x", "type": "datetime", "format": "%F %I:%M"}'
	wrong "schema.fields[0].format: '%F %I:%M' needs %I and %p together"
	feed '{"name": "x", "type": "date", "weir:formats": ["any", "%F"]}'
	wrong "schema.fields[0].weir:formats: 'any' stands for several, so it stands alone"
	feed '{"name": "x", "type": "string", "format": "emial"}'
	wrong "schema.fields[0].format: 'emial' is no format of a string; the nearest is 'email'"
	feed '{"name": "x", "type": "integer", "format": "hex"}'
	wrong "schema.fields[0].format: 'hex' is no format of this type"
	feed '{"name": "x", "type": "integer", "weir:formats": ["%d"]}'
	wrong "schema.fields[0].weir:formats: '%d' is for dates and datetimes only"
	feed '{"name": "x", "type": "number", "decimalChar": ",", "groupChar": ","}'
	wrong "schema.fields[0].groupChar: ',' is decimalChar as well"
	feed '{"name": "x", "type": "integer", "groupChar": "0"}'
	wrong "schema.fields[0].groupChar: '0' is a part of numbers already"
	feed '{"name": "x", "type": "integer", "constraints": {"minimum": 1.5}}'
	wrong "schema.fields[0].constraints.minimum: '1.5' is not of the field's type"
	feed '{"name": "x", "type": "integer", "constraints": {"minimum": 5, "maximum": 4}}'
	wrong "schema.fields[0].constraints.minimum: '5' is more than the maximum"
	feed '{"name": "x", "type": "string", "constraints": {"minimum": 5}}'
	wrong "schema.fields[0].constraints.minimum: '5' is a limit, which this type does not have"
	feed '{"name": "x", "type": "date", "constraints": {"enum": ["2024-02-30"]}}'
	wrong "schema.fields[0].constraints.enum: '2024-02-30' is not of the field's type"
	feed '{"name": "x", "type": "integer", "constraints": {"maxLength": 5}}'
	wrong "schema.fields[0].constraints: minLength, maxLength and pattern are for strings only"
	feed '{"name": "x", "type": "string", "constraints": {"minLength": 5, "maxLength": 4}}'
	wrong "schema.fields[0].constraints: minLength is more than maxLength"
	feed '{"name": "x", "type": "boolean", "trueValues": ["yes", "x"], "falseValues": ["no", " x"]}'
	wrong "schema.fields[0].falseValues: 'x' is among trueValues as well"
	feed '{"name": "x", "type": "boolean", "trueValues": ["0"]}' # which is among the standard's falseValues
	wrong "schema.fields[0].falseValues: '0' is among trueValues as well"
}

@test "a record is rejected once, for its first bad column, with its bytes as they came" {
	feed '{"name": "a", "type": "integer"}' '{"name": "b", "type": "date"}' '{"name": "c"}'
	run weir-clean --feed feed.json --rejects r --ledger l --max-rejects 1 <<<$'c\tb\ta\n x  y \tbad\tbad\nz\t2024-01-01\t01'
	[ "$status" -eq 0 ]
	[ "$output" = $'c\tb\ta\nz\t2024-01-01\t1' ]
	books_balance l
	[ "$(tail -n 1 r)" = $'clean\t-\t2\tbad-date\tb\tbad\t x  y \\tbad\\tbad' ]
}

@test "many distinct values and few give the same bytes, in any batch" {
	SCHEMA='"missingValues": ["-"]' feed '{"name": "n", "type": "integer", "groupChar": ","}' \
		'{"name": "d", "type": "date", "weir:formats": ["default", "%d/%m/%Y", "%d %B %Y"]}' '{"name": "s"}'
	awk 'BEGIN { OFS = "\t"; print "n", "d", "s"; srand(1)
		for (i = 0; i < 150000; i++) print (i % 7 ? i : "1,234"), (i % 3 ? 1 + i % 28 "/02/2024" : "1 May 20" 10 + i % 80), (i % 5 ? "é  " i : "-") }' >in
	awk -F'\t' 'NR == 1 { print; next } { OFS = "\t"; i = NR - 2; d = i % 3 ? sprintf("2024-02-%02d", 1 + i % 28) : "20" 10 + i % 80 "-05-01"
		print (i % 7 ? i : 1234), d, (i % 5 ? "é " i : "") }' in >wanted
	weir-clean --feed feed.json in >got
	cmp wanted got
	weir-clean --feed feed.json --batch-size 7 in >got
	cmp wanted got
}

@test "the sponsored study feeds of the United Kingdom are clean already" {
	local name
	for name in uk-study-nationality uk-study-institution; do
		weir-parse "$root/samples/$name.csv" >in
		weir-clean --feed "$root/conf/feeds/$name.json" --ledger l in >out
		cmp in out
		books_balance l
	done
}

@test "marks stand for a status: the value is missing, and the column NAME_status says why" {
	feed '{"name": "n", "type": "integer", "groupChar": ",", "weir:status": {"--": "Q", ":": "O", "<5": "Q", "*": "Q", "": "M"}}' '{"name": "k"}' \
		'{"name": "x", "type": "number", "weir:status": ["z", "..."]}'
	printf 'k\tn\tx\n1\t1,234\t5\n2\t--\tz\n3\t :  \t...\n4\t<5\t\n5\t*\t0.5\n6\t\t7\n7\t0\t-3\n' >in
	run weir-clean --feed feed.json in
	[ "$status" -eq 0 ]
	[ "$output" = $'k\tn\tx\tn_status\tx_status\n1\t1234\t5\t\t\n2\t\t\tQ\tz\n3\t\t\tO\t...\n4\t\t\tQ\t\n5\t\t0.5\tQ\t\n6\t\t7\tM\t\n7\t0\t-3\t\t' ]
	weir-clean --feed feed.json --batch-size 1 in >one
	[ "$(<one)" = "$output" ]
	run weir-clean --feed feed.json -c k in
	[ "$(head -n 1 <<<"$output")" = $'k\tn\tx' ]
	feed '{"name": "x", "type": "integer", "weir:status": {"--": "Q"}}'
	run weir-clean --feed feed.json --rejects r <<<$'x\n-\n---\n5 --'
	[ "$status" -eq 65 ]
	[ "$(tail -n +2 r | cut -f 4,6)" = $'not-integer\t-\nnot-integer\t---\nnot-integer\t5 --' ]
	feed '{"name": "x", "type": "integer", "weir:status": {"--": ""}, "constraints": {"required": true}}'
	refuses required 'is missing, and the field is required' --
	feed '{"name": "x", "type": "integer", "weir:status": {"--": "Q"}}'
	run weir-clean --feed feed.json <<<$'x\tx_status\n1\t2'
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-clean: x_status: there is a column of that name already" ]
}

@test "notes behind a value are taken off, and the column NAME_note has their words" {
	feed '{"name": "n", "type": "number", "weir:notes": {"p": "provisional", "b": "break", "[1]": "1", "(r)": ""}, "weir:status": {":": "O"}}' \
		'{"name": "c", "weir:notes": {"*": "", "e": "E"}}'
	run weir-clean --feed feed.json <<<$'n\tc\n12 p\tCongo*\n12.50bp\tKenya *\n7[1] (r)\tTogoe\n: p\tMali e\n5\t*\n\tTogo e*'
	[ "$status" -eq 0 ]
	[ "$output" = $'n\tc\tn_status\tn_note\tc_note\n12\tCongo\t\tprovisional\t\n12.50\tKenya\t\tbreak provisional\t\n7\tTogoe\t\t1\t\n\tMali\tO\tprovisional\tE\n5\t\t\t\t\n\tTogo\t\t\tE' ]
}

@test "quarters and academic years come out in one form" {
	feed '{"name": "x", "type": "string", "weir:format": "quarter"}'
	becomes '2023 Q1' 2023-Q1 2023Q4 2023-Q4 2023-q2 2023-Q2 'Q1 2023' 2023-Q1 Q3/2023 2023-Q3 '' ''
	refuses bad-quarter 'is no quarter of a year, as 2023 Q1' 2023 'Q5 2023' '2023 Q0' '2023 Q12' '23 Q1' 'Q1 23' '2023  QQ1' '0000 Q1' 2023-Q1-1 Q
	feed '{"name": "x", "type": "string", "weir:format": "academic-year"}'
	becomes 2023/24 2023/24 2023-24 2023/24 2023–24 2023/24 2023/2024 2023/24 '2023 - 2024' 2023/24 1999/00 1999/00 1999/2000 1999/00 2003/4 2003/04 2009/0 2009/10
	refuses bad-academic-year 'is no academic year, as 2023/24' 2023 2023/23 2023/25 2023/2025 2023/024 23/24 2023/ 2023/24/25 2023:24 2023/22024
	feed '{"name": "x", "type": "string", "weir:format": "academic-year", "constraints": {"enum": ["2022/23", "2023/24"]}}'
	becomes 2023-24 2023/24
	refuses not-in-enum "is not among the field's values" 2024-25
}

@test "dates as Excel counts them" {
	feed '{"name": "x", "type": "date", "weir:formats": ["default", "excel"]}'
	becomes 45351 2024-02-29 1 1900-01-01 59 1900-02-28 61 1900-03-01 2958465 9999-12-31 45351.75 2024-02-29 2024-02-29 2024-02-29 366 1900-12-31 \
		25569 1970-01-01 36526 2000-01-01
	refuses bad-date "is no date in the field's format" 0 60 2958466 -1 45351. 1e5 '45 351'
	feed '{"name": "x", "type": "date", "format": "excel-1904"}'
	becomes 0 1904-01-01 43889 2024-02-29
	feed '{"name": "x", "type": "datetime", "format": "excel"}'
	becomes 45351.5 2024-02-29T12:00:00 45351.521006944 2024-02-29T12:30:15 45351 2024-02-29T00:00:00 45351.999999999 2024-03-01T00:00:00
}

@test "what a descriptor says of marks and formats is checked" {
	feed '{"name": "x", "weir:status": "--"}'
	wrong "schema.fields[0].weir:status: expected an object of marks and words, this is a string"
	feed '{"name": "x", "weir:status": {"--": 1}}'
	wrong "schema.fields[0].weir:status: expected texts in it, one is a number"
	feed '{"name": "x", "weir:notes": {" ": "a", "": "b"}}'
	wrong "schema.fields[0].weir:notes: '' is no mark"
	feed '{"name": "x", "weir:format": "quarters"}'
	wrong "schema.fields[0].weir:format: 'quarters' is no format; there are quarter and academic-year"
	feed '{"name": "x", "type": "integer", "weir:format": "quarter"}'
	wrong "schema.fields[0].weir:format: 'quarter' is for strings without another format only"
	feed '{"name": "x", "weir:statuses": {}}'
	wrong "schema.fields[0]: 'weir:statuses' is no key here; the nearest is 'weir:status'"
}
