# Every filter, whatever it is, keeps the same promises. The words that it needs stand in its folder, in contract.args:
# a line for its first use in a chain, and a second one for where it stands twice and needs other words there; @HERE@ is
# that folder.
load weir

filters() {
	find "$root/filters" -mindepth 1 -maxdepth 1 -type d ! -name lib -printf '%f\n' | sort
}

# args NAME [LINE]: sets the array `args`. Words are separated by blanks, as simple as that.
args() {
	local file=$root/filters/$1/contract.args
	[ -f "$file" ] || { echo "filters/$1 has no contract.args"; return 1; }
	local line
	line=$(sed -n "${2:-1}p" "$file")
	[ -n "$line" ] || line=$(sed -n 1p "$file")
	read -ra args <<<"${line//@HERE@/$root/filters/$1}"
}

is_sink() { weir describe "$1" role | grep -qx sink; }

# Whose other side is a socket or a server has an endpoint for its first word. Then this is about one end only; what is promised about
# records, bytes and the output is held by the two ends together, in filters/send/send.bats.
# And profile tells of columns: it gives a record for each of them, and no value back that is longer than a line.
holds_alone() {
	[ "$1" != profile ] || case $2 in good_header_only | good_large_value) return 1 ;; esac
	[[ ${args[0]:-} == *://* ]] || return 0
	case $2 in
	good_help | good_version | good_unknown) ;;
	good_missing_file | good_empty) [[ ${args[0]} == ipc://* ]] && is_sink "$1" ;;
	*) false ;;
	esac
}

# each FUNCTION: calls it with every filter's name, its words in `args`; all are tried, and all faults shown.
each() {
	local name bad=0
	[ "$(filters | wc -l)" -ge 7 ]
	for name in $(filters); do
		args "$name" || bad=1
		status='' output='' stderr=''
		holds_alone "$name" "$1" || continue
		"$1" "$name" && continue
		echo "weir-$name: $1: status $status"
		printf 'stdout: %.300s\nstderr: %.300s\n' "$output" "$stderr"
		bad=1
	done
	return $bad
}

good_help() {
	run weir-"$1" --help
	[ "$status" -eq 0 ] && [ -z "$stderr" ] && [[ $output == "usage: weir-$1 "* ]] || return 1
	[ "$(wc -l <<<"$output")" -le 48 ] || return 1
	local help=$output
	run weir help "$1"
	[ "$output" = "$help" ] || return 1
	run weir "$1" --help
	[ "$output" = "$help" ]
}
@test "--help goes to standard output with status 0, and weir help NAME prints the same" { each good_help; }

good_version() {
	run weir-"$1" --version
	[ "$status" -eq 0 ] && [ "$(head -n 1 <<<"$output" | cut -d' ' -f1)" = "weir-$1" ]
}
@test "--version is one line for the filter" { each good_version; }

good_unknown() {
	run weir-"$1" --max-rejcts 3
	[ "$status" -eq 64 ] && [ -z "$output" ] &&
		[ "$stderr" = "weir-$1: --max-rejcts: no such option; the nearest is --max-rejects" ] || return 1
	run weir-"$1" -H
	[ "$status" -eq 64 ] && [ "$stderr" = "weir-$1: -H: no such option; see --help" ]
}
@test "an unknown option is status 64, and the nearest one is named" { each good_unknown; }

@test "what is wrong with the words is said before there is any data" {
	run weir-dedup <<<''
	[ "$status" -eq 64 ]
	run weir-jq 'select(' <<<''
	[ "$status" -eq 64 ]
	run weir-emit -d ab csv <<<''
	[ "$status" -eq 64 ]
	run weir-clean --feed nowhere.json <<<''
	[ "$status" -eq 66 ]
}

good_missing_file() {
	run weir-"$1" "${args[@]}" no-such-file
	[ "$status" -eq 66 ] && [ "$stderr" = "weir-$1: no-such-file: No such file or directory" ]
}
@test "a file that is not there is status 66" { each good_missing_file; }

