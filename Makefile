# Weir's build. Filters are found, not listed: a folder below filters/ is a filter.
#
#   make            build            make run     install what is missing, build, run a pipeline
#   make test       … and test       make lint    formatting and static analysis
#   SAN=1           with ASan and UBSan, in a build of its own

MAKEFLAGS += --no-builtin-rules --no-print-directory
.DELETE_ON_ERROR:
.SECONDARY:
.SUFFIXES:
.DEFAULT_GOAL := all
SHELL := /bin/bash

PREFIX ?= /usr/local
CC := gcc
B := .build$(if $(SAN),/san)
FILTERS := $(filter-out lib,$(notdir $(patsubst %/,%,$(wildcard filters/*/))))
VERSION := 0.1.0

WARN := -Wall -Wextra -Wconversion -Wshadow -Wvla -Wstrict-prototypes -Wmissing-prototypes -Werror
FLAGS := -std=gnu17 -D_GNU_SOURCE -Ifilters -I$B $(WARN) -DWEIR_VERSION='"$(VERSION)"' -pthread
CFLAGS ?= -O2 -g
ifdef SAN
FLAGS += -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LDFLAGS += -fsanitize=address,undefined
endif

objects = $(patsubst %.c,$B/%.o,$(wildcard $(1)/*.c))
# A source file names the package that it wraps: /* link: -lcsv */
links = $(sort $(shell sed -n 's|^/\* link: \(.*\) \*/$$|\1|p' $(wildcard filters/lib/*.c $(1))))

all: $(FILTERS:%=$B/bin/weir-%) $B/bin/weir man completions

$B/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(FLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
$B/%.o: $B/%.c
	$(CC) $(FLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$B/libweir.a: $(filter-out %/main.o,$(call objects,filters/lib))
	rm -f $@ && $(AR) rcs $@ $^

# A filter's objects become one that shows its stage only, so two filters may use the same names.
define filter_rules
extra-$(1) :=
-include $$(wildcard filters/$(1)/build.mk)
$B/filters/$(1).o: $$(call objects,filters/$(1)) $$$$(extra-$(1))
	$$(LD) -r -o $$@.all $$^ && objcopy --keep-global-symbol=$(1)_stage $$@.all $$@ && rm $$@.all
$B/bin/weir-$(1): filters/lib/main.c $B/filters/$(1).o $B/libweir.a
	@mkdir -p $$(@D)
	$$(CC) $$(FLAGS) $$(CFLAGS) $$(LDFLAGS) -DSTAGE=$(1)_stage -o $$@ $$^ -Wl,--as-needed $$(call links,filters/$(1)/*.c)
endef
.SECONDEXPANSION:
$(foreach f,$(FILTERS),$(eval $(call filter_rules,$(f))))

# The table from which `weir` knows the filters; made anew when a folder comes or goes.
$B/stages.c: Makefile filters
	@mkdir -p $(@D)
	{ echo '#include "lib/stage.h"'; printf 'extern const struct stage %s_stage;\n' $(FILTERS); \
	echo 'extern const struct stage *const stages[];'; \
	echo 'const struct stage *const stages[] = {'; printf '&%s_stage,\n' $(FILTERS); echo '0};'; } >$@

$B/bin/weir: $(call objects,pipelines/runner) $B/stages.o $(FILTERS:%=$B/filters/%.o) $B/libweir.a
	@mkdir -p $(@D)
	$(CC) $(FLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $^ -Wl,--as-needed $(call links,filters/*/*.c pipelines/runner/*.c)

.PHONY: all man completions clean
man:
completions:
clean:
	rm -rf .build

-include $(shell find $B -name '*.d' 2>/dev/null)
