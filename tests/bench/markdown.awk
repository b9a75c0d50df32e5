# tests/bench/markdown.awk - a table of table.awk for people. title: what was done; without: what is missing.
NR == 1 {
	for (i = 1; i <= NF; i++)
		name[i] = $i
	columns = NF
	next
}
{
	for (i = 1; i <= NF; i++)
		cell[NR - 1, i] = $i
	if ($(columns - 3) > rounds)
		rounds = $(columns - 3)
	differs += $(columns - 2) != "same"
	bytes = $(columns - 1)
	records = $columns
}
# What all rows have alike, or what few ask for, stands above the table.
function shown(i) {
	return i <= columns - 3 && (name[i] != "rounds" || uneven) && (name[i] != "M records/s" || records)
}
END {
	rows = NR - 1
	for (r = 1; r <= rows; r++)
		uneven += cell[r, columns - 3] != rounds
	printf "**%s**: %.1f MB%s; median of %d round%s; %s.%s\n\n", title, bytes / 1e6, records ? sprintf(", %d records", records) : "",
		rounds, rounds == 1 ? "" : "s", differs ? "ANSWERS DIFFER" : "all answers the same", without == "" ? "" : " " without
	line = "|"; rule = "|"
	for (i = 1; i <= columns; i++)
		if (shown(i)) {
			line = line " " name[i] " |"
			rule = rule (i == 1 ? " --- |" : " ---: |")
		}
	print line; print rule
	for (r = 1; r <= rows; r++) {
		line = "|"
		for (i = 1; i <= columns; i++)
			if (shown(i))
				line = line " " (cell[r, columns - 2] == "same" || i > 1 ? "" : "DIFFERS: ") cell[r, i] " |"
		print line
	}
	print ""
}
