/* filters/lib/input_packed.c - an input that was packed: which of its files is meant, and its bytes. */
#include "lib/input_inside.h"
#include "lib/output.h"
#include "lib/stage.h"
#include <stdlib.h>
#include <unistd.h>

enum { LISTED = 16 };

struct packed {
	struct input *in;
	struct run *run; /* of the call that is under way */
	int status;      /* of a read that failed */
	enum packing packing;
	struct unpack *unpack;
	bool looked;    /* its first bytes are not packed again */
	bool whole;     /* its end was reached, and all is well */
	size_t begun;   /* bytes of the chunk that came before it was known to be packed */
	size_t members; /* that were listed */
	struct output *list;
	const char *is; /* no archive of tables but one document, which a member tells */
	char chunk[INPUT_WINDOW];
};

/* --- the packed bytes ------------------------------------------------------------------------- */

static bool next_bytes(void *self, const char **at, size_t *n)
{
	struct packed *p = self;
	*at = p->chunk;
	*n = p->begun;
	p->begun = 0;
	if (*n == 0)
		p->status = input_read_file(p->in, p->run, p->chunk, sizeof(p->chunk), n);
	return p->status == 0;
}

static int64_t seek_bytes(void *self, int64_t to, int whence)
{
	struct packed *p = self;
	p->begun = 0;
	return lseek(p->in->file->fd, to, whence);
}

static int open_again(struct packed *p)
{
	bool seeks = p->in->file->seeks;
	struct unpack_source source = { p, next_bytes, seeks ? seek_bytes : NULL };
	unpack_close(p->unpack);
	if (seeks)
		seek_bytes(p, 0, SEEK_SET);
	p->unpack = unpack_open(p->packing, &source);
	return p->unpack ? 0 : run_fail(p->run, EX_OSERR, "%s: out of memory", p->in->name.at);
}

/* --- what can be wrong ------------------------------------------------------------------------ */

static int fault(struct packed *p, enum unpacked is)
{
	const char *name = p->in->name.at;
	if (is == UNPACKED_BROKEN)
		return run_fail(p->run, EX_DATAERR, "%s: the %s data are damaged or not whole: %s", name,
		                packing_word(p->packing), unpack_why(p->unpack));
	if (is == UNPACKED_LOCKED)
		return run_fail(p->run, EX_DATAERR, "%s: is encrypted; decrypt it before", name);
	if (is == UNPACKED_UNREAD)
		return p->status;
	return 0;
}

static const struct {
	const char *member, *is;
} documents[] = {
	{ "xl/workbook.xml", "a workbook; --format xlsx reads it" },
	{ "xl/workbook.bin", "an .xlsb; save it as .xlsx" },
	{ "content.xml", "a workbook; --format ods reads it" },
	{ "word/document.xml", "a document (.docx); copy its table into a workbook" },
	{ "ppt/presentation.xml", "slides (.pptx); copy their table into a workbook" },
};

/* "x.zip#a.csv, x.zip#b.csv" grows by one. */
static void list(struct packed *p, struct text member)
{
	struct text path = p->in->file->path;
	if (!p->list)
		p->list = output_memory();
	for (size_t i = 0; i < sizeof(documents) / sizeof(*documents); i++)
		if (text_is(member, documents[i].member))
			p->is = documents[i].is;
	if (p->members++ >= LISTED)
		return;
	if (p->members > 1)
		output_write(p->list, ", ", 2);
	output_write(p->list, path.at, path.len);
	output_write(p->list, "#", 1);
	output_write(p->list, member.at, member.len);
}

static int not_one(struct packed *p)
{
	struct text path = p->in->file->path, wanted = p->in->file->member;
	const char *more = p->members > LISTED ? " …" : "";
	if (p->members == 0)
		return run_fail(p->run, EX_DATAERR, "%s: holds no file", p->in->name.at);
	if (p->is && !wanted.at)
		return run_fail(p->run, EX_DATAERR, "%s: is %s", p->in->name.at, p->is);
	struct text names = output_bytes(p->list);
	if (wanted.at)
		return run_fail(p->run, EX_NOINPUT, "%.*s#%.*s: no such file in it; there %s %.*s%s",
		                (int)path.len, path.at, (int)wanted.len, wanted.at,
		                p->members == 1 ? "is" : "are", (int)names.len, names.at, more);
	return run_fail(p->run, EX_DATAERR, "%.*s: holds %zu files; name one of them: %.*s%s",
	                (int)path.len, path.at, p->members, (int)names.len, names.at, more);
}

/* --- which file is meant ---------------------------------------------------------------------- */

