/* filters/lib/zstd.c - streams of zstd (RFC 8878), written and read piece by piece. */
#include "lib/zstd.h"
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>
/* link: -lzstd */

enum { LEVEL = -7 }; /* of blocks, which are read once: less work rather than fewer bytes */
enum { PIECE = 128 << 10, SHORT = 512 << 10, JOB = 1 << 20, WORKERS = 2, WINDOW_LOG = 23 };

/* --- writing ---------------------------------------------------------------------------------- */

/* What is short is packed in one call, whose tables are as small as it is; what is long by threads of its own, JOB bytes by
 * JOB bytes, while the caller makes more of it. Its bytes are the same however they share the work. */
struct zstd_out {
	ZSTD_CCtx *context;
	size_t held; /* bytes of a frame that may be short */
	bool begun;  /* it is long */
	char first[SHORT];
	char bytes[PIECE];
};

/* One that has no threads packs in the caller's. */
static bool prepare(ZSTD_CCtx *context, int level)
{
	(void)ZSTD_CCtx_setParameter(context, ZSTD_c_nbWorkers, WORKERS);
	(void)ZSTD_CCtx_setParameter(context, ZSTD_c_jobSize, JOB);
	return !ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)) &&
	       !ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1));
}

struct zstd_out *zstd_out_new(int level)
{
	struct zstd_out *z = malloc(sizeof(*z));
	if (!z)
		return NULL;
	z->context = ZSTD_createCCtx();
	z->held = 0;
	z->begun = false;
	if (z->context && prepare(z->context, level))
		return z;
	zstd_out_free(z);
	return NULL;
}

void zstd_out_reset(struct zstd_out *z)
{
	ZSTD_CCtx_reset(z->context, ZSTD_reset_session_only);
	z->held = 0;
	z->begun = false;
}

static int pack(struct zstd_out *z, struct text from, bool last, zstd_put put, void *with)
{
	ZSTD_inBuffer in = { from.at, from.len, 0 };
	for (bool more = true; more;) {
		ZSTD_outBuffer out = { z->bytes, PIECE, 0 };
		size_t left =
			ZSTD_compressStream2(z->context, &out, &in, last ? ZSTD_e_end : ZSTD_e_continue);
		if (ZSTD_isError(left))
			return ENOMEM;
		int fault = out.pos > 0 ? put(with, z->bytes, out.pos) : 0;
		if (fault)
			return fault;
		more = last ? left > 0 : in.pos < in.size;
	}
	return 0;
}

/* The threads begin with the first bytes, and no signal is theirs. */
static int begin(struct zstd_out *z, bool last, zstd_put put, void *with)
{
	sigset_t all, before;
	struct text first = { z->first, z->held };
	z->begun = !last;
	z->held = 0;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	int fault = pack(z, first, last, put, with);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return fault;
}

int zstd_out_add(struct zstd_out *z, struct text from, bool last, zstd_put put, void *with)
{
	if (!z->begun) {
		size_t n = from.len < SHORT - z->held ? from.len : SHORT - z->held;
		memcpy(z->first + z->held, from.at, n);
		z->held += n;
		from.at += n;
		from.len -= n;
		bool whole = last && from.len == 0;
		int fault = whole || z->held == SHORT ? begin(z, whole, put, with) : 0;
		if (fault || whole || !z->begun)
			return fault;
	}
	z->begun = !last;
	return last || from.len > 0 ? pack(z, from, last, put, with) : 0;
}

void zstd_out_free(struct zstd_out *z)
{
	if (z)
		ZSTD_freeCCtx(z->context);
	free(z);
}

/* --- reading ---------------------------------------------------------------------------------- */

struct zstd_in {
	ZSTD_DCtx *context;
	const char *why;
	bool whole;
	char bytes[PIECE];
};

struct zstd_in *zstd_in_new(void)
{
	struct zstd_in *z = malloc(sizeof(*z));
	if (!z)
		return NULL;
	z->context = ZSTD_createDCtx();
	if (z->context &&
	    !ZSTD_isError(ZSTD_DCtx_setParameter(z->context, ZSTD_d_windowLogMax, WINDOW_LOG))) {
		zstd_in_reset(z);
		return z;
	}
	zstd_in_free(z);
	return NULL;
}

void zstd_in_reset(struct zstd_in *z)
{
	ZSTD_DCtx_reset(z->context, ZSTD_reset_session_only);
	z->why = NULL;
	z->whole = true;
}

int zstd_in_add(struct zstd_in *z, struct text from, zstd_put put, void *with)
{
	ZSTD_inBuffer in = { from.at, from.len, 0 };
	for (bool full = false; in.pos < in.size || full;) {
		ZSTD_outBuffer out = { z->bytes, PIECE, 0 };
		size_t left = ZSTD_decompressStream(z->context, &out, &in);
		if (ZSTD_isError(left)) {
			z->why = ZSTD_getErrorName(left);
			return EBADMSG;
		}
		z->whole = left == 0;
		full = out.pos == PIECE && left > 0;
		int fault = out.pos > 0 ? put(with, z->bytes, out.pos) : 0;
		if (fault)
			return fault;
	}
	return 0;
}

bool zstd_in_whole(const struct zstd_in *z)
{
	return z->whole;
}

const char *zstd_in_why(const struct zstd_in *z)
{
	return z->why ? z->why : "no fault";
}

void zstd_in_free(struct zstd_in *z)
{
	if (z)
		ZSTD_freeDCtx(z->context);
	free(z);
}

/* --- pieces ------------------------------------------------------------------------------------- */

struct zstd_block {
	ZSTD_CCtx *out;
	ZSTD_DCtx *in;
};

struct zstd_block *zstd_block_new(void)
{
	struct zstd_block *b = malloc(sizeof(*b));
	if (!b)
		return NULL;
	*b = (struct zstd_block){ ZSTD_createCCtx(), ZSTD_createDCtx() };
	if (b->out && b->in)
		return b;
	zstd_block_free(b);
	return NULL;
}

size_t zstd_block_pack(struct zstd_block *b, struct text from, char *to)
{
	size_t room = from.len / 2;
	size_t n = ZSTD_compressCCtx(b->out, to, room, from.at, from.len, LEVEL);
	return ZSTD_isError(n) ? 0 : n; /* an error: there was not room enough */
}

bool zstd_block_unpack(struct zstd_block *b, struct text from, char *to, size_t n)
{
	return ZSTD_decompressDCtx(b->in, to, n, from.at, from.len) == n;
}

void zstd_block_free(struct zstd_block *b)
{
	if (!b)
		return;
	ZSTD_freeCCtx(b->out);
	ZSTD_freeDCtx(b->in);
	free(b);
}
