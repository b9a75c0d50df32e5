/* filters/indicators/areas.h - what is known of each area: amounts given, sums over its partners, what follows. */
#pragma once
#include "intake.h"

/* Behind the measures: what the flows of an area make. */
enum derived {
	RESIDUAL = MEASURES, /* Σ flows of partners that are no one country */
	SQUARES,             /* Σ n² over known partners */
	KNOWN_SQUARED,       /* (Σ n)² over them */
	SPREAD,              /* k Σ n² − (Σ n)², of k partners */
	SPREAD_MOST,         /* (k − 1) (Σ n)² */
	AMOUNTS
};

struct area {
	struct text key; /* dimensions and area, packed */
	struct amount amount[AMOUNTS];
	struct amount known; /* Σ n over known partners */
	size_t partners;     /* how many of them */
	bool beyond;         /* their squares have more digits than fit */
};

struct areas {
	struct table numbers;
	struct area **area;
	struct arena *mem;
	uint64_t seed;
	char *key; /* room for one */
	size_t room;
	bool over_gaps; /* a sum leaves out what is missing or withheld, and says so */
};

/* Makes them of all facts. 0, or a status as from run_fail. */
int areas_make(struct areas *, struct run *, const struct intake *, size_t dims, bool over_gaps);
void areas_free(struct areas *); /* may be all zeros */
/* The part of a fact's key that is its area's, and the partner behind it. */
struct text areas_key(struct text fact_key, size_t dims, struct text *partner);
