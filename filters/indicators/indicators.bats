load ../../tests/weir

gives() { gives_in_any_order weir-indicators "$@"; }

# fails STATUS MESSAGE INPUT [OPTION…]
fails() {
	printf '%b' "$3" >in
	run weir-indicators "${@:4}" in
	[ "$status" -eq "$1" ] && [ "$stderr" = "weir-indicators: $2" ] || { echo "$status: $stderr"; return 1; }
}

head=$'area\tpartner\tindicator\tvalue\tunit\tstatus\tnote'
flows='area\tpartner\tn\nDEU\tTUR\t30\nFRA\tDEU\t10\nFRA\tTUR\t5\nFRA\tFRA\t500\nFRA\tXXX\t5\n'

@test "flows give totals, shares, net flows and the concentration of known origins" {
	gives "$flows" "$head
DEU		inbound	30	persons	A	
DEU		outbound	10	persons	A	
DEU		net_flow	20	persons	A	
DEU		residual_share	0.00000	%	A	
DEU		origin_concentration	1.00000	index	A	
DEU		origin_concentration_normalised		index	M	known origins but one is 0
DEU		effective_origins	1.00000	origins	A	
DEU	TUR	origin_share	100.00000	%	A	
FRA		inbound	20	persons	A	
FRA		net_flow		persons	O	without outbound
FRA		residual_share	25.00000	%	A	
FRA		origin_concentration	0.55556	index	A	
FRA		origin_concentration_normalised	0.11111	index	A	
FRA		effective_origins	1.80000	origins	A	
FRA	DEU	origin_share	50.00000	%	A	
FRA	TUR	origin_share	25.00000	%	A	
FRA	XXX	origin_share	25.00000	%	A	
TUR		outbound	35	persons	A	
TUR		net_flow		persons	O	without inbound" -m n=mobile --residual XXX
	[ "$(awk -F'\t' '$2 == "dropped" { print $3, $4 }' l)" = $'computed 4\nnot-mobile 1' ]
}

@test "published values: Germany and Luxembourg 2015, to the last of five decimals" {
	gives 'area\tI\tE\tO\tP\nDEU\t228756\t2977781\t117104\t4492918\nLUX\t3163\t6896\t10066\t\n' "$head
DEU		inbound	228756	persons	A	
DEU		outbound	117104	persons	A	
DEU		inbound_mobility_rate	7.68210	%	A	
DEU		outbound_mobility_ratio	3.93259	%	A	
DEU		gross_outbound_enrolment_ratio	2.60641	%	A	
DEU		net_flow	111652	persons	A	
DEU		net_flow_ratio	3.74950	%	A	
LUX		inbound	3163	persons	A	
LUX		outbound	10066	persons	A	
LUX		inbound_mobility_rate	45.86717	%	A	
LUX		outbound_mobility_ratio	145.96868	%	A	
LUX		gross_outbound_enrolment_ratio		%	O	population missing
LUX		net_flow	-6903	persons	A	
LUX		net_flow_ratio	-100.10151	%	A	" -m I=inbound -m O=outbound -m E=enrolment -m P=population
}

@test "missing, zero and withheld are told apart, and the note says which part it is" {
	gives 'area\tmeasure\tvalue\tstatus\nA\tinbound\t0\tA\nA\tenrolment\t7\t\nB\tinbound\t\tQ\nB\tenrolment\t7\tE\nC\tinbound\t3\tP\nC\tenrolment\t0\t\nD\tinbound\t\tO\nD\tenrolment\t\tQ\nE\tinbound\t1\tB\nE\tenrolment\t3\tE\nF\tinbound\t1\t\n' "$head
A		inbound	0	persons	A	
A		inbound_mobility_rate	0.0	%	A	
B		inbound		persons	Q	inbound withheld
B		inbound_mobility_rate		%	Q	inbound withheld
C		inbound	3	persons	P	
C		inbound_mobility_rate		%	M	enrolment is 0
D		inbound		persons	O	inbound missing
D		inbound_mobility_rate		%	Q	inbound missing; enrolment withheld
E		inbound	1	persons	B	
E		inbound_mobility_rate	33.3	%	E	
F		inbound	1	persons	A	
F		inbound_mobility_rate		%	O	without enrolment" --decimals 1
}

@test "a sum over gaps has no value, or says what it leaves out; a withheld total is not made of flows" {
	local in='area\tpartner\tmobile\tstatus\nA\tX\t4\t\nA\tY\t\tQ\nA\tZ\t\tO\nB\tX\t1\t\n'
	gives "$in" "$head
A		inbound		persons	Q	inbound: 1 missing, 1 withheld
B		inbound	1	persons	A	
X		outbound	5	persons	A	
Y		outbound		persons	Q	outbound withheld
Z		outbound		persons	O	outbound missing" -m mobile --only inbound --only outbound
	gives "$in" "$head
A		inbound	4	persons	D	inbound: 1 missing, 1 withheld
B		inbound	1	persons	A	" -m mobile --only inbound --over-gaps
	printf 'area\tinbound\tstatus\nA\t\tQ\nB\t\t\nC\t9\t\n' >totals
	gives 'area\tpartner\tmobile\nA\tX\t4\nB\tX\t1\nC\tX\t2\n' "$head
A		inbound		persons	Q	inbound withheld
B		inbound	1	persons	A	
C		inbound	9	persons	A	" -m mobile -m inbound --table totals --only inbound
}

