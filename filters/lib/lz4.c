/* filters/lib/lz4.c - pieces of bytes made smaller, faster than they could be enciphered. */
#include "lib/lz4.h"
#include <lz4.h>
/* link: -llz4 */

size_t lz4_pack(struct text from, char *to, size_t room)
{
	int n = LZ4_compress_default(from.at, to, (int)from.len, (int)room);
	return n > 0 ? (size_t)n : 0;
}

bool lz4_unpack(struct text from, char *to, size_t n)
{
	return LZ4_decompress_safe(from.at, to, (int)from.len, (int)n) == (int)n;
}
