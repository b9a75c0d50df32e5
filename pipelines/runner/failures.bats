# pipelines/runner/failures.bats - what is left, and what is said, when a run goes wrong.
# shellcheck disable=SC2016,SC1003,SC2154 # a $ for jq or another shell stays as it is; run sets $stderr
load cases

@test "rejects past the tolerance: 65, nothing is published, the failed books and rejects are kept" {
	fan
	weir run fan
	cp -r out before
	run weir run fan bad=2
	fails 65 "weir: fan: records/jq: data/a.tsv:3: the record makes the program fail: no (1 of 3 \
records rejected; --rejects FILE lists them, --max-rejects N tolerates them); its books: \
$PWD/out/fan.failed-ledger.tsv; its rejects: $PWD/out/fan.failed-rejects.tsv"
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
		# A shell has its background jobs ignore SIGINT, and so may what started these tests.
		env --default-signal=INT,TERM weir run long 5>&- &
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

# It waits for a lock that another process holds.
waits() {
	grep -q -- "-> FLOCK .* $1 " /proc/locks
}

@test "two runs, the config replaced between them, give their outputs one after the other" {
	config turn <<<'{params: {from: "hold"}, steps: {a: {from: .from, run: "emit csv", to: "out/a.csv"}}}'
	mkfifo hold
	mkdir out
	exec 5<>hold
	weir run turn 5>&- &
	pid=$!
	until_true is_held $pid
	exec 6<out
	flock 6
	printf 'a\n1\n' >&5
	exec 5>&-
	until_true waits $pid
	[ ! -e out/a.csv ]
	cp pipelines/turn.jq new && mv new pipelines/turn.jq
	weir run turn from=data/a.tsv 6<&- &
	second=$!
	until_true waits $second
	exec 6<&-
	wait $pid
	wait $second
	[ "$(ls -A out)" = $'a.csv\nturn.datapackage.json\nturn.ledger.tsv\nturn.metadata.html\nturn.rejects.tsv' ]
}

@test "an output that cannot be written is named: 74, and a folder that cannot be made: 73" {
	config full <<<'{steps: {a: {from: "data/a.tsv", run: "emit csv", to: "/dev/full"}}}'
	run weir run full
	fails 74 'weir: full: a/emit: /dev/full: No space left on device'
	config nodir <<<'{steps: {a: {from: "data/a.tsv", run: "emit csv", to: "data/a.tsv/x"}}}'
	run weir run nodir
	fails 73 'weir: nodir: a: to: data/a.tsv/x: Not a directory'
	run mkdir /sys/weir
	why=${stderr##*: }
	[ "$status" -ne 0 ]
	config nodir <<<'{steps: {a: {from: "data/a.tsv", run: "emit csv", to: "/sys/weir/x"}}}'
	run weir run nodir
	fails 73 "weir: nodir: a: to: /sys/weir/x: /sys/weir: $why"
}

@test "two files of one name are refused, since one of them would be lost" {
	config twins <<<'{steps: {a: {from: "data/a.tsv", run: "jq .", to: "out/twins.ledger.tsv"}}}'
	run weir run twins
	fails 78 'weir: twins: a: to: out/twins.ledger.tsv and the ledger out/twins.ledger.tsv are one file, and one result would be lost'
	[ ! -e out ]
	mkdir real
	touch real/b
	ln -s real other
	ln -s b real/c
	config linked <<<'{steps: {a: {from: "data/a.tsv", run: "jq .", to: "real/b"}, b: {from: "data/b.tsv", run: "jq .", to: "other/c"}}}'
	run weir run linked
	fails 78 'weir: linked: a: to: real/b and b: to: other/c are one file, and one result would be lost'
	run weir run -e 'jq . --rejects r data/a.tsv | jq . --rejects r'
	fails 64 'weir: jq: --rejects r and jq.2: --rejects r are one file, and one result would be lost'
}

@test "a file that is larger than ulimit allows is told as a full disk is" {
	{ echo n; seq 100000; } >data/n.tsv
	# shellcheck disable=SC2317 # run calls it
	small() { (ulimit -f 64 && "$@"); }
	run small weir-jq . data/n.tsv -o data/out
	fails 74 'weir-jq: data/out: File too large'
	run small weir run -e 'jq . data/n.tsv -o data/out'
	fails 74 'weir: jq: data/out: File too large'
	config large <<<'{steps: {a: {from: "data/n.tsv", run: "jq ."}, b: {from: "@a", run: "jq .", to: "out/b"}, c: {from: "@a", run: "cat", to: "out/c"}}}'
	run small weir run large
	[ "$status" -eq 74 ]
	[[ $stderr == 'weir: large: a'*': File too large; '* ]]
	[ -z "$(find . -name '*.part' -o -name out -type f)" ]
}

@test "one output that fails keeps the others from being published" {
	config pair <<<'{params: {to: "out/b.csv"}, steps: {a: {from: "data/a.tsv", run: "emit csv", to: "out/a.csv"},
		b: {from: "data/b.tsv", run: "emit csv", to: .to}}}'
	run weir run pair to=/dev/full
	[ "$status" -eq 74 ]
	[ ! -e out/a.csv ]
	run weir run pair
	fails 0 ''
	[ "$(ls -A out)" = $'a.csv\nb.csv\npair.datapackage.json\npair.ledger.tsv\npair.metadata.html\npair.rejects.tsv' ]
}

