"""The reasons for a stop: the study's own, else those that every study knows."""

from __future__ import annotations

from collections.abc import Mapping

from cohortium.language import marked, tr
from cohortium.protocol.analyses import DEATH
from cohortium.protocol.model import Named, Protocol

STOP_REASONS: dict[str, Named] = {
    "inefficacy": Named(label=marked("Inefficacy"), synonyms=("lack of efficacy", "loss of efficacy", "inefficacité", "échec")),
    "adverse_event": Named(
        label=marked("Adverse event"),
        synonyms=("AE", "side effect", "intolerance", "poor tolerance", "événement indésirable", "EI", "effet indésirable"),
    ),
    "remission": Named(label=marked("Remission"), synonyms=("controlled disease", "rémission")),
    "patient_choice": Named(label=marked("Patient's choice"), synonyms=("patient decision", "choix du patient", "souhait du patient")),
    "pregnancy": Named(label=marked("Pregnancy"), synonyms=("pregnancy wish", "grossesse", "désir de grossesse")),
    "lost": Named(label=marked("Lost to follow-up"), synonyms=("perdu de vue",)),
    "death": Named(label=marked("Death"), synonyms=("décès",)),
    "other": Named(label=marked("Other"), synonyms=("autre",)),
}
"""The reasons for a stop that every study knows, used where its protocol declares none."""


def stop_reasons_of(protocol: Protocol) -> Mapping[str, Named]:
    """The declared reasons for a stop, else the built-in ones."""
    return protocol.stop_reasons or STOP_REASONS


def stop_labels(protocol: Protocol) -> dict[str, str]:
    """The reasons that a study counts, in order, as people read them: the study's own labels, or ours in the language spoken."""
    if protocol.stop_reasons:
        return {name: reason.label or name for name, reason in protocol.stop_reasons.items()}
    return {name: tr(reason.label) for name, reason in STOP_REASONS.items()}


def causes_of(protocol: Protocol) -> tuple[str, ...]:
    """What can end a treatment, in the order in which the first of several reasons is its cause."""
    return tuple(dict.fromkeys((*stop_reasons_of(protocol), "switch", "not_recorded", DEATH)))
