/* filters/dedup/records.h - records behind one another in a file without a name, some hundred at a time, column by column. */
#pragma once
#include "lib/spill.h"
#include "lib/stage.h"

struct records {
	size_t columns;
	size_t most; /* rows that are read together */
	uint64_t n;  /* records, numbered 0, 1, 2 … */
	struct spill *file;
	char *packed; /* those that are written together */
	size_t room;
	uint64_t at; /* what comes next is read here */
	struct arena *mem;
};

void records_open(struct records *, size_t columns, size_t most);
void records_free(struct records *); /* may be all zeros */
/* So many rows of a batch, each with a number of the caller's. False: spill_why tells. */
bool records_add(struct records *, const struct batch *, const uint32_t *row, const uint32_t *known,
                 size_t n);

struct chunk { /* records that are read together */
	size_t rows;
	uint32_t *known;
	bool sources;     /* each has one of its own */
	const char *rest; /* lines, sources, columns */
};
/* After the last one was written: the next ones, at least one, or rows 0. They are in mem. False: as above. */
bool records_next(struct records *, struct arena *mem, struct chunk *);
/* Those that are wanted, in their order, behind the ones in a batch. Their bytes are those of the chunk. */
void records_give(const struct records *, const struct chunk *, const bool *wanted, struct batch *);
