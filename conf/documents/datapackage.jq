# The descriptor of what a run publishes: Data Package 2.0 (https://datapackage.org), with the books as weir:books.
def pretty($in):
  if type == "object" and length > 0 then
    "{\n" + (to_entries | map("\($in)  \(.key | tojson): " + (.value | pretty($in + "  "))) | join(",\n")) + "\n\($in)}"
  elif type == "array" and length > 0 then
    "[\n" + (map("\($in)  " + pretty($in + "  ")) | join(",\n")) + "\n\($in)]"
  else tojson end;
def present: with_entries(select(.value != null and .value != "" and .value != []));
def slug: ascii_downcase | gsub("[^-a-z0-9._]"; "-");
def licence: if . == null then null else [{title: .}] end;
def kinds: {csv: ["csv", "text/csv"], json: ["json", "application/json"], ndjson: ["ndjson", "application/x-ndjson"],
  xlsx: ["xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"], "": ["tsv", "text/tab-separated-values"]};
. as $run
| {
    "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
    name: (.name | slug),
    title: .config.title,
    description: .config.description,
    licenses: (.config.licence | licence),
    sources: [.config.sources // [] | .[] | present],
    resources: [.outputs[] | . as $output | {
      name: (.step | slug),
      path: (if .path | startswith($run.folder + "/") then .path[($run.folder | length) + 1:] else .path | sub("^.*/"; "") end),
      "weir:path": .path,
      format: (kinds[.format] // [.format])[0],
      mediatype: (kinds[.format] // [null, null])[1],
      encoding: "utf-8",
      bytes: .bytes,
      hash: "sha256:\(.sha256)",
      "weir:step": .step,
      "weir:vintage": (if .vintage then .vintage | {path, before, revisions: (if .revisions then .revisions | length else null end)} | present else null end),
      dialect: (if .format == "" then {delimiter: "\t"} else null end),
      schema: (if .columns then {fields: [.columns[] | {name: .column, type: ({text: "string", none: "any"}[.type] // .type),
        description: ($run.config.columns // {})[.column]} | present], missingValues: [""]} else null end)
    } | present],
    "weir:run": {
      id: .id,
      version: .weir,
      params: .params,
      inputs: [.files[] | {said, path, bytes, hash: "sha256:\(.sha256)"}],
      checks: .checks
    },
    "weir:books": [.stages[] | {stage: .label, filter, in, made, out, rejected, dropped, reasons}]
  }
| present | pretty("") + "\n"
