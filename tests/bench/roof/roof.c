/* tests/bench/roof/roof.c - the job of job.sh by hand, in one thread: roof FILE LOOKUP.
 *
 * No design to copy: it knows this one schema. What it shows is what the machine can do: an index of the separators by bit
 * masks, only the eight columns in use touched, exact keys packed into 64 bits, probes of hash tables in batches behind
 * prefetches, groups packed into one word, a radix sort at the end. To be built with -O3 -march=native.
 */
#include "job.h"
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 256 << 10, BATCH = 128, COLUMNS = 13, LONGEST_CODE = 60, LONGEST_KEY = 64 };
enum { OFFICE, RECORD, BIRTH = 4, SEX, CITIZENSHIP, LEVEL = 8, FIELD, ENROLMENT };

struct pending {         /* a record that is good, but may be a duplicate */
	uint64_t key, group; /* key 0: it is none */
	uint32_t age;
};

struct window {
	int fd;
	uint8_t *memory, *bytes; /* INDEX_PAD before bytes, and as much behind */
	size_t room;
	uint32_t len;
	bool ended;
	struct index index;
};

/* --- a record --------------------------------------------------------------------------------- */

/* A letter and four digits, then eight digits: exactly one word; 0: another shape. */
static inline uint64_t usual_key(struct field office, struct field record)
{
	if (__builtin_expect(office.len != 5 || record.len != 8, 0))
		return 0;
	uint64_t w = load8(office.at), letter = w & 0xFF;
	uint32_t number = digits8(load8(record.at)),
			 place = digits8((w & 0xFFFFFFFF00u) << 24 | 0x30303030u);
	if (letter - 'A' >= 26 || number == UINT32_MAX || place == UINT32_MAX)
		return 0;
	return (uint64_t)1 << 63 | letter << 48 | (uint64_t)place << 32 | number;
}

/* False: it is a duplicate. */
static bool add_odd_key(struct job *j, struct field office, struct field record)
{
	uint8_t key[2 * LONGEST_KEY + 16] = { 0 };
	if (office.len > LONGEST_KEY || record.len > LONGEST_KEY)
		errx(EX_DATAERR, "roof: a key is too long");
	memcpy(key, office.at, office.len);
	key[office.len] = 0x1F;
	memcpy(key + office.len + 1, record.at, record.len);
	struct field f = { key, office.len + 1 + record.len };
	if (names_find(&j->odd, f)->at)
		return false;
	names_put(&j->odd, f, 0);
	return true;
}

static inline uint64_t group_key(struct job *j, const uint8_t *bytes, const uint32_t *sep,
                                 uint32_t year)
{
	struct scratch *s = &j->scratch;
	const struct name *code = names_find(&j->codes, field_of(s, bytes, sep, CITIZENSHIP));
	uint64_t country = code->at ? code->number : j->unknown;
	return (uint64_t)1 << 63 | (uint64_t)(year - 1900) << YEAR_AT |
	       (uint64_t)sex_of(field_of(s, bytes, sep, SEX)) << SEX_AT | country << COUNTRY_AT |
	       (uint64_t)list_number(&j->level, field_of(s, bytes, sep, LEVEL)) << LEVEL_AT |
	       list_number(&j->field, field_of(s, bytes, sep, FIELD));
}

/* False: it is rejected, or a duplicate. */
static inline bool look_at(struct job *j, const uint8_t *bytes, const uint32_t *sep, uint32_t n,
                           struct pending *p)
{
	struct scratch *s = &j->scratch;
	j->counts.read++;
	if (__builtin_expect(n != COLUMNS, 0))
		return j->counts.fields++, false;
	uint32_t born = year_of(field_of(s, bytes, sep, BIRTH));
	if (__builtin_expect(!born, 0))
		return j->counts.birth++, false;
	uint32_t year = year_of(field_of(s, bytes, sep, ENROLMENT));
	if (__builtin_expect(!year, 0))
		return j->counts.enrolment++, false;
	struct field office = field_of(s, bytes, sep, OFFICE), record = field_of(s, bytes, sep, RECORD);
	p->key = usual_key(office, record);
	if (__builtin_expect(!p->key, 0) && !add_odd_key(j, office, record))
		return j->counts.duplicate++, false;
	__builtin_prefetch(&j->keys.key[key_hash(p->key) & j->keys.mask], 1);
	p->group = group_key(j, bytes, sep, year);
	p->age = year - born;
	return true;
}

/* --- batches ---------------------------------------------------------------------------------- */

static void settle(struct job *j, struct pending *p, size_t n)
{
	size_t kept = 0;
	keys_room(&j->keys, BATCH);
	groups_room(&j->groups, BATCH);
	for (size_t i = 0; i < n; i++) {
		if (p[i].key && !keys_add(&j->keys, p[i].key))
			continue;
		__builtin_prefetch(&j->groups.group[group_hash(p[i].group) & j->groups.mask], 1);
		p[kept++] = p[i];
	}
	j->counts.duplicate += n - kept;
	j->counts.kept += kept;
	for (size_t i = 0; i < kept; i++) {
		struct group *g = groups_at(&j->groups, p[i].group);
		g->n++;
		g->age += p[i].age;
	}
}

