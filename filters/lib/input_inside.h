/* filters/lib/input_inside.h - the inside of an input: for input.c, input_open.c, input_packed.c and input_decode.c. */
#pragma once
#include "lib/input_file.h"
#include "lib/unpack.h"

struct packed;
struct decoding;

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
	const char *encoding;     /* null: whatever it is, bytes come as they are */
	struct decoding *decoding;
};

/* input.c: bytes of the file itself. 0 or a status. */
int input_read_file(struct input *, struct run *, char *to, size_t room, size_t *got);
/* The same, unpacked. */
int input_read_raw(struct input *, struct run *, char *to, size_t room, size_t *got);
/* Some bytes behind those in the window, decoded too. */
int input_read_some(struct input *, struct run *);
/* Says that a member was named of what has none; gives the status. */
int input_no_archive(const struct input *, struct run *);

/* input_packed.c: what is in the window is the beginning of such a file; from then on packed_read gives what is in it.
 * 0 or a status. */
int packed_begin(struct input *, struct run *, enum packing);
int packed_read(struct input *, struct run *, char *to, size_t room, size_t *got);
void packed_end(struct packed *); /* may be null */

/* input_decode.c: what is in the window is the beginning of a text; its byte order mark goes, and from then on
 * decoding_read gives UTF-8, if it is something else. 0 or a status. */
int decoding_begin(struct input *, struct run *);
int decoding_read(struct input *, struct run *, char *to, size_t room, size_t *got);
void decoding_end(struct decoding *); /* may be null */
