/* tests/bench/gen/random.h - numbers that follow from a seed. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dice {
	uint64_t at;
};

static inline uint64_t mixed(uint64_t z)
{
	z += 0x9E3779B97F4A7C15u;
	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return z ^ z >> 31;
}

static inline uint64_t next(struct dice *d)
{
	d->at += 0x9E3779B97F4A7C15u;
	uint64_t z = (d->at ^ d->at >> 32) * 0xD6E8FEB86659FD93u;
	return z ^ z >> 32;
}

static inline uint32_t below(struct dice *d, size_t n)
{
	return (uint32_t)((next(d) & 0xFFFFFFFFu) * n >> 32);
}

/* With a chance of `share` in 2^32. */
static inline bool hit(struct dice *d, uint32_t share)
{
	return (uint32_t)next(d) < share;
}
