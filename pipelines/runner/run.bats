# pipelines/runner/run.bats - what weir(1) and weir-pipeline(5) promise of a run that goes well.
# shellcheck disable=SC2016,SC1003,SC2154 # a $ for jq or another shell stays as it is; run sets $stderr
load cases

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
	[ "$(ls -A out)" = $'all.csv\nfan.datapackage.json\nfan.ledger.tsv\nfan.metadata.html\nfan.rejects.tsv\nkenya.csv' ]
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

@test "a step of many stages has as many processes" {
	{ echo a,b,c; seq 100 | sed 's/.*/&,x,y/'; } >in.csv
	chain='parse in.csv | clean | jq . | clean | jq . | clean | dedup -k a | clean | emit csv'
	run weir run --processes -e "$chain"
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	same in.csv "$output"
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

@test "many files, and a step behind them" {
	for i in $(seq 300); do printf 'n\n%s\n' "$i" >"data/$i.n"; done
	config many <<<'{steps: {a: {from: "data/1.n", run: "jq ."}, b: {from: ["data/*.n", "@a"], run: "emit csv", to: "out"},
		c: {from: ["data/*.n"], run: "cat", to: "bytes"}}}'
	run weir run many
	fails 0 ''
	[ "$(wc -l <out)" -eq 302 ] && [ "$(tail -n 1 out)" = 1 ] && [ "$(wc -l <bytes)" -eq 600 ]
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
	fails 66 "weir: none: all: from: data/*.csv: no file matches in $PWD"
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
	run weir run -e "jq . data/a.tsv | /usr/bin/sort -r"
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

