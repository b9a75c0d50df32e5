/* tests/unit/csv/script.h - what was read of a CSV, as one text. */
#pragma once
#include "lib/text.h"
#include <stdint.h>

struct script {
	char *at;
	size_t len, room;
};

void say(struct script *, struct text);
void say_number(struct script *, const char *before, uint64_t n);
void say_reject(struct script *, uint64_t line, const char *word, struct text value,
                struct text raw);
/* One text of the three; the last two are freed. */
struct script joined(struct script, struct script, struct script);
