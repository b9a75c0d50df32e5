# Every filter's manual page has its sections, in the order in which manual pages have them.
load weir

sections() { # those that a page must have, from all that it has
	sed -n 's/^\.Sh //p' "$1" | grep -xE 'NAME|SYNOPSIS|DESCRIPTION|OPTIONS|REASONS|EXIT STATUS|EXAMPLES|SEE ALSO' | paste -sd ,
}

@test "the pages have the sections that readers look for" {
	local page name want n=0 bad=0
	for page in "$(dirname "$(command -v weir)")"/../man/weir-*.1; do
		name=$(basename "$page" .1)
		[ -d "$root/filters/${name#weir-}" ] || continue
		n=$((n + 1))
		want='NAME,SYNOPSIS,DESCRIPTION,OPTIONS,REASONS,EXIT STATUS,EXAMPLES,SEE ALSO'
		[ -n "$(weir describe "${name#weir-}" reasons)" ] || want=${want/REASONS,/}
		[ "$(sections "$page")" = "$want" ] || { echo "$name: $(sections "$page")"; bad=1; }
	done
	[ "$n" -gt 0 ]
	[ "$bad" -eq 0 ]
}

@test "the reasons of a filter that reads weir text are its own and the reader's, each once" {
	local page name reasons word
	for page in "$(dirname "$(command -v weir)")"/../man/weir-*.1; do
		name=$(basename "$page" .1)
		[ -d "$root/filters/${name#weir-}" ] || continue
		reasons=$(sed -n '/^\.Sh REASONS/,/^\.El/s/^\.It Cm //p' "$page")
		[ -z "$(sort <<<"$reasons" | uniq -d)" ]
		[ "$(weir describe "${name#weir-}" role)" != source ] || continue
		for word in field-count bad-escape encoding bad-place; do
			grep -qx -- "$word" <<<"$reasons" || { echo "$name: $word"; return 1; }
		done
	done
}

@test "the columns of rejects and ledger are those that a page says" {
	local page
	page=$(dirname "$(command -v weir)")/../man/weir.1
	weir-jq . --rejects r --ledger l <<<$'a\n1' >out
	[ "$(sed -n '/^\.Ss Rejects/,/^\.S[sh] [^R]/s/^\.It Va //p' "$page" | paste -sd '\t')" = "$(head -n 1 r)" ]
	[ "$(sed -n '/^\.Ss Ledger/,/^\.S[sh] [^L]/s/^\.It Va //p' "$page" | paste -sd '\t')" = "$(head -n 1 l)" ]
}

@test "rejects are mended and fed back as the page says" {
	printf 'id\tn\n1\ta\\tb\n2\tx\n' >in
	weir-aggregate -g id --sum n --rejects r --max-rejects 2 in >out
	weir rejects --records --like in r >again
	cmp in again
}
