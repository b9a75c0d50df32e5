/* filters/lib/parcel.c - the file of one batch: its content under zstd, and at its end what it is. */
#include "lib/parcel.h"
#include "lib/durable.h"
#include "lib/lines.h"
#include "lib/zstd.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* A skippable frame begins with its number and the count of the bytes behind that, both little-endian (RFC 8878,
 * 3.1.2). Content past FREELY that grows more than GROWTH times over its file is made to keep us busy, no feed. */
enum { LEVEL = 1, PIECE = 128 << 10, GROWTH = 1000, FREELY = 1 << 30 };
static const unsigned char head[8] = {
	0x5E, 0x2A, 0x4D, 0x18, (PARCEL_TAIL - 8) & 0xFF, (PARCEL_TAIL - 8) >> 8
};

bool parcel_is_name(struct text name)
{
	return name.len > 0 && name.len <= PARCEL_NAME && !memchr(name.at, '\t', name.len) &&
	       !memchr(name.at, '\n', name.len) && !memchr(name.at, '\0', name.len);
}

/* --- writing ---------------------------------------------------------------------------------- */

struct parcel_out {
	int fd;
	struct parcel what;
	uint64_t size;
	struct zstd_out *zstd;
	struct sha256 *file, *content;
};

struct parcel_out *parcel_out_new(void)
{
	struct parcel_out *p = calloc(1, sizeof(*p));
	if (!p)
		return NULL;
	p->zstd = zstd_out_new(LEVEL);
	p->file = sha256_new();
	p->content = sha256_new();
	if (p->zstd && p->file && p->content)
		return p;
	parcel_out_free(p);
	return NULL;
}

void parcel_begin(struct parcel_out *p, int fd, bool as_is, const char *name)
{
	uint8_t none[SHA256];
	p->fd = fd;
	p->size = 0;
	p->what = (struct parcel){ .as_is = as_is, .made = (uint64_t)time(NULL) };
	snprintf(p->what.name, sizeof(p->what.name), "%s", name ? name : "");
	zstd_out_reset(p->zstd);
	sha256_end(p->file, none);
	sha256_end(p->content, none);
}

static int put(void *with, const void *bytes, size_t n)
{
	struct parcel_out *p = with;
	sha256_add(p->file, bytes, n);
	p->size += n;
	return write_all(p->fd, bytes, n);
}

int parcel_add(struct parcel_out *p, struct text bytes)
{
	p->what.raw += bytes.len;
	if (p->what.as_is)
		sha256_add(p->content, bytes.at, bytes.len);
	return zstd_out_add(p->zstd, bytes, false, put, p);
}

/* Filled up with LF, so that it can be read with `tail`. */
static void write_tail(const struct parcel *what, char tail[PARCEL_TAIL])
{
	char *to = tail + sizeof(head);
	size_t room = PARCEL_TAIL - sizeof(head);
	memset(tail, '\n', PARCEL_TAIL);
	memcpy(tail, head, sizeof(head));
	int n = snprintf(to, room, "weir\t1\nkind\t%s\nraw\t%" PRIu64 "\nmade\t%" PRIu64 "\n",
	                 what->as_is ? "file" : "text", what->raw, what->made);
	if (what->as_is)
		n +=
			snprintf(to + n, room - (size_t)n, "name\t%s\nsha256\t%s\n", what->name, what->content);
	else
		n += snprintf(to + n, room - (size_t)n, "records\t%" PRIu64 "\n", what->records);
	to[n] = '\n';
}

int parcel_end(struct parcel_out *p, uint64_t records, uint64_t *size, uint8_t hash[SHA256])
{
	char tail[PARCEL_TAIL];
	uint8_t content[SHA256];
	int fault = zstd_out_add(p->zstd, (struct text){ "", 0 }, true, put, p);
	p->what.records = records;
	sha256_end(p->content, content);
	hex_put(p->what.content, content, SHA256);
	write_tail(&p->what, tail);
	if (!fault)
		fault = put(p, tail, sizeof(tail));
	sha256_end(p->file, hash);
	*size = p->size;
	return fault;
}

