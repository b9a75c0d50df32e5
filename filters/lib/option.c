/* filters/lib/option.c - reading options by their tables. */
#include "lib/option.h"
#include <stdarg.h>
#include <stdio.h>

const struct opt common_opts[] = {
	{ 'o', OPT_TEXT, "output", "FILE", "write to FILE, which appears only when whole",
	  offsetof(struct common, output) },
	{ 'q', OPT_FLAG, "quiet", NULL, "no remarks, only errors", offsetof(struct common, quiet) },
	{ 0, OPT_TEXT, "rejects", "FILE", "write rejected records to FILE",
	  offsetof(struct common, rejects) },
	{ 0, OPT_TEXT, "max-rejects", "N|N%", "go on without so many rejected records; default 0",
	  offsetof(struct common, max_rejects) },
	{ 0, OPT_TEXT, "ledger", "FILE", "write the counts of records to FILE",
	  offsetof(struct common, ledger) },
	{ 0, OPT_TEXT, "label", "NAME", "its name in rejects and ledger; default: the filter's",
	  offsetof(struct common, label) },
	{ 0, OPT_COUNT, "batch-size", "N", "handle so many records at a time; default 1024",
	  offsetof(struct common, batch_size) },
	{ 0, OPT_COUNT, "threads", "N",
	  "work on so many threads, at most 256; default: one for each processor",
	  offsetof(struct common, threads) },
	{ 0, OPT_COUNT, "piece-size", "BYTES",
	  "each takes so much of the input at a time; default 262144",
	  offsetof(struct common, piece_size) },
	{ 0, OPT_TEXT, "memory", "SIZE",
	  "sort, dedup, aggregate hold no more, the rest in a file: 64M, 2G; default: a quarter of all",
	  offsetof(struct common, memory) },
	{ 0, OPT_COUNT, "max-size", "BYTES", "give up an input that is larger, unpacked",
	  offsetof(struct common, max_size) },
	{ 0, OPT_FLAG, "help", NULL, "print this help", offsetof(struct common, help) },
	{ 0, OPT_FLAG, "version", NULL, "print the version", offsetof(struct common, version) },
	{ 0 },
};

struct reading {
	const struct opt_table *tables;
	size_t n;
	struct arena *mem;
	const char **why;
};

static int refuse(struct reading *r, const char *format, ...)
{
	char *line = arena_take(r->mem, 512);
	va_list args;
	va_start(args, format);
	vsnprintf(line, 512, format, args);
	va_end(args);
	*r->why = line;
	return EX_USAGE;
}

typedef bool match(const struct opt *, struct text);

static bool by_name(const struct opt *o, struct text name)
{
	return o->kind != OPT_OPERAND && text_is(name, o->name);
}

static bool by_letter(const struct opt *o, struct text letter)
{
	return o->kind != OPT_OPERAND && o->letter && o->letter == letter.at[0];
}

static const struct opt *find(const struct reading *r, match *fits, struct text what, char **into)
{
	for (size_t t = 0; t < r->n; t++)
		for (const struct opt *o = r->tables[t].rows; o && o->name; o++)
			if (fits(o, what)) {
				*into = (char *)r->tables[t].into + o->at;
				return o;
			}
	return NULL;
}

static int unknown_option(struct reading *r, struct text name)
{
	struct text words[64];
	size_t n = 0;
	for (size_t t = 0; t < r->n; t++)
		for (const struct opt *o = r->tables[t].rows; o && o->name && n < 64; o++)
			if (o->kind != OPT_OPERAND)
				words[n++] = text_of(o->name);
	const struct text *near = text_nearest(name, words, n);
	if (near)
		return refuse(r, "--%.*s: no such option; the nearest is --%s", (int)name.len, name.at,
		              near->at);
	return refuse(r, "--%.*s: no such option; see --help", (int)name.len, name.at);
}

static void append(struct arena *mem, size_t *n, struct text **list, struct text more)
{
	*list = arena_append(mem, *list, *n, sizeof(more));
	(*list)[(*n)++] = more;
}

static int choose(struct reading *r, const struct opt *o, const char *given, struct text value)
{
	struct text words[32];
	size_t n = 0;
	for (const char *at = o->arg; at && *at && n < 32; at += *at == '|') {
		size_t len = strcspn(at, "|");
		words[n++] = (struct text){ at, len };
		at += len;
	}
	for (size_t i = 0; i < n; i++)
		if (text_same(words[i], value))
			return 0;
	const struct text *near = text_nearest(value, words, n);
	if (near)
		return refuse(r, "%s %s: expected %s; the nearest is '%.*s'", given, value.at, o->arg,
		              (int)near->len, near->at);
	return refuse(r, "%s %s: expected %s", given, value.at, o->arg);
}

/* Of two values one would be lost in silence. A run gives all its stages a size of batches, so there the last counts. */
static bool differs(const struct opt *o, const void *into, struct text value, size_t n)
{
	static const struct text last_counts = TEXT("batch-size");
	const struct text *text = into;
	const size_t *count = into;
	if (o->kind == OPT_COUNT)
		return *count != 0 && *count != n && !text_is(last_counts, o->name);
	return text->at && !text_same(*text, value);
}

