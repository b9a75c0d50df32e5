/* filters/harmonise/tables/near.c - names that a slip of the pen turns into another country's. */
#include "near.h"

static size_t common(struct text a, struct text b)
{
	size_t n = 0;
	while (n < a.len && n < b.len && a.at[n] == b.at[n])
		n++;
	return n;
}

static struct text behind(struct text v, size_t n)
{
	return (struct text){ v.at + n, v.len - n };
}

/* English names are ASCII once they are folded, so that bytes are letters where it matters. */
bool is_near(struct text a, struct text b)
{
	if (a.len > b.len + 1 || b.len > a.len + 1)
		return false;
	size_t n = common(a, b);
	return text_same(behind(a, n + (n < a.len && a.len >= b.len)),
	                 behind(b, n + (n < b.len && b.len >= a.len)));
}

const char *near_country(const struct found *names, size_t n, struct text key, const char *code)
{
	for (size_t i = 0; i < n; i++)
		if (names[i].english && names[i].kind == IS_COUNTRY && strcmp(names[i].code, code) != 0 &&
		    is_near(names[i].key, key))
			return names[i].code;
	return NULL;
}
