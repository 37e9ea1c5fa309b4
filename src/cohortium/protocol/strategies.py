"""What an endpoint does about intercurrent events and stops, in plain words."""

from __future__ import annotations

from cohortium.language import marked, tr
from cohortium.protocol.model import Endpoint, Protocol, label_of

POLICY = "treatment_policy"
STRATEGIES = {
    POLICY: marked("later scores count like the others (treatment policy)"),
    "composite": marked("a non-response, whatever the score (composite)"),
    "while_on_treatment": marked("later scores are not used, the last one before stands (while on treatment)"),
    "hypothetical": marked("later scores are not used, nothing stands for them (hypothetical)"),
}
AFTER_STOP = {
    "keep": marked("Scores after the treatment was stopped count like the others"),
    "drop": marked("Scores after the day the treatment was stopped are left out"),
    "non_responder": marked(
        "Scores after the day the treatment was stopped are left out, and a patient without any other score who had "
        "stopped by the end of the window is a non-responder"
    ),
}


def strategy_in_words(protocol: Protocol, event: str, strategy: str) -> str:
    """`Dose increase: later scores count like the others (treatment policy)`."""
    return tr("{label}: {text}", label=label_of(protocol.intercurrent_events[event], event), text=tr(STRATEGIES[strategy]))


def strategy_of(endpoint: Endpoint, event: str) -> str:
    """What an endpoint does about an event; an event that is not named changes nothing."""
    return endpoint.estimand.events.get(event, POLICY) if endpoint.estimand else POLICY


def events_in_words(protocol: Protocol, endpoint: Endpoint) -> list[str]:
    """The strategies of an endpoint that change what a score means, one text for each event."""
    return [strategy_in_words(protocol, event, strategy_of(endpoint, event)) for event in _changing(protocol, endpoint)]


def stops_in_words(protocol: Protocol, endpoint: Endpoint) -> str:
    """What becomes of scores after a stop; nothing where a strategy for stops says otherwise."""
    told = any(protocol.intercurrent_events[event].stopped for event in _changing(protocol, endpoint))
    return "" if told else tr(AFTER_STOP[endpoint.after_stop])


def _changing(protocol: Protocol, endpoint: Endpoint) -> list[str]:
    return [event for event in protocol.intercurrent_events if strategy_of(endpoint, event) != POLICY]
