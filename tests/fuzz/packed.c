/* tests/fuzz/packed.c - any bytes as a packed file, read as weir text and as CSV in some encoding. The first byte chooses. */
#include "fuzz.h"

extern const struct stage parse_stage;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const char *const encodings[] = { "utf-8", "windows-1252", "utf-16le", "shift_jis" };
	char name[64];
	if (n == 0)
		return 0;
	int fd = fuzz_file(bytes + 1, n - 1, name);
	char *argv[] = { "parse",
		             "--encoding",
		             (char *)encodings[bytes[0] & 3],
		             "--max-size",
		             "1000000",
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
