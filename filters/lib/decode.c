/* filters/lib/decode.c - bytes of any encoding to UTF-8, in pieces: by a table where each byte is a character, else by ICU. */
#include "lib/decode.h"
#include "lib/icu.h"
#include <stdlib.h>
#include <strings.h>

enum { WIDE = 16 << 10 }; /* units of UTF-16 at once */

struct decoder {
	struct icu_charset *charset;
	bool single, ascii; /* by the table; its first half is that of ASCII */
	char utf8[256][4];
	unsigned char size[256];
	unsigned char bad; /* the byte written last, if it is none of the encoding, else 0 */
	size_t held;       /* units of `wide` that wait for the other half of a pair */
	uint16_t wide[WIDE];
};

/* --- characters to UTF-8 ---------------------------------------------------------------------- */

static char *put(char *to, uint32_t c)
{
	if (c < 0x80) {
		*to++ = (char)c;
	} else if (c < 0x800) {
		*to++ = (char)(0xC0 | c >> 6);
		*to++ = (char)(0x80 | (c & 0x3F));
	} else if (c < 0x10000) {
		*to++ = (char)(0xE0 | c >> 12);
		*to++ = (char)(0x80 | (c >> 6 & 0x3F));
		*to++ = (char)(0x80 | (c & 0x3F));
	} else {
		*to++ = (char)(0xF0 | c >> 18);
		*to++ = (char)(0x80 | (c >> 12 & 0x3F));
		*to++ = (char)(0x80 | (c >> 6 & 0x3F));
		*to++ = (char)(0x80 | (c & 0x3F));
	}
	return to;
}

static bool is_first_half(uint16_t unit)
{
	return unit >= 0xD800 && unit < 0xDC00;
}

static bool is_second_half(uint16_t unit)
{
	return unit >= 0xDC00 && unit < 0xE000;
}

/* Two bad bytes in a row may look like a character of UTF-8: then 0xFF stands between them. */
static char *put_bad(struct decoder *d, char *to, uint16_t unit)
{
	if (unit < ICU_BAD_BYTE + 0x80 || unit > ICU_BAD_BYTE + 0xFF)
		return put(to, unit);
	unsigned char byte = (unsigned char)(unit - ICU_BAD_BYTE);
	if (d->bad >= 0xC2 && byte < 0xC0)
		*to++ = (char)0xFF;
	*to++ = (char)byte;
	d->bad = byte;
	return to;
}

/* n units; the last one is kept if it is the first half of a pair. At most four bytes come of each. */
static char *put_units(struct decoder *d, size_t n, char *to)
{
	size_t i = 0;
	for (d->held = 0; i < n; i++) {
		uint16_t unit = d->wide[i];
		if (is_first_half(unit) && i + 1 == n) {
			d->wide[0] = unit;
			d->held = 1;
		} else if (is_first_half(unit) && is_second_half(d->wide[i + 1])) {
			uint32_t high = unit - 0xD800u, low = d->wide[++i] - 0xDC00u;
			to = put(to, 0x10000u + (high << 10 | low));
			d->bad = 0;
		} else if (is_first_half(unit) || is_second_half(unit)) {
			to = put_bad(d, to, unit);
		} else {
			to = put(to, unit);
			d->bad = 0;
		}
	}
	return to;
}

/* --- encodings whose characters are single bytes ---------------------------------------------- */

/* Windows' code pages have characters where ISO 8859 has controls (0x80 to 0x9F), and holes among them, which ICU fills
 * with the controls. In such an encoding they are bytes that nobody meant. */
static void make_table(struct decoder *d)
{
	uint16_t units[256];
	size_t controls = 0, used;
	for (size_t i = 0; i < 256; i++) {
		char byte = (char)i;
		uint16_t got[2];
		size_t n = icu_charset_decode(d->charset, (struct text){ &byte, 1 }, true, got, 2, &used);
		units[i] = n == 1 ? got[0] : ICU_BAD_UNIT;
		controls += i >= 0x80 && i < 0xA0 && units[i] == i;
	}
	d->ascii = true;
	for (size_t i = 0; i < 256; i++) {
		if (i >= 0x80 && i < 0xA0 && units[i] == i && controls < 0x20)
			units[i] = (uint16_t)(ICU_BAD_BYTE + i);
		d->ascii &= i >= 0x80 || units[i] == i;
		d->wide[0] = units[i];
		d->bad = 0;
		d->size[i] = (unsigned char)(put_units(d, 1, d->utf8[i]) - d->utf8[i]);
	}
	d->held = 0;
	d->bad = 0;
}

