/* tests/bench/roof/job.h - the job at work. */
#pragma once
#include "index.h"
#include "names.h"
#include "tables.h"

/* A group's key: bit 63, the year from 1900 on, sex, and the numbers of the three texts. */
enum { YEAR_AT = 50, SEX_AT = 48, COUNTRY_AT = 32, LEVEL_AT = 16 };

struct counts {
	uint64_t read, fields, birth, enrolment, duplicate, kept;
};

struct job {
	struct names codes; /* spellings of countries */
	struct names odd;   /* keys of another shape than usual */
	struct list country, level, field;
	uint32_t unknown; /* its number as a country */
	struct keys keys;
	struct groups groups;
	struct counts counts;
	struct scratch scratch;
};

/* write.c: the groups in their order, and the counts, on standard output. */
void job_write(struct job *);