/* The input's name holds the member from now on, if it can be written. */
static void name_it(struct packed *p, struct text member)
{
	struct input *in = p->in;
	struct text path = in->file->path;
	if (!member.at || utf8_valid(member.at, member.len) != member.len)
		return;
	char *name = arena_take(run_arena(p->run), path.len + member.len + 2);
	memcpy(name, path.at, path.len);
	name[path.len] = '#';
	memcpy(name + path.len + 1, member.at, member.len);
	name[path.len + 1 + member.len] = '\0';
	in->name = (struct text){ name, path.len + 1 + member.len };
}

/* All that are behind the one that was read: if none was named, there should be none. */
static int survey(struct packed *p, enum unpacked *is)
{
	struct text name;
	while ((*is = unpack_next(p->unpack, &name)) == UNPACKED || *is == UNPACKED_LOCKED)
		list(p, name);
	return *is == UNPACKED_END ? 0 : fault(p, *is);
}

static int find(struct packed *p)
{
	const struct input_file *f = p->in->file;
	struct text name;
	enum unpacked is;
	while ((is = unpack_next(p->unpack, &name)) == UNPACKED || is == UNPACKED_LOCKED) {
		if (f->member.at && !f->maybe && !unpack_is_archive(p->unpack))
			return input_no_archive(p->in, p->run);
		list(p, name);
		if (f->member.at && unpack_is_archive(p->unpack) && !text_same(f->member, name))
			continue;
		name_it(p, name);
		return fault(p, is);
	}
	int status = fault(p, is);
	if (status != 0 || unpack_is_archive(p->unpack))
		return status ? status : not_one(p);
	p->whole = true; /* an empty file was compressed */
	return 0;
}

/* The directory of a zip tells beforehand whether a single file is in it. */
static int choose(struct packed *p)
{
	enum unpacked is;
	int status = open_again(p);
	if (status == 0 && p->packing == PACKED_ZIP && p->in->file->seeks && !p->in->file->member.at) {
		status = survey(p, &is);
		if (status == 0 && p->members != 1)
			status = not_one(p);
		p->members = 0;
		if (status == 0)
			status = open_again(p);
	}
	return status ? status : find(p);
}

int packed_begin(struct input *in, struct run *run, enum packing packing)
{
	struct packed *p = calloc(1, sizeof(*p));
	if (!p)
		return run_fail(run, EX_OSERR, "%s: out of memory", in->name.at);
	in->file->packed = p;
	p->in = in;
	p->run = run;
	p->packing = packing;
	p->begun = in->len;
	if (in->len > sizeof(p->chunk))
		return run_fail(run, EX_SOFTWARE, "%s: more came at once than was asked for", in->name.at);
	memcpy(p->chunk, in->at, in->len);
	in->len = 0;
	return choose(p);
}

void packed_end(struct packed *p)
{
	if (p) {
		unpack_close(p->unpack);
		output_drop(p->list);
	}
	free(p);
}

/* --- its bytes -------------------------------------------------------------------------------- */

static int at_end(struct packed *p)
{
	const struct input_file *f = p->in->file;
	enum unpacked is = UNPACKED_END;
	size_t before = p->members;
	int status = 0;
	if (p->packing != PACKED_ZIP || !f->seeks)
		status = survey(p, &is);
	if (status == 0 && !f->member.at && p->members > before)
		status = not_one(p);
	p->whole = status == 0;
	return status;
}

/* What was packed twice was packed by mistake. */
static int look(struct packed *p, const char *at, size_t len)
{
	bool more;
	enum packing again = packing_of(at, len, &more);
	p->looked = true;
	if (again == PACKED_NOT || again == PACKED_ZIP) /* a workbook is a zip */
		return 0;
	return run_fail(p->run, EX_DATAERR,
	                "%s: what is packed in it is packed once more (%s); unpack it before",
	                p->in->name.at, packing_word(again));
}

int packed_read(struct input *in, struct run *run, char *to, size_t room, size_t *got)
{
	struct packed *p = in->file->packed;
	enum unpacked is = UNPACKED;
	p->run = run;
	*got = 0;
	if (p->whole)
		return 0;
	for (size_t n = 0; is == UNPACKED && *got < room; *got += n)
		is = unpack_read(p->unpack, to + *got, room - *got, &n);
	int status = is == UNPACKED || is == UNPACKED_END ? 0 : fault(p, is);
	if (status == 0 && !p->looked)
		status = look(p, to, *got);
	return status == 0 && is == UNPACKED_END ? at_end(p) : status;
}