@test "what does not fit 38 digits has no value, and the note says so; the rest stands" {
	gives 'area\tpartner\tn\nA\tX\t1.0000000000000001\nA\tY\t99999999999999999999\nB\tX\t3\n' "$head
A		inbound	100000000000000000000.0000000000000001	persons	A	
A		origin_concentration		index	O	known origins: more digits than fit
A	X	origin_share	0.00000	%	A	
A	Y	origin_share	100.00000	%	A	
B		inbound	3	persons	A	
B		origin_concentration	1.00000	index	A	
B	X	origin_share	100.00000	%	A	" -m n=mobile --only inbound --only origin_concentration --only origin_share
}

@test "mirror asymmetry, by pair and dimension; a claim without a count is missing" {
	gives 'y\tarea\tpartner\tmobile\tclaim\n2020\tA\tB\t30\t10\n2020\tA\tC\t\t5\n2021\tA\tB\t0\t0\n' "y	$head
2020	A	B	mirror_asymmetry	1.00	index	A	
2020	A	C	mirror_asymmetry		index	O	mobile missing
2021	A	B	mirror_asymmetry		index	M	mobile + claim is 0" -g y -m mobile -m claim --only mirror_asymmetry --decimals 2
}

@test "a cohort: stay, return, onward and untraced are 100; more than the cohort is told" {
	gives 'area\tpartner\tc\ts\tr\to\nA\tX\t200\t100\t40\t20\nA\tY\t3\t2\t2\t0\nB\t\t7\t1\t1\t1\n' "$head
A		stay_rate	50.246	%	A	
A		return_rate	20.690	%	A	
A		onward_rate	9.852	%	A	
A		untraced_rate	19.212	%	A	
A	X	stay_rate	50.000	%	A	
A	X	return_rate	20.000	%	A	
A	X	onward_rate	10.000	%	A	
A	X	untraced_rate	20.000	%	A	
A	Y	stay_rate	66.667	%	A	
A	Y	return_rate	66.667	%	A	
A	Y	onward_rate	0.000	%	A	
A	Y	untraced_rate		%	O	stayed, returned and onward exceed the cohort
B		stay_rate	14.286	%	A	
B		return_rate	14.286	%	A	
B		onward_rate	14.286	%	A	
B		untraced_rate	57.143	%	A	" -m c=cohort -m s=stayed -m r=returned -m o=onward --decimals 3
}

@test "staff: the gain ratio of in less out by the stock at start, from a table of its own" {
	printf 'area\tstaff\nA\t200\nB\t50.5\n' >staff.tsv
	gives 'area\tpartner\tn\nA\tB\t30\nB\tA\t10.25\n' "$head
A		gain_ratio	9.88	%	A	
B		gain_ratio	-39.11	%	A	" -m n=mobile -m staff=stock --table staff.tsv --only gain_ratio --decimals 2
}

