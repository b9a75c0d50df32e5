/* tests/bench/roof/field.h - the fields of a record: unquoted, trimmed, and what they mean. */
#pragma once
#include <stdint.h>
#include <string.h>

struct field {
	const uint8_t *at;
	uint32_t len;
};

struct scratch { /* where fields stand that were unquoted */
	uint8_t *bytes;
	uint32_t used;
};

static inline uint64_t load8(const uint8_t *p)
{
	uint64_t x;
	memcpy(&x, p, sizeof(x));
	return x;
}

static struct field field_slowly(struct scratch *s, const uint8_t *at, uint32_t len)
{
	if (len > 0 && *at == '"') {
		uint8_t *begin = s->bytes + s->used, *to = begin;
		for (uint32_t i = 1; i < len; i++) {
			if (at[i] == '"' && (i + 1 == len || at[++i] != '"'))
				break;
			*to++ = at[i];
		}
		at = begin;
		len = (uint32_t)(to - begin);
		s->used += len;
	}
	for (; len > 0 && (*at == ' ' || *at == '\t'); len--)
		at++;
	while (len > 0 && (at[len - 1] == ' ' || at[len - 1] == '\t'))
		len--;
	return (struct field){ at, len };
}

/* Field k of the record whose separators begin at sep. A field has to be looked at if it begins with a quote or a blank,
 * or ends with a blank; for an empty one the bytes around it are looked at, which does no harm. */
static inline struct field field_of(struct scratch *s, const uint8_t *bytes, const uint32_t *sep,
                                    int k)
{
	static const uint8_t odd_first[256] = { ['"'] = 1, [' '] = 1, ['\t'] = 1 };
	static const uint8_t odd_last[256] = { [' '] = 1, ['\t'] = 1 };
	uint32_t from = sep[k - 1] + 1, len = sep[k] - from;
	const uint8_t *at = bytes + from;
	if (__builtin_expect(odd_first[*at] | odd_last[*(at + len - 1)], 0))
		return field_slowly(s, at, len);
	return (struct field){ at, len };
}

/* Eight ASCII digits, or UINT32_MAX. */
static inline uint32_t digits8(uint64_t x)
{
	uint64_t high = 0xF0F0F0F0F0F0F0F0u, over = (x + 0x0606060606060606u) & high;
	if (__builtin_expect(((x & high) | over >> 4) != 0x3333333333333333u, 0))
		return UINT32_MAX;
	uint64_t d = x - 0x3030303030303030u;
	d = d * 10 + (d >> 8);
	return (uint32_t)(((d & 0x000000FF000000FFu) * 0x000F424000000064u +
	                   ((d >> 16) & 0x000000FF000000FFu) * 0x0000271000000001u) >>
	                  32);
}

/* The year of a day written YYYY-MM-DD or DD/MM/YYYY, from 1900 to 2099; 0: it is none. */
static inline uint32_t year_of(struct field f)
{
	static const uint8_t lengths[2][16] = {
		{ 0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 },
		{ 0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 },
	};
	if (__builtin_expect(f.len != 10, 0))
		return 0;
	uint64_t a = load8(f.at), b = (uint64_t)f.at[8] | (uint64_t)f.at[9] << 8;
	uint32_t year, month, day, all;
	if ((a & 0xFF0000FF00000000u) == 0x2D00002D00000000u) {
		all = digits8((a & 0xFFFFFFFFu) | (a >> 8 & 0xFFFF00000000u) | b << 48);
		year = all / 10000;
		month = all / 100 % 100;
		day = all % 100;
	} else if ((a & 0x0000FF0000FF0000u) == 0x00002F00002F0000u) {
		all = digits8((a & 0xFFFFu) | (a >> 8 & 0xFFFF0000u) | (a >> 48) << 32 | b << 48);
		day = all / 1000000;
		month = all / 10000 % 100;
		year = all % 10000;
	} else {
		return 0;
	}
	if (all == UINT32_MAX || year - 1900u > 199 || month - 1u > 11 ||
	    day - 1u >= lengths[year % 4 == 0 && year != 1900][month])
		return 0;
	return year;
}

/* In the order of their letters: F 0, M 1, U 2. */
static inline uint32_t sex_of(struct field f)
{
	if (__builtin_expect(f.len == 1, 1)) {
		uint8_t c = *f.at | 0x20;
		return c == 'f' || *f.at == '2' ? 0 : c == 'm' || *f.at == '1' ? 1 : 2;
	}
	uint64_t lower = 0x2020202020202020u;
	if (f.len == 4)
		return ((load8(f.at) | lower) & 0xFFFFFFFFu) == 0x656C616Du ? 1 : 2;
	if (f.len == 6)
		return ((load8(f.at) | lower) & 0xFFFFFFFFFFFFu) == 0x656C616D6566u ? 0 : 2;
	return 2;
}
