load ../../tests/weir

# The rest of a row of UIS:UOE_NON_FINANCE(1.0), the same for all.
rest=(--structure uis-uoe-non-finance)
for pair in EDUCATION_TYPE=_T EDUCATION_FIELD=_T GRADE=_T INTENSITY=_T MOBILITY=MOB STAT_UNIT=STU FREQ=A REF_SECTOR=INST_T \
	AGE=_T UNIT_MEASURE=PS BREAKDOWN_GROUP=CNT_ORIGIN_SEX_EDL TABLE_IDENTIFIER=ENRL6 REPYEAREND=2024-08-31 UNIT_MULT=0; do
	rest+=(--set "$pair")
done
columns=$'REF_AREA\tORIGIN\tSEX\tEDUCATION_LEV\tTIME_PERIOD\tOBS_VALUE\tOBS_STATUS\tCONF_STATUS\tDECIMALS\tORIGIN_CRITERION\tREPYEARSTART\tCOMMENT_OBS'
good=$'BE\tDZ\tF\tISCED11_6\t2024\t35\tA\tF\t0\tSEC_ED\t2023-09-01\t'

@test "a message of UOE_NON_FINANCE in 1.0 and 2.0: order, constants, quotes, a withheld value" {
	printf '%s\n' "$columns" "$good" $'BE\tDZ\tM\tISCED11_8\t2024\t\tQ\tA\t0\tSEC_ED\t2023-09-01\tfewer than 5, withheld' >in
	run weir-emit sdmx-csv "${rest[@]}" in
	[ "$status" -eq 0 ]
	[ "$output" = 'DATAFLOW,EDUCATION_TYPE,EDUCATION_LEV,EDUCATION_FIELD,GRADE,INTENSITY,ORIGIN,MOBILITY,STAT_UNIT,FREQ,REF_AREA,REF_SECTOR,SEX,AGE,UNIT_MEASURE,BREAKDOWN_GROUP,TIME_PERIOD,OBS_VALUE,TABLE_IDENTIFIER,ORIGIN_CRITERION,REPYEARSTART,REPYEAREND,DECIMALS,UNIT_MULT,CONF_STATUS,OBS_STATUS,COMMENT_OBS
UIS:UOE_NON_FINANCE(1.0),_T,ISCED11_6,_T,_T,_T,DZ,MOB,STU,A,BE,INST_T,F,_T,PS,CNT_ORIGIN_SEX_EDL,2024,35,ENRL6,SEC_ED,2023-09-01,2024-08-31,0,0,F,A,
UIS:UOE_NON_FINANCE(1.0),_T,ISCED11_8,_T,_T,_T,DZ,MOB,STU,A,BE,INST_T,M,_T,PS,CNT_ORIGIN_SEX_EDL,2024,,ENRL6,SEC_ED,2023-09-01,2024-08-31,0,0,A,Q,"fewer than 5, withheld"' ]
	run weir-emit sdmx-csv --sdmx 2.0 --action R -d ';' "${rest[@]}" in
	[ "$(head -n 1 <<<"$output" | cut -d ';' -f 1-5)" = 'STRUCTURE;STRUCTURE_ID;ACTION;EDUCATION_TYPE;EDUCATION_LEV' ]
	[ "$(tail -n 1 <<<"$output")" = 'dataflow;UIS:UOE_NON_FINANCE(1.0);R;_T;ISCED11_8;_T;_T;_T;DZ;MOB;STU;A;BE;INST_T;M;_T;PS;CNT_ORIGIN_SEX_EDL;2024;;ENRL6;SEC_ED;2023-09-01;2024-08-31;0;0;A;Q;fewer than 5, withheld' ]
}

@test "what is emitted an independent reader reads back, cell by cell, and the check accepts" {
	awk -v h="$columns" 'BEGIN { srand(5); print h; for (i = 0; i < 3000; i++) printf "%s\tDZ\t%s\tISCED11_6\t%d\t%d\tA\tF\t0\tSEC_ED\t2023-09-01\t%s\n",
		substr("BEFRITDEESATNLSEPLRO", 2 * (i % 10) + 1, 2), i % 20 < 10 ? "F" : "M", 1850 + int(i / 20), rand() * 9999, i % 7 ? "" : "a \"b\", c; d" }' >in
	weir-emit sdmx-csv "${rest[@]}" in -o m.csv
	mlr --icsv --otsv --infer-none cut -of "$(tr '\t' , <<<"$columns")" m.csv >back
	cmp in back
	weir-parse m.csv | weir-emit sdmx-csv --check --structure uis-uoe-non-finance --ledger l >out
	[ ! -s out ]
	grep -qx $'emit\tin\t\t3000' l
}

