"""The answer to the primary question, in one sentence per timepoint made of results."""

from __future__ import annotations

from dataclasses import dataclass

from cohortium.displays.lookup import Lookup
from cohortium.displays.words import columns, timepoint_label
from cohortium.language import counted, tr
from cohortium.protocol.model import Protocol
from cohortium.protocol.scores import Endpoint
from cohortium.protocol.words import percent_in_words
from cohortium.results import Result


@dataclass(frozen=True)
class Sentence:
    """What is asked, the answer for each group of patients, and the numbers in it."""

    title: str
    heading: str
    answers: tuple[str, ...]
    result_ids: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole in one sentence."""
        return tr("{heading}. {answers}.", heading=self.heading, answers=tr("; ").join(self.answers))

    def __str__(self) -> str:
        return self.text


def primary_answer(protocol: Protocol, lookup: Lookup) -> Sentence:
    """The primary endpoint (or the first one) at its first timepoint, all patients, then each arm."""
    primary = next((key for key, one in protocol.endpoints.items() if one.role == "primary"), "")
    key = primary or next(iter(protocol.endpoints))
    endpoint = protocol.endpoints[key]
    timepoint = endpoint.at[0]
    said, identifiers = [], []
    for arm, label in columns(protocol):
        at = {"analysis": "efficacy", "variable": key, "timepoint": timepoint, "arm": arm}
        text, shown = _response(protocol, lookup, at) if endpoint.responder else _summary(lookup, endpoint, at)
        said.append(tr("{label}: {text}", label=label, text=text))
        identifiers += shown
    heading = tr("{endpoint} at {timepoint}", endpoint=endpoint.label or key, timepoint=timepoint_label(protocol, timepoint))
    # A study that declares no primary endpoint has none: its methods would contradict the report.
    title = tr("Primary outcome") if primary else tr("First outcome")
    return Sentence(title, heading, tuple(said), tuple(identifiers))


def _response(protocol: Protocol, lookup: Lookup, at: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    rows = [lookup.get(**at, unit="patients", stat=stat) for stat in ("n", "N", "percent", "conf_low", "conf_high")]
    shown = [row for row in rows if row]
    identifiers = tuple(row.result_id for row in shown)
    if len(shown) < 3 or not shown[1].value:
        return tr("no patient with data"), identifiers
    n, _, percent = (row.text for row in shown[:3])
    words = {"count": n, "patients": _patients(shown[1]), "percent": percent}
    if len(shown) < 5:
        return tr("{count} of {patients} ({percent} %)", **words), identifiers
    limits = {"confidence": percent_in_words(protocol.statistics.confidence), "low": shown[3].text, "high": shown[4].text}
    return tr("{count} of {patients} ({percent} %; {confidence} confidence interval {low} to {high})", **words, **limits), identifiers


def _patients(total: Result) -> str:
    return counted("{n} patient", "{n} patients", int(total.value or 0))


def _summary(lookup: Lookup, endpoint: Endpoint, at: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    kind = (endpoint.summary.change or endpoint.summary.value) if endpoint.summary else None
    total, cell = lookup.get(**at, unit="patients", stat="N"), lookup.summary(kind or "", **at)
    identifiers = (*((total.result_id,) if total else ()), *cell.result_ids)
    if not total or not total.value:
        return tr("no patient with data"), identifiers
    return tr("{summary} in {patients}", summary=cell.text, patients=_patients(total)), identifiers
