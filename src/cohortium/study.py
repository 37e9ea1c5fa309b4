"""The whole run on one page: a study folder in, a results folder out."""

from __future__ import annotations

import gc
import platform
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cohortium import __version__
from cohortium.conformance.answers import FOLDER, NAME, STATUSES, AnswerBook, open_answers
from cohortium.conformance.checks import CHECKS
from cohortium.conformance.coding import Coding, coding_of, uncoded
from cohortium.conformance.completeness import Filled, completeness
from cohortium.conformance.conform import conform, of_the_form
from cohortium.conformance.deliveries import Arrivals, Difference, arrivals, sentences
from cohortium.conformance.findings import Conformed, Finding, LedgerRow, Query
from cohortium.conformance.layout import score_range
from cohortium.conformance.ledger import ledger_rows, settle
from cohortium.conformance.objections import Objections, read_objections
from cohortium.conformance.parquet import complete, load_parquet_inputs
from cohortium.conformance.queries import asked_of, quarantined_cells, record_findings
from cohortium.conformance.questions import Question, loose, questions_of
from cohortium.conformance.recognise import recognised
from cohortium.conformance.rows import Centres
from cohortium.conformance.states import states_of
from cohortium.conformance.withhold import withhold
from cohortium.derivations import Step, checking, checks, counting, datasets, lines, steps
from cohortium.derivations.inputs import INPUTS
from cohortium.engines import ENGINES, Engine
from cohortium.estimates import estimate
from cohortium.language import counted, marked, speaking, tr
from cohortium.measures import Measure, measures_of
from cohortium.problems import InternalError, Problem
from cohortium.protocol.load import load_protocol
from cohortium.protocol.methods import methods_paragraph
from cohortium.protocol.model import Protocol
from cohortium.protocol.tables import protocol_tables
from cohortium.provenance import ROWS_PER_SHEET, record_of
from cohortium.results import Results
from cohortium.sources import Delivery
from cohortium.sources.answered import QUESTIONS, answered_in_words, take_answers
from cohortium.sources.coded import FILE as CODING
from cohortium.sources.coded import coding_files, read_coding
from cohortium.sources.mapping import load_mappings
from cohortium.sources.read import read_delivery
from cohortium.tallies import Tally

if TYPE_CHECKING:
    from cohortium.explain import Source

PROTOCOL = "protocol.yaml"
LOG = f"{FOLDER}/{NAME}"
EXCLUDES = "after_data_cut"
SEVERITY_WORDS = {"blocking": marked("blocking"), "query": marked("query"), "note": marked("note")}


@dataclass(frozen=True)
class Study:
    """A study folder whose protocol has been read."""

    folder: Path
    protocol: Protocol
    protocol_text: str
    measures: dict[str, Measure]


@dataclass(frozen=True)
class Derived:
    """A study whose data are in an engine: every step has run, every finding has its query, the ledger balances."""

    study: Study
    delivery: Delivery
    conformed: Conformed
    engine: Engine
    ledger: list[LedgerRow]
    asked: list[tuple[Query, Finding]]  # in the last round
    answers: AnswerBook
    objections: Objections
    queries: list[Query] = field(default_factory=list)  # with their status, those that answers have settled last
    questions: list[Question] = field(default_factory=list)  # what one answer decides for many cells
    coding: Coding = field(default_factory=Coding)  # what people chose for free texts
    filled: list[Filled] = field(default_factory=list)  # what the cells of each column hold
    rows: dict[str, int] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()  # between the deliveries of each centre
    broken: tuple[str, ...] = ()  # checks of records that the engine could not answer

    def open(self, severity: str) -> int:
        """How many questions of a severity are open; what one answer decides is one."""
        alone = sum(query.severity == severity and query.is_open for query in loose(self.queries, self.questions))
        return alone + sum(CHECKS[question.rule].severity == severity for question in self.questions)


@dataclass(frozen=True)
class Checked:
    """What `check` says: lines for the user and the number of open questions of each kind."""

    summary: list[str]
    blocking: int
    queries: int
    notes: int
    language: str = "en"


@dataclass(frozen=True)
class Finished:
    """What `run` says: where the results are, the answer to the primary question, the number of open questions."""

    folder: Path
    headline: str
    blocking: int
    queries: int
    notes: int
    language: str = "en"
    told: tuple[str, ...] = ()  # what became of the answers that came back, and where the next ones go


