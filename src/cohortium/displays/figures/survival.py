"""Drug survival by Kaplan-Meier, with the numbers at risk (STROBE 15, 16a)."""

from __future__ import annotations

from cohortium.displays import words
from cohortium.displays.figure import Axis, Figure, Spot, Stair, Stairs
from cohortium.displays.figures.source import LIMITS, MONTH, Source
from cohortium.language import tr
from cohortium.protocol.values import parse_duration
from cohortium.protocol.words import duration_in_words

AT = {"analysis": "survival", "variable": "survival"}
CURVE = {"analysis": "survival", "variable": "survival_curve"}


def survival(source: Source) -> Figure | None:
    """A curve for each treatment group that has a patient; bars stand at the times that the protocol asks for."""
    arms = [(place, arm) for place, (arm, _) in enumerate(source.arms) if source.lookup.where(**CURVE, level="last", arm=arm)]
    if not arms:
        return None
    marks = [(row.timepoint, months(row.timepoint)) for row in source.lookup.where(**CURVE, level="", arm=words.ALL, stat="n_at_risk")]
    body = Stairs(
        tuple(source.series[place] for place, _ in arms),
        Axis(tr("Months of treatment"), 0),
        Axis(tr("Still on treatment, %"), 0, 100),
        tuple(_stair(source, arm) for _, arm in arms),
        tuple(month for _, month in marks),
        tuple(tuple(source.spot("n_at_risk", **CURVE, arm=arm, timepoint=time) for time, _ in marks) for _, arm in arms),
        tr("Patients at risk"),
    )
    return Figure(
        id="survival",
        title=tr("Time on treatment"),
        description=tr("A falling curve for each treatment group: the percentage of patients still on treatment, by month."),
        body=body,
        notes=_notes(source),
        strobe=("15", "16a"),
    )


def months(time: str) -> float:
    """A time of the results in months of 30.4375 days: where it stands on the axis."""
    duration = parse_duration(time)
    return duration.months + duration.days / MONTH


def _steps(source: Source, arm: str) -> list[tuple[float, Spot]]:
    rows = source.lookup.where(**CURVE, arm=arm, stat="percent")
    return [(months(row.timepoint), Spot(float(row.value or 0), row.text, (row.result_id,))) for row in rows]


def _stair(source: Source, arm: str) -> Stair:
    end = source.lookup.where(**CURVE, level="last", arm=arm)
    times = dict.fromkeys(row.timepoint for row in source.lookup.where(**AT, level="", arm=arm, stat="percent"))
    points = [(months(time), source.point(LIMITS, **AT, arm=arm, timepoint=time)) for time in times]
    return Stair(
        tuple(_steps(source, arm)),
        months(end[0].timepoint) if end else 0.0,
        tuple((at, point) for at, point in points if point and point.low),
    )


def _notes(source: Source) -> tuple[str, ...]:
    text = "Kaplan-Meier. An event is a stop, a switch or a death on treatment. Bars: {confidence} confidence intervals at {times}."
    rows = source.lookup.where(**AT, level="", arm=words.ALL, stat="percent")
    times = words.listed(duration_in_words(parse_duration(row.timepoint)) for row in rows)
    return (tr(text, confidence=source.confidence, times=times),)
