/* tests/unit/csv/script.c - what was read of a CSV, as one text. */
#include "script.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

void say(struct script *s, struct text t)
{
	if (s->len + t.len + 1 > s->room) {
		s->room = (s->len + t.len + 1) * 2;
		s->at = realloc(s->at, s->room);
		assert_non_null(s->at);
	}
	if (t.len > 0)
		memcpy(s->at + s->len, t.at, t.len);
	s->len += t.len;
	s->at[s->len] = 0;
}

void say_number(struct script *s, const char *before, uint64_t n)
{
	char number[64];
	snprintf(number, sizeof(number), "%s%" PRIu64, before, n);
	say(s, text_of(number));
}

void say_reject(struct script *s, uint64_t line, const char *word, struct text value,
                struct text raw)
{
	say_number(s, "\nreject ", line);
	say(s, TEXT(" "));
	say(s, text_of(word));
	say(s, TEXT(" "));
	say(s, value);
	say(s, TEXT(" <"));
	say(s, raw);
	say(s, TEXT(">"));
}

struct script joined(struct script a, struct script b, struct script c)
{
	say(&a, (struct text){ b.at, b.len });
	say(&a, (struct text){ c.at, c.len });
	free(b.at);
	free(c.at);
	return a;
}
