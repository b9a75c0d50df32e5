# The shipped feeds give their verified totals, to the last application.
load weir

# expected FILE: a table of verified totals, without its header.
expected() { tail -n +2 "$root/samples/expected/$1"; }

feed() { echo "$root/samples/uk-study-$1.csv"; }

@test "in a plain shell, both feeds give the verified totals by quarter and by year" {
	local name by
	for name in nationality institution; do
		for by in Quarter Year; do
			weir-parse "$(feed $name)" | weir-aggregate -g $by --sum Applications >got
			diff <(tail -n +2 got) <(expected "uk-study-by-${by,}.tsv")
		done
	done
}

@test "identical lines are other applications: all 28,585 records count" {
	weir-parse "$(feed nationality)" | weir-aggregate --count records --sum Applications >got
	same got $'records\tApplications' $'28585\t5017964'
}

@test "by year and nationality, and by year and region" {
	weir-parse "$(feed nationality)" >records
	weir-aggregate -g Year,Nationality --sum Applications records >got
	diff <(tail -n +2 got) <(expected uk-study-by-year-nationality.tsv | LC_ALL=C sort -t$'\t' -k1,1 -k2,2)
	weir-aggregate -g 'Year,Geographical region' --sum Applications records >got
	diff <(tail -n +2 got) <(expected uk-study-by-year-region.tsv | LC_ALL=C sort -t$'\t' -k1,1 -k2,2)
}

@test "by year and institution, both spellings as in the feed" {
	weir-parse "$(feed institution)" | weir-aggregate -g Year,Institution_type_group,Institution_type --sum Applications >got
	diff <(tail -n +2 got) <(expected uk-study-institution-by-year.tsv | LC_ALL=C sort -t$'\t' -k1,1 -k2,2 -k3,3)
}

# Runs a pipeline of the house into a folder; the ways that it can run must not show.
try() {
	rm -rf result
	weir run --quiet "${@:3}" "$(shipped "$1")" to="$PWD/result"
	mkdir -p "$2"
	cp -r result/. "$2"
}

