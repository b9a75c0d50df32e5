/* filters/lib/unpack.c - wraps libarchive: one compressed file, or the members of an archive.
 *
 * libarchive takes an archive that was cut off between two members for a whole one, and does not say when
 * bytes are left behind a compressed file. So the end of a zip, its central directory, is looked for here,
 * and bytes are counted.
 */
/* link: -larchive */
#include "lib/unpack.h"
#include "lib/unpack_layer.h"
#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

/* https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.16: a record of 22 bytes, and a comment. */
enum { END_RECORD = 22, COMMENT = 65535, TAIL = END_RECORD + COMMENT };

struct unpack {
	enum packing packing;
	struct unpack_source source;
	const struct unpack_layer *layer; /* null: libarchive does it all */
	void *below;                      /* the layer's own */
	struct archive *archive;
	locale_t names; /* libarchive writes names in the thread's locale */
	bool unread, opened, drained;
	bool seeks; /* a zip's directory is read first */
	const char *why;
	char said[256];   /* what libarchive said last: of an opened one it need not mean anything */
	uint64_t came;    /* bytes of the source */
	uint64_t members; /* of a zip: entries of any kind */
	char *tail;       /* of a zip: its last bytes */
	size_t tail_len;
};

/* --- what it is ------------------------------------------------------------------------------- */

static const struct {
	const char *bytes;
	size_t len;
	enum packing is;
} magics[] = {
	{ "\x1F\x8B\x08", 3, PACKED_GZIP },      { "\x28\xB5\x2F\xFD", 4, PACKED_ZSTD },
	{ "\xFD\x37zXZ\0", 6, PACKED_XZ },       { "PK\x03\x04", 4, PACKED_ZIP },
	{ "PK\x05\x06\0\0\0\0", 8, PACKED_ZIP }, /* an empty one */
};

/* "BZh", a digit, and the mark of a block or of the end: a table may begin with the three letters. */
static bool is_bzip2(const char *at, size_t len, bool *more)
{
	static const char block[] = "\x31\x41\x59\x26\x53\x59", end[] = "\x17\x72\x45\x38\x50\x90";
	size_t n = len < 3 ? len : 3, rest = len > 4 ? (len < 10 ? len : 10) - 4 : 0;
	if (memcmp(at, "BZh", n) != 0 || (len > 3 && (at[3] < '1' || at[3] > '9')) ||
	    (rest > 0 && memcmp(at + 4, block, rest) != 0 && memcmp(at + 4, end, rest) != 0))
		return false;
	*more |= len < 10;
	return len >= 10;
}

enum packing packing_of(const char *at, size_t len, bool *more)
{
	*more = len == 0;
	for (size_t i = 0; i < sizeof(magics) / sizeof(*magics) && len > 0; i++) {
		size_t n = len < magics[i].len ? len : magics[i].len;
		if (memcmp(at, magics[i].bytes, n) != 0)
			continue;
		if (n == magics[i].len)
			return *more = false, magics[i].is;
		*more = true;
	}
	if (len > 0 && is_bzip2(at, len, more))
		return *more = false, PACKED_BZIP2;
	return PACKED_NOT;
}

const char *packing_word(enum packing p)
{
	static const char *const words[] = { NULL, "gzip", "zstd", "xz", "bzip2", "zip" };
	return words[p];
}

/* --- the source ------------------------------------------------------------------------------- */

static void keep_tail(struct unpack *u, const char *at, size_t n)
{
	if (n > TAIL) {
		at += n - TAIL;
		n = TAIL;
	}
	size_t kept = u->tail_len < TAIL - n ? u->tail_len : TAIL - n;
	if (kept > 0)
		memmove(u->tail, u->tail + u->tail_len - kept, kept);
	memcpy(u->tail + kept, at, n);
	u->tail_len = kept + n;
}

static bool next_bytes(struct unpack *u, const char **at, size_t *n)
{
	if (u->layer) {
		bool good = u->layer->next(u->below, at, n);
		u->drained = good && *n == 0;
		return good;
	}
	if (!u->source.next(u->source.self, at, n))
		return false;
	u->came += *n;
	if (u->tail && !u->seeks && *n > 0)
		keep_tail(u, *at, *n);
	u->drained = *n == 0;
	return true;
}

