/* filters/origin/plan.c - the options: criteria, flags, columns. */
#include "origin.h"

/* NAME=REST at its first '='; false: there is none, or nothing before it. */
static bool cut_word(struct text word, struct text *name, struct text *rest)
{
	const char *equals = memchr(word.at, '=', word.len);
	if (!equals || equals == word.at)
		return false;
	*name = (struct text){ word.at, (size_t)(equals - word.at) };
	*rest = (struct text){ equals + 1, word.len - name->len - 1 };
	return true;
}

static int read_criteria(struct origin *o, struct run *run, const struct columns *in)
{
	if (o->by.n == 0)
		return run_fail(run, EX_USAGE,
		                "--by: no criterion; name them in their order, as "
		                "--by SEC_ED=school_country --by CTZ=citizenship");
	o->criterion = arena_zeros(run_arena(run), o->by.n * sizeof(*o->criterion));
	for (size_t i = 0; i < o->by.n; i++) {
		struct criterion *c = &o->criterion[o->n++];
		struct text column;
		if (!cut_word(o->by.at[i], &c->word, &column))
			return run_fail(run, EX_USAGE, "--by %s: expected CRITERION=COLUMN", o->by.at[i].at);
		int status = run_find(run, in, "--by", column, &c->col);
		if (status != 0)
			return status;
		for (size_t k = 0; k < i; k++)
			if (text_same(o->criterion[k].word, c->word))
				return run_fail(run, EX_USAGE, "--by %s: two criteria of that name",
				                o->by.at[i].at);
	}
	return 0;
}

static int read_flag(struct flag *f, struct run *run, const struct columns *in, const char *option)
{
	struct text column, values;
	if (!f->given.at)
		return 0;
	f->is_given = true;
	if (!cut_word(f->given, &column, &values) || values.len == 0)
		return run_fail(run, EX_USAGE, "%s %s: expected COLUMN=VALUE[,VALUE…]", option,
		                f->given.at);
	for (size_t begin = 0, i = 0; i <= values.len; i++) {
		if (i < values.len && values.at[i] != ',')
			continue;
		f->values.at = arena_append(run_arena(run), f->values.at, f->values.n, sizeof(struct text));
		f->values.at[f->values.n++] = (struct text){ values.at + begin, i - begin };
		begin = i + 1;
	}
	return run_find(run, in, option, column, &f->col);
}

/* Without --citizenship it is the criterion CTZ that tells citizens. */
static int read_citizenship(struct origin *o, struct run *run, const struct columns *in)
{
	if (o->citizenship.option)
		return run_pick(run, in, &o->citizenship, &o->citizen);
	for (size_t i = 0; i < o->n; i++)
		if (text_is(o->criterion[i].word, "CTZ"))
			o->citizen = (struct picks){ 1, &o->criterion[i].col };
	return 0;
}

static int read_host(struct origin *o, struct run *run, const struct columns *in)
{
	if (o->host.at && o->host_code.at)
		return run_fail(run, EX_USAGE, "--host %s: not together with --host-is", o->host.at);
	if (!o->host.at && !o->host_code.at)
		return run_fail(
			run, EX_USAGE,
			"--host: not given; name the column of the country where people are, or give "
			"the country by --host-is");
	if (o->host_code.at && o->host_code.len == 0)
		return run_fail(run, EX_USAGE, "--host-is '': expected a country");
	return o->host.at ? run_find(run, in, "--host", o->host, &o->host_col) : 0;
}

int plan_open(struct origin *o, struct run *run, const struct columns *in)
{
	static const char *const options[] = { "--distance", "--branch", "--credit" };
	int status = read_host(o, run, in);
	if (status == 0)
		status = read_criteria(o, run, in);
	if (status == 0)
		status = read_citizenship(o, run, in);
	for (size_t i = 0; i < FLAGS && status == 0; i++)
		status = read_flag(&o->flag[i], run, in, options[i]);
	if (!o->separator.at)
		o->separator = TEXT(";");
	if (status == 0 && o->separator.len == 0)
		status =
			run_fail(run, EX_USAGE, "--separator '': expected what stands between two countries");
	o->takes_first = text_is(o->several, "first");
	if (status == 0 && o->counts.at)
		status = run_output(run, o->counts.at, &o->count_file);
	return status;
}