void parcel_out_free(struct parcel_out *p)
{
	if (!p)
		return;
	zstd_out_free(p->zstd);
	sha256_free(p->file);
	sha256_free(p->content);
	free(p);
}

/* --- what it is ------------------------------------------------------------------------------- */

static bool take_value(struct parcel *p, struct text word, struct text value)
{
	if (text_is(word, "kind")) {
		p->as_is = text_is(value, "file");
		return p->as_is || text_is(value, "text");
	}
	if (text_is(word, "raw"))
		return text_count(value, INT64_MAX, &p->raw);
	if (text_is(word, "records"))
		return text_count(value, INT64_MAX, &p->records);
	if (text_is(word, "made"))
		return text_count(value, INT64_MAX, &p->made);
	if (text_is(word, "name")) {
		snprintf(p->name, sizeof(p->name), "%.*s", (int)value.len, value.at);
		return parcel_is_name(value);
	}
	if (text_is(word, "sha256")) {
		snprintf(p->content, sizeof(p->content), "%.*s", (int)value.len, value.at);
		uint8_t hash[SHA256];
		return value.len == SHA256_HEX && hex_get(p->content, hash, SHA256);
	}
	return text_is(word, "weir") && text_is(value, "1");
}

bool parcel_read_tail(const char tail[PARCEL_TAIL], struct parcel *p)
{
	struct text all = { tail + sizeof(head), PARCEL_TAIL - sizeof(head) };
	bool good =
		memcmp(tail, head, sizeof(head)) == 0 && all.len > 5 && memcmp(all.at, "weir\t", 5) == 0;
	*p = (struct parcel){ 0 };
	while (good && all.len > 0 && all.at[0] != '\n') {
		const char *lf = memchr(all.at, '\n', all.len);
		size_t n = lf ? (size_t)(lf - all.at) : all.len;
		const char *tab = memchr(all.at, '\t', n);
		if (!lf || !tab)
			return false;
		struct text word = { all.at, (size_t)(tab - all.at) };
		good = take_value(p, word, (struct text){ tab + 1, n - word.len - 1 });
		all.at += n + 1;
		all.len -= n + 1;
	}
	return good && p->as_is == (p->name[0] != '\0') && p->as_is == (p->content[0] != '\0');
}

/* --- reading ---------------------------------------------------------------------------------- */

struct parcel_in {
	struct zstd_in *zstd;
	struct sha256 *hash, *file;
	struct lines *lines;
	const struct parcel *what;
	uint64_t raw, most;
	int (*each)(void *, const void *, size_t);
	void *with;
	char why[PARCEL_WHY];
	char bytes[PIECE];
};

struct parcel_in *parcel_in_new(void)
{
	struct parcel_in *p = calloc(1, sizeof(*p));
	if (!p)
		return NULL;
	p->zstd = zstd_in_new();
	p->hash = sha256_new();
	p->file = sha256_new();
	p->lines = lines_new();
	if (p->zstd && p->hash && p->file && p->lines)
		return p;
	parcel_in_free(p);
	return NULL;
}

void parcel_in_free(struct parcel_in *p)
{
	if (!p)
		return;
	zstd_in_free(p->zstd);
	sha256_free(p->hash);
	sha256_free(p->file);
	lines_free(p->lines);
	free(p);
}

static int take_content(void *with, const void *bytes, size_t n)
{
	struct parcel_in *p = with;
	p->raw += n;
	if (p->raw > p->most || p->raw > p->what->raw) {
		snprintf(p->why, sizeof(p->why), "its content is longer than it says");
		return EBADMSG;
	}
	if (p->what->as_is) {
		sha256_add(p->hash, bytes, n);
	} else if (!lines_add(p->lines, (struct text){ bytes, n })) {
		snprintf(p->why, sizeof(p->why), "%s", lines_why(p->lines));
		return EBADMSG;
	}
	return p->each ? p->each(p->with, bytes, n) : 0;
}

