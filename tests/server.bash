# tests/server.bash - a PostgreSQL server of its own for the cases of a file, on a socket in a folder.

# server_start: sets $pg, $sockets and the array `as`; psql -h "$sockets" -U weir -d postgres reaches it.
server_start() {
	pg=$(find /usr/lib/postgresql/*/bin -name postgres -printf '%h\n' 2>/dev/null | sort -V | tail -n 1)
	[ -n "$pg" ] || return 1
	local base=$BATS_FILE_TMPDIR/server
	mkdir -p "$base/data" "$base/sockets"
	as=()
	if [ "$(id -u)" -eq 0 ]; then
		as=(setpriv --reuid=postgres --regid=postgres --clear-groups env "HOME=$base")
		chmod 755 "$BATS_RUN_TMPDIR" "$(dirname "$BATS_FILE_TMPDIR")" "$BATS_FILE_TMPDIR" "$base"
		chown postgres "$base/data" "$base/sockets"
	fi
	"${as[@]}" "$pg/initdb" -D "$base/data" -U weir -A trust -E UTF8 --locale=C.UTF-8 -N >"$base/log" 2>&1
	"${as[@]}" "$pg/pg_ctl" -D "$base/data" -w -l "$base/sockets/log" \
		-o "-F -k $base/sockets -c listen_addresses=" start >>"$base/log" 2>&1
	export pg sockets=$base/sockets
}

server_stop() {
	local base=$BATS_FILE_TMPDIR/server as=()
	[ -d "$base/data" ] || return 0
	[ "$(id -u)" -ne 0 ] || as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
	"${as[@]}" "$pg/pg_ctl" -D "$base/data" -m immediate stop >>"$base/log" 2>&1 || :
}

# server_case: for setup; in the case's own folder, $url reaches the server, or the case is skipped with the reason.
server_case() {
	cd "$BATS_TEST_TMPDIR" || return
	[ -z "${QUICK:-}" ] || skip "starts a foreign server: not in a quick run"
	[ -n "${sockets:-}" ] || skip "PostgreSQL is not installed"
	url="postgresql://weir@/postgres?host=$sockets"
}

sql() { psql -h "$sockets" -U weir -d postgres -v ON_ERROR_STOP=1 -qAt "$@"; }