@test "a last line without its end stays a record of its own where steps are joined" {
	config ends <<-'END'
		{steps: {a: {from: "data/a.tsv", run: "printf 'id\\n1'"}, b: {from: "data/b.tsv", run: "printf id"},
		         c: {from: "data/b.tsv", run: "printf 'id\\n2'"},
		         d: {from: ["@a", "@b", "@c"], run: "awk 1", to: "all"}}}
	END
	run weir run ends
	fails 0 ''
	same all id 1 2
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

@test "a missing value in front of a record keeps its place when places are left out" {
	printf '%s\n' $'id\tplace\tn' $'\tKenya\t1' $'\t\t2' $'\t\t' $'3\tPeru\t' >data/gaps.tsv
	config gaps <<-'END'
		{steps: {a: {from: "data/gaps.tsv", run: "parse -d tab", to: "out/a.tsv"},
		         b: {from: "@a", run: "jq .", to: "out/b.tsv"}, c: {from: "@a", run: "jq .", to: "out/c.tsv"}}}
	END
	run weir run gaps
	fails 0 ''
	cmp out/a.tsv data/gaps.tsv
	cmp out/b.tsv data/gaps.tsv
}

@test "commands that count columns find them where the feed has them, and places behind" {
	printf '%s\n' Year,Nationality,n 2023,Kenya,1 2024,Peru,2 2024,,3 >data/f.csv
	run weir run -e "parse data/f.csv | awk -F'\t' 'NR == 1 || \$1 == 2024' | aggregate -g Year --count n"
	fails 0 ''
	[ "$output" = $'Year\tn\n2024\t2' ]
	run weir run -e 'parse data/f.csv | cut -f1,2 | aggregate -g Nationality --count n'
	fails 0 ''
	[ "$output" = $'Nationality\tn\n\t1\nKenya\t1\nPeru\t1' ]
	run weir run -e "parse data/f.csv | awk 1 | jq 'if .n == \"2\" then error(\"no\") else . end' --max-rejects 1" --rejects r
	fails 0 ''
	[ "$output" = $'Year\tNationality\tn\n2023\tKenya\t1\n2024\t\t3' ]
	[ "$(tail -n 1 r | cut -f 2-4)" = $'data/f.csv\t3\tjq-error' ]
}

@test "places are taken out wherever a command puts them" {
	printf '%s\n' $'id\tplace\tn' $'\tKenya\t1' $'\t\t2' $'\t\t' $'3\tPeru\t' >data/gaps.tsv
	local order
	for order in '$4,$5,$1,$2,$3' '$1,$4,$2,$5,$3' '$5,$1,$2,$3,$4' '$1,$2,$3,$5,$4'; do
		echo "{steps: {a: {from: \"data/gaps.tsv\", run: \"parse -d tab | awk -F\\\\\\\\t -v OFS=\\\\\\\\t '{ print $order }'\", to: \"out/a.tsv\"},
			b: {from: \"@a\", run: \"jq .\", to: \"out/b.tsv\"}}}" | config moved
		run weir run moved
		fails 0 ''
		cmp out/a.tsv data/gaps.tsv
		cmp out/b.tsv data/gaps.tsv
	done
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
	config long <<<'{steps: {"a-step-with-a-name-of-many-words": {from: "data/a.tsv", run: "jq . | emit csv"}}}'
	run weir run --books long # numbers stand below each other, whatever the names
	[ "$(sed -E 's/^([^ ]+( +[^ ]+){3}).*/\1/' <<<"$stderr" | awk '{ print length }' | sort -u | wc -l)" -eq 1 ]
}

@test "--explain tells what each command took, and names the one that worked longest" {
	local how plan pid to from line
	for how in '' --processes; do
		# shellcheck disable=SC2086
		run weir run $how --explain -e 'jq "select(.id != \"2\")" | cat | clean | emit csv' <data/a.tsv
		[ "$status" -eq 0 ]
		same <(printf '%s\n' "$output") id,place 1,Kenya 3,Kenya
		plan=$(sed '$d' <<<"$stderr")
		[ "$(head -n 1 <<<"$plan")" = $'step\tprocess\tcommand\ttrait\tcolumns\tshared\tmemory\tkept\tseconds\twaiting\tin\tout\tbytes_in\tbytes_out\tthreads' ]
		[ "$(tail -n +2 <<<"$plan" | cut -f 3,11,12,15)" = $'jq\t3\t2\t1\ncat\t\t\t\nclean\t2\t2\t1\nemit\t2\t2\t1' ]
		[ "$(awk -F'\t' '$3 == "jq" { print $13 } $3 == "emit" { print $14 }' <<<"$plan" | paste -s)" = "$(wc -c <data/a.tsv)"$'\t25' ]
		[ "$(awk -F'\t' 'NR > 1 && $3 != "cat" && ($9 !~ /^[0-9]+[.][0-9]+$/ || $10 !~ /^[0-9]+[.][0-9]+$/)' <<<"$plan")" = '' ]
		grep -Eqx 'weir: (jq|clean|emit) worked longest: [0-9.]+ of [0-9.]+ seconds' <<<"$(tail -n 1 <<<"$stderr")"
	done
	# What waits for a slow producer is not what works.
	coproc weir run --explain -e 'clean' 2>plan
	pid=$COPROC_PID
	exec {to}>&"${COPROC[1]}" {from}<&"${COPROC[0]}" {COPROC[1]}>&-
	echo id >&"$to"
	read -r -t 60 -u "$from" line
	[ "$line" = id ]
	sleep 0.3
	echo 1 >&"$to"
	exec {to}>&-
	wait "$pid"
	exec {from}<&-
	[ "$(awk -F'\t' '$3 == "clean" && $10 > 0.1 && $10 > $9' plan | wc -l)" -eq 1 ]
}

@test "an option of a filter names the result of a step" {
	printf '%s\n' $'place\tiso' $'Kenya\tKEN' $'Peru\tPER' >data/codes.tsv
	config sides <<-'END'
		{ steps: {
		    codes: {from: "data/codes.tsv", run: "jq 'if .iso == \"PER\" then .iso = \"per\" else . end'"},
		    more: {from: "@codes", run: "clean"},
		    joined: {from: ["data/a.tsv", "data/b.tsv"], run: "clean | lookup -k place --table @codes | lookup -k place --table @more --prefix m_", to: "out/j.tsv"} } }
	END
	for how in '' --processes '--batch-size 1'; do
		# shellcheck disable=SC2086
		run weir run $how sides
		fails 0 ''
		same out/j.tsv $'id\tplace\tiso\tm_iso' $'1\tKenya\tKEN\tKEN' $'2\tPeru\tper\tper' $'3\tKenya\tKEN\tKEN' $'4\tTogo\t\t'
		books_balance out/sides.ledger.tsv
	done
	run weir check sides
	fails 0 ''
	sed -i 's/lookup -k place --table @codes/lookup -k place --table @code/' pipelines/sides.jq
	run weir check sides
	fails 78 "weir: sides: joined: --table @code: no such step; the nearest is 'codes'"
	sed -i 's/@code /@joined /' pipelines/sides.jq
	run weir check sides
	fails 78 'weir: sides: joined: from: @joined: the steps go round in a circle: joined → joined'
	config twice <<-'END'
		{ steps: {codes: {from: "data/twice.tsv", run: "clean"},
		    joined: {from: "data/a.tsv", run: "lookup -k place --table @codes"}} }
	END
	printf '%s\n' $'place\tiso' $'Kenya\tKEN' $'Kenya\tPER' >data/twice.tsv
	run weir run twice
	[ "$status" -eq 65 ]
	[[ $stderr == 'weir: twice: joined/lookup: @codes:'* ]]
}

@test "a step reads records with places and records without, and rejects name each its own" {
	printf '%s\n' n,k 1,a x,b >data/c.csv
	echo '{"schema": {"fields": [{"name": "k"}, {"name": "n", "type": "integer"}]}}' >feed.json
	config mixed <<-'END'
		{ params: {order: "sums"}, steps: {
		    rows: {from: "data/c.csv", run: "parse | jq --give k,n '{k, n}'"},
		    sums: {from: "@rows", run: "aggregate -g k --count n"},
		    all: {from: (if .order == "sums" then ["@sums", "@rows"] else ["@rows", "@sums"] end),
		      run: "clean --feed feed.json --max-rejects 9", to: "out/all.tsv"} } }
	END
	for how in '' --processes '--batch-size 1'; do
		# shellcheck disable=SC2086
		run weir run $how mixed
		fails 0 ''
		same out/all.tsv $'k\tn' $'a\t1' $'b\t1' $'a\t1'
		[ "$(tail -n +2 out/mixed.rejects.tsv | cut -f 1-4)" = $'all/clean\tdata/c.csv\t3\tnot-integer' ]
		# shellcheck disable=SC2086
		run weir run $how mixed order=rows
		fails 0 ''
		same out/all.tsv $'k\tn' $'a\t1' $'a\t1' $'b\t1'
		[ "$(tail -n +2 out/mixed.rejects.tsv | cut -f 1-4)" = $'all/clean\tdata/c.csv\t3\tnot-integer' ]
	done
	printf '%s\n' $'k\tn\t@source\t@line' $'a\t1\tf.csv\t7' >placed
	printf '%s\n' $'k\tn' $'b\t2' >plain
	run weir-clean placed plain
	[ "$output" = $'k\tn\t@source\t@line\na\t1\tf.csv\t7\nb\t2\tplain\t2' ]
	run weir-clean plain placed
	[ "$output" = $'k\tn\nb\t2\na\t1' ]
}

@test "a result may go into a pipe, or where standard output goes, beside one that is a file" {
	mkfifo line
	config ways <<<'{steps: {a: {from: "data/a.tsv", run: "emit csv", to: "out/a.csv"}, b: {from: "data/a.tsv", run: "emit csv", to: "line"},
		c: {from: "data/a.tsv", run: "emit csv", to: "/dev/stdout"}}}'
	timeout 20 cat line >got &
	{ echo before; weir run ways; echo after; } >log 2>err
	wait $!
	[ ! -s err ]
	cmp got out/a.csv
	cmp <(echo before; cat got; echo after) log
	[ "$(jq -r '.resources[].path' out/ways.datapackage.json)" = a.csv ]
	config through <<<'{steps: {a: {from: "data/a.tsv", run: "emit csv", to: "/dev/stdout"}}}'
	weir run through >log 2>err
	[ ! -s err ]
	cmp got log
	[ ! -e /dev/through.ledger.tsv ]
}
