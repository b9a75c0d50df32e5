load ../../tests/weir

recode() { run weir-recode -c c --table t.tsv "$@"; }

# refused STATUS MESSAGE TABLE WORD…: a table, given as lines, on a stream with the columns c, n and y.
refused() {
	printf '%b\n' "$3" >t.tsv
	run weir-recode --table t.tsv "${@:4}" <<<$'c\tn\ty\n1\t2\t2024'
	[ "$status" -eq "$1" ] && [ -z "$output" ] && [ "$stderr" = "weir-recode: $2" ] ||
		{ echo "$status: $stderr"; return 1; }
}

@test "a code in place or in a column of its own, with how it was found" {
	printf '%b\n' 'from\tto\tmore' 'a\tA\t.' 'b\t\t.' 'd\tD1\t.' 'd\tD2\t.' >t.tsv
	printf 'c\tx\na\t1\nb\t2\nz\t3\n\t4\nz\t5\nd\t6\n' >in
	recode --flag f --many set --on-unmatched missing --unmatched u in
	[ "$status" -eq 0 ]
	[ "$output" = $'c\tx\tf\nA\t1\tone\n\t2\tone\n\t3\tunmatched\n\t4\tmissing\n\t5\tunmatched\nD1 D2\t6\tmany' ]
	same u $'c\trecords' $'z\t2'
	recode --as n --on-unmatched keep --many set in
	[ "$output" = $'c\tx\tn\na\t1\tA\nb\t2\t\nz\t3\tz\n\t4\t\nz\t5\tz\nd\t6\tD1 D2' ]
	recode --as n --default 9 --rejects r --max-rejects 1 --ledger l in
	[ "$output" = $'c\tx\tn\na\t1\tA\nb\t2\t\nz\t3\t9\n\t4\t\nz\t5\t9' ]
	[ "$(tail -n 1 r | cut -f 3-7)" = $'7\tone-to-many\tc\td\td\\t6' ]
	books_balance l
	recode in
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-recode: in:4: c: 'z' is no code that the table has (3 of 6 records rejected; --rejects FILE lists them, --max-rejects N tolerates them)" ]
}

@test "with weights a record becomes several, and the numbers are divided exactly" {
	printf '%b\n' 'from\tto\tshare' '5\tA\t0.4' '5\tB\t0.6' '6\tC\t' '7\tA\t0.333' '7\tB\t0.333' '7\tC\t0.334' >t.tsv
	printf 'c\tn\tm\n6\t1\t1.50\n5\t7\t-0.5\n7\t10\t\n5\t\t3\n' >in
	recode --many weight --measure n,m --weight w --flag f --ledger l in
	[ "$status" -eq 0 ]
	[ "$output" = "$(printf '%b\n' 'c\tn\tm\tw\tf' 'C\t1\t1.50\t1\tone' 'A\t2.8\t-0.20\t0.4\tmany' 'B\t4.2\t-0.30\t0.6\tmany' \
		'A\t3.33\t\t0.333\tmany' 'B\t3.33\t\t0.333\tmany' 'C\t3.34\t\t0.334\tmany' 'A\t\t1.2\t0.4\tmany' 'B\t\t1.8\t0.6\tmany' |
		awk -F'\t' -v OFS='\t' '{ t = $4; $4 = $5; $5 = t } 1' | sed 's/-0\.20/-0.2/; s/-0\.30/-0.3/')" ]
	books_balance l
	grep -qx $'recode\tmade\t\t4' l
	local whole=$output
	recode --many weight --measure n,m --weight w --flag f --batch-size 1 in
	[ "$output" = "$whole" ]
	recode --many weight --measure n --decimals 0 in
	[ "$output" = $'c\tn\tm\nC\t1\t1.50\nA\t3\t-0.5\nB\t4\t-0.5\nA\t3\t\nB\t3\t\nC\t4\t\nA\t\t3\nB\t\t3' ]
}

