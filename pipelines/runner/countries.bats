# weir countries: the tables of countries, searched and explained.
load ../../tests/weir

@test "list has each country of today and of former days, with their days" {
	run weir countries list
	[ "$status" -eq 0 ]
	[ "$(head -n 1 <<<"$output")" = $'iso3\tiso2\tisonum\tname\tkind\tfrom\tto\tpart_of_or_became' ]
	grep -qxF $'SVK\tSK\t703\tSlovakia\tcountry\t1993-01-01\t\tCSK' <<<"$output"
	grep -qxF $'CSK\tCS\t200\tCzechoslovakia\thistorical\t1918-10-28\t1992-12-31\tCZE SVK' <<<"$output"
	grep -qxF $'XKX\tXK\t\tKosovo\tcountry\t2008-02-17\t\tSRB' <<<"$output"
	[ "$(cut -f 5 <<<"$output" | sort | uniq -c | awk '{ print $2 $1 }' | paste -sd ' ')" = "country250 historical30 kind1" ]
	[ "$(weir countries)" = "$output" ]
}
@test "search finds a name or a code by letters in it" {
	run weir countries search ivory
	[ "$status" -eq 0 ]
	[ "$(head -n 1 <<<"$output")" = $'iso3\tname\tfound' ]
	[[ $(tail -n +2 <<<"$output") == $'CIV\tCôte d\'Ivoire\t'*ivorycoast* ]]
	[ "$(wc -l <<<"$output")" -eq 2 ]
	run weir countries search 'CÔTE d’i'
	[ "$(tail -n +2 <<<"$output" | cut -f 1)" = CIV ]
	run weir countries search xqzzy
	[ "$status" -eq 66 ] && [ "$stderr" = "weir: countries: xqzzy: no name or code holds this" ]
}
@test "explain tells the rule, the source, and the neighbours that were rejected" {
	run weir countries explain Gremany
	[ "$status" -eq 0 ]
	[ "$(head -n 5 <<<"$output")" = $'text\tGremany\nkind\tcountry\nanswer\tDEU Germany\nrule\tspelling\nsource\tICU en' ]
	grep -qxF $'not\tGRD \'grenada\', 3 changes away' <<<"$output"
	run weir countries explain 'Congo (Dem. Rep.)' --at 1975-01-01
	grep -qxF $'answer\tCOD Congo, The Democratic Republic of the' <<<"$output"
	grep -qxF $'came of\tZAR Zaire, 1971-10-27 to 1997-05-16' <<<"$output"
	run weir countries explain Kongo
	[ "$(grep -c '^may be' <<<"$output")" -eq 2 ]
	run weir countries explain Dakar
	grep -qxF $'kind\tnot_a_country' <<<"$output"
	grep -qxF $'source\tICU, cities of time zones' <<<"$output"
}
@test "explain with a scheme and a day" {
	run weir countries explain CS --scheme iso2 --at 2004-05-01
	grep -qxF $'answer\tSCG Serbia and Montenegro, 2003-02-04 to 2006-06-02' <<<"$output"
	run weir countries explain AUS --scheme unhcr
	grep -qxF $'answer\tAUT Austria' <<<"$output"
	run weir countries explain Burma --at 1985
	grep -qxF $'kind\thistorical' <<<"$output"
	run weir countries explain Burma
	grep -qxF $'in its time\tBUR Burma, 1948-01-04 to 1989-06-17' <<<"$output"
}
@test "what is wrong is said in one line" {
	local said
	while IFS='|' read -r args said; do
		run weir countries $args
		[ "$status" -eq 64 ] && [ "$stderr" = "weir: countries: $said" ] || { echo "$args: $stderr"; return 1; }
	done <<-'CASES'
		find x|find: expected list, search WORD… or explain TEXT
		explain|explain: expected list, search WORD… or explain TEXT
		explain x --at 1992-13|--at: expected a date such as 1992-12-31, 1992-12 or 1992
		explain x --scheme iso|--scheme: expected name or a scheme of codes such as iso3, ioc, unhcr
	CASES
	run weir countries search $'\xff'
	[ "$status" -eq 65 ] && [[ $stderr == *"is no UTF-8" ]]
}
