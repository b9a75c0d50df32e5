/* tests/bench/gen/record.c - one record of the made-up feed, as a line of CSV.
 *
 * What a record holds follows from the seed and its number, so a duplicate is made by making an earlier record again, in
 * another spelling or with another content, and no memory is needed however many there are.
 */
#include "record.h"
#include "random.h"
#include "words.h"
#include <string.h>

const char record_header[] =
	"office_id,record_id,person_id,name,birth_date,sex,citizenship,edu_country,level,field,"
	"enrol_date,institution,status";

enum fault { SOUND, BAD_BIRTH, BAD_ENROLMENT, TOO_SHORT, TOO_LONG };
enum newline { NO_NEWLINE, IN_NAME, IN_CITIZENSHIP, IN_INSTITUTION };
enum { SEX = 5, ENROL_DATE = 10, INSTITUTION, STATUS }; /* columns that may be missing */

struct record {
	const struct maker *maker;
	uint64_t of; /* the record that it is, or is a duplicate of */
	struct dice own, form;
	bool conflict, quoted;
	uint64_t person, days, rest; /* random bits for its content */
	bool citizenship_unknown;
	enum newline newline;
	enum fault fault;
	int missing, extra;
	char birth[10], enrolment[10];
	char *to;
};

static const uint64_t OF_RECORD = 0x2545F4914F6CDD1Du;

static const char *one_of(const struct list *l, uint64_t n)
{
	return l->at[n % l->n];
}

static const char *any_of(const struct list *l, struct dice *d)
{
	return l->at[below(d, l->n)];
}

/* --- which record it is ----------------------------------------------------------------------- */

/* The record that i is a duplicate of: one nearby or any before it, and no duplicate itself. */
static uint64_t original(const struct maker *m, uint64_t i)
{
	for (;;) {
		struct dice d = { mixed(m->seed ^ i * OF_RECORD) };
		if (i == 0 || !hit(&d, m->rates.duplicates))
			return i;
		uint64_t span = (next(&d) & 1) && i > 2000 ? 2000 : i;
		i -= 1 + (uint64_t)((unsigned __int128)next(&d) * span >> 64);
	}
}

static void choose_fault(struct record *r)
{
	if (hit(&r->own, r->maker->rates.rejects))
		r->fault = (enum fault)(1 + below(&r->own, 4));
	if (r->fault == TOO_SHORT)
		r->missing = next(&r->own) & 1 ? SEX : ENROL_DATE + (int)below(&r->own, 3);
	if (r->fault == TOO_LONG)
		r->extra = 1 + (int)below(&r->own, 3);
}

static void begin(struct record *r, const struct maker *m, uint64_t i)
{
	bool other_form = true;
	*r = (struct record){ .maker = m, .of = i, .own = { mixed(m->seed ^ i * OF_RECORD) } };
	if (i > 0 && hit(&r->own, m->rates.duplicates)) {
		r->of = original(m, i);
		r->conflict = hit(&r->own, m->rates.conflicting);
		other_form = r->conflict || (next(&r->own) & 1);
	}
	struct dice content = { mixed(m->seed ^ 0x517CC1B727220A95u ^ r->of * 0x9E3779B97F4A7C15u) };
	r->form.at = mixed(m->seed ^ 0x6C62272E07BB0142u ^ (other_form ? i : r->of));
	r->quoted = hit(&r->form, m->rates.quoted);
	if (hit(&r->form, m->rates.newlines))
		r->newline = (enum newline)(1 + below(&r->form, 3));
	choose_fault(r);
	r->person = next(&content);
	r->days = next(&content);
	r->rest = next(&content);
	r->citizenship_unknown = hit(&content, m->rates.unknown);
}

/* --- fields ----------------------------------------------------------------------------------- */

static void put_digits(char *to, uint64_t value, int n)
{
	for (int i = n - 1; i >= 0; i--, value /= 10)
		to[i] = (char)('0' + value % 10);
}

static void put(struct record *r, const char *at, size_t n, bool quoted)
{
	if (!quoted) {
		r->to = mempcpy(r->to, at, n);
		return;
	}
	*r->to++ = '"';
	for (size_t i = 0; i < n; i++) {
		if (at[i] == '"')
			*r->to++ = '"';
		*r->to++ = at[i];
	}
	*r->to++ = '"';
}

