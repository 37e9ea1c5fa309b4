"""How far the collection is: a workbook to follow it, and a text that reminds each centre."""

from cohortium.outputs.status.files import write_status
from cohortium.outputs.status.state import CentreState, Tracking

__all__ = ["CentreState", "Tracking", "write_status"]
