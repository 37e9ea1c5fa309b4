"""How many patients had each intercurrent event of an estimand by the end of the window."""

from __future__ import annotations

from collections.abc import Iterator

from cohortium.estimates.cells import Estimation, label
from cohortium.protocol.questions import event_bits
from cohortium.results import Result


def estimands(estimation: Estimation) -> Iterator[Result]:
    """analysis `estimand`: for endpoints that declare one, N patients due and n with each event, level = event."""
    protocol, bits = estimation.protocol, event_bits(estimation.protocol)
    due = estimation.counts("tally_windows", "timepoint", "arm", "due")
    happened = estimation.counts("tally_events_before", "timepoint", "event", "arm")
    for name, endpoint in protocol.endpoints.items():
        for at in endpoint.at if endpoint.estimand else ():
            for event, bit in bits.items():
                for arm in estimation.arms:
                    n, total = happened.get((at, bit, arm), 0), due.get((at, arm, True), 0)
                    words = label(protocol.intercurrent_events, event)
                    yield from estimation.share("estimand", name, n, total, level=event, label=words, timepoint=at, arm=arm)
