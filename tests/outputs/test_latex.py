"""tables.tex: booktabs, every special character escaped, and a document that compiles where pdflatex is at hand."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cohortium.displays import Cell, Heading, Row, Table
from cohortium.outputs.latex import escaped, latex, write_latex
from displays import study
from outputs import example
from outputs.payloads import PAYLOADS

SAFE = re.compile(
    r"\\(?:[{}$&#%_]|text(?:backslash|asciicircum|asciitilde|less|greater|bar|quotedbl|quotesingle|asciigrave|endash|emdash)\{\})"
    r"|\{-\}|\\ensuremath\{-\}|~"
)


def document(**changes: Any) -> str:
    return latex(example.run(**changes))


def line(text: str, label: str) -> str:
    return next(each for each in text.split("\n") if each.startswith(label))


def test_rows_stand_as_in_the_table_with_minus_signs_and_room_for_missing_figures() -> None:
    text = document()
    assert line(text, "IGA 0, 1 or").startswith(r"IGA 0, 1 or \ensuremath{-}2\textsuperscript{c} & 100 & 58 & (58.0) & 54 & 33 & (61.1)")
    assert r" & 17 & 2 & (11.8) & " in line(text, "SCORAD75") and r" & 9 & \phantom{0}(17.0)" not in text
    assert r"24 & 9 & (37.5)\textsuperscript{d}" in line(text, "IGA 0, 1 or")
    assert r" & 14 & 1 & \phantom{0}(7.1)" in line(text, "EASI90") and line(text, "EASI90").endswith(r"& 0 & \textendash{} & \\")
    assert r"\ensuremath{-}3 & (\ensuremath{-}5.5;\ensuremath{-}1.5)" in line(text, "PNRS")
    assert line(text, r"\hspace*{1em}HSV").startswith(r"\hspace*{1em}HSV infections & 94 & 6 & \phantom{0}(6.4)")


def test_rules_are_those_of_booktabs_and_headings_repeat() -> None:
    text = document()
    assert text.count(r"\toprule") == 2 * text.count(r"\begin{longtable}") and text.count(r"\bottomrule") == text.count(r"\endfoot")
    assert r"\cmidrule(lr){2-13}\cmidrule(lr){14-25}" in text and r"\cmidrule(lr){2-4}\cmidrule(lr){5-7}" in text
    assert r"\textbf{Table I.} Efficacy outcomes at M3 and M6" in text
    assert text.count(r"\begin{landscape}") == text.count(r"\end{landscape}") > 0


def test_a_heading_that_its_column_cannot_hold_stands_in_lines() -> None:
    """Six treatment groups with long names would run off the page side by side."""
    name = "Treatment with a name that is quite long, 10 mg"
    rows = (Row("row", "Included", (Cell(("12",)),) * 6),)
    heads = (Heading("All", marks=("a",)), *(Heading(name),) * 5)
    text = document(tables=(Table("participants", "Participant flow", "Stage", heads, rows),))
    assert text.count(r"\multicolumn{1}{c}{\textbf{All}\textsuperscript{a}}") == 2
    start = r"\multicolumn{1}{>{\centering\arraybackslash}b{"
    rooms = [float(each.partition("pt}}")[0]) for each in text.split(start)[1:] if r"\textbf{Treatment with" in each]
    assert len(rooms) == 10 and max(rooms) < 90


def test_every_row_has_the_columns_of_its_table() -> None:
    for table in re.findall(r"\\begin\{longtable\}.*?\\end\{longtable\}", document(), re.DOTALL):
        columns = 1 + len(re.findall(r"(?<!\{)r(?=[r@])|~\}l", table.split("\n")[0].split("pt}")[-1]))
        for row in (each for each in table.split("\n") if " & " in each and not each.startswith(" &")):
            cells = row.removesuffix(r" \midrule")
            spanned = sum(int(count) - 1 for count in re.findall(r"\\multicolumn\{(\d+)\}", cells))
            assert len(re.findall(r"(?<!\\)&", cells)) + 1 + spanned == columns, row


def test_notes_for_a_journal_and_the_draft_are_there() -> None:
    text = document()
    assert r"\tablenote{\textsuperscript{a} M3: the worst score recorded" in text and "results.xlsx" not in text
    assert r"\textbf{DRAFT: 1 blocking question is open, 1 patient touched.}" in text
    assert "DRAFT" not in document(queries=())
    assert "{british}" not in document() and "[british]{babel}" in document()
    assert "[french]{babel}" in document(protocol=study.protocol(language="fr"))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_a_user_wrote_is_a_command(payload: str) -> None:
    rest = SAFE.sub("", escaped(payload))
    assert not re.search(r"[\\{}$&#%_^~]", rest)


def hostile() -> Table:
    text = " ".join(PAYLOADS) + " é œ ß Ž ≤ ± µ † – “quoted” 日本 🙂"
    return Table("safety", text, text, (Heading(text),), (Row("row", text, (Cell((text, text)),)), Row("group", text)))


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="pdflatex is not installed; the document is checked by its text only")
@pytest.mark.parametrize("tables", ["of the study", "hostile"])
def test_the_document_compiles(tables: str, tmp_path: Path) -> None:
    run = example.run() if tables == "of the study" else example.run(tables=(hostile(),))
    write_latex(tmp_path, run)
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "tables.tex"]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert said.returncode == 0, said.stdout[-2000:].decode("latin-1")


def test_the_same_run_gives_the_same_text() -> None:
    assert document() == document()
