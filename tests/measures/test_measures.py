"""Every measure has a sound grid, bands without holes and a source for each fact."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest

from cohortium.measures import BUILT_IN, decimals_of, measures_of, measures_page, units
from cohortium.protocol.model import MeasureEntry

SCHEMES = [(measure, scheme) for measure in BUILT_IN.values() for scheme in measure.bands]
each = pytest.mark.parametrize("measure", BUILT_IN.values(), ids=list(BUILT_IN))
each_scheme = pytest.mark.parametrize(("measure", "scheme"), SCHEMES, ids=[f"{m.id}-{s.name}" for m, s in SCHEMES])


def test_the_built_in_measures_are_those_of_the_design_and_recap():
    assert " ".join(BUILT_IN) == "IGA IGA_0_5 EASI SCORAD OSCORAD PASI BSA PNRS DLQI CDLQI POEM ADCT RECAP"


@pytest.mark.parametrize(
    ("name", "low", "high", "step", "decimals"),
    [
        ("IGA", "0", "4", "1", 0),
        ("IGA_0_5", "0", "5", "1", 0),
        ("EASI", "0", "72", "0.05", 1),
        ("SCORAD", "0", "103", "0.1", 1),
        ("OSCORAD", "0", "83", "0.1", 1),
        ("PNRS", "0", "10", "1", 0),
        ("DLQI", "0", "30", "1", 0),
        ("CDLQI", "0", "30", "1", 0),
        ("POEM", "0", "28", "1", 0),
        ("ADCT", "0", "24", "1", 0),
        ("PASI", "0", "72", "0.1", 1),
        ("BSA", "0", "100", "0.1", 1),
    ],
)
def test_each_measure_has_its_range_and_step(name, low, high, step, decimals):
    measure = BUILT_IN[name]
    assert (str(measure.low), str(measure.high), str(measure.step), measure.decimals) == (low, high, step, decimals)
    assert measure.worse == 1


@each
def test_the_ends_of_the_range_lie_on_the_grid(measure):
    assert measure.step > 0
    assert measure.low < measure.high
    assert units(measure, measure.low) == measure.units_low
    assert units(measure, measure.high) == measure.units_high
    assert measure.value_of(measure.units_high) == measure.high


@each
def test_each_measure_and_each_fact_has_a_source(measure):
    assert measure.label
    assert measure.source
    assert all(fact.text and fact.source for fact in (*measure.meaningful_change, *measure.notes))
    assert all(scheme.name and scheme.source for scheme in measure.bands)
    assert len({scheme.name for scheme in measure.bands}) == len(measure.bands)


@each
def test_a_fact_whose_source_is_not_at_hand_is_marked(measure):
    facts = (*measure.meaningful_change, *measure.notes, *measure.bands)
    assert not [fact for fact in facts if fact.confirmed and ("to be found" in fact.source or "second" in fact.source)]


@each_scheme
def test_bands_cover_the_range_without_holes(measure, scheme):
    ends = [at_most for _, at_most in scheme.bands]
    assert ends == sorted(set(ends))
    assert ends[-1] == measure.high
    assert all(units(measure, end) is not None and end >= measure.low for end in ends)
    grid = [measure.value_of(step) for step in range(measure.units_low, measure.units_high + 1)]
    found = [scheme.band(value) for value in grid]
    assert list(dict.fromkeys(found)) == [label for label, _ in scheme.bands]


@pytest.mark.parametrize(
    ("value", "leshem", "chopra"),
    [
        ("0", "clear", "clear"),
        ("1", "almost clear", "mild"),
        ("5.95", "mild", "mild"),
        ("6", "mild", "moderate"),
        ("7.05", "moderate", "moderate"),
        ("22.95", "severe", "moderate"),
        ("72", "very severe", "severe"),
    ],
)
def test_each_scheme_of_easi_judges_by_its_own_limits(value, leshem, chopra):
    assert [scheme.band(Decimal(value)) for scheme in BUILT_IN["EASI"].bands] == [leshem, chopra]


def test_above_the_range_there_is_no_band():
    with pytest.raises(ValueError, match="the bands Leshem 2015 end at 72"):
        BUILT_IN["EASI"].bands[0].band(Decimal(73))


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [("EASI", "2.1", 42), ("EASI", "0.05", 1), ("EASI", "0.07", None), ("IGA", "2.5", None), ("IGA", "9", 9)],
)
def test_a_value_is_a_whole_number_of_steps_or_none(name, value, expected):
    assert units(BUILT_IN[name], Decimal(value)) == expected


@pytest.mark.parametrize(("step", "decimals"), [("1", 0), ("0.05", 2), ("0.10", 1), ("10", 0), ("2.5", 1)])
def test_a_step_tells_its_decimals(step, decimals):
    assert decimals_of(Decimal(step)) == decimals


def test_a_study_declares_its_own_measure():
    entry = MeasureEntry.model_validate(
        {
            "low": -2,
            "high": "10",
            "step": "0.5",
            "worse": "low",
            "bands": {"good": 10, "poor": 3},
            "meaningful_change": 2,
        }
    )
    measures = measures_of(SimpleNamespace(measures={"WELL": entry}))
    assert list(measures) == [*BUILT_IN, "WELL"]
    own = measures["WELL"]
    assert (own.label, own.worse, own.decimals, own.units_low, own.units_high) == ("WELL", -1, 1, -4, 20)
    assert [own.bands[0].band(Decimal(value)) for value in ("-2", "3", "3.5")] == ["poor", "poor", "good"]
    assert own.meaningful_change[0].value == 2
    assert own.source == "the study's protocol"


def test_the_page_lists_each_measure_and_marks_what_is_unconfirmed():
    page = measures_page()
    assert [line[3:] for line in page.splitlines() if line.startswith("## ")] == list(BUILT_IN)
    assert "- Range: 0 to 72 in steps of 0.1; high is worse *(unconfirmed)*" in page
    assert "moderate 7.05 to 21, severe 21.05 to 50" in page
    assert page.endswith("\n")
