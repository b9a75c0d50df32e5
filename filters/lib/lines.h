/* filters/lib/lines.h - is this weir text? Looks at bytes as they come, and keeps none but the header.
 *
 * It says what the reader of weir text would reject, at once; whoever wrote it with Weir wrote none of that.
 */
#pragma once
#include "lib/text.h"
#include <stdbool.h>

struct lines;
struct lines *lines_new(void);    /* null: no memory */
void lines_reset(struct lines *); /* for another text */
/* The next bytes, cut anywhere. False: no weir text, lines_why. */
bool lines_add(struct lines *, struct text);
bool lines_end(struct lines *); /* the last line may be without its LF */
uint64_t lines_records(const struct lines *);
const char *lines_why(const struct lines *); /* "line 812: 5 of 7 values" */
void lines_free(struct lines *);             /* may be null */
