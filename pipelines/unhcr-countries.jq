# UNHCR's list of countries, harmonised: its codes look like ISO's and are not, so every one is held to the code of ISO beside it.
{
  title: "Countries at UNHCR: its codes, those of ISO 3166-1, and regions",
  licence: "Source: UNHCR, Refugee Population Statistics Database, CC BY 4.0",
  sources: [{title: "UNHCR Refugee Population Statistics Database, version 2025.12.1", licence: "CC BY 4.0",
    path: "https://www.unhcr.org/refugee-statistics/"}],
  columns: {unhcr_code: "UNHCR's own code", iso_code: "ISO 3166-1 alpha-3, as UNHCR gives it", country: "ISO 3166-1 alpha-3, as Weir knows the code",
    country_kind: "country, or why the code is none", name: "as UNHCR gives it", unhcr_region: "region of UNHCR",
    unsd_region: "region of the United Nations Statistics Division", unsd_subregion: "its subregion", unsd_imregion: "its intermediate region, where there is one",
    differs: "yes where the two codes are not the same"},
  metadata: {
    unit_of_measure: "None: a list of codes.",
    institutional_mandate: "UNHCR collects the figures from governments and its own registers under its statute, and publishes them. Here they are harmonised only.",
    confidentiality: "None: there are no counts.",
    release_policy: "Made anew when a new edition of the feed is put in place of the old one; UNHCR publishes one at mid-year and one at its end.",
    frequency_of_dissemination: "Twice a year, as UNHCR publishes.",
    relevance: "96 of the codes that UNHCR uses mean another country in ISO 3166-1: joining by them puts people under the wrong country.",
    reference_period: "None: the list has no date of its own. It is that of the edition named under sources.",
    timeliness_and_punctuality: "As new as the edition named under sources, whose number begins with its year and month.",
    cost_and_burden: "None beyond the publisher's own: records of an administration are used a second time, and nobody is asked.",
    data_revision: "Each edition replaces the whole list; no earlier one is kept here to compare it with.",
    comment: "Names and codes of countries imply no opinion on the status of any territory."
  },
  params: {feed: "samples/unhcr-countries.csv", to: "out"},
  steps: {
    countries: {
      from: .feed,
      run: "parse --feed conf/feeds/unhcr-countries.json | clean --feed conf/feeds/unhcr-countries.json
          | dedup -k unhcr_code --on-conflict reject | harmonise -c unhcr_code --scheme unhcr --to iso3 --as country
          | derive 'differs = if iso_code is missing then missing else if unhcr_code == iso_code then \"no\" else \"yes\"'"
    },
    table: { from: "@countries", run: "emit csv", to: "\(.to)/unhcr-countries.csv" }
  },
  checks: {
    codes: {
      title: "every code means the country that stands beside it; five stand for none (CRB and CUR have no name either)",
      of: "@countries", find: "[map(select(.country != \"\" and .country != .iso_code)), map(select(.country == \"\"))] | map(map(.unhcr_code) | sort)",
      equals: "[[], [\"CRB\", \"CUR\", \"STA\", \"TIB\", \"UKN\"]]"
    }
  }
}
