# What weir-extract(1) promises, with a real server.
# shellcheck disable=SC2154 # run sets $stderr, server_start $sockets
load ../../tests/weir
load ../../tests/server

setup_file() { [ -n "${QUICK:-}" ] || server_start || :; }
teardown_file() { server_stop; }
setup() {
	server_case || return
	sql -c 'SET client_min_messages = warning; DROP TABLE IF EXISTS t, later; CREATE TABLE t (id int PRIMARY KEY, text text)'
}

nasty() {
	printf 'id\ttext\n1\ttab\\there\n2\tline\\nend\n3\tback\\\\slash \\\\t\n4\t\n5\tÅngström "x", y\n6\tcr\\rx\n7\t\\\\.\n'
	printf '8\tbell\a back\b feed\f down\v\n'
}

@test "values of every kind go in and come back" {
	nasty >in
	for size in 1 1024; do
		run weir-load "$url" --table public.t --replace --batch-size $size in
		[ "$status" -eq 0 ]
		[ -z "$output$stderr" ]
		[ "$(sql -c 'SELECT count(*), count(text), sum(length(text)) FROM t')" = '8|7|73' ]
		run weir-extract "$url" --query 'SELECT * FROM t ORDER BY id -- all of it' -o out
		[ "$status" -eq 0 ]
		cmp in out
	done
	run weir-extract "$url" --table t
	[ "$(sort <<<"$output")" = "$(sort in)" ]
	sql -c 'CREATE TABLE later AS SELECT n AS id, repeat(chr(8), 100000) AS text FROM generate_series(1, 20) n'
	weir-extract "$url" --table later >out
	[ "$(tail -n +2 out | cut -f 2 | tr -d '\n' | tr -d '\b' | wc -c)" -eq 0 ]
	[ "$(wc -c <out)" -eq $((8 + 20 * 100000 + 9 * 3 + 11 * 4)) ]
}

@test "what the server says is one line" {
	said() { [ "$status" -eq "$1" ] && [ "$stderr" = "$2" ] || { echo "$status: $stderr"; return 1; }; }
	run weir-extract postgresql://u:secret@h/d --table t
	said 64 'weir-extract: the URL of the server: a password that stands here can be read by others; put it into ~/.pgpass, mode 0600'
	run weir-extract "$url"
	said 64 'weir-extract: give --query SQL or --table NAME'
	run weir-extract "$url" --query 'SELECT 1, 2'
	said 64 "weir-extract: columns 1 and 2 of the query are both named '?column?'; give one of them another by AS"
	run weir-extract "$url" --query 'SELECT 1 AS a) TO PROGRAM $$touch here$$; --'
	[ "$status" -eq 64 ]
	[ ! -e here ]
	run weir-extract "$url" --query 'DELETE FROM t RETURNING id'
	[ "$status" -ne 0 ]
	run weir-extract "$url" --query 'SELECT 1 / (id - 1) AS x FROM (VALUES (1)) AS v (id)'
	said 65 "weir-extract: $url: division by zero"
	run weir-extract "postgresql://weir@/nowhere?host=$sockets" --table t
	[ "$status" -eq 69 ]
	[[ $stderr == 'weir-extract: '*'database "nowhere" does not exist' ]]
}
