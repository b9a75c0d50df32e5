/* filters/lib/zstd.h - streams of zstd (RFC 8878), written and read piece by piece.
 *
 * What comes out goes to `put`, which gives 0 or an error number (errno.h) that is handed up at once.
 */
#pragma once
#include "lib/text.h"
#include <stdbool.h>

typedef int (*zstd_put)(void *with, const void *bytes, size_t n);

struct zstd_out;
/* One frame at a time, each with a checksum over its content; a long one is packed by threads of its own. Null: no memory. */
struct zstd_out *zstd_out_new(int level);
/* last: the frame ends with these bytes, and the next call begins another one. 0 or an error number. */
int zstd_out_add(struct zstd_out *, struct text, bool last, zstd_put, void *with);
void zstd_out_reset(struct zstd_out *); /* what was begun of a frame is no more */
void zstd_out_free(struct zstd_out *);  /* may be null */

struct zstd_in;
/* Windows up to 8 MiB, so that nobody can make it take more memory. Null: no memory. */
struct zstd_in *zstd_in_new(void);
/* 0, an error number of put's, or EBADMSG: this is no zstd, or its checksum is another one (zstd_in_why). */
int zstd_in_add(struct zstd_in *, struct text, zstd_put, void *with);
/* Did the last frame end with the last byte? */
bool zstd_in_whole(const struct zstd_in *);
const char *zstd_in_why(const struct zstd_in *);
void zstd_in_reset(struct zstd_in *); /* for another stream */
void zstd_in_free(struct zstd_in *);  /* may be null */

struct zstd_block;                       /* packs pieces that are unpacked whole, fast */
struct zstd_block *zstd_block_new(void); /* null: no memory */
/* Bytes of `from` in `to`, which has room for as many as there are; 0: they would be more than half of them. */
size_t zstd_block_pack(struct zstd_block *, struct text from, char *to);
/* False: it is none that gives n bytes. */
bool zstd_block_unpack(struct zstd_block *, struct text from, char *to, size_t n);
void zstd_block_free(struct zstd_block *); /* may be null */