/* Puts a value where its row says. given: how the user wrote the option. */
static int set(struct reading *r, const struct opt *o, const char *given, const char *value,
               void *into)
{
	struct text t = text_of(value);
	uint64_t n = 0;
	if (!*value && o->arg && strcmp(o->arg, "FILE") == 0)
		return refuse(r, "%s '': expected the name of a file", given);
	switch (o->kind) {
	case OPT_FLAG:
		*(bool *)into = true;
		return 0;
	case OPT_COUNT:
		if (!text_count(t, SIZE_MAX, &n) || n == 0)
			return refuse(r, "%s %s: expected a whole number from 1 on", given, value);
		if (differs(o, into, t, (size_t)n))
			return refuse(r, "%s: given twice", given);
		*(size_t *)into = (size_t)n;
		return 0;
	case OPT_CHOICE:
		if (differs(o, into, t, 0))
			return refuse(r, "%s: given twice", given);
		*(struct text *)into = t;
		return choose(r, o, given, t);
	case OPT_COLUMNS: {
		struct columns *c = into;
		c->option = given;
		append(r->mem, &c->n, &c->name, t);
		return 0;
	}
	case OPT_LIST: {
		struct texts *list = into;
		append(r->mem, &list->n, &list->at, t);
		return 0;
	}
	case OPT_TEXT:
	case OPT_OPERAND:
		break;
	}
	if (differs(o, into, t, 0))
		return refuse(r, "%s: given twice", given);
	*(struct text *)into = t;
	return 0;
}

/* "--name", "--name=value", "--name value". *i stays at the last word used. */
static int read_long(struct reading *r, int argc, char **argv, int *i)
{
	const char *word = argv[*i] + 2, *equals = strchr(word, '=');
	struct text name = { word, equals ? (size_t)(equals - word) : strlen(word) };
	char *into;
	const struct opt *o = find(r, by_name, name, &into);
	if (!o)
		return unknown_option(r, name);
	char *given = arena_copy(r->mem, argv[*i], name.len + 2);
	if (o->kind == OPT_FLAG && equals)
		return refuse(r, "%s: takes no value", given);
	if (o->kind == OPT_FLAG || equals)
		return set(r, o, given, equals ? equals + 1 : "", into);
	if (*i + 1 >= argc)
		return refuse(r, "%s: expected %s behind it", given, o->arg);
	return set(r, o, given, argv[++*i], into);
}

/* "-q", "-qk", "-kNAME", "-k NAME", "-qk NAME". */
static int read_short(struct reading *r, int argc, char **argv, int *i)
{
	for (const char *at = argv[*i] + 1; *at; at++) {
		char *into, *given = arena_copy(r->mem, "-?", 2);
		const struct opt *o = find(r, by_letter, (struct text){ at, 1 }, &into);
		given[1] = *at;
		if (!o)
			return refuse(r, "%s: no such option; see --help", given);
		if (o->kind == OPT_FLAG) {
			set(r, o, given, "", into);
			continue;
		}
		if (at[1])
			return set(r, o, given, at + 1, into);
		if (*i + 1 >= argc)
			return refuse(r, "%s: expected %s behind it", given, o->arg);
		return set(r, o, given, argv[++*i], into);
	}
	return 0;
}

/* The first words that are no options go to the operands of the tables. */
static int take_operands(struct reading *r, struct texts *words, bool help)
{
	size_t used = 0;
	for (size_t t = 0; t < r->n; t++)
		for (const struct opt *o = r->tables[t].rows; o && o->name; o++) {
			if (o->kind != OPT_OPERAND || help || (used == words->n && o->arg[0] == '['))
				continue;
			if (used == words->n)
				return refuse(r, "expected %s (%s); see --help", o->arg, o->help);
			struct text word = words->at[used++];
			*(struct text *)((char *)r->tables[t].into + o->at) = word;
			if (strchr(o->arg, '|') && choose(r, o, o->name, word) != 0)
				return EX_USAGE;
		}
	words->at += used;
	words->n -= used;
	return 0;
}

static bool asks_for_help(const struct reading *r)
{
	for (size_t t = 0; t < r->n; t++)
		if (r->tables[t].rows == common_opts) {
			const struct common *c = r->tables[t].into;
			return c->help || c->version;
		}
	return false;
}

int options_read(const struct opt_table *tables, size_t n, int argc, char **argv, struct arena *mem,
                 struct texts *operands, const char **why)
{
	struct reading r = { tables, n, mem, why };
	*operands = (struct texts){ 0 };
	bool ended = false;
	for (int i = 1; i < argc; i++) {
		const char *word = argv[i];
		int status = 0;
		if (ended || word[0] != '-' || !word[1])
			append(mem, &operands->n, &operands->at, text_of(word));
		else if (strcmp(word, "--") == 0)
			ended = true;
		else if (word[1] == '-')
			status = read_long(&r, argc, argv, &i);
		else
			status = read_short(&r, argc, argv, &i);
		if (status != 0 && !asks_for_help(&r))
			return status;
	}
	return take_operands(&r, operands, asks_for_help(&r));
}
