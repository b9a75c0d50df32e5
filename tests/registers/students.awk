# tests/registers/students.awk - a register of students: what three offices send, and what is true.
#
# The truth is counted over the enrolments as they are in the end; what is wrong with the files (languages, forms, earlier
# versions, duplicates) comes in only when they are written.

function programmes(    p, s)
{
	s["north"] = "Law and economics|Physics|Ελληνική φιλολογία|Computing"
	s["south"] = "Völkerkunde|Français – lettres|Betriebswirtschaft (€)|Tiermedizin"
	s["east"] = "Słowiańska filologia|Философия|Chemistry|Architecture"
	for (p = 1; p <= 40; p++) {
		office_of[p] = offices[p % 3 + 1]
		split(s[office_of[p]], list, "|")
		subject_of[p] = list[draw(4) + 1]
		level_of[p] = one_of("BA BA BA MA MA PHD LA LA KOLLEG")
	}
}

# National level to ISCED 2011 at the start of studies: a teacher's programme became a master's in October 2022.
function isced(level, start)
{
	if (level == "LA") return start < "2022-10-01" ? 6 : 7
	return level == "KOLLEG" ? 5 : level == "BA" ? 6 : level == "MA" ? 7 : 8
}

# The person: sex, citizenships, and the countries of residence and school, as rows of countries.tsv.
function person(    x)
{
	sex = chance(53) ? "F" : "M"
	x = draw(100)
	citizen = home = school = 0; second = -1
	if (x >= 60) {
		citizen = country(0)
		if (x >= 68) school = home = chance(85) ? citizen : country(0)
		if (x >= 96) citizen = 0
		if (x >= 68 && chance(15)) home = 0
	}
	if (chance(14)) { second = chance(40) ? 0 : country(0); if (second == citizen) second = -1 }
	if (x >= 60 && chance(12)) { citizen = -1 - draw(4); second = -1 }
	school_day = some_day("1996-06-01", "2018-07-15")
	if (school > 0 && chance(15)) {
		school = country(1)
		school_day = some_day(from_year[school] "-01-01", to_year[school] "-12-31")
	}
}

# An enrolment of the person in a programme: what is true of it in the end.
function enrol(p)
{
	programme = p; office = office_of[p]; level = level_of[p]
	start = chance(70) ? (2018 + draw(7)) "-10-01" : some_day("2018-03-01", "2024-12-31")
	end = chance(45) ? "" : to_date(to_days(start) + 120 + draw(1400))
	mode = chance(75) ? "FT" : "PT"
	fte = chance(4) ? "" : mode == "FT" ? 100 : one_of("25 50 75")
	study = one_of("on_site on_site on_site on_site on_site on_site on_site on_site on_site on_site on_site on_site distance exchange x")
	if (study == "x") study = ""
	prior = school; prior_day = school_day
	if (chance(citizen < 0 ? 50 : 15)) prior = -1
	if (prior > today && code[prior] == "" && office != "east") prior = -1
	if (prior == -1) prior_day = ""
	lives = chance(citizen < 0 ? 50 : 20) ? -1 : home
	changed = some_day("2025-01-10", "2025-01-31"); status = chance(3) ? "withdrawn" : "valid"
}

# The record as an office writes it, in its alphabet of sexes and its decimal sign.
function send(to,    v, f)
{
	f = fte == "" ? "" : fte == 100 ? "1" : "0" (to == "south" ? "," : ".") (fte == 50 ? "5" : fte)
	split("", v)
	v[1] = id; v[2] = sprintf("G%03d", programme); v[3] = to; v[4] = day_written(changed, to); v[5] = status
	v[6] = subject_of[programme]; v[7] = level; v[8] = mode; v[9] = f; v[10] = study
	v[11] = to == "east" ? (sex == "M" ? 1 : 2) : to == "south" && sex == "F" ? "W" : sex
	v[12] = day_written(start, to); v[13] = day_written(end, to)
	v[14] = written(prior, to); v[15] = day_written(prior_day, to); v[16] = written(lives, to)
	v[17] = written(citizen, to); v[18] = written(second, to)
	put(to, v, fields)
	sent++
}

# What went out before the last version: the same key on an earlier day, with other contents.
function send_earlier(    a, b, c, d, e, f)
{
	a = level; b = start; c = lives; d = changed; e = status; f = citizen
	level = one_of("BA MA PHD"); start = some_day("2018-03-01", "2024-12-31"); lives = country(0)
	if (citizen > 0 && second != 0) citizen = country(0)
	status = "valid"; changed = some_day("2024-11-01", "2024-12-31")
	if (end == "" || start <= end) send(office)
	level = a; start = b; lives = c; changed = d; status = e; citizen = f
}

