# Mobility of academic staff in a year, from the registers of three offices: stock by origin on its eve and at its end, who came
# from which country, who left for which, and the balance.
def sent($office; $file; $codes): {
  title: "Contracts as the office \($office) sends them, countries harmonised by their day",
  from: $file,
  run: "parse --feed conf/feeds/register-staff-\($office).json | clean --feed conf/feeds/register-staff-\($office).json
      | harmonise -c degree\($codes) --date degree_date --as degree_country
      | harmonise -c citizenship\($codes) --as citizen
      | harmonise -c second_citizenship\($codes) --as second
      | harmonise -c came_from\($codes) --date start --as came
      | harmonise -c went_to\($codes) --date end --as went"
};
{
  title: "Academic staff by country of origin, and who came and left",
  description: "Stock of academic staff on the eve and at the end of a year, by country of the highest degree, else citizenship; persons who came from and left for each country; balance and gain ratio. The records are generated and fictitious.",
  licence: "Free of rights: generated, fictitious records",
  sources: [{title: "Generated registers of academic staff (tests/registers)", licence: "free of rights"}],
  columns: {
    reference: "the day on which people were counted",
    origin: "ISO 3166-1 alpha-3 of the country of origin; ISO 3166-3 of a former country; blank where no criterion names one",
    origin_kind: "country or historical; where there is no origin, why: several, stateless, unknown, unspecified",
    rank: "PROF, DOC, ASS", sex: "F or M",
    origin_mobility: "CL_MOBILITY: NMOB not mobile, MOB_NHOME mobile, MOB_HOME a national with a degree from abroad, MOB of unknown citizenship, _U unknown",
    origin_foreign: "yes: of other citizenships only; blank where none is known",
    persons: "head count", fte: "full-time equivalents of persons of whom all parts are known",
    country: "ISO 3166-1 alpha-3 of the place before or after", inflow: "persons who came from it in the year",
    outflow: "persons who left for it in the year", balance: "inflow less outflow",
    indicator: "inbound is the inflow, outbound the outflow, net_flow the balance", value: "in the unit beside it"
  },
  metadata: {
    contact: "None: the records are fictitious, and so are the offices. Whoever takes this pipeline for a register of their own writes theirs here.",
    unit_of_measure: "Persons; full-time equivalents stand in a column of their own.",
    institutional_mandate: "None: nobody is in these records. They show what a pipeline for a national register does.",
    confidentiality: "Fictitious records: nothing is suppressed.",
    release_policy: "None: the result is an example.",
    frequency_of_dissemination: "None: the result is an example.",
    relevance: "Mobility of educators: who teaches where they did not study, who came and who left.",
    timeliness_and_punctuality: "None: the dates are made up.",
    cost_and_burden: "None: the records were generated.",
    data_revision: "A later version of a contract replaces the earlier one, also from another office.",
    statistical_processing: "Of several versions of a contract the latest counts, also across offices; withdrawn ones do not. Of several contracts of a person that of the highest rank counts, then the latest start, then the smallest key. Who came and left is known only where the office knows the place before and after. The gain ratio is 100 (inflow - outflow) / stock on the eve."
  },
  params: {registers: "samples/registers", eve: "2023-12-31", last: "2024-12-31", to: "out"},
  steps: {
    north: sent("north"; "\(.registers)/staff-north.csv"; ""),
    south: sent("south"; "\(.registers)/staff-south.csv"; ""),
    east: sent("east"; "\(.registers)/staff-east.tsv"; " --scheme iso2"),
    contracts: {
      title: "The last version of each contract, with origin and sex",
      from: ["@north", "@south", "@east"],
      run: "dedup -k person,contract --greatest changed
          | derive 'where status == \"valid\"; citizens = join(\";\", citizen, second)'
          | recode -c sex --table samples/registers/sex.tsv
          | origin --host-is AUT --by HI_DEG=degree_country --by CTZ=citizens
          | derive 'origin_kind = if origin is missing then (if citizen is missing then citizen_kind else \"several\")
                      else if origin_criterion == \"HI_DEG\" then degree_country_kind else \"country\"'"
    },
    heads: {
      title: "One record for each person",
      from: "@contracts",
      run: "persons -k person --on \(.eve) --on \(.last) --start start --end end --prefer rank=PROF,DOC,ASS --fte fte"
    },
    stock: {
      from: "@heads",
      run: "derive 'fte = round(fte, 5)'
          | aggregate -g reference,origin,origin_kind,rank,sex,origin_mobility,origin_foreign --sum persons,fte"
    },
    by_stock: { from: "@stock", run: "emit csv", to: "\(.to)/staff-mobility-stock.csv" },
    inflow: {
      title: "Who came from abroad in the year",
      from: "@contracts",
      run: "derive 'where start > \(.eve) and start <= \(.last) and came != \"AUT\"; area = \"AUT\"; partner = came'
          | aggregate -g area,partner --distinct person=mobile"
    },
    outflow: {
      title: "Who left for another country in the year",
      from: "@contracts",
      run: "derive 'where end > \(.eve) and end <= \(.last) and went != \"AUT\"; area = went; partner = \"AUT\"'
          | aggregate -g area,partner --distinct person=mobile"
    },
    moves: { title: "Both ways, as flows between two countries", from: ["@inflow", "@outflow"], run: "sort -k area,partner" },
    countries: {
      title: "Inflow, outflow and balance by country",
      from: "@moves",
      run: "derive 'country = if area == \"AUT\" then partner else area
                  ; inflow = if area == \"AUT\" then number(mobile) else 0; outflow = if area == \"AUT\" then 0 else number(mobile)'
          | aggregate -g country --sum inflow,outflow | derive 'balance = inflow - outflow'"
    },
    by_country: { from: "@countries", run: "emit csv", to: "\(.to)/staff-mobility-by-country.csv" },
    at_start: {
      from: "@heads",
      run: "derive 'where reference == \"\(.eve)\"; area = \"AUT\"' | aggregate -g area --sum persons=stock"
    },
    rates: {
      from: "@moves",
      run: "indicators -m mobile -m stock --table @at_start --only inbound --only outbound --only net_flow --only gain_ratio
          | derive 'where area == \"AUT\"'"
    },
    indicators: { from: "@rates", run: "emit csv", to: "\(.to)/staff-mobility-rates.csv" }
  },
  report: {
    of: "@inflow",
    run: "derive 'year = slice(\"\(.last)\", 1, 4); unit = \"PERSONS\"'
        | harmonise -c area --scheme iso3 --to name --as area_name | harmonise -c partner --scheme iso3 --to name --as partner_name
        | report --title 'Academic staff who came from abroad'
          --note 'Generated, fictitious records of one host, Austria: who came to it in the year, by the country of the place before. Places that are not known are left out. Who left, and the balance, is in the tables.'
          --host area --host-name area_name --origin partner --origin-name partner_name --time year --value mobile --unit unit"
  },
  checks: {
    once: {
      title: "every person of a day is in one cell",
      of: ["@heads", "@stock"],
      find: ".heads | map([.reference, .person]) | unique | length", equals: ".stock | total(.persons)"
    },
    balance: {
      title: "the balance of all countries is the net flow",
      of: ["@countries", "@rates"],
      find: ".countries | total(.balance)", equals: ".rates | map(select(.indicator == \"net_flow\")) | total(.value)"
    }
  }
}
