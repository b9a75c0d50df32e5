# tests/threads.bats - an input that several threads read gives what it gives in one: bytes, rejects, books, messages.
load weir

# alike SIZES COMMAND…: the command on one thread, and on 2 and 5 with pieces of these sizes, gives the same. What it wrote on
# one thread stays in 1.out, 1.err, 1.rejects, 1.ledger, 1.status.
alike() {
	local sizes=$1 size threads
	shift
	once 1 "$@" --threads 1
	for size in $sizes; do
		for threads in 2 5; do
			once 2 "$@" --threads $threads --piece-size "$size"
			for what in status out err rejects ledger; do
				[ $what != ledger ] || [ "$(<1.status)" -eq 0 ] || continue # when it fails, a batch is what counts
				cmp "1.$what" "2.$what" || { echo "$threads threads, pieces of $size: $what of $*"; return 1; }
			done
		done
	done
}
once() {
	local to=$1 ended=0
	shift
	rm -f "$to".*
	"$@" --rejects "$to.rejects" --ledger "$to.ledger" >"$to.out" 2>"$to.err" || ended=$?
	echo $ended >"$to.status"
	touch "$to.rejects" "$to.ledger"
}

@test "whatever stands at a border of CSV: a quote, a line end in quotes, CR LF, a character, a bad row" {
	{
		printf 'id,name,note\r\n'
		printf '1,"Trinidad\nand ""Tobago""",é\r\n2,"a,b\r\n\n",""\r\n3,too few\r\n\r\n4,Côte d’Ivoire,x\r\n'
		printf '5,\xff,bad\r\n6,"","",many\r\n7,"x""",y\n8,z,\r\n"9","\n\n\n","\r"\r\n10,𝄞𝄞𝄞,"𝄞"\n'
	} >one
	{ cat one; for i in 1 2 3; do tail -n +2 one; done; } >in
	alike "$(seq 1 40) 55 70 100 200" weir-parse --place --max-rejects 99 in
	[ "$(<1.status)" -eq 0 ]
	[ "$(grep -c field-count 1.rejects)" -eq 8 ]
	[ "$(grep -c $'\tencoding\t' 1.rejects)" -eq 4 ]
	alike '1 30 31 32 33 64' weir-parse -c note,id --line-end crlf --max-rejects 99 in
	alike '1 30 31 32 33 64' weir-parse --quote '' --max-rejects 99 in
	alike '1 30 31 32 33 64' weir-parse --batch-size 1 in
	[ "$(<1.status)" -eq 65 ]
}

@test "quotes that mislead: alone in a field, never closed, many lines long" {
	{ echo a,b; for i in {1..40}; do printf '%s,5" pipe\n"in\n%s",x\ny"z,""\n' $i $i; done; } >in
	alike '1 10 17 64 100 333' weir-parse --place in
	[ "$(<1.status)" -eq 0 ]
	{ cat in; printf '"open,\n'; seq -f %g,x 1 400; } >open
	alike '1 10 64 100 333' weir-parse --place --max-rejects 999 open
	grep -q 'it opened on line 162' 1.rejects
	{ cat in; printf '7,"'; seq 1 400; printf '"\n8,9\n'; } >long
	alike '1 10 64 100 333' weir-parse --place long
	alike '10 64 333' weir-parse --max-record 500 long
	[ "$(<1.err)" = "weir-parse: long:162: the record is longer than --max-record 500; a quote that opened on line 162 is not closed" ]
}

# Bytes that mean something to a reader of CSV, in any order; the same for each seed.
noise() {
	awk -v seed="$1" 'BEGIN {
		srand(seed); n = split("a|b|é|\"|\"\"|,|,\"|\",|\n|\r\n|\"\n|\n\"|\r| |𝄞|1", w, "|")
		printf "a,b\n"
		for (i = 0; i < 400; i++) printf "%s", w[int(rand() * n) + 1]
		printf "\n"
	}'
}
@test "noise is read alike" {
	local seed
	for seed in {1..40}; do
		noise $seed >in
		alike "$((seed % 13 + 1)) $((seed * 3 + 20))" weir-parse --place --max-rejects 100% in
	done
}

