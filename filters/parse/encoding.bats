load ../../tests/weir

@test "a feed is the same in any encoding, with a byte order mark or declared, packed or cut anywhere" {
	printf 'a,"b é"\n1,Jos\xC3\xA9 \xF0\x9F\x98\x80\n2,"x\n\xE2\x82\xAC"\n' >feed
	weir-parse feed >want
	local encoding
	for encoding in UTF-16LE UTF-16BE UTF-32LE UTF-32BE gb18030; do
		iconv -f UTF-8 -t $encoding feed >coded
		weir-parse --encoding $encoding coded | cmp - want
		weir-parse --encoding $encoding --batch-size 1 coded | cmp - want
		gzip -c coded | weir-parse --encoding $encoding | cmp - want
		mkfifo -m 600 slow.$encoding
		weir-parse --encoding $encoding slow.$encoding >got &
		dd if=coded of=slow.$encoding bs=1 status=none
		wait $! && cmp got want
	done
	for encoding in UTF-16LE UTF-16BE UTF-32LE UTF-32BE UTF-8; do
		iconv -f UTF-8 -t $encoding <(printf '\xEF\xBB\xBF'; cat feed) >coded
		weir-parse coded | cmp - want
		weir-parse --encoding windows-1252 coded | cmp - want
	done
}

@test "--encoding goes before the descriptor's, whose default is UTF-8" {
	printf 'n\n\xE9\x80\x93\n' >feed
	printf '{"encoding": "windows-1252"}' >w.json
	run weir-parse --feed w.json feed
	[ "$status" -eq 0 ] && [ "$output" = $'n\né€“' ]
	run weir-parse --feed w.json --encoding utf-8 feed
	[ "$output" = $'n\n逓' ]
	run weir-parse --encoding ISO-8859-2 <<<$'n\n\xE8\xB9'
	[ "$output" = $'n\nčš' ]
	run weir-parse --encoding latin1 <<<$'\xE9t\xE9\n1'
	[ "$output" = $'été\n1' ]
	run weir-parse --encoding windows-1252x feed
	[ "$status" -eq 64 ] && [ "$stderr" = "weir-parse: --encoding windows-1252x: no such encoding; the nearest is 'windows-1252'" ]
	printf '{"encoding": "klingon"}' >w.json
	run weir-parse --feed w.json feed
	[ "$status" -eq 78 ] && [ "$stderr" = "weir-parse: w.json: encoding: 'klingon' is no encoding" ]
}

@test "what is no character of the encoding rejects its record, and reading goes on" {
	local size
	printf 'a,b\r\n1,Jos\xE9\r\n2,x\x81y\r\n3,\x84\x94\r\n' >feed
	for size in 1 1024; do
		run weir-parse --encoding windows-1252 --batch-size $size -q --rejects r --max-rejects 1 --ledger l feed
		[ "$status" -eq 0 ] && [ "$output" = $'a\tb\n1\tJosé\n3\t„”' ] && books_balance l
		[ "$(tail -n +2 r)" = $'parse\tfeed\t3\tencoding\t\tbyte 0x81, 4 of the record\t2,x\x81y' ]
	done
	run weir-parse --encoding windows-1252 feed
	[ "$status" -eq 65 ]
	[ "$stderr" = "weir-parse: feed:3: the record holds what is no character in its encoding: byte 0x81, 4 of the record (1 of 3 records rejected; --rejects FILE lists them, --max-rejects N tolerates them)" ]
	{ printf '\xFF\xFE'; printf 'a\n1\n' | iconv -t UTF-16LE; printf '\x00\xD8\n\0'; printf '2\n' | iconv -t UTF-16LE; printf '3'; } >feed
	run weir-parse -q --rejects r --max-rejects 2 feed
	[ "$status" -eq 0 ] && [ "$output" = $'a\n1\n2' ]
	[ "$(tail -n +2 r | cut -f 3,4)" = $'3\tencoding\n5\tencoding' ]
	printf 'a\x81\n1\n' >feed
	run weir-parse --encoding windows-1252 feed
	[ "$status" -eq 65 ] && [ "$stderr" = "weir-parse: feed:1: the header is no windows-1252" ]
}

@test "the publisher's directory in Windows-1252: all records, the letters as they are" {
	local data=$root/../shared/data
	[ -d "$data" ] || skip "the further feeds are not beside this clone"
	weir-parse --encoding windows-1252 --place "$data/us-ipeds-hd2022.zip" >got
	[ "$(wc -l <got)" -eq 6257 ]
	weir-parse -c UNITID <(unzip -p "$data/us-ipeds-hd2022.zip" | iconv -f WINDOWS-1252 -t UTF-8) >ids
	cmp ids <(cut -f 1 got)
	[ "$(sed -n 93p got | grep -o José)" = José ]
	[ "$(sed -n 1536p got | grep -o '“Wole”')" = '“Wole”' ]
	[ "$(sed -n 2004p got | grep -o 'Dell’Omo')" = 'Dell’Omo' ]
	[ "$(sed -n 2004p got | cut -f 75)" = 2004 ]
	run weir-parse "$data/us-ipeds-hd2022.zip"
	[ "$status" -eq 65 ] && [[ $stderr == *"(77 of 6256 records rejected;"* ]]
}
