/* filters/clean/look.h - the first look at a value, which nearly always is the last: good as it is.
 *
 * Each takes a value that is not empty and begins with no byte of a missing one. True: it is clean,
 * and in *v. They know what makes a value surely good, and nothing of what is wrong with others.
 */
#pragma once
#include "clean/clean.h"
#include "lib/day.h"

struct desk { /* where dates are written: room for all of a column's in a batch at once */
	struct arena *mem;
	char *at;
	size_t rows;
};

static inline bool look_never(const struct rule *rule, struct text *v, struct desk *desk)
{
	(void)rule;
	(void)v;
	(void)desk;
	return false;
}

static inline bool look_text(const struct rule *rule, struct text *v, struct desk *desk)
{
	(void)desk; /* bytes are at least as many as characters */
	return v->len <= rule->longest && tidy_already(*v) &&
	       (rule->shortest <= 1 || utf8_count(*v) >= rule->shortest);
}

/* Digits without a zero in front. */
static inline bool look_integer(const struct rule *rule, struct text *v, struct desk *desk)
{
	(void)desk;
	if (v->len > 18 || (v->at[0] == '0' && v->len > 1))
		return false;
	int64_t n = 0;
	for (size_t i = 0; i < v->len; i++) {
		unsigned digit = (unsigned)v->at[i] - '0';
		if (digit > 9)
			return false;
		n = n * 10 + digit;
	}
	return n >= rule->low && n <= rule->high;
}

/* The same, or with a point and digits behind it where no limit is to be held. */
static inline bool look_number(const struct rule *rule, struct text *v, struct desk *desk)
{
	if (look_integer(rule, v, desk))
		return true;
	if (!rule->pointed || (v->at[0] == '0' && v->len > 1 && v->at[1] != '.'))
		return false;
	size_t point = SIZE_MAX;
	for (size_t i = 0; i < v->len; i++) {
		if (v->at[i] >= '0' && v->at[i] <= '9')
			continue;
		if (v->at[i] != '.' || point != SIZE_MAX || i == 0 || i + 1 == v->len)
			return false;
		point = i;
	}
	return true;
}

static inline bool look_year(const struct rule *rule, struct text *v, struct desk *desk)
{
	return v->len == 4 && v->at[0] != '0' && look_integer(rule, v, desk);
}

static inline char *look_room(struct desk *desk)
{
	if (!desk->at)
		desk->at = arena_take(desk->mem, desk->rows * 10);
	char *at = desk->at;
	desk->at += 10;
	return at;
}

/* YYYY-MM-DD stays; DD/MM/YYYY, or with another mark between, is written anew. */
static inline bool look_date(const struct rule *rule, struct text *v, struct desk *desk)
{
	if (v->len != 10)
		return false;
	const char *at = v->at;
	char d[8];
	bool iso = rule->iso && at[4] == '-' && at[7] == '-';
	if (iso) {
		memcpy(d, at, 4);
		memcpy(d + 4, at + 5, 2);
		memcpy(d + 6, at + 8, 2);
	} else if (rule->between && at[2] == rule->between && at[5] == rule->between) {
		memcpy(d, at + 6, 4);
		memcpy(d + 4, at + 3, 2);
		memcpy(d + 6, at, 2);
	} else
		return false;
	uint64_t w;
	memcpy(&w, d, 8);
	uint64_t n = day_digits(w);
	if (!day_packed_exists(n) || (int64_t)n < rule->low || (int64_t)n > rule->high)
		return false;
	if (!iso) {
		char *to = look_room(desk);
		memcpy(to, d, 4);
		to[4] = '-';
		memcpy(to + 5, d + 4, 2);
		to[7] = '-';
		memcpy(to + 8, d + 6, 2);
		v->at = to;
	}
	return true;
}