static const char *judge(struct parcel_in *p)
{
	uint8_t hash[SHA256], told[SHA256];
	sha256_end(p->hash, hash);
	if (!zstd_in_whole(p->zstd))
		return "its zstd ends in the middle of a frame";
	if (p->raw != p->what->raw)
		return "its content is shorter than it says";
	if (p->what->as_is)
		return hex_get(p->what->content, told, SHA256) && memcmp(hash, told, SHA256) == 0
		           ? NULL
		           : "its content has not the SHA-256 that it says";
	if (!lines_end(p->lines))
		return lines_why(p->lines);
	return lines_records(p->lines) == p->what->records
	           ? NULL
	           : "it holds another number of records than it says";
}

/* Null: its end can be read. */
static const char *begin(struct parcel_in *p, int fd, uint64_t size, struct parcel *what,
                         int *fault)
{
	char tail[PARCEL_TAIL];
	size_t got = 0;
	uint8_t none[SHA256];
	sha256_end(p->hash, none);
	sha256_end(p->file, none);
	zstd_in_reset(p->zstd);
	lines_reset(p->lines);
	*what = (struct parcel){ 0 };
	p->what = what;
	p->raw = 0;
	p->why[0] = '\0';
	if (size <= PARCEL_TAIL)
		return "it is too short to be a batch";
	p->most = size > INT64_MAX / GROWTH ? INT64_MAX : size * GROWTH + FREELY;
	*fault = read_at(fd, tail, sizeof(tail), size - PARCEL_TAIL, &got);
	if (*fault)
		return strerror(*fault);
	if (got < sizeof(tail) || !parcel_read_tail(tail, what))
		return "its end does not say what it is";
	return NULL;
}

/* A piece of the file. What comes behind a fault is hashed, no more. */
static const char *take_piece(struct parcel_in *p, struct text piece, uint64_t content,
                              const char *why, int *fault)
{
	sha256_add(p->file, piece.at, piece.len);
	if (piece.len > content)
		piece.len = (size_t)content;
	int odd = why || piece.len == 0 ? 0 : zstd_in_add(p->zstd, piece, take_content, p);
	if (odd == EBADMSG && !p->why[0])
		snprintf(p->why, sizeof(p->why), "its zstd cannot be read: %s", zstd_in_why(p->zstd));
	else if (odd != 0 && odd != EBADMSG)
		*fault = odd;
	return odd ? p->why : why;
}

const char *parcel_read(struct parcel_in *p, int fd, uint64_t size, struct parcel *what,
                        uint8_t hash[SHA256], int (*each)(void *, const void *, size_t), void *with,
                        int *fault)
{
	*fault = 0;
	p->each = each;
	p->with = with;
	const char *why = begin(p, fd, size, what, fault);
	uint64_t content = size > PARCEL_TAIL ? size - PARCEL_TAIL : 0;
	for (uint64_t at = 0; at < size && *fault == 0;) {
		size_t got = 0, want = size - at < PIECE ? (size_t)(size - at) : PIECE;
		*fault = read_at(fd, p->bytes, want, at, &got);
		if (*fault == 0 && got == 0)
			*fault = EIO;
		if (*fault == 0)
			why = take_piece(p, (struct text){ p->bytes, got }, at < content ? content - at : 0,
			                 why, fault);
		at += got;
	}
	sha256_end(p->file, hash);
	return *fault ? strerror(*fault) : why ? why : judge(p);
}

int parcel_hash(struct sha256 *hash, int fd, uint64_t n)
{
	char bytes[32 << 10];
	for (uint64_t at = 0; at < n;) {
		size_t got = 0, want = n - at < sizeof(bytes) ? (size_t)(n - at) : sizeof(bytes);
		int fault = read_at(fd, bytes, want, at, &got);
		if (fault || got == 0)
			return fault ? fault : EIO;
		sha256_add(hash, bytes, got);
		at += got;
	}
	return 0;
}
