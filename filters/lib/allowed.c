/* filters/lib/allowed.c - who is let in: the keys that a folder allows, as of a moment ago. */
#include "lib/allowed.h"
#include <errno.h>
#include <stdlib.h>
#include <time.h>

struct allowed {
	char *folder;
	double read;
	size_t n, room;
	struct key *at; /* by the public key, then by the name */
	bool lost;      /* no memory for all of them */
};

struct allowed *allowed_new(const char *folder)
{
	struct allowed *a = calloc(1, sizeof(*a));
	char *copy = strdup(folder);
	if (a && copy) {
		a->folder = copy;
		return a;
	}
	free(a);
	free(copy);
	return NULL;
}

void allowed_free(struct allowed *a)
{
	if (!a)
		return;
	free(a->folder);
	free(a->at);
	free(a);
}

static bool add(void *with, const char *file, const struct key *key)
{
	struct allowed *a = with;
	(void)file;
	if (a->n == a->room) {
		size_t room = a->room ? 2 * a->room : 16;
		struct key *at = realloc(a->at, room * sizeof(*at));
		a->lost = !at;
		if (!at)
			return false;
		a->at = at;
		a->room = room;
	}
	a->at[a->n++] = *key;
	return true;
}

static int order(const void *x, const void *y)
{
	const struct key *a = x, *b = y;
	int by = strcmp(a->public, b->public);
	return by ? by : strcmp(a->name, b->name);
}

static bool is_short(int fault)
{
	return fault == EMFILE || fault == ENFILE || fault == ENOMEM;
}

static void read_again(struct allowed *a)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	double now = (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
	if (a->read > 0 && now - a->read < ALLOWED_FRESH / 1000.0)
		return;
	struct allowed fresh = { 0 };
	a->read = now;
	bool all = keys_each(a->folder, add, &fresh);
	if (fresh.lost || (!all && is_short(errno))) {
		free(fresh.at);
		return;
	}
	if (fresh.n > 0)
		qsort(fresh.at, fresh.n, sizeof(*fresh.at), order);
	free(a->at);
	a->at = fresh.at;
	a->n = fresh.n;
}

bool allowed_name(struct allowed *a, const char *public, char name[KEY_NAME + 1])
{
	read_again(a);
	size_t low = 0, high = a->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(a->at[middle].public, public) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	uint64_t now = (uint64_t)time(NULL);
	while (low < a->n && a->at[low].until && now >= a->at[low].until &&
	       strcmp(a->at[low].public, public) == 0)
		low++;
	if (low == a->n || strcmp(a->at[low].public, public) != 0)
		return false;
	memcpy(name, a->at[low].name, sizeof(a->at[low].name));
	return true;
}
