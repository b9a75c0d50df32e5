/* filters/derive/words.c - a program cut into words. */
#include "derive/words.h"
#include "lib/day.h"
#include <stdarg.h>
#include <stdio.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80);
}

bool words_fail(struct words *w, size_t at, const char *why, ...)
{
	char line[1024];
	va_list args;
	va_start(args, why);
	vsnprintf(line, sizeof(line), why, args);
	va_end(args);
	size_t number = 1, begin = 0;
	bool several = false;
	for (size_t i = 0; i < w->source.len; i++) {
		several |= w->source.at[i] == '\n';
		if (i < at && w->source.at[i] == '\n') {
			number++;
			begin = i + 1;
		}
	}
	size_t character = utf8_count((struct text){ w->source.at + begin, at - begin }) + 1;
	if (several)
		run_fail(w->run, EX_USAGE, "%s: line %zu, character %zu: %s", w->what, number, character,
		         line);
	else
		run_fail(w->run, EX_USAGE, "%s: character %zu: %s", w->what, character, line);
	return false;
}

static size_t skip_blanks(const struct words *w, size_t at)
{
	const struct text s = w->source;
	while (at < s.len) {
		if (s.at[at] == '#')
			while (at < s.len && s.at[at] != '\n')
				at++;
		else if (s.at[at] == ' ' || (s.at[at] >= '\t' && s.at[at] <= '\r'))
			at++;
		else
			break;
	}
	return at;
}

static char escaped(char c)
{
	switch (c) {
	case 't':
		return '\t';
	case 'n':
		return '\n';
	case '\\':
	case '"':
	case '\'':
		return c;
	default:
		return 0;
	}
}

static bool take_text(struct words *w)
{
	struct word *now = &w->now;
	const struct text s = w->source;
	char quote = s.at[now->at], *to = arena_take(run_arena(w->run), s.len - now->at);
	size_t at = now->at + 1, n = 0;
	for (; at < s.len && s.at[at] != quote; at++) {
		char c = s.at[at];
		if (c == '\\') {
			c = ++at < s.len ? escaped(s.at[at]) : 0;
			if (c == 0)
				return words_fail(w, at - 1, "a backslash stands before t, n, \\, \" or ' only");
		}
		to[n++] = c;
	}
	if (at == s.len)
		return words_fail(w, now->at, "this text has no end; expected %c", quote);
	now->kind = WORD_TEXT;
	now->text = (struct text){ to, n };
	now->len = at + 1 - now->at;
	return true;
}

/* In a name, ]] stands for ]. */
static bool take_column(struct words *w)
{
	struct word *now = &w->now;
	const struct text s = w->source;
	char *to = arena_take(run_arena(w->run), s.len - now->at);
	size_t at = now->at + 1, n = 0;
	bool closed = false;
	for (; at < s.len && !closed; at++) {
		bool doubled = s.at[at] == ']' && at + 1 < s.len && s.at[at + 1] == ']';
		closed = s.at[at] == ']' && !doubled;
		at += doubled;
		if (!closed)
			to[n++] = s.at[at];
	}
	if (!closed)
		return words_fail(w, now->at, "this name has no end; expected ]");
	now->kind = WORD_COLUMN;
	now->text = (struct text){ to, n };
	now->len = at - now->at;
	return true;
}

static bool take_number(struct words *w)
{
	struct word *now = &w->now;
	const struct text s = { w->source.at + now->at, w->source.len - now->at };
	size_t n = 0;
	while (n < s.len && is_digit(s.at[n]))
		n++;
	bool day = n == 4 && s.len >= 10 && s.at[4] == '-' && s.at[7] == '-' && is_digit(s.at[5]) &&
	           is_digit(s.at[6]) && is_digit(s.at[8]) && is_digit(s.at[9]);
	if (day) {
		n = 10;
		if (day_read(s.at) == 0)
			return words_fail(w, now->at, "%.10s: there is no such day", s.at);
	} else if (n + 1 < s.len && s.at[n] == '.' && is_digit(s.at[n + 1])) {
		for (n++; n < s.len && is_digit(s.at[n]);)
			n++;
	}
	if (n < s.len && (is_letter(s.at[n]) || is_digit(s.at[n]) || s.at[n] == '.'))
		return words_fail(w, now->at,
		                  "a number is written as 12 or 12.5; a column's name that "
		                  "begins with a digit stands in [ ]");
	now->kind = day ? WORD_DAY : WORD_NUMBER;
	now->text = (struct text){ s.at, n };
	now->len = n;
	return true;
}

static bool take_sign(struct words *w)
{
	static const char *const signs[] = { "==", "!=", "<=", ">=", "<", ">", "=", "+",
		                                 "-",  "*",  "/",  "(",  ")", ",", ";" };
	struct word *now = &w->now;
	const char *at = w->source.at + now->at;
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		size_t n = strlen(signs[i]);
		if (n > w->source.len - now->at || memcmp(at, signs[i], n) != 0)
			continue;
		now->kind = WORD_SIGN;
		now->text = (struct text){ at, n };
		now->len = n;
		return true;
	}
	return words_fail(w, now->at, "'%c' is no part of the language", *at);
}

bool words_next(struct words *w)
{
	struct word *now = &w->now;
	const struct text s = w->source;
	*now = (struct word){ .at = skip_blanks(w, now->at + now->len) };
	now->text = (struct text){ s.at + now->at, 0 };
	if (now->at == s.len)
		return true;
	char c = s.at[now->at];
	if (is_letter(c)) {
		size_t n = 1;
		while (now->at + n < s.len && (is_letter(s.at[now->at + n]) || is_digit(s.at[now->at + n])))
			n++;
		now->kind = WORD_NAME;
		now->text.len = now->len = n;
		return true;
	}
	if (c == '"' || c == '\'')
		return take_text(w);
	if (c == '[')
		return take_column(w);
	return is_digit(c) ? take_number(w) : take_sign(w);
}

bool words_open(struct words *w, struct run *run, const char *what, struct text source)
{
	*w = (struct words){ .run = run, .what = what, .source = source };
	size_t good = utf8_valid(source.at, source.len);
	if (good < source.len)
		return words_fail(w, good, "this is no UTF-8");
	return words_next(w);
}
