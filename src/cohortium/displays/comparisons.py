"""Treatment groups against each other, before treatment and in their outcomes; scores against those before treatment (STROBE 14a, 16a)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cohortium.displays import words
from cohortium.displays.estimates import estimate, explained, method_note
from cohortium.displays.lookup import Lookup
from cohortium.displays.table import Heading, Notes, Row, Table
from cohortium.language import marked, tr
from cohortium.protocol.analyses import WITHIN
from cohortium.protocol.model import Protocol, label_of
from cohortium.protocol.words import percent_in_words
from cohortium.results import Result

SHORT = {marked("CI"): marked("confidence interval"), "p": marked("p-value")}
ESTIMATES = {
    "difference": ("difference", marked("Difference, percentage points ({confidence} CI)")),
    "risk_ratio": ("risk_ratio", marked("Risk ratio ({confidence} CI)")),
    "odds_ratio": ("odds_ratio", marked("Odds ratio ({confidence} CI)")),
    "odds_ratio_exact": ("odds_ratio", marked("Odds ratio, conditional ({confidence} CI)")),
    "shift": ("shift", marked("Difference of scores, Hodges-Lehmann ({confidence} CI)")),
    "paired_difference": ("difference", marked("Difference over time, percentage points ({confidence} CI)")),
    "pseudomedian": ("pseudomedian", marked("Change, Hodges-Lehmann ({confidence} CI)")),
}
"""Level -> its estimate and what its row is called; every other level is a test."""
TESTS = {
    "fisher": marked("Fisher's exact test, p"),
    "chi_squared": marked("Chi-squared test, p"),
    "chi_squared_corrected": marked("Chi-squared test with continuity correction, p"),
    "trend": marked("Cochran-Armitage test for trend, p"),
    "mann_whitney": marked("Mann-Whitney test, p"),
    "mann_whitney_exact": marked("Exact Mann-Whitney test, p"),
    "kruskal_wallis": marked("Kruskal-Wallis test, p"),
    "analysis_of_variance": marked("Analysis of variance, p"),
    "mcnemar": marked("McNemar's test, p"),
    "mcnemar_exact": marked("McNemar's exact test, p"),
    "signed_rank": marked("Wilcoxon signed-rank test, p"),
    "signed_rank_exact": marked("Exact Wilcoxon signed-rank test, p"),
}
Column = tuple[str, str]


def comparisons_table(protocol: Protocol, lookup: Lookup) -> Table:
    """One column per pair of groups, and one for all groups at once where a test takes them all."""
    asked, notes = protocol.comparisons, Notes()
    rows = [row for row in lookup.where(group="") if row.level in (*ESTIMATES, *TESTS, "standardised") and row.level not in WITHIN]
    rows = [row for row in rows if row.analysis in ("efficacy", "baseline")]
    columns = _columns(rows)
    names = words.chosen(_names(protocol), protocol, "comparisons")
    outcomes = [row for row in rows if row.analysis == "efficacy"]
    shown = [line for name in names for line in _lines(protocol, lookup, notes, name, outcomes, columns)]
    shown += _before(protocol, lookup, notes, names, [row for row in rows if row.analysis == "baseline"], columns)
    if asked and asked.baseline:
        notes.say(tr("Standardised difference: difference divided by the mean standard deviation of both groups; it has no p-value."))
    notes.say(words.dash_note(shown))
    return Table(
        id="comparisons",
        title=tr("Comparisons of treatment groups"),
        stub=tr("Comparison"),
        heads=tuple(Heading(_heading(protocol, column)) for column in columns),
        rows=tuple(shown) if columns else (),
        footnotes=notes.footnotes(),
        abbreviations=tuple(words.explained(SHORT).items()),
        strobe=("14a", "16a"),
    )


def _names(protocol: Protocol) -> list[str]:
    return [*protocol.endpoints, *protocol.characteristics, *protocol.used_measures]


def _columns(rows: Iterable[Result]) -> list[Column]:
    """(arm, the arm that it is compared with): pairs first, then all groups."""
    found = dict.fromkeys((row.arm, row.versus) for row in rows)
    return sorted(found, key=lambda column: column[0] == words.ALL)


def _heading(protocol: Protocol, column: Column) -> str:
    arm, versus = (label_of(protocol.arms.get(name), name) for name in column)
    return tr("{arm} compared with {versus}", arm=arm, versus=versus) if column[1] else tr("All treatment groups")


def _lines(protocol: Protocol, lookup: Lookup, notes: Notes, name: str, rows: list[Result], columns: list[Column]) -> Iterator[Row]:
    """The heading of an outcome at a timepoint, and a line for each statistic."""
    mine = [row for row in rows if row.variable == name]
    for at in dict.fromkeys(row.timepoint for row in mine):
        here = [row for row in mine if row.timepoint == at]
        place, levels = {"analysis": "efficacy", "variable": name, "timepoint": at}, dict.fromkeys(row.level for row in here)
        yield Row("group", _title(protocol, here[0].label, at), key=name)
        for level in levels:
            yield from (replace(line, indent=1) for line in statistic_rows(protocol, lookup, notes, place | {"level": level}, columns))


def _before(protocol: Protocol, lookup: Lookup, notes: Notes, names: list[str], rows: list[Result], columns: list[Column]) -> Iterator[Row]:
    """The heading of a statistic, and a line for each characteristic before treatment."""
    for level in dict.fromkeys(row.level for row in rows):
        found = {name: [row for row in rows if (row.variable, row.level) == (name, level)] for name in names}
        lines = []
        for name, mine in found.items():
            place = {"analysis": "baseline", "variable": name, "timepoint": mine[0].timepoint, "level": level} if mine else {}
            made = statistic_rows(protocol, lookup, notes, place, columns) if mine else []
            lines += [replace(line, label=mine[0].label, indent=1) for line in made]
        title = tr("Standardised difference") if level == "standardised" else tr(TESTS[level])
        yield from (Row("group", tr("{name}, before treatment", name=title)), *lines) if lines else ()


def _title(protocol: Protocol, text: str, at: str) -> str:
    return tr("{endpoint} at {timepoint}", endpoint=text, timepoint=words.timepoint_label(protocol, at))


def statistic_rows(protocol: Protocol, lookup: Lookup, notes: Notes, at: dict[str, str], columns: list[Column]) -> list[Row]:
    """The line of one statistic, and that of its adjusted p-values."""
    level, confidence = at["level"], percent_in_words(protocol.statistics.confidence)
    marks = notes.mark(method_note(lookup, marked("{method}."), **at))
    if level == "standardised":
        lines = [(tr("Standardised difference"), ("standardised",))]
    elif level in ESTIMATES:
        stat, text = ESTIMATES[level]
        lines = [(tr(text, confidence=confidence), (stat, "conf_low", "conf_high"))]
    else:
        lines = [(tr(TESTS[level]), ("p_value",)), (tr("the same, adjusted p"), ("p_adjusted",))]
    rows = []
    for place, (label, stats) in enumerate(lines):
        cells = tuple(estimate(lookup, stats, **at, arm=arm, versus=versus) for arm, versus in columns)
        if not any(cell.parts for cell in cells):
            continue
        hung = marks if not place else notes.mark(method_note(lookup, marked("{method}."), **at, stat="p_adjusted"))
        row = Row("row", label, cells, hung, f"{at['variable']}/{level}")
        rows.append(row if place else explained(row, lookup, notes, **at))
    return rows


def within_table(protocol: Protocol, lookup: Lookup) -> Table:
    """Within each group: answers at a later timepoint, or scores against those before treatment, how far and whether by chance."""
    notes, columns = Notes(), [(arm, "") for arm, _ in words.columns(protocol)]
    rows = [row for row in lookup.where(analysis="efficacy", group="") if row.level in WITHIN]
    names = words.chosen(protocol.endpoints, protocol, "within")
    shown = [line for name in names for line in _lines(protocol, lookup, notes, name, rows, columns)]
    notes.say(words.dash_note(shown))
    return Table(
        id="within",
        title=tr("Changes within treatment groups"),
        stub=tr("Comparison"),
        heads=words.arm_heads(protocol, 1),
        rows=tuple(shown),
        footnotes=notes.footnotes(),
        abbreviations=tuple(words.explained(SHORT).items()),
        strobe=("16a",),
    )
