/* filters/parse/json_string.c - strings and numbers of JSON as they are written: their characters and their faults. */
#include "parse/json_string.h"

char *json_put_character(char *to, unsigned code)
{
	static const unsigned char first[] = { 0, 0xC0, 0xE0, 0xF0 };
	if (code < 0x80) {
		*to++ = (char)code;
		return to;
	}
	int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
	*to++ = (char)(first[more] | code >> (6 * more));
	while (more-- > 0)
		*to++ = (char)(0x80 | (code >> (6 * more) & 0x3F));
	return to;
}

/* Four hexadecimal digits, or -1. */
static int hex4(const char *at, const char *end)
{
	int code = 0;
	if (end - at < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		char c = at[i];
		int digit = c >= '0' && c <= '9'                   ? c - '0'
		            : (c | ' ') >= 'a' && (c | ' ') <= 'f' ? (c | ' ') - 'a' + 10
		                                                   : -1;
		if (digit < 0)
			return -1;
		code = code << 4 | digit;
	}
	return code;
}

/* at stands behind \u. Gives what is behind the code point, or null and *why. */
static const char *take_code(const char *at, const char *end, char **to, const char **why)
{
	int code = hex4(at, end), low = 0;
	*why = code < 0 ? "\\u is not followed by four hexadecimal digits" : "half of a surrogate pair";
	if (code < 0)
		return NULL;
	at += 4;
	if (code >= 0xD800 && code <= 0xDBFF) {
		low = end - at >= 2 && at[0] == '\\' && at[1] == 'u' ? hex4(at + 2, end) : -1;
		if (low < 0xDC00 || low > 0xDFFF)
			return NULL;
		code = 0x10000 + ((code - 0xD800) << 10 | (low - 0xDC00));
		at += 6;
	} else if (code >= 0xDC00 && code <= 0xDFFF) {
		return NULL;
	}
	*to = json_put_character(*to, (unsigned)code);
	return at;
}

const char *json_characters(struct text raw, char *to, struct text *characters, const char **at)
{
	static const char from[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
	const char *p = raw.at, *end = raw.at + raw.len, *slash, *why;
	char *begin = to;
	while (p < end && (slash = memchr(p, '\\', (size_t)(end - p)))) {
		memcpy(to, p, (size_t)(slash - p));
		to += slash - p;
		p = slash + 1;
		*at = slash;
		const char *found = p < end && *p ? strchr(from, *p) : NULL;
		if (found) {
			*to++ = means[found - from];
			p++;
		} else if (p < end && *p == 'u') {
			p = take_code(p + 1, end, &to, &why);
			if (!p)
				return why;
		} else {
			return "'\\' begins no escape of JSON";
		}
	}
	if (p == raw.at) {
		*characters = raw;
		return NULL;
	}
	memcpy(to, p, (size_t)(end - p));
	*characters = (struct text){ begin, (size_t)(to + (end - p) - begin) };
	return NULL;
}

const char *json_quote(const char *at, const char *end, bool *plain, const char **bad)
{
	*plain = true;
	*bad = NULL;
	for (; at < end; at++) {
		unsigned char c = (unsigned char)*at;
		if (c == '"')
			return at;
		if (c == '\\') {
			*plain = false;
			at++;
		} else if (c < ' ') {
			*bad = at;
			return NULL;
		}
	}
	return NULL;
}

static const char *digits(const char *at, const char *end)
{
	while (at < end && *at >= '0' && *at <= '9')
		at++;
	return at;
}

size_t json_number(const char *at, const char *end)
{
	const char *p = at + (at < end && *at == '-'), *first = p;
	p = digits(p, end);
	if (p == first || (*first == '0' && p > first + 1))
		return 0;
	if (p < end && *p == '.') {
		first = p + 1;
		p = digits(first, end);
		if (p == first)
			return 0;
	}
	if (p < end && (*p == 'e' || *p == 'E')) {
		first = p + 1 + (p + 1 < end && (p[1] == '+' || p[1] == '-'));
		p = digits(first, end);
		if (p == first)
			return 0;
	}
	return (size_t)(p - at);
}

bool json_is(struct text raw, struct text key)
{
	char room[512];
	const char *at;
	struct text is = raw;
	if (raw.len > 0 && memchr(raw.at, '\\', raw.len) &&
	    (raw.len > sizeof(room) || json_characters(raw, room, &is, &at)))
		return false;
	return text_same(is, key);
}
