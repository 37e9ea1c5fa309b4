"""Reading a protocol file: every mistake at once, each with its line, its column and a way out."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import Any

from cohortium.language import LANGUAGES, speaking, spoken, tr
from cohortium.problems import Problem, Problems
from cohortium.protocol.document import Mistake, Node, Unreadable, read_document
from cohortium.protocol.mistakes import place_of, shown_with_source, structural
from cohortium.protocol.model import Protocol
from cohortium.protocol.partial import build
from cohortium.protocol.references import reference_mistakes

MOST_BYTES, MOST_SHOWN = 1_000_000, 100
# A text that cannot be read as a whole still says in which language to say so.
_LANGUAGE = re.compile(r"""^["']?language["']?\s*:\s*["']?([A-Za-z]+)""", re.MULTILINE)


def load_protocol(path: Path, language: str | None = None) -> Protocol:
    """The protocol written in a file; mistakes are told in `language`, else in the protocol's own.

    Raises Problem when the file cannot be read, Problems with every mistake in order of place otherwise.
    """
    return protocol_from(read_text(Path(path)), Path(path).name, language)


def protocol_from(text: str, name: str = "protocol.yaml", language: str | None = None) -> Protocol:
    """The protocol written in a text; `name` is how its mistakes call the file."""
    with speaking(language or _language(found[1] if (found := _LANGUAGE.search(text)) else "")):
        try:
            root, mistakes = read_document(text)
        except Unreadable as found:
            raise Problems("{name} cannot be read", _items(name, text, [found.mistake]), name=name) from None
        if root.kind != "mapping":
            raise Problem(_not_a_protocol(name, root))
    written = root.plain()
    with speaking(language or _language(str(written.get("language")))):
        return _checked(written, root, text, name, mistakes)


def _language(written: str) -> str:
    """The language that a protocol names; `language: français` is none, but says well enough in which to say so."""
    return next((language for language in LANGUAGES if written.lower().startswith(language)), spoken())


def _checked(written: dict[str, Any], root: Node, text: str, name: str, mistakes: list[Mistake]) -> Protocol:
    protocol, errors = build(written)
    mistakes = [*mistakes, *(structural(root, error) for error in errors)]
    if protocol is not None:
        references = reference_mistakes(protocol, root)
        mistakes += [Mistake(place, found.text) for found in references if (place := place_of(root, found.path, found.on_key))]
    if mistakes or protocol is None:
        raise Problems("{name} needs correction", _items(name, text, mistakes), name=name)
    return protocol


def _items(name: str, text: str, mistakes: list[Mistake]) -> list[str]:
    ordered = sorted(set(mistakes))
    lines = text.split("\n")
    items = [shown_with_source(name, lines, mistake) for mistake in ordered[:MOST_SHOWN]]
    rest = len(ordered) - MOST_SHOWN
    return items if rest <= 0 else [*items, tr("... and {rest} more; correct these first", rest=rest)]


def _not_a_protocol(name: str, root: Node) -> str:
    if root.value is None:
        return tr("{name} is empty. Write at least study, arms, timepoints and one endpoint, or begin with: cohortium new DIR", name=name)
    if root.kind == "list":
        return tr("{name} holds a list, not keys and values. Begin it with a line such as study: my-study", name=name)
    return tr("{name} holds a single text, not keys and values. Begin it with a line such as study: my-study", name=name)


def read_text(path: Path) -> str:
    """The text of a protocol or mapping file, with plain line ends; Problem where it cannot be read."""
    said = path.name or str(path)
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise Problem("{said} is a folder, not a protocol file. Give the study's folder, with a file protocol.yaml in it.", said=said)
        if not stat.S_ISREG(found.st_mode):  # a pipe would be waited for without end
            raise Problem("{said} is not a file that can be read. Put the protocol itself there.", said=said)
        if found.st_size > MOST_BYTES:
            raise Problem("{said} is larger than 1 MB, which no protocol is. Check that it is the right file.", said=said)
        raw = path.read_bytes()
    except FileNotFoundError:
        raise Problem("{path} does not exist. Write the protocol there, or begin with: cohortium new DIR", path=path) from None
    except (OSError, ValueError):
        raise Problem("{path} cannot be opened. Check its name and your right to read it.", path=path) from None
    return _decoded(raw, said)


def _decoded(raw: bytes, said: str) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        text = "{said} is not written in UTF-8 (line {line}). Save it again with the encoding UTF-8."
        raise Problem(text, said=said, line=line) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")
