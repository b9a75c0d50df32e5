/* filters/receive/report.h - what the daemon tells: lines for the log, counts for metrics. */
#pragma once
#include "lib/stage.h"
#include <stdatomic.h>

struct counts {
	atomic_uint_fast64_t batches, bytes, raw, records, quarantined, repeated, refused, commits,
		faults;
	atomic_uint_fast64_t feeds, stuck,
		last; /* now; last: when the last batch was stored, seconds since 1970 */
};

struct report {
	struct run *run;
	bool json;
	struct counts counts;
	uint64_t last; /* what was said last, by its hash, and when: it is not said again at once */
	double said;
};

enum weight { NEWS, WARNING };
/* One event of a feed (null: of the daemon itself). As text only warnings are said; as JSON all, a line each. From the
 * thread that hears only. */
void report_say(struct report *, enum weight, const char *event, const char *who, const char *form,
                ...) __attribute__((format(printf, 5, 6)));

/* metrics.c: Prometheus text over HTTP, on loopback only. */
struct metrics;
/* address: "127.0.0.1:9464" or "[::1]:9464". 0 or a status. */
int metrics_start(struct report *, const char *address, struct metrics **);
void metrics_stop(struct metrics *); /* may be null */
