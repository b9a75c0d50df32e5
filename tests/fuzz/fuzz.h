/* tests/fuzz/fuzz.h - a filter over bytes from the fuzzer. */
#pragma once
#include "lib/chain.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* A file in memory that holds the bytes, and its name. */
static int fuzz_file(const uint8_t *bytes, size_t n, char name[64])
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	if (fd < 0 || write(fd, bytes, n) != (ssize_t)n || lseek(fd, 0, SEEK_SET) != 0)
		abort();
	snprintf(name, 64, "/proc/self/fd/%d", fd);
	return fd;
}

/* A bug is a status that only a bug gives: books that do not balance, a word not in a table. */
static void fuzz_chain(const struct stage *stage, int argc, char **argv)
{
	struct link link = { stage, argc, argv, stage->name, -1 };
	int status;
	struct chain *c = chain_new("fuzz", false, &link, 1, &status);
	if (status == 0)
		status = chain_run(c, true, false);
	if (status == EX_SOFTWARE) {
		fprintf(stderr, "%s\n", chain_why(c));
		abort();
	}
	chain_free(c);
}

/* Runs the filter over the bytes as a file, with these options, which end with null; however much it rejects, and what it
 * writes goes nowhere. */
static void fuzz_filter(const struct stage *stage, const uint8_t *bytes, size_t n,
                        const char *const *options)
{
	static const char *const all[] = { "-o",        "/dev/null",     "--rejects",
		                               "/dev/null", "--max-rejects", "100%" };
	char *argv[32] = { (char *)stage->name }, name[64];
	int argc = 1, fd = fuzz_file(bytes, n, name);
	while (*options)
		argv[argc++] = (char *)*options++;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		argv[argc++] = (char *)all[i];
	argv[argc++] = name;
	fuzz_chain(stage, argc, argv);
	close(fd);
}

extern const struct stage clean_stage, parse_stage;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
