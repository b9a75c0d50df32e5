/* filters/harmonise/harmonise.c - which country is this? A column of names and codes becomes ISO
 * 3166-1.
 *
 * A feed has millions of records and some hundred ways to name a country: each distinct text is
 * resolved once (resolve.c) and kept in a memo, so that a record costs one look-up. */
#include "resolve.h"
#include "unresolved.h"
#include "lib/conf.h"
#include "lib/hash.h"
#include "lib/stage.h"

#define REMEMBERED (1 << 20) /* distinct texts; past that the memo begins anew */

struct harmonise {
	struct text column, as, to, scheme, unknown, ambiguous, overrides, unresolved;
	size_t from, code, kind; /* columns */
	struct resolver resolver;
	struct unresolved refused;
	struct memo *memo;
	struct answer *answers; /* by number in the memo */
	size_t room;
};

static const struct opt opts[] = {
	{ 'c', OPT_TEXT, "column", "COLUMN", "the column that names countries",
	  offsetof(struct harmonise, column) },
	{ 0, OPT_TEXT, "as", "NAME", "put the code into NAME, the kind into NAME_kind (country)",
	  offsetof(struct harmonise, as) },
	{ 0, OPT_CHOICE, "to", "iso3", "answer in this scheme (iso3)", offsetof(struct harmonise, to) },
	{ 0, OPT_CHOICE, "scheme", "iso2|iso3|isonum|name",
	  "the column holds only these (names and codes)", offsetof(struct harmonise, scheme) },
	{ 0, OPT_CHOICE, "unknown", "keep|reject", "what to do with a text that is not known (keep)",
	  offsetof(struct harmonise, unknown) },
	{ 0, OPT_CHOICE, "ambiguous", "keep|reject", "and with one that may be several (keep)",
	  offsetof(struct harmonise, ambiguous) },
	{ 0, OPT_TEXT, "overrides", "FILE", "your own table instead of conf/countries/overrides.tsv",
	  offsetof(struct harmonise, overrides) },
	{ 0, OPT_TEXT, "unresolved", "FILE", "list the texts that were refused, by records",
	  offsetof(struct harmonise, unresolved) },
	{ 0 },
};

static const char unknown[] = "unknown-country", ambiguous[] = "ambiguous-country";
static const struct reason reasons[] = {
	{ unknown, "is no country that is known here" },
	{ ambiguous, "may be one of several countries" },
	{ 0 },
};
static const char *const examples[] = {
	"weir-parse samples/uk-study-nationality.csv | weir-harmonise -c Nationality --as country",
	"printf '%s\\n' place Nederland Atlantis | weir-harmonise -c place --unresolved todo.tsv",
	NULL,
};

static enum scheme scheme_of(struct text word)
{
	static const char *const words[] = {
		[ISO2] = "iso2", [ISO3] = "iso3", [ISONUM] = "isonum", [NAMES] = "name"
	};
	for (size_t i = ISO2; i <= NAMES; i++)
		if (text_is(word, words[i]))
			return (enum scheme)i;
	return ANY_SCHEME;
}

static int read_tables(struct harmonise *h, struct run *run)
{
	struct resolver *r = &h->resolver;
	const char *own = h->overrides.at;
	int status =
		own ? rulings_read(&r->own, run, own, EX_NOINPUT)
			: rulings_read(&r->own, run, conf_path(run, "countries/overrides.tsv"), EX_CONFIG);
	if (!status)
		status = rulings_read(&r->house, run, conf_path(run, "countries/names.tsv"), EX_CONFIG);
	if (!status)
		status = rulings_read(&r->house, run, conf_path(run, "countries/kinds.tsv"), EX_CONFIG);
	if (!status)
		status =
			rulings_read(&r->belongs, run, conf_path(run, "countries/territories.tsv"), EX_CONFIG);
	return status;
}

