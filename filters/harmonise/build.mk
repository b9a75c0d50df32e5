# filters/harmonise/build.mk - the tables of countries: made at build from iso-codes, ICU and conf/countries, compiled
# in. What the sources disagree on stands beside them, in atlas.tsv, for who reviews conf/countries.

ISO_CODES := /usr/share
COUNTRIES := conf/countries
atlas := $B/filters/harmonise/tables
extra-harmonise := $(atlas)/atlas.o
shows-harmonise := countries_list countries_search countries_explain

$(atlas)/tables: $(call objects,filters/harmonise/tables) $(addprefix $B/filters/harmonise/,name.o answer.o) $B/libweir.a
	$(call say,ld) $(CC) $(FLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $^ -Wl,--as-needed $(call links,filters/harmonise/tables/*.c)
$(atlas)/atlas.c: $(atlas)/tables $(ISO_CODES)/iso-codes/json/iso_3166-1.json $(COUNTRIES) $(COUNTRIES)/codes $(wildcard $(COUNTRIES)/*.tsv $(COUNTRIES)/codes/*.tsv)
	$(call say,tables) $< $(ISO_CODES) "$$(sed -n 's/^Version: //p' $(ISO_CODES)/pkgconfig/iso-codes.pc)" $(COUNTRIES) $@ $(@:.c=.tsv)