function send_all(    to)
{
	if (chance(15)) send_earlier()
	send(office)
	if (chance(4)) send(office)
	to = one_of("north south east")
	if (chance(30) && to != office && (to != "south" || subject_of[programme] ~ /^[ -~]*$/) && !(prior > today && code[prior] == ""))
		send(to)
}

# Which of two enrolments counts: highest level, full time, latest start, smallest key.
function better(a, b)
{
	if (E[a, "isced"] != E[b, "isced"]) return E[a, "isced"] > E[b, "isced"]
	if (E[a, "mode"] != E[b, "mode"]) return E[a, "mode"] == "FT"
	if (E[a, "start"] != E[b, "start"]) return E[a, "start"] > E[b, "start"]
	return E[a, "programme"] < E[b, "programme"]
}

# The head of a person between two days, one day where they are the same, and its full-time equivalents.
function count_head(name, first, last,    i, best, sum, lacks, from, to, cell)
{
	best = 0; sum = lacks = 0
	for (i = 1; i <= enrolments; i++) {
		if (E[i, "start"] > last || (E[i, "end"] != "" && E[i, "end"] < first)) continue
		if (!best || better(i, best)) best = i
		from = E[i, "start"] > first ? E[i, "start"] : first
		to = E[i, "end"] != "" && E[i, "end"] < last ? E[i, "end"] : last
		if (E[i, "fte"] == "") lacks = 1
		sum += E[i, "fte"] * (to_days(to) - to_days(from) + 1)
	}
	if (!best) return
	cell = name "\t" E[best, "cell"]
	heads[cell]++
	if (!lacks) { equivalents[cell] += ratio(sum, 100 * (to_days(last) - to_days(first) + 1)); known[cell] = 1 }
	by_criterion[name "\t" E[best, "criterion"] "\t" E[best, "mobility"]]++
	by_subject[name "\t" E[best, "subject"]]++
	if (first == last && E[best, "stay"] != "credit") {
		enrolled++
		if (E[best, "mobility"] ~ /^MOB/) { inbound++; from_origin[E[best, "origin"]]++ }
	}
}

function remember(    stay)
{
	stay = study == "" ? "" : study == "distance" ? "distance" : study == "exchange" ? "credit" : "degree"
	decide(prior, "SEC_ED", lives, citizen, second, study == "distance", study != "")
	i = ++enrolments
	E[i, "isced"] = isced(level, start); E[i, "mode"] = mode; E[i, "start"] = start; E[i, "end"] = end; E[i, "fte"] = fte
	E[i, "programme"] = programme; E[i, "origin"] = origin; E[i, "mobility"] = mobility; E[i, "criterion"] = criterion
	E[i, "stay"] = stay; E[i, "subject"] = subject_of[programme]
	E[i, "cell"] = origin "\t" origin_kind "\t" E[i, "isced"] "\t" sex "\t" mobility "\t" foreign "\t" stay
}

function truth(    c, o, n, squares, file)
{
	file = folder "/truth/.student-register-by-origin"
	for (c in heads) printf "%s\t%d\t%s\n", c, heads[c], known[c] ? decimal(equivalents[c]) : "" > file
	file = folder "/truth/.student-register-by-criterion"
	for (c in by_criterion) printf "%s\t%d\n", c, by_criterion[c] > file
	file = folder "/truth/.student-register-by-subject"
	for (c in by_subject) printf "%s\t%d\n", c, by_subject[c] > file
	file = folder "/truth/.student-register-rates"
	for (o in from_origin) {
		squares += from_origin[o] * from_origin[o]
		printf "origin_share\t%s\t%s\n", o, decimal(ratio(100 * from_origin[o], inbound)) > file
	}
	printf "inbound\t\t%d\n", inbound > file
	printf "inbound_mobility_rate\t\t%s\n", decimal(ratio(100 * inbound, enrolled)) > file
	printf "origin_concentration\t\t%s\n", decimal(ratio(squares, inbound * inbound)) > file
	printf "effective_origins\t\t%s\n", decimal(ratio(inbound * inbound, squares)) > file
	printf "sent\t%d\nkeys\t%d\nwithdrawn\t%d\n", sent, keys, withdrawn > (folder "/truth/student-register-records.tsv")
}

BEGIN {
	starts(seed, order_seed); read_countries(countries)
	columns("person programme office changed status subject level mode fte study sex start end prior_education prior_date residence citizenship second_citizenship")
	programmes()
	for (k = 1; k <= persons; k++) {
		id = sprintf("P%06d", k); person(); enrolments = 0
		n = chance(72) ? 1 : 2 + draw(2); p = draw(40)
		for (j = 0; j < n; j++) {
			enrol((p + j * 7) % 40 + 1); send_all(); keys++
			if (status == "valid") remember(); else withdrawn++
		}
		count_head("2024-12-31", "2024-12-31", "2024-12-31")
		count_head("2024-01-01/2024-12-31", "2024-01-01", "2024-12-31")
	}
	truth()
}
