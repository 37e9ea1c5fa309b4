"""The check of written results, asked for by somebody: every file against the manifest, then every rule again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cohortium.language import counted, marked, tr
from cohortium.outputs.manifest import NAME, PROGRAM, SEAL, read_manifest, verify
from cohortium.outputs.release.checks import FAILED, NOT_APPLICABLE, PASSED, State, states_of
from cohortium.problems import DifferenceFound, Problem

STATES = {PASSED: marked("passed"), FAILED: marked("failed"), NOT_APPLICABLE: marked("not applicable")}


def checked(folder: Path) -> list[str]:
    """A line per check with its state; DifferenceFound, with every difference, where one of them failed.

    A file that is not as it was written is not read again: only its difference is told.
    """
    manifest = _manifest(folder)
    found = verify(folder)
    states = () if found or "release" not in manifest else _states(folder)
    found += [state.fault for state in states if state.faults]
    if found:
        head = tr("{folder} is not as the run wrote it:", folder=folder)
        raise DifferenceFound("\n".join([head, *(f"  {line}" for line in found)]))
    return [_line(state) for state in states]


def _manifest(folder: Path) -> dict[str, Any]:
    """What the manifest says; one that is damaged so much that it cannot be read is a difference, too."""
    try:
        return read_manifest(folder)
    except Problem:
        if not _was_ours(folder / NAME):
            raise
    head, changed = tr("{folder} is not as the run wrote it:", folder=folder), tr("{name} was changed after the run.", name=NAME)
    raise DifferenceFound(f"{head}\n  {changed}")


def _was_ours(path: Path) -> bool:
    """Whether this was a manifest of Cohortium: other programs write files of this name, but all of them write JSON."""
    try:
        content = path.read_bytes()
        json.loads(content)
    except OSError:
        return False
    except (ValueError, RecursionError):
        return True
    return f'"program": "{PROGRAM}"'.encode() in content or f'"{SEAL}": "'.encode() in content


def _states(folder: Path) -> tuple[State, ...]:
    """Results of an earlier version may lack what the checks read."""
    try:
        return states_of(folder)
    except (OSError, ValueError, KeyError) as error:
        kind = type(error).__name__
        raise DifferenceFound(
            "{folder} cannot be checked: a file is not of the form that this version writes ({kind}).", folder=folder, kind=kind
        ) from None


def _line(state: State) -> str:
    places = counted("{n} place", "{n} places", state.looked_at)
    text = "{check}: {state}, {places}. {sentence}"
    return tr(text, check=state.check.id, state=tr(STATES[state.state]), places=places, sentence=tr(state.check.sentence))
