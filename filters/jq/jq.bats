load ../../tests/weir

table() { # id, Year, n: a missing value, a tab in a value
	printf '%s\n' $'id\tYear\tn' $'12345678901234567890\t2023\t5' $'2\t2022\t' $'x"y\t2023\ta\\tb'
}

@test "select keeps and drops records, and leaves those it keeps as they are" {
	table >in
	run weir-jq --ledger l 'select(.Year == "2023")' in
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ "$output" = $'id\tYear\tn\n12345678901234567890\t2023\t5\nx"y\t2023\ta\\tb' ]
	books_balance l
	grep -qxF $'jq\tdropped\tnot-selected\t1' l
}

@test "with -c the program sees these columns only, and the answers are the same" {
	table >in
	weir-jq 'select(.Year == "2023")' in >whole
	weir-jq -c Year 'select(.Year == "2023")' in >some
	cmp whole some
	run weir-jq -c Year --add seen '. + {seen: (keys | join(","))}' in
	[ "$status" -eq 0 ]
	[ "$(cut -f 4 <<<"$output" | sort | uniq -c | tr -s ' ')" = $' 3 Year\n 1 seen' ]
}

@test "the record is an object of strings in the order of the columns, missing ones are empty" {
	run weir-jq --give record '{record: tojson}' <<<$'b\ta\tc\n1\t\tx\\ty'
	[ "$status" -eq 0 ]
	[ "$output" = $'record\n{"b":"1","a":"","c":"x\\\\ty"}' ]
}

@test "a computed column comes behind the others" {
	table >in
	run weir-jq --add decade '. + {decade: (.Year[:3] + "0s")}' in
	[ "$status" -eq 0 ]
	[ "$output" = $'id\tYear\tn\tdecade\n12345678901234567890\t2023\t5\t2020s\n2\t2022\t\t2020s\nx"y\t2023\ta\\tb\t2020s' ]
	run weir-jq -c Year --add 'decade,century' '. + {decade: (.Year[:3] + "0s"), century: .Year[:2]}' in
	[ "$(cut -f 4,5 <<<"$output" | sort -u)" = $'2020s\t20\ndecade\tcentury' ]
	run weir-jq --add decade --add century '. + {century: .Year[:2]}' in
	[ "$(cut -f 4,5 <<<"$output" | sort -u)" = $'\t20\ndecade\tcentury' ]
}

@test "a value can be changed in place" {
	run weir-jq '.n |= ascii_upcase' <<<$'id\tn\n1\ta\n2\tb'
	[ "$status" -eq 0 ]
	[ "$output" = $'id\tn\n1\tA\n2\tB' ]
	run weir-jq -c n '.n |= ascii_upcase' <<<$'id\tn\n1\ta\n2\tb\n3\ta'
	[ "$output" = $'id\tn\n1\tA\n2\tB\n3\tA' ]
}

@test "--give names the columns that come out, in their order" {
	table >in
	run weir-jq --give year,id '{year: .Year, id}' in
	[ "$status" -eq 0 ]
	[ "$output" = $'year\tid\n2023\t12345678901234567890\n2022\t2\n2023\tx"y' ]
	run weir-jq -c Year --give n,year '{year: .Year}' in
	[ "$output" = $'n\tyear\n5\t2023\n\t2022\na\\tb\t2023' ]
}

@test "--give takes a column whose name holds a comma" {
	run weir-jq --give 'a, b' --give c '.c = "x" | del(.d)' <<<$'a, b\tc\td\n1\t2\t3'
	[ "$status" -eq 0 ]
	[ "$output" = $'a, b\tc\n1\tx' ]
}

@test "a column that the answer lacks is missing, one the program was not given stays" {
	run weir-jq 'del(.b)' <<<$'a\tb\n1\t2'
	[ "$output" = $'a\tb\n1\t' ]
	run weir-jq -c b 'del(.b)' <<<$'a\tb\n1\t2'
	[ "$output" = $'a\tb\n1\t' ]
	run weir-jq -c b '{a: "new"}' <<<$'a\tb\n1\t2'
	[ "$output" = $'a\tb\nnew\t' ]
}

@test "several answers make several records, and the books say so" {
	printf 'id\tnat\n1\tFRA;DEU\n2\tPER\n3\t\n' >in
	run weir-jq --ledger l '.nat = (.nat / ";")[]' in
	[ "$status" -eq 0 ]
	[ "$output" = $'id\tnat\n1\tFRA\n1\tDEU\n2\tPER' ]
	[ "$(grep -P '^jq\t(in|made|out|dropped)' l)" = $'jq\tin\t\t3\njq\tmade\t\t1\njq\tout\t\t3\njq\tdropped\tnot-selected\t1' ]
	books_balance l
	run weir-jq -c nat '.nat = (.nat / ";")[]' in
	[ "$output" = $'id\tnat\n1\tFRA\n1\tDEU\n2\tPER' ]
}

