/* tests/fuzz/parse.c - any bytes as a CSV feed. The first byte chooses the dialect and the size of batches. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const char *const dialects[] = { ",", ";", "tab", "|" };
	if (n == 0)
		return 0;
	const char *const options[] = { "-d", dialects[bytes[0] & 3], "--batch-size",
		                            bytes[0] & 4 ? "1" : "1024", NULL };
	fuzz_filter(&parse_stage, bytes + 1, n - 1, options);
	return 0;
}
