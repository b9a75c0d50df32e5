/* tests/unit/output.c - files appear under their name only when whole. */
#include "lib/output.h"
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>
#include <cmocka.h>

static int into_folder(void **state)
{
	static char folder[64];
	snprintf(folder, sizeof(folder), "%s/weir-unit-XXXXXX",
	         getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	*state = mkdtemp(folder);
	return *state && chdir(folder) == 0 ? 0 : -1;
}

static int away(void **state)
{
	char command[96];
	snprintf(command, sizeof(command), "rm -r '%s'", (char *)*state);
	return chdir("/") == 0 ? system(command) : -1;
}

static void content_is(const char *path, const char *want)
{
	char got[64] = "";
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? 0 : read(fd, got, sizeof(got) - 1);
	if (fd >= 0)
		close(fd);
	assert_true(n >= 0);
	assert_string_equal(got, want);
}

static void a_file_appears_when_it_is_published(void **state)
{
	(void)state;
	struct output *o = output_open("table");
	assert_int_equal(output_write(o, "new", 3), 0);
	assert_int_equal(output_finish(o), 0);
	assert_int_equal(access("table", F_OK), -1);
	assert_int_equal(output_publish(o), 0);
	output_drop(o);
	content_is("table", "new");
}

static void what_is_dropped_leaves_the_old_one(void **state)
{
	(void)state;
	struct output *o = output_open("table");
	output_write(o, "half", 4);
	output_flush(o);
	output_drop(o);
	content_is("table", "new");
}

static void a_link_stays_a_link_and_the_mode_stays(void **state)
{
	(void)state;
	assert_int_equal(symlink("table", "link"), 0);
	assert_int_equal(chmod("table", 0640), 0);
	struct output *o = output_open("link");
	output_write(o, "linked", 6);
	assert_int_equal(output_finish(o), 0);
	assert_int_equal(output_publish(o), 0);
	output_drop(o);
	struct stat s;
	assert_int_equal(lstat("link", &s), 0);
	assert_true(S_ISLNK(s.st_mode));
	assert_int_equal(stat("table", &s), 0);
	assert_int_equal(s.st_mode & 07777, 0640);
	content_is("table", "linked");
}

static void a_folder_that_is_not_there_is_named(void **state)
{
	(void)state;
	struct output *o = output_open("nowhere/table");
	assert_int_equal(output_status(o), EX_CANTCREAT);
	assert_string_equal(output_why(o), "nowhere/table: No such file or directory");
	assert_null(output_space(o, 1));
	output_drop(o);
	o = output_open(".");
	assert_int_equal(output_status(o), EX_CANTCREAT);
	output_drop(o);
}

static void a_descriptor_of_the_process_is_written_through(void **state)
{
	(void)state;
	int fd = open("log", O_RDWR | O_CREAT | O_TRUNC, 0666);
	char path[32];
	assert_int_equal(write(fd, "before ", 7), 7);
	snprintf(path, sizeof(path), "/dev/fd/%d", fd);
	assert_int_equal(output_own(path), fd);
	struct output *o = output_open(path);
	assert_false(output_has_name(o));
	output_write(o, "it ", 3);
	assert_int_equal(output_finish(o), 0);
	assert_int_equal(output_publish(o), 0);
	output_drop(o);
	assert_int_equal(write(fd, "after", 5), 5);
	close(fd);
	content_is("log", "before it after");
	assert_int_equal(output_own("/dev/stdout"), 1);
	assert_int_equal(output_own("/proc/self/fd/12"), 12);
	assert_int_equal(output_own("/dev/fd/1x"), -1);
	assert_int_equal(output_own("/dev/fd/"), -1);
	assert_int_equal(output_own("/dev/null"), -1);
	o = output_open("/dev/fd/99999");
	assert_int_equal(output_status(o), EX_CANTCREAT);
	output_drop(o);
}

static void memory_holds_what_was_written(void **state)
{
	(void)state;
	struct output *o = output_memory();
	for (int i = 0; i < 100000; i++)
		output_write(o, "0123456789", 10);
	assert_int_equal(output_bytes(o).len, 1000000);
	output_clear(o);
	assert_int_equal(output_bytes(o).len, 0);
	output_drop(o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_appears_when_it_is_published),
		cmocka_unit_test(what_is_dropped_leaves_the_old_one),
		cmocka_unit_test(a_link_stays_a_link_and_the_mode_stays),
		cmocka_unit_test(a_folder_that_is_not_there_is_named),
		cmocka_unit_test(a_descriptor_of_the_process_is_written_through),
		cmocka_unit_test(memory_holds_what_was_written),
	};
	return cmocka_run_group_tests(tests, into_folder, away);
}