@test "rounding keeps the sum of each record, whatever the numbers" {
	awk 'BEGIN { print "from\tto\tshare"; for (i = 0; i < 7; i++) print "x\tT" i "\t" (i < 6 ? "0.142857142857" : "0.142857142858") }' >t.tsv
	awk 'BEGIN { srand(3); print "c\tid\tn"; for (i = 1; i < 300; i++) printf "x\t%d\t%s%d.%02d\n", i, i % 3 ? "" : "-", rand() * 1000, rand() * 100 }' >in
	for digits in 0 2 5; do
		recode --many weight --measure n --decimals $digits in
		[ "$status" -eq 0 ]
		printf '%s\n' "$output" | weir-aggregate -g id --sum n >sums
		weir-jq -c n '.n |= (tonumber * 100 | round)' sums | sort >got
		weir-aggregate -g id --sum n in | weir-jq -c n '.n |= (tonumber * 100 | round)' | sort | cmp - got
	done
}

@test "what cannot be divided is rejected, and only where it has to be" {
	printf '%b\n' 'from\tto\tshare' '5\tA\t0.4' '5\tB\t0.6' '6\tC\t' >t.tsv
	printf 'c\tn\n6\t<5\n5\t<5\n5\t1e3\n5\t170141183460469231731687303715884105727\n5\t1\n' >in
	recode --many weight --measure n --rejects r --max-rejects 9 --ledger l in
	[ "$output" = $'c\tn\nC\t<5\nA\t0.4\nB\t0.6' ]
	[ "$(cut -f 4-6 r | tail -n +2)" = $'bad-measure\tn\t<5\nbad-measure\tn\t1e3\ntoo-large\tn\t170141183460469231731687303715884105727' ]
	books_balance l
}

@test "lines hold at their time; a time that is too long for them is refused" {
	printf '%b\n' 'from\tto\tvalid_from\tvalid_to' 'a\tOLD\t\t2013-08' 'a\tNEW\t2013-09-01\t' 'b\tB\t2020\t2020' >t.tsv
	printf 'c\ty\na\t2012\na\t2013-08-31\na\t2013-09\na\t2024-02-29\nb\t2020-06\nb\t2021\na\t2013\na\t2023-02-29\na\t\nz\tx\n' >in
	recode --date y --as n --rejects r --max-rejects 9 in
	[ "$output" = $'c\ty\tn\na\t2012\tOLD\na\t2013-08-31\tOLD\na\t2013-09\tNEW\na\t2024-02-29\tNEW\nb\t2020-06\tB' ]
	[ "$(cut -f 3-6 r | tail -n +2)" = $'7\tunmatched\tc\tb\n8\tcoarse-date\ty\t2013\n9\tbad-date\ty\t2023-02-29\n10\tbad-date\ty\t\n11\tunmatched\tc\tz' ]
	printf '%b\n' 'from\tto\tvalid_from\tvalid_to\tshare' 'a\tX\t\t2013\t' 'a\tY\t2014\t\t0.5' 'a\tZ\t2014\t\t0.5' >t.tsv
	recode --date y --many weight --weight w <<<$'c\ty\na\t2013\na\t2014'
	[ "$output" = $'c\ty\tw\nX\t2013\t1\nY\t2014\t0.5\nZ\t2014\t0.5' ]
	recode --date y --many set <<<$'c\ty\na\t2013\na\t2014'
	[ "$output" = $'c\ty\nX\t2013\nY Z\t2014' ]
}

@test "a code of several columns" {
	printf '%b\n' 'y\tp\tisced' '2\tdegree\t6' '2\tother\t5' >t.tsv
	run weir-recode -c prog,years --table t.tsv --from p,y --to isced --as level <<<$'years\tprog\n2\tother\n2\tdegree'
	[ "$output" = $'years\tprog\tlevel\n2\tother\t5\n2\tdegree\t6' ]
	refused 64 '--as: the code has several columns; name one for the new code' 'y\tp\tto' -c c,n --from p,y
	refused 64 '--from: 2 columns, but -c has 1' 'y\tp\tto' -c c --from p,y --as z
}

