"""The answer to the primary question, in one sentence per timepoint made of results."""

from __future__ import annotations

from dataclasses import dataclass

from cohortium.displays.lookup import Lookup
from cohortium.displays.words import columns, confidence, counted, timepoint_label
from cohortium.protocol.model import Protocol
from cohortium.protocol.scores import Endpoint


@dataclass(frozen=True)
class Sentence:
    """What is asked, the answer for each group of patients, and the numbers in it."""

    heading: str
    answers: tuple[str, ...]
    result_ids: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole in one sentence."""
        return f"{self.heading}. {'; '.join(self.answers)}."

    def __str__(self) -> str:
        return self.text


def primary_answer(protocol: Protocol, lookup: Lookup) -> Sentence:
    """The primary endpoint (or the first one) at its first timepoint, all patients, then each arm."""
    key = next((key for key, one in protocol.endpoints.items() if one.role == "primary"), next(iter(protocol.endpoints)))
    endpoint = protocol.endpoints[key]
    timepoint = endpoint.at[0]
    said, identifiers = [], []
    for arm, label in columns(protocol):
        at = {"analysis": "efficacy", "variable": key, "timepoint": timepoint, "arm": arm}
        text, shown = _response(protocol, lookup, at) if endpoint.responder else _summary(lookup, endpoint, at)
        said.append(f"{label}: {text}")
        identifiers += shown
    heading = f"{endpoint.label or key} at {timepoint_label(protocol, timepoint)}"
    return Sentence(heading, tuple(said), tuple(identifiers))


def _response(protocol: Protocol, lookup: Lookup, at: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    rows = [lookup.get(**at, unit="patients", stat=stat) for stat in ("n", "N", "percent", "conf_low", "conf_high")]
    shown = [row for row in rows if row]
    identifiers = tuple(row.result_id for row in shown)
    if len(shown) < 3 or not shown[1].value:
        return "no patient with data", identifiers
    n, total, percent = (row.text for row in shown[:3])
    interval = f"; {confidence(protocol)} confidence interval {shown[3].text} to {shown[4].text}" if len(shown) == 5 else ""
    return f"{n} of {counted(total, 'patient')} ({percent} %{interval})", identifiers


def _summary(lookup: Lookup, endpoint: Endpoint, at: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    kind = (endpoint.summary.change or endpoint.summary.value) if endpoint.summary else None
    total, cell = lookup.count("N", **at), lookup.summary(kind or "", **at)
    return (f"{cell.text} in {counted(total[1], 'patient')}" if total[0] else "no patient with data"), (*total[2], *cell.result_ids)
