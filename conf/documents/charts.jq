# Charts as inline SVG, 480 wide, each with its table. Values are those of numbers.jq.
def e: tostring | @html;
def whole: . * 10 | round / 10 | if . == (. | floor) then (. | floor) else . end;
def cut($n): if length > $n then .[:$n - 1] + "…" else . end;
# Lines of at most so many characters, cut between words.
def wrapped($n):
  reduce (split(" ")[] | cut($n)) as $w ([];
    if length > 0 and (.[-1] | length) + 1 + ($w | length) <= $n then .[-1] += " " + $w else . + [$w] end);

def cells($tag; $more): map("<\($tag)\($more)>\(.)</\($tag)>") | join("");
def table($caption; $head; $rows):
  "<div class=wide><table><caption>\($caption | e)</caption><thead><tr>"
  + ($head | map(e) | cells("th"; " scope=col")) + "</tr></thead><tbody>"
  + ($rows | map("<tr>\(map(e) | cells("td"; ""))</tr>") | join("")) + "</tbody></table></div>";
def figure($title; $svg; $table):
  "<figure><figcaption>\($title | e)</figcaption>\($svg)<details><summary>The numbers</summary>\($table)</details></figure>";
# Who does not see it hears its name, and in a sentence what it shows.
def svg($height; $named; $shown; $inside):
  "<svg viewBox='0 0 480 \($height)' role=img aria-label='\($named + ": " + $shown | e)'><title>\($named | e)</title>"
  + "<desc>\($shown | e)</desc>\($inside)</svg>";
def text($x; $y; $more): "<text x=\($x) y=\($y)\($more)>\(e)</text>";
def rect($x; $y; $w; $h; $class): "<rect x=\($x) y=\($y) width=\($w) height=\($h) class=\($class)";
# The name of a row stands over its bar: there it is whole, on a telephone too.
def over($i): cut(62) | text(0; $i * 42 + 16; "");

