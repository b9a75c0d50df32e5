/* tests/unit/chain.c - a stage that with some option does its work without records. */
#include "lib/chain.h"
#include "lib/stage.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

struct idle {
	struct text where;
	bool alone;
};

static const struct opt opts[] = {
	{ 0, OPT_OPERAND, "where", "[WHERE]", "a word, or none", offsetof(struct idle, where) },
	{ 0, OPT_FLAG, "alone", NULL, "without records", offsetof(struct idle, alone) },
	{ 0 },
};

static int idle_instead(void *self, struct run *run, const struct texts *files, bool *done)
{
	const struct idle *i = self;
	*done = i->alone;
	if (!i->alone || run_checking(run))
		return 0;
	return run_fail(run, EX_NOINPUT, "where %s, %zu files", i->where.at ? i->where.at : "-",
	                files->n);
}

static int idle_open(void *self, struct run *run, const struct columns *in, struct columns *out)
{
	(void)self;
	columns_copy(run, out, in);
	return 0;
}

static int idle_batch(void *self, struct run *run, struct batch *b)
{
	(void)self;
	(void)run;
	(void)b;
	return 0;
}

static const struct stage idle = { .name = "idle",
	                               .size = sizeof(struct idle),
	                               .opts = opts,
	                               .instead = idle_instead,
	                               .open = idle_open,
	                               .batch = idle_batch };

static void says(char **argv, size_t stages, int checked, int ran, const char *why)
{
	int status, argc = 0;
	while (argv[argc])
		argc++;
	struct link links[] = { { &idle, argc, argv, "idle", -1 }, { &idle, argc, argv, "idle", -1 } };
	struct chain *c = chain_new("test", false, links, stages, &status);
	assert_int_equal(status, 0);
	assert_int_equal(chain_check(c, NULL, NULL), checked);
	if (checked == 0)
		assert_int_equal(chain_run(c, false, false), ran);
	assert_string_equal(chain_why(c), why);
	chain_free(c);
}

static void without_records(void **state)
{
	(void)state;
	says((char *[]){ "idle", "--alone", NULL }, 1, 0, EX_NOINPUT, "test: where -, 0 files");
	says((char *[]){ "idle", "--alone", "here", "a", "b", NULL }, 1, 0, EX_NOINPUT,
	     "test: where here, 2 files");
}

static void beside_others(void **state)
{
	(void)state;
	says((char *[]){ "idle", "--alone", "here", NULL }, 2, EX_USAGE, 0,
	     "test: idle handles no records with these options, so it stands alone");
}

static void with_records(void **state)
{
	(void)state;
	says((char *[]){ "idle", "here", "/nowhere/a", NULL }, 1, 0, EX_NOINPUT,
	     "test: /nowhere/a: No such file or directory");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(without_records),
		                                cmocka_unit_test(beside_others),
		                                cmocka_unit_test(with_records) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
