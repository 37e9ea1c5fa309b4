"""Changes of scores as boxes; and, with one mark per patient, as points, as bars in order, and treatments as lanes."""

from __future__ import annotations

from collections.abc import Iterator

from cohortium.displays import words
from cohortium.displays.figure import Axis, Bars, Boxes, BoxPanel, Figure, Lane, Lanes, Series, Spot, Summary, Treated
from cohortium.displays.figures.source import MONTH, Source
from cohortium.language import tr
from cohortium.protocol.model import label_of
from cohortium.results import Result

STATS = ("min", "q1", "median", "q3", "max")


def _keys(source: Source) -> list[str]:
    chosen = words.chosen(source.protocol.endpoints, source.protocol, "efficacy")
    return [key for key in chosen if source.protocol.endpoints[key].quantity == "change"]


def _times(source: Source) -> list[str]:
    used = {at for key in _keys(source) for at in source.protocol.endpoints[key].at}
    return [key for key in source.protocol.timepoints if key in used]


def boxes(source: Source) -> Figure | None:
    """Minimum, quartiles and maximum of each change, by treatment group and time."""
    note = tr("Box: first quartile, median, third quartile; lines to the lowest and the highest value.")
    return _boxes(source, "change", tr("Change from before treatment"), (note,), patients=False)


def points(source: Source) -> Figure | None:
    """The same with a point for each patient."""
    if not source.marks.changes:
        return None
    note = tr("Box: first quartile, median, third quartile; a point is a patient.")
    return _boxes(source, "points", tr("Change of each patient"), (note,), patients=True)


def _boxes(source: Source, name: str, title: str, notes: tuple[str, ...], patients: bool) -> Figure | None:
    panels = tuple(panel for key in _keys(source) if (panel := _panel(source, key, patients)))
    if not panels:
        return None
    labels = tuple(words.timepoint_label(source.protocol, at) for at in _times(source))
    below = tr("Below each chart: number of patients with available data (N).")
    return Figure(
        id=name,
        title=title,
        description=tr("A small chart for each score: boxes of its change by treatment group and time."),
        body=Boxes(source.series, labels, tr("Change"), panels, tr("N")),
        notes=(*notes, below),
        strobe=("16a",),
        patient_level=patients,
    )


def _panel(source: Source, key: str, patients: bool) -> BoxPanel | None:
    places = [[{"timepoint": at, "arm": arm} for at in _times(source)] for arm, _ in source.arms]
    at = {"analysis": "efficacy", "variable": key}
    found = tuple(tuple(_summary(source, at | place, patients) for place in row) for row in places)
    below = tuple(tuple(source.spot("N", **at, **place, unit="patients") for place in row) for row in places)
    title = source.protocol.tables.efficacy.labels.get(key, label_of(source.protocol.endpoints[key], key))
    return BoxPanel(title, found, below) if any(each for row in found for each in row) else None


def _summary(source: Source, at: dict[str, str], patients: bool) -> Summary | None:
    rows: list[Result | None] = [source.lookup.get(**at, stat=stat) for stat in STATS]
    spots = [Spot(float(row.value), row.text, (row.result_id,)) for row in rows if row and row.value is not None]
    if len(spots) != len(STATS):
        return None
    marks = source.marks.changes.get((at["variable"], at["timepoint"], at["arm"]), ()) if patients else ()
    return Summary((spots[0], spots[1], spots[2], spots[3], spots[4]), marks)


def waterfall(source: Source) -> Iterator[Figure]:
    """The change of each patient, the highest first, a figure per score and time."""
    for key in _keys(source):
        for at in _times(source):
            found = [(value, place) for place, (arm, _) in enumerate(source.arms) for value in source.marks.changes.get((key, at, arm), ())]
            if found:
                yield _waterfall(source, key, at, tuple(sorted(found, key=lambda bar: (-bar[0], bar[1]))))


def _waterfall(source: Source, key: str, at: str, bars: tuple[tuple[float, int], ...]) -> Figure:
    named = {"endpoint": label_of(source.protocol.endpoints[key], key), "timepoint": words.timepoint_label(source.protocol, at)}
    return Figure(
        id=f"waterfall-{key}-{at}",
        title=tr("{endpoint} at {timepoint}: change of each patient, in order", **named),
        description=tr("A bar for each patient, from the highest change to the lowest, by treatment group."),
        body=Bars(source.series, Axis(tr("Change"), reference=0.0), bars),
        notes=(tr("One bar per patient; a patient without a change has a dot on the line."),),
        strobe=("16a",),
        patient_level=True,
    )


def swimmer(source: Source) -> Figure | None:
    """The treatment of each patient by dose, the longest first in each treatment group."""
    found = {arm: [one for one in source.marks.treated if one.arm == arm] for arm in source.protocol.arms}
    doses = list(dict.fromkeys(dose for arm in found.values() for one in arm for _, dose in one.doses))
    if not doses:
        return None
    labels = {arm: label_of(one, arm) for arm, one in source.protocol.arms.items()}
    groups = tuple((labels[arm], _lanes(treated, doses)) for arm, treated in found.items() if treated)
    return Figure(
        id="swimmer",
        title=tr("Treatment of each patient and changes of dose"),
        description=tr("A lane for each patient, as long as the treatment, in the colours of its doses."),
        body=Lanes(tuple(Series(dose, place) for place, dose in enumerate(doses)), Axis(tr("Months of treatment"), 0), groups),
        notes=(tr("Cross: the treatment ended; arrow: it goes on at the end of follow-up."),),
        strobe=("14c",),
        patient_level=True,
    )


def _lanes(treated: list[Treated], doses: list[str]) -> tuple[Lane, ...]:
    return tuple(_lane(one, doses) for one in sorted(treated, key=lambda one: (-one.days, one.doses, one.ended)))


def _lane(one: Treated, doses: list[str]) -> Lane:
    ends = [*(start for start, _ in one.doses[1:]), one.days]
    parts = [(start / MONTH, end / MONTH, doses.index(dose)) for (start, dose), end in zip(one.doses, ends, strict=True)]
    return Lane(tuple(parts), one.ended)
