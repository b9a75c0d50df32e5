/* filters/harmonise/spell.c - small mistakes of spelling, mended only where one country is near.
 *
 * Of a text in Latin letters. A change is one letter more, one less, another one, or two that
 * changed places. The letters that two names have tell in two instructions whether they can be
 * near, so that a look through all names takes microseconds. */
#include "spell.h"
#include "seek.h"

enum {
	LONGEST = ATLAS_LONGEST,
	FAR = 100,
	TURNED = 5, /* letters that a text needs at least */
	ONE_CHANGE = 6,
	TWO_CHANGES = 10,
};

/* Optimal string alignment distance (Damerau 1964, without substrings edited twice); FAR when it is
 * more than `most`. Only cells so near to the diagonal are looked at. */
static unsigned changes(struct text a, struct text b, unsigned most)
{
	unsigned char row[3][LONGEST + 2];
	unsigned char *before = row[0], *last = row[1], *now = row[2];
	if (a.len > b.len + most || b.len > a.len + most || a.len > LONGEST || b.len > LONGEST)
		return FAR;
	for (size_t j = 0; j <= b.len; j++)
		last[j] = (unsigned char)j;
	for (size_t i = 1; i <= a.len; i++) {
		size_t from = i > most ? i - most : 1, to = i + most < b.len ? i + most : b.len;
		unsigned least = now[from - 1] = (unsigned char)(from == 1 ? i : FAR);
		for (size_t j = from; j <= to; j++) {
			bool same = a.at[i - 1] == b.at[j - 1];
			unsigned n = last[j - 1] + !same;
			if (j < i + most && last[j] + 1u < n)
				n = last[j] + 1u;
			if (now[j - 1] + 1u < n)
				n = now[j - 1] + 1u;
			if (!same && i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] &&
			    a.at[i - 2] == b.at[j - 1] && before[j - 2] + 1u < n)
				n = before[j - 2] + 1u;
			now[j] = (unsigned char)n;
			least = n < least ? n : least;
		}
		if (least > most)
			return FAR;
		unsigned char *old = before;
		before = last;
		last = now;
		now = old;
	}
	return last[b.len] <= most ? last[b.len] : FAR;
}

static uint32_t letters_of(struct text key)
{
	uint32_t letters = 0;
	for (size_t i = 0; i < key.len; i++)
		if (key.at[i] >= 'a' && key.at[i] <= 'z')
			letters |= 1u << (key.at[i] - 'a');
	return letters;
}

static bool is_latin(struct text key)
{
	for (size_t i = 0; i < key.len; i++)
		if (key.at[i] < 'a' || key.at[i] > 'z')
			return false;
	return key.len > 0;
}

/* A place's key without its mark. */
static struct text plain(const struct atlas_entry *e)
{
	struct text key = atlas_key(e);
	bool place = key.at[0] == '@';
	return (struct text){ key.at + place, key.len - place };
}

struct search {
	struct text key;
	uint32_t letters;
	unsigned most; /* changes */
};

/* Without the instruction for it, which not every machine has. */
static unsigned bits(uint32_t v)
{
	v -= v >> 1 & 0x55555555;
	v = (v & 0x33333333) + (v >> 2 & 0x33333333);
	return ((v + (v >> 4)) & 0x0f0f0f0f) * 0x01010101 >> 24;
}

static unsigned distance(const struct search *s, const struct atlas_spelling *spelling)
{
	size_t len = spelling->len;
	if (len > s->key.len + s->most + 1 || s->key.len > len + s->most ||
	    bits(spelling->letters ^ s->letters) > 2 * s->most)
		return FAR;
	return changes(s->key, plain(&atlas_entries[spelling->entry]), s->most);
}

static bool same_meaning(const struct answer *a, const struct answer *b)
{
	return a->kind == b->kind && text_same(a->codes, b->codes);
}

/* Where those of a letter begin that are not too long or too short. */
struct span {
	uint32_t from, to;
};

static struct span span_of(const uint32_t *starts, const struct search *s, size_t letter)
{
	size_t last = s->key.len + s->most + 1; /* a place has its mark */
	starts += letter * ATLAS_LENGTHS;
	return (struct span){ starts[s->key.len - s->most],
		                  starts[last < LONGEST ? last + 1 : LONGEST] };
}

/* The nearest name that begins with the same letter. */
static const struct atlas_entry *nearest(const struct search *s, unsigned *least)
{
	const struct atlas_entry *found = NULL;
	struct span span = span_of(atlas_wide_starts, s, (size_t)(s->key.at[0] - 'a'));
	*least = s->most + 1;
	for (uint32_t i = span.from; i < span.to; i++) {
		unsigned n = distance(s, &atlas_wide[i]);
		if (n >= *least)
			continue;
		*least = n;
		found = &atlas_entries[atlas_wide[i].entry];
	}
	return found;
}

