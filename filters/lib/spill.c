/* filters/lib/spill.c - a file without a name for what does not fit in memory. */
#include "lib/spill.h"
#include "lib/arena.h"
#include "lib/durable.h"
#include "lib/zstd.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PAUSE = 255, TOGETHER = 256 }; /* blocks: see pack, and end_block */
enum { PIECE = 1024 };

struct block {
	uint64_t from, at;  /* its bytes begin here among those written, and here in the file */
	uint32_t size, len; /* as they are, and in the file; the same: they are not packed */
	uint32_t gone;      /* of them, not needed any more */
	uint32_t all_gone;  /* the first of so many together: how many of these are not needed at all */
};

struct spill {
	struct arena *mem;
	struct zstd_block *zstd; /* null: nothing is packed */
	struct block **piece;    /* blocks in their order, in pieces that never move */
	size_t blocks;
	uint64_t end;         /* of the file */
	unsigned skip, pause; /* so many blocks are not packed; and after the next one that cannot be */
	char *packed;         /* room for a block as it is in the file */
	char *last;           /* the one that was unpacked last */
	size_t unpacked;      /* its number + 1; 0: none */
	int fd;               /* -1: not opened so far */
	const char *folder;
	char *buffer;
	size_t room, used; /* of it: a block */
	uint64_t size;     /* with what is in the buffer */
	char why[512];
};

static struct block *block_at(const struct spill *s, size_t i)
{
	return &s->piece[i / PIECE][i % PIECE];
}

struct spill *spill_new(size_t block, bool packed)
{
	struct arena *mem = arena_new();
	struct spill *s = arena_zeros(mem, sizeof(*s));
	const char *folder = secure_getenv("TMPDIR");
	s->mem = mem;
	s->fd = -1;
	s->folder = folder && *folder ? folder : "/tmp";
	s->room = block < SPILL_LARGEST ? block : SPILL_LARGEST;
	s->buffer = arena_take(mem, s->room);
	if (!packed)
		return s;
	s->packed = arena_take(mem, s->room);
	s->last = arena_take(mem, s->room);
	s->zstd = zstd_block_new();
	return s;
}

static bool failed(struct spill *s, int fault)
{
	if (fault == 0)
		return false;
	if (!s->why[0])
		snprintf(s->why, sizeof(s->why), "temporary file in %.300s: %s%s", s->folder,
		         strerrordesc_np(fault),
		         fault == ENOSPC || fault == EDQUOT
		             ? "; TMPDIR names another folder, --memory allows more without one"
		             : "");
	return true;
}

/* Where the file system knows no files without a name, it loses its name at once. */
static int open_file(const char *folder, int *fd)
{
	*fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (*fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT))
		return *fd >= 0 ? 0 : errno;
	char name[PATH_MAX];
	if (!path_put(name, "%s/weir-XXXXXX", folder))
		return ENAMETOOLONG;
	*fd = mkostemp(name, O_CLOEXEC);
	if (*fd < 0)
		return errno;
	return unlink(name) == 0 ? 0 : errno;
}

/* The buffer, if it gets much smaller. What did not is tried again later, and later each time. */
static size_t pack(struct spill *s)
{
	if (!s->zstd || s->skip > 0) {
		s->skip -= s->skip > 0;
		return 0;
	}
	size_t len = zstd_block_pack(s->zstd, (struct text){ s->buffer, s->used }, s->packed);
	s->pause = len > 0 ? 0 : s->pause < PAUSE ? 2 * s->pause + 1 : PAUSE;
	s->skip = s->pause;
	return len;
}

bool spill_flush(struct spill *s)
{
	if (s->why[0])
		return false;
	if (s->used == 0)
		return true;
	if (s->fd < 0 && failed(s, open_file(s->folder, &s->fd)))
		return false;
	size_t len = pack(s);
	struct block b = { .from = s->size - s->used, .at = s->end, .size = (uint32_t)s->used };
	b.len = len > 0 ? (uint32_t)len : b.size;
	if (failed(s, write_all(s->fd, len > 0 ? s->packed : s->buffer, b.len)))
		return false;
	if (s->blocks % PIECE == 0) {
		s->piece = arena_append(s->mem, s->piece, s->blocks / PIECE, sizeof(*s->piece));
		s->piece[s->blocks / PIECE] = arena_take(s->mem, PIECE * sizeof(b));
	}
	*block_at(s, s->blocks++) = b;
	s->end += b.len;
	s->used = 0;
	return true;
}

