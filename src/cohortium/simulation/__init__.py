"""Made-up data for any protocol, and data whose run gives wanted figures."""

from __future__ import annotations

from pathlib import Path

from cohortium.measures import measures_of
from cohortium.problems import Problems
from cohortium.protocol.load import load_protocol
from cohortium.protocol.model import Protocol
from cohortium.simulation.conflicts import Wish, conflicts
from cohortium.simulation.figures import Figure, figures_from, read_figures
from cohortium.simulation.study import group_sizes, make_study
from cohortium.simulation.targets import Targets
from cohortium.simulation.workbooks import write_workbooks
from cohortium.starter import place

TRIES = 4
"""Seeds tried, one after the other, before a figure is said to be out of reach."""
PROTOCOL = "protocol.yaml"
TOGETHER = "The figures cannot be met together"
NOT_FOUND = "No data were found that give every figure"


def simulate(protocol_file: Path, folder: Path, like: Path | None = None, seed: int = 1, patients: int | None = None) -> int:
    """Write a study with made-up data into a new or empty folder; the number of figures that its run gives.

    Raises Problems with one sentence for each figure that cannot be met; then nothing is written.
    """
    source = protocol_file / PROTOCOL if protocol_file.is_dir() else protocol_file
    protocol = load_protocol(source)
    figures = read_figures(like, protocol) if like else ()
    refuse_conflicts(protocol, figures, patients)

    def fill(target: Path) -> None:
        (target / PROTOCOL).write_bytes(source.read_bytes())
        (target / "data").mkdir()
        _write_tried(target, protocol, figures, seed, patients)

    place(folder, fill)
    return len(figures)


def refuse_conflicts(protocol: Protocol, figures: tuple[Figure, ...], patients: int | None = None) -> None:
    """Raise Problems where figures contradict each other, the protocol or the number of patients."""
    targets = Targets(figures)
    sizes = group_sizes(protocol, targets, patients)
    found = conflicts(Wish(protocol, measures_of(protocol), targets, sizes))
    if patients is not None and sum(sizes.values()) != patients:
        found.append(f"The figures need {sum(sizes.values())} patients, not {patients}.")
    if found:
        raise Problems(TOGETHER, found)


def write_data(folder: Path, protocol: Protocol, figures: tuple[Figure, ...], seed: int, patients: int | None = None) -> list[str]:
    """The centres' workbooks in a folder; one sentence for each figure that no data were found for."""
    tables, unmet = make_study(protocol, Targets(figures), seed, patients)
    write_workbooks(folder, tables)
    return unmet


def _write_tried(target: Path, protocol: Protocol, figures: tuple[Figure, ...], seed: int, patients: int | None) -> None:
    """Make data and run them until a run gives every figure."""
    from cohortium.simulation.reached import missed

    unmet: list[str] = []
    for turn in range(TRIES if figures else 1):
        unmet = write_data(target / "data", protocol, figures, seed + 1000 * turn, patients)
        if not unmet and figures:
            unmet = missed(target, figures)
        if not unmet or not figures:
            return
    raise Problems(NOT_FOUND, unmet)


__all__ = ["TOGETHER", "figures_from", "read_figures", "refuse_conflicts", "simulate", "write_data"]
