"""How numbers are written where a journal reads them: named styles of journals, and settings of the study's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field

from cohortium.protocol.part import Part

DEFAULTS: dict[str, Any] = {
    "decimal_mark": "language", "percent_decimals": None, "p_values": "three_decimals", "p_leading_zero": "keep", "dash": "en",
    "range": "semicolon", "percent_sign": "heading", "percent_space": "keep", "columns": "full",
}  # fmt: skip


@dataclass(frozen=True)
class Journal:
    """What a journal asks for, where its instructions were read, and whether every setting was read there."""

    settings: dict[str, Any]
    source: str
    confirmed: bool


JOURNALS: dict[str, Journal] = {
    "nejm": Journal(
        {"p_values": "two_or_three", "percent_space": "drop", "range": "to"},
        "New England Journal of Medicine, statistical reporting guidelines: P values above 0.01 with two decimals, from 0.001 with three, "
        "then P<0.001; quoted in Aguinis and others 2019, doi 10.1136/bmjebm-2019-111264. Range and percent sign: as printed there.",
        False,
    ),
    "lancet": Journal(
        {"decimal_mark": "raised", "p_values": "two_significant", "percent_sign": "cell", "percent_space": "drop", "range": "dash"},
        "The Lancet, formatting guidelines for electronic submission: decimal points in midline (23·4). P values with two significant "
        "figures, down to p<0·0001, percent sign and range: from its printed articles.",
        False,
    ),
    "ama": Journal(
        {"p_values": "two_or_three", "p_leading_zero": "drop", "percent_space": "drop", "range": "dash"},
        "AMA Manual of Style, 11th edition, sections 18.7.1 and 19.5 (JAMA and its network), as quoted in the guidelines for reporting "
        "statistics of JMIR Publications: P to two digits, three below .01, then P<.001, no zero before the point. Range: as printed.",
        False,
    ),
}


class Style(Part):
    """How numbers are written; what is not set is as in the journal that it is like, else as everywhere."""

    like: Literal["nejm", "lancet", "ama"] | None = None
    decimal_mark: Literal["language", "point", "comma", "raised"] | None = None
    percent_decimals: int | None = Field(default=None, ge=0, le=4)
    p_values: Literal["three_decimals", "two_or_three", "two_significant"] | None = None
    p_leading_zero: Literal["keep", "drop"] | None = None
    dash: Literal["en", "em", "hyphen"] | None = None
    range: Literal["semicolon", "to", "dash", "comma"] | None = None
    percent_sign: Literal["heading", "cell"] | None = None
    percent_space: Literal["keep", "drop"] | None = None
    columns: Literal["full", "half"] | None = None

    def chosen(self, setting: str) -> Any:
        """A setting: the study's own, else the journal's, else the usual one."""
        own = getattr(self, setting)
        journal = JOURNALS[self.like].settings if self.like else {}
        return own if own is not None else journal.get(setting, DEFAULTS[setting])

    @property
    def is_plain(self) -> bool:
        """Whether everything is as everywhere."""
        return all(self.chosen(setting) == usual for setting, usual in DEFAULTS.items())


def named(value: Any) -> Any:
    """`style: lancet` is `style: {like: lancet}`."""
    return {"like": value} if isinstance(value, str) else value
