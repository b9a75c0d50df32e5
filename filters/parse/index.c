/* filters/parse/index.c - masks of delimiters, line ends and quotes, and the separators outside of quotes.
 *
 * The walk is written once and compiled for each kernel: what differs is how masks come, and become positions. It has
 * no branch that ordinary data take now this way, now that: how many separators stand in 64 bytes, whether a quote
 * does, or a record ends there, is as good as random, and a wrong guess costs as much as all the rest of the block.
 */
#include "parse/index.h"
#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

enum {
	AT_ONCE =
		12, /* separators that are put down whether they are there or not: 64 bytes rarely hold more */
	ENDS_ONCE = 2, /* and ends of records */
	SPARE = 64,    /* positions that are put behind the last */
	FEWEST = 512   /* bytes to look at behind a quote that is not regular */
};

static enum index_kernel best_kernel(void)
{
#ifdef __x86_64__
	bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
	            __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("pclmul");
	if (avx2 && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2"))
		return INDEX_AVX512;
	return avx2 ? INDEX_AVX2 : INDEX_SSE2;
#else
	return INDEX_PLAIN;
#endif
}

struct index *index_new(struct arena *mem)
{
	struct index *ix = arena_zeros(mem, sizeof(*ix));
	size_t room = (INDEX_BYTES + SPARE) * sizeof(uint16_t);
	ix->at = arena_take(mem, room);
	ix->end = arena_take(mem, room);
	ix->doubled = arena_take(mem, room);
	ix->inner = arena_take(mem, room);
	ix->most = INDEX_BYTES;
	ix->kernel = best_kernel();
	return ix;
}

void index_forget(struct index *ix)
{
	ix->base = NULL;
	ix->len = ix->records = 0;
}

/* --- masks ------------------------------------------------------------------------------------ */

struct masks {
	uint64_t delimiters, lfs, quotes;
};
typedef struct masks look_at(const char *at, char delimiter, char quote); /* of 64 bytes */
typedef uint64_t sum_up(uint64_t bits); /* bit i: the number of bits up to and with i is odd */
/* The positions of the bits, and some more that mean nothing; gives back where the next ones go. */
typedef uint16_t *put_down(uint16_t *to, uint16_t from, uint64_t bits);

static inline uint16_t *put_some(uint16_t *to, uint16_t from, uint64_t bits, int least)
{
	uint16_t *end = to + __builtin_popcountll(bits);
	for (int i = 0; i < least || to < end; i++, bits &= bits - 1)
		*to++ = (uint16_t)(from + __builtin_ctzll(bits | (uint64_t)1 << 63));
	return end;
}

static uint16_t *put_plain(uint16_t *to, uint16_t from, uint64_t bits)
{
	return put_some(to, from, bits, 0);
}

static inline uint64_t sums_plain(uint64_t bits)
{
	for (int shift = 1; shift < 64; shift *= 2)
		bits ^= bits << shift;
	return bits;
}

/* Eight bytes: a bit for each that is c. */
static inline uint64_t same_8(const char *at, char c)
{
	const uint64_t low = 0x7F7F7F7F7F7F7F7F;
	uint64_t word;
	memcpy(&word, at, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	word ^= 0x0101010101010101u * (unsigned char)c;
	uint64_t zero = ~(((word & low) + low) | word | low); /* 0x80 where it was c */
	return (zero >> 7) * 0x0102040810204080u >> 56;
}

static inline uint64_t same_plain(const char *at, char c)
{
	uint64_t mask = 0;
	for (size_t i = 0; i < 8; i++)
		mask |= same_8(at + i * 8, c) << (i * 8);
	return mask;
}

static inline struct masks look_plain(const char *at, char delimiter, char quote)
{
	return (struct masks){ same_plain(at, delimiter), same_plain(at, '\n'), same_plain(at, quote) };
}

#ifdef __x86_64__
static inline uint16_t *put_sse2(uint16_t *to, uint16_t from, uint64_t bits)
{
	return put_some(to, from, bits, AT_ONCE);
}

static inline uint64_t same_16(const __m128i *v, char c)
{
	const __m128i same = _mm_set1_epi8(c);
	uint64_t mask = 0;
	for (unsigned i = 0; i < 4; i++)
		mask |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v[i], same)) << (i * 16);
	return mask;
}