static la_ssize_t on_read(struct archive *a, void *self, const void **bytes)
{
	struct unpack *u = self;
	const char *at = NULL;
	size_t n = 0;
	if (!next_bytes(u, &at, &n)) {
		u->why = u->layer ? u->layer->why(u->below) : NULL;
		u->unread = !u->why;
		archive_set_error(a, -1, "%s", u->why ? u->why : "not read");
		return -1;
	}
	*bytes = at;
	return (la_ssize_t)n;
}

static la_int64_t on_seek(struct archive *a, void *self, la_int64_t to, int whence)
{
	struct unpack *u = self;
	int64_t at = u->source.seek(u->source.self, to, whence);
	(void)a;
	return at < 0 ? ARCHIVE_FATAL : at;
}

/* --- opening ---------------------------------------------------------------------------------- */

static void prepare(struct unpack *u)
{
	static const int filters[] = {
		[PACKED_NOT] = ARCHIVE_FILTER_NONE,    [PACKED_GZIP] = ARCHIVE_FILTER_NONE,
		[PACKED_ZSTD] = ARCHIVE_FILTER_ZSTD,   [PACKED_XZ] = ARCHIVE_FILTER_NONE,
		[PACKED_BZIP2] = ARCHIVE_FILTER_BZIP2, [PACKED_ZIP] = ARCHIVE_FILTER_NONE
	};
	if (filters[u->packing] != ARCHIVE_FILTER_NONE)
		archive_read_append_filter(u->archive, filters[u->packing]);
	if (u->packing == PACKED_ZIP) {
		archive_read_support_format_zip(u->archive);
	} else {
		archive_read_support_format_tar(u->archive);
		/* up to the end of what was packed, where its check sum is, not of the tar */
		archive_read_set_options(u->archive, "tar:read_concatenated_archives");
		archive_read_support_format_raw(u->archive);
		archive_read_support_format_empty(u->archive);
	}
	archive_read_set_callback_data(u->archive, u);
	archive_read_set_read_callback(u->archive, on_read);
	if (u->seeks)
		archive_read_set_seek_callback(u->archive, on_seek);
}

struct unpack *unpack_open(enum packing packing, const struct unpack_source *source)
{
	struct unpack *u = calloc(1, sizeof(*u));
	if (!u)
		return NULL;
	u->packing = packing;
	u->source = *source;
	u->seeks = packing == PACKED_ZIP && source->seek;
	u->archive = archive_read_new();
	u->names = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	u->tail = packing == PACKED_ZIP ? malloc(TAIL) : NULL;
	u->layer = packing == PACKED_GZIP ? &gunzip_layer : packing == PACKED_XZ ? &unxz_layer : NULL;
	u->below = u->layer ? u->layer->open(source) : NULL;
	if (!u->archive || !u->names || (packing == PACKED_ZIP && !u->tail) ||
	    (u->layer && !u->below)) {
		unpack_close(u);
		return NULL;
	}
	prepare(u);
	return u;
}

void unpack_close(struct unpack *u)
{
	if (!u)
		return;
	archive_read_free(u->archive);
	if (u->layer)
		u->layer->close(u->below);
	if (u->names)
		freelocale(u->names);
	free(u->tail);
	free(u);
}

/* --- soundness -------------------------------------------------------------------------------- */

static enum unpacked broken(struct unpack *u, const char *why)
{
	if (u->unread)
		return UNPACKED_UNREAD;
	if (!u->why) {
		if (why || !u->said[0])
			snprintf(u->said, sizeof(u->said), "%s", why ? why : "it ends too early");
		u->why = u->said;
	}
	return UNPACKED_BROKEN;
}

static enum unpacked not_sound(struct unpack *u)
{
	return broken(u, archive_error_string(u->archive));
}

static bool read_tail(struct unpack *u)
{
	const char *at = NULL;
	int64_t size = u->source.seek(u->source.self, 0, SEEK_END);
	if (size < 0 || u->source.seek(u->source.self, size > TAIL ? size - TAIL : 0, SEEK_SET) < 0)
		return false;
	for (size_t n = 1; n > 0;) {
		if (!u->source.next(u->source.self, &at, &n))
			return false;
		if (n > 0)
			keep_tail(u, at, n);
	}
	return u->source.seek(u->source.self, 0, SEEK_SET) == 0;
}

static uint64_t two_bytes(const char *at)
{
	return (uint64_t)(unsigned char)at[0] | (uint64_t)(unsigned char)at[1] << 8;
}

