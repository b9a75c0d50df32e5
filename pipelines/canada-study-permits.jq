# Study permit holders in Canada by citizenship and year: the wide table of IRCC, three header rows, to long.
# Counts are rounded to 5 and 1 to 4 are suppressed, so the citizenships need not sum to the published total: the total row
# holds them to what rounding and suppression allow, and is then no record.
{
  title: "Study permit holders, Canada, by country of citizenship",
  description: "Persons who held a study permit that became effective in the year. A person with two permits in a year counts once in the year, so months do not sum to years.",
  licence: "Contains information licensed under the Open Government Licence – Canada",
  sources: [{title: "Immigration, Refugees and Citizenship Canada, Temporary residents: study permit holders, monthly updates",
    licence: "Open Government Licence – Canada", path: "https://open.canada.ca/data/en/dataset/90115b00-f9b8-49e8-afa3-b4cff8facaee"}],
  columns: {
    permits: "persons, rounded to 5; missing where 1 to 4 are suppressed", permits_status: "Q: suppressed by the publisher",
    year: "calendar year in which the permit became effective; the last one is not over",
    country: "ISO 3166-1 alpha-3 of citizenship; blank where it is no single country",
    country_kind: "country, stateless, unspecified …", "Country of Citizenship": "as IRCC names it"
  },
  metadata: {
    unit_of_measure: "Persons.",
    institutional_mandate: "Immigration, Refugees and Citizenship Canada counts the permits in administering them, and publishes them. Here they are harmonised only.",
    confidentiality: "The publisher rounds all counts to 5 and suppresses 1 to 4. Nothing is altered here.",
    release_policy: "Made anew when a new edition of the feed is put in place of the old one; IRCC publishes one each month.",
    frequency_of_dissemination: "Monthly, as IRCC publishes.",
    relevance: "Permits that became effective show who may study in Canada from then on. They are neither enrolments nor arrivals, and short courses need none.",
    accuracy: "The sum of the citizenships differs from the published total by rounding and suppression; every total lies within what these allow.",
    cost_and_burden: "None beyond the publisher's own: records of an administration are used a second time, and nobody is asked.",
    data_revision: "Each edition replaces the whole series: between those of July 2024 and March 2025, 103 cells of the years to 2023 differ. The last year is not over. With vintages=yes the table is kept by date too, and this page tells what it revises of the one before it."
  },
  params: {feed: "samples/canada-study-permits.csv", format: "csv", vintages: "no", to: "out"},
  steps: {
    records: { from: .feed, run: "parse --format \(.format) --feed conf/feeds/canada-study-permits.json" },
    years: {
      from: "@records",
      run: "unpivot --match '([0-9]{4}) [0-9]{4} Total' --keep 'Country of Citizenship' --into year --value permits
          | clean --feed conf/feeds/canada-study-permits-long.json"
    },
    countries: {
      from: "@years",
      run: "harmonise -c 'Country of Citizenship' --to iso3 --as country --scheme ircc"
    },
    by_country: ({
      from: "@countries",
      run: "emit csv",
      to: "\(.to)/canada-study-permits-by-country.csv"
    } + if .vintages == "yes" then { vintage: {key: "Country of Citizenship,year", measure: "permits"} } else {} end),
    totals: { from: "@countries", run: "aggregate -g year --sum permits --count citizenships" }
  },
  checks: {
    citizenships: {
      title: "each year has every citizenship",
      of: "@totals", find: "map(.citizenships) | unique | length", equals: 1
    },
    countries: {
      title: "every label is a country, or a kind that is none",
      of: "@countries",
      find: "[.[] | select(.country_kind == \"unknown\" or .country_kind == \"ambiguous\") | .[\"Country of Citizenship\"]] | unique",
      equals: "[]"
    }
  }
}
