/* filters/harmonise/harmonise.c - which country is this? A column of names and codes becomes codes
 * of one scheme.
 *
 * A feed has millions of records and some hundred ways to name a country: each distinct text is
 * resolved once (resolve.c) and kept in a memo, so that a record costs one look-up. Only where an
 * answer depends on the day is that looked at for each record. */
#include "atlas.h"
#include "choose.h"
#include "era.h"
#include "resolve.h"
#include "target.h"
#include "unresolved.h"
#include "lib/conf.h"
#include "lib/memo.h"
#include "lib/stage.h"
#include <stdio.h>
#include <unistd.h>

#define REMEMBERED (1 << 20) /* distinct texts; past that the memo begins anew */

struct shown { /* what the new columns of a record hold */
	struct text code, kind, rule;
};
struct known { /* of a distinct text */
	struct answer answer;
	struct shown shown;
	bool fixed; /* the same on all days */
};
struct harmonise {
	struct text column, as, to, scheme, date, at, vintage_word, none, unknown, ambiguous, overrides;
	struct text refused_list;
	bool with_rule;
	size_t from, day_at, code, kind, rule; /* columns */
	enum vintage vintage;
	struct days always; /* --at */
	struct resolver resolver;
	struct target target;
	struct unresolved refused;
	struct choose choose; /* --scheme auto */
	struct memo *memo;
	struct known *known; /* by number in the memo */
	size_t room;
};

static const struct opt opts[] = {
	{ 'c', OPT_TEXT, "column", "COLUMN", "the column that names countries",
	  offsetof(struct harmonise, column) },
	{ 0, OPT_TEXT, "as", "NAME", "put the code into NAME, the kind into NAME_kind (country)",
	  offsetof(struct harmonise, as) },
	{ 0, OPT_TEXT, "to", "SCHEME", "answer in this scheme, or with this grouping (iso3)",
	  offsetof(struct harmonise, to) },
	{ 0, OPT_TEXT, "scheme", "SCHEME", "what the column holds (names, and codes of ISO 3166-1)",
	  offsetof(struct harmonise, scheme) },
	{ 0, OPT_TEXT, "date", "COLUMN", "the day that each record is about",
	  offsetof(struct harmonise, date) },
	{ 0, OPT_TEXT, "at", "DATE", "the day that all records are about",
	  offsetof(struct harmonise, at) },
	{ 0, OPT_CHOICE, "vintage", "named|day|today",
	  "answer with the country that is named, that it was on the day, or is today (named)",
	  offsetof(struct harmonise, vintage_word) },
	{ 0, OPT_TEXT, "unresolved", "CODE", "the code where there is no single country (missing)",
	  offsetof(struct harmonise, none) },
	{ 0, OPT_FLAG, "rule", NULL, "say in NAME_rule how the answer was found",
	  offsetof(struct harmonise, with_rule) },
	{ 0, OPT_CHOICE, "unknown", "keep|reject", "what to do with a text that is not known (keep)",
	  offsetof(struct harmonise, unknown) },
	{ 0, OPT_CHOICE, "ambiguous", "keep|reject", "and with one that may be several (keep)",
	  offsetof(struct harmonise, ambiguous) },
	{ 0, OPT_TEXT, "overrides", "FILE", "your own table instead of conf/countries/overrides.tsv",
	  offsetof(struct harmonise, overrides) },
	{ 0, OPT_TEXT, "refused", "FILE",
	  "list the texts that were refused, ready for an override table",
	  offsetof(struct harmonise, refused_list) },
	{ 0 },
};

static const char unknown[] = "unknown-country", ambiguous[] = "ambiguous-country";
static const char bad_date[] = "bad-date";
static const struct reason reasons[] = {
	{ unknown, "is no country that is known here" },
	{ ambiguous, "may be one of several countries" },
	{ bad_date, "is no date such as 1992-12-31, 1992-12 or 1992" },
	{ 0 },
};
static const char *const examples[] = {
	"weir-parse samples/uk-study-nationality.csv | weir-harmonise -c Nationality --scheme ho",
	"printf '%s\\n' place Nederland Atlantis | weir-harmonise -c place --refused todo.tsv",
	NULL,
};

/* A national list: conf/countries/lists/NAME.tsv. */
static int read_list(struct harmonise *h, struct run *run)
{
	char path[128];
	struct text word = h->scheme;
	bool plain = word.len > 0 && word.len < 64 && !memchr(word.at, '/', word.len) &&
	             !memchr(word.at, '.', word.len);
	snprintf(path, sizeof(path), "countries/lists/%s.tsv", plain ? word.at : "");
	const char *file = conf_path(run, path);
	if (!plain || access(file, R_OK) != 0) {
		char words[256], *at = words;
		for (size_t i = 0; code_schemes[i]; i++)
			at = stpcpy(stpcpy(at, code_schemes[i]), ", ");
		return run_fail(run, EX_USAGE,
		                "--scheme %s: expected one of %sname, auto, or a table in "
		                "conf/countries/lists",
		                word.at, words);
	}
	return rulings_read(&h->resolver.list, run, file, EX_CONFIG);
}

