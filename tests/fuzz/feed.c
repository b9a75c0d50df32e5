/* tests/fuzz/feed.c - any bytes as a feed descriptor, used on a small table. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const char table[] =
		"a\tb\tc\n1\t2024-02-29\tx y\n-1.50\t31/12/1999\t\n1,000\ttrue\t\xC3\xA9\n";
	char feed[64];
	int descriptor = fuzz_file(bytes, n, feed);
	const char *const options[] = { "--feed", feed, NULL };
	fuzz_filter(&clean_stage, (const uint8_t *)table, sizeof(table) - 1, options);
	close(descriptor);
	return 0;
}
