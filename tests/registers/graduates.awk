# tests/registers/graduates.awk - graduates and where they live: what three offices send of both registers, and what is true of
# the cohort of 2018 one year and five years after. Run twice with the same seed, it draws the same, and writes the register
# that `register` names.

# The person: sex, citizenships, and the country of prior education, as rows of countries.tsv.
function person(    x)
{
	sex = chance(52) ? "F" : "M"
	x = draw(100)
	citizen = prior = 0; second = -1
	if (x >= 15) citizen = prior = country(0)
	if (x >= 75) prior = chance(50) ? country(0) : -1
	if (x >= 92) citizen = 0
	if (chance(12)) { second = chance(35) ? 0 : country(0); if (second == citizen) second = -1 }
	if (x >= 20 && chance(8)) { citizen = -1 - draw(4); second = -1 }
	live()
}

# Where the person lives, spell by spell: here from some day on; who leaves goes home, elsewhere, or nobody knows where.
function live(    at)
{
	spells = 0
	spell(0, at = some_day("2012-09-01", "2016-10-01"), "")
	if (chance(45)) return
	at = some_day("2018-03-01", "2023-11-30")
	S[1, "until"] = at
	if (chance(25)) return
	at = to_date(to_days(at) + 1 - (chance(12) ? draw(300) : 0))
	spell(chance(12) ? -3 : chance(55) && prior > 0 ? prior : country(0), at, "")
	if (chance(20)) {
		S[2, "until"] = at = to_date(to_days(at) + 100 + draw(900))
		spell(0, to_date(to_days(at) + 1), "")
	}
}
function spell(row, since, until)
{
	spells++
	S[spells, "row"] = row; S[spells, "since"] = since; S[spells, "until"] = until
}

function graduation(j)
{
	number = sprintf("D%s-%d", substr(id, 2), j)
	office = one_of("north south east")
	isced = one_of("ISCED11_6 ISCED11_6 ISCED11_7 ISCED11_7 ISCED11_8")
	graduated = chance(70) ? some_day("2018-01-01", "2018-12-31") : some_day("2017-06-01", "2019-07-15")
	changed = some_day("2019-08-01", "2019-08-31"); status = chance(4) ? "withdrawn" : "valid"
	held = chance(6) ? -1 : j > 1 && chance(30) ? 0 : prior
}

function send_graduation(to,    v)
{
	split("", v)
	v[1] = id; v[2] = number; v[3] = to; v[4] = day_written(changed, to); v[5] = status; v[6] = isced
	v[7] = to == "east" ? (sex == "M" ? 1 : 2) : to == "south" && sex == "F" ? "W" : sex
	v[8] = day_written(graduated, to); v[9] = written(held, to); v[10] = written(citizen, to); v[11] = written(second, to)
	if (register == "graduates") put(to, v, 11)
	sent_graduations++
}

function send_graduations(    to, a, b)
{
	if (chance(12)) { # an earlier version: another level, another country
		a = isced; b = changed
		isced = "ISCED11_6"; changed = some_day("2019-06-01", "2019-07-31")
		send_graduation(office)
		isced = a; changed = b
	}
	send_graduation(office)
	to = one_of("north south east")
	if (chance(20) && to != office) send_graduation(to)
}

function send_spell(j, to, day,    v)
{
	split("", v)
	v[1] = id; v[2] = j; v[3] = to; v[4] = day_written(day, to); v[5] = S[j, "status"]
	v[6] = day_written(S[j, "since"], to); v[7] = day_written(S[j, "until"], to); v[8] = written(S[j, "row"], to)
	if (register == "residence") put(to, v, 8)
	sent_spells++
}

function send_spells(    j, to, until)
{
	for (j = 1; j <= spells; j++) {
		S[j, "status"] = chance(3) ? "withdrawn" : "valid"
		to = one_of("north south east")
		if (chance(20)) { # before the end was known
			until = S[j, "until"]; S[j, "until"] = ""
			send_spell(j, to, some_day("2023-01-01", "2023-06-30"))
			S[j, "until"] = until
		}
		send_spell(j, to, some_day("2024-01-05", "2024-01-31"))
		spell_keys++
		if (S[j, "status"] != "valid") spells_withdrawn++
	}
}

