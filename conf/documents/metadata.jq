# The page that goes with a release: the 19 headings of the Euro SDMX Metadata Structure (ESMS). What the run knows is
# filled in, what a person wrote stands under `metadata` in the config, and what nobody said is named.
def e: tostring | @html;
def p: "<p>\(.)</p>";
def list: if length == 0 then "" else "<ul>" + (map("<li>\(.)</li>") | join("")) + "</ul>" end;
def digits: tostring | if length <= 3 then . else .[:-3] as $high | .[-3:] as $low | ($high | digits) + "\u202f" + $low end;
def cells($tag; $more): map("<\($tag)\($more)>\(.)</\($tag)>") | join("");
def table($caption; $head; $rows):
  if ($rows | length) == 0 then "" else
  "<div class=wide><table><caption>\($caption)</caption><thead><tr>" + ($head | cells("th"; " scope=col"))
  + "</tr></thead><tbody>" + ($rows | map("<tr>\(cells("td"; ""))</tr>") | join("")) + "</tbody></table></div>" end;
def percent($all): if $all == 0 then "" else ((. * 10000 / $all | round) / 100 | tostring) + " %" end;
# What went into a sum or an indicator is not lost: it stands in the books only.
def lost: . != "aggregated" and . != "computed";
def option($names): . as $words | [range(0; length) | select($words[.] as $w | any($names[]; . == $w)) | $words[. + 1]];

