"""What could have changed a number: everything that differs between two runs and reaches it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cohortium.changes.evidence import Evidence, Touched, file_of, is_characteristic
from cohortium.changes.runs import Run
from cohortium.language import joined, marked, tr
from cohortium.outputs.changes import Change
from cohortium.outputs.release.binding import OWN_PARTS

CELL, ANSWER, MAPPING, PROTOCOL, PROGRAM = "cell", "answer", "mapping", "protocol", "program"
CAUSES = {
    CELL: marked("a cell"), ANSWER: marked("an answer"), MAPPING: marked("a mapping"), PROTOCOL: marked("the protocol ({parts})"),
    PROGRAM: marked("the program ({parts})"),
}  # fmt: skip
_MOST = 5  # addresses that are named
_LOOKS = ("title", "tables", "figures", "report", "language")
"""Parts of a protocol that no value depends on."""
_ELSEWHERE = ("endpoints", "safety", "survival", "sensitivity", "by_centre")
"""Parts that no characteristic depends on."""


def changes_of(first: Run, second: Run, evidence: Evidence) -> list[Change]:
    """Every number that differs in value, text or error, in the order of the later run, then those that are gone."""
    differ = _differing(first, second)
    ids = [*second.numbers, *(identifier for identifier in first.numbers if identifier not in second.numbers)]
    changed = [identifier for identifier in ids if _said(first, identifier) != _said(second, identifier)]
    return [_change(identifier, first, second, differ, evidence) for identifier in changed]


def _said(run: Run, identifier: str) -> tuple[str, ...] | None:
    """What a number says, whatever the language."""
    row = run.numbers.get(identifier)
    return (row["value"], row["text"].replace(",", ".") if row["value"] else "", row["error"] and "error") if row else None


def _differing(first: Run, second: Run) -> dict[str, set[str]]:
    """What differs between the runs, by kind: names of files, of parts of the protocol, of programs."""
    found: dict[str, set[str]] = {}
    for name in _unlike(first.inputs, second.inputs):
        found.setdefault(_kind(name), set()).add(name)
    if PROTOCOL in found:
        found[PROTOCOL] = _unlike(first.protocol, second.protocol)
    programs = _unlike(first.versions, second.versions)
    return found | ({PROGRAM: programs} if programs else {})


def _unlike(first: dict[str, str], second: dict[str, str]) -> set[str]:
    return {name for name in {*first, *second} if first.get(name) != second.get(name)}


def _kind(name: str) -> str:
    """A file by its place in the study; what is neither protocol, mapping nor data was decided by somebody."""
    if name == "protocol.yaml":
        return PROTOCOL
    return {"mappings": MAPPING, "data": CELL}.get(name.split("/")[0], ANSWER)


def _change(identifier: str, first: Run, second: Run, differ: dict[str, set[str]], evidence: Evidence) -> Change:
    row = second.numbers.get(identifier) or first.numbers[identifier]
    touched = evidence.behind(row)
    kinds = _possible(row, touched, differ if _moved(identifier, first, second) else _of_looks(differ))
    named = [tr(CAUSES[kind], parts=", ".join(sorted(parts))) for kind, parts in kinds.items()]
    addresses = tuple(dict.fromkeys(_looked_at(kinds, touched or ())))
    before, now = (_shown(run, identifier) for run in (first, second))
    rest = len(addresses[_MOST:])
    return Change(identifier, row["label"], before, now, tuple(kinds), _sentence(named), addresses[:_MOST], rest)


def _looked_at(kinds: dict[str, set[str]], touched: Iterable[Touched]) -> Iterator[str]:
    """The cells behind a change: of files that differ, unless it may be an answer or a mapping, which change cells of any file."""
    anywhere = {ANSWER, MAPPING} & {*kinds}
    for address in (address for each in touched for address in each.addresses):
        if anywhere or file_of(address) in kinds.get(CELL, ()):
            yield address


def _moved(identifier: str, first: Run, second: Run) -> bool:
    """Whether more than the printed text changed."""
    said = [(row["value"], row["error"]) if (row := run.numbers.get(identifier)) else None for run in (first, second)]
    return said[0] != said[1]


def _of_looks(differ: dict[str, set[str]]) -> dict[str, set[str]]:
    """No cell writes the same value in another way."""
    return {kind: parts for kind, parts in differ.items() if kind in (PROTOCOL, PROGRAM)} or differ


def _shown(run: Run, identifier: str) -> str:
    return run.numbers[identifier]["text"] if identifier in run.numbers else tr("not there")


def _sentence(named: list[str]) -> str:
    if not named:
        return tr("Nothing that the manifests know of differs.")
    return tr("Cause: {cause}.", cause=named[0]) if len(named) == 1 else tr("Could be: {causes}.", causes=joined(named, tr("or")))


def _possible(row: dict[str, str], touched: list[Touched] | None, differ: dict[str, set[str]]) -> dict[str, set[str]]:
    """The kinds of what differs and reaches this number; where nothing that is known reaches it, all that differs."""
    reaching = {kind: parts for kind, names in differ.items() if (parts := set(_reaching(kind, names, row, touched)))}
    return {kind: reaching[kind] for kind in CAUSES if kind in reaching} or {kind: differ[kind] for kind in CAUSES if kind in differ}


def _reaching(kind: str, names: set[str], row: dict[str, str], touched: list[Touched] | None) -> Iterable[str]:
    if kind == PROTOCOL:
        return (part for part in names if _concerns(part, row))
    if kind == PROGRAM or touched is None:
        return names
    return _behind(kind, names, touched)


def _concerns(part: str, row: dict[str, str]) -> bool:
    """Whether a part of the protocol can change a number: not by its looks, and not by another endpoint's or characteristic's own words."""
    top, _, name = part.partition(".")
    if is_characteristic(row) and top in _ELSEWHERE:
        return False
    if top == "characteristics" and not is_characteristic(row):  # one may also tell groups apart, or be adjusted for
        return row["analysis"] != "baseline"
    if top in OWN_PARTS and name:
        return row["variable"] == name
    return top not in _LOOKS


def _behind(kind: str, names: set[str], touched: list[Touched]) -> Iterator[str]:
    """Files of the rows that differ, or of their centres where a row is not led back to a file."""
    for each in touched:
        if kind == ANSWER:
            yield from names
        elif kind == MAPPING:
            yield from (name for name in names if name.rpartition("/")[2].rpartition(".")[0] == each.centre)
        else:
            yield from (name for name in names if name in each.files) if each.files else names
