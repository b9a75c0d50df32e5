/* filters/lib/keys.h - CURVE keys in files: a secret pair, what is handed over of it, and the folder of those allowed.
 *
 * A file holds lines of a word, a TAB and a value: `name`, `public`, `secret`, `until`. The two keys are in
 * Z85. Of a name the allowed folder holds NAME.pub, and while a key is being replaced NAME.old.pub, which
 * ends by itself at `until` (seconds since 1970).
 */
#pragma once
#include "lib/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { KEY_TEXT = 40, KEY_NAME = 64 };

struct key {
	char name[KEY_NAME + 1];
	char public[KEY_TEXT + 1];
	char secret[KEY_TEXT + 1]; /* empty: only the public part */
	uint64_t until;            /* 0: for ever */
};

/* Letters, digits, '_', '-' and '.', the first no '.'; at most KEY_NAME of them. */
bool key_is_name(const char *);
/* Reads a file; wants_secret: the pair, which nobody else may be able to read. Null, or what is wrong, to be
 * said behind the file's name. */
const char *key_read(const char *file, bool wants_secret, struct key *);
/* Writes it whole or not at all, with mode 0600 where it holds a secret. Null or what is wrong. */
const char *key_write(const char *file, const struct key *);
/* Calls `each` for every key in the folder that can be read, those that have ended too. False, and errno: no such
 * folder, or one that cannot be read now. */
bool keys_each(const char *folder, bool (*each)(void *, const char *file, const struct key *),
               void *with);
