/* filters/parse/book.c - a workbook as a file: a zip of files of XML, read in any order. */
#include "parse/book.h"
#include "lib/unpack.h"
#include "parse/other.h"
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { CHUNK = 64 << 10 };

struct sheet_file {
	struct book *book;
	struct text name;
	struct unpack *unpack;
	struct xml *xml;
	bool halted, last;
	int64_t at; /* in the zip */
	char bytes[CHUNK];
};

/* --- the zip ---------------------------------------------------------------------------------- */

static bool next_bytes(void *self, const char **at, size_t *n)
{
	struct sheet_file *f = self;
	ssize_t is;
	do
		is = pread(f->book->whole.fd, f->bytes, CHUNK, f->at);
	while (is < 0 && errno == EINTR);
	if (is < 0)
		return false;
	f->at += is;
	*at = f->bytes;
	*n = (size_t)is;
	return true;
}

static int64_t seek_bytes(void *self, int64_t to, int whence)
{
	struct sheet_file *f = self;
	int64_t size = (int64_t)f->book->whole.size;
	int64_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? f->at : size;
	if (to < -from || to > INT64_MAX - from)
		return -1;
	return f->at = from + to;
}

static int broken(const struct sheet_file *f, struct run *run, enum unpacked is)
{
	struct text book = f->book->name;
	const char *why = is == UNPACKED_LOCKED   ? "is encrypted"
	                  : is == UNPACKED_UNREAD ? strerror(errno)
	                                          : unpack_why(f->unpack);
	if (is == UNPACKED_UNREAD)
		return run_fail(run, EX_IOERR, "%s: %s", book.at, why);
	return run_fail(run, EX_DATAERR, "%s: the workbook is damaged or not whole: %s", book.at, why);
}

int book_open(struct book *b, struct run *run, struct input *in, size_t longest)
{
	char first[512];
	bool more;
	*b = (struct book){ .name = in->name, .longest = longest, .whole = { .fd = -1 } };
	int status = input_whole(in, run, &b->whole);
	if (status != 0)
		return status;
	ssize_t n = pread(b->whole.fd, first, sizeof(first), 0);
	if (n < 0)
		return run_fail(run, EX_IOERR, "%s: %s", in->name.at, strerror(errno));
	if (n == 0)
		return run_fail(run, EX_DATAERR, "%s: empty input, expected a workbook", in->name.at);
	if (packing_of(first, (size_t)n, &more) == PACKED_ZIP)
		return 0;
	const char *is = other_kind((struct text){ first, (size_t)n }, true);
	return run_fail(run, EX_DATAERR, "%s: is no workbook: it is %s", in->name.at,
	                is ? is : "neither .xlsx nor .ods; is it CSV? then --format csv");
}

void book_close(struct book *b)
{
	whole_close(&b->whole);
}

/* --- its files -------------------------------------------------------------------------------- */

/* ECMA-376, part 2, 6.2.2.3: names that differ in case only are the same. */
static bool is_name(struct text t, struct text name)
{
	return t.at && t.len == name.len && strncasecmp(t.at, name.at, name.len) == 0;
}

static int find(struct sheet_file *f, struct run *run, struct text name, bool *there)
{
	struct text found;
	enum unpacked is;
	while ((is = unpack_next(f->unpack, &found)) == UNPACKED)
		if (is_name(found, name))
			return *there = true, 0;
	*there = false;
	return is == UNPACKED_END ? 0 : broken(f, run, is);
}

int book_begin(struct book *b, struct run *run, struct text name, const struct xml_events *events,
               void *self, struct sheet_file **to)
{
	*to = NULL;
	struct sheet_file *f = calloc(1, sizeof(*f));
	if (!f)
		return run_fail(run, EX_OSERR, "%s: out of memory", b->name.at);
	struct unpack_source source = { f, next_bytes, seek_bytes };
	f->book = b;
	f->name = (struct text){ arena_copy(run_arena(run), name.at, name.len), name.len };
	f->unpack = unpack_open(PACKED_ZIP, &source);
	f->xml = xml_new(events, self, b->longest);
	bool there = false;
	int status = f->unpack && f->xml ? find(f, run, name, &there)
	                                 : run_fail(run, EX_OSERR, "%s: out of memory", b->name.at);
	if (status != 0 || !there)
		book_end(f);
	else
		*to = f;
	return status;
}

void book_end(struct sheet_file *f)
{
	if (f) {
		xml_free(f->xml);
		unpack_close(f->unpack);
	}
	free(f);
}

/* More of its bytes to the reader of XML. */
static int feed(struct sheet_file *f, struct run *run, enum xml_got *got)
{
	struct book *b = f->book;
	char *room = xml_room(f->xml, CHUNK);
	size_t n = 0;
	if (!room)
		return run_fail(run, EX_OSERR, "%s: out of memory", b->name.at);
	enum unpacked is = unpack_read(f->unpack, room, CHUNK, &n);
	if (is != UNPACKED && is != UNPACKED_END)
		return broken(f, run, is);
	b->unpacked += n;
	if (b->whole.most > 0 && b->unpacked > b->whole.most)
		return run_fail(run, EX_DATAERR, "%s: is larger than --max-size %llu, unpacked", b->name.at,
		                (unsigned long long)b->whole.most);
	f->last = is == UNPACKED_END;
	*got = xml_feed(f->xml, n, f->last);
	return 0;
}

int book_go_on(struct sheet_file *f, struct run *run, bool *ended)
{
	enum xml_got got = XML_MORE;
	int status = 0;
	*ended = false;
	do {
		if (f->halted)
			got = xml_go_on(f->xml);
		else if (f->last)
			return *ended = true, 0;
		else
			status = feed(f, run, &got);
		f->halted = got == XML_HALT;
	} while (status == 0 && got == XML_MORE);
	if (status == 0 && got == XML_BAD)
		return run_fail(run, EX_DATAERR, "%s: %s: %s", f->book->name.at, f->name.at,
		                xml_why(f->xml));
	return status;
}

int book_read(struct book *b, struct run *run, struct text name, const struct xml_events *events,
              void *self, bool *there)
{
	struct sheet_file *f;
	int status = book_begin(b, run, name, events, self, &f);
	bool ended = false;
	*there = f != NULL;
	while (status == 0 && f && !ended)
		status = book_go_on(f, run, &ended);
	book_end(f);
	return status;
}
