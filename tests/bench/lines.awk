# tests/bench/lines.awk - the curve as a picture: seconds and peak memory against the size of the input, both scales
# logarithmic, so that what grows with the input climbs as the thin line does. Each line is named where it ends, and has a
# dash of its own; the colours are those that the colour-blind tell apart, on light and on dark.
function escaped(t) {
	gsub(/&/, "\\&amp;", t); gsub(/</, "\\&lt;", t); gsub(/>/, "\\&gt;", t)
	return t
}
function x_of(v) { return left + (highest > lowest ? log(v / lowest) / log(highest / lowest) : 0.5) * WIDE }
function y_of(v) { return 40 + HIGH - log(v / floor) / log(ceiling / floor) * HIGH }
function number(v) { return v >= 1000 ? sprintf("%.0f", v) : v >= 10 ? sprintf("%.0f", v) : sprintf("%.2g", v) }
# Names at the ends of lines, moved apart where they would stand on each other.
function place_names(value,   i, j, t, c) {
	for (i = 1; i <= n; i++) { at[i] = y_of(value[command[i], last[command[i]]]); by[i] = i }
	for (i = 2; i <= n; i++)
		for (j = i; j > 1 && at[by[j]] < at[by[j - 1]]; j--) { t = by[j]; by[j] = by[j - 1]; by[j - 1] = t }
	for (i = 2; i <= n; i++)
		if (at[by[i]] < at[by[i - 1]] + 14)
			at[by[i]] = at[by[i - 1]] + 14
	for (i = 1; i <= n; i++) {
		c = command[i]
		printf "<text x=\"%.1f\" y=\"%.1f\">%s</text>\n", x_of(last[c]) + 6, at[i] + 4, escaped(c)
	}
}
function panel(x, title, value, unit,   i, s, c, v, points) {
	left = x; floor = ceiling = 0
	for (v in value) {
		if (!floor || value[v] < floor) floor = value[v]
		if (value[v] > ceiling) ceiling = value[v]
	}
	if (floor <= 0) floor = 0.001
	if (ceiling <= floor) ceiling = floor * 2
	printf "<text class=\"head\" x=\"%d\" y=\"20\">%s</text>\n", x, title
	printf "<path class=\"axis\" d=\"M%d,40V%dH%d\"/>\n", x, 40 + HIGH, x + WIDE
	printf "<text text-anchor=\"end\" x=\"%d\" y=\"44\">%s</text><text text-anchor=\"end\" x=\"%d\" y=\"%d\">%s</text>\n", x - 6, number(ceiling) unit, x - 6, 44 + HIGH, number(floor) unit
	for (s = 1; s <= sizes; s++)
		printf "<text text-anchor=\"middle\" x=\"%.1f\" y=\"%d\">%.0f</text>\n", x_of(size[s]), 58 + HIGH, size[s] / 1e6
	printf "<text text-anchor=\"middle\" x=\"%d\" y=\"%d\">MB of input; thin: in proportion</text>\n", x + WIDE / 2, 76 + HIGH
	if (floor * highest / lowest <= ceiling)
		printf "<path class=\"axis\" d=\"M%.1f,%.1fL%.1f,%.1f\"/>\n", x_of(lowest), y_of(floor), x_of(highest), y_of(floor * highest / lowest)
	for (i = 1; i <= n; i++) {
		c = command[i]; points = ""
		for (s = 1; s <= sizes; s++)
			if ((c, size[s]) in value) {
				points = points sprintf(" %.1f,%.1f", x_of(size[s]), y_of(value[c, size[s]] < floor ? floor : value[c, size[s]]))
				last[c] = size[s]
			}
		printf "<polyline class=\"l%d\" points=\"%s\"/>\n", i, points
	}
	place_names(value)
}
NR == 1 { next }
{
	if (!($1 in known)) { known[$1] = 1; command[++n] = $1 }
	if (!($3 in have)) { have[$3] = 1; size[++sizes] = $3 }
	if (!lowest || $3 < lowest) lowest = $3
	if ($3 > highest) highest = $3
	seconds[$1, $3] = $4 > 0 ? $4 : 0.001
	memory[$1, $3] = $5 > 0 ? $5 : 1
}
END {
	WIDE = 230; HIGH = 220
	split("#0072b2 #d55e00 #009e73 #cc79a7 #e69f00 #56b4e9 #888888", light, " ")
	split("#56b4e9 #ff8f45 #2fc79a #e5a3c8 #e69f00 #9ad4f5 #aaaaaa", dark, " ")
	split("none 8,3 2,3 8,3,2,3 12,4 4,4 1,2", dash, " ")
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 960 %d\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n", HIGH + 90
	print "<title>Seconds and peak memory as the input grows</title>"
	print "<style>text{fill:#222}.head{font-weight:bold;font-size:13px}polyline{fill:none;stroke-width:2.5}.axis{fill:none;stroke:#888;stroke-width:1}"
	for (i = 1; i <= n; i++)
		printf ".l%d{stroke:%s;stroke-dasharray:%s}", i, light[(i - 1) % 7 + 1], dash[(i - 1) % 7 + 1]
	printf "@media(prefers-color-scheme:dark){text{fill:#ddd}"
	for (i = 1; i <= n; i++)
		printf ".l%d{stroke:%s}", i, dark[(i - 1) % 7 + 1]
	print "}</style>"
	panel(70, "seconds", seconds, " s")
	panel(560, "peak memory", memory, " MB")
	print "</svg>"
}
