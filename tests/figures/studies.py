"""Studies for every size of figure: one group without an event, six groups with forty events; their patients are made up."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from itertools import product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import yaml

from cohortium.derived import derived, load, results_of
from cohortium.displays import Figure, Undrawn, build_figures, build_tables
from cohortium.displays.figure import Marks
from cohortium.marks import marks_of
from cohortium.protocol.model import Protocol
from cohortium.results import Result, Results
from cohortium.simulation import simulate

TIMES = {
    "baseline": {"from": "-90 days", "to": "0 days"},
    "M3": {"from": "2 months", "to": "4 months", "target": "3 months"},
    "M6": {"from": "5 months", "to": "7 months", "target": "6 months"},
    "M12": {"from": "11 months", "to": "13 months", "target": "12 months"},
}
SMALL = {
    "study": "small",
    "arms": {"only": {"label": "The only treatment", "drug": "dupilumab"}},
    "timepoints": {name: TIMES[name] for name in ("baseline", "M3")},
    "endpoints": {"easi75": {"label": "EASI75", "measure": "EASI", "responder": {"improvement_at_least": "75 %"}, "at": ["M3"]}},
}
LARGE = {
    "study": "large",
    "arms": {
        f"arm{n}": {"label": f"Treatment {n} with a name that is quite long, {n}0 mg", "drug": f"drug{n}", "daily_dose": f"{n}0 mg"}
        for n in range(1, 7)
    },
    "centres": {f"{n:02d}": {"label": f"Centre {n:02d}"} for n in range(1, 13)},
    "characteristics": {"sex": {"type": "category", "levels": {"F": "Women", "M": "Men"}}},
    "timepoints": TIMES,
    "endpoints": {
        **{
            f"easi{share}": {
                "label": f"EASI{share}",
                "measure": "EASI",
                "responder": {"improvement_at_least": f"{share} %"},
                "at": ["M3", "M6", "M12"],
            }
            for share in (50, 75, 90)
        },  # fmt: skip
        "pnrs_change": {"label": "Worst itch", "measure": "PNRS", "summary": {"change": "median_q1_q3"}, "at": ["M3", "M6", "M12"]},
    },
    "safety": {
        "terms": {
            f"event{n}": {
                "label": f"Event {n}" + " of the kind that needs many words to be told from others" * (n % 9 == 0),
                "kind": "clinical" if n % 3 else "biological",
                "show_zero": True,
            }
            for n in range(1, 41)
        }
    },
    "survival": {"at": ["3 months", "6 months", "12 months"]},
    "by_centre": {},
    "comparisons": {"versus": "arm1", "by": ["difference", "shift"]},
    "subgroups": {"easi75": {"by": ["sex"], "versus": "arm1"}},
}
PAIRS = {
    **{name: LARGE[name] for name in ("arms", "timepoints")},
    "study": "pairs",
    "endpoints": {"easi75": LARGE["endpoints"]["easi75"]},
    "comparisons": {"by": ["difference"]},
}
"""No figure of these depends on the data being plausible: they are there for the room that labels and marks need."""


_MARKS: dict[str, Marks] = {}


BALANCED = {"two": (2, 2), "ten": (10, 3), "forty": (40, 6)}
"""Weightings by how many covariates and treatment groups they have; their numbers are drawn, not counted."""


def balanced(which: str) -> tuple[Protocol, Results]:
    """A protocol that weights groups, and standardised differences of each covariate and group from the first one."""
    covariates, arms = BALANCED[which]
    long = " with a name that is long enough to need a second line of its own"
    described = {f"c{k}": {"label": f"Covariate {k}{long * (k % 7 == 3)}", "type": "number"} for k in range(covariates)}
    named = {name: arm for name, arm in LARGE["arms"].items() if name <= f"arm{arms}"}
    asked = {"easi75": {"versus": "arm1", "for": list(described)}}
    parts = {"arms": named, "characteristics": described, "endpoints": SMALL["endpoints"], "timepoints": SMALL["timepoints"]}
    dice, rows = Random(3), []
    for arm, (name, entry) in product(list(named)[1:], described.items()):
        before = round(dice.gauss(0, 0.35), 6)
        at = {"analysis": "weighted", "variable": "easi75", "timepoint": "M3", "arm": arm, "versus": "arm1", "level": name}
        for stat, value in (("standardised_before", before), ("standardised_after", round(before * dice.random() * 0.45, 6))):
            rows.append(Result(stat=stat, label=entry["label"], value=Decimal(str(value)), text=f"{value:.2f}", **at))
    return Protocol.model_validate({"study": "balanced", "weighted": asked, **parts}), Results(tuple(rows))


@cache
def computed(which: str) -> tuple[Protocol, Results]:
    """The protocol and the results of the study `small`, `large` or `pairs`, or of a weighting, in English."""
    if which in BALANCED:
        return balanced(which)
    with TemporaryDirectory() as folder:
        written = Path(folder) / "protocol.yaml"
        written.write_text(yaml.safe_dump({"small": SMALL, "large": LARGE, "pairs": PAIRS}[which], sort_keys=False), "utf-8")
        simulate(written, Path(folder) / "study", patients={"small": 12, "large": 96, "pairs": 96}[which])
        study = load(Path(folder) / "study")
        with derived(study) as found:
            _MARKS[which] = marks_of(found)
            return study.protocol, results_of(found)


@cache
def marks(which: str) -> Marks:
    """The marks of its patients."""
    computed(which)
    return _MARKS.get(which, Marks())


@cache
def figures(which: str) -> tuple[dict[str, Figure], dict[str, Undrawn]]:
    """What is drawn of a study, and what is not, by id."""
    protocol, results = computed(which)
    drawn, undrawn = build_figures(protocol, results, build_tables(protocol, results), marks=marks(which))
    return {figure.id: figure for figure in drawn}, {one.id: one for one in undrawn}
