"""Reading a protocol file: every mistake at once, each with its line, its column and a way out."""

from __future__ import annotations

import stat
from pathlib import Path

from cohortium.problems import Problem, Problems
from cohortium.protocol.document import Mistake, Node, Unreadable, read_document
from cohortium.protocol.mistakes import place_of, shown_with_source, structural
from cohortium.protocol.model import Protocol
from cohortium.protocol.partial import build
from cohortium.protocol.references import reference_mistakes

MOST_BYTES, MOST_SHOWN = 1_000_000, 100


def load_protocol(path: Path) -> Protocol:
    """The protocol written in a file.

    Raises Problem when the file cannot be read, Problems with every mistake in order of place otherwise.
    """
    return protocol_from(read_text(Path(path)), Path(path).name)


def protocol_from(text: str, name: str = "protocol.yaml") -> Protocol:
    """The protocol written in a text; `name` is how its mistakes call the file."""
    try:
        root, mistakes = read_document(text)
    except Unreadable as found:
        raise Problems(f"{name} cannot be read", _items(name, text, [found.mistake])) from None
    if root.kind != "mapping":
        raise Problem(_not_a_protocol(name, root))
    protocol, errors = build(root.plain())
    mistakes += [structural(root, error) for error in errors]
    if protocol is not None:
        references = reference_mistakes(protocol, root)
        mistakes += [Mistake(place, found.text) for found in references if (place := place_of(root, found.path, found.on_key))]
    if mistakes or protocol is None:
        raise Problems(f"{name} needs correction", _items(name, text, mistakes))
    return protocol


def _items(name: str, text: str, mistakes: list[Mistake]) -> list[str]:
    ordered = sorted(set(mistakes))
    lines = text.split("\n")
    items = [shown_with_source(name, lines, mistake) for mistake in ordered[:MOST_SHOWN]]
    rest = len(ordered) - MOST_SHOWN
    return items if rest <= 0 else [*items, f"... and {rest} more; correct these first"]


def _not_a_protocol(name: str, root: Node) -> str:
    if root.value is None:
        return f"{name} is empty. Write at least study, arms, timepoints and one endpoint, or begin with: cohortium new DIR"
    kind = "list" if root.kind == "list" else "single text"
    return f"{name} holds a {kind}, not keys and values. Begin it with a line such as study: my-study"


def read_text(path: Path) -> str:
    """The text of a protocol or mapping file, with plain line ends; Problem where it cannot be read."""
    said = path.name or str(path)
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise Problem(f"{said} is a folder, not a protocol file. Give the study's folder, with a file protocol.yaml in it.")
        if not stat.S_ISREG(found.st_mode):  # a pipe would be waited for without end
            raise Problem(f"{said} is not a file that can be read. Put the protocol itself there.")
        if found.st_size > MOST_BYTES:
            raise Problem(f"{said} is larger than 1 MB, which no protocol is. Check that it is the right file.")
        raw = path.read_bytes()
    except FileNotFoundError:
        raise Problem(f"{path} does not exist. Write the protocol there, or begin with: cohortium new DIR") from None
    except (OSError, ValueError):
        raise Problem(f"{path} cannot be opened. Check its name and your right to read it.") from None
    return _decoded(raw, said)


def _decoded(raw: bytes, said: str) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Problem(f"{said} is not written in UTF-8 (line {line}). Save it again with the encoding UTF-8.") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")
