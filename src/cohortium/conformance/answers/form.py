"""The form on which a centre answers: its columns, its words, and the seal by which it is known again when it comes back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from cohortium.conformance.checks import CHECKS
from cohortium.conformance.findings import Query
from cohortium.language import LANGUAGES, marked, speaking, tr
from cohortium.protocol.values import plain

STAMP = "cohortium-questions"
"""First cell of a hidden row; beside it the study and the centre (empty: all centres)."""
ANSWERS = {"corrected": marked("corrected to"), "confirmed": marked("confirmed"), "not_available": marked("not available")}
"""Answer -> the word that a centre chooses."""
STATUSES = {"new": marked("new"), "open": marked("open"), "answered": marked("answered"), "closed": marked("closed")}
"""Where a question stands: `answered` is one whose answer does not settle it."""

ADDRESS = {
    "status": marked("Status"),
    "centre": marked("Centre"),
    "patient": marked("Patient"),
    "file": marked("File"),
    "sheet": marked("Sheet"),
    "cell": marked("Cell"),
    "question": marked("Question"),
    "found": marked("What was found"),
    "expected": marked("What is expected"),
    "severity": marked("Importance"),
}
ANSWER = {
    "answer": marked("Answer"),
    "new": marked("Corrected value"),
    "reason": marked("Reason"),
    "who": marked("Answered by"),
    "when": marked("Date of the answer"),
}
IDENTITY = {"query_id": marked("Question id"), "seal": marked("Seal")}
COLUMNS = ADDRESS | ANSWER | IDENTITY
"""Column of the form -> its heading."""
SEALED = ("centre", "patient", "file", "sheet", "cell", "found", "query_id")

# Of a rule that only tells, the cell may still hold what is wrong; of the others it only says where something is missed.
_CELL_RULES = frozenset(
    (
        *("missing_key", "unknown_centre", "drug_missing", "serial_date", "two_arms", "two_scores_one_day", "start_missing"),
        *("visit_without_time", "review_contradicts", "open_line_followed", "death_before_record", "conflicting_limit"),
        *("dose_of_no_arm", "arm_contradicts", "reason_without_stop", "unknown_previous_drug", "drug_of_no_arm", "after_data_cut"),
        *("birth_after_first_dose", "age_contradicts", "overlapping_lines"),
    )
)
_MAPPING_RULES = frozenset(("mapping_unsure", "hidden_column", "hidden_sheet", "merged_cells", "delivery_undeclared", "turned_sheet"))
_EXPORTS = ".parquet"  # the engine reads them from their place, so nothing can lie on top of their cells
_CELL = re.compile(r"[A-Z]{1,3}[0-9]+")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f]|_x[0-9A-Fa-f]{4}_")


def can_correct(query: Query) -> bool:
    """Whether another text for the cell that a question names can settle it."""
    check = CHECKS.get(query.rule)
    about_cell = bool(check and check.quarantines) or query.rule in _CELL_RULES
    return about_cell and bool(_CELL.fullmatch(query.cell)) and not query.file.lower().endswith(_EXPORTS)


def in_the_mapping(rule: str) -> bool:
    """Whether only the mapping of the centre settles a question: no word about a cell does."""
    return rule in _MAPPING_RULES


def choices(query: Query) -> tuple[str, ...]:
    """The answers that a question can have."""
    if in_the_mapping(query.rule):
        return ()
    return tuple(answer for answer in ANSWERS if answer != "corrected" or can_correct(query))


def even(text: str) -> str:
    """A text as it outlives being saved by any spreadsheet program: single spaces, nothing that is not seen."""
    seen = " ".join(_UNSEEN.sub(" ", text[:30_000]).split())
    return seen.encode("utf-8", "backslashreplace").decode("utf-8")


def seal(texts: Iterable[str]) -> str:
    """What shows that the columns which are not for answers are as they were sent."""
    return hashlib.sha256("\x1f".join(map(even, texts)).encode()).hexdigest()[:12]


def sealed(query: Query) -> str:
    """The seal of a question."""
    return seal(getattr(query, name) for name in SEALED)


def columns_by_heading() -> dict[str, str]:
    """Plain heading -> column, in every language that a centre may have been written to."""
    return _in_every_language(COLUMNS)


def answers_by_word() -> dict[str, str]:
    """Plain word -> answer, in every language."""
    return _in_every_language(ANSWERS)


def _in_every_language(words: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with speaking(language):
            found |= {plain(tr(word)): name for name, word in words.items()}
    return found
