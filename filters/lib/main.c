/* filters/lib/main.c - the whole of a command weir-NAME; STAGE is the filter's. */
#include "lib/chain.h"

extern const struct stage STAGE;

int main(int argc, char **argv)
{
	return run_alone(&STAGE, argc, argv);
}
