"""Bands of severity, typed again from their publications: the highest value of each band."""

from __future__ import annotations

from fractions import Fraction

from .scores import choose
from .texts import listed
from .time import due, window

SCHEMES = {
    # Leshem 2015: 0; 0.1-1.0; 1.1-7.0; 7.1-21.0; 21.1-50.0; 50.1-72.0. Chopra 2017: 0; 0.1-5.9; 6.0-22.9; 23.0-72.
    ("EASI", "Leshem 2015"): [("clear", 0), ("almost clear", 1), ("mild", 7), ("moderate", 21), ("severe", 50), ("very severe", 72)],
    ("EASI", "Chopra 2017"): [("clear", 0), ("mild", "5.95"), ("moderate", "22.95"), ("severe", 72)],
    # Hongbo 2005: 0-1, 2-5, 6-10, 11-20, 21-30. Vakharia 2018: 0-5, 6-10, 11-30; itch 0-3, 4-6, 7-10.
    ("DLQI", "Hongbo 2005"): [("no effect", 1), ("small", 5), ("moderate", 10), ("very large", 20), ("extremely large", 30)],
    ("DLQI", "Vakharia 2018, atopic dermatitis"): [("mild", 5), ("moderate", 10), ("severe", 30)],
    ("PNRS", "Vakharia 2018"): [("mild", 3), ("moderate", 6), ("severe", 10)],
    ("IGA", "vIGA-AD"): [("clear", 0), ("almost clear", 1), ("mild", 2), ("moderate", 3), ("severe", 4)],
}


def bands_of(protocol: dict, name: str, scheme: str) -> list[tuple[str, Fraction]]:
    own = ((protocol.get("measures") or {}).get(name) or {}).get("bands") if scheme == "protocol" else None
    listed_bands = sorted(own.items(), key=lambda band: Fraction(str(band[1]))) if own else SCHEMES[name, scheme]
    return [(label, Fraction(str(highest))) for label, highest in listed_bands]


def severity_rows(study, rows, place, baseline_arms, later_arms) -> None:
    """At baseline all included; later the efficacy set whose window was due."""
    for name, asked in study.protocol["severity"].items():
        asked = asked if isinstance(asked, dict) else {"bands": asked}
        bands = bands_of(study.protocol, name, asked["bands"])
        for at in ("baseline", *listed(asked.get("at"))):
            for arm, persons in baseline_arms if at == "baseline" else later_arms:
                who = [person for person in persons if at == "baseline" or due(window(person.index, study.timepoints[at]), study.cut)]
                values = [choose(study, person, name, at).value for person in who]
                spot = place("severity", name, arm, at)
                _count(rows, spot, bands, values)


def _count(rows, spot, bands, values) -> None:
    known = [value for value in values if value is not None]
    below = None
    for label, highest in bands:
        inside = [value for value in known if value <= highest and (below is None or value > below)]
        rows.share(spot, len(inside), len(known), level=label)
        below = highest
    rows.add(spot, "n_missing", len(values) - len(known))
