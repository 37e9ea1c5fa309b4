"""Pages from templates: whatever a text holds stays text, and a name that nobody gave is a fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from cohortium.language import tr
from cohortium.outputs.texts import encodable, typeset


def page_of(template: str, filters: dict[str, Callable[..., Any]] | None = None, **parts: Any) -> str:
    """A template of this folder with its parts filled in, its texts in the language that is spoken."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    here = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=here, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"typeset": typeset, **(filters or {})}
    environment.globals["tr"] = tr
    return encodable(environment.get_template(template).render(**parts))
