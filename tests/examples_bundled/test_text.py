"""The example in words: the figures of the published letter stand in its text, in English and in French."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pytest

from cohortium import examples, study
from cohortium.language.catalogue import read_catalogue
from language.marks import marked_texts

# Source: the text of the published letter; 30.8 % is 4 of 13, which it prints as 30.7.
ENGLISH = (
    "100 patients of 18 centres were included: 54 with Upadacitinib 15 mg, 12 with Upadacitinib 30 mg and 34 with Baricitinib 4 mg.",
    "the median IGA was 3 (3;4) in 100 patients.",
    "Methotrexate in 56.6 % (56/99), Ciclosporin in 72.0 % (72/100) and Dupilumab in 78.0 % (78/100).",
    "Previous systemic drugs: mean 3 (SD",
    "33/54 (61.1 %) with Upadacitinib 15 mg, 11/12 (91.7 %) with Upadacitinib 30 mg and 14/34 (41.2 %) with Baricitinib 4 mg.",
    "PNRS median change -3 (-5;-1) in 49 patients",
    "4/13 (30.8 %) at M6",
    "At least 1 adverse event occurred in 60 of 100 patients (60.0 %)",
    "Increased LDL cholesterol or total cholesterol 23/99 (23.2 %), Increased triglycerides 18/99 (18.2 %)",
    "Thromboembolic events: none in",
    "Treatment was stopped in 18 of 100 patients (18.0 %): 9/54 (16.7 %) with Upadacitinib 15 mg, 1/12 (8.3 %) with Upadacitinib 30 mg "
    "and 8/34 (23.5 %) with Baricitinib 4 mg.",
    "Reasons given (mentions, N = 21): Inefficacy 9/21 (42.9 %), Adverse event 6/21 (28.6 %)",
    "The median follow-up was 3.0 months (3.0;6.0).",
)
FRENCH = (
    "Du 1er mars 2021 au 31 janvier 2022, 100 patients de 18 centres ont été inclus : 54 sous Upadacitinib 15 mg,",
    "la médiane du score IGA était de 3 (3 ; 4) chez 100 patients.",
    "Methotrexate chez 56,6 % (56/99), Ciclosporin chez 72,0 % (72/100) et Dupilumab chez 78,0 % (78/100).",
    "33/54 (61,1 %) sous Upadacitinib 15 mg, 11/12 (91,7 %) sous Upadacitinib 30 mg et 14/34 (41,2 %) sous Baricitinib 4 mg.",
    "PNRS variation médiane -3 (-5 ; -1) chez 49 patients",
    "4/13 (30,8 %) à M6",
    "aucun cas chez",
    "Le traitement a été arrêté chez 18 des 100 patients (18,0 %) :",
    "(mentions, N = 21) : Inefficacy 9/21 (42,9 %), Adverse event 6/21 (28,6 %)",
    "La durée médiane de suivi était de 3,0 mois (3,0 ; 6,0).",
    "Les données sont celles recueillies jusqu’au 30 juin 2022 (gel des données).",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("text") / "jak-ad"
    examples.write("jak-ad", place)
    return place


@pytest.fixture(scope="module")
def french(folder: Path) -> Path:
    return study.run(folder, folder.parent / "fr", language="fr").folder


def spaced(text: str) -> str:
    """With plain spaces, as the figures above are typed."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_in_english(folder):
    text = (study.run(folder, folder.parent / "en").folder / "results.md").read_text("utf-8")
    assert [said for said in ENGLISH if said not in text] == []


def test_in_french(french):
    text = spaced((french / "results.md").read_text("utf-8"))
    assert [said for said in FRENCH if said not in text] == []


def test_a_program_reads_the_french_results_as_it_reads_the_english(french):
    with open(french / "results.csv", encoding="utf-8", newline="") as file:
        rows = {row["result_id"]: row for row in csv.DictReader(file)}
    row = rows["efficacy/iga_response/-/M3/upa15/-/-/-/-/patients/percent"]
    assert row["value"].startswith("61.111") and row["text"] == "61,1"
    assert not [row for row in rows.values() if "," in row["value"]]
    assert rows["efficacy/iga_response/no_visit/M3/all/-/-/-/-/patients/n"]["label"] == "Aucune visite dans la fenêtre"


def test_after_a_french_run_english_is_spoken_again(french):
    assert "All patients" in study.explain(french.parent / "jak-ad", "participants/included/-/-/all/-/-/-/-/patients/n", french)


def test_no_english_sentence_of_ours_stays_in_what_people_open(french):
    """Whatever is marked stands in French, in every file for people; only the protocol itself keeps its language."""
    french_of = read_catalogue("fr").one
    # The name of an index stays beside its French gloss.
    english = [text for text in marked_texts() if len(text.split()) > 2 and "{" not in text and text not in french_of(text)]
    said = {
        path.name: path.read_text("utf-8").partition('<section id="protocol">')[0]
        for path in (french / "report.html", french / "tables.tex")
    }
    for path in (french / "tables.docx", french / "results.xlsx", french / "queries.xlsx", french / "queries" / "02.xlsx"):
        with zipfile.ZipFile(path) as archive:
            said[path.name] = "".join(archive.read(name).decode("utf-8") for name in archive.namelist() if name.endswith(".xml"))
    protocol = (french.parent / "jak-ad" / "protocol.yaml").read_text("utf-8")
    assert [(name, text) for name, all_of_it in said.items() for text in english if text in all_of_it and text not in protocol] == []
