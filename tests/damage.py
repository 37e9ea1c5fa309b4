"""A small study, and ways to damage it: each takes dice and gives the files of a study that is not as it should be."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from random import Random

from openpyxl.utils import get_column_letter

NAME = "Zyxwvutia"  # a patient's name that nobody asked for: it is in no message
Table = list[list[str]]
Files = dict[str, bytes]

PROTOCOL = """\
study: damaged
enrolment: {first_dose: [2021-01-01, 2021-12-31]}
data_cut: 2022-06-30
centres: {"01": {label: North}, "02": {label: South}}
arms:
  upa: {label: Upadacitinib 15 mg, drug: upadacitinib, daily_dose: 15 mg}
  bari: {label: Baricitinib, drug: baricitinib, daily_dose: 4 mg}
characteristics:
  age: {label: Age, type: number, unit: years}
  sex: {label: Sex, type: category, levels: {F: Women, M: Men}}
timepoints:
  baseline: {from: -90 days, to: 0 days, pick: last}
  M3: {from: 2 months, to: 4 months, target: 3 months, pick: worst}
endpoints:
  clear: {label: Clear, role: primary, measure: IGA, responder: {value_at_most: 1}, at: [M3], after_stop: non_responder}
  easi: {measure: EASI, summary: {change: median_q1_q3}, at: [M3]}
subsets: {escalated: {dose_change: increase}}
safety:
  terms:
    acne: {label: Acne, kind: clinical}
    cpk: {label: CPK, kind: biological, from: {any: [{test: CPK, above: local_upper}]}}
"""
HEADINGS = {
    "patients": ["patient", "sex", "age", "remarks"],
    "treatments": ["patient", "drug", "daily_dose", "start", "stop", "stop_reasons"],
    "visits": ["patient", "date", "IGA", "EASI"],
    "laboratory": ["patient", "date", "test", "value", "unit", "upper"],
    "events": ["patient", "term", "onset"],
    "event_review": ["patient", "acne", "cpk"],
}
TEXTS = (
    "", " ", "x", "0", "-0", "-1", "5,5", "1,234", "<5", "5?", "1e400", "inf", "nan", "1E5", "007", "9" * 400, "#N/A", "#REF!",
    "2021-02-30", "1900-01-01", "9999-12-31", "31/12/2021", "03/04/2021", "2021", "NA", "non fait", "oui", "TRUE", "patient", "IGA",
    "=1+1", "=cmd|' /C calc'!A0", "@SUM(1)", "+1", "<script>alert(1)</script>", "{{7*7}}", "'; DROP TABLE x; --", "\\", "/", "%2F", "..",
    "\u202eabc", "\U0001f600", "\ufeff", "\u200b", "\u00a05", "\uff15", "\u0661", "A" * 40_000, "a\nb", "a\tb", "a;b", "\x7f", "\x85",
)  # fmt: skip
XML_BITS = (
    b"<!DOCTYPE x>", b"&x;", b"<![CDATA[x]]>", b"<!-- c -->", b"<c/>", b"<row/>", b"<v>5</v>", b"<c t='e'><v>#N/A</v></c>", b"\0", b"\xff",
    b"<row r='3'><c r='ZZ3'><v>1</v></c></row>", b"<f>A1</f>", b"</sheetData>",
)  # fmt: skip
BYTES = (b"\0", b"\xff", b'"', b"\n", b",", b";", b"\t", b"\xef\xbb\xbf", b"sep=;\n", b"[", b"{", b": ")
ATTRIBUTES = (b"", b"0", b"-1", b"99999999999", b"A1", b"XFD1048576", b"ZZZZZZ1", b"b", b"e", b"d", b"s", b"str", b"inlineStr", b"A0")


def rows_of(centre: str) -> dict[str, Table]:
    """Six patients of a centre in every native table."""
    codes = [f"{centre}-{number}" for number in range(1, 7)]
    drugs = [("upadacitinib", "15"), ("baricitinib", "4")]
    return {
        "patients": [[code, "FM"[n % 2], str(30 + n), f"Mme {NAME}"] for n, code in enumerate(codes)],
        "treatments": [[code, *drugs[n % 2], f"2021-03-0{n + 1}", "2021-09-01" if n > 3 else "", ""] for n, code in enumerate(codes)],
        "visits": [[code, day, str(n % 5), str(n * 1.5)] for n, code in enumerate(codes) for day in ("2021-02-20", "2021-06-05")],
        "laboratory": [[code, "2021-06-05", "CPK", str(100 + 40 * n), "U/L", "200"] for n, code in enumerate(codes)],
        "events": [[codes[0], "acne", "2021-05-01"], [codes[1], "Acne", "2021-05"]],
        "event_review": [[code, ("yes", "no", "not done")[n % 3], "no"] for n, code in enumerate(codes)],
    }


def workbook_parts(tables: dict[str, Table]) -> Files:
    """The smallest workbook that spreadsheet programs open, part by part."""
    names = list(tables)
    relation = '<Relationship Id="{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/>'
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    tabs = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(names, start=1))
    linked = "".join(relation.format(f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(names) + 1))
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    more = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    parts = {
        "_rels/.rels": relations.format(relation.format("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f"<workbook {main} {more}><sheets>{tabs}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations.format(linked),
    }
    for n, name in enumerate(names, start=1):
        parts[f"xl/worksheets/sheet{n}.xml"] = f"<worksheet {main}><sheetData>{sheet_rows(tables[name])}</sheetData></worksheet>"
    return {name: xml.encode() for name, xml in parts.items()}


def sheet_rows(table: Table) -> str:
    """Cells as inline texts, numbers as numbers."""
    lines = []
    for number, row in enumerate(table, start=1):
        cells = []
        for column, text in enumerate(row, start=1):
            place = f"{get_column_letter(column)}{number}"
            if re.fullmatch(r"[0-9]{1,5}(\.[0-9])?", text):
                cells.append(f'<c r="{place}"><v>{text}</v></c>')
            elif text:
                cells.append(f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escaped(text)}</t></is></c>')
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    return "".join(lines)


def escaped(text: str) -> str:
    """A text for XML, without the characters that XML has no way to hold."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text).replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "]]&gt;")


