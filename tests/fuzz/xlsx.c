/* tests/fuzz/xlsx.c - any bytes as the sheet, the texts and the styles of a workbook, which a NUL separates. */
#include "book.h"

#define ADD(zip, name, text) zip_add(zip, name, text, sizeof(text) - 1)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const char *const parts[] = { "xl/sheet.xml", "xl/texts.xml", "xl/styles.xml",
		                                 "xl/workbook.xml" };
	static struct zip z;
	bool workbook = false;
	if (n > 1 << 16)
		return 0;
	memset(&z, 0, sizeof(z));
	for (size_t part = 0; part < 4 && n > 0; part++) {
		const uint8_t *nul = memchr(bytes, 0, n);
		size_t len = nul ? (size_t)(nul - bytes) : n;
		zip_add(&z, parts[part], bytes, len);
		workbook |= part == 3;
		n -= len + (nul != NULL);
		bytes += len + (nul != NULL);
	}
	if (!workbook)
		ADD(&z, "xl/workbook.xml", "<w><sheet name='S' r:id='a' xmlns:r='r'/></w>");
	ADD(&z, "_rels/.rels",
	    "<r><Relationship Id='a' Type='/officeDocument' Target='xl/workbook.xml'/></r>");
	ADD(&z, "xl/_rels/workbook.xml.rels",
	    "<r><Relationship Id='a' Type='/worksheet' Target='sheet.xml'/>"
	    "<Relationship Id='b' Type='/sharedStrings' Target='texts.xml'/>"
	    "<Relationship Id='c' Type='/styles' Target='styles.xml'/></r>");
	fuzz_book(&z, "xlsx");
	return 0;
}
