"""Scores that patients give by answering items: totals and their rules for missing answers. Arithmetic only, no item's wording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cohortium.language import marked
from cohortium.measures.model import Measure

PREVENTED, PROBLEM_HIGHEST = 3, 2
NOT_RELEVANT = marked("not relevant")


@dataclass(frozen=True)
class Questionnaire:
    """So many items from 0 to `highest`; up to `may_miss` unanswered ones count 0, with more there is no total.

    `rule` is the name of that rule for missing answers; items that can be "not relevant" are given by their numbers.
    """

    items: int
    highest: int
    may_miss: int
    rule: str
    source: str
    confirmed: bool = True
    not_relevant: range = range(0)


_CARDIFF = "Finlay & Khan 1994, Clin Exp Dermatol 19:210-216; rule for missing answers: Cardiff University"
QUESTIONNAIRES = {
    "DLQI": Questionnaire(10, 3, 1, "cardiff", _CARDIFF, not_relevant=range(3, 11)),
    "CDLQI": Questionnaire(
        10, 3, 1, "cardiff", "Lewis-Jones & Finlay 1995, Br J Dermatol 132:942-949; rule for missing answers as DLQI", confirmed=False
    ),
    "POEM": Questionnaire(
        7, 4, 1, "nottingham", "Charman 2004, Arch Dermatol 140:1513-1519; rule for missing answers as RECAP", confirmed=False
    ),
    "ADCT": Questionnaire(6, 4, 0, "complete", "Pariser 2020, Curr Med Res Opin, doi 10.1080/03007995.2019.1699516"),
    "RECAP": Questionnaire(7, 4, 1, "nottingham", "Howells 2020, Br J Dermatol 183:524-536, doi 10.1111/bjd.18780"),
}


def total(name: str, answers: Sequence[int | None], may_miss: int | None = None) -> int | None:
    """The total of a questionnaire of QUESTIONNAIRES; None when more answers are missing than it, or `may_miss`, allows.

    answers: in order, None where none was given; "not relevant" (DLQI) is 0, and item 7 is what item_7 gives. ValueError
    on a number of answers or an answer that the questionnaire does not have.
    """
    asked = QUESTIONNAIRES[name]
    if len(answers) != asked.items:
        raise ValueError(f"{name} has {asked.items} items")
    if any(answer is not None and answer not in range(asked.highest + 1) for answer in answers):
        raise ValueError(f"an answer of {name} is a whole number from 0 to {asked.highest}")
    known = [answer for answer in answers if answer is not None]
    return sum(known) if len(answers) - len(known) <= (asked.may_miss if may_miss is None else may_miss) else None


def item_7(prevented: str | None, problem: int | None = None) -> int | None:
    """Item 7 of DLQI: 3 where work or study was prevented; else how much of a problem it was, 0 to 2, or None if not said.

    prevented: "yes", "no", "not relevant" (which is 0) or None. ValueError where the second question was answered although
    the first one leaves nothing to ask. Source: Cardiff University, instructions for scoring.
    """
    if prevented not in ("yes", "no", NOT_RELEVANT, None):
        raise ValueError('item 7 is answered by "yes", "no" or "not relevant"')
    if problem is not None and (prevented != "no" or problem not in range(PROBLEM_HIGHEST + 1)):
        raise ValueError(f'the second question of item 7 is asked after "no" only, and is from 0 to {PROBLEM_HIGHEST}')
    return {"yes": PREVENTED, NOT_RELEVANT: 0}.get(prevented or "", problem)


def agrees(measure: Measure, computed: Decimal | int, recorded: Decimal) -> bool:
    """Whether a recorded total is the one of its items, to the decimals it was written with (at most the measure's step).

    Half a unit of the last decimal either way, since centres round differently.
    """
    written = max(0, -int(recorded.as_tuple().exponent))
    unit = max(Decimal(1).scaleb(-written), measure.step)
    return abs(Decimal(computed) - recorded) <= (unit / 2 if Decimal(computed) % unit else 0)


def iga_agrees(iga: int, easi: Decimal) -> bool:
    """Whether IGA and EASI agree that there is eczema or none: IGA 0 (clear) exactly where EASI is 0. Advice of this project."""
    return (iga == 0) == (easi == 0)