def load(folder: Path, language: str | None = None) -> Study:
    """Read the protocol of a study folder; a language given here stands in place of its own."""
    if not folder.is_dir():
        raise Problem(
            "{folder} is not a folder. A study is a folder with {protocol} and data/; `new` makes one.", folder=folder, protocol=PROTOCOL
        )
    protocol = load_protocol(folder / PROTOCOL, language)
    protocol = protocol.model_copy(update={"language": language}) if language else protocol
    with speaking(protocol.language):
        return Study(folder, protocol, (folder / PROTOCOL).read_text("utf-8-sig"), measures_of(protocol))


@contextmanager
def derived(study: Study, engine_name: str = "duckdb", only_checks: bool = False) -> Iterator[Derived]:
    """Read, type, check and derive, or only what the checks need, in the language of the study; the engine is given back at the end.

    What the centres answered is applied in rounds, each of which begins with what came: an answer may raise a question.
    """

    def fresh() -> Engine:
        stack.close()
        return stack.enter_context(closing(ENGINES[engine_name]()))

    wanted = checking() if only_checks else counting(study.protocol.asked)
    with speaking(study.protocol.language), _without_collection(), ExitStack() as stack:
        answers = open_answers(study.folder, study.protocol.study, *_seen(study.folder))
        delivery = read_delivery(study.folder / "data", load_mappings(study.folder))
        objections = read_objections(study.folder, Centres(study.protocol).code)
        coding = coding_of(read_coding(study.folder), study.protocol)
        arrived = arrivals(withhold(delivery)[0], study.protocol, study.measures, objections)
        found = _round(study, arrived, fresh(), wanted, answers, objections, coding)
        while changed := answers.next_round(found.delivery, found.asked):
            found = _round(study, replace(arrived, delivery=changed), fresh(), wanted, answers, objections, coding)
        yield replace(found, queries=answers.settled(arrived.fresh))


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


def _round(
    study: Study,
    arrived: Arrivals,
    engine: Engine,
    wanted: Sequence[Step],
    answers: AnswerBook,
    objections: Objections,
    coding: Coding,
) -> Derived:
    """Everything from a delivery to its questions."""
    conformed = conform(arrived.delivery, study.protocol, study.measures, objections, coding)
    load_inputs(engine, study.protocol, study.measures, conformed.inputs)
    _load_parquet(engine, study, conformed, objections)
    rows = run_steps(engine, wanted)
    broken: list[str] = []
    recorded = _found_in_records(engine, conformed, study.measures, broken)
    findings = [*conformed.findings, *arrived.findings, *objections.findings(), *recorded]
    _settle(conformed, findings)
    asked = asked_of(conformed, findings)
    return Derived(
        study,
        conformed.delivery,
        conformed,
        engine,
        ledger_rows(conformed.accounts),
        asked,
        answers,
        objections,
        questions=questions_of(conformed, findings, study.protocol),
        coding=coding,
        filled=completeness(conformed, findings),
        rows=rows,
        differences=arrived.differences,
        broken=tuple(broken),
    )


def _load_parquet(engine: Engine, study: Study, conformed: Conformed, objections: Objections) -> None:
    """The second door: large deliveries go from their files into the engine."""
    report = load_parquet_inputs(engine, conformed.delivery.parquet, study.protocol, study.measures, objections)
    conformed.accounts.update(report.accounts)
    conformed.findings.extend(report.findings)
    conformed.columns.extend(report.columns)


def derive(engine: Engine, protocol: Protocol, measures: dict[str, Measure], inputs: dict[str, dict[str, list[Any]]]) -> dict[str, int]:
    """Run every step on typed inputs; the number of rows of each kept step."""
    load_inputs(engine, protocol, measures, inputs)
    return run_steps(engine, steps())


def load_inputs(engine: Engine, protocol: Protocol, measures: dict[str, Measure], inputs: dict[str, dict[str, list[Any]]]) -> None:
    """Load what the steps read: the protocol's tables and the typed inputs."""
    for name, table in protocol_tables(protocol, measures).items():
        engine.load_rows(name, table.columns, table.rows)
    for name, columns in INPUTS.items():
        engine.load(name, columns, inputs[name])


