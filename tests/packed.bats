# Inputs that were packed: the same records as from the bare file, and nothing of what is damaged.
load weir

feed() { printf 'a\tb\n'; seq 40000 | sed 's/$/\tx/'; }

pack() { # FILE: into FILE.gz, .zst, .xz, .bz2, .zip, and as a tar .tgz
	gzip -k "$1"
	zstd -q -k "$1"
	xz -1 -k "$1"
	bzip2 -k "$1"
	zip -q "$1.zip" "$1"
	tar czf "$1.tgz" "$1"
}

@test "a packed file gives the bytes of the bare one: named, as standard input, through a pipe, as CSV and as weir text" {
	feed >f
	pack f
	local end reader
	for end in gz zst xz bz2 zip tgz; do
		for reader in "weir-parse -d tab" weir-clean; do
			$reader f.$end | cmp - f
			$reader <f.$end | cmp - f
			cat f.$end | $reader --batch-size 7 | cmp - f
		done
	done
	cat f | zip -q - - | weir-clean | cmp - f
	cat f.gz f.gz | weir-parse -d tab >twice
	[ "$(wc -l <twice)" -eq 80002 ]
	: >empty && zstd -q empty
	run weir-parse empty.zst
	[ "$status" -eq 65 ] && [ "$stderr" = "weir-parse: empty.zst: empty input, expected a header line" ]
}

@test "the name of a place holds the member, and a member can be named, from a pipe, too" {
	mkdir d && printf 'a,b\n1,2\n' >d/one.csv && printf 'a,b\n3,4\n' >'d/zwei ü.csv'
	zip -q -r two.zip d
	zip -q one.zip d/one.csv
	tar cJf two.txz d
	run weir-parse --place one.zip
	[ "$output" = $'a\tb\t@source\t@line\n1\t2\tone.zip#d/one.csv\t2' ]
	local from
	for from in two.zip two.txz; do
		run weir-parse --place "$from#d/zwei ü.csv" "$from#d/one.csv"
		[ "$status" -eq 0 ] && [ -z "$stderr" ]
		[ "$output" = $'a\tb\t@source\t@line\n3\t4\t'"$from"$'#d/zwei ü.csv\t2\n1\t2\t'"$from"$'#d/one.csv\t2' ]
		run weir-parse '-#d/zwei ü.csv' < <(cat $from)
		[ "$status" -eq 0 ] && [ "$output" = $'a\tb\n3\t4' ]
	done
	printf '{"innerpath": "d/one.csv"}' >feed.json
	run weir-parse --feed feed.json two.zip
	[ "$output" = $'a\tb\n1\t2' ]
	printf 'a,b\n5,6\n' >'two.zip#d'
	run weir-parse 'two.zip#d'
	[ "$status" -eq 0 ] && [ "$output" = $'a\tb\n5\t6' ]
}

@test "an archive of several files without a name is refused with the list" {
	printf 'a\n1\n' >one && cp one two
	zip -q z.zip one two && tar czf z.tgz one two && zip -q e.zip one && zip -q -d e.zip one 2>err || true
	run weir-parse z.zip
	[ "$status" -eq 65 ] && [ -z "$output" ]
	[ "$stderr" = "weir-parse: z.zip: holds 2 files; name one of them: z.zip#one, z.zip#two" ]
	run weir-parse -o out z.tgz
	[ "$status" -eq 65 ] && [ ! -e out ]
	[ "$stderr" = "weir-parse: z.tgz: holds 2 files; name one of them: z.tgz#one, z.tgz#two" ]
	run weir-clean -o out < <(cat z.zip)
	[ "$status" -eq 65 ] && [ ! -e out ]
	[ "$stderr" = "weir-clean: -: holds 2 files; name one of them: -#one, -#two" ]
	run weir-parse z.zip#three
	[ "$status" -eq 66 ]
	[ "$stderr" = "weir-parse: z.zip#three: no such file in it; there are z.zip#one, z.zip#two" ]
	run weir-parse one#x
	[ "$status" -eq 66 ] && [ "$stderr" = "weir-parse: one#x: one is no archive, so it has no such file in it" ]
	run weir-parse nothing#x
	[ "$status" -eq 66 ] && [ "$stderr" = "weir-parse: nothing#x: No such file or directory" ]
	zip -q -P secret locked.zip one
	run weir-parse locked.zip
	[ "$status" -eq 65 ] && [ "$stderr" = "weir-parse: locked.zip#one: is encrypted; decrypt it before" ]
	gzip -c one | gzip >twice.gz
	run weir-parse twice.gz
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-parse: twice.gz: what is packed in it is packed once more (gzip); unpack it before" ]
}

# One bit of the middle is another.
flip() {
	local at=$(($(stat -c %s "$1") / 2))
	local was
	was=$(od -An -tu1 -j $at -N 1 "$1")
	cp "$1" "$2" && printf '%b' "\\x$(printf %x $((was ^ 16)))" | dd of="$2" bs=1 seek=$at conv=notrunc status=none
}

