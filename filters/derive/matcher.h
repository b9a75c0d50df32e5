/* filters/derive/matcher.h - a pattern of a program, and which texts matched it. */
#pragma once
#include "lib/pattern.h"
#include "lib/stage.h"

struct matcher;

/* Null: it is no pattern; *why and *at as from pattern_new. */
struct matcher *matcher_new(struct run *, struct text pattern, const char **why, size_t *at);
/* Asked once for each distinct text, as long as these are few. */
enum pattern_found matcher_ask(struct matcher *, struct text);
void matcher_free(struct matcher *);
