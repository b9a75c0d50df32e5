# The plan of the house: which part may know which, and that adding a filter is adding a folder.
load weir

sources() { find "$root/filters" "$root/pipelines" -name '*.[ch]'; }

@test "no filter includes another, and the library includes no filter" {
	local bad=0 file folder name
	while read -r file; do
		folder=${file#"$root/filters/"}
		folder=${folder%%/*}
		while read -r name; do
			[[ $name == lib/* || $name != */* || $name == "$folder"/* || $(dirname "$file")/$name -ef $root/filters/$folder/${name##*/} ]] &&
				continue
			echo "$file includes $name"
			bad=1
		done < <(sed -n 's/^#[ \t]*include "\([^"]*\)".*/\1/p' "$file")
	done < <(find "$root/filters" -name '*.[ch]')
	[ $bad -eq 0 ]
}

@test "the header of each package is included by one file" {
	local header
	for header in archive.h zlib.h lzma.h csv.h jq.h jv.h zmq.h sqlite3.h xxhash.h pcre2.h xlsxwriter.h expat.h '(postgresql/)?libpq-fe.h' zstd.h \
		openssl/ unicode/; do
		[ "$(sources | xargs grep -lE "include <$header" | wc -l)" -eq 1 ] || { echo "$header"; return 1; }
	done
}

@test "every filter has its page, its cases and its words for the contract" {
	local folder name file
	for folder in "$root"/filters/*/; do
		name=$(basename "$folder")
		[ "$name" = lib ] && continue
		for file in "$name.c" "$name.1" "$name.bats" contract.args; do
			[ -f "$folder$file" ] || { echo "no $folder$file"; return 1; }
		done
		[ -n "$(find "$folder" -name '*.bats' -exec grep -l '^@test' {} +)" ]
	done
}

@test "nothing stands at the top that does not belong there" {
	local name
	for name in "$root"/*; do
		case ${name##*/} in
		filters | pipelines | conf | samples | tests | out | Makefile | README.md | LICENSE) ;;
		*) echo "$name"; return 1 ;;
		esac
	done
}

@test "nothing below main prints or exits" {
	local found
	found=$(find "$root/filters" -name '*.c' ! -name main.c ! -name alone.c ! -path '*/tables/*' -print0 |
		xargs -0 grep -nE '\b(printf|puts|putchar|perror|exit|abort)\(|\bfprintf\(std' | grep -v arena.c || true)
	echo "$found"
	[ -z "$found" ]
}

@test "no filter keeps a state outside its stage" {
	# .data and .bss are what a program can change; constants with pointers in them stand in .data.rel.ro.
	local object bad=0
	[ -n "$(find "$root/.build/filters" -name '*.o' 2>/dev/null)" ] || skip "not built here"
	while read -r object; do
		objdump -t "$object" | awk 'NF >= 3 && $(NF - 2) ~ /^\.(data|bss)(\.|$)/ && $(NF - 2) !~ /^\.data\.rel\.ro/ && / O / { print $NF; bad = 1 }
			END { exit bad }' || { echo "$object"; bad=1; }
	done < <(find "$root/.build/filters" -mindepth 2 -name '*.o' ! -path '*/tables/*' ! -path '*/san/*')
	[ $bad -eq 0 ]
}

# A private copy of the tree, with what was built: only what differs is built again.
copy_tree() {
	mkdir tree
	cp -a "$root"/{Makefile,filters,pipelines,conf,tests,samples,.ci} tree
	[ ! -d "$root/.build" ] || { mkdir tree/.build && cp -a "$root"/.build/{bin,filters,pipelines} tree/.build/ 2>/dev/null; } || true
	cp -a "$root"/.build/{stages.*,libweir.a} tree/.build/ 2>/dev/null || true
}

@test "a copy of a folder under a new name is a new filter, without a line changed elsewhere" {
	[ -z "${QUICK:-}" ] || skip "builds Weir anew: not in a quick run"
	copy_tree
	mkdir tree/filters/twin
	local file
	for file in "$root"/filters/dedup/*; do
		sed 's/dedup/twin/g' "$file" >"tree/filters/twin/$(basename "$file" | sed 's/dedup/twin/')"
	done
	make -C tree >log 2>&1 || { tail log; return 1; }
	run tree/.build/bin/weir-twin --help
	[ "$status" -eq 0 ] && [[ $output == "usage: weir-twin "* ]]
	run tree/.build/bin/weir list
	[ "$status" -eq 0 ]
	grep -qE '^ *twin\b' <<<"$output"
	[ "$(printf 'id\n1\n1\n' | tree/.build/bin/weir twin -k id)" = $'id\n1' ]
	[ -f tree/.build/man/weir-twin.1 ]
	rm -r tree/filters/twin # and gone with its folder
	make -C tree >log 2>&1 || { tail log; return 1; }
	run tree/.build/bin/weir list
	! grep -qE '^ *twin\b' <<<"$output"
	[ -z "$(find tree/.build/bin tree/.build/man -name '*twin*')" ]
	[ -x tree/.build/bin/weir-dedup ]
}

@test "a filter that loses records makes the run fail, and nothing is published" {
	[ -z "${QUICK:-}" ] || skip "builds Weir anew: not in a quick run"
	copy_tree
	mkdir tree/filters/leak
	cat >tree/filters/leak/leak.c <<-'C'
		/* filters/leak/leak.c - loses the last record of every batch, and tells nobody. */
		#include "lib/stage.h"
		static int leak_open(void *self, struct run *run, const struct columns *in, struct columns *out)
		{
			(void)self;
			(void)run;
			*out = *in;
			return 0;
		}
		static int leak_batch(void *self, struct run *run, struct batch *b)
		{
			(void)self;
			(void)run;
			b->rows--;
			return 0;
		}
		extern const struct stage leak_stage;
		const struct stage leak_stage = { .name = "leak", .does = "lose records", .open = leak_open, .batch = leak_batch };
	C
	printf '.Dd November 24, 2026\n.Dt WEIR-LEAK 1\n.Os\n' >tree/filters/leak/leak.1
	make -C tree >log 2>&1 || { tail log; return 1; }
	PATH=$PWD/tree/.build/bin:$PATH
	printf 'id\n1\n2\n3\n' >in
	echo before >out
	run weir-leak -o out in
	[ "$status" -eq 70 ]
	[ "$stderr" = "weir-leak: the books do not balance: in 3 + made 0 is not out 2 + rejected 0 + dropped 0" ]
	[ "$(<out)" = before ]
	mkdir pipelines
	echo '{steps: {a: {from: "in", run: "leak", to: "out"}}}' >pipelines/lossy.jq
	local way
	for way in "" --processes; do
		run weir run $way pipelines/lossy.jq
		[ "$status" -eq 70 ]
		[[ $stderr == *"the books do not balance"* ]]
		[ "$(<out)" = before ]
	done
}
