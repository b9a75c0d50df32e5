#!/bin/sh
# tests/bench/peers/sqlite.sh FILE LOOKUP - SQLite in memory, one thread. The table has 16 columns so that records with too
# many fields show; .import warns of each shorter one.
sqlite3 -batch :memory: 2>/dev/null <<SQL
PRAGMA temp_store=2;
CREATE TABLE lk(text TEXT PRIMARY KEY, iso3 TEXT) WITHOUT ROWID;
CREATE TABLE t(o,r,c3,c4,b,s,c,c8,l,f,e,c12,status,c14,c15,c16);
.mode ascii
.separator "\t" "\n"
.import --skip 1 "$2" lk
.mode csv
.import --csv --skip 1 "$1" t
CREATE TABLE d(raw TEXT PRIMARY KEY, y INT) WITHOUT ROWID;
INSERT INTO d
  WITH raw(d) AS (SELECT b FROM t UNION SELECT e FROM t),
       x(raw, d) AS (SELECT d, trim(d, ' '||char(9)) FROM raw WHERE d IS NOT NULL),
       i(raw, d) AS (SELECT raw, CASE
            WHEN d GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' THEN d
            WHEN d GLOB '[0-9][0-9]/[0-9][0-9]/[0-9][0-9][0-9][0-9]' THEN substr(d,7)||'-'||substr(d,4,2)||'-'||substr(d,1,2) END FROM x)
  SELECT raw, CASE WHEN date(d, '+0 days') = d AND d BETWEEN '1900' AND '2100' THEN CAST(substr(d,1,4) AS INT) END FROM i;
CREATE TABLE k(o, r, y, s, c, l, f, a, PRIMARY KEY(o, r)) WITHOUT ROWID;
INSERT OR IGNORE INTO k
  SELECT trim(o,' '||char(9)), trim(r,' '||char(9)), de.y,
    CASE WHEN lower(trim(s,' '||char(9))) IN ('m','male','1') THEN 'M' WHEN lower(trim(s,' '||char(9))) IN ('f','female','2') THEN 'F' ELSE 'U' END,
    coalesce((SELECT iso3 FROM lk WHERE text = trim(c,' '||char(9))), 'UNK'),
    trim(l,' '||char(9)), trim(f,' '||char(9)), de.y - db.y
  FROM t CROSS JOIN d db ON db.raw = b CROSS JOIN d de ON de.raw = e
  WHERE status IS NOT NULL AND c14 IS NULL AND db.y IS NOT NULL AND de.y IS NOT NULL ORDER BY t.rowid;
.mode list
.separator ","
.headers off
SELECT 'year,sex,iso3,level,field,n,age_sum';
SELECT y, s, c, l, f, count(*), sum(a) FROM k GROUP BY 1,2,3,4,5 ORDER BY 1,2,3,4,5;
SELECT '#read', count(*) FROM t;
CREATE TABLE n AS SELECT
  (SELECT count(*) FROM t WHERE status IS NULL OR c14 IS NOT NULL) AS fields,
  (SELECT count(*) FROM t WHERE status IS NOT NULL AND c14 IS NULL AND b IN (SELECT raw FROM d WHERE y IS NULL)) AS birth,
  (SELECT count(*) FROM t WHERE status IS NOT NULL AND c14 IS NULL AND e IN (SELECT raw FROM d WHERE y IS NULL)
                            AND b NOT IN (SELECT raw FROM d WHERE y IS NULL)) AS enrol;
SELECT '#fields', fields FROM n;
SELECT '#birth_date', birth FROM n;
SELECT '#enrol_date', enrol FROM n;
SELECT '#duplicate', (SELECT count(*) FROM t) - fields - birth - enrol - (SELECT count(*) FROM k) FROM n;
SELECT '#kept', count(*) FROM k;
SQL
