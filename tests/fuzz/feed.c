/* tests/fuzz/feed.c - any bytes as a feed descriptor, used on a small table. */
#include "fuzz.h"

extern const struct stage clean_stage;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const char table[] =
		"a\tb\tc\n1\t2024-02-29\tx y\n-1.50\t31/12/1999\t\n1,000\ttrue\t\xC3\xA9\n";
	char name[64], feed[64];
	int fd = fuzz_file((const uint8_t *)table, sizeof(table) - 1, name),
		descriptor = fuzz_file(bytes, n, feed);
	char *argv[] = { "clean",     "--feed",        feed,   "-o", "/dev/null", "--rejects",
		             "/dev/null", "--max-rejects", "100%", name, NULL };
	fuzz_chain(&clean_stage, 10, argv);
	close(fd);
	close(descriptor);
	return 0;
}
