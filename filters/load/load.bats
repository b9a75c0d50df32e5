# What weir-load(1) promises, with a real server.
# shellcheck disable=SC2154 # run sets $stderr, server_start $sockets
load ../../tests/weir
load ../../tests/server

setup_file() { [ -n "${QUICK:-}" ] || server_start || :; }
teardown_file() { server_stop; }
setup() {
	server_case || return
	sql -c 'SET client_min_messages = warning; DROP TABLE IF EXISTS t, later, weir_runs; CREATE TABLE t (id int PRIMARY KEY, text text)'
}

@test "records are appended, or take the place of those there" {
	printf 'id\n1\n2\n' >a && printf 'text\tid\nx\t3\n' >b
	weir-load "$url" --table t --append a
	weir-load "$url" --table t --append b
	[ "$(sql -c "SELECT string_agg(id || coalesce(text, '-'), ' ' ORDER BY id) FROM t")" = '1- 2- 3x' ]
	printf 'id,text\n4,y\n' | weir-parse --place | weir-load "$url" --table t --replace
	[ "$(sql -c 'SELECT * FROM t')" = '4|y' ]
}

@test "what the table does not take leaves it as it was" {
	sql -c "INSERT INTO t VALUES (9, 'old')"
	stands() { [ "$(sql -c 'SELECT * FROM t')" = '9|old' ]; }
	printf 'id\ttext\n1\ta\nx\tb\n' >in
	run weir-load "$url" --table t --replace in
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-load: $url: t: invalid input syntax for type integer: \"x\" (COPY t, line 2, column id: \"x\")" ]
	stands
	printf 'id\ttext\n1\ta\n1\tb\n' >in
	run weir-load "$url" --table t --replace in
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-load: $url: t: duplicate key value violates unique constraint \"t_pkey\"; Key (id)=(1) already exists. (COPY t, line 2)" ]
	stands
	printf 'id\ttext\n1\ta\n2\n' >in
	run weir-load "$url" --table t --replace in
	[ "$status" -eq 65 ]
	stands
	printf 'id\tname\n1\ta\n' >in
	run weir-load "$url" --table t --replace in
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir-load: $url: t: column \"name\" of relation \"t\" does not exist" ]
	run weir-load "$url" --table u --replace in
	[ "$status" -eq 66 ]
	[ "$stderr" = "weir-load: $url: u: relation \"u\" does not exist" ]
	sql -c 'CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id = 2 THEN RETURN NULL; END IF; RETURN NEW; END $$' \
		-c 'CREATE TRIGGER skip BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION skip()'
	printf 'id\n1\n2\n' >in
	run weir-load "$url" --table t --replace in
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-load: $url: t: the server took 1 of 2 records; a trigger or a rule of the table leaves some out" ]
	stands
	sql -c 'DROP FUNCTION skip CASCADE'
}

@test "words that are wrong are told without a server, and what the server says is one line" {
	said() { [ "$status" -eq "$1" ] && [ "$stderr" = "$2" ] || { echo "$status: $stderr"; return 1; }; }
	run weir-load "$url" --table t <<<id
	said 64 'weir-load: say what becomes of the rows that are in t: --append or --replace'
	run weir-load --table t --append http://x <<<id
	said 64 'weir-load: http://x: expected postgresql://HOST/DATABASE'
}

@test "a pipeline reads a server and writes to it, all or nothing" {
	mkdir pipelines
	sql -c "CREATE TABLE later (id int REFERENCES t DEFERRABLE INITIALLY DEFERRED, n int); INSERT INTO t SELECT generate_series(1, 3), 'a'"
	cat >pipelines/both.jq <<-END
		{ params: {from: "1"}, steps: {
		    read: {from: "$url", query: "SELECT id, 2 * id AS n FROM t WHERE id >= \(.from) ORDER BY id", run: "jq ."},
		    file: {from: "@read", run: "emit csv", to: "out/n.csv"},
		    write: {from: "@read", run: "jq '.id = (.id | tonumber + 0 | tostring)'", to: "$url", table: "later", load: "replace"} },
		  checks: {some: {of: "@read", find: "length", at_least: 2}} }
	END
	for how in '' --processes; do
		# shellcheck disable=SC2086
		run weir run $how both
		[ "$status" -eq 0 ]
		[ -z "$stderr" ]
		[ "$(sql -c 'SELECT sum(id), sum(n) FROM later')" = '6|12' ]
		same out/n.csv id,n 1,2 2,4 3,6
		books_balance out/both.ledger.tsv
	done
	run weir run both from=3
	[ "$status" -eq 65 ]
	run weir run both from=4
	[ "$status" -eq 65 ]
	[[ $stderr == 'weir: both: read: from: no record came; if that may be so, write empty: true in the step; its books: '* ]]
	[ "$(sql -c 'SELECT sum(id), sum(n) FROM later')" = '6|12' ]
	sed -i 's/tonumber + 0/tonumber + 7/' pipelines/both.jq
	run weir run both
	[ "$status" -eq 65 ]
	[[ $stderr == *'violates foreign key constraint'* ]]
	[ "$(sql -c 'SELECT sum(id), sum(n) FROM later')" = '6|12' ]
	bad() {
		sed "s|, load: \"replace\"|$1|" pipelines/both.jq >pipelines/bad.jq
		run weir check bad
		[ "$status" -eq 78 ] && [ "$stderr" = "weir: bad: write: $2" ] || { echo "$stderr"; return 1; }
	}
	bad '' 'load: "append" or "replace", for a '"'to' of postgresql://…"
	bad ', load: "upsert"' 'load: "append" or "replace", for a '"'to' of postgresql://…"
	bad ', load: "append", query: "x"' "query: is for a 'from' of postgresql://…"
}

