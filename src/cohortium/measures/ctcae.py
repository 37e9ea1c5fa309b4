"""Grades of laboratory values by CTCAE v5.0: limits as the laboratory's own, times the baseline, or fixed in named units.

Read in the copy of pharmaverse/admiral (data-raw/adlb_grading/ncictcaev5.json), not in the document of the National Cancer
Institute: nothing here is confirmed. ALT, AST, alkaline phosphatase and bilirubin stand alike in World J Hepatol 2026;18:113465,
table 1. LDL has no grade. Values are never converted: the mmol figures are no exact conversions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from cohortium.language import marked

SOURCE = marked("CTCAE v5.0 (National Cancer Institute 2017), in the copy of pharmaverse/admiral")
GRADES = (0, 1, 2, 3, 4)
Basis = Literal["upper", "lower", "baseline", "fixed", "over"]
When = Literal["", "normal", "abnormal"]


@dataclass(frozen=True)
class Limit:
    """A value beyond it has at least this grade: some times a basis, or fixed by unit; `when` the baseline is so.

    over: the upper limit of the laboratory and a fixed amount by unit.

    inclusive: a value on it has the grade as well.
    """

    grade: int
    side: Literal["above", "below"]
    basis: Basis
    times: Decimal = Decimal(1)
    fixed: tuple[tuple[str, Decimal], ...] = ()
    when: When = ""
    inclusive: bool = False

    def __post_init__(self) -> None:
        # A baseline that is a bound is judged from its two ends, and which of them is the harder hangs on the side.
        if self.basis == "baseline" and self.side == "below":
            raise ValueError("a limit below a multiple of the baseline is not judged")


@dataclass(frozen=True)
class GradedTerm:
    """A term of CTCAE whose grades a laboratory value decides."""

    label: str
    limits: tuple[Limit, ...]
    source: str = SOURCE
    confirmed: bool = False


def _of_upper(*times: str, when: When = "") -> tuple[Limit, ...]:
    return tuple(Limit(grade, "above", "upper", Decimal(each), when=when) for grade, each in enumerate(times, start=1))


def _of_baseline(first: str, *times: str) -> tuple[Limit, ...]:
    """If the baseline was abnormal; grade 1 is printed as `1.5 - 3.0 x baseline`, so its lower end belongs to it."""
    lowest = Limit(1, "above", "baseline", Decimal(first), when="abnormal", inclusive=True)
    return lowest, *(Limit(grade, "above", "baseline", Decimal(each), when="abnormal") for grade, each in enumerate(times, start=2))


def _enzyme(first: str, *times: str) -> tuple[Limit, ...]:
    return _of_upper("1", *times, when="normal") + _of_baseline(first, *times)


def _pigment(*times: str) -> tuple[Limit, ...]:
    """As an enzyme, but grade 1 is printed as `>1.0 - 1.5 x baseline`: its lower end does not belong to it."""
    above = (Limit(grade, "above", "baseline", Decimal(each), when="abnormal") for grade, each in enumerate(("1", *times), start=1))
    return _of_upper("1", *times, when="normal") + tuple(above)


def _fixed(side: Literal["above", "below"], first: int, values: Iterable[Mapping[str, str]]) -> tuple[Limit, ...]:
    return tuple(
        Limit(grade, side, "fixed", fixed=tuple((unit, Decimal(value)) for unit, value in each.items()))
        for grade, each in enumerate(values, start=first)
    )


_GIGA: tuple[str, ...] = ("10^9/L", "10*9/L", "10e9/L", "x10^9/L", "G/L", "Giga/L", "10^3/µL", "10^3/uL", "10*3/uL", "10^3/mm3")
"""Spellings of thousands in a microlitre, which are the same number."""


def _cells(*giga: str) -> list[dict[str, str]]:
    """Cells per litre in units of 10^9, as CTCAE prints them, and per cubic millimetre."""
    per_volume: tuple[str, ...] = ("/mm3", "/µL", "/uL")
    return [dict.fromkeys(_GIGA, each) | dict.fromkeys(per_volume, str(Decimal(each) * 1000)) for each in giga]


def _decreased(*giga: str) -> tuple[Limit, ...]:
    return Limit(1, "below", "lower"), *_fixed("below", 2, _cells(*giga))


def _both(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"mg/dL": mass, "mmol/L": mole} for mass, mole in pairs]


_TRIGLYCERIDES = _fixed("above", 1, _both(("150", "1.71"), ("300", "3.42"), ("500", "5.7"), ("1000", "11.4")))
_CHOLESTEROL = _fixed("above", 2, _both(("300", "7.75"), ("400", "10.34"), ("500", "12.92")))
_HAEMOGLOBIN = _fixed("below", 2, ({"g/dL": "10", "mmol/L": "6.2", "g/L": "100"}, {"g/dL": "8", "mmol/L": "4.9", "g/L": "80"}))
_OVER_HAEMOGLOBIN = tuple(
    Limit(grade, "above", "over", fixed=(("g/dL", Decimal(grams)), ("g/L", Decimal(10 * grams)))) for grade, grams in ((2, 2), (3, 4))
)
_CREATININE = (
    *_of_upper("1", "1.5", "3", "6"),
    Limit(2, "above", "baseline", Decimal("1.5")),
    Limit(3, "above", "baseline", Decimal(3)),
)
TERMS: Mapping[str, GradedTerm] = {
    "alt_increased": GradedTerm(marked("Alanine aminotransferase increased"), _enzyme("1.5", "3", "5", "20")),
    "ast_increased": GradedTerm(marked("Aspartate aminotransferase increased"), _enzyme("1.5", "3", "5", "20")),
    "ggt_increased": GradedTerm(marked("GGT increased"), _enzyme("2", "2.5", "5", "20")),
    "alp_increased": GradedTerm(marked("Alkaline phosphatase increased"), _enzyme("2", "2.5", "5", "20")),
    "bilirubin_increased": GradedTerm(marked("Blood bilirubin increased"), _pigment("1.5", "3", "10")),
    "cpk_increased": GradedTerm(marked("CPK increased"), _of_upper("1", "2.5", "5", "10")),
    "creatinine_increased": GradedTerm(marked("Creatinine increased"), _CREATININE),
    "cholesterol_high": GradedTerm(marked("Cholesterol high"), (*_of_upper("1"), *_CHOLESTEROL)),
    # Grade 1 is printed from 150 mg/dL on, that value included.
    "hypertriglyceridemia": GradedTerm(
        marked("Hypertriglyceridaemia"), (Limit(1, "above", "fixed", fixed=_TRIGLYCERIDES[0].fixed, inclusive=True), *_TRIGLYCERIDES[1:])
    ),
    "neutrophils_decreased": GradedTerm(marked("Neutrophil count decreased"), _decreased("1.5", "1", "0.5")),
    "lymphocytes_decreased": GradedTerm(marked("Lymphocyte count decreased"), _decreased("0.8", "0.5", "0.2")),
    "lymphocytes_increased": GradedTerm(marked("Lymphocyte count increased"), _fixed("above", 2, _cells("4", "20"))),
    "white_cells_decreased": GradedTerm(marked("White blood cell decreased"), _decreased("3", "2", "1")),
    "platelets_decreased": GradedTerm(marked("Platelet count decreased"), _decreased("75", "50", "25")),
    "anemia": GradedTerm(marked("Anaemia"), (Limit(1, "below", "lower"), *_HAEMOGLOBIN)),
    "haemoglobin_increased": GradedTerm(marked("Haemoglobin increased"), (*_of_upper("1"), *_OVER_HAEMOGLOBIN)),
}
"""Terms by the name that a protocol gives them. What only a clinician can say (grade 4 of anaemia) no value decides."""
