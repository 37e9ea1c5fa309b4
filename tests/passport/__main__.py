"""`python3 run.py passport`: recompute every reference value, write the page, end with 1 if any does not agree."""

from __future__ import annotations

import sys
from pathlib import Path

from passport.page import compared, failures, passport_page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "passport.md"


def main() -> int:
    """Compare, write, say."""
    rows = compared()
    PAGE.write_text(passport_page(rows), encoding="utf-8", newline="\n")
    wrong = failures(rows)
    sys.stdout.write(
        "\n".join([*wrong, f"{len(rows) - len(wrong)} of {len(rows)} reference values agree to all digits; see docs/passport.md"]) + "\n"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