def packed(parts: Files) -> bytes:
    """A workbook of its parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def csv_text(table: Table, mark: str = ",") -> bytes:
    """A CSV file."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=mark).writerows(table)
    return stream.getvalue().encode()


def study(tables: dict[str, dict[str, Table]], parts: Files | None = None, mark: str = ",") -> Files:
    """The files of a study: one centre sends a workbook, the other CSV files."""
    full = {centre: {name: [HEADINGS[name], *rows] for name, rows in tables[centre].items()} for centre in tables}
    files = {f"data/02/{name}.csv": csv_text(rows, mark) for name, rows in full["02"].items()}
    return {"protocol.yaml": PROTOCOL.encode(), "data/01.xlsx": packed(parts or workbook_parts(full["01"]))} | files


def whole() -> dict[str, dict[str, Table]]:
    """The tables of both centres, undamaged."""
    return {centre: rows_of(centre) for centre in ("01", "02")}


def flipped(dice: Random, content: bytes) -> bytes:
    """A few bytes changed, taken out or put in."""
    raw = bytearray(content)
    for _ in range(dice.choice((1, 1, 2, 5))):
        place = dice.randrange(len(raw))
        match dice.randrange(3):
            case 0:
                raw[place] = dice.randrange(256)
            case 1:
                raw[place:place] = dice.choice(BYTES)
            case _:
                del raw[place : place + dice.randrange(1, 20)]
    return bytes(raw)


def bytes_of_a_file(dice: Random) -> Files:
    """Any file, some bytes other than they were; or cut off."""
    files = study(whole())
    name = dice.choice(sorted(files))
    cut = dice.random() < 0.2
    return files | {name: files[name][: dice.randrange(len(files[name]))] if cut else flipped(dice, files[name])}


def xml_of_a_workbook(dice: Random) -> Files:
    """One part of the workbook with other tags, attributes or texts, in an archive that is sound."""
    parts = workbook_parts({name: [HEADINGS[name], *rows] for name, rows in rows_of("01").items()})
    name = dice.choice(sorted(parts))
    return study(whole(), parts | {name: dice.choice(XML_CHANGES)(dice, parts[name])})


def a_part_of_a_workbook(dice: Random) -> Files:
    """A part that is missing, empty, named otherwise, or another one."""
    parts = workbook_parts({name: [HEADINGS[name], *rows] for name, rows in rows_of("01").items()})
    name, other = dice.sample(sorted(parts), 2)
    content = parts.pop(name)
    return study(whole(), parts | dice.choice(({}, {name: b""}, {name.upper(): content}, {name: parts[other]}, {"../" + name: content})))


