"""Scores that a clinician sums over regions of the body, from their items: EASI, PASI, SCORAD. Exact decimals, no wording."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

REGIONS = ("head_neck", "upper_limbs", "trunk", "lower_limbs")
EASI_CHILD_BELOW = 8
"""Age in years, at the visit, from which the weights of adults apply."""
_ADULT = (Decimal("0.1"), Decimal("0.2"), Decimal("0.3"), Decimal("0.4"))
_CHILD = (Decimal("0.2"), Decimal("0.2"), Decimal("0.3"), Decimal("0.3"))
_AREA_BOUNDS = (Decimal(0), Decimal(10), Decimal(30), Decimal(50), Decimal(70), Decimal(90))
_HALF = Decimal("0.5")


@dataclass(frozen=True)
class Region:
    """What was scored of one region: the area from 0 to 6, then its signs in the order of the score; None is missing."""

    area: int | None
    signs: tuple[Decimal | int | None, ...] = ()

    @property
    def scored(self) -> bool:
        """Whether the region has a score: where nothing is affected, signs need none."""
        return self.area == 0 or (self.area is not None and bool(self.signs) and None not in self.signs)

    @property
    def conflicts(self) -> bool:
        """Whether area and signs contradict each other: one of them is 0 and the other is not."""
        known = [sign for sign in self.signs if sign is not None]
        return self.area is not None and len(known) == len(self.signs) > 0 and (self.area == 0) != (not any(known))


def easi(regions: Mapping[str, Region], age: int, half_steps: bool = True) -> Decimal | None:
    """Eczema Area and Severity Index, 0 to 72, exact; None while a region that is affected lacks a sign or the area.

    regions: REGIONS, with the signs erythema, induration, excoriation, lichenification from 0 to 3 (halves where
    half_steps). age in years at the visit. ValueError on a value that is not on the scale. Source: Hanifin 2001,
    Exp Dermatol 10:11-18; half steps: DermNet, PhenX 170301.
    """
    return _weighted(regions, _CHILD if age < EASI_CHILD_BELOW else _ADULT, signs=4, highest=3, halves=half_steps)


def pasi(regions: Mapping[str, Region]) -> Decimal | None:
    """Psoriasis Area and Severity Index, 0 to 72, exact; None while a region that is affected lacks a sign or the area.

    regions: REGIONS, with the signs erythema, induration, desquamation from 0 to 4, whole numbers.
    Source: Fredriksson & Pettersson 1978, Dermatologica 157:238-244 (unconfirmed).
    """
    return _weighted(regions, _ADULT, signs=3, highest=4, halves=False)


def area_score(percent: Decimal | int) -> int:
    """The area score, 0 to 6, of an affected share of a region: 0; above 0 and below 10 %; from 10; 30; 50; 70; 90 %.

    Source: the half-open bounds of NCT05990725, so that 0.5 % and 9.6 % are 1.
    """
    if not 0 <= percent <= 100:
        raise ValueError("an affected area lies between 0 and 100 %")
    return int(percent > 0) + sum(percent >= bound for bound in _AREA_BOUNDS[1:])


def _weighted(regions: Mapping[str, Region], weights: Sequence[Decimal], signs: int, highest: int, halves: bool) -> Decimal | None:
    if set(regions) != set(REGIONS):
        raise ValueError(f"the regions are {', '.join(REGIONS)}")
    for name in REGIONS:
        _check(name, regions[name], signs, highest, halves)
    if not all(region.scored for region in regions.values()):
        return None
    return sum((weight * _part(regions[name]) for name, weight in zip(REGIONS, weights, strict=True)), Decimal(0))


def _part(region: Region) -> Decimal:
    return (region.area or 0) * sum((Decimal(sign or 0) for sign in region.signs), Decimal(0))


def _check(name: str, region: Region, signs: int, highest: int, halves: bool) -> None:
    if region.area is not None and region.area not in range(7):
        raise ValueError(f"{name}: an area is a whole number from 0 to 6")
    if region.signs and len(region.signs) != signs:
        raise ValueError(f"{name}: {signs} signs are scored")
    step = _HALF if halves else Decimal(1)
    if any(sign is not None and (not 0 <= sign <= highest or Decimal(sign) % step) for sign in region.signs):
        raise ValueError(f"{name}: a sign is from 0 to {highest} in steps of {step}")


def scorad(
    extent: Decimal | int | None, signs: Sequence[int | None], itch: Decimal | int | None, sleep: Decimal | int | None
) -> Decimal | None:
    """SCORAD, 0 to 103: extent / 5 + 7 x intensity / 2 + itch + sleep loss; None while any of them is missing.

    extent: 0 to 100 %; signs: six, from 0 to 3; itch, sleep: 0 to 10. Source: European Task Force on Atopic Dermatitis
    1993, Dermatology 186:23-31.
    """
    objective = oscorad(extent, signs)
    if any(part is not None and not 0 <= part <= 10 for part in (itch, sleep)):
        raise ValueError("itch and sleep loss are from 0 to 10")
    return None if objective is None or itch is None or sleep is None else objective + itch + sleep


def oscorad(extent: Decimal | int | None, signs: Sequence[int | None]) -> Decimal | None:
    """Objective SCORAD, 0 to 83: without itch and sleep loss, and without the bonus. Source: Kunz 1997, Dermatology 195:10-19."""
    if extent is not None and not 0 <= extent <= 100:
        raise ValueError("an extent lies between 0 and 100 %")
    if len(signs) != 6 or any(sign is not None and sign not in range(4) for sign in signs):
        raise ValueError("SCORAD has six signs, each a whole number from 0 to 3")
    known = [sign for sign in signs if sign is not None]
    return None if extent is None or len(known) < 6 else Decimal(extent) / 5 + Decimal(7 * sum(known)) / 2
