# tests/bench/observations.awk - made-up observations of UOE_NON_FINANCE over the list of its areas: `rows` of them.
NR > 1 && $1 ~ /^[A-Z][A-Z]$/ { area[n++] = $1 }
END {
	levels = split("ISCED11_5 ISCED11_54 ISCED11_55 ISCED11_6 ISCED11_7 ISCED11_8", level, " ")
	split("F M _T", sex, " ")
	print "EDUCATION_TYPE", "EDUCATION_LEV", "EDUCATION_FIELD", "GRADE", "INTENSITY", "ORIGIN", "MOBILITY", "STAT_UNIT", "FREQ",
		"REF_AREA", "REF_SECTOR", "SEX", "AGE", "UNIT_MEASURE", "BREAKDOWN_GROUP", "TIME_PERIOD", "OBS_VALUE", "TABLE_IDENTIFIER",
		"ORIGIN_CRITERION", "REPYEARSTART", "REPYEAREND", "DECIMALS", "UNIT_MULT", "CONF_STATUS", "OBS_STATUS", "COMMENT_OBS"
	for (i = 0; i < rows; i++) {
		s = int(i / 2) % 3; l = int(i / 6) % levels; o = int(i / 6 / levels) % n
		print "_T", level[l + 1], "_T", "_T", "_T", area[o], "MOB", "STU", "A", area[int(i / 6 / levels / n)], "INST_T", sex[s + 1], "_T",
			"PS", "CNT_ORIGIN_SEX_EDL", 2023 + i % 2, i * 7919 % 10007, "ENRL6", "SEC_ED", "2023-09-01", "2024-08-31", 0, 0, "F", "A", ""
	}
}
