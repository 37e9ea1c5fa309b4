"""Every mistake of a protocol is told in its language: those of its reading, of its parts, and between its parts."""

from __future__ import annotations

import ast
import re

import pytest

from cohortium.language import spoken
from cohortium.problems import Problems
from cohortium.protocol.load import protocol_from
from language.marks import PACKAGE
from protocol.wrong import RIGHT, WRONG

ENGLISH = re.compile(r"\b(?:the|are|not|needs?|here|of|and|write|with|must|an|this|these|has|have)\b")
QUOTED = re.compile(r"«[^»]*»|\b[a-z_]+: ?\w*|: [a-z_, ]+$")  # what was written, words of the protocol


def told(text: str, language: str | None = None) -> list[str]:
    with pytest.raises(Problems) as caught:
        protocol_from(text, language=language)
    assert spoken() == "en"
    return [re.sub(r"^[^ ]+:\d+:\d+: ", "", item.split("\n")[0]) for item in caught.value.items]


@pytest.mark.parametrize(("old", "new", "said"), WRONG, ids=[said for _, _, said in WRONG])
def test_a_wrong_protocol_in_french(old: str, new: str, said: str) -> None:
    text = f"language: fr\n{RIGHT}".replace(old.replace("§", ""), new.replace("§", ""), 1)
    items, english = told(text), told(text, "en")
    assert len(items) == len(english)
    assert not {*items} & {*english}
    assert [item for item in items if ENGLISH.search(QUOTED.sub("", item))] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("language: fr\nstudy: [", "une valeur manque ici, ou un crochet n’est pas fermé"),
        ("{study: x, study: y, language: fr}", "« arms » manque ici"),
        ("language: français\nstudy: x", "« français » n’est pas « en » ou « fr »"),
        ("language: fr-CA\nstudy: x", "« fr-CA » n’est pas « en » ou « fr »"),
        ("language: FR\nstudy: x", "« FR » n’est pas « en » ou « fr ». Vouliez-vous dire « fr » ?"),
        ("language: [fr]\nstudy: x", '"[\'fr\']" is not "en" or "fr"'),
        ("language: de\nstudy: x", '"de" is not "en" or "fr"'),
        ('study: x\n"language": "fr"\n', "« arms » manque ici"),
    ],
)
def test_the_language_is_known_even_where_it_is_wrong(text: str, said: str) -> None:
    assert said in [item.replace("\u00a0", " ").replace("\u202f", " ") for item in told(text)]


def test_whatever_a_protocol_refuses_is_marked() -> None:
    """Neither a bare ValueError, nor a mistake made of words that no catalogue can know."""
    for path in sorted((PACKAGE / "protocol").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            where = f"{path.name}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                assert getattr(node.exc.func, "id", "") != "ValueError", where
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Found", "Mistake", "Unreadable") and len(node.args) > 1:
                assert not isinstance(node.args[1], ast.Constant | ast.JoinedStr), where
            if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):  # (path, what is wrong, ...)
                assert not any(isinstance(part, ast.JoinedStr) for part in node.value.elts[1:]), where
