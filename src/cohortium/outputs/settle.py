"""A file of the study folder, written whole or not at all, and left alone where nothing changes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """The place to write a new version into; it takes the place of the old one at the end."""
    new = path.with_name(f".{path.stem}.new{path.suffix}")
    try:
        yield new
        if not path.exists() or path.read_bytes() != new.read_bytes():
            os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)