@test "the cause is told, not what came of it" {
	run weir run --processes -e "jq . nowhere.tsv | jq . | emit csv"
	fails 66 'weir: jq: nowhere.tsv: No such file or directory'
	config steps <<<'{steps: {a: {from: "nowhere.tsv", run: "jq ."}, b: {from: "@a", run: "emit csv", to: "out/b"}}}'
	run weir run steps
	[ "$status" -eq 66 ]
	[[ $stderr = "weir: steps: a/jq: nowhere.tsv: No such file or directory (in $PWD)"* ]]
}

@test "inputs with other columns are told by the names they have in the config" {
	echo 'x' >data/x.tsv
	config two <<<'{steps: {a: {from: "data/a.tsv", run: "jq ."}, x: {from: "data/x.tsv", run: "jq ."},
		both: {from: ["@a", "@x"], run: "emit csv", to: "out/b"}}}'
	run weir run two
	[ "$status" -eq 65 ]
	[[ $stderr = 'weir: two: both/emit: @x:'* ]]
}

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
		b: {from: .f, run: "dedup -k id --conflicts out/c --keep first | emit json", to: "out/b.json"}}}'
	killed=0
	printf '4\tPeru\n' >>data/b.tsv
	printf '1\tTogo\n' >>data/a.tsv
	weir run pair f=data/b.tsv
	cp -r out new && rm -r out
	weir run pair
	cp -r out old
	for at in {1..9}; do
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
	[ "$killed" -eq 8 ]
}

# A preload that loses a record on its way into a pipe, and tells its writer that all went well.
build_leak() {
	cat >leak.c <<-'END'
		#define _GNU_SOURCE
		#include <dlfcn.h>
		#include <string.h>
		#include <sys/stat.h>
		#include <unistd.h>
		ssize_t write(int fd, const void *bytes, size_t n)
		{
			static const char lost[] = "LOST\n";
			struct stat s;
			size_t cut = sizeof(lost) - 1;
			int is = n > cut && memcmp((const char *)bytes + n - cut, lost, cut) == 0 &&
			         fstat(fd, &s) == 0 && S_ISFIFO(s.st_mode);
			ssize_t w = ((ssize_t(*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write"))(
				fd, bytes, is ? n - cut : n);
			return is && w == (ssize_t)(n - cut) ? (ssize_t)n : w;
		}
	END
	gcc -shared -fPIC -o leak.so leak.c
}

@test "a record that is lost between two processes unbalances the books: 70, and nothing is published" {
	build_leak
	printf '%s\n' n 1 2 LOST >data/n.tsv
	config leak <<<'{steps: {a: {from: "data/n.tsv", run: "jq . | awk 1"}, b: {from: "@a", run: "jq . | emit csv", to: "out/b.csv"},
		c: {from: "@a", run: "jq .", to: "out/c.tsv"}, d: {from: "data/n.tsv", run: "jq ."}, e: {from: "@d", run: "jq .", to: "out/e.tsv"}}}'
	LD_PRELOAD=$PWD/leak.so run weir run leak
	[ "$status" -eq 70 ]
	[[ $stderr = 'weir: leak: e/jq: the books do not balance: in 2 is not the 3 that came out before it; '* ]]
	LD_PRELOAD=$PWD/leak.so run weir run --processes -e 'jq . data/n.tsv | emit csv'
	fails 70 'weir: emit: the books do not balance: in 2 is not the 3 that came out before it'
	[ "$(ls -A out)" = leak.failed-ledger.tsv ]
	run weir run leak
	fails 0 ''
	same out/e.tsv n 1 2 LOST
}

