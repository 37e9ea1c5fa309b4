"""What a clone must hold, and must not: papers, fresh pages, commands that exist, no address, no machine, no patient."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from cohortium import __version__
from cohortium.cli import commands

ROOT = Path(__file__).resolve().parent.parent
LISTS = ("default", "test", "browser", "build", "spark")
LOCKS = {"uv.lock", "poetry.lock", "Pipfile.lock", "pdm.lock", "package-lock.json", "yarn.lock", "pnpm-lock.yaml"}
MACHINE_PATHS = re.compile(r"(?:^|[^\w.])/(?:work|farm|root|home)/[a-z]")
REGISTRIES = re.compile(r"--(?:extra-)?[i]ndex-url|--[f]ind-links|:/{2}[^\s\"']*/(?:simple|packages)/")
# Written with brackets so that this file does not hold the words itself.
TOOLS = re.compile(r"[c]laude|[a]nthropic|[c]hatgpt|[c]opilot|[o]penai|[c]oding agent|[l]anguage model", re.IGNORECASE)


@cache
def tracked() -> tuple[Path, ...]:
    """The files of the repository; outside of git every file that is not hidden."""
    said = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if said.returncode == 0:
        return tuple(path for name in said.stdout.decode().split("\0") if name and (path := ROOT / name).is_file())
    shown = (path for path in ROOT.rglob("*") if not any(part.startswith(".") for part in path.relative_to(ROOT).parts))
    return tuple(path for path in shown if path.is_file())


@cache
def texts() -> dict[str, str]:
    """Path -> text, for every file that is text."""
    found = {}
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content:
            found[path.relative_to(ROOT).as_posix()] = content.decode("utf-8", "replace")
    return found


def holding(pattern: re.Pattern[str]) -> list[str]:
    """The places where a pattern stands."""
    lines = ((name, number, line) for name, text in texts().items() for number, line in enumerate(text.splitlines(), 1))
    return [f"{name}:{number}" for name, number, line in lines if pattern.search(line)]


def pages() -> ModuleType:
    """docs/pages.py, which is no part of the package."""
    sys.path.append(str(ROOT / "docs"))  # as for a script: its neighbours are found
    spec = importlib.util.spec_from_file_location("pages", ROOT / "docs" / "pages.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", LISTS)
def test_the_lists_of_packages_hold_hashes_and_no_address(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    entries = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text).strip())
    assert len(entries) > 1
    pinned = re.compile(r"[a-z0-9_.-]+==[^\s;]+(?: ; [^\\]+)? \\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\\n)?)+")
    for entry in entries:
        assert pinned.fullmatch(entry), entry.split("\n")[0]


def test_the_list_for_tests_holds_the_default_one():
    default, test = ((ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8") for name in LISTS[:2])
    pinned = re.compile(r"^\S+==\S+", re.MULTILINE)
    assert set(pinned.findall(default)) <= set(pinned.findall(test))


def test_what_the_package_needs_is_what_the_default_list_pins():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    source = (ROOT / "requirements" / "default.in").read_text(encoding="utf-8")
    names = re.compile(r"^[a-z][\w-]*", re.MULTILINE)
    assert {names.match(line)[0] for line in project["dependencies"]} == set(names.findall(source))  # pyright: ignore[reportOptionalSubscript]


def test_no_lock_file_no_machine_no_registry_no_tool():
    assert not [path for path in tracked() if path.name in LOCKS]
    assert not holding(MACHINE_PATHS)
    assert not holding(REGISTRIES)
    assert not holding(TOOLS)


def test_no_result_is_committed():
    assert not [path for path in tracked() if path.name in ("results.csv", "manifest.json", "ledger.csv", "queries.csv")]


def test_the_licence_and_the_papers_are_there():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "Apache-2.0" and project["requires-python"] == ">=3.11"
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert f"version: {__version__}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_entry_of_the_changes_says_what_becomes_of_results():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    entries = re.split(r"\n- ", text.split("\n## ", 1)[1])[1:]
    for entry in entries:
        assert re.search(r"Results (?:unchanged|change)|no earlier results", " ".join(entry.split())), entry


def test_the_readme_shows_the_commands_and_ci_runs_them():
    readme, ci = (ROOT / "README.md").read_text(encoding="utf-8"), (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for command in ("python3 run.py demo", "python3 run.py test"):
        assert command in readme and command in ci
    shown = set(re.findall(r"python3 run\.py (\w+)", readme)) - {"demo", "test"}
    assert shown <= set(commands.commands)
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_every_link_between_pages_leads_somewhere():
    for name, text in texts().items():
        if name.endswith(".md"):
            for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
                assert (ROOT / name).parent.joinpath(link).exists(), f"{name} links to {link}"


def test_the_pages_made_from_the_code_are_fresh():
    assert pages().stale_pages() == []


def test_every_command_is_documented():
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for name, command in commands.commands.items():
        assert f"\n## {name}\n" in page and command.help


def test_decisions_are_short_and_listed():
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "README.md").read_text(encoding="utf-8")
    for page in folder.glob("0*.md"):
        assert page.name in listed
        assert len(page.read_text(encoding="utf-8").splitlines()) <= 20


def test_imports_run_one_way():
    command = [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"]
    said = subprocess.run([*command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout[-3000:]


def test_run_py_needs_the_standard_library_only():
    text = (ROOT / "run.py").read_text(encoding="utf-8")
    assert set(re.findall(r"^\s*(?:import|from) (\w+)", text, re.MULTILINE)) <= set(sys.stdlib_module_names)
