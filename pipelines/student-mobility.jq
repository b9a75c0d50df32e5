# Inbound students of two countries in one table: the United Kingdom counts applications, Canada persons. Each cell keeps its unit
# and its status, and nothing is ever added across units.
{
  title: "International students by host, origin and year: the United Kingdom and Canada",
  description: "Two national feeds of different shape and unit, harmonised to countries of ISO 3166-1 and calendar years. The United Kingdom: applications for study visas and extensions of stay that used a sponsor's confirmation, by nationality. Canada: persons who held a study permit that became effective in the year, by citizenship.",
  licence: "Contains public sector information licensed under the Open Government Licence v3.0, and information licensed under the Open Government Licence – Canada",
  sources: [
    {title: "Home Office, Immigration system statistics, study sponsorship (CAS) detailed datasets, year ending December 2024",
     licence: "Open Government Licence v3.0",
     path: "https://www.gov.uk/government/statistical-data-sets/immigration-system-statistics-data-tables"},
    {title: "Immigration, Refugees and Citizenship Canada, Temporary residents: study permit holders, monthly updates, January 2015 to March 2025",
     licence: "Open Government Licence – Canada",
     path: "https://open.canada.ca/data/en/dataset/90115b00-f9b8-49e8-afa3-b4cff8facaee"}
  ],
  columns: {
    host: "ISO 3166-1 alpha-3 of the country of destination",
    origin: "ISO 3166-1 alpha-3 of nationality (United Kingdom) or citizenship (Canada); former countries by ISO 3166-3; blank where it is no single country",
    origin_kind: "country, historical, residual, stateless, refugee, unspecified: what the label is",
    year: "calendar year",
    unit: "APPLICATIONS or PERSONS: never to be added",
    value: "the count; missing where it is suppressed",
    origins: "labels of origin that have a cell, also those of no single country",
    obs_status: "SDMX CL_OBS_STATUS: A normal, P provisional: the feed has not all months (Canada) or quarters (United Kingdom) of the year, Q suppressed by the publisher"
  },
  metadata: {
    unit_of_measure: "Applications (United Kingdom) and persons (Canada). The two are shown side by side and never added.",
    institutional_mandate: "The Home Office of the United Kingdom and Immigration, Refugees and Citizenship Canada count in administering visas and permits, and publish. Here their counts are harmonised only.",
    confidentiality: "Canada rounds all counts to 5 and suppresses 1 to 4; such cells are missing with status Q. The United Kingdom neither rounds nor suppresses.",
    release_policy: "Made anew when a new edition of a feed is put in place of the old one.",
    frequency_of_dissemination: "Quarterly (United Kingdom) and monthly (Canada), as the publishers release.",
    relevance: "Who goes where to study, from two administrations, years before harmonised statistics of enrolment appear. Neither feed counts enrolments: compare within a host, not between hosts.",
    coherence_and_comparability: "The feeds differ in unit, in coverage (the United Kingdom includes extensions of stay) and in criterion (both take nationality, not prior education). A person may apply more than once; a person with two permits in a year counts once.",
    cost_and_burden: "None beyond the publisher's own: records of an administration are used a second time, and nobody is asked.",
    data_revision: "Each edition of a feed replaces its whole series. With vintages=yes both tables are kept by date too, and this page tells what each revises of the one before it.",
    comment: "Names and codes of countries imply no opinion on the status of any territory."
  },
  params: {uk: "samples/uk-study-nationality.csv", ca: "samples/canada-study-permits.csv", vintages: "no", to: "out"},
  steps: {
    uk_records: { from: .uk, run: "parse --feed conf/feeds/uk-study-nationality.json | clean --feed conf/feeds/uk-study-nationality.json" },
    uk_quarters: {
      title: "United Kingdom, how many quarters of each year the feed has",
      from: "@uk_records",
      run: "aggregate -g Year --distinct Quarter=quarters"
    },
    uk: {
      title: "United Kingdom, by nationality and calendar year",
      from: "@uk_records",
      run: "harmonise -c Nationality --to iso3 --scheme ho --as origin
          | aggregate -g Year,origin,origin_kind --sum Applications
          | lookup -k Year --table @uk_quarters --table-key Year -c quarters --reject-unmatched
          | jq --give host,origin,origin_kind,year,unit,value,obs_status
            '{host: \"GBR\", origin, origin_kind, year: .Year, unit: \"APPLICATIONS\", value: .Applications,
              obs_status: (if .quarters == \"4\" then \"A\" else \"P\" end)}'"
    },
    ca_records: { from: .ca, run: "parse --feed conf/feeds/canada-study-permits.json" },
    ca_months: {
      title: "Canada, how many months of each year the feed has",
      from: "@ca_records",
      run: "unpivot --match '([0-9]{4}) Q[1-4] ([A-Z][a-z]{2})' --keep 'Country of Citizenship' --into year,month --value permits
          | aggregate -g year --distinct month=months"
    },
    ca: {
      title: "Canada, by citizenship and calendar year",
      from: "@ca_records",
      run: "unpivot --match '([0-9]{4}) [0-9]{4} Total' --keep 'Country of Citizenship' --into year --value permits
          | clean --feed conf/feeds/canada-study-permits-long.json
          | harmonise -c 'Country of Citizenship' --to iso3 --scheme ircc --as origin
          | lookup -k year --table @ca_months --table-key year -c months --reject-unmatched
          | jq --give host,origin,origin_kind,year,unit,value,obs_status
            '{host: \"CAN\", origin, origin_kind, year, unit: \"PERSONS\", value: .permits,
              obs_status: (if .permits_status != \"\" then .permits_status elif .months == \"12\" then \"A\" else \"P\" end)}'"
    },
    mobility: { from: ["@uk", "@ca"], run: "sort -k host,year,origin,origin_kind" },
    table: ({ from: "@mobility", run: "emit csv", to: "\(.to)/student-mobility.csv" }
      + if .vintages == "yes" then { vintage: {key: "host,origin,origin_kind,year,unit", measure: "value"} } else {} end),
    totals: { from: "@mobility", run: "aggregate -g host,unit,year --sum value --count origins" },
    by_year: ({ from: "@totals", run: "emit csv", to: "\(.to)/student-mobility-by-year.csv" }
      + if .vintages == "yes" then { vintage: {key: "host,unit,year", measure: "value,origins"} } else {} end)
  },
  report: {
    of: "@mobility",
    run: "harmonise -c origin --scheme iso3 --to name --as origin_name | harmonise -c host --scheme iso3 --to name --as host_name
        | report --title 'International students by host, origin and year'
          --note 'The United Kingdom counts applications, Canada persons: the two are never added. A year of which the feed has not all twelve months, or four quarters, is provisional.'
          --host host --host-name host_name --origin origin --origin-name origin_name --time year --value value --unit unit --status obs_status"
  },
  checks: {
    cells: {
      title: "one cell for each host, origin, kind and year",
      of: "@mobility",
      find: "length - (map([.host, .origin, .origin_kind, .year]) | unique | length)", equals: 0
    },
    resolved: {
      title: "every label is a country, or a kind that says why it is none",
      of: "@mobility",
      find: "[.[] | select(.origin_kind == \"unknown\" or .origin_kind == \"ambiguous\")] | length", equals: 0
    },
    units: {
      title: "a host has one unit",
      of: "@totals",
      find: "map([.host, .unit]) | unique", equals: "[[\"CAN\", \"PERSONS\"], [\"GBR\", \"APPLICATIONS\"]]"
    }
  }
}