def run_steps(engine: Engine, wanted: Iterable[Step]) -> dict[str, int]:
    """Run steps on what was loaded; the number of rows of each kept step."""
    for each in wanted:
        engine.run(each.name, each.sql, each.kept)
    return engine.counts([each.name for each in wanted if each.kept])


def tallies_of(engine: Engine, protocol: Protocol) -> dict[str, Tally]:
    """The tallies of a derived study: all that leaves the engine for the statistics."""
    return {each.name: tally_of(engine, each) for each in counting(protocol.asked) if each.name.startswith("tally_")}


def tally_of(engine: Engine, step: Step) -> Tally:
    """The rows of a tally."""
    counted = next(column for column in ("patients", "events", "mentions") if column in step.columns)
    return Tally(step.columns, tuple(engine.rows(f"SELECT {', '.join(step.columns)} FROM {step.name}")), counted)


def _found_in_records(engine: Engine, conformed: Conformed, measures: dict[str, Measure], broken: list[str]) -> list[Finding]:
    rows = [row for each in checks() for row in _rows_of(engine, each, broken)]
    ranges = {name: score_range(measure) for name, measure in measures.items()}
    found = complete(conformed.accounts, record_findings(conformed, rows, ranges))
    return recognised(found, {sheet.number: sheet for sheet in conformed.delivery.sheets}, {})


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


def check(folder: Path, language: str | None = None) -> Checked:
    """Everything that is wrong with the protocol and the data; only what is to be answered is written, into the study folder."""
    study = load(folder, language)
    taken = _taken(study)
    with derived(study, only_checks=True) as found:
        counts = (found.open(severity) for severity in ("blocking", "query", "note"))
        return Checked([*taken, *_summary(found), *_ask(found)], *counts, language=study.protocol.language)


def _taken(study: Study) -> tuple[str, ...]:
    """Put the answers of questions.xlsx where they live, before anything is read."""
    with speaking(study.protocol.language):
        return tuple(answered_in_words(take_answers(study.folder)))


def _ask(found: Derived) -> list[str]:
    """Write what is to be answered; a sentence that says where."""
    from cohortium.outputs.coding import write_coding
    from cohortium.outputs.questions import write_questions

    folder = found.study.folder
    write_questions(folder, found.questions)
    write_coding(folder, found.study.protocol, found.conformed.free, found.coding)
    one = "{n} question is asked in {path}: choose its answer there."
    many = "{n} questions are asked in {path}: choose their answers there."
    said = [counted(one, many, len(found.questions), path=folder / QUESTIONS)] if found.questions else []
    texts = sum(uncoded(found.conformed.free, found.coding).values())
    one = "{n} text is no declared term and not coded yet: choose what it means in {path}."
    many = "{n} texts are no declared terms and not coded yet: choose what they mean in {path}."
    return [*said, counted(one, many, texts, path=folder / CODING)] if texts else said


def _summary(found: Derived) -> list[str]:
    furniture = {(sheet.file, sheet.sheet) for sheet in found.delivery.sheets if of_the_form(sheet)}
    lines = [_used(found, row) for row in found.ledger if (row.file, row.sheet) not in furniture]
    waiting = [query for query in found.queries if query.is_open]
    for rule in dict.fromkeys(query.rule for query in waiting):
        same = [query for query in waiting if query.rule == rule]
        shown = dict.fromkeys(f"{_place(found, query.file, query.sheet)} {query.cell}".strip() for query in same)
        more = [counted("and {n} more place", "and {n} more places", len(shown) - 3)] if len(shown) > 3 else []
        check, places = CHECKS[rule], tr("; ").join([*list(shown)[:3], *more])
        words = {"severity": tr(SEVERITY_WORDS[check.severity]), "sentence": tr(check.sentence), "count": len(same), "places": places}
        lines.append(tr("{severity}: {sentence} {count} in all: {places}.", **words))
    return [*lines, *sentences(found.differences), *about_answers(found)]


def about_answers(found: Derived) -> list[str]:
    """What became of the answers of the centres, and which of them need another look; nothing where none came back."""
    counts = found.answers.counts()
    if not found.answers.log.entries:
        return []
    text = "Answers in {folder}: {corrected} corrected, {confirmed} confirmed, {not_available} not available."
    standing = {name: sum(query.status == name for query in found.queries) for name in STATUSES}
    more = tr("Questions: {new} new, {open} open, {answered} answered but not settled, {closed} closed.", **standing)
    return [tr(text, folder=found.study.folder / FOLDER, **counts), more, *found.answers.told(found.queries)]


