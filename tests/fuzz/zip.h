/* tests/fuzz/zip.h - a zip of files that are stored as they are. */
#pragma once
#include <stdint.h>
#include <string.h>

struct zip {
	uint8_t bytes[1 << 17];
	size_t len, files, directory;
	uint8_t list[2048];
};

static void put(uint8_t *to, size_t *at, uint32_t value, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[(*at)++] = (uint8_t)(i < 4 ? value >> (8 * i) : 0);
}

static uint32_t crc(const uint8_t *at, size_t n)
{
	uint32_t c = 0xFFFFFFFFu;
	for (size_t i = 0; i < n; i++) {
		c ^= at[i];
		for (int bit = 0; bit < 8; bit++)
			c = c >> 1 ^ (c & 1 ? 0xEDB88320u : 0);
	}
	return ~c;
}

/* A file, stored as it is: its header here, and the one in the directory. */
static void zip_add(struct zip *z, const char *name, const void *bytes, size_t n)
{
	size_t from = z->len, len = strlen(name);
	for (int directory = 0; directory < 2; directory++) {
		uint8_t *to = directory ? z->list : z->bytes;
		size_t *at = directory ? &z->directory : &z->len;
		put(to, at, directory ? 0x02014B50 : 0x04034B50, 4);
		put(to, at, 20, directory ? 4 : 2);
		put(to, at, 0, 8);
		put(to, at, crc(bytes, n), 4);
		put(to, at, (uint32_t)n, 4);
		put(to, at, (uint32_t)n, 4);
		put(to, at, (uint32_t)len, 2);
		put(to, at, 0, directory ? 14 : 2);
		if (directory)
			put(to, at, (uint32_t)from, 4);
		memcpy(to + *at, name, len);
		*at += len;
	}
	memcpy(z->bytes + z->len, bytes, n);
	z->len += n;
	z->files++;
}

static void zip_end(struct zip *z)
{
	size_t from = z->len;
	memcpy(z->bytes + z->len, z->list, z->directory);
	z->len += z->directory;
	put(z->bytes, &z->len, 0x06054B50, 4);
	put(z->bytes, &z->len, 0, 4);
	put(z->bytes, &z->len, (uint32_t)z->files, 2);
	put(z->bytes, &z->len, (uint32_t)z->files, 2);
	put(z->bytes, &z->len, (uint32_t)z->directory, 4);
	put(z->bytes, &z->len, (uint32_t)from, 4);
	put(z->bytes, &z->len, 0, 2);
}
