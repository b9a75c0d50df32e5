#!/bin/bash
# net.sh - sourced: N offices and a collector as network namespaces of this host, with lines that can be cut and slowed.
#
#   net_up N           collector 10.77.i.1, office i 10.77.i.2, i from 1; a name of its own for each process
#   at 3 COMMAND…      runs it in office 3, at c: in the collector, in place of this shell
#   hurt 3 HOW         cut: packets vanish, both ways; unplug: the link goes down; reset: every connection is;
#                      slow: 64 kbit/s both ways
#   heal 3             undoes all of these
#   net_down           ends every process there, and the namespaces
#
# Nothing leaves this host. net_up says why where it cannot be: needs root, ip and tc (iproute2), nft (nftables).
net_name=weir$$ net_n=0
PATH=$PATH:/usr/sbin:/sbin
net_mounted() { grep -q ' /run/netns ' /proc/self/mountinfo; }
net_was=$(net_mounted && echo yes)
# ip mounts a folder for namespaces and leaves it so; where it was none before, it is none again, if nobody else uses it.
net_tidy() { [ -n "$net_was" ] || ! net_mounted || umount /run/netns 2>/dev/null; }

net_line() {
	ip netns add "$net_name-$1" && ip link add "o$1" netns "$net_name-c" type veth peer name line netns "$net_name-$1" &&
		ip -n "$net_name-c" addr add "10.77.$1.1/24" dev "o$1" && ip -n "$net_name-$1" addr add "10.77.$1.2/24" dev line &&
		ip -n "$net_name-$1" link set lo up && ip -n "$net_name-$1" link set line up && ip -n "$net_name-c" link set "o$1" up
}

net_up() {
	local tool i
	for tool in ip tc nft; do command -v $tool >/dev/null || { echo "needs $tool"; return 69; }; done
	if ! ip netns add "$net_name-c" 2>/dev/null || ! ip -n "$net_name-c" link set lo up; then
		net_tidy
		echo 'no network namespace can be made here'
		return 69
	fi
	ip netns exec "$net_name-c" nft -f - <<-X || { net_down; echo 'no packet filter can be made here'; return 69; }
		table inet weir {
			set dead { type ifname; }
			set shut { type ifname; }
			chain in { type filter hook input priority 0; iifname @dead drop; iifname @shut meta l4proto tcp reject with tcp reset; }
			chain out { type filter hook output priority 0; oifname @dead drop; }
		}
	X
	for ((i = 1; i <= $1; i++)); do
		net_n=$i
		net_line "$i" 2>/dev/null && continue
		net_down
		echo 'no line between namespaces can be made here'
		return 69
	done
}

net_down() {
	local i pid
	for i in c $(seq "$net_n"); do
		for pid in $(ip netns pids "$net_name-$i" 2>/dev/null); do kill -9 "$pid" 2>/dev/null; done
		ip netns del "$net_name-$i" 2>/dev/null
	done
	net_tidy
}

at() { exec ip netns exec "$net_name-$1" "${@:2}"; }
net_set() { ip netns exec "$net_name-c" nft "$1" element inet weir "$2" "{ \"o$3\" }" 2>/dev/null; }
net_rate() { tc -n "$net_name-$1" qdisc "$2" dev "$3" root tbf rate 64kbit burst 8k latency 400ms 2>/dev/null; }

hurt() {
	case $2 in
	cut) net_set add dead "$1" ;;
	unplug) ip -n "$net_name-c" link set "o$1" down ;;
	reset) net_set add shut "$1" ;;
	slow) net_rate c add "o$1" && net_rate "$1" add line ;;
	esac
}

heal() {
	net_set delete dead "$1"
	net_set delete shut "$1"
	net_rate c del "o$1"
	net_rate "$1" del line
	ip -n "$net_name-c" link set "o$1" up
}
