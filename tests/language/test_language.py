"""The language of a block: what is said in it, and that nothing of it is left."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal

import pytest

from cohortium.language import counted, day, joined, later, number, speaking, spoken, tr
from cohortium.problems import Problem, Problems


def test_english_is_the_text_itself():
    assert tr("{n} of {rows} rows", n=2, rows=3) == "2 of 3 rows"
    assert number("61.1") == "61.1" and day(date(2022, 6, 2)) == "2 June 2022"


def test_french_in_its_block_only():
    with speaking("fr"):
        assert tr("The row does not say whose it is.") == "La ligne ne dit pas de quel patient il s’agit."
        assert tr("{percent} %", percent="61,1") == "61,1\u202f%"
        with speaking("en"):
            assert spoken() == "en"
        assert spoken() == "fr"
    assert spoken() == "en"


def test_an_error_leaves_the_block_as_an_end_does():
    with pytest.raises(Problem, match="n’existe pas"), speaking("fr"):
        raise Problem("{path} does not exist. Write the protocol there, or begin with: cohortium new DIR", path="x.yaml")
    assert spoken() == "en"


def test_threads_do_not_hear_each_other():
    heard = []
    with speaking("fr"):
        thread = threading.Thread(target=lambda: heard.append(spoken()))
        thread.start()
        thread.join()
    assert heard == ["en"]


@pytest.mark.parametrize(
    ("n", "english", "french"), [(0, "0 days", "0 jour"), (1, "1 day", "1 jour"), (2, "2 days", "2 jours"), (-1, "-1 days", "-1 jour")]
)
def test_each_language_counts_in_its_own_way(n, english, french):
    assert counted("{n} day", "{n} days", n) == english
    with speaking("fr"):
        assert counted("{n} day", "{n} days", n) == french


@pytest.mark.parametrize(("when", "french"), [(date(2022, 6, 2), "2 juin 2022"), (date(2021, 3, 1), "1er mars 2021")])
def test_a_french_day(when, french):
    with speaking("fr"):
        assert day(when) == french


def test_decimals_follow_the_language():
    text = "{measure}: a number from {low} to {high} in steps of {step}"
    message = later(text, measure="EASI", low=Decimal(0), high=Decimal(72), step=Decimal("0.05"))
    assert str(message) == "EASI: a number from 0 to 72 in steps of 0.05"
    with speaking("fr"):
        assert str(message) == "EASI\u00a0: un nombre de 0 à 72 par pas de 0,05"
        assert number("-0.5") == "-0,5"


def test_what_no_catalogue_knows_stays():
    with speaking("fr"):
        assert tr("Facial papular eruptions") == "Facial papular eruptions"
        assert tr("{braces} stay without values") == "{braces} stay without values"


def test_several_problems_in_french():
    with speaking("fr"):
        problem = Problems("{name} needs correction", ["a", "b"], name="protocol.yaml")
    assert str(problem) == "protocol.yaml est à corriger\u00a0: 2 problèmes.\n  a\n  b"


def test_lists():
    assert joined(["a"], "and") == "a" and joined(["a", "b", "c"], "and") == "a, b and c" and joined([], "or") == ""
