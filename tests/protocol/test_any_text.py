"""Whatever a file holds, a protocol comes out or a Problem, never anything else."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cohortium.problems import Problem
from cohortium.protocol.load import protocol_from
from protocol.wrong import RIGHT, WRONG

PIECES = ["", "{}", "[]", "null", "true", "-1", "1e99", "no", "&a ", "*a", "!!x ", "- ", ": ", "\n", "\t", '"', "{", "]", "é", "\0", "#"]
WORDS = sorted({word for word in RIGHT.replace("{", " ").replace("}", " ").replace(",", " ").split() if word})


def reads(text: str) -> None:
    try:
        assert protocol_from(text).study
    except Problem as problem:
        assert str(problem)
        assert "Traceback" not in str(problem)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    reads(text)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, len(RIGHT)), st.integers(0, 12), st.sampled_from(PIECES + WORDS)), min_size=1, max_size=4))
def test_a_protocol_with_pieces_replaced(changes: list[tuple[int, int, str]]) -> None:
    text = RIGHT
    for start, length, piece in changes:
        text = text[:start] + piece + text[start + length :]
    reads(text)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(PIECES + WORDS)), min_size=1, max_size=5))
def test_a_protocol_with_words_exchanged(changes: list[tuple[str, str]]) -> None:
    text = RIGHT
    for old, new in changes:
        text = text.replace(old, new, 1)
    reads(text)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(WRONG), min_size=2, max_size=8))
def test_several_mistakes_together(wrong: list[tuple[str, str, str]]) -> None:
    text = RIGHT
    for old, new, _ in wrong:
        text = text.replace(old.replace("§", ""), new.replace("§", ""), 1)
    reads(text)
