/* filters/lib/feed_part.h - a part of a descriptor, and its members by name: for the files that read descriptors. */
#pragma once
#include "lib/feed.h"
#include "lib/json.h"

struct part {
	struct run *run;
	const char *file, *path; /* path: "schema.fields[3]"; "" is the descriptor itself */
	const struct json *json;
};

/* "FILE: PATH.KEY: WHY"; gives back EX_CONFIG. */
int part_fail(const struct part *, const char *key, const char *why, ...)
	__attribute__((format(printf, 3, 4)));
/* It is an object, and each of its keys is one of `known` (ends with null) or somebody's own: with a ':' in it, or
 * a '_' before it. */
int part_keys(const struct part *, const char *const *known);
/* The part that is a member; its json is null when it is not given. */
struct part part_member(const struct part *, const char *key);
struct part part_item(const struct part *, size_t i);

/* A member's value to `to`, which keeps what it has when the key is not given. 0 or a status. */
int part_text(const struct part *, const char *key, struct text *to);
int part_flag(const struct part *, const char *key, bool *to);
int part_count(const struct part *, const char *key, bool *given, uint64_t *to);
int part_scalar(const struct part *, const char *key,
                struct text *to); /* a number, too, as written */
int part_texts(const struct part *, const char *key, struct texts *to); /* of scalars */
/* Which of the words (ends with null) it is; *to is its number. what: "type". */
int part_word(const struct part *, const char *key, const char *what, const char *const *words,
              int *to);

/* feed_dialect.c: what characters mean in CSV. */
int feed_characters(const struct part *, struct dialect *);
/* feed_controls.c: the objects for formats in a dialect of frictionless-py. */
int feed_controls(const struct part *, struct dialect *);
/* feed_dialect.c, feed_shape.c, feed_schema.c */
int feed_dialect(const struct part *, struct dialect *);
int feed_shape(const struct part *, struct shape *, bool *is_header); /* of the dialect, too */
int feed_schema(const struct part *, struct feed *);
