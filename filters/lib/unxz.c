/* filters/lib/unxz.c - wraps liblzma, so that a file cannot ask for more memory than unpacking what xz -9 made takes.
 *
 * libarchive would let it have a GiB.
 */
/* link: -llzma */
#include "lib/unpack_layer.h"
#include <lzma.h>
#include <stdlib.h>

enum { CHUNK = 128 << 10, MEMORY = 72 << 20 };

struct unxz {
	struct unpack_source source;
	lzma_stream z;
	const char *why;
	bool ended, drained; /* drained: nothing more comes from the source */
	unsigned char chunk[CHUNK];
};

static void *unxz_open(const struct unpack_source *source)
{
	struct unxz *x = calloc(1, sizeof(*x));
	if (!x)
		return NULL;
	x->source = *source;
	x->z = (lzma_stream)LZMA_STREAM_INIT;
	if (lzma_stream_decoder(&x->z, MEMORY, LZMA_CONCATENATED) == LZMA_OK)
		return x;
	free(x);
	return NULL;
}

static void unxz_close(void *self)
{
	struct unxz *x = self;
	if (x)
		lzma_end(&x->z);
	free(x);
}

static const char *unxz_why(const void *self)
{
	const struct unxz *x = self;
	return x->why;
}

static const char *what(lzma_ret is)
{
	switch (is) {
	case LZMA_MEMLIMIT_ERROR:
		return "unpacking it would take more than 72 MiB of memory";
	case LZMA_MEM_ERROR:
		return "out of memory";
	case LZMA_BUF_ERROR:
		return "it ends too early";
	case LZMA_FORMAT_ERROR:
		return "bytes behind its end that are none of it";
	case LZMA_OPTIONS_ERROR:
		return "it was packed in a way that is not known";
	default:
		return "the data or a check sum are wrong";
	}
}

static bool feed(struct unxz *x)
{
	const char *at = NULL;
	size_t n = 0;
	if (x->z.avail_in > 0 || x->drained)
		return true;
	if (!x->source.next(x->source.self, &at, &n))
		return false;
	x->drained = n == 0;
	x->z.next_in = (const uint8_t *)at;
	x->z.avail_in = n;
	return true;
}

static bool unxz_next(void *self, const char **at, size_t *n)
{
	struct unxz *x = self;
	x->z.next_out = x->chunk;
	x->z.avail_out = CHUNK;
	while (x->z.avail_out == CHUNK && !x->ended) {
		if (!feed(x))
			return false;
		lzma_ret is = lzma_code(&x->z, x->drained ? LZMA_FINISH : LZMA_RUN);
		x->ended = is == LZMA_STREAM_END;
		if (is == LZMA_OK || is == LZMA_STREAM_END)
			continue;
		x->why = what(is);
		return false;
	}
	*at = (const char *)x->chunk;
	*n = CHUNK - x->z.avail_out;
	return true;
}

const struct unpack_layer unxz_layer = { unxz_open, unxz_next, unxz_why, unxz_close };
