# The hop in place of a pipe: what goes in here comes out there, and how each end hears of the other.
load ../../tests/weir
load ../../tests/faults/clock
load hop

feed=$root/samples/uk-study-nationality.csv

# hop FILE [ARGUMENT…]: through both ends.
hop() {
	receive ipc://hop
	weir-send ipc://hop "$@" && ended 0 ''
}

@test "the bytes of a real feed are those of a pipe, whatever the batches" {
	weir-parse --place "$feed" >pipe
	for size in 1 1024; do
		receive ipc://hop --batch-size $size
		weir-parse --place "$feed" | weir-send ipc://hop --batch-size $size
		ended 0 ''
		cmp got pipe
	done
}

@test "sums behind a hop are those behind a pipe" {
	weir-parse "$feed" | weir-aggregate -g Quarter --sum Applications >pipe
	weir-parse "$feed" | weir-send ipc://hop &
	weir-receive ipc://hop | weir-aggregate -g Quarter --sum Applications >got
	cmp got pipe
}

@test "a header alone, no final line end, odd bytes, escapes, a value of 10 MB, 10,000 columns" {
	printf 'id\n' >in
	hop in && same got id
	printf 'id\n1\n2' >in
	hop in && same got id 1 2
	printf 'id\tb\n\t\n\\t\\n\\r\\\\\ta\0b\nCura\303\247ao\t\n' >in
	hop in && cmp in got
	{ printf 'id\n'; head -c 10000000 /dev/zero | tr '\0' x; printf '\nc\n'; } >in
	hop in && cmp in got
	{ printf id; printf '\tc%d' {2..10000}; echo; printf 1; printf '\tv%d' {2..10000}; echo; } >in
	hop in && cmp in got
}

@test "books: what is counted out here is counted in there" {
	printf 'id\n1\n2\n3\n' >in
	receive ipc://hop --ledger theirs
	weir-send ipc://hop --ledger ours in
	ended 0 ''
	same ours $'stage\tcount\treason\trecords' $'send\tin\t\t3' $'send\tout\t\t3'
	same theirs $'stage\tcount\treason\trecords' $'receive\tin\t\t3' $'receive\tout\t\t3'
}

@test "rejects are those of a pipe" {
	printf 'id\tn\n1\t2\n3\n4\t\\q\n5\t6\n' >in
	receive ipc://hop
	weir-send ipc://hop --max-rejects 2 --rejects ours in 2>err
	ended 0 ''
	weir-aggregate -g id --count n --max-rejects 2 --rejects theirs in >/dev/null 2>err
	same got $'id\tn' $'1\t2' $'5\t6'
	cmp <(cut -f 2- ours) <(cut -f 2- theirs)
}

@test "a record of a slow producer comes out before the next one is written" {
	mkfifo to from
	weir-receive ipc://hop >from &
	weir-send ipc://hop <to &
	exec 7>to 8<from
	printf 'id\n1\n' >&7
	read -r -t 60 line <&8 && [ "$line" = id ]
	read -r -t 60 line <&8 && [ "$line" = 1 ]
	printf '2\n' >&7
	exec 7>&-
	read -r -t 60 line <&8 && [ "$line" = 2 ]
	! read -r line <&8
}

@test "either side may be first, over TCP too" {
	printf 'id\n1\n' >in
	weir-send ipc://hop in &
	weir-receive ipc://hop >got
	same got id 1
	receive 'tcp://127.0.0.1:*' --ready at
	until_true test -s at
	weir-send "$(<at)" in
	ended 0 ''
	same got id 1
}

@test "a chain that fails here fails there, with its message, and nothing is published" {
	printf 'id\tn\n1\t2\n3\n' >in
	echo before >out
	weir-receive ipc://hop 2>said | weir-aggregate -g id --count n -o out 2>err &
	run weir-send ipc://hop in
	[ "$status" -eq 65 ]
	! wait $!
	[ "$(<said)" = "weir-receive: main failed: $stderr" ]
	[ "$(<out)" = before ]
	# Where not even the header had come, it is an empty input.
	[[ $(<err) == 'weir-aggregate: -:'*': who wrote the records failed: they are not whole' ||
		$(<err) == 'weir-aggregate: -: empty input, expected a header line' ]] || { cat err; false; }
}

@test "what is not whole is not taken for whole, however many rejects are tolerated" {
	# Whoever fails before its header has only this to say.
	run weir-clean <<<'\!'
	[ "$status" -eq 65 ]
	[ "$stderr" = 'weir-clean: -:1: who wrote the records failed: they are not whole' ]
	printf 'id\n1\n\\!\n' >in
	run weir-dedup -k id --max-rejects 100% in
	[ "$status" -eq 65 ]
	[ "$stderr" = 'weir-dedup: in:3: who wrote the records failed: they are not whole' ]
}

