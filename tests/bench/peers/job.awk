# tests/bench/peers/job.awk - the job for any awk of POSIX: LC_ALL=C awk -v LOOKUP=TABLE -f job.awk FILE.
# Each distinct raw value is cleaned once.
BEGIN {
	while ((getline line < LOOKUP) > 0) { i = index(line, "\t"); iso[substr(line, 1, i - 1)] = substr(line, i + 1) }
	S["m"] = S["male"] = S["1"] = "M"; S["f"] = S["female"] = S["2"] = "F"
	split("31 28 31 30 31 30 31 31 30 31 30 31", DAYS, " ")
	read = fields = birth = enrol = dup = kept = 0
	FS = ","
}
function trim(s) { if (s ~ /^[ \t]|[ \t]$/) { sub(/^[ \t]+/, "", s); sub(/[ \t]+$/, "", s) } return s }
function date(raw,   s, y, m, d) {
	s = trim(raw); y = 0
	if (s ~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]$/) { y = substr(s, 1, 4) + 0; m = substr(s, 6, 2) + 0; d = substr(s, 9) + 0 }
	else if (s ~ /^[0-9][0-9]\/[0-9][0-9]\/[0-9][0-9][0-9][0-9]$/) { d = substr(s, 1, 2) + 0; m = substr(s, 4, 2) + 0; y = substr(s, 7) + 0 }
	if (y < 1900 || y > 2099 || m < 1 || m > 12 || d < 1 || d > DAYS[m] + (m == 2 && y % 4 == 0 && y != 1900)) y = 0
	return D[raw] = y
}
# split $0 into F[1..n] when there are quotes: the pieces between quotes are
# outside and inside by turns; an empty piece outside, between two, is a quote
function csv(   n, i, j, j2, k, q, a, s) {
	s = $0
	while ((n = split(s, q, "\"")) % 2 == 0) { if ((getline line) <= 0) break; s = s "\n" line }
	k = 1; F[1] = ""
	for (i = 1; i <= n; i++) {
		if (i % 2 == 0) F[k] = F[k] q[i]
		else if (q[i] == "") { if (i > 1 && i < n) F[k] = F[k] "\"" }
		else { j = split(q[i], a, ","); F[k] = F[k] a[1]; for (j2 = 2; j2 <= j; j2++) F[++k] = a[j2] }
	}
	return k
}
NR == 1 { next }
{
	read++
	if (index($0, "\"")) {
		if (csv() != 13) { fields++; next }
		o = F[1]; r = F[2]; b = F[5]; s = F[6]; c = F[7]; l = F[9]; f = F[10]; e = F[11]
	} else {
		if (NF != 13) { fields++; next }
		o = $1; r = $2; b = $5; s = $6; c = $7; l = $9; f = $10; e = $11
	}
	if (!(by = b in D ? D[b] : date(b))) { birth++; next }
	if (!(ey = e in D ? D[e] : date(e))) { enrol++; next }
	if (!(s in SX)) { t = tolower(trim(s)); SX[s] = t in S ? S[t] : "U" }
	if (!(c in CX)) { t = trim(c); CX[c] = t in iso ? iso[t] : "UNK" }
	if (!(l in TX)) TX[l] = trim(l)
	if (!(f in TX)) TX[f] = trim(f)
	if (!(o in TX)) TX[o] = trim(o)
	if (r ~ /[ \t]/) r = trim(r)
	o = TX[o]
	if ((k = o SUBSEP r) in seen) { dup++; next }
	seen[k]; kept++
	g = ey "," SX[s] "," CX[c] "," TX[l] "," TX[f]
	n[g]++; age[g] += ey - by
}
END {
	print "year,sex,iso3,level,field,n,age_sum"; fflush()
	for (g in n) printf "%s,%d,%d\n", g, n[g], age[g] | "LC_ALL=C sort"
	close("LC_ALL=C sort")
	printf "#read,%d\n#fields,%d\n#birth_date,%d\n#enrol_date,%d\n#duplicate,%d\n#kept,%d\n", read, fields, birth, enrol, dup, kept
}
