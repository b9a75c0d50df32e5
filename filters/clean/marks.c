/* filters/clean/marks.c - marks in values: those that stand for a status, and notes behind what is a value. */
#include "clean/clean.h"

/* As given, and tidied as values are, so that the two can be compared. */
static int tidy_marks(struct run *run, const struct feed *feed, const struct rule *rule,
                      const char *key, const struct marks *given, struct marks *to)
{
	struct arena *mem = run_arena(run);
	*to = (struct marks){ 0, arena_take(mem, (2 * given->n + 1) * sizeof(*to->at)) };
	for (size_t i = 0; i < given->n; i++) {
		struct mark mark = given->at[i];
		to->at[to->n++] = mark;
		if (tidy_text(mark.mark, mem, &mark.mark) != FINE)
			return rule_fail(run, feed, rule->field, key, mark.mark, "holds a control character");
		if (mark.mark.len > 0)
			to->at[to->n++] = mark;
	}
	return 0;
}

int marks_make(struct run *run, const struct feed *feed, struct rule *rule)
{
	const struct field *field = rule->field;
	int status = tidy_marks(run, feed, rule, "weir:status", &field->status, &rule->status);
	if (status == 0)
		status = tidy_marks(run, feed, rule, "weir:notes", &field->notes, &rule->notes);
	for (size_t i = 0; i < rule->status.n && status == 0; i++) {
		const struct mark *mark = &rule->status.at[i];
		if (mark->mark.len > 0)
			rule->missing_first[(unsigned char)mark->mark.at[0]] = true;
		else
			rule->blank_status = mark->word;
	}
	for (size_t i = 0; i < rule->notes.n && status == 0; i++)
		if (rule->notes.at[i].mark.len == 0)
			status =
				rule_fail(run, feed, field, "weir:notes", rule->notes.at[i].mark, "is no mark");
	return status;
}

const struct mark *marks_status(const struct rule *rule, struct text value)
{
	for (size_t i = 0; i < rule->status.n && value.len > 0; i++)
		if (text_same(rule->status.at[i].mark, value))
			return &rule->status.at[i];
	return NULL;
}

static int class_of(char c)
{
	bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
	return letter ? 1 : c >= '0' && c <= '9' ? 2 : 0;
}

static const struct mark *longest(const struct marks *notes, struct text v)
{
	const struct mark *found = NULL;
	for (size_t i = 0; i < notes->n; i++) {
		struct text mark = notes->at[i].mark;
		if (v.len >= mark.len && memcmp(v.at + v.len - mark.len, mark.at, mark.len) == 0 &&
		    (!found || mark.len > found->mark.len))
			found = &notes->at[i];
	}
	return found;
}

/* Puts a word before those that stand behind it in the value. */
static struct text before(struct text word, struct text words, struct arena *mem)
{
	if (word.len == 0 || words.len == 0)
		return word.len == 0 ? words : word;
	char *to = arena_take(mem, word.len + 1 + words.len), *end = mempcpy(to, word.at, word.len);
	*end++ = ' ';
	end = mempcpy(end, words.at, words.len);
	return (struct text){ to, (size_t)(end - to) };
}

/* A letter behind letters may belong to a word, and a digit behind digits to a number: then it is no mark, unless all
 * of them are, as in 12 bp. */
struct text marks_notes(const struct rule *rule, struct text *value, struct arena *mem)
{
	struct text left = *value, words = { 0 }, so_far = { 0 };
	const struct mark *found;
	while (left.len > 0 && (found = longest(&rule->notes, left))) {
		int class = class_of(found->mark.at[0]);
		left.len -= found->mark.len;
		so_far = before(found->word, so_far, mem);
		if (left.len > 0 && class != 0 && class_of(left.at[left.len - 1]) == class)
			continue;
		while (left.len > 0 && left.at[left.len - 1] == ' ')
			left.len--;
		*value = left;
		words = so_far;
	}
	return words;
}
