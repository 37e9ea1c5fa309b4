"""Every example of the manual, on every engine."""

from __future__ import annotations

import pytest

from cohortium.engines import ENGINES
from cohortium.problems import Problems
from cohortium.protocol.load import protocol_from
from cohortium.results import ANALYSES
from spec.framework import Spec, Table, play
from spec.manual import SECTIONS

EXAMPLES = [(section, spec) for section, (_, specs) in SECTIONS.items() for spec in specs]


def _case(section: str, spec: Spec):
    marks = [pytest.mark.xfail(reason=spec.broken, strict=True)] if spec.broken else []
    return pytest.param(spec, id=f"{section}: {spec.title}", marks=marks)


@pytest.mark.parametrize("engine_name", ENGINES)
@pytest.mark.parametrize("spec", [_case(section, spec) for section, spec in EXAMPLES])
def test_example(spec: Spec, engine_name: str) -> None:
    if spec.expected[0].name == "refused":
        with pytest.raises(Problems) as raised:
            protocol_from(spec.protocol_text())
        assert all(row["message"] in str(raised.value) for row in spec.expected[0])
        return
    engine = ENGINES[engine_name]()
    try:
        outcome = play(spec, engine)
        for table in spec.expected:
            assert [table.name, *outcome.rows(table)] == [table.name, *_in_order(table)]
    finally:
        engine.close()


def _in_order(table: Table) -> list[tuple[str, ...]]:
    return list(table.rows) if table.name in ANALYSES else sorted(table.rows)
