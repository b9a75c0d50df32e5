/* filters/origin/origin.c - the country of origin of each record, by criteria in their order.
 *
 * A criterion that says nothing, or several countries none of which is the host, passes the question on to the next; where
 * all are silent, origin and mobility are unknown. Each record is counted once under each criterion.
 */
#include "origin.h"

static const struct opt opts[] = {
	{ 0, OPT_TEXT, "host", "COLUMN", "the country where the people are",
	  offsetof(struct origin, host) },
	{ 0, OPT_TEXT, "host-is", "COUNTRY", "the same one for all",
	  offsetof(struct origin, host_code) },
	{ 0, OPT_LIST, "by", "CRITERION=COLUMN", "a criterion, the first one first (required)",
	  offsetof(struct origin, by) },
	{ 0, OPT_COLUMNS, "citizenship", "COLUMNS", "citizenships (that of the criterion CTZ)",
	  offsetof(struct origin, citizenship) },
	{ 0, OPT_LIST, "unknown", "VALUE", "says no country, as a missing value",
	  offsetof(struct origin, unknown) },
	{ 0, OPT_TEXT, "separator", "TEXT", "stands between several countries in a value (;)",
	  offsetof(struct origin, separator) },
	{ 0, OPT_CHOICE, "several", "none|first",
	  "which of them is the origin, if none is the host (none)", offsetof(struct origin, several) },
	{ 0, OPT_TEXT, "distance", "COLUMN=VALUES", "these mean study from home",
	  offsetof(struct origin, flag[DISTANCE].given) },
	{ 0, OPT_TEXT, "branch", "COLUMN=VALUES", "these mean a campus in another country",
	  offsetof(struct origin, flag[BRANCH].given) },
	{ 0, OPT_TEXT, "credit", "COLUMN=VALUES", "these mean a stay within a programme at home",
	  offsetof(struct origin, flag[CREDIT].given) },
	{ 0, OPT_TEXT, "as", "NAME", "the name of the new column (origin)",
	  offsetof(struct origin, as) },
	{ 0, OPT_TEXT, "counts", "FILE", "count there what each criterion said",
	  offsetof(struct origin, counts) },
	{ 0 },
};

static const struct reason reasons[] = {
	{ "no-host", "is missing or unknown, and says where the people are" },
	{ 0 },
};

static const char *const examples[] = {
	"printf 'school\\tcitizen\\nTUR\\tDEU\\n\\tFRA\\nDEU\\tTUR\\n' | "
	"weir-origin --host-is DEU --by SEC_ED=school --by CTZ=citizen",
	NULL,
};

enum { ORIGIN, CRITERION, MOBILITY, FOREIGN, STAY, ADDED };

static bool any_flag(const struct origin *o)
{
	return o->flag[DISTANCE].is_given || o->flag[BRANCH].is_given || o->flag[CREDIT].is_given;
}

static int origin_open(void *self, struct run *run, const struct columns *in, struct columns *out)
{
	static const char *const tails[] = { "", "_criterion", "_mobility", "_foreign", "_stay" };
	struct origin *o = self;
	struct text as = o->as.at ? o->as : TEXT("origin");
	int status = plan_open(o, run, in);
	run_looks_no_further(run);
	columns_copy(run, out, in);
	for (size_t i = 0; i < (any_flag(o) ? ADDED : STAY) && status == 0; i++) {
		size_t tail = strlen(tails[i]), at;
		char *name = arena_take(run_arena(run), as.len + tail + 1);
		memcpy(mempcpy(name, as.at, as.len), tails[i], tail + 1);
		status = columns_add(run, out, (struct text){ name, as.len + tail }, &at);
		if (i == 0)
			o->first_added = at;
	}
	return status;
}

static bool is_among(struct text v, const struct texts *all)
{
	for (size_t i = 0; i < all->n; i++)
		if (text_same(v, all->at[i]))
			return true;
	return false;
}

/* The next country of a value that may hold several; false at the end. */
static bool next_country(const struct origin *o, struct text *left, struct text *country)
{
	if (!left->at)
		return false;
	const char *end = memmem(left->at, left->len, o->separator.at, o->separator.len);
	*country = text_trim((struct text){ left->at, end ? (size_t)(end - left->at) : left->len });
	size_t used = end ? (size_t)(end - left->at) + o->separator.len : 0;
	*left = end ? (struct text){ left->at + used, left->len - used } : (struct text){ 0 };
	return true;
}

enum says value_says(const struct origin *o, struct text value, struct text host,
                     struct text *country)
{
	enum says says = NOTHING;
	struct text one;
	while (value.len > 0 && next_country(o, &value, &one)) {
		if (one.len == 0 || is_among(one, &o->unknown))
			continue;
		if (text_same(one, host)) {
			*country = one;
			return ONE;
		}
		if (says == NOTHING) {
			*country = one;
			says = ONE;
		} else if (!text_same(one, *country)) {
			says = MANY;
		}
	}
	return says == MANY && o->takes_first ? ONE : says;
}

