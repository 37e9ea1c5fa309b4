"""The bundled example studies: a protocol, the figures of a published study, and centres' files made up to give them."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from cohortium import simulation
from cohortium.protocol.load import load_protocol
from cohortium.starter import place

NAMES = {"jak-ad": ("jak_ad", 20220661)}
"""Study id -> its package here, and the seed of its data."""
FILES = ("README.md", "protocol.yaml", "figures.yaml")


def write(name: str, folder: Path) -> bool:
    """Write an example into a new or empty folder; False, and nothing touched, where it already is."""
    package, seed = NAMES[name]
    source = resources.files(f"{__name__}.{package}")
    marker = folder / FILES[0]
    if marker.is_file() and marker.read_bytes() == (source / FILES[0]).read_bytes():
        return False

    def fill(target: Path) -> None:
        for file in FILES:
            (target / file).write_bytes((source / file).read_bytes())
        (target / "data").mkdir()
        protocol = load_protocol(target / "protocol.yaml")
        figures = simulation.read_figures(target / "figures.yaml", protocol)
        simulation.write_data(target / "data", protocol, figures, seed)

    place(folder, fill)
    return True
