# Sponsored study in the United Kingdom, by education sector.
{
  title: "Sponsored study applications, United Kingdom, by education sector",
  params: {feed: "samples/uk-study-institution.csv", to: "out"},
  steps: {
    records: {
      from: .feed,
      run: "parse --feed conf/feeds/uk-study-institution.json
          | clean --feed conf/feeds/uk-study-institution.json"
    },
    by_sector: {
      from: "@records",
      run: "aggregate -g Year,Institution_type_group,Institution_type --sum Applications | emit csv",
      to: "\(.to)/uk-study-by-sector.csv"
    },
    by_quarter: {
      from: "@records",
      run: "aggregate -g Quarter --sum Applications | emit csv",
      to: "\(.to)/uk-study-sector-by-quarter.csv"
    }
  }
}
