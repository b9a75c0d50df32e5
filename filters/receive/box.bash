# filters/receive/box.bash - a collector with an inbox in the cases, and what lies in it.

# collector [ARGUMENT…]: in the background, at ipc://hop; ready when this returns. Its process is $collector.
collector() {
	rm -f ready
	weir-receive --inbox box ipc://hop --ready ready "$@" 2>>said &
	collector=$!
	until_true test -s ready
}

# stopped [SIGNAL]: ends it.
stopped() {
	kill "-${1:-TERM}" "$collector"
	wait "$collector" 2>/dev/null || [ $? -eq 137 ]
}

# store FEED VALUE…: each a batch of one record.
store() {
	local feed=$1
	for value in "${@:2}"; do
		printf 'id\n%s\n' "$value" | weir-send --spool spool --stream "$feed" >>stored
	done
}

flush() { weir-send --spool spool --flush ipc://hop "$@"; }

# rows COLUMNS [WHERE…]: of the index.
rows() { sqlite3 -separator ' ' box/index.db "SELECT $1 FROM batches ${*:2} ORDER BY office, feed, id"; }

# content FEED: the records of all its batches that are good, in order.
content() {
	local file
	for file in box/batches/*/"$1"/*/*.zst; do zstd -dcq "$file" | tail -n +2; done
}
