#!/bin/bash
# parts.sh PART [IMAGE PROMISES] - what power.sh has the rigs do: something is set up, done, and looked at. `disk` is what fails.
# shellcheck disable=SC2154,SC2015 # status is the rig's; what stands behind || ends it, whatever fails before it
set -u
cd "$work" || exit 71

store() {
	local i
	for i in "${@:2}"; do printf 'id\n%s\n' "$i" | weir-send --spool "$1" --stream v || return; done
}
quietly() { (unset LD_PRELOAD FAULT_LOG FAULT_NTH POWER_LOG; "$@"); }
records() { local file; for file in "$1"/batches/local/v/*/*.zst; do zstd -dcq "$file" | tail -n +2; done | tr '\n' ' '; }

# listen INBOX [ARGUMENT…]: a collector at ipc://hop; its process is $collector.
listen() {
	rm -f hop
	weir-receive --inbox "$1" ipc://hop "${@:2}" 2>said >/dev/null &
	collector=$!
	until [ -S hop ]; do kill -0 $collector 2>/dev/null || return 1; read -r -t 0.01 <> <(:); done
	return 0
}
deaf() { kill "$collector" && wait "$collector"; }
fails() { echo "$*"; kill "${collector:-}" 2>/dev/null; exit 1; }
deliver() { weir-send --spool "$1" --flush ipc://hop --silence 5; }

case $1 in
# --- an office whose disk fails while it stores ---
office_begin) rm -rf disk box && mkdir disk && store disk/spool 1 ;;
office_store) weir-send --spool disk/spool --stream v <two ;;
office_check)
	store disk/spool 3 || fails 'cannot store any more'
	[ -z "$(find disk -name '*.part')" ] || fails 'something is left behind'
	listen box && deliver disk/spool && deaf || fails 'cannot deliver'
	case $status in 0) wanted='1 2 3 ' ;; 137) wanted='1 2 3 |1 3 ' ;; *) wanted='1 3 ' ;; esac
	[[ "|$wanted|" == *"|$(records box)|"* ]] || fails "status $status, and $(records box)"
	;;

# --- an office whose disk fails while it delivers ---
deliver_begin)
	rm -rf disk box && mkdir disk && store disk/spool 1 2
	kill "$(cat collector)" 2>/dev/null
	listen box && echo "$collector" >collector
	;;
deliver_do) weir-send --spool disk/spool --flush ipc://hop --silence 3 ;;
deliver_check)
	deliver disk/spool && store disk/spool 3 && deliver disk/spool || fails 'cannot go on'
	[ "$(records box)" = '1 2 3 ' ] && [ -z "$(find disk -name '0*.zst')" ] || fails "$(records box)"
	kill "$(cat collector)" && rm collector
	;;

# --- a collector whose disk fails ---
collect_begin) rm -rf disk spool && mkdir disk && store spool 1 2 ;;
collect_do)
	weir-receive --inbox disk/box ipc://hop --once --silence 3 &
	quietly weir-send --spool spool --flush ipc://hop --silence 3
	wait $!
	;;
collect_check)
	listen disk/box && store spool 3 && deliver spool || fails "cannot go on: $(cat said)"
	deaf || fails 'does not end'
	[ "$(records disk/box)" = '1 2 3 ' ] && [ -z "$(find disk -name '*.part')" ] || fails "$(records disk/box)"
	[ "$(sqlite3 disk/box/index.db 'SELECT count(*) FROM batches WHERE wrong IS NULL')" = 3 ] || fails 'its index'
	;;

# --- an office whose power is cut: it promises what it has stored, and what was acknowledged ---
office_work)
	rm -rf box hop
	(unset LD_PRELOAD; rm -f hop; exec weir-receive --inbox box ipc://hop >/dev/null 2>&1) &
	it=$!
	until [ -S hop ]; do read -r -t 0.01 <> <(:); done
	store disk/spool 1 2 3
	deliver disk/spool && echo acknowledged 3
	store disk/spool 4 5
	weir-send --spool disk/spool --as-is --stream v ipc://hop two two
	deliver disk/spool && echo acknowledged 7
	store disk/spool 8
	kill $it
	wait $it
	;;
office_after)
	spool=$2/spool
	stored=$(sed -n 's/^stored v \([0-9]*\)$/\1/p' "$3" | tail -n 1)
	[ -n "$stored" ] || exit 0
	row=$(weir-send --spool "$spool" --status | awk -F'\t' '$1 == "v"') || fails 'no status'
	given=$(cut -f 6 <<<"$row") known=$(cut -f 5 <<<"$row")
	[ "$given" -ge "$stored" ] || fails "stored $stored, has given $given"
	rm -rf box
	listen box && deliver "$spool" && store "$spool" 99 && deliver "$spool" && deaf || fails 'cannot go on'
	for ((i = known + 1; i <= given; i++)); do
		case $i in 6 | 7) wanted=2 ;; *) wanted=$i ;; esac
		[ "$(zstd -dcq box/batches/local/v/*/"$(printf %012d $i)".zst | tail -n 1)" = "$wanted" ] || fails "batch $i"
	done
	;;

# --- a collector whose power is cut: what it has acknowledged is there, and the rest comes again ---
collector_work)
	quietly bash "$0" collector_spools
	rm -f hop
	weir-receive --inbox disk/box ipc://hop >/dev/null 2>&1 &
	it=$!
	until [ -S hop ]; do read -r -t 0.01 <> <(:); done
	quietly deliver some && echo acknowledged 2 1
	quietly deliver all && echo acknowledged 6 2
	kill $it
	wait $it
	;;
collector_spools)
	rm -rf all some before
	store all 1 2 3 4
	weir-send --spool all --as-is --stream w ipc://hop big two
	store all 5 6
	cp -a all before
	cp -a all some
	rm some/v/00000000000[3-9]* some/w/000000000002*
	;;
collector_after)
	box=$2/box
	read -r v w < <(sed -n 's/^acknowledged \([0-9]*\) \([0-9]*\)$/\1 \2/p' "$3" | tail -n 1) || v=0 w=0
	rm -rf again && cp -a before again
	listen "$box" || fails "does not start: $(cat said)"
	rows=$(sqlite3 "$box/index.db" "SELECT (SELECT count(*) FROM batches WHERE feed = 'v' AND seq <= $v AND wrong IS NULL),
		(SELECT count(*) FROM batches WHERE feed = 'w' AND seq <= $w AND wrong IS NULL)")
	[ "$rows" = "$v|$w" ] || fails "acknowledged $v $w, in the index $rows"
	for ((i = 1; i <= v; i++)); do
		[ "$(zstd -dcq "$box"/batches/local/v/*/"$(printf %012d $i)".zst | tail -n 1)" = $i ] || fails "batch $i is gone"
	done
	[ "$w" -lt 1 ] || zstd -dcq "$box"/batches/local/w/*/000000000001.zst | cmp - big || fails 'the large one is gone'
	deliver again && deaf || fails 'cannot go on'
	[ "$(records "$box")" = '1 2 3 4 5 6 ' ] || fails "in the end $(records "$box")"
	zstd -dcq "$box"/batches/local/w/*/000000000001.zst | cmp - big || fails 'the large one in the end'
	[ "$(sqlite3 "$box/index.db" 'SELECT count(*) FROM batches WHERE wrong IS NULL')" = 8 ] || fails 'its index in the end'
	;;
esac
