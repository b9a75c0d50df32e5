/* pipelines/runner/facts.h - what a run knows about itself, as a JSON value, for the documents that go with its results.
 */
#pragma once
#include "run.h"

/* Everything that its documents are written from: the config, the inputs and tables with their hashes, the outputs with
 * hashes and columns, the stages with their books, the checks. In the pipeline's memory. Outputs are finished, not yet
 * published. Null: pipeline_fail was called. */
const struct json *facts_of(struct work *);

/* over.c: the columns of a finished output as weir-profile(1) sees them, and what it revises of an older vintage as
 * weir-diff(1) tells it: arrays of objects. fd, older: files, for reading. False: the format is none that Weir reads, or
 * the key does not tell records apart. */
bool profile_of(struct work *, const struct step *, int fd, struct json *columns);
bool revisions_of(struct work *, const struct step *, int fd, int older, struct json *rows);

/* A page by a chain that ends in weir-report(1), over a stored result; facts: a file with the data package. False: what went
 * wrong was said. */
bool page_of(struct work *, const char *words, int in, int facts, int out);

/* record.c: an object or an array that grows. */
struct record {
	struct arena *mem;
	struct json *json; /* whole at any time */
	struct json *item;
	struct text *key;
	size_t room;
};
struct record record_new(struct arena *, enum json_kind);
void record_put(struct record *, const char *key, struct json value);  /* key: null in an array */
void record_text(struct record *, const char *key, const char *value); /* null: not put */
void record_count(struct record *, const char *key, uint64_t value);
struct json json_text(struct arena *, const char *value);

/* hashed.c: the size and SHA-256 of an open file; false: errno. hex has 65 bytes. */
bool file_hash(int fd, uint64_t *bytes, char *hex);
