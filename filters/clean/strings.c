/* filters/clean/strings.c - the formats of strings, and booleans. */
#include "clean/clean.h"

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_one_of(char c, const char *set)
{
	return c != 0 && strchr(set, c) != NULL;
}

static enum fault kept(bool fits, enum fault fault, struct text v, struct text *out)
{
	*out = v;
	return fits ? FINE : fault;
}

/* Words of letters, digits and `more`, with a dot between each two of them; how many, 0: it is none. */
static size_t dotted(struct text v, const char *more, size_t longest)
{
	size_t words = 1, len = 0;
	for (size_t i = 0; i < v.len; i++) {
		char c = v.at[i];
		if (c == '.' && len > 0) {
			words++;
			len = 0;
		} else if ((is_letter(c) || is_digit(c) || (unsigned char)c >= 0x80 ||
		            is_one_of(c, more)) &&
		           len < longest)
			len++;
		else
			return 0;
	}
	return len > 0 ? words : 0;
}

/* RFC 5321 without quotes and addresses of machines; letters of any script (RFC 6531). */
enum fault email_convert(const struct rule *rule, struct text v, struct arena *mem,
                         struct text *out)
{
	(void)rule;
	(void)mem;
	const char *at = memrchr(v.at, '@', v.len);
	if (!at || v.len > 254)
		return BAD_EMAIL;
	struct text local = { v.at, (size_t)(at - v.at) };
	struct text domain = { at + 1, v.len - local.len - 1 };
	bool hyphen = domain.len > 0 && (domain.at[0] == '-' || domain.at[domain.len - 1] == '-');
	bool fits = local.len <= 64 && dotted(local, "!#$%&'*+/=?^_`{|}~-", 64) > 0 && !hyphen &&
	            dotted(domain, "-", 63) > 1 && !memmem(domain.at, domain.len, "-.", 2) &&
	            !memmem(domain.at, domain.len, ".-", 2);
	return kept(fits, BAD_EMAIL, v, out);
}

/* RFC 3986: a scheme, a colon, and characters that may stand in a URI. */
enum fault uri_convert(const struct rule *rule, struct text v, struct arena *mem, struct text *out)
{
	(void)rule;
	(void)mem;
	size_t i = 0;
	while (i < v.len &&
	       (is_letter(v.at[i]) || (i > 0 && (is_digit(v.at[i]) || is_one_of(v.at[i], "+-.")))))
		i++;
	if (i == 0 || i + 1 >= v.len || v.at[i] != ':')
		return BAD_URI;
	for (i++; i < v.len; i++) {
		if (v.at[i] == '%') {
			if (i + 2 >= v.len || !is_hex(v.at[i + 1]) || !is_hex(v.at[i + 2]))
				return BAD_URI;
		} else if (!is_letter(v.at[i]) && !is_digit(v.at[i]) &&
		           !is_one_of(v.at[i], "-._~:/?#[]@!$&'()*+,;="))
			return BAD_URI;
	}
	*out = v;
	return FINE;
}

enum fault uuid_convert(const struct rule *rule, struct text v, struct arena *mem, struct text *out)
{
	(void)rule;
	(void)mem;
	bool fits = v.len == 36;
	for (size_t i = 0; fits && i < 36; i++)
		fits = i == 8 || i == 13 || i == 18 || i == 23 ? v.at[i] == '-' : is_hex(v.at[i]);
	return kept(fits, BAD_UUID, v, out);
}

enum fault binary_convert(const struct rule *rule, struct text v, struct arena *mem,
                          struct text *out)
{
	(void)rule;
	(void)mem;
	size_t n = v.len;
	for (int pads = 0; pads < 2 && n > 0 && v.at[n - 1] == '='; pads++)
		n--;
	bool fits = v.len % 4 == 0;
	for (size_t i = 0; fits && i < n; i++)
		fits = is_letter(v.at[i]) || is_digit(v.at[i]) || v.at[i] == '+' || v.at[i] == '/';
	return kept(fits, BAD_BINARY, v, out);
}

static bool is_among(struct text v, struct texts words)
{
	for (size_t i = 0; i < words.n; i++)
		if (text_same(v, words.at[i]))
			return true;
	return false;
}

int boolean_open(struct run *run, const struct feed *feed, const struct rule *rule)
{
	for (size_t i = 0; i < rule->no.n && rule->field->type == FIELD_BOOLEAN; i++)
		if (is_among(rule->no.at[i], rule->yes))
			return rule_fail(run, feed, rule->field, "falseValues", rule->no.at[i],
			                 "is among trueValues as well");
	return 0;
}

enum fault boolean_convert(const struct rule *rule, struct text v, struct arena *mem,
                           struct text *out)
{
	bool yes = is_among(v, rule->yes);
	if (!yes && !is_among(v, rule->no))
		return NOT_BOOLEAN;
	/* Not a literal: whoever comes next may read some bytes behind it, as behind any other value. */
	*out = (struct text){ arena_copy(mem, yes ? "true" : "false", yes ? 4 : 5), yes ? 4 : 5 };
	return FINE;
}
