"""The command line: every ending is a sentence and an exit code, help answers at once, and each command names the next."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from cohortium.cli import commands, run_command
from cohortium.problems import InternalError, Problem, Problems

SRC = Path(__file__).resolve().parent.parent / "src"
HEADER = "result_id,analysis,stat,value\n"


@pytest.fixture
def pretend(monkeypatch: pytest.MonkeyPatch):
    """Put functions in the place of a module that a command calls."""

    def put(name: str, **functions: object) -> None:
        module = ModuleType(f"cohortium.{name}")
        vars(module).update(functions)
        monkeypatch.setitem(sys.modules, f"cohortium.{name}", module)
        monkeypatch.setattr(sys.modules["cohortium"], name, module, raising=False)

    return put


def raises(error: BaseException):
    """A function that raises, whatever it is given."""

    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def finished(folder: Path, blocking: int = 0) -> SimpleNamespace:
    """What a run hands back, with a results.csv of two rows."""
    folder.mkdir(parents=True)
    rows = "participants/recorded/-,participants,n,4\nefficacy/iga/M3,efficacy,n,3\n"
    (folder / "results.csv").write_text(HEADER + rows, encoding="utf-8")
    return SimpleNamespace(folder=folder, headline="3 of 4 responded.", blocking=blocking, queries=1, notes=2, language="en", told=())


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own."""
    known = os.environ | {"PYTHONPATH": str(SRC)} | environment
    return subprocess.run([sys.executable, "-m", "cohortium", *arguments], capture_output=True, text=True, env=known, check=False)


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (Problem("Centre 07: no visits."), 2, "Centre 07: no visits.\n"),
        (Problems("protocol.yaml", ["line 3: no", "line 9: no"]), 2, "protocol.yaml: 2 problems.\n  line 3: no\n  line 9: no\n"),
        (InternalError("The ledger does not balance."), 3, "The ledger does not balance.\n"),
        (KeyboardInterrupt(), 130, "Interrupted. Earlier results are as they were.\n"),
    ],
)
def test_problems_become_their_text_and_exit_code(pretend, capsys, tmp_path, error, code, said):
    pretend("study", run=raises(error))
    assert run_command(["run", str(tmp_path)]) == code
    assert capsys.readouterr() == ("", said)