@test "a table that contradicts itself" {
	refused 65 "t.tsv:3: gives '1' the code of line 2 again" 'from\tto\n1\ta\n1\ta' -c c
	refused 65 "t.tsv:2: the shares of '1' sum to 0.9, expected exactly 1" 'from\tto\tshare\n1\ta\t.4\n1\tb\t0.5' -c c --many weight --weight w
	refused 65 "t.tsv:2: the shares of '1' sum to 0.5, expected exactly 1" 'from\tto\tshare\n1\ta\t.5' -c c --many weight --weight w
	refused 65 "t.tsv:2: share: '0' is no share, over 0 and up to 1" 'from\tto\tshare\n1\ta\t0' -c c --many weight --weight w
	refused 65 "t.tsv:2: share: '1/2' is no number with up to 12 digits behind the point" 'from\tto\tshare\n1\ta\t1/2' -c c --many weight --weight w
	refused 65 "t.tsv:3: the shares of '1' sum to 0.5 where this line begins or ends, expected exactly 1" \
		'from\tto\tshare\tvalid_from\tvalid_to\n1\ta\t0.5\t2010\t2012\n1\tb\t0.5\t2010\t2011' -c c --many weight --weight w --date y
	refused 65 "t.tsv:2: valid_from: '2010-13' is no year, month or day" 'from\tto\tvalid_from\n1\ta\t2010-13' -c c --date y
	refused 65 "t.tsv:2: valid_to: '2009' is before valid_from" 'from\tto\tvalid_from\tvalid_to\n1\ta\t2010\t2009' -c c --date y
	refused 65 "t.tsv:3: the code: 'b c' holds a blank, which stands between the codes of a set" 'from\tto\n1\ta\n1\tb c' -c c --many set
}

@test "words that do not go together" {
	local table='from\tto\n1\ta'
	refused 64 '-c: no column; name the one that holds the code' "$table"
	refused 64 "-c b: no such column; there are c, n, y" "$table" -c b
	refused 64 "--from form: no such column; the nearest is 'from'" "$table" -c c --from form
	refused 64 "--to tu: no such column; the nearest is 'to'" "$table" -c c --to tu
	refused 64 '--measure: goes with --many weight only' "$table" -c c --measure n
	refused 64 '--many weight: --measure names the numbers to divide, or --weight a column for the shares' "$table" -c c --many weight
	refused 64 "--many weight: t.tsv has no column 'share', which would hold the shares; --share names another" "$table" -c c --many weight --weight w
	refused 64 '--decimals x: expected a whole number from 0 to 30' "$table" -c c --many weight --weight w --decimals x
	refused 64 "--measure: 'c' is the code that is looked up" 'from\tto\tshare' -c c --many weight --measure c
	refused 64 '--default 9: not together with --on-unmatched' "$table" -c c --default 9 --on-unmatched keep
	refused 64 '--date y: the table has no dates (columns valid_from, valid_to)' "$table" -c c --date y
	refused 64 '--table t.tsv: its lines have dates (valid_from, valid_to); --date names the column with the time at which it is asked' \
		'from\tto\tvalid_to\n1\ta\t' -c c
	run weir-recode -c c <<<c
	[ "$stderr" = 'weir-recode: --table: no table; name the file with the codes' ]
	run weir-recode -c c --table nothing <<<c
	[ "$status" -eq 66 ]
	[ "$stderr" = 'weir-recode: --table nothing: no such table comes with Weir; the name of a file has a dot or a slash (./nothing)' ]
}

@test "the tables of conf/recode: every code of the domain's tables has all its answers" {
	local domain=$root/../shared/domain
	[ -d "$domain" ] || skip 'no ../shared/domain beside the clone'
	awk -F'\t' -v OFS='\t' 'NR > 1 { n = split($1 ~ /^[234][AB] [234][AB]$/ ? $1 : "", w, " "); if (!n) { n = 1; w[1] = $1 }
		for (i = 1; i <= n; i++) { if (!(w[i] in to)) order[++k] = w[i]; to[w[i]] = to[w[i]] (to[w[i]] ? " " : "") $3 } }
		END { print "c\tn"; for (i = 1; i <= k; i++) print order[i], to[order[i]] }' "$domain/isced97_to_2011.tsv" >want
	cut -f 1 want | weir-recode -c c --table isced97-isced2011 --many set --as n | diff - want
	awk -F'\t' -v OFS='\t' 'NR > 1 { if (!($2 in to)) order[++k] = $2; to[$2] = to[$2] (to[$2] ? " " : "") $4 }
		END { print "c\tn"; for (i = 1; i <= k; i++) print order[i], to[order[i]] }' "$domain/iscedf_1999_to_2013.tsv" >want
	cut -f 1 want | weir-recode -c c --table iscedf1999-iscedf2013 --many set --as n | diff - want
	[ "$(wc -l <want)" -gt 100 ]
}
