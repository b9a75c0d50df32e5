/* tests/fuzz/shape.c - any bytes as a table with a shape. The first byte chooses the rules and the size of batches. */
#include "fuzz.h"
#include <string.h>

static const char *const feeds[] = {
	"{\"dialect\": {\"headerRows\": [1, 2], \"weir:headerFill\": true, \"weir:end\": "
	"{\"blankRow\": true},"
	"\"weir:totals\": [{\"match\": \"t.*\", \"rounding\": 5, \"suppressed\": {\"-\": [1, 4]}, "
	"\"optional\": true}]}}",
	"{\"dialect\": {\"header\": false, \"weir:fillDown\": [\"column_1\"], \"weir:fillUp\": "
	"[\"column_1\"],"
	"\"weir:drop\": [{\"match\": \"n.*\"}]}}",
	"{\"dialect\": {\"weir:headerFrom\": \"a.*\", \"headerRows\": [1, 3], \"commentRows\": [2, 4], "
	"\"nullSequence\": \"x\","
	"\"weir:skipBlankRows\": true, \"weir:end\": {\"fewerCells\": 1, \"match\": \"e\"}}}",
	"{\"format\": \"fixed\", \"encoding\": \"shift_jis\", \"dialect\": {\"weir:widthUnit\": "
	"\"bytes\"}, \"schema\": {\"fields\": ["
	"{\"name\": \"a\", \"weir:width\": 3}, {\"name\": \"b\", \"weir:start\": 2, \"weir:width\": "
	"1}]}}",
	"{\"dialect\": {\"weir:labelRows\": {\"into\": \"g\", \"fewerCells\": 2}, \"weir:drop\": "
	"[{\"fewerCells\": 3, \"match\": \"n.*\"}],"
	"\"weir:fillUp\": [\"b\"], \"weir:totals\": [{\"match\": \"t.*\", \"of\": \"group\", "
	"\"optional\": true}]},"
	"\"schema\": {\"fieldsMatch\": \"partial\", \"missingValues\": [\"\", \"-\"], \"fields\": "
	"[{\"name\": \"a\"}, {\"name\": \"b\","
	"\"groupChar\": \" \", \"decimalChar\": \",\", \"weir:notes\": [\"p\", \"1)\"]}]}}",
};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	char feed[64];
	if (n == 0)
		return 0;
	const char *chosen = feeds[bytes[0] % 5];
	int descriptor = fuzz_file((const uint8_t *)chosen, strlen(chosen), feed);
	const char *const options[] = { "--feed", feed, "--batch-size", bytes[0] & 64 ? "1" : "1024",
		                            NULL };
	fuzz_filter(&parse_stage, bytes + 1, n - 1, options);
	close(descriptor);
	return 0;
}
