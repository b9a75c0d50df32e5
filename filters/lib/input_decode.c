/* filters/lib/input_decode.c - an input in another encoding than UTF-8, or that begins with a byte order mark. */
#include "lib/decode.h"
#include "lib/input_inside.h"
#include "lib/stage.h"
#include <stdlib.h>

struct decoding {
	struct decoder *decoder;
	size_t at, len; /* bytes that wait */
	bool ended;     /* none will come behind them */
	char raw[INPUT_WINDOW];
};

void input_encoding(struct input *in, const char *name)
{
	in->file->encoding = name;
}

void decoding_end(struct decoding *d)
{
	if (d)
		decoder_free(d->decoder);
	free(d);
}

int decoding_begin(struct input *in, struct run *run)
{
	struct input_file *f = in->file;
	size_t size = 0;
	bool more = true;
	const char *marked = NULL;
	int status = 0;
	for (;;) {
		marked = decode_mark(in->at, in->len, &size, &more);
		if (!more || in->ended)
			break;
		status = input_read_some(in, run);
		if (status != 0)
			return status;
	}
	in->at += size;
	in->len -= size;
	const char *encoding = marked ? marked : f->encoding;
	if (decode_is_plain(encoding))
		return 0;
	struct decoding *d = calloc(1, sizeof(*d));
	f->decoding = d;
	if (d)
		d->decoder = decoder_new(encoding);
	if (!d || !d->decoder || in->len > sizeof(d->raw))
		return run_fail(run, EX_OSERR, "%s: out of memory", in->name.at);
	memcpy(d->raw, in->at, in->len);
	d->len = in->len;
	d->ended = in->ended;
	in->len = 0;
	in->ended = false;
	return input_read_some(in, run);
}

_Static_assert(INPUT_LEAST >= DECODE_ROOM, "what input_take may ask for is enough");

int decoding_read(struct input *in, struct run *run, char *to, size_t room, size_t *got)
{
	struct decoding *d = in->file->decoding;
	for (*got = 0; *got == 0;) {
		size_t used = 0, n = 0;
		if (d->at == d->len && !d->ended) {
			int status = input_read_raw(in, run, d->raw, sizeof(d->raw), &n);
			if (status != 0)
				return status;
			d->at = 0;
			d->len = n;
			d->ended = n == 0;
		}
		struct text from = { d->raw + d->at, d->len - d->at };
		*got = decode(d->decoder, from, d->ended, to, room, &used);
		d->at += used;
		if (*got == 0 && d->ended && d->at == d->len)
			break;
	}
	return 0;
}
