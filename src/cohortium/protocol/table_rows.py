"""The rows and columns that each table of a study can have, and what is wrong where its settings name others."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from cohortium.language import marked, tr
from cohortium.protocol.mistakes import not_a
from cohortium.protocol.model import ANY_ROWS, Protocol, TableChoice, TableFootnote, Tables
from cohortium.protocol.stops import causes_of, stop_reasons_of

Path = tuple[Any, ...]
Mistake = tuple[Path, str, bool]

STAGES = ("screened", "objected", "recorded", "left", "included", "efficacy_set", "safety_set", "due", "seen")
LEFT = ("no_index", "two_arms", "prior_use")
SUMMARIES = ("median_q1_q3", "median_min_max", "mean_sd")
UNITS = ("patients", "mentions")
ATTRIBUTES = ("population", "not_due", "variable", "after_stop", "missing", "summary")
SURVIVAL = ("patients", "events", "median", "mean", "still", "at_risk", "causes", "log_rank", "cox", "follow_up")
TABLES = tuple(name for name, field in Tables.model_fields.items() if name not in ("marks", "abbreviations"))


@dataclass(frozen=True)
class Rows:
    """The names that a table's rows have: those that `rows` lists, those that `groups` can hold, and those under others."""

    listed: list[str]
    grouped: list[str]
    under: list[str] = field(default_factory=list)

    @property
    def every(self) -> list[str]:
        """Each name once: what `hide`, `labels` and footnotes can speak of."""
        return list(dict.fromkeys([*self.listed, *self.grouped, *self.under]))


def rows_of(protocol: Protocol) -> dict[str, Rows]:
    """Table -> the names of its rows; a row under another one is `sex/F`."""
    endpoints, times = list(protocol.endpoints), list(protocol.timepoints)
    reasons = [*stop_reasons_of(protocol), "switch", "not_recorded"]
    described = [*protocol.characteristics, *protocol.used_measures]
    levels = [f"{name}/{level}" for name, entry in protocol.characteristics.items() for level in entry.levels]
    left = [f"left/{reason}" for reason in (*LEFT, *protocol.population.include)]
    events = [*ANY_ROWS, *protocol.safety.terms]
    estimated = [key for key, endpoint in protocol.endpoints.items() if endpoint.estimand]
    terms = [f"{key}/{term}" for key, asked in protocol.adjusted.items() for term in (*protocol.arms, *asked.covariates)]
    weighted = list(protocol.weighted)
    weighed = [f"{key}/{part}" for key in weighted for part in (*protocol.arms, *(f"{arm}/against" for arm in protocol.arms))]
    balanced = [f"{key}/{term}" for key, asked in protocol.weighted.items() for term in asked.covariates]
    groupings = [f"{key}/{by}" for key, groups in protocol.subgroups.items() for by in groups.by]
    attributes = [*ATTRIBUTES, *protocol.intercurrent_events]
    causes = [f"causes/{cause}" for cause in causes_of(protocol)]
    kept = [
        f"{kind}/{str(time).replace(' ', '_')}"
        for kind in ("still", "at_risk")
        for time in (protocol.survival.at if protocol.survival else ())
    ]
    levels_asked = (*protocol.comparisons.by, *protocol.comparisons.baseline) if protocol.comparisons else ()
    tests = [f"{key}/{test}" for key in (*endpoints, *described) for test in dict.fromkeys(levels_asked)]
    against = [f"{test}/{arm}" for test in ("log_rank", "cox") for arm in protocol.arms]
    graded = [f"{name}/{at}" for name, asked in protocol.severity.items() for at in ("baseline", *asked.at)]
    return {
        "participants": Rows(list(STAGES), list(STAGES), [*left, *(f"{stage}/{at}" for stage in ("due", "seen") for at in times)]),
        "baseline": Rows(described, described, levels),
        "follow_up": Rows(list(SUMMARIES), list(SUMMARIES)),
        "severity": Rows(list(protocol.severity), list(protocol.severity), graded),
        "efficacy": Rows(endpoints, endpoints),
        "safety": Rows(events, events),
        "ctcae": Rows(list(protocol.ctcae), list(protocol.ctcae)),
        "stops": Rows(reasons, ["stops", *UNITS], [f"{unit}/{reason}" for unit in UNITS for reason in reasons]),
        "comparisons": Rows([*endpoints, *described], [*endpoints, *described], tests),
        "within": Rows(endpoints, endpoints, tests),
        "by_centre": Rows(endpoints, endpoints, [f"{key}/{code}" for key in endpoints for code in protocol.centres]),
        "survival": Rows(list(SURVIVAL), list(SURVIVAL), [*kept, *causes, *against]),
        "incidence": Rows(events, events),
        "evaluability": Rows(endpoints, times, [f"{at}/{key}" for at in times for key in endpoints]),
        "estimands": Rows(estimated, estimated, [f"{key}/{name}" for key in estimated for name in attributes]),
        "adjusted": Rows(list(protocol.adjusted), list(protocol.adjusted), terms),
        "weighted": Rows(weighted, weighted, weighed),
        "balance": Rows(weighted, weighted, balanced),
        "subgroups": Rows(list(protocol.subgroups), list(protocol.subgroups), groupings),
        "sensitivity": Rows(list(protocol.sensitivity), list(protocol.sensitivity), [f"{key}/protocol" for key in protocol.sensitivity]),
    }


