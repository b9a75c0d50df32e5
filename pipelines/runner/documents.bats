# pipelines/runner/documents.bats - what weir-pipeline(5) promises of the documents that go with a publication.
# shellcheck disable=SC2016,SC2154 # a $ for jq stays as it is; run sets $stderr
load cases

permits() {
	printf '%s\n' year,n,land 2022,1,KEN 2022,2,PER 2023,3,PER 2023,x,KEN >data/a.csv
	printf '%s\n' '{"schema": {"fields": [{"name": "year", "type": "year"}, {"name": "n", "type": "integer"}, {"name": "land"}]}}' >feed.json
	config permits <<-'END'
		{ title: "Permits <by> year", description: "A & B", licence: "CC BY 4.0",
		  params: {feed: "data/a.csv"},
		  sources: [{title: "The register", licence: "OGL", path: "https://example.org"}],
		  columns: {n: "permits granted"},
		  metadata: {contact: "stat@example.org", comment: "<none>"},
		  steps: {
		    records: {from: .feed, run: "parse | clean --feed feed.json --max-rejects 1"},
		    totals: {from: "@records", run: "aggregate -g year --sum n"},
		    table: {from: "@totals", run: "emit csv", to: "out/sums.csv"},
		    plain: {from: "@totals", run: "grep -v 2022", to: "out/deep/plain.tsv"} },
		  checks: {some: {of: "@totals", find: "total(.n)", equals: 6}} }
	END
}

package() { jq -r "$1" out/permits.datapackage.json; }

@test "the data package holds hashes, sources, licence, the run and its books" {
	permits
	run weir run permits
	fails 0 ''
	[ "$(package '.resources[0].hash')" = "sha256:$(sha256sum <out/sums.csv | cut -d' ' -f1)" ]
	[ "$(package '.resources[1] | .path, .bytes, .format')" = $'deep/plain.tsv\n'"$(wc -c <out/deep/plain.tsv)"$'\ntsv' ]
	[ "$(package '.resources[0] | .name, .path, .format')" = $'table\nsums.csv\ncsv' ]
	[ "$(package '.licenses[0].title, .sources[0].title, .title')" = $'CC BY 4.0\nThe register\nPermits <by> year' ]
	[ "$(package '.["weir:run"].inputs[] | select(.path == "data/a.csv").hash')" = "sha256:$(sha256sum <data/a.csv | cut -d' ' -f1)" ]
	[ "$(package '.["weir:run"].inputs | map(.said) | last')" = 'the config' ]
	[ "$(package '.["weir:run"].checks[0] | .name, .holds')" = $'some\ntrue' ]
	[ "$(package '.["weir:books"][] | select(.stage == "records/clean") | .in, .out, .rejected, .reasons[0].reason')" = $'4\n3\n1\nnot-integer' ]
	[ "$(package '.resources[0].schema.fields | map("\(.name):\(.type)") | join(" ")')" = 'year:integer n:integer' ]
	[ "$(package '.resources[0].schema.fields[1].description')" = 'permits granted' ]
	[ "$(package '.resources[1].schema.fields | map("\(.name):\(.type)") | join(" ")')" = 'year:integer n:integer' ]
}

@test "the page of metadata has the 19 headings, what a person wrote, what the run knows, and what is missing" {
	permits
	run weir run permits
	[ "$(grep -o '<h2>[0-9]*\.' out/permits.metadata.html | sed 's|<h2>||; s|\.||' | tr '\n' ' ')" = "$(seq -s ' ' 19) " ]
	page=$(<out/permits.metadata.html)
	[[ $page == *'<h1>Permits &lt;by&gt; year</h1>'* ]]
	[[ $page == *'<h2>1. Contact</h2><p>stat@example.org</p>'* ]]
	[[ $page == *'<h2>19. Comment</h2><p>&lt;none&gt;</p>'* ]]
	[[ $page == *'<h2>4. Unit of measure</h2><p>Sums of <code>n</code></p>'* ]]
	[[ $page == *'<td>records/clean</td><td>not-integer</td><td>1</td><td>0</td><td>25 %</td>'* ]]
	[[ $page == *'<td>some</td><td></td><td>holds</td>'* ]]
	[[ $page == *'Not stated: institutional mandate (<code>institutional_mandate</code>), release policy'* ]]
	[[ $page == *'<h2>2. Metadata update</h2><p>Written anew with every publication, by the run whose number stands above'* ]]
	[[ $page == *'<h2>10. Accessibility and clarity</h2><p>Published as <code>sums.csv</code>, <code>plain.tsv</code>; beside them this page, a Data Package'* ]]
	[[ $page == *'<h2>11. Quality management</h2><p>Before anything is published the books are audited'*'Then the checks that are named under accuracy are made, 1 in number'* ]]
	[[ $page == *'<h2>14. Timeliness and punctuality</h2><p>The latest period in the data is 2023.</p>'* ]]
	[[ $page == *'<td><code>n</code></td><td>permits granted</td><td>integer</td><td>2</td><td>0</td><td>1</td><td>3</td><td>3</td>'* ]]
	[[ $page == *'<h2>5. Reference period</h2><ul><li>year: 2022 to 2023</li><li>year: 2023 to 2023</li></ul>'* ]]
	[[ $page != *'<by>'* ]]
}

