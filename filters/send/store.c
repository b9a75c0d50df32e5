/* filters/send/store.c - what send does with --spool, beside taking records. */
#include "store.h"
#include "deliver.h"

/* Only what brings something over the line needs its keys. */
int storing_check(const struct storing *s, struct run *run, const struct reach *reach,
                  struct text stream)
{
	if (!s->spool.at)
		return s->as_is || s->flush || s->status
		           ? run_fail(run, EX_USAGE, "--as-is, --flush and --status go with --spool")
		           : 0;
	if (!stream.at && !s->flush && !s->status)
		return run_fail(run, EX_USAGE,
		                "--spool %s: give --stream FEED to store, --flush to deliver, or --status",
		                s->spool.at);
	if (s->as_is && !stream.at)
		return run_fail(run, EX_USAGE, "--as-is: give --stream FEED, in which it is stored");
	if (s->status && (s->flush || stream.at))
		return run_fail(run, EX_USAGE, "--status stands alone: it only tells what waits");
	if (!reach->endpoint.at)
		return s->flush ? run_fail(run, EX_USAGE, "--flush: give the endpoint to deliver to") : 0;
	if (!s->flush)
		return wire_is_endpoint(reach->endpoint.at)
		           ? 0
		           : run_fail(run, EX_USAGE,
		                      "%s: expected an endpoint, tcp://HOST:PORT or ipc://FILE; files "
		                      "stand behind it",
		                      reach->endpoint.at);
	return reach_check(reach, run);
}

bool storing_alone(const struct storing *s, struct text stream)
{
	return s->spool.at && (s->as_is || !stream.at);
}

static int store_files(const struct storing *s, struct run *run, struct text stream,
                       const struct texts *files)
{
	struct put *put = put_begin(run, s->spool.at, stream.at);
	int status = put ? put_files(put, run, files) : run_status(run);
	put_drop(put);
	return status;
}

int storing_do(const struct storing *s, struct run *run, const struct reach *reach,
               struct text stream, size_t silence, const struct texts *files)
{
	if (!s->as_is && files->n > 0)
		return run_fail(run, EX_USAGE, "%s: no file is read without --stream", files->at[0].at);
	if (run_checking(run))
		return 0;
	if (s->status)
		return spool_status(run, s->spool.at);
	int status = s->as_is ? store_files(s, run, stream, files) : 0;
	return status || !s->flush ? status : deliver(run, s->spool.at, reach, silence);
}
