/* filters/profile/estimate.c - how many distinct values there are, about. */
/* link: -lm */
#include "estimate.h"
#include <math.h>
#include <stddef.h>

enum { REGISTERS = 1 << ESTIMATE_BITS };

void estimate_add(struct estimate *e, uint64_t hash)
{
	unsigned char *most = &e->most[hash >> (64 - ESTIMATE_BITS)];
	uint64_t rest = hash << ESTIMATE_BITS | (uint64_t)1 << (ESTIMATE_BITS - 1);
	unsigned char rank = (unsigned char)(__builtin_clzll(rest) + 1);
	if (rank > *most)
		*most = rank;
}

uint64_t estimate_count(const struct estimate *e)
{
	double sum = 0, n = REGISTERS;
	size_t empty = 0;
	for (size_t i = 0; i < REGISTERS; i++) {
		sum += ldexp(1, -e->most[i]);
		empty += e->most[i] == 0;
	}
	double raw = 0.7213 / (1 + 1.079 / n) * n * n / sum;
	if (raw <= 2.5 * n && empty > 0)
		raw = n * log(n / (double)empty);
	return (uint64_t)llround(raw);
}
