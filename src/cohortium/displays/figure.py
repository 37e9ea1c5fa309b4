"""The neutral figure: what every drawing shows, each place bound to the results that it stands for; nothing here draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from cohortium.language import tr
from cohortium.results import Result


@dataclass(frozen=True)
class Spot:
    """A number of the results: where it stands on an axis, how it prints, which results it is."""

    value: float
    text: str
    result_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Point:
    """An estimate with its limits, where it has any."""

    at: Spot
    low: Spot | None = None
    high: Spot | None = None

    @property
    def text(self) -> str:
        """`61.1 (47.8 to 73.0)`."""
        if not (self.low and self.high):
            return self.at.text
        return tr("{estimate} ({low} to {high})", estimate=self.at.text, low=self.low.text, high=self.high.text)

    @property
    def spots(self) -> tuple[Spot, ...]:
        """The estimate, then the limits that it has."""
        return tuple(spot for spot in (self.at, self.low, self.high) if spot)

    @property
    def shown(self) -> tuple[str, ...]:
        """The results that a mark of it shows."""
        return tuple(name for spot in self.spots for name in spot.result_ids)

    @property
    def limits(self) -> tuple[str, ...]:
        """The results that a bar of it shows."""
        return tuple(name for spot in self.spots[1:] for name in spot.result_ids)


@dataclass(frozen=True)
class Series:
    """A treatment group or another kind of mark: `style` is its place among colours, shapes and hatches, -1 the plain one."""

    label: str
    style: int


@dataclass(frozen=True)
class Axis:
    """What an axis says and from where to where it goes at least; on a `log` one equal ratios are equal steps."""

    label: str
    low: float | None = None
    high: float | None = None
    log: bool = False
    reference: float | None = None  # a line that means "no difference"


@dataclass(frozen=True)
class Said:
    """A text that stands in a drawing, and the results that it quotes."""

    text: str
    result_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Box:
    """A box of a flow: its lines, the first one in bold if it is a `head`, and who leaves beside it."""

    lines: tuple[Said, ...]
    aside: tuple[Said, ...] = ()
    head: bool = False


@dataclass(frozen=True)
class Flow:
    """Boxes under each other, then one column of boxes for each treatment group."""

    trunk: tuple[Box, ...]
    branches: tuple[tuple[Box, ...], ...] = ()


@dataclass(frozen=True)
class Panel:
    """A small chart of a course: a point of each series at each place, and the numbers under it."""

    title: str
    points: tuple[tuple[Point | None, ...], ...]  # per series, per place
    below: tuple[tuple[Spot | None, ...], ...] = ()


@dataclass(frozen=True)
class Course:
    """Estimates over time in panels that share their axes."""

    series: tuple[Series, ...]
    places: tuple[str, ...]
    axis: Axis
    panels: tuple[Panel, ...]
    below: str = ""  # what the numbers under a panel are


@dataclass(frozen=True)
class Line:
    """A row of a dot plot: a point per series; without any it is a heading. `columns` are printed beside it."""

    label: str
    points: tuple[Point | None, ...] = ()
    columns: tuple[Said, ...] = ()
    indent: int = 0


@dataclass(frozen=True)
class Rows:
    """Estimates under each other on one axis: of events by treatment group, of groups of patients, of comparisons."""

    series: tuple[Series, ...]
    axis: Axis
    lines: tuple[Line, ...]
    heads: tuple[str, ...] = ()  # of the columns beside


@dataclass(frozen=True)
class Move:
    """Where two groups stand to each other in a covariate before weighting, and after it."""

    before: Spot
    after: Spot


@dataclass(frozen=True)
class Balanced:
    """A covariate of a balance plot: a move per pair of groups."""

    label: str
    moves: tuple[Move | None, ...]


@dataclass(frozen=True)
class Balance:
    """Covariates under each other, in a chart for each pair of groups; groups are `alike` up to so far from 0."""

    charts: tuple[Series, ...]
    axis: Axis
    alike: float
    lines: tuple[Balanced, ...]


@dataclass(frozen=True)
class Stair:
    """A curve of steps: (place, value after it); its `points` with limits stand at places of their own."""

    steps: tuple[tuple[float, Spot], ...]
    end: float
    points: tuple[tuple[float, Point], ...] = ()


@dataclass(frozen=True)
class Stairs:
    """Curves of steps on one pair of axes, and under each tick of the lower axis a number per curve."""

    series: tuple[Series, ...]
    across: Axis
    up: Axis
    stairs: tuple[Stair, ...]
    ticks: tuple[float, ...]
    below: tuple[tuple[Spot | None, ...], ...]
    below_title: str


@dataclass(frozen=True)
class Answer:
    """One answer of a specification curve, and which of the choices it takes; the protocol's own takes none."""

    point: Point
    takes: tuple[bool, ...]
    own: bool = False


@dataclass(frozen=True)
class Choices:
    """Answers from the smallest to the largest, and below each the choices behind it."""

    axis: Axis
    answers: tuple[Answer, ...]
    choices: tuple[str, ...]
    own: str  # what the protocol's own answer is called


