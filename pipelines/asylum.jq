# Asylum applications to UNHCR's count: persons and cases are two measures and are never added.
{
  title: "Asylum applications by origin and country of asylum",
  description: "Applications during the year, at all levels and of all types, as UNHCR publishes them; persons (P) and cases (C) apart.",
  licence: "Source: UNHCR, Refugee Population Statistics Database, CC BY 4.0",
  sources: [{title: "UNHCR Refugee Population Statistics Database, version 2025.12.1", licence: "CC BY 4.0",
    path: "https://www.unhcr.org/refugee-statistics/"}],
  columns: {applied: "applications", app_pc: "P: persons, C: cases", origin: "ISO 3166-1 alpha-3; blank where it is no country",
    asylum: "ISO 3166-1 alpha-3", year: "of application"},
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
