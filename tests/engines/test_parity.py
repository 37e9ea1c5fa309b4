"""One definition, two engines: every step gives the same rows on DuckDB and Spark, and the results are equal as text.

The studies are pooled (generated/pooled.py), because a step costs Spark the same for three patients as for a thousand.
A soak (COHORTIUM_EXAMPLES) also compares the example study, and takes more pools: one of every kind, and one for each thousand examples.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cohortium import examples
from cohortium.derivations import checks, datasets, steps, trace, tracking
from cohortium.derived import Derived, derived, load, results_of
from cohortium.explain import Source, explain
from cohortium.outputs.csv_files import write_csv
from cohortium.protocol.tables import protocol_tables
from cohortium.results import COLUMNS
from derivations.test_steps import TRACES
from engines.both import Both, DerivedTwice
from engines.sparks import spark
from test_against_reference import differences

MORE = int(os.environ.get("COHORTIUM_EXAMPLES", "0")) // 1000
SOAK = [{"seed": 2, "more": True}, *({"seed": seed, "dated": seed % 3 > 0, "more": seed % 3 == 1} for seed in range(3, 3 + MORE))]
POOLS = [{"seed": 1}, *(SOAK if MORE else ())]
ASKED = {  # trace -> what it can be asked for
    "baseline_abnormal": "SELECT term FROM baseline_abnormal",
    "characteristics": "SELECT variable FROM p_characteristics",
    "condition_scores": "SELECT condition FROM p_conditions WHERE kind = 'measure'",
    "ctcae": "SELECT entry FROM p_ctcae",
    "events": "SELECT term, term FROM p_terms",
    "events_before": "SELECT event, timepoint FROM p_events CROSS JOIN p_windows",
    "groups": "SELECT group_term FROM p_members",
    "responses": "SELECT endpoint, timepoint FROM p_endpoints",
    "risk": "SELECT term FROM p_terms",
    "scores": "SELECT measure FROM p_baseline_slots",
    "severity": "SELECT measure, timepoint FROM p_severity",
    "symptoms": "SELECT term FROM p_terms",
    "terms": "SELECT term FROM p_terms",
    "windows": "SELECT timepoint FROM p_windows",
}


def text_of(found: Derived, place: Path) -> str:
    """results.csv, as text."""
    write_csv(place / "results.csv", COLUMNS, (row.cells() for row in results_of(found)))
    return (place / "results.csv").read_text("utf-8")


@pytest.fixture(params=POOLS, ids=lambda pool: f"pool{pool['seed']}")
def both(request: pytest.FixtureRequest, derived_twice: DerivedTwice) -> Both:
    return derived_twice(**request.param)


def test_every_step_gives_the_same_rows(both: Both):
    """What is derived, checked, written as a dataset and tracked; tables of the protocol and inputs too."""
    # A step that is not kept runs in those that read it; a soak asks for its own rows too.
    kept = [each.name for each in steps() if each.kept or MORE]
    names = [*protocol_tables(both.duckdb.study.protocol, both.duckdb.study.measures), *kept]
    queries = {name: f"SELECT * FROM {name}" for name in names} | {each.name: each.sql for each in (*checks(), *datasets(), *tracking())}
    found = {name: both.rows(sql) for name, sql in queries.items()}
    assert [name for name, (one, other) in found.items() if one != other] == []
    filled = sum(bool(one) for one, _ in found.values())
    assert filled > len(found) * 0.7  # a pool in which little happens would show little


def test_what_leads_back_to_patients_is_the_same(both: Both):
    assert {name for name in TRACES if "?" in trace(name).sql} == set(ASKED)
    for name in TRACES:
        asked = sorted(both.duckdb.engine.rows(ASKED[name]))[:1] if name in ASKED else [()]
        for parameters in asked:
            one, other = both.rows(trace(name).sql, tuple(parameters))
            assert one == other, name


def test_the_results_are_equal_as_text_and_those_of_the_reference(both: Both, tmp_path: Path):
    one, other = (text_of(found, tmp_path) for found in (both.duckdb, both.spark))
    assert one == other
    assert len(one.splitlines()) > 2000
    if both.generated and "adjusted" not in both.generated.protocol:  # words that the reference reads
        assert differences(both.generated, other) == []


def test_a_number_is_explained_in_the_same_words(both: Both):
    results = results_of(both.duckdb)
    counted = {row.analysis: row for row in results if row.stat in ("n", "median") and row.value and not row.variant}
    asked = counted.values() if MORE else [counted[name] for name in ("baseline", "efficacy", "safety", "stops")]
    evidence = [Source(of.study.protocol, of.study.measures, of.conformed, of.engine) for of in (both.duckdb, both.spark)]
    for row in asked:
        one, other = (explain(source, row) for source in evidence)
        assert one == other, row.result_id


def test_ledgers_questions_and_heights_are_the_same(both: Both):
    assert both.duckdb.ledger == both.spark.ledger
    assert both.duckdb.queries == both.spark.queries
    assert both.duckdb.rows == both.spark.rows
    assert both.spark.broken == ()


@pytest.mark.skipif(not MORE, reason="the soak compares the whole example, which takes minutes")
def test_the_example_gives_the_same_results_as_text(tmp_path: Path):
    examples.write("jak-ad", tmp_path / "study")
    study = load(tmp_path / "study")
    texts = []
    for opened in ("duckdb", spark):
        with derived(study, opened) as found:
            texts.append(text_of(found, tmp_path))
    assert texts[0] == texts[1]
    assert len(texts[0].splitlines()) > 1000
