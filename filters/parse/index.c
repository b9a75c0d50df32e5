/* filters/parse/index.c - masks of delimiters, line ends and quotes, and the separators outside of quotes. */
#include "parse/index.h"
#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

struct index *index_new(struct arena *mem)
{
	struct index *ix = arena_zeros(mem, sizeof(*ix));
	ix->at = arena_take(mem, (INDEX_BYTES + 72) * sizeof(*ix->at));
	ix->record = arena_take(mem, (INDEX_BYTES + 1) * sizeof(*ix->record));
#ifdef __x86_64__
	ix->wide = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
	           __builtin_cpu_supports("popcnt");
#endif
	return ix;
}

void index_forget(struct index *ix)
{
	ix->base = NULL;
	ix->len = ix->records = 0;
}

/* --- masks ------------------------------------------------------------------------------------ */

#ifdef __x86_64__
static uint64_t mask_16(const __m128i *v, char c)
{
	const __m128i same = _mm_set1_epi8(c);
	uint64_t mask = 0;
	for (unsigned i = 0; i < 4; i++)
		mask |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v[i], same)) << (i * 16);
	return mask;
}

static void masks(struct index *ix, size_t blocks)
{
	for (size_t b = 0; b < blocks; b++) {
		__m128i v[4];
		for (size_t i = 0; i < 4; i++)
			v[i] = _mm_loadu_si128((const __m128i *)(const void *)(ix->base + b * 64 + i * 16));
		ix->delimiters[b] = mask_16(v, ix->delimiter);
		ix->lfs[b] = mask_16(v, '\n');
		ix->marks[b] = mask_16(v, ix->quote);
	}
}

__attribute__((target("avx2"))) static uint64_t mask_32(__m256i low, __m256i high, char c)
{
	const __m256i same = _mm256_set1_epi8(c);
	uint64_t l = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, same));
	uint64_t h = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, same));
	return l | h << 32;
}

__attribute__((target("avx2"))) static void masks_wide(struct index *ix, size_t blocks)
{
	for (size_t b = 0; b < blocks; b++) {
		const char *at = ix->base + b * 64;
		__m256i low = _mm256_loadu_si256((const __m256i *)(const void *)at);
		__m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(at + 32));
		ix->delimiters[b] = mask_32(low, high, ix->delimiter);
		ix->lfs[b] = mask_32(low, high, '\n');
		ix->marks[b] = mask_32(low, high, ix->quote);
	}
}
#else
static void masks(struct index *ix, size_t blocks)
{
	for (size_t b = 0; b < blocks; b++) {
		const char *at = ix->base + b * 64;
		uint64_t delimiters = 0, lfs = 0, marks = 0;
		for (unsigned i = 0; i < 64; i++) {
			delimiters |= (uint64_t)(at[i] == ix->delimiter) << i;
			lfs |= (uint64_t)(at[i] == '\n') << i;
			marks |= (uint64_t)(at[i] == ix->quote) << i;
		}
		ix->delimiters[b] = delimiters, ix->lfs[b] = lfs, ix->marks[b] = marks;
	}
}
#endif

/* A LF without a CR before it is an ordinary character, and so is the first byte if it is one. */
static uint64_t behind_cr(const struct index *ix, const char *at, uint64_t lfs)
{
	for (uint64_t left = lfs; left; left &= left - 1) {
		int bit = __builtin_ctzll(left);
		if (at + bit == ix->base || at[bit - 1] != '\r')
			lfs &= ~((uint64_t)1 << bit);
	}
	return lfs;
}

static void look(struct index *ix, const char *at, size_t len)
{
	ix->base = at;
	ix->len = len < INDEX_BYTES ? len : INDEX_BYTES;
	size_t blocks = (ix->len + 63) / 64;
#ifdef __x86_64__
	if (ix->wide)
		masks_wide(ix, blocks);
	else
#endif
		masks(ix, blocks);
	if (ix->len % 64 != 0) {
		uint64_t inside = ((uint64_t)1 << ix->len % 64) - 1;
		ix->delimiters[blocks - 1] &= inside;
		ix->lfs[blocks - 1] &= inside;
		ix->marks[blocks - 1] &= inside;
	}
	if (!ix->quotes)
		memset(ix->marks, 0, blocks * sizeof(*ix->marks));
}

/* --- separators ------------------------------------------------------------------------------- */

/* Bit i: the number of bits up to and with i is odd. */
static inline uint64_t odd_so_far(uint64_t bits)
{
	for (int shift = 1; shift < 64; shift *= 2)
		bits ^= bits << shift;
	return bits;
}

