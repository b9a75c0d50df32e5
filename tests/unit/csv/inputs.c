/* tests/unit/csv/inputs.c - random CSV, which follows from a seed. */
#include "inputs.h"
#include <string.h>

uint64_t roll(uint64_t *seed, uint64_t n)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return n > 0 ? (*seed >> 33) % n : 0;
}

struct dialect usual(void)
{
	return (struct dialect){
		.delimiter = TEXT(","), .quote = '"', .double_quote = true, .header = true
	};
}

struct dialect any_dialect(uint64_t *seed)
{
	static const struct text delimiters[] = { { ",", 1 }, { ";", 1 }, { "\t", 1 },
		                                      { "¦", 2 }, { " ", 1 }, { "€", 3 } };
	struct dialect d = usual();
	if (roll(seed, 3) == 0)
		d.delimiter = delimiters[roll(seed, 6)];
	static const char quotes[] = { '"', '"', '"', '"', '"', '"', '\'', 0 };
	d.quote = quotes[roll(seed, sizeof(quotes))];
	d.double_quote = roll(seed, 6) != 0;
	if (roll(seed, 5) == 0)
		d.escape = '\\';
	if (roll(seed, 5) == 0)
		d.comment = '#';
	d.skip_initial_space = roll(seed, 4) == 0;
	d.header = roll(seed, 5) != 0;
	d.line_end = (enum line_end)roll(seed, 4);
	return d;
}

size_t random_bytes(char *to, size_t room, uint64_t *seed, const struct dialect *d)
{
	static const struct text words[] = {
		{ "\"", 1 },   { "\"\"", 2 },   { "\n", 1 },       { "\r\n", 2 },     { "\r", 1 },
		{ " ", 1 },    { "a", 1 },      { "bc", 2 },       { "\xC3\xA9", 2 }, { "\xC2", 1 },
		{ "\xFF", 1 }, { "\xFC", 1 },   { "\\", 1 },       { "#", 1 },        { "'", 1 },
		{ "\0", 1 },   { ";", 1 },      { ",", 1 },        { "\xF5", 1 },     { "\",\"", 3 },
		{ "\"\n", 2 }, { "\"\r\n", 3 }, { "\xC2\xA6", 2 }, { "\xE2\x82", 2 },
	};
	size_t len = 0, n = sizeof(words) / sizeof(*words);
	while (len + 4 < room) {
		uint64_t kind = roll(seed, 10);
		struct text w = kind < 3   ? d->delimiter
		                : kind < 5 ? (struct text){ "\"", 1 }
		                : kind < 6 ? (struct text){ "\n", 1 }
		                           : words[roll(seed, n)];
		memcpy(to + len, w.at, w.len);
		len += w.len;
	}
	return len;
}

size_t feed_bytes(char *to, size_t room, uint64_t *seed, size_t columns)
{
	static const struct text values[] = {
		{ "", 0 },
		{ "2024", 4 },
		{ "Türkiye", 8 },
		{ "\"Gambia, The\"", 13 },
		{ "  x ", 4 },
		{ "\"say \"\"no\"\"\"", 13 },
		{ "\"two\nlines\"", 11 },
		{ "\"\"", 2 },
		{ "12\" pipe", 8 },
		{ "\"a \"b\" c\"", 9 },
		{ "\xE9", 1 },
		{ "a,b", 3 },
	};
	struct text end = roll(seed, 2) ? TEXT("\r\n") : TEXT("\n");
	size_t len = 0, good = 8, all = sizeof(values) / sizeof(*values);
	while (len + columns * 16 + 4 < room) {
		size_t n = roll(seed, 200) ? columns : 1 + roll(seed, columns * 2);
		for (size_t c = 0; c < n && len + 20 < room; c++) {
			struct text v = values[roll(seed, roll(seed, 100) ? good : all)];
			if (c > 0)
				to[len++] = ',';
			memcpy(to + len, v.at, v.len);
			len += v.len;
		}
		memcpy(to + len, end.at, end.len);
		len += end.len;
	}
	return len;
}
