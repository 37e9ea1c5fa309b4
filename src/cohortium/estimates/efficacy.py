"""Responses and changes: every endpoint at each of its timepoints, with the states of who is not evaluable."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from cohortium.estimates.cells import Estimation, label
from cohortium.language import marked, tr
from cohortium.protocol.model import Endpoint
from cohortium.results import Result
from cohortium.tallies import ValueTally

Parts = dict[str, Any]
Cell = Callable[[Parts], Iterator[Result]]
STATES = {
    "not_due": marked("Not yet due"),
    "eligibility_unknown": marked("Eligibility unknown"),
    "not_eligible": marked("Not eligible"),
    "evaluable": marked("Evaluable"),
    "no_baseline": marked("No baseline score"),
    "baseline_zero": marked("Baseline score of 0"),
    "dead": marked("Died"),
    "stopped": marked("Stopped treatment"),
    "no_visit": marked("No visit in the window"),
    "set_aside": marked("Score set aside"),
    "not_done": marked("Score not done"),
}


def efficacy(estimation: Estimation) -> Iterator[Result]:
    """analysis `efficacy`: responders or a summary, states, and the same within each footnote subset."""
    for name, endpoint in estimation.protocol.endpoints.items():
        for group in ("", *endpoint.footnote_subsets):
            yield from _endpoint(estimation.within(group) if group else estimation, name, endpoint)


def _endpoint(estimation: Estimation, name: str, endpoint: Endpoint) -> Iterator[Result]:
    states = estimation.counts("tally_responses", "endpoint", "timepoint", "arm", "state", only=_only(estimation, name))
    estimates = (_responders if endpoint.quantity == "responder" else _scores)(estimation, name, endpoint)
    for at in endpoint.at:
        for arm in estimation.arms:
            parts: Parts = {"timepoint": at, "arm": arm}
            yield from estimates(parts)
            for state, words in STATES.items():
                count = states.get((name, at, arm, state), 0)
                yield estimation.row("efficacy", name, "n", count, level=state, label=tr(words), unit="patients", **parts)


def _responders(estimation: Estimation, name: str, endpoint: Endpoint) -> Cell:
    answers = estimation.counts("tally_responses", "endpoint", "timepoint", "arm", "responder", only=_only(estimation, name))
    imputed = estimation.counts("tally_responses", "endpoint", "timepoint", "arm", "imputed", "responder", only=_only(estimation, name))
    title = label(estimation.protocol.endpoints, name)

    def cell(parts: Parts) -> Iterator[Result]:
        key = (name, parts["timepoint"], parts["arm"])
        yes, no = answers.get((*key, True), 0), answers.get((*key, False), 0)
        yield from estimation.share("efficacy", name, yes, yes + no, interval=True, label=title, **parts)
        for why in ("stop", "missing", *(("event",) if _composite(endpoint) else ())):
            count = sum(imputed.get((*key, why, answer), 0) for answer in (True, False))
            yield estimation.row("efficacy", name, f"n_imputed_{why}", count, label=title, unit="patients", **parts)

    return cell


def _composite(endpoint: Endpoint) -> bool:
    return endpoint.estimand is not None and "composite" in endpoint.estimand.events.values()


def _only(estimation: Estimation, name: str) -> dict[str, tuple[str, ...]]:
    """Among the members of a subset, counts are asked of the one endpoint that has it as a footnote."""
    return {"endpoint": (name,)} if estimation.group else {}


def value_tallies(
    estimation: Estimation, name: str, endpoint: Endpoint, quantity: str = "", by: str = "arm"
) -> dict[tuple[str, str], ValueTally]:
    """(timepoint, arm or whatever `by` says) -> the value tally of a score, or of its change, in steps of its measure."""
    value = "change" if (quantity or endpoint.quantity) == "change" else "value"
    found = estimation.values("tally_changes", value, "timepoint", by, only={"endpoint": (name,)})
    return {(at, group): tally for (at, group), tally in found.items()}


def _scores(estimation: Estimation, name: str, endpoint: Endpoint) -> Cell:
    values, measure = value_tallies(estimation, name, endpoint), estimation.measures[endpoint.measure]
    title = label(estimation.protocol.endpoints, name)

    def cell(parts: Parts) -> Iterator[Result]:
        tally = values.get((parts["timepoint"], parts["arm"]), {})
        yield from estimation.summary("efficacy", name, tally, measure.scale, measure.decimals, label=title, **parts)

    return cell
