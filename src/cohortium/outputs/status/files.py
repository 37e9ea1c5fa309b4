"""Where the status goes: STUDY/status, written anew each time."""

from __future__ import annotations

from pathlib import Path

from cohortium.disk import replaced
from cohortium.language import speaking
from cohortium.outputs.status.reminder import reminder
from cohortium.outputs.status.state import Tracking
from cohortium.outputs.status.workbook import write_tracking
from cohortium.outputs.texts import file_name

FOLDER, WORKBOOK, REMINDERS = "status", "tracking.xlsx", "reminders"


def write_status(study: Path, tracking: Tracking) -> Path:
    """Write the workbook, and a text per centre in its own language; texts of centres that are gone are taken away."""
    folder = study / FOLDER
    (folder / REMINDERS).mkdir(parents=True, exist_ok=True)
    with speaking(tracking.language), replaced(folder / WORKBOOK) as place:
        write_tracking(place, tracking)
    taken: set[str] = set()
    texts = {f"{file_name(centre.code, taken)}.txt": centre for centre in tracking.centres}
    for old in (folder / REMINDERS).glob("*.txt"):
        if old.name not in texts:
            old.unlink()
    for name, centre in texts.items():
        with speaking(centre.language):
            (folder / REMINDERS / name).write_text(reminder(tracking, centre), "utf-8", newline="\n")
    return folder
