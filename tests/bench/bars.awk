# tests/bench/bars.awk - a table of table.awk as a picture: bars of the MB a second, longer is better, and of the peak memory,
# shorter is better. Colours that the colour-blind tell apart, on light and on dark; no meaning hangs on them alone.
function escaped(t) {
	gsub(/&/, "\\&amp;", t); gsub(/</, "\\&lt;", t); gsub(/>/, "\\&gt;", t)
	return t
}
function panel(x, title, value, most, unit,   i, w) {
	printf "<text class=\"head\" x=\"%d\" y=\"24\">%s</text>\n", x, title
	for (i = 1; i <= n; i++) {
		w = most > 0 ? value[i] / most * WIDE : 0
		printf "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"18\"/>\n", kind[i], x, 20 + 26 * i - 6, w < 1 ? 1 : w
		printf "<text x=\"%.1f\" y=\"%d\">%s%s</text>\n", x + w + 6, 34 + 26 * i - 6, value[i], unit
	}
}
NR == 1 { next }
{
	n++
	name[n] = $1; speed[n] = $3; memory[n] = $6
	kind[n] = $1 ~ /^weir/ ? "weir" : $1 == "roof" ? "roof" : "peer"
	if (speed[n] > fastest) fastest = speed[n]
	if (memory[n] > largest) largest = memory[n]
	bytes = $(NF - 1)
}
END {
	LABEL = 170; WIDE = 230; high = 44 + 26 * n + 10
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\">\n", LABEL + 2 * WIDE + 170, high
	printf "<title>The job over %.0f MB: MB a second and peak memory of each command</title>\n", bytes / 1e6
	print "<style>text{fill:#222}.head{font-weight:bold}.weir{fill:#0072b2}.roof{fill:#999}.peer{fill:#e69f00}"
	print "@media(prefers-color-scheme:dark){text{fill:#ddd}.weir{fill:#56b4e9}.roof{fill:#888}.peer{fill:#e69f00}}</style>"
	for (i = 1; i <= n; i++)
		printf "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n", LABEL - 8, 34 + 26 * i - 6, escaped(name[i])
	panel(LABEL, "MB a second, of " sprintf("%.0f", bytes / 1e6) " MB (longer is better)", speed, fastest, "")
	panel(LABEL + WIDE + 80, "peak memory (shorter is better)", memory, largest, " MB")
	print "</svg>"
}
