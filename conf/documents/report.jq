# The page of weir-report(1): charts as inline SVG, each with its table; no script, no network.
# Colours are those of Okabe and Ito, which colour-blind readers can tell apart; nothing is said by colour alone.
def e: tostring | @html;
def spaced: if length <= 3 then . else (.[:-3] | spaced) + "\u202f" + .[-3:] end;
def without_zeros: if endswith("0") then .[:-1] | without_zeros else . end;
# A count as text: parts of ten to six places, not the binary fraction nearest to them.
def digits:
  if . < 0 then "\u2212" + (-. | digits)
  elif . == floor or . >= 1e9 then round | tostring | spaced
  else (. * 1000000 | round) as $n | ($n / 1000000 | floor) as $high | ($high | tostring | spaced)
    + ($n - $high * 1000000 | if . == 0 then "" else "." + (1000000 + . | tostring | .[1:] | without_zeros) end) end;
def whole: . * 10 | round / 10 | if . == (. | floor) then (. | floor) else . end;
def cells($tag; $more): map("<\($tag)\($more)>\(.)</\($tag)>") | join("");
def table($caption; $head; $rows):
  "<div class=wide><table><caption>\($caption | e)</caption><thead><tr>" + ($head | map(e) | cells("th"; " scope=col"))
  + "</tr></thead><tbody>" + ($rows | map("<tr>\(map(e) | cells("td"; ""))</tr>") | join("")) + "</tbody></table></div>";
def figure($title; $svg; $table): "<figure><figcaption>\($title | e)</figcaption>\($svg)<details><summary>The numbers</summary>\($table)</details></figure>";
def svg($height; $named; $inside): "<svg viewBox='0 0 480 \($height)' role=img aria-label='\($named | e)'>\($inside)</svg>";
def cut($n): if length > $n then .[:$n - 1] + "…" else . end;
# lines of at most so many characters, cut between words
def wrapped($n): reduce (split(" ")[] | cut($n)) as $w ([]; if length > 0 and (.[-1] | length) + 1 + ($w | length) <= $n then .[-1] += " " + $w else . + [$w] end);
# The name of a row stands over its bar: there it is whole, on a telephone too.
def over($i): "<text x=0 y=\($i * 42 + 16)>\(cut(62) | e)</text>";