@test "what options inside of commands name is published with the run, or not at all" {
	config side <<<'{params: {to: "out/b"}, steps: {a: {from: "data/a.tsv", run: "dedup -k id --conflicts out/c", to: "out/a"},
		b: {from: "data/b.tsv", run: "emit csv", to: .to}}}'
	mkdir out
	printf 'before\n' >out/c
	run weir run side to=/dev/full
	[ "$status" -eq 74 ]
	same out/c before
	# a fault that shows only when names are given
	build_killer
	run env KILL_AT=1 LD_PRELOAD="$PWD/killer.so" weir run side
	same out/c before
	[ ! -e out/a ]
	run weir run side
	fails 0 ''
	[ "$(head -n 1 out/c)" != before ]
	[ "$(ls -A out)" = $'a\nb\nc\nside.datapackage.json\nside.ledger.tsv\nside.metadata.html\nside.rejects.tsv' ]
}

# A preload that has no files without names, as some file systems have none.
build_named() {
	cat >named.c <<-'END'
		#define _GNU_SOURCE
		#include <dlfcn.h>
		#include <errno.h>
		#include <fcntl.h>
		#include <stdarg.h>
		#define OPEN(name) \
			int name(const char *path, int how, ...) \
			{ \
				va_list args; \
				va_start(args, how); \
				mode_t mode = va_arg(args, mode_t); \
				va_end(args); \
				if ((how & O_TMPFILE) == O_TMPFILE) \
					return errno = EOPNOTSUPP, -1; \
				return ((int (*)(const char *, int, ...))dlsym(RTLD_NEXT, #name))(path, how, mode); \
			}
		OPEN(open)
		OPEN(open64)
	END
	gcc -shared -fPIC -o named.so named.c
}

@test "where each file has a name, a signal leaves nothing of a run, and a filter alone what its next start removes" {
	build_named
	mkdir out
	mkfifo hold
	exec 5<>hold
	echo id >hold
	LD_PRELOAD=$PWD/named.so weir run -e 'jq . hold -o out/a' 5>&- &
	pid=$!
	until_true compgen -G 'out/.a.*.part' >/dev/null
	kill -TERM $pid
	wait $pid || [ $? -eq 143 ]
	[ -z "$(ls -A out)" ]
	LD_PRELOAD=$PWD/named.so weir-jq . hold -o out/a 5>&- &
	pid=$!
	until_true compgen -G 'out/.a.*.part' >/dev/null
	kill -TERM $pid
	wait $pid || [ $? -eq 143 ]
	exec 5>&-
	[ "$(ls -A out | wc -l)" -eq 1 ]
	LD_PRELOAD=$PWD/named.so weir-jq . data/a.tsv -o out/a
	[ "$(ls -A out)" = a ]
}

@test "tolerated rejects that are nowhere kept are told, unless --quiet" {
	printf 'a\n1\n2\n' >n
	bad='jq "if .a == \"2\" then error(\"no\") else . end" --max-rejects 1 n'
	run weir run -e "$bad | jq ."
	fails 0 'weir: jq: n:3: the record makes the program fail: no (1 of 2 records rejected; --rejects FILE keeps them)'
	run weir run --processes -e "$bad | jq ."
	fails 0 'weir: jq: n:3: the record makes the program fail: no (1 of 2 records rejected; --rejects FILE keeps them)'
	run weir run -q -e "$bad"
	fails 0 ''
	run weir run --rejects r -e "$bad"
	fails 0 ''
	config kept <<<'{steps: {a: {from: "n", run: "jq \"if .a == \\\"2\\\" then error else . end\" --max-rejects 1", to: "out/a"}}}'
	run weir run kept
	fails 0 ''
}

@test "a journal is followed only if it is the user's own and names files of the run" {
	config one <<<'{steps: {a: {from: "data/a.tsv", run: "emit csv", to: "out/a.csv"}}}'
	mkdir out
	touch .a.part mine
	echo new >.new.part
	printf '.new.part\tmine\n' >out/.one.publish
	chmod 600 out/.one.publish
	run weir run one
	[ "$status" -eq 78 ]
	[[ $stderr = 'weir: one: the journal of a run that was cut short names mine, which is in no folder of this run;'* ]]
	[ ! -s mine ]
	chmod 622 out/.one.publish
	run weir run one
	fails 78 'weir: one: out/.one.publish: is no journal of this user'\''s own runs; look at it, and remove it'
	rm out/.one.publish
	ln -s /dev/null out/.one.publish
	run weir run one
	[ "$status" -eq 78 ]
	rm out/.one.publish
	printf 'out/.x.part\tout/x\n' >out/.one.publish
	chmod 600 out/.one.publish
	echo x >out/.x.part
	touch out/.a.csv.0123456789abcdef-999999999.0.part # of another host
	run weir run one
	fails 0 ''
	same out/x x
	[ -e out/.a.csv.0123456789abcdef-999999999.0.part ]
}

@test "a folder that nobody may look into is told as it is" {
	config one <<<'{params: {to: "out"}, steps: {a: {from: "data/a.tsv", run: "emit csv", to: "\(.to)/a.csv"}}}'
	local to
	to=$(printf '%0300d' 0)
	run weir run one to="$to"
	fails 73 "weir: one: $to/.one.publish: File name too long"
}

@test "a feed without a record fails the run, names the file and what to write, and publishes nothing" {
	config a <<-'END'
		{ params: {feed: "data/head.csv", may: false}, steps: {
		    records: {from: .feed, run: "parse", empty: (.may | tostring == "true")},
		    n: {from: "@records", run: "aggregate --count n | emit csv", to: "out/n.csv"} } }
	END
	echo id,place >data/head.csv
	run weir run a
	fails 65 "weir: a: records: data/head.csv: no record in it; if that may be so, write empty: true in the step; its books: $PWD/out/a.failed-ledger.tsv"
	[ ! -e out/n.csv ]
	run weir run --processes a
	fails 65 "weir: a: records: data/head.csv: no record in it; if that may be so, write empty: true in the step; its books: $PWD/out/a.failed-ledger.tsv"
	run weir run a may=true
	fails 0 ''
	same out/n.csv n
	# A file that brings rejects alone is read, and fails for its own reason.
	printf 'id,place\n1\n' >data/head.csv
	run weir run a
	[ "$status" -eq 65 ]
	[[ $stderr == *'data/head.csv:2: the record has another number of fields'* ]]
}

@test "of several inputs without a record: some are named, all fail, and those of -e, steps and foreign commands are no fault" {
	config a <<-'END'
		{ params: {run: "clean"}, steps: {
		    records: {from: ["data/*.tsv"], run: .run},
		    none: {from: "@records", run: "derive \"where id == 'x'\""},
		    n: {from: ["@none"], run: "aggregate --count n | emit csv", to: "out/n.csv"} } }
	END
	for file in 0 1 c; do echo $'id\tplace' >data/$file.tsv; done
	run weir run a
	fails 0 'weir: a: records: data/0.tsv: no record in it (3 of 5 inputs); published all the same; if that may be so, write empty: true in the step'
	same out/n.csv n
	rm -r data/a.tsv data/b.tsv out
	run weir run a
	fails 65 "weir: a: records: data/0.tsv: no record in it, nor in the other 2; if that may be so, write empty: true in the step; its books: $PWD/out/a.failed-ledger.tsv"
	[ ! -e out/n.csv ]
	run weir run a 'run=cat | clean'
	fails 0 ''
	run weir run -e 'clean data/0.tsv | emit csv'
	fails 0 ''
	[ "$output" = id,place ]
	config b <<<'{steps: {a: {from: "-", run: "clean", to: "out/a.tsv"}}}'
	run weir run b <data/0.tsv
	fails 65 "weir: b: a: -: no record in it; if that may be so, write empty: true in the step; its books: $PWD/out/b.failed-ledger.tsv"
	config b <<<'{steps: {a: {from: "-", run: "clean", to: "out/a.tsv", empty: "yes"}}}'
	run weir check b
	fails 78 'weir: b: a: empty: expected true or false, not a string'
}