@dataclass(frozen=True)
class Heat:
    """Shares from 0 to 100 as shades, a row for each thing on the left and a column for each thing above."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Spot | None, ...], ...]


@dataclass(frozen=True)
class Dot:
    """A centre of a funnel: its size, its result, what it is called."""

    size: Spot
    point: Point
    label: str
    outside: bool = False  # of the inner limits


@dataclass(frozen=True)
class Limits:
    """The limits of a funnel at each size: (size, low, high)."""

    label: str
    at: tuple[tuple[float, Spot, Spot], ...]


@dataclass(frozen=True)
class Funnel:
    """Results of centres by their size, around the result of all."""

    across: Axis
    up: Axis
    dots: tuple[Dot, ...]
    limits: tuple[Limits, ...]
    middle: Spot | None
    all_label: str


@dataclass(frozen=True)
class Summary:
    """Minimum, first quartile, median, third quartile, maximum; `marks` are the patients, where they are shown."""

    spots: tuple[Spot, Spot, Spot, Spot, Spot]
    marks: tuple[float, ...] = ()

    @property
    def text(self) -> str:
        """`-3 (-5 to -1)`."""
        _, q1, median, q3, _ = self.spots
        return Point(median, q1, q3).text


@dataclass(frozen=True)
class BoxPanel:
    """Boxes of one score on an axis of its own, and the numbers of patients under them."""

    title: str
    boxes: tuple[tuple[Summary | None, ...], ...]  # per series, per place
    below: tuple[tuple[Spot | None, ...], ...]


@dataclass(frozen=True)
class Boxes:
    """Summaries of scores over time."""

    series: tuple[Series, ...]
    places: tuple[str, ...]
    axis: str
    panels: tuple[BoxPanel, ...]
    below: str


@dataclass(frozen=True)
class Bars:
    """A bar per patient from the highest to the lowest: (value, series)."""

    series: tuple[Series, ...]
    axis: Axis
    bars: tuple[tuple[float, int], ...]


@dataclass(frozen=True)
class Lane:
    """The treatment of one patient: (start, end, series), and whether it ended or goes on."""

    parts: tuple[tuple[float, float, int], ...]
    ended: bool


@dataclass(frozen=True)
class Lanes:
    """A lane per patient, in groups: (label, lanes)."""

    series: tuple[Series, ...]
    axis: Axis
    groups: tuple[tuple[str, tuple[Lane, ...]], ...]


@dataclass(frozen=True)
class Treated:
    """The treatment of a patient of a group: (first day, dose in words) of each part, the day after its last, whether it ended."""

    arm: str
    doses: tuple[tuple[int, str], ...]
    days: int
    ended: bool


@dataclass(frozen=True)
class Marks:
    """What figures with one mark per patient show, without a name or a code.

    Changes, in units of the measure, by endpoint, timepoint and treatment group; and treatments.
    """

    changes: Mapping[tuple[str, str, str], tuple[float, ...]] = field(default_factory=dict)
    treated: tuple[Treated, ...] = ()


Body = Flow | Course | Rows | Balance | Stairs | Choices | Heat | Funnel | Boxes | Bars | Lanes


@dataclass(frozen=True)
class Figure:
    """A figure for a journal: its title and notes stand in the caption, never in the drawing.

    `description` says what is shown to who cannot see it. A figure with one mark per patient is `patient_level`,
    and in the report only if the protocol says so.
    """

    id: str
    title: str
    description: str
    body: Body
    number: str = ""
    notes: tuple[str, ...] = ()
    strobe: tuple[str, ...] = ()
    patient_level: bool = False
    in_report: bool = True

    @property
    def name(self) -> str:
        """`Figure 2`, or nothing where it has no number."""
        return tr("Figure {number}", number=self.number) if self.number else ""

    @property
    def caption(self) -> str:
        """Number and title as printed under the figure."""
        return f"{self.name}. {self.title}" if self.number else self.title

    @property
    def result_ids(self) -> tuple[str, ...]:
        """Every number that the figure shows, once, in reading order."""
        return tuple(dict.fromkeys(_ids(self.body)))


@dataclass(frozen=True)
class Undrawn:
    """A figure that this study does not give, and why."""

    id: str
    title: str
    why: str


def spot(row: Result | None) -> Spot | None:
    """The place of a number; None where the results have none, or no value for it."""
    return Spot(float(row.value), row.text, (row.result_id,)) if row is not None and row.value is not None else None


def point(*rows: Result | None) -> Point | None:
    """An estimate and its limits, from up to three rows; limits come together or not at all."""
    at, low, high = (*(spot(row) for row in rows), None, None)[:3]
    return Point(at, low, high) if at and low and high else Point(at) if at else None


def _ids(part: Any) -> Iterator[str]:
    if isinstance(part, tuple):
        for each in part:
            yield from _ids(each)
    elif is_dataclass(part):
        for one in fields(part):
            value = getattr(part, one.name)
            yield from value if one.name == "result_ids" else _ids(value)
