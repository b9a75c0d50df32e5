/* filters/clean/pattern.c - XML Schema's regular expressions, matched by PCRE2 without backtracking.
 *
 * https://www.w3.org/TR/xmlschema-2/#regexs. Only what both languages read alike gets through to
 * PCRE2, so that no lookaround, backreference, recursion or verb does: what is left is matched by its DFA
 * matcher, which follows all paths at once: (a+)+b, for which backtracking takes ages, is a matter of
 * microseconds. The number of paths is bounded, and so is the length of a text, so that the worst pattern
 * with the worst text takes seconds, not ages.
 */
/* link: -lpcre2-8 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "clean/clean.h"
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

static const char *odd(struct text p, size_t *at)
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
		else if (c == '(' && i + 1 < p.len && p.at[i + 1] == '?') {
			why = i + 2 < p.len && p.at[i + 2] == ':' ? NULL : "holds (? with no : behind it";
			i += 2;
		} else if (repeated && (c == '+' || c == '*' || c == '?' || c == '{'))
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

struct pattern *pattern_new(struct text source, struct arena *mem, const char **why, size_t *at)
{
	size_t byte = 0;
	int code = 0;
	*why = odd(source, &byte);
	pcre2_compile_context *form = *why ? NULL : pcre2_compile_context_create(NULL);
	struct pattern *p = arena_zeros(mem, sizeof(*p));
	if (form) {
		pcre2_set_newline(form, PCRE2_NEWLINE_ANYCRLF); /* what . does not match */
		p->code =
			pcre2_compile((PCRE2_SPTR)source.at, source.len,
		                  PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_DOLLAR_ENDONLY | PCRE2_UTF |
		                      PCRE2_UCP | PCRE2_NO_AUTO_POSSESS | PCRE2_NEVER_BACKSLASH_C,
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

enum fault pattern_check(const struct pattern *p, struct text v)
{
	if (v.len > LONGEST_TEXT)
		return PATTERN_LIMIT;
	int found = pcre2_dfa_match(p->code, (PCRE2_SPTR)v.at, v.len, 0, PCRE2_NO_UTF_CHECK, p->data,
	                            p->limits, p->space, WORKSPACE);
	return found >= 0 ? FINE : found == PCRE2_ERROR_NOMATCH ? PATTERN : PATTERN_LIMIT;
}

void pattern_free(struct pattern *p)
{
	if (!p)
		return;
	pcre2_code_free(p->code);
	pcre2_match_data_free(p->data);
	pcre2_match_context_free(p->limits);
}
