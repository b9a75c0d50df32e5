# One real feed in every form that is read, and packed in every way: the same bytes of a result.
# shellcheck disable=SC2154 # load weir sets $root
load weir

# result FILE [OPTION…]: what a pipeline makes of it.
result() {
	weir run -q -e "parse ${*:2} '$1' | clean --feed types.json
		| aggregate -g Year,Institution_type_group,Institution_type --sum Applications | emit csv"
}

# In columns as wide as their longest values; wide.json says how wide.
fixed() {
	awk -F'\t' 'NR == 1 { n = NF; for (i = 1; i <= n; i++) name[i] = $i }
		{ for (i = 1; i <= NF; i++) if (length($i) > w[i]) w[i] = length($i); if (NR > 1) line[NR] = $0 }
		END { printf "{\"format\": \"fixed\", \"schema\": {\"fields\": [" >"wide.json"
			for (i = 1; i <= n; i++) printf("%s{\"name\": \"%s\", \"weir:width\": %d}", (i > 1 ? ", " : ""), name[i], w[i]) >"wide.json"
			print "]}}" >"wide.json"
			for (r = 2; r <= NR; r++) { split(line[r], v, "\t"); for (i = 1; i <= n; i++) printf "%-" w[i] "s", v[i]; print "" } }' "$1"
}

# the_forms: the feed as feed.FORM, for each form.
the_forms() {
	cp "$root/samples/uk-study-institution.csv" feed.csv
	weir-parse feed.csv >feed.txt
	weir-emit json --number Year,Applications -o feed.json feed.txt
	weir-emit ndjson --number Year,Applications -o feed.ndjson feed.txt
	weir-emit xlsx --number Year,Applications -o feed.xlsx feed.txt
	weir-emit csv -d ';' --quote-all --bom -o feed.semicolon feed.txt
	cp feed.txt feed.tsv
	weir-emit csv -d '|' -o feed.psv feed.txt
	fixed feed.txt >feed.fixed
	for order in le be; do iconv -f utf-8 -t "utf-16$order" feed.csv >feed.$order; done
	{ printf '\xFF\xFE'; sed '1s/^\xEF\xBB\xBF//' feed.csv | iconv -f utf-8 -t utf-16le; } >feed.marked
}

# options FORM: how parse is told of it.
options() {
	case $1 in
	json | ndjson | xlsx | tsv | psv) echo --format "$1" ;;
	semicolon) echo -d "';'" ;;
	fixed) echo --feed wide.json ;;
	le | be) echo --encoding "utf-16$1" ;;
	esac
}

@test "one feed in eleven forms, each bare and packed in five ways, gives the same bytes" {
	local form file n=0
	# Its types alone: how it is written is what differs.
	jq '{schema}' "$root/conf/feeds/uk-study-institution.json" >types.json
	the_forms
	result feed.csv >want
	[ "$(wc -l <want)" -eq 92 ]
	[ "$(awk -F, '{ n += $NF } END { print n }' want)" -eq 5017964 ]
	for form in csv json ndjson xlsx tsv psv semicolon fixed le be marked; do
		gzip -k feed.$form
		zstd -q -k feed.$form
		xz -1 -k feed.$form
		bzip2 -k feed.$form
		zip -q feed.$form.zip feed.$form
		for file in feed.$form feed.$form.{gz,zst,xz,bz2} "feed.$form.zip#feed.$form"; do
			result "$file" $(options $form) >got
			cmp want got || { echo "$file"; return 1; }
			n=$((n + 1))
		done
		# Of a zip of one file the name is not needed, unless it may be a workbook itself.
		[ $form = xlsx ] || result feed.$form.zip $(options $form) | cmp want -
	done
	[ $n -eq 66 ]
}
