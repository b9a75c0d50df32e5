load ../../tests/weir

shared=$root/../shared/data

# refused STATUS MESSAGE WORD…: on a stream with the columns id, n and x.
refused() {
	run weir-diff "${@:3}" <<<$'id\tn\tx\n1\t2\t3'
	[ "$status" -eq "$1" ] && [ -z "$output" ] && [ "$stderr" = "weir-diff: $2" ] ||
		{ echo "$status: $stderr"; return 1; }
}

@test "what appears, changes and vanishes, in long form, with the books" {
	printf '%b\n' 'id\tn\tt' '1\t5\ta' '2\t6\tb' '4\t1\t' '5\t\t' '6\t5.0\tx' '7\t<5\tx' >old
	printf '%b\n' 'id\tn\tt' '6\t5\tx' '2\t6.5\tB' '3\t\tc' '1\t5\ta' '8\t\t' '7\t7\tx' >new
	run weir-diff -k id --older old --measure n --ledger l new
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ "$output" = "$(printf '%b\n' 'id\tchange\tcolumn\tbefore\tafter\tdifference' '2\tchanged\tn\t6\t6.5\t0.5' '2\tchanged\tt\tb\tB\t' \
		'3\tappeared\tt\t\tc\t' '8\tappeared\t\t\t\t' '7\tchanged\tn\t<5\t7\t' '4\tvanished\tn\t1\t\t' '5\tvanished\t\t\t\t')" ]
	books_balance l
	[ "$(cut -f 2- l | tail -n +2)" = $'in\t\t6\nmade\t\t7\nout\t\t7\ndropped\tsame\t2\ndropped\tchanged\t2\ndropped\tappeared\t2' ]
	local whole=$output
	run weir-diff -k id --older old --measure n --batch-size 1 new
	[ "$output" = "$whole" ]
	run weir-diff -k id --older old new
	grep -qx $'6\tchanged\tn\t5.0\t5\t' <<<"$output"
	run weir-diff -k id --older old -c t new
	[ "$(grep -c changed <<<"$output")" -eq 1 ]
}

@test "a record says where it came from; what vanished, where it stood" {
	printf '%b\n' 'id\tn' '1\t5' '2\t5' >old
	run weir-diff -k id --older old <<<$'@source\t@line\tid\tn\nf.csv\t7\t1\t6'
	[ "$output" = $'id\tchange\tcolumn\tbefore\tafter\tdifference\t@source\t@line\n1\tchanged\tn\t5\t6\t\tf.csv\t7\n2\tvanished\tn\t5\t\t\told\t3' ]
}

@test "keys of several columns, in another order of columns" {
	printf '%b\n' 'v\tb\ta' '1\tx\ty' '1\tx\tz' >old
	run weir-diff -k a,b --older old <<<$'a\tb\tv\ny\tx\t2\nxy\t\t1\nz\tx\t1'
	[ "$output" = $'a\tb\tchange\tcolumn\tbefore\tafter\tdifference\ny\tx\tchanged\tv\t1\t2\t\nxy\t\tappeared\tv\t\t1\t' ]
}

@test "a key that stands twice is refused in both editions, or the first one counts" {
	printf '%b\n' 'id\tn' '1\t5' '2\t5' '1\t6' >old
	printf '%b\n' 'id\tn' '2\t5' '3\t1' '2\t6' '3\t1' >new
	run weir-diff -k id --older old new
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-diff: old:4: '1' is the key of line 2, too; keep one" ]
	run weir-diff -k id --older old --on-twice drop --ledger l new
	[ "$status" -eq 0 ]
	[ "$output" = $'id\tchange\tcolumn\tbefore\tafter\tdifference\n3\tappeared\tn\t\t1\t\n1\tvanished\tn\t5\t\t' ]
	grep -qx $'diff\tdropped\tkey-twice\t2' l
	books_balance l
	sed -i '$d' old
	run weir-diff -k id --older old --rejects r new
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-diff: new:4: id: '2' is the key of a record that came before (2 of 4 records rejected; --rejects FILE lists them, --max-rejects N tolerates them)" ]
	[ "$(cut -f 3-7 r | tail -n 1)" = $'5\tkey-twice\tid\t3\t3\\t1' ]
}

