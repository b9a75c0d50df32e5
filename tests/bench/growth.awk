# tests/bench/growth.awk - the curve as a table for people: seconds and peak memory for each size, and by how much they grow.
NR == 1 { next }
{
	if (!($1 in known)) { known[$1] = 1; command[++n] = $1 }
	if (!($2 in size)) { size[$2] = $3; records[++sizes] = $2 }
	seconds[$1, $2] = $4
	peak[$1, $2] = $5
	differs += $6 != "same"
}
END {
	small = records[1]; large = records[sizes]
	printf "**Growth**: one round for each size; seconds, and peak memory in MB; %s.\n\n", differs ? "ANSWERS DIFFER" : "all answers the same"
	line = "| command |"; rule = "| --- |"
	for (s = 1; s <= sizes; s++) {
		line = line sprintf(" %.0f MB: s | MB |", size[records[s]] / 1e6)
		rule = rule " ---: | ---: |"
	}
	printf "%s bytes ×%.1f: time | memory |\n%s ---: | ---: |\n", line, size[large] / size[small], rule
	for (i = 1; i <= n; i++) {
		c = command[i]; line = "| " c " |"
		for (s = 1; s <= sizes; s++)
			line = line ((c, records[s]) in seconds ? sprintf(" %.2f | %.0f |", seconds[c, records[s]], peak[c, records[s]]) : " | |")
		if ((c, small) in seconds && (c, large) in seconds && seconds[c, small] > 0 && peak[c, small] > 0)
			print line sprintf(" ×%.1f | ×%.1f |", seconds[c, large] / seconds[c, small], peak[c, large] / peak[c, small])
		else
			print line " | |"
	}
	print ""
}