@test "ten planted violations, and more, are each found with row and column" {
	printf '%s\n' "$columns" "$good" $'BE\tXK\tF\tISCED11_6\t2024\t35\tA\tF\t0\tSEC_ED\t2023-09-01\t' \
		$'BE\tFR\t\tISCED11_6\t2024\t35\tA\tF\t0\tSEC_ED\t2023-09-01\t' $'BE\tIT\tF\tISCED11_6\t2024\t1 035\tA\tF\t0\tSEC_ED\t2023-09-01\t' \
		$'BE\tAT\tF\tISCED11_6\t2024\t3.5\tA\tF\t0\tSEC_ED\t2023-09-01\t' $'BE\tPT\tF\tISCED11_6\t2024-Q1\t3\tA\tF\t0\tSEC_ED\t2023-09-01\t' \
		$'BE\tSE\tF\tISCED11_6\t2024\t3\tQ\tF\t0\tSEC_ED\t2023-09-01\t' $'BE\tPL\tF\tISCED11_6\t2024\t\tA\tF\t0\tSEC_ED\t2023-09-01\t' \
		$'BE\tRO\tF\tISCED11_6\t2024\t3\tA\tA\t0\tSEC_ED\t2023-09-01\t' "$good" $'BE\tDZ\tF\tISCED11_6\t2024\t36\tA\tF\t0\tSEC_ED\t2023-09-01\t' \
		$'BE\tDZ\tF\tISCED11_6\t2023\t36\tA\tF\t1\tSEC_ED\t2023-09-01\t' $'BE\tGR\tF\tISCED11_6\t2024\t36\tA\tF\t0\tRES\t2023-09-01\t' \
		$'BE\tHU\tF\tISCED11_6\t2024\t36\tA\tF\t0\tSEC_ED\t1 Sept 2023\t' $'XX\tXX\tF\t\t2024\tn\tA\tF\t0\tSEC_ED\t2023-09-01\t' \
		$'BE\tDZ\tM\tISCED11_6\t2024\t7\tA\tF\t0\tSEC_ED\t2023-09-01\tthe last' >in
	local size
	for size in 1 2 1024; do
		run weir-emit sdmx-csv "${rest[@]}" --free-only --batch-size $size --rejects r --violations v --max-rejects 14 --ledger l in
		[ "$status" -eq 0 ]
		books_balance l
		[ "$(tail -n +2 <<<"$output" | cut -d , -f 7,13,17,18,27)" = $'DZ,F,2024,35,\nDZ,M,2024,7,the last' ]
		[ "$(tail -n +2 r | cut -f 3-6)" = $'3\tno-code\tORIGIN\tXK
4\tno-value\tSEX\t
5\tbad-value\tOBS_VALUE\t1 035
6\tdecimals\tOBS_VALUE\t3.5
7\tbad-time\tTIME_PERIOD\t2024-Q1
8\tbad-status\tOBS_STATUS\tQ
9\tbad-status\tOBS_STATUS\tA
10\tnot-free\tCONF_STATUS\tA
11\tduplicate\tTIME_PERIOD\t2024
12\tkey-conflict\tTIME_PERIOD\t2024
13\tnot-constant\tDECIMALS\t1
14\tnot-constant\tORIGIN_CRITERION\tRES
15\tno-date\tREPYEARSTART\t1 Sept 2023
16\tno-value\tEDUCATION_LEV\t' ]
		[ $size -ne 1 ] || mv v by-one
	done
	cmp v by-one
	[ "$(head -n 1 v)" = $'source\tline\tcolumn\tvalue\treason' ]
	[ "$(grep -c . v)" -eq 18 ]
	[ "$(grep -P '^in\t16\t' v | cut -f 3- | sort)" = $'EDUCATION_LEV\t\tno-value\nOBS_VALUE\tn\tbad-value\nORIGIN\tXX\tno-code\nREF_AREA\tXX\tno-code' ]
	run weir-emit sdmx-csv "${rest[@]}" in
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-emit: in:3: ORIGIN: 'XK' is no code of its list (13 of 16 records rejected; --rejects FILE lists them, --max-rejects N tolerates them)" ]
}

@test "what all rows of a batch have is written and refused as if each had it alone" {
	awk -v h="$columns" 'BEGIN { print h; for (i = 0; i < 40; i++) printf "BE\tDZ\tF\t%s\t%d\t%d\tA\tF\t0\tSEC_ED\t2023-09-01\t%s\n",
		i < 38 ? "ISCED11_6" : "6", 1950 + i, i, i < 20 ? "a \"b\", c" : "d" }' >in
	local size first=""
	for size in 1 3 20 1024; do
		run weir-emit sdmx-csv "${rest[@]}" --batch-size $size --rejects r --max-rejects 2 in
		[ "$status" -eq 0 ]
		first=${first:-$output}
		[ "$output" = "$first" ]
		[ "$(grep -c '1950,0,.*,"a ""b"", c"$' <<<"$output") $(wc -l <<<"$output")" = "1 39" ]
		[ "$(tail -n +2 r | cut -f 3-6)" = $'40\tno-code\tEDUCATION_LEV\t6\n41\tno-code\tEDUCATION_LEV\t6' ]
	done
	sed 's/ISCED11_6/L6/; s/\t6\t/\tL6\t/' in >wrong
	for size in 1 1024; do
		run weir-emit sdmx-csv "${rest[@]}" --batch-size $size --ledger l --rejects r --max-rejects 40 wrong
		[ "$(wc -l <<<"$output") $(grep -c $'no-code\tEDUCATION_LEV\tL6' r)" = "1 40" ]
	done
}

