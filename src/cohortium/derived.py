"""A study folder becomes tables in an engine: read, typed, checked, derived, with the questions that remain."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cohortium.conformance.answers import AnswerBook, open_answers
from cohortium.conformance.checks import CHECKS
from cohortium.conformance.coding import Coding, FreeText, coding_of
from cohortium.conformance.completeness import Filled, completeness
from cohortium.conformance.conform import conform
from cohortium.conformance.deliveries import Arrivals, Difference, arrivals
from cohortium.conformance.findings import Conformed, Finding, LedgerRow, Query
from cohortium.conformance.impossible import CHECK, set_aside_impossible
from cohortium.conformance.layout import score_range
from cohortium.conformance.ledger import ledger_rows, settle
from cohortium.conformance.objections import Objections, read_objections
from cohortium.conformance.parquet import complete, load_parquet_inputs
from cohortium.conformance.parquet_unit_names import strange_units_of_files
from cohortium.conformance.queries import asked_of, quarantined_cells, record_findings
from cohortium.conformance.questions import Question, loose, questions_of
from cohortium.conformance.recognise import recognised
from cohortium.conformance.rows import Centres
from cohortium.conformance.told_once import told_once
from cohortium.conformance.withhold import withhold
from cohortium.derivations import Step, checking, checks, counting, lines, steps
from cohortium.derivations.inputs import INPUTS
from cohortium.engines import ENGINES, Engine, Opener
from cohortium.language import marked, speaking
from cohortium.meanwhile import loading
from cohortium.measures import Measure, measures_of
from cohortium.problems import InternalError, Problem
from cohortium.progress import watched
from cohortium.protocol.load import load_protocol
from cohortium.protocol.model import Protocol
from cohortium.protocol.tables import protocol_tables
from cohortium.provenance import record_of
from cohortium.results import Results
from cohortium.sources import Delivery
from cohortium.sources.coded import read_coding
from cohortium.sources.mapping import load_mappings
from cohortium.sources.read import read_delivery
from cohortium.tallies import Tally

if TYPE_CHECKING:
    from cohortium.estimates.cells import Estimation
    from cohortium.explain import Source

PROTOCOL = "protocol.yaml"
EXCLUDES = "after_data_cut"
COUNTING = marked("Counting")


@dataclass(frozen=True)
class Study:
    """A study folder whose protocol has been read."""

    folder: Path
    protocol: Protocol
    protocol_text: str
    measures: dict[str, Measure]
    language: str  # of its protocol file, whatever language a command is asked for


@dataclass(frozen=True)
class Decided:
    """What people decided beside the data: what centres answered, who objects, what free texts mean."""

    answers: AnswerBook
    objections: Objections
    coding: Coding


@dataclass(frozen=True)
class Derived:
    """A study whose data are in an engine: every step has run, every finding has its query, the ledger balances."""

    study: Study
    delivery: Delivery
    conformed: Conformed
    engine: Engine
    ledger: list[LedgerRow]
    asked: list[tuple[Query, Finding]]  # in the last round
    decided: Decided
    queries: list[Query] = field(default_factory=list)  # with their status, those that answers have settled last
    questions: list[Question] = field(default_factory=list)  # what one answer decides for many cells
    filled: list[Filled] = field(default_factory=list)  # what the cells of each column hold
    rows: dict[str, int] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()  # between the deliveries of each centre
    broken: tuple[str, ...] = ()  # checks of records that the engine could not answer

    def open(self, severity: str) -> int:
        """How many questions of a severity are open; what one answer decides is one."""
        alone = sum(query.severity == severity and query.is_open for query in loose(self.queries, self.questions))
        return alone + sum(CHECKS[question.rule].severity == severity for question in self.questions)


class _Wanted(NamedTuple):
    """What a round runs, and what is loaded meanwhile."""

    steps: Sequence[Step]
    modules: Sequence[str]


def load(folder: Path, language: str | None = None) -> Study:
    """Read the protocol of a study folder; a language given here stands in place of its own."""
    if not folder.is_dir():
        raise Problem(
            "{folder} is not a folder. A study is a folder with {protocol} and data/; `new` makes one.", folder=folder, protocol=PROTOCOL
        )
    declared = load_protocol(folder / PROTOCOL, language)
    protocol = asked_protocol(declared, language)
    with speaking(protocol.language):
        return Study(folder, protocol, (folder / PROTOCOL).read_text("utf-8-sig"), measures_of(protocol), declared.language)


def asked_protocol(protocol: Protocol, language: str | None) -> Protocol:
    """The protocol as it is read: a language given beside it stands in place of its own, and its style may set decimals."""
    protocol = protocol.model_copy(update={"language": language}) if language else protocol
    decimals = protocol.style.chosen("percent_decimals")
    if decimals is None:
        return protocol
    return protocol.model_copy(update={"statistics": protocol.statistics.model_copy(update={"percent_decimals": decimals})})


@contextmanager
def derived(
    study: Study, engine: str | Opener = "duckdb", only_checks: bool = False, needed: Sequence[str] = (), keep_all: bool = False
) -> Iterator[Derived]:
    """Read, type, check and derive, or only what the checks need, in the language of the study; the engine is given back at the end.

    `engine` is a name, or what opens one: `partial(ENGINES["spark"], session=session, scratch=folder)` counts on a session that is there.
    `needed` are modules that the caller will ask for; they are loaded while the engine counts. With `keep_all` steps that only a later step
    reads stay, too, for who wants to look at them.

    What the centres answered is applied in rounds, each of which begins with what came: an answer may raise a question.
    """

    def fresh() -> Engine:
        stack.close()
        return stack.enter_context(closing(opened()))

    opened = ENGINES[engine] if isinstance(engine, str) else engine
    every = checking() if only_checks else counting(study.protocol.asked)
    wanted = _Wanted(_kept_for_good(every) if keep_all else every, needed)
    with speaking(study.protocol.language), _without_collection(), ExitStack() as stack:
        decided = _decided(study)
        delivery = read_delivery(study.folder / "data", load_mappings(study.folder))
        arrived = arrivals(withhold(delivery)[0], study.protocol, study.measures, decided.objections)
        found = _round(study, arrived, decided, fresh(), wanted)
        while changed := decided.answers.next_round(found.delivery, found.asked):
            found = _round(study, replace(arrived, delivery=changed), decided, fresh(), wanted)
        yield replace(found, queries=decided.answers.settled(arrived.fresh))


def _decided(study: Study) -> Decided:
    return Decided(
        open_answers(study.folder, study.protocol.study, *_seen(study.folder)),
        read_objections(study.folder, Centres(study.protocol).code),
        coding_of(read_coding(study.folder), study.protocol),
    )


@contextmanager
def _without_collection() -> Iterator[None]:
    """A run makes millions of small objects that live to its end: looking for cycles among them takes a tenth of its time."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def _seen(folder: Path) -> tuple[int, str]:
    """How many answers the newest results have seen, and the hash of the last: a log that was cut since is no shorter truth."""
    if not (folder / "results").is_dir():
        return 0, ""
    from cohortium.outputs.folder import newest_run
    from cohortium.outputs.manifest import read_manifest

    try:
        answers = read_manifest(newest_run(folder)).get("answers") or {}
    except Problem:
        return 0, ""
    return answers.get("entries", 0), answers.get("head", "")