static void work(struct job *j, const struct window *w, uint32_t first)
{
	struct pending pending[BATCH];
	const struct index *x = &w->index;
	uint32_t at = first > 0 ? x->end[first - 1] + 1 : 0;
	for (uint32_t r = first; r < x->records;) {
		size_t n = 0;
		j->scratch.used = 0;
		for (; r < x->records && n < BATCH; at = x->end[r++] + 1)
			n += look_at(j, w->bytes, x->at + at, x->end[r] + 1 - at, &pending[n]);
		settle(j, pending, n);
	}
}

/* --- the file --------------------------------------------------------------------------------- */

static void window_widen(struct window *w, struct job *j, size_t room)
{
	uint8_t *memory = take(room + 2 * (size_t)INDEX_PAD);
	memset(memory, ',', INDEX_PAD);
	if (w->memory)
		memcpy(memory + INDEX_PAD, w->bytes, w->len);
	free(w->memory);
	w->memory = memory;
	w->bytes = memory + INDEX_PAD;
	index_free(&w->index);
	index_new(&w->index, room);
	free(j->scratch.bytes);
	j->scratch.bytes = take(room + 2 * (size_t)INDEX_PAD);
	w->room = room;
}

static void window_fill(struct window *w)
{
	while (!w->ended && w->len < w->room) {
		ssize_t n = read(w->fd, w->bytes + w->len, w->room - w->len);
		if (n < 0)
			err(EX_IOERR, "roof");
		w->len += (uint32_t)n;
		w->ended = n == 0;
		if (w->ended && w->len > 0 && w->bytes[w->len - 1] != '\n')
			w->bytes[w->len++] = '\n';
	}
}

static void read_feed(struct job *j, struct window *w)
{
	bool header = true;
	for (window_fill(w); w->len > 0; window_fill(w)) {
		index_build(&w->index, w->bytes, w->len);
		uint32_t n = w->index.records;
		if (n == 0 && w->ended) { /* a quote that is never closed */
			j->counts.read++;
			j->counts.fields++;
			return;
		}
		if (n == 0) {
			window_widen(w, j, w->room * 2);
			continue;
		}
		work(j, w, header);
		header = false;
		uint32_t used = w->index.at[w->index.end[n - 1]] + 1;
		w->len -= used;
		memmove(w->bytes, w->bytes + used, w->len);
	}
}

/* --- before and behind ------------------------------------------------------------------------ */

static struct field padded(const char *text, size_t len, uint8_t *room)
{
	memcpy(room, text, len);
	memset(room + len, 0, 8);
	return (struct field){ room, (uint32_t)len };
}

static void read_codes(struct job *j, const char *path)
{
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	uint8_t code[LONGEST_CODE + 8];
	if (!f)
		err(EX_NOINPUT, "%s", path);
	for (bool header = true;; header = false) {
		ssize_t len = getline(&line, &room, f);
		if (len <= 0)
			break;
		line[strcspn(line, "\n")] = '\0';
		char *tab = strchr(line, '\t');
		size_t n = tab ? strlen(tab + 1) : 0;
		if (header || !tab || n > LONGEST_CODE)
			continue;
		uint32_t number = list_add(&j->country, padded(tab + 1, n, code));
		uint8_t *spelling = take((size_t)(tab - line) + 16);
		struct field key = padded(line, (size_t)(tab - line), spelling);
		names_put(&j->codes, key, number);
		free(spelling);
	}
	free(line);
	fclose(f);
}

static void job_new(struct job *j, off_t bytes)
{
	uint64_t size = 1 << 16;
	uint8_t unknown[16];
	while (size * 55 < (uint64_t)bytes)
		size *= 2;
	keys_new(&j->keys, size);
	groups_new(&j->groups, 1 << 19);
	names_new(&j->codes, 8192);
	names_new(&j->odd, 1024);
	names_new(&j->country.names, 1024);
	names_new(&j->level.names, 256);
	names_new(&j->field.names, 256);
	j->unknown = list_add(&j->country, padded("UNK", 3, unknown));
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fputs("usage: roof FILE LOOKUP\n", stderr);
		return EX_USAGE;
	}
	struct job j = { 0 };
	struct window w = { .fd = strcmp(argv[1], "-") == 0 ? STDIN_FILENO
		                                                : open(argv[1], O_RDONLY | O_CLOEXEC) };
	struct stat s = { 0 };
	if (w.fd < 0 || fstat(w.fd, &s) != 0)
		err(EX_NOINPUT, "%s", argv[1]);
	job_new(&j, S_ISREG(s.st_mode) ? s.st_size : 0);
	read_codes(&j, argv[2]);
	window_widen(&w, &j, CHUNK);
	read_feed(&j, &w);
	job_write(&j);
	free(w.memory);
	index_free(&w.index);
	free(j.scratch.bytes);
	return 0;
}
