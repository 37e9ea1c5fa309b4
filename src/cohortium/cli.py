"""The commands: each turns a folder into work done, a problem into its sentence and an exit code.

Nothing heavy is imported before a command needs it, so that `--help` answers at once.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Any

import click

from cohortium import __version__
from cohortium.endings import Guarded, interrupted
from cohortium.language import LANGUAGES, counted, speaking, tr
from cohortium.problems import BAD_INPUT, DONE, OPEN_QUESTIONS
from cohortium.progress import watching
from cohortium.terminal import program, say, say_next, watcher

LANGUAGE = click.option("--language", type=click.Choice(LANGUAGES), help="In place of the language of the protocol.")
ENGINE = click.option("--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True, help="What counts.")
MASTER = click.option("--master", metavar="URL", default="", help="With spark: the cluster, as spark://host:7077; by default this machine.")
SCRATCH = click.option("--scratch", metavar="DIR", default="", help="With spark on a cluster: a folder that every worker reaches.")
FOLDER = click.Path(path_type=Path, readable=False)  # what may not be read is said in our own words


def run_command(arguments: list[str]) -> int:
    """Do what the arguments say and return the exit code; every ending is a sentence, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # pyright: ignore[reportAttributeAccessIssue]
    # A run makes many small objects and no rings of them; looking for rings takes a twentieth of its time.
    gc.set_threshold(100_000)
    try:
        return commands.main(arguments, prog_name=program(), standalone_mode=False) or DONE
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except click.ClickException as mistake:
        mistake.show()
        return BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        return interrupted()


