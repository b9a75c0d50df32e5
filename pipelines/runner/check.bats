# pipelines/runner/check.bats - what weir check finds, and the command itself.
# shellcheck disable=SC2016,SC1003,SC2154 # a $ for jq or another shell stays as it is; run sets $stderr
load cases

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
	fails 78 'weir: alias: a: to: o and b: to: ./o are one file, and one result would be lost'
	faulty stdin 'b: from: standard input is read by a already' <<<'{steps: {a: {from: "-", run: "jq ."},
		b: {from: "-", run: "jq .", to: "o"}}}'
	faulty nofrom 'a: from: is missing: name a file, a step ("@name"), or "-"' <<<'{steps: {a: {run: "jq ."}}}'
	faulty both "a: y: jq reads what 'from' names; keep one of them" <<<'{steps: {a: {from: "x", run: "jq . y"}}}'
	faulty later 'a/jq.2: y: jq reads what comes from the stage before it' <<<'{steps: {a: {from: "x", run: "jq . | jq . y"}}}'
	faulty output "a: -o y: name the file in 'to'" <<<'{steps: {a: {from: "x", run: "jq . -o y"}}}'
	faulty hops 'a: from: http://h:1: expected a file, '\''-'\'', '\''@step'\'', tcp://…, ipc://… or postgresql://…' <<<'{steps: {a: {from: "http://h:1", run: "jq ."}}}'
}

@test "check finds unknown words, and names the nearest" {
	faulty filter "a: emitt: no such filter or command; the nearest is 'emit'" <<<'{steps: {a: {from: "x", run: "emitt csv"}}}'
	touch plain
	faulty plain 'a: ./plain: cannot be executed: Permission denied' <<<'{steps: {a: {from: "x", run: "./plain"}}}'
	faulty away 'a: ./away: cannot be executed: No such file or directory' <<<'{steps: {a: {from: "x", run: "./away"}}}'
	faulty option 'a/jq: --giv: no such option; the nearest is --give' <<<'{steps: {a: {from: "x", run: "jq . --giv x"}}}'
	faulty key "titel: unknown key; the nearest is 'title'" <<<'{titel: 1, steps: {a: {from: "x", run: "jq ."}}}'
	faulty stepkey "a: form: unknown key; the nearest is 'from'" <<<'{steps: {a: {form: "x", run: "jq ."}}}'
	faulty column "b/dedup: -k contry: no such column; the nearest is 'country'" \
		<<<'{steps: {a: {from: "x", run: "jq --give country,year ."}, b: {from: "@a", run: "dedup -k contry"}}}'
	faulty asked "a/aggregate: -g Yeer: no such column; the nearest is 'Year'" \
		<<<'{steps: {a: {from: "x", run: "parse -c Year,n -c Place | aggregate -g Yeer --sum n"}}}'
	local words # what may stand for other columns is known from the file only
	for words in Year-n '!Year' "'Year, n'"; do
		run weir check -e "parse -c $words x.csv | aggregate -g Yeer --count n"
		fails 0 ''
	done
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
	faulty line "steps: 'a?b': a name holds letters, digits, '_', '-' and '.'" <<<'{steps: {"a\nb": {from: "x", run: "jq ."}}}'
	mkfifo pipelines/fifo.jq
	run timeout 10 weir check fifo
	fails 78 'weir: pipelines/fifo.jq: a config is a file of at most 1048576 bytes'
	rm pipelines/fifo.jq
	config syntax <<<'{steps: '
	run weir check syntax
	[ "$status" -eq 78 ]
	[[ $stderr = 'weir: syntax: pipelines/syntax.jq: line 1, column '* ]]
	run weir check ./nowhere.jq
	fails 66 'weir: ./nowhere.jq: No such file or directory'
	fan
	run weir check fna
	[ "$status" -eq 64 ]
	[[ $stderr = "weir: fna: no such pipeline in ./pipelines or /"*"; the nearest is 'fan'" ]]
	run weir check fna.jq
	fails 66 "weir: fna.jq: No such file or directory; the nearest is 'fan'"
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

@test "list names pipelines with their title, faulty ones with their fault, and filters" {
	fan
	config broken <<<'{steps: 1}'
	run weir list
	fails 0 ''
	grep -Eqx ' +fan +Fan' <<<"$output"
	grep -Eqx ' +broken +steps: expected an object with one member for each step' <<<"$output"
	grep -Eqx ' +dedup +keep one record per key' <<<"$output"
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
	local words
	for words in --version --help help 'help run' 'help emit' list 'run --help' "check -e jq\\ ." 'completion bash' \
		'describe emit options'; do
		eval "set -- $words"
		run bash -c 'weir "$@" >/dev/full' weir "$@"
		fails 74 'weir: standard output: No space left on device'
	done
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
	cmp <(sed -n '/^\.Sh SYN/,/^\.Sh DESC/s/^\.Cm \([a-z]*\)$/\1/p' "$page" | sort -u) \
		<(weir help | sed -n 's/^  weir \([a-z]*\) .*/\1/p' | sort -u)
}

@test "weir NAME is weir-NAME" {
	run weir emit csv data/b.tsv
	fails 0 ''
	[ "$output" = $'id,place\n4,Togo' ]
	run weir emit csv nowhere
	fails 66 'weir-emit: nowhere: No such file or directory'
}

@test "a file that is read and written in one run is refused before anything runs" {
	printf '%s\n' '{}' >feed.json
	ln -s a.tsv data/link
	one() { # an input, an output; then the file: it stays as it is
		faulty clash "$1 and $2 are one file: a run does not replace what it reads"
		[ ! -e out ]
	}
	one 'a: to: data/a.tsv' 'a: from: ./data/a.tsv' <<<'{steps: {a: {from: "./data/a.tsv", run: "jq .,.", to: "data/a.tsv"}}}'
	one 'a: to: data/link' 'b: from: data/a.tsv (data/*.tsv)' <<<'{steps: {a: {from: "x", run: "jq .", to: "data/link"},
		b: {from: "data/*.tsv", run: "jq .", to: "out/b"}}}'
	one 'a: to: feed.json' 'a/parse: --feed feed.json' <<<'{steps: {a: {from: "data/a.tsv", run: "parse --feed feed.json", to: "feed.json"}}}'
	one 'a/dedup: --conflicts data/a.tsv' 'a: from: data/a.tsv' <<<'{steps: {a: {from: "data/a.tsv", run: "dedup -k id --conflicts data/a.tsv", to: "out/b"}}}'
	one 'a: to: pipelines/clash.jq' 'the config pipelines/clash.jq' <<<'{steps: {a: {from: "data/a.tsv", run: "jq .", to: "pipelines/clash.jq"}}}'
	cp data/a.tsv before
	fan
	run weir run fan --rejects data/a.tsv
	fails 78 "weir: fan: --rejects $PWD/data/a.tsv and records: from: data/a.tsv are one file: a run does not replace what it reads"
	run weir run fan --ledger data/link
	fails 78 "weir: fan: --ledger $PWD/data/link and records: from: data/a.tsv are one file: a run does not replace what it reads"
	run weir run -e 'jq . data/a.tsv -o data/link'
	fails 64 'weir: jq: --output data/link and jq: data/a.tsv are one file: a run does not replace what it reads'
	cmp data/a.tsv before
	mkdir out
	cp data/a.tsv out/fan.ledger.tsv
	run weir run fan feed=out/fan.ledger.tsv
	fails 78 'weir: fan: the ledger out/fan.ledger.tsv and records: from: out/fan.ledger.tsv are one file: a run does not replace what it reads'
}

