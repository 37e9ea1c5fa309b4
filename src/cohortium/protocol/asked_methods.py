"""The methods of what a study asks for beyond its usual tables: time on treatment, incidence, comparisons, centres."""

from __future__ import annotations

from collections.abc import Callable

from cohortium.language import marked, tr
from cohortium.protocol import words
from cohortium.protocol.analyses import DEATH, SIGNED_RANKS
from cohortium.protocol.model import Protocol, label_of
from cohortium.protocol.stops import stop_labels


def asked_paragraphs(protocol: Protocol) -> list[str]:
    """One text for each analysis asked for, every method by its name."""
    return [_PARAGRAPHS[name](protocol) for name in protocol.asked]


def _confidence(protocol: Protocol) -> str:
    return words.percent_in_words(protocol.statistics.confidence)


SURVIVAL_INTERVALS = {
    "log_log": marked("on the log-log scale"),
    "log": marked("on the log scale"),
    "plain": marked("on the plain scale"),
}
MEDIANS = {
    "first": marked("The median is the first day on which half or fewer are still on treatment."),
    "midpoint": marked(
        "The median is the first day on which half or fewer are still on treatment; where the curve stays at half, the middle of that time."
    ),
}
COMPARED = {
    "log_rank": marked("Groups are compared by the log-rank test."),
    "cox": marked(
        "Hazard ratios are from Cox regression with Efron's handling of ties, and proportional hazards are checked by scaled"
        " Schoenfeld residuals against time."
    ),
}


def _survival(protocol: Protocol) -> str:
    asked = protocol.survival
    assert asked
    text = (
        "Time on treatment runs from the index date to a stop, a switch or death, or to the end of follow-up without one; it is"
        " described by Kaplan-Meier, with {confidence} confidence intervals {scale} (Greenwood)."
    )
    said = [tr(text, confidence=_confidence(protocol), scale=tr(SURVIVAL_INTERVALS[asked.interval]))]
    said.append(tr(MEDIANS[asked.flat_step]))
    said.append(tr("Causes compete: the share that each has ended is the cumulative incidence of Aalen and Johansen."))
    said.append(tr("Of several reasons for one stop, the first in the protocol is its cause."))
    if asked.censored:
        labels = {**stop_labels(protocol), **{name: tr(label) for name, label in OTHER_CAUSES.items()}}
        said.append(tr("Not counted as an event: {causes}.", causes=words.and_list(labels.get(cause, cause) for cause in asked.censored)))
    if asked.until:
        said.append(tr("The restricted mean is the area under the curve up to {time}.", time=words.duration_in_words(asked.until)))
    said += [tr(COMPARED[test]) for test in dict.fromkeys(asked.compare)]
    if protocol.curves_adjusted:
        said.append(tr(ADJUSTED_PAIRS[protocol.curves_adjusted]))
    said.append(tr("Potential follow-up is the median of the reverse Kaplan-Meier estimate, a death ending follow-up."))
    return " ".join(said)


OTHER_CAUSES = {
    "switch": marked("a switch to another group's drug"),
    "not_recorded": marked("a stop without a reason"),
    DEATH: marked("death"),
}


def _incidence(protocol: Protocol) -> str:
    assert protocol.incidence
    text = (
        "Incidence is the number of patients with a first event divided by the time at risk, per {n} patient-years of 365.25 days, with"
        " exact Poisson {confidence} confidence intervals. Time at risk runs from the start of the safety period to the first event, or to"
        " the end of the period or of follow-up, in patients whose answer is known; of a partial date the earliest day in the period"
        " counts. Events without a date are left out and counted."
    )
    return tr(text, n=protocol.incidence.per, confidence=_confidence(protocol))


