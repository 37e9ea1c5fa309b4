"""Events: four states, the safety period, terms, at-least-one rows."""

from __future__ import annotations

from spec.framework import Spec

_STATES = "**Four states**: yes, no, not done / not asked, unknown."
_TERM = "**Term**: yes if any source (event, review, laboratory) says yes"
_ANY = "yes if any member is; no if all known members are no and at least one is known"
_MONTHS = """
safety:
  period: {from: 0 days, to: 3 months}
  terms: {acne: {}}
"""
_TERMS = """
safety:
  terms:
    acne: {kind: clinical}
    zoster: {kind: clinical}
    anaemia: {kind: biological}
"""

SPECS = (
    Spec(
        "Each of the four states, and who counts in N",
        pins=_STATES,
        protocol="""
safety: {terms: {acne: {label: Acne}}}
""",
        given="""
event_review
patient | Acne
A       | yes
B       | no
C       | not done
D       | unknown
E       | oui
""",
        then="""
terms
patient | term | status   | row
A       | acne | yes      | event_review 2
B       | acne | no       | event_review 3
C       | acne | not_done | event_review 4
D       | acne | unknown  | event_review 5
E       | acne | yes      | event_review 6

safety
variable | level    | n
acne     | not_done | 1
acne     | unknown  | 1

safety
variable | N | n | percent (text)
acne     | 3 | 2 | 66.7
""",
    ),
    Spec(
        "A blank is not a no",
        pins="A blank or an unticked box is not a no.",
        protocol="""
safety: {terms: {acne: {}, zoster: {}}}
""",
        given="""
event_review
patient | acne | zoster
A       |      | no
B       | ☐    | no
""",
        then="""
terms
patient | term   | status
A       | acne   | unknown
A       | zoster | no
B       | acne   | unknown

safety
variable | N | n
acne     | 0 | 0
zoster   | 2 | 0

findings
rule         | row            | column
unknown_code | event_review 3 | acne
""",
    ),
    Spec(
        "not_reported: no makes an absent record a no, but not a blank answered otherwise",
        pins="`not_reported: no | unknown` (default unknown) per term or table says what an absent record means",
        protocol="""
safety:
  not_reported: no
  terms: {acne: {}, zoster: {not_reported: unknown}}
""",
        given="""
event_review
patient | acne     | zoster
A       |          |
B       | not done | no
C       | unknown  | yes
""",
        then="""
terms
patient | term   | status
A       | acne   | no
A       | zoster | unknown
B       | acne   | not_done
B       | zoster | no
C       | acne   | unknown
C       | zoster | yes

safety
variable | N | n
acne     | 1 | 0
zoster   | 2 | 1
""",
    ),
    Spec(
        "A term may say so for itself",
        pins="`not_reported: no | unknown` (default unknown) per term or table",
        protocol="""
safety: {terms: {acne: {not_reported: no}, zoster: {}}}
""",
        given="""
events
patient | term | onset
A       | acne | 2021-04-01

treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
B       | upadacitinib | 15 mg      | 2021-03-01
""",
        then="""
terms
patient | term   | status
A       | acne   | yes
A       | zoster | unknown
B       | acne   | no
B       | zoster | unknown
""",
    ),
    Spec(
        "Previous treatments have the same four states; several lines of a drug: yes, no, not done, unknown",
        pins="the same for `previous_treatments` (taken: yes, no, not done, unknown)",
        protocol="""
characteristics:
  methotrexate: {from: {previous_treatments: methotrexate}}
  systemics: {from: {previous_treatments: [methotrexate, ciclosporin]}}
  number: {from: {previous_treatments: count}}
""",
        given="""
previous_treatments
patient | drug         | taken
A       | methotrexate | yes
A       | Methotrexate | no
A       | ciclosporin  | yes
B       | methotrexate | no
B       | methotrexate | not done
C       | methotrexate | not done
D       | methotrexate |
D       | ciclosporin  | yes
E       | methotrexate | no
E       | ciclosporin  | no
""",
        then="""
characteristics
patient | variable     | level
A       | methotrexate | yes
A       | systemics    | yes
B       | methotrexate | no
B       | systemics    |
C       | methotrexate |
D       | methotrexate |
D       | systemics    | yes
E       | systemics    | no

characteristics
patient | variable | number
A       | number   | 2
B       | number   | 0
C       | number   |
D       | number   | 1

baseline
variable     | N | n | n_missing
methotrexate | 3 | 1 | 2
systemics    | 3 | 2 | 2
""",
    ),
    Spec(
        "Where absent records of previous treatments mean no",
        pins="the same for `previous_treatments` (taken: yes, no, not done, unknown)",
        protocol="""
previous_treatments: {not_reported: no}
characteristics:
  methotrexate: {from: {previous_treatments: methotrexate}}
  number: {from: {previous_treatments: count}}
""",
        given="""
previous_treatments
patient | drug
A       | methotrexate

treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
B       | upadacitinib | 15 mg      | 2021-03-01
""",
        then="""
characteristics
patient | variable     | level
A       | methotrexate | yes
B       | methotrexate | no

characteristics
patient | variable | number
A       | number   | 1
B       | number   | 0
""",
    ),
    Spec(
        "By default the period goes from the first dose to the end of follow-up",
        pins="**Safety period**: `{from: 0 days, to: end of follow-up}` by default",
        protocol="""
data_cut: 2021-12-31
safety: {terms: {acne: {}}}
""",
        given="""
patients
patient | last_contact
A       | 2021-09-30
B       | 2022-02-01

treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-04-01
B       | upadacitinib | 15 mg      | 2021-03-01 |

events
patient | term | onset
A       | acne | 2021-09-30
B       | acne | 2022-01-01
""",
        then="""
safety period
patient | first_day  | last_day
A       | 2021-03-01 | 2021-09-30
B       | 2021-03-01 | 2021-12-31

terms
patient | term | status
A       | acne | yes
B       | acne | unknown
""",
    ),
    Spec(
        "stop + 30 days: the thirtieth day after the stop is inside",
        pins="(or `stop + 30 days`); onset inside counts",
        protocol="""
safety:
  period: {from: 0 days, to: stop + 30 days}
  terms: {acne: {not_reported: no}}
""",
        given="""
treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-04-01
B       | upadacitinib | 15 mg      | 2021-03-01 | 2021-04-01
C       | upadacitinib | 15 mg      | 2021-03-01 |

events
patient | term | onset
A       | acne | 2021-05-01
B       | acne | 2021-05-02
C       | acne | 2021-10-01
""",
        then="""
safety period
patient | last_day
A       | 2021-05-01
B       | 2021-05-01
C       | 2021-10-01

terms
patient | term | status
A       | acne | yes
B       | acne | no
C       | acne | yes
""",
    ),
    Spec(
        "An event without an onset counts, and is marked",
        pins="`onset_missing: count` (default, marked) or `leave_out`.",
        protocol="""
safety: {terms: {acne: {}}}
""",
        given="""
events
patient | term | onset
A       | acne |
A       | acne | 2021-04-01
B       | acne |
""",
        then="""
terms
patient | term | status
A       | acne | yes
B       | acne | yes

safety
variable | unit     | n
acne     | patients | 2
acne     | events   | 3

safety
variable | unit   | n_undated
acne     | events | 2
""",
    ),
    Spec(
        "With onset_missing: leave_out it does not count, and is still told",
        pins="`onset_missing: count` (default, marked) or `leave_out`.",
        protocol="""
safety:
  onset_missing: leave_out
  terms: {acne: {}, zoster: {not_reported: "no"}}
""",
        given="""
events
patient | term   | onset
A       | acne   |
A       | zoster |
B       | acne   | 2021-04-01
""",
        then="""
terms
patient | term   | status
A       | acne   | unknown
A       | zoster | unknown
B       | acne   | yes
B       | zoster | no

safety
variable | unit   | n | n_undated
acne     | events | 1 | 1
""",
    ),
    Spec(
        "A month or a year counts if any of its days is inside",
        pins="A partial date counts if any possible day does.",
        protocol=_MONTHS,
        given="""
events
patient | term | onset
A       | acne | 2021-03
B       | acne | 2021-06
C       | acne | 2021
D       | acne | 2021-02
E       | acne | 2021-07
F       | acne | 2020

treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-31
B       | upadacitinib | 15 mg      | 2021-03-01
C       | upadacitinib | 15 mg      | 2021-03-01
D       | upadacitinib | 15 mg      | 2021-03-01
E       | upadacitinib | 15 mg      | 2021-03-01
F       | upadacitinib | 15 mg      | 2021-03-01
""",
        then="""
terms
patient | term | status
A       | acne | yes
B       | acne | yes
C       | acne | yes
D       | acne | unknown
E       | acne | unknown
F       | acne | unknown
""",
    ),
    Spec(
        "Yes if any source says yes; a review's no against it is a query",
        pins='a review "no" against it is a query',
        protocol="""
safety: {terms: {acne: {}}}
""",
        given="""
events
patient | term | onset
A       | acne | 2021-04-01

event_review
patient | acne
A       | no
B       | yes
C       | no
C       | not done
""",
        then="""
terms
patient | term | status | row
A       | acne | yes    | events 2
B       | acne | yes    | event_review 3
C       | acne | no     | event_review 4

findings
rule               | row            | column
review_contradicts | event_review 2 | acne
""",
    ),
    Spec(
        "n counts patients with yes, N those with yes or no, by arm",
        pins="n = patients with yes, N = patients with yes or no",
        protocol="""
safety: {terms: {acne: {}}}
""",
        given="""
treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
B       | upadacitinib | 15 mg      | 2021-03-01
C       | upadacitinib | 30 mg      | 2021-03-01

event_review
patient | acne
A       | yes
B       | not done
C       | no
""",
        then="""
safety
variable | arm   | N | n | percent
acne     | all   | 2 | 1 | 50
acne     | upa15 | 1 | 1 | 100
acne     | upa30 | 1 | 0 | 0
acne     | bari4 | 0 | 0 |
""",
    ),
    Spec(
        "Three events of one patient are one patient; sub-terms count patients of the term's N",
        pins="Events and patients are counted apart.",
        protocol="""
safety: {terms: {papular: {subterms: [acne, papulopustular eruption], not_reported: no}}}
""",
        given="""
events
patient | term                    | onset
A       | acne                    | 2021-04-01
A       | acne                    | 2021-05-01
A       | Papulopustular eruption | 2021-06-01
B       | papular                 | 2021-04-01

treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
B       | upadacitinib | 15 mg      | 2021-03-01
C       | upadacitinib | 15 mg      | 2021-03-01
""",
        then="""
safety
variable | unit     | n
papular  | patients | 2
papular  | events   | 4

safety
variable | level                   | N | n
papular  |                         | 3 | 2
papular  | acne                    | 3 | 1
papular  | papulopustular_eruption | 3 | 1
""",
    ),
    Spec(
        "Asymptomatic is what an event line says, never what nobody said",
        pins="A blank or an unticked box is not a no.",
        protocol="""
safety:
  period: {from: 0 days, to: 3 months}
  terms: {cpk: {not_reported: no}, acne: {}}
""",
        given="""
events
patient | term | onset      | symptomatic
A       | cpk  | 2021-04-01 | no
A       | cpk  | 2021-05-01 |
B       | cpk  | 2021-04-01 | no
B       | cpk  | 2021-05-01 | yes
C       | cpk  | 2021-04-01 |
D       | cpk  | 2021-04-01 | no
D       | cpk  | 2021-05-01 | unknown
E       | cpk  | 2021-04-01 | non
E       | cpk  | 2022-04-01 | yes
F       | cpk  | 2021-04-01 | no
F       | cpk  | 2021-05-01 | hardly
H       | cpk  | 2022-04-01 | no
H       | acne | 2021-04-01 | not done

event_review
patient | cpk | acne
G       | yes | no
H       | no  |
""",
        then="""
terms
patient | term | status
A       | cpk  | yes
G       | cpk  | yes
H       | cpk  | no

safety
variable | level        | N             | n              | percent (text)
cpk      |              | 8             | 7              | 87.5
cpk      | asymptomatic | 7             | 2              | 28.6
acne     | asymptomatic | no such number | no such number | no such number

findings
rule          | row       | column
not_yes_or_no | events 12 | symptomatic
""",
    ),
    Spec(
        "At least one: yes if any member is, whatever the others are",
        pins=_ANY,
        protocol=_TERMS,
        given="""
event_review
patient | acne | zoster   | anaemia
A       | yes  | no       | no
B       | no   | no       | no
C       | no   | unknown  | not done
D       | yes  |          |
E       |      | not done |
F       | no   | no       | yes
""",
        then="""
at least one
patient | row_of         | status | every_member_known
A       | any            | yes    | yes
A       | any_biological | no     | yes
B       | any            | no     | yes
C       | any            | no     | no
D       | any            | yes    | no
F       | any_clinical   | no     | yes
F       | any            | yes    | yes

safety
variable       | N | n
any            | 5 | 3
any_clinical   | 5 | 2
any_biological | 3 | 1
""",
    ),
    Spec(
        "The number of patients with every member known",
        pins="the number of patients with every member known is a result too",
        protocol=_TERMS,
        given="""
event_review
patient | acne | zoster  | anaemia
A       | yes  | no      | no
B       | no   | no      |
C       | no   | unknown | no
""",
        then="""
safety
variable       | N | n_complete
any            | 3 | 1
any_clinical   | 3 | 2
any_biological | 2 | 2
""",
    ),
    Spec(
        "A review's own any row is one more member",
        pins="A review may hold these rows themselves; then they count as one more member.",
        protocol=_TERMS,
        given="""
event_review
patient | acne | zoster | anaemia | any | any_clinical
A       | no   | no     | no      | yes |
B       | no   | no     | no      |     | yes
C       |      |        |         | no  |
D       | no   | no     | no      |     | unknown
""",
        then="""
at least one
patient | row_of         | status | every_member_known
A       | any            | yes    | yes
A       | any_clinical   | no     | yes
B       | any            | yes    | yes
B       | any_clinical   | yes    | yes
B       | any_biological | no     | yes
C       | any            | no     | no
D       | any            | no     | no
D       | any_clinical   | no     | no
""",
    ),
    Spec(
        "A term that nobody reported is printed all the same",
        pins=_TERM,
        protocol="""
safety: {terms: {thrombosis: {}}}
""",
        given="""
visits
patient | date       | IGA
A       | 2021-06-01 | 1
""",
        then="""
safety
variable   | N | n | percent | percent (text)
thrombosis | 0 | 0 |         | –
""",
    ),
    Spec(
        "An event of no declared term is asked about and counts nowhere",
        pins=_TERM,
        protocol="""
safety: {terms: {acne: {not_reported: no}}}
""",
        given="""
events
patient | term     | onset
A       | headache | 2021-04-01
""",
        then="""
safety
variable | N | n
any      | 1 | 0
acne     | 1 | 0

findings
rule         | row      | column
unknown_term | events 2 | term
""",
    ),
    Spec(
        "An unticked box of a spreadsheet (FALSE) is not a no",
        pins="A blank or an unticked box is not a no.",
        protocol="""
safety: {terms: {acne: {}}}
""",
        given="""
event_review
patient | acne
A       | FALSE
B       | TRUE
""",
        then="""
terms
patient | term | status
A       | acne | unknown
B       | acne | yes
""",
    ),
)
