# tests/projection.bats - columns that nobody looks at are not built, and nothing shows it: a run in which every filter is a
# process of its own builds them all.
load weir

# feed SEED: CSV with all that a reader has to be careful about, the same for each seed.
feed() {
	awk -v seed="$1" 'BEGIN {
		srand(seed)
		n = split("India|USSR|\"Korea, Rep.\"|\"Côte d'\''Ivoire\"|\"a \"\"b\"\" c\"|\"two\nlines\"|\"\r\n\"|\"\"||  x |5\"|t\tb|back\\slash|- |𝄞", word, "|")
		m = split("1|2|3.5|-7||x|\"4\"|1e3|007|12,5", number, "|")
		d = split("1990-05-01|2015-12-31|2024-02-30||\"2001-01-01\"|soon", day, "|")
		end = seed % 3 == 0 ? "\r\n" : "\n"
		if (seed % 4 == 1) printf "\xEF\xBB\xBF"
		printf "id,country,n,day,note,note, wide name ,%s", end
		for (i = 1; i <= 300; i++) {
			r = rand()
			printf "%d,%s,%s,%s", i % 97, any(word, n), any(number, m), any(day, d)
			if (r < 0.97) printf ",%s,%s,%s,%s", any(word, n), any(word, n), any(number, m), any(word, n)
			if (r > 0.95 && r < 0.96) printf ",more"
			if (r > 0.94 && r < 0.95) printf "\xFF\xFE"
			if (r > 0.93 && r < 0.94) printf end
			if (i < 300 || seed % 5 > 0) printf end
		}
	}
	function any(of, k) { return of[int(rand() * k) + 1] }'
}

# chain SEED OPTIONS: stages that look at some of the columns, behind one another.
chain() {
	local stages=(
		"derive 'm = n * 2; k = slice(country, 1, 2)' --max-rejects 100%"
		"derive 'country = if n > 1 then country else \"none\"; where id != 5' --max-rejects 100%"
		"derive 'where year(day) >= 2000 or note == \"x\"' --max-rejects 100%"
		"clean -c day --feed ../feed.json --max-rejects 100%"
		"clean -c country,n --feed ../feed.json --max-rejects 100%"
		"harmonise -c country --as c$1 --unknown reject --max-rejects 100%"
		"recode -c country --table ../codes.tsv --from text --to code --as r$1 --on-unmatched reject --max-rejects 100%"
		"recode -c n --table ../many.tsv --from n --to v --as v$1 --many weight --weight w$1 --on-unmatched keep --max-rejects 100%"
		"lookup -k id --table ../ids.tsv --prefix l$1 --join inner"
		"lookup -k country --table ../codes.tsv --table-key text -c code --prefix p$1 --join left"
		"dedup -k id --keep last --allow-missing"
		"dedup -k id,n --allow-missing --max-rejects 100% --on-conflict reject"
		"jq '.note = (.n | tonumber | tostring)' --max-rejects 100%"
	) ends=(
		"aggregate -g country --count k --sum n --max-rejects 100%"
		"aggregate --count k"
		"aggregate -g note_2,id --max day --distinct country"
		"aggregate -g 'wide name' --sum n=total --max-rejects 100% | derive 's = total + 1' | emit csv"
		"profile -c day,n"
		"jq -c n,id --give 'a,n,column_8' '{a: (.n | tonumber), n}' --max-rejects 100%"
		"unpivot -c n,day --keep id --into kind | aggregate -g kind --count k"
		"emit ndjson"
		"sort -k n"
	)
	awk -v seed="$1" -v stages="${#stages[@]}" -v ends="${#ends[@]}" 'BEGIN {
		srand(seed); n = int(rand() * 3)
		for (i = 0; i < n; i++) print int(rand() * stages)
		print "end", int(rand() * ends)
	}' | {
		printf "parse --max-rejects 100%% %s" "$2"
		while read -r which end; do
			if [ "$which" = end ]; then printf ' | %s' "${ends[end]}"; else printf ' | %s' "${stages[which]}"; fi
		done
	}
}

tables() {
	printf 'text\tcode\nIndia\tIND\n5"\tFIVE\n  x \tX\nback\\\\slash\tB\n' >codes.tsv
	printf 'n\tv\tshare\n1\ta\t0.5\n1\tb\t0.5\n2\tc\t1\n' >many.tsv
	{ printf 'id\tof\n'; for i in {1..80}; do printf '%s\tsome %s\n' "$i" "$i"; done; } >ids.tsv
	cat >feed.json <<-'END'
		{"schema": {"fields": [
			{"name": "country", "constraints": {"required": true}},
			{"name": "n", "type": "number"}, {"name": "day", "type": "date"}]}}
	END
}

# told NAME COMMANDS OPTION…: runs them in a folder of that name, so that files have the same names in both.
told() {
	local ended=0
	mkdir -p "$1"
	(cd "$1" && weir run -q --rejects rejects --ledger ledger "${@:3}" -e "$2" >out 2>err) || ended=$?
	echo $ended >"$1/status"
	sed -i "s/--piece-size [0-9]* //" "$1/err"
}
alike() {
	local what
	for what in status out rejects ledger err; do
		cmp "built/$what" "narrow/$what" || { echo "$what of $1, ${*:2}"; return 1; }
	done
}