@pytest.fixture
def heard() -> Iterator[None]:
    """Ctrl-C as in a terminal: what is started in the background may have been told to ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard")
def test_an_engine_that_turns_ctrl_c_into_its_own_error_is_interrupted_all_the_same(pretend, capsys, tmp_path):
    def fail(*_: object, **__: object) -> None:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise RuntimeError("Query interrupted") from None

    before = signal.getsignal(signal.SIGINT)
    pretend("study", run=fail)
    assert run_command(["run", str(tmp_path)]) == 130
    assert capsys.readouterr() == ("", "Interrupted. Earlier results are as they were.\n")
    assert signal.getsignal(signal.SIGINT) == before


@pytest.mark.usefixtures("heard")
def test_ctrl_c_while_python_takes_something_away_comes_again_a_moment_later(pretend, capsys, tmp_path):
    class Disturbed:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGINT)

    def disturbed(*_: object, **__: object) -> None:
        Disturbed()
        time.sleep(60)

    told = sys.unraisablehook
    pretend("study", run=disturbed)
    assert run_command(["run", str(tmp_path)]) == 130
    assert capsys.readouterr() == ("", "Interrupted. Earlier results are as they were.\n")
    assert sys.unraisablehook is told


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_the_end_of_a_session_is_an_interruption(pretend, capsys, tmp_path, name):
    if not hasattr(signal, name):
        pytest.skip(f"this system has no {name}")
    number = getattr(signal, name)
    before = signal.signal(number, signal.SIG_DFL)  # whoever starts the tests may ignore it, as nohup does
    pretend("study", run=lambda *_, **__: signal.raise_signal(number))
    try:
        assert run_command(["run", str(tmp_path)]) == 130
        assert capsys.readouterr().err == "Interrupted. Earlier results are as they were.\n"
        assert signal.getsignal(number) == signal.SIG_DFL
    finally:
        signal.signal(number, before)


def test_a_signal_that_is_ignored_stays_ignored(pretend, capsys, tmp_path):
    def disturbed(*_: object, **__: object) -> SimpleNamespace:
        signal.raise_signal(signal.SIGINT)
        return SimpleNamespace(summary=[], blocking=0, queries=0, notes=0, language="en")

    pretend("study", check=disturbed)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        assert run_command(["check", str(tmp_path)]) == 0
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_full_disk_behind_the_error_of_a_library_is_no_fault_of_the_program(pretend, capsys, tmp_path):
    def fail(*_: object, **__: object) -> None:
        try:
            raise OSError(28, "No space left on device")
        except OSError as error:
            raise RuntimeError("workbook") from error

    pretend("study", run=fail)
    assert run_command(["run", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith("The disk: No space left on device. Put that right")


@pytest.mark.parametrize("command", [["new"], ["demo"], ["check"], ["run"], ["verify"]])
def test_a_link_to_itself_is_one_sentence(capsys, tmp_path, command):
    try:
        (tmp_path / "loop").symlink_to("loop")
    except OSError:
        pytest.skip("this system has no links")
    assert run_command([*command, str(tmp_path / "loop")]) == 2
    assert capsys.readouterr().err == f"{tmp_path / 'loop'} is a link that leads back to itself. Name the folder itself.\n"


def test_a_folder_whose_name_cannot_be_written_is_one_sentence(capsys, tmp_path):
    assert run_command(["run", str(tmp_path / "caf\udce9")]) == 2
    assert "is not UTF-8. Rename the folder, or name another one." in capsys.readouterr().err


def test_what_would_steer_a_terminal_is_not_printed(pretend, capsys, tmp_path):
    pretend("study", run=raises(Problem("data/\x1b[2Ja\u202eb.xlsx is empty.")))
    assert run_command(["run", str(tmp_path)]) == 2
    assert capsys.readouterr().err == "data/?[2Ja?b.xlsx is empty.\n"


def test_results_in_place_are_no_fault_even_if_the_next_step_cannot_be_named(pretend, capsys, tmp_path):
    done = finished(tmp_path / "results" / "001")
    (done.folder / "results.csv").write_text(HEADER + "x" * 200_000 + ",efficacy,n,3\n", encoding="utf-8")
    pretend("study", run=lambda *_, **__: done)
    assert run_command(["run", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith(f"explain {tmp_path} RESULT_ID")


def test_a_refused_file_is_named_with_the_systems_reason(pretend, capsys, tmp_path):
    pretend("study", run=raises(PermissionError(13, "Permission denied", "/x/data/01.xlsx")))
    assert run_command(["run", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith("/x/data/01.xlsx: Permission denied. Put that right")


def test_a_fault_of_the_program_is_one_sentence_and_its_log_holds_no_data(pretend, capsys, tmp_path):
    def fail(*_: object, **__: object) -> None:
        try:
            raise ValueError("EASI of PLANTED NAME is 12")
        except ValueError as error:
            raise RuntimeError("Conversion Error: PLANTED NAME") from error

    pretend("study", run=fail)
    assert run_command(["run", str(tmp_path)]) == 3
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1
    assert "(RuntimeError)" in said.err and str(tmp_path / "cohortium.log") in said.err
    log = (tmp_path / "cohortium.log").read_text(encoding="utf-8")
    assert "builtins.RuntimeError" in log and "builtins.ValueError" in log and "test_cli.py:" in log
    assert "PLANTED" not in log + said.err


def test_the_log_goes_to_the_temporary_folder_when_the_study_cannot_hold_it(pretend, capsys, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    pretend("study", check=raises(RuntimeError()))
    assert run_command(["check", str(tmp_path / "absent")]) == 3
    assert str(tmp_path / "cohortium.log") in capsys.readouterr().err


def test_run_says_the_answer_the_place_and_the_next_command(pretend, capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("COHORTIUM_COMMAND", "python3 run.py")
    study, results = tmp_path / "my study", tmp_path / "my study" / "results" / "001"
    pretend("study", run=lambda *_, **__: finished(results))
    assert run_command(["run", str(study)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "3 of 4 responded."
    assert lines[1] == "Open: 0 blocking questions, 1 other question, 2 notes."
    assert lines[2] == f"Results: {results}; begin with {results / 'report.html'}"
    assert lines[-1] == f"Next: python3 run.py explain '{study}' efficacy/iga/M3"


def test_a_run_elsewhere_is_explained_there(pretend, capsys, tmp_path):
    pretend("study", run=lambda *_, **__: finished(tmp_path / "elsewhere"))
    assert run_command(["run", str(tmp_path), "--out", str(tmp_path / "elsewhere")]) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith(f"--out {tmp_path / 'elsewhere'}")


def test_open_blocking_questions_are_a_draft_and_exit_1(pretend, capsys, tmp_path):
    pretend("study", run=lambda *_, **__: finished(tmp_path / "results" / "001", blocking=2))
    assert run_command(["run", str(tmp_path)]) == 1
    text = "DRAFT: answer the 2 blocking questions (questions.xlsx of the study, queries.xlsx of the results), then run again."
    assert text in capsys.readouterr().out


def test_check_says_what_it_found(pretend, capsys, tmp_path):
    found = SimpleNamespace(summary=["data/01.xlsx: 12 rows used."], blocking=1, queries=0, notes=1, language="en")
    pretend("study", check=lambda *_, **__: found)
    assert run_command(["check", str(tmp_path)]) == 1
    said = "data/01.xlsx: 12 rows used.\nOpen: 1 blocking question, 0 other questions, 1 note.\n"
    assert capsys.readouterr().out == f"{said}Next: {os.environ.get('COHORTIUM_COMMAND', 'cohortium')} run {tmp_path}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["runn", "x"], 'There is no command "runn". Did you mean "run"?'),
        (["run"], "Missing argument 'STUDY'"),
        (["run", "x", "--engine", "excel"], "'excel' is not"),
        (["explain", "x"], "Missing argument 'RESULT_ID'"),
        (["--nonsense"], "No such option"),
    ],
)
def test_a_mistyped_command_is_bad_input(capsys, arguments, said):
    assert run_command(arguments) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("command", ["check", "run"])
def test_a_folder_that_is_no_study(capsys, tmp_path, command):
    assert run_command([command, str(tmp_path / "absent")]) == 2
    said = capsys.readouterr()
    assert str(tmp_path / "absent") in said.err and not said.out


def test_new_writes_a_study_that_loads(capsys, tmp_path):
    from cohortium.protocol.load import load_protocol

    assert run_command(["new", str(tmp_path / "mine")]) == 0
    assert load_protocol(tmp_path / "mine" / "protocol.yaml").study == "my-study"
    assert (tmp_path / "mine" / "data" / "README.txt").is_file()
    assert "protocol.yaml" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_new_leaves_what_is_there(capsys, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    assert run_command(["new", str(tmp_path)]) == 2
    assert "is not empty, and nothing in it was touched" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    assert run_command(["new", str(tmp_path / "notes.txt")]) == 2
    assert "is a file" in capsys.readouterr().err


def test_new_uses_an_empty_folder(tmp_path):
    (tmp_path / "empty").mkdir()
    assert run_command(["new", str(tmp_path / "empty")]) == 0
    assert (tmp_path / "empty" / "protocol.yaml").is_file()


def test_new_where_nothing_can_be_written(capsys, tmp_path):
    (tmp_path / "file").write_text("")
    assert run_command(["new", str(tmp_path / "file" / "mine")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_verify_refuses_a_folder_without_results(capsys, tmp_path):
    assert run_command(["verify", str(tmp_path)]) == 2
    assert "manifest.json" in capsys.readouterr().err


def test_a_reader_that_goes_away_changes_no_exit_code(tmp_path):
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "cohortium", "new", str(tmp_path / "mine")]
    said = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(SRC)}, check=False)
    os.close(write)
    assert (said.returncode, said.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("arguments", [["--help"], ["nonsense"], ["check", "there is no such study"]])
@pytest.mark.parametrize("told", [True, False])
def test_where_nothing_can_be_shown_the_exit_code_says_it(arguments, told):
    known = os.environ | {"PYTHONPATH": str(SRC)}
    with open("/dev/full", "w", encoding="utf-8") as full:
        stderr = subprocess.PIPE if told else full
        ended = subprocess.run([sys.executable, "-m", "cohortium", *arguments], stdout=full, stderr=stderr, env=known, check=False)
    assert ended.returncode == 2
    assert b"Traceback" not in (ended.stderr or b"")


def test_help_answers_at_once():
    python("--help")  # the first call may compile
    took = []
    for _ in range(3):
        before = os.times()
        assert python("--help").returncode == 0
        after = os.times()
        # Processor time: other tests run beside this one and would slow the clock on the wall.
        took.append(after.children_user + after.children_system - before.children_user - before.children_system)
    assert min(took) < 0.3


def test_help_imports_nothing_heavy():
    code = "import sys; from cohortium.cli import run_command; run_command(['--help']); print(sorted(sys.modules))"
    known = os.environ | {"PYTHONPATH": str(SRC)}
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=known, check=True)
    for heavy in ("duckdb", "pydantic", "numpy", "openpyxl", "xlsxwriter", "yaml"):
        assert f"'{heavy}'" not in said.stdout


def test_version_and_help_end_well(capsys):
    assert run_command(["--version"]) == 0
    assert capsys.readouterr().out.startswith("cohortium 0.")
    for name in commands.commands:
        assert run_command([name, "--help"]) == 0


def test_a_file_that_cannot_be_closed_prints_no_traceback(capfd):
    """XlsxWriter's archive closes itself when it is taken away, which meets the full disk a second time."""
    from cohortium.endings import Interruption

    class Archive:
        def __del__(self):
            raise OSError(28, "No space left on device")

    with Interruption():
        archive = Archive()
        del archive
    assert capfd.readouterr().err == ""
