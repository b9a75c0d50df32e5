/* filters/lib/option.h - one table of rows gives parsing, --help, the synopsis, the page and completion. */
#pragma once
#include "lib/output.h"
#include "lib/stage.h"

struct opt_table {
	const struct opt *rows; /* ends with no name */
	void *into;             /* the struct that the rows' offsets are in */
};

/* Options that every filter has. */
struct common {
	struct text output, rejects, ledger, label, max_rejects, memory;
	size_t batch_size, max_size, threads, piece_size;
	bool quiet, help, version;
};
extern const struct opt common_opts[];

/* Reads argv[1] and on into the tables' structs. Short options may be joined (-qc NAME, -cNAME), long ones take
 * `--name value` and `--name=value`; "--" ends them. What is no option is an operand, in mem. 0, or EX_USAGE
 * and *why in mem: what is wrong, with the nearest right word. */
int options_read(const struct opt_table *tables, size_t n, int argc, char **argv, struct arena *mem,
                 struct texts *operands, const char **why);

/* How a command is called: "weir-squeeze [-c COLUMNS]… [--longest BYTES] [FILE…]". */
void option_usage(struct output *, const char *command, const struct opt *const *tables, size_t n,
                  const char *files);
/* One line for each option. */
void option_list(struct output *, const struct opt *const *tables, size_t n);
/* weir-NAME --help and --version. */
void option_help(struct output *, const struct stage *);
void option_version(struct output *, const struct stage *);

/* Parts of a filter's manual page, for the build: "synopsis", "options" or "reasons" as mdoc, or its
 * "role" (filter, source, sink) or "trait" (stateless, keyed, mergeable). False: no such part. */
bool option_describe(struct output *, const struct stage *, const char *part);
/* Completion of all the stages (ends with null), and of weir's own commands (with blanks between them), for "bash" or "zsh".
 * False: no such shell. */
bool option_completion(struct output *, const struct stage *const *stages, const char *commands,
                       const char *shell);
