"""A journal's style: one place acts on results, tables and texts, and so on every file."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from cohortium.displays import build_tables, results_text, styled
from cohortium.displays.paragraph import Paragraph, Part
from cohortium.displays.style import dressed_paragraph
from cohortium.language import speaking
from cohortium.messages import _about_style
from cohortium.outputs import write_all
from cohortium.outputs.layout import HALF, panels
from cohortium.protocol.model import Protocol
from cohortium.protocol.style import DEFAULTS, JOURNALS, Style
from cohortium.results import Result
from displays import study
from outputs import example

PLAIN = "0.040"


def text_of(value: str, stat: str, text: str, **settings: Any) -> str:
    row = Result(analysis="efficacy", variable="x", stat=stat, value=Decimal(value), text=text)
    return styled([row], Style(**settings))[0].text


@pytest.mark.parametrize(
    ("value", "usual", "settings", "text"),
    [
        ("0.0404", PLAIN, {}, "0.040"),
        ("0.0404", PLAIN, {"like": "nejm"}, "0.04"),
        ("0.00449", "0.004", {"like": "nejm"}, "0.004"),
        ("0.000449", "<0.001", {"like": "nejm"}, "<0.001"),
        ("0.0404", PLAIN, {"like": "ama"}, ".04"),
        ("0.0002", "<0.001", {"like": "ama"}, "<.001"),
        ("0.996", "0.996", {"like": "ama"}, ">.99"),
        ("0.0404", PLAIN, {"like": "lancet"}, "0·040"),
        ("0.4", "0.400", {"like": "lancet"}, "0·40"),
        ("0.0996", "0.100", {"like": "lancet"}, "0·10"),
        ("1", "1.000", {"like": "lancet"}, "1·0"),
        ("0.01234", "0.012", {"like": "lancet"}, "0·012"),
        ("0.081463", "0.081", {"like": "lancet"}, "0·081"),  # rounded once, not by way of 0.0815
        ("0.04447", "0.044", {"like": "lancet"}, "0·044"),
        ("0.000449", "<0.001", {"like": "lancet"}, "0·0004"),
        ("0.00099996", "0.001", {"like": "lancet"}, "0·0010"),
        ("0.0000449", "<0.001", {"like": "lancet"}, "<0·0001"),
        ("0.0404", PLAIN, {"decimal_mark": "comma"}, "0,040"),
        ("0.0404", PLAIN, {"like": "lancet", "decimal_mark": "point", "p_values": "three_decimals"}, "0.040"),
    ],
)
def test_a_p_value_as_each_journal_wants_it(value: str, usual: str, settings: dict[str, Any], text: str) -> None:
    assert text_of(value, "p_value", usual, **settings) == text


def test_only_probabilities_lose_their_zero() -> None:
    assert text_of("0.53", "hazard_ratio", "0.53", like="ama") == "0.53"


def styled_table(name: str, **settings: Any) -> Any:
    protocol = study.protocol(style=settings)
    return next(table for table in build_tables(protocol, styled(study.results(), protocol.style)) if table.id == name)


def cells(table: Any, key: str) -> list[str]:
    return [cell.text for cell in next(row for row in table.rows if row.key == key).cells]


def test_a_percent_sign_moves_from_the_heading_into_the_cells() -> None:
    table = styled_table("efficacy", percent_sign="cell")
    assert [heading.text for heading in table.heads[:2]] == ["N", "n"]
    assert cells(table, "iga_response")[:2] == ["100", "58 (58.0%)"] and cells(table, "scorad75")[-1] == "0"
    assert cells(table, "pnrs_change")[:2] == ["49", "-3 (-5;-1)"]


@pytest.mark.parametrize(
    ("settings", "age", "change", "heading"),
    [
        ({}, "35.5 (26;48)", "-3 (-5.5;-1.5)", "(Q1;Q3)"),
        ({"range": "dash"}, "35.5 (26–48)", "-3 (-5.5 to -1.5)", "(Q1–Q3)"),
        ({"range": "to"}, "35.5 (26 to 48)", "-3 (-5.5 to -1.5)", "(Q1 to Q3)"),
        ({"range": "comma", "decimal_mark": "raised"}, "35·5 (26, 48)", "-3 (-5·5, -1·5)", "(Q1, Q3)"),
    ],
)
def test_limits_are_parted_as_the_style_says_and_never_by_a_dash_beside_a_minus(
    settings: dict[str, Any], age: str, change: str, heading: str
) -> None:
    baseline, efficacy = styled_table("baseline", **settings), styled_table("efficacy", **settings)
    assert cells(baseline, "age")[1] == age and cells(efficacy, "pnrs_change")[3] == change
    assert any(heading in row.label for row in baseline.rows)
    assert not next(row for row in efficacy.rows if row.key == "pnrs_change").cells[1].is_share


def test_a_dash_is_the_style_s_in_cells_and_notes() -> None:
    table = styled_table("efficacy", dash="em")
    assert cells(table, "easi90")[-1] == "—" and any(note.text.startswith("—: nobody") for note in table.footnotes)


def test_texts_follow_the_style() -> None:
    protocol = study.protocol(style="lancet")
    text = " ".join(paragraph.text for paragraph in results_text(protocol, styled(study.results(), protocol.style)))
    assert "(58·0%;" in text and "58.0" not in text and " %" not in text


@pytest.mark.parametrize(
    ("settings", "plain", "change"),
    [
        ({"range": "to"}, "(26 to 48)", "(-5.5 to -1.5)"),
        ({"range": "dash"}, "(26–48)", "(-5.5 to -1.5)"),
        ({"range": "comma"}, "(26, 48)", "(-5.5, -1.5)"),
        ({"range": "semicolon", "percent_space": "drop"}, "(26;48)", "(-5.5;-1.5)"),
    ],
)
def test_limits_in_one_paragraph_stand_apart_as_in_the_tables(settings: dict[str, Any], plain: str, change: str) -> None:
    pieces = ("Median age 35.5 (", "26", ";", "48", "), change -3 (", "-5.5", ";", "-1.5", ")")
    parts = tuple(Part(piece, "a/number" if piece[-1].isdigit() else "") for piece in pieces)
    text = dressed_paragraph(Paragraph(parts), Style(**settings)).text
    assert text == f"Median age 35.5 {plain}, change -3 {change}"


def test_half_a_page_holds_a_small_table_and_a_wide_one_keeps_the_whole() -> None:
    small, wide = styled_table("stops", columns="half"), styled_table("efficacy", columns="half")
    arms = study.protocol(style={"columns": "half"}, arms={"upa15": {"label": "U", "drug": "u", "daily_dose": "15 mg"}})
    one = next(table for table in build_tables(arms, study.results()) if table.id == "stops")
    assert small.half and sum(panels(one)[0].widths) <= HALF
    assert sum(panels(wide)[0].widths) > HALF


@pytest.mark.parametrize(
    "settings", [*({"like": name} for name in JOURNALS), {"decimal_mark": "comma", "dash": "hyphen", "columns": "half"}]
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_file_prints_the_style_and_is_checked_like_any_other(settings: dict[str, Any], language: str, tmp_path: Path) -> None:
    with speaking(language):
        protocol = study.protocol(style=settings, language=language)
        results = styled(study.results(), protocol.style)
        if language == "fr" and protocol.style.chosen("decimal_mark") == "language":
            pytest.skip("these made-up results are not in French")
        write_all(tmp_path, example.run(protocol=protocol, results=results, tables=build_tables(protocol, results)))
    mark = {"raised": "·", "comma": ","}.get(protocol.style.chosen("decimal_mark"), ".")
    with zipfile.ZipFile(tmp_path / "tables.docx") as archive:
        word = archive.read("word/document.xml").decode()
    for text in (word, (tmp_path / "tables.tex").read_text(), (tmp_path / "report.html").read_text()):
        assert f"(58{mark}0" in text


def test_every_setting_has_a_usual_choice_and_every_journal_a_source() -> None:
    assert set(DEFAULTS) == set(Style.model_fields) - {"like"}
    for journal in JOURNALS.values():
        assert journal.source and set(journal.settings) <= set(DEFAULTS)


def test_a_check_says_that_a_journals_settings_are_not_all_confirmed() -> None:
    (told,) = _about_style(Style(like="lancet"))
    assert told.startswith('Style "lancet": not every setting was read in the journal\'s own instructions.')
    assert _about_style(Style(decimal_mark="raised")) == [] and not any(journal.confirmed for journal in JOURNALS.values())


def test_a_journal_by_name_is_a_style_like_it() -> None:
    assert study.protocol(style="ama").style == Protocol.model_validate(study.PROTOCOL | {"style": {"like": "ama"}}).style
    assert styled([], Style()) == () and Style().is_plain
    assert Fraction(1, 2) == Fraction(text_of("0.5", "p_value", "0.500", like="nejm"))
