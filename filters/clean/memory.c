/* filters/clean/memory.c - what became of values that were seen before. */
#include "clean/memory.h"
#include "lib/memo.h"

#define LONGEST 128 /* bytes of a value that is kept */
#define MOST_BYTES ((size_t)16 << 20)

struct answer {
	struct cleaned cleaned;
	enum fault fault;
	bool same; /* the value is good as it is */
};

static void begin(struct memory *m)
{
	if (!m->memo) {
		m->memo = memo_new(m->seed, m->most);
		m->kept = arena_new();
	}
	m->answers = arena_take(m->kept, m->most * sizeof(*m->answers));
}

static struct answer *find(struct memory *m, const struct rule *rule, struct text value)
{
	bool fresh;
	if (!m->answers)
		begin(m);
	uint32_t number = memo_find(m->memo, value, &fresh);
	if (number == MEMO_FULL) {
		m->full = true;
		return NULL;
	}
	struct answer *a = &m->answers[number];
	if (!fresh) {
		m->hits++;
		return a;
	}
	m->misses++;
	struct text own = memo_text(m->memo, number);
	a->fault = rule_clean(rule, own, m->kept, &a->cleaned);
	a->same = a->fault == FINE && text_same(a->cleaned.text, own);
	m->full |= arena_held(m->kept) > MOST_BYTES;
	return a;
}

static struct text copy(struct arena *mem, struct text v)
{
	if (v.len > 0)
		v.at = arena_copy(mem, v.at, v.len);
	return v;
}

enum fault memory_clean(struct memory *m, const struct rule *rule, struct text value,
                        struct arena *mem, struct cleaned *out)
{
	struct answer *a = value.len <= LONGEST && !m->useless ? find(m, rule, value) : NULL;
	if (!a)
		return rule_clean(rule, value, mem, out);
	/* Copied: the batch may outlive what is kept here. */
	out->text = a->same || a->fault != FINE ? value : copy(mem, a->cleaned.text);
	out->status = a->cleaned.status; /* the rule's own */
	out->note = copy(mem, a->cleaned.note);
	return a->fault;
}

void memory_turn(struct memory *m)
{
	if (!m->full)
		return;
	m->full = false;
	m->useless = m->hits < m->misses;
	if (m->useless) {
		memory_end(m);
		return;
	}
	m->hits = m->misses = 0;
	memo_empty(m->memo);
	arena_free(m->kept); /* what an emptied one holds would count as full again */
	m->kept = arena_new();
	m->answers = NULL;
}

void memory_end(struct memory *m)
{
	memo_free(m->memo);
	arena_free(m->kept);
	m->memo = NULL;
	m->kept = NULL;
	m->answers = NULL;
}