static int read_scheme(struct harmonise *h, struct run *run)
{
	if (text_is(h->scheme, "auto"))
		return choose_open(&h->choose, run);
	if (h->scheme.at && !is_code_scheme(h->scheme) && !text_is(h->scheme, "name"))
		return read_list(h, run);
	h->resolver.scheme = h->scheme;
	return 0;
}

static int read_tables(struct harmonise *h, struct run *run)
{
	const char *own = h->overrides.at;
	int status = own ? rulings_read(&h->resolver.own, run, own, EX_NOINPUT)
	                 : rulings_read(&h->resolver.own, run,
	                                conf_path(run, "countries/overrides.tsv"), EX_CONFIG);
	if (!status)
		status = target_open(&h->target, run, h->to.at ? h->to : TEXT("iso3"));
	return status ? status : read_scheme(h, run);
}

static int add_column(struct run *run, struct columns *out, struct text as, const char *tail,
                      size_t *at)
{
	char *name = arena_take(run_arena(run), as.len + strlen(tail) + 1);
	stpcpy(mempcpy(name, as.at, as.len), tail);
	return columns_add(run, out, text_of(name), at);
}

static int add_columns(struct harmonise *h, struct run *run, struct columns *out)
{
	struct text as = h->as.at ? h->as : TEXT("country");
	int status = add_column(run, out, as, "", &h->code);
	if (!status)
		status = add_column(run, out, as, "_kind", &h->kind);
	if (!status && h->with_rule)
		status = add_column(run, out, as, "_rule", &h->rule);
	return status;
}

static int read_days(struct harmonise *h, struct run *run, const struct columns *in)
{
	h->vintage = text_is(h->vintage_word, "day")     ? OF_DAY
	             : text_is(h->vintage_word, "today") ? OF_TODAY
	                                                 : AS_NAMED;
	if (h->at.at && h->date.at)
		return run_fail(run, EX_USAGE, "--at %s: not together with --date", h->at.at);
	if (h->at.at && (!days_read(h->at, &h->always) || h->always.from == 0))
		return run_fail(run, EX_USAGE,
		                "--at %s: expected a date such as 1992-12-31, 1992-12 or 1992", h->at.at);
	if (h->vintage == OF_DAY && !h->at.at && !h->date.at)
		return run_fail(run, EX_USAGE, "--vintage day: needs --date or --at");
	return h->date.at ? run_find(run, in, "--date", h->date, &h->day_at) : 0;
}

static int harmonise_open(void *self, struct run *run, const struct columns *in,
                          struct columns *out)
{
	struct harmonise *h = self;
	if (!h->column.at)
		return run_fail(run, EX_USAGE, "-c is missing: name the column that holds the countries");
	columns_copy(run, out, in);
	int status = run_find(run, in, "-c", h->column, &h->from);
	if (!status)
		status = read_days(h, run, in);
	if (!status)
		status = add_columns(h, run, out);
	if (!status)
		status = read_tables(h, run);
	if (!status && h->refused_list.at)
		status = unresolved_open(&h->refused, run, h->refused_list.at);
	h->memo = memo_new(run_seed(run), REMEMBERED);
	if (!text_is(h->scheme, "auto")) /* which holds records until it has chosen */
		run_looks_no_further(run);
	h->choose.columns = in->n;
	h->choose.from = h->from;
	return status;
}

static struct shown show(const struct harmonise *h, const struct answer *answer)
{
	struct text code = target_code(&h->target, answer);
	return (struct shown){ code.len > 0 ? code : h->none, text_of(answer_word(answer->kind)),
		                   text_of(rule_word(answer->rule)) };
}

static struct known look_at(const struct harmonise *h, struct text v, struct arena *mem)
{
	struct known k = { .answer = resolve(&h->resolver, v, mem) };
	k.fixed =
		(!h->date.at && !h->at.at && h->vintage == AS_NAMED) || era_is_fixed(&k.answer, h->vintage);
	k.shown = show(h, &k.answer);
	return k;
}

static void remember(struct harmonise *h, struct run *run, uint32_t i, struct known known)
{
	if (i >= h->room) {
		size_t room = h->room ? h->room * 2 : 1024;
		h->known = arena_grow(run_arena(run), h->known, h->room * sizeof(*h->known),
		                      room * sizeof(*h->known));
		h->room = room;
	}
	h->known[i] = known;
}