@test "what is damaged, cut off anywhere or followed by something is an error that names it and publishes nothing" {
	feed >f
	pack f
	local end how from
	for end in gz zst xz bz2 zip; do
		flip f.$end flipped
		head -c -1 f.$end >short
		head -c $(($(stat -c %s f.$end) / 2)) f.$end >half
		head -c 40 f.$end >stump
		for how in flipped short half stump; do
			for from in $how "-"; do
				run weir-parse -d tab -o out $from < <(cat $how)
				[ "$status" -eq 65 ] || { echo "$end $how $from: $status $stderr"; return 1; }
				[[ $stderr == "weir-parse: $from"*": the "*" data are damaged or not whole: "* ]] || { echo "$stderr"; return 1; }
				[ ! -e out ]
			done
		done
	done
	for end in gz zst xz bz2; do
		{ cat f.$end; echo more; } >longer
		run weir-parse -d tab -o out longer
		[ "$status" -eq 65 ] && [ ! -e out ] || { echo "$end: $status $stderr"; return 1; }
	done
	{ cat f.gz; head -c 512 /dev/zero; } >padded
	weir-parse -d tab padded | cmp - f
	flip f.gz flipped
	run weir-parse -d tab flipped
	[ "$stderr" = "weir-parse: flipped: the gzip data are damaged or not whole: incorrect data check" ]
}

@test "whoever reads the pipe of a damaged file is told, so that nothing is published there either" {
	feed | gzip >f.gz
	head -c -5 f.gz >short.gz
	weir-parse -d tab short.gz 2>err | { run weir-aggregate --count n -o out; echo "$status $stderr" >got; }
	same err "weir-parse: short.gz: the gzip data are damaged or not whole: it ends too early"
	[[ $(<got) == "65 weir-aggregate: -:"*": who wrote the records failed: they are not whole" ]]
	[ ! -e out ]
}

@test "a bomb costs no memory, and --max-size ends it" {
	{ echo a; yes 1234567 | head -c 300000000; } | zstd -q -1 >bomb.zst
	[ "$(stat -c %s bomb.zst)" -lt 100000 ]
	local kilobytes=$((512 * 1024))
	[ -z "${ASAN_OPTIONS:-}" ] && kilobytes=$((96 * 1024))
	ldd "$(command -v weir-parse)" | grep -q asan && kilobytes=unlimited
	(ulimit -v $kilobytes && weir-parse bomb.zst | tail -c 8 >got)
	same got 1234567
	run weir-parse --max-size 1000000 -o out bomb.zst
	[ "$status" -eq 65 ] && [ ! -e out ]
	[ "$stderr" = "weir-parse: bomb.zst: is larger than --max-size 1000000, unpacked" ]
	printf 'a\n1\n' >plain
	run weir-parse --max-size 3 plain
	[ "$status" -eq 65 ] && [ "$stderr" = "weir-parse: plain: is larger than --max-size 3" ]
	run weir-parse --max-size 4 plain
	[ "$status" -eq 0 ]
	printf 'a\n1\n' | xz -9 | weir-parse >got
	same got a 1
	printf 'a\n1\n' | xz --lzma2=preset=0,dict=96MiB >greedy.xz
	run weir-parse greedy.xz
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-parse: greedy.xz: the xz data are damaged or not whole: unpacking it would take more than 72 MiB of memory" ]
	{ echo a; head -c 60000000 /dev/zero | tr '\0' x; } | gzip -1 >line.gz
	run weir-parse line.gz
	[ "$status" -eq 65 ] && [ "$stderr" = "weir-parse: line.gz:2: the record is longer than --max-record 16777216" ]
	run weir-clean line.gz
	[ "$status" -eq 65 ] && [ "$stderr" = "weir-clean: line.gz: a line is longer than 33554432 bytes, unpacked" ]
}

@test "what is written beside the output may not be the archive that is read" {
	printf 'a\n1\n' >one && zip -q z.zip one && cp z.zip before
	run weir-parse --rejects z.zip z.zip#one
	[ "$status" -eq 64 ] && [ "$stderr" = "weir-parse: z.zip: is read here, and only -o replaces what is read" ]
	cmp z.zip before
}

@test "a pipeline reads a member of an archive" {
	printf 'a\n1\n' >one && printf 'a\n2\n' >two && zip -q z.zip one two
	run weir run -e 'parse z.zip#two | aggregate --count n -g a'
	[ "$status" -eq 0 ] && [ "$output" = $'a\tn\n2\t1' ]
	mkdir pipelines
	echo '{steps: {x: {from: ["z.zip#one", "z.zip#two"], run: "parse | aggregate --count n", to: "out"}}}' >pipelines/p.jq
	run weir run pipelines/p.jq
	[ "$status" -eq 0 ] && [ "$(<out)" = $'n\n2' ]
	echo '{steps: {x: {from: "z.zip#one", run: "parse | aggregate --count n", to: "z.zip"}}}' >pipelines/p.jq
	run weir check pipelines/p.jq
	[ "$status" -eq 78 ]
	[ "$stderr" = "weir: p: x: to: z.zip and x: from: z.zip#one are one file: a run does not replace what it reads" ]
}

@test "the publisher's own archives give their verified totals" {
	local data=$root/../shared/data
	[ -d "$data" ] || skip "the further feeds are not beside this clone"
	weir-parse "$data/us-ipeds-ef2022a-dist.zip#ef2022a_dist_rv.csv" | cmp - <(weir-parse "$data/us-ipeds-ef2022a-dist-rv.csv")
	run weir-parse "$data/us-ipeds-ef2022a-dist.zip"
	[ "$status" -eq 65 ]
	[[ $stderr == *"holds 2 files; name one of them: "*"#ef2022a_dist.csv, "*"#ef2022a_dist_rv.csv" ]]
	weir-parse "$data/unhcr-population.csv.gz" | weir-aggregate -g year --sum refugees >got
	[ "$(awk '$1 == 2023 { print $2 }' got)" = 31637408 ]
}
