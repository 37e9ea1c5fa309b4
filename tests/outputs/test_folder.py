"""Where a run goes, and that nothing is lost or left behind when it does not arrive."""

from __future__ import annotations

import errno
import json
import os
import signal
import threading
from pathlib import Path
from typing import Any

import pytest

from cohortium import disk
from cohortium.outputs import folder as folders
from cohortium.outputs import newest_run, read_manifest, run_folder
from cohortium.problems import Problem

MANIFEST = json.dumps({"program": "cohortium", "outputs": {}})


@pytest.fixture
def study(tmp_path: Path) -> Path:
    (tmp_path / "study" / "data").mkdir(parents=True)
    (tmp_path / "study" / "protocol.yaml").write_text("study: x\n")
    return tmp_path / "study"


def finish(study: Path, out: Path | None = None, text: str = "new") -> Path:
    with run_folder(study, out) as place:
        (place.work / "datasets").mkdir()
        (place.work / "manifest.json").write_text(MANIFEST)
        (place.work / "results.csv").write_text(text)
        assert place.final == place.work
    assert place.final is not None
    return place.final


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_runs_are_numbered_and_never_written_over(study: Path) -> None:
    assert [finish(study).name for _ in range(3)] == ["001", "002", "003"]
    assert names(study / "results") == ["001", "002", "003"]
    assert newest_run(study) == study / "results" / "003"


def test_numbers_grow_beyond_three_digits_and_foreign_names_do_not_count(study: Path) -> None:
    for name in ("999", "1000", "0002000", "old", "5"):
        (study / "results" / name).mkdir(parents=True)
    (study / "results" / "1000" / "manifest.json").write_text(MANIFEST)
    assert newest_run(study).name == "1000"
    assert finish(study).name == "1001"


def test_two_runs_that_end_at_once_get_two_numbers(study: Path) -> None:
    barrier, ended = threading.Barrier(8), []

    def one() -> None:
        with run_folder(study) as place:
            (place.work / "manifest.json").write_text(MANIFEST)
            barrier.wait(timeout=60)
        ended.append(place.final)

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(path.name for path in ended) == names(study / "results") == [f"00{place}" for place in range(1, 9)]


def test_a_work_folder_that_another_run_takes_for_one_left_behind_is_left_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("fcntl", reason="this system has no locks of folders")
    make, holders = disk.tempfile.mkdtemp, []

    def taken_at_once(**place: Any) -> str:
        made = make(**place)
        if not holders:
            holders.append(disk._hold(Path(made)))
        return made

    monkeypatch.setattr(disk.tempfile, "mkdtemp", taken_at_once)
    with disk.work_folder(tmp_path) as work:
        theirs = next(path for path in tmp_path.iterdir() if path != work)
        disk._take_away(theirs, holders[0])
        assert list(tmp_path.iterdir()) == [work]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fault", [KeyboardInterrupt, ValueError, SystemExit])
def test_an_interruption_leaves_nothing_and_earlier_results_as_they_were(study: Path, fault: type[BaseException]) -> None:
    finish(study, text="old")
    with pytest.raises(fault), run_folder(study) as place:
        (place.work / "results.csv").write_text("half")
        raise fault
    assert names(study / "results") == ["001"]
    assert (study / "results" / "001" / "results.csv").read_text() == "old"


def test_a_first_run_that_fails_leaves_no_results_folder(study: Path) -> None:
    with pytest.raises(KeyboardInterrupt), run_folder(study):
        raise KeyboardInterrupt
    assert names(study) == ["data", "protocol.yaml"]


def test_out_makes_a_new_folder_with_its_parents_and_takes_them_away_on_failure(study: Path, tmp_path: Path) -> None:
    assert finish(study, tmp_path / "a" / "b").name == "b"
    with pytest.raises(KeyboardInterrupt), run_folder(study, tmp_path / "c" / "d"):
        raise KeyboardInterrupt
    assert names(tmp_path) == ["a", "study"]


