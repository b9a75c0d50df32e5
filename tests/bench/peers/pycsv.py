#!/usr/bin/env python3
"""tests/bench/peers/pycsv.py FILE LOOKUP - the job in plain Python: what all others have to give, and what it is.

FILE is CSV (RFC 4180) of 13 columns; LOOKUP is TSV without quoting: text, iso3. Per record, in this order:
trim spaces and tabs of every field, also inside of quotes; reject, counted by the first reason that holds: another number
of fields, then birth_date, then enrol_date no day YYYY-MM-DD or DD/MM/YYYY of 1900 to 2099; sex, whatever its case, to M
(m, male, 1), F (f, female, 2) or U; citizenship by LOOKUP to a code, else UNK; of records with the same office_id and
record_id the first in the file that was not rejected; by year of enrolment, sex, code, level and field the number of
records and the sum of the differences of the years. CSV, sorted by its bytes, then the counts in six lines.
"""
import csv, sys
from collections import Counter
DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
SEX = {"m": "M", "male": "M", "1": "M", "f": "F", "female": "F", "2": "F"}
DIGITS = frozenset("0123456789")
def date(s, memo={}):
    if s in memo:
        return memo[s]
    y = 0
    if len(s) == 10:
        if s[4] == "-" and s[7] == "-":
            p = s[:4], s[5:7], s[8:]
        elif s[2] == "/" and s[5] == "/":
            p = s[6:], s[3:5], s[:2]
        else:
            p = ("x", "", "")
        if all(DIGITS.issuperset(x) for x in p):
            yy, m, d = map(int, p)
            if 1900 <= yy <= 2099 and 1 <= m <= 12 and 1 <= d <= DAYS[m - 1] + (m == 2 and yy % 4 == 0 and yy != 1900):
                y = yy
    memo[s] = y
    return y
def main(path, lookup):
    with open(lookup, encoding="utf-8", newline="") as f:
        iso = dict(line.rstrip("\n").split("\t") for line in f)
    n, age, seen = Counter(), Counter(), set()
    read = fields = birth = enrol = dup = 0
    with open(path, encoding="utf-8", newline="") as f:
        rows = csv.reader(f)
        next(rows)
        for r in rows:
            read += 1
            if len(r) != 13:
                fields += 1
                continue
            by = date(r[4].strip(" \t"))
            if not by:
                birth += 1
                continue
            ey = date(r[10].strip(" \t"))
            if not ey:
                enrol += 1
                continue
            k = (r[0].strip(" \t"), r[1].strip(" \t"))
            if k in seen:
                dup += 1
                continue
            seen.add(k)
            g = (ey, SEX.get(r[5].strip(" \t").lower(), "U"), iso.get(r[6].strip(" \t"), "UNK"), r[8].strip(" \t"), r[9].strip(" \t"))
            n[g] += 1
            age[g] += ey - by
    out = sorted(b"%d,%s,%s,%s,%s,%d,%d\n" % (g[0], *(x.encode() for x in g[1:]), c, age[g]) for g, c in n.items())
    w = sys.stdout.buffer
    w.write(b"year,sex,iso3,level,field,n,age_sum\n" + b"".join(out))
    for k, v in (("read", read), ("fields", fields), ("birth_date", birth), ("enrol_date", enrol), ("duplicate", dup), ("kept", len(seen))):
        w.write(b"#%s,%d\n" % (k.encode(), v))
main(*sys.argv[1:3])
