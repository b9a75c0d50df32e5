# tests/weir.bash - loaded by every bats file: .build/bin on PATH, an empty folder for each case.
# `run` keeps stdout in $output and stderr in $stderr.
bats_require_minimum_version 1.5.0
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export LC_ALL=C.UTF-8
PATH=${WEIR_BIN:-$root/.build/bin}:$PATH

setup() { cd "$BATS_TEST_TMPDIR" || return; }

# shipped NAME: the config of a pipeline that comes with Weir, a copy for each file of cases: it is locked while it runs, and
# other files run it at the same time.
shipped() {
	local house=$BATS_FILE_TMPDIR/house
	if [ ! -d "$house" ]; then
		mkdir -p "$house/pipelines"
		cp "$root"/pipelines/*.jq "$house/pipelines"
		ln -s "$root/conf" "$root/samples" "$house"
	fi
	echo "$house/pipelines/$1.jq"
}

# run COMMAND…: $status, $output, $stderr; final line ends are taken off, as $(…) does.
run() {
	local err=$BATS_TEST_TMPDIR/.stderr
	status=0
	output=$("$@" 2>"$err") || status=$?
	stderr=$(<"$err")
}

# books_balance LEDGER: in + made = out + rejected + dropped for every stage in it.
books_balance() {
	awk -F'\t' 'NR == 1 { if ($0 != "stage\tcount\treason\trecords") exit bad = 1; next }
		{ n[$1] = 1; t[$1] += ($2 == "in" || $2 == "made" ? $4 : -$4) }
		END { if (bad || NR < 2) exit 1; for (s in n) if (t[s] != 0) exit 1 }' "$1"
}

# gives_in_any_order COMMAND INPUT TEXT [OPTION…]: that is the result, in batches of any size and with the records
# turned round; the books balance.
gives_in_any_order() {
	local size
	printf '%b' "$2" >in
	{ head -n 1 in; tail -n +2 in | tac; } >turned
	for size in 1 2 1024; do
		run "$1" --batch-size $size --ledger l "${@:4}" in
		if [ "$status" -ne 0 ] || [ -n "$stderr" ] || [ "$output" != "$3" ] || ! books_balance l; then
			echo "$size: $status: $stderr: $output"
			return 1
		fi
	done
	run "$1" "${@:4}" turned
	[ "$output" = "$3" ] || { echo "turned: $output"; return 1; }
}

# same FILE TEXT…: the file holds exactly these lines.
same() {
	diff -u <(printf '%s\n' "${@:2}") "$1"
}
