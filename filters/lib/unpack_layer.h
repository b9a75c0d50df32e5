/* filters/lib/unpack_layer.h - packings that unpack.c does not leave to libarchive: each is a source of bytes again. */
#pragma once
#include "lib/unpack.h"

struct unpack_layer {
	void *(*open)(const struct unpack_source *); /* which is copied. Null: no memory */
	/* As unpack_source's next; false: the source failed, or `why` is not null. */
	bool (*next)(void *, const char **at, size_t *n);
	const char *(*why)(const void *); /* "incorrect data check"; null: nothing is wrong */
	void (*close)(void *);
};
extern const struct unpack_layer gunzip_layer; /* gunzip.c: gzip, RFC 1952 */
extern const struct unpack_layer
	unxz_layer; /* unxz.c: xz, https://tukaani.org/xz/xz-file-format.txt */
