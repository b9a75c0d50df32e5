# A short run of what `make faults` does for long.
load weir

@test "offices and collector are killed again and again: nothing is lost, nothing comes twice" {
	run "$root/tests/faults/offices.sh" --offices 3 --kills 20 --seed 7
	[ "$status" -eq 0 ] || { echo "$output $stderr"; false; }
	[ "$(tail -n 1 <<<"$output")" = 'lost 0, duplicated 0' ]
}

@test "and it would be seen" {
	mkdir bin
	cat >bin/weir-send <<-EOF
		#!/bin/sh
		case "\$*" in *--flush*) rm -f office-1/visas/0*.zst ;; esac
		exec $(command -v weir-send) "\$@"
	EOF
	chmod +x bin/weir-send
	# On a busy machine a run may find nothing waiting when it looks.
	local seed last=
	for seed in 7 8 9 10; do
		PATH=$PWD/bin:$PATH run "$root/tests/faults/offices.sh" --offices 1 --kills 20 --seed $seed
		last=$(tail -n 1 <<<"$output")
		[[ $last != 'lost '[1-9]* ]] || break
	done
	[ "$status" -eq 1 ] || { echo "$output $stderr"; false; }
	[[ $last == 'lost '[1-9]*', duplicated 0' ]]
}

@test "lines that are cut, unplugged, reset and slowed: what went over them goes on, once and in order" {
	run "$root/tests/faults/partitions.sh" --offices 2 --partitions 4 --longest 2 --within 60 --seed 3
	[ "$status" -ne 69 ] || skip "$output"
	[ "$status" -eq 0 ] || { echo "$output $stderr"; false; }
	[ "$(tail -n 1 <<<"$output")" = 'lost 0, duplicated 0' ]
}
