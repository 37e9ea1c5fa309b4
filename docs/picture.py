"""The picture of Table I that opens README: `.venv/bin/python docs/picture.py`, with LibreOffice and poppler-utils installed.

It runs the bundled example (made-up patients), turns its tables.docx into pages, and keeps the part of the page that holds Table I.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from cohortium import examples, study

HERE = Path(__file__).resolve().parent
PICTURE = HERE / "pictures" / "table-1.png"
DOTS = 130
LEFT, TOP, WIDTH, HEIGHT = 0.55, 0.7, 10.6, 4.4
"""The part of the page that is kept, in inches."""


def main() -> None:
    """Write the picture anew."""
    with tempfile.TemporaryDirectory() as temporary:
        pages = _pages(Path(temporary))
        crop = [f"-{side}={round(inches * DOTS)}" for side, inches in zip("xyWH", (LEFT, TOP, WIDTH, HEIGHT), strict=True)]
        crop = [part for option in crop for part in option.split("=")]
        number = str(_page_with(pages, "Table I."))
        target = str(PICTURE.with_suffix(""))
        _call("pdftoppm", "-r", str(DOTS), "-f", number, "-l", number, *crop, "-gray", "-singlefile", "-png", str(pages), target)


def _pages(folder: Path) -> Path:
    """The document of the example, as pages."""
    examples.write("jak-ad", folder / "jak-ad")
    results = study.run(folder / "jak-ad").folder
    profile = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    _call("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(results / "tables.docx"))
    return folder / "tables.pdf"


def _page_with(pages: Path, words: str) -> int:
    texts = subprocess.run(["pdftotext", str(pages), "-"], check=True, capture_output=True, text=True).stdout.split("\f")
    return next(number for number, text in enumerate(texts, start=1) if words in text)


def _call(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
