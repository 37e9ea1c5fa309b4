"""Bands of severity: which named scheme of a measure a study takes, and what its bands are called."""

from __future__ import annotations

from cohortium.language import marked, tr
from cohortium.measures.model import BandScheme, Measure

WORDS = (
    marked("clear"), marked("almost clear"), marked("clear or almost clear"), marked("mild"), marked("moderate"),
    marked("moderate or severe"), marked("severe"), marked("very severe"), marked("no effect"),
    marked("small"), marked("very large"), marked("extremely large"),
    marked("controlled"), marked("may not be controlled"), marked("completely controlled"), marked("mostly controlled"),
    marked("moderately controlled"), marked("a little controlled"), marked("not at all controlled"),
)  # fmt: skip
"""The bands of built-in schemes; a study's own are printed as it writes them."""


def scheme_of(measure: Measure, name: str) -> BandScheme:
    """The scheme of that name; KeyError where the measure has none."""
    return {scheme.name: scheme for scheme in measure.bands}[name]


def band_label(scheme: BandScheme, band: str) -> str:
    """The name of a band in the language spoken."""
    return tr(band) if scheme.name != OWN and band in WORDS else band


OWN = "protocol"
"""The scheme of a measure that the protocol declares with its bands."""
