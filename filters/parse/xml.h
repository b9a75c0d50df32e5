/* filters/parse/xml.h - XML in pieces, by expat: elements and their text, without entities of the document's own.
 *
 * A prefix of a name is left out: the files of workbooks use one vocabulary each. A document type declaration is
 * refused, so nothing can be expanded.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct xml;

struct xml_events { /* any may be null */
	/* attributes: name, value, name, value … null; the names without prefix, but that of "r:id" is kept. */
	void (*open)(void *self, struct xml *, const char *name, const char **attributes);
	void (*close)(void *self, struct xml *, const char *name);
	void (*text)(void *self, const char *at, size_t len); /* a text may come in several pieces */
};

enum xml_got {
	XML_MORE, /* all bytes were used */
	XML_HALT, /* xml_halt was called: go on with xml_go_on */
	XML_BAD,  /* xml_why says what is wrong */
};

/* Null: no memory. longest: bytes of one tag or comment. */
struct xml *xml_new(const struct xml_events *, void *self, size_t longest);
/* Room for n more bytes, null: no memory. */
char *xml_room(struct xml *, size_t n);
/* So many of them came; last: none will follow. */
enum xml_got xml_feed(struct xml *, size_t n, bool last);
enum xml_got xml_go_on(struct xml *);
/* Called by an event: what is behind it waits. */
void xml_halt(struct xml *);
/* Called by an event: it is no good, for this reason, which stays the caller's. */
void xml_refuse(struct xml *, const char *why);
const char *xml_why(const struct xml *); /* "line 3, column 5: mismatched tag" */
void xml_free(struct xml *);             /* may be null */

/* The value of an attribute, or null. */
const char *xml_attribute(const char **attributes, const char *name);
