/* tests/fuzz/fuzz.h - a chain of one over bytes from the fuzzer. */
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

/* Runs it. A bug is a status that only a bug gives: books that do not balance, a word not in a table. */
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

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
