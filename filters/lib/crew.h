/* filters/lib/crew.h - several threads at one input: for the library's own files only.
 *
 * The input is cut into pieces, in its order and by one thread at a time (cutter.c). The stages that can go over records
 * in any order, from the source on, are there once for each thread: these are its hands (hand.c). What they make of a
 * piece is kept until its turn has come, and then goes the way that it would have gone in one thread, through the
 * chain's other stages or to its output (turn.c). So no two threads are ever in a stage of the chain itself.
 *
 * Where a piece ends is a guess. Whoever goes over it finds out whether its last record ended there, and on which line; where
 * not, the chain itself reads on from there, as in one thread, until a piece does end with a record. So a guess costs
 * time at most, whatever stands in the input.
 */
#pragma once
#include "lib/input.h"
#include "lib/run.h"
#include <pthread.h>

enum piece_end {
	PIECE_GOES_ON,
	PIECE_ENDED,  /* the input ends with it */
	PIECE_FAILED, /* behind it reading failed */
};

struct share { /* what one stage did with one batch of the source */
	struct books books;
	size_t rejects; /* bytes of the piece's rejects up to here */
};
struct step {             /* one batch of the source */
	size_t batches, text; /* of the piece, up to here */
	struct share *share;  /* of each of the hands' stages */
};

struct piece {
	uint64_t number, line; /* line: on which it begins, if the pieces before it end with a record */
	enum piece_end end;
	char *bytes;
	size_t len, room;

	bool worked; /* some hands went over it */
	int status;  /* they failed, and why */
	char why[WHY];
	uint64_t next; /* the line behind its last record */
	size_t left;   /* bytes behind that */
	struct step *step;
	size_t steps;
	struct batch *held; /* for the stage behind the hands' */
	size_t batches;
	struct output *text;     /* else what is to be written */
	struct output **rejects; /* of each stage */
	char **first;            /* of each stage: its first message */
	struct arena *mem;       /* all of it, and the batches' memory, until it is used anew */
	struct arena **retired;
	size_t retirements;
};

struct cutter {
	struct input *in;
	const struct pieces *how; /* null: it is weir text */
	const void *source;       /* self of the source */
	size_t size;
	struct chain fault; /* that fails where reading does */
	struct run run;     /* the head, but it fails there */
	struct text rest;   /* bytes behind the last piece, in `room` */
	char *room;
	size_t most;
	uint64_t line, pieces;
	bool done;
	/* Waits for more, after what was written so far went out. False: nobody wants it any more. */
	bool (*wait)(void *, int fd);
	void *wait_for;
};
/* Fills the piece that comes next. False: there is none, or it is wanted no more. */
bool cutter_next(struct cutter *, struct piece *);

struct crew {
	struct chain *chain;
	struct arena *mem; /* of the cutter */
	size_t stages;     /* of the chain's that the hands have; 0: they read only */
	bool placed;       /* the input's records have places */
	const struct input *in;
	struct chain **hands; /* one for each thread, null until it was opened */
	size_t threads, slots;
	struct piece *piece, **free, **ready; /* slots of each; ready: by their number */
	size_t n_free;
	struct cutter cutter;

	pthread_mutex_t cutting; /* the cutter */
	pthread_mutex_t mutex;   /* all below, and who may take a turn */
	pthread_cond_t changed;
	uint64_t turn;    /* of this piece */
	bool turning;     /* somebody is at it, and at the chain with it */
	bool over, waits; /* waits: for a slow producer, and what is written shall go out */
	int wake;         /* an eventfd: it is over */

	double waited;    /* seconds, for bytes of the input: the cutter's */
	uint64_t line;    /* of the record that comes next */
	bool carries;     /* what comes next is for the chain itself, since a record is not whole */
	struct input own; /* what it reads then */
	char *bytes;
	size_t room;
};

/* hand.c: the stages for one thread. Null: they cannot be opened as they were. */
struct chain *hand_open(struct crew *);
void hand_join(struct crew *, struct chain *); /* another input */
void hand_work(struct crew *, struct chain *hand, struct piece *);
void hand_free(struct chain *);

/* turn.c: all of a piece goes on its way, as it would in one thread. */
void turn_take(struct crew *, struct piece *);

/* The source's place in its input: whoever's self it is. */
uint64_t source_line(const struct chain *);
void source_begin(struct chain *, uint64_t line);
