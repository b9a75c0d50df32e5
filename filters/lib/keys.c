/* filters/lib/keys.c - CURVE keys in files: a secret pair, what is handed over of it, and the folder of those allowed. */
#include "lib/keys.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { LARGEST = 1024 }; /* bytes of a file */

bool key_is_name(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");
	return n > 0 && n <= KEY_NAME && name[n] == '\0' && name[0] != '.';
}

/* --- one file --------------------------------------------------------------------------------- */

static const char *read_file(int fd, mode_t *mode, char *to, size_t *n)
{
	struct stat s;
	if (fstat(fd, &s) != 0)
		return strerror(errno);
	if (!S_ISREG(s.st_mode) || s.st_size > LARGEST)
		return "is no key file; weir keys new makes one";
	*mode = s.st_mode;
	*n = 0;
	for (ssize_t got = 1; got != 0 && *n < LARGEST;) {
		got = read(fd, to + *n, LARGEST - *n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return strerror(errno);
		*n += (size_t)got;
	}
	return NULL;
}

static bool take(struct text value, char *to, size_t most)
{
	if (value.len == 0 || value.len > most || memchr(value.at, '\0', value.len))
		return false;
	memcpy(to, value.at, value.len);
	to[value.len] = '\0';
	return true;
}

static bool is_key(const char *z85)
{
	return strlen(z85) == KEY_TEXT &&
	       strspn(z85, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"
	                   "RSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#") == KEY_TEXT;
}

static bool take_line(struct text line, struct key *k)
{
	const char *tab = memchr(line.at, '\t', line.len);
	if (!tab)
		return line.len == 0;
	struct text word = { line.at, (size_t)(tab - line.at) };
	struct text value = { tab + 1, line.len - word.len - 1 };
	if (text_is(word, "name"))
		return take(value, k->name, KEY_NAME);
	if (text_is(word, "public"))
		return take(value, k->public, KEY_TEXT);
	if (text_is(word, "secret"))
		return take(value, k->secret, KEY_TEXT);
	return text_is(word, "until") && text_count(value, INT64_MAX, &k->until);
}

static const char *parse(struct text all, bool wants_secret, struct key *k)
{
	bool good = true;
	*k = (struct key){ 0 };
	while (all.len > 0 && good) {
		const char *lf = memchr(all.at, '\n', all.len);
		struct text line = { all.at, lf ? (size_t)(lf - all.at) : all.len };
		good = take_line(line, k);
		size_t used = lf ? line.len + 1 : line.len;
		all.at += used;
		all.len -= used;
	}
	if (!good || !key_is_name(k->name) || !is_key(k->public) ||
	    (k->secret[0] && !is_key(k->secret)))
		return "is no key file; weir keys new makes one";
	return wants_secret && !k->secret[0]
	           ? "holds no secret key; its owner keeps it in a file NAME.key"
	           : NULL;
}

const char *key_read(const char *file, bool wants_secret, struct key *k)
{
	char bytes[LARGEST];
	size_t n = 0;
	*k = (struct key){ 0 };
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return strerror(errno);
	mode_t mode = 0;
	const char *why = read_file(fd, &mode, bytes, &n);
	close(fd);
	if (!why)
		why = parse((struct text){ bytes, n }, wants_secret, k);
	if (!why && wants_secret && (mode & 077) != 0)
		why = "others can read this secret key; chmod 600 it, or better make a new one";
	explicit_bzero(bytes, sizeof(bytes));
	if (why)
		explicit_bzero(k, sizeof(*k));
	return why;
}

static bool write_all(int fd, const char *at, size_t n)
{
	while (n > 0) {
		ssize_t w = write(fd, at, n);
		if (w < 0 && errno != EINTR)
			return false;
		if (w > 0)
			at += w, n -= (size_t)w;
	}
	return fsync(fd) == 0;
}

static size_t print(const struct key *k, char *to, size_t room)
{
	int n = snprintf(to, room, "name\t%s\npublic\t%s\n", k->name, k->public);
	if (k->secret[0])
		n += snprintf(to + n, room - (size_t)n, "secret\t%s\n", k->secret);
	if (k->until)
		n += snprintf(to + n, room - (size_t)n, "until\t%" PRIu64 "\n", k->until);
	return (size_t)n;
}

const char *key_write(const char *file, const struct key *k)
{
	char aside[PATH_MAX], bytes[LARGEST];
	if ((size_t)snprintf(aside, sizeof(aside), "%s.%ld.part", file, (long)getpid()) >=
	    sizeof(aside))
		return strerror(ENAMETOOLONG);
	unlink(aside);
	int fd = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, k->secret[0] ? 0600 : 0644);
	if (fd < 0)
		return strerror(errno);
	bool good = write_all(fd, bytes, print(k, bytes, sizeof(bytes)));
	explicit_bzero(bytes, sizeof(bytes));
	int fault = errno;
	good = close(fd) == 0 && good && rename(aside, file) == 0;
	if (good)
		return NULL;
	fault = fault ? fault : errno;
	unlink(aside);
	return strerror(fault);
}

/* --- the folder of those allowed -------------------------------------------------------------- */

static bool is_public(const char *name)
{
	size_t n = strlen(name);
	return name[0] != '.' && n >= 5 && strcmp(name + n - 4, ".pub") == 0;
}

bool keys_each(const char *folder, bool (*each)(void *, const char *file, const struct key *),
               void *with)
{
	DIR *dir = opendir(folder);
	if (!dir)
		return false;
	bool more = true;
	int fault = 0;
	for (struct dirent *d = readdir(dir); d && more && !fault; d = readdir(dir)) {
		char file[PATH_MAX];
		struct key k;
		if (!is_public(d->d_name) ||
		    (size_t)snprintf(file, sizeof(file), "%s/%s", folder, d->d_name) >= sizeof(file))
			continue;
		errno = 0;
		if (!key_read(file, false, &k))
			more = each(with, file, &k);
		else if (errno == EMFILE || errno == ENFILE)
			fault = errno;
	}
	closedir(dir);
	errno = fault;
	return fault == 0;
}
