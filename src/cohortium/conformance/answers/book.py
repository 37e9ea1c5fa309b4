"""From questions and answers to what is read and where each question stands.

Answers are applied in rounds: a corrected cell may raise a question of its own, whose answer is then applied too, until none is left.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cohortium.conformance.answers.amend import Given, amended
from cohortium.conformance.answers.form import ANSWER, ANSWERS
from cohortium.conformance.answers.log import Log, read_log
from cohortium.conformance.answers.returned import (
    MAX_BYTES,
    Workbook,
    entry_of,
    is_answered,
    read_workbook,
    sentences,
    why_unfit,
    workbooks,
)
from cohortium.conformance.findings import Finding, Query
from cohortium.language import counted, tr
from cohortium.problems import Problems
from cohortium.provenance import Address
from cohortium.sources import Delivery
from cohortium.sources.raw import Unreadable

_SAME = ("answer", "old", "new", "reason", "who", "when")
Asked = tuple[Query, Finding]


@dataclass
class AnswerBook:
    """The answers of a study: those in its log, and those in workbooks that were not read yet."""

    folder: Path
    study: str
    log: Log
    last: list[Asked] = field(default_factory=list)  # the questions of the last round
    places: dict[tuple[Any, ...], str] = field(default_factory=dict)  # where a question was found -> its id
    asked: dict[str, Asked] = field(default_factory=dict)  # every question of any round, as it stood in the last one that had it
    given: dict[str, Given] = field(default_factory=dict)  # question -> the answer that was applied last
    used: dict[str, int] = field(default_factory=dict)  # question -> number of the last entry that was looked at

    def next_round(self, delivery: Delivery, asked: Sequence[Asked]) -> Delivery | None:
        """What the next round reads, after a round that asked these questions; None where no answer changes anything."""
        self.last = self._named(asked)
        self.asked |= {query.query_id: (query, finding) for query, finding in self.last}
        changed = amended(delivery, self._fitting())
        if changed is delivery and self._take_in():
            changed = amended(delivery, self._fitting())
        return None if changed is delivery else changed

    def _named(self, asked: Iterable[Asked]) -> list[Asked]:
        """The questions with the ids of the first round: where one of several alike is settled, the others would move up."""
        counts: Counter[tuple[Any, ...]] = Counter()
        names = set(self.places.values())
        found: list[Asked] = []
        for query, finding in asked:
            place = (finding.rule, finding.sheet_number, finding.row, finding.column, finding.variable, finding.file)
            counts[place] += 1
            place = (*place, counts[place])
            if place not in self.places:
                self.places[place] = _free(query.query_id, names)
                names.add(self.places[place])
            found.append((query if query.query_id == self.places[place] else replace(query, query_id=self.places[place]), finding))
        return found

    def _fitting(self) -> list[Given]:
        """For each question the answer, not yet applied, that was given to what its place holds now; of several the latest."""
        answers = self._answers()
        found: list[Given] = []
        for query, finding in self.last:
            since = self.used.get(query.query_id, 0)
            fits = [entry for entry in answers.get(query.query_id, ()) if entry["entry"] > since and entry["old"] == query.found]
            if fits:
                self.used[query.query_id] = fits[-1]["entry"]
                latest = max(fits, key=lambda entry: (entry["when"], entry["entry"]))
                self.given[query.query_id] = Given(query, finding, latest)
                found.append(self.given[query.query_id])
        return found

    def _answers(self) -> dict[str, list[dict[str, Any]]]:
        answers: dict[str, list[dict[str, Any]]] = {}
        for entry in self.log.of("answer"):
            answers.setdefault(entry["query_id"], []).append(entry)
        return answers

    def _take_in(self) -> bool:
        """Read the workbooks that came back since the last time into the log; whether there are any."""
        known = {entry["sha256"] for entry in self.log.of("workbook")}
        unread: list[Workbook] = []
        wrong: list[str] = []
        for file, path in workbooks(self.folder):
            try:
                content = content_of(path)
                if hashlib.sha256(content).hexdigest() not in known:
                    unread.append(self._own(read_workbook(file, path, content)))
            except Unreadable as error:
                wrong.append(f"{file} {error}")
        if wrong:
            raise Problems("Answers that cannot be read", wrong)
        for book in unread:
            self.log = self.log.extended(self._entries(book))
        if unread:
            self.log.write()
        return bool(unread)

    def _own(self, book: Workbook) -> Workbook:
        if book.study != self.study:
            raise Unreadable("is a workbook of another study. Put it into the folder of its own study.")
        return book

    def _entries(self, book: Workbook) -> list[dict[str, Any]]:
        """What a workbook says, as entries: its answers that fit and are not said already, then the workbook itself."""
        asked = {name: query for name, (query, _) in self.asked.items()}
        said = {name: _said(entries[-1]) for name, entries in self._answers().items()}
        entries: list[dict[str, Any]] = []
        unfit: dict[str, list[int]] = {}
        for number, row in book.rows.items():
            if not is_answered(row):
                continue
            if reason := why_unfit(book, row, asked):
                unfit.setdefault(reason, []).append(number)
                continue
            entry = entry_of(book, number, row, asked[row["query_id"].strip()])
            if _said(entry) != said.get(entry["query_id"]):
                entries.append(entry)
        listed = sorted({row["query_id"].strip() for row in book.rows.values()} - {""})
        about = {"workbook": book.file, "sha256": book.sha256, "centre": book.centre}
        return [*entries, {"kind": "workbook", **about, "asked": listed, "unfit": unfit}]

    def settled(self, fresh: Container[tuple[int, int, int]] = ()) -> list[Query]:
        """Every question with its status: those of the last round, then those that answers have settled since.

        `fresh` holds the sheet number, row and column (0: all) of what came with the last delivery.
        """
        left = {query.query_id for query, _ in self.last}
        heard = self._heard()
        stand = [(query, self._status(query, heard, _is_fresh(finding, fresh))) for query, finding in self.last]
        named = (query if query.status == status else replace(query, status=status) for query, status in stand)
        return [*named, *(replace(query, status="closed") for name, (query, _) in self.asked.items() if name not in left)]

    def _heard(self) -> dict[str, set[str]]:
        """Centre -> the questions that stood in the workbooks which it sent back; empty: those to all centres."""
        heard: dict[str, set[str]] = {}
        for entry in self.log.of("workbook"):
            heard.setdefault(entry["centre"], set()).update(entry["asked"])
        return heard

    def _status(self, query: Query, heard: dict[str, set[str]], fresh: bool) -> str:
        """A question is new where it came with the last delivery, or its centre has answered without having seen it.

        In a first round all are open. One that stood in a workbook which came back is new no more.
        """
        if given := self.given.get(query.query_id):
            return "answered" if given.entry["answer"] == "corrected" else "closed"
        lists = [heard[centre] for centre in {query.centre, ""} if centre in heard]
        seen = any(query.query_id in ids for ids in lists)
        return "new" if (lists or fresh) and not seen else "open"

    def counts(self) -> dict[str, int]:
        """How many answers of each kind are applied."""
        kinds = Counter(given.entry["answer"] for given in self.given.values())
        return {name: kinds[name] for name in ANSWERS}

    def shown(self) -> dict[str, dict[str, str]]:
        """Question -> the answer that settled it, by column of the form; one that did not is left for another."""
        entries = {name: given.entry for name, given in self.given.items()}
        return {name: {column: entry[column] for column in ANSWER} for name, entry in entries.items()}

    def told(self, queries: Iterable[Query]) -> list[str]:
        """What the user must know: answers that do not fit, that cannot be used, or that are asked again."""
        here = {hashlib.sha256(content_of(path)).hexdigest(): file for file, path in workbooks(self.folder)}
        unfit = [line for e in self.log.of("workbook") if e["sha256"] in here for line in sentences(here[e["sha256"]], e["unfit"])]
        answered = [query for query in queries if query.status == "answered"]
        useless = [self._useless(query) for query in answered]
        again = len([name for name in self._answers() if name in self.asked and name not in self.given])
        one = "{n} answer is not applied, because its cell has changed since; the question is asked again."
        many = "{n} answers are not applied, because their cells have changed since; the questions are asked again."
        return [*unfit, *useless, *([counted(one, many, again)] if again else [])]

    def _useless(self, query: Query) -> str:
        entry = self.given[query.query_id].entry
        text = "{file}, row {row}: the corrected value does not settle the question about {place}; expected: {expected}."
        place = Address(query.file, query.sheet)
        return tr(text, file=entry["workbook"], row=entry["row"], place=f"{place}, {query.cell}", expected=query.expected)


def open_answers(folder: Path, study: str, entries: int = 0, head: str = "") -> AnswerBook:
    """The answers of a study folder; Problem where their log is broken, or no longer has the entries that a run has seen."""
    return AnswerBook(folder, study, read_log(folder, entries, head))


def content_of(path: Path) -> bytes:
    """The bytes of a returned workbook; Unreadable where it is no file that an answer can be."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Unreadable("is larger than {limit} MB, the limit for a workbook of answers.", limit=MAX_BYTES // 1_000_000)
        return path.read_bytes()
    except OSError:
        raise Unreadable("cannot be opened. Close it in other programs and check that you may read it.") from None


def _is_fresh(finding: Finding, fresh: Container[tuple[int, int, int]]) -> bool:
    number, row = finding.sheet_number, finding.row
    return row > 0 and any((number, row, column) in fresh for column in (0, finding.column))


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name = "Q" + hashlib.sha256(name.encode()).hexdigest()[:12]
    return name


def _said(entry: dict[str, Any]) -> tuple[str, ...]:
    return tuple(entry[name] for name in _SAME)
