"""The bundled example studies: a protocol, and a seeded program that makes its centres' files, never its results."""

from __future__ import annotations

from importlib import import_module, resources
from pathlib import Path

from cohortium.starter import place

NAMES = {"jak-ad": "jak_ad"}
"""Study id -> its package here."""


def write(name: str, folder: Path) -> bool:
    """Write an example into a new or empty folder; False, and nothing touched, where it already is."""
    package = f"{__name__}.{NAMES[name]}"
    marker = (resources.files(package) / "README.txt").read_bytes()
    if (folder / "README.txt").is_file() and (folder / "README.txt").read_bytes() == marker:
        return False

    def fill(target: Path) -> None:
        for file in ("README.txt", "protocol.yaml"):
            (target / file).write_bytes((resources.files(package) / file).read_bytes())
        (target / "data").mkdir()
        import_module(f"{package}.workbooks").write_workbooks(target / "data")

    place(folder, fill)
    return True
