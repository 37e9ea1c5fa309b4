"""The commands: each turns a folder into work done, a problem into its sentence and an exit code.

Nothing heavy is imported before a command needs it, so that `--help` answers at once.
"""

from __future__ import annotations

import gc
import sys

import click

from cohortium import __version__
from cohortium.cli import beginning, centres, pooling, runs
from cohortium.endings import interrupted, unsaid
from cohortium.language import tr
from cohortium.problems import BAD_INPUT, DONE
from cohortium.terminal import program


def run_command(arguments: list[str]) -> int:
    """Do what the arguments say and return the exit code; every ending is a sentence, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # pyright: ignore[reportAttributeAccessIssue]
    # A run makes many small objects and no rings of them; looking for rings takes a twentieth of its time.
    gc.set_threshold(100_000)
    try:
        return _ended(arguments)
    except OSError as error:  # a help page or a mistake of typing that nobody can be told
        return unsaid(error)


def _ended(arguments: list[str]) -> int:
    try:
        return commands.main(arguments, prog_name=program(), standalone_mode=False) or DONE
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except click.ClickException as mistake:
        mistake.show()
        return BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        return interrupted()


class Commands(click.Group):
    """The commands, in the order in which a study needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """As listed below, not by the alphabet."""
        return list(self.commands)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the command that was probably meant."""
        import difflib

        close = difflib.get_close_matches(args[0], self.commands, n=1)
        if args[0] not in self.commands and not args[0].startswith("-"):
            meant = tr(' Did you mean "{name}"?', name=close[0]) if close else ""
            text = 'There is no command "{name}".{meant} The commands are: {commands}.'
            ctx.fail(tr(text, name=args[0], meant=meant, commands=", ".join(self.commands)))
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="cohortium", message="%(prog)s %(version)s")
def commands() -> None:
    """Turn what the centres of a cohort send into results that explain themselves.

    STUDY is a folder with protocol.yaml and data/. Exit codes: 0 done; 1 results in place, blocking questions open;
    2 something to put right in the input; 3 a fault of the program; 4 verify found a difference; 130 interrupted.
    """


for _command in (
    *(runs.demo, beginning.new, beginning.simulate, beginning.template, beginning.write_snapshot),
    *(centres.write_status, centres.map_file, centres.check),
    *(runs.run, pooling.write_tally, pooling.pool_tallies, runs.compare_runs, runs.explain_result, runs.verify),
):
    commands.add_command(_command)