bool spill_write(struct spill *s, const void *bytes, size_t n)
{
	for (const char *at = bytes; n > 0;) {
		if (s->used == s->room && !spill_flush(s))
			return false;
		size_t some = n < s->room - s->used ? n : s->room - s->used;
		memcpy(s->buffer + s->used, at, some);
		s->used += some;
		s->size += some;
		at += some;
		n -= some;
	}
	return !s->why[0];
}

uint64_t spill_size(const struct spill *s)
{
	return s->size;
}

/* The block in which a byte is; `blocks`: none that was flushed. */
static size_t block_of(const struct spill *s, uint64_t byte)
{
	size_t low = 0, high = s->blocks;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct block *b = block_at(s, middle);
		if (b->from + b->size <= byte)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Bytes as they are in the file. 0, or an error number. */
static int read_plain(const struct spill *s, uint64_t at, char *to, size_t n)
{
	size_t got = 0;
	int fault = read_at(s->fd, to, n, at, &got);
	return !fault && got < n ? EIO : fault;
}

/* All bytes of a block that is packed. 0, or an error number. */
static int read_block(struct spill *s, const struct block *b, char *to)
{
	int fault = read_plain(s, b->at, s->packed, b->len);
	if (fault)
		return fault;
	bool good = zstd_block_unpack(s->zstd, (struct text){ s->packed, b->len }, to, b->size);
	return good ? 0 : EIO;
}

/* Some bytes of a block: it is kept, since what follows is wanted next. */
static int read_part(struct spill *s, size_t number, size_t skip, char *to, size_t n)
{
	if (s->unpacked != number + 1) {
		s->unpacked = 0;
		int fault = read_block(s, block_at(s, number), s->last);
		if (fault)
			return fault;
		s->unpacked = number + 1;
	}
	memcpy(to, s->last + skip, n);
	return 0;
}

bool spill_read(struct spill *s, uint64_t from, void *to, size_t n)
{
	char *at = to;
	int fault = 0;
	for (size_t i = block_of(s, from); n > 0 && !fault && !s->why[0]; i++) {
		if (i == s->blocks) {
			fault = EIO;
			break;
		}
		const struct block *b = block_at(s, i);
		size_t skip = (size_t)(from - b->from), some = b->size - skip;
		if (some > n)
			some = n;
		if (b->len == b->size)
			fault = read_plain(s, b->at + skip, at, some);
		else
			fault = some == b->size ? read_block(s, b, at) : read_part(s, i, skip, at, some);
		from += some;
		at += some;
		n -= some;
	}
	return !failed(s, fault) && !s->why[0];
}

size_t spill_whole(const struct spill *s, uint64_t from, size_t n)
{
	size_t i = block_of(s, from + n);
	if (i == s->blocks || block_at(s, i)->from <= from)
		return n;
	return (size_t)(block_at(s, i)->from - from);
}

/* Blocks lose their room when all of so many behind one another are forgotten: giving back the room of each took a millisecond
 * where the disk was busy. Not every file system can do it; then the room comes back in the end. */
static void end_block(struct spill *s, size_t i)
{
	struct block *first = block_at(s, i - i % TOGETHER);
	if (++first->all_gone < TOGETHER)
		return;
	const struct block *last = first + TOGETHER - 1;
	(void)fallocate(s->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)first->at,
	                (off_t)(last->at + last->len - first->at));
}

void spill_forget(struct spill *s, uint64_t from, uint64_t n)
{
	for (size_t i = block_of(s, from); n > 0 && i < s->blocks; i++) {
		struct block *b = block_at(s, i);
		uint64_t left = b->from + b->size - from, some = left < n ? left : n;
		b->gone += (uint32_t)some;
		if (b->gone == b->size)
			end_block(s, i);
		from += some;
		n -= some;
	}
}

const char *spill_why(const struct spill *s)
{
	return s->why[0] ? s->why : NULL;
}

void spill_free(struct spill *s)
{
	if (!s)
		return;
	if (s->fd >= 0)
		close(s->fd);
	zstd_block_free(s->zstd);
	arena_free(s->mem);
}