static bool is_rival(struct text key, const struct answer *answer)
{
	struct answer other;
	return atlas_find(key, &other) && !same_meaning(&other, answer);
}

static bool rivals_with(const struct search *s, size_t letter, const struct answer *answer)
{
	struct span span = span_of(atlas_spelling_starts, s, letter);
	for (uint32_t i = span.from; i < span.to; i++) {
		if (distance(s, &atlas_spellings[i]) > s->most)
			continue;
		struct answer other = atlas_meaning(&atlas_entries[atlas_spellings[i].entry]);
		if (!same_meaning(&other, answer))
			return true;
	}
	return false;
}

/* A name of `len` letters, behind two bytes of room, or the place of that name. */
static bool is_other(char *at, size_t len, const struct answer *answer)
{
	char before = at[-1];
	bool other = is_rival((struct text){ at, len }, answer);
	at[-1] = '@';
	other = other || is_rival((struct text){ at - 1, len + 1 }, answer);
	at[-1] = before;
	return other;
}

/* One change that gives another first letter: all that there are. */
static bool rivals_by_first(struct text key, const struct answer *answer)
{
	char room[LONGEST + 4] = { 0 }, *at = room + 2;
	memcpy(at, key.at, key.len);
	char first = at[0];
	bool found = is_other(at + 1, key.len - 1, answer);
	for (char c = 'a'; c <= 'z' && !found; c++) {
		at[-1] = c;
		found = is_other(at - 1, key.len + 1, answer);
		at[0] = c;
		found = found || is_other(at, key.len, answer);
		at[0] = first;
	}
	at[0] = at[1];
	at[1] = first;
	return found || is_other(at, key.len, answer);
}

/* Something else is as near, whatever its first letter. */
static bool has_rival(const struct search *s, const struct answer *answer)
{
	size_t own = (size_t)(s->key.at[0] - 'a');
	if (rivals_with(s, own, answer))
		return true;
	if (s->most == 1)
		return rivals_by_first(s->key, answer);
	for (size_t letter = 0; letter < 26; letter++)
		if (letter != own && rivals_with(s, letter, answer))
			return true;
	return false;
}

/* Where the changes are: behind what both begin with, before what both end with. */
struct changed {
	size_t from, to; /* in the text */
};

static struct changed changed(struct text key, struct text right)
{
	size_t least = key.len < right.len ? key.len : right.len;
	size_t from = 0, end = 0;
	while (from < least && key.at[from] == right.at[from])
		from++;
	while (end < least - from && key.at[key.len - 1 - end] == right.at[right.len - 1 - end])
		end++;
	size_t to = key.len - end;
	return (struct changed){ from, to > from ? to : from + 1 };
}

static bool is_whole(struct text word)
{
	static const char *const words[] = { "state",     "island",  "republic", "kingdom",
		                                 "territory", "emirate", "arab",     NULL };
	size_t i = 0;
	while (words[i] && !text_is(word, words[i]))
		i++;
	return words[i] != NULL;
}

/* A short word, and the first letter of one, tell countries apart: North Korea, French Guinea. Each
 * word with a change has to be long enough for all of them. A letter that is missing between two
 * words is the last of the first one where the second is whole. */
static bool is_inside(const struct name *name, struct text key, struct text right, unsigned n)
{
	struct changed c = changed(key, right);
	size_t shortest = n > 1 ? TWO_CHANGES - 1 : name->n > 1 ? 4 : 0, start = 0;
	for (size_t i = 0; i < name->n; start += name->word[i++].len) {
		size_t end = start + name->word[i].len;
		bool before = n == 1 && right.len > key.len && c.from == end && i + 1 < name->n &&
		              is_whole(name->word[i + 1]);
		bool after =
			n == 1 && right.len > key.len && c.from == start && i > 0 && is_whole(name->word[i]);
		bool last = before || (i + 1 == name->n && c.from == end);
		if (!last && (end <= c.from || start >= c.to || after))
			continue;
		if (start == c.from || name->word[i].len < shortest)
			return false;
	}
	return true;
}

/* Of five letters only two that changed places. */
static bool is_turned(struct text key, struct text right)
{
	struct changed c = changed(key, right);
	return key.len == right.len && c.to - c.from == 2;
}

