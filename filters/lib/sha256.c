/* filters/lib/sha256.c - SHA-256 (FIPS 180-4), by libcrypto. */
#include "lib/sha256.h"
#include <openssl/evp.h>
#include <stdlib.h>
/* link: -lcrypto */

struct sha256 {
	EVP_MD_CTX *context;
};

static bool begin(struct sha256 *s)
{
	return EVP_DigestInit_ex(s->context, EVP_sha256(), NULL) == 1;
}

struct sha256 *sha256_new(void)
{
	struct sha256 *s = calloc(1, sizeof(*s));
	if (s)
		s->context = EVP_MD_CTX_new();
	if (s && s->context && begin(s))
		return s;
	sha256_free(s);
	return NULL;
}

void sha256_add(struct sha256 *s, const void *bytes, size_t n)
{
	EVP_DigestUpdate(s->context, bytes, n);
}

void sha256_end(struct sha256 *s, uint8_t to[SHA256])
{
	EVP_DigestFinal_ex(s->context, to, NULL);
	begin(s);
}

void sha256_free(struct sha256 *s)
{
	if (s)
		EVP_MD_CTX_free(s->context);
	free(s);
}

void hex_put(char *to, const uint8_t *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < n; i++) {
		*to++ = digits[bytes[i] >> 4];
		*to++ = digits[bytes[i] & 15];
	}
	*to = '\0';
}

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool hex_get(const char *from, uint8_t *to, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int high = digit(from[2 * i]), low = high < 0 ? -1 : digit(from[2 * i + 1]);
		if (low < 0)
			return false;
		to[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}
