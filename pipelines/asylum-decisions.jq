# Decisions on asylum in UNHCR's download: persons and cases are two measures and are never added. In some lines the parts do not sum to
# the total; they are published as they came, and listed.
{
  title: "Decisions on asylum by year, origin and country of asylum",
  description: "Decisions during the year, at all stages of the procedure, as the Refugee Data Finder of UNHCR gives them for download (21 July 2024); persons (P) and cases (C) apart.",
  licence: "Source: UNHCR, Refugee Population Statistics Database, CC BY 4.0",
  sources: [{title: "UNHCR Refugee Data Finder, download of 21 July 2024", licence: "CC BY 4.0",
    path: "https://www.unhcr.org/refugee-statistics/download/"}],
  columns: {
    "Cases / Persons": "P: persons, C: cases", "Total decisions": "as published; its parts do not always sum to it",
    origin: "ISO 3166-1 alpha-3; blank where it is no country", origin_kind: "country, stateless, unknown …",
    asylum: "ISO 3166-1 alpha-3", Year: "of the decision"
  },
  metadata: {
    unit_of_measure: "Decisions, of persons or of cases of several persons.",
    institutional_mandate: "UNHCR collects the figures from governments and its own registers under its statute, and publishes them. Here they are harmonised only.",
    confidentiality: "Nothing is suppressed here beyond what UNHCR did.",
    release_policy: "Made anew when a new edition of the feed is put in place of the old one; UNHCR publishes one at mid-year and one at its end.",
    frequency_of_dissemination: "Twice a year, as UNHCR publishes.",
    relevance: "What became of applications, by origin and country: read beside the applications, not divided by those of the same year, since a decision may take years.",
    accuracy: "In 174 lines recognised, complementary, rejected and otherwise closed decisions do not sum to the total. Nothing is repaired: they are listed in a table of their own.",
    cost_and_burden: "None beyond the publisher's own: records of an administration are used a second time, and nobody is asked.",
    data_revision: "The feed is the download of 21 July 2024; a later one replaces the whole series."
  },
  params: {feed: "samples/unhcr-download-asylum-decisions.csv.xz", to: "out"},
  steps: {
    records: {
      from: .feed,
      run: "parse --feed conf/feeds/unhcr-download-asylum-decisions.json | clean --feed conf/feeds/unhcr-download-asylum-decisions.json"
    },
    years: {
      from: "@records",
      run: "aggregate -g Year,'Cases / Persons' --sum 'Recognized decisions' --sum 'Complementary protection'
            --sum 'Rejected decisions' --sum 'Otherwise closed' --sum 'Total decisions'"
    },
    by_year: { from: "@years", run: "emit csv", to: "\(.to)/asylum-decisions-by-year.csv" },
    named: {
      from: "@records",
      run: "harmonise -c 'Country of origin' --scheme unhcr-names --to iso3 --as origin
          | harmonise -c 'Country of asylum' --scheme unhcr-names --to iso3 --as asylum"
    },
    other: {
      from: "@named",
      run: "derive 'where (origin is not missing and origin != [Country of origin (ISO)]) or (asylum is not missing and asylum != [Country of asylum (ISO)])'"
    },
    flows: {
      from: "@named",
      run: "aggregate -g Year,'Cases / Persons',origin,origin_kind,asylum --sum 'Recognized decisions' --sum 'Complementary protection'
            --sum 'Rejected decisions' --sum 'Otherwise closed' --sum 'Total decisions'"
    },
    by_flow: { from: "@flows", run: "emit csv", to: "\(.to)/asylum-decisions-by-flow.csv" },
    odd: {
      from: "@records",
      run: "derive 'where [Recognized decisions] + [Complementary protection] + [Rejected decisions] + [Otherwise closed] != [Total decisions]'"
    },
    listed: { from: "@odd", run: "emit csv", to: "\(.to)/asylum-decisions-that-do-not-sum.csv" }
  },
  checks: {
    total: {
      title: "no decision is lost on the way to an origin",
      of: ["@years", "@flows"],
      find: ".flows | total(.[\"Total decisions\"])", equals: ".years | total(.[\"Total decisions\"])"
    },
    names: {
      title: "names mean the countries whose codes stand beside them",
      of: "@other", find: "length", equals: 0
    },
    sums: {
      title: "lines whose parts do not sum to their total",
      of: "@odd", find: "length", at_most: 200
    }
  }
}
