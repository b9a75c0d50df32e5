/* filters/send/status.c - what waits in a spool, since when, and why. */
#include "lib/durable.h"
#include "lib/line.h"
#include "lib/output.h"
#include "spool.h"
#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { TIME = 32, NOTE = 2048, PATIENCE = 30 };

static void put_time(char to[TIME], int64_t seconds)
{
	struct tm tm;
	time_t t = (time_t)seconds;
	to[0] = '\0';
	if (gmtime_r(&t, &tm))
		strftime(to, TIME, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

/* Whoever looks at it sees the old or the new one; after a cut of the power perhaps none. */
void spool_note(const char *spool, const char *feed, const char *why)
{
	char path[PATH_MAX], bytes[NOTE], now[TIME], line[NOTE - TIME - 2];
	put_time(now, time(NULL));
	snprintf(line, sizeof(line), "%s", why);
	text_harmless(line);
	int n = snprintf(bytes, sizeof(bytes), "%s\t%s\n", now, line);
	if (path_put(path, "%s/%s/last", spool, feed))
		(void)file_replace(path, bytes, (size_t)n);
}

static int write_feed(struct run *run, const char *spool, struct output *o,
                      const struct spool_feed *f)
{
	char path[PATH_MAX], note[NOTE] = "", number[4][24], since[TIME] = "";
	uint64_t bytes = 0;
	size_t n = 0;
	for (size_t i = 0; i < f->n; i++)
		bytes += f->at[i].size;
	if (f->n > 0)
		put_time(since, f->at[0].since);
	if (!path_put(path, "%s/%s/last", spool, f->name) || file_read(path, note, sizeof(note), &n))
		n = 0;
	const char *tab = memchr(note, '\t', n);
	struct text at = { note, tab ? (size_t)(tab - note) : 0 }, why = { 0 };
	if (tab)
		why = (struct text){ tab + 1, n - at.len - 1 - (note[n - 1] == '\n') };
	const uint64_t numbers[] = { f->n, bytes, f->acknowledged, f->highest };
	for (size_t i = 0; i < 4; i++)
		snprintf(number[i], sizeof(number[i]), "%" PRIu64, numbers[i]);
	const struct text values[] = {
		text_of(f->name),
		text_of(number[0]),
		text_of(number[1]),
		text_of(since),
		text_of(number[2]),
		text_of(number[3]),
		at,
		why,
	};
	if (line_write(o, values, sizeof(values) / sizeof(*values)) != 0)
		return run_fail(run, EX_OSERR, "out of memory");
	return 0;
}

int spool_status(struct run *run, const char *spool)
{
	static const char header[] =
		"feed\twaiting\tbytes\tsince\tacknowledged\tstored\tattempt\twhy\n";
	struct texts feeds = { 0 };
	struct spool_feed f = { 0 };
	int lock = -1, status = spool_feeds(run, spool, &feeds);
	if (status == 0)
		status = spool_lock(run, spool, "lock", PATIENCE, &lock);
	struct output *o = output_memory();
	output_write(o, header, sizeof(header) - 1);
	for (size_t i = 0; i < feeds.n && status == 0; i++) {
		status = spool_read(run, spool, feeds.at[i].at, &f);
		if (status == 0)
			status = write_feed(run, spool, o, &f);
	}
	if (status == 0)
		status = run_write(run, output_bytes(o).at, output_bytes(o).len);
	output_drop(o);
	if (lock >= 0)
		close(lock);
	return status;
}
