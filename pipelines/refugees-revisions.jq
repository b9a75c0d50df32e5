# Stocks of persons of concern to UNHCR in two editions: the download of July 2024, whose codes are ISO's, and the later database, whose
# codes are UNHCR's own; what the later one revises of the years that both have.
{
  title: "Persons of concern to UNHCR in two editions, and what the later one revises",
  description: "End-year stocks of 2015 to 2023 as the Refugee Data Finder gave them for download on 21 July 2024, by year; each origin and country of asylum whose stock appears, vanishes or changes in the edition of December 2025; and the download's footnotes.",
  licence: "Source: UNHCR, Refugee Population Statistics Database, CC BY 4.0",
  sources: [
    {title: "UNHCR Refugee Data Finder, download of 21 July 2024", licence: "CC BY 4.0", path: "https://www.unhcr.org/refugee-statistics/download/"},
    {title: "UNHCR Refugee Population Statistics Database, version 2025.12.1", licence: "CC BY 4.0", path: "https://www.unhcr.org/refugee-statistics/"}
  ],
  columns: {
    year: "end of year", origin: "ISO 3166-1 alpha-3, UNK unknown, XXA stateless, blank: Tibetan", asylum: "ISO 3166-1 alpha-3",
    refugees: "persons under UNHCR's mandate", asylum_seekers: "persons whose application is pending", stateless: "stateless persons"
  },
  metadata: {
    unit_of_measure: "Persons.",
    institutional_mandate: "UNHCR collects the figures from governments and its own registers under its statute, and publishes them. Here they are harmonised only.",
    confidentiality: "Nothing is suppressed here beyond what UNHCR did.",
    release_policy: "Made anew when a new edition of the feed is put in place of the old one; UNHCR publishes one at mid-year and one at its end.",
    frequency_of_dissemination: "Twice a year, as UNHCR publishes.",
    relevance: "How far a later edition changes what was published: whoever compares years over editions has to know.",
    cost_and_burden: "None beyond the publisher's own: records of an administration are used a second time, and nobody is asked.",
    data_revision: "The tables are the revisions."
  },
  params: {older: "samples/unhcr-download-population.csv.xz", newer: "samples/unhcr-population.csv.gz",
    footnotes: "samples/unhcr-download-footnotes.csv", to: "out"},
  steps: {
    download: {
      from: .older,
      run: "parse --feed conf/feeds/unhcr-download-population.json | clean --feed conf/feeds/unhcr-download-population.json"
    },
    years: {
      from: "@download",
      run: "aggregate -g Year --sum \"Refugees under UNHCR's mandate\" --sum Asylum-seekers --sum 'IDPs of concern to UNHCR'
            --sum 'Other people in need of international protection' --sum 'Stateless persons' --sum 'Host Community' --sum 'Others of concern'"
    },
    by_year: { from: "@years", run: "emit csv", to: "\(.to)/refugees-download-by-year.csv" },
    older: {
      from: "@download",
      run: "jq --give year,origin,asylum,refugees,asylum_seekers,stateless
            '{year: .Year, origin: .[\"Country of origin (ISO)\"], asylum: .[\"Country of asylum (ISO)\"],
              refugees: .[\"Refugees under UNHCR\\u0027s mandate\"], asylum_seekers: .[\"Asylum-seekers\"], stateless: .[\"Stateless persons\"]}'"
    },
    newer: {
      from: .newer,
      run: "parse --feed conf/feeds/unhcr-population.json | clean --feed conf/feeds/unhcr-population.json
          | derive 'where year >= 2015 and year <= 2023; origin = coo_iso; asylum = coa_iso'"
    },
    revisions: {
      from: "@newer",
      run: "diff -k year,origin,asylum --older @older --measure refugees,asylum_seekers,stateless -c refugees,asylum_seekers,stateless"
    },
    revised: { from: "@revisions", run: "emit csv", to: "\(.to)/refugees-revisions.csv" },
    notes: {
      from: .footnotes,
      run: "parse --feed conf/feeds/unhcr-download-footnotes.json | clean --feed conf/feeds/unhcr-download-footnotes.json
          | harmonise -c 'Country of asylum (ISO)' --scheme iso3 --to name --as asylum | emit csv",
      to: "\(.to)/refugees-footnotes.csv"
    }
  },
  checks: {
    refugees: {
      title: "no number of refugees was revised",
      of: "@revisions",
      find: "map(select(.change == \"changed\" and .column == \"refugees\")) | length", equals: 0
    },
    vanished: {
      title: "flows that are only in the download",
      of: "@revisions", find: "map(select(.change == \"vanished\") | [.year, .origin, .asylum]) | unique | length", at_most: 10
    }
  }
}