static int add_columns(struct harmonise *h, struct run *run, struct columns *out)
{
	struct text as = h->as.at ? h->as : TEXT("country");
	char *kind = arena_take(run_arena(run), as.len + sizeof("_kind"));
	memcpy(kind, as.at, as.len);
	memcpy(kind + as.len, "_kind", sizeof("_kind"));
	int status = columns_add(run, out, as, &h->code);
	return status ? status : columns_add(run, out, text_of(kind), &h->kind);
}

static int harmonise_open(void *self, struct run *run, const struct columns *in,
                          struct columns *out)
{
	struct harmonise *h = self;
	if (!h->column.at)
		return run_fail(run, EX_USAGE, "-c is missing: name the column that holds the countries");
	h->resolver.scheme = scheme_of(h->scheme);
	columns_copy(run, out, in);
	int status = run_find(run, in, "-c", h->column, &h->from);
	if (!status)
		status = add_columns(h, run, out);
	if (!status)
		status = read_tables(h, run);
	if (!status && h->unresolved.at)
		status = unresolved_open(&h->refused, run, h->unresolved.at);
	h->memo = memo_new(run_seed(run), REMEMBERED);
	return status;
}

static void remember(struct harmonise *h, struct run *run, uint32_t i, struct answer answer)
{
	if (i >= h->room) {
		size_t room = h->room ? h->room * 2 : 1024;
		h->answers = arena_grow(run_arena(run), h->answers, h->room * sizeof(*h->answers),
		                        room * sizeof(*h->answers));
		h->room = room;
	}
	h->answers[i] = answer;
}

static struct answer answer_for(struct harmonise *h, struct run *run, struct text v,
                                struct arena *mem)
{
	bool fresh;
	if (v.len > NAME_LONGEST) /* no name, and too much to keep */
		return resolve(&h->resolver, v, mem);
	uint32_t i = memo_find(h->memo, v, &fresh);
	if (i == MEMO_FULL) {
		memo_empty(h->memo);
		i = memo_find(h->memo, v, &fresh);
	}
	if (fresh)
		remember(h, run, i, resolve(&h->resolver, v, mem));
	return h->answers[i];
}

static void refuse(struct harmonise *h, struct run *run, struct batch *b, size_t row,
                   struct answer answer)
{
	bool several = answer.kind == IS_AMBIGUOUS;
	unresolved_count(&h->refused, b->col[h->from][row], answer);
	if (text_is(several ? h->ambiguous : h->unknown, "reject"))
		run_reject(run, b, row, h->from, several ? ambiguous : unknown);
}

static int harmonise_batch(void *self, struct run *run, struct batch *b)
{
	struct harmonise *h = self;
	for (size_t r = 0; r < b->rows; r++) {
		struct answer answer = answer_for(h, run, b->col[h->from][r], b->mem);
		b->col[h->kind][r] = text_of(answer_word(answer.kind));
		if (answer.kind != IS_AMBIGUOUS)
			b->col[h->code][r] = answer.codes;
		if (answer.refused)
			refuse(h, run, b, r, answer);
	}
	return 0;
}

static int harmonise_finish(void *self, struct run *run)
{
	struct harmonise *h = self;
	return unresolved_write(&h->refused, run);
}

static void harmonise_close(void *self)
{
	struct harmonise *h = self;
	memo_free(h->memo);
	unresolved_close(&h->refused);
	rulings_free(&h->resolver.own);
	rulings_free(&h->resolver.house);
	rulings_free(&h->resolver.belongs);
}

const struct stage harmonise_stage = {
	.name = "harmonise",
	.does = "turn names and codes of countries into ISO 3166-1",
	.trait = STATELESS,
	.size = sizeof(struct harmonise),
	.opts = opts,
	.reasons = reasons,
	.examples = examples,
	.open = harmonise_open,
	.batch = harmonise_batch,
	.finish = harmonise_finish,
	.close = harmonise_close,
};