def _round(study: Study, arrived: Arrivals, decided: Decided, engine: Engine, wanted: _Wanted) -> Derived:
    """Everything from a delivery to its questions."""
    conformed = conform(arrived.delivery, study.protocol, study.measures, decided.objections, decided.coding)
    load_inputs(engine, study.protocol, study.measures, conformed.inputs)
    _load_parquet(engine, study, conformed, decided)
    conformed.findings.extend(strange_units_of_files(engine, conformed, study.protocol))
    broken: list[str] = []
    impossible = _impossible(engine, study.protocol, broken)
    with loading(*wanted.modules):
        rows = run_steps(engine, wanted.steps)
    recorded = _found_in_records(engine, conformed, study.measures, broken, impossible)
    findings = told_once([*conformed.findings, *arrived.findings, *decided.objections.findings(), *recorded], conformed)
    _settle(conformed, findings)
    return Derived(
        study,
        conformed.delivery,
        conformed,
        engine,
        ledger_rows(conformed.accounts),
        asked_of(conformed, findings),
        decided,
        questions=questions_of(conformed, findings, study.protocol),
        filled=completeness(conformed, findings),
        rows=rows,
        differences=arrived.differences,
        broken=tuple(broken),
    )


def _impossible(engine: Engine, protocol: Protocol, broken: list[str]) -> list[Any]:
    """What cannot be true is found before the steps read it, and taken out."""
    declared = (*protocol.safety.terms.values(), *protocol.characteristics.values())
    rows = _rows_of(engine, next(each for each in checks() if each.name == CHECK), broken) if any(e.only_sex for e in declared) else []
    set_aside_impossible(engine, rows)
    return rows


