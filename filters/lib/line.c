/* filters/lib/line.c - weir text: a line to values and back. */
#include "lib/line.h"
#include "lib/output.h"

/* The letter that stands for a byte behind a backslash, 0: it stands for itself. */
static char letter(char c)
{
	switch (c) {
	case '\t':
		return 't';
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\\':
		return '\\';
	default:
		return 0;
	}
}

size_t line_plain(struct text v)
{
	size_t i = 0;
	for (; v.len - i >= 8; i += 8) { /* a byte is one of the four iff its xor with it is 0 */
		uint64_t w, hit = 0;
		const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
		memcpy(&w, v.at + i, 8);
		for (const char *c = "\t\n\r\\"; *c; c++) {
			uint64_t x = w ^ (ones * (unsigned char)*c);
			hit |= (x - ones) & ~x & tops;
		}
		if (hit)
			break;
	}
	while (i < v.len && letter(v.at[i]) == 0)
		i++;
	return i;
}

size_t line_size(struct text v)
{
	size_t n = v.len;
	for (size_t i = line_plain(v); i < v.len; i++)
		n += letter(v.at[i]) != 0;
	return n;
}

char *line_put_escaped(char *to, struct text v)
{
	for (size_t i = 0; i < v.len; i++) {
		char c = letter(v.at[i]);
		if (c)
			*to++ = '\\';
		*to++ = c ? c : v.at[i];
	}
	return to;
}

static char meaning(char c)
{
	switch (c) {
	case 't':
		return '\t';
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case '\\':
		return '\\';
	default:
		return 0;
	}
}

bool line_value(struct text written, struct arena *mem, struct text *value)
{
	*value = written;
	if (line_plain(written) == written.len)
		return true;
	char *to = arena_take(mem, written.len);
	size_t n = 0;
	for (size_t i = 0; i < written.len; i++) {
		char c = written.at[i];
		if (c == '\\') {
			c = ++i < written.len ? meaning(written.at[i]) : 0;
			if (c == 0)
				return false;
		} else if (c == '\r' || c == '\n' || c == '\t') {
			return false;
		}
		to[n++] = c;
	}
	*value = (struct text){ to, n };
	return true;
}

int line_write(struct output *out, const struct text *values, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t most = values[i].len * 2 + 1;
		char *to = output_space(out, most), *at = to;
		if (!to)
			return output_status(out);
		at = line_put(at, values[i]);
		*at++ = i + 1 < n ? '\t' : '\n';
		output_used(out, (size_t)(at - to));
	}
	return output_status(out);
}
