# Weir's build. Filters are found, not listed: a folder below filters/ is a filter.
#
#   make            build                     make run    install what is missing, build, run a pipeline
#   make test       … and test                make lint   formatting and static analysis
#   make fuzz       untrusted input           make faults kills, power cuts, lines that fail and attacks, for long
#   make bench      one job beside what others do it with; also bench-stages (single filters), bench-memory (of parse),
#                   bench-country (names: how many right), bench-wire (hops and delivery), bench-results (writes the last run into README.md)
#   make demo-offices                         three offices and a collector on this host
#   make install PREFIX=/usr/local DESTDIR=   make uninstall
#   SAN=1           with ASan and UBSan, in a build of its own

MAKEFLAGS += --no-builtin-rules --no-print-directory
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc)
endif
.DELETE_ON_ERROR:
.SECONDARY:
.SUFFIXES:
.DEFAULT_GOAL := all
SHELL := /bin/bash

PREFIX ?= /usr/local
CC := gcc
B := .build$(if $(SAN),/san)
FILTERS := $(filter-out lib,$(notdir $(patsubst %/,%,$(wildcard filters/*/))))
UNITS := $(notdir $(basename $(wildcard tests/unit/*.c)))
VERSION := 0.1.0

WARN := -Wall -Wextra -Wconversion -Wshadow -Wvla -Wstrict-prototypes -Wmissing-prototypes -Werror
FLAGS := -std=gnu17 -D_GNU_SOURCE -Ifilters -I$B $(WARN) -DWEIR_VERSION='"$(VERSION)"'
CFLAGS ?= -O2 -g
ifdef SAN
FLAGS += -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
endif
say = @$(if $(V),,echo "  $(1) $(patsubst $B/%,%,$@)";)

objects = $(patsubst %.c,$B/%.o,$(wildcard $(1)/*.c))
# A source file names the package that it wraps: /* link: -lcsv */
links = $(sort $(shell sed -n 's|^/\* link: \(.*\) \*/$$|\1|p' $(wildcard filters/lib/*.c $(1))))

PAGES := $(FILTERS:%=$B/man/weir-%.1) $(patsubst pipelines/runner/%,$B/man/%,$(wildcard pipelines/runner/*.[1-8]))
COMPLETIONS := $B/completions/weir.bash $B/completions/_weir

all: $(FILTERS:%=$B/bin/weir-%) $B/bin/weir $(PAGES) $(COMPLETIONS)
	@:

$B/%.o: %.c
	@mkdir -p $(@D)
	$(call say,cc) $(CC) $(FLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
$B/%.o: $B/%.c
	$(call say,cc) $(CC) $(FLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$B/libweir.a: $(filter-out %/main.o,$(call objects,filters/lib))
	$(call say,ar) rm -f $@ && $(AR) rcs $@ $^

# A filter's objects become one that shows its stage only, so two filters may use the same names; and what its build.mk
# names, for the runner.
define filter_rules
extra-$(1) :=
shows-$(1) :=
-include $$(wildcard filters/$(1)/build.mk)
$B/filters/$(1).o: $$(call objects,filters/$(1)) $$$$(extra-$(1))
	@$$(LD) -r -o $$@.all $$^ && objcopy $$(patsubst %,--keep-global-symbol=%,$(1)_stage $$(shows-$(1))) $$@.all $$@ && rm $$@.all
$B/bin/weir-$(1): filters/lib/main.c $B/filters/$(1).o $B/libweir.a
	@mkdir -p $$(@D)
	$$(call say,ld) $$(CC) $$(FLAGS) $$(CFLAGS) -DSTAGE=$(1)_stage -o $$@ $$^ -Wl,--as-needed $$(call links,filters/$(1)/*.c)
$B/man/weir-$(1).1: filters/$(1)/$(1).1 $B/bin/weir
	@mkdir -p $$(@D)
	$$(call say,man) awk -v ask="$B/bin/weir describe $(1)" "$$$$fill_page" $$< >$$@
endef
.SECONDEXPANSION:
$(foreach f,$(FILTERS),$(eval $(call filter_rules,$(f))))

# The parts of a page that the option table gives stand in it as .\" @OPTIONS@.
define fill_page
/^\.\\" @[A-Z]+@/ {
	match($$0, /@[A-Z]+@/); command = ask " " tolower(substr($$0, RSTART + 1, RLENGTH - 2))
	while ((command | getline line) > 0) print line
	if (close(command) != 0) exit 1
	next
}
{ print }
endef
export fill_page

$B/man/%: pipelines/runner/%
	@mkdir -p $(@D) && cp $< $@

# The table from which `weir` knows the filters; made anew when a folder comes or goes.
$B/stages.c: Makefile filters
	@mkdir -p $(@D)
	@{ echo '#include "lib/stage.h"'; printf 'extern const struct stage %s_stage;\n' $(FILTERS); \
	echo 'extern const struct stage *const stages[];'; \
	echo 'const struct stage *const stages[] = {'; printf '&%s_stage,\n' $(FILTERS); echo '0};'; } >$@
	@for old in $B/bin/weir-* $B/man/weir-*.1; do name=$${old##*/weir-}; [ -d "filters/$${name%.1}" ] || rm -f "$$old"; done

$B/bin/weir: $(call objects,pipelines/runner) $B/stages.o $(FILTERS:%=$B/filters/%.o) $B/libweir.a
	@mkdir -p $(@D)
	$(call say,ld) $(CC) $(FLAGS) $(CFLAGS) -o $@ $^ -Wl,--as-needed $(call links,filters/*/*.c pipelines/runner/*.c)

$B/completions/weir.bash: $B/bin/weir
	@mkdir -p $(@D) && $< completion bash >$@
$B/completions/_weir: $B/bin/weir
	@mkdir -p $(@D) && $< completion zsh >$@

# --- tests --------------------------------------------------------------------------------------

# A folder of a test's name holds what only that test needs.
$B/unit/%: tests/unit/%.c $$(wildcard tests/unit/$$*/*) $B/libweir.a
	@mkdir -p $(@D)
	$(call say,ld) $(CC) $(FLAGS) $(CFLAGS) -o $@ $(filter-out %.h,$^) -Wl,--as-needed -lcmocka $(call links,$<)

demo-offices:
	@.ci/install build
	@$(MAKE) all
	@tests/offices.sh $B/bin
.PHONY: all demo-offices run test lint fuzz faults bench bench-stages bench-memory bench-country bench-wire bench-results install uninstall clean
run:
	@.ci/install build
	@$(MAKE) all
	@tests/show.sh $B/bin
test:
	@.ci/install build test
	@$(MAKE) all $(UNITS:%=$B/unit/%)
	@tests/run.sh $B
lint:
	@.ci/install build lint
	@$(MAKE) all
	@tests/lint.sh $B
fuzz:
	@.ci/install build fuzz
	@tests/fuzz/run.sh
faults:
	@.ci/install build test
	@$(MAKE) all
	@tests/faults/run.sh $B/bin
bench:
	@.ci/install build
	@$(MAKE) all
	@tests/bench/peers/install.sh .build/bench/tools
	@tests/bench/run.sh $B/bin
bench-stages bench-wire:
	@.ci/install build
	@$(MAKE) all
	@tests/bench/peers/install.sh .build/bench/tools
	@tests/bench/$(@:bench-%=%).sh $B/bin
bench-memory bench-country:
	@.ci/install build
	@$(MAKE) all
	@tests/bench/$(@:bench-%=%).sh $B/bin
bench-results:
	@tests/bench/results.sh

# --- installing ---------------------------------------------------------------------------------

# Quoted, since a path may hold blanks.
bin = "$(DESTDIR)$(PREFIX)/bin"
share = "$(DESTDIR)$(PREFIX)/share"
install: all
	install -d $(bin) $(share)/man/man1 $(share)/man/man5 $(share)/weir
	install $(FILTERS:%=$B/bin/weir-%) $B/bin/weir $(bin)
	install -m 644 $(filter %.1,$(PAGES)) $(share)/man/man1
	$(if $(filter %.5,$(PAGES)),install -m 644 $(filter %.5,$(PAGES)) $(share)/man/man5)
	install -D -m 644 $B/completions/weir.bash $(share)/bash-completion/completions/weir
	for f in $(FILTERS); do ln -sf weir $(share)/bash-completion/completions/weir-$$f || exit 1; done
	install -D -m 644 $B/completions/_weir $(share)/zsh/site-functions/_weir
	to=$$(realpath $(share)) && cd conf && find . -type f -print0 | \
	while read -rd '' f; do install -D -m 644 "$$f" "$$to/weir/conf/$$f" || exit 1; done
uninstall:
	for f in $(FILTERS); do rm -f $(bin)/weir-$$f $(share)/bash-completion/completions/weir-$$f; done
	rm -f $(bin)/weir $(share)/bash-completion/completions/weir $(share)/zsh/site-functions/_weir
	for f in $(notdir $(PAGES)); do rm -f $(share)/man/man1/$$f $(share)/man/man5/$$f; done
	rm -rf $(share)/weir
clean:
	rm -rf .build

-include $(shell find $B -name '*.d' 2>/dev/null)
