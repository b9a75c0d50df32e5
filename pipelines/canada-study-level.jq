# Study permit holders in Canada by province of destination, level of study and year: a workbook whose groups have their names at
# their foot. A person may hold permits for two levels or provinces, so these sum to more than the totals, which are read as the
# publisher prints them and never computed.
{
  title: "Study permit holders, Canada, by province and level of study",
  description: "Persons who held a study permit that became effective in the year, by province or territory of destination and level of study; and the published totals of provinces and of levels. A person with two permits counts once in a total and may count in two of its parts.",
  licence: "Contains information licensed under the Open Government Licence – Canada",
  sources: [{title: "Immigration, Refugees and Citizenship Canada, Temporary residents: study permit holders, monthly updates, to July 2025",
    licence: "Open Government Licence – Canada", path: "https://open.canada.ca/data/en/dataset/90115b00-f9b8-49e8-afa3-b4cff8facaee"}],
  columns: {
    permits: "persons, rounded to 5; missing where 1 to 4 are suppressed", permits_status: "Q: suppressed by the publisher",
    year: "calendar year in which the permit became effective; the last one is not over",
    province: "province or territory of destination, as IRCC names it", level: "level of study, as IRCC names it"
  },
  metadata: {
    unit_of_measure: "Persons.",
    institutional_mandate: "Immigration, Refugees and Citizenship Canada counts the permits in administering them, and publishes them. Here they are harmonised only.",
    confidentiality: "The publisher rounds all counts to 5 and suppresses 1 to 4. Nothing is altered here.",
    release_policy: "Made anew when a new edition of the feed is put in place of the old one; IRCC publishes one each month.",
    frequency_of_dissemination: "Monthly, as IRCC publishes.",
    relevance: "Permits that became effective show who may study in Canada from then on. They are neither enrolments nor arrivals, and short courses need none.",
    accuracy: "Levels and provinces may sum to more than their totals, by persons with two permits, and differ from them by rounding and suppression.",
    cost_and_burden: "None beyond the publisher's own: records of an administration are used a second time, and nobody is asked.",
    data_revision: "Each edition replaces the whole series. The last year is not over."
  },
  params: {feed: "samples/canada-study-level-2025-07.xlsx", to: "out"},
  steps: {
    cells: {
      from: .feed,
      run: "parse --feed conf/feeds/canada-study-level.json
          | unpivot --match '([0-9]{4}) [0-9]{4} Total' --into year --value permits
          | clean --feed conf/feeds/canada-study-level-long.json
          | jq --give year,province,level,permits,permits_status
            '{year, province: .[\"Province/Territory and study level\"], level: .[\"Province/Territory and study level_2\"], permits, permits_status}'"
    },
    by_cell: { from: "@cells", run: "emit csv", to: "\(.to)/canada-study-level.csv" },
    printed: {
      from: .feed,
      run: "parse --feed conf/feeds/canada-study-level-rows.json
          | unpivot --match '([0-9]{4}) [0-9]{4} Total' --into year --value permits
          | clean --feed conf/feeds/canada-study-level-long.json
          | jq --give year,label,permits,permits_status '{year, label: .[\"Province/Territory and study level\"], permits, permits_status}'"
    },
    provinces: {
      from: "@printed",
      run: "derive 'where ends_with(label, \" Total\"); label = replace(label, \" Total\", \"\")'
          | jq --give year,province,permits,permits_status '{year, province: .label, permits, permits_status}'"
    },
    by_province: { from: "@provinces", run: "emit csv", to: "\(.to)/canada-study-level-by-province.csv" },
    levels: {
      from: "@printed",
      run: "derive 'where not ends_with(label, \" Total\") and label != \"Total\"' | jq --give year,level,permits,permits_status '{year, level: .label, permits, permits_status}'"
    },
    by_level: { from: "@levels", run: "emit csv", to: "\(.to)/canada-study-level-by-level.csv" }
  },
  checks: {
    provinces: {
      title: "13 provinces and territories and those not stated, each year",
      of: "@provinces", find: "group_by(.year) | map(length) | unique", equals: "[14]"
    },
    levels: {
      title: "four levels and all of them, each year",
      of: "@levels", find: "group_by(.year) | map(length) | unique", equals: "[5]"
    },
    twice: {
      title: "the total that is printed twice is the same",
      of: ["@printed", "@levels"],
      find: ".printed | map(select(.label == \"Total\") | .permits)",
      equals: ".levels | map(select(.level == \"Total - All Canada\") | .permits)"
    },
    overlap: {
      title: "provinces sum to the total at least, as far as rounding and suppression allow",
      of: ["@provinces", "@levels"],
      find: "(.provinces | group_by(.year) | map({key: .[0].year, value: total(.permits)}) | from_entries) as $sum | [.levels[] | select(.level == \"Total - All Canada\") | $sum[.year] - (.permits | tonumber)] | min",
      at_least: -42
    }
  }
}
