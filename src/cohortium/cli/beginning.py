"""Commands to begin a study: its protocol, made-up data, workbooks for the centres."""

from __future__ import annotations

from pathlib import Path

import click

from cohortium.cli.options import FOLDER, LANGUAGE, STUDY, command
from cohortium.language import LANGUAGES, counted, speaking, tr
from cohortium.problems import DONE, Problem
from cohortium.terminal import say, say_next


@command()
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


@command()
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


@command("snapshot")
@STUDY
@click.argument("tables", metavar="TABLE=NAME", nargs=-1, required=True)
@click.option("--master", metavar="URL", default="", help="The cluster, as spark://host:7077; by default this machine.")
@click.option("--replace", is_flag=True, help="Put new snapshots in the place of earlier ones.")
@LANGUAGE
def write_snapshot(study_folder: Path, tables: tuple[str, ...], master: str, replace: bool, language: str | None) -> int:
    """Take tables of a catalogue into STUDY, by Spark.

    Each TABLE is one of the study's, NAME the one of the catalogue: visits=registry.visits treatments=registry.drugs. The workers write
    STUDY/data/TABLE.parquet, a folder of parts, whole or not at all; a run reads it, on Spark or without. Spark's own settings say which
    catalogue there is.
    """
    from cohortium import study

    asked = [pair.partition("=") for pair in tables]
    names = {table: name for table, _, name in asked}
    if len(names) < len(asked) or not all(names.values()):
        raise Problem("Write each table once, as TABLE=NAME, for example visits=registry.visits.")
    found = study.snapshot(study_folder, names, master, replace, language=language)
    with speaking(found.language):
        for each in found.tables:
            one = "{rows} rows of {source} are in {folder}, in {n} part."
            many = "{rows} rows of {source} are in {folder}, in {n} parts."
            say(counted(one, many, each.parts, rows=each.rows, source=each.source, folder=each.folder))
        say_next("check", study_folder)
    return DONE


@command()
@STUDY
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
        one = "Send it to the centre; put what comes back into {data}."
        many = "Send each to its centre; put what comes back into {data}."
        say(counted(one, many, len(written), data=study_folder / "data"))
        say_next("check", study_folder)
    return DONE
