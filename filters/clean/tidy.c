/* filters/clean/tidy.c - texts made tidy: blanks, quotes, invisible characters, Normalization Form C.
 *
 * Nearly every value is tidy ASCII, which eight bytes at a time are enough to see.
 */
#include "clean/clean.h"
#include "lib/icu.h"

#define EACH(byte) (0x0101010101010101u * (byte))

/* Bit 7 of each byte that is a space; for bytes below 0x80. */
static inline uint64_t spaces(uint64_t w)
{
	w ^= EACH(0x20);
	return ~(((w & EACH(0x7f)) + EACH(0x7f)) | w) & EACH(0x80);
}

/* Not zero if a byte is no printable ASCII. Only whether there is one is exact, not which. */
static inline uint64_t odd(uint64_t w)
{
	uint64_t del = w ^ EACH(0x7f);
	return (w | ((w - EACH(0x20)) & ~w) | ((del - EACH(1)) & ~del)) & EACH(0x80);
}

static inline uint64_t word(const char *at)
{
	uint64_t w;
	memcpy(&w, at, sizeof(w));
	return w;
}

/* Two to seven bytes as one word, some of them twice, without reading a byte beyond them. *apart: where
 * neighbours in the word are none in the text. */
static inline uint64_t short_word(struct text v, uint64_t *apart)
{
	if (v.len < 4) { /* with no blank at the ends there is no room for two in a row */
		*apart = ~(uint64_t)0;
		return EACH('x') << 24 | (uint64_t)(unsigned char)v.at[v.len - 1] << 16 |
		       (uint64_t)(unsigned char)v.at[v.len / 2] << 8 | (unsigned char)v.at[0];
	}
	uint32_t first, last;
	memcpy(&first, v.at, sizeof(first));
	memcpy(&last, v.at + v.len - sizeof(last), sizeof(last));
	*apart = (uint64_t)0xff << 32;
	return (uint64_t)last << 32 | first;
}

enum { LETTER, SPACE, OTHER };
/* The bytes of texts below U+0300, where nothing is out of Normalization Form C, and nothing
 * but the no-break space (C2 A0), the soft hyphen (C2 AD) and controls (C2 80 to C2 9F) is odd. */
static const unsigned char latin[256] = {
	[0 ... 0x1f] = OTHER,    [' '] = SPACE,           [0x7f] = OTHER,
	[0xc0 ... 0xc2] = OTHER, [0xcc ... 0xff] = OTHER,
};

static bool latin_is_tidy(struct text v)
{
	unsigned before = SPACE;
	for (size_t i = 0; i < v.len; i++) {
		unsigned now = latin[(unsigned char)v.at[i]];
		if (now == OTHER || (now & before) == SPACE)
			return false;
		before = now;
	}
	return before != SPACE;
}

bool tidy_already(struct text v)
{
	if (v.len == 0)
		return true;
	if (v.at[0] == ' ' || v.at[v.len - 1] == ' ')
		return false;
	uint64_t bad = 0, before = 0, apart = 0, last;
	if (v.len < 8) {
		last = short_word(v, &apart);
	} else {
		last = word(v.at + v.len - 8); /* overlaps what came before it */
		for (size_t i = 0; i + 8 <= v.len; i += 8) {
			uint64_t w = word(v.at + i), s = spaces(w);
			bad |= odd(w) | (s & (s << 8 | before));
			before = s >> 56;
		}
	}
	uint64_t s = spaces(last);
	bad |= odd(last) | (s & s << 8 & ~apart);
	return bad == 0 || latin_is_tidy(v);
}

enum sort { PLAIN, BLANK, GONE, JOINER, SINGLE, DOUBLE, BROKEN };

/* What is done with a character. Left alone on purpose: dashes, guillemets, primes, and the letters
 * that look like an apostrophe (U+02BB, U+02BC), which names in Hawaiian or Ukrainian need. */
static enum sort sort_of(uint32_t c)
{
	if (c < 0xa0)
		return c == ' ' || (c >= '\t' && c <= '\r') ? BLANK : c < ' ' || c >= 0x7f ? BROKEN : PLAIN;
	if (c < 0x2000)
		return c == 0xa0 || c == 0x1680 ? BLANK : c == 0xad || c == 0x61c ? GONE : PLAIN;
	if (c <= 0x200a || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000)
		return BLANK;
	if (c == 0x200c || c == 0x200d)
		return JOINER;
	if (c <= 0x200f || (c >= 0x202a && c <= 0x202e) || c == 0x2060 ||
	    (c >= 0x2066 && c <= 0x2069) || c == 0xfeff)
		return GONE;
	if (c >= 0x2018 && c <= 0x201b)
		return SINGLE;
	return c >= 0x201c && c <= 0x201f ? DOUBLE : PLAIN;
}

/* The character at the beginning of a text, and its bytes. A byte that begins none stands for itself. */
static uint32_t decoded(struct text v, size_t *bytes)
{
	const unsigned char *at = (const unsigned char *)v.at;
	size_t n = at[0] < 0xc2 ? 1 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : at[0] < 0xf5 ? 4 : 1;
	*bytes = n <= v.len ? n : 1;
	if (*bytes == 1)
		return at[0] < 0x80 ? at[0] : UINT32_MAX;
	uint32_t c = at[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++)
		c = c << 6 | (at[i] & 0x3fu);
	return c;
}

/* A joiner shapes the letters of some scripts, and is noise anywhere else. */
static bool joins(const char *to, size_t n, struct text behind)
{
	return n > 0 && (unsigned char)to[n - 1] >= 0x80 && behind.len > 0 &&
	       (unsigned char)behind.at[0] >= 0x80;
}

enum fault tidy_text(struct text v, struct arena *mem, struct text *out)
{
	*out = v;
	if (tidy_already(v))
		return FINE;
	char *to = arena_take(mem, v.len);
	size_t n = 0, bytes;
	bool high = false; /* below U+0300 nothing can be out of Normalization Form C */
	for (struct text left = v; left.len > 0; left.at += bytes, left.len -= bytes) {
		enum sort sort = sort_of(decoded(left, &bytes));
		high |= (unsigned char)left.at[0] >= 0xcc;
		if (sort == BROKEN)
			return CONTROL;
		if (sort == PLAIN ||
		    (sort == JOINER && joins(to, n, (struct text){ left.at + bytes, left.len - bytes })))
			n = (size_t)((char *)mempcpy(to + n, left.at, bytes) - to);
		else if (sort == SINGLE || sort == DOUBLE)
			to[n++] = sort == SINGLE ? '\'' : '"';
		else if (sort == BLANK && n > 0 && to[n - 1] != ' ')
			to[n++] = ' ';
	}
	n -= n > 0 && to[n - 1] == ' ';
	if (n != v.len || memcmp(to, v.at, n) != 0)
		*out = (struct text){ to, n };
	if (high)
		*out = icu_nfc(*out, mem);
	return FINE;
}