@test "two files of a run that would get one name are refused before anything runs" {
	two() {
		faulty lost "$1 and $2 are one file, and one result would be lost"
	}
	two 'a/dedup: --conflicts ./out/c' 'b/dedup: --conflicts out/c' <<<'{steps: {a: {from: "data/a.tsv", run: "dedup -k id --conflicts ./out/c", to: "out/a"},
		b: {from: "data/b.tsv", run: "dedup -k id --conflicts out/c", to: "out/b"}}}'
	two 'a/dedup: --conflicts out/b' 'b: to: out/../out/b' <<<'{steps: {a: {from: "data/a.tsv", run: "dedup -k id --conflicts out/b", to: "out/a"},
		b: {from: "data/b.tsv", run: "jq .", to: "out/../out/b"}}}'
	two 'a: to: out/lost.ledger.tsv' 'the ledger out/lost.ledger.tsv' <<<'{steps: {a: {from: "data/a.tsv", run: "jq .", to: "out/lost.ledger.tsv"}}}'
	[ ! -e out ]
}

@test "formats that do not meet are found: a sink before a filter, records before a source" {
	faulty sink 'a: dedup reads weir text, but emit before it writes another format: put parse between them, or leave emit out' \
		<<<'{steps: {a: {from: "x", run: "emit csv | dedup -k id"}}}'
	faulty across 'b: dedup reads weir text, but emit before it writes another format: put parse between them, or leave emit out' \
		<<<'{steps: {a: {from: "x", run: "emit csv"}, b: {from: "@a", run: "dedup -k id"}}}'
	faulty source 'b: parse reads the bytes of a feed, but jq before it writes weir text: leave parse out' \
		<<<'{steps: {a: {from: "x", run: "jq ."}, b: {from: "@a", run: "parse"}}}'
	run weir run -e 'emit csv data/a.tsv | jq .'
	fails 64 'weir: jq reads weir text, but emit before it writes another format: put parse between them, or leave emit out'
	run weir run -e 'emit csv data/a.tsv | parse | jq . | cat | parse -d tab'
	fails 0 ''
	[ "${output:0:8}" = $'id\tplace' ]
}

