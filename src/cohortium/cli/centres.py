"""Commands about what the centres sent: who owes what, how a file is read, what is wrong."""

from __future__ import annotations

from pathlib import Path

import click

from cohortium.cli.options import FOLDER, LANGUAGE, STUDY, command
from cohortium.cli.summary import questions
from cohortium.language import counted, speaking, tr
from cohortium.problems import DONE, OPEN_QUESTIONS
from cohortium.terminal import say, say_next

ENCODINGS = ("cp1252", "latin-1", "mac_roman", "utf-16")
"""What older programs write: Excel for Windows, many databases, Excel for the Mac, exports of Unicode text."""


@command("status")
@STUDY
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


@command("map")
@click.argument("file", metavar="CENTRE_FILE", type=FOLDER)
@click.option("--encoding", type=click.Choice(ENCODINGS), help="Of a text file that is not UTF-8; it goes into the mapping.")
@LANGUAGE
def map_file(file: Path, encoding: str | None, language: str | None) -> int:
    """Propose how a centre's file is to be read.

    CENTRE_FILE lies in the data folder of a study. Writes STUDY/mappings/CENTRE.yaml, which is for every file of the centre that
    looks like this one. Where there is one already, readings for another kind of file go to its end; nothing in it is changed. What
    it is unsure of is marked and stays unread, as a blocking question, until somebody decides.
    """
    from cohortium import study

    made = study.propose_mapping(file, language, encoding or "")
    with speaking(made.language):
        one = "A mapping is proposed in {path}: {n} column certain, {unsure} unsure, {unused} not used."
        many = "A mapping is proposed in {path}: {n} columns certain, {unsure} unsure, {unused} not used."
        if made.added:
            one = "Readings are added at the end of {path}: {n} column certain, {unsure} unsure, {unused} not used."
            many = "Readings are added at the end of {path}: {n} columns certain, {unsure} unsure, {unused} not used."
        say(counted(one, many, made.sure, path=made.path, unsure=made.unsure, unused=made.unused))
        say(tr("Read it line by line; take away a line unsure where the column is right, or the column where it is wrong."))
        say_next("check", made.study)
    return OPEN_QUESTIONS if made.unsure else DONE


@command()
@STUDY
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
        say(questions(found.blocking, found.queries, found.notes))
        say_next("run", study_folder)
    return OPEN_QUESTIONS if found.blocking else DONE
