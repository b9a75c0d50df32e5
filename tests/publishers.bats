# Every feed of the data beside the project, from its original bytes to exactly the verified totals.
# shellcheck disable=SC2154 # load weir sets $root
load weir

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	data=$root/../shared/data
	[ -d "$data" ] || skip "the data beside the project are not there"
}

# conf NAME: a descriptor of a feed.
conf() { echo "$root/conf/feeds/$1.json"; }
# verified NAME: a table without its header, in the order of its bytes.
verified() { tail -n +2 "$data/expected/$1.tsv" | sort; }

@test "the workbook of the United Kingdom holds its CSV, row by row" {
	weir-parse --feed "$(conf uk-study-nationality-workbook)" "$data/uk-study-sponsorship-2024.xlsx" >book
	weir-parse --feed "$(conf uk-study-nationality)" "$data/uk-study-nationality.csv" >csv
	cmp book csv
	[ "$(wc -l <book)" -eq 28586 ]
}

# edition FILE: study permits of one edition, shown or suppressed.
edition() {
	weir run -q "$root/pipelines/canada-study-permits.jq" feed="$data/$1" format="${1##*.}" to="$PWD/out"
	weir-parse out/canada-study-permits-by-country.csv |
		weir-derive 'shown = if permits_status is missing then permits else "--"'
}
# revised OLDER NEWER: cells of years that both have.
revised() {
	weir-diff -k 'Country of Citizenship,year' --older "$1" -c shown "$2" |
		awk -F'\t' -v OFS='\t' 'NR > 1 && $3 == "changed" { print $2, $1, $5, $6 }' | sort
}

@test "three editions of one table, CSV and workbooks of two forms, and what each revises" {
	edition canada-study-permits-2024-07.xlsx >july
	edition canada-study-permits-2024-09.xlsx >september
	edition canada-study-permits.csv >march
	diff <(revised july september) <(verified canada-revisions-2024-07-to-2024-09)
	diff <(revised july march) <(verified canada-revisions-2024-07-to-2025-03)
	diff <(revised september march) <(verified canada-revisions-2024-09-to-2025-03)
}

@test "groups that have their names at their foot: levels of study by province" {
	weir-parse --format xlsx --feed "$(conf canada-study-level)" --ledger books "$data/canada-study-level-2025-07.xlsx" |
		weir-unpivot --match '([0-9]{4}) [0-9]{4} Total' --into year --value permits |
		awk -F'\t' -v OFS='\t' 'NR > 1 { shown = $NF; gsub(",", "", shown)
			print $(NF - 1), $1, $2 == "" ? "(none)" : $2, shown == "--" ? "" : shown, shown == "--" ? "suppressed" : "" }' | sort >got
	diff got <(verified canada-level-by-year-province-level)
	grep -qx $'parse\tdropped\ttotal\t13' books
}

@test "a preamble of 14 lines: stocks of UNHCR by year" {
	local feed
	feed=$(conf unhcr-download-population)
	weir-parse --feed "$feed" "$data/unhcr-download-population.csv" | weir-clean --feed "$feed" |
		weir-aggregate -g Year --sum "Refugees under UNHCR's mandate" --sum Asylum-seekers --sum 'IDPs of concern to UNHCR' \
			--sum 'Other people in need of international protection' --sum 'Stateless persons' --sum 'Host Community' --sum 'Others of concern' |
		weir-derive '[Other people in need of international protection] = coalesce([Other people in need of international protection], 0)' |
		tail -n +2 >got
	diff got <(verified unhcr-download-population-by-year)
}

@test "decisions on asylum, persons and cases apart; parts that do not sum are told, not mended" {
	local feed
	feed=$(conf unhcr-download-asylum-decisions)
	weir-parse --feed "$feed" "$data/unhcr-download-asylum-decisions.csv" | weir-clean --feed "$feed" >decisions
	weir-aggregate -g Year,'Cases / Persons' --sum 'Recognized decisions' --sum 'Complementary protection' \
		--sum 'Rejected decisions' --sum 'Otherwise closed' --sum 'Total decisions' decisions | tail -n +2 >got
	diff got <(verified unhcr-download-decisions-by-year)
	weir-derive 'where [Recognized decisions] + [Complementary protection] + [Rejected decisions] + [Otherwise closed] != [Total decisions]' \
		decisions >odd
	[ "$(wc -l <odd)" -eq 175 ]
	# A value of several lines is one record.
	[ "$(weir-parse "$data/unhcr-download-footnotes.csv" | wc -l)" -eq 39 ]
}

@test "an archive of two releases: neither silently, and each level of both falls" {
	run weir-parse "$data/us-ipeds-ef2022a-dist.zip"
	[ "$status" -eq 65 ] || [ "$status" -eq 66 ] || [ "$status" -eq 64 ]
	[[ $stderr == *'holds 2 files; name one of them: '*'#ef2022a_dist.csv, '*'#ef2022a_dist_rv.csv' ]]
	local year release member feed
	feed=$(conf us-ipeds-distance)
	for year in 2021 2022; do
		for release in provisional revised; do
			member=ef${year}a_dist.csv
			[ $release = provisional ] || member=ef${year}a_dist_rv.csv
			weir-parse --feed "$feed" "$data/us-ipeds-ef${year}a-dist.zip#$member" | weir-clean --feed "$feed" |
				weir-aggregate -g EFDELEV --count institutions --sum EFDETOT,EFDEEXC,EFDESOM,EFDENON,EFDEEX1,EFDEEX2,EFDEEX3,EFDEEX4,EFDEEX5 |
				tail -n +2 | sed "s/^/$year\t$release\t/"
		done
	done | sort >got
	diff got <(verified us-ipeds-totals)
}
