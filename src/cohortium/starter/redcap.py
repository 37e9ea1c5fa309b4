"""A draft of protocol and mapping from a REDCap data dictionary: what it can know is written, the rest is asked in comments."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

from cohortium.language import marked, tr
from cohortium.problems import Problem

Field = dict[str, str]
_NAME, _TYPE, _LABEL = "Variable / Field Name", "Field Type", "Field Label"
_CHOICES, _CHECK = "Choices, Calculations, OR Slider Labels", "Text Validation Type OR Show Slider Number"
_SHOWN, _IDENTIFIER = "Branching Logic (Show field only if...)", "Identifier?"
_NUMBERS = {"integer": "1", "number": "0.000001"} | {f"number_{n}dp": f"0.{'0' * (n - 1)}1" for n in range(1, 5)}
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")
_OTHER_EVENT = re.compile(r"\]\s*\[|\(\w*[^()]*\[|datediff|sum\(|round", re.IGNORECASE)


def fields_of(path: Path) -> list[Field]:
    """The fields of a dictionary as REDCap downloads it; Problem where the file is no dictionary."""
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    except (OSError, UnicodeDecodeError, csv.Error):
        text = "{path} cannot be read. Give the data dictionary as REDCap downloads it (CSV, UTF-8)."
        raise Problem(text, path=path) from None
    if not rows or any(column not in rows[0] for column in (_NAME, _TYPE, _CHOICES)):
        text = "{path} is no REDCap data dictionary: it needs the columns {name}, {type} and {choices}."
        raise Problem(text, path=path, name=_NAME, type=_TYPE, choices=_CHOICES)
    return [{key: value or "" for key, value in row.items() if key} for row in rows]


def draft(path: Path) -> tuple[str, str]:
    """The text of protocol.yaml and of mappings/redcap.yaml, their comments in the language spoken."""
    fields = fields_of(path)
    drafted = [(field, list(_drafted(field))) for field in fields[1:]]
    characteristics = [f"  {entry}" for _, entries in drafted for entry, _ in entries]
    columns = [f"      {entry}" for _, entries in drafted for _, entry in entries]
    left = ", ".join(field[_NAME] for field, entries in drafted if not entries)
    comment = [tr("# Not drafted (identifiers, free text, dates, files): {fields}.", fields=left)] if left else []
    begun = [tr(_ABOUT_PROTOCOL), _PROTOCOL.replace("EVERYONE", tr("All patients"))]
    protocol = [*begun, "characteristics:" if characteristics else "characteristics: {}", *characteristics, *comment]
    mapping = [*map(tr, _ABOUT_MAPPING), _MAPPING, f"      patient: {fields[0][_NAME]}", *columns, *comment]
    return "\n".join(protocol) + "\n", "\n".join(mapping) + "\n"


_ABOUT_PROTOCOL = marked(
    "# Drafted from a REDCap data dictionary. Arms, times and endpoints are not in a dictionary: replace these examples."
)
_PROTOCOL = """\
study: from-redcap
arms:
  everyone: {label: EVERYONE}
timepoints:
  M3: {from: 2 months, to: 4 months}
endpoints:
  example: {measure: IGA, responder: {value_at_most: 1}, at: [M3]}"""
_ABOUT_MAPPING = (
    marked("# Drafted from a REDCap data dictionary, for an export with raw codes or with labels."),
    marked("# Several centres in one project: add  centre: redcap_data_access_group"),
    marked("# Longitudinal projects: add  where: {redcap_event_name: [...]}"),
    marked("# Repeating instruments: add  where: {redcap_repeat_instrument: [...]}"),
    marked("# Missing-data codes of the project: add  missing: {unknown: [...], not_done: [...]}"),
)
_MAPPING = """\
files: "*.csv"
readings:
  - table: patients
    columns:
      arm: {value: everyone}"""


def _drafted(field: Field) -> Iterator[tuple[str, str]]:
    """(line of the protocol, line of the mapping) for each variable of a field; none for identifiers and free text."""
    name, kind, check = field[_NAME], field[_TYPE], field[_CHECK].removesuffix("_comma_decimal")
    if field[_IDENTIFIER].lower() == "y" or not _ID.fullmatch(name):
        return
    label, shown = json.dumps(_plain(field[_LABEL]) or name, ensure_ascii=False), _shown_if(field[_SHOWN])
    if kind in ("radio", "dropdown") and (levels := _levels(field[_CHOICES])):
        yield f"{name}: {{label: {label}, type: category, levels: {levels}}}", _column(name, name, shown)
    elif kind in ("yesno", "truefalse"):
        codes = 'codes: {"0": "no", "1": "yes", "False": "no", "True": "yes"}'
        yield f"{name}: {{label: {label}, type: yes_no}}", _column(name, name, f", {codes}{shown}")
    elif kind == "checkbox":
        for code, choice in _choices(field[_CHOICES]):
            said = json.dumps(f"{_plain(field[_LABEL])}: {choice}", ensure_ascii=False)
            own = f"{name}___{code.lower()}"
            yield f"{own}: {{label: {said}, type: yes_no}}", _column(own, own, f", box: {name}{shown}")
    elif kind == "calc" or check in _NUMBERS:
        decimal = ', decimal: ","' if field[_CHECK].endswith("comma_decimal") else ""
        yield f"{name}: {{label: {label}, type: number, step: {_NUMBERS.get(check, '0.000001')}}}", _column(name, name, decimal + shown)


def _column(variable: str, heading: str, more: str) -> str:
    return f"{variable}: {{column: {heading}{more}}}" if more else f"{variable}: {heading}"


def _shown_if(logic: str) -> str:
    """The condition, where it is about the same row; another is left for a person."""
    return f", shown_if: {json.dumps(' '.join(logic.split()))}" if logic.strip() and not _OTHER_EVENT.search(logic) else ""


def _choices(text: str) -> list[tuple[str, str]]:
    pairs = [part.partition(",") for part in text.split("|")]
    return [(code.strip(), label.strip()) for code, _, label in pairs if _ID.fullmatch(code.strip())]


def _levels(text: str) -> str:
    """Code to label; two codes with one label keep their code beside it."""
    pairs = _choices(text)
    labels = [_plain(label) for _, label in pairs]
    named = [label if labels.count(label) == 1 and label else f"{label} ({code})" for (code, _), label in zip(pairs, labels, strict=True)]
    entries = [f"{json.dumps(code)}: {json.dumps(label, ensure_ascii=False)}" for (code, _), label in zip(pairs, named, strict=True)]
    return "{" + ", ".join(entries) + "}" if entries else ""


def _plain(text: str) -> str:
    """A label without the tags that REDCap allows in it."""
    return " ".join(re.sub(r"<[^<>]{0,200}>", " ", text).split())[:200]
