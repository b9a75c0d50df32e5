load ../../tests/weir

# gives INPUT TEXT OPTION…: that is what the new columns hold, in batches of any size, and the books balance.
gives() {
	local size
	printf '%b' "$1" >in
	for size in 1 2 1024; do
		run weir-origin --batch-size $size --ledger l --counts c "${@:3}" in
		[ "$status" -eq 0 ] && [ -z "$stderr" ] && books_balance l || { echo "$size: $status: $stderr"; return 1; }
		[ "$(cut -f "$(($(head -n 1 in | tr -dc '\t' | wc -c) + 2))-" <<<"$output")" = "$2" ] ||
			{ echo "$size: $output"; return 1; }
	done
}

people='school\thome\tcitizen\nTUR\tTUR\tDEU\n\tSYR\tSYR\n\t\tFRA\nDEU\tDEU\tTUR\nDEU\tDEU\tDEU\nXXX\t\t\nFRA\tDEU\t\n'
by=(--by SEC_ED=school --by RES=home --by CTZ=citizen)

@test "the first criterion that names a country decides; four groups and what is not known are told apart" {
	gives "$people" $'origin\torigin_criterion\torigin_mobility\torigin_foreign
TUR\tSEC_ED\tMOB_HOME\tno
SYR\tRES\tMOB_NHOME\tyes
FRA\tCTZ\tMOB_NHOME\tyes
DEU\tSEC_ED\tNMOB\tyes
DEU\tSEC_ED\tNMOB\tno
\t\t_U\t
FRA\tSEC_ED\tMOB\t' --host-is DEU "${by[@]}" --unknown XXX
	same c $'criterion\toutcome\trecords' $'SEC_ED\tdecided\t4' $'SEC_ED\tagrees\t0' $'SEC_ED\tdiffers\t0' \
		$'SEC_ED\tseveral\t0' $'SEC_ED\tlacking\t3' $'RES\tdecided\t1' $'RES\tagrees\t3' $'RES\tdiffers\t1' \
		$'RES\tseveral\t0' $'RES\tlacking\t2' $'CTZ\tdecided\t1' $'CTZ\tagrees\t2' $'CTZ\tdiffers\t2' \
		$'CTZ\tseveral\t0' $'CTZ\tlacking\t2' $'none\tdecided\t1'
}

@test "the order of the criteria is that of the options" {
	gives 'a\tb\nFRA\tITA\n\tITA\n' $'o\to_criterion\to_mobility\to_foreign\nITA\tB\tMOB\t\nITA\tB\tMOB\t' \
		--host-is DEU --by B=b --by A=a --as o
	gives 'a\tb\nFRA\tITA\n\tITA\n' $'origin\torigin_criterion\torigin_mobility\torigin_foreign\nFRA\tA\tMOB\t\nITA\tB\tMOB\t' \
		--host-is DEU --by A=a --by B=b
}

@test "several citizenships: one of the host makes a national; else none is chosen, or the first" {
	local in='c\td\nFRA;DEU\t\nFRA; ITA\t\nFRA;FRA\t\nXXX;FRA;\t\nXXX\tDEU\nFRA\tDEU\n;\t\n'
	local head=$'origin\torigin_criterion\torigin_mobility\torigin_foreign'
	gives "$in" "$head
DEU	CTZ	NMOB	no
		_U	yes
FRA	CTZ	MOB_NHOME	yes
FRA	CTZ	MOB_NHOME	yes
		_U	no
FRA	CTZ	MOB_HOME	no
		_U	" --host-is DEU --by CTZ=c --citizenship c,d --unknown XXX
	grep -qx $'CTZ\tseveral\t1' c
	gives "$in" "$head
DEU	CTZ	NMOB	no
FRA	CTZ	MOB_NHOME	yes
FRA	CTZ	MOB_NHOME	yes
FRA	CTZ	MOB_NHOME	yes
		_U	
FRA	CTZ	MOB_NHOME	yes
		_U	" --host-is DEU --by CTZ=c --several first --unknown XXX
	gives 'c\nA / B\n' "$head"$'\nB\tCTZ\tNMOB\tno' --host-is B --by CTZ=c --separator ' / '
}

