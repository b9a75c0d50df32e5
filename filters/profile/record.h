/* filters/profile/record.h - the columns that profile gives, in their order. */
#pragma once

enum {
	COLUMN,
	TYPE,
	RECORDS,
	MISSING,
	DISTINCT,
	EXACT,
	LEAST,
	GREATEST,
	SHORTEST,
	LONGEST,
	OF_KINDS,
	TOP,
	ODD,
	VALUES /* so many there are */
};
