# tests/bench/table.awk - of runs of commands a table: the median of the seconds, and of the ratios within a round.
# bases: names, one a line, that the ratios are to.
function median(list,   v, n, i, j, t) {
	n = split(list, v, " ")
	for (i = 2; i <= n; i++) {
		t = v[i] + 0
		for (j = i - 1; j > 0 && v[j] + 0 > t; j--)
			v[j + 1] = v[j]
		v[j + 1] = t
	}
	return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
}
{
	if (!($1 in seconds))
		order[++n] = $1
	seconds[$1] = seconds[$1] " " $5
	processor[$1] = processor[$1] " " ($6 + $7)
	if ($8 > peak[$1])
		peak[$1] = $8
	took[$2, $1] = $5
	times[$1]++
	bytes = $3
	records = $4
	if (first == "")
		first = $9
	if ($9 != first)
		differs[$1] = 1
	if ($2 > rounds)
		rounds = $2
}
END {
	nb = split(bases, base, "\n")
	if (base[nb] == "")
		nb--
	printf "command\tseconds\tMB/s\tM records/s\tprocessor s\tpeak MB"
	for (b = 1; b <= nb; b++)
		printf "\ttime / %s", base[b]
	print "\trounds\tanswer\tbytes\trecords"
	for (i = 1; i <= n; i++)
		of[i] = median(seconds[order[i]])
	for (i = 2; i <= n; i++) {
		k = order[i]; t = of[i]
		for (j = i - 1; j > 0 && of[j] > t; j--) {
			of[j + 1] = of[j]; order[j + 1] = order[j]
		}
		of[j + 1] = t; order[j + 1] = k
	}
	for (i = 1; i <= n; i++) {
		k = order[i]; t = of[i] > 0 ? of[i] : 0.0001
		printf "%s\t%.3f\t%.0f\t%s\t%.2f\t%.0f", k, of[i], bytes / t / 1e6, records ? sprintf("%.2f", records / t / 1e6) : "", median(processor[k]), peak[k] / 1024
		for (b = 1; b <= nb; b++) {
			ratios = ""
			for (r = 1; r <= rounds; r++)
				if (took[r, base[b]] > 0 && (r, k) in took)
					ratios = ratios " " took[r, k] / took[r, base[b]]
			printf "\t%s", ratios == "" ? "" : sprintf("%.2f", median(ratios))
		}
		printf "\t%d\t%s\t%d\t%d\n", times[k], k in differs ? "DIFFERS" : "same", bytes, records
	}
}
