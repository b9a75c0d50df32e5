# Students by origin from the registers of three offices, which write in three character sets, two languages and codes, and dates of
# several forms. The last version of an enrolment counts, and each person once.
def sent($office; $file; $codes): {
  title: "Enrolments as the office \($office) sends them, countries harmonised by their day",
  from: $file,
  run: "parse --feed conf/feeds/register-students-\($office).json | clean --feed conf/feeds/register-students-\($office).json
      | harmonise -c prior_education\($codes) --date prior_date --as prior
      | harmonise -c residence\($codes) --date start --as home
      | harmonise -c citizenship\($codes) --as citizen
      | harmonise -c second_citizenship\($codes) --as second"
};
{
  title: "Students by country of origin, from registers of three offices",
  description: "Head counts of enrolled students on a reference day and over a calendar year, by country of origin, ISCED level and sex. Origin is the country of prior education, else of usual residence, else of citizenship. The records are generated and fictitious.",
  licence: "Free of rights: generated, fictitious records",
  sources: [{title: "Generated registers of students (tests/registers)", licence: "free of rights"}],
  columns: {
    reference: "the day, or the first and the last of the days, on which people were counted",
    origin: "ISO 3166-1 alpha-3 of the country of origin; ISO 3166-3 of a former country; blank where no criterion names one",
    origin_kind: "country or historical; where there is no origin, why: several, stateless, unknown, unspecified",
    isced: "ISCED 2011 level", sex: "F or M",
    origin_mobility: "CL_MOBILITY: NMOB not mobile, MOB_NHOME mobile, MOB_HOME a national who comes home, MOB of unknown citizenship, _U unknown",
    origin_foreign: "yes: of other citizenships only; blank where none is known",
    origin_stay: "degree, credit or distance; blank where it is not known",
    persons: "head count", fte: "full-time equivalents of persons of whom all parts are known",
    origin_criterion: "what decided: SEC_ED prior education, RES residence, CTZ citizenship",
    subject: "programme of study", indicator: "see weir-indicators(1)", partner: "country of origin", value: "in the unit beside it"
  },
  metadata: {
    contact: "None: the records are fictitious, and so are the offices. Whoever takes this pipeline for a register of their own writes theirs here.",
    unit_of_measure: "Persons; full-time equivalents stand in a column of their own.",
    reference_period: "31 December, and the calendar year before it.",
    institutional_mandate: "None: nobody is in these records. They show what a pipeline for a national register does.",
    confidentiality: "Fictitious records: nothing is suppressed.",
    release_policy: "None: the result is an example.",
    frequency_of_dissemination: "None: the result is an example.",
    relevance: "What a register of enrolments gives that no table can: origin by criteria, persons counted once, full-time equivalents beside heads.",
    timeliness_and_punctuality: "None: the dates are made up.",
    cost_and_burden: "None: the records were generated.",
    data_revision: "A later version of an enrolment replaces the earlier one, also from another office.",
    statistical_processing: "Of several versions of an enrolment the latest counts, also across offices; withdrawn ones do not. Of several enrolments of a person that of the highest level counts, then full time, then the latest start, then the smallest key. Rates leave out credit mobility, which counts in the home country."
  },
  params: {registers: "samples/registers", day: "2024-12-31", over: "2024-01-01/2024-12-31", to: "out"},
  steps: {
    north: sent("north"; "\(.registers)/students-north.csv"; ""),
    south: sent("south"; "\(.registers)/students-south.csv"; ""),
    east: sent("east"; "\(.registers)/students-east.tsv"; " --scheme iso2"),
    enrolments: {
      title: "The last version of each enrolment, with origin, level and sex",
      from: ["@north", "@south", "@east"],
      run: "dedup -k person,programme --greatest changed
          | derive 'where status == \"valid\"; citizens = join(\";\", citizen, second)'
          | recode -c level --table samples/registers/levels.tsv --date start --as isced
          | recode -c sex --table samples/registers/sex.tsv
          | origin --host-is AUT --by SEC_ED=prior --by RES=home --by CTZ=citizens --distance study=distance --credit study=exchange
          | derive 'origin_kind = if origin is missing then (if citizen is missing then citizen_kind else \"several\")
                      else if origin_criterion == \"SEC_ED\" then prior_kind else \"country\"'"
    },
    heads: {
      title: "One record for each person",
      from: "@enrolments",
      run: "persons -k person --on \(.day) --over \(.over) --start start --end end --prefer isced --prefer mode=FT,PT --fte fte"
    },
    origins: {
      from: "@heads",
      run: "derive 'fte = round(fte, 5)'
          | aggregate -g reference,origin,origin_kind,isced,sex,origin_mobility,origin_foreign,origin_stay --sum persons,fte"
    },
    by_origin: { from: "@origins", run: "emit csv", to: "\(.to)/student-register-by-origin.csv" },
    criteria: { from: "@heads", run: "aggregate -g reference,origin_criterion,origin_mobility --sum persons" },
    by_criterion: { from: "@criteria", run: "emit csv", to: "\(.to)/student-register-by-criterion.csv" },
    by_subject: {
      from: "@heads", run: "aggregate -g reference,subject --sum persons | emit csv", to: "\(.to)/student-register-by-subject.csv"
    },
    on_the_day: {
      title: "On the day, without credit mobility",
      from: "@origins",
      run: "derive 'where reference == \"\(.day)\" and (origin_stay is missing or origin_stay != \"credit\"); area = \"AUT\"'"
    },
    enrolled: { from: "@on_the_day", run: "aggregate -g area --sum persons=enrolment" },
    rates: {
      from: "@on_the_day",
      run: "derive 'where begins_with(origin_mobility, \"MOB\")' | aggregate -g area,origin --sum persons=mobile
          | indicators --partner origin -m mobile -m enrolment --table @enrolled
            --only inbound --only inbound_mobility_rate --only origin_concentration --only effective_origins --only origin_share"
    },
    indicators: { from: "@rates", run: "emit csv", to: "\(.to)/student-register-rates.csv" }
  },
  report: {
    of: "@on_the_day",
    run: "derive 'where begins_with(origin_mobility, \"MOB\"); year = slice(reference, 1, 4); unit = \"PERSONS\"'
        | aggregate -g year,area,origin,unit --sum persons
        | harmonise -c origin --scheme iso3 --to name --as origin_name | harmonise -c area --scheme iso3 --to name --as host_name
        | report --title 'Mobile students by country of origin'
          --note 'Generated, fictitious records. Persons enrolled on the reference day, without credit mobility; origin by prior education, residence, citizenship.'
          --host area --host-name host_name --origin origin --origin-name origin_name --time year --value persons --unit unit"
  },
  checks: {
    once: {
      title: "every person of the day is in one cell",
      of: ["@heads", "@origins"],
      find: ".heads | map([.reference, .person]) | unique | length",
      equals: ".origins | total(.persons)"
    },
    criteria: {
      title: "the criteria sum to the persons",
      of: ["@origins", "@criteria"],
      find: ".criteria | total(.persons)", equals: ".origins | total(.persons)"
    },
    kinds: {
      title: "no name of a country is ambiguous, or a part of one",
      of: "@origins",
      find: "[.[] | select(.origin_kind == \"ambiguous\" or .origin_kind == \"not_a_country\")] | length", equals: 0
    }
  }
}
