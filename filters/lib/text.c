/* filters/lib/text.c - slices of bytes: comparing, finding the nearest word. */
#include "lib/text.h"
#ifdef __SSE2__
#include <emmintrin.h>
#endif

int text_order(struct text a, struct text b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int c = n > 0 ? memcmp(a.at, b.at, n) : 0;
	return c != 0 ? c : (a.len > b.len) - (a.len < b.len);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

struct text text_trim(struct text t)
{
	while (t.len > 0 && is_blank(t.at[t.len - 1]))
		t.len--;
	while (t.len > 0 && is_blank(t.at[0]))
		t.at++, t.len--;
	return t;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

enum { WORD = 64 }; /* longer words are not corrected */

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Changes between two words: characters put in, left out, replaced, or two neighbours swapped
 * (optimal string alignment). Both are at most WORD long. */
static size_t distance(struct text a, struct text b)
{
	size_t row[3][WORD + 1];
	size_t *before = row[0], *last = row[1], *now = row[2];
	for (size_t j = 0; j <= b.len; j++)
		last[j] = before[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		now[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			char x = lower(a.at[i - 1]), y = lower(b.at[j - 1]);
			now[j] = least(last[j - 1] + (x != y), least(last[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && x == lower(b.at[j - 2]) && lower(a.at[i - 2]) == y)
				now[j] = least(now[j], before[j - 2] + 1);
		}
		size_t *free_row = before;
		before = last, last = now, now = free_row;
	}
	return last[b.len];
}

const struct text *text_nearest(struct text wrong, const struct text *words, size_t n)
{
	const struct text *best = NULL;
	size_t least_changes = SIZE_MAX;
	for (size_t i = 0; i < n && wrong.len <= WORD; i++) {
		if (words[i].len > WORD)
			continue;
		size_t changes = distance(wrong, words[i]);
		size_t longer = wrong.len > words[i].len ? wrong.len : words[i].len;
		if (changes * 3 <= longer + 1 && changes < least_changes)
			best = &words[i], least_changes = changes;
	}
	return best;
}

void text_harmless(char *line)
{
	for (; *line; line++) {
		if ((unsigned char)*line < ' ' || *line == 0x7F)
			*line = '?';
		if ((unsigned char)*line == 0xC2 && (unsigned char)line[1] >= 0x80 &&
		    (unsigned char)line[1] < 0xA0) /* U+0080 to U+009F: a terminal may obey these, too */
			line[0] = line[1] = '?';
	}
}

bool text_count(struct text t, uint64_t max, uint64_t *n)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < t.len; i++) {
		if (t.at[i] < '0' || t.at[i] > '9')
			return false;
		uint64_t digit = (uint64_t)(t.at[i] - '0');
		if (digit > max || sum > (max - digit) / 10)
			return false;
		sum = sum * 10 + digit;
	}
	*n = sum;
	return t.len > 0;
}

size_t text_bytes(struct text t, char byte)
{
	size_t n = 0, i = 0;
#ifdef __SSE2__
	const __m128i same = _mm_set1_epi8(byte);
	for (; i + 64 <= t.len; i += 64) {
		uint64_t mask = 0;
		for (size_t k = 0; k < 64; k += 16) {
			__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(t.at + i + k));
			mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, same)) << k;
		}
		n += (size_t)__builtin_popcountll(mask);
	}
#endif
	for (; i < t.len; i++)
		n += t.at[i] == byte;
	return n;
}
