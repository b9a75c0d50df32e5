/* filters/lib/pattern.c - XML Schema's regular expressions, matched by PCRE2 without backtracking.
 *
 * https://www.w3.org/TR/xmlschema-2/#regexs. Only what both languages read alike gets through to
 * PCRE2, so that no lookaround, backreference, recursion or verb does: what is left is matched by its DFA
 * matcher, which follows all paths at once: (a+)+b, for which backtracking takes ages, is a matter of
 * microseconds. The number of paths is bounded, and so is the length of a text, so that the worst pattern
 * with the worst text takes seconds, not ages.
 */
/* link: -lpcre2-8 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "lib/pattern.h"
#include <pcre2.h>

#define LONGEST_PATTERN 4096
#define LONGEST_TEXT ((size_t)64 << 10)
#define WORKSPACE 3072 /* ints: some 500 paths at once */

struct pattern {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *limits;
	int *space;
};

/* Null, or why PCRE2 would read the pattern otherwise than XML Schema; *i is then where. */
static const char *odd_escape(struct text p, size_t *i)
{
	if (++*i >= p.len)
		return "ends with a backslash";
	const char *close = (p.at[*i] | 0x20) == 'p' ? memchr(p.at + *i, '}', p.len - *i) : NULL;
	if (close && p.at[*i + 1] == '{') {
		*i = (size_t)(close - p.at);
		return NULL;
	}
	return strchr("nrt\\|.?*+(){}-[]^$/'\"@#%&~:;,<>=!_ sSdDwWpP", p.at[*i]) && p.at[*i] != 0
	           ? NULL
	           : "holds an escape that is not known here";
}

static const char *odd_class(struct text p, size_t *i)
{
	*i += *i + 1 < p.len && p.at[*i + 1] == '^';
	while (++*i < p.len && p.at[*i] != ']') {
		if (p.at[*i] == '[')
			return "holds an unescaped [ in a class (classes taken from others are not known here)";
		const char *why = p.at[*i] == '\\' ? odd_escape(p, i) : NULL;
		if (why)
			return why;
	}
	return NULL; /* PCRE2 tells of a missing ] */
}

/* Null, or what is wrong with a group that begins with "(?" at *i. */
static const char *odd_group(struct text p, bool named, size_t *i)
{
	char kind = *i + 2 < p.len ? p.at[*i + 2] : 0;
	if (kind == ':') {
		*i += 2;
		return NULL;
	}
	const char *close = kind == '<' ? memchr(p.at + *i, '>', p.len - *i) : NULL;
	if (!named)
		return "holds (? with no : behind it";
	if (!close || p.at[*i + 3] == '=' || p.at[*i + 3] == '!')
		return "holds (? with neither : nor <name> behind it";
	*i = (size_t)(close - p.at);
	return NULL;
}

static const char *odd(struct text p, bool named, size_t *at)
{
	bool repeated = false; /* a quantifier ends here */
	if (p.len > LONGEST_PATTERN)
		return "is longer than 4096 bytes";
	for (size_t i = 0; i < p.len; i++) {
		const char *why = NULL;
		char c = p.at[i];
		*at = i;
		if (c == '\\')
			why = odd_escape(p, &i);
		else if (c == '[')
			why = odd_class(p, &i);
		else if (c == '(' && i + 1 < p.len && p.at[i + 1] == '*')
			why = "holds (*";
		else if (c == '(' && i + 1 < p.len && p.at[i + 1] == '?')
			why = odd_group(p, named, &i);
		else if (repeated && (c == '+' || c == '*' || c == '?' || c == '{'))
			why = "repeats a repetition";
		if (why)
			return why;
		repeated = c == '+' || c == '*' || c == '?' || c == '}';
	}
	return NULL;
}

/* PCRE2's own words for what is wrong with a pattern. */
static const char *fault_of(int code, struct arena *mem)
{
	PCRE2_UCHAR text[160];
	if (pcre2_get_error_message(code, text, sizeof(text)) < 0)
		return "is no regular expression";
	char *why = arena_take(mem, sizeof(text) + 32);
	stpcpy(stpcpy(why, "is no regular expression: "), (const char *)text);
	return why;
}

static bool prepare(struct pattern *p, struct arena *mem)
{
	p->space = arena_take(mem, WORKSPACE * sizeof(*p->space));
	p->data = pcre2_match_data_create(1, NULL);
	p->limits = pcre2_match_context_create(NULL);
	if (!p->data || !p->limits)
		return false;
	pcre2_set_match_limit(p->limits, 1000000);
	pcre2_set_heap_limit(p->limits, 16 << 10); /* KiB */
	return true;
}

