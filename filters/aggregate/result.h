/* filters/aggregate/result.h - the cells as records, sorted by group; or as a partial. */
#pragma once
#include "sheet.h"

/* Emits the cells of both sheets. totals: null: there are none. */
int result_emit(struct run *, const struct sheet *, const struct sheet *totals);
