/* filters/derive/texts.c - what is done with texts. Positions and lengths count characters. */
#include "derive/functions.h"
#include "derive/matcher.h"
#include "derive/work.h"
#include "lib/icu.h"

/* The byte where the character `n` begins, from 0 on; the length of the text where there are fewer. */
static size_t byte_of(struct text t, size_t n)
{
	size_t at = 0;
	for (; at < t.len; at++)
		if (((unsigned char)t.at[at] & 0xC0) != 0x80 && n-- == 0)
			break;
	return at;
}

static bool is_ascii(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if ((unsigned char)t.at[i] >= 0x80)
			return false;
	return true;
}

/* Where bytes are characters, as nearly always, nothing is counted. */
static size_t offset(struct text t, size_t n)
{
	size_t few = n < t.len ? n : t.len;
	return is_ascii((struct text){ t.at, few }) ? few : byte_of(t, n);
}

/* first: from 1 on, or from the end if it is negative, where a shorter text begins at its beginning. */
static struct text slice_of(struct text t, long first, size_t count)
{
	size_t skip = (size_t)first - 1;
	if (first < 0) {
		size_t all = utf8_count(t), back = (size_t)-first;
		skip = back < all ? all - back : 0;
	}
	skip = offset(t, skip);
	struct text rest = { t.at + skip, t.len - skip };
	return (struct text){ rest.at, offset(rest, count) };
}

void text_slice(struct work *w, const struct node *n, struct rows rows, const union values *v,
                union values to)
{
	(void)w;
	size_t count = n->wholes > 1 ? (size_t)n->whole[1] : SIZE_MAX;
	for (size_t i = 0; i < rows.n; i++) {
		struct text t = v[0].text[rows.at[i]];
		to.text[rows.at[i]] = t.len > 0 ? slice_of(t, n->whole[0], count) : t;
	}
}

/* --- found in a text ---------------------------------------------------------------------------- */

static const char *find(struct text t, struct text what)
{
	return t.len < what.len ? NULL : memmem(t.at, t.len, what.at, what.len);
}

static size_t times(struct text t, struct text what)
{
	size_t n = 0;
	for (const char *at; (at = find(t, what)); n++)
		t = (struct text){ at + what.len, (size_t)(t.at + t.len - at) - what.len };
	return n;
}

/* The part n, from 0 on; missing if there is none. */
static struct text part_of(struct text t, struct text between, size_t n)
{
	const char *at;
	for (; (at = find(t, between)); n--) {
		if (n == 0)
			return (struct text){ t.at, (size_t)(at - t.at) };
		t = (struct text){ at + between.len, (size_t)(t.at + t.len - at) - between.len };
	}
	return n == 0 ? t : (struct text){ 0 };
}

void text_part(struct work *w, const struct node *n, struct rows rows, const union values *v,
               union values to)
{
	(void)w;
	for (size_t i = 0; i < rows.n; i++) {
		struct text t = v[0].text[rows.at[i]];
		long which = n->whole[0] - 1;
		if (n->whole[0] < 0)
			which = (long)times(t, n->quoted[0]) + 1 + n->whole[0];
		to.text[rows.at[i]] = (struct text){ 0 };
		if (which >= 0)
			to.text[rows.at[i]] = part_of(t, n->quoted[0], (size_t)which);
	}
}

static struct text replaced(struct work *w, struct text t, struct text what, struct text by)
{
	size_t n = times(t, what);
	if (n == 0)
		return t;
	char *to = work_space(w, t.len - n * what.len + n * by.len), *end = to;
	for (const char *at; (at = find(t, what));) {
		end = mempcpy(end, t.at, (size_t)(at - t.at));
		end = mempcpy(end, by.at, by.len);
		t = (struct text){ at + what.len, (size_t)(t.at + t.len - at) - what.len };
	}
	end = mempcpy(end, t.at, t.len);
	work_used(w, end);
	return (struct text){ to, (size_t)(end - to) };
}

