"""Specification curves: the different answers of an endpoint, and the choices behind each."""

from __future__ import annotations

from collections.abc import Iterator

from cohortium.displays import words
from cohortium.displays.figure import Answer, Axis, Choices, Figure, Point
from cohortium.displays.figures.source import LIMITS, Source
from cohortium.language import tr
from cohortium.protocol.choices import variant_in_words
from cohortium.protocol.model import label_of
from cohortium.protocol.questions import timepoint_of

MEDIANS = ("median", "q1", "q3")
Variant = tuple[str, ...]


def choices(source: Source) -> Iterator[Figure]:
    """One figure per endpoint that has alternatives, for all patients."""
    for key in source.protocol.sensitivity:
        found = sorted(_answers(source, key), key=lambda one: (one[0].at.value, len(one[1]), one[1]))
        if found:
            yield _figure(source, key, found)


def _place(source: Source, key: str) -> dict[str, str]:
    return {"analysis": "sensitivity", "variable": key, "timepoint": timepoint_of(source.protocol, key), "arm": words.ALL}


def _answers(source: Source, key: str) -> Iterator[tuple[Point, Variant]]:
    """Each different answer with the choices that it takes, none for the protocol's own."""
    at, responder = _place(source, key), source.protocol.endpoints[key].responder
    stats, unit = (LIMITS, "patients") if responder else (MEDIANS, "")
    for variant in (row.variant for row in source.lookup.where(**at, stat="n_same") if row.value):
        point = source.point(stats, **at, variant=variant, unit=unit)
        if point:
            yield point, tuple(variant.split(";")) if variant else ()


def _in_order(source: Source, key: str, named: set[str]) -> list[str]:
    """Choices by what they vary, in the order in which a score is read."""
    dimensions = source.protocol.sensitivity[key].dimensions
    every = [f"{word.replace(' ', '.')}={choice}" for word, names in dimensions.items() for choice in names if choice]
    return [choice for choice in every if choice in named]


def _figure(source: Source, key: str, found: list[tuple[Point, Variant]]) -> Figure:
    protocol, endpoint = source.protocol, source.protocol.endpoints[key]
    order = _in_order(source, key, {choice for _, variant in found for choice in variant})
    answers = tuple(Answer(point, tuple(choice in variant for choice in order), not variant) for point, variant in found)
    axis = Axis(tr("Patients with a response, %") if endpoint.responder else tr("Median (quartiles)"))
    named = {"endpoint": label_of(endpoint, key), "timepoint": words.timepoint_label(protocol, timepoint_of(protocol, key))}
    bars = source.intervals() if endpoint.responder else tr("Bars: first to third quartile.")
    return Figure(
        id=f"choices-{key}",
        title=tr("{endpoint} at {timepoint}, all patients: the answer of every choice", **named),
        description=tr("Answers from the smallest to the largest; dots below each say which choices it takes."),
        body=Choices(axis, answers, tuple(variant_in_words(protocol, key, choice) for choice in order), tr("protocol")),
        notes=(tr("A column without a large dot below is the protocol's own choice. Choices with the same answers are shown once."), bars),
        strobe=("12e", "17"),
    )
