"""A file that cannot be read as it came is a question about its centre: the files of the other centres are read all the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cohortium import study
from cohortium.problems import Problem
from mappings.studies import read, scored, write

VISITS = [["patient", "month", "IGA"], ["P1", 0, 3], ["P2", 0, 4]]
TWICE = "columns C and D have the same heading; say in a mapping which one counts (at)"
WHERE = "in its heading, row 1; say in a mapping where it stands (map FILE proposes one)"
BELOW = f"has no column patient {WHERE}; has no column date or month or week {WHERE}"
RIGHT = [[*VISITS[0], None, *VISITS[0]], ["P1", 0, 3, None, "P9", 0, 2]]


@pytest.mark.parametrize(
    ("sheets", "rule", "said"),
    [
        ({"visits": [["Suivi des patients"], [], *VISITS]}, "unusable_headings", BELOW),
        ({"visits": [[*VISITS[0], "IGA"], ["P1", 0, 3, 4]]}, "unusable_headings", TWICE),
        ({"visits": RIGHT}, "unusable_headings", "; ".join(TWICE.replace("C and D", each) for each in ("A and E", "B and F", "C and G"))),
        ({"Feuil1": VISITS, "Feuil2": VISITS}, "unread_file", "Feuil1"),
    ],
)
def test_it_is_asked_about_and_the_others_are_read(tmp_path: Path, sheets: Any, rule: str, said: str) -> None:
    folder = write(tmp_path / "s", {"07.xlsx": sheets, "08.xlsx": {"visits": VISITS}}, {})
    with read(folder) as found:
        assert [(query.severity, query.file, query.centre, query.found) for query in found.queries if query.rule == rule] == [
            ("blocking", "data/07.xlsx", "07", said)
        ]
        assert [row[2] for row in scored(found)] == [3, 4]
        assert sum(row.cells_unused for row in found.ledger if row.file == "data/07.xlsx") > 0
    assert study.check(folder).blocking == 1


def test_headings_without_a_column_that_their_table_needs_stop_the_run(tmp_path: Path) -> None:
    lines = [["patient", "drug", "daily_dose"], ["P1", "upadacitinib", "15 mg"]]
    folder = write(tmp_path / "s", {"07.xlsx": {"treatments": lines, "visits": VISITS}, "08.xlsx": {"visits": VISITS}}, {})
    with pytest.raises(Problem, match="data/07.xlsx, sheet treatments: has no column start in its heading, row 1"):
        study.check(folder)


def test_what_map_proposes_settles_it(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", {"07.xlsx": {"visits": [["Suivi"], [], *VISITS]}, "08.xlsx": {"visits": VISITS}}, {})
    assert "heading: 3" in study.propose_mapping(folder / "data/07.xlsx").path.read_text("utf-8")
    assert study.check(folder).blocking == 0
    with read(folder) as found:
        assert [row[2] for row in scored(found)] == [3, 4, 3, 4]


def test_a_file_without_data_is_named_once(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", {"legend.xlsx": {"x": [["a", "b"], [1, 2]]}, "08.xlsx": {"visits": VISITS}}, {})
    assert study.check(folder).blocking == 1
    (folder / "mappings").mkdir()
    (folder / "mappings/legend.yaml").write_text("unread: legend.xlsx\n", "utf-8")
    assert study.check(folder).blocking == 0


def test_of_two_columns_that_nobody_reads_none_is_asked_about(tmp_path: Path) -> None:
    rows = [["patient", "month", "IGA", "remark", "Remark"], ["P1", 0, 3, "x", "y"]]
    with read(write(tmp_path / "s", {"07.xlsx": {"visits": rows}}, {})) as found:
        assert [query.cell for query in found.queries if query.rule == "unmapped_column"] == ["D1", "E1"]
        assert [row[2] for row in scored(found)] == [3]


def test_a_later_delivery_whose_headings_cannot_be_used_is_asked_about(tmp_path: Path) -> None:
    files = {"07/a.xlsx": {"visits": VISITS}, "07/2022-01-15/b.xlsx": {"visits": [["Suivi"], [], *VISITS]}}
    folder = write(tmp_path / "s", files, {"07.yaml": "deliveries: {2022-01-15: additional}\n"})
    with read(folder) as found:
        assert [query.file for query in found.queries if query.rule == "unusable_headings"] == ["data/07/2022-01-15/b.xlsx"]
        assert [row[2] for row in scored(found)] == [3, 4]
