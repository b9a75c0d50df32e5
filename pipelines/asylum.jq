# Asylum applications to UNHCR's count: persons and cases are two measures and are never added.
{
  title: "Asylum applications by origin and country of asylum",
  description: "Applications during the year, at all levels and of all types, as UNHCR publishes them; persons (P) and cases (C) apart.",
  licence: "Source: UNHCR, Refugee Population Statistics Database, CC BY 4.0",
  sources: [{title: "UNHCR Refugee Population Statistics Database, version 2025.12.1", licence: "CC BY 4.0",
    path: "https://www.unhcr.org/refugee-statistics/"}],
  columns: {applied: "applications", app_pc: "P: persons, C: cases", origin: "ISO 3166-1 alpha-3; blank where it is no country",
    asylum: "ISO 3166-1 alpha-3", year: "of application", origin_kind: "country, stateless, unknown, …: what the code of origin is"},
  metadata: {
    unit_of_measure: "Applications, of persons (P) or of cases of several persons (C): never added.",
    institutional_mandate: "UNHCR collects the figures from governments and its own registers under its statute, and publishes them. Here they are harmonised only.",
    confidentiality: "Nothing is suppressed here beyond what UNHCR did.",
    release_policy: "Made anew when a new edition of the feed is put in place of the old one; UNHCR publishes one at mid-year and one at its end.",
    frequency_of_dissemination: "Twice a year, as UNHCR publishes.",
    relevance: "Applications show new flight sooner than stocks do. One person may apply more than once, and in several countries.",
    cost_and_burden: "None beyond the publisher's own: records of an administration are used a second time, and nobody is asked.",
    data_revision: "Each edition replaces the whole series."
  },
  params: {feed: "samples/unhcr-asylum-applications.csv.gz", to: "out"},
  steps: {
    records: {
      from: .feed,
      run: "parse --feed conf/feeds/unhcr-asylum-applications.json | clean --feed conf/feeds/unhcr-asylum-applications.json"
    },
    years: { from: "@records", run: "aggregate -g year,app_pc --sum applied" },
    by_year: { from: "@years", run: "emit csv", to: "\(.to)/asylum-by-year.csv" },
    flows: {
      from: "@records",
      run: "harmonise -c coo --scheme unhcr --to iso3 --as origin | harmonise -c coa --scheme unhcr --to iso3 --as asylum
          | aggregate -g year,app_pc,origin,origin_kind,asylum --sum applied"
    },
    by_flow: { from: "@flows", run: "emit csv", to: "\(.to)/asylum-by-flow.csv" }
  },
  checks: {
    total: {
      title: "no application is lost on the way to an origin",
      of: ["@years", "@flows"], find: ".flows | total(.applied)", equals: ".years | total(.applied)"
    }
  }
}
