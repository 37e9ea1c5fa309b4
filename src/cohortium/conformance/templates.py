"""Filled templates against the protocol of today: what has been added, removed or changed since they were made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from cohortium.conformance.findings import Finding
from cohortium.conformance.names import centres_of, plain
from cohortium.language import Message, later, tr
from cohortium.measures import Measure
from cohortium.protocol.model import Protocol
from cohortium.sources import Delivery
from cohortium.sources.names import place_in_data
from cohortium.sources.template.form import LAYOUTS, Form, form_of
from cohortium.sources.template.reading import Stamped
from cohortium.sources.template.stamp import Stamp

Asked = tuple[str, str]  # table, variable


def about_templates(delivery: Delivery, protocol: Protocol, measures: Mapping[str, Measure]) -> list[Finding]:
    """What is to be said of each filled template, at the file: nothing where it asks what the protocol asks now."""
    asked = (sheet for sheet in reversed(delivery.sheets) if not sheet.duplicate_of and not sheet.superseded)
    files = {sheet.file: sheet for sheet in asked if isinstance(sheet.written, Stamped)}
    forms: dict[str, Form] = {}
    return [
        Finding(rule, sheet.number, centre=sheet.centre, found=found, expected=expected, variable="template", file=sheet.file)
        for sheet in sorted(files.values(), key=lambda sheet: sheet.number)
        if isinstance(sheet.written, Stamped)
        for rule, found, expected in _said(sheet.written, protocol, measures, forms)
    ]


def _said(
    written: Stamped, protocol: Protocol, measures: Mapping[str, Measure], forms: dict[str, Form]
) -> Iterator[tuple[str, str, Message | str]]:
    stamp = written.stamp
    if plain(stamp.study) != plain(protocol.study):
        yield "template_other_study", stamp.study, ""
        return
    if stamp.centre and _contradicts(written, protocol):
        yield "template_other_centre", stamp.centre, later("the file of centre {centre} in its own place", centre=stamp.centre)
    if written.lost:
        yield "template_column_gone", _listed(place.heading for place in written.lost), ""
    layout = stamp.layout if stamp.layout in LAYOUTS else "long"
    form = forms[layout] = forms.get(layout) or form_of(protocol, measures, layout)
    yield from _differences(stamp, form)


def _contradicts(written: Stamped, protocol: Protocol) -> bool:
    """Whether the file lies where another declared centre's would; any other name says nothing of a centre."""
    place = PurePosixPath(written.file)
    centre, _ = place_in_data(place.relative_to(place.parts[0]))
    return centres_of(protocol).get(plain(centre), written.stamp.centre) != written.stamp.centre


def _differences(stamp: Stamp, form: Form) -> Iterator[tuple[str, str, Message]]:
    """(rule, what it is about, the way out), by the answers that the two forms allow; no heading counts."""
    then, now = stamp.answers, form.answers
    way = later("the template of today, for what is new: cohortium template STUDY --centre {centre}", centre=stamp.centre or tr("CODE"))
    if added := [asked for asked in now if asked not in then]:
        yield "template_added", _listed(form.labels[asked] for asked in added), way
    if removed := [asked for asked in then if asked not in now]:
        yield "template_removed", _listed(stamp.labels[asked] for asked in removed), later("nothing to do")
    changed = {form.labels[asked]: (then[asked], now[asked]) for asked in now if then.get(asked, now[asked]) != now[asked]}
    windows = {name: (bounds, form.windows[name]) for name, bounds in stamp.windows.items() if form.windows.get(name, bounds) != bounds}
    if changed | windows:
        yield "template_changed", _listed(f"{name}: {_change(*both)}" for name, both in (changed | windows).items()), later("nothing to do")


def _change(then: str, now: str) -> str:
    """Bounds before and after; of a list, what came and what went."""
    before, after = then.split(" | "), now.split(" | ")
    if len(before) + len(after) == 2:
        return f"{then} → {now}"
    return ", ".join((*(f"+ {each}" for each in after if each not in before), *(f"- {each}" for each in before if each not in after)))


def _listed(names: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(names))
