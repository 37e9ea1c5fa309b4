"""Modules loaded beside the work: there by its end, and nobody is told of one that is missing."""

import importlib
import sys

import pytest

from cohortium import study
from cohortium.meanwhile import loading


def test_modules_are_there_when_the_work_ends(tmp_path, monkeypatch, capsys):
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "needed_late.py").write_text("import time\ntime.sleep(0.2)\nREADY = True\n")
    with loading("no_such_module_at_all", "needed_late"):
        pass
    assert sys.modules.pop("needed_late").READY
    assert capsys.readouterr() == ("", "")


def test_an_error_of_the_work_is_told_as_it_is():
    with pytest.raises(ValueError, match="of the work"), loading("json"):
        raise ValueError("of the work")


def test_what_a_run_has_loaded_is_there_to_be_loaded():
    for name in (*study._AFTERWARDS, *study._TO_DRAW):
        assert importlib.import_module(name)
