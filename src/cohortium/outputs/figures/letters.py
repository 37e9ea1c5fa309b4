"""How wide texts are in a figure, and where their lines break: in points, from the font that is drawn and embedded."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from cohortium.outputs.figures.style import LEADING, SIZE
from cohortium.outputs.texts import printable, typeset


@cache
def font_file(bold: bool = False) -> Path:
    """The font that comes with matplotlib, so that every machine draws the same."""
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")


def clean(text: str) -> str:
    """A text as it is drawn: fit for XML, in one line, with its minus signs."""
    return typeset(" ".join(printable(text).split()))


@lru_cache(maxsize=4096)
def wide(text: str, size: float = SIZE, bold: bool = False) -> float:
    """The width of a text."""
    from matplotlib.font_manager import get_font
    from matplotlib.ft2font import LoadFlags

    font = get_font(str(font_file(bold)))
    font.set_size(size, 72)
    font.set_text(clean(text), 0.0, flags=LoadFlags.NO_HINTING)
    return font.get_width_height()[0] / 64


def wrapped(text: str, room: float, size: float = SIZE, bold: bool = False) -> list[str]:
    """The text in lines that fit the room; a word that is wider than it is cut."""
    lines: list[str] = []
    for word in (part for whole in clean(text).split(" ") for part in _cut(whole, room, size, bold)):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and wide(longer, size, bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]


def _cut(word: str, room: float, size: float, bold: bool) -> list[str]:
    parts = [""]
    for letter in word:
        if parts[-1] and wide(parts[-1] + letter, size, bold) > room:
            parts.append("")
        parts[-1] += letter
    return parts


def high(lines: int, size: float = SIZE) -> float:
    """The height of so many lines."""
    return lines * size * LEADING