def columns_of(protocol: Protocol, table: str) -> list[str]:
    """The treatment groups that are columns of a table: a single one needs none beside all patients."""
    arms = list(protocol.arms) if len(protocol.arms) > 1 else []
    return [] if table == "evaluability" else ["all", *arms]


def times_of(protocol: Protocol, table: str) -> list[str]:
    """The timepoints that are columns of a table."""
    used = {key for endpoint in protocol.endpoints.values() for key in endpoint.at}
    return [key for key in protocol.timepoints if key in used and table == "efficacy"]


def table_mistakes(protocol: Protocol) -> Iterator[Mistake]:
    """(path, what is wrong, whether the key is) of every setting that names no row or column, or one twice."""
    for table, rows in rows_of(protocol).items():
        yield from _of_table(protocol, table, rows, protocol.tables.choice(table))


def _of_table(protocol: Protocol, table: str, rows: Rows, choice: TableChoice) -> Iterator[Mistake]:
    path: Path = ("tables", table)
    yield from _absent((*path, "rows"), marked("a row of this table"), choice.rows, rows.listed)
    yield from _absent((*path, "hide"), marked("a row of this table"), choice.hide, rows.every)
    yield from _absent_keys((*path, "labels"), marked("a row of this table"), choice.labels, rows.every)
    headings = ["stub", *columns_of(protocol, table), *times_of(protocol, table)]
    yield from _absent_keys((*path, "headings"), marked("a column of this table"), choice.headings, headings)
    seen: set[str] = set()
    for number, group in enumerate(() if choice.groups == "none" else choice.groups):
        yield from _absent((*path, "groups", number, "rows"), marked("a row of this table"), group.rows, rows.grouped)
        for place, row in enumerate(group.rows):
            if row in seen:
                yield (*path, "groups", number, "rows", place), tr('"{row}" already stands in a group of this table', row=row), False
            seen.add(row)
    for number, footnote in enumerate(choice.footnotes):
        yield from _of_footnote(protocol, table, (*path, "footnotes", number), footnote, rows.every)


def _of_footnote(protocol: Protocol, table: str, path: Path, footnote: TableFootnote, rows: list[str]) -> Iterator[Mistake]:
    yield from _absent((*path, "rows"), marked("a row of this table"), footnote.rows, rows)
    yield from _absent((*path, "arms"), marked("a column of this table"), footnote.arms, columns_of(protocol, table))
    yield from _absent((*path, "at"), marked("a timepoint of this table"), footnote.at, times_of(protocol, table))


def _absent(path: Path, what: str, names: Collection[str], known: list[str]) -> Iterator[Mistake]:
    for place, name in enumerate(names):
        if name not in known:
            yield (*path, place), not_a(what, name, known), False


def _absent_keys(path: Path, what: str, names: Collection[str], known: list[str]) -> Iterator[Mistake]:
    for name in names:
        if name not in known:
            yield (*path, name), not_a(what, name, known), True