@test "each record keeps the place of the one it was made from" {
	printf '@source\t@line\tnat\nf.csv\t7\tFRA;DEU\ng.csv\t3\tPER\ng.csv\t9\t\n' >in
	for options in '' '-c nat'; do
		# shellcheck disable=SC2086
		run weir-jq $options '.nat = (.nat / ";" | if . == [] then error("none") else . end)[]' --rejects r --max-rejects 1 in
		[ "$status" -eq 0 ]
		[ "$output" = $'nat\t@source\t@line\nFRA\tf.csv\t7\nDEU\tf.csv\t7\nPER\tg.csv\t3' ]
		[ "$(tail -n 1 r)" = $'jq\tg.csv\t9\tjq-error\t\tnone\t' ]
	done
}

@test "numbers are written with their digits and no exponent, words and null as said" {
	run weir-jq --give v '{v: (1, -2.5, 0.1, 1e17, 1.5e20, 1e-5, -1.25e-7, 1e300, 100, null, "", true, false)}' <<<$'a\nx'
	[ "$status" -eq 0 ]
	[ "$(head -n 8 <<<"$output")" = $'v\n1\n-2.5\n0.1\n100000000000000000\n150000000000000000000\n0.00001\n-0.000000125' ]
	[ "$(sed -n 9p <<<"$output")" = "1$(printf '0%.0s' {1..300})" ]
	[ "$(sed -n '10,14p' <<<"$output")" = $'100\n\n\ntrue\nfalse' ]
	run weir-jq '.n |= tonumber + 1' <<<$'id\tn\n12345678901234567890\t41'
	[ "$output" = $'id\tn\n12345678901234567890\t42' ]
}

@test "a program that fails on a record rejects it with jq's message" {
	printf 'id\tn\n1\t7\n2\tmany\n3\t8\n' >in
	run weir-jq '.n |= tonumber * 2' --rejects r --max-rejects 1 --ledger l in
	[ "$status" -eq 0 ]
	[ "$output" = $'id\tn\n1\t14\n3\t16' ]
	[ "$(tail -n 1 r)" = $'jq\tin\t3\tjq-error\t\tInvalid numeric literal at EOF at line 1, column 4 (while parsing \'many\')\t2\\tmany' ]
	books_balance l
	run weir-jq '.n |= tonumber * 2' in
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-jq: in:3: the record makes the program fail: Invalid numeric literal at EOF at line 1, column 4 (while parsing 'many') (1 of 3 records rejected; --rejects FILE lists them, --max-rejects N tolerates them)" ]
}

@test "a record that fails after some answers gives none" {
	run weir-jq '., ., error("late")' --max-rejects 1 --ledger l <<<$'id\n1'
	[ "$status" -eq 0 ]
	[ "$output" = id ]
	books_balance l
}

@test "an answer that is no record is rejected, and the message says what to write" {
	table >in
	run weir-jq '.Year == "2023"' in
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-jq: in:2: the record gets an answer that is no record; write select(CONDITION) to keep some records, {NAME: VALUE} to make others: true (3 of 3 records rejected; --rejects FILE lists them, --max-rejects N tolerates them)" ]
	run weir-jq '.id, 7, null, [.]' --max-rejects 3 --rejects r in
	[ "$status" -eq 0 ]
	[ "$(sed 1d r | cut -f 4,6 | head -n 1)" = $'not-object\t12345678901234567890' ]
	run weir-jq '[.]' --max-rejects 3 --rejects r in
	[ "$(sed 1d r | cut -f 4,6 | head -n 1)" = $'not-object\tan array' ]
}

@test "a column that does not come out rejects the record" {
	table >in
	run weir-jq '. + {decade: "2020s"}' in
	[ "$status" -eq 65 ]
	[ "$output" = $'id\tYear\tn' ]
	[ "$stderr" = "weir-jq: in:2: the record gets a column that does not come out; name it with --add or --give: decade (3 of 3 records rejected; --rejects FILE lists them, --max-rejects N tolerates them)" ]
	run weir-jq -c Year --give id '.' in
	[ "$status" -eq 65 ]
}

@test "an array or an object is no value" {
	run weir-jq --rejects r --max-rejects 2 '.n = ([1], {a: 1})' <<<$'id\tn\n1\t2'
	[ "$status" -eq 0 ]
	[ "$(tail -n 1 r | cut -f 4-6)" = $'not-flat\t\tn' ]
	run weir-jq '.n |= ([., .] | tojson)' <<<$'id\tn\n1\t2'
	[ "$output" = $'id\tn\n1\t["2","2"]' ]
}

@test "a record cannot become records without end" {
	run weir-jq '.n = range(1e12)' --max-rejects 1 --rejects r <<<$'n\n1'
	[ "$status" -eq 0 ]
	[ "$output" = n ]
	[ "$(tail -n 1 r | cut -f 4)" = too-many ]
	run weir-jq '.n = range(3000)' --batch-size 7 <<<$'n\nx'
	[ "$output" = "$(echo n; seq 0 2999)" ]
}

