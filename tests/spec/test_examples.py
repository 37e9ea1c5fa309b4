"""Every example of the manual; a soak plays some of them on Spark too."""

from __future__ import annotations

from random import Random

import pytest
from _pytest.mark import ParameterSet

from cohortium.engines import ENGINES, Engine
from cohortium.measures import measures_of
from cohortium.problems import Problems
from cohortium.protocol.load import protocol_from
from cohortium.protocol.methods import methods_paragraph
from cohortium.results import ANALYSES
from engines.sparks import spark
from sampled import SOAK
from spec.framework import Spec, Table, play
from spec.manual import FILES

OF_THE_PROTOCOL = ("refused", "methods")
EXAMPLES = [(file, spec) for file, specs in FILES.items() for spec in specs]
OF_DATA = [each for each in EXAMPLES if each[1].expected[0].name not in OF_THE_PROTOCOL]


def _cases(examples: list[tuple[str, Spec]]) -> list[ParameterSet]:
    return [pytest.param(spec, id=f"{file}: {spec.title}", marks=_marks(spec)) for file, spec in examples]


def _marks(spec: Spec) -> list[pytest.MarkDecorator]:
    """What the program does not do yet fails until it does, with the rule as the reason."""
    return [pytest.mark.xfail(reason=f"{spec.pins}: {spec.broken}", strict=True)] if spec.broken else []


def _of(kind: str) -> list[tuple[str, Spec]]:
    """The examples whose outcome is of a kind that needs no data."""
    return [each for each in EXAMPLES if each[1].expected[0].name == kind]


@pytest.mark.parametrize("spec", _cases(OF_DATA))
def test_data(spec: Spec) -> None:
    _plays(spec, ENGINES["duckdb"]())


@pytest.mark.skipif(not SOAK, reason="each takes Spark a minute: all steps are compared in a pool (tests/engines)")
@pytest.mark.parametrize("spec", _cases(Random(0).sample(OF_DATA, 10)))
def test_data_on_spark(spec: Spec) -> None:
    _plays(spec, spark())


def _plays(spec: Spec, engine: Engine) -> None:
    try:
        outcome = play(spec, engine)
        for table in spec.expected:
            assert [table.name, *outcome.rows(table)] == [table.name, *_in_order(table)]
    finally:
        engine.close()


@pytest.mark.parametrize("spec", _cases(_of("refused")))
def test_refused(spec: Spec) -> None:
    with pytest.raises(Problems) as raised:
        protocol_from(spec.protocol_text())
    for row in spec.expected[0]:
        assert row["message"] in str(raised.value)


@pytest.mark.parametrize("spec", _cases(_of("methods")))
def test_methods(spec: Spec) -> None:
    protocol = protocol_from(spec.protocol_text())
    text = " ".join(methods_paragraph(protocol, measures_of(protocol))).lower()
    for row in spec.expected[0]:
        assert (row["words"].lower() in text) == (row["said"] == "yes")


def _in_order(table: Table) -> list[tuple[str, ...]]:
    """Numbers keep the order of the example; of a derived table only the rows matter."""
    return list(table.rows) if table.name in ANALYSES else sorted(table.rows)
