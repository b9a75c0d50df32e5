# weir rejects: what was rejected, and the round trip of records that are mended.
load ../../tests/weir

feed() {
	printf 'id,day,name\n1,2024-01-01,Ada\n2,x,"two\nlines"\n3,"a,b",Bo\n4\n5,2024-02-30,Cy\n6\n' >feed.csv
	echo '{"schema": {"fields": [{"name": "id", "type": "integer"}, {"name": "day", "type": "date"}]}}' >feed.json
	weir run -q --rejects r -e 'parse --max-rejects 9 feed.csv | clean --feed feed.json --max-rejects 9' >good
}

@test "by stage, reason and column, with what the reason means, examples, and how to mend" {
	feed
	run weir rejects --examples 2 r
	[ "$status" -eq 0 ]
	same <(printf '%s\n' "$output") 'r: 5 records were rejected' '' \
		"3 × bad-date in day, by clean: the value is no date in the field's format" "    feed.csv:3: 'x'" "    feed.csv:5: 'a,b'" '' \
		'2 × field-count, by parse: the record has another number of fields than the header' "    feed.csv:6: '4' (1 of 3 fields)" \
		"    feed.csv:8: '6' (1 of 3 fields)" '' \
		'To mend those of clean: weir rejects --records --stage clean --like INPUT r >again' \
		"gives them as they came, behind the first line of the filter's input; correct them there, and give again to clean" '' \
		'To mend those of parse: weir rejects --records --stage parse --like FEED r >again' \
		'gives them as they came, behind the first line of the feed; correct them there, and give again to parse'
	run weir rejects --stage parse --examples 1 r
	[ "$(head -n 4 <<<"$output" | tail -n 2)" = $'2 × field-count, by parse: the record has another number of fields than the header\n    feed.csv:6: \'4\' (1 of 3 fields)' ]
	run weir rejects --reason no-such - <r
	[ "$output" = '-: nothing was rejected' ]
}

@test "records that are mended and fed back are as if they had been right" {
	feed
	printf 'id,day,name\n1,2024-01-01,Ada\n2,2024-01-02,"two\nlines"\n3,2024-01-03,Bo\n4,2024-01-04,\n5,2024-02-29,Cy\n6,2024-01-06,\n' >right.csv
	weir-parse right.csv | weir-clean --feed feed.json | sort >want
	weir rejects --records --stage parse --like feed.csv r >again.csv
	same again.csv id,day,name 4 6
	sed -i 's/^\([46]\)$/\1,2024-01-0\1,/' again.csv
	weir-parse again.csv | weir-clean --feed feed.json >>good
	weir rejects --records --stage clean --like good r >again
	same again $'id\tday\tname' $'2\tx\ttwo\\nlines' $'3\ta,b\tBo' $'5\t2024-02-30\tCy'
	sed -i 's/\tx\t/\t2024-01-02\t/; s/a,b/2024-01-03/; s/02-30/02-29/' again
	weir-clean --feed feed.json again >>good
	grep -v '^id' good | sort | diff - <(grep -v '^id' want)
}

@test "every byte of a record comes back" {
	printf 'id\tn\n1\ta\\tb\\\\c\\n\n2\t\x01é\n' >in
	weir-aggregate -g id --sum n --rejects r --max-rejects 2 in >out
	weir rejects --records --like in r | cmp in
	run weir rejects r
	grep -qxF "    in:3: '?é'" <<<"$output"
}

@test "what is no file of rejects, and words that do not fit" {
	printf 'a\tb\n' >x
	run weir rejects x
	[ "$status" -eq 65 ]
	[ "$stderr" = 'weir: rejects: x: is no file of rejects; --rejects FILE makes one, which begins with the columns stage, source, line, reason, column, value and record' ]
	feed
	echo 'a' >>r
	run weir rejects r
	[ "$status" -eq 65 ]
	[ "$stderr" = 'weir: rejects: r:7: is no line of seven values of weir text' ]
	sed -i '$d' r
	run weir rejects --records r
	[ "$status" -eq 64 ]
	[ "$stderr" = "weir: rejects: r: holds records of 'parse' and of 'clean', which are not alike; --stage chooses" ]
	run weir rejects --like x r
	[ "$stderr" = 'weir: rejects: --like x: goes with --records only' ]
	run weir rejects
	[ "$stderr" = 'weir: rejects: expected the name of one file of rejects' ]
	run weir rejects nowhere
	[ "$status" -eq 66 ]
	[ "$stderr" = 'weir: rejects: nowhere: No such file or directory' ]
	run weir rejects --exmaples 2 r
	[ "$status" -eq 64 ]
	[ "$stderr" = 'weir: rejects: --exmaples: no such option; the nearest is --examples' ]
	run weir help rejects
	[ "$status" -eq 0 ]
	[[ $output == 'usage: weir rejects '* ]]
}
