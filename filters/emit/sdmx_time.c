/* filters/emit/sdmx_time.c - time periods as SDMX writes them: gregorian ones, and reporting periods (2024-Q1, 2024-A1). */
#include "lib/day.h"
#include "sdmx.h"

static bool digits(struct text v, size_t from, size_t n, unsigned *number)
{
	*number = 0;
	for (size_t i = from; i < from + n; i++) {
		if (i >= v.len || v.at[i] < '0' || v.at[i] > '9')
			return false;
		*number = *number * 10 + (unsigned)(v.at[i] - '0');
	}
	return true;
}

bool sdmx_date(struct text v)
{
	unsigned h, m, s;
	if (v.len < 10 || day_read(v.at) == 0)
		return false;
	if (v.len == 10)
		return true;
	if (v.len < 19 || v.at[10] != 'T' || v.at[13] != ':' || v.at[16] != ':' ||
	    !digits(v, 11, 2, &h) || !digits(v, 14, 2, &m) || !digits(v, 17, 2, &s) || h > 23 ||
	    m > 59 || s > 59)
		return false;
	struct text zone = { v.at + 19, v.len - 19 };
	if (zone.len > 1 && zone.at[0] == '.') {
		size_t n = 1;
		while (n < zone.len && zone.at[n] >= '0' && zone.at[n] <= '9')
			n++;
		zone = (struct text){ zone.at + n, zone.len - n };
	}
	return zone.len == 0 || text_is(zone, "Z") ||
	       (zone.len == 6 && (zone.at[0] == '+' || zone.at[0] == '-') && zone.at[3] == ':' &&
	        digits(zone, 1, 2, &h) && digits(zone, 4, 2, &m) && h <= 14 && m <= 59);
}

/* The frequency that the form of a period has; 0: it is none. */
static char frequency_of(struct text v)
{
	static const struct {
		size_t digits;
		unsigned most;
		char letter;
	} reporting[] = { { 1, 1, 'A' },  { 1, 2, 'S' },  { 1, 3, 'T' },  { 1, 4, 'Q' },
		              { 2, 12, 'M' }, { 2, 53, 'W' }, { 3, 366, 'D' } };
	unsigned year, n;
	if (!digits(v, 0, 4, &year) || year == 0)
		return 0;
	if (v.len == 4)
		return 'A';
	if (v.at[4] != '-' || v.len < 7)
		return 0;
	if (v.len == 7 && digits(v, 5, 2, &n))
		return n >= 1 && n <= 12 ? 'M' : 0;
	for (size_t i = 0; i < sizeof(reporting) / sizeof(*reporting); i++)
		if (v.at[5] == reporting[i].letter && v.len == 6 + reporting[i].digits)
			return digits(v, 6, reporting[i].digits, &n) && n >= 1 && n <= reporting[i].most
			           ? reporting[i].letter
			           : 0;
	return sdmx_date(v) ? 'D' : 0;
}

bool sdmx_period(struct text v, struct text freq)
{
	char has = frequency_of(v), wants = freq.len > 0 ? freq.at[0] : 0;
	if (has == 0 || wants == 0 || !strchr("ASTQMWDB", wants))
		return has != 0;
	return has == wants || (wants == 'B' && has == 'D');
}