def tag_lost(dice: Random, xml: bytes) -> bytes:
    """Without one of its tags."""
    first, last = dice.choice([found.span() for found in re.finditer(rb"<[^>]+>", xml)])
    return xml[:first] + xml[last:]


def tag_twice(dice: Random, xml: bytes) -> bytes:
    """With one of its tags twice."""
    first, last = dice.choice([found.span() for found in re.finditer(rb"<[^>]+>", xml)])
    return xml[:last] + xml[first:]


def attribute_changed(dice: Random, xml: bytes) -> bytes:
    """With another value of one attribute."""
    first, last = dice.choice([found.span(1) for found in re.finditer(rb'"([^"]*)"', xml)])
    return xml[:first] + dice.choice((*ATTRIBUTES, escaped(dice.choice(TEXTS)).encode())) + xml[last:]


def something_put_in(dice: Random, xml: bytes) -> bytes:
    """With something that does not belong there behind one of its tags."""
    place = dice.choice([found.end() for found in re.finditer(rb">", xml)])
    return xml[:place] + dice.choice(XML_BITS) + xml[place:]


XML_CHANGES: tuple[Callable[[Random, bytes], bytes], ...] = (tag_lost, tag_twice, attribute_changed, something_put_in)


def texts_of_cells(dice: Random) -> Files:
    """Cells, headings now and then, with any text."""
    return study(damaged_tables(dice), mark=dice.choice(",,;\t|"))


def damaged_tables(dice: Random) -> dict[str, dict[str, Table]]:
    """Cells changed, rows dropped, doubled, cut or made longer."""
    tables = whole()
    for _ in range(dice.choice((1, 3, 10, 40))):
        rows = dice.choice(list(dice.choice(list(tables.values())).values()))
        row = dice.choice(rows) if rows else []
        match dice.randrange(8):
            case 0 if rows:
                rows.remove(row)
            case 1:
                rows.append(list(row))
            case 2:
                row.append(dice.choice(TEXTS))
            case 3 if row:
                row.pop()
            case _ if row:
                row[dice.randrange(len(row))] = dice.choice(TEXTS)
    return tables


def headings_changed(dice: Random) -> Files:
    """A heading with another text, of one table of one centre."""
    files = study(whole())
    name = dice.choice(sorted(name for name in files if name.endswith(".csv")))
    heading, rest = files[name].split(b"\r\n", 1)
    fields = heading.decode().split(",")
    fields[dice.randrange(len(fields))] = dice.choice(TEXTS)
    return files | {name: csv_text([fields]) + rest}


def words_of_the_protocol(dice: Random) -> Files:
    """Words and numbers of the protocol changed; lines dropped, doubled or moved."""
    lines = PROTOCOL.split("\n")
    words = re.findall(r"[\w.%-]+", PROTOCOL)
    for _ in range(dice.choice((1, 1, 2, 4))):
        number = dice.randrange(len(lines))
        match dice.randrange(4):
            case 0:
                lines.pop(number)
            case 1:
                lines.insert(number, dice.choice(lines))
            case 2:
                lines[number] = " " * dice.randrange(4) + lines[number]
            case _:
                found = list(re.finditer(r"[\w.%-]+", lines[number]))
                for first, last in [dice.choice(found).span()] if found else []:
                    lines[number] = lines[number][:first] + dice.choice((*TEXTS, *words)).replace("\n", " ") + lines[number][last:]
    return study(whole()) | {"protocol.yaml": "\n".join(lines).encode()}


def files_elsewhere(dice: Random) -> Files:
    """Files that are missing, twice, or where or what nobody expects."""
    files = study(whole())
    name = dice.choice(sorted(files))
    content = files.pop(name)
    place = dice.choice(("", "data/", "data/01/", "data/x/", "results/"))
    return files | {place + dice.choice(("~$a.xlsx", "a.xlsx", "b.csv", "visits.csv", "visits.parquet", "c.xls", "protocol.yaml")): content}


DAMAGE: tuple[Callable[[Random], Files], ...] = (
    bytes_of_a_file, bytes_of_a_file, xml_of_a_workbook, xml_of_a_workbook, a_part_of_a_workbook, texts_of_cells, texts_of_cells,
    headings_changed, words_of_the_protocol, words_of_the_protocol, files_elsewhere,
)  # fmt: skip
