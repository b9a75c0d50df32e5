# Counts that are added up and written without an error. A whole one is a number. Where a table has fractions, or counts whose sum
# a binary number of 64 bits could not hold, each is a list: how many digits stand behind the point, then nine digits at a
# time, the last ones first, all with the sign of the count.
def plus($b):
  if type == "number" and ($b | type) == "number" then . + $b
  elif . == 0 then $b
  elif $b == 0 then .
  else . as $a | [$a[0]] + [range(1; [($a | length), ($b | length)] | max) | ($a[.] // 0) + ($b[.] // 0)] end;
def total: reduce .[] as $x (0; plus($x));
def minus: if type == "number" then -. else [.[0]] + (.[1:] | map(-.)) end;
def less($b): plus($b | minus);
# For lengths, orders and shares.
def size:
  if type == "number" then .
  else (reduce (.[1:] | reverse[]) as $nine (0; . * 1e9 + $nine)) / (reduce range(.[0]) as $_ (1; . * 10)) end;
def share($all): if ($all | size) == 0 then 0 else (size * 1000 / ($all | size) | round) / 10 | if . == 0 then 0 else . end end;
def spaced: if length <= 3 then . else (.[:-3] | spaced) + "\u202f" + .[-3:] end;
def without_zeros: if endswith("0") then .[:-1] | without_zeros else . end;
def carried: reduce .[1:][] as $nine ([[], 0]; ($nine + .[1]) as $n | ($n / 1e9 | floor) as $over | [.[0] + [$n - $over * 1e9], $over]);
# A ratio that was rounded, as text.
def shown:
  if . < 0 then "\u2212" + (-. | shown) elif . >= 1e12 then "over 10\u00b9\u00b2"
  else tostring | split(".") | .[0] |= spaced | join(".") end;
# As text, with its digits behind the point but not the zeros at their end.
def digits:
  if type == "number" then if . < 0 then "\u2212" + (-. | digits) else tostring | spaced end
  else .[0] as $behind | carried as [$nines, $over]
    | if $over < 0 then "\u2212" + (minus | digits)
      else [$over] + ($nines | reverse) | map("00000000" + tostring | .[-9:]) | join("")
        | until((startswith("0") and length > $behind + 1) | not; .[1:])
        | (.[length - $behind:] | without_zeros) as $fraction
        | (.[:length - $behind] | spaced) + if $fraction == "" then "" else "." + $fraction end
      end
  end;