static inline struct masks look_sse2(const char *at, char delimiter, char quote)
{
	__m128i v[4];
	for (size_t i = 0; i < 4; i++)
		v[i] = _mm_loadu_si128((const __m128i *)(const void *)(at + i * 16));
	return (struct masks){ same_16(v, delimiter), same_16(v, '\n'), same_16(v, quote) };
}

#define AVX2 __attribute__((target("avx2,bmi,popcnt,pclmul")))

AVX2 static inline uint64_t same_32(__m256i low, __m256i high, char c)
{
	const __m256i same = _mm256_set1_epi8(c);
	uint64_t l = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, same));
	uint64_t h = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, same));
	return l | h << 32;
}

AVX2 static inline struct masks look_avx2(const char *at, char delimiter, char quote)
{
	__m256i low = _mm256_loadu_si256((const __m256i *)(const void *)at);
	__m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(at + 32));
	return (struct masks){ same_32(low, high, delimiter), same_32(low, high, '\n'),
		                   same_32(low, high, quote) };
}

/* A product without carries by all ones. */
AVX2 static inline uint64_t sums_avx2(uint64_t bits)
{
	__m128i product =
		_mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), _mm_set1_epi8(-1), 0);
	return (uint64_t)_mm_cvtsi128_si64(product);
}

AVX2 static inline uint16_t *put_avx2(uint16_t *to, uint16_t from, uint64_t bits)
{
	uint16_t *end = to + __builtin_popcountll(bits);
#pragma GCC unroll 16
	for (int i = 0; i < AT_ONCE; i++, bits = _blsr_u64(bits))
		*to++ = (uint16_t)(from + _tzcnt_u64(bits)); /* of no bits it is 64 */
	for (; __builtin_expect(to < end, 0); bits = _blsr_u64(bits))
		*to++ = (uint16_t)(from + _tzcnt_u64(bits));
	return end;
}

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi2,avx2,bmi,popcnt,pclmul")))

AVX512 static inline struct masks look_avx512(const char *at, char delimiter, char quote)
{
	__m512i v = _mm512_loadu_si512((const void *)at);
	return (struct masks){ _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(delimiter)),
		                   _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\n')),
		                   _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(quote)) };
}

AVX512 static inline uint16_t *put_avx512(uint16_t *to, uint16_t from, uint64_t bits)
{
	static const unsigned char count[64] = { 0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12,
		                                     13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
		                                     26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38,
		                                     39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51,
		                                     52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63 };
	__m512i at = _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512((const void *)count));
	__m512i base = _mm512_set1_epi16((short)from);
	int n = __builtin_popcountll(bits);
	__m512i low = _mm512_cvtepu8_epi16(_mm512_castsi512_si256(at));
	_mm512_storeu_si512((void *)to, _mm512_add_epi16(low, base));
	if (__builtin_expect(n > 32, 0)) {
		__m512i high = _mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(at, 1));
		_mm512_storeu_si512((void *)(to + 32), _mm512_add_epi16(high, base));
	}
	return to + n;
}
#endif

/* --- separators ------------------------------------------------------------------------------- */

struct walk { /* between two blocks */
	uint16_t *to, *end;
	uint64_t inside; /* all bits: a quote is open */
	uint64_t begins; /* bit 0: a field may begin with the next byte, or a quote be doubled there */
	uint64_t closed; /* bit 0: the last byte was a closing quote */
	uint64_t quoted, bad;
};

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

/* What is seldom: quotes that are doubled, or not regular. False: the latter. */
static bool seldom(struct index *ix, struct walk *w, const char *at, uint64_t doubled,
                   uint64_t behind)
{
	w->bad |= ix->takes_cr ? not_crlf(at, behind) : behind;
	uint16_t *to = ix->doubled + ix->doubles;
	ix->doubles = (size_t)(put_plain(to, (uint16_t)(at - ix->base), doubled) - ix->doubled);
	return w->bad == 0;
}

