# Registers of students and staff: what the pipelines make of them is what the generator knows to be true, cell by cell.
load weir

generate() { "$root/tests/registers/generate" "$@"; }

# published PIPELINE REGISTERS TO [OPTION…]: made in one folder, since the documents tell where, and then moved to another.
published() {
	weir run --quiet "${@:4}" "$(shipped "$1")" registers="$PWD/$2" to="$PWD/result" || return
	mkdir -p "$3"
	mv result/* "$3"
}

# table FILE: of CSV without commas in its values.
table() { tr -d '\r' <"$1" | tr , '\t'; }

# The records of an indicator file as the truth has them, sorted.
rates() { table "$1" | tail -n +2 | cut -f "$2" | LC_ALL=C sort; }

# as_true REGISTERS RESULT: all tables of the three pipelines.
as_true() {
	local name
	for name in student-register-by-origin student-register-by-subject staff-mobility-stock staff-mobility-by-country graduate-mobility-by-origin; do
		diff "$1/truth/$name.tsv" <(table "$2/$name.csv")
	done
	diff <(tail -n +2 "$1/truth/student-register-by-criterion.tsv") <(table "$2/student-register-by-criterion.csv" | tail -n +2)
	diff <(tail -n +2 "$1/truth/student-register-rates.tsv") <(rates "$2/student-register-rates.csv" 2-4 | awk -F'\t' -v OFS='\t' '{ print $2, $1, $3 }' | LC_ALL=C sort)
	diff <(tail -n +2 "$1/truth/staff-mobility-rates.tsv") <(rates "$2/staff-mobility-rates.csv" 3,4)
	diff <(tail -n +2 "$1/truth/graduate-mobility-rates.tsv") <(rates "$2/graduate-mobility-rates.csv" 1,3-5 | awk -F'\t' -v OFS='\t' '{ print $1, $3, $2, $4 }' | LC_ALL=C sort)
}

# counted LEDGER STAGE COUNT [REASON]: its records.
counted() { awk -F'\t' -v s="$2" -v c="$3" -v r="${4:-}" '$1 == s && $2 == c && $3 == r { n += $4 } END { print n + 0 }' "$1"; }

# in_truth REGISTERS PIPELINE WORD
in_truth() { awk -F'\t' -v w="$3" '$1 == w { print $2 }' "$1/truth/$2-records.tsv"; }

@test "three seeds: origin, heads, full-time equivalents, staff and rates are the truth, and each record is accounted for" {
	local seed p step l
	for seed in 7 2024 90001; do
		generate $seed in$seed
		for p in student-register:enrolments staff-mobility:contracts graduate-mobility:degrees; do
			step=${p#*:} p=${p%:*}
			published $p in$seed out$seed
			l=out$seed/$p.ledger.tsv
			books_balance "$l"
			[ "$(counted "$l" "$step/dedup" in)" -eq "$(in_truth in$seed $p sent)" ]
			[ "$(counted "$l" "$step/dedup" out)" -eq "$(in_truth in$seed $p keys)" ]
			[ "$(counted "$l" "$step/derive" dropped not-selected)" -eq "$(in_truth in$seed $p withdrawn)" ]
			[ "$(wc -l <"out$seed/$p.rejects.tsv")" -eq 1 ]
		done
		l=out$seed/graduate-mobility.ledger.tsv
		[ "$(counted "$l" places/dedup in)" -eq "$(in_truth in$seed residence sent)" ]
		[ "$(counted "$l" places/dedup out)" -eq "$(in_truth in$seed residence keys)" ]
		[ "$(counted "$l" places/derive dropped not-selected)" -eq "$(in_truth in$seed residence withdrawn)" ]
		as_true in$seed out$seed
	done
	! cmp -s in7/truth/student-register-by-origin.tsv in2024/truth/student-register-by-origin.tsv
}

@test "the registers hold what real ones do, and a seed gives them again" {
	generate 7 a
	generate 7 b
	diff -r a b
	[ "$(iconv -f WINDOWS-1252 -t UTF-8 a/students-south.csv | grep -c 'Völkerkunde\|Türkei\|–\|€')" -ge 10 ]
	[ "$(head -c 2 a/students-east.tsv | od -An -tx1)" = " ff fe" ]
	run iconv -f UTF-8 -t UTF-8 a/students-south.csv
	[ "$status" -ne 0 ]
	# Citizenships, kinds and criteria that occur in the truth.
	local word
	for word in several historical unspecified unknown stateless MOB_HOME MOB_NHOME _U credit distance; do
		grep -q "	$word	" a/truth/student-register-by-origin.tsv || { echo "no $word"; return 1; }
	done
	[ "$(cut -f 2 a/truth/student-register-by-criterion.tsv | sort -u | grep -c 'SEC_ED\|RES\|CTZ')" -eq 3 ]
	# CS by its day, twice.
	grep -q $'\tCSK\t' a/truth/student-register-by-origin.tsv
	grep -q $'\tSCG\t' a/truth/student-register-by-origin.tsv
	[ "$(in_truth a student-register sent)" -gt "$(in_truth a student-register keys)" ]
}

@test "lines in another order give the same bytes; fused, as processes and in batches of one" {
	local p way file
	generate 11 straight 120 1
	generate 11 shuffled 120 2
	! cmp -s straight/students-north.csv shuffled/students-north.csv
	diff -r straight/truth shuffled/truth
	for p in student-register staff-mobility graduate-mobility; do
		published $p straight fused
		published $p straight processes --processes
		published $p straight single --batch-size 1
		published $p shuffled other
	done
	diff -rq fused processes
	diff -rq fused single
	as_true straight fused
	[ "$(find fused -name '*.csv' | wc -l)" -eq 9 ]
	for file in fused/*.csv; do cmp "$file" "other/${file#*/}"; done
}

