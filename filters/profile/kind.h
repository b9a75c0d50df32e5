/* filters/profile/kind.h - what a single value looks like. */
#pragma once
#include "lib/text.h"

/* Each value is of exactly one. */
enum kind_of {
	KIND_INTEGER,   /* 12, -3 */
	KIND_NUMBER,    /* 12.5, 1e3 */
	KIND_GROUPED,   /* 1,234 or 1,234.5 */
	KIND_COMMA,     /* 12,5 or 1.234,5 */
	KIND_SPACED,    /* 1 234 or 1'234, with a point or a comma behind */
	KIND_PERCENT,   /* one of these with a % sign */
	KIND_ZERO_LED,  /* 007: digits, but a code */
	KIND_DATE,      /* 2024-03-31 */
	KIND_DATETIME,  /* 2024-03-31T10:00:00, with a blank too */
	KIND_YEARMONTH, /* 2024-03 */
	KIND_YMD,       /* 2024/03/31, 2024.03.31 */
	KIND_DMY,       /* 31/03/2024, 31.3.2024: cannot be month first */
	KIND_MDY,       /* 03/31/2024 */
	KIND_DMY_MDY,   /* 03/04/2024: may be either */
	KIND_QUARTER,   /* 2024 Q1, 2024-Q1, 2024Q1, Q1 2024, Q1/2024 */
	KIND_ACADEMIC, /* 2023/24, 2023-24, 2023/2024: the second year follows the first; no year and month */
	KIND_BOOLEAN, /* true, false, yes, no */
	KIND_TEXT,
	KINDS,
};

enum kind_of kind_of(struct text);
const char *kind_word(enum kind_of); /* "integer", "zero-led" */
