/* filters/parse/xlsx_strings.c - reads the shared strings of a workbook. */
#include "parse/xlsx.h"
#include <errno.h>

/* Bytes in memory, and in all, where --max-size does not allow more: what is small when packed must not fill a disk. */
enum { MEMORY = 16 << 20, MOST = 1 << 30 };

struct reading {
	struct strings *to;
	struct arena *mem; /* of one string */
	char *at;
	size_t len, room, longest;
	bool in_text, aside;  /* aside: how it is read aloud */
	uint64_t bytes, most; /* of all */
	int fault;
};

static void on_open(void *self, struct xml *x, const char *name, const char **attributes)
{
	struct reading *r = self;
	(void)x;
	(void)attributes;
	if (strcmp(name, "si") == 0) {
		r->at = NULL;
		r->len = r->room = 0;
		arena_empty(r->mem);
	}
	r->aside |= strcmp(name, "rPh") == 0;
	r->in_text = strcmp(name, "t") == 0 && !r->aside;
}

static void on_close(void *self, struct xml *x, const char *name)
{
	struct reading *r = self;
	r->in_text = false;
	if (strcmp(name, "rPh") == 0)
		r->aside = false;
	if (strcmp(name, "si") != 0)
		return;
	struct text t = cell_characters((struct text){ r->at, r->len }, r->mem);
	r->bytes += t.len;
	if (r->bytes > r->most) {
		xml_refuse(x, "more than 1 GiB of texts; --max-size allows as much as it says");
	} else if (r->len > r->longest) {
		xml_refuse(x, "a text that is longer than --max-record");
	} else if (r->fault == 0 && !strings_add(r->to, t)) {
		r->fault = errno;
	}
}

static void on_text(void *self, const char *at, size_t n)
{
	struct reading *r = self;
	if (!r->in_text || r->len > r->longest)
		return;
	if (r->len + n > r->room) {
		size_t room = (r->len + n) * 2;
		r->at = arena_grow(r->mem, r->at, r->len, room);
		r->room = room;
	}
	memcpy(r->at + r->len, at, n);
	r->len += n;
}

int xlsx_strings(struct run *run, struct book *book, struct text file, size_t longest,
                 struct strings **to)
{
	static const struct xml_events events = { on_open, on_close, on_text };
	struct reading r = { .to = strings_new(MEMORY),
		                 .mem = arena_new(),
		                 .longest = longest,
		                 .most = book->whole.most ? book->whole.most : MOST };
	bool there = false;
	*to = r.to;
	int status = r.to ? book_read(book, run, file, &events, &r, &there)
	                  : run_fail(run, EX_OSERR, "%s: out of memory", book->name.at);
	if (status == 0 && r.fault == 0 && !strings_done(r.to))
		r.fault = errno;
	if (r.fault)
		status = run_fail(run, EX_IOERR, "%s: a file for its texts, in TMPDIR or /var/tmp: %s",
		                  book->name.at, strerror(r.fault));
	arena_free(r.mem);
	return status;
}
