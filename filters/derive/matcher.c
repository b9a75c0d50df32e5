/* filters/derive/matcher.c - a pattern of a program, and which texts matched it: a match takes longer than a look-up. */
#include "derive/matcher.h"
#include "lib/memo.h"

enum { MOST = 1 << 16, LONGEST = 128 }; /* texts that are kept, and bytes of one */

struct matcher {
	struct pattern *pattern;
	struct memo *memo;
	unsigned char *answer; /* by the memo's number */
	uint64_t hits, misses;
};

struct matcher *matcher_new(struct run *run, struct text pattern, const char **why, size_t *at)
{
	struct arena *mem = run_arena(run);
	struct matcher *m = arena_zeros(mem, sizeof(*m));
	m->pattern = pattern_new(pattern, PATTERN_PLAIN, mem, why, at);
	if (!m->pattern)
		return NULL;
	m->memo = memo_new(run_seed(run), MOST);
	m->answer = arena_take(mem, MOST);
	return m;
}

enum pattern_found matcher_ask(struct matcher *m, struct text v)
{
	bool fresh, useless = m->misses >= MOST && m->hits < m->misses;
	uint32_t number = v.len > LONGEST || useless ? MEMO_FULL : memo_find(m->memo, v, &fresh);
	if (number == MEMO_FULL)
		return pattern_match(m->pattern, v);
	if (fresh) {
		m->answer[number] = (unsigned char)pattern_match(m->pattern, v);
		m->misses++;
	} else {
		m->hits++;
	}
	return (enum pattern_found)m->answer[number];
}

void matcher_free(struct matcher *m)
{
	pattern_free(m->pattern);
	memo_free(m->memo);
}