# Which of two degrees of the year counts: the higher level, then the later one, then the smaller key.
function better(a, b)
{
	if (D[a, "isced"] != D[b, "isced"]) return D[a, "isced"] > D[b, "isced"]
	if (D[a, "day"] != D[b, "day"]) return D[a, "day"] > D[b, "day"]
	return D[a, "number"] < D[b, "number"]
}

# The row of the country in which the person is on a day: that of the spell that began last; "" nobody knows.
function lives(day,    j, best)
{
	best = 0
	for (j = 1; j <= spells; j++) {
		if (S[j, "status"] != "valid" || S[j, "since"] > day || (S[j, "until"] != "" && S[j, "until"] < day)) continue
		if (!best || S[j, "since"] > S[best, "since"]) best = j
	}
	return best && S[best, "row"] >= 0 ? code[S[best, "row"]] : ""
}

function follow(day, origin,    at, fate)
{
	at = lives(day)
	fate = at == "" ? "unknown" : at == "AUT" ? "stayed" : at == origin ? "returned" : "onward"
	cohort[day "\t" origin]++; total[day]++
	n[day "\t" origin, fate]++; n[day, fate]++
}

function rate(file, day, partner, of, all,    key)
{
	printf "%s\tonward_rate\t%s\t%s\n", day, partner, decimal(ratio(100 * n[of, "onward"], all)) > file
	printf "%s\treturn_rate\t%s\t%s\n", day, partner, decimal(ratio(100 * n[of, "returned"], all)) > file
	printf "%s\tstay_rate\t%s\t%s\n", day, partner, decimal(ratio(100 * n[of, "stayed"], all)) > file
	printf "%s\tuntraced_rate\t%s\t%s\n", day, partner, decimal(ratio(100 * n[of, "unknown"], all)) > file
}

function truth(    c, part, file)
{
	file = folder "/truth/.graduate-mobility-by-origin"
	for (c in cohort)
		printf "%s\t%d\t%d\t%d\t%d\t%d\n", c, cohort[c], n[c, "stayed"], n[c, "returned"], n[c, "onward"], n[c, "unknown"] > file
	file = folder "/truth/.graduate-mobility-rates"
	for (c in cohort) { split(c, part, "\t"); rate(file, part[1], part[2], c, cohort[c]) }
	for (c in total) rate(file, c, "", c, total[c])
	printf "sent\t%d\nkeys\t%d\nwithdrawn\t%d\n", sent_graduations, keys, withdrawn > (folder "/truth/graduate-mobility-records.tsv")
	printf "sent\t%d\nkeys\t%d\nwithdrawn\t%d\n", sent_spells, spell_keys, spells_withdrawn > (folder "/truth/residence-records.tsv")
}

BEGIN {
	starts(seed + 900, order_seed); read_countries(countries)
	if (register == "graduates") columns("person degree office changed status isced sex graduated prior_education citizenship second_citizenship")
	else columns("person spell office changed status since until country")
	for (k = 1; k <= persons; k++) {
		id = sprintf("G%06d", k); person(); degrees = 0
		many = chance(80) ? 1 : 2
		for (j = 1; j <= many; j++) {
			graduation(j); send_graduations(); keys++
			if (status != "valid") { withdrawn++; continue }
			if (graduated !~ /^2018/) continue
			decide(held, "SEC_ED", -1, citizen, second, 0, 1)
			i = ++degrees
			D[i, "isced"] = isced; D[i, "day"] = graduated; D[i, "number"] = number; D[i, "origin"] = origin; D[i, "mobility"] = mobility
		}
		send_spells()
		best = degrees ? 1 : 0
		for (i = 2; i <= degrees; i++) if (better(i, best)) best = i
		if (best && D[best, "mobility"] ~ /^MOB/) { follow("2019-12-31", D[best, "origin"]); follow("2023-12-31", D[best, "origin"]) }
	}
	if (register == "residence") truth()
}
