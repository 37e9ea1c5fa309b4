"""Spark's own plan of every step, as for a registry: nothing but the protocol goes to every worker, no step looks at all pairs of rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from cohortium.derivations import checks, datasets, steps, tracking
from cohortium.derivations.inputs import INPUTS
from cohortium.engines.spark import Spark
from engines.both import DerivedTwice

ROOT = Path(__file__).resolve().parents[2]
PAIRS = ("BroadcastNestedLoopJoin", "CartesianProduct")
LEAVES = re.compile(r"FileScan|LocalTableScan|Scan OneRowRelation|Scan ExistingRDD|Range")
STORED = re.compile(r"Location: \S+\(\d+ paths\)\[[^\]]*/\d{4}-(\w+)\]")
AS_ON_A_CLUSTER = {
    "spark.sql.shuffle.partitions": "2",  # where there is one, nothing moves
    "spark.sql.leafNodeDefaultParallelism": "2",
    "spark.sql.constraintPropagation.enabled": "true",
}
ONE_ROW = {"study"}
LITERAL = "a literal"
"""A list of words in the step itself."""


@dataclass
class Node:
    """A line of a plan with what stands below it."""

    text: str
    below: list[Node] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for node in self.below:
            yield from node.walk()

    @property
    def tables(self) -> set[str]:
        """The tables that are read below."""
        return {_table(node.text) for node in self.walk() if LEAVES.search(node.text)}


def _table(leaf: str) -> str:
    found = STORED.search(leaf)
    return found[1] if found else LITERAL


def tree(plan: str) -> Node:
    """A plan as Spark prints it: three characters more for each level."""
    root = Node("")
    path = [(-1, root)]
    for line in plan.splitlines():
        text = re.sub(r"^(?:[: ]  )*(?:[:+]- )?", "", line)
        depth = len(line) - len(text)
        while path[-1][0] >= depth:
            path.pop()
        node = Node(text)
        path[-1][1].below.append(node)
        path.append((depth, node))
    return root


def harmless(tables: set[str]) -> bool:
    """Whether these are tables of the protocol, the one row of the study, or words of the step."""
    return all(name.startswith("p_") or name in ONE_ROW or name == LITERAL for name in tables)


def faults(plan: str) -> list[str]:
    """What a plan does that it must not, with the tables concerned."""
    found = []
    for node in tree(plan).walk():
        kind = node.text.split(" ")[0].lstrip("*()0123456789 ")
        if kind in PAIRS and not any(harmless(side.tables) for side in node.below):
            found.append(f"{kind}: {' with '.join(str(sorted(side.tables)) for side in node.below)}")
        if kind == "BroadcastExchange" and not harmless(node.tables):
            found.append(f"{kind}: {sorted(node.tables)}")
    return found


@pytest.fixture
def engine(derived_twice: DerivedTwice) -> Spark:
    """An engine that takes every table for a long one, as at a registry; the steps have run."""
    engine = derived_twice(seed=1).spark.engine
    assert isinstance(engine, Spark)
    for name, value in AS_ON_A_CLUSTER.items():
        engine._session.conf.set(name, value)
    return engine


@cache
def plans_of(engine: Spark) -> dict[str, str]:
    """Spark's plan of everything that is derived, checked, written or tracked."""
    written = {f"dataset {each.name}": each for each in datasets()}  # some are named like the step that they show
    return {
        name: engine.plan(each.sql)
        for name, each in {each.name: each for each in (*steps(), *checks(), *tracking())}.items() | written.items()
    }


def test_no_step_looks_at_all_pairs_of_rows_and_no_patient_goes_to_every_worker(engine: Spark):
    plans = plans_of(engine)
    assert {name: said for name, plan in plans.items() if (said := faults(plan))} == {}
    assert {table for plan in plans.values() for table in tree(plan).tables} >= {
        "p_windows",
        "in_visits",
        "keys",
        "enrolled",
        "window_spans",
    }


def test_the_test_sees_what_it_looks_for(engine: Spark):
    """A join of patients with patients, by nothing, by an order, or sent to every worker."""
    assert faults(engine.plan("SELECT * FROM keys a CROSS JOIN patients b")) == ["CartesianProduct: ['keys'] with ['patients']"]
    assert faults(engine.plan("SELECT * FROM keys a LEFT JOIN patients b ON a.patient < b.patient"))
    sent = faults(engine.plan("SELECT /*+ BROADCAST(b) */ * FROM keys a JOIN patients b ON a.patient = b.patient"))
    assert sent == ["BroadcastExchange: ['patients']"]
    assert faults(engine.plan("SELECT * FROM keys a CROSS JOIN p_windows b")) == []
    assert faults(engine.plan("SELECT * FROM keys a CROSS JOIN study s")) == []
    assert set(INPUTS) >= {"in_visits"}


def shuffles(plan: str) -> str:
    """What moves between workers in a plan, by key, as the page of costs shows it."""
    moved: dict[str, set[str]] = {}
    for node in tree(plan).walk():
        found = re.match(r"Exchange hashpartitioning\((.*), -?\d+\), ENSURE", node.text)
        tables = sorted(name for name in node.tables if not harmless({name}))
        if found and tables:
            moved.setdefault(re.sub(r"#\d+L?", "", found[1]), set()).add("+".join(tables))
    return "; ".join(f"{key}: {', '.join(sorted(tables))}" for key, tables in moved.items())


def lines_of(engine: Spark) -> list[str]:
    """The list of the page."""
    wanted = (each for each in steps() if each.kept or each.name.startswith("tally_"))
    return [f"- `{each.name}` {said}" for each in wanted if (said := shuffles(plans_of(engine)[each.name]))]


def test_the_page_of_costs_lists_what_moves(engine: Spark):
    page = (ROOT / "docs" / "cost.md").read_text("utf-8")
    assert [line for line in page.splitlines() if line.startswith("- `")] == lines_of(engine)
