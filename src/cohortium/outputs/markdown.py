"""results.md: results and methods as paragraphs, to be copied into a manuscript."""

from __future__ import annotations

import re
from pathlib import Path

from cohortium.language import tr
from cohortium.outputs.run import Outputs
from cohortium.outputs.texts import encodable

_MARKUP = re.compile(r"([\\`*_\[\]<>#])")


def write_text(folder: Path, run: Outputs) -> None:
    """The text of a run, in Markdown; a draft says so."""
    banner = [f"**{_plain(run.draft.banner)}**"] if run.draft.banner else []
    results = [_plain(paragraph.text) for paragraph in run.text]
    methods = [_plain(paragraph) for paragraph in run.methods]
    blocks = [f"# {_plain(run.title)}", *banner, f"## {tr('Results')}", *results, f"## {tr('Methods')}", *methods]
    (folder / "results.md").write_bytes(encodable("\n\n".join(blocks) + "\n").encode("utf-8"))


def plain_of(text: str) -> str:
    """A block of results.md without the signs that keep its text from being markup."""
    return re.sub(r"\\(.)", r"\1", text)


def _plain(text: str) -> str:
    """A label may hold what Markdown reads as markup."""
    return _MARKUP.sub(r"\\\1", text)
