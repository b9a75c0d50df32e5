/* filters/lib/gunzip.c - wraps zlib. libarchive reads gzip, too, but holds nothing to the check sums. */
/* link: -lz */
#include "lib/unpack_layer.h"
#include <stdlib.h>
#include <zlib.h>

enum { CHUNK = 128 << 10, GZIP_ONLY = 16 + MAX_WBITS };

struct gunzip {
	struct unpack_source source;
	z_stream z;
	const char *why;
	bool begun, ended; /* begun: in the middle of a member */
	unsigned char chunk[CHUNK];
};

static void *gunzip_open(const struct unpack_source *source)
{
	struct gunzip *g = calloc(1, sizeof(*g));
	if (!g)
		return NULL;
	g->source = *source;
	if (inflateInit2(&g->z, GZIP_ONLY) == Z_OK)
		return g;
	free(g);
	return NULL;
}

static void gunzip_close(void *self)
{
	struct gunzip *g = self;
	if (g)
		inflateEnd(&g->z);
	free(g);
}

static const char *gunzip_why(const void *self)
{
	const struct gunzip *g = self;
	return g->why;
}

static bool fail(struct gunzip *g, const char *why)
{
	g->why = why;
	return false;
}

/* Packed bytes, if there are none; *any: there are now. */
static bool feed(struct gunzip *g, bool *any)
{
	const char *at = NULL;
	size_t n = 0;
	*any = true;
	if (g->z.avail_in > 0)
		return true;
	if (!g->source.next(g->source.self, &at, &n))
		return false;
	*any = n > 0;
	g->z.next_in = (z_const Bytef *)at;
	g->z.avail_in = (uInt)n;
	return true;
}

/* Between two members: the next one begins, or nothing but zeros comes, which tapes leave. */
static bool begin(struct gunzip *g)
{
	bool any;
	for (;;) {
		if (!feed(g, &any))
			return false;
		if (!any)
			return g->ended = true;
		if (*g->z.next_in == 0x1F && inflateReset(&g->z) == Z_OK)
			return g->begun = true;
		if (*g->z.next_in != 0)
			return fail(g, "bytes behind its end that are none of it");
		g->z.next_in++;
		g->z.avail_in--;
	}
}

static bool inflate_some(struct gunzip *g)
{
	bool any;
	if (!feed(g, &any))
		return false;
	if (!any)
		return fail(g, "it ends too early");
	int is = inflate(&g->z, Z_NO_FLUSH);
	if (is == Z_STREAM_END)
		g->begun = false;
	else if (is == Z_NEED_DICT)
		return fail(g, "it needs a dictionary");
	else if (is != Z_OK && is != Z_BUF_ERROR)
		return fail(g, g->z.msg ? g->z.msg : "out of memory");
	return true;
}

static bool gunzip_next(void *self, const char **at, size_t *n)
{
	struct gunzip *g = self;
	g->z.next_out = g->chunk;
	g->z.avail_out = CHUNK;
	while (g->z.avail_out == CHUNK && !g->ended)
		if (!(g->begun ? inflate_some(g) : begin(g)))
			return false;
	*at = (const char *)g->chunk;
	*n = CHUNK - g->z.avail_out;
	return true;
}

const struct unpack_layer gunzip_layer = { gunzip_open, gunzip_next, gunzip_why, gunzip_close };
