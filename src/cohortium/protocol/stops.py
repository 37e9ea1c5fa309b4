"""The reasons for a stop: the study's own, else those that every study knows."""

from __future__ import annotations

from collections.abc import Mapping

from cohortium.protocol.model import Named, Protocol

STOP_REASONS: dict[str, Named] = {
    "inefficacy": Named(label="Inefficacy", synonyms=("lack of efficacy", "loss of efficacy", "inefficacité", "échec")),
    "adverse_event": Named(
        label="Adverse event",
        synonyms=("AE", "side effect", "intolerance", "poor tolerance", "événement indésirable", "EI", "effet indésirable"),
    ),
    "remission": Named(label="Remission", synonyms=("controlled disease", "rémission")),
    "patient_choice": Named(label="Patient's choice", synonyms=("patient decision", "choix du patient", "souhait du patient")),
    "pregnancy": Named(label="Pregnancy", synonyms=("pregnancy wish", "grossesse", "désir de grossesse")),
    "lost": Named(label="Lost to follow-up", synonyms=("perdu de vue",)),
    "death": Named(label="Death", synonyms=("décès",)),
    "other": Named(label="Other", synonyms=("autre",)),
}
"""The reasons for a stop that every study knows, used where its protocol declares none."""


def stop_reasons_of(protocol: Protocol) -> Mapping[str, Named]:
    """The declared reasons for a stop, else the built-in ones."""
    return protocol.stop_reasons or STOP_REASONS
