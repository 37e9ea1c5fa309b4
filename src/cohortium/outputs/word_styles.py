"""Styles of a Word document for captions, texts and notes, so that a journal's look is a change of a style."""

from __future__ import annotations

from typing import Any

from cohortium.outputs.layout import CHOICES
from cohortium.outputs.word_table import CAPTION, NOTE, text_style

FIGURE_CAPTION = "FigureCaption"
FONT = "Times New Roman"


def set_language(document: Any, language: str) -> None:
    """The language of spelling, for the whole document."""
    for element in document.styles.element.iter(w("lang")):
        element.set(w("val"), language)
    for element in document.settings.element.iter(w("themeFontLang")):
        element.set(w("val"), language)


def set_styles(document: Any, own: bool) -> None:
    """Styles for captions, texts and notes, so that a journal's look is a change of a style; a template keeps those that it has."""
    if own:
        _set_fonts(document)
    caption = add_style(document, own, CAPTION, "Table caption", 10, after=4)
    if caption is not None:
        caption.element.get_or_add_pPr().append(element("outlineLvl", "0"))
    add_style(document, own, NOTE, "Table note", 8.5, before=1)
    for size in dict.fromkeys(size for _, size in CHOICES):
        add_style(document, own, text_style(size), f"Table text {size:g} pt", size, before=1.6, after=1.6)


def _set_fonts(document: Any) -> None:
    from docx.shared import Pt

    for font in document.styles.element.iter(w("rFonts")):
        font.attrib.clear()
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            font.set(w(script), FONT)
    document.styles["Header"].font.size = document.styles["Footer"].font.size = Pt(8)


def add_style(document: Any, own: bool, identifier: str, name: str, size: float, before: float = 0, after: float = 0) -> Any:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    there = {style.style_id: style for style in document.styles}
    if identifier in there:
        return None
    names = {style.name: style for style in there.values()}
    style = document.styles.add_style(f"{name} (Cohortium)" if name in names else name, WD_STYLE_TYPE.PARAGRAPH)
    style.element.set(w("styleId"), identifier)
    # A style of the template by this name, or its own captions, give the look.
    looks = (name, "Caption", "Normal") if identifier in (CAPTION, FIGURE_CAPTION) and not own else (name, "Normal")
    style.base_style = next((names[each] for each in looks if each in names), None)
    if name in names:
        return style
    style.font.size = Pt(size)
    spacing = style.paragraph_format
    spacing.space_before, spacing.space_after, spacing.line_spacing = Pt(before), Pt(after), 1.0
    return style


def element(name: str, value: str = "") -> Any:
    from docx.oxml import OxmlElement

    element = OxmlElement(f"w:{name}")
    if value:
        element.set(w("val"), value)
    return element


def w(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{name}"
