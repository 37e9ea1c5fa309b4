"""Every statistic knows patients, not rows, centres or the names of groups: order, pooling, mirrored patients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import isclose
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cohortium.statistics import STATISTICS, UndefinedStatistic
from properties.cases import CASES, Case
from properties.mirrors import Found
from properties.patients import Patients, few, many

_EXAMPLES = {few: 25, many: 4}
_LEAST_ANSWERED = 3


def asked(name: str, count: Any) -> Found:
    """The numbers, or why there are none: a refusal, too, must not hang on order, centres or names."""
    try:
        return CASES[name].ask(STATISTICS[name].function, count)
    except UndefinedStatistic as refused:
        return {"refused": str(refused)}


def hold(case: Case, check: Any) -> None:
    """A check on the patients drawn for a case; `check` gives the numbers, so that a statistic that never answers is seen."""
    answers: list[Found] = []

    @settings(derandomize=True, deadline=None, max_examples=_EXAMPLES[case.patients], phases=[Phase.generate])
    @given(case.patients, st.integers(0, 99))
    def every(patients: Patients, seed: int) -> None:
        answers.append(check(patients, seed))

    every()
    assert sum("refused" not in answer for answer in answers) >= _LEAST_ANSWERED


def differing(found: Found, wanted: Found) -> list[str]:
    """The numbers that are not what they should be, beyond what a change of order leaves of a model's last digits."""
    return [f"{stat}: {found.get(stat)}, not {value}" for stat, value in wanted.items() if not _near(found.get(stat), value)]


def _near(one: Any, other: Any) -> bool:
    return one is other if None in (one, other) else isclose(one, other, rel_tol=1e-6, abs_tol=1e-7)


def test_every_statistic_has_its_properties() -> None:
    assert list(CASES) and set(CASES) == set(STATISTICS)


@pytest.mark.parametrize("name", STATISTICS)
def test_the_order_of_patients_makes_no_difference(name: str) -> None:
    case = CASES[name]

    def check(patients: Patients, seed: int) -> Found:
        found = asked(name, case.count(patients))
        assert asked(name, case.count(Random(seed).sample(patients, len(patients)))) == found
        return found

    hold(case, check)


@pytest.mark.parametrize("name", STATISTICS)
def test_centres_counted_apart_and_put_together_give_the_same(name: str) -> None:
    case = CASES[name]

    def check(patients: Patients, seed: int) -> Found:
        found, centres = asked(name, case.count(patients)), sorted({one.centre for one in patients})
        Random(seed).shuffle(centres)
        assert asked(name, case.pool([one for one in patients if one.centre == centre] for centre in centres)) == found
        return found

    hold(case, check)


@pytest.mark.parametrize("name", STATISTICS)
def test_mirrored_patients_mirror_the_numbers(name: str) -> None:
    case = CASES[name]

    def check(patients: Patients, _: int) -> Found:
        found, mirrored = asked(name, case.count(patients)), asked(name, case.count(case.mirror(patients)))
        if "refused" in found:
            assert mirrored == found
        else:
            assert differing(mirrored, case.turned(found)) == []
        return found

    hold(case, check)


@pytest.mark.parametrize("check", [test_mirrored_patients_mirror_the_numbers, test_the_order_of_patients_makes_no_difference])
def test_a_statistic_that_knows_more_than_patients_is_found(check: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(STATISTICS, "fisher", replace(STATISTICS["fisher"], function=lambda table: {"p_value": table[0][0]}))
    by_row = replace(CASES["fisher"], ask=lambda f, tally: {"p_value": next(iter(tally.values()))})
    if check is test_the_order_of_patients_makes_no_difference:
        monkeypatch.setitem(CASES, "fisher", by_row)
    with pytest.raises(AssertionError, match="p_value"):
        check("fisher")
