# What weir-report(1) promises of its page.
# shellcheck disable=SC2154 # run sets $output
load ../../tests/weir

flows() {
	printf '%s\n' $'to\tfrom\tname\tyear\tn\tunit\tst' $'CAN\tIND\tIndia\t2023\t5\tP\tA' $'CAN\tIND\tIndia\t2024\t7\tP\tA' \
		$'CAN\tGBR\tU <K>\t2024\t2\tP\tA' $'GBR\tCAN\tCanada\t2024\t9\tP\tA' $'CAN\tTGO\tTogo\t2024\t\tP\tQ' $'CAN\tIND\tIndia\t2024\t900\tA\tA'
}
page() { weir-report --host to --origin from --origin-name name --time year --value n --unit unit --status st "$@"; }

@test "a page has a chart and its table for each host and unit, and adds nothing across units" {
	flows >in
	for size in 1 1024; do
		run page --title 'Who <comes>' --note 'a & b' --batch-size $size in
		[ "$status" -eq 0 ]
		[ -z "$stderr" ]
	done
	[[ $output == '<!doctype html>'*'<h1>Who &lt;comes&gt;</h1><p class=lead>a &amp; b</p>'* ]]
	[ "$(grep -o '<svg ' <<<"$output" | wc -l)" -eq "$(grep -o '<summary>The numbers' <<<"$output" | wc -l)" ]
	[[ $output == *'2024: <b>9</b> p, of these 77.8 % from India.'* ]]
	[[ $output == *'2024: <b>900</b> a, of these 100 % from India.'* ]]
	[[ $output == *'U &lt;K&gt;'* ]]
	[[ $output != *'U <K>'* ]]
	[[ $output == *'<td>CAN</td><td>Q</td><td>1</td>'* ]]
	# Canada and the United Kingdom are host and origin: 9 and 2.
	[[ $output == *'<h2>Gain and loss, 2024 (p)</h2>'*'<td>CAN</td><td>9</td><td>9</td><td>0</td>'* || $output == *'<td>GBR</td><td>9</td><td>2</td><td>7</td>'* ]]
	[[ $output != *'<script'* ]]
	[[ $output != *'src='* ]]
}

@test "countries that gain and lose, and where two sides differ" {
	printf '%s\n' $'c\ti\to' $'KEN\t5\t90' $'PER\t70\t10' $'TGO\t\t3' >in
	run weir-report --country c --inbound i --outbound o in
	[[ $output == *'where both are known: 2.'* ]]
	[[ $output == *'<td>PER</td><td>PER</td><td>70</td><td>10</td><td>60</td><td>7</td>'* ]]
	[[ $output == *'<td>KEN</td><td>KEN</td><td>5</td><td>90</td><td>−85</td><td>0.06</td>'* ]]
	[[ $output == *'<p class=lead>Inbound less outbound, in countries where both are known: 2.</p>'* ]]
	# Measure of the table, exact decimals, names whole.
	local long='Plurinational State of a Name That Is Longer Than a Bar'
	printf '%s\n' $'c\ti\to\tu' "$long"$'\t0.1\t0.2\tREFUGEES' $'PER\t1234567.3\t0.1\tREFUGEES' >in
	run weir-report --country c --inbound i --outbound o --unit u in
	[[ $output == *'<p class=lead>Refugees: inbound less outbound, in countries where both are known: 2.</p>'* ]]
	[[ $output == *"<text x=0 y=16>$long</text>"* ]]
	[[ $output == *$'<td>1\u202f234\u202f567.3</td><td>0.1</td><td>1\u202f234\u202f567.2</td>'* ]]
	[[ $output == *'<td>0.1</td><td>0.2</td><td>−0.1</td>'* ]]
	printf '%s\n' $'from\ty\tn' $'KEN\t2023\t0.1' $'PER\t2023\t0.2' "$long"$'\t2024\t0.7' $'KEN\t2024\t0.1' >in
	run weir-report --origin from --time y --value n in
	[[ $output == *'<td>2023</td><td>0.3</td>'*'>Plurinational</text>'*'>State of a Name</text>'* ]]
	printf '%s\n' $'to\tfrom\tn\tm' $'CAN\tKEN\t50\t150' $'CAN\tPER\t5\t' >in
	run weir-report --host to --origin from --value n --mirror m in
	[[ $output == *'in 1 flows'*'<td>KEN</td><td>CAN</td><td></td><td>50</td><td>150</td><td>−100</td><td>−100 %</td>'* ]]
}

