"""The zip archive that a workbook is, opened with limits: nothing in it may exhaust a laptop."""

from __future__ import annotations

import io
import zipfile
import zlib

from cohortium.sources.raw import Unreadable

MAX_EXPANDED = 200_000_000
MAX_RATIO = 100
SMALL = 20_000_000  # below it the ratio does not matter: a repeated cell compresses well
_SKIPPED = ("xl/media/", "xl/drawings/", "xl/charts/", "docProps/", "customXml/")
_BINARY = ("xl/workbook.bin", "xl/sharedStrings.bin", "xl/styles.bin")


def open_archive(content: bytes) -> dict[str, bytes]:
    """The XML parts of a workbook by name, each read whole and its checksum tested."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _refuse_by_size(members)
            return {member.filename: archive.read(member) for member in members if _wanted(member.filename)}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError):
        raise Unreadable("is damaged or cut off. Ask the centre to send it again.") from None
    except NotImplementedError:  # how zipfile says that it does not know a way of packing
        raise Unreadable("is packed in a way that is not read. Open it in its own program and save it again.") from None
    except RuntimeError:  # how it says that it has no password
        raise Unreadable("is an encrypted archive. Remove the password, save it and put it back.") from None


def packed(parts: dict[str, bytes]) -> io.BytesIO:
    """The parts as an archive again: who reads it sees what was checked, however strangely the first one was packed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, xml in parts.items():
            archive.writestr(name, xml)
    stream.seek(0)
    return stream


def _wanted(name: str) -> bool:
    """Texts of a workbook and the binary sheets of .xlsb; never its macros."""
    return (name.endswith((".xml", ".rels")) or name == "mimetype" or _is_binary_part(name)) and not name.startswith(_SKIPPED)


def _is_binary_part(name: str) -> bool:
    return name.endswith(".bin") and (name.startswith("xl/worksheets/") or name in _BINARY)


def _refuse_by_size(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename.lower() for member in members]  # some programs read parts whatever their case
    if len(set(names)) < len(names):
        raise Unreadable("holds the same part twice, which no spreadsheet program writes. Open it in Excel and save it again.")
    expanded = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if expanded > MAX_EXPANDED:
        raise Unreadable(
            "expands to more than {max_expanded} MB, the limit. Split it, or deliver it as a Parquet file.",
            max_expanded=MAX_EXPANDED // 1_000_000,
        )
    if expanded > SMALL and expanded > MAX_RATIO * packed:
        raise Unreadable(
            "expands to more than {max_ratio} times its size, the limit. Open it in Excel and save it again, or split it.",
            max_ratio=MAX_RATIO,
        )
