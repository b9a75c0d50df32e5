/* pipelines/runner/keys.c - weir keys: pairs for send and receive, and whom receive lets in. */
#include "verbs.h"
#include "lib/keys.h"
#include "lib/option.h"
#include "lib/wire.h"
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { DAY = 24 * 60 * 60, DAYS = 7 };

struct keys {
	struct text folder;
	size_t days;
	bool help;
	char path[PATH_MAX];
};

static const struct opt opts[] = {
	{ 0, OPT_TEXT, "folder", "FOLDER", "where the keys lie (keys)", offsetof(struct keys, folder) },
	{ 0, OPT_COUNT, "days", "N", "allow: how long a key that is replaced stays good (7)",
	  offsetof(struct keys, days) },
	{ 0, OPT_FLAG, "help", NULL, "print this help", offsetof(struct keys, help) },
	{ 0 },
};

/* FOLDER/…, until the next call. */
__attribute__((format(printf, 2, 3))) static const char *path(struct keys *k, const char *form, ...)
{
	va_list args;
	int n = snprintf(k->path, sizeof(k->path), "%s/", k->folder.at);
	va_start(args, form);
	if (n >= 0 && (size_t)n < sizeof(k->path))
		vsnprintf(k->path + n, sizeof(k->path) - (size_t)n, form, args);
	va_end(args);
	return k->path;
}

static int make_folder(const char *folder)
{
	if (mkdir(folder, 0700) == 0 || errno == EEXIST)
		return 0;
	return verb_fail("keys", EX_CANTCREAT, "%s: %s", folder, strerror(errno));
}

static int write_key(const char *file, const struct key *key)
{
	const char *why = key_write(file, key);
	return why ? verb_fail("keys", EX_CANTCREAT, "%s: %s", file, why) : 0;
}

static int write_pair(struct keys *k, const char *name)
{
	struct key pair = { 0 };
	if (!wire_new_pair(&pair))
		return verb_fail("keys", EX_OSERR, "libzmq has no CURVE here");
	snprintf(pair.name, sizeof(pair.name), "%s", name);
	int status = write_key(path(k, "%s.key", name), &pair);
	explicit_bzero(pair.secret, sizeof(pair.secret));
	return status ? status : write_key(path(k, "%s.pub", name), &pair);
}

/* --- the words -------------------------------------------------------------------------------- */

static int keys_new(struct keys *k, const char *name)
{
	int status = make_folder(k->folder.at);
	if (status == 0 && access(path(k, "%s.key", name), F_OK) == 0)
		status = verb_fail("keys", EX_CANTCREAT,
		                   "%s: is there already; weir keys rotate %s replaces it", k->path, name);
	if (status == 0)
		status = write_pair(k, name);
	if (status == 0)
		printf(
			"%s/%s.key: secret, stays here\n%s/%s.pub: to be handed over, for weir keys allow or "
			"--server-key\n",
			k->folder.at, name, k->folder.at, name);
	return status;
}

static int keys_allow_file(struct keys *k, const char *file)
{
	struct key new, old;
	const char *why = key_read(file, false, &new);
	if (!why && new.secret[0])
		why = "is a secret key; its owner keeps it, and hands over the file NAME.pub";
	explicit_bzero(new.secret, sizeof(new.secret));
	if (why)
		return verb_fail("keys", EX_DATAERR, "%s: %s", file, why);
	new.until = 0;
	int status = make_folder(k->folder.at);
	if (status == 0)
		status = make_folder(path(k, "allowed"));
	if (status == 0 && !key_read(path(k, "allowed/%s.pub", new.name), false, &old) &&
	    strcmp(old.public, new.public) != 0) {
		old.until = (uint64_t)time(NULL) + (k->days ? k->days : DAYS) * DAY;
		status = write_key(path(k, "allowed/%s.old.pub", new.name), &old);
	}
	if (status == 0)
		status = write_key(path(k, "allowed/%s.pub", new.name), &new);
	if (status == 0)
		printf("%s is allowed by %s\n", new.name, path(k, "allowed"));
	return status;
}

static int keys_revoke(struct keys *k, const char *name)
{
	static const char *const ends[] = { "pub", "old.pub" };
	size_t gone = 0;
	for (size_t i = 0; i < 2; i++) {
		if (unlink(path(k, "allowed/%s.%s", name, ends[i])) == 0)
			gone++;
		else if (errno != ENOENT)
			return verb_fail("keys", EX_IOERR, "%s: %s", k->path, strerror(errno));
	}
	if (gone == 0)
		return verb_fail("keys", EX_NOINPUT,
		                 "%s: is not allowed by %s; weir keys list shows who is", name,
		                 path(k, "allowed"));
	printf("%s is no longer allowed by %s\n", name, path(k, "allowed"));
	return 0;
}