good_message() {
	run weir-"$1" "${args[@]}" $'no\nsuch\e[31mfile'
	[ "$status" -eq 66 ] && [ "$stderr" = "weir-$1: no?such?[31mfile: No such file or directory" ] || return 1
	local label
	label=$(printf '%03000d' 0)
	run weir run -e "$1 ${args[*]} --label $label no-such-file"
	[ "$status" -eq 66 ] && [ "$stderr" = "weir: ${label:0:200}: no-such-file: No such file or directory" ]
}
@test "a message is one line, whatever names hold, and ends with what is wrong" { each good_message; }

good_closed_pipe() {
	{ echo id; yes 0123456789; } | head -n 300000 >many
	{ weir-"$1" "${args[@]}" many 2>err; echo $? >st; } | head -n 1 >first
	[ ! -s err ] && { [ "$(<st)" -eq 141 ] || [ "$(<st)" -eq 0 ]; }
}
@test "a reader that goes away ends it without a word" { each good_closed_pipe; }

good_full_disk() {
	status=0
	printf 'id\n1\n' | weir-"$1" "${args[@]}" 2>err >/dev/full || status=$?
	stderr=$(<err)
	[ "$status" -eq 74 ] && [ "$stderr" = "weir-$1: standard output: No space left on device" ]
}
@test "a full disk is status 74" { each good_full_disk; }

good_closed_output() {
	status=0
	printf 'id\n1\n' | weir-"$1" "${args[@]}" --rejects rejects 2>err >&- || status=$?
	stderr=$(<err)
	[ "$status" -eq 74 ] && [ "$stderr" = "weir-$1: standard output: Bad file descriptor" ] || return 1
	[ ! -s rejects ] || [ "$(wc -l <rejects)" -eq 1 ]
}
@test "a closed standard output is status 74, and no other file gets its records" { each good_closed_output; }

good_header_only() {
	printf 'id\n' >in
	run weir-"$1" "${args[@]}" --ledger l in
	[ "$status" -eq 0 ] && [ -z "$stderr" ] && books_balance l || return 1
	[ "$(awk -F'\t' '$2 == "in" { print $4 }' l)" = 0 ] || return 1
	is_sink "$1" || [ "$(wc -l <<<"$output")" -eq 1 ] && { is_sink "$1" || [[ $output == id* ]]; }
}
@test "header-only input gives header-only output" { each good_header_only; }

good_empty() {
	: >empty
	run weir-"$1" "${args[@]}" empty
	[ "$status" -eq 65 ] && [[ $stderr == "weir-$1: empty: empty"*"expected a header line" ]] && [ -z "$output" ]
}
@test "empty input is an error that says so" { each good_empty; }

good_no_newline() {
	printf 'id\n1\n2\n' >with
	printf 'id\n1\n2' >without
	run weir-"$1" "${args[@]}" with
	local first=$output
	[ "$status" -eq 0 ] || return 1
	run weir-"$1" "${args[@]}" without
	[ "$status" -eq 0 ] && [ "$output" = "$first" ]
}
@test "a last line without its line end is a record" { each good_no_newline; }

good_twice() {
	local one=("${args[@]}") chain
	args "$1" 2
	printf 'id\n1\n2\n2\n' >in
	chain="$1 ${one[*]} in | $1 ${args[*]}"
	if ! weir describe "$1" role | grep -qx filter; then # what it reads is not what it writes
		run weir run -e "$chain"
		[ "$status" -eq 64 ] && [[ $stderr == "weir: $1 reads "*", but $1 before it writes "* ]]
		return
	fi
	run weir run --quiet -e "$chain"
	local fused=$output
	[ "$status" -eq 0 ] || return 1
	run weir run --quiet --processes -e "$chain"
	[ "$status" -eq 0 ] && [ "$output" = "$fused" ] || return 1
	[ "$(weir-"$1" "${one[@]}" in | weir-"$1" "${args[@]}")" = "$fused" ]
}
@test "a filter stands twice in one chain, and as two processes gives the same; a source or a sink is refused" { each good_twice; }

# What came in is in the books, and a value is whole or its record is rejected.
accounted() {
	books_balance l && [ "$(awk -F'\t' '$2 == "in" { print $4 }' l)" = "$1" ]
}

