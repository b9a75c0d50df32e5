load ../../tests/weir

# One record whose columns are: n 12.50, m -3, z 0, s the text, d a date, b a day of birth, e missing.
record() {
	printf 'n\tm\tz\ts\td\tb\te\tq\n12.50\t-3\t0\tCôte d'"'"'Ivoire\t2024-02-29\t2004-02-29\t\t2023 Q1\n'
}

# gives EXPRESSION VALUE …: what each becomes, together in one batch and each alone.
gives() {
	local program='' i=0 wanted=()
	while [ $# -gt 0 ]; do
		program+="x$i = $1; "
		wanted+=("$2")
		[ "$(record | weir-derive "x = $1" | tail -n 1 | cut -f 9)" = "$2" ] ||
			{ echo "$1: expected '$2'"; record | weir-derive "x = $1"; return 1; }
		shift 2
		i=$((i + 1))
	done
	record | weir-derive "$program" --batch-size 1 | tail -n 1 | cut -f 9- | tr '\t' '\n' >got
	diff -u <(printf '%s\n' "${wanted[@]}") got
}

# refuses PROGRAM MESSAGE …: each is no program, and why.
refuses() {
	while [ $# -gt 0 ]; do
		run weir-derive "$1" < <(record)
		[ "$status" -eq 64 ] && [ -z "$output" ] && [ "$stderr" = "weir-derive: program: $2" ] ||
			{ echo "$1: $status $stderr"; return 1; }
		shift 2
	done
}

# rejects EXPRESSION WORD MESSAGE …: the record is rejected, in these words.
rejects() {
	while [ $# -gt 0 ]; do
		run weir-derive "x = $1" --rejects r < <(record)
		[ "$status" -eq 65 ] && [ "$(wc -l <<<"$output")" -eq 1 ] && [[ $stderr == "weir-derive: -:2: $3 ("* ]] &&
			[ "$(tail -n 1 r | cut -f 4)" = "$2" ] && [ "$(tail -n 1 r | cut -f 7)" = "$(record | tail -n 1 | weir_escape)" ] ||
			{ echo "$1: $status $stderr"; return 1; }
		shift 3
	done
}
weir_escape() { sed 's/\\/\\\\/g; s/\t/\\t/g'; }

@test "numbers are exact decimals" {
	gives 'n + m' 9.50 'n - m' 15.50 'n * m' -37.50 'n + 0.1 + 0.2' 12.80 '-n' -12.50 '1 - 2 - 3' -4 '2 + 3 * 4' 14 \
		'(2 + 3) * 4' 20 'abs(m)' 3 '- - 5' 5 '100000000000000000000 * 100000000000000000' 10000000000000000000000000000000000000 \
		'0.1 + 0.2 == 0.3' true 'div(7, 2)' 3 'div(-7, 2)' -4 'mod(7, 2)' 1 'mod(-7, 2)' 1 'mod(7.5, 2)' 1.5 'number(slice(q, 1, 4)) + 1' 2024 \
		'12345678901234567890 + 1' 12345678901234567891 'z * -1' 0 'number("007")' 7
}

@test "a quotient is rounded once, to the digits asked for" {
	gives 'n / 2' 6.25 '1 / 3' 0.3333333333333333 '2 / 3' 0.6666666666666667 'round(1 / 8, 2)' 0.13 'round_even(1 / 8, 2)' 0.12 \
		'round(-1 / 8, 2)' -0.13 'floor(-1 / 8, 2)' -0.13 'ceiling(-1 / 8, 2)' -0.12 'truncate(-1 / 8, 2)' -0.12 'round(1 / 2, 4)' 0.5000 \
		'round(2.5)' 3 'round_even(2.5)' 2 'round(n, 0)' 13 'round(n, 4)' 12.5000 'floor(n)' 12 'ceiling(n)' 13 \
		'1 / 3 * 3' 1 '3 * (1 / 3)' 1 '1 / 3 / 3 * 9' 1 '1 / 3 * (6 / 7) * 7' 2 'round(2 / 3 * 100, 1)' 66.7 'round(round(1 / 3, 1) * 3, 1)' 0.9 '6 / 3' 2 '1000 / 10' 100
}

@test "parts of dates" {
	gives 'year(d)' 2024 'quarter(d)' 1 'month(d)' 2 'day(d)' 29 'weekday(d)' 4 'year_month(d)' 2024-02 'year_quarter(d)' 2024-Q1 \
		'year(d) - year(b)' 20 'd' 2024-02-29 'date(d)' 2024-02-29 'year(0999-01-02)' 999 'year_month(date("2024-05-06T07:08:09Z"))' 2024-05 \
		'date(2024, 2, 29)' 2024-02-29 'year(date(year(d) - 1, 1, 1))' 2023 'days_between(b, d)' 7305 'days_between(d, b)' -7305 \
		'days_between(2023-12-31, 2024-03-01)' 61 'months_between(2023-12-31, 2024-02-29)' 1 'months_between(2024-01-31, 2023-12-30)' -1 \
		'min(d, b, 2010-01-01)' 2004-02-29 'max(date(d), b)' 2024-02-29 'd > 2024-02-28' true 'd in (2024-02-29, 2025-01-01)' true 'weekday(0001-01-01)' 1
}

@test "whole years of age: a day too early is a year too few" {
	gives 'age(b, d)' 20 'age(b, 2024-02-28)' 19 'age(b, 2023-02-28)' 18 'age(b, 2023-03-01)' 19 'age(b, b)' 0
}

@test "an academic year has a first month, and a label" {
	gives 'academic_year(2024-08-31, 9)' 2023/24 'academic_year(2024-09-01, 9)' 2024/25 'academic_year(1999-10-01, 9)' 1999/00 \
		'academic_year(d, 1)' 2024 'academic_year(d, 9, "2023-24")' 2023-24 'academic_year(d, 9, "2023/2024")' 2023/2024 \
		'academic_year(d, 9, "2023-2024")' 2023-2024 'academic_year_begin(d, 9)' 2023 'academic_year_end(d, 9, 6)' 2024 \
		'academic_year_end(d, 1, 12)' 2024 'academic_year_end(d, 3, 12)' 2023 'academic_year_end(d, 2, 11)' 2024 'academic_year_end(d, 7, 6)' 2024 'academic_year_begin(d, 2)' 2024 'academic_year(d, 6 + 3.0)' 2023/24
}

@test "pieces of texts count characters" {
	gives 'slice(s, 1, 4)' Côte 'slice(s, 3)' "te d'Ivoire" 'slice(s, -6)' Ivoire 'slice(s, -6, 3)' Ivo 'slice(s, -99, 2)' Cô 'slice(s, 99)' '' \
		'part(q, " ", 1)' 2023 'part(q, " ", 2)' Q1 'part(q, " ", -1)' Q1 'part(q, " ", 3)' '' 'part(q, " ", -3)' '' 'part("a/b//c", "/", 3)' '' \
		'upper(s)' "CÔTE D'IVOIRE" 'lower("ÅLAND X")' 'åland x' 'upper("abc1z")' ABC1Z 'lower(q)' '2023 q1' 'upper("straße")' STRASSE \
		'trim("  a b ")' 'a b' 'replace(q, " ", "-")' 2023-Q1 'replace("aXbX", "X", "")' ab 'replace("aaa", "a", "aa")' aaaaaa 'length(s)' 13 \
		'pad(z, 3, "0")' 000 'pad("ab", 4, "é")' ééab 'pad("abcde", 2, "0")' abcde 'begins_with(q, "2023")' true 'ends_with(q, "Q2")' false \
		'contains(q, "3 Q")' true
	gives 'concat("Q", quarter(d), " ", year(d))' 'Q1 2024' 'join("; ", s, e, m)' "Côte d'Ivoire; -3" 'concat("a\"b", "\\")' 'a"b\\' \
		"concat('it\\'s', \"\\t\")" "it's\\t"
}

@test "conditions" {
	gives 'n > 12' true 'n == 12.5' true 'n != 12.5' false 'm < -3' false 'm <= -3' true 'm >= 0' false 's == "Togo"' false 's != "Togo"' true \
		's in ("Togo", "Kenya")' false 'q in ("2023 Q2", "2023 Q1")' true 'q not in ("2023 Q1")' false 'n in (1, 12.500, 3)' true 'm not in (-3)' false \
		'matches(q, "[0-9]{4} Q[1-4]")' true 'matches(q, "\\\\d+")' false 'matches(e, ".*")' '' 'not n > 12' false 'n > 12 and m > 0' false 'n > 12 or m > 0' true 'e is missing' true 'e is not missing' false 's is missing' false \
		'if n > 12 then "many" else "few"' many 'if m > 0 then 1 else if m == 0 then 2 else 3' 3 'true' true 'z == 0 and not (m == 0)' true \
		'if true then n else 0' 12.50 'if false then d else 2020-01-01' 2020-01-01 'text(q) < "2023 Q2"' true 'text(q) > text(s)' false
}

@test "what is missing makes missing what is made of it, and no more" {
	gives 'e + 1' '' 'e * 0' '' 'year(e)' '' 'age(e, d)' '' 'slice(e, 1)' '' 'concat(s, e)' '' 'upper(e)' '' 'e == "a"' '' 'e > 3' '' 'not e > 3' '' \
		'e in ("a")' '' 'max(number(n), e)' '' 'round(e / 3, 1)' '' 'if e > 3 then 1 else 2' '' 'e > 3 and false' false 'e > 3 or true' true 'e > 3 and true' '' \
		'false and e > 3' false 'coalesce(e, s)' "Côte d'Ivoire" 'coalesce(e, n + 1)' 13.50 'coalesce(e, missing)' '' 'missing' '' \
		'if missing then 1 else 2' '' 'if z == 0 then missing else n' '' 'coalesce(e, e, d)' 2024-02-29 'length(e)' '' 'date(e, 1, 1)' ''
}

@test "only what decides is worked out" {
	gives 'if z == 0 then 0 else n / z' 0 'z == 0 or n / z > 1' true 'z != 0 and n / z > 1' false 'coalesce(m, n / z)' -3 'if true then 1 else number(s)' 1
}

@test "a fault rejects the record, with its reason, its column and its bytes" {
	rejects 's + 1' not-number "s: 'Côte d'Ivoire' is no number" 'year(q)' not-date "q: '2023 Q1' is no date, YYYY-MM-DD" \
		'date(q) > 2024-01-01' not-date "q: '2023 Q1' is no date, YYYY-MM-DD" 'n / z' division-by-zero "z: '0' makes a divisor of zero" \
		'n / (m + 3)' division-by-zero "m: '-3' makes a divisor of zero" 'mod(n, z)' division-by-zero "z: '0' makes a divisor of zero" \
		'number(slice(s, 1, 2))' not-number "s: 'Cô' is no number" 'date(year(d), 2, 30)' not-date "d: '2024-2-30' is no date, YYYY-MM-DD" \
		'age(d, b)' not-yet-born "d: '2024-02-29' is after the date for which the age is asked" 'academic_year(d, n)' bad-month "n: '12.50' is no month, 1 to 12" \
		'academic_year(d, z)' bad-month "z: '0' is no month, 1 to 12" 'n * 99999999999999999999999999999999999999' too-large \
		"n: '12.50' makes a number that needs more than 38 digits, or 30 behind the point" 'not truth(q)' not-truth "q: '2023 Q1' is neither true nor false" \
		'academic_year(9999-12-31, 9)' year-range "the record is in an academic year beyond the years 1 to 9999"
	run weir-derive 'n = n * 2; x = n / z' --rejects r < <(record)
	[ "$status" -eq 65 ]
	[ "$(tail -n 1 r | cut -f 7)" = "$(record | tail -n 1 | weir_escape)" ]
	run weir-derive 'y = 2 * s' --rejects r --max-rejects 1 --ledger l <<<$'s\tt\n1\ta\n\tb\nx\tc'
	[ "$status" -eq 0 ]
	[ "$output" = $'s\tt\ty\n1\ta\t2\n\tb\t' ]
	books_balance l
}

@test "where keeps records; the others are dropped, counted, and not looked at further" {
	printf 'k\ta\tb\n1\t6\t3\n2\t1\t0\n3\t\t0\n4\t8\t2\n' >in
	run weir-derive 'where b > 0; q = a / b; where q >= 3' --ledger l in
	[ "$status" -eq 0 ]
	[ "$output" = $'k\ta\tb\tq\n4\t8\t2\t4' ]
	[ "$(grep not-selected l)" = $'derive\tdropped\tnot-selected\t3' ]
	books_balance l
	[ "$(weir-derive --where 'b > 0' 'q = a / b' --batch-size 1 in)" = $'k\ta\tb\tq\n1\t6\t3\t2\n4\t8\t2\t4' ]
	[ "$(weir-derive --where 'matches(k, "[^13]") and a > 1' <in)" = $'k\ta\tb\n4\t8\t2' ]
	[ "$(weir-derive 'where a is missing' in)" = $'k\ta\tb\n3\t\t0' ]
	run weir-derive 'where a / b > 0' --rejects r --max-rejects 9 in
	[ "$output" = $'k\ta\tb\n1\t6\t3\n4\t8\t2' ]
	[ "$(tail -n +2 r | cut -f 3-6)" = $'3\tdivision-by-zero\tb\t0\n4\tdivision-by-zero\tb\t0' ]
}

@test "statements follow each other: columns are made, replaced, and used by their new value" {
	run weir-derive 'a = a + 1; b = a * 2; c = if b > 5 then "big" else "small"; d = b == 4' <<<$'a\tx\n1\tu\n2\tv'
	[ "$status" -eq 0 ]
	[ "$output" = $'a\tx\tb\tc\td\n2\tu\t4\tsmall\ttrue\n3\tv\t6\tbig\tfalse' ]
	run weir-derive $'[New name] = [a b] + 1  # a remark\n;;\nx = if y then 1 else 0;' <<<$'a b\ty\n1\ttrue'
	[ "$output" = $'a b\ty\tNew name\tx\n1\ttrue\t2\t1' ]
	run weir-derive '[a]]b] = [if] + Größe' <<<$'if\tGröße\n1\t2'
	[ "$output" = $'if\tGröße\ta]b\n1\t2\t3' ]
}

@test "what is no program is said with its place, and the nearest right word" {
	refuses 'x = yeer(d)' "character 5: 'yeer': no such function; the nearest is 'year'" \
		'x = 1 + nn' "character 9: 'nn': no such column; the nearest is 'n'" \
		'x = foo' "character 5: 'foo': no such column; a text stands in \" \"" \
		'x = "é" + é1' "character 5: expected a number, this is a text; number(…) reads one from it" \
		"x = length('é') + é1" "character 19: 'é1': no such column; a text stands in \" \"" \
		$'x = 1;\ny = zz' "line 2, character 5: 'zz': no such column; the nearest is 'z'" \
		'x = n = 3' "character 7: '=' gives a column its value; '==' compares" \
		'x == 3' "character 3: '==' compares; '=' gives a column its value" \
		'where n = 3' "character 9: '=' gives a column its value; '==' compares" \
		'x = n < m' "character 5: which is less depends on what they are: write number(…), date(…) or text(…) around one of them" \
		'x = n < "10"' "character 9: compares letters; a number or a date stands without quotes" \
		'x = d >= "2024-01-01"' "character 10: compares letters; a number or a date stands without quotes" \
		'x = e == ""' "character 10: nothing is equal to a missing value; write 'is missing'" \
		'x = e == missing' "character 10: nothing is equal to a missing value; write 'is missing'" \
		'x = 1 < 2 < 3' "character 11: compares what was compared; write a < b and b < c" \
		'x = if n > 1 then 2' "character 20: expected 'else' after what follows 'then', but the program ends" \
		'x = if n > 1 then 2 else "a"' "character 26: a text cannot stand with a number; number(…), date(…) or text(…) makes one the other" \
		'x = if 1 then 2 else 3' "character 8: expected true or false, this is a number" \
		'x = year(n + 1)' "character 10: expected a date, this is a number" \
		'x = round(n, m)' "character 14: round(NUMBER, DIGITS) takes a whole number here, as it stands" \
		'x = round(n, 31)' "character 5: rounds to 0 to 30 digits behind the point" \
		'x = age(d)' "character 10: expected age(BORN, DATE)" \
		'x = age(d, b, 3)' "character 13: expected age(BORN, DATE)" \
		'x = academic_year(d, 9, "2023")' "character 5: academic_year a label is \"2023/24\", \"2023-24\", \"2023/2024\" or \"2023-2024\"" \
		'x = part(q, "", 1)' "character 13: part(TEXT, \"/\", WHICH) takes a text that is not empty here" \
		'x = slice(q, 0)' "character 5: slice counts from 1, or from the end: -1 is the last" \
		'x = min(n, m)' "character 5: takes numbers or dates; number(…) or date(…) says of a column which it is" \
		'x = n in (1, "a")' "character 14: is a text, the values before it are of another kind" \
		'x = n in (m)' "character 11: 'in' takes numbers, dates or texts in \" \"" \
		'x = (n' "character 7: expected ')' at the end, but the program ends" \
		'x = n )' "character 7: expected ';' or the end, not ')'" \
		'x = "abc' 'character 5: this text has no end; expected "' \
		'x = [abc' 'character 5: this name has no end; expected ]' \
		'x = "a\x"' 'character 7: a backslash stands before t, n, \, " or '"'"' only' \
		'x = 2023-02-29' "character 5: 2023-02-29: there is no such day" \
		'x = 12a' "character 5: a number is written as 12 or 12.5; a column's name that begins with a digit stands in [ ]" \
		'x = n & m' "character 7: '&' is no part of the language" \
		'x =' "character 4: expected a value, but the program ends" \
		'3 = n' "character 1: expected NAME = …, or where …" \
		'' "is empty; write NAME = …, or where …" \
		'x = then' "character 5: expected a value, not 'then'"
	run weir-derive "x = $(printf '(%.0s' {1..1000})" < <(record)
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-derive: program: character 205: is nested too deeply" ]
	run weir-derive --where 'n > 1;' 'x = 1' < <(record)
	[ "$stderr" = "weir-derive: --where: character 6: expected the end of the condition, not ';'" ]
	refuses 'x = matches(q, "(")' "character 5: '(' is no regular expression: missing closing parenthesis, at its character 2"
	run weir-derive < <(record)
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-derive: say what to compute, 'NAME = …', or what to keep, --where CONDITION" ]
	run weir-derive '@line = 3' < <(record)
	[ "$status" -eq 64 ]
	run weir-derive '[@line] = 3' < <(record)
	[ "$stderr" = "weir-derive: @line: the name is kept for places" ]
}

@test "many records in batches of any size give the same" {
	{ echo $'a\tb'; for i in {1..3000}; do echo "$i"$'\t'"$((i % 7))"; done; } >in
	local program='where b != 3; q = round(a / (b + 1), 3); t = if b in (1, 2) then concat("x", a) else upper(text(b)); s = join("-", t, q)'
	weir-derive "$program" in >one
	weir-derive "$program" --batch-size 1 in >two
	weir-derive "$program" --batch-size 7 in >three
	cmp one two
	cmp one three
	[ "$(tail -n 1 one)" = $'3000\t4\t600.000\t4\t4-600.000' ]
	[ "$(wc -l <one)" -eq 2572 ]
	awk -F'\t' 'NR > 1 && sprintf("%.3f", $1 / ($2 + 1)) != $3 && ++bad < 3 { print } END { exit bad > 0 }' one
}

@test "the academic years of 207 countries end in the year that UNESCO names them by" {
	{
		printf 'iso3\tday\n'
		tail -n +2 "$root/conf/academic-years.tsv" | awk -F'\t' '{ for (m = 1; m <= 12; m++) printf "%s\t2023-%02d-15\n", $1, m }'
	} | weir-lookup -k iso3 --table "$root/conf/academic-years.tsv" -c first_month,last_month |
		weir-derive --rejects r --max-rejects 84 'ends = academic_year_end(day, first_month, last_month)' >got
	[ "$(wc -l <got)" -eq $((200 * 12 + 1)) ]
	[ "$(cut -f 4 r | grep -c same-month)" -eq 84 ]
	# From the first month on it ends in this year or the next, before that a year earlier.
	awk -F'\t' 'NR > 1 && $5 != 2023 + ($4 + 0 < $3 + 0) - (substr($2, 6, 2) + 0 < $3 + 0) { bad++ } END { exit bad > 0 }' got
	[ "$(grep -cP '^AFG\t.*\t2023$' got)" -eq 10 ]
	[ "$(grep -cP '^BRA\t.*\t2023$' got)" -eq 11 ]
	[ "$(grep -cP '^ABW\t.*\t2024$' got)" -eq 4 ]
	run weir-derive 'x = academic_year_end(d, 9, 9)' <<<$'d\n2023-10-01'
	[ "$status" -eq 65 ]
	[[ $stderr == "weir-derive: -:2: "*": that does not say in which year it ends ("* ]]
}

# alike WITH WITHOUT: a program whose statements read one column does the same as one whose statements read another too,
# which is always missing, so that each record is worked out: values, rejects, books, in batches of any size.
alike() {
	local size
	weir-derive "$2" --max-rejects 100% --rejects wanted.rejects --ledger wanted.ledger in >wanted
	for size in 1 7 4096; do
		rm -f got.rejects got.ledger
		weir-derive "$1" --batch-size $size --max-rejects 100% --rejects got.rejects --ledger got.ledger in >got
		cmp wanted got
		cmp wanted.ledger got.ledger
		cmp <(cut -f 1-4,6 wanted.rejects) <(cut -f 1-4,6 got.rejects)
	done
}

@test "what one column decides is worked out once: the same values, and the first fault of each record" {
	awk 'BEGIN {
		n = split("x||0|12.5|-3|7|1000000|2.50|  |1e3|3|4|00012|9.99|99999999999999999999999999999999999999", number, "|")
		m = split("2001-02-03||2002-05-06|2003-01-01|bad|2003-12-31|1999-09-09|2024-02-30", date, "|")
		srand(7)
		print "k\ta\td\tm"
		for (i = 1; i <= 4000; i++)
			printf "%d\t%s\t%s\t\n", i, number[1 + int(rand() * n)], date[1 + int(rand() * m)]
	}' >in
	alike 'v = number(a) * 2 + 1; where v > 5; w = 100 / number(a); u = concat(upper(text(a)), "-", text(v));
			y = year(date(d)); where y != 2003 or k > 3990; z = y + 1; d = slice(text(d), 1, 4); e = concat(d, "x")' \
		'v = number(coalesce(a, m)) * 2 + 1; where v > number(coalesce(m, "5")); w = 100 / number(coalesce(a, m));
			u = concat(upper(coalesce(a, m)), "-", coalesce(m, text(v))); y = year(date(coalesce(d, m)));
			where y != 2003 or k > 3990 or m == "1"; z = coalesce(number(m), y) + 1;
			d = slice(coalesce(d, m), 1, 4); e = concat(coalesce(d, m), "x")'
	[ "$(sed -n 2,3p got)" = $'1\t2.50\t1999\t\t6.00\t40\t2.50-6.00\t1999\t2000\t1999x\n6\t2.50\t2001\t\t6.00\t40\t2.50-6.00\t2001\t2002\t2001x' ]
	[ "$(tail -n +2 got.ledger | cut -f 2-)" = $'in\t\t4000\nout\t\t811\nrejected\tnot-number\t799\nrejected\tnot-date\t534\nrejected\ttoo-large\t251\ndropped\tnot-selected\t1605' ]
}

@test "a column that a statement between reads or writes is not worked out before" {
	awk 'BEGIN { print "k\ta\tm"; for (i = 1; i <= 300; i++) printf "%d\t%d\t\n", i, i % 9 }' >in
	alike 'b = number(a) * 3 + 1; c = concat(text(b), "/", k); b = number(a) * 5 - 1; e = concat(text(b), text(k)); a = abs(4 - a); f = number(a) / 2 + 1' \
		'b = number(coalesce(a, m)) * 3 + 1; c = concat(text(b), "/", k); b = number(coalesce(a, m)) * 5 - 1; e = concat(text(b), text(k));
			a = abs(4 - number(coalesce(a, m))); f = number(coalesce(text(a), m)) / 2 + 1'
	[ "$(sed -n 8p got)" = $'7\t3\t\t34\t22/7\t347\t2.5' ]
}

@test "more distinct values than are kept, and values too long to be kept" {
	awk 'BEGIN {
		print "a\tt\tm"
		for (pass = 0; pass < 2; pass++)
			for (i = 1; i <= 70000; i++) {
				printf "%s\t", i % 1000 == 0 ? "x" i : i
				for (k = i % 20 == 0 ? 80 : 1; k > 0; k--) printf "%d", i % 7
				print "\t"
			}
	}' >in
	alike 'b = number(a) * 3 - 1; c = concat(text(b), "!"); u = concat(upper(slice(t, 1, 70)), "-", text(length(t)))' \
		'b = number(coalesce(a, m)) * 3 - 1; c = concat(coalesce(m, text(b)), "!"); u = concat(upper(slice(coalesce(t, m), 1, 70)), "-", text(length(t)))'
	[ "$(wc -l <got)" -eq 139861 ]
	[ "$(wc -l <got.rejects)" -eq 141 ]
}
