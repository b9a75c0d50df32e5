# Weir's text is read and written by the tools that people have: cut, sort, awk, Miller, PostgreSQL.
load weir

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

server() {
	pg=$(find /usr/lib/postgresql/15/bin -maxdepth 0 2>/dev/null) || skip "PostgreSQL 15 is not installed"
	[ -x "$pg/postgres" ] || skip "PostgreSQL 15 is not installed"
	as=()
	if [ "$(id -u)" -eq 0 ]; then
		as=(setpriv --reuid=postgres --regid=postgres --clear-groups env "HOME=$BATS_TEST_TMPDIR")
		chmod 755 "$BATS_RUN_TMPDIR" "$BATS_TEST_TMPDIR" "$(dirname "$BATS_TEST_TMPDIR")"
		mkdir data sockets && chown postgres data sockets
	else
		mkdir data sockets
	fi
	"${as[@]}" "$pg/initdb" -D data -U weir -A trust -E UTF8 --locale=C.UTF-8 >log 2>&1
	"${as[@]}" "$pg/pg_ctl" -D data -w -l "$PWD/sockets/log" -o "-k $PWD/sockets -c listen_addresses=" start >>log 2>&1
	sql=(psql -h "$PWD/sockets" -U weir -d postgres -v ON_ERROR_STOP=1 -q)
}

teardown() {
	[ -z "${sql:-}" ] || "${as[@]}" "$pg/pg_ctl" -D data -m immediate stop >>log 2>&1
}

@test "PostgreSQL copies it in and out" {
	[ -z "${QUICK:-}" ] || skip "starts a foreign server: not in a quick run"
	server
	nasty >in
	"${sql[@]}" -c 'CREATE TABLE t (id int, text text)'
	"${sql[@]}" -c "\\copy t FROM 'in' (FORMAT text, HEADER, NULL '')"
	[ "$("${sql[@]}" -At -c "SELECT count(*), count(text), sum(length(text)) FROM t")" = "6|5|48" ]
	"${sql[@]}" -c "\\copy (SELECT * FROM t ORDER BY id) TO 'out' (FORMAT text, HEADER, NULL '')"
	cmp in out
	weir-dedup -k id out >again
	cmp in again
	records | "${sql[@]}" -c 'CREATE TABLE f (y int, q text, a text, g text, i text, n int)' \
		-c "\\copy f FROM pstdin (FORMAT text, HEADER, NULL '')"
	[ "$("${sql[@]}" -At -c 'SELECT sum(n) FROM f')" = 5017964 ]
	"${sql[@]}" -c "\\copy f TO pstdout (FORMAT text, HEADER, NULL '')" | weir-aggregate -g q --sum n | tail -n +2 >got
	diff got <(tail -n +2 "$root/samples/expected/uk-study-by-quarter.tsv")
}