@test "the same inputs give the same documents, others another id" {
	permits
	weir run -q permits
	cp -r out first
	weir run -q --processes --batch-size 1 permits
	diff -r first out
	id=$(package '.["weir:run"].id')
	[ "${#id}" -eq 16 ]
	printf '%s\n' year,n,land 2023,6,PER >data/b.csv
	weir run -q permits feed=data/b.csv
	[ "$(package '.["weir:run"].id')" != "$id" ]
}

@test "a file that changes while it is read ends the run, and nothing is published" {
	permits
	sed -i 's/"parse |/"sh -c '"'cat; echo 2024,1,KEN >>data\/a.csv'"' | parse |/' pipelines/permits.jq
	sed -i 's/equals: 6/at_least: 1/' pipelines/permits.jq
	run weir run permits
	fails 75 "weir: permits: data/a.csv: it changed while it was read; run it again; its books: $PWD/out/permits.failed-ledger.tsv; its rejects: $PWD/out/permits.failed-rejects.tsv"
	[ ! -e out/sums.csv ]
}

@test "weir check finds what is wrong in what a person wrote" {
	wrong() {
		config wrong <<<"{steps: {a: {from: \"-\", run: \"clean\"}}, $1}"
		run weir check wrong
		fails 78 "weir: wrong: $2"
	}
	wrong 'metadata: {contct: "x"}' "metadata: contct: unknown key; the nearest is 'contact'"
	wrong 'metadata: {contact: 1}' 'metadata: contact: expected a string, not a number'
	wrong 'sources: {}' 'sources: expected an array, not an object'
	wrong 'sources: [{name: "x"}]' 'sources: name: unknown key'
	wrong 'licence: ["CC BY 4.0"]' 'licence: expected a string, not an array'
	wrong 'description: 1' 'description: expected a string, not a number'
	wrong 'used_by: ["x", 1]' 'used_by: expected a string, not a number'
	wrong 'used_by: {a: "x"}' 'used_by: expected a string, not an object'
	wrong 'columns: {n: 1}' 'columns: n: expected a string, not a number'
}

@test "a result is kept by date, and what each vintage revises is told" {
	printf '%s\n' year,n 2022,1 2023,2 2024,3 >data/a.csv
	config kept <<-'END'
		{ steps: {a: {from: "data/a.csv", run: "parse | emit csv -d ';'", to: "out/a.csv", vintage: {key: "year", measure: "n"}}} }
	END
	said() { jq -c '.resources[0]["weir:vintage"]' out/kept.datapackage.json; }
	run weir run kept --vintage 2025-03-31
	fails 0 ''
	cmp out/a.csv out/a.2025-03-31.csv
	[ "$(said)" = '{"path":"out/a.2025-03-31.csv"}' ]
	grep -q '<code>out/a.2025-03-31.csv</code> is the first vintage' out/kept.metadata.html
	printf '%s\n' year,n 2023,5 2024,3 2025,4 >data/a.csv
	cp out/a.2025-03-31.csv first
	touch out/a.2025-02-30.csv out/a.2026-01-01.csv out/b.2025-06-01.csv
	run weir run kept --vintage 2025-06-30
	fails 0 ''
	cmp first out/a.2025-03-31.csv
	same out/a.csv 'year;n' '2023;5' '2024;3' '2025;4'
	cmp out/a.csv out/a.2025-06-30.csv
	[ "$(said)" = '{"path":"out/a.2025-06-30.csv","before":"out/a.2025-03-31.csv","revisions":3}' ]
	grep -q '1 values changed, 1 values appeared, 1 values vanished' out/kept.metadata.html
	grep -q '<td>2023</td><td>changed</td><td>n</td><td>2</td><td>5</td><td>3</td>' out/kept.metadata.html
	printf '%s\n' year,n 2023,5 2023,3 >data/a.csv
	run weir run kept --vintage 2025-07-01
	[ "$status" -eq 65 ]
	[[ $stderr == 'weir: kept: a: vintage: cannot be compared with out/a.2025-06-30.csv: '* ]]
	[ ! -e out/a.2025-07-01.csv ]
	run weir run kept --vintage 2025-7-1
	fails 64 'weir: --vintage 2025-7-1: expected a date, YYYY-MM-DD'
	config none <<<'{steps: {a: {from: "data/a.csv", run: "parse", to: "/dev/null", vintage: {key: "year"}}}}'
	run weir run none
	fails 78 "weir: none: a: vintage: needs a file in 'to'"
	permits
	run weir run permits --vintage 2025-07-01
	fails 64 "weir: permits: --vintage 2025-07-01: no step keeps its result by date; say so with 'vintage' in the config"
	run weir run kept
	[ "$status" -eq 65 ]
	config kept <<<'{steps: {a: {from: "-", run: "clean", vintage: {measure: "n"}}}}'
	run weir check kept
	fails 78 'weir: kept: a: vintage: key: is missing: the columns that tell one record from another'
}