@test "whatever is not built: output, rejects, books and messages are those of filters that stand alone" {
	local seed options chain threads pieces=0
	local dialects=('' '' '' '--place' '--skip-initial-space' "--quote ''" "--comment '-'" "--escape '\\'" '--line-end lf'
		'-c id,country,n,day,note_2,"wide name",note,column_8' '--no-double-quote')
	tables
	for seed in $(seq 1 "${SEEDS:-60}"); do
		feed "$seed" >feed.csv
		options="${dialects[seed % ${#dialects[@]}]} ../feed.csv"
		chain=$(chain "$seed" "$options")
		told built "$chain" --processes --threads 1
		for threads in 1 4; do
			for size in 1 1024; do
				pieces=$((seed * 37 % 4000 + 100))
				told narrow "${chain/parse /parse --piece-size $pieces }" --threads $threads --batch-size $size
				alike "$chain" "$threads threads, batches of $size, pieces of $pieces, seed $seed"
			done
		done
	done
}

@test "a reject shows the record as it came into its stage: what was not built, what others added, what they changed" {
	printf 'a,b,c,d\n1,"say ""no""",x,"two\nlines"\n2,,3,\tend\nx,"b,b",1,\n4,b,5,d\n' >in.csv
	run weir run -q --rejects rejects --ledger ledger -e 'parse in.csv | derive --max-rejects 9 "n = a + 1; c = c" |
		derive --max-rejects 9 "m = c * 1" | aggregate -g n --sum m'
	[ "$status" -eq 0 ] && [ "$output" = $'n\tm\n3\t3\n5\t5' ]
	same rejects $'stage\tsource\tline\treason\tcolumn\tvalue\trecord' \
		$'derive\tin.csv\t5\tnot-number\ta\tx\tx\\tb,b\\t1\\t' \
		$'derive.2\tin.csv\t2\tnot-number\tc\tx\t1\\tsay "no"\\tx\\ttwo\\\\nlines\\t2'
	books_balance ledger
	run weir run -e 'parse in.csv | derive "n = a + 1" | aggregate --count n'
	[ "$status" -eq 65 ] && [[ $stderr = "weir: derive: in.csv:5: a: 'x' is no number"* ]]
}

@test "several inputs: columns in another order, a format whose columns are all built, a packed one" {
	local i threads size
	{ echo a,b,c; for i in {1..200}; do echo "$i,\"b,$i\",c"; done; echo x,b,c; } >one.csv
	{ echo c,b,a; for i in {1..200}; do echo "c,\"b,$i\",$i"; done; echo c,b,y; } >two.csv
	{ for i in {1..200}; do echo "{\"b\": \"b,$i\", \"a\": $i, \"c\": \"c\"}"; done; echo '{"a": "z", "b": "b", "c": "c"}'; } >three.ndjson
	gzip -k two.csv
	{ printf '\xEF\xBB\xBFa;b;c\r\n'; for i in {1..200}; do printf '%s;b;c\r\n' "$i"; done; printf 'v;"";c'; } >four.csv
	for threads in 1 3; do
		for size in 1 1024; do
			for i in --processes ''; do
				# shellcheck disable=SC2086
				weir run -q $i --threads $threads --batch-size $size --rejects "rejects$i" --ledger "ledger$i" \
					-e 'parse --piece-size 300 one.csv two.csv three.ndjson two.csv.gz one.csv | derive --max-rejects 9 "n = a * 2" |
						derive --max-rejects 9999 "m = 100 / (n - 40)" | aggregate -g n --sum m' >"out$i"
			done
			cmp out--processes out && cmp rejects--processes rejects && cmp ledger--processes ledger
			[ "$(grep -c $'\tnot-number\t' rejects)" -eq 5 ] && [ "$(grep -c $'\tdivision-by-zero\t' rejects)" -eq 5 ]
		done
	done
	weir run -q --rejects rejects -e 'parse -d ";" four.csv | derive --max-rejects 9 "n = a * 2" | aggregate --sum n' >out
	same out n 40200
	[ "$(tail -n 1 rejects)" = $'derive\tfour.csv\t202\tnot-number\ta\tv\tv\\t\\tc' ]
}

@test "what stands for nothing is nothing in a reject, too; and rules for rows are as good as before" {
	printf 'a,b,c\n1,-,-\nx,-,y\nTotal,1,2\n' >in.csv
	printf '{"dialect": {"nullSequence": "-"}}' >feed.json
	run weir run -q --rejects rejects -e 'parse --feed feed.json in.csv | derive --max-rejects 9 "n = a * 2" | aggregate --sum n'
	[ "$status" -eq 0 ] && [ "$output" = $'n\n2' ]
	same <(tail -n +2 rejects | cut -f 3-) $'3\tnot-number\ta\tx\tx\\t\\ty' $'4\tnot-number\ta\tTotal\tTotal\\t1\\t2'
	printf '{"dialect": {"nullSequence": "-", "weir:drop": [{"column": "a", "match": "Total"}]}}' >feed.json
	run weir run -q --rejects rejects -e 'parse --feed feed.json in.csv | derive --max-rejects 9 "n = a * 2" | aggregate --sum n'
	[ "$status" -eq 0 ] && [ "$output" = $'n\n2' ]
	same <(tail -n +2 rejects | cut -f 3-) $'3\tnot-number\ta\tx\tx\\t\\ty'
}

@test "a first line that is a record is one, with all its columns" {
	printf '1,x,"y\n"\nz,b,c\n' >in.csv
	for size in 1 1024; do
		run weir run -q --batch-size $size --rejects rejects -e 'parse --no-header in.csv |
			derive --max-rejects 9 "n = column_1 * 2" | derive --max-rejects 9 "m = 1 / (n - 2)" | aggregate --count n'
		[ "$status" -eq 0 ] && [ "$output" = n ]
		same <(tail -n +2 rejects | cut -f 3-) $'3\tnot-number\tcolumn_1\tz\tz\\tb\\tc' $'1\tdivision-by-zero\tn\t2\t1\\tx\\ty\\\\n\\t2'
	done
}
