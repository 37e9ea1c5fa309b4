"""Script, formula, template, LaTeX and markup in every text of a protocol and of a centre's files: text stays text in every file of a run.

The patients are made up.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from docx import Document

from cohortium import study
from cohortium.cli import run_command
from cohortium.outputs.markdown import plain_of
from cohortium.outputs.release.written import Written
from cohortium.outputs.texts import harmless
from cohortium.results import key_of
from sampled import sample

TEXTS = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>{{7*7}}",
    "{% import os %}${7*7}{0.__class__}",
    "</textarea></table></title></script>]]>",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("x://y?"&A1)',
    "+1+1",
    "@SUM(1)",
    "＝1+1",
    "[x](javascript:1) `code` *b*",
    "&#x3C;script &lt; %s %n",
    "\\input{/etc/passwd} \\write18{id} $\\frac$ #1 100% a_b^c ~",
)  # fmt: skip


def protocol(text: str, language: str) -> str:
    """A protocol whose every free text is this one."""
    labels = {"label": text}
    content = {
        "study": "payloads",
        "title": text,
        "language": language,
        "arms": {
            "a": {**labels, "drug": "alpha", "daily_dose": "10 mg"},
            "b": {"label": f"{text} b", "drug": "beta", "daily_dose": "5 mg"},
        },
        "centres": {"01": {"label": text}, "02": {"label": f"{text} 2"}},
        "drugs": {"alpha": {**labels, "synonyms": [f"{text} s"]}, "gamma": {"label": f"{text} g"}},
        "characteristics": {
            "size": {**labels, "type": "number", "unit": text},
            "kind": {**labels, "type": "category", "levels": {"x": text, "y": "other"}},
        },
        "measures": {"OWN": {**labels, "low": 0, "high": 10, "step": 1, "source": text}},
        "timepoints": {"M3": {**labels, "from": "2 months", "to": "4 months"}},
        "endpoints": {
            "clear": {**labels, "role": "primary", "measure": "IGA", "responder": {"value_at_most": 1}, "at": ["M3"]},
            "own": {**labels, "measure": "OWN", "summary": {"change": "median_q1_q3"}, "at": ["M3"]},
        },
        "subsets": {"more": {**labels, "dose_change": "increase"}},
        "stop_reasons": {"why": {"label": text}},
        "safety": {"terms": {"t": {**labels, "kind": "clinical", "subterms": ["one"], "not_reported": "no"}}},
        "tables": {
            "abbreviations": {"IGA": text},
            "efficacy": {
                "number": text, "title": text, "labels": {"clear": text}, "headings": {"stub": text, "a": text},
                "footnotes": [text, {"text": text, "rows": ["clear"]}], "groups": [{"label": text, "rows": ["clear"]}],
            },
        },
    }  # fmt: skip
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False)


def write(folder: Path, text: str, language: str = "en") -> Path:
    """A study of two centres; the second one's texts are the payload wherever a text may stand."""
    (folder / "protocol.yaml").parent.mkdir(parents=True)
    (folder / "protocol.yaml").write_text(protocol(text, language), encoding="utf-8")
    for centre, drug, dose in (("01", "alpha", "10 mg"), ("02", "beta", "5 mg")):
        place = folder / "data" / centre
        place.mkdir(parents=True)
        own = text if centre == "02" else "x"
        lines = {
            "patients": [["patient", "size", "kind", text], ["P1", "170", own, own], [f"P2{own}", "160", "x", ""]],
            "treatments": [
                ["patient", "drug", "daily_dose", "start", "stop", "stop_reasons"],
                ["P1", drug, dose, "2021-03-01", "", ""],
                [f"P2{own}", drug, dose, "2021-03-01", "2021-05-01", own],
                ["P1", own, own, "2021-04-01", "", ""],
            ],
            "visits": [["patient", "date", "IGA", "OWN"], ["P1", "2021-03-01", "4", "8"], ["P1", "2021-06-01", "1", own]],
            "events": [["patient", "term", "onset", "detail"], ["P1", own, "2021-04-01", own]],
        }
        for sheet, rows in lines.items():
            content = io.StringIO()
            csv.writer(content, lineterminator="\n").writerows(rows)
            (place / f"{sheet}.csv").write_text(content.getvalue(), encoding="utf-8")
    return folder


