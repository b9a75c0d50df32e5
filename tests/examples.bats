# The examples in the manual pages and in --help do what they show: each runs as printed, with status 0.
load weir
load server

# Those about a server have one: the database stats, as it is assumed.
setup_file() {
	[ -z "${QUICK:-}" ] && server_start || return 0
	export PGHOST=$sockets PGUSER=weir
	createdb stats
	psql -q -d stats -c "CREATE TABLE permits (year int, country text, n int); INSERT INTO permits VALUES (2024, 'KEN', 3)"
}
teardown_file() { server_stop; }

# The commands under EXAMPLES: lines of .Dl, or between .Bd -literal and .Ed, without roff's escapes.
examples_of() {
	awk '/^\.Sh / { on = /EXAMPLES/ } !on { next }
		/^\.Bd/ { block = 1; next } /^\.Ed/ { block = 0; next }
		/^\.Dl / { print substr($0, 5); next } block { print }' "$1" |
		sed 's/\\e/\\/g; s/\\&//g; s/\\-/-/g; s/\\(aq/'\''/g; s/\\(dq/"/g; s/\\(ti/~/g; s/\\(ha/^/g'
}

# A place as the pages assume it: samples/, conf/ and pipelines/ in the working directory.
place() {
	rm -rf "$BATS_TEST_TMPDIR/place"
	mkdir "$BATS_TEST_TMPDIR/place"
	cd "$BATS_TEST_TMPDIR/place" || return
	cp -r "$root/samples" "$root/conf" "$root/pipelines" .
}

try() {
	[[ $1 != *postgresql://* || -n ${sockets:-} ]] || return 0
	bash -o pipefail -c "$1" >.out 2>.err </dev/null && return
	echo "status $?: $1"
	head -n 5 .err
	return 1
}

@test "the examples of every page run as printed" {
	local page command n bad=0
	for page in "$root"/filters/*/*.1 "$root"/pipelines/runner/*.1; do
		place
		n=0
		while IFS= read -r command; do
			n=$((n + 1))
			try "$command" || { echo "in $page"; bad=1; }
		done < <(examples_of "$page")
		[ "$n" -gt 0 ] || { echo "$page has no example"; bad=1; }
	done
	[ $bad -eq 0 ]
}

@test "the examples of every --help run as printed" {
	local name command bad=0
	for name in $(find "$root/filters" -mindepth 1 -maxdepth 1 -type d ! -name lib -printf '%f '); do
		place
		while IFS= read -r command; do
			try "$command" || bad=1
		done < <(weir-"$name" --help | sed -n '/^examples:/,/^$/s/^  //p')
	done
	[ $bad -eq 0 ]
}

@test "the commands that the README shows run" {
	local command n=0
	place
	while IFS= read -r command; do
		n=$((n + 1))
		try "$command"
	done < <(awk '/^```sh paste/ { on = 1; next } /^```/ { on = 0 } on' "$root/README.md")
	[ "$n" -ge 2 ]
}
