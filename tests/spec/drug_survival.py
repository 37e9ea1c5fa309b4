"""Time on treatment by Kaplan-Meier and by cause, and events over time at risk."""

from __future__ import annotations

from datetime import date, timedelta

from spec.framework import Spec

_SURVIVAL = "**Drug survival**: event = stop or switch, by reason"
_INCIDENCE = "**Incidence**: first event per patient over time at risk"

# Remission in weeks under 6-mercaptopurine and placebo, a plus for who was still in it: Freireich et al. 1963, Blood 21:699-716.
_MERCAPTOPURINE = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
_PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"

# Weeks in remission of maintained patients: Miller 1997, Survival Analysis, 49 (`aml` of R's survival).
_MAINTAINED = "9 13 13+ 18 23 28+ 31 34 45+ 48 161+"
_TWO = ("u", "upadacitinib | 15 mg", _MERCAPTOPURINE), ("b", "baricitinib | 4 mg", _PLACEBO)
_THREE = _TWO[0], ("v", "upadacitinib | 30 mg", _MAINTAINED), _TWO[1]

_ADJUSTED = (
    (
        "as where groups are compared",
        "Holm",
        "survival: {compare: log_rank}\ncomparisons: {by: difference, adjust: holm}\n",
        "0.0000833761821867",
    ),
    ("by a way of their own", "Benjamini-Hochberg", "survival: {compare: log_rank, adjust: benjamini_hochberg}\n", "0.00006253213664"),
)


def _curves(*groups: tuple[str, str, str]) -> str:
    """The published times, in days, as times on two drugs or three doses."""
    patients, treatments = ["patient | last_contact"], ["patient | drug | daily_dose | start | stop | stop_reasons"]
    for letter, drug, times in groups:
        for place, time in enumerate(times.split(), start=1):
            last = date(2021, 3, 1) + timedelta(days=int(time.strip("+")))
            stopped = " | " if time.endswith("+") else f"{last} | inefficacy"
            patients.append(f"{letter}{place} | {last}")
            treatments.append(f"{letter}{place} | {drug} | 2021-03-01 | {stopped}")
    return "\n\n".join("\n".join([name, *lines]) for name, lines in (("patients", patients), ("treatments", treatments)))


