"""Reading a mapping file: every mistake at once, each with its line, its column and a way out, as for the protocol."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cohortium.problems import Problem, Problems
from cohortium.protocol.document import Mistake, Node, Place, Unreadable, read_document
from cohortium.protocol.load import read_text
from cohortium.protocol.mistakes import place_of, shown_with_source, structural
from cohortium.protocol.partial import failures
from cohortium.sources.mapping.model import Mapping

FOLDER = "mappings"


@dataclass(frozen=True)
class Written:
    """A mapping, and the text that it was read from, so that a mistake found later still points at its line."""

    mapping: Mapping
    file: str  # relative to the study folder: mappings/07.yaml
    text: str
    root: Node
    sha256: str

    by_hand = True  # a name that the study does not know is a mistake of whoever wrote it

    @property
    def centre(self) -> str:
        """The centre that the files come from: as written, else the name of the mapping file."""
        return self.mapping.centre or Path(self.file).stem

    @property
    def answers_file(self) -> str:
        """The mapping file in which answers about the files are written."""
        return self.file

    def mistake(self, path: Iterable[Any], text: str, on_key: bool = False) -> str:
        """A mistake at a path, with the source line and a caret."""
        place = place_of(self.root, path, on_key) or Place(1, 1)
        return shown_with_source(self.file, self.text.split("\n"), Mistake(place, text))


def load_mappings(study: Path) -> tuple[Written, ...]:
    """The mappings of a study folder by the order of their names; Problems with the mistakes of all of them."""
    folder = study / FOLDER
    paths = sorted(path for path in folder.glob("*.y*ml") if path.suffix in (".yaml", ".yml")) if folder.is_dir() else []
    found: list[Written] = []
    wrong: list[str] = []
    for path in paths:
        try:
            found.append(load_mapping(path))
        except Problems as several:
            wrong += several.items
    if wrong:
        raise Problems("Mappings that need correction", wrong)
    return tuple(found)


def load_mapping(path: Path) -> Written:
    """The mapping written in a file; Problem when it cannot be read, Problems with every mistake otherwise."""
    text = read_text(path)
    return mapping_from(text, f"{FOLDER}/{path.name}", hashlib.sha256(path.read_bytes()).hexdigest())


def mapping_from(text: str, file: str, sha256: str = "") -> Written:
    """The mapping written in a text; `file` is how its mistakes call it."""
    lines = text.split("\n")
    try:
        root, mistakes = read_document(text)
    except Unreadable as found:
        raise Problems("{name} cannot be read", [shown_with_source(file, lines, found.mistake)], name=file) from None
    if root.kind != "mapping":
        text = "{file} holds no keys and values. Begin it with a line such as readings: , or with: cohortium map FILE"
        raise Problem(text, file=file)
    mapping, wrong = _built(root)
    ordered = sorted({*mistakes, *wrong})
    if mapping is None or ordered:
        raise Problems("{name} needs correction", [shown_with_source(file, lines, mistake) for mistake in ordered], name=file)
    return Written(mapping, file, text, root, sha256)


def _built(root: Node) -> tuple[Mapping | None, list[Mistake]]:
    data = root.plain()
    try:
        return Mapping.model_validate(data), []
    except ValidationError as error:
        return None, [structural(root, failure) for failure in failures(error, data, Mapping)]
