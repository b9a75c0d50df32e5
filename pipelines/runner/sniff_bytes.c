/* pipelines/runner/sniff_bytes.c - how the characters of a file are written. */
#include "sniff.h"
#include "lib/decode.h"
#include <stdio.h>

/* Valid but for a character that the end of the sample cut. */
static bool is_utf8(struct text t, bool whole)
{
	size_t n = utf8_valid(t.at, t.len);
	return n == t.len || (!whole && t.len - n < 4);
}

/* 0x81, 0x8D, 0x8F, 0x90 and 0x9D are no characters of Windows-1252. */
static const char *narrow(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if (t.at[i] != '\0' && strchr("\x81\x8D\x8F\x90\x9D", t.at[i]))
			return "iso-8859-1";
	return "windows-1252";
}

/* The first line with a byte beyond ASCII, for a person to look at. */
static void show_line(const struct sniff *s, struct text decoded)
{
	const char *at = decoded.at, *end = at + decoded.len;
	while (at < end && (unsigned char)*at < 0x80)
		at++;
	const char *from = at, *to = at;
	while (from > decoded.at && from[-1] != '\n' && at - from < 30)
		from--;
	while (to < end && *to != '\n' && *to != '\r' && to - at < 30)
		to++;
	while (from < at && ((unsigned char)*from & 0xC0) == 0x80)
		from++;
	size_t n = utf8_valid(from, (size_t)(to - from));
	sniff_say(s, "encoding: no UTF-8, taken for %s; look whether this is right: '%.*s'",
	          s->encoding, (int)n, from);
}

/* A workbook is a zip with this name in it, which stands there as it is. */
static bool is_workbook(struct text t)
{
	static const char name[] = "xl/workbook.xml";
	return t.len >= 4 && memcmp(t.at, "PK\x03\x04", 4) == 0 &&
	       memmem(t.at, t.len, name, sizeof(name) - 1) != NULL;
}

int sniff_encoding(struct sniff *s)
{
	size_t size;
	bool more;
	int status = sniff_sample(s, "--zip", NULL);
	s->encoding = "utf-8";
	if (status != 0 || (s->book = is_workbook(s->bytes)))
		return status;
	status = sniff_sample(s, NULL, NULL);
	if (status == 0 && s->bytes.len == 0)
		return sniff_fail(EX_DATAERR, "%s: empty", s->file);
	if (status != 0)
		return status;
	const char *mark = decode_mark(s->bytes.at, s->bytes.len, &size, &more);
	s->encoding = mark && strcmp(mark, "UTF-8") == 0 ? "utf-8"
	              : mark                             ? mark
	                                                 : decode_wide(s->bytes);
	if (!s->encoding && is_utf8(s->bytes, s->whole))
		s->encoding = "utf-8";
	bool sure = s->encoding != NULL;
	if (!sure)
		s->encoding = narrow(s->bytes);
	status = sniff_sample(s, "--encoding", s->encoding);
	if (status == 0 && !sure)
		show_line(s, s->bytes);
	return status;
}
