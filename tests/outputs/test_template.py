"""A hospital's template: what it has stays, what it lacks is added, and one that could do harm is refused in one sentence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.shared import Mm, Pt

from cohortium.outputs import write_all
from cohortium.outputs.template_document import read_template
from cohortium.outputs.word import write_word
from cohortium.problems import Problem
from outputs import example


def hospital() -> bytes:
    """A template with a header, a footer, US pages, its own font and captions, and a text that goes."""
    document: Any = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(216), Mm(279)
    section.left_margin = section.right_margin = Mm(25)
    section.header.paragraphs[0].text = "CHU de Nulle-Part"
    section.footer.paragraphs[0].text = "Service de dermatologie"
    document.styles["Normal"].font.name = "Arial"
    document.styles["Caption"].font.size = Pt(13)
    document.add_paragraph("A text of the template")
    return saved(document)


def saved(document: Any) -> bytes:
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def changed(change: Callable[[dict[str, bytes]], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(hospital())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def replaced(name: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new, 1)

    return change


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    write_all(folder, example.run(template=hospital()))
    return folder


def test_a_template_keeps_its_pages_edges_and_styles(made: Path) -> None:
    document: Any = Document(str(made / "tables.docx"))
    for section in document.sections:
        assert sorted((round(section.page_width.mm), round(section.page_height.mm))) == [216, 279]
        assert section.header.paragraphs[0].text == "CHU de Nulle-Part" and section.footer.paragraphs[0].text == "Service de dermatologie"
    styles = {style.style_id: style for style in document.styles}
    assert document.styles["Normal"].font.name == "Arial" and styles["TableCaption"].base_style.name == "Caption"
    assert {"TableCaption", "TableNote", "TableText20"} <= set(styles)
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "A text of the template" not in text and text.startswith("DRAFT: 1 blocking question is open")


def test_tables_stay_inside_the_margins_of_the_template(made: Path) -> None:
    document: Any = Document(str(made / "tables.docx"))
    widest = max(section.page_width.twips - section.left_margin.twips - section.right_margin.twips for section in document.sections)
    grids = [[int(column.get(column.keys()[0])) for column in table._tbl.tblGrid] for table in document.tables]
    assert all(sum(grid) <= widest + 60 for grid in grids)


def test_each_table_has_a_file_of_its_own_with_the_same_look(made: Path) -> None:
    names = sorted(path.name for path in (made / "tables").iterdir())
    assert "I_efficacy.docx" in names and len(names) == len(example.run().tables)
    for path in (made / "tables").iterdir():
        document: Any = Document(str(path))
        assert 1 <= len(document.tables) <= 2 and document.sections[0].header.paragraphs[0].text == "CHU de Nulle-Part"


def test_checklists_lie_on_the_template_too(made: Path) -> None:
    document: Any = Document(str(made / "checklists.docx"))
    (section,) = document.sections
    assert section.header.paragraphs[0].text == "CHU de Nulle-Part" and (round(section.page_width.mm), round(section.page_height.mm)) == (
        279,
        216,
    )
    room = section.page_width.twips - section.left_margin.twips - section.right_margin.twips
    grids = [[int(column.get(column.keys()[0])) for column in table._tbl.tblGrid] for table in document.tables]
    assert len(grids) == 2 and all(room - 10 <= sum(grid) <= room for grid in grids)
    assert document.paragraphs[0].text.startswith("Checklists: ")


def test_without_a_template_each_table_has_header_notes_and_abbreviations(tmp_path: Path) -> None:
    write_word(tmp_path, example.run())
    document: Any = Document(str(tmp_path / "tables" / "I_efficacy.docx"))
    assert document.sections[0].header.paragraphs[0].text.startswith("DRAFT")
    assert document.paragraphs[-1].text.startswith("N: ") or "IGA:" in document.paragraphs[-1].text


def test_styles_of_our_names_in_a_template_are_used_as_they_are(tmp_path: Path) -> None:
    document: Any = Document(io.BytesIO(hospital()))
    style = document.styles.add_style("Table note", 1)
    style.font.size = Pt(6)
    write_word(tmp_path, example.run(template=saved(document)))
    found: Any = Document(str(tmp_path / "tables.docx"))
    assert {style.style_id: style for style in found.styles}["TableNote"].base_style.font.size == Pt(6)


def test_the_same_template_gives_the_same_bytes(made: Path, tmp_path: Path) -> None:
    write_all(tmp_path, example.run(template=hospital()))
    for path in made.rglob("*.docx"):
        assert path.read_bytes() == (tmp_path / path.relative_to(made)).read_bytes()


def bomb(parts: dict[str, bytes]) -> None:
    parts["word/media/a.bin"] = b"0" * 101_000_000


OUTSIDE = b'<Relationship Id="rIdX" Type="http://x/attachedTemplate" Target="file:///evil.dotm" TargetMode="External"/></Relationships>'
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "no document": (lambda: b"%PDF-1.7", "it is not a Word document"),
    "empty": (lambda: b"", "it is not a Word document"),
    "another archive": (lambda: changed(lambda parts: parts.pop("word/document.xml") and None), "it is not a Word document"),
    "cut": (lambda: hospital()[:3000], "it is damaged"),
    "broken xml": (lambda: changed(replaced("word/document.xml", b"<w:body>", b"<w:body><")), "it is damaged"),
    "entities": (
        lambda: changed(replaced("word/document.xml", b"<w:document", b'<!DOCTYPE a [<!ENTITY b "c">]><w:document')),
        "its XML declares a document type",
    ),
    "bomb": (lambda: changed(bomb), "it is larger than a template can be"),
    "macro": (lambda: changed(lambda parts: parts.update({"word/vbaProject.bin": b"x"})), "it holds macros or embedded objects"),
    "remote template": (
        lambda: changed(replaced("word/_rels/document.xml.rels", b"</Relationships>", OUTSIDE)),
        "it loads something from outside the file",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_template_that_is_broken_or_could_do_harm_is_refused(name: str, tmp_path: Path) -> None:
    make, reason = HOSTILE[name]
    (tmp_path / "t.docx").write_bytes(make())
    with pytest.raises(Problem) as problem:
        read_template(tmp_path / "t.docx")
    text = str(problem.value)
    assert reason in text and text.endswith("Save it again as a plain .docx document, or leave --template away.") and "\n" not in text


def test_a_template_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="The template .*x.docx cannot be read. Name a .docx file with --template."):
        read_template(tmp_path / "x.docx")
