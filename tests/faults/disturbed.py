"""Commands that are disturbed: `python -m faults.disturbed FOLDER KILLS SEED` prints, as JSON, what became of them.

Killed (at a random moment, or at a random operation on a file), out of room (at a random operation, or at a random size of a file),
or interrupted by Ctrl-C. Each command runs in a fork of one warm process. Earlier results must stay as they are to the byte, new ones
be whole or not there, and the same command afterwards must give what an undisturbed one gives, and leave nothing else.
"""

from __future__ import annotations

import errno
import hashlib
import importlib
import json
import os
import resource
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from cohortium.cli import run_command
from damage import study, whole

AGAIN = 25
WRITING = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "shutil.rmtree", "tempfile.mkdtemp")
Digests = dict[str, str]


def digests(folder: Path) -> Digests:
    """Every file below a folder by its digest; a folder that is not there has none."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


class Place:
    """A study with earlier results, what each command of it writes, and what must never change."""

    COMMANDS = ("run", "out", "tally", "check")

    def __init__(self, folder: Path) -> None:
        self.home, self.out, self.tally = folder / "study", folder / "mine", folder / "07.json"
        for name, content in study(whole()).items():
            (self.home / name).parent.mkdir(parents=True, exist_ok=True)
            (self.home / name).write_bytes(content)
        self.given = digests(self.home)
        self.log = folder / "said.txt"
        warm(forked(lambda: self.does("run"), self.log))
        self.results = digests(self.home / "results" / "001")
        self.old = {**self.results, "of the old run.txt": hashlib.sha256(b"old").hexdigest()}
        assert forked(lambda: self.does("tally"), self.log)[0] == 0
        self.counted, self.asked = self.tally.read_bytes(), self.written_beside()
        self.reset()

    def does(self, command: str) -> int:
        """One command; its exit code."""
        more = {"out": ["--out", str(self.out)], "tally": ["-o", str(self.tally)]}.get(command, [])
        name = "run" if command == "out" else command
        return run_command([name, str(self.home), *more, *(["--figures", "none"] if name == "run" else [])])

    def written_beside(self) -> Digests:
        """Files of the study folder that are neither given nor results: questions and texts to code."""
        found = digests(self.home)
        return {name: digest for name, digest in found.items() if name not in self.given and not name.startswith("results/")}

    def reset(self) -> None:
        """Earlier results only."""
        for run in (self.home / "results").iterdir():
            if run.name != "001":
                shutil.rmtree(run)
        shutil.rmtree(self.out, ignore_errors=True)
        shutil.copytree(self.home / "results" / "001", self.out)
        (self.out / "of the old run.txt").write_bytes(b"old")
        self.tally.unlink(missing_ok=True)

    def faults(self) -> list[str]:
        """What is not as it must be, whatever happened."""
        runs = {run.name: digests(run) for run in (self.home / "results").iterdir() if not run.name.startswith(".")}
        found = digests(self.home)
        beside = self.written_beside()
        hidden = {name for name in beside if ".running-" in name}
        tests = {
            "what the centres gave changed": all(found.get(name) == digest for name, digest in self.given.items()),
            "earlier results changed": runs.get("001") == self.results,
            "results are there in part": all(each == self.results for each in runs.values()),
            "results in a chosen place are neither the old nor the new": digests(self.out) in (self.old, self.results),
            "a tally is there in part": not self.tally.exists() or self.tally.read_bytes() == self.counted,
            "a file to answer is there in part": all(self.asked.get(name) == beside[name] for name in beside.keys() - hidden),
        }
        return [fault for fault, holds in tests.items() if not holds]

    def left(self) -> list[str]:
        """What a program was writing and nobody took away."""
        return sorted(path.name for folder in (self.home, self.home / "results", self.out.parent) for path in folder.glob(".*"))

    def again(self) -> list[str]:
        """What is wrong with the same commands, undisturbed, after all that."""
        before = {run.name for run in (self.home / "results").iterdir() if not run.name.startswith(".")}
        codes = [forked(lambda command=command: self.does(command), self.log)[0] for command in self.COMMANDS]
        new = {run.name for run in (self.home / "results").iterdir()} - before
        tests = {
            f"the exit codes are {codes}": codes == [0] * len(codes),
            "a later run is not as an undisturbed one": len(new) == 1 and digests(self.home / "results" / min(new)) == self.results,
            "results in a chosen place are not the new": digests(self.out) == self.results,
            "there is no tally": self.tally.exists(),
            f"left behind: {self.left()}": not self.left(),
        }
        return [fault for fault, holds in tests.items() if not holds] + self.faults()


def forked(work: Callable[[], int], log: Path, disturb: Callable[[int], None] = lambda pid: None) -> tuple[int, str]:
    """Work done in a fork; its exit code (negative: the signal that ended it) and what it said."""
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        code = 99
        try:
            code = work()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            Path(f"{log}.modules").write_text("\n".join(sorted(sys.modules)), "utf-8") if not Path(f"{log}.modules").exists() else None
            os._exit(code)
    disturb(pid)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), log.read_text("utf-8", "replace")


def warm(first: tuple[int, str]) -> None:
    """Import what the first run needed, so that the forks after it begin at once."""
    assert first[0] == 0, first
    for name in (Path(sys.argv[1]) / "said.txt.modules").read_text("utf-8").split("\n"):
        try:
            importlib.import_module(name)
        except Exception:  # noqa: BLE001  a part of a package that cannot be named so
            continue


def watched(folder: Path, at: int, happens: Callable[[], Any], only_writing: bool = False) -> Callable[[], int]:
    """Let something happen at an operation on a file below a folder; the number of operations so far."""
    seen = [0]

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event != "open" and event not in WRITING or not arguments or not str(arguments[0]).startswith(str(folder)):
            return
        reading = event == "open" and not (isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        if only_writing and (reading or event in ("os.remove", "os.rmdir", "shutil.rmtree")):
            return
        seen[0] += 1
        if seen[0] == at:
            happens()

    sys.addaudithook(hook)
    return lambda: seen[0]


def no_room() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "a file")


class Disturbances:
    """Ways to disturb a command of a place."""

    def __init__(self, place: Place, dice: Random) -> None:
        self.place, self.dice = place, dice
        measured = {command: self._measured(command) for command in place.COMMANDS}
        self.seconds = {command: seconds for command, (seconds, _) in measured.items()}
        self.operations = {command: operations for command, (_, operations) in measured.items()}
        self.place.reset()

    def _measured(self, command: str) -> tuple[float, int]:
        def work() -> int:
            seen = watched(self.place.home.parent, 0, lambda: None)
            self.place.does(command)
            (self.place.home.parent / "seen.txt").write_text(str(seen()), "utf-8")
            return 0

        began = time.monotonic()
        forked(work, self.place.log)
        return time.monotonic() - began, int((self.place.home.parent / "seen.txt").read_text("utf-8"))

    def _sent(self, number: int, command: str) -> tuple[int, str]:
        def later(pid: int) -> None:
            time.sleep(self.dice.random() * self.seconds[command])
            os.kill(pid, number)

        return forked(lambda: self.place.does(command), self.place.log, later)

    def killed_at_a_moment(self, command: str) -> tuple[int, str]:
        return self._sent(signal.SIGKILL, command)

    def interrupted(self, command: str) -> tuple[int, str]:
        return self._sent(signal.SIGINT, command)

    def _at_an_operation(self, command: str, happens: Callable[[], Any], only_writing: bool) -> tuple[int, str]:
        at = self.dice.randint(1, max(1, self.operations[command]))

        def work() -> int:
            watched(self.place.home.parent, at, happens, only_writing)
            return self.place.does(command)

        return forked(work, self.place.log)

    def killed_at_an_operation(self, command: str) -> tuple[int, str]:
        return self._at_an_operation(command, lambda: os.kill(os.getpid(), signal.SIGKILL), False)

    def out_of_room_at_an_operation(self, command: str) -> tuple[int, str]:
        return self._at_an_operation(command, no_room, True)

    def out_of_room_at_a_size(self, command: str) -> tuple[int, str]:
        size = int(2 ** self.dice.uniform(6, 17))

        def work() -> int:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
            return self.place.does(command)

        return forked(work, self.place.log)


KILLS = (Disturbances.killed_at_a_moment, Disturbances.killed_at_an_operation)
OTHERS = (Disturbances.interrupted, Disturbances.out_of_room_at_an_operation, Disturbances.out_of_room_at_a_size)
ENDINGS = {
    "killed_at_a_moment": (-signal.SIGKILL, 0), "killed_at_an_operation": (-signal.SIGKILL, 0), "interrupted": (130, 0, -signal.SIGINT),
    "out_of_room_at_an_operation": (2, 0), "out_of_room_at_a_size": (2, 0),
}  # fmt: skip


def disturbed(folder: Path, kills: int, seed: int) -> dict[str, Any]:
    """Kill so many commands, disturb a fifth as many otherwise; now and then, and at the end, do all of them again."""
    place, dice = Place(folder), Random(seed)
    ways = Disturbances(place, dice)
    ended, faults, reruns = Counter(), [], 0
    todo = [KILLS[n % 2] for n in range(kills)] + [OTHERS[n % 3] for n in range(max(3, kills // 5))]
    dice.shuffle(todo)
    for number, way in enumerate(todo, start=1):
        command = dice.choice(place.COMMANDS)
        code, said = way(ways, command)
        ended[f"{way.__name__}: {code}"] += 1
        print(number, way.__name__, command, code, file=sys.stderr, flush=True)  # noqa: T201  a soak is long
        wrong = place.faults()
        if code not in ENDINGS[way.__name__] or "Traceback" in said:
            wrong.append(f"it ended with {code}: {said[-300:]}")
        if number % AGAIN == 0 or number == len(todo):
            wrong += place.again()
            reruns += 1
            place.reset()
        faults += [f"{number} {way.__name__} {command}: {each}" for each in wrong]
    return {"ended": dict(sorted(ended.items())), "reruns": reruns, "at_once": at_once(place), "faults": faults}


def at_once(place: Place, runs: int = 4) -> str:
    """Several runs of one study at once: each has its own whole results."""
    pids = []
    for _ in range(runs):
        pid = os.fork()
        if pid == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os._exit(place.does("run"))
        pids.append(pid)
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    found = [digests(run) == place.results for run in (place.home / "results").iterdir()]
    return "as one" if codes == [0] * runs and found == [True] * (runs + 1) and not place.left() else f"codes {codes}, whole {found}"


if __name__ == "__main__":
    print(json.dumps(disturbed(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])), indent=1))  # noqa: T201
