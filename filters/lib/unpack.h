/* filters/lib/unpack.h - files that were packed: gzip, zstd, xz, bzip2, zip, and tar inside of these. */
#pragma once
#include "lib/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum packing { PACKED_NOT, PACKED_GZIP, PACKED_ZSTD, PACKED_XZ, PACKED_BZIP2, PACKED_ZIP };

/* How it was packed, by its first bytes. *more: so few bytes may still be the beginning of something packed. */
enum packing packing_of(const char *at, size_t len, bool *more);
const char *packing_word(enum packing); /* "gzip"; PACKED_NOT: null */

/* Where packed bytes come from. It knows itself why reading failed. */
struct unpack_source {
	void *self;
	/* The next bytes, which stay until the next call; *n 0: there are no more. False: reading failed. */
	bool (*next)(void *self, const char **at, size_t *n);
	/* As lseek; a negative number: it failed. Null: the bytes come only once, from the first to the last. */
	int64_t (*seek)(void *self, int64_t to, int whence);
};

struct unpack;
enum unpacked {
	UNPACKED,
	UNPACKED_END,    /* no more members, or no more bytes of this one */
	UNPACKED_BROKEN, /* unpack_why says in what way it is damaged or not whole */
	UNPACKED_LOCKED, /* the member is encrypted */
	UNPACKED_UNREAD, /* the source failed */
};

/* source is copied, its self is not. Null: no memory. */
struct unpack *unpack_open(enum packing, const struct unpack_source *);
/* Goes to the next file in it; what is left of the one before is passed over. *name is its name in the archive, until
 * the next call; .at is null where the packing has no names (gzip and others of one file) or this one cannot be
 * written. Folders, links, and what macOS adds (__MACOSX/) are no files. At the end it holds the whole to be sound. */
enum unpacked unpack_next(struct unpack *, struct text *name);
/* Some bytes of it: *got is more than 0, if it is UNPACKED. */
enum unpacked unpack_read(struct unpack *, char *to, size_t room, size_t *got);
/* It holds files by name. False for one compressed file, or before the first unpack_next. */
bool unpack_is_archive(const struct unpack *);
const char *unpack_why(const struct unpack *); /* "truncated bzip2 input" */
void unpack_close(struct unpack *);            /* may be null */
