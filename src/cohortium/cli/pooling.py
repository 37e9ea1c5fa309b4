"""Commands that send counts in place of patients, and add them up."""

from __future__ import annotations

from pathlib import Path

import click

from cohortium.cli.options import FOLDER, LANGUAGE, STUDY, command
from cohortium.language import speaking
from cohortium.problems import DONE, OPEN_QUESTIONS
from cohortium.terminal import say, say_next


@command("tally")
@STUDY
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


@command("pool")
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
