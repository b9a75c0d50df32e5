/* tests/fuzz/ods.c - any bytes as the content of an OpenDocument spreadsheet. */
#include "fuzz.h"
#include "zip.h"

extern const struct stage parse_stage;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct zip z;
	char name[64];
	if (n > 1 << 16)
		return 0;
	memset(&z, 0, sizeof(z));
	zip_add(&z, "content.xml", bytes, n);
	zip_end(&z);
	int fd = fuzz_file(z.bytes, z.len, name);
	char *argv[] = { "parse", "--format",     "ods",       "--merged",  "--no-header",
		             "-o",    "/dev/null",    "--rejects", "/dev/null", "--max-rejects",
		             "100%",  "--max-record", "65536",     name,        NULL };
	fuzz_chain(&parse_stage, 14, argv);
	close(fd);
	return 0;
}
