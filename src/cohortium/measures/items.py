"""From the items of one visit to a total: which columns a measure's items have, what each may hold, and how they are scored.

Questionnaires have numbers for names: what their items ask is not for this project to print.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from cohortium.language import marked, tr
from cohortium.measures.questionnaires import NOT_RELEVANT, QUESTIONNAIRES, item_7, total
from cohortium.measures.regions import EASI_CHILD_BELOW, REGIONS, Region, area_score, easi, oscorad, pasi, scorad

COMPLETE = "complete"
"""The rule for missing items that every questionnaire knows: no total without every answer."""
_WHOLE, _HALF, _TENTH = Decimal(1), Decimal("0.5"), Decimal("0.1")
_EASI_SIGNS = ("erythema", "induration", "excoriation", "lichenification")
_PASI_SIGNS = ("erythema", "induration", "desquamation")
_SCORAD_SIGNS = ("erythema", "oedema", "oozing", "excoriation", "lichenification", "dryness")
_SYMPTOMS = ("itch", "sleep")
WORDS = {
    "head_neck": marked("head and neck"),
    "upper_limbs": marked("upper limbs"),
    "trunk": marked("trunk"),
    "lower_limbs": marked("lower limbs"),
    "area": marked("area"),
    "extent": marked("extent"),
    "erythema": marked("erythema"),
    "induration": marked("induration"),
    "excoriation": marked("excoriation"),
    "lichenification": marked("lichenification"),
    "desquamation": marked("desquamation"),
    "oedema": marked("oedema"),
    "oozing": marked("oozing"),
    "dryness": marked("dryness"),
    "itch": marked("itch"),
    "sleep": marked("sleep loss"),
    "prevented": marked("first question"),
}
"""What people read for the parts of an item's name; the items of questionnaires have numbers."""


@dataclass(frozen=True)
class Item:
    """One column: its name, its highest value (the lowest is 0) and step; or the words that answer it.

    An optional item may have no column; `not_relevant` takes these words for a 0.
    """

    id: str
    high: Decimal = Decimal(0)
    step: Decimal = _WHOLE
    words: tuple[str, ...] = ()
    optional: bool = False
    not_relevant: bool = False


@dataclass(frozen=True)
class Scoring:
    """What a study chooses: rule for missing items, weights by age, steps of signs, and how areas are written."""

    missing: str = ""
    weights: str = "by_age"
    signs: str = "halves"
    areas: str = "score"


class Scored(NamedTuple):
    """The total, if there is one, and whether the items contradict each other."""

    total: Decimal | None
    contradicts: bool = False


def label_of(item: Item) -> str:
    """The name of an item for people: `EASI, trunk, area`, `DLQI, item 3`."""
    measure, _, rest = item.id.partition("_")
    region = next((name for name in REGIONS if rest.startswith(name)), "")
    parts = [region, *rest.removeprefix(region).strip("_").split("_")]
    return ", ".join((measure, *(tr(WORDS[part]) if part in WORDS else tr("item {number}", number=part) for part in parts if part)))


Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Instrument:
    """Which items a measure has, how they become its total (an age in years is needed by some), which choices it has."""

    items: Callable[[Scoring], tuple[Item, ...]]
    score: Callable[[Answers, Scoring, int], Scored]
    choices: frozenset[str] = frozenset()


def weights_age(scoring: Scoring, age: int | None) -> int | None:
    """The age whose weights count: that of the visit, or one that stands for the age set which the study names."""
    return {"adult": EASI_CHILD_BELOW, "child": EASI_CHILD_BELOW - 1}.get(scoring.weights, age)


def scoring_of(protocol: Any, name: str) -> Scoring:
    """The choices of a protocol for the items of a measure."""
    rule = protocol.items[name]
    return Scoring(rule.missing, rule.weights, rule.signs, rule.areas)


def items_of(protocol: Any, name: str) -> tuple[Item, ...]:
    """The items of a measure, as a protocol has them read; none where it has none, or they are not asked for."""
    return INSTRUMENTS[name].items(scoring_of(protocol, name)) if name in protocol.items and name in INSTRUMENTS else ()


def _regional(name: str, signs: Iterable[str], highest: int) -> Callable[[Scoring], tuple[Item, ...]]:
    def items(scoring: Scoring) -> tuple[Item, ...]:
        area = {"score": (Decimal(6), _WHOLE), "percent": (Decimal(100), _TENTH)}[scoring.areas]
        step = _HALF if name == "EASI" and scoring.signs == "halves" else _WHOLE
        asked = {"area": area, **{sign: (Decimal(highest), step) for sign in signs}}
        return tuple(Item(f"{name}_{region}_{what}", *bounds) for region in REGIONS for what, bounds in asked.items())

    return items


