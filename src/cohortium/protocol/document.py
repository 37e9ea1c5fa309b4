"""A YAML text as plain values that remember where they were written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from cohortium.language import marked, tr

MOST_NODES, MOST_DEPTH, MOST_LETTERS = 100_000, 50, 10_000
_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"-?[1-9][0-9]{0,17}|0")
_WORDS = {"null": None, "Null": None, "NULL": None, "~": None, "": None} | {
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


@dataclass(frozen=True, order=True)
class Place:
    """A line and a column, both counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, order=True)
class Mistake:
    """Something wrong at a place, in the user's words."""

    place: Place
    text: str


class Unreadable(Exception):
    """The text cannot be understood from here on."""

    def __init__(self, place: Place, text: str) -> None:
        super().__init__(text)
        self.mistake = Mistake(place, text)


@dataclass
class Node:
    """A scalar, a list or a mapping; `value` holds a scalar, nodes, or nodes by key."""

    place: Place
    value: Any = None
    keys: dict[str, Place] = field(default_factory=dict)
    size: int = 1
    depth: int = 1

    def __repr__(self) -> str:
        return f"Node({self.place.line}:{self.place.column})"

    @property
    def kind(self) -> str:
        """mapping, list or scalar."""
        return {dict: "mapping", list: "list"}.get(type(self.value), "scalar")

    def plain(self) -> Any:
        """The value without its places."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        return [node.plain() for node in self.value] if isinstance(self.value, list) else self.value

    def step(self, name: Any) -> Node | None:
        """The node under a key or a position, if there is one."""
        if isinstance(self.value, dict):
            return self.value.get(str(name))
        if isinstance(self.value, list) and isinstance(name, int) and 0 <= name < len(self.value):
            return self.value[name]
        return None


def read_document(text: str) -> tuple[Node, list[Mistake]]:
    """The one document of a text, with the mistakes that do not stop its reading (keys written twice)."""
    if unprintable := yaml.reader.Reader.NON_PRINTABLE.search(text):
        raise Unreadable(_place_at(text, unprintable.start()), tr("this character cannot be printed; remove it"))
    reader = _Reader(text)
    try:
        return reader.document(), reader.mistakes
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(text, error) from None


def _not_yaml(text: str, error: yaml.MarkedYAMLError) -> Unreadable:
    place = _place(error.problem_mark or error.context_mark)
    # Many a mistake shows only where the text ends: point at its last line, not below it.
    place = min(place, _place_at(text, len(text.rstrip())))
    line = text.split("\n")[place.line - 1]
    tab = line[: place.column].rfind("\t")
    if tab >= 0 and not line[:tab].strip():
        return Unreadable(Place(place.line, tab + 1), tr("a tab stands here; indent with spaces"))
    return Unreadable(place, _syntax(error))


def _place_at(text: str, position: int) -> Place:
    before = text[:position]
    return Place(before.count("\n") + 1, len(before) - before.rfind("\n"))


def scalar(text: str) -> Any:
    """A plain scalar by the core schema of YAML 1.2; what is not a whole number in its shortest form stays text."""
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _INTEGER.fullmatch(text) else text


class _Reader:
    """Builds nodes from parsing events, which come one at a time: a bomb is refused before it is unfolded."""

    def __init__(self, text: str) -> None:
        self.events: Iterator[Any] = iter(yaml.parse(text, Loader=_PARSER))
        self.anchors: dict[str, Node | None] = {}
        self.mistakes: list[Mistake] = []

    def document(self) -> Node:
        """The node of the first document; a second one is refused."""
        next(self.events)
        start = next(self.events)
        if isinstance(start, yaml.StreamEndEvent):
            return Node(Place(1, 1))
        root = self._node(next(self.events), 1)
        next(self.events)
        more = next(self.events)
        if isinstance(more, yaml.DocumentStartEvent):
            raise Unreadable(_place(more.start_mark), tr("a second document begins here (---); keep one protocol per file"))
        return root

    def _node(self, event: Any, level: int) -> Node:
        place = _place(event.start_mark)
        if level > MOST_DEPTH:
            raise Unreadable(place, _too_deep())
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, place, level)
        if isinstance(event, yaml.ScalarEvent) and len(event.value) > MOST_LETTERS:
            raise Unreadable(place, tr("a text of more than {most} characters, which no table can hold; shorten it", most=MOST_LETTERS))
        if event.tag is not None:
            raise Unreadable(place, tr('tags such as "{tag}" are not used in a protocol; remove it', tag=event.tag[:40]))
        if event.anchor:
            self.anchors[event.anchor] = None
        node = self._built(event, place, level)
        if node.size > MOST_NODES:
            said = "more than {most} values, counting repeated ones (*); write a smaller protocol"
            raise Unreadable(place, tr(said, most=MOST_NODES))
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def _built(self, event: Any, place: Place, level: int) -> Node:
        if isinstance(event, yaml.ScalarEvent):
            return Node(place, scalar(event.value) if event.implicit[0] else event.value)
        node = Node(place, {} if isinstance(event, yaml.MappingStartEvent) else [])
        for inner in iter(self.events.__next__, None):
            if isinstance(inner, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                return node
            child = self._entry(node, inner, level) if isinstance(node.value, dict) else self._item(node, inner, level)
            node.size += child.size
            node.depth = max(node.depth, child.depth + 1)
            if node.size > MOST_NODES:
                return node
        return node

    def _item(self, node: Node, event: Any, level: int) -> Node:
        child = self._node(event, level + 1)
        node.value.append(child)
        return child

    def _entry(self, node: Node, event: Any, level: int) -> Node:
        place = _place(event.start_mark)
        if not isinstance(event, yaml.ScalarEvent) or event.tag is not None:
            raise Unreadable(place, tr("a key must be one word or text"))
        key = event.value
        if key == "<<" and event.implicit[0]:
            raise Unreadable(place, tr("merging with << is not part of YAML 1.2; write the keys out"))
        if event.anchor:
            self.anchors[event.anchor] = Node(place, key)
        child = self._node(next(self.events), level + 1)
        if key in node.keys:
            first = node.keys[key]
            said = '"{key}" is written twice here, first in line {line}, column {column}; keep one of them'
            self.mistakes.append(Mistake(place, tr(said, key=key, line=first.line, column=first.column)))
        else:
            node.keys[key], node.value[key] = place, child
        return child

    def _alias(self, event: Any, place: Place, level: int) -> Node:
        if event.anchor not in self.anchors:
            raise Unreadable(place, tr('"*{name}" repeats "&{name}", which is not written before it', name=event.anchor))
        node = self.anchors[event.anchor]
        if node is None:
            raise Unreadable(place, tr('"*{name}" stands inside the value that it repeats', name=event.anchor))
        if node.depth + level > MOST_DEPTH:
            raise Unreadable(place, _too_deep())
        return node


def _too_deep() -> str:
    return tr("nested more than {most} levels deep; a protocol needs about six", most=MOST_DEPTH)


def _place(mark: Any) -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)


_SYNTAX = {
    "cannot start any token": marked("this character cannot begin a value; put the text between quotes"),
    "mapping values are not allowed": marked('a ":" is not expected here; check the indentation, or put the text between quotes'),
    "could not find expected ':'": marked('a ":" is missing after the key'),
    "did not find expected ',' or": marked("a comma or a closing bracket is missing before this place"),
    "expected ',' or": marked("a comma or a closing bracket is missing before this place"),
    "did not find expected key": marked("the indentation does not fit the lines above, or a quote or bracket is not closed"),
    "expected <block end>": marked("the indentation does not fit the lines above, or a quote or bracket is not closed"),
    "did not find expected '-'": marked("the indentation does not fit the list above"),
    "did not find expected node content": marked("a value is missing here, or a bracket is not closed"),
    "unexpected end of stream": marked("the file ends inside quotes; close them"),
    "unknown escape": marked('unknown escape after "\\"; write the text between single quotes'),
    "alphabetic or numeric": marked("a name must follow & or *; put the text between quotes if it begins so"),
    "undefined tag handle": marked("tags (!) are not used in a protocol; put the text between quotes"),
    "duplicate anchor": marked("this name after & is used twice"),
}
"""What the parser complains of -> what its writer is told."""


def _syntax(error: yaml.MarkedYAMLError) -> str:
    problem = str(error.problem or error.context or "")
    said = next((text for sign, text in _SYNTAX.items() if sign in problem), "")
    return tr(said) if said else tr("this is not YAML ({problem})", problem=problem) if problem else tr("this is not YAML")
