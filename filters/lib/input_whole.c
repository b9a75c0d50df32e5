/* filters/lib/input_whole.c - all bytes of an input at once, for what is read in another order than it comes in. */
#include "lib/input_inside.h"
#include "lib/nameless.h"
#include "lib/stage.h"
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

static int failed(const struct input *in, struct run *run)
{
	return run_fail(run, EX_IOERR, "%s: a file for its bytes, in TMPDIR or /var/tmp: %s",
	                in->name.at, strerror(errno));
}

/* The file itself will do, where its bytes are the input's. */
static int own_file(struct input *in, struct run *run, struct whole *w)
{
	struct stat s;
	if (fstat(in->file->fd, &s) != 0)
		return run_fail(run, EX_IOERR, "%s: %s", in->name.at, strerror(errno));
	w->fd = in->file->fd;
	w->size = (uint64_t)s.st_size;
	if (w->most > 0 && w->size > w->most)
		return run_fail(run, EX_DATAERR, "%s: is larger than --max-size %llu", in->name.at,
		                (unsigned long long)w->most);
	return 0;
}

static int write_out(struct input *in, struct run *run, struct whole *w)
{
	w->fd = nameless_open();
	w->mine = w->fd >= 0;
	int status = w->mine ? 0 : failed(in, run);
	while (status == 0) {
		if (!nameless_write(w->fd, in->at, in->len))
			return failed(in, run);
		w->size += in->len;
		in->at += in->len;
		in->len = 0;
		if (in->ended)
			break;
		status = input_more(in, run);
	}
	return status;
}

int input_whole(struct input *in, struct run *run, struct whole *w)
{
	const struct input_file *f = in->file;
	*w = (struct whole){ .fd = -1, .most = f->how.most };
	int status = f->begun || in->ended ? 0 : input_more(in, run);
	if (status != 0)
		return status;
	status = f->seeks && !f->packed ? own_file(in, run, w) : write_out(in, run, w);
	in->at += in->len;
	in->len = 0;
	in->ended = true;
	return status;
}

void whole_close(struct whole *w)
{
	if (w->mine)
		close(w->fd);
	*w = (struct whole){ .fd = -1 };
}