@test "what cannot be taken is rejected, with its column and reason" {
	printf '%s\n' $'area\tpartner\tmeasure\tvalue\tstatus' $'\tB\tmobile\t1\t' $'A\t\tmobile\t1\t' $'A\tB\tinbound\t1\t' \
		$'A\t_T\tmobile\t1\t' $'A\tB\tmobil\t1\t' $'A\tB\tmobile\t1,5\t' $'A\tB\tmobile\t-1\t' $'A\tB\tmobile\t1\tQ' \
		$'A\tB\tmobile\t\tA' $'A\tB\tmobile\t1\tzz' $'A\tB\tmobile\t1\t' $'A\tB\tmobile\t2\t' $'A\tB\tmobile\t1.0\t' >in
	run weir-indicators --rejects r --ledger l --max-rejects 11 in
	[ "$status" -eq 0 ]
	books_balance l
	[ "$(tail -n +2 r | cut -f 3-6)" = $'2\tno-area\tarea\t
3\tno-partner\tpartner\t
4\twith-partner\tpartner\tB
5\ttotal-mark\tpartner\t_T
6\tnot-measure\tmeasure\tmobil
7\tnot-number\tvalue\t1,5
8\tnegative\tvalue\t-1
9\tbad-status\tstatus\tQ
10\tbad-status\tstatus\tA
11\tbad-status\tstatus\tzz
13\tkey-conflict\tvalue\t2' ]
	grep -qx $'indicators\tdropped\tduplicate\t1' l
}

@test "wrong options and tables are told with what is right" {
	fails 64 "-m n=mobil: 'mobil' is no measure; the nearest is mobile" 'area\tn\n' -m n=mobil
	fails 64 '-m n=inbound: no such column, neither in the input nor in a table' 'area\tm\n' -m n=inbound -m m=enrolment
	fails 64 "-m m: another column is 'inbound' already" 'area\tn\tm\n' -m n=inbound -m m=inbound
	fails 64 '--only inbund: no such indicator; the nearest is inbound' 'area\tinbound\n' -m inbound --only inbund
	fails 64 '--decimals 16: expected a whole number up to 15' 'area\tinbound\n' -m inbound --decimals 16
	printf 'year\tarea\tenrolment\n2020\tA\t1\n2020\tA\tx\n' >t
	fails 65 "t:3: enrolment: 'x' is no number in plain form" 'year\tarea\tinbound\n' -m inbound -m enrolment --table t -g year
	printf 'area\tenrolment\nA\t1\n' >t
	fails 78 "t: no column 'year' (-g)" 'year\tarea\tinbound\n' -m inbound -m enrolment --table t -g year
	fails 65 'A: its sums have more digits than fit: 38' "area\tpartner\tmobile\nA\tB\t$(printf '9%.0s' {1..38})\nA\tC\t$(printf '9%.0s' {1..38})\n" -m mobile
}

# published TABLE SEX: what UIS published against what is computed of its counts: indicator, country, year, both values.
# Where the numerator was rounded before it was published, half a person decides: "rounded".
published() {
	awk -F'\t' -v sex="$2" 'BEGIN { name["msep"] = "inbound_mobility_rate"; name["menfr"] = "net_flow_ratio"
			name["mor"] = "outbound_mobility_ratio"; name["goer"] = "gross_outbound_enrolment_ratio" }
		FNR == NR { if (FNR > 1) got[$2, $1, $4] = $5; next }
		FNR == 1 { for (i = 1; i <= NF; i++) col[$i] = i; next }
		{ for (p in name) {
			if (sex != "" && p != "msep") continue
			want = $col[p sex]; v = got[$1, $2, name[p]]
			if (want == "" || v == "") { without += want != ""; continue }
			sub(/0+$/, "", v); sub(/\.$/, "", v)
			if (v == want) { exact++; continue }
			gap = v - want; if (gap < 0) gap = -gap
			of = $col[p == "goer" ? "pop_tertiary_age" : "enrol" sex]
			if ((p == "mor" || p == "goer") && gap <= 50 / of + 0.00001) rounded++
			else if (of ~ /\./ && gap < 0.0000100001) rounded++ # parts are published to five decimals
			else print p sex, $1, $2, v, want } }
		END { print "exact " exact + 0 ", rounded " rounded + 0 ", without parts " without + 0 }' <(
		if [ -z "$2" ]; then
			weir-indicators -g year --area iso3 -m inbound -m enrol=enrolment -m outbound \
				-m pop_tertiary_age=population -m netflow=net_flow "$1"
		else
			weir-indicators -g year --area iso3 -m "inbound$2=inbound" -m "enrol$2=enrolment" "$1"
		fi) "$1" | sort
}

@test "the ratios that UIS published for 2015, and those that its own counts do not give" {
	run published "$root/samples/uis-mobility-2015.tsv" ''
	[ "$output" = 'exact 239, rounded 247, without parts 0
goer DOM 2015 0.45937 0.4449
goer GTM 2015 0.19955 0.19495
mor URY 2015 2.86359 3.07104' ]
}

@test "all published ratios of 2012 to 2017 beside the clone: the same, or listed as different there" {
	local tables=$root/../shared/domain sex
	[ -f "$tables/uis_indicators.tsv" ] || skip "no ../shared/domain"
	for sex in '' _f _m; do published "$tables/uis_indicators.tsv" "$sex" >>all; done
	[ "$(grep exact all)" = 'exact 1337, rounded 1320, without parts 6
exact 460, rounded 0, without parts 2
exact 449, rounded 1, without parts 3' ]
	# Net flows, made of inbound and outbound instead of read.
	weir-indicators -g year --area iso3 -m inbound -m outbound --only net_flow "$tables/uis_indicators.tsv" | awk -F'\t' '
		FNR == NR { got[$2, $1] = $5; next } FNR == 1 { for (i = 1; i <= NF; i++) col[$i] = i; next }
		{ want = $col["netflow"]; v = got[$1, $2] } want == "" || v == "" { without += want != ""; next } v + 0 == want + 0 { exact++; next }
		{ print "menf", $1, $2, v, want } END { print "exact " exact ", without parts " without }' - "$tables/uis_indicators.tsv" >net
	[ "$(grep exact net)" = 'exact 551, without parts 17' ]
	awk -F'\t' '$10 == "differs" { v = $8; sub(/\.?0+$/, "", v); print $1, $2, $3, v, $9 }' "$tables/indicator_checks.tsv" | sort >listed
	cat all net | grep -v exact | sort >found
	diff listed found
}
