"""What the code says to its users: the texts that are marked for translation, and the prose that is not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "cohortium"
MARKERS = {
    *("tr", "said", "marked", "later", "Problem", "Problems", "Unreadable", "InternalError", "DifferenceFound", "NothingReceived"),
    "UndefinedStatistic",
    "Wrong",
}
CARRIERS = {"Check", "_cell", "Kind", "stepped", "whole"}  # their prose is said by `tr` where it is shown
PLURAL = "counted"
PROSE = re.compile(r"[^\W\d_]{2,}[,;:]? +[^\W\d_{]{2,}|[A-Z][a-z]{2,}")
TEMPLATE = re.compile(r"""\btr\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
_SQL = "SELECT CASE CAST COPY JOIN ALTER CREATE VARCHAR BIGINT INTEGER MACRO DATE OVER NULL COALESCE coalesce FALSE AND"
NO_WORDS = re.compile(rf"\b(?:{'|'.join(_SQL.split())})\b")


@cache
def modules() -> tuple[tuple[str, ast.Module], ...]:
    """Every module of the package by its path inside it."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return tuple((path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text("utf-8"))) for path in paths)


@cache
def marked_texts() -> dict[str, str]:
    """Marked text -> its plural, or nothing, in the order of the modules; then those of the templates."""
    found: dict[str, str] = {}
    for _, tree in modules():
        for call in _calls(tree):
            name = _name(call)
            if name == PLURAL and len(call.args) > 2:
                one, many = (_strings(_resolved(tree, call, argument)) for argument in call.args[:2])
                found |= dict(zip(one, many, strict=True))
            elif name in MARKERS:
                found |= dict.fromkeys(_strings(_resolved(tree, call, call.args[0])), "") if call.args else {}
            elif name in CARRIERS:
                found |= {text: "" for argument in call.args for text in _strings([argument]) if " " in text}
    for path in sorted(PACKAGE.rglob("*.j2")):
        found |= {ast.literal_eval(text): "" for text in TEMPLATE.findall(path.read_text("utf-8"))}
    return found


@cache
def unmarked() -> tuple[tuple[str, str], ...]:
    """(module, text) of prose that no marker holds: neither a docstring, nor an error for programmers, nor SQL."""
    return tuple((module, text) for module, tree in modules() for text in _unmarked(tree))


def _unmarked(tree: ast.Module) -> Iterator[str]:
    inside = {*_said(tree), *_silent(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in inside and _is_prose(node.value):
            yield node.value


def _is_prose(text: str) -> bool:
    return bool(PROSE.search(text)) and not NO_WORDS.search(text)


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _said(tree: ast.Module) -> Iterator[ast.AST]:
    """The constants that a marker or a carrier holds, straight or by a variable of the same function."""
    for call in _calls(tree):
        for argument in _held(call):
            for node in _resolved(tree, call, argument):
                yield from ast.walk(node)


def _held(call: ast.Call) -> list[ast.expr]:
    """The arguments of a call that are texts for the catalogue."""
    name = _name(call)
    if name == PLURAL:
        return call.args[:2] if len(call.args) > 2 else []
    return call.args if name in CARRIERS else call.args[:1] if name in MARKERS else []


def _resolved(tree: ast.Module, call: ast.Call, argument: ast.expr) -> list[ast.expr]:
    """The expression, and what was assigned to the variables that it is or chooses from."""
    names = {node.id for node in _chosen(argument) if isinstance(node, ast.Name)}
    if not names:
        return [argument]
    around = _functions(tree).get(call, tree)
    assigned = [node for node in ast.walk(around) if isinstance(node, ast.Assign)]
    values = [node.value for node in assigned if any(isinstance(to, ast.Name) and to.id in names for to in node.targets)]
    return [argument, *(value for value in values if isinstance(value, ast.Constant | ast.IfExp | ast.BoolOp | ast.Subscript | ast.Dict))]


@cache
def _functions(tree: ast.Module) -> dict[ast.AST, ast.AST]:
    """Every node -> the innermost function that holds it."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return {inner: function for function in functions for inner in ast.walk(function)}


def _chosen(node: ast.expr) -> Iterator[ast.expr]:
    """The expressions that an expression can be."""
    inner: list[ast.expr] = []
    if isinstance(node, ast.IfExp):
        inner = [node.body, node.orelse]
    elif isinstance(node, ast.Subscript):
        inner = [node.value]
    elif isinstance(node, ast.BoolOp | ast.Dict):
        inner = node.values
    yield node
    for each in inner:
        yield from _chosen(each)


def _strings(nodes: list[ast.expr]) -> list[str]:
    """The texts that expressions can be."""
    chosen = (each for node in nodes for each in _chosen(node))
    return [each.value for each in chosen if isinstance(each, ast.Constant) and isinstance(each.value, str)]


def _silent(tree: ast.Module) -> Iterator[ast.AST]:
    """Docstrings, errors for programmers, expressions, exported names, the help of options, what is compared or read."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and to.id == "__all__" for to in node.targets):
            yield from ast.walk(node)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        if isinstance(node, ast.Compare) or (isinstance(node, ast.keyword) and node.arg in ("help", "synonyms")):
            yield from ast.walk(node)
        if isinstance(node, ast.Call) and _name(node) in ("TypeError", "KeyError", "RuntimeError", "AssertionError", "compile", "sub"):
            yield from ast.walk(node)