@test "columns are components by name, by --take, by --set, or --own" {
	printf 'y\thost\tCOUNTERPART_AREA\tn\tnote\n2024\tDEU\tTUR\t7\thm\n' >in
	local all=(--structure weir-mobility --set FREQ=A --set INDICATOR=mobile --set SEX=_T --set EDUCATION_LEV=ISCED11_5T8 --set UNIT_MEASURE=PS
		--set DECIMALS=0 --set UNIT_MULT=0 --set OBS_STATUS=A --take TIME_PERIOD=y --take REF_AREA=host --take OBS_VALUE=n)
	run weir-emit sdmx-csv "${all[@]}" --own note in
	[ "$status" -eq 0 ]
	[ "$output" = 'DATAFLOW,FREQ,REF_AREA,COUNTERPART_AREA,INDICATOR,SEX,EDUCATION_LEV,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE,OBS_STATUS,DECIMALS,UNIT_MULT,note
WEIR:MOBILITY(1.0),A,DEU,TUR,mobile,_T,ISCED11_5T8,PS,2024,7,A,0,0,hm' ]
	fails() {
		run weir-emit sdmx-csv "${@:3}" in
		[ "$status" -eq "$1" ] && [ "$stderr" = "weir-emit: $2" ] || { echo "$status: $stderr"; return 1; }
	}
	fails 64 '--structure: not given; name the data structure, as --structure weir-mobility'
	fails 64 'note: no component of WEIR:MOBILITY(1.0) (--take CONCEPT=COLUMN makes it one, --own COLUMN lets it pass)' "${all[@]}"
	fails 64 '--set SEXX=F: no component of WEIR:MOBILITY(1.0); the nearest is SEX' "${all[@]}" --set SEXX=F
	fails 64 '--set FREQ=A: has a value already' "${all[@]}" --set FREQ=A
	fails 64 '--set CONF_STATUS=Z: no code of ../uis-uoe-non-finance/CL_CONF_STATUS' "${all[@]}" --set CONF_STATUS=Z
	fails 64 "OBS_STATUS: WEIR:MOBILITY(1.0) requires it; give a column of that name, --take OBS_STATUS=COLUMN or --set OBS_STATUS=VALUE" \
		"${all[@]/OBS_STATUS=A/CONF_STATUS=F}" --own note
	fails 64 '--action R: SDMX-CSV 1.0 has none; --sdmx 2.0 has' "${all[@]}" --own note --action R
	fails 64 '--delimiter: SDMX-CSV has a comma or a semicolon' "${all[@]}" --own note -d '|'
	run weir-emit csv --check in
	[ "$status" -eq 64 ]
	[ "$stderr" = 'weir-emit: --check is for sdmx-csv, not for csv' ]
}

@test "2.0: rows append, replace and delete; one that deletes holds its key only" {
	printf 'ACTION\tTIME_PERIOD\tREF_AREA\tOBS_VALUE\tOBS_STATUS\nA\t2024\tDEU\t7\tA\nR\t2023\tDEU\t8\tP\nD\t2022\tDEU\t6\tA\nD\t2021\tDEU\tx\t\n' >in
	local all=(--structure weir-mobility --sdmx 2.0 --set FREQ=A --set INDICATOR=inbound --set SEX=_T --set EDUCATION_LEV=ISCED11_5T8 --set UNIT_MEASURE=PS
		--set DECIMALS=0 --set UNIT_MULT=0 --set COUNTERPART_AREA=_Z)
	run weir-emit sdmx-csv "${all[@]}" in
	[ "$status" -eq 0 ]
	[ "$output" = 'STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,COUNTERPART_AREA,INDICATOR,SEX,EDUCATION_LEV,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE,OBS_STATUS,DECIMALS,UNIT_MULT
dataflow,WEIR:MOBILITY(1.0),A,A,DEU,_Z,inbound,_T,ISCED11_5T8,PS,2024,7,A,0,0
dataflow,WEIR:MOBILITY(1.0),R,A,DEU,_Z,inbound,_T,ISCED11_5T8,PS,2023,8,P,0,0
dataflow,WEIR:MOBILITY(1.0),D,A,DEU,_Z,inbound,_T,ISCED11_5T8,PS,2022,,,,
dataflow,WEIR:MOBILITY(1.0),D,A,DEU,_Z,inbound,_T,ISCED11_5T8,PS,2021,,,,' ]
	[ -z "$(weir-emit sdmx-csv "${all[@]}" in | weir-parse | weir-emit sdmx-csv --check --structure weir-mobility)" ]
	run weir-emit sdmx-csv "${all[@]}" --max-rejects 3 --violations v <<<$'ACTION\tTIME_PERIOD\tREF_AREA\tOBS_VALUE\tOBS_STATUS\nD\t2024\t\t\t\nM\t2024\tFRA\t1\tA\nD\t24\tFRA\t\t'
	[ "$status" -eq 0 ]
	[ "$(tail -n +2 v | cut -f 2-)" = $'2\tREF_AREA\t\tno-value\n3\tACTION\tM\tbad-action\n4\tTIME_PERIOD\t24\tbad-time' ]
	run weir-emit sdmx-csv "${all[@]}" --action D <<<$'TIME_PERIOD\tREF_AREA\n2024\tDEU'
	[ "$status" -eq 0 ]
	[ "$(tail -n 1 <<<"$output")" = 'dataflow,WEIR:MOBILITY(1.0),D,A,DEU,_Z,inbound,_T,ISCED11_5T8,PS,2024,,' ]
	run weir-emit sdmx-csv "${all[@]}" --action R in
	[ "$status" -eq 64 ]
	[ "$stderr" = 'weir-emit: --action R: not together with a column ACTION' ]
}

@test "a structure with a fault is refused with its line" {
	mkdir s
	fails() {
		printf 'role\tconcept\tcodelist\tattachment\tassignment\ttype\twithout_value\n%b' "$1" >s/structure.tsv
		run weir-emit sdmx-csv --structure ./s <<<'D'
		[ "$status" -eq "${3:-78}" ] && [ "$stderr" = "weir-emit: ./s/structure.tsv$2" ] || { echo "$status: $stderr"; return 1; }
	}
	fails 'dimension\tD\t\t\t\t\t\n' ": no row 'structure' with AGENCY:ID(VERSION)"
	fails 'dimensoin\tD\t\t\t\t\t\n' ":2: role: 'dimensoin' is none"
	fails 'dimension\tD\t\t\t\t\t\ndimension\tD\t\t\t\t\t\n' ":3: 'D' is there already"
	run weir-emit sdmx-csv --structure nowhere <<<'D'
	[ "$status" -eq 66 ]
	printf 'role\tconcept\n' >s/structure.tsv
	run weir-emit sdmx-csv --structure ./s <<<'D'
	[ "$stderr" = "weir-emit: ./s/structure.tsv:1: no column 'codelist'" ]
}

@test "time periods are those of their frequency" {
	mkdir s
	printf '%s\n' $'role\tconcept\tcodelist\tattachment\tassignment\ttype\twithout_value' $'structure\tA:B(1.0)\t\t\t\t\t' $'dimension\tFREQ\t\t\t\t\t' \
		$'time\tT\t\t\t\t\t' $'measure\tV\t\t\t\t\t' >s/structure.tsv
	printf 'FREQ\tT\tV\n%s' '' >in
	printf '%s\t%s\t1\n' A 2024 A 2024-A1 S 2024-S2 Q 2024-Q4 M 2024-12 M 2024-M12 W 2024-W53 D 2024-02-29 X 2024 X 2024-01-01T10:00:00Z >>in
	run weir-emit sdmx-csv --structure ./s in
	[ "$status" -eq 0 ]
	printf 'FREQ\tT\tV\n' >in
	printf '%s\t%s\t1\n' A 24 A 2024-01 S 2024-S3 Q 2024-Q0 M 2024-13 M 2024-M00 W 2024-W54 D 2023-02-29 X 2024/25 Q 2024 D 2024-01-01T25:00:00 >>in
	run weir-emit sdmx-csv --structure ./s --max-rejects 11 --ledger l in
	[ "$status" -eq 0 ]
	grep -qx $'emit\trejected\tbad-time\t11' l
}

@test "a message of others is checked: its form, and against a structure" {
	mkdir s
	printf '%s\n' $'role\tconcept\tcodelist\tattachment\tassignment\ttype\twithout_value' $'structure\tESTAT:NA_MAIN(1.6)\t\t\t\t\t' \
		$'dimension\tDIM_1\tCL_1\t\t\t\t' $'dimension\tDIM_2\t\t\t\t\t' $'time\tDIM_3\t\t\t\t\t' $'measure\tOBS_VALUE\t\t\t\t\t' \
		$'attribute\tATTR_1\tCL_YN\tObservation\tMandatory\t\t' >s/structure.tsv
	printf 'code\nA\n' >s/CL_1.tsv
	printf 'code\nY\nN\n' >s/CL_YN.tsv
	check() { weir-parse -d "${2:-,}" --place m.csv | weir-emit sdmx-csv --check -d "${2:-,}" --max-rejects 9 --violations v $1; }
	printf '%s\n' 'DATAFLOW;DIM_1: One;DIM_2: Two;DIM_3: Three;OBS_VALUE;ATTR_1: Attr;MORE' 'ESTAT:NA_MAIN(1.6): Name;A: Value A;B: Value B;2014-01;12,4;N: Non;x' \
		'ESTAT:NA_MAIN(1.6): Name;C: Value C;B: Value B;2014-01;12,4,1;N: Non;x' 'NA_MAIN;A;B;2014-03;1;;' >m.csv
	run check '--structure ./s' ';'
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	same v $'source\tline\tcolumn\tvalue\treason' $'m.csv\t3\tDIM_1: One\tC: Value C\tno-code' $'m.csv\t3\tOBS_VALUE\t12,4,1\tbad-value' \
		$'m.csv\t4\tDATAFLOW\tNA_MAIN\tbad-structure' $'m.csv\t4\tATTR_1: Attr\t\tno-value'
	printf '%s\n' 'STRUCTURE[;],STRUCTURE_ID,ACTION,DIM_1,DIM_2,DIM_3,OBS_VALUE,ATTR_1' 'dataflow,ESTAT:NA_MAIN(1.6),I,A,B,2014-01,1,N' \
		'dataflow,ESTAT:NA_MAIN(1.6),D,A,,,-,-' 'dataflow,ESTAT:NA_MAIN(1.6),A,,B,,,Y' 'dataflows,ESTAT:NA_MAIN(1.6),X,A,B,2014-02,1,N' \
		'dataflow,ESTAT:OTHER(1.0),A,A,,2014-03,1,' >m.csv
	run check '--structure ./s'
	[ "$status" -eq 0 ]
	same v $'source\tline\tcolumn\tvalue\treason' $'m.csv\t5\tACTION\tX\tbad-action' $'m.csv\t5\tSTRUCTURE[;]\tdataflows\tbad-structure' \
		$'m.csv\t6\tSTRUCTURE_ID\tESTAT:OTHER(1.0)\tbad-structure' $'m.csv\t6\tDIM_2\t\tno-value' $'m.csv\t6\tATTR_1\t\tno-value'
	run weir-emit sdmx-csv --check <<<$'a\tb'
	[ "$status" -eq 65 ]
	[ "$stderr" = 'weir-emit: a: the first column of SDMX-CSV is DATAFLOW (1.0) or STRUCTURE (2.0)' ]
}

@test "harmonised countries become a message of UOE: each area once, none guessed" {
	local areas=$root/conf/sdmx/uis-uoe-non-finance/CL_AREA.tsv table=$root/conf/recode/iso3-uis-area.tsv
	diff <(awk -F'\t' '$3 == "ISO3166_2" { print $1 }' "$areas" | sort) <(tail -n +2 "$table" | cut -f 2 | sort)
	# The names of both sides are of one country. Those that UIS has for former ones say so.
	weir-harmonise -c to_name --to iso3 --as named "$table" | awk -F'\t' 'NR > 1 && $1 != $4 && !($5 == "unknown" && $3 ~ /former/) { print $1, $2, $4, $5 }' >others
	[ "$(<others)" = 'COG CG  ambiguous' ]
	printf '%s\n' $'host\tfrom\tyear\tn' $'Belgium\tAlgeria\t2024\t35' $'Belgium\tKosovo\t2024\t4' >in
	weir-harmonise -c host --as h in | weir-harmonise -c from --as f | weir-recode -c h --table iso3-uis-area --as REF_AREA |
		weir-recode -c f --table iso3-uis-area --as ORIGIN --max-rejects 1 --rejects r >out
	[ "$(tail -n 1 r | cut -f 4-6)" = $'unmatched\tf\tXKX' ]
	run weir-emit sdmx-csv "${rest[@]}" --take TIME_PERIOD=year --take OBS_VALUE=n --set SEX=_T --set EDUCATION_LEV=ISCED11_6 --set OBS_STATUS=A \
		--set CONF_STATUS=F --set DECIMALS=0 --set ORIGIN_CRITERION=SEC_ED --set REPYEARSTART=2023-09-01 <(cut -f 3,4,9,10 out)
	[ "$status" -eq 0 ]
	[[ $(tail -n 1 <<<"$output") == 'UIS:UOE_NON_FINANCE(1.0),_T,ISCED11_6,_T,_T,_T,DZ,MOB,STU,A,BE,INST_T,_T,_T,PS,'*',2024,35,'* ]]
}

@test "the official samples beside the clone are accepted" {
	local samples=$root/../shared/domain/sdmx-samples file d n=0
	[ -d "$samples" ] || skip "no ../shared/domain/sdmx-samples"
	for file in "$samples"/csv-*; do
		d=,
		! head -n 1 "$file" | grep -qE '^(DATAFLOW|STRUCTURE(\[.\])?);' || d=';'
		case $file in
		*-18.csv) # its rows have a field more than its header: taken off
			sed 's/,$//' "$file" >m.csv ;;
		*) cp "$file" m.csv ;;
		esac
		weir-parse -d "$d" m.csv | weir-emit sdmx-csv --check -d "$d" --ledger l || { echo "$file"; return 1; }
		[ "$(awk -F'\t' '$2 == "in" { print $4 }' l)" -ge 1 ]
		n=$((n + 1))
	done
	[ "$n" -eq 45 ]
}