class Commands(click.Group):
    """The commands, in the order in which a study needs them."""

    command_class = Guarded

    def list_commands(self, ctx: click.Context) -> list[str]:
        """As declared below, not by the alphabet."""
        return list(self.commands)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the command that was probably meant."""
        import difflib

        close = difflib.get_close_matches(args[0], self.commands, n=1)
        if args[0] not in self.commands and not args[0].startswith("-"):
            meant = tr(' Did you mean "{name}"?', name=close[0]) if close else ""
            text = 'There is no command "{name}".{meant} The commands are: {commands}.'
            ctx.fail(tr(text, name=args[0], meant=meant, commands=", ".join(self.commands)))
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="cohortium", message="%(prog)s %(version)s")
def commands() -> None:
    """Turn what the centres of a cohort send into results that explain themselves.

    STUDY is a folder with protocol.yaml and data/. Exit codes: 0 done; 1 results in place, blocking questions open;
    2 something to put right in the input; 3 a fault of the program; 4 verify found a difference; 130 interrupted.
    """


@commands.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@LANGUAGE
def demo(folder: Path, language: str | None) -> int:
    """Write the bundled example study into DIR and run it.

    Its patients are synthetic. A folder that already holds the example runs as it stands.
    """
    from cohortium import examples, study

    if examples.write("jak-ad", folder):
        say(tr("The example study (synthetic patients) is in {folder}: protocol.yaml and data/.", folder=folder))
    else:
        say(tr("The example study is already in {folder}; it runs as it stands there.", folder=folder))
    return _finish(folder, study.run(folder, figures="svg", language=language))


@commands.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--from-redcap", "dictionary", metavar="DICTIONARY", type=FOLDER, help="Draft from this data dictionary.")
@LANGUAGE
def new(folder: Path, dictionary: Path | None, language: str | None) -> int:
    """Begin a study: a commented protocol.yaml and a data/ folder."""
    from cohortium import starter

    if dictionary:
        starter.write_from_redcap(folder, dictionary)
    else:
        starter.write(folder)
    say(tr("A new study is in {folder}.", folder=folder))
    text = "Edit {protocol}, put the centres' files into {data} (data/README.txt says how)."
    say(tr(text, protocol=folder / "protocol.yaml", data=folder / "data"))
    say_next("check", folder)
    return DONE


@commands.command()
@click.argument("protocol", metavar="PROTOCOL", type=FOLDER)
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--like", metavar="FIGURES", type=FOLDER, help="Make data whose run gives these figures.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Another number makes other data.")
@click.option("--patients", type=click.IntRange(1, 100_000), help="How many; by default as many as the figures need, or 60.")
def simulate(protocol: Path, folder: Path, like: Path | None, seed: int, patients: int | None) -> int:
    """Make up data for any protocol: DIR becomes a study with centres' workbooks.

    PROTOCOL is a protocol file or a study folder. FIGURES names figures by the parts of their key, as figures.yaml of
    the example study does; figures that cannot be met together are named, and nothing is written.
    """
    from cohortium import simulation

    met = simulation.simulate(protocol, folder, like, seed, patients)
    say(tr("A study with made-up patients is in {folder}: protocol.yaml and data/.", folder=folder))
    if like:
        say(counted("Its run gives the {n} figure of {like}.", "Its run gives each of the {n} figures of {like}.", met, like=like))
    say_next("run", folder)
    return DONE


@commands.command()
@click.argument("study_folder", metavar="STUDY", type=FOLDER)
@click.option("--centre", metavar="CODE", help="Of this centre only; by default one for every declared centre.")
@click.option(
    "--layout", type=click.Choice(["wide", "long"]), default="wide", show_default=True, help="One row per patient, or per record."
)
@click.option("--language", type=click.Choice(LANGUAGES), help="In place of the language of the centre.")
@click.option("--out", metavar="FILE", type=FOLDER, help="The workbook, or the folder of several; by default STUDY/templates.")
def template(study_folder: Path, centre: str | None, layout: str, language: str | None, out: Path | None) -> int:
    """Write the data-entry workbook of a centre.

    Filled in and put into STUDY/data, it is read without a mapping. An earlier file is never replaced.
    """
    from cohortium import study

    written = study.write_templates(study_folder, centre, layout, language, out)
    with speaking(language or study.load(study_folder).protocol.language):
        places = {"first": written[0], "folder": written[0].parent}
        say(counted("The template is in {first}.", "{n} templates are in {folder}.", len(written), **places))
        say(tr("Send it to the centre; put what comes back into {data}.", data=study_folder / "data"))
        say_next("check", study_folder)
    return DONE


@commands.command(name="status")
@click.argument("study_folder", metavar="STUDY", type=FOLDER)
@LANGUAGE
def write_status(study_folder: Path, language: str | None) -> int:
    """Say what each centre still owes.

    Writes STUDY/status anew: tracking.xlsx, and a reminder for each centre in its language.
    """
    from cohortium import status

    found = status.write(study_folder, language)
    with speaking(found.language):
        centres = {"received": found.received, "declared": found.declared}
        say(tr("Centres: {received} have sent data, {declared} are declared.", **centres))
        scores = {"complete": found.complete, "due": found.due, "questions": found.questions}
        say(tr("Scores: {complete} of {due} that are due. Open questions: {questions}.", **scores))
        say(tr("Written: {workbook}, and a reminder for each centre.", workbook=found.folder / "tracking.xlsx"))
        say_next("check", study_folder)
    return DONE


@commands.command(name="map")
@click.argument("file", metavar="CENTRE_FILE", type=FOLDER)
@LANGUAGE
def map_file(file: Path, language: str | None) -> int:
    """Propose how a centre's file is to be read.

    CENTRE_FILE lies in the data folder of a study. Writes STUDY/mappings/CENTRE.yaml, never over one that is there. What it
    is unsure of is marked and stays unread, as a blocking question, until somebody decides.
    """
    from cohortium import study

    made = study.propose_mapping(file, language)
    with speaking(made.language):
        one = "A mapping is proposed in {path}: {n} column certain, {unsure} unsure, {unused} not used."
        many = "A mapping is proposed in {path}: {n} columns certain, {unsure} unsure, {unused} not used."
        say(counted(one, many, made.sure, path=made.path, unsure=made.unsure, unused=made.unused))
        say(tr("Read it line by line; take away a line unsure where the column is right, or the column where it is wrong."))
        say_next("check", made.study)
    return OPEN_QUESTIONS if made.unsure else DONE


@commands.command()
@click.argument("study_folder", metavar="STUDY", type=FOLDER)
@LANGUAGE
def check(study_folder: Path, language: str | None) -> int:
    """Say what is wrong with the protocol and the data of STUDY.

    Writes no results: only what is to be answered (questions.xlsx), and the answers given there into the mappings,
    and those that centres sent back (STUDY/answers) into their log.
    """
    from cohortium import study

    found = study.check(study_folder, language=language)
    for line in found.summary:
        say(line)
    with speaking(found.language):
        say(_questions(found.blocking, found.queries, found.notes))
        say_next("run", study_folder)
    return OPEN_QUESTIONS if found.blocking else DONE


@commands.command()
@click.argument("study_folder", metavar="STUDY", type=FOLDER)
@click.option("--out", metavar="DIR", type=FOLDER, help="Write here, not in STUDY/results; results already there are replaced.")
@ENGINE
@MASTER
@SCRATCH
@click.option(
    "--figures",
    type=click.Choice(["none", "svg", "all"]),
    default="svg",
    show_default=True,
    help="Which figures are drawn: none, as SVG, or also as PDF, as PNG at 600 dpi, and together in figures.docx and figures.tex.",
)
@click.option("--label", metavar="NAME", default="", help="Keep this run by a name, such as submission-1; it is never replaced.")
@click.option("--template", metavar="FILE.docx", type=FOLDER, help="Build the Word tables on this document's styles and pages.")
@click.option("--memory-limit", "memory", metavar="SIZE", default="", help="Count within so much memory, such as 1GiB.")
@LANGUAGE
def run(study_folder: Path, out: Path | None, engine: str, master: str, scratch: str, language: str | None, **chosen: Any) -> int:
    """Compute every result of STUDY.

    Writes the results, the report, the tables and the questions to the centres into a new folder.
    """
    from cohortium import study
    from cohortium.engines import opener

    counts = opener(engine, master, scratch)
    with watching(watcher()):
        finished = study.run(study_folder, out=out, engine=counts, language=language, **chosen)
    return _finish(study_folder, finished)


@commands.command(name="tally")
@click.argument("study_folder", metavar="STUDY", type=FOLDER)
@click.option("-o", "--out", metavar="FILE", type=FOLDER, required=True, help="The file to write, such as 07.json.")
@click.option("--small-counts", metavar="N", type=click.IntRange(2, 1000), help="Send values only where each counts N patients or more.")
@LANGUAGE
def write_tally(study_folder: Path, out: Path, small_counts: int | None, language: str | None) -> int:
    """Write the counts that the results need, and no patient.

    FILE is plain JSON: what each analysis counts of STUDY, each by itself. Values with their counts are as confidential as the data; with
    --small-counts only numbers of patients travel in place of a value that too few of them have.
    """
    from cohortium import pooling

    found = pooling.write_tally(study_folder, out, small_counts, language)
    with speaking(found.language):
        for line in pooling.about(found):
            say(line)
        say_next("pool", found.path)
    return OPEN_QUESTIONS if found.blocking else DONE


@commands.command(name="pool")
@click.argument("files", metavar="FILES", type=FOLDER, nargs=-1, required=True)
@click.option("--out", metavar="DIR", type=FOLDER, help="Write here, not into results beside the first of FILES.")
@click.option(
    "--figures", type=click.Choice(["none", "svg", "all"]), default="svg", show_default=True, help="Which figures are drawn, as in run."
)
@LANGUAGE
def pool_tallies(files: tuple[Path, ...], out: Path | None, figures: str, language: str | None) -> int:
    """Add up the tallies of centres into the results of the study.

    FILES are written by tally, all by the same protocol and version. Medians, tests and curves are those of all patients together.
    """
    from cohortium import pooling

    found = pooling.pool(files, out, figures, language)
    with speaking(found.language):
        for line in pooling.about_pooled(found):
            say(line)
        say_next("verify", found.folder)
    return OPEN_QUESTIONS if found.draft.questions else DONE


@commands.command(name="compare")
@click.argument("before", metavar="RUN", type=FOLDER)
@click.argument("now", metavar="RUN", type=FOLDER)
@click.option("--out", metavar="DIR", type=FOLDER, help="Write here, not into compare-BEFORE-NOW beside the later run.")
@LANGUAGE
def compare_runs(before: Path, now: Path, out: Path | None, language: str | None) -> int:
    """List every number that changed between two runs, with its cause.

    RUN is a results folder, such as STUDY/results/001, or the label of one in its place: STUDY/results/submission-1. Writes changes.html,
    changes.docx and changes.xlsx. The cause is a cell, an answer, a mapping, the protocol or the program; where several of them differ and
    could each have changed the number, all of these are named.
    """
    from cohortium import changes

    found, place = changes.compare(before, now, out, language)
    with speaking(language or found.language):
        for line in changes.sentences(found):
            say(line)
        say(tr("Written: {page}, changes.docx and changes.xlsx.", page=place / "changes.html"))
        say_next("verify", place)
    return DONE


@commands.command(name="explain")
@click.argument("study_folder", metavar="STUDY", type=FOLDER)
@click.argument("result_id", metavar="RESULT_ID")
@click.option("--out", metavar="DIR", type=FOLDER, help="The results to explain, if not the newest of STUDY/results.")
@ENGINE
@MASTER
@SCRATCH
@LANGUAGE
def explain_result(
    study_folder: Path, result_id: str, out: Path | None, engine: str, master: str, scratch: str, language: str | None
) -> int:
    """Lead one number back to its definition, patients and cells.

    RESULT_ID is the first column of results.csv.
    """
    from cohortium import study
    from cohortium.engines import opener

    say(study.explain(study_folder, result_id, out=out, language=language, engine=opener(engine, master, scratch)))
    with speaking(language or study.load(study_folder).protocol.language):
        say_next("explain", study_folder, "RESULT_ID", out=out)
    return DONE


@commands.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
def verify(folder: Path) -> int:
    """Compare the results in DIR with their manifest, byte for byte, and check them again.

    The checks are those that every run must pass before its results appear: docs/checks.md lists them.
    """
    from cohortium.outputs.manifest import changed_inputs, read_manifest
    from cohortium.outputs.release.verify import checked

    for line in checked(folder):
        say(line)
    say(tr("Every file in {folder} is as the run wrote it.", folder=folder))
    study_folder = _study_of(folder)
    if study_folder is None:
        return DONE
    later = changed_inputs(read_manifest(folder), study_folder)
    changed = tr("Changed since the run: {files}.", files=", ".join(later))
    say(changed if later else tr("The protocol and the data are as they were, too."))
    say_next("run" if later else "check", study_folder)
    return DONE


def _study_of(results: Path) -> Path | None:
    """The study whose numbered folder this is."""
    folder = Path(os.path.normpath(results / ".." / ".."))
    return folder if results.resolve().parent.name == "results" and (folder / "protocol.yaml").is_file() else None


def _finish(folder: Path, finished: Any) -> int:
    """Say what a run found and where it is, in the language of its report."""
    with speaking(finished.language):
        say(finished.headline)
        say(_questions(finished.blocking, finished.queries, finished.notes))
        if finished.blocking:
            one = "DRAFT: answer the {n} blocking question (questions.xlsx of the study, queries.xlsx of the results), then run again."
            many = "DRAFT: answer the {n} blocking questions (questions.xlsx of the study, queries.xlsx of the results), then run again."
            say(counted(one, many, finished.blocking))
        for line in finished.told:
            say(line)
        say(tr("Results: {folder}; begin with {report}", folder=finished.folder, report=finished.folder / "report.html"))
        say_next("explain", folder, _an_interesting_result(finished.folder), out=_elsewhere(folder, finished.folder))
    return OPEN_QUESTIONS if finished.blocking else DONE


def _elsewhere(folder: Path, results: Path) -> Path | None:
    """The results folder, where it is not the one that `explain` takes by itself."""
    return None if results.parent == folder / "results" else results


def _an_interesting_result(results: Path) -> str:
    """The result_id of the first endpoint's first number of patients, or of the first result."""
    import csv

    try:
        with open(results / "results.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, csv.Error):  # the results are in place: what to type next must not turn that into a fault
        return "RESULT_ID"
    counts = (row for row in rows if row["analysis"] == "efficacy" and row["stat"] in ("n", "median") and row["value"] not in ("", "0"))
    return next(counts, rows[0])["result_id"]


def _questions(blocking: int, queries: int, notes: int) -> str:
    open_ones = (
        counted("{n} blocking question", "{n} blocking questions", blocking),
        counted("{n} other question", "{n} other questions", queries),
        counted("{n} note", "{n} notes", notes),
    )
    return tr("Open: {questions}.", questions=", ".join(open_ones))
