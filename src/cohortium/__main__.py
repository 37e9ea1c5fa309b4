"""`python -m cohortium` and the installed command: start the command line, even if interrupted while it loads."""

from __future__ import annotations

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
    if code == 130:
        # Python ends by the signal, not by this code, if the interruption met it inside one of its own exec calls.
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    main()
