/* filters/load/once.h - a run whose records are loaded once, however often it is done. */
#pragma once
#include "lib/postgres.h"
#include "lib/stage.h"

/* In the transaction: does the table weir_runs, in the schema of the table, have this run? Else it is written there; the table
 * is made if it is missing. Another one that writes the same run is waited for. which.at null: there is no such run. A
 * status as from run_fail. */
int once_ask(struct run *, struct postgres *, struct text url, struct text table, struct text which,
             bool *there);
