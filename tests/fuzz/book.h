/* tests/fuzz/book.h - a workbook from the fuzzer. */
#pragma once
#include "fuzz.h"
#include "zip.h"

/* Ends the zip and reads it as a workbook. */
static void fuzz_book(struct zip *z, const char *format)
{
	const char *const options[] = { "--format",     format,  "--merged", "--no-header",
		                            "--max-record", "65536", NULL };
	zip_end(z);
	fuzz_filter(&parse_stage, z->bytes, z->len, options);
}
