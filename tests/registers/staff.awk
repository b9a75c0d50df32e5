# tests/registers/staff.awk - a register of academic staff: what three offices send, and what is true of 2024.

# The person: sex, citizenships, and the country of the highest degree, as rows of countries.tsv.
function person(    x)
{
	sex = chance(44) ? "F" : "M"
	x = draw(100)
	citizen = degree = 0; second = -1
	if (x >= 50) citizen = country(0)
	if (x >= 56) degree = chance(80) ? citizen : country(0)
	if (x >= 92) citizen = 0
	if (chance(15)) { second = chance(35) ? 0 : country(0); if (second == citizen) second = -1 }
	if (x >= 50 && chance(8)) { citizen = -1 - draw(4); second = -1 }
	degree_day = some_day("1996-06-01", "2018-07-15")
	if (degree > 0 && chance(20)) {
		degree = country(1)
		degree_day = some_day(from_year[degree] "-01-01", to_year[degree] "-12-31")
	}
	if (degree == -1) degree_day = ""
}

# The contracts that follow one another. The first brings a person from another country or from home, the last may be followed
# by a place abroad; many offices do not know.
function contract(j, of)
{
	number = sprintf("C%s-%d", substr(id, 2), j)
	office = one_of("north south east")
	start = j == 1 ? some_day(chance(25) ? "2024-01-01" : "2008-01-01", "2024-12-31") : to_date(to_days(end) + 1 - draw(2) * draw(60))
	end = j < of || chance(45) ? to_date(to_days(start) + 180 + draw(1500)) : ""
	if (j == of && chance(20) && start < "2024-06-01") end = some_day("2024-06-01", "2024-12-31")
	rank = one_of("PROF DOC DOC ASS ASS ASS")
	fte = chance(3) ? "" : one_of("25 50 75 100 100 100 100")
	came = j > 1 ? 0 : chance(25) ? -1 : chance(40) ? country(0) : 0
	went = end == "" || chance(25) ? -1 : j == of && chance(70) ? country(0) : 0
	held = chance(12) ? -1 : degree
	if (held > today && code[held] == "" && office != "east") held = -1
	held_day = held == -1 ? "" : degree_day
	changed = some_day("2025-01-10", "2025-01-31"); status = chance(3) ? "withdrawn" : "valid"
}

function send(to,    v, f)
{
	f = fte == "" ? "" : fte == 100 ? "1" : "0" (to == "south" ? "," : ".") (fte == 50 ? "5" : fte)
	split("", v)
	v[1] = id; v[2] = number; v[3] = to; v[4] = day_written(changed, to); v[5] = status; v[6] = rank; v[7] = f
	v[8] = to == "east" ? (sex == "M" ? 1 : 2) : to == "south" && sex == "F" ? "W" : sex
	v[9] = day_written(start, to); v[10] = day_written(end, to)
	v[11] = written(held, to); v[12] = day_written(held_day, to)
	v[13] = written(citizen, to); v[14] = written(second, to); v[15] = written(came, to); v[16] = written(went, to)
	put(to, v, fields)
	sent++
}

# An earlier version of the contract: another rank, another end, another origin.
function send_earlier(    a, b, c, d, e, f)
{
	a = rank; b = end; c = came; d = changed; e = status; f = held
	rank = one_of("PROF DOC ASS"); end = ""; came = country(0); status = "valid"
	changed = some_day("2024-11-01", "2024-12-31")
	if (held >= 0 && held <= today) held = country(0)
	send(office)
	rank = a; end = b; came = c; changed = d; status = e; held = f
}

function send_all(    to)
{
	if (chance(15)) send_earlier()
	send(office)
	if (chance(4)) send(office)
	to = one_of("north south east")
	if (chance(30) && to != office && !(held > today && code[held] == "")) send(to)
}

# Which of two contracts counts: the higher rank, then the later start, then the smaller key.
function better(a, b)
{
	if (E[a, "rank"] != E[b, "rank"]) return index("ASSDOCPROF", E[a, "rank"]) > index("ASSDOCPROF", E[b, "rank"])
	if (E[a, "start"] != E[b, "start"]) return E[a, "start"] > E[b, "start"]
	return E[a, "contract"] < E[b, "contract"]
}

function count_head(day,    i, best, sum, lacks, cell)
{
	best = sum = lacks = 0
	for (i = 1; i <= contracts; i++) {
		if (E[i, "start"] > day || (E[i, "end"] != "" && E[i, "end"] < day)) continue
		if (!best || better(i, best)) best = i
		if (E[i, "fte"] == "") lacks = 1
		sum += E[i, "fte"]
	}
	if (!best) return
	cell = day "\t" E[best, "cell"]
	heads[cell]++; stock[day]++
	if (!lacks) { equivalents[cell] += sum * 1000; known[cell] = 1 }
}

# Who came and who left in 2024, once for each country.
function count_moves(    i, seen)
{
	for (i = 1; i <= contracts; i++) {
		if (E[i, "start"] ~ /^2024/ && E[i, "came"] > 0 && !seen["in", E[i, "came"]]++) { inflow[code[E[i, "came"]]]++; came_in++ }
		if (E[i, "end"] ~ /^2024/ && E[i, "went"] > 0 && !seen["out", E[i, "went"]]++) { outflow[code[E[i, "went"]]]++; went_out++ }
	}
}

function remember()
{
	decide(held, "HI_DEG", -1, citizen, second, 0, 1)
	i = ++contracts
	E[i, "rank"] = rank; E[i, "start"] = start; E[i, "end"] = end; E[i, "fte"] = fte; E[i, "contract"] = number
	E[i, "came"] = came; E[i, "went"] = went
	E[i, "cell"] = origin "\t" origin_kind "\t" rank "\t" sex "\t" mobility "\t" foreign
}

function truth(    c, file, rate)
{
	file = folder "/truth/.staff-mobility-stock"
	for (c in heads) printf "%s\t%d\t%s\n", c, heads[c], known[c] ? decimal(equivalents[c]) : "" > file
	file = folder "/truth/.staff-mobility-by-country"
	for (c in outflow) inflow[c] += 0
	for (c in inflow) printf "%s\t%d\t%d\t%d\n", c, inflow[c], outflow[c], inflow[c] - outflow[c] > file
	file = folder "/truth/.staff-mobility-rates"
	rate = ratio(100 * (came_in - went_out), stock["2023-12-31"])
	printf "inbound\t%d\noutbound\t%d\nnet_flow\t%d\ngain_ratio\t%s\n", came_in, went_out, came_in - went_out, decimal(rate) > file
	printf "sent\t%d\nkeys\t%d\nwithdrawn\t%d\n", sent, keys, withdrawn > (folder "/truth/staff-mobility-records.tsv")
}

BEGIN {
	starts(seed + 500, order_seed); read_countries(countries)
	columns("person contract office changed status rank fte sex start end degree degree_date citizenship second_citizenship came_from went_to")
	for (k = 1; k <= persons; k++) {
		id = sprintf("S%06d", k); person(); contracts = 0
		n = chance(70) ? 1 : 2
		for (j = 1; j <= n; j++) {
			contract(j, n); send_all(); keys++
			if (status == "valid") remember(); else withdrawn++
		}
		count_head("2023-12-31"); count_head("2024-12-31"); count_moves()
	}
	truth()
}
