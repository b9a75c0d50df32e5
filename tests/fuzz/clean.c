/* tests/fuzz/clean.c - any bytes as weir text, tidied. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const char *const options[] = { NULL };
	fuzz_filter(&clean_stage, bytes, n, options);
	return 0;
}
