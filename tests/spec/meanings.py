"""The sentences that the examples show: what every word of a protocol means, section by section."""

from __future__ import annotations

import re

MEANINGS: dict[str, tuple[str, ...]] = {
    "Time": (
        (
            "**Shift**: months first (31 January + 1 month is the last day of February), then days. Weeks are 7 days. Bounds of "
            "windows, enrolment and periods are included on both ends."
        ),
        (
            "**Nominal time**: a visit may carry `month` or `week` instead of a date. It then stands for index date + that shift in"
            " every rule, and is marked. A study without any dates has day 0 as index for everyone; enrolment and data cut do not "
            "apply."
        ),
        (
            "**Durations**: days = end - start (`day_one: 1` adds one, as trials do); a month is 30.4375 days, a year 365.25, for "
            "results and printing, never for rules. `follow_up` is in months."
        ),
        (
            "**Data cut**: records dated after it (treatments by their start) are set aside and counted, so who starts after it has"
            " no index date; a stop after it is ongoing. **Due**: the last day of the window is not after the data cut. Who is not "
            "due leaves every N, even if seen."
        ),
    ),
    "Who is in": (
        (
            "**Course**: rows of one drug, at any dose, at most `gap` days apart (default 0; days apart = next start - previous "
            "stop - 1). **Stop**: last day of the course that holds the index date; an empty stop is ongoing, but ends the day "
            "before a course of another arm's drug starts; a written stop always stands. A change of dose is never a stop; a switch"
            " to another drug is. **Dose changes** are kept as a timeline."
        ),
        (
            "**Index date**: start of the first course whose first dose falls in the enrolment period and matches an arm. **Arm**: "
            "drug and daily dose on that day, kept for ever (treatment policy). `patients.arm`, where given, is the arm, and the "
            "first dose the index date. Two arms on one day: excluded, with a blocking query. `prior_use: exclude` (default) leaves"
            " out who had an earlier course of any arm's drug; or `allow`."
        ),
        (
            "**Population**: `population.include` lists named conditions in order; a patient leaves at the first one not met or "
            'unknown, counted apart; the participant flow starts at `screened` where the centres give it, else prints "not '
            "recorded\". `sets: {efficacy, safety}` name each table's population; by default all who have an index date. **Subsets**"
            " are named too (`escalated: {dose_change: increase}`), for footnotes and subgroups."
        ),
    ),
    "Scores": (
        (
            "**Day**: two different scores on one day are a (non-blocking) finding; the worst stands for the day under every pick "
            "(`same_day: worst | best | set_aside`, baseline may differ). Worst and best follow the measure's direction."
        ),
        (
            "**Pick** in a window: worst, best, first, last, nearest to `target` (required for it; equally near: the worst). Among "
            "equal candidates the chosen record is the earliest date, then file, sheet, row; it is the one that `outcomes` and "
            "`explain` show."
        ),
        "**Baseline**: a window like any other, by default the last value from 90 days before to the index date.",
        (
            "**Change** = value - baseline. **Improvement** = 100 s (baseline - value) / |baseline| %, s = -1 where low is worse; "
            "tested without division; unknown if the baseline is 0. `fall_at_least`, `rise_at_least`, `value_at_most`, "
            "`value_at_least` are literal."
        ),
        "**Numbers from Excel** become decimals at 15 significant digits.",
    ),
    "Responder endpoints": (
        (
            '`responder: {any: [...]}` or `{all: [...]}`, in three-valued logic: IGA 1 without a baseline is a response to "value '
            'at most 1 or fall of 2"; IGA 2 without a baseline is unknown.'
        ),
        (
            "**State**, one per patient, endpoint and timepoint, the first that applies: not_due, eligibility_unknown, "
            "not_eligible, evaluable; then, where a value was chosen, no_baseline, baseline_zero; where none was, dead, stopped (by"
            " the window's last day), no_visit, set_aside, not_done. `eligible: {baseline_at_least: 4}` sets eligibility. All "
            "states are tallied and printable; N counts the evaluable."
        ),
        (
            "`missing:` **as_observed**: N as said. **non_responder**: every due and eligible patient counts, the not evaluable as "
            "non-responders, except baseline_zero, who stay out; `n_imputed_stop` and `n_imputed_missing` are results. "
            "**last_observation**: the last accepted value after the index date up to the window's last day, never the baseline. "
            "**worst_case / best_case**: the not evaluable all non-responders / responders. For change: as_observed and "
            "last_observation only."
        ),
        (
            "`after_stop:` **keep**; **drop**: values dated after the stop are removed before the pick (the stop day is kept, "
            "baseline untouched); **non_responder**: as drop, and who has no value left and stopped by the window's last day is a "
            'non-responder. `drop` alone is not called "while on treatment".'
        ),
    ),
    "Events": (
        (
            "**Four states**: yes, no, not done / not asked, unknown. A blank or an unticked box is not a no. `not_reported: no | "
            "unknown` (default unknown) per term or table says what an absent record means; the same for `previous_treatments` "
            "(taken: yes, no, not done, unknown)."
        ),
        (
            "**Safety period**: `{from: 0 days, to: end of follow-up}` by default (or `stop + 30 days`); onset inside counts. "
            "`onset_missing: count` (default, marked) or `leave_out`. A partial date counts if any possible day does."
        ),
        (
            '**Term**: yes if any source (event, review, laboratory) says yes; a review "no" against it is a query; n = patients '
            "with yes, N = patients with yes or no. Events and patients are counted apart."
        ),
        (
            "**At least one** (`any`, `any_clinical`, `any_biological`): yes if any member is; no if all known members are no and "
            "at least one is known; the number of patients with every member known is a result too. A review may hold these rows "
            "themselves; then they count as one more member."
        ),
        (
            "**Laboratory term**: `from: {any: [{test: LDL, above: local_upper}, {test: neutrophils, below: local_lower}]}`: "
            "strictly beyond that laboratory's limit, dated after the index date and in the period. Yes if any is beyond, no if at "
            "least one was judged and none is; without a usable limit or in another unit, unknown. `baseline_abnormal: count` "
            "(default) or `exclude`; the number abnormal at baseline is always a result. Limits: centre, test, unit, sex, "
            "valid_from, lower, upper, or on the record."
        ),
        (
            "**Stops**: per arm, patients stopped of N; each reason as patients (n of stopped) and as mentions (n of all mentions),"
            " `unit` says which."
        ),
    ),
    "Follow-up and time to event": (
        (
            "**Follow-up**: index date to the earliest of data cut, death, and the latest of last contact and any accepted dated "
            "record; it goes on after a stop. `follow_up` is the plain median; the reverse Kaplan-Meier median is named so."
        ),
        (
            "**Drug survival**: event = stop or switch, by reason; death by declared cause; censored at the end of follow-up; "
            "events before censorings of the same day. Median = smallest t with S <= 0.5 (`flat_step: midpoint` is R's way)."
        ),
        "**Incidence**: first event per patient over time at risk; undated events left out and counted.",
    ),
    "Numbers": (
        (
            "**Quantiles**: sas (Hyndman-Fan 2, default), spss (6), r (7), by name in the footnote. **Rounding**: once, from the "
            "unrounded number, half away from zero; never -0.0. Mean, SD, median, quartiles with the measure's decimals, one more "
            "if they need it. SD of one value and a share of N = 0: a dash."
        ),
        (
            "**results.value**: exact if the decimal ends, else 20 significant digits; 12 where the number is irrational or made by"
            " a library. Percentages of a table come from n and N, never from rounded parts."
        ),
        (
            "**Tallies** hold no quotient: change carries (baseline, value) as scaled integers, paired binary data both answers, "
            'survival (days, cause); always with centre, arm and strata. What needs a row per patient says "row per patient, not '
            'poolable".'
        ),
        (
            "A value tally with small counts is confidential like the data: under a small-count rule only N, n and % travel, "
            "medians become rows with an error."
        ),
        (
            "**Sensitivity**: incoherent combinations are refused, identical response vectors counted once, ranges given for % and "
            "for N, per estimand. Roles: primary, secondary, exploratory, post_hoc (whatever was added after the first locked "
            "results)."
        ),
    ),
}


def sentences(rule: str) -> list[str]:
    """The sentences of a rule: what an example can quote."""
    return [part.strip() for part in re.split(r"(?<=[.])\s+(?=[A-Z`*])", rule) if part.strip()]


def holders(quotation: str) -> list[str]:
    """The rules that hold a quotation."""
    return [rule for rules in MEANINGS.values() for rule in rules if quotation in rule]


def quoted(rule: str, quotation: str) -> set[str]:
    """The sentences of a rule that a quotation touches."""
    start = rule.find(quotation)
    found, place = set(), 0
    for sentence in sentences(rule) if start >= 0 else []:
        place = rule.index(sentence, place)
        if place < start + len(quotation) and start < place + len(sentence):
            found.add(sentence)
        place += len(sentence)
    return found


LATER: dict[str, str] = {
    "A value tally with small counts is confidential like the data: under a small-count rule only N, n and % travel, medians become "
    "rows with an error.": "rule for small counts",
}
"""Sentences without an example, and what of this version's future they belong to."""
