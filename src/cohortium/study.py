"""The whole run on one page: a study folder in, a results folder out."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cohortium import __version__
from cohortium.conformance.answers import FOLDER, NAME
from cohortium.conformance.checks import CHECKS
from cohortium.conformance.coding import uncoded
from cohortium.conformance.states import states_of
from cohortium.derivations import datasets, lines
from cohortium.derived import PROTOCOL, Derived, Study, derived, evidence_of, load, results_of, run_steps
from cohortium.disk import work_folder
from cohortium.engines import Opener, limited
from cohortium.language import counted, speaking
from cohortium.messages import about_answers, about_printed, summary, to_send
from cohortium.problems import Problem
from cohortium.protocol.methods import methods_paragraph
from cohortium.provenance import ROWS_PER_SHEET
from cohortium.sources.answered import QUESTIONS, answered_in_words, take_answers
from cohortium.sources.coded import FILE as CODING
from cohortium.sources.coded import coding_files
from cohortium.sources.parts import ORIGIN

if TYPE_CHECKING:
    from cohortium.conformance.proposed import ProposedMapping
    from cohortium.engines.spark_snapshot import Snapshot
    from cohortium.outputs import Outputs

LOG = f"{FOLDER}/{NAME}"
_AFTERWARDS = ("scipy.special", "cohortium.estimates", "cohortium.displays", "xlsxwriter", "docx", "jinja2")
"""Modules that a run asks for after its counting, other than the writers, which are there already."""
_TO_DRAW = ("matplotlib.figure", "matplotlib.backends.backend_svg")
"""Those that it asks for besides where there are figures."""


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


@dataclass(frozen=True)
class Snapshots:
    """What `snapshot` wrote."""

    tables: tuple[Snapshot, ...]
    language: str = "en"


def check(folder: Path, language: str | None = None) -> Checked:
    """Everything that is wrong with the protocol and the data; only what is to be answered is written, into the study folder."""
    study = load(folder, language)
    taken = _taken(study)
    with derived(study, only_checks=True) as found:
        counts = (found.open(severity) for severity in ("blocking", "query", "note"))
        return Checked([*taken, *summary(found), *_ask(found)], *counts, language=study.protocol.language)


def _taken(study: Study) -> tuple[str, ...]:
    """Put the answers of questions.xlsx where they live, before anything is read."""
    with speaking(study.protocol.language):
        return tuple(answered_in_words(take_answers(study.folder)))


def _ask(found: Derived) -> list[str]:
    """Write what is to be answered; a sentence that says where."""
    if not _asks(found):  # what writes workbooks is late: only who has a question waits for it
        return []
    from cohortium.outputs.coding import write_coding
    from cohortium.outputs.questions import write_questions

    folder = found.study.folder
    write_questions(folder, found.questions)
    with speaking(found.study.language):  # an input of the run: it stays as it is, in whatever language a command speaks
        write_coding(folder, found.study.protocol, found.conformed.free, found.decided.coding)
    one = "{n} question is asked in {path}: choose its answer there."
    many = "{n} questions are asked in {path}: choose their answers there."
    said = [counted(one, many, len(found.questions), path=folder / QUESTIONS)] if found.questions else []
    return [*said, *_to_code(found, folder / CODING)]


def _to_code(found: Derived, path: Path) -> Iterator[str]:
    """A sentence on the texts that wait, one on the choices that count no more."""
    texts, lapsed = sum(uncoded(found.conformed.free, found.decided.coding).values()), found.decided.coding.lapsed
    one = "{n} text is no declared term and not coded yet: choose what it means in {path}."
    many = "{n} texts are no declared terms and not coded yet: choose what they mean in {path}."
    if texts:
        yield counted(one, many, texts, path=path)
    one = "{n} choice in {path} names a term that the protocol does not declare, and counts no more: the row says which. Choose again."
    many = "{n} choices in {path} name terms that the protocol does not declare, and count no more: the rows say which. Choose again."
    if lapsed:
        yield counted(one, many, len(lapsed), path=path)


def _asks(found: Derived) -> bool:
    """Whether there is anything to ask, or a workbook of before that says so no longer."""
    before = any((found.study.folder / name).exists() for name in (QUESTIONS, CODING))
    return bool(found.questions or found.conformed.free or found.decided.coding.texts or before)


def propose_mapping(file: Path, language: str | None = None, encoding: str = "") -> ProposedMapping:
    """Write a proposed mapping for a file below a study's data folder, or add its readings to that of its centre.

    Its doubts are told in `language`, else in that of the protocol; `encoding` is that of a text file that is not UTF-8.
    """
    from cohortium.conformance.proposed import write_proposal

    data = (parent for parent in file.absolute().parents if parent.name == "data")
    folder = next((each.parent for each in data if (each.parent / PROTOCOL).is_file()), None)
    if folder is None or not file.is_file():
        raise Problem("{file} is not a file in the data folder of a study. Put it there, then map it.", file=file)
    found = load(folder, language)
    inside = file.absolute().relative_to(folder / "data").as_posix()
    with speaking(found.protocol.language):
        return write_proposal(folder, inside, found.protocol, found.measures, encoding)


def snapshot(
    folder: Path, tables: Mapping[str, str], master: str = "", replace: bool = False, session: Any = None, language: str | None = None
) -> Snapshots:
    """Write tables of Spark's catalogue (table of the study -> `database.table`) into the data folder, as parts that a run reads.

    `session`: a SparkSession that is there already; otherwise one is opened on `master`. See engines.spark_snapshot.snapshot.
    """
    from cohortium.engines.spark_snapshot import LOCAL
    from cohortium.engines.spark_snapshot import snapshot as write

    study = load(folder, language)
    with speaking(study.protocol.language):
        return Snapshots(tuple(write(folder, tables, session, master or LOCAL, replace)), study.protocol.language)


def write_templates(
    folder: Path, centre: str | None = None, layout: str = "wide", language: str | None = None, out: Path | None = None
) -> list[Path]:
    """Write the data-entry workbook of a centre, or of every centre; the paths of the files."""
    from cohortium.outputs import sha256_of
    from cohortium.outputs.template import write_templates as write

    study = load(folder)
    with speaking(language or study.protocol.language):
        return write(folder, study.protocol, sha256_of(folder / PROTOCOL), centre, layout, language, out)


def run(
    folder: Path,
    out: Path | None = None,
    engine: str | Opener = "duckdb",
    figures: str = "none",
    language: str | None = None,
    label: str | None = None,
    template: Path | None = None,
    memory: str = "",
) -> Finished:
    """Compute every number of a study and write it, with all that leads back to the cells, into a new folder.

    `memory` is at most used for counting (`1GiB`); what does not fit goes to a folder beside the results, which is removed.
    """
    from cohortium.outputs import check_label, run_folder, write_all
    from cohortium.outputs.template_document import read_template

    study = load(folder, language)
    with speaking(study.protocol.language):
        if label is not None:
            check_label(label, folder, out)
        model = read_template(template) if template else b""
    taken = _taken(study)
    needed = _AFTERWARDS if figures == "none" else (*_AFTERWARDS, *_TO_DRAW)
    with run_folder(folder, out) as target, _derived(study, engine, memory, target.work.parent, needed) as found:
        asked = _ask(found)
        _write_datasets(found, target.work)
        outputs = _outputs_of(found, figures, label or "", model)
        write_all(target.work, outputs)
        counts = [found.open(severity) for severity in ("blocking", "query", "note")]
        headline = str(outputs.answer)
        told = (*taken, *about_answers(found), *asked, *to_send(found))
        told += tuple(about_printed(outputs.protocol, outputs.tables, outputs.text))
    return Finished(target.final, headline, *counts, language=study.protocol.language, told=told)


@contextmanager
def _derived(study: Study, engine: str | Opener, memory: str, beside: Path, needed: Sequence[str]) -> Iterator[Derived]:
    """What does not fit into memory waits beside the results, and is gone before they are in place."""
    with work_folder(beside) as spill, derived(study, limited(engine, memory, spill), needed=needed) as found:
        yield found


def _outputs_of(found: Derived, figures: str, label: str, template: bytes) -> Outputs:
    """All that the displays of one run are made of, its numbers computed."""
    from cohortium.displays import build_figures, build_tables, closed
    from cohortium.marks import marks_of
    from cohortium.outputs import Outputs

    study = found.study
    results = results_of(found)
    tables = build_tables(study.protocol, results)
    marks = marks_of(found) if figures != "none" else None
    drawn, undrawn = build_figures(study.protocol, results, tables, found.filled, marks) if marks else ((), ())
    return Outputs(
        protocol=study.protocol,
        protocol_text=study.protocol_text,
        results=results.rows,
        tables=tables,
        figures=drawn,
        undrawn=undrawn,
        drawn=figures,
        ledger=tuple(found.ledger),
        queries=tuple(found.queries),
        answers=_answers(found),
        given=found.decided.answers.shown(),
        differences=found.differences,
        questions=tuple(found.questions),
        filled=tuple(found.filled),
        uncoded=uncoded(found.conformed.free, found.decided.coding),
        methods=tuple(closed(text, study.protocol.style) for text in methods_paragraph(study.protocol, study.measures)),
        versions=versions(found.engine.package),
        inputs=_inputs(found),
        steps=found.rows,
        rules={name: entry.sentence for name, entry in CHECKS.items()},
        checks=states_of(found.delivery, found.queries, found.broken),
        measures=study.measures,
        label=label,
        template=template,
    )


def explain(folder: Path, result_id: str, out: Path | None = None, language: str | None = None, engine: str | Opener = "duckdb") -> str:
    """One number of the newest results (or of `out`) led back to its patients and cells.

    Raises Problem when the study has changed since, or no result has that id.
    """
    from cohortium.explain import explain as explained
    from cohortium.outputs.folder import newest_run
    from cohortium.outputs.manifest import changed_inputs, read_manifest

    study = load(folder, language)
    place = out or newest_run(folder)
    manifest = read_manifest(place)
    if PROTOCOL not in manifest["inputs"]:
        raise Problem(
            "{place} holds no run of a study, so its numbers lead to no patient: pooled results are made of counts, a comparison of two "
            "runs. Name a folder that a run has written, such as results/001.",
            place=place,
        )
    with derived(study, engine) as found:
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
        found.engine.write_parquet(each.sql, each.order, folder / "datasets" / f"{each.name}.parquet")


def _inputs(found: Derived) -> dict[str, str]:
    """SHA-256 of everything that was read, by path inside the study folder."""
    from cohortium.outputs.manifest import sha256_of

    read = (*found.delivery.sheets, *found.delivery.parquet, *found.delivery.mappings)
    log = found.decided.answers.log
    answers = {LOG: sha256_of(log.path)} if log.entries else {}
    own = [found.study.folder / PROTOCOL, *coding_files(found.study.folder)]
    sheets = {sheet.file: sheet.sha256 for sheet in read}
    origins = {f"data/{each.table_place}/{ORIGIN}" for each in found.delivery.parquet if each.folder}
    origins = {name: sha256_of(path) for name in sorted(origins) if (path := found.study.folder / name).is_file()}
    return {path.name: sha256_of(path) for path in own} | sheets | origins | answers | {**found.decided.objections.files}


def _answers(found: Derived) -> dict[str, Any]:
    """What the manifest says of the answers: how many of each kind are applied, and what their log ends with."""
    log = found.decided.answers.log
    return {**found.decided.answers.counts(), "entries": len(log.entries), "head": log.head} if log.entries else {}


def versions(*computing: str) -> dict[str, str]:
    """The program and what computes, by name; `computing` are packages."""
    from importlib.metadata import PackageNotFoundError, version  # late: it brings the reading of mails along

    known = {"cohortium": __version__, "python": platform.python_version()}
    for package in (*computing, "numpy", "python-calamine", "scipy"):
        try:
            known[package] = version(package)
        except PackageNotFoundError:
            known[package] = "unknown"
    return known