@test "every pipeline gives the same bytes in one process and in many, in batches of one and of thousands" {
	local pipeline name
	for pipeline in "$root"/pipelines/*.jq; do
		name=$(basename "$pipeline" .jq)
		try "$name" fused
		try "$name" processes --processes
		try "$name" single --batch-size 1
		try "$name" both --processes --batch-size 1
		[ "$(find fused -name "$name*" | wc -l)" -ge 3 ]
		diff -r fused processes
		diff -r fused single
		diff -r fused both
		books_balance "fused/$name.ledger.tsv"
		[ "$(wc -l <"fused/$name.rejects.tsv")" -eq 1 ]
	done
}

@test "the pipelines' tables equal the verified totals" {
	try uk-study out
	try uk-study-sector out
	diff <(tail -n +2 out/uk-study-by-quarter.csv | tr -d '\r' | tr , '\t') <(expected uk-study-by-quarter.tsv)
	diff <(tail -n +2 out/uk-study-sector-by-quarter.csv | tr -d '\r' | tr , '\t') <(expected uk-study-by-quarter.tsv)
	diff <(tail -n +2 out/uk-study-by-year.csv | tr -d '\r' | tr , '\t') <(expected uk-study-by-year.tsv)
	weir-parse out/uk-study-by-country.csv | weir-aggregate -g Year,Nationality --sum Applications >got
	diff <(tail -n +2 got) <(expected uk-study-by-year-nationality.tsv | LC_ALL=C sort -t$'\t' -k1,1 -k2,2)
	weir-parse out/uk-study-by-country.csv | weir-aggregate -g country_kind --count labels >got
	! grep -q '^unknown' got
}

@test "a fault in the feed publishes nothing and is listed with its line" {
	mkdir out
	try uk-study out
	cp -r out before
	sed '100s/,[0-9]*\r$/,n\/a\r/' "$(feed nationality)" >faulty.csv
	run weir run "$(shipped uk-study)" feed="$PWD/faulty.csv" to="$PWD/out"
	[ "$status" -eq 65 ]
	[[ $stderr == *"faulty.csv:100: Applications: 'n/a' is no integer"* ]]
	local file
	for file in before/*; do cmp "$file" "out/$(basename "$file")"; done
	[ "$(cut -f 1,3,4,5,6 out/uk-study.failed-rejects.tsv | tail -n 1)" = $'records/clean\t100\tnot-integer\tApplications\tn/a' ]
}

@test "the larger tables beside the project agree as well" {
	local data=$root/../shared/data
	[ -d "$data" ] || skip "the further feeds are not beside this clone"
	cmp "$data/uk-study-nationality.csv" "$(feed nationality)"
	weir-parse "$(feed nationality)" >records
	weir-jq 'select(.Year == "2023")' -c Year records | weir-aggregate -g Nationality --sum Applications |
		tail -n +2 | sort -t$'\t' -k2,2nr -k1,1 | head -n 20 >got
	diff got <(tail -n +2 "$data/expected/uk-study-2023-top20-nationalities.tsv" | cut -f 2,3)
	weir-aggregate -g 'Year,Type of application,Institution type group' --sum Applications records | tail -n +2 >got
	diff got <(tail -n +2 "$data/expected/uk-study-by-year-type.tsv" | LC_ALL=C sort)
}

@test "people of concern to UNHCR: the world by year, and refugees of 2021 by origin, by UNHCR's own codes" {
	try refugees out
	[[ $(<out/refugees.report.html) == *$'<p class=lead>2024: <b>30\u202f958\u202f200</b> persons, of these 19.2 % from Syria. 2025 is provisional: 28\u202f461\u202f306.</p>'* ]]
	# Which year is mid-year follows from the edition.
	weir run -q "$(shipped refugees)" to="$PWD/june" edition=2026.6
	[[ $(<june/refugees.report.html) == *$'<p class=lead>2025: <b>28\u202f461\u202f306</b> persons, of these 18.4 % from Ukraine.</p>'* ]]
	run weir run -q "$(shipped refugees)" edition=2026
	[ "$status" -eq 78 ]
	[[ $stderr == *': edition: expected as in 2025.12.1, not 2026' ]]
	weir-parse out/refugees-by-year.csv | weir-derive 'oip = coalesce(oip, 0)' >years.tsv
	diff years.tsv "$root/samples/expected/unhcr-population-by-year.tsv"
	weir-parse out/refugees-by-origin.csv |
		weir-derive 'where year == 2021; origin = if coo == "UKN" then "UNK" else if coo == "STA" then "XXA" else coalesce(origin, coo)' |
		weir-aggregate -g origin --sum refugees | tail -n +2 | diff - <(tail -n +2 "$root/samples/expected/unhcr-refugees-2021-by-origin.tsv")
	# What the feed says in ISO's codes is what its own codes are harmonised to, on all 138,893 lines.
	weir-parse "$root/samples/unhcr-population.csv.gz" |
		weir-harmonise -c coo --scheme unhcr --as o | weir-harmonise -c coa --scheme unhcr --as a |
		weir-derive 'where (o is not missing and o != coo_iso) or a != coa_iso' >other.tsv
	[ "$(wc -l <other.tsv)" -eq 1 ]
}

@test "study permits of Canada: each citizenship and year, suppressed cells kept apart from zeros" {
	try canada-study-permits out
	weir-parse out/canada-study-permits-by-country.csv | tail -n +2 |
		awk -F'\t' -v OFS='\t' '{ print $2, $1, $3, $4 == "Q" ? "suppressed" : "" }' | sort >got
	diff got <(tail -n +2 "$root/samples/expected/canada-by-year-citizenship.tsv" | sort)
	grep -qP '^records/parse\tdropped\ttotal\t1$' out/canada-study-permits.ledger.tsv
	# A total that its rows cannot give is a fault, and says what was expected.
	sed 's/"219,030"/"229,030"/' "$root/samples/canada-study-permits.csv" >odd.csv
	run weir run -q "$(shipped canada-study-permits)" to="$PWD/odd" feed="$PWD/odd.csv"
	[ "$status" -eq 65 ]
	[ ! -e odd/canada-study-permits-by-country.csv ]
}

@test "students of two hosts in one table: units apart, every label resolved" {
	try student-mobility out
	weir-parse out/student-mobility.csv >cells
	[ "$(weir-derive 'where host == "GBR"' cells | weir-aggregate -g year --sum value | tail -n +2)" = "$(tail -n +2 "$root/samples/expected/uk-study-by-year.tsv")" ]
	# Of Canada the cells that are shown, by year.
	[ "$(weir-derive 'where host == "CAN"' cells | weir-aggregate -g year --sum value | tail -n +2)" = \
		"$(awk -F'\t' 'NR > 1 { n[$1] += $3 } END { for (y in n) print y "\t" n[y] }' "$root/samples/expected/canada-by-year-citizenship.tsv" | sort)" ]
	[ "$(weir-aggregate -g host,unit cells | tail -n +2)" = $'CAN\tPERSONS\nGBR\tAPPLICATIONS' ]
	[ "$(weir-aggregate -g origin_kind cells | tail -n +2 | grep -cE 'unknown|ambiguous')" -eq 0 ]
}

@test "a year that the feed has in part is provisional, and the page leads with the one before it" {
	grep -v '^2024,2024 Q4,' "$(feed nationality)" >part.csv
	weir run -q "$(shipped student-mobility)" to="$PWD/out" uk="$PWD/part.csv"
	[ "$(weir-parse out/student-mobility.csv | weir-aggregate -g host,year,obs_status | grep -P '\tP$')" = $'CAN\t2025\tP\nGBR\t2024\tP' ]
	[[ $(<out/student-mobility.report.html) == *'<p class=lead>2023: <b>'*'</b> applications, '*'. 2024 is provisional: '*'<p class=lead>2024: <b>'*'</b> persons, '*'. 2025 is provisional: '* ]]
}

@test "a later edition of a feed is a vintage of its own, and the page tells what it revises" {
	local keep=(weir run -q "$(shipped student-mobility)" to="$PWD/out" vintages=yes)
	"${keep[@]}" --vintage 2025-03-31
	# Seven applications more of one line: a cell, and the total of its year.
	awk 'NR == 2 { sub(/[0-9]+\r?$/, ""); print $0 "1007\r"; next } { print }' "$(feed nationality)" >later.csv
	"${keep[@]}" --vintage 2025-06-30 uk="$PWD/later.csv"
	cmp out/student-mobility.2025-06-30.csv out/student-mobility.csv
	[ "$(jq -r '[.resources[] | .["weir:vintage"].revisions] | join(" ")' out/student-mobility.datapackage.json)" = "1 1" ]
	[[ $(<out/student-mobility.metadata.html) == *'against <code>'*'student-mobility.2025-03-31.csv</code>: 1 values changed, 0 values appeared, 0 values vanished.'* ]]
	[ "$(diff out/student-mobility.2025-03-31.csv out/student-mobility.2025-06-30.csv | grep -c '^[<>]')" -eq 2 ]
}

@test "asylum applications by year, persons and cases apart" {
	try asylum out
	[ "$(weir-parse out/asylum-by-year.csv | weir-aggregate -g year --sum applied)" = "$(<"$root/samples/expected/unhcr-asylum-applied-by-year.tsv")" ]
	grep -qx '2022,P,2900431' out/asylum-by-year.csv
	grep -qx '2022,C,4478' out/asylum-by-year.csv
}

@test "distance students of the United States by state, and what the revised release changes" {
	try us-distance-students out
	weir-parse out/us-distance-by-state.csv | weir-derive 'exclusive_outside_us = coalesce(exclusive_outside_us, 0); exclusively_distance = coalesce(exclusively_distance, 0)' | tail -n +2 |
		diff - <(tail -n +2 "$root/samples/expected/us-ipeds-2022-revised-by-state.tsv")
	weir-parse out/us-distance-revisions.csv | awk -F'\t' -v OFS='\t' 'NR > 1 { print $1, $2, $5 == "" ? "absent" : $5, $6 == "" ? "absent" : $6 }' |
		sort | diff - <(tail -n +2 "$root/samples/expected/us-ipeds-2022-revisions.tsv" | sort)
}

@test "levels of study in Canada: cells, and the totals of provinces and levels as they are printed" {
	local of=$root/samples/expected name
	try canada-study-level out
	weir-parse out/canada-study-level.csv | tail -n +2 |
		awk -F'\t' -v OFS='\t' '{ print $1, $2, $3 == "" ? "(none)" : $3, $4, $5 == "Q" ? "suppressed" : "" }' | sort >got
	diff got <(tail -n +2 "$of/canada-level-by-year-province-level.tsv" | sort)
	weir-parse out/canada-study-level-by-province.csv | tail -n +2 |
		awk -F'\t' -v OFS='\t' '{ print $1, $2, $3, $4 == "Q" ? "suppressed" : "" }' | sort >got
	diff got <(tail -n +2 "$of/canada-level-by-year-province.tsv" | sort)
	weir-parse out/canada-study-level-by-level.csv | tail -n +2 | cut -f 1-3 | sort >got
	diff got <(tail -n +2 "$of/canada-level-by-year.tsv" | sort)
}

@test "decisions on asylum by year, and the 174 lines that do not sum" {
	try asylum-decisions out
	diff <(weir-parse out/asylum-decisions-by-year.csv | tail -n +2) <(expected unhcr-download-decisions-by-year.tsv)
	[ "$(weir-parse out/asylum-decisions-that-do-not-sum.csv | wc -l)" -eq 175 ]
	weir-parse out/asylum-decisions-by-flow.csv | weir-aggregate --sum 'Total decisions' >all
	same all 'Total decisions' 17236026
}

@test "stocks of UNHCR's download by year, and what the later edition revises" {
	try refugees-revisions out
	diff <(weir-parse out/refugees-download-by-year.csv | awk -F'\t' -v OFS='\t' 'NR > 1 { if ($5 == "") $5 = 0; print }') \
		<(expected unhcr-download-population-by-year.tsv)
	weir-parse out/refugees-revisions.csv | weir-aggregate -g change,column --count n | tail -n +2 >kinds
	same kinds $'appeared\tasylum_seekers\t37' $'appeared\trefugees\t37' $'appeared\tstateless\t37' \
		$'changed\tasylum_seekers\t3' $'changed\tstateless\t1' \
		$'vanished\tasylum_seekers\t2' $'vanished\trefugees\t2' $'vanished\tstateless\t2'
	[ "$(weir-parse out/refugees-footnotes.csv | wc -l)" -eq 39 ]
}

@test "UNHCR's list of countries: 96 codes are not those of ISO" {
	try unhcr-countries out
	weir-parse out/unhcr-countries.csv | weir-aggregate -g differs --count n >got
	same got $'differs\tn' $'\t3' $'no\t133' $'yes\t96'
}

@test "a feed that lost a quarter, or all but its header, publishes nothing" {
	local run_it=(weir run -q "$(shipped uk-study-sector)" to="$PWD/out")
	sed '/^2012,2012 Q3/d' "$(feed institution)" >less.csv
	run "${run_it[@]}" feed="$PWD/less.csv"
	[ "$status" -eq 65 ]
	[[ $stderr == 'weir: uk-study-sector: checks: before: item 1: found "2012 Q3", expected null (quarters of the edition before that are missing, or differ by more than a twentieth); nothing was published;'* ]]
	head -n 1 "$(feed institution)" >head.csv
	run "${run_it[@]}" feed="$PWD/head.csv"
	[ "$status" -eq 65 ]
	[[ $stderr == "weir: uk-study-sector: records: $PWD/head.csv: no record in it; if that may be so, write empty: true in the step;"* ]]
	[ "$(ls out)" = uk-study-sector.failed-ledger.tsv ]
	run "${run_it[@]}"
	[ "$status" -eq 0 ]
}

@test "who gains and who loses students in 2015, and each ratio beside the published one" {
	try brain-balance out
	[[ $(<out/brain-balance.metadata.html) != *'<td>computed</td>'* ]]
	# The balances that UIS publishes, or where it has none inbound less outbound.
	weir-parse out/brain-balance-by-country.csv | tail -n +2 | cut -f 2,5,10 >got
	[ "$(wc -l <got)" -eq 211 ]
	diff got <(awk -F'\t' -v OFS='\t' 'NR > 1 {
		net = $7 != "" ? $7 : $3 != "" && $5 != "" ? $3 - $5 : ""
		print $1, net, (net == "" ? "unknown" : net > 0 ? "gains" : net < 0 ? "loses" : "even") }' "$root/samples/uis-mobility-2015.tsv" | LC_ALL=C sort)
	run weir-aggregate -g agreement --count ratios <(weir-parse out/brain-balance-published.csv)
	[ "$output" = $'agreement\tratios\ndiffers\t3\nexact\t239\nrounded-input\t247' ]
	grep -qx '2015,DEU,net_flow_ratio,3.74950,3.7495,exact' out/brain-balance-published.csv
}