METHODS = {
    "difference": marked("differences of percentages with Newcombe's hybrid score interval"),
    "risk_ratio": marked("risk ratios with Katz' log interval"),
    "odds_ratio": marked("odds ratios with Woolf's (Wald) interval"),
    "odds_ratio_exact": marked("conditional odds ratios with their exact interval"),
    "fisher": marked("Fisher's exact test (Freeman-Halton beyond two groups)"),
    "chi_squared": marked("the chi-squared test"),
    "chi_squared_corrected": marked("the chi-squared test with continuity correction"),
    "trend": marked("the Cochran-Armitage test for trend over the groups in their order"),
    "shift": marked("the Hodges-Lehmann shift with Moses' interval"),
    "mann_whitney": marked("the Mann-Whitney test (normal approximation, corrected for ties and continuity)"),
    "mann_whitney_exact": marked("the exact Mann-Whitney test given the ties"),
    "kruskal_wallis": marked("the Kruskal-Wallis test"),
    "analysis_of_variance": marked("one-way analysis of variance"),
    "paired_difference": marked("differences of percentages from the first timepoint with Newcombe's score interval for pairs"),
    "mcnemar": marked("McNemar's test of answers against those at the first timepoint"),
    "mcnemar_exact": marked("McNemar's exact test of answers against those at the first timepoint"),
    "pseudomedian": marked(
        "the Hodges-Lehmann pseudomedian of changes from the score before treatment, those of 0 included, with Tukey's interval"
    ),
    "signed_rank": marked("the Wilcoxon signed-rank test of scores against those before treatment (normal approximation)"),
    "signed_rank_exact": marked("the exact Wilcoxon signed-rank test of scores against those before treatment, given the ties"),
    "standardised": marked("standardised differences"),
}
ZEROS = {
    "wilcox": marked("Pairs that do not differ are left out before ranking (Wilcoxon)."),
    "pratt": marked("Pairs that do not differ are ranked and then left out (Pratt)."),
}
ADJUSTED = {
    "holm": marked("p-values of one test over all endpoints, timepoints and pairs of groups are adjusted by Holm's method."),
    "benjamini_hochberg": marked(
        "p-values of one test over all endpoints, timepoints and pairs of groups are adjusted by Benjamini and Hochberg's method."
    ),
}

ADJUSTED_PAIRS = {
    "holm": marked("p-values of one test over all pairs of groups are adjusted by Holm's method."),
    "benjamini_hochberg": marked("p-values of one test over all pairs of groups are adjusted by Benjamini and Hochberg's method."),
}


def _comparisons(protocol: Protocol) -> str:
    asked = protocol.comparisons
    assert asked
    said = [tr("Comparisons are by: {methods}.", methods=tr("; ").join(tr(METHODS[name]) for name in dict.fromkeys(asked.by)))]
    if asked.versus:
        said.append(tr("Every group is compared with {group}.", group=label_of(protocol.arms.get(asked.versus), asked.versus)))
    if set(SIGNED_RANKS) & set(asked.by):
        said.append(tr(ZEROS[asked.zeros]))
    said.append(tr(ADJUSTED[asked.adjust] if asked.adjust else NOT_ADJUSTED))
    if asked.baseline:
        methods = words.and_list(tr(METHODS[name]) for name in dict.fromkeys(asked.baseline))
        said.append(tr("Characteristics before treatment are compared by {methods}.", methods=methods))
    return " ".join(said)


NOT_ADJUSTED = marked("Intervals and p-values are not adjusted for their number.")


def _by_centre(protocol: Protocol) -> str:
    text = (
        "Results are also given for each centre and for all other centres without it. Whether centres differ is tested by Fisher's"
        " exact test and the chi-squared test, or by the Kruskal-Wallis test for scores; limits of a funnel plot are exact binomial, 95 %"
        " and 99.8 %."
    )
    return tr(text)


def _severity(protocol: Protocol) -> str:
    # Late: measures are built on values of the protocol.
    from cohortium.measures import measures_of
    from cohortium.measures.bands import OWN, scheme_of

    measures = measures_of(protocol)
    listed = []
    for name, asked in protocol.severity.items():
        scheme = scheme_of(measures[name], asked.bands)
        source = tr("bands of the protocol") if scheme.name == OWN else scheme.name if scheme.source == scheme.name else scheme.source
        listed.append(tr("{measure} ({source})" if scheme.confirmed else "{measure} ({source}, unconfirmed)", measure=name, source=source))
    text = (
        "Severity is the band that holds the score kept in a window: {measures}; at baseline among all patients included, later among"
        " those whose window had ended; percentages are of those with a score."
    )
    return tr(text, measures=tr("; ").join(listed))


def _ctcae(protocol: Protocol) -> str:
    from cohortium.measures.ctcae import SOURCE, TERMS

    terms = words.and_list(f"{tr(TERMS[name].label)} ({test})" for name, test in protocol.ctcae.items())
    text = (
        "Laboratory values are graded by {source}, in the unit reported: {terms}. A value is graded where its unit and the limits of its"
        " laboratory leave no doubt; where a limit is a multiple of the baseline and that is not known, where every baseline would give"
        " the same grade; one that is only known to be below or above a number (<5), the baseline too, where no value within it would"
        " decide otherwise. The worst grade after the index date in the safety period counts; percentages are of the patients with a"
        " graded value."
    )
    return tr(text, source=tr(SOURCE), terms=terms)


_PARAGRAPHS: dict[str, Callable[[Protocol], str]] = {
    "survival": _survival,
    "incidence": _incidence,
    "comparisons": _comparisons,
    "by_centre": _by_centre,
    "severity": _severity,
    "ctcae": _ctcae,
}
