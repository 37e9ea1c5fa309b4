"""Everything that a finished run hands to the writers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from cohortium.conformance.answers import STATUSES
from cohortium.conformance.coding import KINDS
from cohortium.conformance.completeness import Filled
from cohortium.conformance.deliveries import sentences
from cohortium.conformance.questions import loose
from cohortium.displays import (
    Figure,
    Paragraph,
    Sentence,
    Table,
    Undrawn,
    primary_answer,
    results_text,
    robustness_text,
)
from cohortium.language import LANGUAGES, counted, day, speaking, tr
from cohortium.protocol.model import Protocol
from cohortium.protocol.values import plain
from cohortium.results import Result
from cohortium.sources.names import table_of
from cohortium.sources.template.fields import TITLES

if TYPE_CHECKING:
    from cohortium.conformance.deliveries import Difference
    from cohortium.conformance.findings import LedgerRow, Query
    from cohortium.conformance.questions import Question
    from cohortium.conformance.states import CheckState
    from cohortium.measures import Measure
    from cohortium.outputs.figures.files import Drawing

LEDGER_COLUMNS = (
    "file", "sheet", "sha256", "rows", "rows_used", "rows_excluded", "rows_duplicate", "rows_not_data", "cells",
    "cells_accepted", "cells_normalised", "cells_quarantined", "cells_empty", "cells_unused",
)  # fmt: skip
QUERY_COLUMNS = (
    "query_id", "severity", "status", "centre", "patient", "file", "sheet", "cell", "rule", "found", "expected",
)  # fmt: skip

CHECK_COLUMNS = ("check", "severity", "state", "failures", "sentence", "reason", "files", "addresses")


@dataclass(frozen=True)
class Draft:
    """Why a run is a draft: blocking questions that are open, and the patients that they touch."""

    questions: int
    patients: int

    @property
    def banner(self) -> str:
        """The words over every output of a draft; empty when nothing is open."""
        if not self.questions:
            return ""
        questions = counted("{n} blocking question is open", "{n} blocking questions are open", self.questions)
        patients = counted("{n} patient", "{n} patients", self.patients)
        return tr("DRAFT: {questions}, {patients} touched.", questions=questions, patients=patients)


@dataclass(frozen=True)
class Outputs:
    """One run as values. Versions name the program and what computed; inputs are SHA-256 by path inside the study.

    The protocol file is one of the inputs.
    """

    protocol: Protocol
    protocol_text: str
    results: tuple[Result, ...]
    tables: tuple[Table, ...]
    figures: tuple[Figure, ...] = ()
    undrawn: tuple[Undrawn, ...] = ()  # figures that this study does not give, and why
    drawn: str = "none"  # in which forms figures are drawn: none, svg, all
    ledger: tuple[LedgerRow, ...] = ()
    queries: tuple[Query, ...] = ()
    differences: tuple[Difference, ...] = ()  # between the deliveries of each centre
    questions: tuple[Question, ...] = ()  # what one answer decides for many cells
    filled: tuple[Filled, ...] = ()  # what the cells of each column hold
    uncoded: Mapping[str, int] = field(default_factory=dict)  # texts that are no declared term and not coded, by what they name
    methods: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)  # how many are applied by kind; entries and head of their log
    given: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # question -> the answer to it, by column of the form
    steps: Mapping[str, int] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)  # rule id -> its sentence, for the report
    checks: tuple[CheckState, ...] = ()
    template: bytes = b""  # a Word document to build on
    label: str = ""  # a name to keep the run by
    measures: Mapping[str, Measure] = field(default_factory=dict)  # of the study, by id
    drafts: tuple[Draft, ...] = ()  # of the centres whose counts are pooled

    @cached_property
    def by_id(self) -> dict[str, Result]:
        """The results by their ids."""
        return {row.result_id: row for row in self.results}

    @cached_property
    def draft(self) -> Draft:
        """The blocking questions that nobody has answered yet."""
        blocking = [query for query in loose(self.queries, self.questions) if query.severity == "blocking" and query.is_open]
        asked = [question for question in self.questions if question.blocking]
        touched = {(query.centre, query.patient) for query in blocking if query.patient}
        own = Draft(len(blocking) + len(asked), len(touched.union(*(question.patients for question in asked))))
        every = (own, *self.drafts)
        return Draft(sum(each.questions for each in every), sum(each.patients for each in every))

    @property
    def deliveries(self) -> list[str]:
        """What each delivery changed, in sentences without a patient."""
        return sentences(self.differences)

    @property
    def statuses(self) -> dict[str, int]:
        """How many questions are new, open, answered but not settled, closed."""
        counts = Counter(query.status for query in self.queries)
        return {name: counts[name] for name in STATUSES}

    @property
    def uncoded_in_words(self) -> str:
        """How many texts wait for somebody who says what they mean; empty when none does."""
        if not self.uncoded:
            return ""
        kinds = tr("; ").join(tr("{kind}: {n}", kind=tr(KINDS[kind]), n=number) for kind, number in self.uncoded.items())
        return tr("Texts that are no declared term and that nobody has coded yet (coding.xlsx of the study): {kinds}.", kinds=kinds)

    @property
    def answer(self) -> Sentence:
        """The answer to the primary question."""
        return primary_answer(self.protocol, self.results)

    @property
    def robustness(self) -> tuple[Paragraph, ...]:
        """How far the answers range over the alternatives of the protocol."""
        return robustness_text(self.protocol, self.results) if self.protocol.sensitivity else ()

    @cached_property
    def drawings(self) -> tuple[Drawing, ...]:
        """Each figure as it is drawn; none where the run asks for none."""
        from cohortium.outputs.figures import drawings

        return drawings(self.figures, self.drawn == "all") if self.drawn != "none" else ()

    @property
    def shareable(self) -> tuple[Drawing, ...]:
        """The figures that the report shows: one with a mark per patient only where the protocol says so."""
        return tuple(drawing for drawing in self.drawings if drawing.figure.in_report)

    @cached_property
    def text(self) -> tuple[Paragraph, ...]:
        """The results in paragraphs; a Problem where the protocol's own text quotes a number that is not there."""
        return results_text(self.protocol, self.results)

    @property
    def title(self) -> str:
        """The study's title, or its id."""
        return self.protocol.title or self.protocol.study

    @property
    def dates(self) -> tuple[tuple[str, str], ...]:
        """The dates of the study as declared: never today's, so the same data give the same bytes."""
        enrolment, cut = self.protocol.enrolment, self.protocol.data_cut
        period = tr("{first} to {last}", first=day(enrolment.first_dose[0]), last=day(enrolment.first_dose[1])) if enrolment else ""
        first = ((tr("Enrolment"), period),) if enrolment else ()
        return (*first, (tr("Data cut"), day(cut))) if cut else first


def shareable_sheet(row: LedgerRow) -> str:
    """The sheet's name for what leaves the study; one without data may be named after a patient, unless it has a table's own name."""
    known = row.rows_used or table_of(row.sheet) or plain(row.sheet) in _own_names()
    return row.sheet if known or not row.sheet else tr("(a sheet that is not used)")


@cache
def _own_names() -> frozenset[str]:
    """The names of tables in templates, in every language."""
    found: set[str] = set()
    for language in LANGUAGES:
        with speaking(language):
            found |= {plain(tr(title)) for title in TITLES.values()}
    return frozenset(found)
