/* filters/receive/report.c - lines for the log: sentences for people, or JSON for machines. */
#include "report.h"
#include "lib/durable.h"
#include "lib/hash.h"
#include "lib/output.h"
#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static const double REPEAT = 10; /* seconds */

static void quote(struct output *o, const char *name, const char *value)
{
	output_write(o, ",\"", 2);
	output_write(o, name, strlen(name));
	output_write(o, "\":\"", 3);
	for (; *value; value++) {
		char escape[8];
		unsigned char c = (unsigned char)*value;
		int n = snprintf(escape, sizeof(escape),
		                 c < ' '                 ? "\\u%04x"
		                 : c == '"' || c == '\\' ? "\\%c"
		                                         : "%c",
		                 c);
		output_write(o, escape, (size_t)n);
	}
	output_write(o, "\"", 1);
}

static void say_json(const char *event, const char *weight, const char *who, const char *what)
{
	char begin[64];
	struct timespec t;
	struct tm tm;
	clock_gettime(CLOCK_REALTIME, &t);
	gmtime_r(&t.tv_sec, &tm);
	size_t n = strftime(begin, sizeof(begin), "{\"time\":\"%Y-%m-%dT%H:%M:%S", &tm);
	n += (size_t)snprintf(begin + n, sizeof(begin) - n, ".%03ldZ\"", t.tv_nsec / 1000000);
	struct output *o = output_over(STDERR_FILENO, "standard error");
	output_write(o, begin, n);
	quote(o, "level", weight);
	quote(o, "event", event);
	if (who)
		quote(o, "feed", who);
	if (*what)
		quote(o, "message", what);
	output_write(o, "}\n", 2);
	(void)output_flush(o); /* a log that is full stops nothing */
	output_drop(o);
}

void report_say(struct report *r, enum weight weight, const char *event, const char *who,
                const char *form, ...)
{
	char what[2048];
	va_list args;
	if (!r->json && weight == NEWS)
		return;
	va_start(args, form);
	vsnprintf(what, sizeof(what), form, args);
	va_end(args);
	text_harmless(what);
	uint64_t hash = hash_short(text_of(what), who ? hash_short(text_of(who), 0) : 0);
	if (weight == WARNING && hash == r->last && seconds_now() < r->said + REPEAT)
		return; /* whoever tries without a pause fills no log */
	if (weight == WARNING)
		r->last = hash, r->said = seconds_now();
	if (r->json)
		say_json(event, weight == NEWS ? "info" : "warning", who, what);
	else
		run_warn(r->run, "%s%s%s", who ? who : "", who ? ": " : "", what);
}
