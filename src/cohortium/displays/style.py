"""A journal's way to write numbers, put on results, tables and texts in one place: every writer prints what it finds there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from cohortium.displays.answer import Sentence
from cohortium.displays.paragraph import Paragraph
from cohortium.displays.table import Cell, Footnote, Heading, Row, Table
from cohortium.language import tr
from cohortium.protocol.style import Style
from cohortium.results import DASH, Result, fixed_text, rounded_text

MARKS = {"point": ".", "comma": ",", "raised": "\N{MIDDLE DOT}"}
DASHES = {"en": DASH, "em": "\N{EM DASH}", "hyphen": "-"}
_POINT = re.compile(r"(?<=\d)[.,](?=\d)|(?<![\d.,])[.](?=\d)")
_P = re.compile(r"(ph_)?p_[a-z]+")
_BETWEEN = re.compile(r"(?<=[\w\N{MIDDLE DOT}])\s?;\s?(?=[-\N{MINUS SIGN}\w])")
_LIMITS = re.compile(r"\((?:Q1|min)\s?;\s?(?:Q3|max)\)")
_SPACE = re.compile(r"(?<=\d)\s%")
_LEAST, _TWO, _MOST = Fraction(1, 1000), Fraction(1, 100), Fraction(995, 1000)


def styled(results: Iterable[Result], style: Style) -> tuple[Result, ...]:
    """The results with their texts as the style writes them; values stay."""
    rows = tuple(results)
    return rows if style.is_plain else tuple(replace(row, text=_text(row, style)) for row in rows)


def _text(row: Result, style: Style) -> str:
    if row.value is None or row.error:
        return _dashed(row.text, style)
    text = P_VALUES[style.chosen("p_values")](Fraction(row.value), row.text) if _P.fullmatch(row.stat) else row.text
    if _P.fullmatch(row.stat) and style.chosen("p_leading_zero") == "drop":
        text = re.sub(r"^([<>]?)0(?=[.,])", r"\1", text)
    return _pointed(text, style)


def _pointed(text: str, style: Style) -> str:
    mark = style.chosen("decimal_mark")
    return text if mark == "language" else _POINT.sub(MARKS[mark], text)


def _two_or_three(value: Fraction, _: str) -> str:
    """Two decimals, three below 0.01, then <0.001; never a 1.00 that it is not."""
    if value < _LEAST:
        return "<0.001"
    return ">0.99" if _MOST <= value < 1 else fixed_text(value, 2 if value >= _TWO else 3)


def _two_significant(value: Fraction, _: str) -> str:
    """Two significant figures, at most four decimals, then <0.0001."""
    if value < _LEAST / 10:
        return "<0.0001"
    if value < _LEAST:
        return fixed_text(value, 4)
    if _MOST <= value < 1:
        return ">0.99"
    decimals = 1 - Decimal(rounded_text(value, 2)).adjusted()  # 0.0996 is 0.10
    return fixed_text(value, decimals)


P_VALUES = {"three_decimals": lambda _, text: text, "two_or_three": _two_or_three, "two_significant": _two_significant}


def dressed(table: Table, style: Style) -> Table:
    """The table as the style wants its cells, headings and notes, and how wide."""
    if style.is_plain:
        return table
    return replace(
        table,
        spanners=tuple(tuple(_heading(one, style) for one in level) for level in table.spanners),
        heads=tuple(_heading(one, style) for one in table.heads),
        rows=tuple(_row(row, style) for row in table.rows),
        footnotes=tuple(_note(note, style) for note in table.footnotes),
        half=style.chosen("columns") == "half",
    )


def _heading(heading: Heading, style: Style) -> Heading:
    return replace(heading, text=_headed(heading.text, style))


def _headed(text: str, style: Style) -> str:
    """A heading without the sign that stands in the cells, its limits between the sign of the style."""
    text = re.sub(r"\bn \(%\)", "n", text) if style.chosen("percent_sign") == "cell" else text
    return closed(_LIMITS.sub(lambda found: _between(found[0], style), text), style)


def _row(row: Row, style: Style) -> Row:
    cells = tuple(replace(cell, parts=(_headed(cell.text, style),)) if row.kind == "heads" else _cell(cell, style) for cell in row.cells)
    return replace(row, label=_headed(row.label, style), cells=cells)


def _cell(cell: Cell, style: Style) -> Cell:
    parts = tuple(_between(_dashed(part, style), style) for part in cell.parts)
    signed = style.chosen("percent_sign") == "cell" and cell.is_share and cell.result_ids[-1:] and cell.result_ids[-1].endswith("/percent")
    return replace(cell, parts=(*parts[:-1], f"{parts[-1][:-1]}%)") if signed else parts)


def _note(note: Footnote, style: Style) -> Footnote:
    return replace(note, text=closed(_dashed(note.text, style), style))


def _dashed(text: str, style: Style) -> str:
    return DASHES[style.chosen("dash")] + text[len(DASH) :] if text.startswith(DASH) else text


def _between(text: str, style: Style) -> str:
    """Two limits with the style's sign between them; a dash beside a minus would be read as one, so a word stands there."""
    wanted = style.chosen("range")
    wanted = "to" if wanted == "dash" and re.search(r"[-\N{MINUS SIGN}]\d", text) else wanted
    signs = {"semicolon": None, "to": tr(" to "), "dash": "\N{EN DASH}", "comma": ", "}
    return text if signs[wanted] is None else _BETWEEN.sub(str(signs[wanted]), text)


def closed(text: str, style: Style) -> str:
    """A text with its percent signs behind their numbers as the style wants them."""
    return _SPACE.sub("%", text) if style.chosen("percent_space") == "drop" else text


def dressed_paragraph(paragraph: Paragraph, style: Style) -> Paragraph:
    """A paragraph in the style: its numbers have their texts already."""
    if style.is_plain:
        return paragraph
    texts = ["", *(part.text for part in paragraph.parts), ""]
    parts = []
    for before, part, after in zip(texts, paragraph.parts, texts[2:], strict=False):
        text = part.text
        if not part.result_id:
            if text.strip() == ";":
                text = _between(f"{before}{text}{after}", style).removeprefix(before).removesuffix(after)
            text = re.sub(r"^\s(?=%)", "", text) if style.chosen("percent_space") == "drop" else text
            text = closed(text, style)
        parts.append(replace(part, text=text))
    return Paragraph(tuple(parts))


def dressed_sentence(sentence: Sentence, style: Style) -> Sentence:
    """The primary answer in the style."""
    answers = tuple(closed(text, style) for text in sentence.answers)
    return sentence if style.is_plain else replace(sentence, answers=answers)
