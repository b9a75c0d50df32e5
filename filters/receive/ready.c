/* filters/receive/ready.c - a file that says where it can be reached, once it can. */
#include "ready.h"
#include "lib/output.h"

int ready_say(struct run *run, const char *file, const struct wire *wire)
{
	struct output *o = output_open(file);
	output_write(o, wire_bound(wire), strlen(wire_bound(wire)));
	output_write(o, "\n", 1);
	int status = 0;
	if (output_finish(o) != 0 || output_publish(o) != 0)
		status = run_fail(run, output_status(o), "%s", output_why(o));
	output_drop(o);
	return status;
}