def _used(found: Derived, row: LedgerRow) -> str:
    rows = {"used": row.rows_used, "rows": row.rows - row.rows_not_data}
    return tr("{place}: {used} of {rows} rows used.", place=_place(found, row.file, row.sheet), **rows)


def _place(found: Derived, file: str, sheet: str) -> str:
    """File and sheet in words. What is no table may bear a patient's name, so its own name is not said."""
    read = {(each.file, getattr(each, "sheet", "")): each.table for each in (*found.delivery.sheets, *found.delivery.parquet)}
    if file in found.objections.files or any(each.startswith(f"{file}/") for each, _ in read):
        return file  # the folder of a delivery is named like a file
    if (file, sheet) not in read and not sheet:
        return tr("{folder}, a file that is no delivery", folder=Path(file).parent.as_posix())
    if not sheet:
        return file
    return tr("{file}, sheet {sheet}" if read.get((file, sheet)) else "{file}, a sheet that is no table", file=file, sheet=sheet)


@dataclass(frozen=True)
class ProposedMapping:
    """What `map` says: where the mapping is, and how many columns it is certain or unsure of, or does not use."""

    path: Path
    study: Path
    language: str
    sure: int
    unsure: int
    unused: int


def propose_mapping(file: Path, language: str | None = None) -> ProposedMapping:
    """Write a proposed mapping for a file below a study's data folder; Problem where one is there already.

    Its doubts are told in `language`, else in that of the protocol.
    """
    from cohortium.conformance.propose import propose
    from cohortium.sources.read import read_file

    data = (parent for parent in file.absolute().parents if parent.name == "data")
    folder = next((each.parent for each in data if (each.parent / PROTOCOL).is_file()), None)
    if folder is None or not file.is_file():
        raise Problem("{file} is not a file in the data folder of a study. Put it there, then map it.", file=file)
    found = load(folder, language)
    inside = file.absolute().relative_to(folder / "data").as_posix()
    sheets, centre = read_file(folder / "data", inside)
    path = folder / "mappings" / f"{centre}.yaml"
    if path.exists():
        raise Problem("{path} is there already. Correct it by hand, or move it away to have a new one proposed.", path=path)
    with speaking(found.protocol.language):
        made = propose(sheets, inside, centre, found.protocol, found.measures)
    path.parent.mkdir(exist_ok=True)
    path.write_text(made.text, "utf-8", newline="\n")
    return ProposedMapping(path, folder, found.protocol.language, made.sure, made.unsure, made.unused)


def write_templates(
    folder: Path, centre: str | None = None, layout: str = "wide", language: str | None = None, out: Path | None = None
) -> list[Path]:
    """Write the data-entry workbook of a centre, or of every centre; the paths of the files."""
    from cohortium.outputs import sha256_of
    from cohortium.outputs.template import write_templates as write

    study = load(folder)
    with speaking(language or study.protocol.language):
        return write(folder, study.protocol, sha256_of(folder / PROTOCOL), centre, layout, language, out)


def run(folder: Path, out: Path | None = None, engine: str = "duckdb", figures: str = "svg", language: str | None = None) -> Finished:
    """Compute every number of a study and write it, with all that leads back to the cells, into a new folder."""
    from cohortium.displays import build_tables
    from cohortium.outputs import Outputs, run_folder, write_all

    study = load(folder, language)
    taken = _taken(study)
    with derived(study, engine) as found, run_folder(folder, out) as target:
        asked = _ask(found)
        results = results_of(found)
        _write_datasets(found, target.work)
        outputs = Outputs(
            protocol=study.protocol,
            protocol_text=study.protocol_text,
            results=results.rows,
            tables=build_tables(study.protocol, results),
            ledger=tuple(found.ledger),
            queries=tuple(found.queries),
            answers=_answers(found),
            given=found.answers.shown(),
            differences=found.differences,
            questions=tuple(found.questions),
            filled=tuple(found.filled),
            uncoded=uncoded(found.conformed.free, found.coding),
            methods=tuple(methods_paragraph(study.protocol, study.measures)),
            versions=_versions(),
            inputs=_inputs(found),
            steps=found.rows,
            rules={name: entry.sentence for name, entry in CHECKS.items()},
            checks=states_of(found.delivery, found.queries, found.broken),
        )
        write_all(target.work, outputs)
        counts = [found.open(severity) for severity in ("blocking", "query", "note")]
        headline = str(outputs.answer)
        told = (*taken, *about_answers(found), *asked, *_to_send(found))
    return Finished(target.final, headline, *counts, language=study.protocol.language, told=told)


