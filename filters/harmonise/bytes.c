/* filters/harmonise/bytes.c - texts that lost their encoding on the way. */
#include "atlas.h"
#include "seek.h"
#include "spell.h"

/* The characters that Windows-1252 has where ISO 8859-1 has control codes (WHATWG, Encoding
 * Standard, index windows-1252); 0: none. */
static const uint16_t high[32] = {
	0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
	0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
	0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

/* The byte that was read as this character; -1: none was. */
static int byte_of(uint32_t c)
{
	if (c < 256)
		return (int)c;
	for (int i = 0; i < 32; i++)
		if (high[i] == c)
			return 0x80 + i;
	return -1;
}

static uint32_t next(struct text v, size_t *at)
{
	unsigned char c = (unsigned char)v.at[(*at)++];
	size_t more = c < 0xc0 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
	uint32_t point = more == 0 ? c : c & (0x3fu >> more);
	while (more-- > 0 && *at < v.len)
		point = point << 6 | ((unsigned char)v.at[(*at)++] & 0x3f);
	return point;
}

/* The UTF-8 that was read as Windows-1252; missing: it was not. */
static struct text unread(struct text v, struct arena *mem)
{
	char *to = arena_take(mem, v.len);
	size_t n = 0;
	bool wide = false;
	for (size_t at = 0; at < v.len;) {
		int byte = byte_of(next(v, &at));
		if (byte < 0)
			return (struct text){ NULL, 0 };
		wide |= byte >= 0x80;
		to[n++] = (char)byte;
	}
	bool valid = wide && utf8_valid(to, n) == n;
	return (struct text){ to, valid ? n : 0 };
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
}

/* Each run of '?' that touches a letter becomes SPELL_ANY. Missing: there is none. */
static struct text with_gaps(struct text v, struct arena *mem)
{
	char *to = arena_take(mem, v.len * sizeof(SPELL_ANY)), *end = to;
	bool gaps = false;
	for (size_t i = 0; i < v.len;) {
		size_t n = 0;
		while (i + n < v.len && v.at[i + n] == '?')
			n++;
		bool touches = n > 0 && ((i > 0 && is_letter(v.at[i - 1])) ||
		                         (i + n < v.len && is_letter(v.at[i + n])));
		gaps |= touches;
		if (touches)
			end = stpcpy(end, SPELL_ANY);
		else
			end = mempcpy(end, v.at + i, n > 0 ? n : 1);
		i += n > 0 ? n : 1;
	}
	return (struct text){ to, gaps ? (size_t)(end - to) : 0 };
}

bool by_bytes(const struct seek *s, struct text v, struct answer *answer)
{
	struct name name;
	struct text right = unread(v, s->mem);
	bool found = right.len > 0 && name_read(right, s->mem, &name) == NAME_READ &&
	             seek_name(s, right, &name, answer) && is_country(answer);
	if (!found) {
		struct text gaps = with_gaps(v, s->mem);
		found = gaps.len > 0 && name_read(gaps, s->mem, &name) == NAME_READ &&
		        spell_gaps(name_joined(&name, s->mem), answer);
	}
	if (found)
		answer->rule = BY_BYTES;
	return found;
}
