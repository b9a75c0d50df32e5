/* filters/profile/estimate.h - how many distinct values there are, about: HyperLogLog (Flajolet et al. 2007) with 4096
 * registers, whose standard error is 1.6 %. */
#pragma once
#include <stdint.h>

#define ESTIMATE_BITS 12
struct estimate {
	unsigned char most[1 << ESTIMATE_BITS];
};

/* hash: of a value, by a seed that is always the same, so that the same values give the same estimate. */
void estimate_add(struct estimate *, uint64_t hash);
uint64_t estimate_count(const struct estimate *);