struct pattern *pattern_new(struct text source, enum pattern_how how, struct arena *mem,
                            const char **why, size_t *at)
{
	size_t byte = 0;
	int code = 0;
	*why = odd(source, how == PATTERN_NAMED, &byte);
	pcre2_compile_context *form = *why ? NULL : pcre2_compile_context_create(NULL);
	struct pattern *p = arena_zeros(mem, sizeof(*p));
	unsigned lines = how == PATTERN_LINES ? PCRE2_DOTALL : 0;
	if (form) {
		pcre2_set_newline(form, PCRE2_NEWLINE_ANYCRLF); /* what . does not match */
		p->code =
			pcre2_compile((PCRE2_SPTR)source.at, source.len,
		                  PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_DOLLAR_ENDONLY | PCRE2_UTF |
		                      PCRE2_UCP | PCRE2_NO_AUTO_POSSESS | PCRE2_NEVER_BACKSLASH_C | lines,
		                  &code, &byte, form);
	}
	pcre2_compile_context_free(form);
	if (p->code && prepare(p, mem))
		return p;
	if (!*why)
		*why = !p->code && code != 0 ? fault_of(code, mem) : "needs more memory than there is";
	*at = utf8_count((struct text){ source.at, byte < source.len ? byte : source.len }) + 1;
	pattern_free(p);
	return NULL;
}

enum pattern_found pattern_match(const struct pattern *p, struct text v)
{
	if (v.len > LONGEST_TEXT)
		return PATTERN_BEYOND;
	int found = pcre2_dfa_match(p->code, (PCRE2_SPTR)v.at, v.len, 0, PCRE2_NO_UTF_CHECK, p->data,
	                            p->limits, p->space, WORKSPACE);
	return found >= 0                     ? PATTERN_MATCHES
	       : found == PCRE2_ERROR_NOMATCH ? PATTERN_DIFFERS
	                                      : PATTERN_BEYOND;
}

size_t pattern_groups(const struct pattern *p)
{
	uint32_t n = 0;
	pcre2_pattern_info(p->code, PCRE2_INFO_CAPTURECOUNT, &n);
	return n;
}

/* https://www.pcre.org/current/doc/html/pcre2api.html: an entry is the number in two bytes, and the name. */
struct text pattern_group(const struct pattern *p, size_t group)
{
	uint32_t n = 0, size = 0;
	PCRE2_SPTR entry = NULL;
	pcre2_pattern_info(p->code, PCRE2_INFO_NAMECOUNT, &n);
	pcre2_pattern_info(p->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
	pcre2_pattern_info(p->code, PCRE2_INFO_NAMETABLE, &entry);
	for (uint32_t i = 0; i < n; i++, entry += size)
		if ((size_t)(entry[0] << 8 | entry[1]) == group + 1)
			return text_of((const char *)entry + 2);
	return (struct text){ 0 };
}

enum pattern_found pattern_capture(const struct pattern *p, struct text v, struct text *groups)
{
	if (v.len > LONGEST_TEXT)
		return PATTERN_BEYOND;
	pcre2_match_data *data = pcre2_match_data_create_from_pattern(p->code, NULL);
	if (!data)
		return PATTERN_BEYOND;
	int found =
		pcre2_match(p->code, (PCRE2_SPTR)v.at, v.len, 0, PCRE2_NO_UTF_CHECK, data, p->limits);
	const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(data);
	for (size_t i = 1; found >= 0 && i <= pattern_groups(p); i++) {
		bool none = ends[2 * i] == PCRE2_UNSET;
		groups[i - 1] = (struct text){ 0 };
		if (!none)
			groups[i - 1] = (struct text){ v.at + ends[2 * i], ends[2 * i + 1] - ends[2 * i] };
	}
	pcre2_match_data_free(data);
	return found >= 0                     ? PATTERN_MATCHES
	       : found == PCRE2_ERROR_NOMATCH ? PATTERN_DIFFERS
	                                      : PATTERN_BEYOND;
}

void pattern_free(struct pattern *p)
{
	if (!p)
		return;
	pcre2_code_free(p->code);
	pcre2_match_data_free(p->data);
	pcre2_match_context_free(p->limits);
}