static void put_text(struct record *r, const char *text)
{
	put(r, text, strlen(text), r->quoted);
}

static void comma(struct record *r)
{
	*r->to++ = ',';
}

/* With a space behind it, at times. */
static void put_padded(struct record *r, const char *at, size_t n, bool may)
{
	char padded[64];
	memcpy(padded, at, n);
	padded[n] = ' ';
	put(r, padded, n + (hit(&r->form, r->maker->rates.padded) && may), r->quoted);
}

static void put_ids(struct record *r)
{
	char id[12] = "A";
	uint64_t block = r->of >> 6, record = block / r->maker->offices * 64 + (r->of & 63);
	int width = record > 99999999 ? 12 : 8;
	put_digits(id + 1, block % r->maker->offices + 1, 4);
	put(r, id, 5, r->quoted);
	comma(r);
	put_digits(id, record, width);
	put(r, id, (size_t)width, r->quoted);
	comma(r);
	id[0] = 'P';
	put_digits(id + 1, r->person % 1000000000u, 9);
	put(r, id, 10, r->quoted);
	comma(r);
}

/* "Surname, Given" or Given Surname; a comma that is not quoted makes one field too many. */
static void put_name(struct record *r)
{
	char name[128] = "";
	const char *surname = one_of(&words.surnames, r->person >> 32),
			   *given = one_of(&words.given, r->person >> 44);
	uint64_t style = next(&r->form) % 100;
	bool open = r->extra == 1, turned = style < 25 || open, quoted = turned ? !open : r->quoted;
	char *at = stpcpy(stpcpy(stpcpy(name, turned ? surname : given), turned ? ", " : " "),
	                  turned ? given : surname);
	if (style % 25 == 7 && !open) {
		at = stpcpy(at, " \"Nick\"");
		quoted = true;
	}
	if (r->newline == IN_NAME && !open) {
		at = stpcpy(at, "\nnée, Smith");
		quoted = true;
	}
	put(r, name, (size_t)(at - name), quoted);
	comma(r);
}

/* --- dates ------------------------------------------------------------------------------------ */

struct day {
	int year, month, day;
};

static void write_day(struct record *r, char to[10], struct day d)
{
	bool iso = next(&r->form) % 10 < 6;
	put_digits(to + (iso ? 0 : 6), (uint64_t)d.year, 4);
	put_digits(to + (iso ? 5 : 3), (uint64_t)d.month, 2);
	put_digits(to + (iso ? 8 : 0), (uint64_t)d.day, 2);
	to[iso ? 4 : 2] = to[iso ? 7 : 5] = iso ? '-' : '/';
}

static void choose_days(struct record *r)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	uint64_t bits = r->days;
	struct day enrol = { 2014 + (int)((bits & 0xFFFF) * 12 >> 16),
		                 1 + (int)(bits >> 16 & 0xFF) * 12 / 256, 0 };
	if (r->conflict && (r->rest & 7) == 0)
		enrol.year = 2014 + (enrol.year - 2014 + 1) % 12;
	enrol.day = 1 + (int)(bits >> 24 & 0xFF) * lengths[enrol.month - 1] / 256;
	struct day birth = { enrol.year - 17 - (int)((bits >> 32 & 0xFF) * (bits >> 40 & 0xFF) >> 11),
		                 1 + (int)(bits >> 48 & 0xFF) * 12 / 256, 0 };
	birth.day = 1 + (int)(bits >> 56) * lengths[birth.month - 1] / 256;
	if (birth.month == 2 && birth.day == 28 && birth.year % 4 == 0)
		birth.day = 29;
	write_day(r, r->birth, birth);
	write_day(r, r->enrolment, enrol);
}

static void put_birth(struct record *r)
{
	if (r->fault == BAD_BIRTH)
		put_text(r, any_of(&words.bad_dates, &r->own));
	else
		put(r, r->birth, sizeof(r->birth), r->quoted);
	comma(r);
}

/* --- the others ------------------------------------------------------------------------------- */

static void put_sex(struct record *r)
{
	uint64_t sex = r->rest >> 8 & 0xFF;
	if (r->missing == SEX)
		return;
	put_text(r, any_of(sex < 120   ? &words.male
	                   : sex < 246 ? &words.female
	                               : &words.other_sex,
	                   &r->form));
	comma(r);
}