good_nul() {
	printf 'id\na\0b\nc\n' >in
	weir-"$1" "${args[@]}" --ledger l --rejects r --max-rejects 9 in >out 2>err || return 1
	accounted 2 && cat out r | tr '\0' '#' | grep -qE 'a(#|\\u0000|\\0)b'
}
@test "a NUL byte is a byte like others" { each good_nul; }

good_large_value() {
	{ printf 'id\n'; head -c 10000000 /dev/zero | tr '\0' x; printf '\nc\n'; } >in
	weir-"$1" "${args[@]}" --ledger l --rejects r --max-rejects 9 in >out 2>err || return 1
	accounted 2 && [ "$(cat out r | tr -cd x | wc -c)" -ge 10000000 ]
}
@test "a value of 10 MB goes through whole" { each good_large_value; }

good_wide() {
	{
		printf id; printf '\tc%d' {2..10000}; echo
		printf 1; printf '\tv%d' {2..10000}; echo
	} >in
	weir-"$1" "${args[@]}" --ledger l in >out 2>err && accounted 1 || return 1
	! grep -q c9999 <(head -n 1 out) || grep -q v9999 out
}
@test "10,000 columns" { each good_wide; }

# A record of a slow producer is out before the next one comes: the producer waits for it.
good_slow() {
	rm -f to from
	mkfifo to from
	weir-"$1" "${args[@]}" <to >from 2>err &
	local pid=$! line streams=0
	exec 7>to 8<from
	printf 'id\n1\n' >&7
	# What merges partials, or needs all records in one place, has nothing to give before it has heard all.
	if ! weir describe "$1" trait | grep -qxE 'mergeable|whole'; then
		streams=1
		while read -r -t 20 line <&8; do [[ $line == *1* ]] && break; done
		[[ $line == *1* ]] || { exec 7>&- 8<&-; wait $pid; return 1; }
	fi
	printf '2\n' >&7
	exec 7>&-
	output=$(cat <&8)
	exec 8<&-
	wait $pid && { [ $streams -eq 0 ] || [[ $output == *2* ]]; }
}
@test "a record of a slow producer comes out before the next one is written" { each good_slow; }

good_books() {
	printf 'id\n1\n2\n2\n\n3\n' >in
	weir-"$1" "${args[@]}" --ledger l --max-rejects 9 in >out 2>err && books_balance l || return 1
	cp out whole
	cp l ledger
	weir-"$1" "${args[@]}" --ledger l --max-rejects 9 --batch-size 1 in >out 2>err
	cmp out whole && cmp l ledger
}
@test "in + made = out + rejected + dropped, and batches of one record give the same bytes" { each good_books; }

good_twins() {
	printf 'id\n1\n' >in
	rm -f x
	run weir-"$1" "${args[@]}" -o x --rejects ./x in
	[ "$status" -eq 64 ] && [ "$stderr" = "weir-$1: x: two of the files to be written have this name" ] || return 1
	run weir-"$1" "${args[@]}" -o x --ledger x in
	[ "$status" -eq 64 ] && [ "$stderr" = "weir-$1: x: two of the files to be written have this name" ] && [ ! -e x ]
}
@test "two files of one name are refused, since one of them would be lost" { each good_twins; }

good_order() {
	[ "$1" != parse ] || return 0 # what it reads is no weir text
	printf '%s\n' $'id\tn' $'\x01\t1' $'a' $'\x02\t2' $'\\x\t3' $'\x03\t4' $'b\t\xff' $'\x04\t5' >in
	run weir-"$1" "${args[@]}" --rejects all in
	local said=$stderr out=$output
	run weir-"$1" "${args[@]}" --rejects one --batch-size 1 in
	[ "$stderr" = "$said" ] && [ "$output" = "$out" ] && cmp all one
}
@test "rejects stand in the order of their lines, whatever the size of batches" { each good_order; }

