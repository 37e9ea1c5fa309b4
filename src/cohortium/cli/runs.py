"""Commands that make results, lead back from them and compare them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from cohortium.cli.options import FOLDER, LANGUAGE, STUDY, command, counting
from cohortium.cli.summary import finish
from cohortium.language import speaking, tr
from cohortium.problems import DONE
from cohortium.progress import watching
from cohortium.terminal import say, say_next, watcher


@command()
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
    with watching(watcher()):
        return finish(folder, study.run(folder, figures="svg", language=language))


@command()
@STUDY
@click.option("--out", metavar="DIR", type=FOLDER, help="Write here, not in STUDY/results; results already there are replaced.")
@counting
@click.option(
    "--figures",
    type=click.Choice(["none", "svg", "all"]),
    default="svg",
    show_default=True,
    help="Which figures are drawn: none, as SVG, or also as PDF, as PNG at 600 dpi, and together in figures.docx and figures.tex.",
)
@click.option("--label", metavar="NAME", help="Keep this run by a name, such as submission-1; it is never replaced.")
@click.option("--template", metavar="FILE.docx", type=FOLDER, help="Build the Word tables on this document's styles and pages.")
@click.option(
    "--memory-limit",
    "memory",
    metavar="SIZE",
    default="",
    help="Count within so much memory, such as 1GiB; else within 800 MB for each processor.",
)
@LANGUAGE
def run(study_folder: Path, **chosen: Any) -> int:
    """Compute every result of STUDY.

    Writes the results, the report, the tables and the questions to the centres into a new folder.
    """
    from cohortium import study

    with watching(watcher()):
        return finish(study_folder, study.run(study_folder, **chosen))


@command("compare")
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


@command("explain")
@STUDY
@click.argument("result_id", metavar="RESULT_ID")
@click.option("--out", metavar="DIR", type=FOLDER, help="The results to explain, if not the newest of STUDY/results.")
@counting
@LANGUAGE
def explain_result(study_folder: Path, result_id: str, out: Path | None, language: str | None, **where: Any) -> int:
    """Lead one number back to its definition, patients and cells.

    RESULT_ID is the first column of results.csv.
    """
    from cohortium import study

    say(study.explain(study_folder, result_id, out=out, language=language, **where))
    with speaking(language or study.load(study_folder).protocol.language):
        say_next("explain", study_folder, "RESULT_ID", out=out)
    return DONE


@command()
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
    study_folder, manifest = _study_of(folder), read_manifest(folder)
    if study_folder is None:
        _say_next_elsewhere(folder, manifest)
        return DONE
    later = changed_inputs(manifest, study_folder)
    changed = tr("Changed since the run: {files}.", files=", ".join(later))
    say(changed if later else tr("The protocol and the data are as they were, too."))
    say_next("run" if later else "check", study_folder)
    return DONE


def _say_next_elsewhere(folder: Path, manifest: dict[str, Any]) -> None:
    """What fits a folder that does not stand in its study: pooled tallies have none, a comparison explains no number itself."""
    is_run = "release" in manifest
    if is_run and "protocol.yaml" not in manifest["inputs"]:
        say_next("compare", folder, "RUN")
    else:
        say_next("explain", "STUDY", "RESULT_ID", out=folder if is_run else None)


def _study_of(results: Path) -> Path | None:
    """The study whose numbered folder this is."""
    folder = Path(os.path.normpath(results / ".." / ".."))
    return folder if results.resolve().parent.name == "results" and (folder / "protocol.yaml").is_file() else None
