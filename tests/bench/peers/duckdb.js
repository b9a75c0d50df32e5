// tests/bench/peers/duckdb.js FILE LOOKUP SQL - DuckDB in memory, threads from THREADS.
const fs = require("fs");
const { DuckDBInstance } = require("@duckdb/node-api");
(async () => {
	const [file, lookup, sqlfile] = process.argv.slice(2);
	const q = (s) => s.replace(/'/g, "''");
	const db = await DuckDBInstance.create(":memory:", { threads: process.env.THREADS || "2" });
	const con = await db.connect();
	const sql = fs.readFileSync(sqlfile, "utf8").replace(/--.*$/gm, "").replaceAll("{FILE}", q(file)).replaceAll("{LOOKUP}", q(lookup));
	let last;
	for (const s of sql.split(";\n").filter((x) => x.trim())) {
		last = await con.runAndReadAll(s);
	}
	const buf = Buffer.from(last.getRows()[0][0]);
	for (let k = 0; k < buf.length; ) k += fs.writeSync(1, buf, k);
})().catch((e) => { console.error(e); process.exit(1); });
