/* tests/unit/csv/rules.h - CSV by the rules, written down plainly: what the readers are held to. */
#pragma once
#include "lib/feed.h"
#include "lib/stage.h"
#include "parse/index.h"
#include "script.h"

struct want { /* how it is to be read */
	struct dialect dialect;
	size_t longest, room, most;
	uint64_t seed;
	bool slow;
	enum index_kernel kernel; /* of the index */
};

struct script by_rules(struct text bytes, const struct want *);
/* Columns in an order that follows from the seed, some left out. */
struct picks choose(struct arena *, uint64_t seed, size_t n);
