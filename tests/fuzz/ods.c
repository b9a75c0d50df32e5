/* tests/fuzz/ods.c - any bytes as the content of an OpenDocument spreadsheet. */
#include "book.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct zip z;
	if (n > 1 << 16)
		return 0;
	memset(&z, 0, sizeof(z));
	zip_add(&z, "content.xml", bytes, n);
	fuzz_book(&z, "ods");
	return 0;
}
