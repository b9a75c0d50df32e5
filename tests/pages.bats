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