def test_out_replaces_an_earlier_run_whole(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    finish(study, out, "old")
    (out / "leftover.txt").write_text("of the old run")
    finish(study, out, "new")
    assert names(out) == ["datasets", "manifest.json", "results.csv"] and (out / "results.csv").read_text() == "new"
    assert names(tmp_path) == ["out", "study"]


def test_out_stays_as_it_was_when_the_new_run_fails(study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    finish(study, out, "old")
    rename = Path.rename

    def fails(path: Path, target: Path) -> Path:
        if path.name.startswith(".running-") and Path(target) == out.resolve():
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fails)
    monkeypatch.setattr(disk, "exchange", lambda one, other: False)
    with pytest.raises(KeyboardInterrupt):
        finish(study, out, "new")
    assert (out / "results.csv").read_text() == "old" and names(tmp_path) == ["out", "study"]


def test_an_empty_folder_may_be_out(study: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert finish(study, tmp_path / "empty").name == "empty"


@pytest.mark.parametrize("content", [{"letter.docx": "mine"}, {"manifest.json": "{"}, {"manifest.json": '{"program": "other"}'}])
def test_a_folder_that_is_not_ours_is_refused_and_kept(study: Path, tmp_path: Path, content: dict[str, str]) -> None:
    out = tmp_path / "mine"
    out.mkdir()
    for name, text in content.items():
        (out / name).write_text(text)
    with pytest.raises(Problem, match="is not empty and holds no results of Cohortium") as problem, run_folder(study, out):
        pytest.fail("the block must not run")
    assert "--out" in str(problem.value) and {name: (out / name).read_text() for name in names(out)} == content


def test_a_file_is_refused(study: Path, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")
    for out in (tmp_path / "note.txt", tmp_path / "note.txt" / "below"):
        with pytest.raises(Problem, match="file, not a folder|cannot be written"), run_folder(study, out):
            pytest.fail("the block must not run")
    assert (tmp_path / "note.txt").read_text() == "mine"


def test_the_study_itself_and_its_data_are_never_out(study: Path) -> None:
    (study / "manifest.json").write_text(MANIFEST)
    for out in (study, study.parent, study / "data", study / "data" / "results", study / "results"):
        with pytest.raises(Problem, match="the study's own files are there"), run_folder(study, out):
            pytest.fail("the block must not run")


def test_an_unwritable_place_is_told_in_one_sentence(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(**_: object) -> str:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(disk.tempfile, "mkdtemp", refuses)
    with pytest.raises(Problem, match="cannot be written to .*Permission denied. Nothing was changed."), run_folder(study):
        pytest.fail("the block must not run")
    assert names(study) == ["data", "protocol.yaml"]


def test_a_full_disk_is_told_in_one_sentence(study: Path) -> None:
    with pytest.raises(Problem, match="No space left on device"), run_folder(study):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert names(study) == ["data", "protocol.yaml"]


def test_another_fault_of_a_file_is_not_told_as_a_full_disk(study: Path) -> None:
    with pytest.raises(FileNotFoundError), run_folder(study):
        raise FileNotFoundError(errno.ENOENT, "gone")


def test_without_results_the_way_out_is_named(study: Path) -> None:
    (study / "results" / "001").mkdir(parents=True)
    with pytest.raises(Problem, match="There are no results in .* yet. Run the study first: cohortium run"):
        newest_run(study)


def test_results_are_never_put_into_other_results(study: Path) -> None:
    finish(study)
    for out in (study / "results" / "001" / "mine", study / "results" / "001" / "datasets"):
        with pytest.raises(Problem, match="lies inside the results in .*001, which would no longer be as written"), run_folder(study, out):
            pytest.fail("the block must not run")
    assert names(study / "results" / "001") == ["datasets", "manifest.json", "results.csv"]


def test_a_full_disk_is_seen_through_the_error_of_a_library(study: Path) -> None:
    with pytest.raises(Problem, match="No space left on device"), run_folder(study):
        try:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError as error:
            raise ValueError("the workbook could not be closed") from error
    assert names(study) == ["data", "protocol.yaml"]


def test_a_ctrl_c_between_the_renames_comes_too_late(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = folders._replace

    def disturbed(work: Path, final: Path) -> Path:
        signal.raise_signal(signal.SIGINT)
        return real(work, final)

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(folders, "_replace", disturbed)
    finish(study, study / "mine", "old")
    finish(study, study / "mine", "new")
    assert (study / "mine" / "results.csv").read_text() == "new" and signal.getsignal(signal.SIGINT) == before


@pytest.mark.parametrize(
    "text",
    [
        '{"program": "cohortium", "outputs": {"results.csv": 5}}',
        '{"program": "cohortium", "outputs": {"a\\u0000b": "x"}}',
        '{"program": "cohortium", "outputs": {"\\ud800": "x"}}',
        '{"program": "cohortium", "outputs": {}, "inputs": []}',
        '{"program": "cohortium", "outputs": {}, "inputs": {"protocol.yaml": 1}}',
    ],
)
def test_a_manifest_that_no_run_wrote_is_none(study: Path, text: str) -> None:
    (study / "manifest.json").write_text(text)
    with pytest.raises(Problem, match="is not a manifest of Cohortium"):
        read_manifest(study)


def test_a_manifest_without_inputs_has_none(study: Path) -> None:
    (study / "manifest.json").write_text(MANIFEST)
    assert read_manifest(study)["inputs"] == {}
