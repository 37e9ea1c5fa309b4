"""The pages of docs/ that are made from the code: `python3 run.py docs` writes them, `--check` says which are stale."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from cohortium.cli import commands
from cohortium.conformance.checks import CHECKS, SEVERITIES, Check

HERE = Path(__file__).resolve().parent
MADE = "<!-- Made by `python3 run.py docs`; do not edit. -->\n"


def main() -> int:
    """Write every page, or with --check name those that differ."""
    if "--check" not in sys.argv[1:]:
        for name, page in PAGES.items():
            (HERE / name).write_text(page(), encoding="utf-8", newline="\n")
        return 0
    stale = stale_pages()
    for name in stale:
        print(f"docs/{name} is stale; write it again with: python3 run.py docs")
    return 1 if stale else 0


def stale_pages() -> list[str]:
    """The names of pages that are not as the code says."""
    return [name for name, page in PAGES.items() if not (HERE / name).is_file() or (HERE / name).read_text(encoding="utf-8") != page()]


def _protocol() -> str:
    from cohortium.protocol.schema import reference_page

    return MADE + reference_page()


def _schema() -> str:
    from cohortium.protocol.schema import json_schema

    return json.dumps(json_schema(), indent=1, ensure_ascii=False, sort_keys=False) + "\n"


def _measures() -> str:
    from cohortium.measures import measures_page

    return MADE + measures_page()


def _checks() -> str:
    return MADE + "\n".join([_CHECKS_HEAD, *(line for severity in SEVERITIES for line in _checks_of(severity, CHECKS.values()))])


_CHECKS_HEAD = """# Checks

What is asked of every delivery, whichever centre sent it. A finding becomes a question with an id that stays the same over deliveries.

- A **blocking** question is about who is in or which arm; results come out as DRAFT until it is answered (exit code 1).
- A **query** sets aside at most the cell that it names; the rest of its row still counts.
- A **note** needs no answer.

In every run each check has a state: passed, failed, not applicable (nothing to look at), or could not run (with the reason). They are in
`checks.csv`, with the address of every place where a check failed, in `results.xlsx`, and counted in the report.
"""


def _checks_of(severity: str, checks: Iterable[Check]) -> Iterator[str]:
    heading = "| Rule | What is wrong | What is expected | Cell set aside |"
    yield from (f"## {severity.capitalize()}", "", heading, "| --- | --- | --- | --- |")
    for check in checks:
        if check.severity == severity:
            cells = (f"`{check.id}`", check.sentence, check.expected, "yes" if check.quarantines else "no")
            yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
    yield ""


def _commands() -> str:
    return MADE + "\n".join([_COMMANDS_HEAD, *(line for name, command in commands.commands.items() for line in _command(name, command))])


_COMMANDS_HEAD = """# Commands

From a checkout, `python3 run.py COMMAND` is the same as the installed `cohortium COMMAND`, which is how they are written here.
Each command's last line is the next one to type.

| Exit code | Meaning |
| --- | --- |
| 0 | done |
| 1 | results in place (or everything read), blocking questions open: every output says DRAFT |
| 2 | something to put right in the input; nothing was written |
| 3 | a fault of the program; its place in the code is noted in a local log without any data |
| 4 | `verify` found a difference |
| 130 | interrupted; earlier results are as they were |
"""


def _command(name: str, command: click.Command) -> Iterator[str]:
    group = click.Context(commands, info_name="cohortium", terminal_width=100, **commands.context_settings)
    context = click.Context(command, group, info_name=name, terminal_width=100)
    yield from (f"## {name}", "", "```text", command.get_help(context), "```", "")


def _manual() -> str:
    # The examples of the manual are tests, and live with them.
    if str(HERE.parent / "tests") not in sys.path:
        sys.path.insert(0, str(HERE.parent / "tests"))
    from spec.manual import manual_page

    return manual_page()


def _passport() -> str:
    if str(HERE.parent / "tests") not in sys.path:
        sys.path.insert(0, str(HERE.parent / "tests"))
    from passport.page import passport_page

    return passport_page()


PAGES: dict[str, Callable[[], str]] = {
    "protocol.md": _protocol,
    "protocol.schema.json": _schema,
    "manual.md": _manual,
    "measures.md": _measures,
    "checks.md": _checks,
    "cli.md": _commands,
    "passport.md": _passport,
}
"""Page -> what it must say."""

if __name__ == "__main__":
    sys.exit(main())