@test "a program that does not compile is a usage error with its place" {
	run weir-jq '. | foo' <<<$'id\n1'
	[ "$status" -eq 64 ]
	[ -z "$output" ]
	[ "$stderr" = "weir-jq: program: line 1, column 5: foo/0 is not defined" ]
	run weir-jq $'.a |\n  {b: ' <<<$'id\n1'
	[ "$status" -eq 64 ]
	[[ $stderr == "weir-jq: program: line 2, column "*": syntax error, unexpected \$end"* ]]
	run weir-jq ' ' <<<$'id\n1'
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-jq: the program is empty; '.' gives each record as it is" ]
	run weir-jq </dev/null
	[ "$status" -eq 64 ]
}

@test "wrong columns are usage errors" {
	table >in
	run weir-jq -c yeer . in
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-jq: -c yeer: no such column; the nearest is 'Year'" ]
	run weir-jq --add id . in
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-jq: id: there is a column of that name already" ]
	run weir-jq --give a,a . in
	[ "$status" -eq 64 ]
	run weir-jq --add a, . in
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-jq: a new column needs a name" ]
	run weir-jq --add a --give b . in
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-jq: --add and --give: name all columns with --give, or the new ones with --add" ]
}

@test "the environment and modules can be used, ~/.jq is not" {
	mkdir lib home
	echo 'def decade: .[:3] + "0s";' >lib/years.jq
	echo 'def decade: "personal"; def ascii_downcase: "personal";' >home/.jq
	run env HOME="$PWD/home" TIDE=high weir-jq -L lib --give d,t,c \
		'import "years" as y; {d: (.Year | y::decade), t: $ENV.TIDE, c: ("A" | ascii_downcase)}' <<<$'Year\n2023'
	[ "$status" -eq 0 ]
	[ "$output" = $'d\tt\tc\n2020s\thigh\ta' ]
	run env HOME="$PWD/home" weir-jq 'decade' <<<$'Year\n2023'
	[ "$status" -eq 64 ]
}

@test "a program can neither print nor read nor end the run" {
	table >in
	run weir-jq 'debug | stderr | select(.id == "2")' in
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ "$output" = $'id\tYear\tn\n2\t2022\t' ]
	for program in input inputs halt halt_error '"x" | halt_error(0)' 'input_line_number'; do
		run weir-jq "$program" --max-rejects 3 --rejects r --ledger l in
		[ "$status" -eq 0 ]
		[ "$output" = $'id\tYear\tn' ]
		[ "$(sed 1d r | cut -f 4 | sort | uniq -c | tr -s ' ')" = ' 3 jq-error' ]
		books_balance l
	done
}

@test "a program that wants more memory than there is ends with status 71" {
	grep -q __asan_init "$(command -v weir-jq)" && skip "a sanitizer takes more address space than the limit"
	ulimit -v 2000000
	run weir-jq '.[0] = ([] | .[500000000] = 1)' <<<$'id\n1'
	[ "$status" -eq 71 ]
	[ "$stderr" = "weir: out of memory" ]
}

@test "batches of one record and of thousands give the same bytes" {
	{ printf 'id\tk\tv\n'; seq 5000 | awk '{ print $1 "\t" $1 % 7 "\t" $1 % 3 }'; } >in
	for options in '' '-c k,v'; do
		# shellcheck disable=SC2086
		{
			weir-jq $options --add s --rejects r1 --ledger l1 --max-rejects 5000 \
				'if .k == "3" then error("three") elif .v == "1" then empty elif .v == "2" then (., .) else .s = .k + .v end' in >many
			weir-jq $options --add s --rejects r2 --ledger l2 --max-rejects 5000 --batch-size 1 \
				'if .k == "3" then error("three") elif .v == "1" then empty elif .v == "2" then (., .) else .s = .k + .v end' in >one
		}
		cmp many one
		cmp r1 r2
		cmp l1 l2
		books_balance l1
		[ -f before ] || cp many before
		cmp many before
	done
}

@test "more combinations than are kept give the same answers" {
	{ printf 'id\tk\n'; seq 150000 | awk '{ print $1 "\t" $1 % 70000 }'; } >in
	weir-jq -c k --add twice '.twice = .k + .k' in >out
	awk -F'\t' 'NR == 1 { print $0 "\ttwice"; next } { print $0 "\t" $2 $2 }' in | cmp - out
}

@test "values of a combination do not run into each other" {
	run weir-jq -c a,b --add c '.c = .a + "+" + .b' <<<$'a\tb\nx\tyz\nxy\tz\n\txyz\nxyz\t'
	[ "$output" = $'a\tb\tc\nx\tyz\tx+yz\nxy\tz\txy+z\n\txyz\t+xyz\nxyz\t\txyz+' ]
}

@test "without records there is a header" {
	run weir-jq --add c . <<<$'a\tb'
	[ "$status" -eq 0 ]
	[ "$output" = $'a\tb\tc' ]
}

@test "many columns take no time by the square of their number" {
	seq 100000 | paste -sd '\t' >wide
	run timeout 10 weir-jq . wide
	[ "$status" -eq 0 ] && [ "$output" = "$(<wide)" ]
}