static const struct known *known_of(struct harmonise *h, struct run *run, struct text v,
                                    struct arena *mem, struct known *aside)
{
	bool fresh;
	if (v.len > NAME_LONGEST) { /* no name, and too much to keep */
		*aside = look_at(h, v, mem);
		return aside;
	}
	uint32_t i = memo_find(h->memo, v, &fresh);
	if (i == MEMO_FULL) {
		memo_empty(h->memo);
		i = memo_find(h->memo, v, &fresh);
	}
	if (fresh)
		remember(h, run, i, look_at(h, v, mem));
	return &h->known[i];
}

/* The answer on the record's day. False: its date is none. */
static bool on_its_day(const struct harmonise *h, const struct batch *b, size_t row,
                       struct known *k)
{
	struct days days = h->always;
	if (h->date.at && !days_read(b->col[h->day_at][row], &days))
		return false;
	if (k->fixed)
		return true;
	k->answer = era_answer(k->answer, days, h->vintage, b->mem);
	k->shown = show(h, &k->answer);
	return true;
}

static void refuse(struct harmonise *h, struct run *run, struct batch *b, size_t row,
                   struct answer answer)
{
	bool several = answer.kind == IS_AMBIGUOUS;
	unresolved_count(&h->refused, b->col[h->from][row], answer);
	if (text_is(several ? h->ambiguous : h->unknown, "reject"))
		run_reject(run, b, row, h->from, several ? ambiguous : unknown);
}

static void put(struct harmonise *h, struct batch *b, size_t r, const struct shown *shown)
{
	b->col[h->code][r] = shown->code;
	b->col[h->kind][r] = shown->kind;
	if (h->with_rule)
		b->col[h->rule][r] = shown->rule;
}

static void answer_row(struct harmonise *h, struct run *run, struct batch *b, size_t r)
{
	struct known aside;
	const struct known *k = known_of(h, run, b->col[h->from][r], b->mem, &aside);
	if (!k->fixed || h->date.at) {
		struct known dated = *k;
		if (!on_its_day(h, b, r, &dated)) {
			run_reject(run, b, r, h->day_at, bad_date);
			return;
		}
		aside = dated;
		k = &aside;
	}
	put(h, b, r, &k->shown);
	if (k->answer.refused)
		refuse(h, run, b, r, k->answer);
}

static int give_back(struct harmonise *h, struct run *run)
{
	int status = choose_scheme(&h->choose, run, &h->resolver, h->column);
	while (!status) {
		struct batch *b = run_batch(run);
		choose_fill(&h->choose, b);
		if (b->rows == 0)
			break;
		for (size_t r = 0; r < b->rows; r++)
			answer_row(h, run, b, r);
		status = run_emit(run, b);
	}
	return status;
}

static int harmonise_batch(void *self, struct run *run, struct batch *b)
{
	struct harmonise *h = self;
	int status = 0;
	if (h->choose.waits) {
		choose_hold(&h->choose, b);
		b->rows = 0;
		return h->choose.waits ? 0 : give_back(h, run);
	}
	for (size_t r = 0; r < b->rows && !status; r++) {
		answer_row(h, run, b, r);
		if (h->choose.decided)
			status = choose_check(&h->choose, run, &h->resolver, b->col[h->from][r], b->mem);
	}
	return status;
}

static int harmonise_finish(void *self, struct run *run)
{
	struct harmonise *h = self;
	int status = 0;
	if (h->choose.waits) {
		h->choose.waits = false;
		status = give_back(h, run);
	}
	if (!status && h->overrides.at)
		rulings_unused(&h->resolver.own, run);
	return status ? status : unresolved_write(&h->refused, run);
}

/* It looks for a scheme that fits all, or for rulings that no record needs. */
static bool harmonise_alone(const void *self)
{
	const struct harmonise *h = self;
	return text_is(h->scheme, "auto") || h->overrides.at;
}

static void harmonise_close(void *self)
{
	struct harmonise *h = self;
	memo_free(h->memo);
	choose_close(&h->choose);
	unresolved_close(&h->refused);
	rulings_free(&h->resolver.own);
	rulings_free(&h->resolver.list);
}

const struct stage harmonise_stage = {
	.name = "harmonise",
	.does = "turn names and codes of countries into one scheme",
	.trait = STATELESS,
	.size = sizeof(struct harmonise),
	.opts = opts,
	.reasons = reasons,
	.examples = examples,
	.data = atlas_versions,
	.open = harmonise_open,
	.alone = harmonise_alone,
	.batch = harmonise_batch,
	.finish = harmonise_finish,
	.close = harmonise_close,
};
