# Weir's text is read and written by the tools that people have: cut, sort, awk, Miller, PostgreSQL.
load weir
load server

records() { weir-parse "$root/samples/uk-study-institution.csv"; }

@test "cut, sort and awk stand between filters" {
	records | cut -f 2,6 | weir-aggregate -g Quarter --sum Applications | tail -n +2 >got
	diff got <(tail -n +2 "$root/samples/expected/uk-study-by-quarter.tsv")
	records >plain
	{ head -n 1 plain; tail -n +2 plain | sort -R; } | weir-aggregate -g Quarter --sum Applications | tail -n +2 >got
	diff got <(tail -n +2 "$root/samples/expected/uk-study-by-quarter.tsv")
	records | awk -F'\t' 'NR == 1 || $1 == 2023' | weir-aggregate -g Year --sum Applications >got
	[ "$(tail -n 1 got)" = "$(grep ^2023 "$root/samples/expected/uk-study-by-year.tsv")" ]
}

# Values with all that has to be escaped.
nasty() {
	printf 'id\ttext\n1\ttab\\there\n2\tline\\nend\n3\tback\\\\slash \\\\t\n4\t\n5\tÅngström "x", y\n6\tcr\\rx\n'
}

@test "Miller reads and writes the same" {
	command -v mlr >/dev/null || skip "Miller is not installed"
	nasty >in
	mlr --tsv cat in >out
	cmp in out
	records | mlr --tsv stats1 -a sum -f Applications -g Quarter then rename Applications_sum,n | weir-clean |
		tail -n +2 >got
	diff got <(tail -n +2 "$root/samples/expected/uk-study-by-quarter.tsv")
}

setup_file() { [ -n "${QUICK:-}" ] || server_start || :; }
teardown_file() { server_stop; }

@test "PostgreSQL copies it in and out" {
	[ -z "${QUICK:-}" ] || skip "starts a foreign server: not in a quick run"
	[ -n "${sockets:-}" ] || skip "PostgreSQL is not installed"
	nasty >in
	sql -c 'CREATE TABLE t (id int, text text)'
	sql -c "\\copy t FROM 'in' (FORMAT text, HEADER, NULL '')"
	[ "$(sql -c "SELECT count(*), count(text), sum(length(text)) FROM t")" = "6|5|48" ]
	sql -c "\\copy (SELECT * FROM t ORDER BY id) TO 'out' (FORMAT text, HEADER, NULL '')"
	cmp in out
	weir-dedup -k id out >again
	cmp in again
	records | sql -c 'CREATE TABLE f (y int, q text, a text, g text, i text, n int)' \
		-c "\\copy f FROM pstdin (FORMAT text, HEADER, NULL '')"
	[ "$(sql -c 'SELECT sum(n) FROM f')" = 5017964 ]
	sql -c "\\copy f TO pstdout (FORMAT text, HEADER, NULL '')" | weir-aggregate -g q --sum n | tail -n +2 >got
	diff got <(tail -n +2 "$root/samples/expected/uk-study-by-quarter.tsv")
}
