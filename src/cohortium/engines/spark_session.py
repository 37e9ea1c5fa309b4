"""Where Spark runs: a session on a master, or a session that is there already; safe settings, and no word of its own."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

from cohortium.problems import Problem

LOCAL = "local[*]"
_OF_CONTAINER = Path("/sys/fs/cgroup/memory.max")
# What the steps mean depends on these, so they hold in every session, given or made.
MEANING = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.ansi.enforceReservedKeywords": "false",
    "spark.sql.ansi.relationPrecedence": "false",
    "spark.sql.caseSensitive": "false",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.crossJoin.enabled": "true",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.compression.codec": "zstd",
    # Only what is declared or counted as small travels whole (see spark.py), so the plan does not hang on guessed sizes.
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.sql.adaptive.autoBroadcastJoinThreshold": "-1",
}
# A page that shows queries and their values is never opened; what a failing task says quotes values, so nothing is written.
QUIET = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.eventLog.enabled": "false",
    "spark.log.level": "OFF",
    "spark.executor.syncLogLevel.enabled": "true",
}
# A run reads files: no catalogue is opened, and none is asked.
NO_CATALOGUE = {"spark.sql.catalogImplementation": "in-memory"}
LOOPBACK = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": str(4 * (os.cpu_count() or 1)),
}


def is_local(master: str) -> bool:
    """Whether Spark runs inside one process of this machine."""
    return master.split("[")[0] == "local"


def open_session(master: str = LOCAL, settings: dict[str, str] | None = None, catalogue: bool = False) -> Any:
    """A session on a master; the one that runs already if there is one. Problem where Spark or Java is missing, or nobody answers.

    `catalogue`: Spark's own settings say which catalogue there is; otherwise there is none.
    """
    need_spark()
    pyspark = _pyspark()
    running = pyspark.sql.SparkSession.getActiveSession()
    if running is not None and not running.sparkContext._jsc.sc().isStopped():
        return running
    if is_local(master):
        os.environ.setdefault("SPARK_DRIVER_MEMORY", _share_of_memory())  # it is started with our environment, whatever we ask for
    wanted = QUIET | ({} if catalogue else NO_CATALOGUE) | (LOOPBACK if is_local(master) else {}) | (settings or {})
    configuration = pyspark.SparkConf().setAll([*wanted.items(), ("spark.master", master), ("spark.app.name", "cohortium")])
    try:
        gateway = pyspark.java_gateway.launch_gateway(configuration, {"stderr": subprocess.DEVNULL, "stdout": subprocess.DEVNULL})
        return pyspark.sql.SparkSession(pyspark.SparkContext(gateway=gateway, conf=configuration))
    except Exception:
        raise Problem(
            "Spark could not be started on {master}. Check the address, that the cluster runs, and that Java (17 or newer) starts.",
            master=master,
        ) from None


def _share_of_memory() -> str:
    """A quarter of the memory of this machine, but no less than Spark's own 1 GB: driver and workers are one process here.

    What spark.driver.memory says in Spark's own settings goes before.
    """
    try:
        whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows says it otherwise
        whole = 0
    with suppress(OSError, ValueError):  # a container may have less
        whole = min(whole, int(_OF_CONTAINER.read_text("ascii")))
    return f"{max(1024, whole // 4 // 1024**2)}m"


def own_session(session: Any) -> Any:
    """A session beside the given one, on the same cluster: its names and settings are its own."""
    session.sparkContext.setLogLevel("OFF")
    own = session.newSession()
    for name, value in MEANING.items():
        own.conf.set(name, value)
    return own


def _pyspark() -> Any:
    try:
        import pyspark
        import pyspark.java_gateway
        import pyspark.sql
    except ImportError:
        raise Problem('Spark is not installed. Install it with: pip install "cohortium[spark]"') from None
    # Its own logger writes what Spark answered, values and all.
    logging.getLogger("SQLQueryContextLogger").disabled = True
    logging.getLogger("DataFrameQueryContextLogger").disabled = True
    return pyspark


def need_spark() -> None:
    """A Problem where Spark or Java is missing."""
    _pyspark()
    home = os.environ.get("JAVA_HOME")
    if not (home and (Path(home) / "bin").is_dir()) and not shutil.which("java"):
        raise Problem("Spark needs Java, 17 or newer, and there is none. On Debian and Ubuntu: apt install default-jre-headless")