@test "a record that contradicts its descriptor publishes nothing and is listed with its line" {
	generate 7 in 60
	sed -i '5s/,valid,/,valued,/' in/students-north.csv
	[ "$(grep -c ,valued, in/students-north.csv)" -eq 1 ]
	run published student-register in out
	[ "$status" -eq 65 ]
	[ ! -e result/student-register-by-origin.csv ]
	[ "$(cut -f 1,3,4,5,6 result/student-register.failed-rejects.tsv | tail -n 1)" = $'north/clean\t5\tnot-in-enum\tstatus\tvalued' ]
}

@test "the samples are what the generator makes of seed 1" {
	generate 1 made 150
	local file n=0
	for file in made/*.?sv; do
		cmp "$file" "$root/samples/registers/${file#*/}"
		n=$((n + 1))
	done
	[ $n -eq 12 ]
}

@test "statistics of mobility: each publishes its pages, and from a feed of a header alone nothing" {
	local p kind
	mkdir registers
	cp "$root"/samples/registers/* registers
	for p in students staff graduates residence; do
		{ printf '\xff\xfe' && iconv -f UTF-16 -t UTF-8 "$root/samples/registers/$p-east.tsv" | sed 1q | iconv -f UTF-8 -t UTF-16LE; } >registers/$p-east.tsv
	done
	head -n 1 "$root/samples/uis-mobility-2015.tsv" >counts
	zcat "$root/samples/unhcr-population.csv.gz" | sed 1q >feed
	head -n 1 "$root/samples/uk-study-nationality.csv" >uk
	for p in student-register:registers staff-mobility:registers graduate-mobility:registers brain-balance:counts refugees:feed student-mobility:uk; do
		run weir run --quiet "$(shipped "${p%:*}")" "${p#*:}=$PWD/${p#*:}" to="$PWD/none"
		[ "$status" -eq 65 ]
		[[ $stderr == "weir: ${p%:*}: "*': no record in it; '* ]]
		[ "$(ls none)" = "${p%:*}.failed-ledger.tsv" ]
		rm -r none
		(cd "$(dirname "$(shipped "${p%:*}")")/.." && weir run --quiet "pipelines/${p%:*}.jq" to="$BATS_TEST_TMPDIR/all")
		for kind in report.html metadata.html; do
			[ -s "$BATS_TEST_TMPDIR/all/${p%:*}.$kind" ]
		done
	done
}
