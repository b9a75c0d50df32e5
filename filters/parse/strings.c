/* filters/parse/strings.c - the shared strings of a workbook by their number: in memory, or past a limit in a file.
 *
 * All bytes stand one behind the other, and for each string where it ends. Past the limit each of the two goes to a file
 * without a name; a few strings that were asked for last stay, since a column mostly repeats a few.
 */
#include "parse/strings.h"
#include "lib/nameless.h"
#include <stdlib.h>
#include <unistd.h>

enum { KEPT = 2048, KEPT_LONGEST = 256, WAITS = 64 << 10 };

struct heap { /* bytes in memory, or in a file but for the last that wait */
	int fd;
	char *at;
	size_t len, room;
	uint64_t out; /* bytes that stand in the file */
};

struct kept {
	uint64_t number; /* + 1; 0: nothing */
	size_t len;
	char bytes[KEPT_LONGEST];
};

struct strings {
	struct heap bytes, ends;
	uint64_t n;
	size_t most;
	struct kept *kept; /* by number; null: all are in memory */
};

struct strings *strings_new(size_t most)
{
	struct strings *s = calloc(1, sizeof(*s));
	if (s) {
		s->most = most;
		s->bytes.fd = s->ends.fd = -1;
	}
	return s;
}

static void heap_free(struct heap *h)
{
	if (h->fd >= 0)
		close(h->fd);
	free(h->at);
}

void strings_free(struct strings *s)
{
	if (!s)
		return;
	heap_free(&s->bytes);
	heap_free(&s->ends);
	free(s->kept);
	free(s);
}

static bool heap_out(struct heap *h)
{
	bool good = h->len == 0 || nameless_write(h->fd, h->at, h->len);
	h->out += h->len;
	h->len = 0;
	return good;
}

static bool heap_add(struct heap *h, const void *bytes, size_t n)
{
	if (n > h->room - h->len) {
		size_t room = h->room ? h->room : 4096;
		while (room - h->len < n)
			room *= 2;
		char *at = realloc(h->at, room);
		if (!at)
			return false;
		h->at = at;
		h->room = room;
	}
	if (n > 0)
		memcpy(h->at + h->len, bytes, n);
	h->len += n;
	return h->fd < 0 || h->len < WAITS || heap_out(h);
}

/* To the file with it; the memory goes, but for a little. */
static bool spill(struct heap *h)
{
	h->fd = nameless_open();
	if (h->fd < 0 || !heap_out(h))
		return false;
	free(h->at);
	h->at = NULL;
	h->room = 0;
	return true;
}

bool strings_add(struct strings *s, struct text t)
{
	uint64_t end = s->bytes.out + s->bytes.len + t.len;
	if (!heap_add(&s->bytes, t.at, t.len) || !heap_add(&s->ends, &end, sizeof(end)))
		return false;
	s->n++;
	if (s->ends.fd < 0 && s->ends.len > s->most && !spill(&s->ends))
		return false;
	if (s->bytes.fd >= 0 || s->bytes.len <= s->most)
		return true;
	s->kept = calloc(KEPT, sizeof(*s->kept));
	return s->kept && spill(&s->bytes);
}

bool strings_done(struct strings *s)
{
	return (s->bytes.fd < 0 || heap_out(&s->bytes)) && (s->ends.fd < 0 || heap_out(&s->ends));
}

uint64_t strings_count(const struct strings *s)
{
	return s->n;
}

static bool read_end(const struct strings *s, uint64_t number, uint64_t *end)
{
	if (s->ends.fd >= 0)
		return nameless_read(s->ends.fd, end, sizeof(*end), number * sizeof(*end));
	memcpy(end, s->ends.at + number * sizeof(*end), sizeof(*end));
	return true;
}

static bool read_string(struct strings *s, uint64_t number, uint64_t from, struct arena *mem,
                        struct text *t)
{
	struct kept *k = &s->kept[number % KEPT];
	if (k->number == number + 1) {
		*t = (struct text){ arena_copy(mem, k->bytes, k->len), k->len };
		return true;
	}
	char *bytes = arena_take(mem, t->len);
	if (!nameless_read(s->bytes.fd, bytes, t->len, from))
		return false;
	*t = (struct text){ bytes, t->len };
	if (t->len <= KEPT_LONGEST) {
		k->number = number + 1;
		k->len = t->len;
		memcpy(k->bytes, bytes, t->len);
	}
	return true;
}

bool strings_get(struct strings *s, uint64_t number, struct arena *mem, struct text *t)
{
	uint64_t from = 0, end = 0;
	if (s->kept && s->kept[number % KEPT].number == number + 1)
		return read_string(s, number, 0, mem, t);
	if (!read_end(s, number, &end) || (number > 0 && !read_end(s, number - 1, &from)))
		return false;
	t->len = (size_t)(end - from);
	if (s->kept)
		return read_string(s, number, from, mem, t);
	t->at = s->bytes.at + from;
	return true;
}
