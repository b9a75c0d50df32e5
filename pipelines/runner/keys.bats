# weir keys: pairs, the folder of those allowed, and what is refused.
load ../../tests/weir

@test "new makes a pair that only its owner can read" {
	run weir keys new office-07
	[ "$status" -eq 0 ]
	[ "$output" = $'keys/office-07.key: secret, stays here\nkeys/office-07.pub: to be handed over, for weir keys allow or --server-key' ]
	[ "$(stat -c %a keys keys/office-07.key keys/office-07.pub | paste -sd ' ')" = '700 600 644' ]
	grep -q secret keys/office-07.key && ! grep -q secret keys/office-07.pub
	run weir keys new office-07
	[ "$status" -eq 73 ]
	[ "$stderr" = 'weir: keys: keys/office-07.key: is there already; weir keys rotate office-07 replaces it' ]
}

@test "allow, list, revoke" {
	weir keys new --folder mine a
	run weir keys allow mine/a.pub
	[ "$status" -eq 0 ] && [ "$output" = 'a is allowed by keys/allowed' ]
	weir keys allow mine/a.pub
	cmp mine/a.pub keys/allowed/a.pub
	run weir keys list
	[ "$output" = $'name\tpublic\tuntil\tfile\na\t'"$(sed -n 's/^public\t//p' mine/a.pub)"$'\t\tkeys/allowed/a.pub' ]
	run weir keys revoke a
	[ "$status" -eq 0 ] && [ ! -e keys/allowed/a.pub ]
	run weir keys revoke a
	[ "$status" -eq 66 ] && [ "$stderr" = 'weir: keys: a: is not allowed by keys/allowed; weir keys list shows who is' ]
}

@test "a secret is not taken for what is handed over, nor is anything else" {
	weir keys new a
	run weir keys allow keys/a.key
	[ "$status" -eq 65 ]
	[ "$stderr" = 'weir: keys: keys/a.key: is a secret key; its owner keeps it, and hands over the file NAME.pub' ]
	echo x >x.pub
	run weir keys allow x.pub
	[ "$status" -eq 65 ] && [ "$stderr" = 'weir: keys: x.pub: is no key file; weir keys new makes one' ]
}

@test "after rotate both keys are good, the old one for some days" {
	weir keys new a && weir keys allow keys/a.pub
	run weir keys rotate a
	[ "$status" -eq 0 ] && [ "$(stat -c %a keys/a.key keys/a.old.key | paste -sd ' ')" = '600 600' ]
	cp keys/allowed/a.pub before
	weir keys allow keys/a.pub
	cmp keys/a.pub keys/allowed/a.pub
	cmp <(head -n 2 before) <(head -n 2 keys/allowed/a.old.pub)
	local until
	until=$(sed -n 's/^until\t//p' keys/allowed/a.old.pub)
	[ $((until - $(date +%s))) -gt $((6 * 86400)) ] && [ $((until - $(date +%s))) -le $((7 * 86400)) ]
	weir keys new collector
	printf 'id\n1\n' >in
	for key in keys/a.key keys/a.old.key; do
		weir-receive --key keys/collector.key --allow keys/allowed ipc://hop >got &
		weir-send --key $key --server-key keys/collector.pub ipc://hop in
		wait $!
		same got id 1
	done
	sed -i "s/^until\t.*/until\t1/" keys/allowed/a.old.pub
	weir-receive --key keys/collector.key --allow keys/allowed ipc://hop --silence 2 >got 2>err &
	run weir-send --key keys/a.old.key --server-key keys/collector.pub ipc://hop in
	[ "$status" -eq 77 ]
	! wait $!
}

@test "words that it does not know" {
	run weir keys
	[ "$status" -eq 64 ] && [ "$stderr" = 'weir: keys: expected new, allow, revoke, rotate or list' ]
	run weir keys new ../x
	[ "$status" -eq 64 ] && [[ $stderr == 'weir: keys: ../x: a name holds letters'* ]]
	run weir keys --help
	[ "$status" -eq 0 ] && [[ $output == 'usage: weir keys '* ]]
	local help=$output
	run weir help keys
	[ "$output" = "$help" ]
}
