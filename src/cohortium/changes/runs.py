"""A results folder as a comparison reads it: its numbers, and the digests of what made them."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cohortium.language import tr
from cohortium.outputs.folder import labelled
from cohortium.outputs.manifest import read_manifest
from cohortium.outputs.release.binding import NAME
from cohortium.problems import Problem
from cohortium.results import COLUMNS


@dataclass(frozen=True)
class Run:
    """One run: inputs and parts of the protocol are digests by name; endpoints name their measure."""

    folder: Path
    name: str
    study: str
    language: str
    inputs: dict[str, str]
    versions: dict[str, str]
    protocol: dict[str, str]
    endpoints: dict[str, str]
    numbers: dict[str, dict[str, str]]


def read_run(given: Path) -> Run:
    """A results folder, or the name of a label where the folder of a run would be; a Problem when it cannot be compared."""
    folder = labelled(given)
    manifest = read_manifest(folder)
    try:
        binding: dict[str, Any] = json.loads((folder / NAME).read_bytes())
        numbers = _numbers(folder / "results.csv")
    except (OSError, ValueError, csv.Error):
        way_out = tr("Run the study again with this version, then compare.")
        raise Problem("{folder} holds no results that can be compared. {way_out}", folder=folder, way_out=way_out) from None
    name = str(manifest.get("label") or folder.name)
    return Run(
        folder, name, str(manifest.get("study", "")), binding["language"], manifest["inputs"], _programs(manifest),
        binding["protocol"], binding["endpoints"], numbers,
    )  # fmt: skip


def _numbers(path: Path) -> dict[str, dict[str, str]]:
    """The rows of results.csv by their id; a ValueError or csv.Error where a column or the end of a line is not there."""
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        rows = list(reader)
    if not {*COLUMNS} <= {*(reader.fieldnames or ())} or any(None in row or None in row.values() for row in rows):
        raise ValueError(path)
    return {row["result_id"]: row for row in rows}


def _programs(manifest: dict[str, Any]) -> dict[str, str]:
    """What counted: each program by its version, and our own by its files, too."""
    return {**manifest.get("versions", {}), **({"code": manifest["code"]} if "code" in manifest else {})}
