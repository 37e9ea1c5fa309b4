"""The generator itself: the same study for a seed, and every situation among the first seeds."""

from __future__ import annotations

from collections import Counter

from generated import generate, write_study
from generated.coverage import WANTED, count

RARE = (1003, 1005, 1008, 1011, 1013, 1014, 1016, 1025, 1027, 1039, 1047, 1050, 1059, 1063)
"""Studies that hold everything between them; when the generator changes, the others are tried as well."""


def test_the_generated_studies_hold_every_state_pick_tie_course_and_conflict():
    found: Counter = Counter()
    for seed in (*RARE, *range(1000, 1250)):
        count(generate(seed), found)
        if all(found[what] for what in WANTED):
            break
    assert [what for what in WANTED if not found[what]] == []


def test_a_seed_is_the_same_study_everywhere():
    assert (generate(5).protocol, generate(5).tables) == (generate(5).protocol, generate(5).tables)
    assert generate(5).tables != generate(6).tables


def test_every_form_is_written(tmp_path):
    one = generate(3, centres=2)
    for form in ("csv", "xlsx", "split"):
        folder = write_study(tmp_path / form, one.protocol, one.tables, form)
        assert (folder / "protocol.yaml").is_file()
        assert any((folder / "data").rglob("*.csv" if form == "csv" else "*.xlsx"))
