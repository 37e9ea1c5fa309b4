"""Scores from their items: totals by hand, ends of the scales, missing items, and what is not on a scale."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohortium.measures import BUILT_IN
from cohortium.measures.questionnaires import QUESTIONNAIRES, agrees, iga_agrees, item_7, total
from cohortium.measures.regions import REGIONS, Region, area_score, easi, oscorad, pasi, scorad

steady = settings(derandomize=True, deadline=None)
halves = st.integers(0, 6).map(lambda twice: Decimal(twice) / 2)
bodies = st.fixed_dictionaries({name: st.builds(Region, st.integers(0, 6), st.tuples(halves, halves, halves, halves)) for name in REGIONS})


def body(*regions: Region) -> dict[str, Region]:
    return dict(zip(REGIONS, regions, strict=True))


def test_easi_by_hand_in_both_age_sets():
    scored = body(Region(2, (1, 2, 1, 0)), Region(3, (2, 2, 1, 1)), Region(1, (Decimal("0.5"), 1, 0, 0)), Region(0))
    # 0.1 x 2 x 4 + 0.2 x 3 x 6 + 0.3 x 1 x 1.5 and, below 8 years, 0.2 for the head.
    assert easi(scored, age=30) == Decimal("4.85")
    assert easi(scored, age=8) == Decimal("4.85")
    assert easi(scored, age=7) == Decimal("5.65")


@pytest.mark.parametrize("age", [3, 40])
def test_easi_ends_at_72_in_both_age_sets(age):
    assert easi(body(*[Region(6, (3, 3, 3, 3))] * 4), age) == 72
    assert easi(body(*[Region(0)] * 4), age) == 0


@steady
@given(bodies, st.sampled_from([5, 20]))
def test_every_easi_lies_on_the_grid_of_the_measure(regions, age):
    score = easi(regions, age)
    assert score is not None and 0 <= score <= BUILT_IN["EASI"].high and not score % BUILT_IN["EASI"].step
    assert score == easi(dict(reversed(list(regions.items()))), age)


def test_a_missing_sign_leaves_no_easi_but_where_nothing_is_affected():
    assert easi(body(Region(1, (1, None, 0, 0)), *[Region(0)] * 3), 20) is None
    assert easi(body(Region(None, (1, 1, 0, 0)), *[Region(0)] * 3), 20) is None
    assert easi(body(Region(0, (None, None, None, None)), *[Region(0)] * 3), 20) == 0


def test_area_and_signs_may_contradict_each_other():
    assert Region(0, (1, 0, 0, 0)).conflicts and Region(2, (0, 0, 0, 0)).conflicts
    assert not Region(0, (0, 0, 0, 0)).conflicts and not Region(2, (0, 1, 0, 0)).conflicts and not Region(0).conflicts


@pytest.mark.parametrize(
    ("percent", "score"),
    [("0", 0), ("0.5", 1), ("9.6", 1), ("10", 2), ("29.9", 2), ("30", 3), ("50", 4), ("70", 5), ("89.9", 5), ("90", 6), ("100", 6)],
)
def test_area_scores_have_half_open_bounds(percent, score):
    assert area_score(Decimal(percent)) == score


def test_pasi_by_hand_and_at_its_end():
    assert pasi(body(Region(1, (2, 2, 1)), Region(2, (3, 2, 2)), Region(3, (1, 1, 1)), Region(4, (4, 3, 2)))) == Decimal("20.4")
    assert pasi(body(*[Region(6, (4, 4, 4))] * 4)) == 72


def test_scorad_by_hand_and_at_its_end():
    assert scorad(40, (2, 1, 1, 2, 1, 2), Decimal("6.5"), 3) == Decimal("49")
    assert scorad(100, (3,) * 6, 10, 10) == BUILT_IN["SCORAD"].high
    assert oscorad(100, (3,) * 6) == BUILT_IN["OSCORAD"].high
    assert oscorad(40, (2, 1, 1, 2, 1, 2)) == Decimal("39.5")


def test_without_itch_only_the_objective_scorad_is_known():
    assert scorad(40, (2, 1, 1, 2, 1, 2), None, 3) is None
    assert oscorad(40, (2, 1, 1, 2, 1, None)) is None
    assert oscorad(None, (2, 1, 1, 2, 1, 1)) is None


@pytest.mark.parametrize("name", [name for name in QUESTIONNAIRES if name in BUILT_IN])
def test_a_total_ends_where_the_measure_does(name):
    asked = QUESTIONNAIRES[name]
    assert total(name, [asked.highest] * asked.items) == BUILT_IN[name].high
    assert total(name, [0] * asked.items) == BUILT_IN[name].low


@pytest.mark.parametrize(("name", "allowed"), [("DLQI", 1), ("CDLQI", 1), ("POEM", 1), ("RECAP", 1), ("ADCT", 0)])
def test_missing_answers_count_0_up_to_the_number_allowed(name, allowed):
    items = QUESTIONNAIRES[name].items
    for missing in range(3):
        found = total(name, [None] * missing + [1] * (items - missing))
        assert found == (items - missing if missing <= allowed else None)


def test_item_7_of_dlqi():
    assert [item_7("yes"), item_7("no", 2), item_7("no", 0), item_7("not relevant")] == [3, 2, 0, 0]
    # "no" without the second answer is one missing answer.
    assert item_7("no") is None and item_7(None) is None
    assert total("DLQI", [1, 1, 1, 1, 1, 1, item_7("no"), 1, 1, 1]) == 9
    assert total("DLQI", [1, 1, 1, 1, 1, None, item_7("no"), 1, 1, 1]) is None


def test_a_recorded_total_may_be_rounded_but_not_wrong():
    measure = BUILT_IN["EASI"]
    assert agrees(measure, Decimal("4.85"), Decimal("4.85"))
    assert agrees(measure, Decimal("4.85"), Decimal("4.9")) and agrees(measure, Decimal("4.85"), Decimal("4.8"))
    assert not agrees(measure, Decimal("4.85"), Decimal("4.7")) and not agrees(measure, Decimal("4.85"), Decimal("4.95"))
    assert not agrees(BUILT_IN["DLQI"], 9, Decimal("10"))


def test_iga_and_easi_agree_about_clear_skin():
    assert iga_agrees(0, Decimal(0)) and iga_agrees(1, Decimal("0.1"))
    assert not iga_agrees(0, Decimal("0.1")) and not iga_agrees(2, Decimal(0))


WRONG = {
    "head_neck: an area is a whole number from 0 to 6": lambda: easi(body(Region(7), *[Region(0)] * 3), 20),
    "head_neck: 4 signs are scored": lambda: easi(body(Region(1, (1, 1)), *[Region(0)] * 3), 20),
    "head_neck: a sign is from 0 to 3 in steps of 0.5": lambda: easi(body(Region(1, (1, 1, 1, Decimal("1.2"))), *[Region(0)] * 3), 20),
    "head_neck: a sign is from 0 to 3 in steps of 1": lambda: easi(
        body(Region(1, (1, 1, 1, Decimal("1.5"))), *[Region(0)] * 3), 20, half_steps=False
    ),
    "head_neck: a sign is from 0 to 4 in steps of 1": lambda: pasi(body(Region(1, (5, 1, 1)), *[Region(0)] * 3)),
    "the regions are head_neck, upper_limbs, trunk, lower_limbs": lambda: pasi({"head": Region(0)}),
    "an affected area lies between 0 and 100 %": lambda: area_score(101),
    "an extent lies between 0 and 100 %": lambda: oscorad(-1, (0,) * 6),
    "SCORAD has six signs, each a whole number from 0 to 3": lambda: oscorad(1, (0,) * 5),
    "itch and sleep loss are from 0 to 10": lambda: scorad(1, (0,) * 6, 11, 0),
    "POEM has 7 items": lambda: total("POEM", [1] * 6),
    "an answer of ADCT is a whole number from 0 to 4": lambda: total("ADCT", [5] + [0] * 5),
    'item 7 is answered by "yes", "no" or "not relevant"': lambda: item_7("maybe"),
    'the second question of item 7 is asked after "no" only, and is from 0 to 2': lambda: item_7("yes", 1),
}


@pytest.mark.parametrize("words", WRONG)
def test_what_is_not_on_the_scale_is_refused_in_words(words):
    with pytest.raises(ValueError) as refused:
        WRONG[words]()
    assert str(refused.value) == words
