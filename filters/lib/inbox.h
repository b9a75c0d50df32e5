/* filters/lib/inbox.h - what a collector has stored: batches as files, and the index that says what they are and who
 * has read them.
 *
 *     FOLDER/batches/OFFICE/FEED/EPOCH/000000000012.zst     a batch, lib/parcel.h
 *     FOLDER/index.db                                       SQLite
 *
 * `weir-receive --inbox` writes both; whoever computes claims batches for one run of one pipeline, and says in the end
 * that they are used, or releases them. So each batch is in exactly one result of a pipeline, whatever crashes:
 *
 *     inbox_runs      runs of this pipeline that ended without a word: inbox_used if they have published, else inbox_release
 *     inbox_claim     all that no run of this pipeline has used or claimed, for this run
 *     inbox_claimed   which these are
 *     inbox_used      with the publication; or inbox_release
 *
 * A result that goes elsewhere than to a file gets there in a moment of which the index does not know: what is handed over
 * (inbox_hand_over) is neither used nor free until the same run, of which inbox_handed tells, was done again.
 *
 * Functions that give a bool give false when the index cannot be used (inbox_why). An inbox belongs to one thread.
 */
#pragma once
#include "lib/keys.h"
#include "lib/parcel.h"
#include "lib/sqlite.h"
#include <limits.h>

enum { INBOX_EPOCH = 32, INBOX_RUN = 128 }; /* digits of an epoch; bytes of the id of a run */

struct inbox;
struct inbox_batch {
	int64_t id; /* in the order in which they came */
	char office[KEY_NAME + 1], feed[KEY_NAME + 1], epoch[INBOX_EPOCH + 1];
	uint64_t seq, size;
	uint8_t hash[SHA256];
	struct parcel what;
	int64_t arrived;        /* milliseconds since 1970, by the clock of the collector */
	char wrong[PARCEL_WHY]; /* why it is quarantined; empty: it is not */
	char file[PATH_MAX];
};

/* make: for the daemon, who makes what is missing. Null, and why (behind the folder's name). */
struct inbox *inbox_open(const char *folder, bool make, char why[256]);
void inbox_close(struct inbox *); /* may be null */
const char *inbox_why(const struct inbox *);
struct sqlite *inbox_index(struct inbox *); /* for the daemon */
const char *inbox_folder(const struct inbox *);
/* Where a batch lies. to: PATH_MAX bytes. False: too long. */
bool inbox_path(const struct inbox *, const char *office, const char *feed, const char *epoch,
                uint64_t seq, char *to);

typedef bool (*inbox_each)(void *, const struct inbox_batch *); /* false: enough */
/* Batches of offices and feeds (globs), in order: by office, feed, epoch as they began, sequence. quarantined: these too. */
bool inbox_list(struct inbox *, const char *office, const char *feed, bool quarantined, inbox_each,
                void *with);

/* Claims for this run what fits, is not quarantined, and was neither used nor claimed for this pipeline. *n: how many. */
bool inbox_claim(struct inbox *, const char *pipeline, const char *run, const char *office,
                 const char *feed, uint64_t *n);
/* Those claimed by this run that are not quarantined, in the order of inbox_list. */
bool inbox_claimed(struct inbox *, const char *pipeline, const char *run, inbox_each, void *with);
/* What it claimed is in its result, for ever; or can be claimed by another run. */
bool inbox_used(struct inbox *, const char *pipeline, const char *run);
bool inbox_release(struct inbox *, const char *pipeline, const char *run);
/* What it claimed may be in its result from now on, or not: no release frees it any more. */
bool inbox_hand_over(struct inbox *, const char *pipeline, const char *run);
/* The run that has handed over and not said that it used what it claimed; empty: there is none. */
bool inbox_handed(struct inbox *, const char *pipeline, char run[INBOX_RUN + 1]);
/* Runs of the pipeline that hold claims. The caller has the pipeline's lock, so those that are not its own have ended. */
bool inbox_runs(struct inbox *, const char *pipeline, void (*each)(void *, const char *run),
                void *with);

/* Takes the files away of batches that arrived before a time (milliseconds since 1970) and that every pipeline which reads
 * their feed has used; none that no run has used, and not the last one of an epoch. What they were stays in the index. *n, *bytes: how
 * many, how much. */
bool inbox_prune(struct inbox *, int64_t before, const char *office, const char *feed, uint64_t *n,
                 uint64_t *bytes);

/* why: null: no longer. False too where there is no such batch. */
bool inbox_quarantine(struct inbox *, int64_t id, const char *why);
/* Null: its file is there and has its size and hash, byte by byte; or what is wrong. */
const char *inbox_verify(const struct inbox_batch *);
