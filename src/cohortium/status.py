"""How far the collection of a study is: what the protocol wants of each centre, what is there, which questions are open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cohortium import study
from cohortium.conformance.checks import CHECKS
from cohortium.conformance.questions import loose
from cohortium.derivations import tracking as tracking_steps
from cohortium.derived import Derived, Study
from cohortium.language import speaking
from cohortium.outputs.status import CentreState, Tracking, write_status
from cohortium.problems import NothingReceived
from cohortium.protocol.model import Protocol, label_of
from cohortium.sources.names import place_of_table


@dataclass(frozen=True)
class Status:
    """What `status` says: where it was written, and its sums."""

    folder: Path
    language: str
    declared: int
    received: int
    due: int
    complete: int
    questions: int


def write(folder: Path, language: str | None = None) -> Status:
    """Write the status of a study folder; nothing that came in so far is a status, too."""
    loaded = study.load(folder, language)
    with speaking(loaded.protocol.language):
        found = tracking_of(loaded)
        written = write_status(folder, found)
    centres = found.centres
    return Status(
        written,
        loaded.protocol.language,
        declared=sum(centre.declared for centre in centres),
        received=sum(centre.received for centre in centres),
        due=sum(centre.due for centre in centres),
        complete=sum(centre.complete for centre in centres),
        questions=sum(centre.questions.get(severity, 0) for centre in centres for severity in ("blocking", "query")),
    )


def tracking_of(loaded: Study) -> Tracking:
    """What a study wants, and the state of every centre, declared ones first."""
    protocol = loaded.protocol
    scores = wanted_scores(protocol)
    try:
        with study.derived(loaded) as found:
            centres = tuple(_states(protocol, found, set(scores)))
    except NothingReceived:
        centres = tuple(_state(protocol, code) for code in protocol.centres)
    labels = {name: label_of(window, name) for name, window in protocol.windows.items()}
    return Tracking(protocol.title or protocol.study, protocol.language, wanted_tables(protocol), scores, labels, centres)


def wanted_scores(protocol: Protocol) -> tuple[tuple[str, str], ...]:
    """(timepoint, measure) of every endpoint and condition, with the baseline of each measure, in the order of the windows."""
    conditions = (*protocol.subsets.values(), *protocol.population.include.values())
    asked = {(at, endpoint.measure) for endpoint in protocol.endpoints.values() for at in endpoint.at}
    asked |= {(condition.at or "baseline", condition.measure) for condition in conditions if condition.measure}
    asked |= {("baseline", measure) for measure in protocol.used_measures}
    return tuple((at, measure) for at in protocol.windows for measure in protocol.used_measures if (at, measure) in asked)


def wanted_tables(protocol: Protocol) -> tuple[tuple[str, ...], ...]:
    """The native tables that a study cannot do without; of a group one is enough."""
    terms = protocol.safety.terms.values()
    named = (*protocol.subsets.values(), *protocol.population.include.values())
    previous = [entry for entry in protocol.characteristics.values() if entry.source] or [each for each in named if each.previous_treatment]
    wanted: Iterable[tuple[tuple[str, ...], object]] = (
        (("patients",), True),
        (("previous_treatments",), previous),
        (("treatments",), any(arm.drug for arm in protocol.arms.values())),
        (("visits",), True),
        (("laboratory",), any(term.source for term in terms)),
        (("events", "event_review"), terms),
    )
    return tuple(group for group, reason in wanted if reason)


def _state(protocol: Protocol, code: str, **counts: object) -> CentreState:
    declared = protocol.centres.get(code)
    language = (declared and declared.language) or protocol.language
    return CentreState(code, declared.label if declared else "", language, declared is not None, **counts)  # pyright: ignore[reportArgumentType]


def _states(protocol: Protocol, found: Derived, wanted: set[tuple[str, str]]) -> Iterator[CentreState]:
    """The state of every centre that is declared or from which something came."""
    rows = {step.name: found.engine.rows(step.sql) for step in tracking_steps()}
    files = _files(found)
    questions = Counter((query.centre, query.severity) for query in loose(found.queries, found.questions) if query.is_open)
    questions.update((question.source.centre, CHECKS[question.rule].severity) for question in found.questions)
    patients = {centre: (total, included) for centre, total, included in rows["received_patients"]}
    others = {*patients, *(centre for centre, *_ in rows["received_rows"]), *files} - {"", *protocol.centres}
    for code in (*protocol.centres, *sorted(others)):
        total, included = patients.get(code, (0, 0))
        yield _state(
            protocol,
            code,
            files=len(files.get(code, ())),
            patients=total,
            included=included,
            rows={table: used for centre, table, used in rows["received_rows"] if centre == code},
            scores={(at, m): (due, there) for centre, at, m, due, there in rows["expected_scores"] if centre == code and (at, m) in wanted},
            questions={severity: count for (centre, severity), count in questions.items() if centre == code},
        )


def _files(found: Derived) -> dict[str, set[PurePosixPath]]:
    """The files of each centre, by their place or stamp; a copy of an earlier file counts once, and so do the parts of a table."""
    codes = found.conformed.centres
    files: dict[str, set[PurePosixPath]] = {}
    for each in (*found.delivery.sheets, *found.delivery.parquet):
        if each.centre and each.table and not getattr(each, "duplicate_of", ""):
            files.setdefault(codes.get(each.centre, each.centre), set()).add(place_of_table(PurePosixPath(each.file)))
    return files
