/* pipelines/runner/claims.h - the checks of a pipeline: their programs, and the results as these see them. */
#pragma once
#include "pipeline.h"

/* One of a claim's programs (find or expected) compiled; values: those of $reference and $books. Null: pipeline_fail
 * was called. */
struct jq *claim_program(struct pipeline *, const struct claim *, struct text program,
                         const struct json values[2]);
