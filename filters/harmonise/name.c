/* filters/harmonise/name.c - from a text to the words by which it is looked up. */
#include "name.h"
#include "lib/icu.h"
#include <stdlib.h>

/* Texts as short as this are compared with their accents: without them, Mỹ (the United States in
 * Vietnamese) would be what people write for Malaysia. */
enum { SHORT = 3, CODE_LONGEST = 16 };

/* English words that say nothing, and those that are often cut short. Known names and the texts
 * sought go the same way, so no harm is done where the word is of another language. */
static const struct {
	const char *word, *as; /* as: null to leave it out */
} folds[] = {
	{ "the", NULL },
	{ "and", NULL },
	{ "of", NULL },
	{ "st", "saint" },
	{ "islands", "island" },
	{ "isl", "island" },
	{ "isls", "island" },
	{ "is", "island" },
	{ "rep", "republic" },
	{ "dem", "democratic" },
	{ "fed", "federated" },
	{ "terr", "territory" },
	{ "territories", "territory" },
	{ "states", "state" },
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Two to four letters of one case, or three digits. */
static bool is_code(struct text v)
{
	size_t digits = 0, uppers = 0, lowers = 0;
	if (v.len < 2 || v.len > 4)
		return false;
	for (size_t i = 0; i < v.len; i++) {
		digits += is_digit(v.at[i]);
		uppers += is_upper(v.at[i]);
		lowers += is_lower(v.at[i]);
	}
	return uppers == v.len || lowers == v.len || (digits == 3 && v.len == 3);
}

static struct text code_of(struct text v, struct arena *mem)
{
	if (!is_code(v))
		return (struct text){ NULL, 0 };
	char *to = arena_take(mem, v.len + 1);
	to[0] = '=';
	for (size_t i = 0; i < v.len; i++)
		to[i + 1] = (char)(v.at[i] | 0x20); /* a letter in lower case; a digit itself */
	return (struct text){ to, v.len + 1 };
}

struct text name_code(struct text v, struct arena *mem)
{
	char *to = arena_take(mem, v.len + 1);
	if (v.len == 0 || v.len > CODE_LONGEST)
		return (struct text){ NULL, 0 };
	to[0] = '=';
	for (size_t i = 0; i < v.len; i++) {
		char c = v.at[i];
		if (!is_digit(c) && !is_upper(c) && !is_lower(c) && c != '_')
			return (struct text){ NULL, 0 };
		to[i + 1] = is_upper(c) ? (char)(c + ('a' - 'A')) : c;
	}
	return (struct text){ to, v.len + 1 };
}

struct text name_marked(const char *mark, struct text key, struct arena *mem)
{
	size_t len = strlen(mark);
	char *to = arena_take(mem, len + key.len);
	if (key.len > 0)
		memcpy(mempcpy(to, mark, len), key.at, key.len);
	return (struct text){ to, key.len > 0 ? len + key.len : 0 };
}

static struct text folded(struct text word)
{
	for (size_t i = 0; i < sizeof(folds) / sizeof(folds[0]); i++)
		if (text_is(word, folds[i].word))
			return text_of(folds[i].as);
	return word;
}

/* "People's" has become two words, and is one with "Peoples". */
static struct text with_s(struct text word, struct arena *mem)
{
	char *to = arena_take(mem, word.len + 1);
	memcpy(to, word.at, word.len);
	to[word.len] = 's';
	return (struct text){ to, word.len + 1 };
}

/* False: too many for a name. */
static bool split(struct text words, struct arena *mem, struct name *name)
{
	name->n = 0;
	for (size_t at = 0; at < words.len;) {
		const char *start = words.at + at;
		const char *end = memchr(start, ' ', words.len - at);
		struct text word = { start, end ? (size_t)(end - start) : words.len - at };
		at += word.len + 1;
		if (name->n > 0 && text_is(word, "s")) {
			name->word[name->n - 1] = with_s(name->word[name->n - 1], mem);
			continue;
		}
		if (name->n == NAME_WORDS)
			return false;
		name->word[name->n++] = word;
	}
	return true;
}

/* A text of nothing but articles stays as it is: it is then at least not empty. */
static void fold(struct name *name)
{
	size_t n = 0;
	struct text word[NAME_WORDS];
	for (size_t i = 0; i < name->n; i++) {
		word[n] = folded(name->word[i]);
		n += word[n].len > 0;
	}
	if (n == 0)
		return;
	memcpy(name->word, word, n * sizeof(word[0]));
	name->n = n;
}

enum name_found name_read(struct text v, struct arena *mem, struct name *name)
{
	if (v.len > NAME_LONGEST)
		return NAME_NONE;
	struct text words = icu_words(v, ICU_BARE, mem);
	name->n = 0;
	name->code = code_of(text_trim(v), mem);
	if (words.len <= SHORT)
		words = icu_words(v, ICU_KEPT, mem);
	if (words.len == 0)
		return NAME_EMPTY;
	if (!split(words, mem, name))
		return NAME_NONE;
	fold(name);
	return NAME_READ;
}

static struct text joined(const struct text *word, size_t n, const char *between, struct arena *mem)
{
	size_t len = 0, gap = strlen(between);
	for (size_t i = 0; i < n; i++)
		len += word[i].len + gap;
	char *to = arena_take(mem, len), *at = to;
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			at = mempcpy(at, between, gap);
		at = mempcpy(at, word[i].at, word[i].len);
	}
	return (struct text){ to, (size_t)(at - to) };
}

struct text name_joined(const struct name *name, struct arena *mem)
{
	return joined(name->word, name->n, "", mem);
}

static int word_order(const void *a, const void *b)
{
	const struct text *one = a, *other = b;
	return text_order(*one, *other);
}

struct text name_sorted(const struct name *name, struct arena *mem)
{
	struct text word[NAME_WORDS];
	if (name->n < 2)
		return (struct text){ NULL, 0 };
	memcpy(word, name->word, name->n * sizeof(word[0]));
	qsort(word, name->n, sizeof(word[0]), word_order);
	return joined(word, name->n, " ", mem);
}
