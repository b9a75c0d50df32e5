/* filters/lib/sha256.h - SHA-256 (FIPS 180-4), by libcrypto. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SHA256 = 32, SHA256_HEX = 64 }; /* bytes of a hash, digits of one */

struct sha256;
struct sha256 *sha256_new(void); /* null: no memory */
void sha256_add(struct sha256 *, const void *bytes, size_t n);
/* The hash of all that was added; then it begins anew. */
void sha256_end(struct sha256 *, uint8_t to[SHA256]);
void sha256_free(struct sha256 *); /* may be null */

/* n bytes as 2n lower-case digits and a NUL, and back. False: `from` does not begin with 2n of them. */
void hex_put(char *to, const uint8_t *bytes, size_t n);
bool hex_get(const char *from, uint8_t *to, size_t n);
