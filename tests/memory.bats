# tests/memory.bats - what --memory allows shows nowhere in the result: bytes, rejects, ledger, message, status.
load weir

# A feed of so many records, the same for each seed: few or many keys, missing and strange values, numbers that are none, wide ones.
feed() {
	awk -v seed="$1" -v rows="$2" 'BEGIN {
		srand(seed)
		n = split("|_T|\\t|\\\\|\\n|\001|\002|a\001|é|0|00| |a|ab|abc|_|k", odd, "|")
		m = split("|1|1.0|01|+1|-0|-1|x|1e5|.5|0.000000000000000000000000000001|99999999999999999999999999999999999999|" \
			"-99999999999999999999999999999999999999|123456789012345678901234567890.12345", number, "|")
		keys = seed % 3 == 0 ? 5 : seed % 3 == 1 ? 300 : 100000
		print "a\tb\tc\tn\tm\tx"
		for (r = 0; r < rows; r++) {
			for (c = 0; c < 3; c++)
				printf "%s\t", rand() < .1 ? odd[1 + int(rand() * n)] : "k" int(rand() * (c == 0 ? keys : c == 1 ? 40 : 3))
			printf "%s\t%s\t", rand() < .2 ? number[1 + int(rand() * m)] : int(rand() * 1000) / 8, rand() < .1 ? number[1 + int(rand() * 6)] : int(rand() * 20)
			printf "%s\n", rand() < .1 ? odd[1 + int(rand() * n)] : "k" int(rand() * keys)
		}
	}'
}

once() {
	local to=$1 ended=0
	shift
	rm -f "$to".*
	TMPDIR=$PWD/tmp "$@" <in >"$to.out" 2>"$to.err" || ended=$?
	echo $ended >"$to.status"
	[ ! -e rejects ] || mv rejects "$to.rejects"
	[ ! -e ledger ] || mv ledger "$to.ledger"
	touch "$to.rejects" "$to.ledger"
}
# alike SIZES COMMAND…: the command within each of these sizes gives what it gives without a limit.
alike() {
	local sizes=$1 size what
	shift
	once 1 "$@"
	for size in $sizes; do
		once 2 "$@" --memory "$size"
		for what in status out err rejects ledger; do
			[ $what != ledger ] || [ "$(<1.status)" -eq 0 ] || continue # when it fails, a batch is what counts
			cmp "1.$what" "2.$what" || { echo "within $size: $what of $*"; return 1; }
		done
		[ -z "$(ls tmp)" ] || { echo "within $size: a file is left by $*"; return 1; }
	done
}

# Each case has seeds of its own, and takes other options with each.
books=(--rejects rejects --ledger ledger --max-rejects '100%')
@test "dedup, of any feed and with any rule" {
	local seed keys=(a "a,b" b "x,a" c) rules=('' '--keep last' '--greatest n' '--greatest x') conflicts=(drop reject)
	mkdir tmp
	for seed in {1..16}; do
		feed "$seed" $((seed * 300)) >in
		# shellcheck disable=SC2086 # a rule is an option and its word
		alike '1K 100K 600K' weir-dedup -k "${keys[seed % 5]}" ${rules[seed % 4]} --on-conflict "${conflicts[seed / 4 % 2]}" \
			--batch-size $((seed % 5 ? 1024 : 13)) "${books[@]}"
	done
}

@test "aggregate, of any feed, with totals, partials and sums that do not fit" {
	local seed groups=('' '-g a' '-g a,b --totals b' '-g c,b --totals b,c' '-g a,b,c,x --partial')
	mkdir tmp
	for seed in {20..36}; do
		feed "$seed" $((seed * 100)) >in
		# shellcheck disable=SC2086
		alike '1K 300K 900K' weir-aggregate ${groups[seed % 5]} --count count --sum n=s,m=t --distinct x=dx,n=dn --min n=least --max m=most \
			--batch-size $((seed % 4 ? 1024 : 37)) "${books[@]}"
		if [ "$(<1.status)" -eq 0 ] && [[ ${groups[seed % 5]} == *partial ]]; then
			mv 1.out in
			alike '1K 900K' weir-aggregate --merge "${books[@]}"
		fi
	done
}

@test "sort, and chains in which several share the memory" {
	local seed
	mkdir tmp
	for seed in {40..47}; do
		feed "$seed" $((seed * 60)) >in
		alike '1K 500K' weir-sort -k a,m --numeric m --reverse a "${books[@]}"
		alike '1K 700K 2M' weir run --quiet --rejects rejects --ledger ledger --threads $((seed % 3 + 1)) \
			-e 'derive "y = b" | dedup -k a,b,c --keep last --allow-missing | sort -k c,x | dedup -k a --greatest x --allow-missing | aggregate -g y,c --count n --distinct x --totals c --max-rejects 100%'
	done
}