SPECS = (
    Spec(
        "A stop or a switch with its reason, a death, or the end of follow-up",
        pins=f"{_SURVIVAL}; death by declared cause; censored at the end of follow-up",
        protocol="""
data_cut: 2021-12-31
""",
        given="""
patients
patient | last_contact | death
A       | 2021-09-01   |
B       | 2021-09-01   |
C       | 2021-09-01   |
D       | 2021-06-09   | 2021-06-09
E       | 2021-06-09   | 2021-06-09
F       | 2021-06-09   |
G       |              |

treatments
patient | drug         | daily_dose | start      | stop       | stop_reasons
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-03-11 | adverse event; inefficacy
B       | upadacitinib | 15 mg      | 2021-03-01 | 2021-03-11 |
C       | upadacitinib | 15 mg      | 2021-03-01 |            |
C       | baricitinib  | 4 mg       | 2021-03-22 |            |
D       | upadacitinib | 15 mg      | 2021-03-01 |            |
E       | upadacitinib | 15 mg      | 2021-03-01 | 2021-06-09 |
F       | upadacitinib | 15 mg      | 2021-03-01 |            |
G       | upadacitinib | 15 mg      | 2021-03-01 | 2022-01-05 | remission
""",
        then="""
time on treatment
patient | days | cause
A       | 10   | inefficacy
B       | 10   | not_recorded
C       | 20   | switch
D       | 100  | death
E       | 100  | death
F       | 100  |
G       | 0    |
""",
    ),
    Spec(
        "Six times with events at 2, 5 and 10 days",
        pins="events before censorings of the same day. Median = smallest t with S <= 0.5",
        protocol="""
survival: {at: [2 days, 5 days, 10 days], until: 10 days}
""",
        given="""
patients
patient | last_contact
A       | 2021-03-03
B       | 2021-03-04
C       | 2021-03-06
D       | 2021-03-07
E       | 2021-03-09
F       | 2021-03-11

treatments
patient | drug         | daily_dose | start      | stop       | stop_reasons
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-03-03 | inefficacy
B       | upadacitinib | 15 mg      | 2021-03-01 |            |
C       | upadacitinib | 15 mg      | 2021-03-01 | 2021-03-06 | adverse event
D       | upadacitinib | 15 mg      | 2021-03-01 |            |
E       | upadacitinib | 15 mg      | 2021-03-01 |            |
F       | upadacitinib | 15 mg      | 2021-03-01 | 2021-03-11 | inefficacy
""",
        then="""
survival
variable | timepoint | percent               | n_at_risk
survival | 2 days    | 83.333333333333333333 | 6
survival | 5 days    | 62.5                  | 4
survival | 10 days   | 0                     | 1

survival
variable | N | n | median
survival | 6 | 3 | 0.32854209445585215606

survival
variable | level         | timepoint | percent
survival | inefficacy    | 5 days    | 16.666666666666666667
survival | adverse_event | 5 days    | 20.833333333333333333
survival | inefficacy    | 10 days   | 79.166666666666666667
""",
    ),
    Spec(
        "A curve that stays at one half",
        pins="(`flat_step: midpoint` is R's way)",
        protocol="""
survival: {flat_step: midpoint}
""",
        given="""
treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-03-11
B       | upadacitinib | 15 mg      | 2021-03-01 | 2021-03-31
""",
        then="""
survival
variable | median
survival | 0.65708418891170431211
""",
    ),
    Spec(
        "Reverse Kaplan-Meier: who died is no longer waited for",
        pins="the reverse Kaplan-Meier median is named so",
        protocol="""
survival: {}
""",
        given="""
patients
patient | last_contact | death
A       |              | 2021-03-11
B       | 2021-08-30   |
C       | 2022-03-01   |

treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
B       | upadacitinib | 15 mg      | 2021-03-01
C       | upadacitinib | 15 mg      | 2021-03-01
""",
        then="""
follow_up
level                | N | median (text) | median (method)
                     | 3 | 6.0           | quantiles as in SAS (QNTLDEF=5)
reverse_kaplan_meier | no such number | 6.0 | median follow-up, reverse Kaplan-Meier, log-log interval, 95 %
""",
    ),
    Spec(
        "Two curves of a published trial: the log-rank test and the hazard ratio, as R has them (survdiff, coxph)",
        pins=_SURVIVAL,
        protocol="""
arms:
  upa15: {drug: upadacitinib, daily_dose: 15 mg}
  bari4: {drug: baricitinib, daily_dose: 4 mg}
survival: {compare: [log_rank, cox], until: 20 days}
""",
        given=_curves(*_TWO),
        then="""
survival
variable | level    | arm   | versus | statistic | df | p_value
survival | log_rank | upa15 | bari4  | 16.792940989216533498 | 1 | 0.0000416880910933

survival
variable | level | arm   | versus | hazard_ratio | conf_low | conf_high | p_value
survival | cox   | upa15 | bari4  | 0.207603524842 | 0.092512837262 | 0.465872897234 | 0.000137753761987

survival
variable | level           | timepoint | arm   | mean           | conf_low       | conf_high
survival | restricted_mean | 20 days   | upa15 | 0.52949574080145405185 | 0.448903940928 | 0.610087540675
survival | restricted_mean | 20 days   | bari4 | 0.27691405104136110296 | 0.195258317583 | 0.358569784499
""",
    ),
    *(
        Spec(
            f"Three curves in pairs: p-values adjusted for their number, {where}, as R has them (survdiff, p.adjust)",
            pins=_SURVIVAL,
            protocol=protocol,
            given=_curves(*_THREE),
            then=f"""
survival
variable | level    | arm   | versus | p_value            | p_adjusted         | p_adjusted (method)
survival | log_rank | upa15 | upa30  | 0.65643155984      | 0.65643155984      | log-rank test; {how}, 3 p-values
survival | log_rank | upa15 | bari4  | 0.0000416880910933 | {second} | log-rank test; {how}, 3 p-values
survival | log_rank | upa30 | bari4  | 0.0000177781110726 | 0.0000533343332178 | log-rank test; {how}, 3 p-values

survival
variable | level    | arm | p_adjusted
survival | log_rank | all | no such number
""",
        )
        for where, how, protocol, second in _ADJUSTED
    ),
    Spec(
        "The first dated event ends the time at risk; one without a date is left out and counted",
        pins=f"{_INCIDENCE}; undated events left out and counted",
        protocol="""
safety: {terms: {acne: {}, cpk: {kind: biological, from: {any: [{test: CPK, above: local_upper}]}}}}
incidence: {}
""",
        given="""
patients
patient | last_contact
A       | 2021-06-09
B       | 2021-06-09
C       | 2021-06-09
D       | 2021-06-09

treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
B       | upadacitinib | 15 mg      | 2021-03-01
C       | upadacitinib | 15 mg      | 2021-03-01
D       | upadacitinib | 15 mg      | 2021-03-01

events
patient | term | onset
A       | acne | 2021-05-01
A       | acne | 2021-03-11
B       | acne |

event_review
patient | acne
C       | no

laboratory
patient | date       | test | value | upper
A       | 2021-04-10 | CPK  | 300   | 200
C       | 2021-03-31 | CPK  | 300   | 200
""",
        then="""
time at risk
patient | term | days | event | undated
A       | acne | 10   | yes   | no
B       | acne | 100  | no    | yes
C       | acne | 100  | no    | no
A       | any  | 10   | yes   | no
C       | any  | 30   | yes   | no

incidence
variable | N | n | n_undated | patient_years          | rate
acne     | 3 | 1 | 1         | 0.5749486652977412731 | 173.92857142857142857
cpk      | 2 | 2 | 0         | 0.19164955509924709103 | 1043.5714285714285714
""",
    ),
)