static bool eight_of_ascii(const char *at)
{
	uint64_t eight;
	memcpy(&eight, at, sizeof(eight));
	return (eight & 0x8080808080808080u) == 0;
}

/* A bad byte stays itself, so two of them may look like a character here, too. */
static size_t decode_single(struct decoder *d, struct text from, char *to, size_t room,
                            size_t *used)
{
	size_t i = 0;
	char *begin = to, *end = to + room - 8;
	while (i < from.len && to < end) {
		if (d->ascii && from.len - i >= 8 && eight_of_ascii(from.at + i)) {
			memcpy(to, from.at + i, 8);
			to += 8;
			i += 8;
			d->bad = 0;
			continue;
		}
		unsigned char byte = (unsigned char)from.at[i++];
		bool bad = d->size[byte] == 1 && byte >= 0x80 && d->utf8[byte][0] == (char)byte;
		if (bad && d->bad >= 0xC2 && byte < 0xC0)
			*to++ = (char)0xFF;
		d->bad = bad ? byte : 0;
		memcpy(to, d->utf8[byte], 4);
		to += d->size[byte];
	}
	*used = i;
	return (size_t)(to - begin);
}

/* --- decoding --------------------------------------------------------------------------------- */

struct decoder *decoder_new(const char *encoding)
{
	struct decoder *d = calloc(1, sizeof(*d));
	if (!d)
		return NULL;
	d->charset = icu_charset_open(encoding);
	if (!d->charset) {
		free(d);
		return NULL;
	}
	d->single = icu_charset_is_single(d->charset);
	if (d->single)
		make_table(d);
	return d;
}

void decoder_free(struct decoder *d)
{
	if (d)
		icu_charset_close(d->charset);
	free(d);
}

size_t decode(struct decoder *d, struct text from, bool ended, char *to, size_t room, size_t *used)
{
	if (d->single)
		return decode_single(d, from, to, room, used);
	size_t most = room / 4 < WIDE ? room / 4 : WIDE;
	size_t n = icu_charset_decode(d->charset, from, ended, d->wide + d->held, most - d->held, used);
	return (size_t)(put_units(d, d->held + n, to) - to);
}

const char *decode_mark(const char *at, size_t len, size_t *size, bool *more)
{
	static const struct {
		const char *bytes;
		size_t size;
		const char *encoding;
	} marks[] = { /* the longer ones first: one of UTF-32 begins with one of UTF-16 */
		          { "\xFF\xFE\0\0", 4, "UTF-32LE" },
		          { "\0\0\xFE\xFF", 4, "UTF-32BE" },
		          { "\xEF\xBB\xBF", 3, "UTF-8" },
		          { "\xFF\xFE", 2, "UTF-16LE" },
		          { "\xFE\xFF", 2, "UTF-16BE" }
	};
	*size = 0;
	*more = false;
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		size_t n = len < marks[i].size ? len : marks[i].size;
		if (n > 0 && memcmp(at, marks[i].bytes, n) != 0)
			continue;
		*more |= n < marks[i].size;
		if (n == marks[i].size) {
			*size = n;
			return marks[i].encoding;
		}
	}
	return NULL;
}

const char *decode_wide(struct text t)
{
	enum { LOOKED_AT = 4096 };
	size_t nul[2] = { 0 }, n = t.len < LOOKED_AT ? t.len : LOOKED_AT;
	for (size_t i = 0; i < n; i++)
		nul[i % 2] += t.at[i] == '\0';
	if (nul[1] > n / 4 && nul[0] < n / 16)
		return "utf-16le";
	return nul[0] > n / 4 && nul[1] < n / 16 ? "utf-16be" : NULL;
}

/* What others call UTF-8, too: with a mark, and a part of it. */
static bool is_among_utf8(const char *name)
{
	static const char *const names[] = { "utf-8-sig", "ascii", "us-ascii" };
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcasecmp(name, names[i]) == 0)
			return true;
	return false;
}

bool decode_is_known(const char *name)
{
	struct icu_charset *c = icu_charset_open(name);
	icu_charset_close(c);
	return c || is_among_utf8(name);
}

bool decode_is_plain(const char *name)
{
	struct icu_charset *c = icu_charset_open(name);
	bool is = is_among_utf8(name) || (c && icu_charset_is_utf8(c));
	icu_charset_close(c);
	return is;
}
