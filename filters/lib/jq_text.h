/* filters/lib/jq_text.h - the text side of jq programs, for jq.c: where definitions may begin, where in a
 * program a message points, and messages on one line. */
#pragma once
#include "lib/text.h"

/* Runs of blanks and control characters become one space; what is longer than `room` is cut between
 * two characters, and ends in "...". Gives the length; a NUL stands behind it. */
size_t jq_one_line(char *to, size_t room, struct text from);
/* How much of a program its directives (module, import, include) take: they have to come before all
 * definitions. */
size_t jq_directives(const char *program);

#define JQ_SAID 500 /* bytes of a message, with its NUL */
struct jq_said {    /* what libjq says while it compiles, on one line */
	struct text program;
	size_t cut, added; /* `added` bytes were put into the program at `cut` */
	char line[JQ_SAID];
	size_t len;
};
/* Adds one of libjq's messages, with its place in front: "line 1, column 7: foo/0 is not defined". */
void jq_say(struct jq_said *, const char *message);
