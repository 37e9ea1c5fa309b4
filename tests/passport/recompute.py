"""Ask R again for the values of r.yaml: `python tests/passport/recompute.py`, with R and its packages named there.

For whoever maintains the references; nothing else needs R. The questions (what goes in, which call) are written by hand in
questions.yaml; r.yaml holds them with R's answers, rounded to the digits asked for (10, or fewer where R iterates).
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
DIGITS = 10


def in_r(value: Any) -> str:
    """A value as R writes it: lists of lists of one length are matrices by row, mappings are named vectors."""
    if isinstance(value, dict):
        return "c(" + ", ".join(f"`{name}` = {in_r(part)}" for name, part in value.items()) + ")"
    if isinstance(value, list) and value and isinstance(value[0], list):
        if len({len(line) for line in value}) > 1:
            return "list(" + ", ".join(in_r(line) for line in value) + ")"
        return f"matrix({in_r([cell for line in value for cell in line])}, nrow = {len(value)}, byrow = TRUE)"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, list):
        return "c(" + ", ".join(in_r(part) for part in value) + ")"
    return json.dumps(value) if isinstance(value, str) and not value.replace(".", "", 1).isdigit() else str(value)


def script(document: dict[str, Any]) -> str:
    """One R program that prints every answer as `case, stat, number`."""
    lines = ["suppressPackageStartupMessages({library(survival); library(coin)})"]
    for number, case in enumerate(document["cases"]):
        lines.append("local({")
        for name, part in case["given"].items():
            given = document["data"].get(part, part) if isinstance(part, str) else part
            lines.append(f"  {name} <- {in_r(given)}")
        for line in case.get("setup", []):
            lines.append(f"  {line}")
        for stat, call in case["r"].items():
            shown = f'formatC(v, digits = {case.get("digits", DIGITS)}, format = "g", flag = "#")'
            lines.append(f"  v <- suppressWarnings(as.numeric({call}))[1]")
            lines.append(f'  cat("{number}", "{stat}", if (is.na(v)) "none" else {shown}, "\\n", sep = "\\t")')
        lines.append("})")
    versions = ", ".join(f'as.character(packageVersion("{name}"))' for name in ("survival", "coin", "sandwich", "brglm2"))
    lines.append(f'cat("version", as.character(getRversion()), {versions}, "\\n", sep = "\\t")')
    return "\n".join(lines)


class _Plain(yaml.SafeDumper):
    """Every list in full where it stands: anchors are for machines."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def main() -> None:
    """Write r.yaml."""
    document = yaml.safe_load((HERE / "questions.yaml").read_text(encoding="utf-8"))
    ran = subprocess.run(["Rscript", "--vanilla", "-"], input=script(document), text=True, capture_output=True, check=False)
    if ran.returncode:
        raise SystemExit(ran.stderr + ran.stdout[-500:])
    rows = [line.split("\t") for line in ran.stdout.splitlines() if "\t" in line]
    version = next(row for row in rows if row[0] == "version")
    for case in document["cases"]:
        case["expected"] = {}
    for number, stat, value, *_ in rows:
        if number != "version":
            document["cases"][int(number)]["expected"][stat] = value
    document["source"] = f"R {version[1]} (survival {version[2]}, coin {version[3]}, sandwich {version[4]}, brglm2 {version[5]})"
    head = "# Made by recompute.py from questions.yaml and R; do not edit.\n"
    text = yaml.dump(document, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=140, default_flow_style=None)
    (HERE / "data" / "r.yaml").write_text(head + text, encoding="utf-8")


if __name__ == "__main__":
    main()
