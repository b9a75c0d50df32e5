# People of concern to UNHCR: world totals by year, refugees by origin and by asylum, and each flow by ISO codes.
# The feed's codes look like ISO codes and are not: AUS is Austria. They are harmonised by UNHCR's own scheme.
# The feed does not say which year is mid-year, but its edition does: the end of a year is published in June of the next one.
((.edition // "0.0") | if test("^[0-9]{4}[.][0-9]{1,2}([.]|$)") or . == "0.0" then . else error("edition: expected as in 2025.12.1, not \(.)") end
  | split(".") | .[:2] | map(tonumber) | if .[1] < 6 then .[0] - 1 else .[0] end) as $mid_year
| {
  title: "Refugees, asylum-seekers and others of concern to UNHCR, by origin and asylum",
  description: "End-year stocks of persons as UNHCR publishes them (\($mid_year), if it is there: mid-year), one line for each year, origin and country of asylum.",
  licence: "Source: UNHCR, Refugee Population Statistics Database, CC BY 4.0",
  sources: [{title: "UNHCR Refugee Population Statistics Database, version \(.edition)", licence: "CC BY 4.0",
    path: "https://www.unhcr.org/refugee-statistics/"}],
  columns: {
    year: "end of year; of \($mid_year), if it is there, mid-year", refugees: "persons under UNHCR's mandate", asylum_seekers: "persons whose application is pending",
    idps: "internally displaced persons", stateless: "stateless persons", ooc: "others of concern",
    oip: "others in need of international protection; missing where the category did not exist",
    origin: "ISO 3166-1 alpha-3; blank where it is no country", origin_kind: "country, stateless, unknown, …",
    asylum: "ISO 3166-1 alpha-3", asylum_kind: "country, or why it is none",
    coo: "UNHCR's own code of the country of origin", coa: "UNHCR's own code of the country of asylum"
  },
  metadata: {
    unit_of_measure: "Persons.",
    institutional_mandate: "UNHCR collects the figures from governments and its own registers under its statute, and publishes them. Here they are harmonised only.",
    confidentiality: "No count of 1 to 4 refugees, asylum-seekers or stateless persons stands in a line of the feed, which does not say what became of them. Nothing is suppressed here.",
    release_policy: "Made anew when a new edition of the feed is put in place of the old one; UNHCR publishes one at mid-year and one at its end.",
    frequency_of_dissemination: "Twice a year, as UNHCR publishes.",
    relevance: "Displacement is the other side of mobility: where people flee from and to, among them students and staff who do not appear in statistics of education.",
    cost_and_burden: "None beyond the publisher's own: records of an administration are used a second time, and nobody is asked.",
    data_revision: "Each edition replaces the whole series; between those of July 2024 and December 2025 no number of refugees of 2015 to 2023 was revised (pipeline refugees-revisions).",
    comment: "Names and borders do not express the opinion of UNHCR or of the authors."
  },
  params: {feed: "samples/unhcr-population.csv.gz", edition: "2025.12.1", to: "out"},
  steps: {
    records: {
      from: .feed,
      run: "parse --feed conf/feeds/unhcr-population.json | clean --feed conf/feeds/unhcr-population.json
          | dedup -k year,coo,coa --on-conflict reject"
    },
    years: {
      from: "@records",
      run: "aggregate -g year --sum refugees --sum asylum_seekers --sum idps --sum stateless --sum ooc --sum oip"
    },
    by_year: { from: "@years", run: "emit csv", to: "\(.to)/refugees-by-year.csv" },
    flows: {
      from: "@records",
      run: "harmonise -c coo --scheme unhcr --to iso3 --as origin | harmonise -c coa --scheme unhcr --to iso3 --as asylum
          | aggregate -g year,origin,origin_kind,coo,asylum,asylum_kind,coa --sum refugees --sum asylum_seekers --sum idps --sum stateless"
    },
    by_flow: { from: "@flows", run: "emit csv", to: "\(.to)/refugees-by-flow.csv" },
    origins: { from: "@flows", run: "aggregate -g year,origin,origin_kind,coo --sum refugees --sum asylum_seekers" },
    by_origin: { from: "@origins", run: "emit csv", to: "\(.to)/refugees-by-origin.csv" }
  },
  report: {
    of: "@origins",
    run: "harmonise -c origin --scheme iso3 --to name --as name
        | derive 'place = if origin is missing then origin_kind else origin; called = if origin is missing then origin_kind else name; unit = \"PERSONS\"; status = if year >= \($mid_year) then \"P\" else \"A\"'
        | aggregate -g year,place,called,unit,status --sum refugees
        | report --title 'Refugees by country of origin'
          --note 'Refugees under the mandate of UNHCR at the end of the year, in all countries of asylum together; \($mid_year), if it is there, is mid-year and provisional. Rows without a country say why.'
          --origin place --origin-name called --time year --value refugees --unit unit --status status"
  },
  checks: {
    total: {
      title: "no refugee is lost on the way to an origin",
      of: ["@years", "@origins"],
      find: ".origins | total(.refugees)",
      equals: ".years | total(.refugees)"
    },
    origins: {
      title: "every code of UNHCR is a country or a kind that is none",
      of: "@origins",
      find: "[.[] | select(.origin == \"\" and (.origin_kind | IN(\"unknown\", \"stateless\", \"refugee\", \"residual\", \"unspecified\", \"not_a_country\") | not)) | .coo] | unique",
      equals: "[]"
    }
  }
}
