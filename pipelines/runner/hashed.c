/* pipelines/runner/hashed.c - the hash of a file that was read or will be published. */
#include "facts.h"
#include "lib/sha256.h"
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { PIECE = 256 << 10 };

bool file_hash(int fd, uint64_t *bytes, char *hex)
{
	struct sha256 *sum = sha256_new();
	char *piece = malloc(PIECE);
	ssize_t got = sum && piece ? 1 : -1;
	uint8_t hash[SHA256];
	*bytes = 0;
	errno = sum && piece ? errno : ENOMEM;
	while (got > 0) {
		got = pread(fd, piece, PIECE, (off_t)*bytes);
		if (got < 0 && errno == EINTR)
			got = 1;
		else if (got > 0) {
			sha256_add(sum, piece, (size_t)got);
			*bytes += (uint64_t)got;
		}
	}
	if (got == 0) {
		sha256_end(sum, hash);
		hex_put(hex, hash, SHA256);
	}
	sha256_free(sum);
	free(piece);
	return got == 0;
}