def _load_parquet(engine: Engine, study: Study, conformed: Conformed, decided: Decided) -> None:
    """The second door: large deliveries go from their files into the engine."""
    report = load_parquet_inputs(engine, conformed.delivery, study.protocol, study.measures, decided.objections, decided.coding)
    conformed.accounts.update(report.accounts)
    conformed.texts.update(report.texts)
    conformed.findings.extend(recognised(report.findings, {each.number: each for each in conformed.delivery.parquet}, {}, report.texts))
    conformed.columns.extend(report.columns)
    for key, free in report.free.items():
        conformed.free.setdefault(key, FreeText(free.text)).add(free)


def derive(engine: Engine, protocol: Protocol, measures: dict[str, Measure], inputs: dict[str, dict[str, list[Any]]]) -> dict[str, int]:
    """Run every step on typed inputs, and keep them all; the number of rows of each kept step."""
    load_inputs(engine, protocol, measures, inputs)
    return run_steps(engine, _kept_for_good(steps()))


def _kept_for_good(every: Iterable[Step]) -> list[Step]:
    return [replace(each, until="") for each in every]


def load_inputs(engine: Engine, protocol: Protocol, measures: dict[str, Measure], inputs: dict[str, dict[str, list[Any]]]) -> None:
    """Load what the steps read: the protocol's tables and the typed inputs."""
    for name, table in protocol_tables(protocol, measures).items():
        engine.load_rows(name, table.columns, table.rows)
    for name, columns in INPUTS.items():
        engine.load(name, columns, inputs[name])


def run_steps(engine: Engine, wanted: Iterable[Step]) -> dict[str, int]:
    """Run steps on what was loaded; the number of rows of each kept step."""
    every, rows = list(wanted), {}
    last = {until: [each.name for each in every if each.until == until] for until in {each.until for each in every}}
    for each in watched(every, COUNTING, len(every)):
        engine.run(each.name, each.sql, each.kept)
        rows |= engine.counts(last.get(each.name, ()))
        for name in last.get(each.name, ()):
            engine.forget(name)
    rows |= engine.counts([each.name for each in every if each.kept and not each.until])
    return {each.name: rows[each.name] for each in every if each.kept}


def tallies_of(engine: Engine, protocol: Protocol) -> dict[str, Tally]:
    """The tallies of a derived study: all that leaves the engine for the statistics."""
    return {each.name: tally_of(engine, each) for each in counting(protocol.asked) if each.name.startswith("tally_")}


def tally_of(engine: Engine, step: Step) -> Tally:
    """The rows of a tally."""
    counted = next(column for column in ("patients", "events", "mentions") if column in step.columns)
    return Tally(step.columns, tuple(engine.rows(f"SELECT {', '.join(step.columns)} FROM {step.name}")), counted)


def _found_in_records(
    engine: Engine, conformed: Conformed, measures: dict[str, Measure], broken: list[str], before: list[Any]
) -> list[Finding]:
    rows = before + [row for each in checks() if each.name != CHECK for row in _rows_of(engine, each, broken)]
    ranges = {name: score_range(measure) for name, measure in measures.items()}
    found = complete(conformed.accounts, record_findings(conformed, rows, ranges))
    return recognised(found, {each.number: each for each in (*conformed.delivery.sheets, *conformed.delivery.parquet)}, {})


def _rows_of(engine: Engine, check: Step, broken: list[str]) -> list[Any]:
    """What a check of records finds; one that cannot be answered is told as such, and the others go on."""
    try:
        return sorted(engine.rows(check.sql))
    except InternalError:
        broken.append("out_of_range" if check.name == "score_out_of_range" else check.name)
        return []


def _settle(conformed: Conformed, findings: list[Finding]) -> None:
    """Book what the checks of records set aside: cells by their check, whole rows after the data cut."""
    cut = [record_of(finding.sheet_number, finding.row) for finding in findings if finding.rule == EXCLUDES]
    settle(conformed.accounts, quarantined_cells(findings), cut)


def estimation_of(found: Derived) -> Estimation:
    """What the estimators of a derived study read: its tallies, with those who object counted beside."""
    from cohortium.estimates.cells import Estimation

    tallies = tallies_of(found.engine, found.study.protocol)
    objections = found.decided.objections
    if objections.files:
        tallies["tally_objections"] = Tally(("patients",), ((len(objections.met),),))
    return Estimation(found.study.protocol, found.study.measures, tallies)


def results_of(found: Derived) -> Results:
    """The numbers of a derived study, without writing anything."""
    from cohortium.displays.style import styled  # late: a check counts nothing
    from cohortium.estimates import estimated

    return Results(styled(estimated(estimation_of(found)), found.study.protocol.style))


def evidence_of(found: Derived) -> Source:
    """What leads from the numbers of a derived study to its patients; asked for once, because it works out the lines behind the scores."""
    from cohortium.explain import Source

    run_steps(found.engine, lines())
    return Source(found.study.protocol, found.study.measures, found.conformed, found.engine)