void text_replace(struct work *w, const struct node *n, struct rows rows, const union values *v,
                  union values to)
{
	for (size_t i = 0; i < rows.n; i++)
		to.text[rows.at[i]] = replaced(w, v[0].text[rows.at[i]], n->quoted[0], n->quoted[1]);
}

static inline __attribute__((always_inline)) void test(const struct node *n, struct rows rows,
                                                       const union values *v, union values to,
                                                       bool (*holds)(struct text, struct text))
{
	for (size_t i = 0; i < rows.n; i++) {
		struct text t = v[0].text[rows.at[i]];
		to.truth[rows.at[i]] = t.len == 0 ? UNKNOWN : holds(t, n->quoted[0]);
	}
}

static inline bool begins(struct text t, struct text with)
{
	return t.len >= with.len && memcmp(t.at, with.at, with.len) == 0;
}

static inline bool ends(struct text t, struct text with)
{
	return t.len >= with.len && memcmp(t.at + t.len - with.len, with.at, with.len) == 0;
}

static inline bool holds_it(struct text t, struct text what)
{
	return find(t, what) != NULL;
}

void text_begins(struct work *w, const struct node *n, struct rows rows, const union values *v,
                 union values to)
{
	(void)w;
	test(n, rows, v, to, begins);
}

void text_ends(struct work *w, const struct node *n, struct rows rows, const union values *v,
               union values to)
{
	(void)w;
	test(n, rows, v, to, ends);
}

void text_contains(struct work *w, const struct node *n, struct rows rows, const union values *v,
                   union values to)
{
	(void)w;
	test(n, rows, v, to, holds_it);
}

void text_matches(struct work *w, const struct node *n, struct rows rows, const union values *v,
                  union values to)
{
	for (size_t i = 0; i < rows.n; i++) {
		size_t r = rows.at[i];
		struct text t = v[0].text[r];
		to.truth[r] = UNKNOWN;
		if (t.len == 0)
			continue;
		enum pattern_found found = matcher_ask(n->matcher, t);
		if (found == PATTERN_BEYOND)
			work_reject_with(w, n, r, "pattern-limit", t);
		else
			to.truth[r] = found == PATTERN_MATCHES;
	}
}

/* --- made anew ---------------------------------------------------------------------------------- */

/* skips: missing ones are left out, else they make the whole missing. */
static void join(struct work *w, const struct node *n, struct rows rows, const union values *v,
                 union values to, struct text between, bool skips)
{
	for (size_t i = 0; i < rows.n; i++) {
		size_t r = rows.at[i], size = 0, there = 0;
		for (size_t a = 0; a < n->n; a++) {
			size += v[a].text[r].len + between.len;
			there += v[a].text[r].len > 0;
		}
		if (there == 0 || (there < n->n && !skips)) {
			to.text[r] = (struct text){ 0 };
			continue;
		}
		char *at = work_space(w, size), *end = at;
		for (size_t a = 0; a < n->n; a++) {
			struct text t = v[a].text[r];
			if (t.len == 0)
				continue;
			if (end > at)
				end = mempcpy(end, between.at, between.len);
			end = mempcpy(end, t.at, t.len);
		}
		work_used(w, end);
		to.text[r] = (struct text){ at, (size_t)(end - at) };
	}
}

void text_concat(struct work *w, const struct node *n, struct rows rows, const union values *v,
                 union values to)
{
	join(w, n, rows, v, to, TEXT(""), false);
}

void text_join(struct work *w, const struct node *n, struct rows rows, const union values *v,
               union values to)
{
	join(w, n, rows, v, to, n->quoted[0], true);
}