/* The bits inside of quotes, and behind the first quote that is not regular. Inside a field in quotes every quote
 * changes sides, so what libcsv says is said by their number: they were opened at the beginning of a field or right
 * behind one that closed, which is a doubled one. */
static inline __attribute__((always_inline)) uint64_t quoted(struct index *ix, struct walk *w,
                                                             const char *at, uint64_t mask,
                                                             uint64_t quotes, uint64_t ends,
                                                             sum_up *sums)
{
	uint64_t inside = sums(quotes) ^ w->inside, begin = ends | quotes;
	uint64_t opening = quotes & inside, closing = quotes & ~inside;
	uint64_t behind = closing << 1 | w->closed, doubled = opening & behind;
	w->bad = opening & ~(begin << 1 | w->begins);
	behind &= mask & ~begin;
	w->inside = 0 - (inside >> 63);
	w->closed = closing >> 63;
	w->begins = begin >> 63;
	w->quoted |= quotes;
	if (__builtin_expect((behind | doubled | w->bad) != 0, 0) &&
	    !seldom(ix, w, at, doubled, behind))
		return inside | ~((w->bad & -w->bad) - 1);
	return inside;
}

static inline __attribute__((always_inline)) void walk(struct index *ix, look_at *look,
                                                       sum_up *sums, put_down *put)
{
	struct walk w = { .to = ix->at, .end = ix->end, .begins = 1 };
	const char *base = ix->base, delimiter = ix->delimiter, quote = ix->quote;
	const size_t len = ix->len;
	const bool quotes = ix->quotes, needs_cr = ix->needs_cr;
	*w.to++ = UINT16_MAX;
	ix->doubles = ix->inners = 0;
	for (size_t i = 0; i < len && !w.bad; i += 64) {
		struct masks m = look(base + i, delimiter, quote);
		uint64_t mask = len - i < 64 ? ((uint64_t)1 << (len - i)) - 1 : ~(uint64_t)0;
		uint64_t lfs = m.lfs & mask, ends = needs_cr ? behind_cr(ix, base + i, lfs) : lfs;
		uint64_t found = ends | (m.delimiters & mask);
		if (quotes) {
			uint64_t out = ~quoted(ix, &w, base + i, mask, m.quotes & mask, found, sums);
			ends &= out;
			found &= out;
		}
		w.to = put(w.to, (uint16_t)i, found);
		w.end = put_some(w.end, (uint16_t)i, ends, ENDS_ONCE);
		if (__builtin_expect(lfs != ends, 0))
			ix->inners =
				(size_t)(put_plain(ix->inner + ix->inners, (uint16_t)i, lfs & ~ends) - ix->inner);
	}
	ix->quoted = w.quoted != 0;
	ix->stopped = w.bad != 0;
	ix->separators = (size_t)(w.to - ix->at) - 1;
	ix->records = (size_t)(w.end - ix->end);
}

static void walk_plain(struct index *ix)
{
	walk(ix, look_plain, sums_plain, put_plain);
}

#ifdef __x86_64__
static void walk_sse2(struct index *ix)
{
	walk(ix, look_sse2, sums_plain, put_sse2);
}

AVX2 static void walk_avx2(struct index *ix)
{
	walk(ix, look_avx2, sums_avx2, put_avx2);
}

AVX512 static void walk_avx512(struct index *ix)
{
	walk(ix, look_avx512, sums_avx2, put_avx512);
}
#endif

void index_find(struct index *ix, const char *at, size_t len)
{
	ix->base = at;
	ix->len = len < ix->most ? len : ix->most;
#ifdef __x86_64__
	if (ix->kernel == INDEX_AVX512)
		walk_avx512(ix);
	else if (ix->kernel == INDEX_AVX2)
		walk_avx2(ix);
	else if (ix->kernel == INDEX_SSE2)
		walk_sse2(ix);
	else
#endif
		walk_plain(ix);
	ix->most = ix->stopped ? FEWEST : ix->most < INDEX_BYTES / 4 ? ix->most * 4 : INDEX_BYTES;
}
