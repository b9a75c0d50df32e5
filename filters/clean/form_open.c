/* filters/clean/form_open.c - checks a pattern of strptime, once, and writes out its composites. */
#include "clean/form.h"

static const struct {
	char letter;
	const char *form;
} composites[] = {
	{ 'F', "%Y-%m-%d" }, { 'T', "%H:%M:%S" }, { 'R', "%H:%M" }, { 'D', "%m/%d/%y" }, { 'e', "%d" },
	{ 'b', "%B" },       { 'h', "%B" },       { 'a', "%A" },    { 'n', " " },        { 't', " " },
};

static const char *written_out(char letter)
{
	for (size_t i = 0; i < sizeof(composites) / sizeof(*composites); i++)
		if (composites[i].letter == letter)
			return composites[i].form;
	return NULL;
}

static size_t count(struct text form, const char *letters)
{
	size_t n = 0;
	for (size_t i = 0; i + 1 < form.len; i++)
		if (form.at[i] == '%')
			n += strchr(letters, form.at[++i]) != NULL;
	return n;
}

/* Null, or what a pattern has too much or too little of. */
static const char *lacks(struct text form, bool time)
{
	size_t day = count(form, "d"), month = count(form, "mB"), of_year = count(form, "j");
	if (count(form, "Yy") != 1)
		return "needs one year (%Y or %y)";
	if (of_year > 0 ? of_year > 1 || day + month > 0 : day != 1 || month != 1)
		return "needs one day and one month (%d with %m or %B), or the day of the year (%j)";
	if (time && count(form, "HI") != 1)
		return "needs one hour (%H or %I)";
	if (count(form, "HI") > 1 || count(form, "M") > 1 || count(form, "S") > 1 ||
	    count(form, "f") > 1 || count(form, "z") > 1 || count(form, "p") > 1 ||
	    count(form, "A") > 1)
		return "has a letter twice";
	if (count(form, "I") != count(form, "p"))
		return "needs %I and %p together";
	return NULL;
}

/* Names the letter, or that it is not there. */
static const char *unknown(struct text pattern, size_t percent, size_t letter, struct arena *mem)
{
	size_t end = letter + 1;
	if (letter >= pattern.len)
		return "ends with % and no letter";
	while (end < pattern.len && ((unsigned char)pattern.at[end] & 0xc0) == 0x80)
		end++;
	char *why = arena_take(mem, end - percent + 64), *to = stpcpy(why, "holds ");
	to = mempcpy(to, pattern.at + percent, end - percent);
	stpcpy(to, ", which is not known here");
	return why;
}

bool form_open(struct text pattern, bool time, struct arena *mem, struct text *form,
               const char **why)
{
	size_t from = pattern.len >= 4 && memcmp(pattern.at, "fmt:", 4) == 0 ? 4 : 0;
	char *to = arena_take(mem, pattern.len * 4 + 1), *end = to; /* %F grows most */
	for (size_t i = from; i < pattern.len; i++) {
		if (pattern.at[i] != '%') {
			*end++ = pattern.at[i];
			continue;
		}
		size_t letter = i + 1 + (i + 1 < pattern.len && pattern.at[i + 1] == '-');
		const char *composite = letter < pattern.len ? written_out(pattern.at[letter]) : NULL;
		if (composite)
			end = stpcpy(end, composite);
		else if (letter >= pattern.len || !strchr("YymdjHIMSfpzBA%", pattern.at[letter])) {
			*why = unknown(pattern, i, letter, mem);
			return false;
		} else {
			*end++ = '%';
			*end++ = pattern.at[letter];
		}
		i = letter;
	}
	*form = (struct text){ to, (size_t)(end - to) };
	*why = lacks(*form, time);
	return *why == NULL;
}
