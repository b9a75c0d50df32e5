/* tests/fuzz/clean.c - any bytes as weir text, tidied. */
#include "fuzz.h"

extern const struct stage clean_stage;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	char name[64];
	int fd = fuzz_file(bytes, n, name);
	char *argv[] = { "clean",         "-o",   "/dev/null", "--rejects", "/dev/null",
		             "--max-rejects", "100%", name,        NULL };
	fuzz_chain(&clean_stage, 8, argv);
	close(fd);
	return 0;
}