/* Of the positions behind a closing quote, those where no CRLF stands. */
static uint64_t not_crlf(const char *at, uint64_t bits)
{
	uint64_t bad = bits;
	for (; bits; bits &= bits - 1) {
		int bit = __builtin_ctzll(bits);
		if (at[bit] == '\r' && at[bit + 1] == '\n')
			bad &= ~((uint64_t)1 << bit);
	}
	return bad;
}

struct state {       /* between two blocks */
	uint64_t inside; /* all bits: a quote is open */
	uint64_t begins; /* bit 0: a field may begin with the next byte, or a quote be doubled there */
	uint64_t closed; /* bit 0: the last byte was a closing quote */
};

/* The bits inside of quotes; *bad: the first is where quotes stop to be regular. Inside a field in
 * quotes every quote changes sides, so what libcsv says is said by their number: they were opened at
 * the beginning of a field or right behind one that closed, which is a doubled one. */
static inline uint64_t quoted(const struct index *ix, const char *at, uint64_t marks, uint64_t ends,
                              struct state *s, uint64_t *bad)
{
	uint64_t inside = odd_so_far(marks) ^ s->inside;
	uint64_t opening = marks & inside, closing = marks & ~inside;
	*bad = opening & ~((ends | marks) << 1 | s->begins);
	uint64_t behind = (closing << 1 | s->closed) & ~(ends | marks);
	if (behind)
		*bad |= ix->takes_cr ? not_crlf(at, behind) : behind;
	s->inside = 0 - (inside >> 63);
	s->closed = closing >> 63;
	return inside;
}

static inline uint32_t *put_bits(uint32_t *to, uint32_t from, uint64_t bits)
{
	uint32_t *end = to + __builtin_popcountll(bits);
	while (to < end)
		for (int i = 0; i < 8; i++) { /* past the end too: there is room, and it is faster */
			*to++ = from + (uint32_t)__builtin_ctzll(bits | (uint64_t)1 << 63);
			bits &= bits - 1;
		}
	return end;
}

static inline __attribute__((always_inline)) void separate(struct index *ix, size_t from)
{
	size_t blocks = (ix->len + 63) / 64;
	uint32_t *to = ix->at + 1, lines = 0;
	struct index_record *record = ix->record;
	struct state s = { 0, (uint64_t)1 << from % 64, 0 };
	uint64_t mask = ~(uint64_t)0 << from % 64, any = 0, bad = 0;
	ix->at[0] = (uint32_t)from - 1;
	for (size_t b = from / 64; b < blocks && !bad; b++, mask = ~(uint64_t)0) {
		const char *at = ix->base + b * 64;
		uint64_t lfs = ix->lfs[b] & mask, marks = ix->marks[b] & mask, inside = 0;
		uint64_t ends = ix->needs_cr ? behind_cr(ix, at, lfs) : lfs;
		uint64_t found = ends | (ix->delimiters[b] & mask), begins = (found | marks) >> 63;
		if (marks | s.inside | s.closed)
			inside = quoted(ix, at, marks, found, &s, &bad);
		s.begins = begins;
		if (bad)
			inside |= ~((bad & -bad) - 1);
		any |= marks;
		ends &= ~inside;
		found &= ~inside;
		uint32_t before = (uint32_t)(to - ix->at);
		to = put_bits(to, (uint32_t)(b * 64), found);
		for (; ends; ends &= ends - 1) {
			uint64_t below = (ends & -ends) - 1;
			record->end = before + (uint32_t)__builtin_popcountll(found & below);
			record->lines = lines + (uint32_t)__builtin_popcountll(lfs & below) + 1;
			record++;
		}
		lines += (uint32_t)__builtin_popcountll(lfs);
	}
	ix->quoted = any != 0;
	ix->stopped = bad != 0;
	ix->records = (size_t)(record - ix->record);
}

#ifdef __x86_64__
__attribute__((target("avx2,bmi,popcnt"))) static void separate_wide(struct index *ix, size_t from)
{
	separate(ix, from);
}
#endif

static void separate_any(struct index *ix, size_t from)
{
#ifdef __x86_64__
	if (ix->wide) {
		separate_wide(ix, from);
		return;
	}
#endif
	separate(ix, from);
}

void index_find(struct index *ix, const char *at, size_t len)
{
	ix->records = 0;
	if (ix->base && at >= ix->base && at < ix->base + ix->len) {
		separate_any(ix, (size_t)(at - ix->base));
		if (ix->records > 0 || ix->stopped || at == ix->base || ix->base + ix->len == at + len)
			return;
	}
	if (len == 0)
		return;
	look(ix, at, len);
	separate_any(ix, 0);
}