. as $run
| (.config.metadata // {}) as $said
| (.config.columns // {}) as $meaning
| [.stages[] | select(.filter == "aggregate") | .words | option(["--sum", "-s"])[], (option(["--count"])[] | "\(.) (records)")] as $measures
| [.outputs[] | .columns // [] | .[] | select(.type == "date" or .type == "yearmonth" or (.column | test("^(year|quarter|month|date|time_period|period)$"; "i")))
   | "\(.column | e): \(.min | e) to \(.max | e)"] as $periods
| [.outputs[] | .columns // [] | .[] | select(.type == "date" or .type == "yearmonth" or (.column | test("^(year|quarter|month|date|time_period|period)$"; "i")))
   | .max // "" | select(. != "")] as $ends
| [.stages[] | select(.filter == "protect" or .filter == "pseudonymise") | "\(.does | e): <code>\(.words | join(" ") | e)</code>"] as $control
| {
    statistical_presentation: (
      ([.config.description // .config.title | select(.) | e | p] | join(""))
      + ([.outputs[] | table("<code>\(.path | e)</code>, \(.bytes | digits) bytes, SHA-256 <code class=hash>\(.sha256)</code>";
          ["column", "meaning", "type", "values", "missing", "distinct", "least", "greatest"];
          [.columns // [] | .[] | ["<code>\(.column | e)</code>", ($meaning[.column] // "" | e), (.type | e), ((.records | tonumber) - (.missing | tonumber) | digits),
            (.missing | digits), ((if .exact == "no" then "about " else "" end) + (.distinct | digits)), (.min // "" | e), (.max // "" | e)]])] | join(""))),
    unit_of_measure: (if ($measures | length) == 0 then "" else "Sums of " + ([$measures[] | "<code>\(e)</code>"] | unique | join(", ")) | p end),
    reference_period: ($periods | unique | list),
    metadata_update: ("Written anew with every publication, by the run whose number stands above: it is as new as the data." | p),
    accessibility_and_clarity: ("Published as \([.outputs[] | "<code>\(.path | split("/")[-1] | e)</code>"] | join(", ")); beside them this page, a Data Package with "
      + "columns, hashes, sources and licences\(if .config.report then ", and a page of charts" else "" end)." | p),
    quality_management: ("Before anything is published the books are audited: in every stage, in + made = out + rejected + dropped. "
      + (if (.checks | length) == 0 then "No further check is configured." else "Then the checks that are named under accuracy are made, \(.checks | length) in number; where one that must hold does not, nothing is published." end) | p),
    timeliness_and_punctuality: (if ($ends | length) == 0 then "" else "The latest period in the data is \($ends | max | e)." | p end),
    confidentiality: (if ($control | length) > 0 then $control | list
      else "No step of the pipeline alters or suppresses cells: what is published is as exact as its sources." | p end),
    accuracy: (
      table("Records that were rejected (a fault in the data) or dropped (by design)";
        ["stage", "reason", "rejected", "dropped", "share of its input"];
        [.stages[] | . as $stage | .reasons[] | select(.reason | lost) | [($stage.label | e), (.reason | e), (.rejected | digits), (.dropped | digits),
          ((.rejected + .dropped) | percent($stage.in))]])
      + (if ([.stages[].reasons[] | select(.reason | lost)] | length) == 0 then "No record was rejected or dropped." | p else "" end)
      + table("Checks made before publication"; ["check", "about", "outcome"];
          [.checks[] | [(.name | e), (.title // "" | e), (if .holds then "holds" else (.said | e) end)]])),
    coherence_and_comparability: (
      table("Sources"; ["title", "licence", "version", "where"];
        [.config.sources // [] | .[] | [.title, .licence, .version, .path | . // "" | e]])
      + table("Files that were read"; ["used as", "bytes", "SHA-256"];
        [.files[] | [(.said | e), (.bytes | digits), "<code class=hash>\(.sha256)</code>"]])),
    data_revision: ([.outputs[] | select(.vintage) | .vintage as $v | ($v.revisions // []) as $rows
      | if $v.before == null then "<code>\($v.path | e)</code> is the first vintage." | p
        else ("<code>\($v.path | e)</code> against <code>\($v.before | e)</code>: "
          + (["changed", "appeared", "vanished"] | map(. as $c | "\([$rows[] | select(.change == $c)] | length | digits) values \(.)") | join(", ")) + "." | p)
          + table("The first \([($rows | length), 50] | min) of \($rows | length | digits) revisions"; ($rows[0] // {} | keys_unsorted | map(e)); [$rows[:50][] | [.[] | e]])
        end] | join("")),
    statistical_processing: (
      ([.config.steps | to_entries[] | "<b>\(.key | e)</b>\(if .value.title then ": \(.value.title | e)" else "" end)<br><code>\(.value.run | gsub("\\s+"; " ") | e)</code>"] | list)
      + table("The books: in + made = out + rejected + dropped, for every stage";
        ["stage", "does", "in", "made", "out", "rejected", "dropped"];
        [.stages[] | [(.label | e), (.does | e), (.in | digits), (.made | digits), (.out | digits), (.rejected | digits), (.dropped | digits)]]))
  } as $known
| [["contact", "Contact"], ["metadata_update", "Metadata update"], ["statistical_presentation", "Statistical presentation"],
   ["unit_of_measure", "Unit of measure"], ["reference_period", "Reference period"], ["institutional_mandate", "Institutional mandate"],
   ["confidentiality", "Confidentiality"], ["release_policy", "Release policy"], ["frequency_of_dissemination", "Frequency of dissemination"],
   ["accessibility_and_clarity", "Accessibility and clarity"], ["quality_management", "Quality management"], ["relevance", "Relevance"],
   ["accuracy", "Accuracy and reliability"], ["timeliness_and_punctuality", "Timeliness and punctuality"],
   ["coherence_and_comparability", "Coherence and comparability"], ["cost_and_burden", "Cost and burden"], ["data_revision", "Data revision"],
   ["statistical_processing", "Statistical processing"], ["comment", "Comment"]] as $headings
| [$headings[] | select(.[0] != "comment" and ($said[.[0]] // "") == "" and ($known[.[0]] // "") == "")] as $missing
| "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width,initial-scale=1'>"
+ "<title>\(.config.title // .name | e): metadata</title><style>"
+ ":root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--line:#c8c8c8;--quiet:#5a5a5a;--warn:#8a3b00}"
+ "@media(prefers-color-scheme:dark){:root{--ink:#e6e6e6;--paper:#161616;--line:#444;--quiet:#a8a8a8;--warn:#ffb27a}}"
+ "body{margin:0 auto;max-width:60rem;padding:1rem;font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);overflow-wrap:anywhere}"
+ "h1{line-height:1.2}h2{margin-top:2rem;border-bottom:1px solid var(--line)}.quiet{color:var(--quiet)}.missing{color:var(--warn)}"
+ "table{border-collapse:collapse;margin:1rem 0;font-size:.9rem}caption{text-align:left;font-weight:600;padding:.3rem 0}"
+ "th,td{text-align:left;vertical-align:top;padding:.25rem .6rem .25rem 0;border-bottom:1px solid var(--line)}.wide{overflow-x:auto}.hash{font-size:.75em}"
+ "@media print{body{max-width:none}.wide{overflow:visible}}</style>"
+ "<h1>\(.config.title // .name | e)</h1>"
+ "<p class=quiet>Metadata in the structure of ESMS. Run <code>\(.id)</code> of pipeline <code>\(.name | e)</code>, Weir \(.weir)"
+ (if .config.licence then "; licence: \(.config.licence | e)" else "" end) + ".</p>"
+ (if ($missing | length) > 0 then "<p class=missing>Not stated: " + ([$missing[] | "\(.[1] | ascii_downcase) (<code>\(.[0])</code>)"] | join(", "))
   + ". They belong under <code>metadata</code> in the config.</p>" else "" end)
+ ([range(0; 19) as $i | $headings[$i] as $h
    | "<section id=\($h[0])><h2>\($i + 1). \($h[1])</h2>"
    + (($said[$h[0]] // "") | if . == "" then "" else e | p end)
    + ($known[$h[0]] // "")
    + (if [$missing[] | select(.[0] == $h[0])] | length > 0 then "<p class=missing>Not stated.</p>"
       elif $h[0] == "comment" and ($said.comment // "") == "" then "None." | p else "" end)
    + "</section>"] | join(""))
+ "</html>\n"
