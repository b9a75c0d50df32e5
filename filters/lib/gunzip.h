/* filters/lib/gunzip.h - gzip (RFC 1952), which is a source of bytes again. */
#pragma once
#include "lib/unpack.h"

struct gunzip;
/* Null: no memory. */
struct gunzip *gunzip_open(const struct unpack_source *);
/* As unpack_source's next; false: the source failed, or gunzip_why is not null. */
bool gunzip_next(void *self, const char **at, size_t *n);
const char *gunzip_why(const struct gunzip *); /* "incorrect data check"; null: nothing is wrong */
void gunzip_close(struct gunzip *);            /* may be null */
