/* tests/fuzz/parse.c - any bytes as a CSV feed. The first byte chooses the dialect and the size of batches. */
#include "fuzz.h"

extern const struct stage parse_stage;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const char *const dialects[] = { ",", ";", "tab", "|" };
	char name[64], rows[16];
	if (n == 0)
		return 0;
	int fd = fuzz_file(bytes + 1, n - 1, name);
	snprintf(rows, sizeof(rows), "%d", bytes[0] & 4 ? 1 : 1024);
	char *argv[] = { "parse",
		             "-d",
		             (char *)dialects[bytes[0] & 3],
		             "--batch-size",
		             rows,
		             "-o",
		             "/dev/null",
		             "--rejects",
		             "/dev/null",
		             "--max-rejects",
		             "100%",
		             name,
		             NULL };
	fuzz_chain(&parse_stage, 12, argv);
	close(fd);
	return 0;
}
