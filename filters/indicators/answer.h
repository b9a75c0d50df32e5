/* filters/indicators/answer.h - which indicators are written, and writing them in order. */
#pragma once
#include "formula.h"

struct answer {
	unsigned decimals;
	bool by_name; /* those that are wanted; else each whose measures occur */
	bool *wanted; /* by formula */
};

/* Writes the records of the stage, sorted by dimensions, area and partner. 0, or a status as from run_fail. */
int answer_write(const struct answer *, struct run *, const struct intake *, const struct areas *,
                 size_t dims);
