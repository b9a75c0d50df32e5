/* tests/fuzz/packed.c - any bytes as a packed file, read as weir text and as CSV in some encoding. The first byte chooses. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const char *const encodings[] = { "utf-8", "windows-1252", "utf-16le", "shift_jis" };
	if (n == 0)
		return 0;
	const char *const options[] = { "--encoding", encodings[bytes[0] & 3], "--max-size", "1000000",
		                            NULL };
	fuzz_filter(&parse_stage, bytes + 1, n - 1, options);
	return 0;
}
