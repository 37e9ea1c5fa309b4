"""The pictures of docs/figures.md: `.venv/bin/python docs/figures_of_example.py` runs the bundled example and keeps some of its figures."""

from __future__ import annotations

import tempfile
from pathlib import Path
from shutil import copyfile

from cohortium import examples, study

PICTURES = Path(__file__).resolve().parent / "pictures"
KEPT = ("flow", "response", "survival", "comparisons-difference", "choices-iga_response", "completeness")


def main() -> None:
    """Write the pictures anew."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "jak-ad"
        examples.write("jak-ad", folder)
        figures = study.run(folder, figures="svg").folder / "figures"
        for name in KEPT:
            copyfile(figures / f"{name}.svg", PICTURES / f"{name}.svg")


if __name__ == "__main__":
    main()
