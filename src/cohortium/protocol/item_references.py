"""What a protocol says of items and bands: a measure that has them, and only the choices that its score has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from cohortium.language import marked, tr
from cohortium.protocol.declared import Found, Names, absent, absent_key, measure_absent
from cohortium.protocol.items import PUBLISHED
from cohortium.protocol.mistakes import hint, listed
from cohortium.protocol.model import Protocol
from cohortium.protocol.values import shown

if TYPE_CHECKING:
    from cohortium.protocol.items import ItemRule


def item_mistakes(protocol: Protocol, names: Names) -> Iterator[Found]:
    """Measures without items, choices that a score does not have, rules that nobody has published."""
    # Late: measures are built on values of the protocol.
    from cohortium.measures.items import EITHER_OR, INSTRUMENTS

    for name, rule in protocol.items.items():
        known = [*INSTRUMENTS, *EITHER_OR]
        if name not in known or name in protocol.measures:
            said = tr('"{name}" has no items that are known here{suggestion}', name=shown(name), suggestion=hint(name, known))
            yield Found(("items", name), said, True)
        else:
            yield from _choices(name, rule)


def _choices(name: str, rule: ItemRule) -> Iterator[Found]:
    from cohortium.measures.items import EITHER_OR, INSTRUMENTS

    allowed = {"differ", *INSTRUMENTS[name].choices} if name in INSTRUMENTS else {"agrees_with"}
    for word in sorted(rule.model_fields_set - allowed):
        said = tr("{name} has no choice of that; it has {words}", name=name, words=listed(sorted(allowed), tr("and")))
        yield Found(("items", name, word), said, True)
    if name in EITHER_OR and rule.agrees_with not in EITHER_OR[name]:
        said = tr("{name} has no items: write agrees_with, with {words}", name=name, words=listed(EITHER_OR[name], tr("or")))
        yield Found(("items", name), said, True)
    if "missing" in allowed and rule.missing not in (known := missing_rules(name)):
        said = '"{rule}" is not a rule for missing answers of {name}{suggestion}'
        said = tr(said, rule=shown(rule.missing), name=name, suggestion=hint(rule.missing, known))
        yield Found(("items", name, "missing"), said)


def missing_rules(name: str) -> tuple[str, ...]:
    """The rules for missing answers of a questionnaire, its published one by its own name too."""
    from cohortium.measures.items import COMPLETE
    from cohortium.measures.questionnaires import QUESTIONNAIRES

    return tuple(dict.fromkeys((PUBLISHED, QUESTIONNAIRES[name].rule, COMPLETE)))


def severity_mistakes(protocol: Protocol, names: Names) -> Iterator[Found]:
    """Measures without such bands, and timepoints that are none."""
    for name, asked in protocol.severity.items():
        path = ("severity", name)
        yield from (Found(found.path, found.text, True) for found in measure_absent(path, name, names))
        schemes = [scheme.name for scheme in names.measures[name].bands] if name in names.measures else [asked.bands]
        if asked.bands not in schemes:
            said = '"{bands}" is not a scheme of bands of {name}{suggestion}'
            said = tr(said, bands=shown(asked.bands), name=name, suggestion=hint(asked.bands, schemes))
            yield Found((*path, "bands"), said)
        for number, at in enumerate(asked.at):
            yield from absent(
                (*path, "at", number), marked("a declared timepoint"), at, [one for one in names.timepoints if one != "baseline"]
            )


def grade_mistakes(protocol: Protocol, names: Names) -> Iterator[Found]:
    """Terms that no laboratory value grades."""
    from cohortium.measures.ctcae import TERMS

    for name in protocol.ctcae:
        yield from absent_key(("ctcae", name), marked("a graded term"), name, TERMS)


ITEM_CHECKS: tuple[Callable[[Protocol, Names], Iterator[Found]], ...] = (item_mistakes, severity_mistakes, grade_mistakes)
