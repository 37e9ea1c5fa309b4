"""A reader who knows R finds, for every number that a study can give, the call that gives it: docs/statistics.md leaves none out."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

import pytest
import yaml

from cohortium.derived import derived, load, results_of
from cohortium.protocol.analyses import Baseline, Contrast
from cohortium.results import ANALYSES
from cohortium.simulation import simulate

PAGE = Path(__file__).parents[1] / "docs" / "statistics.md"
COUNTED = (
    "participants",
    "baseline",
    "efficacy",
    "safety",
    "stops",
    "follow_up",
    "estimand",
    "severity",
    "ctcae",
    "sensitivity",
    "subgroups",
)
"""Analyses whose percentages, medians and means are those of patients as they are; others have a statistic of their own for them."""
ARMS = {"upa15": {"drug": "upadacitinib", "daily_dose": "15 mg"}, "bari4": {"drug": "baricitinib", "daily_dose": "4 mg"}}
EVERYTHING = {
    "study": "everything",
    "arms": ARMS,
    "data_cut": "2022-06-30",
    "enrolment": {"first_dose": ["2021-03-01", "2022-01-31"]},
    "characteristics": {"age": {"type": "number"}, "sex": {"type": "category", "levels": {"F": "Women", "M": "Men"}}},
    "timepoints": {"M3": {"from": "2 months", "to": "4 months"}, "M6": {"from": "5 months", "to": "7 months"}},
    "intercurrent_events": {"stop": {"stopped": "any"}},
    "endpoints": {
        "clear": {
            "measure": "EASI", "responder": {"improvement_at_least": "75 %"}, "at": ["M3", "M6"],
            "estimand": {"events": {"stop": "composite"}},
        },
        "change": {"measure": "EASI", "summary": {"change": "median_q1_q3"}, "at": ["M3", "M6"]},
    },
    "safety": {"terms": {"acne": {}, "cpk": {"kind": "biological", "from": {"any": [{"test": "CPK", "above": "local_upper"}]}}}},
    "sensitivity": {"clear": {"pick": ["last"]}, "change": {"pick": ["last"]}},
    "subgroups": {"clear": {"by": ["sex"], "versus": "bari4"}},
    "adjusted": {
        "clear": {"versus": "bari4", "for": "age", "impute": {"times": 2, "seed": 1}},
        "change": {"versus": "bari4", "errors": "gee", "impute": {"times": 2, "seed": 1}},
    },
    "weighted": {"clear": {"versus": "bari4", "for": ["age"]}, "change": {"versus": "bari4", "for": ["age"]}},
    "survival": {"at": ["3 months"], "until": "5 months", "compare": ["log_rank", "cox"]},
    "incidence": {},
    "comparisons": {"by": list(get_args(Contrast)), "baseline": list(get_args(Baseline)), "adjust": "holm"},
    "by_centre": {"endpoints": ["clear", "change"]},
    "severity": {"EASI": "Leshem 2015"},
    "ctcae": {"cpk_increased": "CPK"},
}  # fmt: skip


@cache
def given() -> frozenset[tuple[str, str]]:
    """(analysis, stat) of every number of a study that asks for everything; its patients are made up."""
    with TemporaryDirectory() as folder:
        written = Path(folder) / "protocol.yaml"
        written.write_text(yaml.safe_dump(EVERYTHING, sort_keys=False), "utf-8")
        simulate(written, Path(folder) / "study", patients=30)
        with derived(load(Path(folder) / "study")) as found:
            return frozenset((row.analysis, row.stat) for row in results_of(found))


def lines() -> list[list[str]]:
    """The cells of every line of both tables."""
    cells = (re.split(r"(?<!\\) \| ", line.strip("| ")) for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `"))
    return [list(line) for line in cells]


def documented() -> set[tuple[str, str]]:
    """(analysis, stat), `n_*` standing for itself, of every line that has an R call."""
    found: set[tuple[str, str]] = set()
    for line in lines():
        called = re.fullmatch(r"`[^`]+`", line[-1])
        if len(line) == 3 and called:
            stats = re.findall(r"[\w*]+", line[0])
            found |= {(analysis, stat) for stat in stats for analysis in (ANALYSES if stat[0] in "nNp" and stat != "percent" else COUNTED)}
        elif called:
            stats = re.findall(r"`(\w+)`", line[2]) + [stat for stat in re.findall(r"as `(\w+)`", line[1])]
            found |= {(analysis, stat) for analysis in ANALYSES if re.search(rf"\b{analysis}\b", line[1]) for stat in stats}
    return found


def test_the_study_asks_for_everything():
    assert {analysis for analysis, _ in given()} == set(ANALYSES)


@pytest.mark.parametrize("analysis", ANALYSES)
def test_every_number_has_an_r_call(analysis):
    known = {stat for where, stat in documented() if where == analysis}
    stats = {stat for where, stat in given() if where == analysis}
    assert stats and {stat for stat in stats if stat not in known and not (stat.startswith("n_") and "n_*" in known)} == set()


def test_a_line_without_a_call_documents_nothing(monkeypatch, tmp_path):
    page = tmp_path / "page.md"
    page.write_text(PAGE.read_text("utf-8").replace("`poisson.test(events, days / 36525)`", ""), "utf-8")
    monkeypatch.setitem(globals(), "PAGE", page)
    assert ("incidence", "rate") not in documented() and ("survival", "percent") in documented()
