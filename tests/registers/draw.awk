# tests/registers/draw.awk - what both registers draw: numbers, days, countries, and how an office writes them.

# Park and Miller's minimal standard: all products stay below 2^53, so every awk draws the same.
function draw(n)
{
	state = state * 16807 % 2147483647
	return state % n
}

# true in so many of a hundred cases
function chance(percent) { return draw(1000) < percent * 10 }

# one of the words in a text, which stand between blanks
function one_of(words,    n, list)
{
	n = split(words, list, " ")
	return list[draw(n) + 1]
}

# Days since 1970-01-01 of a date, and back (Howard Hinnant, "chrono-compatible low-level date algorithms").
function to_days(date,    y, m, d, era, yoe, doy)
{
	y = substr(date, 1, 4) + 0; m = substr(date, 6, 2) + 0; d = substr(date, 9, 2) + 0
	if (m <= 2) y--
	era = int(y / 400); yoe = y - era * 400
	doy = int((153 * (m + (m > 2 ? -3 : 9)) + 2) / 5) + d - 1
	return era * 146097 + yoe * 365 + int(yoe / 4) - int(yoe / 100) + doy - 719468
}
function to_date(days,    era, doe, yoe, doy, mp, d, m, y)
{
	days += 719468; era = int(days / 146097); doe = days - era * 146097
	yoe = int((doe - int(doe / 1460) + int(doe / 36524) - int(doe / 146096)) / 365)
	doy = doe - (365 * yoe + int(yoe / 4) - int(yoe / 100))
	mp = int((5 * doy + 2) / 153); d = doy - int((153 * mp + 2) / 5) + 1
	m = mp < 10 ? mp + 3 : mp - 9; y = yoe + era * 400 + (m <= 2)
	return sprintf("%04d-%02d-%02d", y, m, d)
}
function some_day(first, last) { return to_date(to_days(first) + draw(to_days(last) - to_days(first) + 1)) }

# countries.tsv: rows 1 to `today` are countries of today, those behind them former ones, which have years. The row 0 is the
# host; a row without code says nothing: CS was given to two countries, and between them it was nobody's.
function read_countries(file,    line, v, years)
{
	code[0] = "AUT"; iso2[0] = "AT"; english[0] = "Austria"; german[0] = "Österreich"
	getline line < file
	while ((getline line < file) > 0) {
		split(line, v, "\t")
		rows++
		code[rows] = v[1]; iso2[rows] = v[2]; english[rows] = v[3]; german[rows] = v[4]
		weights += weight[rows] = v[5]
		if (v[6] == "") { today = rows; weights_today = weights }
		split(v[6], years, "-")
		from_year[rows] = years[1]; to_year[rows] = years[2]
	}
	close(file)
}

# a row of countries.tsv by weight: of today, or a former one
function country(former,    n, row)
{
	n = former ? draw(weights - weights_today) : draw(weights_today)
	for (row = former ? today + 1 : 1; n >= weight[row]; row++)
		n -= weight[row]
	return row
}

# A country as an office writes it: in English, in German, as a code of two letters; -1 is nothing. Words for people without
# a country are rows below: -2 stateless, -3 unknown, -4 not stated.
function written(row, office)
{
	if (row == -1) return ""
	if (row < -1) return office == "south" ? no_country_german[-row] : no_country[-row]
	return office == "east" ? iso2[row] : office == "south" ? german[row] : english[row]
}

# A day as an office writes it. North and east do it in two ways.
function day_written(date, office,    y, m, d)
{
	if (date == "") return ""
	y = substr(date, 1, 4); m = substr(date, 6, 2); d = substr(date, 9, 2)
	if (office == "south") return d "." m "." y
	if (chance(60)) return date
	if (office == "east") return d "/" m "/" y
	return (d + 0) " " month[m + 0] " " y
}

# The header of each office's file, which stands in front in any order.
function columns(words,    names, i, j, file)
{
	fields = split(words, names, " ")
	for (i = 1; i <= 3; i++) {
		file = folder "/." offices[i]
		for (j = 1; j <= fields; j++) printf "%s%s", (j == 1 ? "0\t" : delimiter[offices[i]]), names[j] > file
		printf "\n" > file
	}
}

# A line of an office's file, in front of it a number that its order follows: by the seed of the order alone.
function put(office, values, n,    i, line, v)
{
	line = ""
	for (i = 1; i <= n; i++) {
		v = values[i]
		if (office == "north" && v ~ /[",]/) v = "\"" v "\""
		line = line (i > 1 ? delimiter[office] : "") v
	}
	order = order * 16807 % 2147483647
	printf "%010.0f\t%s\n", order, line > (folder "/." office)
}

# units of 10^-5 as text
function decimal(n) { return n < 0 ? "-" decimal(-n) : sprintf("%.0f.%05.0f", int(n / 100000), n % 100000) }

# a / b in units of 10^-5, a half away from zero
function ratio(a, b) { return a < 0 ? -ratio(-a, b) : int((2 * a * 100000 + b) / (2 * b)) }

function starts(seed, order_seed,    i)
{
	state = seed * 7919 % 2147483646 + 1; order = order_seed * 7907 % 2147483646 + 1
	for (i = 0; i < 10; i++) { draw(2); order = order * 16807 % 2147483647 }
	split("January February March April May June July August September October November December", month, " ")
	split("x Stateless Unknown x", no_country, " "); no_country[4] = "Not stated"
	split("x Staatenlos Unbekannt x", no_country_german, " "); no_country_german[4] = "Keine Angabe"
	kind[-1] = "unspecified"; kind[-2] = "stateless"; kind[-3] = "unknown"; kind[-4] = "unspecified"
	split("north south east", offices, " ")
	delimiter["north"] = ","; delimiter["south"] = ";"; delimiter["east"] = "\t"
}

# What the criteria of origin make of a person, into origin, criterion, origin_kind, mobility and foreign. `first` is that
# of education, with its word; -1 or a row without a code says nothing. `home` is residence.
function decide(first, word, home, citizen, second, away, where_known)
{
	foreign = citizen < 0 ? "" : citizen == 0 || second == 0 ? "no" : "yes"
	origin = criterion = ""; origin_kind = "country"
	if (first >= 0 && code[first] != "") {
		origin = code[first]; criterion = word
		if (first > today) origin_kind = "historical"
	} else if (home >= 0) {
		origin = code[home]; criterion = "RES"
	} else if (citizen >= 0 && (citizen == 0 || second < 0 || second == 0)) {
		origin = foreign == "no" ? "AUT" : code[citizen]; criterion = "CTZ"
	} else
		origin_kind = citizen < 0 ? kind[citizen] : "several"
	if (away) mobility = "NMOB"
	else if (origin == "") mobility = "_U"
	else if (origin == "AUT") mobility = "NMOB"
	else if (!where_known) mobility = "_U"
	else mobility = foreign == "" ? "MOB" : foreign == "no" ? "MOB_HOME" : "MOB_NHOME"
}
