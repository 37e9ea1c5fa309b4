"""Every rule that a delivery can break, declared once: how serious it is and the words for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cohortium.language import marked

Severity = Literal["blocking", "query", "note"]
SEVERITIES: tuple[Severity, ...] = ("blocking", "query", "note")


@dataclass(frozen=True)
class Check:
    """A rule: `sentence` says what is wrong, `expected` what would be right, for the person who answers."""

    id: str
    severity: Severity
    sentence: str
    expected: str
    quarantines: bool = False  # the cell it names is set aside


def _cell(name: str, sentence: str, expected: str) -> Check:
    """A check of one cell's text, which is set aside; the column's own words replace `expected`."""
    return Check(name, "query", sentence, expected, quarantines=True)


_CELLS = (
    _cell("excel_error", "The cell shows an error of the spreadsheet.", "a value; correct the formula"),
    _cell("not_a_number", "The text is not a number.", "a number, without signs, units or question marks"),
    _cell("ambiguous_number", "The comma may mark decimals or thousands.", "a number with a decimal point"),
    _cell("not_a_whole_number", "The number is not whole.", "a whole number"),
    _cell("off_step", "The number lies between two steps of its scale.", "a whole multiple of the declared step"),
    _cell("out_of_range", "The number is outside the range of its scale.", "a number within the range"),
    _cell("not_a_date", "The text is not a calendar date.", "a date as year-month-day"),
    _cell("ambiguous_date", "The date can be read day first or month first, or its year has two digits.", "a date as year-month-day"),
    _cell("partial_date", "The date has no day.", "a full date as year-month-day"),
    _cell("placeholder_date", "The date stands for a missing one, or is before 1900 or after 2100.", "the true date, or an empty cell"),
    _cell("future_date", "The date is after the day on which the file was drawn from its source.", "a date up to that day"),
    _cell("body_mass", "Height and weight give a body mass that nobody has; both are set aside.", "the height and the weight"),
    Check("unit_in_doubt", "note", "The column seems to be in two units; its cells wait for the answer.", "nothing to do here", True),
    _cell("part_missing", "The cell does not hold as many parts as the mapping expects.", "every part, with the declared sign between"),
    _cell("not_a_dose", "The text is not a daily dose.", "a daily dose such as 15 mg"),
    _cell("not_yes_or_no", "The text is neither yes, no, not done nor unknown.", "yes, no, not done or unknown"),
    _cell("unknown_level", "The text is no level that the protocol declares.", "a declared level"),
    _cell("unknown_arm", "The text is no treatment group that the protocol declares.", "a declared treatment group"),
    _cell("unknown_term", "The text is no event that the protocol declares.", "a declared term or sub-term"),
    _cell("several_drugs", "The text was coded as several drugs, so the dose of each is not known.", "a line for each drug"),
    _cell("unknown_stop_reason", "The text is no reason for a stop that is known.", "one or several declared reasons"),
)

_ANSWER = marked("the answer in questions.xlsx, or in the mapping of the centre")
_PATTERNS = (
    Check("date_order", "blocking", "The date can be read day first or month first; one answer says it for the centre.", _ANSWER, True),
    Check("two_digit_years", "blocking", "The year has two digits; one answer says which century is meant.", _ANSWER, True),
    Check("decimal_mark", "blocking", "The comma may mark decimals or thousands; one answer says it for the centre.", _ANSWER, True),
    Check("unknown_code", "blocking", "The text is a code that nobody has explained yet.", _ANSWER, True),
    Check("missing_code", "blocking", "The number may stand for a missing value; it is outside the range.", _ANSWER, True),
    Check("word_in_numbers", "blocking", "A word comes again where numbers stand; one answer says what it stands for.", _ANSWER, True),
    Check("unit_in_cell", "blocking", "A unit stands behind the number; one answer says how it is converted.", _ANSWER, True),
    # In another unit a value is unknown by the protocol's own rule: a question, but no draft.
    Check("unit_of_no_limit", "query", "The limits for this test are in another unit, or it is spelled otherwise.", _ANSWER),
    Check("close_heading", "blocking", "The heading is close to that of a column, which is not read until that is decided.", _ANSWER),
)
"""Parts of a question that has one answer for all cells of a centre."""

_ROWS = (
    Check("missing_key", "query", "The row does not say whose it is.", "the patient, and the centre where the file does not give it"),
    Check("ragged_row", "query", "The line has more or fewer fields than the heading.", "as many fields as the heading"),
    Check("total_row", "note", "The row sums up other rows, by what stands in place of a patient; it is no data.", "nothing to do"),
    Check("duplicate_row", "note", "The row stands twice with the same texts; it counts once.", "one row"),
    Check("unknown_centre", "query", "The centre is not declared in the protocol.", "a declared centre"),
    Check("drug_missing", "query", "The treatment line does not name its drug.", "the name of the drug"),
)

_FILES = (
    Check(
        "identifier_column",
        "query",
        "The column identifies people directly; it was not read, and nothing of it is kept.",
        "a file without it; or keep in the mapping, if it was taken wrongly",
    ),
    Check(
        "identifier_key",
        "blocking",
        "The codes of the patients identify people directly; the sheet was not read.",
        "codes of the study's own; or keep in the mapping, if they were taken wrongly",
    ),
    Check("duplicate_file", "note", "The file was already read under another name; it counts once.", "one copy"),
    Check("duplicate_file_centre", "query", "The same file came from two centres; it counts for the first.", "each centre's own file"),
    Check("file_skipped", "note", "The file is no delivery and was not read.", "a workbook, CSV or Parquet file"),
    Check(
        "likely_twin",
        "query",
        "Two patients of two centres may be one person; both count.",
        "nothing, if they are two; else one of them left out by its centre",
    ),
    Check(
        "unfit_sheet",
        "blocking",
        "No reading in the mapping of the centre fits this sheet, so nothing of it was read.",
        "readings for it (map FILE adds them), or the file named under unread in the mapping",
    ),
    Check(
        "unusable_headings",
        "blocking",
        "The headings of the sheet do not make its table, so nothing of it was read.",
        "a mapping that says where they stand and which of two columns counts (map FILE proposes one)",
    ),
    Check(
        "unread_file",
        "blocking",
        "Nothing of the file was read: none of its sheets is named after a table. Let a mapping be proposed: cohortium map FILE.",
        "a mapping (map FILE proposes one); if it holds no data, its name under unread in a mapping",
    ),
    Check("unused_sheet", "note", "The sheet is not named after a table and was not read.", "the name of a table"),
    Check("unmapped_column", "note", "The column is not known and was not read.", "the name of a column of the table"),
    Check(
        "mapping_unsure",
        "blocking",
        "The mapping is unsure of this column, which is not read until that is decided.",
        "the column confirmed in the mapping, its line unsure taken away",
    ),
    Check("hidden_column", "blocking", "The column is hidden and was read.", "hidden: read, or hidden: leave_out, in the mapping"),
    Check("hidden_sheet", "blocking", "The sheet is hidden and was read.", "hidden: read, or hidden: leave_out, in the mapping"),
    Check(
        "merged_cells",
        "blocking",
        "Cells with data are merged; only the first of them holds the value.",
        "merged: first, or merged: fill, in the mapping",
    ),
    Check("coloured_cells", "query", "Cells are in colours that differ from those around them; what a colour says is not read.", _ANSWER),
    Check(
        "colours_unwritten",
        "query",
        "Colours of these cells say something that is written nowhere, so it was not read.",
        "what the colours say, in a column of its own",
    ),
    Check(
        "turned_sheet",
        "blocking",
        "The patients seem to stand in columns; the sheet was not read.",
        "turned: true in a reading of the mapping, which map proposes",
    ),
    Check("hidden_rows", "note", "Rows are hidden, by hand or by a filter; they were read like the others.", "nothing to do"),
    Check("filter_active", "note", "A filter is active; all rows were read.", "nothing to do"),
    Check("external_formula", "note", "A formula points into another file; its last value was read.", "the value, instead of the formula"),
    Check(
        "formula",
        "note",
        "Formulas give values of this column; what they gave last was read, in the rows that are listed.",
        "nothing to do, or the values instead of the formulas",
    ),
    Check("comments", "note", "The sheet has comments, which are not read.", "what they say, in cells"),
    Check("other_format", "note", "The file is of another format than its name says, and was read as such.", "the right ending"),
    Check("nul_bytes", "note", "The text holds NUL characters, which were left out.", "a new export"),
    Check("serial_date", "note", "The number was read as the day that a spreadsheet counts so.", "a date as year-month-day"),
    Check("template_other_study", "blocking", "The template was made for another study, and was read.", "a template of this study"),
    Check(
        "template_other_centre",
        "query",
        "The template was made for another centre than its place says; it counts for the template's.",
        "the file in the place of its own centre",
    ),
    Check(
        "template_column_gone", "query", "Columns of the template are no longer there.", "a new template, with the entries copied into it"
    ),
    Check("template_added", "query", "The protocol asks for more than this template did.", "the template of today"),
    Check("template_removed", "note", "The protocol no longer asks for this; what was entered there is not used.", "nothing to do"),
    Check(
        "template_changed",
        "note",
        "The protocol has changed what can be answered since the template was made; the new rule counts.",
        "nothing to do",
    ),
    Check("empty_header", "note", "The column has no heading and was not read.", "a heading"),
    Check(
        "units_mixed",
        "blocking",
        "The numbers of this column seem to be in two units; none of them is used until that is said.",
        "the unit of each, in the mapping",
    ),
    Check(
        "unit_differs",
        "blocking",
        "The numbers of this column seem to be in another unit than declared.",
        "times and written_in, in the mapping",
    ),
    Check(
        "zero_spike",
        "note",
        "Zeros stand far apart from the other numbers of this column, in the rows that are listed; they may mean missing.",
        "the value, or an empty cell",
    ),
    Check(
        "mojibake", "note", "The accents of the text were spoiled by a wrong encoding; it was kept as it is.", "the text with its accents"
    ),
    Check(
        "became_a_date",
        "note",
        "A date stands where a name or code is expected; a spreadsheet may have made it of one.",
        "the name or code, in a cell formatted as text",
    ),
    Check(
        "not_collected",
        "note",
        "The centre's files have no column for this; it was not collected there, which is not missing by chance.",
        "nothing to do, or the column",
    ),
    Check(
        "centre_contradicts",
        "query",
        "The centre column says another centre than the file's name or folder; the column counts.",
        "the rows of a centre in its own file",
    ),
)

_RECORDS = (
    Check("two_arms", "blocking", "The first day has two treatment groups; the patient is left out.", "one group on the first day"),
    Check("conflicting_patient", "blocking", "Rows of one patient disagree; the value is set aside.", "one value for the patient", True),
    Check(
        "sex_contradicts",
        "query",
        "The patient's sex cannot have this; the answer is set aside.",
        "the sex, or the answer, that is right",
        True,
    ),
    Check("birth_after_first_dose", "query", "The year of birth is after the first dose; it gives no age.", "the year of birth"),
    Check(
        "age_contradicts",
        "query",
        "At the first dose, the age and the year of birth are more than a year apart; the age counts.",
        "the age at the first dose, or the year of birth, that is right",
    ),
    Check("two_scores_one_day", "query", "One day has two different scores.", "one score for the day"),
    Check(
        "total_differs",
        "query",
        "The total is not that of its items; the protocol says which of the two stands.",
        "the total of the items, or the items of the total",
    ),
    Check("items_contradict", "query", "The items contradict each other, so that they give no total.", "items that fit together"),
    Check(
        "items_missing",
        "note",
        "Answers are missing, or the age, so that the items give no total.",
        "the answers and the age, if they are known",
    ),
    Check(
        "items_incomplete",
        "query",
        "Some of the items have no column, so that no total is computed in this sheet.",
        "a column for each item",
    ),
    Check(
        "scores_disagree",
        "query",
        "One score says that the skin is clear, the other that it is not.",
        "scores that are both clear, or both not",
    ),
    Check(
        "age_boundary",
        "note",
        "The patient has passed an age from which other weights, or another questionnaire, apply.",
        "nothing to do, or scores by one rule for all visits of the patient",
    ),
    Check("stop_before_start", "query", "The treatment stops before it starts; both dates are set aside.", "a stop after the start", True),
    Check("start_missing", "query", "The treatment line has no start.", "the date of the first dose"),
    Check("visit_without_time", "query", "The visit has neither date nor month nor week.", "a date, month or week"),
    Check("review_contradicts", "query", "The review says no, another source says yes; yes counts.", "one answer"),
    Check("missing_baseline", "query", "A score has no value at baseline to compare with.", "the score before treatment"),
    Check("open_line_followed", "query", "A line without a stop is followed by one of the same drug.", "the stop of the earlier line"),
    Check(
        "overlapping_lines",
        "query",
        "The line starts before an earlier one of the same drug stops.",
        "the stop of the earlier line, or the start of this one",
    ),
    Check("prior_use_undated", "query", "The drug was taken before, but no earlier course has dates.", "the dates of the earlier course"),
    Check("death_before_record", "query", "The record is dated after the death.", "dates up to the death"),
    Check(
        "contact_before_event",
        "query",
        "The last contact is before an event of the patient; follow-up goes on to the event.",
        "the day of the last contact",
        True,
    ),
    Check("conflicting_limit", "query", "Limits for the same test, unit, sex and day differ; none is used.", "one limit"),
    Check(
        "dose_of_no_arm",
        "query",
        "The first dose is that of no group, or could not be read; the patient is left out.",
        "the daily dose of the first day",
    ),
    Check("arm_contradicts", "query", "The first dose is of another drug than the treatment group's.", "the group and the drug that agree"),
    Check(
        "first_dose_missing",
        "query",
        "A treatment group is written, but no dose of a treatment group's drug with a date.",
        "a treatment line with its start",
    ),
    Check("reason_without_stop", "query", "A reason for a stop is written, but no stop.", "the date of the stop"),
    Check("unknown_previous_drug", "note", "The protocol does not name this drug.", "a drug of the protocol, or nothing to do"),
    Check("drug_of_no_arm", "note", "The drug belongs to no treatment group.", "a drug of a treatment group, or nothing to do"),
    Check("after_data_cut", "note", "The record is dated after the data cut and does not count.", "nothing to do"),
    Check("limit_missing", "note", "The laboratory value has no limit to be judged by.", "a limit of the laboratory, in the same unit"),
    Check(
        "side_unknown",
        "note",
        "The laboratory value is only known to be below or above a number, not on which side of its limit it lies; it is not judged.",
        "the number that the laboratory found, or nothing to do",
    ),
    Check("patient_without_row", "note", "The patient has no row in patients.", "a row in patients"),
)

_DELIVERIES = (
    Check("delivery_undeclared", "blocking", "Nobody has said whether this delivery is complete or additional; it is not read until then.",
          "deliveries: {date: complete}, or additional, in the mapping of the centre"),
    Check("row_vanished", "query", "The row is not in the complete delivery that followed; it still counts.",
          "confirmed, if it was taken out on purpose; else the row in the next delivery"),
    Check("table_vanished", "query", "The complete delivery that followed has none of this table; its rows still count.",
          "confirmed, if it was taken out on purpose; else the table in the next delivery"),
    Check("objection", "note", "Patients who object were left out with all their rows; what was found is their number.", "nothing to do"),
    Check("objection_unmatched", "query", "An objection names a patient who is in no file.",
          "the patient as the centre's files write it, or nothing to do"),
)  # fmt: skip

CHECKS: dict[str, Check] = {check.id: check for check in (*_CELLS, *_PATTERNS, *_ROWS, *_FILES, *_RECORDS, *_DELIVERIES)}
"""All checks by id."""
