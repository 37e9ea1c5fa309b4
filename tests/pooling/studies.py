"""The bundled example with every analysis asked for, and its centres each in a folder of their own."""

from __future__ import annotations

import shutil
from pathlib import Path

from cohortium import examples
from cohortium.derived import derived, load, results_of
from cohortium.measures import measures_of
from cohortium.pooling.document import Sent, written
from cohortium.pooling.needs import needed
from cohortium.pooling.pool import results_of as pooled_results
from cohortium.pooling.read import read_tally, sent_in
from cohortium.pooling.send import sent_by
from cohortium.protocol.model import Protocol
from cohortium.results import Results

ASKED = """
comparisons:
  versus: bari4
  endpoints: [iga_response, pnrs_change]
  by: [difference, risk_ratio, fisher, mann_whitney, shift, kruskal_wallis, analysis_of_variance, mcnemar, signed_rank]
  adjust: holm
  baseline: [standardised, mann_whitney, chi_squared]
by_centre: {endpoints: [iga_response, pnrs_change]}
subgroups:
  iga_response: {by: [sex, escalated, centre], versus: bari4}
adjusted:
  iga_response: {versus: bari4, for: [age, sex], impute: {times: 2, seed: 1}}
weighted:
  iga_response: {versus: bari4, for: [age, sex]}
severity: {EASI: {bands: Leshem 2015, at: [M3]}}
"""


def example(folder: Path) -> Path:
    """The example study, its protocol asking for every analysis."""
    examples.write("jak-ad", folder)
    path = folder / "protocol.yaml"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(("comparisons:", "by_centre:"))]
    text = "".join(kept).replace("subsets:\n", "  pnrs_change: {at: M3, pick: [last, best]}\n\nsubsets:\n", 1)
    path.write_text(text + ASKED, "utf-8")
    return folder


def apart(folder: Path, into: Path) -> list[Path]:
    """A study folder for each centre: the same protocol, its own files only."""
    homes = []
    for part in sorted((folder / "data").iterdir()):
        home = into / part.stem
        (home / "data").mkdir(parents=True)
        shutil.copy(folder / "protocol.yaml", home)
        copy = shutil.copytree if part.is_dir() else shutil.copy
        copy(part, home / "data" / part.name)
        homes.append(home)
    return homes


def whole(folder: Path) -> Results:
    """The results of a study in one run."""
    with derived(load(folder)) as found:
        return results_of(found)


def sent_from(folder: Path, small_counts: int | None = None) -> Sent:
    """What a centre sends."""
    with derived(load(folder)) as found:
        return sent_by(found, small_counts)


def received(sent: Sent, path: Path, protocol: Protocol) -> Sent:
    """What is read of what it sends."""
    path.write_bytes(written(sent))
    return sent_in(read_tally(path), path, needed(protocol, measures_of(protocol)), protocol.arms)


def pooled(folder: Path, sent: list[Sent], place: Path) -> Results:
    """The results of the centres together, by way of their files."""
    study = load(folder)
    read = [received(each, place / f"{number}.json", study.protocol) for number, each in enumerate(sent)]
    return pooled_results(study.protocol, study.measures, read)
