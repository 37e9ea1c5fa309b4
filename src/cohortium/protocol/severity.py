"""Severity by bands: a measure, one of its named schemes, and the timepoints after the baseline at which it is counted."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator

from cohortium.protocol.part import Part
from cohortium.protocol.values import Ids, Text


class Severity(Part):
    """How the values of a measure are put into bands, and when besides the baseline."""

    bands: Text
    at: Ids = ()


def _named(value: Any) -> Any:
    return {"bands": value} if isinstance(value, str) else value


SeverityValue = Annotated[Severity, BeforeValidator(_named, json_schema_input_type=Text | Severity)]