@test "a run with a name is loaded once, in whatever schema" {
	printf 'id\n1\n2\n' >in
	weir-load "$url" --table t --append --once 'night/1' in
	weir-load "$url" --table t --append --once 'night/1' --ledger books in
	books_balance books
	[ "$(sql -c 'SELECT count(*) FROM t')" = 2 ]
	printf 'id\n3\nx\n' >bad
	run weir-load "$url" --table t --append --once 'night/2' bad
	[ "$status" -eq 65 ]
	[ "$(sql -c 'SELECT run FROM weir_runs')" = 'night/1' ]
	printf 'id\n3\n' | weir-load "$url" --table t --replace --once 'night/2'
	weir-load "$url" --table t --replace --once 'night/2' in
	[ "$(sql -c 'SELECT id FROM t')" = 3 ]
	sql -c 'DROP SCHEMA IF EXISTS of CASCADE; CREATE SCHEMA of; CREATE TABLE of.t (id int)'
	weir-load "$url" --table of.t --append --once 'night/1' in
	[ "$(sql -c 'SELECT count(*) FROM of.t, of.weir_runs')" = 2 ]
	run weir-load "$url" --table t --append --once '' in
	[ "$status" -eq 64 ]
	[ "$stderr" = 'weir-load: --once: expected a name for this run' ]
	sql -c 'DROP SCHEMA of CASCADE' -c 'CREATE ROLE reader LOGIN; GRANT INSERT ON t TO reader; DROP TABLE weir_runs; REVOKE CREATE ON SCHEMA public FROM PUBLIC'
	run weir-load "${url/weir@/reader@}" --table t --append --once 'night/3' in
	[ "$status" -eq 77 ]
	[ "$stderr" = "weir-load: ${url/weir@/reader@}: weir_runs: permission denied for schema public" ]
	sql -c 'CREATE TABLE weir_runs (run text PRIMARY KEY, loaded timestamptz NOT NULL DEFAULT now()); GRANT INSERT, SELECT ON weir_runs TO reader'
	printf 'id\n7\n' | weir-load "${url/weir@/reader@}" --table t --append --once 'night/3'
	[ "$(sql -c 'SELECT run FROM weir_runs')" = 'night/3' ]
	sql -c 'DROP OWNED BY reader; DROP ROLE reader'
}

# batch VALUE…: delivered as one, to the inbox of the case.
batch() {
	{ echo id; printf '%s\n' "$@"; } | weir-send --spool spool --stream visas >/dev/null
	weir-receive --inbox inbox --once ipc://box 3>&- &
	weir-send --spool spool --flush ipc://box
	wait $!
}

# caught: a run in the background that has told the server all but to commit; its process is $runner, the server's $backend.
caught() {
	rm -f go out/n.csv
	weir run p 2>said 3>&- &
	runner=$!
	backend=
	local end=$((SECONDS + 60))
	until [ -n "$backend" ]; do
		[ $SECONDS -lt $end ] || { sql -c "SELECT pid, state, query FROM pg_stat_activity"; ls -R .; cat said; return 1; }
		backend=$(sql -c "SELECT pid FROM pg_stat_activity WHERE application_name = 'weir' AND query = 'SET CONSTRAINTS ALL IMMEDIATE'")
		kill -0 $runner || { cat said; return 1; }
	done
}
holds() { [ "$(sql -c "SELECT string_agg(id::text, ' ' ORDER BY id) FROM t")" = "$1" ] || { sql -c 'TABLE t'; return 1; }; }

@test "batches of an inbox are in a table once, whatever ends the run when the server commits" {
	mkdir pipelines
	sql -c 'CREATE TABLE later (id int)'
	cat >pipelines/p.jq <<-END
		{ inbox: "inbox", steps: {
		    records: {from: "inbox:*/visas", run: "clean"},
		    file: {from: "@records", run: "sh -c 'cat; until [ -e go ]; do sleep 0.01; done'", to: "out/n.csv"},
		    table: {from: "@records", run: "clean", to: "$url", table: "t", load: "append"} } }
	END
	batch 1 2
	# The server ends it: nothing is in the table, though the file is there.
	caught
	sql -c "SELECT pg_terminate_backend($backend)" >/dev/null
	touch go
	is=0
	wait $runner || is=$?
	[ "$is" -eq 69 ]
	same out/n.csv id 1 2
	holds ''
	batch 3
	run weir run p
	[ "$status" -eq 0 ]
	[ "$stderr" = 'weir: p: the run before was cut short when its results were handed over; it is done again, with its batches' ]
	holds '1 2'
	same out/n.csv id 1 2
	# It is killed, and the server commits all the same.
	caught
	kill -STOP "$backend"
	touch go
	until [ -e out/n.csv ] && [ "$(sqlite3 inbox/index.db 'SELECT count(*) FROM claims WHERE used = 0')" = 1 ]; do :; done
	kill -9 $runner
	kill -CONT "$backend"
	wait $runner || :
	weir run -q p
	holds '1 2 3'
	run weir run p
	[ "$status" -eq 0 ]
	[ "$stderr" = 'weir: p: inbox:*/visas: no new batch; nothing was done' ]
	# At any moment.
	for n in 4 5 6 7 8 9; do
		batch $n
		timeout -s KILL 0.0$n weir run -q p || :
		weir run -q p
	done
	weir run -q p
	holds '1 2 3 4 5 6 7 8 9'
}
