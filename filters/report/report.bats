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
	[[ $output == *'in 1 flows'*'<td>KEN</td><td>CAN</td><td></td><td>50</td><td>150</td><td>−100</td><td>-100 %</td>'* ]]
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
	[[ $(<student-mobility.report.html) == *'<td>uk/parse</td><td>28'*'Open Government Licence v3.0'* ]]
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
}