def _to_send(found: Derived) -> list[str]:
    """Where questions go, and answers come from."""
    if not any(query.centre and query.is_open for query in found.queries):
        return []
    text = "Send each workbook in queries/ to its centre; put what comes back, as it is, into {folder}, then check again."
    return [tr(text, folder=found.study.folder / FOLDER)]


def results_of(found: Derived) -> Results:
    """The numbers of a derived study, without writing anything."""
    tallies = tallies_of(found.engine, found.study.protocol)
    if found.objections.files:
        tallies["tally_objections"] = Tally(("patients",), ((len(found.objections.met),),))
    return estimate(found.study.protocol, found.study.measures, tallies)


def explain(folder: Path, result_id: str, out: Path | None = None, language: str | None = None) -> str:
    """One number of the newest results (or of `out`) led back to its patients and cells.

    Raises Problem when the study has changed since, or no result has that id.
    """
    from cohortium.explain import explain as explained
    from cohortium.outputs.folder import newest_run
    from cohortium.outputs.manifest import changed_inputs, read_manifest

    study = load(folder, language)
    place = out or newest_run(folder)
    manifest = read_manifest(place)
    with derived(study) as found:
        changed = {*changed_inputs(manifest, folder), *(manifest["inputs"].keys() ^ _inputs(found).keys())}
        if changed:
            raise Problem(
                "{place} cannot be explained: {listed} changed since these results were written. Run "
                "the study again, then explain the new results.",
                place=place,
                listed=", ".join(sorted(changed)),
            )
        result = results_of(found).by_id(result_id)
        return explained(evidence_of(found), result)


def evidence_of(found: Derived) -> Source:
    """What leads from the numbers of a derived study to its patients; asked for once, because it works out the lines behind the scores."""
    from cohortium.explain import Source

    run_steps(found.engine, lines())
    return Source(found.study.protocol, found.study.measures, found.conformed, found.engine)


def _write_datasets(found: Derived, folder: Path) -> None:
    """The patient-level tables that stay with the study, each in a fixed order."""
    sheets = [*found.delivery.sheets, *found.delivery.parquet]
    places = [(s.number, s.number * ROWS_PER_SHEET, (s.number + 1) * ROWS_PER_SHEET - 1, s.file, getattr(s, "sheet", "")) for s in sheets]
    kinds = {"number": "BIGINT", "first_record": "BIGINT", "last_record": "BIGINT", "file": "VARCHAR", "sheet": "VARCHAR"}
    found.engine.load_rows("p_sheets", kinds, places)
    columns = {"number": "BIGINT", "variable": "VARCHAR", "column_number": "BIGINT"}
    found.engine.load_rows("p_columns", columns, found.conformed.columns)
    found.rows.update(run_steps(found.engine, lines()))
    (folder / "datasets").mkdir()
    for each in datasets():
        found.engine.write_parquet(each.sql, folder / "datasets" / f"{each.name}.parquet")


def _inputs(found: Derived) -> dict[str, str]:
    """SHA-256 of everything that was read, by path inside the study folder."""
    from cohortium.outputs.manifest import sha256_of

    read = (*found.delivery.sheets, *found.delivery.parquet, *found.delivery.mappings)
    log = found.answers.log
    answers = {LOG: sha256_of(log.path)} if log.entries else {}
    own = [found.study.folder / PROTOCOL, *coding_files(found.study.folder)]
    sheets = {sheet.file: sheet.sha256 for sheet in read}
    return {path.name: sha256_of(path) for path in own} | sheets | answers | {**found.objections.files}


def _answers(found: Derived) -> dict[str, Any]:
    """What the manifest says of the answers: how many of each kind are applied, and what their log ends with."""
    log = found.answers.log
    return {**found.answers.counts(), "entries": len(log.entries), "head": log.head} if log.entries else {}


def _versions() -> dict[str, str]:
    known = {"cohortium": __version__, "python": platform.python_version()}
    for package in ("duckdb", "python-calamine"):
        try:
            known[package] = version(package)
        except PackageNotFoundError:
            known[package] = "unknown"
    return known
