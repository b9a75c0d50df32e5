# Sponsored study in the United Kingdom, by education sector.
{
  title: "Sponsored study applications, United Kingdom, by education sector",
  licence: "Contains public sector information licensed under the Open Government Licence v3.0",
  sources: [{
    title: "Home Office, Immigration system statistics, study sponsorship (CAS) detailed datasets, year ending December 2024",
    licence: "Open Government Licence v3.0",
    path: "https://www.gov.uk/government/statistical-data-sets/immigration-system-statistics-data-tables"
  }],
  columns: {Applications: "applications for study visas and extensions of stay; a count, not persons",
    Year: "calendar year of application", Quarter: "calendar quarter of application",
    Institution_type_group: "higher education or other, as the Home Office groups sponsors", Institution_type: "kind of sponsor, as the Home Office names it"},
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
  params: {feed: "samples/uk-study-institution.csv", before: "samples/expected/uk-study-by-quarter.tsv", to: "out"},
  steps: {
    records: {
      from: .feed,
      run: "parse --feed conf/feeds/uk-study-institution.json
          | clean --feed conf/feeds/uk-study-institution.json"
    },
    sectors: { from: "@records", run: "aggregate -g Year,Institution_type_group,Institution_type --sum Applications" },
    by_sector: { from: "@sectors", run: "emit csv", to: "\(.to)/uk-study-by-sector.csv" },
    quarters: { from: "@records", run: "aggregate -g Quarter --sum Applications" },
    by_quarter: { from: "@quarters", run: "emit csv", to: "\(.to)/uk-study-sector-by-quarter.csv" }
  },
  checks: {
    total: {
      title: "no application is lost on the way to a sector",
      of: ["@sectors", "@quarters"],
      find: ".sectors | total(.Applications)", equals: ".quarters | total(.Applications)"
    },
    before: {
      title: "quarters of the edition before that are missing, or differ by more than a twentieth",
      of: "@quarters", reference: .before,
      find: "(map({(.Quarter): (.Applications | tonumber)}) | add) as $now | [$reference[] | (.applications | tonumber) as $n
        | select((($now[.quarter] // 0) - $n | fabs) > $n / 20) | .quarter]",
      equals: "[]"
    }
  }
}
