"""Compile the .in files into lists with hashes: `python requirements/compile.py`, with pip-tools installed.

The lists name packages, versions and hashes, never an address, so they install from whichever index a machine uses.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
OPTIONS = (
    "--quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate "
    "--no-emit-index-url --no-emit-find-links --no-emit-trusted-host"
)
ALONE = ("build", "spark")  # what they need elsewhere is in the lists that they are installed on
# pip-compile leaves out what this system does not need; click and pytest need it on Windows.
ELSEWHERE = {"colorama": 'sys_platform == "win32"'}


def compiled(source: Path) -> str:
    """The pinned packages behind a list of names, without any option line or comment."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "list.txt"
        command = [sys.executable, "-m", "piptools", "compile", *OPTIONS.split(), "--output-file", str(target), str(source)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        lines = target.read_text(encoding="utf-8").splitlines()
    return "".join(line + "\n" for line in lines if line and not re.match(r"\s*#|-", line))


def elsewhere() -> str:
    """The packages that only other systems need, each with its marker."""
    text = ""
    for name, marker in ELSEWHERE.items():
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "one.in"
            source.write_text(name + "\n", encoding="utf-8")
            text += re.sub(r"^(\S+) \\", rf"\1 ; {marker} \\", compiled(source))
    return text


def main() -> None:
    """Write each list beside its source."""
    others = elsewhere()
    for name in ("default", "test", "browser", "build", "spark", "bench"):
        text = compiled(HERE / f"{name}.in") + ("" if name in ALONE else others)
        if re.search(":/{2}", text):
            sys.exit(f"requirements/{name}.txt would hold an address; nothing written.")
        (HERE / f"{name}.txt").write_text(f"# Made by compile.py from {name}.in.\n{text}", encoding="utf-8")


if __name__ == "__main__":
    main()
