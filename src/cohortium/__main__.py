"""`python -m cohortium` and the installed command: start the command line, even if interrupted while it loads or ends."""

from __future__ import annotations

import contextlib
import os
import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        from cohortium.cli import run_command

        code = run_command(sys.argv[1:])
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted. Earlier results are as they were.\n")
        code = 130
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    # Python tidies up for some time, and a Ctrl-C that meets it there would end it by the signal, without a word.
    os._exit(code)


if __name__ == "__main__":
    main()
