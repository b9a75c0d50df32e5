/* pipelines/runner/rows.c - a stored result as jq sees it: an array of objects. */
#include "rows.h"
#include "lib/line.h"
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

bool bytes_of(int fd, size_t most, struct arena *mem, struct text *bytes)
{
	struct stat is;
	if (fstat(fd, &is) != 0)
		return false;
	if (!S_ISREG(is.st_mode) || (uint64_t)is.st_size > most) {
		errno = S_ISREG(is.st_mode) ? EFBIG : EINVAL;
		return false;
	}
	char *to = arena_take(mem, (size_t)is.st_size + 1);
	size_t n = 0;
	while (n < (size_t)is.st_size) {
		ssize_t got = pread(fd, to + n, (size_t)is.st_size - n, (off_t)n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	to[n] = '\0';
	*bytes = (struct text){ to, n };
	return true;
}

static size_t count(struct text bytes, char which)
{
	size_t n = 0;
	for (size_t i = 0; i < bytes.len; i++)
		n += bytes.at[i] == which;
	return n;
}

/* Takes the first line off. */
static struct text next_line(struct text *bytes)
{
	const char *lf = memchr(bytes->at, '\n', bytes->len);
	struct text line = { bytes->at, lf ? (size_t)(lf - bytes->at) : bytes->len };
	size_t used = line.len + (lf != NULL);
	*bytes = (struct text){ bytes->at + used, bytes->len - used };
	return line;
}

/* Its values; false: another number of them, or no weir text. */
static bool cut(struct text line, struct arena *mem, struct text *value, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *tab = memchr(line.at, '\t', line.len);
		struct text written = { line.at, tab ? (size_t)(tab - line.at) : line.len };
		if (!tab != (i + 1 == n) || !line_value(written, mem, &value[i]))
			return false;
		if (tab)
			line = (struct text){ tab + 1, line.len - written.len - 1 };
	}
	return true;
}

const struct json *rows_of(struct text bytes, struct arena *mem, const char **why)
{
	size_t line = 1, rows = count(bytes, '\n') + 1, kept = 0;
	struct text header = next_line(&bytes);
	size_t n = count(header, '\t') + 1;
	struct text *name = arena_take(mem, n * sizeof(*name)),
				*value = arena_take(mem, n * sizeof(*name));
	struct json *row = arena_zeros(mem, rows * sizeof(*row)), *all = arena_zeros(mem, sizeof(*all));
	bool good = header.len > 0 && cut(header, mem, name, n);
	size_t *at = arena_take(mem, n * sizeof(*at));
	for (size_t i = 0; good && i < n; i++)
		if (name[i].len == 0 || name[i].at[0] != '@') {
			at[kept] = i;
			name[kept++] = name[i];
		}
	for (rows = 0; good && bytes.len > 0; rows++) {
		line++;
		good = cut(next_line(&bytes), mem, value, n);
		struct json *item = arena_zeros(mem, (kept + 1) * sizeof(*item));
		for (size_t i = 0; good && i < kept; i++)
			item[i] = (struct json){ .kind = JSON_STRING, .text = value[at[i]] };
		row[rows] = (struct json){ .kind = JSON_OBJECT, .n = kept, .item = item, .key = name };
	}
	*all = (struct json){ .kind = JSON_ARRAY, .n = rows, .item = row };
	if (good)
		return all;
	char said[64];
	int len = snprintf(said, sizeof(said), "line %zu is no record of weir text", line);
	*why = arena_copy(mem, said, (size_t)len);
	return NULL;
}
