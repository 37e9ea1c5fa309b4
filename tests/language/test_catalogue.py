"""The French catalogue is complete: every marked text is there with the same places to fill, and no prose is unmarked."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from cohortium.language.catalogue import entries, read_catalogue, typeset
from language.marks import PACKAGE, marked_texts, unmarked

TEXT = (PACKAGE / "language" / "fr.po").read_text("utf-8")
ENTRIES = {entry["msgid"]: entry for entry in entries(TEXT)}
NOT_SAID = {
    "__main__.py": "said before anything is loaded, and so in English",
    "endings.py": "the log of a fault, which names versions",
    "conformance/dates.py": "names of months that centres write, in both languages",
    "conformance/parquet": "SQL",
    "conformance/headings.py": "headings that centres write, in both languages",
    "conformance/identifiers.py": "headings that centres write, in both languages",
    "conformance/words.py": "words that centres write in cells, in both languages",
    "displays/style.py": "patterns of numbers",
    "displays/table.py": "errors for programmers",
    "displays/words.py": "names of intervals, the same in every language",
    "estimates/designs.py": "the name of a type",
    "engines/": "SQL, and faults of the program",
    "measures/": "sources and facts for the English page of measures; the labels are marked",
    "changes/evidence.py": "SQL",
    "derivations/__init__.py": "SQL",
    "outputs/plain.py": "the words of WordprocessingML",
    "outputs/figures/": "SVG, and the keys of PDF and PNG",
    "outputs/latex.py": "LaTeX",
    "outputs/release/read_": "names in the formats of files",
    "outputs/template_document.py": "names in the format of Word",
    "outputs/template/": "formats of numbers in a spreadsheet",
    "outputs/texts.py": "the rule in the manifest, and a name for a sheet without one",
    "outputs/word": "the words of WordprocessingML, and names of styles",
    "outputs/workbook.py": "the name of a font",
    "pooling/document.py": "what the file of tallies calls itself",
    "progress.py": "the name of a type",
    "protocol/document.py": "what the parser of YAML says, and its words",
    "protocol/events.py": "a word of the protocol",
    "protocol/meanings.py": "the reference of the protocol's words, in English like the words themselves",
    "protocol/schema.py": "the reference and the schema for editors",
    "protocol/scores.py": "the label of the baseline, said by `tr` where it is shown",
    "protocol/style.py": "where the styles of journals were read",
    "protocol/values.py": "words of JSON Schema",
    "results.py": "faults of the program in its own results table",
    "simulation/": "made-up data, and what is wrong with a figures file, for those who write protocols",
    **dict.fromkeys(
        (
            *("sources/archive.py", "sources/biff.py", "sources/dataset_json.py", "sources/html_table.py"),
            *("sources/statistics_files.py", "sources/xlsx.py"),
        ),
        "names in the formats of files, and of what is in them",
    ),
    "sources/names.py": "words that stand in cells",
    "sources/template/stamp.py": "the first words of the hidden sheet",
    "starter/redcap.py": "headings of a REDCap dictionary, and words of a protocol",
    "statistics/": "sources, and errors for programmers",
    "tallies.py": "errors for programmers",
}
"""Modules and rooms whose unmarked prose is for programmers or for the English reference pages, or is read and not said."""


def places(text: str) -> list[str]:
    return sorted(f"{name}:{spec}" for _, name, spec, _ in Formatter().parse(text) if name is not None)


def test_every_marked_text_is_translated_and_nothing_else():
    texts = marked_texts()
    assert len(texts) > 500
    assert [text for text in texts if text not in ENTRIES] == []
    assert [text for text in ENTRIES if text not in texts] == []
    forms = [form for entry in ENTRIES.values() for name, form in entry.items() if name.startswith("msgstr")]
    assert all(form.strip() or form == " " for form in forms)


def test_a_translation_fills_the_same_places():
    for text, plural in marked_texts().items():
        entry = ENTRIES[text]
        assert entry.get("msgid_plural", "") == plural
        for name, form in entry.items():
            if name.startswith("msgstr"):
                assert places(form) == places(plural if name == "msgstr[1]" else text), text


def test_no_prose_is_unmarked():
    assert [(module, text) for module, text in unmarked() if not module.startswith(tuple(NOT_SAID))] == []


def test_the_exceptions_are_still_needed():
    held = {module for module, _ in unmarked()}
    assert [room for room in NOT_SAID if not any(module.startswith(room) for module in held)] == []


def test_french_spaces_and_apostrophes():
    french = read_catalogue("fr")
    for form in (*french.texts.values(), *(form for pair in french.plurals.values() for form in pair)):
        assert not re.search(r" [;:!?%»]|« ", form), form
        assert not re.search(r"[^\W\d_]'[^\W\d_]", form), form


@pytest.mark.parametrize(
    ("written", "set_"),
    [
        ("IC 95 % : 51,2 à 64,9", "IC 95\u202f%\u00a0: 51,2 à 64,9"),
        ("oui ; non ?", "oui\u202f; non\u202f?"),
        ("« revue »", "«\u00a0revue\u00a0»"),
        ("data/x:y", "data/x:y"),
    ],
)
def test_typesetting(written, set_):
    assert typeset(written) == set_
