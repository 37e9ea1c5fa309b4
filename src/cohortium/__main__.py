"""`python -m cohortium` and the installed command: start the command line, even if interrupted while it loads."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        from cohortium.cli import run_command

        sys.exit(run_command(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted. Earlier results are as they were.\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