class Tags(HTMLParser):
    """Elements and attributes of a page, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {tag, *(f"{tag} {name}" for name, _ in attrs)}

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def harmless_tags(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """What the pages of the same study consist of where every text is a plain word."""
    folder = study.run(write(tmp_path_factory.mktemp("plain") / "study", "Word")).folder
    return {path.name: Tags(path.read_text(encoding="utf-8")).found for path in folder.glob("*.html")}


@pytest.fixture(scope="module", params=sample(range(len(TEXTS)), 4), ids=lambda place: f"text-{place}")
def attacked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, Path]:
    """The text, the study folder and its results: a run that ends has passed its own check before release, too."""
    text = TEXTS[request.param]
    home = write(tmp_path_factory.mktemp("attack") / "study", text, "fr" if request.param % 2 else "en")
    return text, home, study.run(home).folder


def squeezed(text: str) -> str:
    """Without what typography changes."""
    return re.sub(r"\s+", "", text.replace("\N{MINUS SIGN}", "-"))


def test_pages_gain_no_element_and_no_attribute(attacked: tuple[str, Path, Path], harmless_tags: dict[str, set[str]]) -> None:
    text, _, folder = attacked
    for path in folder.glob("*.html"):
        page = Tags(path.read_text(encoding="utf-8"))
        assert page.found <= harmless_tags[path.name], path.name
    assert squeezed(page_text(folder)).count(squeezed(text)) > 10


def page_text(folder: Path) -> str:
    return Tags((folder / "report.html").read_text(encoding="utf-8")).text


def test_workbooks_hold_no_formula_and_no_link_out(attacked: tuple[str, Path, Path]) -> None:
    _, home, folder = attacked
    books = [*folder.rglob("*.xlsx"), *home.glob("*.xlsx")]
    assert any(path.name == "results.xlsx" for path in books)
    for path in books:
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        sheets = [part for name, part in parts.items() if name.startswith("xl/worksheets/sheet")]
        assert sheets and not any(b"<f>" in part or b"<f " in part for part in sheets), path.name
        assert not any(b'TargetMode="External"' in part for part in parts.values()), path.name


def test_word_files_hold_the_text_and_no_field_made_of_it(attacked: tuple[str, Path, Path]) -> None:
    text, _, folder = attacked
    for path in folder.rglob("*.docx"):
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        fields = re.findall(rb'w:instr="([^"]*)"|<w:instrText', b"".join(parts.values()))
        assert set(fields) <= {b"PAGE"} and not any(b'TargetMode="External"' in part for part in parts.values())
    document = Document(str(folder / "tables.docx"))
    assert squeezed(text) in squeezed("".join(paragraph.text for paragraph in document.paragraphs))


def test_latex_gains_no_command(attacked: tuple[str, Path, Path]) -> None:
    _, _, folder = attacked
    source = (folder / "tables.tex").read_text(encoding="utf-8")
    assert not re.search(r"\\(?:input|write18|frac)(?![A-Za-z])", source)
    assert source.count(r"\begin{document}") == source.count(r"\end{document}") == 1
    body = source.partition(r"\begin{document}")[2]
    assert not re.search(r"(?<!\\)[$#]", body) and not re.search(r"(?<!\\)%", body)


def test_csv_cells_run_nothing(attacked: tuple[str, Path, Path]) -> None:
    _, _, folder = attacked
    files = list(folder.rglob("*.csv"))
    for path in files:
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8"))):
            # An apostrophe in front disarms; taken off, the text is as it came.
            assert all(harmless(cell) == cell or cell.startswith("'") for cell in row), path.name
    assert len(files) >= 5


def test_the_code_of_a_centre_runs_nothing_and_is_read_back(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", "x")
    (folder / "data" / "02").rename(folder / "data" / "=1+1")
    declared = yaml.safe_load((folder / "protocol.yaml").read_text("utf-8")) | {"centres": {}, "by_centre": {"endpoints": ["clear"]}}
    (folder / "protocol.yaml").write_text(yaml.safe_dump(declared), "utf-8")
    results = study.run(folder).folder
    with open(results / "results.csv", encoding="utf-8", newline="") as file:
        levels = {row["group_level"]: row["result_id"] for row in csv.DictReader(file) if row["group"] == "centre"}
    assert "'=1+1" in levels and all(harmless(level) == level or level.startswith("'") for level in levels)
    assert Written(results).numbers[levels["'=1+1"]].key == key_of(levels["'=1+1"])
    assert "=1+1" in study.explain(folder, levels["'=1+1"])
    for command in (["verify", str(results)], ["compare", str(results), str(results), "--out", str(tmp_path / "compared")]):
        assert run_command(command) == 0


def test_markdown_shows_the_text_and_gains_no_markup(attacked: tuple[str, Path, Path]) -> None:
    text, _, folder = attacked
    source = (folder / "results.md").read_text(encoding="utf-8")
    assert squeezed(text) in squeezed(plain_of(source))
    assert not re.search(r"(?<!\\)[<`\[]|(?<!\\)\]\(|(?<![\\*])\*(?!\*)", source.replace("**", ""))
