"""The manual: every sentence of what a protocol means, each with its examples."""

from __future__ import annotations

from spec import missing_and_stop, responders, scores, time, who_is_in
from spec.framework import Spec

SECTIONS: dict[str, tuple[str, tuple[Spec, ...]]] = {
    "time": ("Time", time.SPECS),
    "who_is_in": ("Who is in", who_is_in.SPECS),
    "scores": ("Scores", scores.SPECS),
    "responders": ("Responder endpoints", responders.SPECS),
    "missing_and_stop": ("Missing scores and stops", missing_and_stop.SPECS),
}
