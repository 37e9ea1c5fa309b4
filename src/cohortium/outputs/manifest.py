"""manifest.json: what made a results folder and the SHA-256 of every file in it; the same run gives the same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from cohortium.language import tr
from cohortium.outputs.run import Outputs
from cohortium.outputs.texts import RULE
from cohortium.problems import Problem

NAME = "manifest.json"
SEAL = "seal"
PROGRAM = "cohortium"


def write_manifest(folder: Path, run: Outputs, release: Mapping[str, str]) -> None:
    """The last file of a run: no clock, no absolute path, keys sorted; `release` are the states of the checks of what was written."""
    content = {
        "program": PROGRAM,
        "versions": dict(run.versions),
        "code": code_digest(),
        "study": run.protocol.study,
        "language": run.protocol.language,
        "draft": {"questions": run.draft.questions, "patients": run.draft.patients},
        "inputs": dict(run.inputs),
        "queries": run.statuses,
        "answers": dict(run.answers),
        "steps": dict(run.steps),
        "csv_text_rule": RULE,
        "outputs": {name: sha256_of(folder / name) for name in _files(folder)},
        "release": dict(release),
        **({"label": run.label} if run.label else {}),
        **({"template": hashlib.sha256(run.template).hexdigest()} if run.template else {}),
    }
    (folder / NAME).write_bytes(_sealed(content))


def write_plain_manifest(folder: Path, **facts: Any) -> None:
    """The manifest of a folder that is no run: what it was made of, and its files."""
    outputs = {name: sha256_of(folder / name) for name in _files(folder)}
    (folder / NAME).write_bytes(_sealed({"program": PROGRAM, "inputs": {}, "outputs": outputs, **facts}))


def _sealed(content: Mapping[str, Any]) -> bytes:
    """The bytes of a manifest: its last line of defence is the digest of all the rest."""
    body = {name: part for name, part in content.items() if name != SEAL}
    return _written(body | {SEAL: hashlib.sha256(_written(body)).hexdigest()})


def _written(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, indent=1, sort_keys=True, ensure_ascii=True) + "\n").encode()


def is_results_folder(folder: Path) -> bool:
    """Whether a folder holds a Cohortium manifest."""
    try:
        return read_manifest(folder)["program"] == PROGRAM
    except Problem:
        return False


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a results folder; a Problem if there is none that can be read."""
    way_out = tr("Name a folder that a run has written, such as results/001.")
    try:
        content = json.loads((folder / NAME).read_bytes())
    except OSError:
        raise Problem(
            "{folder} holds no {name}, so it is not a results folder. {way_out}", folder=folder, name=NAME, way_out=way_out
        ) from None
    except (ValueError, RecursionError):
        raise Problem("{folder} cannot be read: it is not JSON. {way_out}", folder=folder / NAME, way_out=way_out) from None
    known = isinstance(content, dict) and content.get("program") == PROGRAM
    if not known or not all(map(_is_list_of_files, (content.get("outputs"), content.get("inputs", {})))):
        raise Problem("{folder} is not a manifest of Cohortium. {way_out}", folder=folder / NAME, way_out=way_out)
    content.setdefault("inputs", {})
    return content


def _is_list_of_files(found: Any) -> bool:
    """Whether this is what a run writes: digests by names that a file can have."""
    if not isinstance(found, dict) or not all(isinstance(digest, str) for digest in found.values()):
        return False
    return all("\0" not in name and name.encode("utf-8", "ignore").decode() == name for name in found)


def verify(folder: Path) -> list[str]:
    """One sentence per file that is missing, changed or not of the run, and per folder without a file; empty when all is as written."""
    manifest = read_manifest(folder)
    expected: dict[str, Any] = manifest["outputs"]
    present = set(_files(folder))
    said = {name: tr("{name} is not one of the files that the run wrote.", name=name) for name in present - expected.keys()}
    for name, digest in expected.items():
        if name not in present:
            said[name] = tr("{name} is missing.", name=name)
        elif (folder / name).is_symlink():
            said[name] = tr("{name} is a link in place of the file that the run wrote.", name=name)
        elif sha256_of(folder / name) != digest:
            said[name] = tr("{name} was changed after the run.", name=name)
    said |= {name: tr("{name} is a folder without a file; the run wrote none.", name=name) for name in _empty_folders(folder)}
    if (folder / NAME).is_symlink() or (folder / NAME).read_bytes() != _sealed(manifest):
        said[NAME] = tr("{name} was changed after the run.", name=NAME)
    return [said[name] for name in sorted(said)]


def changed_inputs(manifest: dict[str, Any], study: Path) -> list[str]:
    """The inputs of a run that are no longer as they were read, by path inside the study."""
    inputs = manifest.get("inputs", {})
    return [name for name in sorted(inputs) if not _inside(name) or _digest(study / name) != inputs[name]]


@cache
def code_digest(root: Path = Path(__file__).parents[1]) -> str:
    """The SHA-256 of this program's own files: two programs may well call themselves by the same version."""
    digest = hashlib.sha256()
    files = (path for path in root.rglob("*") if "__pycache__" not in path.parts and path.is_file())
    for name, path in sorted((path.relative_to(root).as_posix(), path) for path in files):
        digest.update(f"{name}\0{sha256_of(path)}\n".encode())
    return digest.hexdigest()


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError:
        return ""


def _inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _empty_folders(folder: Path) -> list[str]:
    folders = (path for path in folder.rglob("*") if path.is_dir() and not path.is_symlink())
    return [path.relative_to(folder).as_posix() for path in folders if not any(path.iterdir())]


def _files(folder: Path) -> list[str]:
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() or path.is_symlink())
    return sorted(name for name in names if name != NAME)