# rows [{named, value}], greatest first
def bars($named):
  (map(.value) | max // 1) as $most | (if $most <= 0 then 1 else $most end) as $most
  | svg(length * 42 + 4; $named; [range(0; length) as $i | .[$i] as $r | ($r.value * 380 / $most | whole) as $w
    | ($r.named | over($i)) + "<rect x=0 y=\($i * 42 + 21) width=\($w) height=16 class=b0 rx=2><title>\($r.named | e): \($r.value | digits)</title></rect>"
      + "<text x=\($w + 6) y=\($i * 42 + 34)>\($r.value | digits)</text>"] | join(""));

# rows [{named, value}] about zero
def diverging($named):
  (map(.value | fabs) | max // 1) as $most | (if $most == 0 then 1 else $most end) as $most
  | svg(length * 42 + 4; $named; ([range(0; length) as $i | .[$i] as $r | (($r.value | fabs) * 150 / $most | whole) as $w
    | ($r.named | over($i)) + "<line x1=240 x2=240 y1=\($i * 42 + 19) y2=\($i * 42 + 39) class=axis /><rect x=\(if $r.value < 0 then 240 - $w else 240 end) y=\($i * 42 + 21) width=\($w) height=16 class=\(if $r.value < 0 then "b1" else "b0" end) rx=2><title>\($r.named | e): \($r.value | digits)</title></rect>"
      + (if $r.value < 0 then "<text x=\(240 - $w - 6) y=\($i * 42 + 34) class=end>\($r.value | digits)</text>" else "<text x=\(240 + $w + 6) y=\($i * 42 + 34)>\($r.value | digits)</text>" end)] | join("")));

# series [{named, points: [[x, y]]}], at most seven
def lines($named):
  . as $series | ([.[].points[][0]] | unique) as $xs | ([.[].points[][1]] | max // 1) as $top | (if $top <= 0 then 1 else $top end) as $top
  | (reduce range(0; $xs | length) as $i ({}; .[$xs[$i]] = $i)) as $at | ($xs | length) as $n
  | def x: $at[.] * (if $n > 1 then 264 / ($n - 1) else 0 end) + 76 | whole;
  def y: 200 - . * 180 / $top | whole;
  ([range(0; length) as $i | {i: $i, y: ($series[$i].points[-1][1] | y), text: ($series[$i].named | wrapped(18))}] | sort_by(.y)
    | reduce .[] as $p ([]; (if length > 0 then .[-1].at + (.[-1].text | length) * 16 else 0 end) as $free | . + [$p + {at: ([$p.y, $free] | max)}])) as $ends
  | svg(([232, ($ends | map(.at + (.text | length) * 16) | max // 0) + 4] | max); $named;
    "<line x1=76 x2=340 y1=200 y2=200 class=axis /><line x1=76 x2=340 y1=20 y2=20 class=grid />"
    + "<text x=76 y=14>\($top | digits)</text><text x=70 y=205 class=end>0</text>"
    + "<text x=76 y=222>\($xs[0] // "" | e)</text>" + (if $n > 1 then "<text x=340 y=222 class=end>\($xs[-1] | e)</text>" else "" end)
    + ([range(0; length) as $i | "<polyline class='l l\($i)' points='\([$series[$i].points[] | "\(.[0] | x),\(.[1] | y)"] | join(" "))'/>"
      + ([$series[$i].points[] | "<circle class=c\($i) cx=\(.[0] | x) cy=\(.[1] | y) r=2.5><title>\($series[$i].named | e), \(.[0] | e): \(.[1] | digits)</title></circle>"] | join(""))] | join(""))
    + ([$ends[] | . as $tip | range(0; .text | length) as $l | "<text x=348 y=\($tip.at + 5 + $l * 16) class=t\($tip.i)>\($tip.text[$l] | e)</text>"] | join("")));

# stages of the books, each as shares of what it took in and made
def books:
  svg(length * 26 + 30; "What each stage did with its records"; ([range(0; length) as $i | .[$i] as $s | ($s.in + $s.made | if . == 0 then 1 else . end) as $all
    | [["b0", $s.out], ["b1", $s.rejected], ["b2", $s.dropped]]
    | reduce .[] as $p ({x: 176, svg: ""}; ($p[1] * 220 / $all | whole) as $w | .svg += (if $w > 0 then "<rect x=\(.x) y=\($i * 26 + 5) width=\($w) height=18 class=\($p[0]) />" else "" end) | .x += $w)
    | "<text x=168 y=\($i * 26 + 19) class=end>\($s.stage | cut(21) | e)</text>\(.svg)<text x=402 y=\($i * 26 + 19)>\($s.in | digits)</text>"] | join(""))
    + (length * 26 + 22 | "<rect x=176 y=\(. - 11) width=12 height=12 class=b0 /><text x=193 y=\(.)>out</text><rect x=236 y=\(. - 11) width=12 height=12 class=b1 /><text x=253 y=\(.)>rejected</text><rect x=330 y=\(. - 11) width=12 height=12 class=b2 /><text x=347 y=\(.)>dropped</text>"));

.is as $is | .facts as $facts | (.title | e) as $title | (.note // "" | if . == "" then "" else "<p class=lead>\(e)</p>" end) as $note
| (.rows | map({
    host: (if $is.host then .[$is.host] else "" end), origin: (if $is.origin then .[$is.origin] else "" end),
    host_name: (if $is.host_name then .[$is.host_name] elif $is.host then .[$is.host] else "" end),
    origin_name: (if $is.origin_name then .[$is.origin_name] elif $is.origin then .[$is.origin] else "" end),
    time: (if $is.time then .[$is.time] else "" end), unit: (if $is.unit then .[$is.unit] else "" end),
    status: (if $is.status then .[$is.status] else "" end),
    value: (if $is.value then .[$is.value] else null end), mirror: (if $is.mirror then .[$is.mirror] else null end),
    country: (if $is.country then .[$is.country] else "" end),
    country_name: (if $is.country_name then .[$is.country_name] elif $is.country then .[$is.country] else "" end),
    inbound: (if $is.inbound then .[$is.inbound] else null end), outbound: (if $is.outbound then .[$is.outbound] else null end)
  })) as $rows
| ($rows | map(.time) | unique) as $times | ($times[-1] // "") as $latest
| def at_time($t): if $t == "" then "" else ", \($t)" end;
def unit: if . == "" then "" else " (\(ascii_downcase))" end;
(if $is.value then
  # hosts, each with its own unit: nothing is added across units
  [$rows | group_by([.host, .unit])[] | {host: .[0].host, name: .[0].host_name, unit: .[0].unit, rows: .}] as $hosts
  | ($hosts | map(. as $h
      | [$h.rows | group_by(.time)[] | [.[0].time, (map(.value // 0) | add)]] as $years
      | ($h.rows | map(select(.value != null).time) | unique | .[-1] // $latest) as $last
      | ([$h.rows[] | select(.time == $last and .value != null and .origin != "")] | sort_by(-.value)) as $top
      | ([$h.rows[] | select(.time == $last) | .value // 0] | add // 0) as $all
      | ($top[:6] | map(.origin)) as $six
      | "<section><h2>\(if $h.name == "" then "All hosts" else $h.name | e end)\($h.unit | unit | e)</h2>"
        + "<p class=lead>\($last | e): <b>\($all | digits)</b>\(if $h.unit == "" then "" else " \($h.unit | ascii_downcase | e)" end)"
        + (if ($top | length) > 0 then ", of these \($top[0].value * 1000 / (if $all == 0 then 1 else $all end) | round / 10) % from \($top[0].origin_name | e)" else "" end) + ".</p>"
        + (if ($top | length) > 0 and $is.origin then
            figure("Where they come from\(at_time($last))"; [$top[:15][] | {named: .origin_name, value}] | bars("Origins in \($last)");
              table("Origins\(at_time($last))"; ["origin", "name", "count", "share"]; [$top[] | [.origin, .origin_name, (.value | digits), ((.value * 1000 / (if $all == 0 then 1 else $all end) | round / 10 | tostring) + " %")]])) else "" end)
        + (if ($years | length) > 1 then
            figure("All, by year"; [{named: ($h.name | if . == "" then "all" else . end), points: $years}] | lines("Totals by year");
              table("All, by year"; ["year", "count"]; [$years[] | [.[0], (.[1] | digits)]])) else "" end)
        + (if ($years | length) > 1 and ($six | length) > 1 then
            ([$six[] as $o | [$h.rows[] | select(.origin == $o and .value != null)] | sort_by(.time)
              | {named: .[0].origin_name, points: [group_by(.time)[] | [.[0].time, (map(.value) | add)]]}]) as $series
            | figure("The greatest origins of \($last), by year"; $series | lines("Origins by year");
              table("The greatest origins, by year"; ["year"] + [$series[].named]; [($series | map(.points[][0]) | unique)[] as $t | [$t] + [$series[] | [.points[] | select(.[0] == $t) | .[1] | digits] | .[0] // "–"]])) else "" end)
        + "</section>") | join(""))
  # who is host and origin in the same unit has a balance
  + ([$rows | group_by(.unit)[] | . as $u | (map(.time) | unique | .[-1]) as $t | [.[] | select(.time == $t and .value != null and .origin != "" and .host != "" and .origin != .host)]
      | (map(.host) | unique) as $hs | select(($hs | length) > 1) | . as $f
      | [$hs[] as $c | {named: ([$f[] | select(.host == $c) | .host_name] | .[0]), in: ([$f[] | select(.host == $c) | .value] | add // 0), out: ([$f[] | select(.origin == $c) | .value] | add // 0)} | . + {value: (.in - .out)}]
      | sort_by(-.value) | (.[:10] + (if length > 20 then .[-10:] else .[10:] end)) as $b
      | "<section><h2>Gain and loss\(at_time($t))\($u[0].unit | unit)</h2>" + figure("Inbound less outbound"; $b | diverging("Net flow by country");
          table("Inbound less outbound"; ["country", "inbound", "outbound", "net"]; [.[] | [.named, (.in | digits), (.out | digits), (.value | digits)]])) + "</section>"] | join(""))
 else "" end)
+ (if $is.country and $is.inbound and $is.outbound then
  ([$rows[] | select(.time == $latest and .inbound != null and .outbound != null) | {named: .country_name, code: .country, in: .inbound, out: .outbound, value: (.inbound - .outbound)}] | sort_by(-.value)) as $b
  | "<section><h2>Brain gain and brain drain\(at_time($latest))</h2><p class=lead>\([$rows[] | select(.time == $latest).unit] | unique | if length == 1 and .[0] != "" then (.[0] | ascii_downcase | (.[:1] | ascii_upcase) + .[1:]) + ": inbound" else "Inbound" end | e) less outbound, in countries where both are known: \($b | length).</p>"
    + figure("The greatest gains"; $b[:12] | diverging("Net inflow"); table("Gains"; ["country", "name", "inbound", "outbound", "net", "in per out"]; [$b[] | select(.value >= 0) | [.code, .named, (.in | digits), (.out | digits), (.value | digits), (if .out == 0 then "–" else .in / .out * 100 | round / 100 end)]]))
    + figure("The greatest losses"; ($b | reverse)[:12] | diverging("Net outflow"); table("Losses"; ["country", "name", "inbound", "outbound", "net", "in per out"]; [$b | reverse[] | select(.value < 0) | [.code, .named, (.in | digits), (.out | digits), (.value | digits), (if .out == 0 then "–" else .in / .out * 100 | round / 100 end)]]))
    + "</section>" else "" end)
+ (if $is.mirror then
  ([$rows[] | select(.value != null and .mirror != null and .value + .mirror > 0) | . + {gap: (.value - .mirror)}] | sort_by(-(.gap | fabs))) as $m
  | "<section><h2>Where the two sides differ</h2><p class=lead>The same flow as the host counts it and as the origin does, in \($m | length) flows.</p>"
    + figure("The greatest differences"; [$m[:12][] | {named: "\(.origin_name) → \(.host_name)", value: .gap}] | diverging("Host's count less origin's");
      table("Differences"; ["origin", "host", "year", "host says", "origin says", "difference", "relative"]; [$m[:100][] | [.origin_name, .host_name, .time, (.value | digits), (.mirror | digits), (.gap | digits), ((.gap * 200 / (.value + .mirror) * 10 | round / 10 | tostring) + " %")]])) + "</section>" else "" end)
+ (if $is.status then ([$rows | group_by([.host, .status])[] | [.[0].host_name, .[0].status, length]]) as $s
  | "<section><h2>Quality</h2>" + table("Cells by status"; ["host", "status", "cells"]; [$s[] | [.[0], .[1], (.[2] | digits)]]) + "</section>" else "" end)
+ (if $facts["weir:books"]? then ($facts["weir:books"] | map(select(.filter != "emit"))) as $b
  | "<section><h2>The books</h2><p>Every record is accounted for: in each stage, in + made = out + rejected + dropped. A stage that adds up records drops them into their groups.</p>"
    + figure("What each stage did with its records"; $b | books; table("The books"; ["stage", "in", "made", "out", "rejected", "dropped", "why"];
      [$b[] | [.stage, (.in | digits), (.made | digits), (.out | digits), (.rejected | digits), (.dropped | digits), ([.reasons[] | "\(.reason) \(.rejected + .dropped)"] | join(", "))]])) + "</section>" else "" end)
+ (if $facts.sources? then "<section><h2>Sources</h2><ul>" + ([$facts.sources[] | "<li>\(.title // "" | e)"
    + (if .licence then "; \(.licence | e)" else "" end) + (if (.path // "") | test("^https?://") then ": <a href='\(.path | e)'>\(.path | e)</a>" else "" end) + "</li>"] | join("")) + "</ul></section>" else "" end)
+ (if $facts["weir:notes"]? then "<section><h2>Notes</h2>" + ([$facts["weir:notes"][] | "<p>\(e)</p>"] | join("")) + "</section>" else "" end)
| . as $body | $facts["weir:run"]? as $run
| "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width,initial-scale=1'>"
+ "<title>\($title)</title><style>"
+ ":root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--line:#c8c8c8;--quiet:#5a5a5a;--c0:#0072b2;--c1:#d55e00;--c2:#6b6b6b;--c3:#007a5a;--c4:#a64d79;--c5:#8a6d00;--c6:#1b1b1b}"
+ "@media(prefers-color-scheme:dark){:root{--ink:#e6e6e6;--paper:#161616;--line:#444;--quiet:#a8a8a8;--c0:#56b4e9;--c1:#ff9a4d;--c2:#9a9a9a;--c3:#2fc79b;--c4:#e39cc4;--c5:#e0c04a;--c6:#e6e6e6}}"
+ "*{box-sizing:border-box}body{margin:0 auto;max-width:76rem;padding:1rem;font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);overflow-wrap:anywhere}"
+ "h1{line-height:1.2}h2{margin:2rem 0 .5rem;border-bottom:1px solid var(--line)}.quiet{color:var(--quiet)}.lead{font-size:1.1rem}"
+ "section{display:flow-root}figure{margin:1rem 0;display:inline-block;vertical-align:top;width:100%;max-width:36rem;padding-right:1rem}figcaption{font-weight:600}"
+ "svg{width:100%;height:auto;display:block}svg text{font:14px system-ui,sans-serif;fill:var(--ink)}.end{text-anchor:end}.axis{stroke:var(--ink)}.grid{stroke:var(--line);stroke-dasharray:3 3}"
+ ([range(0; 7) | ".b\(.){fill:var(--c\(.))}.l\(.){stroke:var(--c\(.))}.c\(.){fill:var(--c\(.))}svg .t\(.){fill:var(--c\(.))}"] | join("")) + ".l{fill:none;stroke-width:2}.l1,.l4{stroke-dasharray:6 3}.l2,.l5{stroke-dasharray:2 3}"
+ "table{border-collapse:collapse;margin:1rem 0;font-size:.9rem}caption{text-align:left;font-weight:600}th,td{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid var(--line)}.wide{overflow-x:auto;max-width:100%}"
+ "summary{cursor:pointer;color:var(--quiet)}a{color:var(--c0)}@media print{body{max-width:none}figure{break-inside:avoid}}</style>"
+ "<h1>\($title)</h1>\($note)" + $body
+ "<p class=quiet>" + (if $run then "Run <code>\($run.id | e)</code>, Weir \($run.version | e). The same inputs give the same page." else "Made by weir-report." end) + "</p></html>\n"
