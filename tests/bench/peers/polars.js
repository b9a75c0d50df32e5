// tests/bench/peers/polars.js FILE LOOKUP - Polars, streaming; threads from POLARS_MAX_THREADS.
// Records are read into 16 columns, so that too many and too few fields show.
// The order of the file matters (keep the first): joins must be told to keep it.
const fs = require("fs");
const pl = require("nodejs-polars").default ?? require("nodejs-polars");
const [file, lookup] = process.argv.slice(2);
const names = ["o", "r", "person", "name", "b", "s", "citizenship", "edu", "l", "f", "e", "inst", "status", "x14", "x15", "x16"];
const schema = Object.fromEntries(names.map((n) => [n, pl.Utf8]));
const col = pl.col, lit = pl.lit, ws = " \t", streaming = { engine: "streaming" };
const clean = (c) => col(c).fillNull(lit("")).str.stripChars(ws);

const scan = pl.scanCSV(file, { hasHeader: false, skipRows: 1, schema, quoteChar: '"', truncateRaggedLines: true });
const ok = col("status").isNotNull().and(col("x14").isNull());
const iso = pl.readCSV(lookup, { sep: "\t", quoteChar: "\u0001", inferSchemaLength: 0 });

// distinct raw dates are few: find them, parse them once, join the year
const d = col("raw").str.stripChars(ws);
const isoForm = pl.when(d.str.contains("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")).then(d)
	.when(d.str.contains("^[0-9]{2}/[0-9]{2}/[0-9]{4}$"))
	.then(d.str.replace("^([0-9]{2})/([0-9]{2})/([0-9]{4})$", "$3-$2-$1")).otherwise(lit(null));
const raw = ["b", "e"].map((c) => scan.filter(ok).select(col(c).alias("raw")).unique().collectSync(streaming));
const dates = pl.concat(raw).unique().lazy().select(col("raw"), isoForm.str.strptime(pl.Date, "%Y-%m-%d").dt.year().alias("y"))
	.filter(col("y").gtEq(1900).and(col("y").ltEq(2099))).collectSync();

const sex = clean("s").str.toLowerCase();
const keep = { how: "left", maintainOrder: "left" };
const v = scan.select(ok.alias("ok"), col("b"), col("e"), clean("o").alias("o"), clean("r").alias("r"),
		pl.when(sex.isIn(["m", "male", "1"])).then(lit("M")).when(sex.isIn(["f", "female", "2"])).then(lit("F")).otherwise(lit("U")).alias("sex"),
		clean("citizenship").alias("text"), clean("l").alias("level"), clean("f").alias("field"))
	.join(dates.lazy().rename({ raw: "b", y: "by" }), { on: "b", ...keep })
	.join(dates.lazy().rename({ raw: "e", y: "ey" }), { on: "e", ...keep })
	.join(iso.lazy(), { on: "text", ...keep })
	.select(col("ok"), col("by"), col("ey"), col("o"), col("r"), col("sex"), col("iso3").fillNull(lit("UNK")), col("level"), col("field"))
	.collectSync(streaming);
const hasB = col("by").isNotNull(), hasE = col("ey").isNotNull(), isOk = col("ok");
const num = v.select(isOk.sum().alias("ok"), isOk.and(hasB).sum().alias("b"), isOk.and(hasB).and(hasE).sum().alias("v")).row(0).map(Number);
const read = v.height, fields = read - num[0], birth = num[0] - num[1], enrol = num[1] - num[2];
const by = [col("year"), col("sex"), col("iso3"), col("level"), col("field")];
const k = v.lazy().filter(isOk.and(hasB).and(hasE)).filter(pl.concatString([col("o"), col("r")], "\u001f").isFirstDistinct())
	.groupBy([col("ey").alias("year"), col("sex"), col("iso3"), col("level"), col("field")])
	.agg(col("ey").count().alias("n"), col("ey").sub(col("by")).sum().alias("age_sum"))
	.sort(by).collectSync(streaming);
const kept = k.getColumn("n").sum();
const out = Buffer.concat([Buffer.from(k.writeCSV().toString().replace(/""/g, "")),
	Buffer.from(`#read,${read}\n#fields,${fields}\n#birth_date,${birth}\n#enrol_date,${enrol}\n#duplicate,${num[2] - kept}\n#kept,${kept}\n`)]);
for (let n = 0; n < out.length; ) n += fs.writeSync(1, out, n);
