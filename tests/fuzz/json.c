/* tests/fuzz/json.c - any bytes as JSON. The first byte chooses the format, where its records are, and the size of batches. */
#include "fuzz.h"

extern const struct stage parse_stage;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const char *const records[] = { ".", ".a[].b", ".[]", ".a // ." };
	char name[64];
	if (n == 0)
		return 0;
	int fd = fuzz_file(bytes + 1, n - 1, name);
	char *argv[] = { "parse",
		             "--format",
		             bytes[0] & 8 ? "json" : "ndjson",
		             "--records",
		             (char *)records[bytes[0] & 3],
		             "--batch-size",
		             bytes[0] & 4 ? "1" : "1024",
		             "-o",
		             "/dev/null",
		             "--rejects",
		             "/dev/null",
		             "--max-rejects",
		             "100%",
		             "--max-record",
		             "4096",
		             name,
		             NULL };
	bool any = bytes[0] & 16; /* nothing said of where they are */
	if (any)
		memmove(argv + 3, argv + 5, 12 * sizeof(*argv));
	fuzz_chain(&parse_stage, any ? 14 : 16, argv);
	close(fd);
	return 0;
}
