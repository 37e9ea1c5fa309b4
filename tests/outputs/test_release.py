"""The check before release: a sound run passes every rule, and each rule is broken once, in the files as they were written."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cohortium.displays import build_figures, build_tables
from cohortium.language import number as comma
from cohortium.language import speaking
from cohortium.outputs import read_manifest, verify, write_all
from cohortium.outputs.release import RELEASE_CHECKS, states_of
from cohortium.outputs.release.verify import checked
from cohortium.problems import DifferenceFound, InternalError, Problem
from displays import study
from outputs import example

M3 = "efficacy/iga_response/-/M3/all/-/-/-/-"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    run = example.run()
    write_all(folder, example.run(figures=build_figures(run.protocol, run.results, run.tables)[0], drawn="svg"))
    return folder


def states(folder: Path) -> dict[str, tuple[str, ...]]:
    return {state.check.id: state.faults for state in states_of(folder)}


def in_text(name: str, old: str, new: str) -> Callable[[Path], None]:
    """Change the first place of a text in a file."""

    def change(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def in_archive(name: str, part: str, old: str, new: str) -> Callable[[Path], None]:
    """Change the first place of a text in a part of a Word or Excel file."""

    def change(folder: Path) -> None:
        with zipfile.ZipFile(folder / name) as archive:
            parts = {each: archive.read(each) for each in archive.namelist()}
        assert old.encode() in parts[part]
        parts[part] = parts[part].replace(old.encode(), new.encode(), 1)
        with zipfile.ZipFile(folder / name, "w") as archive:
            for each, content in parts.items():
                archive.writestr(each, content)

    return change


def moved(name: str, place: str) -> Callable[[Path], None]:
    """Move the first element of a mark on an axis whose place is written so by a twentieth of a point."""

    def change(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        found = re.search(rf'data-along="[^"]*">(?:<title>[^<]*</title>)?\s*(?:<g>)?\s*{place}(\d+(?:\.\d+)?)', text)
        assert found
        there = f"{float(found[1]) + 0.05:.6f}"
        (folder / name).write_text(text[: found.start(1)] + there + text[found.end(1) :], encoding="utf-8")

    return change


def number(identifier: str, value: str, text: str = "") -> Callable[[Path], None]:
    """Give a result of results.csv another value."""

    def change(folder: Path) -> None:
        lines = (folder / "results.csv").read_text(encoding="utf-8").splitlines()
        place = next(place for place, line in enumerate(lines) if line.startswith(f"{identifier},"))
        cells = lines[place].split(",")
        shown = [at for at, cell in enumerate(cells) if cell][-1]  # value and text are the last two that are filled
        cells[shown - 1 : shown + 1] = [value, text or value]
        lines[place] = ",".join(cells)
        (folder / "results.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    return change


AGE, IGA = "baseline/age/-/-/all/-/-/-/-/-", "baseline/IGA/-/baseline/all/-/-/-/-/-"
BREAK: dict[str, list[tuple[Callable[[Path], None], str]]] = {
    "counts_within": [(number(f"{M3}/patients/n", "101"), f"{M3}/patients/N")],
    "percents_of_counts": [(number(f"{M3}/patients/percent", "58.00000000000000001", "58.0"), f"{M3}/patients/N")],
    "arms_add_up": [
        (number(f"{M3}/patients/n", "57"), f"{M3}/patients/n"),
        (number("sensitivity/iga_response/-/M3/all/-/-/-/pick=last/patients/n", "63"), "pick=last/patients/n"),
    ],
    "quartiles_in_order": [(number(f"{AGE}/q3", "30"), f"{AGE}/median"), (number(f"{AGE}/mean", "60"), f"{AGE}/median")],
    "within_range": [
        (number(f"{IGA}/max", "5"), f"{IGA}/median"),
        (number("efficacy/pnrs_change/-/M3/all/-/-/-/-/-/min", "-11"), "pnrs_change/-/M3/all"),
    ],
    "means_possible": [(number(f"{IGA}/mean", "3.145", "3.1"), f"{IGA}/mean")],
    "intervals_hold": [(number(f"{M3}/patients/conf_low", "59", "59.0"), f"{M3}/patients/percent")],
    "texts_of_values": [
        (number(f"{M3}/patients/percent", "58", "58.1"), f"{M3}/patients/percent"),
        (number(f"{M3}/patients/n", "58", "many"), f"{M3}/patients/n"),
    ],
    "numbers_have_results": [(in_text("release.json", '[["efficacy/easi90/-/M3/all/-/-/-/-/patients/N"]]', '["24"]'), "EASI90")],
    "tables_show_results": [
        (in_archive("tables.docx", "word/document.xml", ">(58.0)<", ">(58.1)<"), "tables.docx: Table I. "),
        (in_archive("results.xlsx", "xl/worksheets/sheet6.xml", "<v>58</v>", "<v>59</v>"), "results.xlsx: Table I. "),
        (in_text("tables.tex", "58 & (58.0)", "58 & (58.1)"), "tables.tex: Table I. "),
        (in_text("report.html", ">(58.0)<", ">(58.1)<"), "report.html: Table I. "),
        (in_text("report.html", ">EASI90</button>", ">EASI90</button></th></tr><tr><th>"), "report.html: Table I. "),
    ],
    "texts_show_results": [
        (in_text("results.md", "58 of 100", "59 of 100"), "results.md: At M3"),
        (in_text("report.html", "58 of 100 patients", "59 of 100 patients"), "report.html: All patients"),
        (in_archive("results.xlsx", "xl/sharedStrings.xml", "58 of 100", "59 of 100"), "results.xlsx: All patients"),
    ],
    "footnotes_hang": [
        (in_text("tables.tex", "\\textsuperscript{a}", ""), "tables.tex: "),
        (in_text("report.html", "<p><sup>a</sup>", "<p>"), "report.html: "),
    ],
    "figures_show_results": [
        (moved("figures/response.svg", '<use [^>]* y="'), "figures/response.svg: efficacy/iga_response/-/M3/upa15/"),
        (moved("figures/change.svg", r'<path d="M [\d.]+ '), "figures/change.svg: efficacy/pnrs_change/-/M3/upa15/"),
        (moved("figures/comparisons-difference.svg", '<use [^>]*x="'), "figures/comparisons-difference.svg: efficacy/"),
        (in_text("figures/response.svg", ">61.1 (", ">61.2 ("), "/percent"),
        (in_text("figures/response.svg", ">54</text>", ">55</text>"), "/N"),
        (in_text("figures/response.svg", 'data-results="', 'data-result="'), "figures/response.svg: "),
        (in_text("report.html", "<title>61.1 (", "<title>61.2 ("), "report.html: figures/response.svg"),
        (number(f"{M3}/patients/percent".replace("/all/", "/upa15/"), "61.5", "61.5"), "figures/response.svg: "),
    ],
}
CASES = [(name, place) for name, cases in BREAK.items() for place in range(len(cases))]


def test_every_rule_is_broken_here() -> None:
    assert list(BREAK) == list(RELEASE_CHECKS)


def test_a_sound_run_passes_in_both_languages(written: Path, tmp_path: Path) -> None:
    assert {state.check.id: state.state for state in states_of(written)} == dict.fromkeys(RELEASE_CHECKS, "passed")
    assert read_manifest(written)["release"] == dict.fromkeys(RELEASE_CHECKS, "passed")
    with speaking("fr"):
        protocol, results = study.protocol(language="fr"), tuple(replace(row, text=comma(row.text)) for row in study.results())
        write_all(tmp_path, example.run(protocol=protocol, results=results, tables=build_tables(protocol, results)))
    assert not any(states(tmp_path).values())


@pytest.mark.parametrize(("name", "place"), CASES)
def test_a_broken_rule_is_found_at_its_place(name: str, place: int, written: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(written, tmp_path / "results")
    change, where = BREAK[name][place]
    change(folder)
    faults = states(folder)[name]
    assert any(where in fault for fault in faults), faults


def test_a_run_that_breaks_a_rule_is_not_released(tmp_path: Path) -> None:
    wrong = tuple(replace(row, value=101, text="101") if row.result_id == f"{M3}/patients/n" else row for row in study.results())
    with pytest.raises(InternalError) as problem:
        write_all(tmp_path, example.run(results=wrong))
    text = "The results were not released. counts_within: No number of patients is greater than the number that it is counted of."
    assert str(problem.value).startswith(f"{text} Not so at efficacy/iga_response/-/M3/all/") and problem.value.exit_code == 3
    assert not (tmp_path / "manifest.json").exists()


def test_verify_says_the_state_of_every_rule(written: Path) -> None:
    lines = checked(written)
    assert [line.partition(":")[0] for line in lines] == list(RELEASE_CHECKS)
    assert lines[2].startswith("arms_add_up: passed, ") and lines[2].endswith("add up to all patients, where none is left out.")


@pytest.mark.parametrize("damage", [lambda raw: raw[1:], lambda raw: raw[:-9], lambda raw: raw.replace(b"cohortium", b"kohortium", 1)])
def test_a_manifest_that_is_damaged_is_a_difference_not_another_folder(written: Path, tmp_path: Path, damage) -> None:
    folder = shutil.copytree(written, tmp_path / "results")
    manifest = folder / "manifest.json"
    manifest.write_bytes(damage(manifest.read_bytes()))
    with pytest.raises(DifferenceFound) as told:
        checked(folder)
    assert str(told.value) == f"{folder} is not as the run wrote it:\n  manifest.json was changed after the run."
    manifest.write_text('{"name": "an app of the web"}')
    with pytest.raises(Problem, match="is not a manifest of Cohortium") as other:
        checked(folder)
    assert other.value.exit_code == 2


def test_one_flipped_byte_anywhere_is_found(written: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(written, tmp_path / "results")
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        content = path.read_bytes()
        for place in {0, len(content) // 3, len(content) // 2, len(content) - 1} if content else ():
            path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
            assert _found(folder), (path.name, place)
        path.write_bytes(content)
    assert not _found(folder)


def test_every_byte_of_the_manifest_is_guarded(written: Path, tmp_path: Path) -> None:
    content = (written / "manifest.json").read_bytes()
    for place in range(0, len(content), 7):
        (tmp_path / "manifest.json").write_bytes(content[:place] + bytes([content[place] ^ 2]) + content[place + 1 :])
        assert _found(tmp_path)


def _found(folder: Path) -> bool:
    from cohortium.problems import Problem

    try:
        return bool(verify(folder))
    except Problem:
        return True


def test_results_that_were_changed_are_told_by_name_and_not_read_again(written: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(written, tmp_path / "results")
    (folder / "release.json").write_text("{")
    with pytest.raises(DifferenceFound, match="release.json was changed after the run"):
        checked(folder)