bool by_spelling(const struct name *name, struct arena *mem, struct answer *answer)
{
	struct search s = { .key = name_joined(name, mem) };
	unsigned least;
	if (s.key.len < TURNED || s.key.len > LONGEST || !is_latin(s.key))
		return false;
	s.letters = letters_of(s.key);
	s.most = s.key.len >= TWO_CHANGES ? 2 : 1;
	const struct atlas_entry *found = nearest(&s, &least);
	if (!found || !is_inside(name, s.key, atlas_key(found), least) ||
	    (s.key.len < ONE_CHANGE && !is_turned(s.key, atlas_key(found))))
		return false;
	*answer = atlas_meaning(found);
	s.most = least;
	if (!is_country(answer) || has_rival(&s, answer))
		return false;
	answer->rule = BY_SPELLING;
	return true;
}

enum { CUT = 12 }; /* letters that are left of a name at least */

/* A field that was too short: "Union of Soviet Socialist Repu". All names that begin so are of one
 * country, and one of them in a widely used language. */
bool by_cut(const struct name *name, struct arena *mem, struct answer *answer)
{
	struct text key = name_joined(name, mem);
	bool found = false;
	if (key.len < CUT || key.len >= LONGEST || !is_latin(key))
		return false;
	const uint32_t *starts = &atlas_spelling_starts[(size_t)(key.at[0] - 'a') * ATLAS_LENGTHS];
	for (uint32_t i = starts[key.len + 1]; i < starts[LONGEST]; i++) {
		const struct atlas_entry *e = &atlas_entries[atlas_spellings[i].entry];
		if (memcmp(plain(e).at, key.at, key.len) != 0)
			continue;
		struct answer other = atlas_meaning(e);
		if (found && !same_meaning(&other, answer))
			return false;
		*answer = other;
		found = true;
	}
	answer->rule = BY_CUT;
	return found && is_country(answer);
}

enum { KNOWN = 4 }; /* letters that have to be there at least */

/* A gap stands for one letter, or for none: an apostrophe. */
static bool fits(struct text key, struct text name, size_t known)
{
	for (; key.len > 0; key.at++, key.len--, name.at++, name.len--, known++) {
		if (key.len >= 2 && memcmp(key.at, SPELL_ANY, 2) == 0) {
			struct text rest = { key.at + 2, key.len - 2 };
			return (name.len > 0 &&
			        fits(rest, (struct text){ name.at + 1, name.len - 1 }, known)) ||
			       fits(rest, name, known);
		}
		if (name.len == 0 || *key.at != *name.at)
			return false;
	}
	return name.len == 0 && known >= KNOWN;
}

bool spell_gaps(struct text key, struct answer *answer)
{
	bool found = false;
	for (uint32_t i = 0; i < atlas_spelling_starts[ATLAS_STARTS]; i++) {
		const struct atlas_entry *e = &atlas_entries[atlas_spellings[i].entry];
		if (!fits(key, atlas_key(e), 0))
			continue;
		struct answer other = atlas_meaning(e);
		if (found && !same_meaning(&other, answer))
			return false;
		*answer = other;
		found = true;
	}
	return found && is_country(answer);
}

static bool is_listed(const struct neighbour *to, size_t n, const struct answer *answer)
{
	for (size_t i = 0; i < n; i++) {
		struct answer other = atlas_meaning(to[i].entry);
		if (same_meaning(&other, answer))
			return true;
	}
	return false;
}

static void insert(struct neighbour *to, size_t *n, size_t most, struct neighbour one)
{
	size_t at = *n;
	while (at > 0 && to[at - 1].changes > one.changes)
		at--;
	if (at == most)
		return;
	size_t last = *n < most ? (*n)++ : most - 1;
	memmove(&to[at + 1], &to[at], (last - at) * sizeof(*to));
	to[at] = one;
}

size_t spell_nearest(struct text key, struct neighbour *to, size_t most)
{
	size_t n = 0;
	unsigned limit = key.len < 10 ? (unsigned)key.len / 2 : 5;
	for (unsigned changes_allowed = 0; changes_allowed <= limit && n < most; changes_allowed++) {
		struct search s = { key, letters_of(key), changes_allowed };
		for (uint32_t i = 0; i < atlas_wide_starts[ATLAS_STARTS]; i++) {
			const struct atlas_entry *e = &atlas_entries[atlas_wide[i].entry];
			struct answer answer = atlas_meaning(e);
			if (is_country(&answer) && distance(&s, &atlas_wide[i]) == changes_allowed &&
			    !is_listed(to, n, &answer))
				insert(to, &n, most, (struct neighbour){ e, changes_allowed });
		}
	}
	return n;
}
