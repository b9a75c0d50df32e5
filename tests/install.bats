# make install puts everything where it belongs and works from there; make uninstall leaves nothing.
load weir

@test "an installed Weir runs from its place, and goes without a trace" {
	[ -z "${QUICK:-}" ] || skip "installs: not in a quick run"
	local to="$BATS_TEST_TMPDIR/a b/it's to"
	make -C "$root" install DESTDIR="$to" PREFIX=/opt/weir >log 2>&1 || { tail log; return 1; }
	[ -x "$to/opt/weir/bin/weir" ]
	[ -f "$to/opt/weir/share/man/man1/weir-parse.1" ]
	PATH=$to/opt/weir/bin:/usr/bin:/bin
	printf 'country\nÖsterreich\nKorea, Republic of\n' >in
	weir-harmonise -c country --as iso3 in >out # its tables were found
	same out $'country\tiso3\tiso3_kind' $'Österreich\tAUT\tcountry' $'Korea, Republic of\tKOR\tcountry'
	[ "$(weir run -q -e 'parse -d tab in | harmonise -c country --as c | aggregate -g c --count n' | tail -n 1)" = $'KOR\t1' ]
	make -C "$root" uninstall DESTDIR="$to" PREFIX=/opt/weir >>log 2>&1
	[ -z "$(find "$to" ! -type d)" ]
	touch "$to/opt/weir/share/weir" # what cannot be put there is no success
	run make -C "$root" install DESTDIR="$to" PREFIX=/opt/weir
	[ "$status" -ne 0 ]
	rm "$to/opt/weir/share/weir"
	mkdir -p "$to/opt/weir/share/weir/conf"
	touch "$to/opt/weir/share/weir/conf/feeds"
	run make -C "$root" install DESTDIR="$to" PREFIX=/opt/weir
	[ "$status" -ne 0 ]
}

@test "completion knows the filters and their options, in a chain too" {
	weir completion bash >words
	cat >ask <<-'END'
		source ./words
		ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _weir; printf '%s\n' "${COMPREPLY[@]}"; }
		ask weir-dedup --max
		ask weir agg
		ask weir aggregate --co
		ask weir-emit nd
		ask weir-dedup --keep ""
		ask weir dedup --keep l
		ask weir comp
		ask weir help agg
		ask weir completion z
		ask weir run mine
		ask weir check --exe
		ask weir explain mine
		ask weir "" >commands
	END
	mkdir pipelines
	echo '{title: "Mine", steps: {a: {from: "x", run: "jq ."}}}' >pipelines/mine-own.jq
	bash ask >out
	same out --max-rejects --max-size aggregate --count ndjson first last last completion aggregate zsh mine-own --execute mine-own
	# All that help lists, but NAME, which stands for any filter.
	weir help | sed -n 's/^  weir \([a-z]*\) .*  .*/\1/p' >verbs
	[ "$(wc -l <verbs)" -ge 12 ]
	cmp verbs <(head -n "$(wc -l <verbs)" commands)
	weir completion zsh >_weir
	[ "$(head -n 1 _weir | cut -d' ' -f1,2)" = '#compdef weir' ]
}

# Where nobody answers within a minute, zsh says nothing, and the case fails.
@test "zsh completes the same on a terminal, from the first word on" {
	command -v zsh >/dev/null || skip "no zsh here"
	mkdir functions pipelines
	weir completion zsh >functions/_weir
	echo '{title: "Mine", steps: {a: {from: "x", run: "jq ."}}}' >pipelines/mine-own.jq
	touch feed.json
	cat >try.zsh <<-'END'
		zmodload zsh/zpty
		# A shell of its own for each: a word is completed, and the line shown in place of being run.
		for line; do
			zpty -b shell zsh -f -i
			zpty -w shell "PS1='READY''> '; fpath=($PWD/functions \$fpath); autoload -U compinit; compinit -u -D;" \
				'show() { print -r -- "<$*>" }'
			zpty -r shell said '*READY> '
			zpty -w -n shell "$line"$'\t\x01show \n'
			zpty -r shell said '*<*>*'
			zpty -d shell
			said=${said##*<}
			print -r -- "${said%%>*}"
		done
	END
	timeout 60 zsh -f try.zsh 'weir-dedup --max-r' 'weir agg' 'weir aggregate --co' 'weir-emit nd' 'weir-dedup --keep l' \
		'weir help agg' 'weir run mine' 'weir-parse --feed fe' >out
	same out 'weir-dedup --max-rejects' 'weir aggregate' 'weir aggregate --count' 'weir-emit ndjson' 'weir-dedup --keep last' \
		'weir help aggregate' 'weir run mine-own' 'weir-parse --feed feed.json'
}
