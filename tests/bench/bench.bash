# tests/bench/bench.bash - loaded by the benches: builds what they measure with, runs commands in interleaved rounds, holds
# what they give against each other, and makes tables.
#
#   OUT (.build/bench)     where all of it goes          ROUNDS (5)      so often each command runs
#   ONLY                   these commands alone          LONGEST (30)    seconds; what took longer is not run again
# shellcheck shell=bash disable=SC2154 # who loads this sets $root
export LC_ALL=C
here=$root/tests/bench
out=${OUT:-$root/.build/bench}
rounds=${ROUNDS:-5}
bad=0
mkdir -p "$out/bin" || exit 73
export PATH=$out/bin:$PATH TOOLS=$out/tools THREADS=${THREADS:-$(nproc)}

# build NAME [FLAG…]: a program of the bench, of NAME.c or of all in NAME/, when one of its files is newer.
build() {
	local sources
	mapfile -t sources < <(find "$here/$1" "$here/$1.c" -name '*.c' 2>/dev/null)
	[ -z "$(find "$here/$1" "$here/$1.c" -name '*.[ch]' -newer "$out/bin/$1" 2>&1)" ] ||
		"${CC:-cc}" -std=gnu17 -D_GNU_SOURCE -O2 -Wall -Wextra -Wconversion -Wshadow -Wvla -Werror "${@:2}" -o "$out/bin/$1" "${sources[@]}" || exit 70
}
build measure
build gen
build roof -O3 -march=native

# feed ROWS [ARGUMENT…]: a made-up feed as $FILE, its table of countries as $LOOKUP.
feed() {
	export FILE=$out/feed-$1${2:+.${*:2}}.csv LOOKUP=$out/lookup.tsv
	FILE=${FILE// /}
	[ "$FILE" -nt "$out/bin/gen" ] || { gen -n "$@" -t "$LOOKUP" >"$FILE.part" && mv "$FILE.part" "$FILE"; } || exit 74
}

# real_feed ROWS: a real feed, as often as makes so many records, as $FILE; $RECORDS: how many they are.
real_feed() {
	local sample=$root/samples/uk-study-nationality.csv n=$(($1 / 25000 + 1)) i
	export FILE=$out/quarters.csv
	{ head -n 1 "$sample"; for ((i = 0; i < n; i++)); do tail -n +2 "$sample"; done; } >"$FILE" || exit 74
	RECORDS=$((n * ($(weir-parse "$sample" | wc -l) - 1)))
}

names=() commands=() plainly=()
# contend NAME COMMAND [PLAINLY]: one more command for the next table. PLAINLY makes of its output what all have to give.
contend() {
	[ -z "${ONLY:-}" ] || [[ $1 == weir* ]] || case ",$ONLY," in *",$1,"*) ;; *) return 0 ;; esac
	names+=("$1") commands+=("$2") plainly+=("${3:-cat}")
}

missing=()
# contend_if PROGRAM NAME COMMAND [PLAINLY]: the same, if there is such a program; else it is named as missing.
contend_if() {
	if command -v "$1" >/dev/null; then contend "${@:2}"; else missing+=("$2"); fi
}

# fault I WHAT: a command failed, or gave another answer.
fault() {
	bad=1
	echo "${names[$1]}: $2" >&2
	tail -n 3 "$out/err" >&2
}

# once ROUND I: runs a command and adds a line to $raw: command, round, bytes, records, seconds, as user, as system, KiB, answer.
once() {
	local log=$out/log answer
	: >"$log"
	measure "$log" bash -c "${commands[$2]}" >"$out/answer" 2>"$out/err" || fault "$2" "ended with status $?"
	answer=$(bash -c "${plainly[$2]}" <"$out/answer" | md5sum)
	answer=${answer%% *}
	: "${expected:=$answer}"
	if [ "$answer" != "$expected" ]; then
		fault "$2" "another answer than ${names[0]}"
		bash -c "${plainly[$2]}" <"$out/answer" | diff "$out/expected" - | head -n 4 >&2
	elif [ ! -e "$out/expected" ]; then
		bash -c "${plainly[$2]}" <"$out/answer" >"$out/expected"
	fi
	printf '%s\t%d\t%d\t%d\t%s\t%s\n' "${names[$2]}" "$1" "$bytes" "$records" "$(cut -f 1-4 "$log")" "$answer" >>"$raw"
	seconds[$2]=$(cut -f 1 "$log")
}

# compete RAW [ROUNDS]: all that contend, in interleaved rounds over $FILE; appends to the file RAW.
compete() {
	local raw=$1 n=${2:-$rounds} round i bytes records expected='' seconds=()
	bytes=$(stat -c %s "$FILE")
	records=${RECORDS:-0}
	rm -f "$out/expected"
	cat "$FILE" >/dev/null # into the page cache
	for ((round = 1; round <= n; round++)); do
		for i in "${!names[@]}"; do
			[ "$(printf %.0f "${seconds[i]:-0}")" -ge "${LONGEST:-30}" ] || once "$round" "$i"
		done
	done
	rm -f "$out"/{log,answer,err,expected}
}

# table ID TITLE [BASE…]: the competition as $out/ID.tsv and ID.md, with ratios to these commands.
table() {
	local id=$1 title=$2
	shift 2
	rm -f "$out/$id.raw"
	compete "$out/$id.raw"
	awk -F'\t' -v bases="$(printf '%s\n' "${@:-${names[0]}}")" -f "$here/table.awk" "$out/$id.raw" >"$out/$id.tsv"
	awk -F'\t' -v title="$title" -v without="$(without)" -f "$here/markdown.awk" "$out/$id.tsv" >"$out/$id.md"
	rm "$out/$id.raw"
	cat "$out/$id.md"
	names=() commands=() plainly=() missing=()
}

# What is not there, in a sentence.
without() {
	local names
	[ ${#missing[@]} -gt 0 ] || return 0
	printf -v names ', %s' "${missing[@]}"
	printf 'Not installed, and so left out: %s.' "${names#, }"
}

# machine: what it was measured on, as the lines of a list.
machine() {
	local model
	model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
	printf -- '- %s, %d cores, %d GiB, Linux %s\n' "${model:-$(uname -m)}" "$(nproc)" \
		"$(awk '/^MemTotal/ { print $2 / 1048576 + 0.5 }' /proc/meminfo | cut -d. -f 1)" "$(uname -r | cut -d- -f 1)"
	printf -- '- %s; %s\n' "$(. /etc/os-release && echo "$PRETTY_NAME")" "$("${CC:-cc}" --version | head -n 1)"
}