def _regions(name: str, signs: Iterable[str], answers: Answers, scoring: Scoring) -> dict[str, Region]:
    found: dict[str, Region] = {}
    for region in REGIONS:
        written = answers[f"{name}_{region}_area"]
        area = written if written is None or scoring.areas == "score" else area_score(written)
        found[region] = Region(None if area is None else int(area), tuple(answers[f"{name}_{region}_{sign}"] for sign in signs))
    return found


def _easi(answers: Answers, scoring: Scoring, age: int) -> Scored:
    regions = _regions("EASI", _EASI_SIGNS, answers, scoring)
    contradicts = any(region.conflicts for region in regions.values())
    return Scored(None if contradicts else easi(regions, age), contradicts)


def _pasi(answers: Answers, scoring: Scoring, age: int) -> Scored:
    regions = _regions("PASI", _PASI_SIGNS, answers, scoring)
    contradicts = any(region.conflicts for region in regions.values())
    return Scored(None if contradicts else pasi(regions), contradicts)


def _objective(scoring: Scoring) -> tuple[Item, ...]:
    return Item("SCORAD_extent", Decimal(100), _HALF), *(Item(f"SCORAD_{sign}", Decimal(3)) for sign in _SCORAD_SIGNS)


def _scorad_items(scoring: Scoring) -> tuple[Item, ...]:
    return *_objective(scoring), *(Item(f"SCORAD_{symptom}", Decimal(10), _TENTH) for symptom in _SYMPTOMS)


def _signs(answers: Answers) -> tuple[Any, list[int | None]]:
    known = (answers[f"SCORAD_{sign}"] for sign in _SCORAD_SIGNS)
    return answers["SCORAD_extent"], [None if sign is None else int(sign) for sign in known]


def _scorad(answers: Answers, scoring: Scoring, age: int) -> Scored:
    return Scored(scorad(*_signs(answers), *(answers[f"SCORAD_{symptom}"] for symptom in _SYMPTOMS)))


def _oscorad(answers: Answers, scoring: Scoring, age: int) -> Scored:
    return Scored(oscorad(*_signs(answers)))


def _questionnaire(name: str) -> Instrument:
    asked = QUESTIONNAIRES[name]
    numbered = [f"{name}_{number}" for number in range(1, asked.items + 1)]

    def items(scoring: Scoring) -> tuple[Item, ...]:
        return tuple(Item(each, Decimal(asked.highest), not_relevant=at in asked.not_relevant) for at, each in enumerate(numbered, 1))

    def score(answers: Answers, scoring: Scoring, age: int) -> Scored:
        given = [None if answers[each] is None else int(answers[each]) for each in numbered]
        found = total(name, given, 0 if scoring.missing == COMPLETE else None)
        return Scored(None if found is None else Decimal(found))

    return Instrument(items, score, frozenset(("missing",)))


PREVENTED = "DLQI_7_prevented"
_DLQI = _questionnaire("DLQI")


def _dlqi_items(scoring: Scoring) -> tuple[Item, ...]:
    items = _DLQI.items(scoring)
    return *items[:6], Item(PREVENTED, words=("yes", "no", NOT_RELEVANT), optional=True), *items[6:]


def _dlqi(answers: Answers, scoring: Scoring, age: int) -> Scored:
    """Where the first question of item 7 was kept, it decides; a second answer that it leaves no room for contradicts it."""
    prevented, problem = answers.get(PREVENTED), answers["DLQI_7"]
    try:
        seventh = problem if prevented is None else _seventh(prevented, None if problem is None else int(problem))
    except ValueError:
        return Scored(None, True)
    return _DLQI.score({**answers, "DLQI_7": seventh}, scoring, age)


def _seventh(prevented: str, problem: int | None) -> int | None:
    """Item 7, where a centre may have written the points of the first answer in place of the second one."""
    settled = item_7(prevented)
    return settled if prevented != "no" and problem == settled else item_7(prevented, problem)


INSTRUMENTS: Mapping[str, Instrument] = {
    "EASI": Instrument(_regional("EASI", _EASI_SIGNS, 3), _easi, frozenset(("weights", "signs", "areas"))),
    "PASI": Instrument(_regional("PASI", _PASI_SIGNS, 4), _pasi, frozenset(("areas",))),
    "SCORAD": Instrument(_scorad_items, _scorad),
    "OSCORAD": Instrument(_objective, _oscorad),
    "DLQI": Instrument(_dlqi_items, _dlqi, frozenset(("missing",))),
    **{name: _questionnaire(name) for name in ("CDLQI", "POEM", "ADCT", "RECAP")},
}
"""Measure -> its items and its score."""
EITHER_OR = {"IGA": ("EASI",)}
"""Measures without items, and those that they can be held against."""
AGES: Mapping[str, tuple[int, ...]] = {"EASI": (EASI_CHILD_BELOW,), "DLQI": (16,), "CDLQI": (4, 16)}
"""Ages in years from which another set of weights, or another questionnaire, applies: the ages in the notes of each measure."""
