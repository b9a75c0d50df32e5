/* filters/lib/json_put.c - a text as a string of JSON. */
#include "lib/json.h"
#include "lib/output.h"
#include <stdio.h>

void json_put(struct output *o, struct text v)
{
	char *to = output_space(o, 6 * v.len + 2), *at = to;
	if (!to)
		return;
	*at++ = '"';
	for (size_t i = 0; i < v.len; i++) {
		unsigned char c = (unsigned char)v.at[i];
		bool tab = c == '\t', lf = c == '\n';
		if (c == '"' || c == '\\' || tab || lf)
			*at++ = '\\';
		if (c < ' ' && !tab && !lf)
			at += snprintf(at, 7, "\\u%04x", c);
		else
			*at++ = tab ? 't' : lf ? 'n' : (char)c;
	}
	*at++ = '"';
	output_used(o, (size_t)(at - to));
}
