# The page of weir-report(1): charts as inline SVG, each with its table; no script, no network. Before it stand numbers.jq and
# charts.jq. Colours are those of Okabe and Ito, which colour-blind readers can tell apart; nothing is said by colour alone.
def at_time($t): if $t == "" then "" else ", \($t)" end;
def unit: if . == "" then "" else " (\(ascii_downcase))" end;
def percent($all): "\(share($all)) %";
# The last time that is over, of rows: one whose counts are provisional leads only where there is no other.
def last_time: map(select(.value != null)) | (map(select(.open | not).time) | max) // (map(.time) | max) // "";
def times: group_by(.time) | map({time: .[0].time, value: (map(.value // 0) | total), open: any(.[]; .open)});
def marked: .time + if .open then " (provisional)" else "" end;

# --- flows: rows of one host and unit -----------------------------------------------------------------------------------------

def lead($h; $last; $all; $top; $years):
  "<p class=lead>\(if $last == "" then "All" else $last | e end): <b>\($all | digits)</b>\(if $h.unit == "" then "" else " \($h.unit | ascii_downcase | e)" end)"
  + (if ($top | length) > 0 then ", of these \($top[0].value | percent($all)) from \($top[0].origin_name | e)" else "" end) + "."
  + ([$years[] | select(.open and .time > $last) | " \(.time | e) is provisional: \(.value | digits)."] | join("")) + "</p>";

def origins($top; $last; $all):
  if ($top | length) == 0 then "" else
    figure("Where they come from\(at_time($last))"; [$top[:15][] | {named: .origin_name, value}] | bars("Origins in \($last)");
      table("Origins\(at_time($last))"; ["origin", "name", "count", "share"];
        [$top[] | [.origin, .origin_name, (.value | digits), (.value | percent($all))]])) end;

def by_year($h; $years):
  if ($years | length) < 2 then "" else
    figure("All, by year"; [{named: ($h.name | if . == "" then "all" else . end), points: $years}] | lines("Totals by year");
      table("All, by year"; ["year", "count"]; [$years[] | [marked, (.value | digits)]])) end;

def greatest($h; $last; $top; $years):
  $top[:6] as $six | if ($years | length) < 2 or ($six | length) < 2 then "" else
    [$six[] | .origin as $o | {named: .origin_name, points: ([$h.rows[] | select(.origin == $o and .value != null)] | times)}]
    | . as $series
    | figure("The greatest origins of \($last), by year"; lines("Origins by year");
        table("The greatest origins, by year"; ["year"] + map(.named);
          [map(.points[].time) | unique[] as $t | ($years[] | select(.time == $t) | marked)] as $names
          | [(map(.points[].time) | unique) as $times | range(0; $times | length) as $i
            | [$names[$i]] + [$series[] | [.points[] | select(.time == $times[$i]).value | digits] | .[0] // "–"]])) end;

def host_section:
  . as $h | ($h.rows | times) as $years | ($h.rows | last_time) as $last
  | [$h.rows[] | select(.time == $last and .value != null)] as $now | ($now | map(.value) | total) as $all
  | ([$now | map(select(.origin != "")) | group_by(.origin)[] | .[0] + {value: (map(.value) | total)}] | sort_by(-(.value | size))) as $top
  | "<section><h2>\(if $h.name == "" then "All hosts" else $h.name | e end)\($h.unit | unit | e)</h2>"
    + lead($h; $last; $all; $top; $years) + (if .by_origin then origins($top; $last; $all) else "" end)
    + by_year($h; $years) + greatest($h; $last; $top; $years) + "</section>";

# A table of many hosts: first all together and where people go, then only the greatest of them.
def hosts_section($by_origin):
  last_time as $t | .[0].unit as $unit
  | (group_by(.host) | map({name: .[0].host_name, host: .[0].host, unit: $unit, rows: ., by_origin: $by_origin})) as $hosts
  | if ($hosts | length) <= 8 then [$hosts[] | host_section] | join("") else
    ([$hosts[] | . + {value: ([.rows[] | select(.time == $t and .value != null).value] | total)}] | sort_by(-(.value | size))) as $hosts
    | ($hosts | map(.value) | total) as $all
    | ({name: "", unit: $unit, rows: ., by_origin: $by_origin} | host_section)
      + "<section><h2>Where they go\(at_time($t))\($unit | unit | e)</h2>"
      + figure("Hosts\(at_time($t))"; [$hosts[:15][] | {named: .name, value}] | bars("Hosts\(at_time($t))");
        table("Hosts\(at_time($t))"; ["host", "name", "count", "share"]; [$hosts[] | [.host, .name, (.value | digits), (.value | percent($all))]])) + "</section>"
      + ([$hosts[:6][] | host_section] | join("")) end;

# The greatest ends of flows, and the others as one.
def ends_of($key; $name; $most; $others):
  group_by(.[$key]) | map({key: .[0][$key], named: (.[0][$name] | if . == "" then "no single country" else . end), value: (map(.value) | total)})
  | sort_by(-(.value | size)) | if length <= $most then . else
    .[:$most - 1] + [{key: "\u0000", named: "\(length - $most + 1) other \($others)", value: (.[$most - 1:] | map(.value) | total)}] end;

def flow_section:
  last_time as $t | .[0].unit as $unit | [.[] | select(.time == $t and .value != null and (.value | size) > 0)]
  | if length < 3 then "" else
    ends_of("origin"; "origin_name"; 12; "origins") as $from | ends_of("host"; "host_name"; 10; "hosts") as $to
    | (reduce ($from[], $to[]) as $one ({}; .[$one.key] = true)) as $known
    | (map({from: (if $known[.origin] then .origin else "\u0000" end), to: (if $known[.host] then .host else "\u0000" end), value})
      | group_by([.from, .to]) | map({from: .[0].from, to: .[0].to, value: (map(.value) | total)})) as $flows
    | (reduce $from[] as $one ({}; .[$one.key] = $one.named)) as $left | (reduce $to[] as $one ({}; .[$one.key] = $one.named)) as $right
    | "<section><h2>From where to where\(at_time($t))\($unit | unit | e)</h2>"
      + figure("From where to where\(at_time($t))"; $flows | bands("Flows\(at_time($t))"; $from; $to);
        table("Flows\(at_time($t))"; ["from", "to", "count"]; [$flows | sort_by(-(.value | size))[] | [$left[.from], $right[.to], (.value | digits)]]))
      + "</section>" end;

# Who is host and origin in the same unit has a balance.
def balance_section:
  .[0].unit as $unit | last_time as $t
  | [.[] | select(.time == $t and .value != null and .origin != "" and .host != "" and .origin != .host)] as $flows
  | ($flows | map(.host) | unique) as $hosts | if ($hosts | length) < 2 then "" else
    (reduce $flows[] as $f ({}; .[$f.host].in |= ((. // 0) | plus($f.value)) | .[$f.host].name = $f.host_name
      | .[$f.origin].out |= ((. // 0) | plus($f.value)))) as $sums
    | [$hosts[] | $sums[.] | {named: .name, in: (.in // 0), out: (.out // 0)} | . + {value: (.out as $out | .in | less($out))}]
    | sort_by(-(.value | size)) | (.[:10] + (if length > 20 then .[-10:] else .[10:] end)) as $shown
    | "<section><h2>Gain and loss\(at_time($t))\($unit | unit | e)</h2>"
      + figure("Inbound less outbound"; $shown | diverging("Net flow by country");
        table("Inbound less outbound"; ["country", "inbound", "outbound", "net"];
          [.[] | [.named, (.in | digits), (.out | digits), (.value | digits)]])) + "</section>" end;

# --- other tables -------------------------------------------------------------------------------------------------------------

def per_out: (.out | size) as $out | if $out == 0 then "–" else (.in | size) * 100 / $out | round / 100 | shown end;
def gains($title; $named; $all):
  figure($title; .[:12] | diverging($named);
    table($all; ["country", "name", "inbound", "outbound", "net", "in per out"];
      [.[] | [.code, .named, (.in | digits), (.out | digits), (.value | digits), per_out]]));

def country_section:
  map(select(.inbound != null and .outbound != null) | .value = .inbound) | last_time as $t
  | map(select(.time == $t) | {named: .country_name, code: .country, unit, in: .inbound, out: .outbound})
  | map(.out as $out | .value = (.in | less($out))) | sort_by(-(.value | size))
  | (map(.unit) | unique | if length == 1 and .[0] != "" then (.[0] | ascii_downcase | (.[:1] | ascii_upcase) + .[1:]) + ": inbound" else "Inbound" end) as $what
  | "<section><h2>Brain gain and brain drain\(at_time($t))</h2><p class=lead>\($what | e) less outbound, in countries where both are known: \(length).</p>"
    + (map(select((.value | size) >= 0)) | if length > 0 then gains("The greatest gains"; "Net inflow"; "Gains") else "" end)
    + (map(select((.value | size) < 0)) | reverse | if length > 0 then gains("The greatest losses"; "Net outflow"; "Losses") else "" end) + "</section>";

def mirror_section:
  map(select(.value != null and .mirror != null and (.value | size) + (.mirror | size) > 0) | .mirror as $other | .gap = (.value | less($other)))
  | sort_by(-(.gap | size | fabs))
  | "<section><h2>Where the two sides differ</h2><p class=lead>The same flow as the host counts it and as the origin does, in \(length) flows.</p>"
    + figure("The greatest differences"; [.[:12][] | {named: "\(.origin_name) → \(.host_name)", value: .gap}] | diverging("Host's count less origin's");
      table("Differences"; ["origin", "host", "year", "host says", "origin says", "difference", "relative"];
        [.[:100][] | [.origin_name, .host_name, .time, (.value | digits), (.mirror | digits), (.gap | digits),
          "\((.gap | size) * 2000 / ((.value | size) + (.mirror | size)) | round / 10 | shown) %"]])) + "</section>";

def status_section:
  [group_by([.host, .status])[] | [.[0].host_name, .[0].status, (length | digits)]]
  | "<section><h2>Quality</h2>" + table("Cells by status"; ["host", "status", "cells"]; .) + "</section>";

def books_section:
  map(select(.filter != "emit"))
  | "<section><h2>The books</h2><p>Every record is accounted for: in each stage, in + made = out + rejected + dropped. "
    + "A stage that adds up records drops them into their groups.</p>"
    + figure("What each stage did with its records"; books; table("The books"; ["stage", "in", "made", "out", "rejected", "dropped", "why"];
      [.[] | [.stage, (.in | digits), (.made | digits), (.out | digits), (.rejected | digits), (.dropped | digits),
        ([.reasons[] | "\(.reason) \(.rejected + .dropped)"] | join(", "))]])) + "</section>";

def sources_section:
  "<section><h2>Sources</h2><ul>" + ([.[] | "<li>\(.title // "" | e)" + (if .licence then "; \(.licence | e)" else "" end)
    + (if (.path // "") | test("^https?://") then ": <a href='\(.path | e)'>\(.path | e)</a>" else "" end) + "</li>"] | join("")) + "</ul></section>";

def style:
  ":root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--line:#c8c8c8;--quiet:#5a5a5a;--c0:#0072b2;--c1:#d55e00;--c2:#6b6b6b;--c3:#007a5a;--c4:#a64d79;--c5:#8a6d00;--c6:#1b1b1b}"
  + "@media(prefers-color-scheme:dark){:root{--ink:#e6e6e6;--paper:#161616;--line:#444;--quiet:#a8a8a8;--c0:#56b4e9;--c1:#ff9a4d;--c2:#9a9a9a;--c3:#2fc79b;--c4:#e39cc4;--c5:#e0c04a;--c6:#e6e6e6}}"
  + "*{box-sizing:border-box}body{margin:0 auto;max-width:76rem;padding:1rem;font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);overflow-wrap:anywhere}"
  + "h1{line-height:1.2}h2{margin:2rem 0 .5rem;border-bottom:1px solid var(--line)}.quiet{color:var(--quiet)}.lead{font-size:1.1rem}"
  + "section{display:flow-root}figure{margin:1rem 0;display:inline-block;vertical-align:top;width:100%;max-width:36rem;padding-right:1rem}figcaption{font-weight:600}"
  + "svg{width:100%;height:auto;display:block}svg text{font:14px system-ui,sans-serif;fill:var(--ink)}.end{text-anchor:end}.axis{stroke:var(--ink)}.grid{stroke:var(--line);stroke-dasharray:3 3}"
  + ([range(0; 7) | ".b\(.){fill:var(--c\(.))}.l\(.){stroke:var(--c\(.))}.c\(.){fill:var(--c\(.))}svg .t\(.){fill:var(--c\(.))}"] | join(""))
  + ".l{fill:none;stroke-width:2}.l1,.l4{stroke-dasharray:6 3}.l2,.l5{stroke-dasharray:2 3}.open{stroke-dasharray:1 4}circle.l{fill:var(--paper);stroke-dasharray:none}"
  + ".band{fill-opacity:.5}.band:hover{fill-opacity:.9}.end0{fill:var(--ink)}"
  + "table{border-collapse:collapse;margin:1rem 0;font-size:.9rem}caption{text-align:left;font-weight:600}th,td{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid var(--line)}.wide{overflow-x:auto;max-width:100%}"
  + "summary{cursor:pointer;color:var(--quiet)}a{color:var(--c0)}@media print{body{max-width:none}figure{break-inside:avoid}}";

.is as $is | .facts as $facts | (.title | e) as $title | (.note // "" | if . == "" then "" else "<p class=lead>\(e)</p>" end) as $note
| def named($what; $code): if $is[$what] then .[$is[$what]] elif $is[$code] then .[$is[$code]] else "" end;
def column($what): if $is[$what] then .[$is[$what]] else "" end;
def amount($what): if $is[$what] then .[$is[$what]] else null end;
[.rows[] | {
  host: column("host"), host_name: named("host_name"; "host"), origin: column("origin"), origin_name: named("origin_name"; "origin"),
  country: column("country"), country_name: named("country_name"; "country"), time: column("time"), unit: column("unit"), status: column("status"),
  value: amount("value"), mirror: amount("mirror"), inbound: amount("inbound"), outbound: amount("outbound")
} | .open = (.status == "P")] as $rows
| (if $is.value then
    # each unit alone: nothing is added across units
    [$rows | group_by(.unit)[] | hosts_section($is.origin != null) + if $is.host and $is.origin then flow_section + balance_section else "" end] | join("")
  else "" end)
+ (if $is.country and $is.inbound and $is.outbound then $rows | country_section else "" end)
+ (if $is.mirror then $rows | mirror_section else "" end)
+ (if $is.status then $rows | status_section else "" end)
+ (if $facts["weir:books"]? then $facts["weir:books"] | books_section else "" end)
+ (if $facts.sources? then $facts.sources | sources_section else "" end)
+ (if $facts["weir:notes"]? then "<section><h2>Notes</h2>" + ([$facts["weir:notes"][] | "<p>\(e)</p>"] | join("")) + "</section>" else "" end)
| . as $body | $facts["weir:run"]? as $run
| "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width,initial-scale=1'>"
+ "<title>\($title)</title><style>\(style)</style><h1>\($title)</h1>\($note)\($body)<p class=quiet>"
+ (if $run then "Run <code>\($run.id | e)</code>, Weir \($run.version | e). The same inputs give the same page." else "Made by weir-report." end) + "</p></html>\n"
