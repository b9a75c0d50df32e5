# Who gains and who loses students: inbound and outbound of all countries as UIS counts them, the balance, and the ratios, each held
# to the one that UIS published.
{
  title: "Brain balance: mobile students who came and left, by country",
  description: "Inbound and outbound students of tertiary education, their balance, and the ratios to enrolment and population, for 211 countries and territories. Countries that do not report inbound students have no balance: what is not reported is not known. Where UIS publishes a balance without an inbound (nil), it is taken.",
  licence: "Source: UNESCO Institute for Statistics, CC BY-SA 3.0 IGO",
  sources: [{title: "UNESCO Institute for Statistics, UIS.Stat, as published about 2018", licence: "CC BY-SA 3.0 IGO", path: "http://data.uis.unesco.org"}],
  columns: {
    year: "in which the academic year ends", area: "ISO 3166-1 alpha-3", country: "its English name",
    region: "UN M49 region", inbound: "students who came to the country", outbound: "students of the country who are in others, as these count them",
    net_flow: "inbound less outbound", net_flow_ratio: "100 net flow / enrolment, %",
    inbound_mobility_rate: "100 inbound / enrolment, %", outbound_mobility_ratio: "100 outbound / enrolment, %; may pass 100",
    gross_outbound_enrolment_ratio: "100 outbound / population of tertiary age, %",
    iso3: "ISO 3166-1 alpha-3 of the country", partner: "blank: no indicator here has a second country",
    unit: "persons or %", status: "SDMX CL_OBS_STATUS: A normal, O missing", note: "what an indicator without a value lacks",
    country_kind: "country: what the code is", region_kind: "country: what the code is that the region was found by",
    side: "gains, loses, even, or unknown where inbound is not reported", countries: "countries on this side",
    indicator: "see weir-indicators(1)", value: "computed from the counts", published: "as UIS published it",
    agreement: "exact; rounded-input: within half a student in the numerator, as the outbound that is published was rounded first; differs: UIS revised one side only"
  },
  metadata: {
    unit_of_measure: "Students, and per cent to five decimals.",
    institutional_mandate: "UIS collects the counts from countries by the joint questionnaire of UNESCO, OECD and Eurostat (UOE) and its own survey, and publishes them. Here they are computed with only.",
    confidentiality: "The publisher suppresses nothing in these counts.",
    release_policy: "Made anew when another year of the feed is put in place of this one.",
    frequency_of_dissemination: "Yearly, as UIS publishes.",
    relevance: "Who gains and who loses students by their moving, for each country that reports who came. Students who never left, and graduates who stay, are not in it.",
    timeliness_and_punctuality: "Counts of 2015, as published about 2018.",
    coherence_and_comparability: "Outbound is what all other hosts report, so it is too low where hosts report no origins. Ratios are recomputed from the published counts; brain-balance-published.csv holds each beside the published one.",
    cost_and_burden: "None beyond that of the questionnaires: published counts are used a second time.",
    data_revision: "UIS revises earlier years with each release. Three published ratios differ from what the published counts give, since one side only was revised.",
    comment: "Names and codes of countries imply no opinion on the status of any territory."
  },
  params: {counts: "samples/uis-mobility-2015.tsv", to: "out"},
  steps: {
    records: {
      from: .counts,
      run: "parse --feed conf/feeds/uis-mobility.json | clean --feed conf/feeds/uis-mobility.json | dedup -k iso3,year --on-conflict reject"
    },
    rates: {
      title: "All indicators, with their status and what is missing",
      from: "@records",
      run: "indicators -g year --area iso3 -m inbound -m outbound -m enrol=enrolment -m pop_tertiary_age=population -m netflow=net_flow"
    },
    indicators: { from: "@rates", run: "emit csv", to: "\(.to)/brain-balance-indicators.csv" },
    balance: {
      title: "A line for each country, and on which side it is",
      from: "@rates",
      run: ("derive '" + (["inbound", "outbound", "net_flow", "net_flow_ratio", "inbound_mobility_rate", "outbound_mobility_ratio", "gross_outbound_enrolment_ratio"]
            | map("\(.) = if indicator == \"\(.)\" then value else missing") | join("; ")) + "'
          | aggregate -g year,iso3 --max inbound,outbound,net_flow,net_flow_ratio,inbound_mobility_rate,outbound_mobility_ratio,gross_outbound_enrolment_ratio
          | derive 'side = if net_flow is missing then \"unknown\" else if net_flow > 0 then \"gains\" else if net_flow < 0 then \"loses\" else \"even\"'
          | harmonise -c iso3 --scheme iso3 --to name --as country | harmonise -c iso3 --scheme iso3 --to m49-region --as region")
    },
    by_country: { from: "@balance", run: "emit csv", to: "\(.to)/brain-balance-by-country.csv" },
    regions: { from: "@balance", run: "aggregate -g year,region,side --count countries --sum net_flow" },
    by_region: { from: "@regions", run: "emit csv", to: "\(.to)/brain-balance-by-region.csv" },
    published: {
      title: "Each ratio beside the published one",
      from: "@rates",
      run: "lookup -k iso3,year --table @records -c enrol,pop_tertiary_age,msep,mor,goer,menfr
          | derive 'published = if indicator == \"inbound_mobility_rate\" then msep else if indicator == \"net_flow_ratio\" then menfr
                        else if indicator == \"outbound_mobility_ratio\" then mor else if indicator == \"gross_outbound_enrolment_ratio\" then goer else missing
                  ; where published is not missing and value is not missing
                  ; base = number(if indicator == \"gross_outbound_enrolment_ratio\" then pop_tertiary_age else enrol)
                  ; agreement = if number(value) == number(published) then \"exact\"
                        else if (abs(number(value) - number(published)) - 0.00001) * number(base) <= 50 then \"rounded-input\" else \"differs\"'
          | aggregate -g year,iso3,indicator,value,published,agreement"
    },
    by_published: { from: "@published", run: "emit csv", to: "\(.to)/brain-balance-published.csv" }
  },
  report: {
    of: "@balance",
    run: "derive 'inbound = round(inbound); outbound = round(outbound); unit = \"STUDENTS\"'
        | report --title 'Brain balance: students who came and left'
          --note 'Students of tertiary education who crossed a border to study, as UIS counts them. A country that does not report who came has no balance.'
          --country iso3 --country-name country --time year --unit unit --inbound inbound --outbound outbound"
  },
  checks: {
    countries: {
      title: "each country of the feed once",
      of: ["@records", "@balance"],
      find: ".balance | map(.iso3) | unique | length", equals: ".records | length"
    },
    net_flow: {
      title: "a balance is inbound less outbound, where both are known",
      of: "@balance",
      find: "[.[] | select(.inbound != \"\" and .outbound != \"\" and .net_flow != \"\") | select((.inbound | tonumber) - (.outbound | tonumber) - (.net_flow | tonumber) | fabs > 0.00001) | .iso3]", equals: "[]"
    },
    exact: {
      title: "inbound rates and net flow ratios are those that UIS published, to the last digit",
      of: "@published",
      find: "[.[] | select(.agreement != \"exact\" and (.indicator == \"inbound_mobility_rate\" or .indicator == \"net_flow_ratio\")) | .iso3]", equals: "[]"
    },
    differs: {
      title: "of a hundred published ratios at most one is not what the counts give",
      of: "@published",
      find: "100 * (map(select(.agreement == \"differs\")) | length) / length", at_most: 1
    }
  }
}