@test "words and columns that do not fit" {
	printf 'id\tn\ty\n' >old
	refused 64 '-k: no key; name the columns that tell one record from another' --older old
	refused 64 '--older: no older edition; name its file' -k id
	refused 64 '-k: old has no column '"'x'" -k id,x --older old
	refused 64 '-c: old has no column '"'x'" -k id --older old -c x
	refused 64 '--measure: old has no column '"'x'" -k id --older old --measure x
	refused 64 "-c: 'id' is a part of the key" -k id --older old -c id,n
	refused 64 "-c nn: no such column; the nearest is 'n'" -k id --older old -c nn
	refused 66 'nowhere: No such file or directory' -k id --older nowhere
	run weir-diff -k id --older old <<<$'id\tn\tx\n1\t2\t3'
	[ "$status" -eq 0 ]
	[ "$stderr" = $'weir-diff: 1 column is not compared, since only the newer edition has it: x\nweir-diff: 1 column is not compared, since only the older one has it: y' ]
	[ "$output" = $'id\tchange\tcolumn\tbefore\tafter\tdifference\n1\tappeared\tn\t\t2\t' ]
}

@test "IPEDS: the lines of fall 2022 whose total the revision changed" {
	[ -d "$shared" ] || skip 'no ../shared/data beside the clone'
	local zip=$shared/us-ipeds-ef2022a-dist.zip
	weir-parse "$zip#ef2022a_dist.csv" | weir-clean >before
	weir-parse "$zip#ef2022a_dist_rv.csv" | weir-clean >after
	weir-diff -k UNITID,EFDELEV --older before --measure EFDETOT after -o all
	weir-jq 'select(.column == "EFDETOT") | if .change == "appeared" then .before = "absent" elif .change == "vanished" then .after = "absent" else . end' all |
		cut -f 1,2,5,6 | sort -t $'\t' -k 1,1n -k 2,2n | sed '/UNITID/s/.*/unitid\tlevel\tbefore\tafter/' >got
	cmp got "$shared/expected/us-ipeds-2022-revisions.tsv"
	[ "$(awk -F'\t' '$3 == "changed" && $4 == "EFDETOT" { n += $7 } END { print n }' all)" -eq \
		"$(awk -F'\t' 'NR > 1 && $3 != "absent" && $4 != "absent" { n += $4 - $3 } END { print n }' got)" ]
}

# edition FILE: the yearly totals of a Canadian table by citizenship, by the descriptor that weir sniff proposes.
edition() {
	weir sniff -q "$1" -o d.json
	weir-parse --feed d.json "$1" | weir-unpivot --match '(?<year>[0-9]{4}) (?<part>.*)' --value n |
		awk -F'\t' -v OFS='\t' 'NR == 1 { print "year", "citizenship", "n" } $3 == $2 " Total" && $1 !~ /^Total/ { gsub(",", "", $4); print $2, $1, $4 }'
}

@test "Canada: every yearly cell that differs between three editions, a CSV file and two workbooks" {
	[ -d "$shared" ] || skip 'no ../shared/data beside the clone'
	edition "$shared/canada-study-permits-2024-07.xlsx" >2024-07
	edition "$shared/canada-study-permits-2024-09.xlsx" >2024-09
	edition "$shared/canada-study-permits.csv" >2025-03
	local pair before after
	for pair in 2024-07:2024-09 2024-07:2025-03 2024-09:2025-03; do
		before=${pair%:*} after=${pair#*:}
		weir-diff -k year,citizenship --older $before --measure n $after | awk -F'\t' 'NR > 1 && $3 == "changed"' | cut -f 1,2,5,6 |
			sort -t $'\t' -k 1,1n -k 2,2 >got
		tail -n +2 "$shared/expected/canada-revisions-$before-to-$after.tsv" | sort -t $'\t' -k 1,1n -k 2,2 | cmp - got
		[ "$(wc -l <got)" -gt 200 ]
	done
}
