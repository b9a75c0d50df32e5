/* filters/receive/names.c - the senders that are waited for by their names: "office-a,office-b". */
#include "names.h"
#include "lib/keys.h"
#include <stdio.h>

/* Takes the first name off. */
static struct text take(struct text *rest)
{
	const char *comma = memchr(rest->at, ',', rest->len);
	struct text name = { rest->at, comma ? (size_t)(comma - rest->at) : rest->len };
	size_t used = comma ? name.len + 1 : name.len;
	*rest = (struct text){ rest->at + used, rest->len - used };
	return name;
}

static bool is_name(struct text name)
{
	char copy[KEY_NAME + 1];
	if (name.len > KEY_NAME)
		return false;
	snprintf(copy, sizeof(copy), "%.*s", (int)name.len, name.at);
	return key_is_name(copy);
}

size_t names_count(struct text names)
{
	size_t n = 0;
	if (names.len == 0 || names.at[names.len - 1] == ',')
		return 0;
	for (struct text rest = names; rest.len > 0; n++) {
		struct text name = take(&rest), others = rest;
		bool twice = false;
		while (others.len > 0)
			twice |= text_same(name, take(&others));
		if (twice || !is_name(name))
			return 0;
	}
	return n;
}

struct text names_at(struct text names, size_t i)
{
	struct text name = take(&names);
	while (i-- > 0)
		name = take(&names);
	return name;
}

bool names_hold(struct text names, struct text name)
{
	bool found = false;
	while (names.len > 0)
		found |= text_same(take(&names), name);
	return found;
}
