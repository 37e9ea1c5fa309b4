"""Whatever ends a command, earlier results stay, new ones are whole or not there, and the next run is like any other.

`COHORTIUM_EXAMPLES` sets how many commands are killed: a quarter of it, so that a soak (`python3 run.py soak`) kills 500.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

KILLS = int(os.environ.get("COHORTIUM_EXAMPLES", "16")) // 4
HERE = Path(__file__).resolve().parents[1]


@pytest.mark.skipif(os.name == "nt", reason="commands are disturbed in forks, which Windows does not have")
def test_nothing_is_lost_and_nothing_half_written_whatever_ends_a_command(tmp_path):
    seed = 0 if KILLS < 100 else Random().randrange(2**32)  # a soak draws new cases, and names them
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parent / "src")]), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "faults.disturbed", str(tmp_path), str(KILLS), str(seed)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["faults"] == [], f"seed {seed}"
    assert found["at_once"] == "as one"
    killed = sum(number for ending, number in found["ended"].items() if ending.startswith("killed"))
    assert killed == KILLS and found["reruns"] >= 1
    assert any(ending.endswith("-9") for ending in found["ended"])  # the test can fail: some were killed before they ended