# rows [{named, value}], greatest first
def bars($named):
  (map(.value | size) | max // 1 | if . <= 0 then 1 else . end) as $most
  | svg(length * 42 + 4; $named; "the longest bar is \(.[0].named // "") with \(.[0].value // 0 | digits)";
    [range(0; length) as $i | .[$i] as $r | (($r.value | size) * 380 / $most | whole) as $w
    | ($r.named | over($i)) + rect(0; $i * 42 + 21; $w; 16; "b0") + " rx=2><title>\($r.named | e): \($r.value | digits)</title></rect>"
      + ($r.value | digits | text($w + 6; $i * 42 + 34; ""))] | join(""));

# rows [{named, value}] about zero
def diverging($named):
  (map(.value | size | fabs) | max // 1 | if . == 0 then 1 else . end) as $most
  | svg(length * 42 + 4; $named; "bars to the right above zero and to the left below, from \(.[0].named // "") with \(.[0].value // 0 | digits)"
      + " to \(.[-1].named // "") with \(.[-1].value // 0 | digits)";
    [range(0; length) as $i | .[$i] as $r | ($r.value | size) as $size | ($size | fabs * 150 / $most | whole) as $w
    | ($r.named | over($i)) + "<line x1=240 x2=240 y1=\($i * 42 + 19) y2=\($i * 42 + 39) class=axis />"
      + rect(if $size < 0 then 240 - $w else 240 end; $i * 42 + 21; $w; 16; if $size < 0 then "b1" else "b0" end)
      + " rx=2><title>\($r.named | e): \($r.value | digits)</title></rect>"
      + if $size < 0 then ($r.value | digits | text(240 - $w - 6; $i * 42 + 34; " class=end"))
        else ($r.value | digits | text(240 + $w + 6; $i * 42 + 34; "")) end] | join(""));

# series [{named, points: [{time, value, open}]}], at most seven; what is open is not over yet: hollow, behind dashes
def lines($named):
  . as $series | ([.[].points[].time] | unique) as $times | ($times | length) as $n
  | ([.[].points[].value] | max_by(size) // 1) as $top | ($top | size | if . <= 0 then 1 else . end) as $most
  | (reduce range(0; $n) as $i ({}; .[$times[$i]] = $i)) as $at
  | def x: $at[.time] * (if $n > 1 then 264 / ($n - 1) else 0 end) + 76 | whole;
  def y: 200 - (.value | size) * 180 / $most | whole;
  def line($class): if length > 1 then "<polyline class='\($class)' points='\(map("\(x),\(y)") | join(" "))'/>" else "" end;
  ([range(0; length) as $i | {i: $i, y: ($series[$i].points[-1] | y), text: ($series[$i].named | wrapped(18))}] | sort_by(.y)
    | reduce .[] as $p ([]; (if length > 0 then .[-1].at + (.[-1].text | length) * 16 else 0 end) as $free
      | . + [$p + {at: ([$p.y, $free] | max)}])) as $ends
  | svg([232, ($ends | map(.at + (.text | length) * 16) | max // 0) + 4] | max; $named;
      "from \($times[0] // "") to \($times[-1] // ""), the highest value is \($top | digits)";
    "<line x1=76 x2=340 y1=200 y2=200 class=axis /><line x1=76 x2=340 y1=20 y2=20 class=grid />"
    + ($top | digits | text(76; 14; "")) + ("0" | text(70; 205; " class=end"))
    + ($times[0] // "" | text(76; 222; "")) + (if $n > 1 then $times[-1] | text(340; 222; " class=end") else "" end)
    + ([range(0; length) as $i | $series[$i] as $s | [$s.points[] | select(.open | not)] as $sure
      | ($sure | line("l l\($i)"))
        + (if $s.points[-1].open then [$sure[-1] // empty, ($s.points[] | select(.open))] | line("l l\($i) open") else "" end)
        + ([$s.points[] | "<circle class='\(if .open then "l l" else "c" end)\($i)' cx=\(x) cy=\(y) r=2.5>"
            + "<title>\($s.named | e), \(.time | e)\(if .open then ", provisional" else "" end): \(.value | digits)</title></circle>"]
          | join(""))] | join(""))
    + ([$ends[] | . as $tip | range(0; .text | length) as $l | $tip.text[$l] | text(348; $tip.at + 5 + $l * 16; " class=t\($tip.i)")]
      | join("")));

# One side of a picture of flows: its ends, each as high as its share, but high enough for its name.
def ends($unit):
  reduce .[] as $n ({y: 4, all: []};
    .y as $y | (($n.value | size) * $unit) as $h
    | .all += [$n + {y: $y, h: $h}] | .y += ([$h, 17] | max) + 5) | .all;
# flows [{from, to, value}] by keys of the ends [{key, named, value}], which stand in their order from above: bands as wide as
# what they stand for
def bands($named; $from; $to):
  . as $flows | (300 / ($from | map(.value) | total | size | if . <= 0 then 1 else . end)) as $unit
  | ($from | ends($unit)) as $left | ($to | ends($unit)) as $right
  | ([$left[-1], $right[-1] | .y + ([.h, 17] | max)] | max) as $height
  | svg($height + 6 | ceil; $named; "bands from where people come, on the left, to where they go, the widest from \($from[0].named) with \($from[0].value | digits)";
    (reduce ($left[] as $l | $right[] as $r | $flows[] | select(.from == $l.key and .to == $r.key) + {l: $l, r: $r}) as $f
      ({svg: "", left: {}, right: {}, i: {}};
        (($f.value | size) * $unit) as $h | (.left[$f.from] // $f.l.y) as $y0 | (.right[$f.to] // $f.r.y) as $y1
        | (.i[$f.from] // (.i | length)) as $i
        | .left[$f.from] = $y0 + $h | .right[$f.to] = $y1 + $h | .i[$f.from] = $i
        | .svg += "<path class='band b\($i % 7)' d='M204 \($y0 | whole)C257 \($y0 | whole) 257 \($y1 | whole) 310 \($y1 | whole)"
          + "V\($y1 + ([$h, 0.5] | max) | whole)C257 \($y1 + ([$h, 0.5] | max) | whole) 257 \($y0 + ([$h, 0.5] | max) | whole) 204 \($y0 + ([$h, 0.5] | max) | whole)Z'>"
          + "<title>\($f.l.named | e) → \($f.r.named | e): \($f.value | digits)</title></path>") | .svg)
    + ([$left[] | (.y as $y | .named | cut(22) | text(190; $y + 13 | whole; " class=end"))] | join(""))
    + ([$left[] | rect(196; .y | whole; 8; [.h, 1] | max | whole; "end0") + " />"] | join(""))
    + ([$right[] | rect(310; .y | whole; 8; [.h, 1] | max | whole; "end0") + " />"] | join(""))
    + ([$right[] | (.y as $y | .named | cut(18) | text(324; $y + 13 | whole; ""))] | join("")));

# stages of the books, each as shares of what it took in and made
def books:
  svg(length * 26 + 30; "What each stage did with its records"; "for each stage a bar of what went out, what was rejected and what was dropped";
    ([range(0; length) as $i | .[$i] as $s | ($s.in + $s.made | if . == 0 then 1 else . end) as $all
    | [["b0", $s.out], ["b1", $s.rejected], ["b2", $s.dropped]]
    | reduce .[] as $p ({x: 176, svg: ""}; ($p[1] * 220 / $all | whole) as $w
      | .svg += (if $w > 0 then rect(.x; $i * 26 + 5; $w; 18; $p[0]) + " />" else "" end) | .x += $w)
    | ($s.stage | cut(20) | text(168; $i * 26 + 19; " class=end")) + .svg + ($s.in | digits | text(402; $i * 26 + 19; ""))] | join(""))
    + (length * 26 + 22 | . as $y | [["b0", 176, "out"], ["b1", 236, "rejected"], ["b2", 330, "dropped"]]
      | map(.[1] as $x | rect($x; $y - 11; 12; 12; .[0]) + " />" + (.[2] | text($x + 17; $y; ""))) | join("")));
