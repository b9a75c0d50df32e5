/* filters/lib/input_inside.h - the inside of an input: for input.c, input_open.c and input_packed.c. */
#pragma once
#include "lib/input_file.h"
#include "lib/unpack.h"

struct packed;

enum { INPUT_WINDOW = 256 << 10 }; /* bytes that are asked for at once, at most */

struct input_file {
	int fd;
	bool mine, waits; /* waits: a pipe or terminal, whose next bytes may be long in coming */
	bool begun;       /* its first bytes have come */
	bool seeks;       /* a regular file, which is read from its first byte on */
	char *bytes;
	size_t room; /* without the pad */
	uint64_t came;
	struct input_how how;
	int (*read)(void *, struct run *, char *, size_t, size_t *); /* null: from fd */
	void *self;

	struct text path, member; /* member: its name; .at null: none was asked for */
	bool keep_zip, maybe;     /* maybe: the member counts only if it is an archive */
	size_t longest_line;      /* 0: any */
	struct packed *packed;    /* null: bytes come as they are in the file */
};

/* input.c: bytes of the file itself. 0 or a status. */
int input_read_file(struct input *, struct run *, char *to, size_t room, size_t *got);
/* Says that a member was named of what has none; gives the status. */
int input_no_archive(const struct input *, struct run *);

/* input_packed.c: what is in the window is the beginning of such a file; from then on packed_read gives what is in it.
 * 0 or a status. */
int packed_begin(struct input *, struct run *, enum packing);
int packed_read(struct input *, struct run *, char *to, size_t room, size_t *got);
void packed_end(struct packed *); /* may be null */