good_output() {
	printf 'id\n1\n' >in
	echo before >out
	weir-"$1" "${args[@]}" -o out no-such-file 2>err && return 1
	[ "$(<out)" = before ] || return 1
	weir-"$1" "${args[@]}" in >direct && weir-"$1" "${args[@]}" -o out in && cmp out direct || return 1
	[ "$(find . -name '*.part' | wc -l)" -eq 0 ]
}
@test "-o shows a file only when it is whole" { each good_output; }

refuses() { # refuses MESSAGE COMMAND…
	run "${@:2}" <<<$'a\n1'
	[ "$status" -eq 64 ] && [ -z "$output" ] && [ "$stderr" = "$1" ] || { echo "$status: $stderr"; return 1; }
}

good_values() {
	refuses "weir-$1: --batch-size 0: expected a whole number from 1 on" weir-"$1" "${args[@]}" --batch-size 0 &&
		refuses "weir-$1: --max-rejects 101%: expected a number, or a percentage up to 100%" \
			weir-"$1" "${args[@]}" --max-rejects 101% &&
		refuses "weir-$1: --max-rejects 100.1%: expected a number, or a percentage up to 100%" \
			weir-"$1" "${args[@]}" --max-rejects 100.1% &&
		refuses "weir-$1: -o '': expected the name of a file" weir-"$1" "${args[@]}" -o '' &&
		refuses "weir-$1: --rejects '': expected the name of a file" weir-"$1" "${args[@]}" --rejects= &&
		refuses "weir-$1: --rejects: given twice" weir-"$1" "${args[@]}" --rejects a --rejects b &&
		refuses "weir-$1: -o: given twice" weir-"$1" "${args[@]}" --output a -ob && [ -z "$(find . -name '[ab]')" ]
}
@test "values that cannot be meant are refused" { each good_values; }

@test "an option that has one value is given once, or twice with the same" {
	refuses 'weir-dedup: --keep: given twice' weir-dedup -k a --keep first --keep last
	refuses 'weir-parse: --max-record: given twice' weir-parse --max-record 9 --max-record 10
	run weir-dedup -k a --keep last --keep last --max-rejects 0 --max-rejects 0 <<<$'a\n1'
	[ "$status" -eq 0 ]
	[ "$output" = $'a\n1' ]
	run weir run --batch-size 2 -e 'dedup -k a --batch-size 3' <<<$'a\n1' # the stage's own counts
	[ "$status" -eq 0 ]
	[ "$output" = $'a\n1' ]
	refuses 'weir: run: --ledger: given twice' weir run --ledger a --ledger b -e 'jq .'
}

good_apart() {
	local said="weir-$1: x: is read here, and only -o replaces what is read" option
	printf 'id\n1\n' >in
	for option in --rejects --ledger; do
		rm -f x && ln in x
		refuses "$said" weir-"$1" "${args[@]}" $option x in || return 1
		refuses "$said" weir-"$1" "${args[@]}" $option x x || return 1
		run weir-"$1" "${args[@]}" $option x <in
		[ "$status" -eq 64 ] && [ "$stderr" = "$said" ] || return 1
	done
	[ "$(<in)" = $'id\n1' ] && rm x && weir-"$1" "${args[@]}" -o in --rejects x in
}
@test "rejects and ledger do not replace what is read; -o may" { each good_apart; }

@test "further files do not replace what is read" {
	printf 'id\tcountry\n1\tKenya\n' >in
	refuses 'weir-dedup: in: is read here, and only -o replaces what is read' weir-dedup -k id --conflicts in in
	refuses 'weir-harmonise: in: is read here, and only -o replaces what is read' \
		weir-harmonise -c country --as iso3 --refused in in
	echo '{"schema": {"fields": [{"name": "id"}]}}' >feed.json
	refuses 'weir-clean: feed.json: is read here, and only -o replaces what is read' \
		weir-clean --feed feed.json --rejects feed.json in
	run weir run -e 'clean --feed feed.json | dedup -k id --conflicts in' <in
	[ "$status" -eq 64 ]
	run weir run -e 'jq . in | dedup -k id --conflicts in'
	[ "$status" -eq 64 ]
	[ "$(wc -l <in)" -eq 2 ]
}
