# harmonise over time: what a code or a name meant on a day, and the countries of that day and of today.
load ../../tests/weir

# on OPTION… -- CODE DATE ANSWER…: the answer is "CODE KIND", or "KIND" without a code.
on() {
	local options=() expected=
	while [ "$1" != -- ]; do options+=("$1"); shift; done
	shift
	printf 'text\tday\n' >in
	while [ $# -gt 0 ]; do
		printf '%s\t%s\n' "$1" "$2" >>in
		case $3 in *' '*) expected+=${3/ /$'\t'}$'\n' ;; *) expected+=$'\t'$3$'\n' ;; esac
		shift 3
	done
	weir-harmonise -c text --date day --as c "${options[@]}" in >out || return 1
	weir-harmonise -c text --date day --as c --batch-size 1 "${options[@]}" in | cmp - out || return 1
	diff -u <(paste in <(printf 'c\tc_kind\n%s' "$expected")) out
}

@test "a code that was given twice means what it meant on the day" {
	on --scheme iso2 -- CS 1993-06-14 'CSK historical' CS 1993-06-15 ambiguous CS 2003-02-03 ambiguous CS 2003-02-04 'SCG historical' \
		CS 2006-09-25 'SCG historical' CS 2006-09-26 ambiguous CS '' ambiguous CS 1990 'CSK historical' CS 1993 ambiguous \
		AI 1975-06-30 'AFI historical' AI 2010-06-30 'AIA country' AI 1978-06-30 ambiguous AI '' 'AIA country' \
		SK 1974-06-30 'SKM historical' SK 1985-01-01 ambiguous SK 2010-06 'SVK country' GE 1978 'GEL historical' GE 2010 'GEO country' \
		BQ 1978-06-30 'ATB historical' BQ 2015-06-30 'BES country' BY 1985 'BYS historical' BY 2010 'BLR country'
}
@test "a code that was given once means the same on all days" {
	on --scheme iso2 -- DD 1985 'DDR historical' DD 2005 'DDR historical' SU 1960 'SUN historical' ZR 2020-01-01 'ZAR historical' \
		FR 1200-01-01 'FRA country' SS 1990 'SSD country'
	on --scheme iso3 -- YUG 1998 'YUG historical' SRB 1990 'SRB country' BUR 2000 'BUR historical'
	on --scheme isonum -- 891 2000-01-01 'YUG historical' 891 2005-01-01 'SCG historical' 810 1980 'SUN historical' 4 1950 'AFG country'
	on --scheme ioc -- URS 1980 'SUN historical' EUA 1960-08-25 ambiguous YUG 2000 'YUG historical'
}
@test "a name means what it meant on the day" {
	on -- Burma 1985-06-30 'BUR historical' Burma 1989-06-17 'BUR historical' Burma 1989-06-18 'MMR country' Burma '' 'MMR country' \
		'East Timor' 2002-05-19 'TMP historical' 'East Timor' 2002-05-20 'TLS country' Zaire 1990 'ZAR historical' \
		USSR 2005-01-01 'SUN historical' Slovakia 1985-01-01 'SVK country' Peru 1985 'PER country' Atlantis 1985 unknown
}
@test "around each day in history.tsv: the country of the day before, of the day, and of the day after" {
	local code from to successors before after kind tab=$'\t'
	printf 'text\tday\tc\tkind\n' >expected
	while IFS=$tab read -r code from to successors _; do
		before=$(date -d "$from - 1 day" +%F)
		after=$(date -d "$to + 1 day" +%F)
		kind=residual
		[[ $successors == *' '* ]] || kind=country
		for day in "$from" "$to"; do printf '%s\t%s\t%s\thistorical\n' "$code" "$day" "$code"; done
		printf '%s\t%s\t%s\thistorical\n' "$code" "$before" "$(awk -F'\t' -v c="$code" '$1 == c { print $3 }' "$root/conf/countries/parts.tsv" | sed "s/^$/$code/" | grep . || echo "$code")"
		[ $kind = country ] && printf '%s\t%s\t%s\tcountry\n' "$code" "$after" "$successors" || printf '%s\t%s\t\tresidual\n' "$code" "$after"
	done < <(tail -n +2 "$root/conf/countries/history.tsv") >>expected
	cut -f 1,2 expected | weir-harmonise -c text --scheme iso3 --date day --vintage day --as c | sed '1s/c_kind/kind/' >out
	[ "$(wc -l <out)" -eq 121 ]
	diff -u expected out
}
@test "around each day in parts.tsv: the whole on the day before, the country on the day and on the day after" {
	local code from whole
	printf 'text\tday\tc\n' >expected
	while IFS=$'\t' read -r code from whole _; do
		printf '%s\t%s\t%s\n' "$code" "$from" "$code" "$code" "$(date -d "$from + 1 day" +%F)" "$code" \
			"$code" "$(date -d "$from - 1 day" +%F)" "$whole"
	done < <(tail -n +2 "$root/conf/countries/parts.tsv") >>expected
	cut -f 1,2 expected | weir-harmonise -c text --scheme iso3 --date day --vintage day --as c | cut -f 1-3 >out
	diff -u expected out
}
@test "--vintage: as named, of the day, of today" {
	on --vintage day -- Slovakia 1985-01-01 'CSK historical' Russia 1980 'SUN historical' Croatia 1990-01-01 'YUG historical' \
		Serbia 2000-01-01 'YUG historical' Serbia 2004-01-01 'SCG historical' Kosovo 2005-01-01 'SCG historical' 'South Sudan' 2005 'SDN country' \
		Bangladesh 1965 'PAK country' Aruba 1980 'ANT historical' USSR 2005-01-01 residual 'East Germany' 2005-01-01 'DEU country' \
		Russia 1991 ambiguous Peru '' 'PER country' Slovakia '' 'SVK country'
	on --vintage today -- Burma 1985 'MMR country' 'East Germany' '' 'DEU country' USSR 1980 residual Yugoslavia '' residual Zaire 1990 'COD country' \
		'Upper Volta' 1970 'BFA country' Slovakia 1985 'SVK country' Stateless 1985 stateless Congo '' ambiguous
}
@test "--at is the day of all records" {
	run weir-harmonise -c text --at 1985 --scheme iso2 --rule <<<$'text\nCS\nFR'
	[ "$output" = $'text\tcountry\tcountry_kind\tcountry_rule\nCS\tCSK\thistorical\tcode\nFR\tFRA\tcountry\tcode' ]
}
@test "dates that are none are rejected" {
	printf 'text\tday\nPeru\t1985-02-29\nPeru\t1984-02-29\nCS\t85\nPeru\t1985-1-1\nPeru\t0000\n' >in
	run weir-harmonise -c text --date day --rejects r --max-rejects 4 --ledger l in
	[ "$status" -eq 0 ]
	[ "$output" = $'text\tday\tcountry\tcountry_kind\nPeru\t1984-02-29\tPER\tcountry' ]
	[ "$(tail -n +2 r | cut -f 3-6 | paste -sd '|')" = $'2\tbad-date\tday\t1985-02-29|4\tbad-date\tday\t85|5\tbad-date\tday\t1985-1-1|6\tbad-date\tday\t0000' ]
	books_balance l
}
@test "what does not fit together is said" {
	said() { run weir-harmonise -c text "${@:2}" <<<$'text\tday\nPeru\t1'; [ "$status" -eq 64 ] && [ "$stderr" = "weir-harmonise: $1" ] || { echo "$stderr"; return 1; }; }
	said "--at 1985: not together with --date" --at 1985 --date day
	said "--at 85: expected a date such as 1992-12-31, 1992-12 or 1992" --at 85
	said "--vintage day: needs --date or --at" --vintage day
	said "--date dya: no such column; the nearest is 'day'" --date dya
}
