# Sponsored study in the United Kingdom, by nationality: the Home Office's feed to tables by country.
# A line of the feed is a count of applications, so identical lines are summed and never dropped.
{
  title: "Sponsored study applications, United Kingdom, by country of nationality",
  description: "Applications for study visas and extensions of stay that used a sponsor's confirmation (CAS)",
  licence: "Contains public sector information licensed under the Open Government Licence v3.0",
  sources: [{
    title: "Home Office, Immigration system statistics, study sponsorship (CAS) detailed datasets, year ending December 2024",
    licence: "Open Government Licence v3.0",
    path: "https://www.gov.uk/government/statistical-data-sets/immigration-system-statistics-data-tables"
  }],
  columns: {Applications: "applications for study visas and extensions of stay; a count, not persons",
    Year: "calendar year of application", Quarter: "calendar quarter of application",
    country: "ISO 3166-1 alpha-3 of the nationality; blank where it is no single country",
    country_kind: "country, or why it is none: residual, stateless, refugee …",
    Nationality: "as the Home Office names it"},
  metadata: {
    unit_of_measure: "Applications. A person may apply more than once.",
    institutional_mandate: "The Home Office counts the applications in administering visas, and publishes them. Here they are harmonised only.",
    confidentiality: "The source neither suppresses nor rounds.",
    release_policy: "Made anew when a new edition of the feed is put in place of the old one; the Home Office announces its editions.",
    frequency_of_dissemination: "Quarterly, as the Home Office publishes.",
    relevance: "Applications show who wants to study in the United Kingdom before anybody has arrived. They are neither students nor enrolments, and not persons.",
    cost_and_burden: "None beyond the publisher's own: records of an administration are used a second time, and nobody is asked.",
    data_revision: "Each edition of the feed replaces the whole series, earlier quarters included; weir-diff(1) lists what two results differ in. From the last quarter of 2019 on the publisher could not tell some visas from extensions: their type is Unknown."
  },
  params: {feed: "samples/uk-study-nationality.csv", to: "out"},
  steps: {
    records: {
      from: .feed,
      run: "parse --feed conf/feeds/uk-study-nationality.json
          | clean --feed conf/feeds/uk-study-nationality.json"
    },
    countries: {
      from: "@records",
      run: "harmonise -c Nationality --to iso3 --as country --scheme ho
          | aggregate -g Year,country,country_kind,Nationality --sum Applications"
    },
    by_country: { from: "@countries", run: "emit csv", to: "\(.to)/uk-study-by-country.csv" },
    quarters: { from: "@records", run: "aggregate -g Quarter --sum Applications" },
    by_quarter: { from: "@quarters", run: "emit csv", to: "\(.to)/uk-study-by-quarter.csv" },
    years: { from: "@records", run: "aggregate -g Year --sum Applications" },
    by_year: { from: "@years", run: "emit csv", to: "\(.to)/uk-study-by-year.csv" }
  },
  checks: {
    total: {
      title: "no application is lost on the way to a country",
      of: ["@years", "@quarters", "@countries"],
      find: "map_values(total(.Applications)) | [.quarters, .countries]",
      equals: "map_values(total(.Applications)) | [.years, .years]"
    },
    unknown: {
      title: "the share of applications whose label is no known country or kind",
      of: "@countries",
      find: "(map(select(.country_kind == \"unknown\")) | total(.Applications)) / total(.Applications)",
      at_most: 0.01
    }
  },
  used_by: ["the first table that make run shows"]
}
