"""The manual is complete, quotes the meanings to the letter, and is fresh."""

from __future__ import annotations

from pathlib import Path

import pytest

from spec.framework import Spec, tables_of
from spec.manual import FILES, examples_of, manual_page
from spec.meanings import LATER, MEANINGS, holders, quoted, sentences

ROOT = Path(__file__).parents[2]
SOURCE = ROOT.parent / "shared" / "MEANINGS.md"
RULES = [rule for rules in MEANINGS.values() for rule in rules]
SPECS = [spec for specs in FILES.values() for spec in specs]


def _bullets(text: str) -> dict[str, tuple[str, ...]]:
    sections = (part.split("\n", 1) for part in ("\n" + text).split("\n## ")[1:])
    return {name.strip(): tuple(" ".join(rule.split()) for rule in ("\n" + body).split("\n- ")[1:]) for name, body in sections}


@pytest.mark.skipif(not SOURCE.exists(), reason="the meanings are not beside this checkout")
def test_the_sentences_are_those_of_the_meanings() -> None:
    assert _bullets(SOURCE.read_text("utf-8")) == MEANINGS


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.title)
def test_an_example_quotes_one_rule(spec: Spec) -> None:
    assert len(holders(spec.pins)) == 1, spec.pins


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule[:40])
def test_every_sentence_has_an_example(rule: str) -> None:
    shown = set().union(*(quoted(rule, spec.pins) for spec in examples_of(rule)))
    assert [sentence for sentence in sentences(rule) if sentence not in shown | set(LATER)] == []


def test_what_comes_later_is_a_sentence_without_an_example() -> None:
    known = {sentence for rule in RULES for sentence in sentences(rule)}
    shown = {sentence for rule in RULES for spec in examples_of(rule) for sentence in quoted(rule, spec.pins)}
    assert set(LATER) <= known
    assert not set(LATER) & shown


def test_titles_tell_examples_apart() -> None:
    titles = [spec.title for spec in SPECS]
    assert len(titles) == len(set(titles))


def test_tables_are_well_formed() -> None:
    for spec in SPECS:
        assert all(len(row) == len(table.columns) for text in (spec.given, spec.then) for table in tables_of(text) for row in table.rows)


def test_the_manual_is_fresh() -> None:
    assert (ROOT / "docs" / "manual.md").read_text("utf-8") == manual_page(), "write it again with: python3 run.py docs"
