/* tests/unit/guard.c - what strangers and peers may cost, over real sockets of this host. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include "lib/guard.h"
#include "lib/wire.h"

struct line {
	int here, there;
};

static struct line dial(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);
	int listener = socket(AF_INET, SOCK_STREAM, 0), here = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&a, &len), 0);
	assert_int_equal(connect(here, (struct sockaddr *)&a, sizeof(a)), 0);
	struct line l = { here, accept(listener, NULL, NULL) };
	close(listener);
	return l;
}

static void hang_up(struct line l)
{
	close(l.here);
	close(l.there);
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Past so many of an address the oldest goes that has brought nothing; who has brought a message stays. */
static void an_address_may_have_so_many(void **state)
{
	(void)state;
	struct guard *g = guard_new();
	struct line l[80];
	for (size_t i = 0; i < 80; i++) {
		l[i] = dial();
		int shut = guard_accepted(g, l[i].there);
		assert_int_equal(shut, i <= GUARD_NEW ? -1 : l[i - GUARD_NEW].there);
		if (shut >= 0)
			guard_gone(g, shut);
		if (i == 0)
			guard_given(g, l[i].there, 1, 1);
	}
	for (size_t i = 0; i < 80; i++)
		hang_up(l[i]);
	guard_free(g);
}

static void half_of_the_descriptors_at_most(void **state)
{
	(void)state;
	struct rlimit before, few;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	few = before;
	few.rlim_cur = 4;
	struct guard *g;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	g = guard_new(); /* 64 at least */
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	struct line silent = dial(), unix_line[70];
	assert_int_equal(guard_accepted(g, silent.there), -1);
	for (size_t i = 0; i < 70; i++) {
		int pair[2];
		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
		unix_line[i] = (struct line){ pair[0], pair[1] };
		int shut = guard_accepted(g, pair[1]);
		assert_int_equal(shut, i < 63 ? -1 : i == 63 ? silent.there : pair[1]);
		if (shut >= 0)
			guard_gone(g, shut);
		guard_given(g, pair[1], 1, 1);
	}
	for (size_t i = 0; i < 70; i++)
		hang_up(unix_line[i]);
	hang_up(silent);
	guard_free(g);
}

static bool is_shut(int fd)
{
	char byte;
	return recv(fd, &byte, 1, MSG_DONTWAIT) == 0;
}

/* The next look, which is due by then. */
static void look(struct guard *g)
{
	const struct timespec t = { 0, GUARD_LOOK * 1000000L };
	nanosleep(&t, NULL);
	guard_look(g, wire_cut, 1000);
}

static void pour(struct line l, size_t n)
{
	static const char bytes[1 << 16];
	static char room[1 << 16];
	for (size_t done = 0; done < n; done += sizeof(bytes)) {
		assert_int_equal(send(l.here, bytes, sizeof(bytes), 0), sizeof(bytes));
		for (size_t got = 0; got < sizeof(bytes);)
			got += (size_t)recv(l.there, room, sizeof(bytes) - got, 0);
	}
}

static void what_is_given_out_does_not_count(void **state)
{
	(void)state;
	struct guard *g = guard_new();
	struct line l = dial();
	assert_int_equal(guard_look(g, wire_cut, 1000), 1000); /* nobody is there */
	assert_int_equal(guard_accepted(g, l.there), -1);
	pour(l, GUARD_HELD - (1 << 20));
	look(g);
	assert_false(is_shut(l.here));
	guard_given(g, l.there, GUARD_HELD - (1 << 20), 1);
	look(g);
	pour(l, GUARD_HELD - (1 << 20));
	look(g);
	assert_false(is_shut(l.here));
	pour(l, 3 << 20);
	look(g);
	assert_true(is_shut(l.here));
	hang_up(l);
	guard_free(g);
}

static void nobody_has_a_credit(void **state)
{
	(void)state;
	struct guard *g = guard_new();
	struct line l = dial();
	assert_int_equal(guard_accepted(g, l.there), -1);
	guard_given(g, l.there, 1 << 30, 1);
	look(g);
	pour(l, GUARD_HELD + (1 << 20));
	look(g);
	assert_true(is_shut(l.here));
	hang_up(l);
	guard_free(g);
}

static void calls_are_counted_by_key(void **state)
{
	(void)state;
	struct guard *g = guard_new();
	size_t n = 0;
	double since = now();
	while (guard_called(g, 7, "one"))
		n++;
	assert_true(n >= GUARD_BURST);
	assert_true((double)n <= GUARD_BURST + 1 + (now() - since) * GUARD_CALLS);
	assert_true(guard_called(g, 7, "another"));
	assert_true(guard_called(g, 7, ""));
	guard_free(g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_may_have_so_many),
		cmocka_unit_test(half_of_the_descriptors_at_most),
		cmocka_unit_test(what_is_given_out_does_not_count),
		cmocka_unit_test(nobody_has_a_credit),
		cmocka_unit_test(calls_are_counted_by_key),
	};
	return cmocka_run_group_tests_name("guard", tests, NULL, NULL);
}
