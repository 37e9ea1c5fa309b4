"""What `new` writes: a protocol that loads as it is, with a comment on every choice, and a folder for the data."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from importlib import resources
from pathlib import Path

from cohortium.problems import Problem, full_disk

FILES = ("protocol.yaml", "data/README.txt")


def write(folder: Path) -> None:
    """Begin a study in a folder that is new or empty."""
    place(folder, _fill)


def write_from_redcap(folder: Path, dictionary: Path) -> None:
    """Begin a study with a protocol and a mapping drafted from a REDCap data dictionary."""
    from cohortium.starter.redcap import draft

    protocol, mapping = draft(dictionary)

    def fill(target: Path) -> None:
        _fill(target)
        (target / "mappings").mkdir()
        (target / "protocol.yaml").write_text(protocol, "utf-8", newline="\n")
        (target / "mappings" / "redcap.yaml").write_text(mapping, "utf-8", newline="\n")

    place(folder, fill)


def place(folder: Path, fill: Callable[[Path], None]) -> None:
    """Fill a new or empty folder whole or not at all: an interrupted start leaves nothing half written."""
    if folder.is_file():
        raise Problem("{folder} is a file; name a folder that is new or empty.", folder=folder)
    if folder.is_dir() and any(folder.iterdir()):
        raise Problem("{folder} is not empty, and nothing in it was touched; name a folder that is new or empty.", folder=folder)
    target = folder.resolve()
    unfinished = target.parent / f".{target.name}.unfinished"
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        fill(unfinished)
        if target.is_dir():
            target.rmdir()
        os.replace(unfinished, target)
    except Exception as error:
        refusal = error if isinstance(error, OSError) else full_disk(error)
        if refusal is None:
            raise
        raise Problem(
            "{folder} cannot be written: {strerror}. Name a folder where you may write, with room.",
            folder=folder,
            strerror=refusal.strerror,
        ) from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _fill(folder: Path) -> None:
    source = resources.files(__name__) / "files"
    for name in FILES:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((source / name).read_bytes())