@test "distance study and branch campuses are not mobile, credit is kept apart, a missing flag is not guessed" {
	gives 'c\td\tb\tk\nITA\tno\tno\tno\nITA\tonline\tno\tyes\nITA\tno\tyes\tno\nITA\tno\tno\ter\nITA\t\tno\tno\nDEU\t\tno\tno\nITA\tno\tno\t\n' \
		$'origin\torigin_criterion\torigin_mobility\torigin_foreign\torigin_stay
ITA\tCTZ\tMOB_NHOME\tyes\tdegree
ITA\tCTZ\tNMOB\tyes\tdistance
ITA\tCTZ\tNMOB\tyes\tbranch
ITA\tCTZ\tMOB_NHOME\tyes\tcredit
ITA\tCTZ\t_U\tyes\t
DEU\tCTZ\tNMOB\tno\t
ITA\tCTZ\tMOB_NHOME\tyes\t' --host-is DEU --by CTZ=c --distance d=far,online --branch b=yes --credit k=yes,er
	[ "$(tail -n 9 c)" = $'distance\tyes\t1\ndistance\tno\t4\ndistance\tlacking\t2\nbranch\tyes\t1\nbranch\tno\t6
branch\tlacking\t0\ncredit\tyes\t2\ncredit\tno\t4\ncredit\tlacking\t1' ]
}

@test "a record without a host is rejected" {
	printf 'h\tc\nDEU\tFRA\n\tFRA\nXXX\tFRA\nFRA\tFRA\n' >in
	run weir-origin --host h --by CTZ=c --unknown XXX --rejects r --max-rejects 2 --ledger l in
	[ "$status" -eq 0 ]
	[ "$(cut -f 3-5 <<<"$output" | tail -n +2)" = $'FRA\tCTZ\tMOB_NHOME\nFRA\tCTZ\tNMOB' ]
	[ "$(tail -n +2 r | cut -f 3-6)" = $'3\tno-host\th\t\n4\tno-host\th\tXXX' ]
	books_balance l
}

@test "educators: highest degree, else citizenship" {
	gives 'country\tdegree\tcitizen\nDEU\tGBR\tITA\nFRA\t\tITA\nITA\tGBR\tITA\n' $'origin\torigin_criterion\torigin_mobility\torigin_foreign
GBR\tHI_DEG\tMOB_NHOME\tyes
ITA\tCTZ\tMOB_NHOME\tyes
GBR\tHI_DEG\tMOB_HOME\tno' --host country --by HI_DEG=degree --by CTZ=citizen
}

@test "wrong options are told with what is right" {
	fails() {
		run weir-origin "${@:2}" <<<'c'
		[ "$status" -eq 64 ] && [ "$stderr" = "weir-origin: $1" ] || { echo "$status: $stderr"; return 1; }
	}
	fails '--host: not given; name the column of the country where people are, or give the country by --host-is' --by CTZ=c
	fails '--host c: not together with --host-is' --by CTZ=c --host c --host-is DEU
	fails '--by: no criterion; name them in their order, as --by SEC_ED=school_country --by CTZ=citizenship' --host-is DEU
	fails '--by c: expected CRITERION=COLUMN' --host-is DEU --by c
	fails "--by cc: no such column; the nearest is 'c'" --host-is DEU --by CTZ=cc
	fails '--by CTZ=c: two criteria of that name' --host-is DEU --by CTZ=c --by CTZ=c
	fails '--credit c: expected COLUMN=VALUE[,VALUE…]' --host-is DEU --by CTZ=c --credit c
	fails "--separator '': expected what stands between two countries" --host-is DEU --by CTZ=c --separator ''
}
