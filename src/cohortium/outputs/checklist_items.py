"""The items of STROBE for cohort studies and of RECORD, briefly in our own words, each with what of a run can answer it.

Sources: von Elm and others 2007, PLoS Med 4:e296, doi 10.1371/journal.pmed.0040296 (STROBE); Benchimol and others 2015, PLoS Med
12:e1001885, doi 10.1371/journal.pmed.1001885 (RECORD, which adds its items to those of STROBE). Their own wording is what a journal
asks for.
"""

from __future__ import annotations

from dataclasses import dataclass

from cohortium.language import marked


@dataclass(frozen=True)
class Item:
    """An item of a list, and the name of what answers it (`ANSWERS` in checklists.py)."""

    checklist: str
    number: str
    text: str
    answer: str


ITEMS = (
    Item("strobe", "1a", marked("Design named in the title or the abstract"), "none"),
    Item("strobe", "1b", marked("Abstract: what was done and what was found"), "none"),
    Item("strobe", "2", marked("Background and reasons for the study"), "none"),
    Item("strobe", "3", marked("Objectives and hypotheses"), "primary"),
    Item("strobe", "4", marked("Main elements of the design, early in the paper"), "methods"),
    Item("strobe", "5", marked("Setting, places and dates of recruitment, treatment, follow-up and data collection"), "dates"),
    Item("strobe", "6a", marked("Who could take part, how they were found and followed"), "methods"),
    Item("strobe", "6b", marked("Matching: criteria and numbers"), "none"),
    Item("strobe", "7", marked("Definition of outcomes, treatments, confounders and criteria"), "methods"),
    Item("strobe", "8", marked("Source and way of measurement of each variable"), "methods"),
    Item("strobe", "9", marked("What was done against bias"), "sensitivity"),
    Item("strobe", "10", marked("How the size of the study was decided"), "none"),
    Item("strobe", "11", marked("How quantities were handled and grouped"), "methods"),
    Item("strobe", "12a", marked("Statistical methods, those against confounding included"), "methods"),
    Item("strobe", "12b", marked("Methods for subgroups and interactions"), "subgroups"),
    Item("strobe", "12c", marked("How missing data were handled"), "methods"),
    Item("strobe", "12d", marked("How losses to follow-up were handled"), "methods"),
    Item("strobe", "12e", marked("Sensitivity analyses"), "sensitivity"),
    Item("strobe", "13a", marked("Numbers of people at each stage"), "tables"),
    Item("strobe", "13b", marked("Why people left at each stage"), "tables"),
    Item("strobe", "13c", marked("A flow diagram"), "tables"),
    Item("strobe", "14a", marked("Characteristics of the patients"), "tables"),
    Item("strobe", "14b", marked("How many have no data, for each variable"), "tables"),
    Item("strobe", "14c", marked("Length of follow-up"), "tables"),
    Item("strobe", "15", marked("Numbers of events or summaries of outcomes over time"), "tables"),
    Item("strobe", "16a", marked("Estimates with their precision, unadjusted and adjusted"), "tables"),
    Item("strobe", "16b", marked("Limits of the categories of quantities"), "none"),
    Item("strobe", "16c", marked("Relative risks as absolute risks, where that means something"), "differences"),
    Item("strobe", "17", marked("Other analyses: subgroups, interactions, sensitivity"), "tables"),
    Item("strobe", "18", marked("Main results with regard to the objectives"), "answer"),
    Item("strobe", "19", marked("Limits of the study, direction and size of possible bias"), "none"),
    Item("strobe", "20", marked("Cautious interpretation of the whole"), "none"),
    Item("strobe", "21", marked("How far the results hold for others"), "none"),
    Item("strobe", "22", marked("Funding and the part of the funders"), "none"),
    Item("record", "1.1", marked("Kind of data, and name of the databases, in the title or abstract"), "none"),
    Item("record", "1.2", marked("Region and period of the data in the title or abstract"), "none"),
    Item("record", "1.3", marked("Linkage of databases said in the title or abstract"), "none"),
    Item("record", "6.1", marked("How the population was selected, with codes or algorithms"), "selection"),
    Item("record", "6.2", marked("Validation of the codes or algorithms of selection"), "none"),
    Item("record", "6.3", marked("Diagram of the linkage of databases"), "none"),
    Item("record", "7.1", marked("All codes and algorithms that define treatments, outcomes and confounders"), "definitions"),
    Item("record", "12.1", marked("Access of the investigators to the database"), "none"),
    Item("record", "12.2", marked("How the data were cleaned"), "cleaning"),
    Item("record", "12.3", marked("Linkage at the level of persons, institutions or databases, and its quality"), "none"),
    Item("record", "13.1", marked("Selection of the persons by quality, availability and linkage of data"), "ledger"),
    Item("record", "19.1", marked("What it means that the data were not made for this question"), "none"),
    Item("record", "22.1", marked("Where protocol, raw data and programs can be had"), "programs"),
)
SOURCES = {
    "strobe": ("STROBE", marked("von Elm and others 2007, doi 10.1371/journal.pmed.0040296")),
    "record": ("RECORD", marked("Benchimol and others 2015, doi 10.1371/journal.pmed.1001885")),
}
