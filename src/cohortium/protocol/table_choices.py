"""What a protocol may set of its tables, so that nothing has to be put right by hand in what is written."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from cohortium.protocol.part import Part, Wrong
from cohortium.protocol.values import Id, Ids, Name, RowName, RowNames, Text


def _worded(value: Any) -> Any:
    return value if isinstance(value, dict | Part) else {"text": value}


def _headed(value: Any) -> Any:
    if isinstance(value, str) and value != "none":
        raise Wrong("groups is a list of {label: ..., rows: [...]}, or none")
    return value


class TableFootnote(Part):
    """A footnote of the study's own: on the whole table, or tied to rows, to columns, or to the cells where both meet."""

    text: Name
    rows: RowNames = ()
    arms: Ids = ()
    at: Ids = ()

    @property
    def tied(self) -> bool:
        """Whether it hangs on a part of the table."""
        return bool(self.rows or self.arms or self.at)


class RowGroup(Part):
    """A heading and the rows under it."""

    label: Name
    rows: Annotated[RowNames, Field(min_length=1)]


Groups = Annotated[tuple[RowGroup, ...] | Literal["none"], BeforeValidator(_headed)]
FootnoteValue = Annotated[TableFootnote, BeforeValidator(_worded, json_schema_input_type=Text | TableFootnote)]


class TableChoice(Part):
    """What can be set of a table; sensible without."""

    number: Text = ""
    title: Text = ""
    rows: RowNames = ()
    hide: RowNames = ()
    groups: Groups = ()
    labels: dict[RowName, Name] = Field(default_factory=dict)
    headings: dict[Id, Name] = Field(default_factory=dict)
    wording: dict[Name, Text] = Field(default_factory=dict)
    footnotes: tuple[FootnoteValue, ...] = ()


class RankedTableChoice(TableChoice):
    """What can be set of a table whose rows are counts."""

    order: Literal["protocol", "frequency"] = "protocol"


class Tables(Part):
    """The tables of the report, and what holds for all of them."""

    marks: Literal["letters", "symbols"] = "letters"
    abbreviations: dict[Name, Name] = Field(default_factory=dict)
    participants: TableChoice = TableChoice()
    baseline: TableChoice = TableChoice()
    follow_up: TableChoice = TableChoice()
    severity: TableChoice = TableChoice()
    efficacy: TableChoice = TableChoice()
    safety: RankedTableChoice = RankedTableChoice()
    ctcae: TableChoice = TableChoice()
    stops: RankedTableChoice = RankedTableChoice()
    evaluability: TableChoice = TableChoice()
    estimands: TableChoice = TableChoice()
    sensitivity: TableChoice = TableChoice()
    comparisons: TableChoice = TableChoice()
    within: TableChoice = TableChoice()
    survival: TableChoice = TableChoice()
    incidence: TableChoice = TableChoice()
    by_centre: TableChoice = TableChoice()
    subgroups: TableChoice = TableChoice()
    adjusted: TableChoice = TableChoice()
    weighted: TableChoice = TableChoice()
    balance: TableChoice = TableChoice()

    def choice(self, table: str) -> TableChoice:
        """What is set of a table by its id."""
        return getattr(self, table)