/* Null: no record stands where its comment ends in the file. */
static const char *end_record(const struct unpack *u)
{
	for (size_t left = END_RECORD; left <= u->tail_len; left++) {
		const char *at = u->tail + u->tail_len - left;
		if (memcmp(at, "PK\x05\x06", 4) == 0 && END_RECORD + two_bytes(at + 20) <= left)
			return at;
	}
	return NULL;
}

/* It was read to its end, so what came has to be all there is. */
static enum unpacked check_end(struct unpack *u)
{
	const char *at;
	size_t n;
	while (!u->drained && !u->seeks)
		if (!next_bytes(u, &at, &n)) {
			u->why = u->layer ? u->layer->why(u->below) : NULL;
			u->unread = !u->why;
			return broken(u, NULL);
		}
	if (u->packing == PACKED_BZIP2 && u->came != (uint64_t)archive_filter_bytes(u->archive, -1))
		return broken(u, "bytes behind its end that are none of it");
	if (u->packing != PACKED_ZIP || u->seeks)
		return UNPACKED_END;
	const char *end = end_record(u);
	uint64_t count = end ? two_bytes(end + 10) : 0;
	if (!end)
		return broken(u, "its directory is missing, so it ends too early");
	if (count != 0xFFFF && count != (u->members & 0xFFFF))
		return broken(u, "its directory names other files than it holds");
	return UNPACKED_END;
}

/* --- members ---------------------------------------------------------------------------------- */

static enum unpacked open_archive(struct unpack *u)
{
	u->opened = true;
	if (u->seeks) {
		if (!read_tail(u))
			return u->unread = true, UNPACKED_UNREAD;
		if (!end_record(u))
			return broken(u, "its directory is missing, so it ends too early");
	}
	if (archive_read_open1(u->archive) != ARCHIVE_OK)
		return not_sound(u);
	const char *doubt = archive_error_string(u->archive);
	snprintf(u->said, sizeof(u->said), "%s", doubt ? doubt : "");
	return UNPACKED;
}

static struct text name_of(struct unpack *u, struct archive_entry *e)
{
	bool raw = archive_format(u->archive) == ARCHIVE_FORMAT_RAW;
	const char *name = raw ? NULL : archive_entry_pathname_utf8(e);
	return text_of(name || raw ? name : archive_entry_pathname(e));
}

static bool is_file(struct archive_entry *e, struct text name)
{
	static const char mac[] = "__MACOSX/";
	return archive_entry_filetype(e) == AE_IFREG && !archive_entry_hardlink(e) &&
	       (name.len < strlen(mac) || memcmp(name.at, mac, strlen(mac)) != 0);
}

static enum unpacked next_file(struct unpack *u, struct text *name)
{
	struct archive_entry *e = NULL;
	for (;;) {
		int is = archive_read_next_header(u->archive, &e);
		if (is == ARCHIVE_EOF && u->members == 0 && u->said[0]) /* no empty file after all */
			return broken(u, NULL);
		if (is == ARCHIVE_EOF)
			return check_end(u);
		if (is < ARCHIVE_WARN || u->unread)
			return not_sound(u);
		u->members++;
		*name = name_of(u, e);
		if (!is_file(e, *name))
			continue;
		if (archive_entry_is_encrypted(e))
			return UNPACKED_LOCKED;
		return UNPACKED;
	}
}

enum unpacked unpack_next(struct unpack *u, struct text *name)
{
	*name = (struct text){ 0 };
	locale_t before = uselocale(u->names);
	enum unpacked is = u->why ? UNPACKED_BROKEN : u->unread ? UNPACKED_UNREAD : UNPACKED;
	if (is == UNPACKED && !u->opened)
		is = open_archive(u);
	if (is == UNPACKED)
		is = next_file(u, name);
	uselocale(before);
	return is;
}

enum unpacked unpack_read(struct unpack *u, char *to, size_t room, size_t *got)
{
	*got = 0;
	if (u->why || u->unread)
		return u->why ? UNPACKED_BROKEN : UNPACKED_UNREAD;
	la_ssize_t n = archive_read_data(u->archive, to, room);
	if (n < 0)
		return not_sound(u);
	*got = (size_t)n;
	return n > 0 ? UNPACKED : UNPACKED_END;
}

bool unpack_is_archive(const struct unpack *u)
{
	int format = u->opened ? archive_format(u->archive) : ARCHIVE_FORMAT_RAW;
	return format != ARCHIVE_FORMAT_RAW && format != ARCHIVE_FORMAT_EMPTY;
}

const char *unpack_why(const struct unpack *u)
{
	return u->why;
}
