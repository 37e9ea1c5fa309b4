"""tables.tex: every table in LaTeX with booktabs, a document that compiles as it is and from which a table can be copied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from cohortium.displays import Cell, Heading, Row, Table, spans
from cohortium.language import tr
from cohortium.outputs.layout import LANDSCAPE, MARGIN, Panel, broken, panels, wide
from cohortium.outputs.run import Outputs
from cohortium.outputs.texts import printable, typeset
from cohortium.outputs.word_table import journal_notes

NAME = "tables.tex"
LANGUAGES = {"en": "british", "fr": "french"}
# The texts bring the spaces of their typography: babel would add its own.
_SPACES = {"en": "", "fr": "\\frenchsetup{AutoSpacePunctuation=false}\n"}
_HEAD = r"""% Made by Cohortium. Compile with pdflatex; a piece may be copied into a document that loads these packages.
\documentclass[10pt,a4paper]{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{textcomp}
\usepackage{mathptmx}
\usepackage[LANGUAGE]{babel}
SPACES\usepackage[margin=MARGINpt]{geometry}
\usepackage{PACKAGES}
\captionsetup{justification=raggedright,singlelinecheck=false,skip=4pt}
\setlength{\parindent}{0pt}\setlength{\emergencystretch}{3em}
\pagestyle{plain}
"""
_TABLES = r"""
\setlength{\LTleft}{0pt}\setlength{\LTright}{\fill}\renewcommand{\arraystretch}{1.15}
\newcommand{\tablenote}[1]{{\fontsize{8.5}{10.5}\selectfont\raggedright #1\par}}"""
SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
    '"': r"\textquotedbl{}", "'": r"\textquotesingle{}", "`": r"\textasciigrave{}", "-": r"{-}",
    "\N{MINUS SIGN}": r"\ensuremath{-}", "\N{NO-BREAK SPACE}": "~", "\N{NARROW NO-BREAK SPACE}": r"\,",
    "\N{EN DASH}": r"\textendash{}", "\N{EM DASH}": r"\textemdash{}",
    "\N{DAGGER}": r"\textdagger{}", "\N{DOUBLE DAGGER}": r"\textdaggerdbl{}", "\N{SECTION SIGN}": r"\textsection{}",
    "\N{PILCROW SIGN}": r"\textparagraph{}", "\N{DEGREE SIGN}": r"\textdegree{}", "\N{MICRO SIGN}": r"\textmu{}",
    "\N{GREEK SMALL LETTER MU}": r"\textmu{}", "\N{PLUS-MINUS SIGN}": r"\ensuremath{\pm}", "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LESS-THAN OR EQUAL TO}": r"\ensuremath{\leq}", "\N{GREATER-THAN OR EQUAL TO}": r"\ensuremath{\geq}", "\n": " ",
}  # fmt: skip
# What an engine with fonts of one byte knows under utf8: letters of Latin languages. Another letter stands as a question mark.
_LATIN = re.compile(r"[ -~\N{NO-BREAK SPACE}-\N{LATIN SMALL LETTER Z WITH CARON}]")
_UNKNOWN = "?"


def write_latex(folder: Path, run: Outputs) -> None:
    """The tables of a run as one LaTeX document."""
    (folder / NAME).write_text(latex(run), encoding="utf-8", newline="\n")


def latex(run: Outputs) -> str:
    """The document as text."""
    head = preamble(run.protocol.language, "array,booktabs,caption,longtable,pdflscape") + _TABLES
    banner = rf"\textbf{{{escaped(run.draft.banner)}}} " if run.draft.banner else ""
    every = [panels(table) for table in run.tables]
    body = [line for parts in every for place, panel in enumerate(parts) for line in _page(panel, place > 0, panel is parts[-1], banner)]
    return "\n".join([head, r"\begin{document}", *(body or [r"\mbox{}"]), r"\end{document}", ""])


def preamble(language: str, packages: str) -> str:
    """What stands before a document in a language, for what its pages hold."""
    fill = {"LANGUAGE": LANGUAGES[language], "SPACES": _SPACES[language], "MARGIN": f"{MARGIN:g}", "PACKAGES": packages}
    return re.sub("|".join(fill), lambda found: fill[found[0]], _HEAD).rstrip()


def escaped(text: str) -> str:
    """The text as LaTeX prints it, whatever it holds."""
    return "".join(SPECIAL.get(letter) or (letter if _LATIN.fullmatch(letter) else _UNKNOWN) for letter in typeset(printable(text)))


def _page(panel: Panel, continued: bool, whole: bool, banner: str) -> Iterator[str]:
    """A table on a page of its own, lying where it is wide; its notes follow it."""
    lying = panel.page == LANDSCAPE
    yield r"\begin{landscape}" if lying else r"\clearpage"
    yield from filter(None, [f"{banner}\\par" if banner else ""])
    yield f"{{\\fontsize{{{panel.size:g}}}{{{panel.size * 1.25:g}}}\\selectfont"
    yield rf"\setlength{{\tabcolsep}}{{{panel.pad:g}pt}}\setlength{{\LTcapwidth}}{{\linewidth}}"
    yield from _table(panel, continued)
    yield "}"
    yield from _notes(panel.table) if whole else ()
    yield from [r"\end{landscape}"] if lying else []


def _notes(table: Table) -> Iterator[str]:
    for note in journal_notes(table):
        yield rf"\tablenote{{{_raised((note.mark,)) + ' ' if note.mark else ''}{escaped(note.text)}}}"
    if table.short:
        yield rf"\tablenote{{{escaped(table.short)}}}"


def _table(panel: Panel, continued: bool) -> Iterator[str]:
    """Two LaTeX columns for a column of pairs, so that each part stands under its like."""
    table, pairs = panel.table, _pairs(panel.table)
    columns = "".join("r@{~}l" if pair else "r" for pair in pairs)
    yield rf"\begin{{longtable}}{{@{{}}>{{\raggedright\arraybackslash}}p{{{panel.widths[0]:.1f}pt}}{columns}@{{}}}}"
    number = rf"\textbf{{{escaped(table.name)}.}} " if table.number else ""
    yield rf"\caption*{{{number}{escaped(table.title)}{tr(' (continued)') if continued else ''}}}\\[2pt]"
    head = list(_headings(panel, pairs))
    yield from [*head, r"\endfirsthead", *head, r"\endhead", r"\bottomrule", r"\endfoot"]
    for row in table.rows:
        yield _row(panel, row, pairs)
    yield r"\end{longtable}"


def _pairs(table: Table) -> list[bool]:
    """Whether the cells of each column have two parts."""
    return [any(len(row.cells[place].parts) > 1 for row in table.rows if row.cells) for place in range(len(table.heads))]


def _headings(panel: Panel, pairs: list[bool]) -> Iterator[str]:
    table, last = panel.table, len(panel.table.spanners)
    yield r"\toprule"
    for depth, level in enumerate(table.spanners):
        yield " & ".join(["", *(_spanner(panel, heading, span, pairs, depth == 0) for heading, span in _spanned(level))]) + r" \\"
        yield "".join(rf"\cmidrule(lr){{{_rule(span, pairs)}}}" for heading, span in _spanned(level) if heading.text)
    face = r"\textit" if last else r"\textbf"
    texts = broken(panel, (heading.text for heading in table.heads))
    rooms = [width - 2 * panel.pad for width in panel.widths[1:]]
    heads = [
        _over(text, pair, face, head.marks, room if _longest_line(text, panel.size) > room else 0)
        for text, pair, head, room in zip(texts, pairs, table.heads, rooms, strict=True)
    ]
    yield rf"\textbf{{{escaped(table.stub)}}} & {' & '.join(heads)} \\ \midrule"


def _spanned(level: tuple[Heading, ...]) -> Iterable[tuple[Heading, range]]:
    return zip(level, spans(level), strict=True)


def _spanner(panel: Panel, heading: Heading, span: range, pairs: list[bool], bold: bool) -> str:
    count = sum(1 + pairs[column] for column in span)
    room = sum(panel.widths[column + 1] for column in span) - 2 * panel.pad
    text = (rf"\textbf{{{escaped(heading.text)}}}" if bold else escaped(heading.text)) + _raised(heading.marks)
    return rf"\multicolumn{{{count}}}{{>{{\centering\arraybackslash}}b{{{room:.1f}pt}}}}{{{text}}}"


def _rule(span: range, pairs: list[bool]) -> str:
    first = 2 + sum(1 + pair for pair in pairs[: span.start])
    return f"{first}-{first + sum(1 + pairs[column] for column in span) - 1}"


def _longest_line(text: str, size: float) -> float:
    return max(wide(line, size) for line in text.split("\n"))


def _over(text: str, pair: bool, face: str, marks: tuple[str, ...], room: float = 0) -> str:
    """A heading over one column, which is two in LaTeX where it holds pairs; where it needs more room than there is, in lines."""
    if room:
        words = escaped(text.replace("\n", " "))
        return rf"\multicolumn{{{1 + pair}}}{{>{{\centering\arraybackslash}}b{{{room:.1f}pt}}}}{{{face}{{{words}}}{_raised(marks)}}}"
    lines = r" \\ ".join(f"{face}{{{escaped(line)}}}" for line in text.split("\n"))
    inside = rf"\begin{{tabular}}[b]{{@{{}}c@{{}}}}{lines}\end{{tabular}}" if "\n" in text else lines
    return rf"\multicolumn{{{1 + pair}}}{{c}}{{{inside}{_raised(marks)}}}"


def _row(panel: Panel, row: Row, pairs: list[bool]) -> str:
    label = rf"\hspace*{{{row.indent}em}}" * bool(row.indent) + escaped(row.label)
    if row.kind == "group":
        total = 1 + sum(1 + pair for pair in pairs)
        return rf"\multicolumn{{{total}}}{{@{{}}l}}{{\textbf{{{label}}}{_raised(row.marks)}}} \\*"
    if row.kind == "heads":
        texts = broken(panel, (cell.text for cell in row.cells))
        heads = " & ".join(_over(text, pair, r"\textit", ()) for text, pair in zip(texts, pairs, strict=True))
        return rf"\midrule \textbf{{{label}}} & {heads} \\ \midrule"
    cells = (_number(cell, pair, width) for cell, pair, width in zip(row.cells, pairs, _longest(panel.table), strict=True))
    return rf"{label}{_raised(row.marks)} & {' & '.join(cells)} \\"


def _longest(table: Table) -> list[int]:
    """The letters of the longest percentage of each column: shorter ones are filled up with the room of a figure."""
    columns = zip(*(row.cells for row in table.rows if row.cells), strict=True)
    return [max((len(cell.parts[1]) for cell in column if cell.is_share), default=0) for column in columns]


def _number(cell: Cell, pair: bool, longest: int) -> str:
    first = escaped(cell.parts[0]) if cell.parts else ""
    if len(cell.parts) < 2:
        return f"{first}{_raised(cell.marks)}" + (" &" if pair else "")
    fill = rf"\phantom{{{'0' * (longest - len(cell.parts[1]))}}}" if cell.is_share and len(cell.parts[1]) < longest else ""
    return f"{first} & {fill}{escaped(cell.parts[1])}{_raised(cell.marks)}"


def _raised(marks: tuple[str, ...]) -> str:
    return rf"\textsuperscript{{{escaped(','.join(marks))}}}" if marks else ""
