/* filters/harmonise/tables/near.h - names that a slip of the pen turns into another country's. */
#pragma once
#include "pool.h"

/* One letter more, one less, or another one. */
bool is_near(struct text a, struct text b);
/* The code of another country that has an English name so near to the key, or null. */
const char *near_country(const struct found *names, size_t n, struct text key, const char *code);
