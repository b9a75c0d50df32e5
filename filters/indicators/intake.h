/* filters/indicators/intake.h - records to facts: each is looked at as a whole, then taken, or refused with a word. */
#pragma once
#include "facts.h"
#include "source.h"

struct intake {
	struct facts facts;
	struct memo *residual; /* --residual: partners that are no one country */
	bool occurs[MEASURES]; /* some record has it */
	char *key;             /* room for one */
	size_t room;
	struct amount *amount; /* of one record */
};

extern const struct reason intake_reasons[];

void intake_init(struct intake *, struct run *, size_t most_values);
/* One record, as a source reads it. *word: null where it was taken, else why not, and *at: the value of the row that is at
 * fault. 0, or a status as from run_fail. */
int intake_take(struct intake *, struct run *, const struct source *, const struct text *row,
                const char **word, size_t *at);
/* All records of a table. */
int intake_table(struct intake *, struct run *, struct wanted *, const char *file, bool *found);
/* A word that is no fault of the data: a record that says nothing new, or is about nobody who moved. */
bool intake_drops(const char *word);
bool intake_is_residual(const struct intake *, struct text partner);
void intake_free(struct intake *);
