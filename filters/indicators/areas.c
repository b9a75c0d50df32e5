/* filters/indicators/areas.c - sums over partners. A total that is given, or withheld, stands in their place. */
#include "areas.h"
#include "lib/hash.h"
#include "lib/pack.h"

struct text areas_key(struct text key, size_t dims, struct text *partner)
{
	const char *at = key.at;
	struct text skip;
	for (size_t i = 0; i < dims + 1; i++)
		at = pack_get(at, &skip);
	struct text own = { key.at, (size_t)(at - key.at) };
	pack_get(at, partner);
	return own;
}

static struct area *find(const struct areas *a, struct text key, uint64_t hash)
{
	size_t step = 0;
	uint32_t number;
	while ((number = table_next(&a->numbers, hash, &step)) != TABLE_NONE)
		if (text_same(a->area[number]->key, key))
			return a->area[number];
	return NULL;
}

/* The area of a key, new where there is none. */
static struct area *area_of(struct areas *a, struct text key)
{
	uint64_t hash = hash_short(key, a->seed);
	struct area *area = find(a, key, hash);
	if (area)
		return area;
	uint32_t number = table_add(&a->numbers, hash);
	a->area = arena_append(a->mem, a->area, number, sizeof(struct area *));
	area = a->area[number] = arena_zeros(a->mem, sizeof(*area));
	area->key = (struct text){ arena_copy(a->mem, key.at, key.len), key.len };
	return area;
}

/* The area that is the partner of a fact, for the same dimensions. */
static struct area *partner_area(struct areas *a, struct text own, size_t dims, struct text partner)
{
	const char *end = own.at;
	struct text skip;
	for (size_t i = 0; i < dims; i++)
		end = pack_get(end, &skip);
	size_t head = (size_t)(end - own.at);
	size_t size = head + pack_size(partner);
	if (size > a->room) {
		a->room = 2 * size;
		a->key = arena_take(a->mem, a->room);
	}
	memcpy(a->key, own.at, head);
	pack_put(a->key + head, partner);
	return area_of(a, (struct text){ a->key, size });
}

static bool add(struct amount *sum, const struct amount *more, bool over_gaps)
{
	sum->missing += more->state == MISSING;
	sum->withheld += more->state == WITHHELD;
	if (more->state == GIVEN && !decimal_add(&sum->value, more->value))
		return false;
	bool some = sum->state == GIVEN || more->state == GIVEN;
	enum state worst = sum->state > more->state ? sum->state : more->state;
	sum->state = over_gaps && some ? GIVEN : worst;
	sum->status = status_weaker(sum->status, more->state == GIVEN ? more->status : '\0');
	return true;
}

/* One flow: into the area, out of the partner, one of the partners. */
static bool add_flow(struct areas *a, struct area *area, const struct intake *in,
                     const struct fact *f, size_t dims)
{
	struct text partner;
	struct text own = areas_key(f->key, dims, &partner);
	bool good = add(&area->amount[INBOUND], &f->amount, a->over_gaps);
	if (intake_is_residual(in, partner))
		return good && add(&area->amount[RESIDUAL], &f->amount, a->over_gaps);
	struct area *other = partner_area(a, own, dims, partner);
	good = good && add(&other->amount[OUTBOUND], &f->amount, a->over_gaps);
	struct amount square = f->amount;
	area->partners += f->amount.state == GIVEN && f->amount.value.digits > 0;
	area->beyond |= square.state == GIVEN && !decimal_multiply(&square.value, square.value);
	area->beyond |= !add(&area->amount[SQUARES], &square, a->over_gaps);
	return good && add(&area->known, &f->amount, a->over_gaps);
}

static bool subtract(struct decimal *from, struct decimal less)
{
	less.digits = -less.digits;
	return decimal_add(from, less);
}

/* What follows of the sums of the known flows. */
static void make_spread(struct area *area)
{
	struct amount *amount = area->amount;
	for (size_t i = SQUARES + 1; i < AMOUNTS; i++)
		amount[i] = amount[SQUARES];
	if (amount[SQUARES].state != GIVEN)
		return;
	struct decimal n = { (__int128)area->partners, 0 }, whole = area->known.value;
	struct decimal spread = amount[SQUARES].value, most = n;
	most.digits -= area->partners > 0;
	if (area->beyond || !decimal_multiply(&whole, whole) || !decimal_multiply(&spread, n) ||
	    !subtract(&spread, whole) || !decimal_multiply(&most, whole)) {
		for (size_t i = SQUARES; i < AMOUNTS; i++)
			amount[i] = (struct amount){ .state = MISSING }; /* though nothing is */
		return;
	}
	amount[KNOWN_SQUARED].value = whole;
	amount[SPREAD].value = spread;
	amount[SPREAD_MOST].value = most;
}

/* A residual is known to be none only where there are flows. */
static void settle_residual(struct area *area, bool flows)
{
	if (flows && area->amount[RESIDUAL].state == ABSENT)
		area->amount[RESIDUAL].state = GIVEN;
}

static int too_large(struct run *run, const struct area *area, size_t dims)
{
	const char *at = area->key.at;
	struct text name;
	for (size_t i = 0; i <= dims; i++)
		at = pack_get(at, &name);
	return run_fail(run, EX_DATAERR, "%.*s: its sums have more digits than fit: 38",
	                (int)(name.len < 99 ? name.len : 99), name.at);
}

static int take_sums(struct areas *a, struct run *run, const struct intake *in, size_t dims)
{
	for (uint32_t i = 0; i < in->facts.numbers.n; i++) {
		const struct fact *f = facts_at(&in->facts, i);
		struct text partner;
		struct area *area = area_of(a, areas_key(f->key, dims, &partner));
		bool good = true;
		if (f->measure == MOBILE)
			good = add_flow(a, area, in, f, dims);
		else if (partner.len > 0 && f->measure != CLAIM)
			good = add(&area->amount[f->measure], &f->amount, a->over_gaps);
		if (!good)
			return too_large(run, area, dims);
	}
	return 0;
}

int areas_make(struct areas *a, struct run *run, const struct intake *in, size_t dims,
               bool over_gaps)
{
	*a = (struct areas){ .mem = arena_new(), .seed = run_seed(run), .over_gaps = over_gaps };
	table_init(&a->numbers);
	int status = take_sums(a, run, in, dims);
	for (uint32_t i = 0; i < a->numbers.n && status == 0; i++) {
		struct area *area = a->area[i];
		settle_residual(area, area->amount[SQUARES].state != ABSENT);
		make_spread(area);
	}
	for (uint32_t i = 0; i < in->facts.numbers.n && status == 0; i++) {
		const struct fact *f = facts_at(&in->facts, i);
		struct text partner;
		struct area *area = area_of(a, areas_key(f->key, dims, &partner));
		/* A total that is withheld stays so, though it could be added up; one that nobody knew is. */
		if (partner.len == 0 &&
		    (f->amount.state != MISSING || area->amount[f->measure].state == ABSENT))
			area->amount[f->measure] = f->amount;
	}
	return status;
}

void areas_free(struct areas *a)
{
	table_free(&a->numbers);
	arena_free(a->mem);
}