each_filter() {
	local args name folder
	for folder in "$root"/filters/*/; do
		name=$(basename "$folder")
		case $name in lib | parse | extract | load | receive | send) continue ;; esac # no records, or a server
		args=()
		while IFS= read -r line; do [ -z "$line" ] || args+=("${line//@HERE@/$folder}"); done < <(head -n 1 "$folder/contract.args" | tr ' ' '\n')
		"$1" "$name" "${args[@]}" || { echo "weir-$name"; return 1; }
	done
}
any_filter() {
	printf '%s\n' id 1 2 2 '' 'x\ty' é $'\x01' 'bad\x' a$'\t'b 3 $'\xff' 1 4 5 6 7 >in
	for i in {1..30}; do tail -n +2 in | head -n 16; done >more
	cat more >>in
	alike '1 16 300' weir-"$@" --max-rejects 100% in
	printf '%s\n' $'id\t@source\t@line' $'1\tfeed\t7' $'\t\t' $'2\tfeed\t8' >in
	for i in {1..99}; do printf '%s\tfeed.csv\t%s\n' $i $((i * 2)); done >>in
	alike '16 64' weir-"$@" --max-rejects 100% in
}
@test "every filter, on weir text" { each_filter any_filter; }

chain() { # chain SIZE THREADS: all kinds of stage
	local ended=0
	weir run --threads "$2" --ledger "$2.ledger" --rejects "$2.rejects" -e "parse --piece-size $1 --max-rejects 100% in.csv |
		derive --max-rejects 100% 'year = year(day); half = if n > 500 then \"b\" else \"a\"; where n != 13' |
		jq -c name '.name |= ascii_upcase' | unpivot -c n,half --into what |
		dedup -k id,what | derive 'twice = concat(what, \"-\", name)' |
		aggregate -g twice,year --count records | emit csv" >"$2.out" 2>"$2.err" || ended=$?
	echo $ended >"$2.status"
}
@test "a chain of stages of every kind, whatever comes before the one that cannot be shared" {
	{ echo id,name,day,n; for i in {1..1200}; do printf '%s,"na\nme %s",20%02d-01-%02d,%s\n' $((i % 900)) $((i % 7)) $((i % 25)) $((i % 33)) "$i"; done; } >in.csv
	chain 1000 1
	cat 1.err
	[ "$(<1.status)" -eq 0 ]
	[ "$(wc -l <1.rejects)" -gt 50 ]
	for size in 20 333 5000; do
		chain $size 3
		for what in out err status ledger rejects; do cmp 1.$what 3.$what; done
	done
}

@test "NDJSON: lines that are none, blank ones, other kinds, names that were not there before" {
	awk 'BEGIN {
		for (i = 1; i <= 600; i++)
			if (i % 97 == 5) printf "{\"id\": %d, \"bad\"\n", i
			else if (i % 101 == 7) print ""
			else if (i % 103 == 9) print "[1,2]"
			else if (i % 107 == 3) printf "{\"id\":%d,\"new\":1}\r\n", i
			else printf "{\"id\":%d,\"name\":\"C\\u00f4te\\n%d\",\"n\":{\"a\":%d},\"l\":[1, 2]}\n", i, i, i % 7
		printf "{\"id\": 601}"
	}' >in
	alike '1 40 41 100 999 100000' weir-parse --format ndjson --place --max-rejects 99 in
	[ "$(grep -c bad-json 1.rejects)" -eq 7 ]
	[ "$(tail -n 1 1.out)" = $'601\t\t\t\t\tin\t601' ]
	alike '50' weir-parse --format ndjson -c n.a,id --max-rejects 99 in
	alike '50' weir-parse --format ndjson in
	[ "$(<1.status)" -eq 65 ]
	alike '50' weir-parse --format ndjson --records 'select(.id > 300)' --max-rejects 99 in
	alike '50 500' weir-parse --format ndjson --records .n --max-rejects 99 in
}

@test "batches of one record as of many; a small input has one thread, and the plan tells" {
	{ echo id,day; for i in {1..3000}; do printf '"%s\n",20%02d-01-%02d\n' $((i % 2000)) $((i % 25)) $((i % 33)); done; } >in.csv
	local what='parse PIECE in.csv | derive --max-rejects 100% "year = year(day)" | dedup -k id | aggregate -g year --count n'
	for batch in 1 1024; do
		for threads in 1 2 4; do
			weir run -q --explain --batch-size $batch --threads $threads --ledger ledger --rejects rejects \
				-e "${what/PIECE/--piece-size 5000}" >out 2>plan
			md5sum out ledger rejects >>sums
			[ "$(tail -n +2 plan | cut -f 3,15 | sed '$d')" = $'parse\t'$threads$'\nderive\t'$threads$'\ndedup\t1\naggregate\t1' ]
		done
	done
	[ "$(sort -u sums | wc -l)" -eq 3 ]
	weir run -q --explain --threads 4 -e "${what/PIECE/}" 2>plan >again
	cmp out again
	[ "$(tail -n +2 plan | sed '$d' | cut -f 15 | sort -u)" = 1 ]
	weir run -q --explain --threads 99999999999 -e "${what/PIECE/--piece-size 5000}" 2>plan >again
	cmp out again
	[ "$(awk '$2 == "derive" { print $NF }' plan)" = 256 ]
}

@test "lines of a second stage are counted as in a pipe where records have no place" {
	{ echo a; seq 1 300; echo x; seq 1 9; } >in
	for threads in 1 3; do
		weir run --threads $threads --rejects r$threads -e 'clean --piece-size 20 in | derive --max-rejects 9 "b = a + 1"' >o$threads
	done
	cmp o1 o3
	cmp r1 r3
	grep -q $'\t302\t' r1
}

@test "several files, one after the other, with columns in another order" {
	{ echo a,b; for i in {1..200}; do echo "$i,b$i"; done; } >one.csv
	{ echo b,a; for i in {1..200}; do echo "b$i,$i"; done; echo 7; } >two.csv
	alike '10 100 900' weir-parse --place --max-rejects 9 one.csv two.csv one.csv
	[ "$(wc -l <1.out)" -eq 601 ]
}

@test "what fails in the middle fails there, after all that comes before it" {
	{ echo a; seq 1 500; printf '\\x the sender failed: what came is not whole\n'; seq 1 500; } >in
	sed -n 's/^#define LINE_BROKEN_OFF "\(.*\)"$/\1/p' "$root/filters/lib/line.h" | sed 's/\\\\/\\/g' >line
	{ echo a; seq 1 500; cat line; seq 1 500; } >in
	alike '10 64 1000' weir-clean in
	[ "$(<1.err)" = 'weir-clean: in:502: who wrote the records failed: they are not whole' ]
	gzip -kf in
	head -c 900 in.gz >cut.gz
	alike '10 64 300 1000' weir-clean cut.gz
	grep -q 'weir-clean: cut.gz: the gzip data are damaged or not whole' 1.err
	alike '10 64 300 1000' weir-clean --max-size 1000 in
}

@test "a table that comes by a pipe is read once, and lists on the side are whole" {
	{ echo id; seq 1 400; } >in
	for threads in 1 4; do
		weir-lookup --threads $threads --piece-size 50 -k id --table <(printf 'id\tname\n7\tseven\n') --unmatched u$threads in >o$threads
	done
	cmp o1 o4
	cmp u1 u4
	grep -q $'^7\tseven$' o4
}

@test "who has read enough ends it, and a full disk is told" {
	seq 0 200000 >in
	weir-clean --threads 3 --piece-size 1000 in | head -n 3 >out
	[ "$(<out)" = $'0\n1\n2' ]
	[ -e /dev/full ] || skip "there is no /dev/full"
	for threads in 1 3; do
		run bash -c "weir-clean --threads $threads --piece-size 1000 in >/dev/full"
		[ "$status" -eq 74 ]
		[ "$stderr" = "weir-clean: standard output: No space left on device" ]
	done
}

@test "a slow producer's records go out before the next ones come, however many there were" {
	mkfifo to from
	weir-clean --threads 3 --piece-size 100 <to >from &
	exec 7>to 8<from
	{ echo a; seq 1 200; } >&7
	while read -r -t 60 line <&8; do [ "$line" != 200 ] || break; done
	[ "$line" = 200 ]
	printf 'one\ntwo\n' >&7
	read -r -t 60 line <&8
	[ "$line" = one ]
	read -r -t 60 line <&8
	[ "$line" = two ]
	printf 'half' >&7
	exec 7>&-
	read -r -t 60 line <&8
	[ "$line" = half ]
	exec 8<&-
	wait
}

@test "a signal ends it, and leaves nothing behind" {
	mkfifo to
	weir-clean --threads 3 --piece-size 100 -o out <to &
	local pid=$!
	exec 7>to
	{ echo a; seq 1 20000; } >&7
	kill -TERM $pid
	status=0
	wait $pid || status=$?
	exec 7>&-
	[ "$status" -eq 143 ]
	[ "$(ls -A | grep -c part)" -eq 0 ]
	[ ! -e out ]
}

@test "a failure does not wait for a producer that is slow" {
	mkfifo to
	weir-parse --threads 3 --piece-size 100 --max-record 1000 <to >out 2>err &
	local pid=$!
	exec 7>to
	(echo a; seq 1 300; printf '"'; seq 1 400; seq 1 400) >&7 2>/dev/null || true # who reads may be gone
	run timeout 60 tail --pid=$pid -f /dev/null
	exec 7>&-
	[ "$status" -eq 0 ]
	wait $pid || status=$?
	[ "$status" -eq 65 ]
	grep -q 'standard input\|-:302: the record is longer' err
}
