"""WHAT MAY LEAVE: results are read again from their files and checked, before the folder appears and whenever somebody asks."""

from cohortium.outputs.release.binding import write_binding
from cohortium.outputs.release.checks import RELEASE_CHECKS, ReleaseCheck, State, release, states_of
from cohortium.outputs.release.written import Written

__all__ = ["RELEASE_CHECKS", "ReleaseCheck", "State", "Written", "release", "states_of", "write_binding"]