@test "steps and files before a foreign command are refused, whichever comes first" {
	said='a foreign command reads steps, or files, not both; begin with a filter, or read the files in a step'
	faulty mixed "b: from: @a and data/b.tsv: $said" <<<'{steps: {a: {from: "data/a.tsv", run: "jq ."},
		b: {from: ["@a", "data/b.tsv"], run: "cat"}}}'
	faulty mixed "b: from: data/b.tsv and @a: $said" <<<'{steps: {a: {from: "data/a.tsv", run: "jq ."},
		b: {from: ["data/b.tsv", "@a"], run: "cat"}}}'
	config mixed <<<'{steps: {a: {from: "data/a.tsv", run: "jq ."}, b: {from: ["data/b.tsv", "@a"], run: "jq ."}}}'
	run weir run mixed
	fails 0 ''
	[ "$output" = $'id\tplace\n4\tTogo\n1\tKenya\n2\tPeru\n3\tKenya' ]
}

@test "each command has its help, and a wrong word is named" {
	local verb
	for verb in run check list help completion describe; do
		run weir help "$verb"
		[ "$status" -eq 0 ] && [[ $output = "usage: weir $verb"* ]]
		run weir "$verb" --version
		[ "$status" -eq 0 ] && [ "$output" = "$(weir --version)" ]
	done
	run weir -h
	fails 64 'weir: -h: no such option; weir --help lists the commands'
	run weir describe emitt role
	fails 64 "weir: describe: emitt: no such filter; the nearest is 'emit'"
	run weir describe emit rolle
	fails 64 'weir: describe: rolle: expected one of synopsis, options, reasons, role, trait'
}

@test "list sorts pipelines by name, wherever they lie" {
	config zzz <<<'{steps: {a: {from: "x", run: "jq ."}}}'
	config uk-study-a <<<'{steps: {a: {from: "x", run: "jq ."}}}'
	weir list | sed -n '/^pipelines/,/^filters/p' | sed '1d;$d' | awk '{ print $1 }' >names
	[ "$(wc -l <names)" -ge 2 ]
	sort -c names
}

@test "explain shows processes, traits and columns, and opens no input" {
	run weir explain -e 'parse -c office,year,n nowhere.csv | derive "half = n / 2" | cat | dedup -k office | aggregate -g year --count n | emit csv'
	fails 0 ''
	same <(cut -f -6 <<<"$output") $'step\tprocess\tcommand\ttrait\tcolumns\tshared' $'\t1\tparse\tstateless\toffice,year,n\tyes' \
		$'\t1\tderive\tstateless\toffice,year,n,half\tyes' $'\t2\tcat\tforeign\t\tno' $'\t3\tdedup\tkeyed\t...\tno' \
		$'\t3\taggregate\tmergeable\tyear,n\tno' $'\t3\temit\tstateless\t\tno'
	[ "$(awk -F'\t' 'NR > 1 && $7 > 0 { print $3, ($7 > 1000000) }' <<<"$output")" = $'dedup 1\naggregate 1' ]
	run weir explain -e 'parse x.csv | dedup -k a --memory 64M | aggregate -g b --count n'
	[ "$(tail -n +3 <<<"$output" | cut -f 3,6,7)" = $'dedup\tno\t33554432\naggregate\tno\t33554432' ]
	printf 'a,b\n1,2\n' >x.csv
	run weir run --explain --memory 10M -e 'parse x.csv | sort -k a | aggregate -g b --count n'
	[ "$(awk -F'\t' '$3 == "sort" || $3 == "aggregate" { print $7 }' <<<"$stderr")" = $'5242880\n5242880' ]
	fan
	run weir explain fan feed=nowhere
	fails 0 ''
	[ "$(wc -l <<<"$output")" -eq 7 ]
	[ ! -e out ]
	# Which columns somebody behind a command in its process looks at.
	kept() { run weir explain -e "$1" && cut -f 3,8 <<<"$output" | tail -n +2; }
	same <(kept 'parse -c office,year,n,m x.csv | derive "half = n / 2" | clean -c m | aggregate -g year --sum half | emit csv') \
		$'parse\tyear,n,m' $'derive\tyear,m,half' $'clean\tyear,half' $'aggregate\tyear,half' $'emit\t'
	same <(kept 'parse x.csv | harmonise -c place --as country | aggregate -g country,year --sum n=total') \
		$'parse\tplace,year,n' $'harmonise\tyear,n,country' $'aggregate\tcountry,year,total'
	same <(kept 'parse x.csv | derive "b = a" | cat | aggregate -g b --count n') \
		$'parse\t...' $'derive\t...,b' $'cat\t' $'aggregate\tb,n'
	same <(kept 'parse x.csv | derive "b = a" | aggregate -g c-d --count n') $'parse\t...' $'derive\t...,b' $'aggregate\t...'
	same <(kept 'parse x.csv | dedup -k a | aggregate --count n') $'parse\t...' $'dedup\t' $'aggregate\tn'
	same <(weir run --processes --explain -e 'parse x.csv | aggregate -g b --count n' 2>&1 >out | sed '$d' | cut -f 3,8) \
		$'command\tkept' $'parse\t...' $'aggregate\tb,n'
	run weir explain -e 'aggregate -g year --count n x | dedup -k yaer'
	fails 64 "weir: dedup: -k yaer: no such column; the nearest is 'year'"
	run weir explain
	fails 64 'weir: explain: which pipeline? weir list names them'
}
