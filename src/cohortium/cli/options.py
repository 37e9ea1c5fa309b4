"""What commands have in common: how they end, and what several of them take."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import Any

import click

from cohortium.endings import Guarded
from cohortium.language import LANGUAGES

command = partial(click.command, cls=Guarded)
"""Declares a command; whatever ends it is a sentence."""
FOLDER = click.Path(path_type=Path, readable=False)  # what may not be read is said in our own words
STUDY = click.argument("study_folder", metavar="STUDY", type=FOLDER)
LANGUAGE = click.option("--language", type=click.Choice(LANGUAGES), help="In place of the language of the protocol.")
_PLACES = (
    click.option("--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True, help="What counts."),
    click.option("--master", metavar="URL", default="", help="With spark: the cluster, as spark://host:7077; by default this machine."),
    click.option("--scratch", metavar="DIR", default="", help="With spark on a cluster: a folder that every worker reaches."),
)


def counting(command: Callable[..., int]) -> Callable[..., int]:
    """The options that say what counts and where; the command is given what opens it, as `engine`."""

    @wraps(command)
    def chosen(engine: str, master: str, scratch: str, **others: Any) -> int:
        from cohortium.engines import opener

        return command(engine=opener(engine, master, scratch), **others)

    for option in reversed(_PLACES):
        chosen = option(chosen)
    return chosen