@test "counts are shown to the last digit, and added up exactly" {
	printf '%s\n' $'h\to\tt\tn' $'A\tB\t1\t9007199254740993' $'A\tC\t1\t0.0000004' $'A\tD\t1\t10000067690.5963004' $'A\tB\t2\t-007.50' $'A\tD\t2\t1' \
		$'A\tC\t2\t12345678901234567890123456789012345678' >in
	run weir-report --host h --origin o --time t --value n in
	[ "$status" -eq 0 ]
	[[ $output == *$'<td>9\u202f007\u202f199\u202f254\u202f740\u202f993</td>'* ]]
	[[ $output == *$'<td>10\u202f000\u202f067\u202f690.5963004</td>'* ]]
	[[ $output == *'<td>0.0000004</td>'* ]]
	[[ $output == *$'<td>1</td><td>9\u202f007\u202f209\u202f254\u202f808\u202f683.5963008</td>'* ]]
	[[ $output == *$'<td>2</td><td>12\u202f345\u202f678\u202f901\u202f234\u202f567\u202f890\u202f123\u202f456\u202f789\u202f012\u202f345\u202f671.5</td>'* ]]
	# Whole numbers whose sum has more than 15 digits.
	awk 'BEGIN { print "o\tn"; for (i = 0; i < 300; i++) printf "%d\t%.0f\n", i % 2, 99999999999999 - i }' >in
	run weir-report --origin o --value n in
	[[ $output == *$'<p class=lead>All: <b>29\u202f999\u202f999\u202f999\u202f954\u202f850</b>, of these 50 % from 0.'* ]]
	printf '%s\n' $'c\ti\to' $'X\t5000000000000000.25\t5000000000000000.75' $'Y\t2\t1' >in
	run weir-report --country c --inbound i --outbound o in
	[[ $output == *'<td>−0.5</td>'* ]]
	# Ratios are rounded once, half up, and never shown with digits that they have not.
	printf '%s\n' $'c\ti\to' $'X\t203\t200' $'Y\t12345678\t10' $'Z\t9007199254740993\t1' >in
	run weir-report --country c --inbound i --outbound o in
	[[ $output == *$'<td>3</td><td>1.02</td>'*  ]]
	[[ $output == *$'<td>1\u202f234\u202f567.8</td>'* ]]
	[[ $output == *$'<td>9\u202f007\u202f199\u202f254\u202f740\u202f992</td><td>over 10¹²</td>'* ]]
	run weir-report --country c --inbound i --outbound o <<<$'c\ti\to\nX\t1234567890123456789012345678901234567890\t1'
	[ "$status" -eq 65 ]
	[[ $stderr == "weir-report: -:2: i: '1234567890123456789012345678901234567890' has more than 38 digits, or 30 behind the point"* ]]
}

@test "what is provisional is marked, and leads only where nothing else does" {
	printf '%s\n' $'o\tt\tn\ts' $'KEN\t2023\t5\tA' $'PER\t2023\t6\tA' $'KEN\t2024\t50\tA' $'PER\t2024\t60\tQ' $'KEN\t2025\t7\tP' $'PER\t2025\t\tQ' >in
	run weir-report --origin o --time t --value n --status s in
	[[ $output == *'<p class=lead>2024: <b>110</b>, of these 54.5 % from PER. 2025 is provisional: 7.</p>'* ]]
	[[ $output == *'<td>2024</td><td>110</td></tr><tr><td>2025 (provisional)</td><td>7</td></tr>'* ]]
	[[ $output == *"<polyline class='l l0 open' points='208,20 340,188.5'/>"* ]]
	[[ $output == *"<title>all, 2025, provisional: 7</title>"* ]]
	grep -v 202[34] in >only
	run weir-report --origin o --time t --value n --status s only
	[[ $output == *'<p class=lead>2025: <b>7</b>, of these 100 % from KEN.</p>'* ]]
}