static int keys_rotate(struct keys *k, const char *name)
{
	struct key old;
	const char *why = key_read(path(k, "%s.key", name), true, &old);
	if (why)
		return verb_fail("keys", EX_NOINPUT, "%s: %s", k->path, why);
	int status = write_key(path(k, "%s.old.key", name), &old);
	explicit_bzero(&old, sizeof(old));
	if (status == 0)
		status = write_pair(k, name);
	if (status == 0)
		printf("%s.key is new; until the other side has allowed the new %s.pub, use %s\n", name,
		       name, path(k, "%s.old.key", name));
	return status;
}

/* --- list ------------------------------------------------------------------------------------- */

struct rows {
	struct arena *mem;
	size_t n;
	struct row {
		char *file;
		struct key key;
	} * row;
};

static bool add(void *with, const char *file, const struct key *key)
{
	struct rows *r = with;
	r->row = arena_append(r->mem, r->row, r->n, sizeof(*r->row));
	r->row[r->n] = (struct row){ arena_copy(r->mem, file, strlen(file)), *key };
	r->row[r->n].key.secret[0] = '\0';
	r->n++;
	return true;
}

static int by_file(const void *a, const void *b)
{
	return strcmp(((const struct row *)a)->file, ((const struct row *)b)->file);
}

static void print_row(const struct row *r)
{
	char until[32] = "";
	time_t ends = (time_t)r->key.until;
	struct tm t;
	if (r->key.until && gmtime_r(&ends, &t))
		strftime(until, sizeof(until), "%Y-%m-%dT%H:%M:%SZ", &t);
	printf("%s\t%s\t%s\t%s\n", r->key.name, r->key.public, until, r->file);
}

static int keys_list(struct keys *k, const char *nothing)
{
	struct rows r = { .mem = arena_new() };
	(void)nothing;
	bool any = keys_each(k->folder.at, add, &r);
	any |= keys_each(path(k, "allowed"), add, &r);
	if (r.n > 0)
		qsort(r.row, r.n, sizeof(*r.row), by_file);
	if (any)
		puts("name\tpublic\tuntil\tfile");
	for (size_t i = 0; i < r.n; i++)
		print_row(&r.row[i]);
	arena_free(r.mem);
	return any ? 0
	           : verb_fail("keys", EX_NOINPUT, "%s: no such folder; weir keys new makes it",
	                       k->folder.at);
}

/* --- the verb --------------------------------------------------------------------------------- */

static const struct word {
	const char *name, *takes;
	int (*run)(struct keys *, const char *);
} words[] = {
	{ "new", "NAME", keys_new },       { "allow", "FILE", keys_allow_file },
	{ "revoke", "NAME", keys_revoke }, { "rotate", "NAME", keys_rotate },
	{ "list", NULL, keys_list },       { 0 },
};

void keys_help(struct output *o)
{
	verb_help_of(o, "keys", opts, "new NAME | allow FILE | revoke NAME | rotate NAME | list",
	             "The page weir(1) says more.");
}

static int perform(struct keys *k, const struct texts *operands)
{
	const struct word *w = words;
	const char *name = operands->n > 0 ? operands->at[0].at : "";
	while (w->name && strcmp(w->name, name) != 0)
		w++;
	if (!w->name)
		return verb_fail("keys", EX_USAGE, "%s%sexpected new, allow, revoke, rotate or list", name,
		                 *name ? ": " : "");
	if (operands->n != (w->takes ? 2 : 1))
		return verb_fail("keys", EX_USAGE, "%s: expected %s", name,
		                 w->takes ? w->takes : "nothing more");
	const char *word = w->takes ? operands->at[1].at : NULL;
	if (word && strcmp(w->takes, "NAME") == 0 && !key_is_name(word))
		return verb_fail("keys", EX_USAGE,
		                 "%s: a name holds letters, digits, '_', '-' and '.', 64 at most", word);
	return w->run(k, word);
}

int verb_keys(int argc, char **argv)
{
	struct arena *mem = arena_new();
	struct keys k = { 0 };
	struct opt_table table = { opts, &k };
	struct texts operands;
	const char *why;
	int status = options_read(&table, 1, argc, argv, mem, &operands, &why);
	if (status != 0)
		verb_fail("keys", status, "%s", why);
	if (!k.folder.at)
		k.folder = TEXT("keys");
	if (status == 0 && k.help) {
		struct output *o = output_open(NULL);
		keys_help(o);
		status = output_flush(o);
		output_drop(o);
	} else if (status == 0) {
		status = perform(&k, &operands);
	}
	if (status == 0 && fflush(stdout) != 0)
		status = verb_fail("keys", EX_IOERR, "standard output: %s", strerror(errno));
	arena_free(mem);
	return status;
}
