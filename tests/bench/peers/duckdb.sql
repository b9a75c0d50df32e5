-- tests/bench/peers/duckdb.sql - the job for DuckDB. duckdb.js puts {FILE} and {LOOKUP} in; the last statement gives one text.
CREATE TABLE lk AS SELECT text, iso3 FROM read_csv('{LOOKUP}', delim='\t', quote='', escape='', header=true, auto_detect=false,
    columns={'text':'VARCHAR','iso3':'VARCHAR'});
-- records with another number of fields go to reject_errors
CREATE TABLE t AS SELECT o, r, b, e, s, c, l, f
  FROM read_csv('{FILE}', delim=',', quote='"', escape='"', header=true, auto_detect=false, store_rejects=true, rejects_limit=0,
    columns={'o':'VARCHAR','r':'VARCHAR','p':'VARCHAR','nm':'VARCHAR','b':'VARCHAR','s':'VARCHAR','c':'VARCHAR','ec':'VARCHAR',
             'l':'VARCHAR','f':'VARCHAR','e':'VARCHAR','inst':'VARCHAR','status':'VARCHAR'});
-- distinct raw dates are few: parse them once
CREATE TABLE d AS
  WITH raw AS (SELECT b AS raw FROM t UNION SELECT e FROM t), x AS (SELECT raw, trim(raw, E' \t') AS d FROM raw WHERE raw IS NOT NULL)
  SELECT raw, year(CASE
      WHEN regexp_full_match(d, '[0-9]{4}-[0-9]{2}-[0-9]{2}') THEN try_strptime(d, '%Y-%m-%d')
      WHEN regexp_full_match(d, '[0-9]{2}/[0-9]{2}/[0-9]{4}') THEN try_strptime(d, '%d/%m/%Y') END) AS y FROM x;
DELETE FROM d WHERE y IS NULL OR y NOT BETWEEN 1900 AND 2099;
-- rowid is the order in the file
CREATE TABLE v AS SELECT t.rowid AS id, t.*, db.y AS yb, de.y AS ey FROM t LEFT JOIN d db ON t.b = db.raw LEFT JOIN d de ON t.e = de.raw;
DROP TABLE t;
CREATE TABLE k AS SELECT min(id) AS id FROM v WHERE yb IS NOT NULL AND ey IS NOT NULL GROUP BY trim(o, E' \t'), trim(r, E' \t');
CREATE TABLE g AS SELECT ey AS year,
    CASE WHEN lower(trim(s, E' \t')) IN ('m','male','1') THEN 'M' WHEN lower(trim(s, E' \t')) IN ('f','female','2') THEN 'F' ELSE 'U' END AS sex,
    coalesce(iso3, 'UNK') AS iso3, coalesce(trim(l, E' \t'), '') AS level, coalesce(trim(f, E' \t'), '') AS field,
    count(*) AS n, sum(ey - yb) AS age_sum
  FROM v SEMI JOIN k USING (id) LEFT JOIN lk ON lk.text = trim(c, E' \t') GROUP BY ALL;
SELECT concat(E'year,sex,iso3,level,field,n,age_sum\n', (SELECT string_agg(line, E'\n' ORDER BY line) FROM
    (SELECT concat_ws(',', year, sex, iso3, level, field, n, age_sum) AS line FROM g)),
    format(E'\n#read,{}\n#fields,{}\n#birth_date,{}\n#enrol_date,{}\n#duplicate,{}\n#kept,{}\n', nv + nf, nf, nb, ne, nv - nb - ne - nk, nk)) AS out
FROM (SELECT count(*) AS nv, count(*) FILTER (yb IS NULL) AS nb, count(*) FILTER (yb IS NOT NULL AND ey IS NULL) AS ne FROM v),
     (SELECT count(DISTINCT line) AS nf FROM reject_errors), (SELECT count(*) AS nk FROM k);