@test "a sender killed in the middle: the receiver fails and publishes nothing" {
	mkfifo to
	echo before >out
	clocks there
	by there weir-receive ipc://hop 2>said | tee seen | weir-aggregate -g id --count n -o out 2>err &
	local there=$!
	weir-send ipc://hop <to &
	local sender=$!
	exec 7>to
	printf 'id\n1\n' >&7
	until_true has seen 1
	kill -9 $sender
	exec 7>&-
	wait $sender || true
	later there said
	! wait $there
	[ "$(<said)" = 'weir-receive: main: nothing heard for 30 s; the sender or the line is gone' ]
	[ "$(<out)" = before ]
}

@test "a sender ended by a signal says so at once, while others still send" {
	mkfifo to
	receive ipc://hop --from 2
	weir-send --stream a ipc://hop <to &
	local sender=$! is=0
	exec 7>to
	printf 'id\n1\n' | weir-send --stream b ipc://hop 2>err &
	local other=$! others=0
	printf 'id\n1\n' >&7
	until_true has got 1
	kill -TERM $sender
	wait $sender || is=$?
	exec 7>&-
	[ $is -eq 143 ]
	ended 65 'weir-receive: a failed: ended by signal 15 (Terminated)'
	wait $other || others=$?
	[ $others -eq 69 ]
	[ "$(<err)" = 'weir-send: ipc://hop: the receiver says: a failed: ended by signal 15 (Terminated)' ]
}

@test "a receiver killed in the middle: the sender fails" {
	mkfifo to from
	weir-receive ipc://hop >from &
	local it=$!
	clocks here
	by here weir-send ipc://hop <to 2>err &
	local sender=$! is=0
	exec 7>to 8<from
	printf 'id\n1\n' >&7
	read -r -t 60 line <&8 && read -r -t 60 line <&8
	kill -9 $it
	exec 7>&-
	later here err
	wait $sender || is=$?
	[ $is -eq 75 ]
	[ "$(<err)" = 'weir-send: ipc://hop: nothing heard for 30 s; the receiver or the line is gone' ]
}

@test "a receiver whose reader has enough ends the sender" {
	mkfifo from
	{ echo id; seq 2000000; } >in
	weir-receive ipc://hop >from &
	weir-send ipc://hop in 2>err &
	local sender=$! is=0
	head -n 1 <from >first
	wait $sender || is=$?
	[ $is -eq 69 ]
	[ "$(<err)" = 'weir-send: ipc://hop: the receiver says: it ended before the stream did' ]
}

@test "nobody there, or too few come" {
	printf 'id\n1\n' >in
	run weir-send ipc://nobody --silence 1 in
	[ "$status" -eq 69 ]
	[ "$stderr" = 'weir-send: ipc://nobody: nobody answered for 1 s; is weir-receive there, and is the key its own?' ]
	run weir-receive ipc://hop --silence 1
	[ "$status" -eq 69 ] && [ -z "$output" ]
	[ "$stderr" = 'weir-receive: ipc://hop: 0 of 1 senders came within 1 s' ]
}

# The most that a process had in memory, in kB.
peak() { sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$1/status"; }

@test "a slow receiver makes the sender wait, and bounds its memory" {
	[ -z "${WEIR_SAN:-}" ] || skip "sanitizers keep memory of their own"
	mkfifo from
	{ echo id; yes 0123456789012345678901234567890123456789 | head -n 2000000; } >in
	weir-receive ipc://hop >from &
	local it=$!
	weir-send ipc://hop in &
	local sender=$!
	exec 8<from
	read -r line <&8
	settled() {
		local before after
		before=$(awk '{ print $14 + $15 }' "/proc/$sender/stat")
		read -r -t 0.3 <> <(:) || true
		after=$(awk '{ print $14 + $15 }' "/proc/$sender/stat")
		[ "$before" = "$after" ]
	}
	until_true settled
	[ "$(peak $sender)" -lt 40000 ] && [ "$(peak $it)" -lt 40000 ]
	cat <&8 >rest
	wait $sender && wait $it
	[ "$(wc -l <rest)" -eq 2000000 ]
}

@test "no files for receive, and only an endpoint is one" {
	run weir-receive ipc://hop more
	[ "$status" -eq 64 ] && [ "$stderr" = 'weir-receive: more: receive reads no files' ]
	printf 'id\n1\n' >in
	run weir-send hop in
	[ "$status" -eq 64 ] && [ "$stderr" = 'weir-send: hop: expected an endpoint, tcp://HOST:PORT or ipc://FILE' ]
}
