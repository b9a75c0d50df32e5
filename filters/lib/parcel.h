/* filters/lib/parcel.h - the file of one batch: its content under zstd, and at its end what it is.
 *
 * The same bytes lie in the spool of an office, go over the wire and lie in the inbox; `zstd -d` gives the content, as
 * it passes over the last 512 bytes, a skippable frame of words and values: filters/send/PROTOCOL.md has its form.
 */
#pragma once
#include "lib/sha256.h"
#include "lib/text.h"
#include <stdbool.h>
#include <stdint.h>

enum {
	PARCEL_TAIL = 512, /* bytes at the end that say what it is */
	PARCEL_NAME = 200, /* bytes of a file's name */
	PARCEL_WHY = 256
};

struct parcel {
	bool as_is;       /* a file as it was, else weir text */
	uint64_t raw;     /* bytes of the content */
	uint64_t records; /* of weir text */
	uint64_t made;    /* when it was stored in the office, by the clock there: seconds since 1970 */
	char name[PARCEL_NAME + 1];   /* of a file as it is */
	char content[SHA256_HEX + 1]; /* and the SHA-256 of its content */
};

/* Bytes without TAB and LF, at most PARCEL_NAME: can a file of this name be a parcel? */
bool parcel_is_name(struct text);

struct parcel_out;                         /* memory to write parcels with, one after the other */
struct parcel_out *parcel_out_new(void);   /* null: no memory */
void parcel_out_free(struct parcel_out *); /* may be null */
/* Into an empty file, which stays the caller's; one that was begun and has no end is given up. name: of a file as it is. */
void parcel_begin(struct parcel_out *, int fd, bool as_is, const char *name);
int parcel_add(struct parcel_out *, struct text); /* 0 or an error number */
/* The end: then *size bytes are written, which have that hash; not synced. 0 or an error number. */
int parcel_end(struct parcel_out *, uint64_t records, uint64_t *size, uint8_t hash[SHA256]);

/* What the last PARCEL_TAIL bytes say; false: they say nothing. */
bool parcel_read_tail(const char tail[PARCEL_TAIL], struct parcel *);

struct parcel_in;                        /* memory to read parcels with, one after the other */
struct parcel_in *parcel_in_new(void);   /* null: no memory */
void parcel_in_free(struct parcel_in *); /* may be null */
/* Reads one from its beginning to its end: looks whether its content can be read and is what its end says, weir text by
 * every line. Null and *what; or why it cannot be used, until the next call. hash: of all its bytes, whatever they
 * are. *fault: an error number, if the file itself cannot be read, or `each` gave one. each (may be null) gets the content, and gives
 * 0 or an error number. */
const char *parcel_read(struct parcel_in *, int fd, uint64_t size, struct parcel *what,
                        uint8_t hash[SHA256], int (*each)(void *, const void *, size_t), void *with,
                        int *fault);
/* The SHA-256 of the first n bytes of a file, added to a hash that was begun. 0 or an error number. */
int parcel_hash(struct sha256 *, int fd, uint64_t n);
