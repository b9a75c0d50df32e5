# Steps that read from an endpoint, or write to one.
load ../../tests/weir
load ../../filters/send/hop

config() { mkdir -p "$1/pipelines" && cat >"$1/pipelines/$1.jq"; }

two() {
	keys collector office-a
	printf 'id\tn\n1\t2\n3\t4\n' >in.tsv
	config there <<<"{keys: {key: \"$PWD/keys/collector.key\", allow: \"$PWD/keys/allowed\"},
		steps: {sums: {from: \"ipc://$PWD/hop\", run: \"aggregate -g id --sum n\", to: \"out.tsv\"}}}"
	config here <<<"{keys: {key: \"$PWD/keys/office-a.key\", server_key: \"$PWD/keys/collector.pub\"},
		steps: {records: {from: \"$PWD/in.tsv\", run: \"jq .\", to: \"ipc://$PWD/hop\"}}}"
}

# both COMMAND…: the run here by that command, the one there beside it; both end well, or what each of them said is shown.
both() {
	local is=0
	rm -f there/out.tsv
	weir run "${way[@]}" there/pipelines/there.jq 2>said &
	run "$@" weir run "${way[@]}" here/pipelines/here.jq
	[ "$status" -eq 0 ] || kill $! 2>/dev/null || true
	wait $! || is=$?
	if [ "$status" -ne 0 ] || [ $is -ne 0 ] || [ -n "$stderr$(<said)" ]; then
		printf 'here: status %s: %s\nthere: status %s: %s\n' "$status" "$stderr" $is "$(<said)"
		return 1
	fi
	same there/out.tsv $'id\tn' $'1\t2' $'3\t4'
}

@test "two runs with a hop between them, fused and as processes" {
	two
	for how in fused apart; do
		way=()
		[ $how = fused ] || way=(--processes)
		both
		grep -qx $'sums/receive\tin\t\t2' there/there.ledger.tsv
	done
}

# given N COMMAND…: of the descriptors from 3 on so many are open, so that sockets lie at other ones.
given() {
	local fd words=''
	for fd in {3..10}; do
		[ "$fd" -lt $((3 + $1)) ] && words+=" $fd<in.tsv" || words+=" $fd<&-"
	done
	eval "\"\${@:2}\" $words"
}

@test "a sender keeps its sockets when its input ends, whichever descriptors they have" {
	two
	way=()
	for n in {0..7}; do both given "$n"; done
}

@test "a run that fails here fails there, and nothing is published" {
	two
	printf '3\n' >>in.tsv
	weir run there/pipelines/there.jq 2>err &
	run weir run here/pipelines/here.jq
	[ "$status" -eq 65 ]
	local is=0
	wait $! || is=$?
	[ $is -eq 65 ] && [ ! -e there/out.tsv ]
	[[ $(<err) == 'weir: there: sums/receive: office-a failed: '* ]]
}

@test "a step waits for so many senders, or for these" {
	two
	local it
	for it in 2 '["office-b", "office-a"]'; do
		keys office-b
		config there <<<"{keys: {key: \"$PWD/keys/collector.key\", allow: \"$PWD/keys/allowed\"}, steps: {all: {
			from: \"ipc://$PWD/hop\", senders: $it, run: \"aggregate -g id --sum n\", to: \"out.tsv\"}}}"
		weir run there/pipelines/there.jq 2>err &
		weir-send --key keys/office-b.key --server-key keys/collector.pub "ipc://$PWD/hop" in.tsv &
		run weir run here/pipelines/here.jq
		[ "$status" -eq 0 ]
		wait
		same there/out.tsv $'id\tn' $'1\t4' $'3\t8'
		rm -rf keys/office-b.*
	done
	for it in '"x"' '[]' '[".x"]' '[2]'; do
		config bad <<<"{steps: {a: {from: \"ipc://y\", senders: $it, run: \"jq .\"}}}"
		run weir check bad/pipelines/bad.jq
		[ "$status" -eq 78 ]
		[[ $stderr == 'weir: bad: a: senders: expected '* ]]
	done
	config bad <<<'{steps: {a: {from: "y", senders: 2, run: "jq ."}}}'
	run weir check bad/pipelines/bad.jq
	[ "$status" -eq 78 ]
}

@test "check opens no socket and needs no key" {
	two
	rm -r keys
	run weir check there/pipelines/there.jq
	[ "$status" -eq 0 ] && [ ! -e hop ]
	run weir check here/pipelines/here.jq
	[ "$status" -eq 0 ]
	config bad <<<'{steps: {a: {from: "x", run: "jq .", to: "tcp://far:1"}}}'
	run weir check bad/pipelines/bad.jq
	[ "$status" -eq 78 ]
	[[ $stderr == 'weir: bad: a/send: tcp://far:1: needs --key and --server-key beyond this host'* ]]
	config bad <<<'{steps: {a: {from: "x", run: "jq .", to: "ipc://y"}, b: {from: "ipc://y", run: "jq ."}}}'
	run weir check bad/pipelines/bad.jq
	[ "$status" -eq 78 ]
	[[ $stderr == "weir: bad: a: to: ipc://y is read by step b of this pipeline; give it \"@a\" for its 'from' instead"* ]]
}
