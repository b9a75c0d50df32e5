/* filters/parse/json_string.h - strings and numbers of JSON as they are written: their characters and their faults. */
#pragma once
#include "lib/text.h"

/* The characters of what stands between the quotes of a string, without its escapes. to: room for raw.len bytes;
 * used only where there are escapes, else the characters are `raw` itself. Null, or what is wrong (*at: where). */
const char *json_characters(struct text raw, char *to, struct text *characters, const char **at);

/* A string's end: at is behind its opening quote. The closing quote, or null if there is none before `end`, or a
 * character that has to be escaped comes first (*bad). *plain: it holds no escape. */
const char *json_quote(const char *at, const char *end, bool *plain, const char **bad);

/* A number at `at`: how many bytes it has, 0 if none stands there. It may have to end before a letter. */
size_t json_number(const char *at, const char *end);

/* Is the string between these quotes the key? */
bool json_is(struct text raw, struct text key);

/* Writes a character in UTF-8, up to 4 bytes; gives what is behind it. */
char *json_put_character(char *to, unsigned code);
