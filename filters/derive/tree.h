/* filters/derive/tree.h - trees of expressions grow: each function gives a node, or null when words_fail was called.
 * What they are given may be null, and then so is what they give. */
#pragma once
#include "derive/program.h"
#include "derive/work.h"
#include "derive/words.h"

struct grower {
	struct words words;
	struct names *names;
	struct program *program;
	struct arena *mem;
	size_t nested;
};

struct node *tree_leaf(struct grower *, size_t at, enum type);
struct node *tree_column(struct grower *, size_t at, struct text name);
/* The same as a value of a type: by a conversion that is understood, or that the program asked for. */
struct node *tree_as(struct grower *, struct node *, enum type);
struct node *tree_convert(struct grower *, struct node *, enum type);
/* The type that both can have, for what takes either; false: there is none. */
bool tree_meet(struct grower *, const struct node *, const struct node *, enum type *);

/* Puts an argument behind the others; its column is blamed, if none is so far. */
bool tree_add(struct grower *, struct node *to, struct node *arg);
struct node *tree_two(struct grower *, apply *, enum type, struct node *, struct node *);
struct node *tree_arithmetic(struct grower *, char sign, struct node *, struct node *);
struct node *tree_compare(struct grower *, unsigned orders, struct node *, struct node *);
struct node *tree_is_missing(struct grower *, struct node *, bool inverse);
/* min and max of a call whose arguments are there. */
struct node *tree_extreme(struct grower *, struct node *call, bool least);
/* Its arguments, from the first one on, become values of the one type that all can have. */
bool tree_agree(struct grower *, struct node *, size_t first);
/* A value rounded to so many digits: once, if it is a quotient. */
struct node *tree_rounded(struct grower *, struct node *call);

extern const char *const tree_types[];
