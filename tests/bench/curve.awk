# tests/bench/curve.awk - of runs over growing inputs: command, records, bytes, seconds, peak MB.
BEGIN { print "command\trecords\tbytes\tseconds\tpeak MB\tanswer" }
{
	if (!(($4, "answer") in first))
		first[$4, "answer"] = $9
	printf "%s\t%d\t%d\t%.3f\t%.0f\t%s\n", $1, $4, $3, $5, $8 / 1024, $9 == first[$4, "answer"] ? "same" : "DIFFERS"
}
