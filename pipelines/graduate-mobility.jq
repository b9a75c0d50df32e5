# Stay and return rates: what became of a year's graduates who had come from abroad, some years after, by a register of where people
# live. Three offices send both registers; the last version of a record counts, and each person once.
def days: .after // "" | split(",");
def read($register; $office): "parse --feed conf/feeds/register-\($register)-\($office).json | clean --feed conf/feeds/register-\($register)-\($office).json";
def graduates($office; $file; $codes): {
  title: "Degrees as the office \($office) sends them, countries harmonised by their day",
  from: $file,
  run: "\(read("graduates"; $office)) | harmonise -c prior_education\($codes) --date graduated --as prior
      | harmonise -c citizenship\($codes) --as citizen | harmonise -c second_citizenship\($codes) --as second"
};
def residence($office; $file; $codes): {
  title: "Where people lived as the office \($office) sends it",
  from: $file,
  run: "\(read("residence"; $office)) | harmonise -c country\($codes) --date since --as lives"
};
def fate($day): {
  title: "The cohort on \($day): who is still there, back, elsewhere, or not traced",
  from: "@cohort",
  run: "derive 'reference = \"\($day)\"' | lookup -k person,reference --table @whereabouts -c lives
      | derive 'fate = if lives is missing then \"unknown\" else if lives == \"AUT\" then \"stayed\" else if lives == origin then \"returned\" else \"onward\"
              ; stayed = if fate == \"stayed\" then 1 else 0; returned = if fate == \"returned\" then 1 else 0
              ; onward = if fate == \"onward\" then 1 else 0; unknown = if fate == \"unknown\" then 1 else 0; area = \"AUT\"'"
};
{
  title: "What became of international graduates: stay and return rates",
  description: "Persons who took a degree in the year of the cohort and whose country of origin is another: how many live in the country one and five years after, are back in the country of origin, live in a third one, or are not traced. Origin is the country of prior education, else of citizenship. The records are generated and fictitious.",
  licence: "Free of rights: generated, fictitious records",
  sources: [
    {title: "Generated registers of graduates (tests/registers)", licence: "free of rights"},
    {title: "Generated registers of residence (tests/registers)", licence: "free of rights"}
  ],
  columns: {
    reference: "the day on which it was looked where people live",
    origin: "ISO 3166-1 alpha-3 of the country of origin; blank in rates: all origins together",
    cohort: "mobile graduates of the year, each once",
    stayed: "those who live in the country on that day", returned: "those who live in their country of origin",
    onward: "those who live in a third country", unknown: "those of whom the register has no place on that day",
    indicator: "stay_rate, return_rate, onward_rate, untraced_rate: 100 stayed, returned, onward, unknown / cohort", value: "per cent"
  },
  metadata: {
    contact: "None: the records are fictitious, and so are the offices. Whoever takes this pipeline for a register of their own writes theirs here.",
    unit_of_measure: "Persons, and per cent of the cohort to five decimals.",
    institutional_mandate: "None: nobody is in these records. They show what a pipeline for national registers does.",
    confidentiality: "Fictitious records: nothing is suppressed. Cohorts by origin are small: real ones go through weir-protect(1) before they are published.",
    release_policy: "None: the result is an example.",
    frequency_of_dissemination: "None: the result is an example.",
    relevance: "Whether study abroad is a brain gain for the host, a return to the origin, or a step to a third country. Stay, return, onward and untraced make 100.",
    timeliness_and_punctuality: "None: the dates are made up.",
    coherence_and_comparability: "A register of residence knows who is there better than where others went: untraced persons have mostly left, so return and onward rates are lower bounds.",
    cost_and_burden: "None: the records were generated.",
    data_revision: "A later version of a record replaces the earlier one, also from another office.",
    statistical_processing: "Withdrawn records do not count. Of several degrees of a person in the year that of the highest level counts, then the latest, then the smallest key. Of several places on a day that counts in which the person began to live last."
  },
  params: {registers: "samples/registers", cohort: "2018", after: "2019-12-31,2023-12-31", to: "out"},
  steps: ({
    graduates_north: graduates("north"; "\(.registers)/graduates-north.csv"; ""),
    graduates_south: graduates("south"; "\(.registers)/graduates-south.csv"; ""),
    graduates_east: graduates("east"; "\(.registers)/graduates-east.tsv"; " --scheme iso2"),
    residence_north: residence("north"; "\(.registers)/residence-north.csv"; ""),
    residence_south: residence("south"; "\(.registers)/residence-south.csv"; ""),
    residence_east: residence("east"; "\(.registers)/residence-east.tsv"; " --scheme iso2"),
    degrees: {
      title: "The last version of each degree, with origin",
      from: ["@graduates_north", "@graduates_south", "@graduates_east"],
      run: "dedup -k person,degree --greatest changed
          | derive 'where status == \"valid\"; citizens = join(\";\", citizen, second)'
          | origin --host-is AUT --by SEC_ED=prior --by CTZ=citizens"
    },
    cohort: {
      title: "Each graduate of the year once, of these who came from abroad",
      from: "@degrees",
      run: "derive 'where year(graduated) == \(.cohort)'
          | persons -k person --on \(.cohort)-12-31 --prefer isced --prefer graduated
          | derive 'where begins_with(origin_mobility, \"MOB\")'"
    },
    places: {
      title: "The last version of each place",
      from: ["@residence_north", "@residence_south", "@residence_east"],
      run: "dedup -k person,spell --greatest changed | derive 'where status == \"valid\"'"
    },
    whereabouts: {
      title: "Where each person lives on the days after",
      from: "@places",
      run: "persons -k person \(days | map("--on \(.)") | join(" ")) --start since --end until"
    },
    fates: { from: [days | range(0; length) | "@after_\(. + 1)"], run: "sort -k reference,person" },
    origins: {
      title: "By origin, and what is left of the cohort",
      from: "@fates",
      run: "aggregate -g area,reference,origin --count cohort --sum stayed,returned,onward,unknown"
    },
    by_origin: {
      from: "@origins",
      run: "aggregate -g reference,origin --sum cohort,stayed,returned,onward,unknown | emit csv", to: "\(.to)/graduate-mobility-by-origin.csv"
    },
    rates: {
      title: "Rates of all, and by origin",
      from: "@origins",
      run: "indicators -g reference --partner origin -m cohort -m stayed -m returned -m onward
            --only stay_rate --only return_rate --only onward_rate --only untraced_rate | sort -k reference,origin,indicator"
    },
    indicators: { from: "@rates", run: "emit csv", to: "\(.to)/graduate-mobility-rates.csv" }
  } + ([days | range(0; length) as $i | {key: "after_\($i + 1)", value: fate(.[$i])}] | from_entries)),
  report: {
    of: "@origins",
    run: "derive 'unit = \"PERSONS\"; year = slice(reference, 1, 4)'
        | harmonise -c origin --scheme iso3 --to name --as origin_name | harmonise -c area --scheme iso3 --to name --as host_name
        | report --title 'International graduates of \(.cohort) who stayed'
          --note 'Generated, fictitious records. Persons who came from abroad, took a degree in Austria in \(.cohort), and live there at the end of the year. Rates, returns and moves onward are in the tables.'
          --host area --host-name host_name --origin origin --origin-name origin_name --time year --value stayed --unit unit"
  },
  checks: {
    whole: {
      title: "stayed, returned, onward and unknown make the cohort",
      of: "@origins", find: "total(.stayed) + total(.returned) + total(.onward) + total(.unknown)", equals: "total(.cohort)"
    },
    once: {
      title: "every graduate of the cohort is looked for on each day, once",
      of: ["@cohort", "@fates"],
      find: ".fates | map([.reference, .person]) | unique | length", equals: ".cohort | length * \(days | length)"
    }
  }
}
