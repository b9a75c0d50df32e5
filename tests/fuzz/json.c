/* tests/fuzz/json.c - any bytes as JSON. The first byte chooses the format, where its records are, and the size of batches. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const char *const records[] = { ".", ".a[].b", ".[]", ".a // ." };
	if (n == 0)
		return 0;
	bool any = bytes[0] & 16; /* nothing said of where they are */
	const char *const options[] = { "--format",
		                            bytes[0] & 8 ? "json" : "ndjson",
		                            "--batch-size",
		                            bytes[0] & 4 ? "1" : "1024",
		                            "--max-record",
		                            "4096",
		                            any ? NULL : "--records",
		                            records[bytes[0] & 3],
		                            NULL };
	fuzz_filter(&parse_stage, bytes + 1, n - 1, options);
	return 0;
}
