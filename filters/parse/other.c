/* filters/parse/other.c - what a file is that is no table, by its first bytes, and what to do with it. */
#include "parse/other.h"
#include "lib/decode.h"
#include <strings.h>

#define NO_TABLE \
	"no table; ask its publisher for CSV or .xlsx, or copy what it shows into a workbook"
#define NO_PAGE                                                                                    \
	"a web page, no table; was it an error, a login or a list of links? look at it in a browser, " \
	"and fetch the file "                                                                          \
	"itself"
#define UTF16(order)                                                  \
	"UTF-16 without a byte order mark; write --encoding utf-16" order \
	", or \"encoding\": \"utf-16" order "\" in its descriptor"

struct sign {
	struct text begins;
	const char *is;
};

static const struct sign signs[] = {
	{ TEXT("%PDF-"), "a PDF, " NO_TABLE },
	{ TEXT("\xFF\xD8\xFF"), "a picture (JPEG), " NO_TABLE },
	{ TEXT("\x89PNG\r\n"), "a picture (PNG), " NO_TABLE },
	{ TEXT("GIF8"), "a picture (GIF), " NO_TABLE },
	{ TEXT("{\\rtf"), "a document (RTF), " NO_TABLE },
	{ TEXT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
	  "an .xls, or one with a password; save it as .xlsx without one" },
	{ TEXT("PK\x03\x04"), "a zip archive in another one, or a workbook; unpack it before" },
	{ TEXT("7z\xBC\xAF\x27\x1C"), "an archive (7z); unpack it before" },
	{ TEXT("Rar!\x1A\x07"), "an archive (rar); unpack it before" },
	{ TEXT("PAR1"), "Parquet, which is not read; export it as CSV" },
	{ TEXT("SQLite format 3"), "a database (SQLite); export the table as CSV" },
};

static bool begins(struct text t, struct text with)
{
	return t.len >= with.len && memcmp(t.at, with.at, with.len) == 0;
}

static bool begins_as_word(struct text t, const char *word)
{
	return t.len >= strlen(word) && strncasecmp(t.at, word, strlen(word)) == 0;
}

static struct text behind_blanks(struct text t)
{
	while (t.len > 0 && (t.at[0] == ' ' || (t.at[0] >= '\t' && t.at[0] <= '\r')))
		t.at++, t.len--;
	return t;
}

/* A record, or a list of them: no header is written so. */
static const char *json(struct text t)
{
	if (t.len < 2 || !((t.at[0] == '{' && t.at[1] == '"') || (t.at[0] == '[' && t.at[1] == '{')))
		return NULL;
	const char *end = memchr(t.at, '\n', t.len);
	if (t.at[0] == '{' && end && end + 1 < t.at + t.len && end[1] == '{')
		return "JSON; --format ndjson reads it";
	return "JSON; --format json reads it";
}

static const char *page(struct text t)
{
	static const char *const pages[] = { "<!doctype html", "<html", "<head", "<body" };
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
		if (begins_as_word(t, pages[i]))
			return NO_PAGE;
	if (!begins_as_word(t, "<?xml"))
		return NULL;
	return memmem(t.at, t.len, "<html", 5)
	           ? NO_PAGE
	           : "XML, which is not read; save it as CSV or .xlsx, or ask for it as JSON";
}

const char *other_kind(struct text first, bool lines)
{
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (begins(first, signs[i].begins))
			return signs[i].is;
	const char *wide = decode_wide(first);
	if (wide)
		return strcmp(wide, "utf-16le") == 0 ? UTF16("le") : UTF16("be");
	first = behind_blanks(first);
	const char *is = page(first);
	return is || !lines ? is : json(first);
}

const char *other_delimiter(struct text header, struct text delimiter, const char **option)
{
	static const struct {
		char is;
		const char *shown, *option;
	} others[] = { { ';', "';'", "';'" },
		           { '\t', "a TAB", "tab" },
		           { '|', "'|'", "'|'" },
		           { ',', "','", "','" } };
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (memchr(header.at, others[i].is, header.len) &&
		    !(delimiter.len == 1 && delimiter.at[0] == others[i].is))
			return *option = others[i].option, others[i].shown;
	return NULL;
}
