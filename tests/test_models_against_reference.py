"""Every number of the models of generated studies is found again by the reference, which maximises likelihoods and stacks equations.

`COHORTIUM_MODELS` sets how many seeds are tried (a soak: COHORTIUM_MODELS=200).
"""

from __future__ import annotations

import os
from functools import cache

import pytest

from generated.modelled import modelled
from reference import compute
from test_against_reference import results_text, rows_of

MODELS = ("adjusted", "weighted", "survival", "subgroups")
ALWAYS = ("logistic", "linear", "firth", "by centre", "weighted", "by centre, weighted", "cox", "interaction")
MORE = ("exchangeable, scores", "imputed, model", "imputed, gee")
"""Estimating equations (others: statistics/test_by_definition.py), and models with what is missing imputed."""
SEEDS = [seed for seed in (0, 3, 8, 11, 12, 14, *range(15, int(os.environ.get("COHORTIUM_MODELS", "15")))) if modelled(seed, 3)]


@cache
def expected(seed: int) -> dict:
    """What the reference says of the models of a seed."""
    study = modelled(seed)
    assert study
    return {key: value for key, value in compute(study.protocol, study.tables).results.items() if key[0] in MODELS}


def near(value: str, wanted: object) -> bool:
    """The reference takes derivatives by differences: about seven digits, fewer far out in a tail."""
    if value == "" or wanted is None:
        return value == "" and wanted is None
    return float(value) == pytest.approx(float(wanted), rel=2e-5, abs=1e-8)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_number_of_a_model_agrees_with_the_reference(seed: int) -> None:
    study, wanted = modelled(seed), expected(seed)
    assert study
    found = {key: value for key, value in rows_of(results_text(study)).items() if key[0] in MODELS}
    assert found.keys() == wanted.keys()
    assert {key: (found[key], wanted[key]) for key in found if not near(found[key], wanted[key])} == {}


def test_enough_of_these_models_have_numbers() -> None:
    """A comparison of refusals alone would say nothing."""
    kinds = {
        kind: 0 for kind in ("logistic", "linear", "firth", "by centre", "weighted", "by centre, weighted", "cox", "interaction", *MORE)
    }
    for seed in SEEDS:
        study = modelled(seed)
        assert study
        known = {(key[0], key[1], key[-1]) for key, value in expected(seed).items() if value is not None}
        for name, asked in study.protocol["adjusted"].items():
            kind = "firth" if asked["model"] == "firth" else "logistic" if "responder" in study.protocol["endpoints"][name] else "linear"
            kinds[kind] += ("adjusted", name, "p_value") in known
            kinds["by centre"] += asked["errors"] == "centre" and ("adjusted", name, "p_value") in known
            if asked["errors"] == "gee":
                quantity = "shares" if "responder" in study.protocol["endpoints"][name] else "scores"
                kind = f"{asked['correlation']}, {quantity}"
                kinds[kind] = kinds.get(kind, 0) + (("adjusted", name, "p_value") in known)
            kind = f"imputed, {asked['errors']}"
            kinds[kind] = kinds.get(kind, 0) + (("adjusted", name, "missing_information") in known)
        for name, asked in study.protocol["weighted"].items():
            kinds["weighted"] += ("weighted", name, "p_value") in known
            kinds["by centre, weighted"] += asked["errors"] == "centre" and ("weighted", name, "p_value") in known
        kinds["cox"] += ("survival", "survival", "ph_p_value") in known
        kinds["interaction"] += any(stat == "p_interaction" for *_, stat in known)
    assert [kind for kind in (*ALWAYS, *MORE) if not kinds[kind]] == [], kinds
