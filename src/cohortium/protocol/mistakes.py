"""The mistakes of a protocol in the user's words, with place, source line and caret."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from difflib import get_close_matches
from typing import Any

from cohortium.language import joined, marked, tr
from cohortium.protocol.document import Mistake, Node, Place
from cohortium.protocol.partial import Failure
from cohortium.protocol.values import shown

_WIDTH = 110


def place_of(root: Node, path: Iterable[Any], on_key: bool = False) -> Place | None:
    """Where a path was written, as near as the text goes; None when its first two steps are not in the text.

    Words that the model adds (the list around one value, `any` around one condition) are not in the text: skipped.
    """
    node, place, depth, steps = root, Place(1, 1), 0, list(path)
    for name in steps:
        inner = node.step(name)
        if inner is None:
            continue
        key = node.keys.get(str(name)) if isinstance(node.value, dict) else None
        place = key if key and (on_key or inner.kind == "mapping") else inner.place
        node, depth = inner, depth + 1
    return place if depth >= min(2, len(steps)) else None


def suggestion(word: Any, known: Iterable[str]) -> str:
    """` Did you mean "x"?`, or nothing."""
    spellings = {name.lower(): name for name in known}
    close = get_close_matches(str(word).lower()[:80], spellings, n=1, cutoff=0.6)
    return tr('. Did you mean "{name}"?', name=spellings[close[0]]) if close else ""


def hint(word: Any, known: Collection[str], declared: bool = False) -> str:
    """What may have been meant, else all that there is: `; known here: a, b`."""
    if not known:
        return tr("; none is declared") if declared else tr("; there is none")
    return suggestion(word, known) or tr("; declared here: {words}" if declared else "; known here: {words}", words=", ".join(known))


def not_a(what: str, name: Any, known: Collection[str], declared: bool = False) -> str:
    """That a name is not what it should be (a marked text with its article), with what may have been meant."""
    return tr('"{name}" is not {what}{suggestion}', name=shown(name), what=tr(what), suggestion=hint(name, known, declared))


def listed(words: Iterable[str], last: str) -> str:
    """`"a", "b" or "c"`; `last` is the word before the last of them."""
    quoted = [tr('"{word}"', word=word) for word in words]
    return joined(quoted, last)


def shown_with_source(name: str, lines: list[str], mistake: Mistake) -> str:
    """`protocol.yaml:12:5: message`, the source line, and a caret below its place."""
    line, column = mistake.place.line, mistake.place.column
    source = lines[line - 1] if line <= len(lines) else ""
    source = "".join(letter if letter.isprintable() else " " for letter in source)
    cut = max(0, column - 1 - _WIDTH // 2) if len(source) > _WIDTH else 0
    excerpt = source[cut : cut + _WIDTH].rstrip()
    return f"{name}:{line}:{column}: {mistake.text}\n    {excerpt}\n    {' ' * (column - 1 - cut)}^"


def structural(root: Node, error: Failure) -> Mistake:
    """A failure of the model as a mistake at its place."""
    node, path = root, []
    for name in error.loc:
        inner = node.step(name)
        node, path = (inner, [*path, name]) if inner is not None else (node, path)
    on_key = error.type == "extra_forbidden" or error.loc[-1:] == ("[key]",)
    place = place_of(root, path, on_key) or Place(1, 1)
    return Mistake(place, _said(node, error))


def _said(node: Node, error: Failure) -> str:
    if error.type not in ("missing", "extra_forbidden") and node.kind == "scalar" and node.value is None:
        return tr("nothing is written here; fill it in, write {} for the defaults, or remove the line")
    return _WORDS.get(error.type, _otherwise)(error)


def _unknown(error: Failure) -> str:
    known = [name for name in error.known if name not in error.given]
    near = suggestion(error.loc[-1], known) or _known(error.known)
    return tr('"{word}" is not a word that belongs here{suggestion}', word=shown(error.loc[-1]), suggestion=near)


def _known(known: Iterable[str]) -> str:
    return tr("; known here: {words}", words=", ".join(sorted(known))) if known else ""


def _missing(error: Failure) -> str:
    if isinstance(error.loc[-1], int):
        return tr("two values are needed here, for example [2021-03-01, 2022-01-31]")
    return tr('"{word}" is missing here', word=error.loc[-1])


def _literal(error: Failure) -> str:
    known = re.findall(r"'([^']*)'", str(error.context.get("expected", "")))
    near = suggestion(error.input, known)
    return tr('"{written}" is not {words}{suggestion}', written=shown(error.input), words=listed(known, tr("or")), suggestion=near)


def _too_short(error: Failure) -> str:
    return tr("at least {number} is needed here", number=error.context.get("min_length", 1))


def _too_long(error: Failure) -> str:
    return tr("no more than {number} values belong here", number=error.context.get("max_length", 2))


def _otherwise(error: Failure) -> str:
    return tr('"{written}" cannot be understood here', written=shown(error.input))


def _needs(what: str) -> Callable[[Failure], str]:
    return lambda error: tr("{what} is needed here, not {found}", what=tr(what), found=_kind(error.input))


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return tr("keys and values")
    return tr("a list") if isinstance(value, list | tuple) else tr('"{word}"', word=shown(value))


_TOO_SMALL = marked("{written} is too small; it must be at least {least}")
_TOO_LARGE = marked("{written} is too large; it must be at most {most}")
_WORDS: dict[str, Callable[[Failure], str]] = {
    "extra_forbidden": _unknown,
    "missing": _missing,
    "literal_error": _literal,
    "value_error": lambda error: str(error.context.get("error", tr("this cannot be understood here"))),
    "model_type": _needs(marked("a group of keys and values")),
    "dict_type": _needs(marked("a group of keys and values")),
    "tuple_type": _needs(marked("a list")),
    "string_type": _needs(marked('text (between quotes: "...")')),
    "bool_type": _needs(marked("yes or no")),
    "bool_parsing": _needs(marked("yes or no")),
    "int_type": _needs(marked("a whole number")),
    "int_parsing": _needs(marked("a whole number")),
    "int_parsing_size": _needs(marked("a smaller whole number")),
    "int_from_float": _needs(marked("a whole number")),
    "greater_than_equal": lambda error: tr(_TOO_SMALL, written=shown(error.input), least=error.context.get("ge")),
    "less_than_equal": lambda error: tr(_TOO_LARGE, written=shown(error.input), most=error.context.get("le")),
    "too_short": _too_short,
    "too_long": _too_long,
}
