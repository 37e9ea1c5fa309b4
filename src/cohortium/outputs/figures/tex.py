"""figures.tex: each figure that may be shared with its caption, in a document that compiles where the PDF files lie."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cohortium.outputs.figures.files import Drawing, place_of
from cohortium.outputs.latex import escaped, preamble
from cohortium.outputs.run import Outputs

NAME = "figures.tex"


def write_figures_latex(folder: Path, run: Outputs) -> None:
    """The figures of the report as LaTeX, a page each."""
    banner = rf"\textbf{{{escaped(run.draft.banner)}}}\par" if run.draft.banner else ""
    pages = [line for drawing in run.shareable for line in _page(drawing, banner)]
    lines = [preamble(run.protocol.language, "caption,graphicx"), r"\begin{document}", *(pages or [r"\mbox{}"]), r"\end{document}", ""]
    (folder / NAME).write_text("\n".join(lines), encoding="utf-8", newline="\n")


def _page(drawing: Drawing, banner: str) -> Iterator[str]:
    """As wide as it was drawn, where the page has room."""
    figure, width = drawing.figure, f"{drawing.width:.6g}bp"
    yield r"\begin{figure}[p]"
    yield from filter(None, [banner])
    size = rf"width=\ifdim{width}>\linewidth\linewidth\else{width}\fi,height=0.8\textheight,keepaspectratio"
    yield rf"\includegraphics[{size}]{{\detokenize{{{place_of(figure, 'pdf')}}}}}"
    number = rf"\textbf{{{escaped(figure.name)}.}} " if figure.number else ""
    yield rf"\caption*{{{number}{escaped(' '.join([f'{figure.title}.', *figure.notes]))}}}"
    yield r"\end{figure}"
