# Students in distance education of institutions in the United States, some of whom live abroad: IPEDS, provisional and revised
# release of one fall in one archive, joined with the directory of institutions.
# Level 1 holds 2 and 12, and 2 holds 3 and 11, so levels are never added.
{
  title: "Students in distance education, United States, by level and state, and those outside the United States",
  description: "Fall enrolment of the institutions of IPEDS: all students, those in distance education only, and of these those who are outside the United States.",
  licence: "Work of the U.S. federal government, public domain (17 U.S.C. § 105)",
  sources: [{title: "U.S. Department of Education, National Center for Education Statistics, IPEDS: EF_DIST and HD", licence: "public domain",
    path: "https://nces.ed.gov/ipeds/"}],
  columns: {
    level: "1 all, 2 undergraduate, 3 of these degree-seeking, 11 of these not, 12 graduate", institutions: "that report students of the level",
    total: "students", exclusively_distance: "in distance education only", exclusive_outside_us: "of these, outside the United States",
    state: "state or territory of the institution", unitid: "institution",
    UNITID: "institution", EFDELEV: "level, coded as in level", change: "changed, appeared or vanished: what the revised release did", column: "the count that was revised",
    before: "in the provisional release", after: "in the revised release", difference: "after less before"
  },
  metadata: {
    unit_of_measure: "Students.",
    institutional_mandate: "The National Center for Education Statistics collects the counts from institutions by law (Integrated Postsecondary Education Data System), and publishes them. Here they are added up only.",
    confidentiality: "The publisher does not suppress.",
    release_policy: "Made anew when a new edition of the feed is put in place of the old one; NCES releases a provisional and later a revised file.",
    frequency_of_dissemination: "Yearly, as NCES publishes.",
    relevance: "Students in distance education who live outside the United States are enrolled there and never came: mobility of programmes, not of persons. UOE does not count them as mobile.",
    reference_period: "One fall term, that of the archive which is read; the one that comes with Weir is of fall 2022. The feed has no column that says so.",
    timeliness_and_punctuality: "The archive holds both releases of its fall, the provisional and the revised one; the feed has no date of either.",
    coherence_and_comparability: "Level 1 holds 2 and 12, level 2 holds 3 and 11: they overlap and are not added.",
    cost_and_burden: "None beyond the publisher's own: returns of institutions are used a second time, and nobody is asked.",
    data_revision: "The revised release replaces the provisional one: fall 2022 went from 19,205,707 to 19,209,305 students."
  },
  params: {archive: "samples/us-ipeds-ef2022a-dist.zip", release: "ef2022a_dist_rv.csv", before: "ef2022a_dist.csv",
    directory: "samples/us-ipeds-hd2022.zip", to: "out"},
  steps: {
    directory: {
      from: .directory,
      run: "parse --feed conf/feeds/us-ipeds-directory.json -c UNITID,INSTNM,STABBR,FIPS,DEGGRANT,PSET4FLG
          | clean --feed conf/feeds/us-ipeds-directory.json | dedup -k UNITID --on-conflict reject"
    },
    records: {
      from: "\(.archive)#\(.release)",
      run: "parse --feed conf/feeds/us-ipeds-distance.json | clean --feed conf/feeds/us-ipeds-distance.json
          | dedup -k UNITID,EFDELEV --on-conflict reject"
    },
    provisional: {
      from: "\(.archive)#\(.before)",
      run: "parse --feed conf/feeds/us-ipeds-distance.json | clean --feed conf/feeds/us-ipeds-distance.json
          | dedup -k UNITID,EFDELEV --on-conflict reject"
    },
    levels: {
      from: "@records",
      run: "aggregate -g EFDELEV --count institutions --sum EFDETOT,EFDEEXC,EFDEEX4
          | jq --give level,institutions,total,exclusively_distance,exclusive_outside_us
            '{level: .EFDELEV, institutions, total: .EFDETOT, exclusively_distance: .EFDEEXC, exclusive_outside_us: .EFDEEX4}'"
    },
    by_level: { from: "@levels", run: "emit csv", to: "\(.to)/us-distance-by-level.csv" },
    joined: { from: "@records", run: "derive 'where EFDELEV == 1' | lookup -k UNITID --table @directory --flag in_directory" },
    states: {
      from: "@joined",
      run: "aggregate -g STABBR --count institutions --sum EFDETOT,EFDEEXC,EFDEEX4
          | jq --give state,institutions,total,exclusively_distance,exclusive_outside_us
            '{state: .STABBR, institutions, total: .EFDETOT, exclusively_distance: .EFDEEXC, exclusive_outside_us: .EFDEEX4}'"
    },
    by_state: { from: "@states", run: "emit csv", to: "\(.to)/us-distance-by-state.csv" },
    revisions: {
      from: "@records",
      run: "diff -k UNITID,EFDELEV --older @provisional --measure EFDETOT -c EFDETOT"
    },
    revised: { from: "@revisions", run: "emit csv", to: "\(.to)/us-distance-revisions.csv" }
  },
  checks: {
    directory: {
      title: "every institution is in the directory",
      of: "@joined", find: "map(select(.in_directory != \"yes\")) | length", equals: 0
    },
    states: {
      title: "the states sum to level 1",
      of: ["@levels", "@states"],
      find: ".states | total(.total)", equals: ".levels | map(select(.level == \"1\")) | total(.total)"
    },
    levels: {
      title: "level 1 is 2 and 12, level 2 is 3 and 11",
      of: "@levels",
      find: "(map({(.level): (.total | tonumber)}) | add) | [.[\"1\"], .[\"2\"]]",
      equals: "(map({(.level): (.total | tonumber)}) | add) | [.[\"2\"] + .[\"12\"], .[\"3\"] + .[\"11\"]]"
    }
  }
}
