/* filters/lib/decode.h - bytes of any encoding to UTF-8, in pieces.
 *
 * What is no character of the encoding becomes bytes that are no UTF-8, so that whoever reads them rejects the record
 * that they stand in: the byte itself where that can be, else a half of a pair of UTF-16, or 0xFF before it.
 */
#pragma once
#include "lib/text.h"
#include <stdbool.h>
#include <stddef.h>

struct decoder;

/* Null: ICU knows no encoding of that name (ends with NUL), or there is no memory. */
struct decoder *decoder_new(const char *encoding);
void decoder_free(struct decoder *); /* may be null */
/* Decodes as much of `from` as there is room for, DECODE_ROOM at least; gives the bytes written, and *used, the bytes
 * read. ended: none will come behind these; then it is called until it writes nothing. */
#define DECODE_ROOM 64
size_t decode(struct decoder *, struct text from, bool ended, char *to, size_t room, size_t *used);

/* The encoding that a byte order mark says, null: there is none. *size: of the mark; *more: so few bytes may still be
 * the beginning of one. */
const char *decode_mark(const char *at, size_t len, size_t *size, bool *more);
/* "utf-16le" or "utf-16be", if text of mostly Latin letters, of whose beginning these bytes are, is that without a mark:
 * every second byte is a NUL. Null: it is not. */
const char *decode_wide(struct text);
bool decode_is_known(const char *name); /* it can be decoded; name ends with NUL */
/* It needs no decoding: UTF-8 and ASCII by any of their names. name ends with NUL. */
bool decode_is_plain(const char *name);