static const struct country *choose_country(struct record *r)
{
	const struct atlas *a = r->maker->atlas;
	uint64_t pick = r->rest >> 16;
	if (r->conflict && (r->rest & 7) >= 4)
		pick = next(&r->own);
	return &a->country[a->pick[pick % PICKS]];
}

static struct spelling choose_spelling(struct record *r, const struct country *c)
{
	uint32_t z = below(&r->form, 100);
	size_t one = z < 45 ? 0 : z < 60 ? 1 : z < 75 ? 2 : below(&r->form, c->n);
	return c->spelling[one < c->n ? one : 0];
}

static void put_citizenship(struct record *r, struct spelling s)
{
	char text[300];
	size_t n = 0;
	if (r->newline == IN_CITIZENSHIP && s.len > 2 && (s.at[s.len / 2] & 0x80) == 0) {
		memcpy(text, s.at, s.len);
		text[s.len / 2] = '\n';
		put(r, text, s.len, true);
	} else if (hit(&r->form, r->maker->rates.padded)) {
		static const char *const before[] = { " ", "", " ", " \t" }, *const behind[] = { "", " ",
			                                                                             "  ",
			                                                                             " " };
		uint32_t z = below(&r->form, 4);
		char *at = mempcpy(stpcpy(text, before[z]), s.at, s.len);
		n = (size_t)(stpcpy(at, behind[z]) - text);
		put(r, text, n, r->quoted || s.quoted);
	} else {
		put(r, s.at, s.len, r->quoted || s.quoted);
	}
	comma(r);
}

static void put_countries(struct record *r)
{
	const struct atlas *a = r->maker->atlas;
	const struct country *c = choose_country(r);
	struct spelling s;
	if (r->citizenship_unknown)
		s = spelling_of(any_of(&words.unknown, &r->form));
	else
		s = choose_spelling(r, c);
	put_citizenship(r, s);
	if ((r->rest >> 28) % 100 >= 12) {
		if ((r->rest >> 36) % 10 >= 7)
			c = &a->country[a->pick[(r->rest >> 40) % PICKS]];
		s = c->spelling[next(&r->form) % 3];
		if (s.at)
			put(r, s.at, s.len, r->quoted || s.quoted);
	} else {
		put(r, "", 0, r->quoted);
	}
	comma(r);
}

static void put_level(struct record *r)
{
	const char *level = one_of(&words.levels, r->rest >> 52);
	if (r->conflict && (r->rest & 7) < 4)
		level = any_of(&words.levels, &r->own);
	put_padded(r, level, strlen(level), true);
	comma(r);
	put_text(r, one_of(&words.fields, r->rest >> 57));
}

static void put_enrolment(struct record *r, const char *bad)
{
	comma(r);
	put_padded(r, bad ? bad : r->enrolment, bad ? strlen(bad) : sizeof(r->enrolment), !bad);
}

static void put_institution(struct record *r)
{
	uint64_t which = r->person >> 40;
	struct spelling s = spelling_of(
		words.institutions.at[(r->person >> 52) % 100 < 90 ? which % 20 : 20 + which % 4]);
	comma(r);
	if (r->newline == IN_INSTITUTION) {
		char text[128];
		size_t n = (size_t)(stpcpy(stpcpy(text, s.at), "\r\nDept. \"A\"") - text);
		put(r, text, n, true);
	} else {
		put(r, s.at, s.len, r->quoted || s.quoted);
	}
}

char *record_put(const struct maker *m, uint64_t i, char *to)
{
	struct record record, *r = &record;
	begin(r, m, i);
	r->to = to;
	put_ids(r);
	put_name(r);
	choose_days(r);
	put_birth(r);
	const char *bad = r->fault == BAD_ENROLMENT ? any_of(&words.bad_dates, &r->own) : NULL;
	put_sex(r);
	put_countries(r);
	put_level(r);
	if (r->missing != ENROL_DATE) {
		put_enrolment(r, bad);
		if (r->missing != INSTITUTION) {
			put_institution(r);
			if (r->missing != STATUS) {
				comma(r);
				put(r, one_of(&words.statuses, r->rest >> 61), 1, r->quoted);
			}
		}
	}
	for (int k = 1; k < r->extra; k++)
		r->to = stpcpy(r->to, ",x9");
	return stpcpy(r->to, m->crlf ? "\r\n" : "\n");
}
