/* filters/parse/xml.c - wraps expat: XML in pieces. */
/* link: -lexpat */
#include "parse/xml.h"
#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct xml {
	XML_Parser parser;
	const struct xml_events *events;
	void *self;
	size_t longest, since; /* bytes since the last event */
	bool last, halted;
	const char *refused;
	char why[200];
};

static const char *local(const char *name)
{
	const char *colon = strchr(name, ':');
	return colon ? colon + 1 : name;
}

const char *xml_attribute(const char **attributes, const char *name)
{
	bool whole = strchr(name, ':') != NULL;
	for (size_t i = 0; attributes[i]; i += 2)
		if (strcmp(whole ? attributes[i] : local(attributes[i]), name) == 0)
			return attributes[i + 1];
	return NULL;
}

static void on_open(void *self, const XML_Char *name, const XML_Char **attributes)
{
	struct xml *x = self;
	x->since = 0;
	if (x->events->open && !x->refused)
		x->events->open(x->self, x, local(name), attributes);
}

static void on_close(void *self, const XML_Char *name)
{
	struct xml *x = self;
	x->since = 0;
	if (x->events->close && !x->refused)
		x->events->close(x->self, x, local(name));
}

static void on_text(void *self, const XML_Char *at, int len)
{
	struct xml *x = self;
	x->since = 0;
	if (x->events->text && !x->refused)
		x->events->text(x->self, at, (size_t)len);
}

static void on_doctype(void *self, const XML_Char *name, const XML_Char *system,
                       const XML_Char *public, int has_subset)
{
	(void)name;
	(void)system;
	(void)public;
	(void)has_subset;
	xml_refuse(self, "it declares a document type, which none of its kind does");
}

struct xml *xml_new(const struct xml_events *events, void *self, size_t longest)
{
	struct xml *x = calloc(1, sizeof(*x));
	XML_Parser parser = x ? XML_ParserCreate(NULL) : NULL;
	if (!parser) {
		free(x);
		return NULL;
	}
	*x = (struct xml){ .parser = parser, .events = events, .self = self, .longest = longest };
	XML_SetUserData(parser, x);
	XML_SetElementHandler(parser, on_open, on_close);
	XML_SetCharacterDataHandler(parser, on_text);
	XML_SetStartDoctypeDeclHandler(parser, on_doctype);
	return x;
}

void xml_free(struct xml *x)
{
	if (x)
		XML_ParserFree(x->parser);
	free(x);
}

char *xml_room(struct xml *x, size_t n)
{
	return XML_GetBuffer(x->parser, (int)n);
}

void xml_halt(struct xml *x)
{
	x->halted = XML_StopParser(x->parser, XML_TRUE) == XML_STATUS_OK;
}

void xml_refuse(struct xml *x, const char *why)
{
	if (!x->refused)
		x->refused = why;
	XML_StopParser(x->parser, XML_FALSE);
}

static enum xml_got got(struct xml *x, enum XML_Status status)
{
	if (status == XML_STATUS_SUSPENDED && x->halted)
		return XML_HALT;
	if (status == XML_STATUS_OK && x->since > x->longest)
		x->refused = "a tag that does not end";
	if (status == XML_STATUS_OK && !x->refused)
		return XML_MORE;
	const char *why = x->refused ? x->refused : XML_ErrorString(XML_GetErrorCode(x->parser));
	snprintf(x->why, sizeof(x->why), "line %llu, column %llu: %s",
	         (unsigned long long)XML_GetCurrentLineNumber(x->parser),
	         (unsigned long long)XML_GetCurrentColumnNumber(x->parser) + 1, why);
	return XML_BAD;
}

enum xml_got xml_feed(struct xml *x, size_t n, bool last)
{
	x->halted = false;
	x->since += n;
	return got(x, XML_ParseBuffer(x->parser, (int)n, last));
}

enum xml_got xml_go_on(struct xml *x)
{
	x->halted = false;
	return got(x, XML_ResumeParser(x->parser));
}

const char *xml_why(const struct xml *x)
{
	return x->why;
}
