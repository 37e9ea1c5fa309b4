"""Every mistake is told in the user's words, with its place, its line and a caret."""

from __future__ import annotations

import pytest

from cohortium.problems import BAD_INPUT, Problems
from cohortium.protocol.load import protocol_from
from protocol.wrong import RIGHT, WRONG


def told(text: str) -> list[str]:
    with pytest.raises(Problems) as caught:
        protocol_from(text)
    assert caught.value.exit_code == BAD_INPUT
    assert "pydantic" not in str(caught.value) and "http" not in str(caught.value)
    return caught.value.items


def test_the_right_protocol_loads() -> None:
    assert protocol_from(RIGHT).study == "jak-ad"


@pytest.mark.parametrize(("old", "new", "said"), WRONG, ids=[said for _, _, said in WRONG])
def test_a_wrong_protocol(old: str, new: str, said: str) -> None:
    old = old.replace("§", "")
    assert old in RIGHT
    marked = RIGHT.replace(old, new, 1)
    text = marked.replace("§", "")
    item = next((item for item in told(text) if f": {said}\n" in item), None)
    assert item is not None, told(text)
    heading, source, caret = item.split("\n")
    name, line, column, _ = heading.split(":", 3)
    assert name == "protocol.yaml"
    assert caret.strip() == "^"
    written = text.split("\n")[int(line) - 1]
    assert source[caret.index("^") :] == written[int(column) - 1 :].rstrip()[: len(source) - caret.index("^")]
    if "§" in new and new != "§":
        before = marked[: marked.index("§")]
        assert (int(line), int(column)) == (before.count("\n") + 1, len(before) - before.rfind("\n"))


def test_one_whole_message() -> None:
    text = RIGHT.replace("pick: worst", "pck: worst").replace("measure: PNRS", "measure: PNR")
    with pytest.raises(Problems) as caught:
        protocol_from(text, "study.yaml")
    assert str(caught.value) == (
        "study.yaml needs correction: 2 problems.\n"
        '  study.yaml:21:38: "pck" is not a word that belongs here. Did you mean "pick"?\n'
        "      M6: {from: 5 months, to: 7 months, pck: worst}\n"
        "                                         ^\n"
        '  study.yaml:31:26: "PNR" is not a measure. Did you mean "PNRS"?\n'
        "      pnrs_change: {measure: PNR, summary: {change: median_q1_q3}, at: [M3]}\n"
        "                             ^"
    )


def test_every_kind_of_mistake_at_once_in_order_of_place() -> None:
    text = RIGHT
    for old, new in (
        ("data_cut: 2022-06-30", "data_cut: soon"),
        ("  bari4:", "  all:"),
        ("pick: worst", "pick: wrost"),
        ("role: primary", "role: primary\n    role: primary"),
        ("summary: {change: median_q1_q3}, at: [M3]", "at: [M33]"),
        ("is: F", "is: Q"),
    ):
        assert old in text
        text = text.replace(old, new)
    items = told(text)
    places = [tuple(map(int, item.split(":")[1:3])) for item in items]
    assert places == sorted(places)
    for fragment in ('"soon"', '"all"', '"wrost"', "written twice", "either a responder", '"M33"', '"Q"'):
        assert any(fragment in item for item in items), fragment
    # M6 is declared, though wrongly: that it is referred to is no second mistake.
    assert not any('"M6"' in item for item in items)


def test_a_section_that_is_wholly_wrong_does_not_hide_the_others() -> None:
    items = told(RIGHT.replace("arms:\n", "arms: 3\nx:\n").replace("measure: EASI, at_least", "measure: EAS, at_least"))
    assert any("a group of keys and values is needed here" in item for item in items)
    assert any('"EAS" is not a measure. Did you mean "EASI"?' in item for item in items)
    assert any('"x" is not a word' in item for item in items)


def test_a_long_line_is_cut_around_the_caret() -> None:
    items = told(RIGHT.replace("title: JAK", f"title: {'JAK ' * 100}").replace("label: Sex", f"label: {'Sex ' * 60}, tipe: 1"))
    _, source, caret = items[0].split("\n")
    assert len(source) < 120
    assert source[caret.index("^") :].startswith("tipe: 1")


def test_many_mistakes_are_counted_and_the_first_hundred_shown() -> None:
    items = told(RIGHT + "".join(f"extra{number}: 1\n" for number in range(250)))
    assert len(items) == 101
    assert items[-1] == "... and 150 more; correct these first"


def test_a_step_that_leaves_no_room_for_days() -> None:
    text = RIGHT.replace("measure: PNRS", "measure: WELL").replace("high: 10, step: 0.5", "high: 10000, step: 0.0000000000001")
    [item] = told(text)
    assert "is too fine for the days of baseline: write a coarser step, or narrower bounds" in item
    assert protocol_from(RIGHT.replace("measure: PNRS", "measure: WELL").replace("step: 0.5", "step: 0.0000000000001"))