/* Asks the criteria, and counts their answers. */
static const struct criterion *decide(struct origin *o, const struct batch *b, size_t r,
                                      struct text host, struct text *origin)
{
	const struct criterion *decided = NULL;
	for (size_t i = 0; i < o->n; i++) {
		struct criterion *c = &o->criterion[i];
		struct text country = { 0 };
		enum says says = value_says(o, b->col[c->col][r], host, &country);
		enum outcome outcome = says == NOTHING ? LACKING : SEVERAL;
		if (says == ONE && decided) {
			outcome = text_same(country, *origin) ? AGREES : DIFFERS;
		} else if (says == ONE) {
			outcome = DECIDED;
			decided = c;
			*origin = country;
		}
		c->records[outcome]++;
	}
	o->undecided += !decided;
	return decided;
}

/* Is a citizen of another country, and of none that is the host: "yes", "no", or missing where nothing is known. */
static struct text is_foreign(const struct origin *o, const struct batch *b, size_t r,
                              struct text host)
{
	struct text answer = { 0 };
	for (size_t i = 0; i < o->citizen.n; i++) {
		struct text country;
		enum says says = value_says(o, b->col[o->citizen.at[i]][r], host, &country);
		if (says == ONE && text_same(country, host))
			return TEXT("no");
		if (says != NOTHING)
			answer = TEXT("yes");
	}
	return answer;
}

/* Missing: a flag that is asked for is. */
static struct text kind_of_stay(struct origin *o, const struct batch *b, size_t r,
                                bool *may_be_at_home)
{
	static const struct text words[] = { { "distance", 8 }, { "branch", 6 }, { "credit", 6 } };
	struct text stay = TEXT("degree");
	bool found = false;
	for (size_t i = 0; i < FLAGS; i++) {
		struct flag *f = &o->flag[i];
		if (!f->is_given)
			continue;
		struct text v = b->col[f->col][r];
		bool yes = v.len > 0 && is_among(v, &f->values),
			 lacks = v.len == 0 || is_among(v, &o->unknown);
		f->yes += yes;
		f->no += !yes && !lacks;
		f->lacking += !yes && lacks;
		if (yes && !found)
			stay = words[i];
		else if (!yes && lacks && !found)
			stay = (struct text){ 0 };
		found |= yes;
		*may_be_at_home |= i != CREDIT && (yes || lacks);
	}
	return stay;
}

/* Codes of UIS CL_MOBILITY. stay: who never left home is not mobile, whatever the origin. */
static struct text mobility_of(bool decided, bool crossed, struct text foreign, struct text stay,
                               bool may_be_at_home)
{
	bool at_home = text_is(stay, "distance") || text_is(stay, "branch");
	if ((decided && !crossed) || at_home)
		return TEXT("NMOB");
	if (!decided || may_be_at_home)
		return TEXT("_U");
	if (foreign.len == 0)
		return TEXT("MOB");
	return text_is(foreign, "no") ? TEXT("MOB_HOME") : TEXT("MOB_NHOME");
}

static int origin_batch(void *self, struct run *run, struct batch *b)
{
	struct origin *o = self;
	struct text *const *to = b->col + o->first_added;
	for (size_t r = 0; r < b->rows; r++) {
		struct text host = o->host.at ? b->col[o->host_col][r] : o->host_code;
		struct text origin = { 0 }, stay = { 0 };
		bool may_be_at_home = false;
		if (host.len == 0 || is_among(host, &o->unknown)) {
			run_reject(run, b, r, o->host_col, "no-host");
			continue;
		}
		const struct criterion *by = decide(o, b, r, host, &origin);
		struct text foreign = is_foreign(o, b, r, host);
		if (any_flag(o))
			stay = to[STAY][r] = kind_of_stay(o, b, r, &may_be_at_home);
		to[ORIGIN][r] = origin;
		to[CRITERION][r] = by ? by->word : (struct text){ 0 };
		to[FOREIGN][r] = foreign;
		to[MOBILITY][r] = mobility_of(by, !text_same(origin, host), foreign, stay, may_be_at_home);
	}
	return 0;
}

static int origin_finish(void *self, struct run *run)
{
	return counts_write(self, run);
}

const struct stage origin_stage = {
	.name = "origin",
	.does = "find the country of origin by criteria in their order",
	.trait = STATELESS,
	.size = sizeof(struct origin),
	.opts = opts,
	.reasons = reasons,
	.examples = examples,
	.open = origin_open,
	.batch = origin_batch,
	.finish = origin_finish,
};
