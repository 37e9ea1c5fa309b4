"""Every combination of choices is the result of a study whose protocol makes those choices, as a plain reference works it out."""

from __future__ import annotations

import csv
import tempfile
from copy import deepcopy
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from cohortium import study
from generated import generate, write_study
from reference import compute
from reference.answer import Answer
from reference.rows import members_of_set
from sampled import sample

CHOICES: dict[str, Any] = {
    "windows": {"wide": {"from": "1 month", "to": "5 months"}},
    "pick": ["last", "best"],
    "baseline": {"recent": {"from": "-30 days", "pick": "worst"}},
    "missing": ["non_responder", "last_observation"],
    "after_stop": ["drop", "non_responder"],
}
BASELINE = {"from": "-90 days", "to": "0 days", "pick": "last"}
SEEDS = sample((3, 11, 27, 31), 2)


def _asked(seed: int) -> tuple[Any, str, str]:
    """A generated study whose first responder endpoint gets alternatives; its own rules are the plainest."""
    made = generate(seed, 3, 9)
    name = next((name for name, one in made.protocol["endpoints"].items() if one.get("responder")), "")
    if not name:
        pytest.skip("this generated study counts no responders")
    endpoint = made.protocol["endpoints"][name]
    at = endpoint["at"][0] if isinstance(endpoint["at"], list) else endpoint["at"]
    made.protocol["timepoints"][at] = {"from": "2 months", "to": "4 months", "target": "3 months", "pick": "worst"}
    endpoint.pop("estimand", None)  # it says itself what its events mean
    endpoint |= {"missing": "as_observed", "after_stop": "keep"}
    return made, name, at


def _changed(protocol: dict[str, Any], name: str, at: str, variant: str) -> dict[str, Any]:
    """The protocol with the choices of a variant made its own."""
    protocol = deepcopy(protocol)
    chosen = dict(choice.split("=") for choice in variant.split(";")) if variant else {}
    window, endpoint = protocol["timepoints"][at], protocol["endpoints"][name]
    window |= CHOICES["windows"].get(chosen.get("window"), {}) | ({"pick": chosen["pick"]} if "pick" in chosen else {})
    if "baseline" in chosen:
        own = BASELINE | protocol["timepoints"].get("baseline", {})
        protocol["timepoints"]["baseline"] = own | CHOICES["baseline"][chosen["baseline"]]
    endpoint |= {word: chosen[word] for word in ("missing", "after_stop") if word in chosen}
    return protocol


def _vector(answer: Answer, name: str, at: str) -> tuple[Any, ...]:
    """The answer of every patient of the efficacy set; none where the patient does not count."""
    found = [person.outcomes[name, at] for person in members_of_set(answer.study, "efficacy")]
    return tuple(one.answer if one.counts else None for one in found)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_variant_is_what_the_reference_says_of_its_protocol(seed: int) -> None:
    made, name, at = _asked(seed)
    protocol = deepcopy(made.protocol) | {"sensitivity": {name: CHOICES | {"at": at}}}
    with tempfile.TemporaryDirectory() as place:
        folder = write_study(Path(place) / "study", protocol, made.tables, "csv")
        text = (study.run(folder, figures="none").folder / "results.csv").read_text("utf-8-sig")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["analysis"] == "sensitivity"]
    vectors, answers = {}, {}
    combinations = [""]
    for word, choices in zip(("window", "pick", "baseline", "missing", "after_stop"), CHOICES.values(), strict=True):
        combinations += [f"{start};{word}={choice}".strip(";") for start in combinations for choice in choices]
    coherent = [each for each in combinations if not ("last_observation" in each and "after_stop=non_responder" in each)]
    for variant in coherent:
        answers[variant] = compute(_changed(made.protocol, name, at, variant), made.tables)
        vectors[variant] = _vector(answers[variant], name, at)
    shown = {row["variant"] for row in rows if row["stat"] == "N" and not row["level"]}
    for row in rows:
        if row["stat"] in ("N", "n", "percent") and row["variant"] in shown and not (row["level"] or row["group"]):
            unit = "patients"
            expected = answers[row["variant"]].results["efficacy", name, "", at, row["arm"], "", "", "", "", unit, row["stat"]]
            assert row["value"] == "" if expected is None else abs(Fraction(row["value"]) - Fraction(expected)) < Fraction(1, 10**15), row
    whole = [row for row in rows if row["stat"].startswith("n_") and not (row["variant"] or row["level"] or row["group"])]
    said = {row["stat"]: int(row["value"]) for row in whole}
    assert said["n_combinations"] == len(combinations)
    assert said["n_refused"] == len(combinations) - len(coherent)
    assert said["n_distinct"] == len(set(vectors.values()))
    distinct = {row["variant"] for row in rows if row["stat"] == "n_same" and row["value"] != "0"}
    assert {vectors[variant] for variant in distinct} == set(vectors.values())
    percents = [answers[each].results["efficacy", name, "", at, "all", "", "", "", "", "patients", "percent"] for each in coherent]
    known = [Fraction(percent) for percent in percents if percent is not None]
    ends = {row["stat"]: row for row in rows if (row["level"], row["arm"], row["group"]) == ("percent", "all", "")}
    for stat, extreme in (("min", min), ("max", max)):
        assert not known or abs(Fraction(ends[stat]["value"]) - extreme(known)) < Fraction(1, 10**15)
