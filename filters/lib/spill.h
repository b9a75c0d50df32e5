/* filters/lib/spill.h - a file without a name for what does not fit in memory: written to its end, read anywhere.
 *
 * Its bytes are packed by zstd, in pieces, where that makes them fewer. Places are those among the bytes as they were written.
 * It lies in $TMPDIR, or in /tmp, and is gone when the process ends, however it ends.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct spill;

/* Never null; nothing is opened before something is written. block: bytes that are packed together, and read together; at most
 * SPILL_LARGEST. packed: they may be worth it. */
struct spill *spill_new(size_t block, bool packed);
#define SPILL_LARGEST ((size_t)1 << 20)
/* Puts n bytes behind the others. False: spill_why tells. */
bool spill_write(struct spill *, const void *bytes, size_t n);
bool spill_flush(
	struct spill *); /* before what was written is read; what comes then begins a block */
uint64_t spill_size(const struct spill *); /* bytes written so far */
/* n bytes from an offset on, all of which were written. False: spill_why tells. */
bool spill_read(struct spill *, uint64_t from, void *to, size_t n);
/* At most n bytes from an offset on, so that no block is unpacked twice: up to a block's end, if one ends there. */
size_t spill_whole(const struct spill *, uint64_t from, size_t n);
/* These bytes are not needed any more: the disk may have their room back. */
void spill_forget(struct spill *, uint64_t from, uint64_t n);
/* "temporary file in /tmp: No space left on device"; null: nothing failed. */
const char *spill_why(const struct spill *);
void spill_free(struct spill *); /* may be null */
