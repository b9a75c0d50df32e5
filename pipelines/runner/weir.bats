# pipelines/runner/weir.bats - what weir(1) and weir-pipeline(5) promise of a run.
# shellcheck disable=SC2016,SC1003 # a $ in a config, or for another shell, stays as it is
load ../../tests/weir

# A folder as a user has it: records in data/, a config in pipelines/.
setup() {
	cd "$BATS_TEST_TMPDIR" || return
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

# --- what runs ------------------------------------------------------------------------------------

@test "a step feeds several, and several feed one" {
	fan
	run weir run fan
	fails 0 ''
	same out/all.csv 'id,place' 1,Kenya 3,Kenya 2,Peru
	same out/kenya.csv 'id,place' 1,Kenya 3,Kenya
	books_balance out/fan.ledger.tsv
	same <(cut -f 1-2,4 out/fan.ledger.tsv | grep -w -e in -e out) \
		$'records/jq\tin\t3' $'records/jq\tout\t3' $'kenya/jq\tin\t3' $'kenya/jq\tout\t2' \
		$'others/jq\tin\t3' $'others/jq\tout\t1' $'all/jq\tin\t3' $'all/jq\tout\t3' \
		$'all/emit\tin\t3' $'all/emit\tout\t3' $'two/emit\tin\t2' $'two/emit\tout\t2'
	same out/fan.rejects.tsv $'stage\tsource\tline\treason\tcolumn\tvalue\trecord'
	[ "$(ls -A out)" = $'all.csv\nfan.ledger.tsv\nfan.rejects.tsv\nkenya.csv' ]
}

@test "chains and processes, batches of one and of thousands: the same bytes" {
	fan
	for how in '' --processes '--batch-size 1' '--processes --batch-size 1'; do
		# shellcheck disable=SC2086
		run weir run $how fan
		fails 0 ''
		mkdir -p "kept" && tar -C out -cf "kept/${how// /_}.tar" --mtime=@0 --sort=name .
		rm -r out
		# shellcheck disable=SC2086
		run weir run $how fan bad=2
		[ "$status" -eq 65 ]
		[[ $stderr = "weir: fan: records/jq: data/a.tsv:3: "* ]]
		cat out/* "$BATS_TEST_TMPDIR/.stderr" >"kept/${how// /_}.failed"
		rm -r out
	done
	for how in --processes --batch-size_1 --processes_--batch-size_1; do
		cmp kept/.tar "kept/$how.tar" && cmp kept/.failed "kept/$how.failed"
	done
}

@test "rejects have their place in the feed, and are the same in processes, tolerated or not" {
	printf '%s\n' id,place 1,Kenya 2 3,Peru,x 4,Togo 5,Mali 6,Peru >data/a.csv
	cp data/a.csv data/b.csv
	config feed <<-'END'
		{ params: {most: "9"}, steps: {
		    records: {from: "data/*.csv", run: "parse --max-rejects \(.most)
		        | jq 'if .id == \"4\" then error(\"four\") else . end' --max-rejects \(.most) | grep -v Mali
		        | jq 'if .id == \"6\" then error(\"six\") else . end' --max-rejects \(.most)"},
		    table: {from: "@records", run: "emit csv", to: "out/table.csv"} } }
	END
	run weir run feed
	fails 0 ''
	same out/table.csv id,place 1,Kenya 1,Kenya
	same <(cut -f 1-4 out/feed.rejects.tsv) $'stage\tsource\tline\treason' \
		$'records/parse\tdata/a.csv\t3\tfield-count' $'records/parse\tdata/a.csv\t4\tfield-count' \
		$'records/parse\tdata/b.csv\t3\tfield-count' $'records/parse\tdata/b.csv\t4\tfield-count' \
		$'records/jq\tdata/a.csv\t5\tjq-error' $'records/jq\tdata/b.csv\t5\tjq-error' \
		$'records/jq.2\tdata/a.csv\t7\tjq-error' $'records/jq.2\tdata/b.csv\t7\tjq-error'
	weir run feed most=1 2>err || [ $? -eq 65 ]
	cp -r out whole
	for how in --processes '--batch-size 1' '--processes --batch-size 1'; do
		rm -r out
		# shellcheck disable=SC2086
		weir run $how feed
		# shellcheck disable=SC2086
		weir run $how feed most=1 2>err.now || [ $? -eq 65 ]
		cmp err err.now
		diff -r out whole
	done
	[[ $(<err) = 'weir: feed: records/parse: data/a.csv:3: '* ]]
}

@test "a glob reads its files in order; a list reads files as they stand in it" {
	config files <<<'{steps: {all: {from: "data/*.tsv", run: "emit csv", to: "glob.csv"},
		turned: {from: ["data/b.tsv", "data/a.tsv"], run: "emit csv", to: "list.csv"}}}'
	run weir run files
	fails 0 ''
	same glob.csv id,place 1,Kenya 2,Peru 3,Kenya 4,Togo
	same list.csv id,place 4,Togo 1,Kenya 2,Peru 3,Kenya
}

@test "a glob that nothing matches, and a missing file, are no input" {
	config none <<<'{params: {f: "data/*.csv"}, steps: {all: {from: .f, run: "emit csv", to: "out/x"}}}'
	run weir run none
	fails 66 'weir: none: all: from: data/*.csv: no file matches'
	run weir run none f=data/c.tsv
	[ "$status" -eq 66 ]
	[[ $stderr = 'weir: none: all/emit: data/c.tsv: No such file or directory'* ]]
	[ ! -e out/x ]
}

@test "parameters have defaults in the config; a wrong one is named with the nearest" {
	fan
	run weir run fan feed=data/b.tsv
	fails 0 ''
	same out/all.csv id,place 4,Togo
	run weir run fan fed=x
	fails 64 "weir: fan: fed: no such parameter; the nearest is 'feed'"
	run weir run fan feed
	fails 64 'weir: fan: feed: expected key=value'
}

@test "a config imports modules beside it, and sees the environment" {
	echo 'def from: "data/b.tsv";' >pipelines/common.jq
	config imports <<<'import "common" as c; {steps: {x: {from: c::from, run: "emit \($ENV.FORM)"}}}'
	FORM=ndjson run weir run imports
	fails 0 ''
	[ "$output" = '{"id":"4","place":"Togo"}' ]
}

@test "plain JSON is a config too" {
	echo '{"steps": {"x": {"from": "data/a.tsv", "run": "emit csv"}}}' >pipelines/plain.json
	run weir run plain
	fails 0 ''
	[ "$output" = $'id,place\n1,Kenya\n2,Peru\n3,Kenya' ]
}

@test "a foreign command stands anywhere; places pass through it to the next filter" {
	config foreign <<-'END'
		{steps: {a: {from: "data/a.tsv", run: "grep -v Peru | jq 'if .id == \"3\" then error(\"no\") else . end' --max-rejects 1 | awk -F'\t' '{print $2}' | jq .", to: "out/a.tsv"}}}
	END
	run weir run foreign
	fails 0 ''
	same out/a.tsv place Kenya
	run weir run -e "jq . data/a.tsv | awk 1 | jq 'if .id == \"3\" then error(\"no\") else . end' --max-rejects 1" --rejects r
	fails 0 ''
	[ "$output" = $'id\tplace\n1\tKenya\n2\tPeru' ]
	run weir run -e "jq . data/a.tsv | sort -r"
	[ "$output" = $'id\tplace\n3\tKenya\n2\tPeru\n1\tKenya' ]
}

@test "several inputs of a foreign command come one after the other; of steps, with one header" {
	config cat <<-'END'
		{steps: {a: {from: "data/a.tsv", run: "jq ."}, b: {from: "data/b.tsv", run: "jq ."},
		         c: {from: ["@a", "@b"], run: "awk 'NR > 1'", to: "steps"},
		         f: {from: ["data/a.tsv", "data/b.tsv"], run: "wc -l", to: "files"}}}
	END
	run weir run cat
	fails 0 ''
	same steps $'1\tKenya' $'2\tPeru' $'3\tKenya' $'4\tTogo'
	same files 6
}

@test "a step that is published and read is written without places, and read with them" {
	config both <<-'END'
		{steps: {a: {from: "data/a.tsv", run: "jq . | awk 1", to: "out/a.tsv"},
		         b: {from: "@a", run: "jq 'if .id == \"3\" then error(\"no\") else . end' --max-rejects 1", to: "out/b.tsv"}}}
	END
	run weir run both
	fails 0 ''
	cmp out/a.tsv data/a.tsv
	same out/b.tsv $'id\tplace' $'1\tKenya' $'2\tPeru'
}

@test "-e reads standard input or the files of the first command, and writes standard output" {
	run weir run -e 'jq . | emit csv' <data/a.tsv
	fails 0 ''
	[ "$output" = $'id,place\n1,Kenya\n2,Peru\n3,Kenya' ]
	run weir run -e 'emit csv -o x.csv data/b.tsv' --ledger l --rejects r
	fails 0 ''
	[ "$output" = '' ]
	same x.csv id,place 4,Togo
	same l $'stage\tcount\treason\trecords' $'emit\tin\t\t1' $'emit\tout\t\t1'
	same r $'stage\tsource\tline\treason\tcolumn\tvalue\trecord'
}

@test "the same filter twice has two labels in the books" {
	run weir run --ledger l -e 'jq . | weir-jq . | jq .' <data/b.tsv
	fails 0 ''
	[ "$(cut -f 1 l | uniq | tr '\n' ' ')" = 'stage jq jq.2 jq.3 ' ]
}

@test "quotes and backslashes are the shell's" {
	printf 'a b\tc\n1\t2\n' >s
	cat >words <<-'END'
		jq '.c = "it'"'"'s \\ $"' s |
			emit \
			c"s"\v
	END
	run weir run -e "$(<words)"
	fails 0 ''
	[ "$output" = $'a b,c\n1,it\'s \\ $' ]
}

@test "relative paths begin at the folder above pipelines, wherever weir is called" {
	fan
	mkdir elsewhere && cd elsewhere
	run weir run ../pipelines/fan.jq
	fails 0 ''
	[ -e ../out/all.csv ] && [ -z "$(ls -A .)" ]
	cp ../pipelines/fan.jq own.jq
	run weir run own.jq feed=../data/a.tsv --ledger here.tsv
	fails 0 ''
	[ -e out/all.csv ] && [ -e here.tsv ]
}

@test "a step without from and to reads standard input and writes standard output when told so" {
	config std <<<'{steps: {a: {from: "-", run: "jq ."}, b: {from: "@a", run: "emit csv"}}}'
	run weir run std <data/b.tsv
	fails 0 ''
	[ "$output" = $'id,place\n4,Togo' ]
}

@test "from cron: no environment, no terminal, / as folder, standard input closed; nothing is said" {
	fan
	weir=$(command -v weir)
	run env -i "$BASH" -c 'cd / && exec "$1" run "$2" <&- 2>&1' - "$weir" "$PWD/pipelines/fan.jq"
	fails 0 ''
	[ "$output" = '' ]
	same out/kenya.csv id,place 1,Kenya 3,Kenya
	run env -i "$BASH" -c 'cd / && exec "$1" run "$2" <&- >&- 2>&-' - "$weir" "$PWD/pipelines/fan.jq"
	[ "$status" -eq 0 ]
}

@test "the books are shown on request, and never with --quiet" {
	run weir run --books -e 'jq "select(.id != \"2\")" | emit csv' <data/a.tsv
	[ "$status" -eq 0 ]
	grep -Eq '^stage +in +out +seconds +rejected; dropped$' <<<"$stderr"
	grep -Eq '^jq +3 +2 +[0-9.]+ +-; not-selected 1$' <<<"$stderr"
	run weir run --books --quiet -e 'emit csv' <data/a.tsv
	fails 0 ''
}

# --- what fails -----------------------------------------------------------------------------------

@test "rejects past the tolerance: 65, nothing is published, the failed books and rejects are kept" {
	fan
	weir run fan
	cp -r out before
	run weir run fan bad=2
	fails 65 "weir: fan: records/jq: data/a.tsv:3: the record makes the program fail: no (1 of 3 \
records rejected; --rejects FILE lists them, --max-rejects N tolerates them); its books: \
out/fan.failed-ledger.tsv; its rejects: out/fan.failed-rejects.tsv"
	same out/fan.failed-rejects.tsv $'stage\tsource\tline\treason\tcolumn\tvalue\trecord' \
		$'records/jq\tdata/a.tsv\t3\tjq-error\t\tno\t2\\tPeru'
	books_balance out/fan.failed-ledger.tsv
	[ "$(diff -rq before out)" = $'Only in out: fan.failed-ledger.tsv\nOnly in out: fan.failed-rejects.tsv' ]
	run weir run fan
	fails 0 ''
	diff -r before out
}

@test "a foreign command that fails, or dies by a signal, stops the run with its name" {
	run weir run -e "jq . data/a.tsv | sh -c 'cat >/dev/null; exit 3' | emit csv"
	fails 69 "weir: sh -c cat >/dev/null; exit 3: exit status 3"
	run weir run -e "jq . data/a.tsv | sh -c 'kill -9 \$\$' | emit csv"
	fails 69 "weir: sh -c kill -9 \$\$: ended by signal 9 (Killed)"
	config dies <<<$'{steps: {a: {from: "data/a.tsv", run: "jq . | sh -c \'kill -9 $$\'", to: "out/a"}}}'
	run weir run dies
	[ "$status" -eq 69 ]
	[[ $stderr = "weir: dies: a: sh -c kill -9 \$\$: ended by signal 9 (Killed)"* ]]
	[ ! -e out/a ]
}

@test "a producer whose reader has had enough is no failure" {
	run weir run -e "yes | head -n 1 | jq . --max-rejects 0"
	fails 0 ''
	[ "$output" = y ]
	run weir run --processes -e "awk 'BEGIN { print \"n\"; while (i < 300000) print i++ }' | jq . | head -n 2 | jq ."
	fails 0 ''
	[ "$output" = $'n\n0' ]
}

@test "whoever reads standard output has enough: an end without a word" {
	seq 0 300000 >n
	run bash -c 'weir run -e "jq . n | jq ." | head -n 1; echo "${PIPESTATUS[0]}"'
	[ "$output" = $'0\n141' ] && [ "$stderr" = '' ]
	run bash -c 'weir run --processes -e "jq . n | cat | jq ." | head -n 1; echo "${PIPESTATUS[0]}"'
	[ "$output" = $'0\n141' ] && [ "$stderr" = '' ]
}

@test "a chain that dies by a signal is named by its commands" {
	mkfifo hold
	exec 5<>hold
	weir run -e 'jq . hold | emit csv' 2>err 5>&- &
	pid=$!
	until_true has_descendants $pid 1
	kill -9 "$(descendants $pid)"
	status=0
	wait $pid || status=$?
	exec 5>&-
	[ "$(<err)" = 'weir: jq | emit: ended by signal 9 (Killed)' ]
	[ "$status" -eq 70 ]
}

@test "SIGTERM and SIGINT end all children and leave nothing half-made" {
	config long <<<'{steps: {a: {from: "hold", run: "jq . | sh -c \"sleep 100 & cat\" | emit csv", to: "out/a.csv"}}}'
	for signal in TERM INT; do
		rm -rf hold && mkfifo hold
		exec 5<>hold
		printf 'a\n' >&5
		set -m # without it a shell has its background jobs ignore SIGINT
		weir run long 5>&- &
		set +m
		pid=$!
		until_true has_descendants $pid 5 # two chains, the foreign command, and what that starts
		children=$(descendants $pid)
		kill -$signal $pid
		status=0
		wait $pid || status=$?
		exec 5>&-
		[ "$status" -eq $((128 + $(kill -l $signal))) ]
		# shellcheck disable=SC2086
		all_gone $children
		[ -z "$(ls -A out)" ]
	done
}

@test "a signal that was ignored when weir began, as by nohup, stays ignored" {
	mkfifo hold
	exec 5<>hold
	nohup weir run -e 'emit csv hold' >result 2>err 5>&- &
	pid=$!
	until_true is_held $pid
	kill -HUP $pid
	printf 'a\n1\n' >&5
	exec 5>&-
	wait $pid
	same result a 1
}

@test "kill -9 of the runner leaves no child behind" {
	mkfifo hold
	exec 5<>hold
	weir run -e 'jq . hold | cat | emit csv' 5>&- &
	pid=$!
	until_true has_descendants $pid 3
	children=$(descendants $pid)
	kill -9 $pid
	wait $pid || :
	# shellcheck disable=SC2086
	until_true all_gone $children
	exec 5>&-
}

@test "the second of two runs at once leaves with 75 and says which process runs it" {
	config slow <<<'{steps: {a: {from: "hold", run: "emit csv", to: "out/a.csv"}}}'
	mkfifo hold
	exec 5<>hold
	weir run slow 5>&- &
	pid=$!
	until_true is_held $pid # the lock came before
	run weir run slow
	fails 75 "weir: slow: process $pid runs it already"
	printf 'a\n1\n' >&5
	exec 5>&-
	wait $pid
	same out/a.csv a 1
	printf 'a\n2\n' >hold &
	run weir run slow
	fails 0 ''
}

@test "an output that cannot be written is named: 74, and a folder that cannot be made: 73" {
	config full <<<'{steps: {a: {from: "data/a.tsv", run: "emit csv", to: "/dev/full"}}}'
	run weir run full
	fails 74 'weir: full: a/emit: /dev/full: No space left on device'
	config nodir <<<'{steps: {a: {from: "data/a.tsv", run: "emit csv", to: "data/a.tsv/x"}}}'
	run weir run nodir
	fails 73 'weir: nodir: a: to: data/a.tsv/x: Not a directory'
}

@test "one output that fails keeps the others from being published" {
	config pair <<<'{params: {to: "out/b.csv"}, steps: {a: {from: "data/a.tsv", run: "emit csv", to: "out/a.csv"},
		b: {from: "data/b.tsv", run: "emit csv", to: .to}}}'
	run weir run pair to=/dev/full
	[ "$status" -eq 74 ]
	[ ! -e out/a.csv ]
	run weir run pair
	fails 0 ''
	[ "$(ls -A out)" = $'a.csv\nb.csv\npair.ledger.tsv\npair.rejects.tsv' ]
}

@test "the cause is told, not what came of it" {
	run weir run --processes -e "jq . nowhere.tsv | jq . | emit csv"
	fails 66 'weir: jq: nowhere.tsv: No such file or directory'
	config steps <<<'{steps: {a: {from: "nowhere.tsv", run: "jq ."}, b: {from: "@a", run: "emit csv", to: "out/b"}}}'
	run weir run steps
	[ "$status" -eq 66 ]
	[[ $stderr = 'weir: steps: a/jq: nowhere.tsv: No such file or directory'* ]]
}

@test "inputs with other columns are told by the names they have in the config" {
	echo 'x' >data/x.tsv
	config two <<<'{steps: {a: {from: "data/a.tsv", run: "jq ."}, x: {from: "data/x.tsv", run: "jq ."},
		both: {from: ["@a", "@x"], run: "emit csv", to: "out/b"}}}'
	run weir run two
	[ "$status" -eq 65 ]
	[[ $stderr = 'weir: two: both/emit: @x:'* ]]
}

# --- published as one -----------------------------------------------------------------------------

# A preload that ends the process before its Nth rename.
build_killer() {
	cat >killer.c <<-'END'
		#define _GNU_SOURCE
		#include <dlfcn.h>
		#include <signal.h>
		#include <stdlib.h>
		int rename(const char *from, const char *to)
		{
			static int n;
			const char *at = getenv("KILL_AT");
			if (at && ++n == atoi(at))
				raise(SIGKILL);
			return ((int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename"))(from, to);
		}
	END
	gcc -shared -fPIC -o killer.so killer.c
}

@test "killed before any of its renames, the outputs are all of the last run, or the next run makes them all of this one" {
	build_killer
	config pair <<<'{params: {f: "data/a.tsv"}, steps: {a: {from: .f, run: "emit csv", to: "out/a.csv"},
		b: {from: .f, run: "emit json", to: "out/b.json"}}}'
	export ASAN_OPTIONS=verify_asan_link_order=0:$ASAN_OPTIONS
	killed=0
	weir run pair f=data/b.tsv
	cp -r out new && rm -r out
	weir run pair
	cp -r out old
	for at in 1 2 3 4 5 6; do
		status=0
		KILL_AT=$at LD_PRELOAD=$PWD/killer.so weir run pair f=data/b.tsv || status=$?
		[ "$status" -eq 0 ] || [ "$status" -eq 137 ]
		[ "$status" -eq 0 ] || : $((killed += 1))
		# A run that fails for another reason: what stands is a whole set, and nothing else.
		run weir run pair f=nowhere
		[ "$status" -eq 66 ]
		rm -f out/pair.failed-ledger.tsv
		diff -r out old || diff -r out new
		[ "$at" -eq 1 ] || diff -r out new
		weir run pair
		diff -r out old
	done
	[ "$killed" -eq 5 ]
}

# --- what check finds -----------------------------------------------------------------------------

faulty() {
	config "$1"
	run weir check "$1"
	fails 78 "weir: $1: $2"
	run weir run "$1"
	fails 78 "weir: $1: $2"
}

@test "check counts what it found in order, and opens no input" {
	fan
	run weir check fan feed=nowhere
	fails 0 ''
	[ "$output" = 'weir: fan: 5 steps, 6 stages: ok' ]
	[ ! -e out ]
	run weir check -e 'emit csv nowhere'
	fails 0 ''
	[ "$output" = 'weir: 1 step, 1 stage: ok' ]
}

@test "check finds what is wrong with steps" {
	faulty cycle 'c: from: @a: the steps go round in a circle: a → b → c → a' <<<'{steps: {a: {from: "@b", run: "jq ."},
		b: {from: "@c", run: "jq ."}, c: {from: "@a", run: "jq ."}}}'
	faulty self 'a: from: @a: the steps go round in a circle: a → a' <<<'{steps: {a: {from: "@a", run: "jq ."}}}'
	faulty nostep "b: from: @reocrds: no such step; the nearest is 'records'" <<<'{steps: {records: {from: "x", run: "jq ."},
		b: {from: "@reocrds", run: "jq ."}}}'
	faulty twice 'b: from: @a stands there twice' <<<'{steps: {a: {from: "x", run: "jq ."},
		b: {from: ["@a", "@a"], run: "jq ."}}}'
	faulty nowhere 'b: to: is missing, and nobody reads it; only one step can go to standard output, and a does' \
		<<<'{steps: {a: {from: "x", run: "jq ."}, b: {from: "x", run: "jq ."}}}'
	faulty same 'b: to: o is written by step a already' <<<'{steps: {a: {from: "x", run: "jq .", to: "o"},
		b: {from: "x", run: "jq .", to: "o"}}}'
	config alias <<<'{steps: {a: {from: "data/a.tsv", run: "jq .", to: "o"}, b: {from: "data/b.tsv", run: "jq .", to: "./o"}}}'
	run weir run alias
	fails 78 'weir: alias: b: to: ./o is written by step a already'
	faulty stdin 'b: from: standard input is read by a already' <<<'{steps: {a: {from: "-", run: "jq ."},
		b: {from: "-", run: "jq .", to: "o"}}}'
	faulty nofrom 'a: from: is missing: name a file, a step ("@name"), or "-"' <<<'{steps: {a: {run: "jq ."}}}'
	faulty both "a: y: jq reads what 'from' names; keep one of them" <<<'{steps: {a: {from: "x", run: "jq . y"}}}'
	faulty later 'a/jq.2: y: jq reads what comes from the stage before it' <<<'{steps: {a: {from: "x", run: "jq . | jq . y"}}}'
	faulty output "a: -o y: name the file in 'to'" <<<'{steps: {a: {from: "x", run: "jq . -o y"}}}'
	faulty hops 'a: from: tcp://h:1: expected a file, '\''-'\'' or '\''@step'\' <<<'{steps: {a: {from: "tcp://h:1", run: "jq ."}}}'
}

@test "check finds unknown words, and names the nearest" {
	faulty filter "a: emitt: no such filter or command; the nearest is 'emit'" <<<'{steps: {a: {from: "x", run: "emitt csv"}}}'
	faulty option 'a/jq: --giv: no such option; the nearest is --give' <<<'{steps: {a: {from: "x", run: "jq . --giv x"}}}'
	faulty key "titel: unknown key; the nearest is 'title'" <<<'{titel: 1, steps: {a: {from: "x", run: "jq ."}}}'
	faulty stepkey "a: form: unknown key; the nearest is 'from'" <<<'{steps: {a: {form: "x", run: "jq ."}}}'
	faulty column "b/dedup: -k contry: no such column; the nearest is 'country'" \
		<<<'{steps: {a: {from: "x", run: "jq --give country,year ."}, b: {from: "@a", run: "dedup -k contry"}}}'
	run weir run -e 'emitt csv'
	fails 64 "weir: emitt: no such filter or command; the nearest is 'emit'"
	run weir check -e 'jq'
	[ "$status" -eq 64 ]
}

@test "check finds what is wrong with a config" {
	faulty none 'steps: expected an object with one member for each step' <<<'{}'
	faulty kind 'a: run: expected a string, not a number' <<<'{steps: {a: {from: "x", run: 1}}}'
	faulty norun 'a: run: is missing' <<<'{steps: {a: {from: "x"}}}'
	faulty array 'pipelines/array.jq: yields an array; a pipeline is one object' <<<'[]'
	faulty many 'pipelines/many.jq: yields more than one value; a pipeline is one object' <<<'{}, {}'
	faulty nothing 'pipelines/nothing.jq: yields nothing; a pipeline is one object' <<<'empty'
	faulty error 'pipelines/error.jq: no such feed' <<<'error("no such feed")'
	faulty name "steps: 'a b': a name holds letters, digits, '_', '-' and '.'" <<<'{steps: {"a b": {from: "x", run: "jq ."}}}'
	config syntax <<<'{steps: '
	run weir check syntax
	[ "$status" -eq 78 ]
	[[ $stderr = 'weir: syntax: pipelines/syntax.jq: line 1, column '* ]]
	run weir check ./nowhere.jq
	fails 66 'weir: ./nowhere.jq: No such file or directory'
	fan
	run weir check fna
	fails 64 "weir: fna: no such pipeline in ./pipelines; the nearest is 'fan'"
}

@test "what only a shell could do is refused, with what to write instead" {
	refused() {
		run weir check -e "$1"
		fails 64 "weir: run: $2"
	}
	refused 'jq . > x' "'>' at byte 6 is not understood: name the file in 'to', or with -o"
	refused 'jq . < x' "'<' at byte 6 is not understood: name the file in 'from', or after the first command"
	refused 'jq . ; jq' "';' at byte 6 is not understood: what comes after it is a step of its own"
	refused 'jq . &' "'&' at byte 6 is not understood: all steps run at once as it is"
	refused 'jq $x' "'\$' at byte 4 is not understood: quote it with ''; parameters and \$ENV are jq's, \\(.name) in the text"
	refused 'jq "$x"' "'\$' at byte 5 is not understood: a shell would replace it; use '' for it to stay"
	refused 'jq `x`' "'\`' at byte 4 is not understood: quote it with ''; no shell runs it"
	refused 'jq (x' "'(' at byte 4 is not understood: quote it with ''; no shell runs it"
	refused 'jq . *.tsv' "'*' at byte 6 is not understood: quote it with ''; a glob belongs to 'from'"
	refused 'jq . ~/x' "'~' at byte 6 is not understood: write the folder out, or quote it with ''"
	refused 'jq . #x' "'#' at byte 6 is not understood: quote it with ''; comments are jq's, outside of the text"
	refused "jq '." "the ' at byte 4 is never closed"
	refused 'jq ".' 'the " at byte 4 is never closed'
	refused 'jq \' 'nothing follows the backslash at byte 4'
	refused 'jq . | | jq .' "no command before a '|'"
	refused 'jq . |' 'no command stands at its end'
	refused '' 'no command stands at its end'
	refused 'jq . || jq .' "'|' at byte 6 is not understood: twice; one | goes between two commands"
}

# --- the command itself ---------------------------------------------------------------------------

@test "list names pipelines with their title, faulty ones with their fault, and filters" {
	fan
	config broken <<<'{steps: 1}'
	run weir list
	fails 0 ''
	grep -Eqx ' +fan +Fan' <<<"$output"
	grep -Eqx ' +broken +steps: expected an object with one member for each step' <<<"$output"
	grep -Eqx ' +emit +write records as CSV, JSON or NDJSON' <<<"$output"
}

@test "help, version and wrong words" {
	run weir --version
	fails 0 ''
	[[ $output =~ ^weir\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
	run weir --help
	fails 0 ''
	help=$output
	run weir help
	[ "$output" = "$help" ]
	run weir help emit
	[ "$status" -eq 0 ] && [ "$output" = "$(weir-emit --help)" ] && [ "$output" = "$(weir emit --help)" ]
	run weir run --help
	[ "$status" -eq 0 ] && [ "$output" = "$(weir help run)" ]
	run weir chekc
	fails 64 "weir: chekc: no such command; the nearest is 'check'"
	run weir
	fails 64 'weir: no command; weir --help lists them'
	run weir run --bokos x
	fails 64 'weir: run: --bokos: no such option; the nearest is --books'
	run weir run
	fails 64 'weir: run: which pipeline? weir list names them'
	run weir run -e 'emit csv' x
	fails 64 'weir: x: -e and a pipeline; one of them'
}

@test "the page has the options that --help has" {
	# shellcheck disable=SC2154 # tests/weir sets it
	page=$root/pipelines/runner/weir.1
	cmp <(sed -n '/^\.Sh OPTIONS/,/^\.Sh ENV/s/.*Fl -\([a-z-]*\).*/--\1/p' "$page" | sort) \
		<(weir run --help | grep -oE '^  .{4}--[a-z-]+' | grep -oE -- '--[a-z-]+' | sort)
}

@test "weir NAME is weir-NAME" {
	run weir emit csv data/b.tsv
	fails 0 ''
	[ "$output" = $'id,place\n4,Togo' ]
	run weir emit csv nowhere
	fails 66 'weir-emit: nowhere: No such file or directory'
}
