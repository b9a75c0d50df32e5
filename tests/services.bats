# The service files and lines of cron in conf/ say what the commands understand, and the demonstration of offices runs.
# shellcheck disable=SC2154 # run sets $output
load weir

# commands: what the service files and the lines of cron start, one a line.
commands() {
	sed -n 's/^ExecStart=//p' "$root"/conf/systemd/*.service
	sed -n 's/^[0-9*].*  *weir  *\(weir.*\)/\1/p' "$root/conf/cron/weir" | sed 's/ >.*//'
}

@test "every option in a service file or a line of cron is one that its command has" {
	local n=0 line option
	while read -r line; do
		read -ra words <<<"$line"
		command=${words[0]##*/}
		[ "$command" != weir ] || command+=" ${words[1]}"
		# shellcheck disable=SC2086
		help=$($command --help)
		for option in $(grep -oE -- ' --[a-z-]+' <<<"$line"); do
			grep -qE -- "^ .*$option( |$)" <<<"$help" || { echo "$command has no $option"; return 1; }
			n=$((n + 1))
		done
	done < <(commands)
	[ "$n" -ge 15 ]
}

@test "systemd takes the units" {
	command -v systemd-analyze >/dev/null || skip "systemd is not installed"
	mkdir bin
	sed "s|/usr/local/bin|$PWD/bin|; /^User=/d" "$root/conf/systemd/weir-receive.service" >weir-receive.service
	for name in weir weir-send weir-receive; do ln -s "$(command -v $name)" "bin/$name"; done
	run systemd-analyze verify ./weir-receive.service
	[ -z "$(grep weir-receive <<<"$output$stderr" | grep -v man)" ]
}

@test "the demonstration of three offices and a collector" {
	[ -z "${QUICK:-}" ] || skip "what it does is held by other cases: not in a quick run"
	DEMO=$PWD/demo run "$root/tests/offices.sh" "$(realpath --relative-to="$root" "$(dirname "$(command -v weir)")")"
	[ "$status" -eq 0 ]
	[[ $output == *'no new batch; nothing was done'* ]]
	[ "$(awk -F, '{ n += $3 } END { print n }' demo/out/visas.csv)" = 5017964 ]
}
