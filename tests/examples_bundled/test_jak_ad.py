"""The bundled example: the same bytes each time, the figures of the paper, and a demo that runs twice."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from shutil import copytree

import duckdb
import openpyxl
import pytest

from cohortium import examples, study
from cohortium.cli import run_command
from cohortium.derivations import datasets
from cohortium.displays import build_tables
from cohortium.displays.text import render
from cohortium.problems import Problem
from cohortium.protocol.load import load_protocol
from cohortium.results import Results
from cohortium.simulation.figures import Figure, agrees, read_figures

CENTRES = [f"data/{number:02d}.xlsx" for number in range(1, 19)]
ASYMPTOMATIC = {"liver", "cpk", "creatinine_clearance", "neutropenia", "anemia", "thrombocytosis", "other_biological"}
"""The rows to which the footnote "all cases asymptomatic" of the paper's Table II is tied."""
Texts = dict[str, list[tuple]]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, written and run once."""
    folder = tmp_path_factory.mktemp("demo") / "jak-ad"
    assert run_command(["demo", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def results(demo: Path) -> Results:
    """Its results."""
    return results_of(demo)


@pytest.fixture(scope="module")
def figures(demo: Path) -> tuple[Figure, ...]:
    """The published figures."""
    return read_figures(demo / "figures.yaml", load_protocol(demo / "protocol.yaml"))


@pytest.fixture(scope="module")
def tables(demo: Path) -> Texts:
    """Sheet name -> the rows of all centres, without headings."""
    found: Texts = {}
    for path in CENTRES:
        for sheet in openpyxl.load_workbook(demo / path).worksheets:
            found.setdefault(sheet.title, []).extend(list(sheet.values)[1:])
    return found


def results_of(folder: Path) -> Results:
    """The numbers of a study, nothing written."""
    with study.derived(study.load(folder)) as found:
        return study.results_of(found)


def rows(path: Path) -> list[dict[str, str]]:
    """A CSV file as dictionaries."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def files(folder: Path) -> dict[str, bytes]:
    """Path -> bytes of everything in a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def differing(results: Results, figures: tuple[Figure, ...], text: str = "printed") -> set[str]:
    """The places whose figure a run does not give."""
    found = set()
    for figure in figures:
        row = results.get(**figure.key)
        assert row is not None, figure.place
        if not agrees(row.value, getattr(figure, text)):
            found.add(figure.place)
    return found


# --- the published figures --------------------------------------------------------------------------------------------


def test_the_file_of_figures_is_whole(figures):
    counted = Counter(figure.analysis for figure in figures)
    of_table_1 = [f for f in figures if f.analysis == "efficacy" and not f.group]
    assert len({(f.variable, f.timepoint, f.arm) for f in of_table_1}) == 9 * 2 * 4
    assert len({f.variable for f in of_table_1}) == 9
    of_table_2 = {(f.variable, f.arm) for f in figures if f.analysis == "safety" and f.stat == "N"}
    assert len(of_table_2) == 25 * 4
    assert {name: count for name, count in counted.items() if name not in ("efficacy", "safety")} == {
        "participants": 4, "baseline": 7, "follow_up": 3, "stops": 8,
    }  # fmt: skip
    assert sum(counted.values()) == 511 + len(ASYMPTOMATIC)
    assert {f.variable for f in figures if f.level == "asymptomatic"} == ASYMPTOMATIC


def test_every_published_figure_comes_out_but_those_that_the_paper_contradicts(results, figures):
    misprinted = {figure.place for figure in figures if figure.because}
    assert differing(results, figures) == misprinted
    assert misprinted == {
        "efficacy iga_response M6 escalated upa15 percent",
        "safety diarrhea all n",
        "safety diarrhea all percent",
        "safety other_clinical all percent",
        "safety other_clinical upa15 percent",
    }


def test_what_holds_in_their_place_comes_out(results, figures):
    assert not differing(results, figures, "holds")


@pytest.mark.parametrize("name", ["efficacy", "safety"])
def test_tables_1_and_2_read_as_they_were_looked_at(demo, results, name):
    built = {table.id: table for table in build_tables(load_protocol(demo / "protocol.yaml"), results)}
    golden = Path(__file__).parent / "golden" / f"{name}.txt"
    assert render(built[name]) == golden.read_text("utf-8")


def test_the_cases_that_a_footnote_calls_asymptomatic_are_so_in_the_data(demo, tables):
    terms = [load_protocol(demo / "protocol.yaml").safety.terms[name] for name in ASYMPTOMATIC]
    words = {text for term in terms for text in (term.label, *term.subterms.values())}
    felt = [row[6] for row in tables["events"] if row[1] in words]
    assert len(felt) >= 11 + 8 + 2 + 2 + 1 + 1 + 12 and set(felt) == {"no"}


def test_the_footnote_is_counted_and_stands_at_the_rows_of_the_paper_and_no_others(demo, results):
    protocol = load_protocol(demo / "protocol.yaml")
    table = next(table for table in build_tables(protocol, results) if table.id == "safety")
    (note,) = [note for note in table.footnotes if "asymptomatic" in note.text]
    assert note.text == "All cases asymptomatic."
    assert {row.key for row in table.rows if note.mark in row.marks} == ASYMPTOMATIC
    assert set(note.result_ids) == {
        results.get(analysis="safety", variable=name, level="asymptomatic", arm="all", unit="patients", stat=stat).result_id
        for name in ASYMPTOMATIC for stat in ("n", "N")
    }  # fmt: skip


def test_the_readme_lists_each_such_place(demo, figures):
    readme = (demo / "README.md").read_text("utf-8")
    listed = re.findall(r"^\| (?!Where|---).+ \| ([0-9.]+)(?: %)? \| ([0-9.]+)(?: %)? \| (.+) \|$", readme, re.MULTILINE)
    assert sorted(listed) == sorted((f.printed, f.holds, f.because) for f in figures if f.because)


def test_the_text_figures_print_as_in_the_paper(results):
    def said(stat: str, **parts: str) -> str:
        return results.text(arm="all", stat=stat, **parts)

    iga = {"analysis": "baseline", "variable": "IGA", "timepoint": "baseline"}
    assert [said(stat, **iga) for stat in ("median", "q1", "q3")] == ["3", "3", "4"]
    for drug, n, total in (("methotrexate", "56", "99"), ("ciclosporin", "72", "100"), ("dupilumab", "78", "100")):
        parts = {"analysis": "baseline", "variable": f"prior_{drug}", "unit": "patients"}
        assert (said("n", **parts), said("N", **parts)) == (n, total)
    assert said("mean", analysis="baseline", variable="prior_systemics") == "3"
    follow_up = {"analysis": "follow_up", "variable": "follow_up"}
    assert [said(stat, **follow_up) for stat in ("median", "q1", "q3")] == ["3.0", "3.0", "6.0"]
    assert said("n", analysis="safety", variable="thromboembolism", unit="patients") == "0"


def test_the_footnote_holds_as_it_is_worded_too(demo, results):
    """An IGA of 0 to 2 at M6 in 4 of the 13 whose dose was raised: the same patients as those who responded."""
    outcomes = f"'{demo / 'results' / '001' / 'datasets' / 'outcomes.parquet'}'"
    exposure = f"'{demo / 'results' / '001' / 'datasets' / 'exposure.parquet'}'"
    raised = f"SELECT centre, patient FROM {exposure} WHERE drug = 'upadacitinib' GROUP BY centre, patient HAVING count(DISTINCT dose) > 1"
    values = f"SELECT value FROM {outcomes} JOIN ({raised}) USING (centre, patient) WHERE measure = 'IGA' AND timepoint = 'M6'"
    found = [row[0] for row in duckdb.sql(values).fetchall()]
    assert len(found) == 13 and sum(value <= 2 for value in found) == 4


def test_at_least_one_is_known_of_more_patients_than_any_of_its_terms(results):
    """Different patients miss different terms: N is 100 where no clinical event of the table is known of more than 95."""
    terms = ("papular", "hsv", "headache", "upper_airway", "nausea", "cough", "fever", "other_clinical")
    known = [results.get(analysis="safety", variable=name, arm="all", unit="patients", stat="N") for name in terms]
    assert max(int(row.value) for row in known if row) == 95
    assert results.text(analysis="safety", variable="any_clinical", arm="all", unit="patients", stat="N") == "100"


# --- the rules that carry them ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("pick", ["best", "last", "nearest"])
def test_another_pick_than_the_worst_changes_table_1(demo, figures, tmp_path, pick):
    copy = Path(copytree(demo, tmp_path / "copy", ignore=lambda *_: ["results"]))
    text = (copy / "protocol.yaml").read_text("utf-8")
    (copy / "protocol.yaml").write_text(text.replace("pick: worst", f"pick: {pick}"), "utf-8")
    changed = differing(results_of(copy), tuple(f for f in figures if f.analysis == "efficacy"), "holds")
    for name in ("iga_response M3", "scorad50 M3", "easi75 M3", "pnrs_change M3", "dlqi_change M3"):
        assert any(name in place for place in changed), name


def test_one_limit_for_all_laboratories_changes_table_2(demo, figures, tmp_path):
    copy = Path(copytree(demo, tmp_path / "copy", ignore=lambda *_: ["results"]))
    one: dict[str, tuple] = {}
    for path in CENTRES:
        book = openpyxl.load_workbook(copy / path)
        limits = book["laboratory_limits"]
        for row in limits.iter_rows(min_row=2):
            lower, upper = one.setdefault(str(row[0].value), (row[4].value, row[5].value))
            row[4].value, row[5].value = lower, upper
        heads = [cell.value for cell in book["laboratory"][1]]
        for row in book["laboratory"].iter_rows(min_row=2) if "upper" in heads else ():
            bounds = one.get(str(row[heads.index("test")].value))
            if bounds:
                row[heads.index("lower")].value, row[heads.index("upper")].value = bounds
        book.save(copy / path)
    changed = differing(results_of(copy), tuple(f for f in figures if f.analysis == "safety"), "holds")
    for name in ("ldl", "triglycerides", "liver", "cpk", "any_biological"):
        assert f"safety {name} all n" in changed, name


# --- what centres send ------------------------------------------------------------------------------------------------


def test_the_same_bytes_each_time(tmp_path):
    assert examples.write("jak-ad", tmp_path / "one") and examples.write("jak-ad", tmp_path / "two")
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert sorted(files(tmp_path / "one")) == sorted([*CENTRES, "README.md", "figures.yaml", "protocol.yaml"])


def test_a_folder_that_is_something_else_is_left_alone(tmp_path):
    (tmp_path / "README.md").write_text("mine")
    with pytest.raises(Problem, match="not empty"):
        examples.write("jak-ad", tmp_path)
    assert files(tmp_path) == {"README.md": b"mine"}


def test_it_says_that_it_is_synthetic(demo):
    assert "synthetic" in load_protocol(demo / "protocol.yaml").title
    assert "Synthetic" in (demo / "README.md").read_text("utf-8")


def test_18_centres_and_100_patients(tables):
    assert len(tables["patients"]) == 100
    assert len(tables["treatments"]) >= 113


def test_no_score_that_counts_and_no_result_is_written(demo, tables):
    heads = {sheet.title: [cell.value for cell in sheet[1]] for sheet in openpyxl.load_workbook(demo / CENTRES[0]).worksheets}
    assert heads["visits"] == ["patient", "date", "IGA", "SCORAD", "EASI", "PNRS", "DLQI"]
    assert len(tables["visits"]) > 300


def test_questions_are_open_but_none_blocks(demo):
    asked = Counter((row["severity"], row["rule"]) for row in rows(demo / "results" / "001" / "queries.csv"))
    assert not [rule for severity, rule in asked if severity == "blocking"]
    for rule in ("out_of_range", "two_scores_one_day", "review_contradicts", "missing_baseline", "open_line_followed"):
        assert 1 <= asked["query", rule] <= 30, rule
    assert asked["note", "after_data_cut"] and asked["note", "duplicate_row"]


def test_a_review_that_is_contradicted_is_asked_about_with_the_cell_that_says_yes(demo):
    asked = [row for row in rows(demo / "results" / "001" / "queries.csv") if row["rule"] == "review_contradicts"]
    for row in asked:
        file, sheet, cell = re.fullmatch(r"one answer; (.+), sheet (\w+), cell ([A-Z]+[0-9]+) says yes", row["expected"]).groups()
        assert file == row["file"] and sheet in ("events", "laboratory", "event_review")
        book = openpyxl.load_workbook(demo / file)[sheet]
        assert str(book[f"A{cell.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}"].value) == row["patient"]
    assert asked


def test_stops_have_several_reasons_and_reviews_their_blanks(tables):
    reasons = [row[5] for row in tables["treatments"] if row[5]]
    assert len(reasons) == 18 and sum(";" in text for text in reasons) == 3
    answers = Counter(cell for row in tables["event_review"] for cell in row[1:])
    assert answers[None] and (answers["not done"] or answers["ND"] or answers["non fait"])


def test_states_of_real_life_happen(results):
    states = {row.level for row in results if row.analysis == "efficacy" and row.level and row.value}
    assert states >= {"not_due", "evaluable", "no_baseline", "stopped", "no_visit", "not_done"}


# --- the demo ---------------------------------------------------------------------------------------------------------


def test_the_demo_runs_twice_with_the_same_results(demo, tmp_path):
    demo = Path(copytree(demo, tmp_path / "copy"))
    protocol = demo / "protocol.yaml"
    protocol.write_text(protocol.read_text(encoding="utf-8") + "# changed by hand\n", encoding="utf-8")
    assert run_command(["demo", str(demo)]) == 0
    assert protocol.read_text(encoding="utf-8").endswith("# changed by hand\n")
    first, second = (demo / "results" / number / "results.csv" for number in ("001", "002"))
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("place", range(0, 5))
def test_numbers_of_the_demo_can_be_explained(demo, results, place, capsys):
    chosen = [row for row in results if row.stat in ("n", "median") and row.arm == "all"]
    result_id = chosen[place * len(chosen) // 5].result_id
    assert run_command(["explain", str(demo), result_id, "--out", str(demo / "results" / "001")]) == 0
    assert "Next: " in capsys.readouterr().out.splitlines()[-1]


def test_the_results_of_the_demo_are_as_written_until_they_are_touched(demo, capsys):
    folder = demo / "results" / "001"
    assert run_command(["verify", str(folder)]) == 0
    ledger = folder / "ledger.csv"
    before = ledger.read_bytes()
    ledger.write_bytes(before + b"\n")
    try:
        assert run_command(["verify", str(folder)]) == 4
    finally:
        ledger.write_bytes(before)
    assert "ledger.csv" in capsys.readouterr().err


def test_what_the_study_asks_for_is_answered_with_its_method_named(results):
    """The primary endpoint: each group with its interval, differences, centres; time on treatment and incidence."""
    clear = {"analysis": "efficacy", "variable": "iga_response", "timepoint": "M3"}
    own = {**clear, "arm": "upa15", "unit": "patients"}
    assert [results.text(**own, stat=stat) for stat in ("percent", "conf_low", "conf_high")] == ["61.1", "47.8", "73.0"]
    pair = {**clear, "arm": "upa15", "versus": "bari4", "level": "difference"}
    assert [results.text(**pair, stat=stat) for stat in ("difference", "conf_low", "conf_high")] == ["19.9", "-1.4", "38.9"]
    # fisher.test(matrix(c(33, 21, 11, 1, 14, 20), 3, byrow = TRUE))$p.value is 0.006609996647
    assert results.text(**clear, arm="all", level="fisher", stat="p_value") == "0.007"
    centres = results.where(**clear, group="centre", stat="N", unit="patients", level="")
    assert sum(int(row.value or 0) for row in centres if not row.variant) == 100
    treated = {"analysis": "survival", "variable": "survival", "arm": "all"}
    assert results.text(**treated, timepoint="3 months", stat="percent") == "83.7"
    stops = results.get(analysis="stops", variable="stops", arm="all", unit="patients", stat="n")
    assert results.get(**treated, unit="patients", stat="n").value == stops.value
    rate = {"analysis": "incidence", "variable": "thromboembolism", "arm": "all", "unit": "patient-years"}
    assert [results.text(**rate, stat=stat) for stat in ("rate", "conf_low")] == ["0.0", "0.0"]
    asked = [row for row in results if row.analysis in ("survival", "incidence") or row.versus or row.group == "centre"]
    assert all(row.method for row in asked if row.stat in ("conf_low", "conf_high", "p_value", "difference", "rate", "hazard_ratio"))


def test_the_page_of_statistics_names_every_stat_of_the_example(results):
    page = (Path(__file__).parents[2] / "docs" / "statistics.md").read_text("utf-8")
    stats = {row.stat for row in results if not row.stat.startswith("n_")}
    assert [stat for stat in sorted(stats) if not re.search(rf"[` ]{stat}[`, ]", page)] == []


def test_the_pictures_of_the_documentation_are_those_of_the_example(demo: Path) -> None:
    """By their texts: a newer matplotlib may draw a line otherwise, never another number."""
    pictures = sorted((Path(__file__).parents[2] / "docs" / "pictures").glob("*.svg"))
    assert len(pictures) > 3
    for kept in pictures:
        drawn = demo / "results" / "001" / "figures" / kept.name
        texts = [re.findall(r"<text[^>]*>(.*?)</text>", path.read_text("utf-8")) for path in (kept, drawn)]
        assert texts[0] and texts[0] == texts[1], kept.name


def test_the_order_of_a_dataset_leaves_no_two_rows_alike(demo: Path) -> None:
    """Rows that the order does not tell apart could stand either way, and the file would have other bytes."""
    for each in datasets():
        path = demo / "results" / "001" / "datasets" / f"{each.name}.parquet"
        counted = f"SELECT count(*), count(DISTINCT ({each.order})) FROM '{path}'"
        [(rows, places)] = duckdb.sql(counted).fetchall()
        assert rows == places > 0, each.name
        assert duckdb.sql(f"SELECT * FROM '{path}'").fetchall() == duckdb.sql(f"SELECT * FROM '{path}' ORDER BY {each.order}").fetchall()
