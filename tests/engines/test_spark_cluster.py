"""A standalone cluster on loopback, one of its two workers killed while it counts: the run ends with the right result."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import duckdb
import pytest

from cohortium import study
from engines.sparks import JVM, need
from generated import generate, write_study
from sampled import SOAK

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 900  # seconds, for a machine that does much else
ON_CLUSTER = """
import sys
from functools import partial
from pathlib import Path
from cohortium import study
from cohortium.derived import derived, load, results_of
from cohortium.engines import ENGINES
from cohortium.engines.spark_session import open_session
from cohortium.outputs.csv_files import write_csv
from cohortium.results import COLUMNS
from engines.sparks import CLUSTER, TINY
from sampled import SOAK
opened = partial(ENGINES["spark"], session=open_session(sys.argv[1], TINY | CLUSTER), scratch=sys.argv[2])
folder = Path(sys.argv[3])
if SOAK:
    print(study.run(folder, engine=opened).folder)
else:
    with derived(load(folder), opened) as found:
        write_csv(folder / "results.csv", COLUMNS, (row.cells() for row in results_of(found)))
    print(folder)
"""


def ask(kind: str, *arguments: str, place: Path) -> subprocess.Popen[bytes]:
    """Start a part of a cluster on loopback; what it says goes to a file of its own."""
    import pyspark

    home = Path(pyspark.__file__).parent
    environment = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_HOME": str(home), "SPARK_WORKER_DIR": str(place / "work")}
    environment["SPARK_DAEMON_JAVA_OPTS"] = JVM
    command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind.lower()}.{kind}", "--host", "127.0.0.1", *arguments]
    with (place / f"{kind}-{len(list(place.iterdir()))}.log").open("wb") as said:
        return subprocess.Popen(command, env=environment, stdout=said, stderr=said, start_new_session=True)


def wait_for(what: str, seen: Callable[[], object]) -> None:
    """Wait until something is seen; fails with its name after a while."""
    end = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.2)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Kill a process that this test started, with those that it started: they are a group of their own."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]], Callable[[], str]]]:
    """A master and two workers, which may still be on their way to it: its address, the workers, what is said there."""
    need()
    place = tmp_path / "cluster"
    place.mkdir()
    with ExitStack() as stack:
        master = ask("Master", "--port", "0", "--webui-port", "0", place=place)
        stack.callback(stop, master)
        said = lambda: "".join(path.read_text("utf-8", "replace") for path in sorted(place.glob("*.log")))  # noqa: E731
        wait_for("the master", lambda: "Starting Spark master at spark://" in said())
        address = said().split("Starting Spark master at ")[1].split()[0]
        workers = []
        for _ in range(2):
            workers.append(ask("Worker", "--cores", "1", "--memory", "1g", "--webui-port", "0", address, place=place))
            stack.callback(stop, workers[-1])
        yield address, workers, said


def test_a_worker_that_is_killed_costs_a_step_and_no_number(cluster, tmp_path: Path):
    address, workers, said = cluster
    one = generate(11, 2, 8)
    folder = write_study(tmp_path / "study", one.protocol, one.tables)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (ROOT / "src", ROOT / "tests")))}
    command = [sys.executable, "-c", ON_CLUSTER, address, str(scratch), str(folder)]
    with (
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running,
        ExitStack() as stack,
    ):
        stack.callback(running.kill)
        wait_for("two workers", lambda: said().count("Successfully registered with master") == 2)
        wait_for("the first steps", lambda: running.poll() is not None or len(list(scratch.glob("*/*/_SUCCESS"))) >= 5)
        assert running.poll() is None
        stop(workers[0])
        killed_after = len(list(scratch.glob("*/*/_SUCCESS")))
        alone = study.run(folder, out=tmp_path / "alone").folder
        told, errors = running.communicate(timeout=2 * PATIENCE)
    assert running.returncode == 0, errors
    results = Path(told.strip().splitlines()[-1])
    assert killed_after < 40  # most steps were still to come
    assert list(scratch.iterdir()) == []
    assert (alone / "results.csv").read_bytes() == (results / "results.csv").read_bytes()
    if not SOAK:  # which writes all that a run writes there
        return
    for name in ("ledger.csv", "queries.csv", "completeness.csv", "report.html", "tables.docx"):
        contents = [(run / name).read_bytes() for run in (alone, results)]
        assert contents[0] == contents[1] or name == "report.html" and b"pyspark" in contents[1], name
    for path in sorted((alone / "datasets").iterdir()):
        one, other = (rows_of(run / "datasets" / path.name) for run in (alone, results))
        assert one == other, path.name


def rows_of(dataset: Path) -> list[tuple[object, ...]]:
    """Its rows in an order of their own: a cluster writes them in another."""
    with duckdb.connect() as connection:
        return sorted(connection.execute(f"SELECT * FROM '{dataset}'").fetchall(), key=str)