static struct text cased(struct work *w, struct text t, char from, bool upper)
{
	size_t i = 0;
	while (i < t.len && (unsigned char)(t.at[i] - from) >= 26 && !(t.at[i] & 0x80))
		i++;
	if (i == t.len)
		return t;
	if (!is_ascii(t))
		return upper ? icu_upper(t, w->b->mem) : icu_lower(t, w->b->mem);
	char *to = work_space(w, t.len);
	for (i = 0; i < t.len; i++)
		to[i] = (char)((unsigned char)(t.at[i] - from) < 26 ? t.at[i] ^ 0x20 : t.at[i]);
	work_used(w, to + t.len);
	return (struct text){ to, t.len };
}

void text_upper(struct work *w, const struct node *n, struct rows rows, const union values *v,
                union values to)
{
	(void)n;
	for (size_t i = 0; i < rows.n; i++)
		to.text[rows.at[i]] = cased(w, v[0].text[rows.at[i]], 'a', true);
}

void text_lower(struct work *w, const struct node *n, struct rows rows, const union values *v,
                union values to)
{
	(void)n;
	for (size_t i = 0; i < rows.n; i++)
		to.text[rows.at[i]] = cased(w, v[0].text[rows.at[i]], 'A', false);
}

void text_trimmed(struct work *w, const struct node *n, struct rows rows, const union values *v,
                  union values to)
{
	(void)w;
	(void)n;
	for (size_t i = 0; i < rows.n; i++)
		to.text[rows.at[i]] = text_trim(v[0].text[rows.at[i]]);
}

/* Filled up in front, to a number of characters. */
void text_pad(struct work *w, const struct node *n, struct rows rows, const union values *v,
              union values to)
{
	size_t want = (size_t)n->whole[0];
	const struct text with = n->quoted[0];
	for (size_t i = 0; i < rows.n; i++) {
		struct text t = v[0].text[rows.at[i]];
		size_t have = t.len > 0 ? utf8_count(t) : want;
		to.text[rows.at[i]] = t;
		if (have >= want)
			continue;
		char *at = work_space(w, (want - have) * with.len + t.len), *end = at;
		for (; have < want; have++)
			end = mempcpy(end, with.at, with.len);
		end = mempcpy(end, t.at, t.len);
		work_used(w, end);
		to.text[rows.at[i]] = (struct text){ at, (size_t)(end - at) };
	}
}

void text_length(struct work *w, const struct node *n, struct rows rows, const union values *v,
                 union values to)
{
	(void)w;
	(void)n;
	for (size_t i = 0; i < rows.n; i++) {
		struct text t = v[0].text[rows.at[i]];
		to.number[rows.at[i]] =
			t.len == 0 ? MISSING_NUMBER : (struct decimal){ (__int128)utf8_count(t), 0 };
	}
}

/* --- conditions --------------------------------------------------------------------------------- */

void text_compare(struct work *w, const struct node *n, struct rows rows, const union values *v,
                  union values to)
{
	(void)w;
	bool equality = n->orders == EQUAL || n->orders == (LESS | MORE);
	for (size_t i = 0; i < rows.n; i++) {
		size_t r = rows.at[i];
		struct text a = v[0].text[r], b = v[1].text[r];
		int order;
		if (a.len == 0 || b.len == 0) {
			to.truth[r] = UNKNOWN;
			continue;
		}
		if (equality)
			order = !text_same(a, b);
		else
			order = text_order(a, b);
		to.truth[r] = (n->orders & (order < 0 ? LESS : order > 0 ? MORE : EQUAL)) != 0;
	}
}

void text_in(struct work *w, const struct node *n, struct rows rows, const union values *v,
             union values to)
{
	(void)w;
	for (size_t i = 0; i < rows.n; i++) {
		size_t r = rows.at[i], from = 0, end = n->member_count;
		struct text t = v[0].text[r];
		bool found = false;
		while (t.len > 0 && from < end && !found) {
			size_t middle = from + (end - from) / 2;
			int order = text_order(t, n->members[middle].text);
			found = order == 0;
			if (order < 0)
				end = middle;
			else
				from = middle + 1;
		}
		to.truth[r] = t.len > 0 ? found != n->inverse : UNKNOWN;
	}
}
