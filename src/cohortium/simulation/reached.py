"""Whether a run of made-up data gives the wanted figures: the one test that leaves no doubt."""

from __future__ import annotations

from pathlib import Path

from cohortium import study
from cohortium.results import Results
from cohortium.simulation.figures import Figure, agrees


def differing(results: Results, figures: tuple[Figure, ...]) -> list[tuple[Figure, str]]:
    """The figures that the results do not give, each with what stands there."""
    rows = [(figure, results.get(**figure.key)) for figure in figures]
    return [(figure, row.text if row else "no such row") for figure, row in rows if row is None or not agrees(row.value, figure.holds)]


def missed(folder: Path, figures: tuple[Figure, ...]) -> list[str]:
    """One sentence per figure that a run of the study does not give."""
    with study.derived(study.load(folder)) as found:
        results = study.results_of(found)
    return [
        f"{figure.place}: wanted {figure.holds}; a run of the nearest data gives {text}." for figure, text in differing(results, figures)
    ]