@test "flows are bands from origins to hosts, the small ones together, with their names for who does not see them" {
	awk 'BEGIN { print "h\to\tn"; for (o = 1; o <= 15; o++) for (h = 1; h <= 12; h++) print "H" h "\tO" o "\t" o * h }' >in
	run weir-report --host h --origin o --value n in
	[[ $output == *'<figcaption>From where to where</figcaption>'* ]]
	[ "$(grep -o '<path class=.band' <<<"$output" | wc -l)" -eq 120 ]
	[[ $output == *'<td>O15</td><td>H12</td><td>180</td>'* ]]
	[[ $output == *'<td>4 other origins</td><td>3 other hosts</td><td>60</td>'* ]]
	[ "$(grep -o '<table><caption>Flows</caption>.*' <<<"$output" | sed 's,</table>.*,,' | grep -o '<td>[0-9 ]*</td></tr>' | tr -dc '0-9\n' | awk '{ n += $1 } END { print n }')" -eq $((120 * 78)) ]
	[ "$(grep -o '<svg ' <<<"$output" | wc -l)" -eq "$(grep -oE "<svg viewBox='[0-9. ]*' role=img aria-label='[^']+'><title>[^<]+</title><desc>[^<]+</desc>" <<<"$output" | wc -l)" ]
}

@test "words that are wrong, and too much to read" {
	run weir-report --value n --host too <<<$'to\tn'
	[ "$status" -eq 64 ]
	run weir-report --host to <<<$'to\tn'
	[ "$status" -eq 64 ]
	[ "$stderr" = 'weir-report: give --value for a table of flows, or --country, --inbound and --outbound' ]
	run weir-report --value n <<<$'to\tn'
	[ "$stderr" = 'weir-report: --value: of what? give --host, --origin or both' ]
	awk 'BEGIN { print "n\tto"; for (i = 0; i < 500001; i++) print i "\tx" }' >in
	run weir-report --value n --host to in
	[ "$status" -eq 65 ]
	[ "$stderr" = 'weir-report: more than 500000 records: aggregate them first' ]
}

@test "a pipeline's page carries its sources and books, and is seen whole on wide screens and narrow ones" {
	command -v chromium >/dev/null || skip "Chromium is not installed"
	[ -z "${QUICK:-}" ] || skip "starts a browser: not in a quick run"
	weir run -q "$(shipped student-mobility)" to="$PWD"
	[[ $(<student-mobility.report.html) == *'<td>uk_records/parse</td><td>28'*'Open Government Licence v3.0'* ]]
	local width
	for width in 390 1280; do
		# What is wider than the page would be cut: the document says so itself.
		sed "s|</html>|<script>document.documentElement.dataset.over=document.documentElement.scrollWidth>innerWidth+1?'yes':'no'</script></html>|" \
			student-mobility.report.html >probe.html
		chromium --headless --no-sandbox --disable-gpu --window-size=$width,4000 --dump-dom "file://$PWD/probe.html" 2>/dev/null >dom
		grep -q 'data-over="no"' dom
		chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=$width,4000 --screenshot="$PWD/$width.png" \
			"file://$PWD/student-mobility.report.html" 2>/dev/null
		[ "$(wc -c <$width.png)" -gt 50000 ]
	done
	# No name is cut by the edge of its picture: two units are what a letter may overhang.
	weir run -q "$(shipped graduate-mobility)" to="$PWD"
	sed "s|</html>|<script>document.documentElement.dataset.cut=[...document.querySelectorAll('svg text')].filter(t=>{const b=t.getBBox();return b.x<-2\|\|b.x+b.width>482}).map(t=>t.textContent)</script></html>|" \
		graduate-mobility.report.html >probe.html
	chromium --headless --no-sandbox --disable-gpu --dump-dom "file://$PWD/probe.html" 2>/dev/null >dom
	grep -q 'data-cut=""' dom
}
