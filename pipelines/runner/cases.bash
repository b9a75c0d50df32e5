# pipelines/runner/cases.bash - what the cases of the runner share.
# shellcheck disable=SC2016
load ../../tests/weir

# A folder as a user has it: records in data/, a config in pipelines/.
setup() {
	cd "$BATS_TEST_TMPDIR" || return
	# Preloads come before the runtime of a build with SAN=1.
	export ASAN_OPTIONS=verify_asan_link_order=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}
	mkdir pipelines data
	printf '%s\n' $'id\tplace' $'1\tKenya' $'2\tPeru' $'3\tKenya' >data/a.tsv
	printf '%s\n' $'id\tplace' $'4\tTogo' >data/b.tsv
}

# config NAME <<…: a config.
config() {
	cat >"pipelines/$1.jq"
}

# The status, and the one line on stderr.
# shellcheck disable=SC2154 # run sets them
fails() {
	[ "$status" -eq "$1" ] || { echo "status $status: $stderr"; return 1; }
	[ "$stderr" = "$2" ] || { echo "stderr: $stderr"; return 1; }
}

# Waits for what is to be seen, at most ten seconds.
until_true() {
	local until=$((SECONDS + 10))
	until "$@"; do
		[ "$SECONDS" -lt "$until" ] || return 1
		read -rt 0.01 <> <(:) || :
	done
}

# The children of a process, and theirs.
descendants() {
	local child children=
	read -rd '' children 2>/dev/null <"/proc/$1/task/$1/children" || :
	for child in $children; do
		echo "$child"
		descendants "$child"
	done
}

has_descendants() {
	[ "$(descendants "$1" | wc -l)" -ge "$2" ]
}

# One of them has opened the fifo `hold`.
is_held() {
	local pid
	for pid in $(descendants "$1"); do
		[ -z "$(find "/proc/$pid/fd" -lname '*/hold' 2>/dev/null)" ] || return 0
	done
	return 1
}

all_gone() {
	local pid
	for pid in "$@"; do
		[ ! -e "/proc/$pid/exe" ] || return 1 # a zombie has none
	done
}

fan() {
	config fan <<-'END'
		# one step feeds two, which feed one
		{ title: "Fan", params: {feed: "data/a.tsv", bad: "none"},
		  steps: {
		    records: {from: .feed, run: "jq 'if .id == \"\(.bad)\" then error(\"no\") else . end'"},
		    kenya: {from: "@records", run: "jq 'select(.place == \"Kenya\")'"},
		    others: {from: "@records", run: "jq 'select(.place != \"Kenya\")'"},
		    all: {from: ["@kenya", "@others"], run: "jq . | emit csv", to: "out/all.csv"},
		    two: {from: "@kenya", run: "emit csv", to: "out/kenya.csv"}
		  } }
	END
}
