#!/bin/sh
# tests/bench/peers/miller.sh FILE LOOKUP - Miller: verbs where there is one for the step; sort(1) at the end.
# shellcheck disable=SC1010 # then is a word of Miller's
export LC_ALL=C
T=$(mktemp -d) || exit 1
export T
trap 'rm -rf "$T"' EXIT
echo "year,sex,iso3,level,field,n,age_sum"
mlr -S --icsv --allow-ragged-csv-input --ocsv --headerless-csv-output put -q '
  begin { @read = 0; @fields = 0; @birth = 0; @enrol = 0; @y = {};
    @days = {"1":31,"2":28,"3":31,"4":30,"5":31,"6":30,"7":31,"8":31,"9":30,"10":31,"11":30,"12":31};
    @sex = {"km":"M","kmale":"M","k1":"M","kf":"F","kfemale":"F","k2":"F"} }
  func year(str s) {
    num y = 0; num m = 0; num d = 0;
    if (s =~ "^([0-9]{4})-([0-9]{2})-([0-9]{2})$") { y = float("\1"); m = float("\2"); d = float("\3") }
    elif (s =~ "^([0-9]{2})/([0-9]{2})/([0-9]{4})$") { d = float("\1"); m = float("\2"); y = float("\3") }
    else { return 0 }
    y = int(y); m = int(m); d = int(d);
    if (y < 1900 || y > 2099 || m < 1 || m > 12 || d < 1) { return 0 }
    num x = @days[m];
    if (m == 2 && y % 4 == 0 && y != 1900) { x = 29 }
    if (d > x) { return 0 }
    return y
  }
  @read += 1;
  if (NF != 13 || $status == "") { @fields += 1 }
  else {
    b = "k".strip($birth_date); e = "k".strip($enrol_date);
    if (is_absent(@y[b])) { @y[b] = year(substr(b, 1, 99)) }
    if (is_absent(@y[e])) { @y[e] = year(substr(e, 1, 99)) }
    if (@y[b] == 0) { @birth += 1 }
    elif (@y[e] == 0) { @enrol += 1 }
    else {
      x = "k".tolower(strip($sex));
      s = "U";
      if (haskey(@sex, x)) { s = @sex[x] }
      emit1 { "o": strip($office_id), "r": strip($record_id), "year": @y[e], "sex": s, "text": strip($citizenship),
        "level": strip($level), "field": strip($field), "a": @y[e] - @y[b] }
    }
  }
  end { print > ENV["T"]."/stats", @read." ".@fields." ".@birth." ".@enrol }
' then head -n 1 -g o,r then join --ur -i tsv -j text -f "$2" \
  then put 'if (is_absent($iso3)) { $iso3 = "UNK" }' \
  then stats1 -a count,sum -f a -g year,sex,iso3,level,field "$1" | sort | tee "$T/out"
mawk -F, -v S="$T/stats" '{ k += $6 } END { getline s < S; split(s, a, " ")
    printf "#read,%d\n#fields,%d\n#birth_date,%d\n#enrol_date,%d\n#duplicate,%d\n#kept,%d\n", a[1], a[2], a[3], a[4], a[1]-a[2]-a[3]-a[4]-k, k }' "$T/out"
