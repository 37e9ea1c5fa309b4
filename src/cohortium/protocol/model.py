"""The protocol: what a study asks, as frozen values that check themselves."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from cohortium.protocol.adjustment import Adjustment, Imputation, Weighting
from cohortium.protocol.analyses import ByCentre, Comparisons, Incidence, Survival
from cohortium.protocol.estimands import MOST_EVENTS, Estimand, IntercurrentEvent, Strategy
from cohortium.protocol.events import ANY_ROWS, Kind, LaboratoryRule, Period, Safety, Term, TermSource
from cohortium.protocol.figure_choices import Figures
from cohortium.protocol.items import ItemRule, ItemRuleValue
from cohortium.protocol.part import NotReported, Part, Summary, Wrong
from cohortium.protocol.patients import (
    CONDITION_WORDS,
    Arm,
    Centre,
    Characteristic,
    CharacteristicSource,
    Condition,
    Enrolment,
    Population,
    PreviousTreatments,
    Sets,
)
from cohortium.protocol.scores import (
    BASELINE,
    BASELINE_DEFAULTS,
    AfterStop,
    Criterion,
    Eligible,
    Endpoint,
    EndpointSummary,
    MeasureEntry,
    Missing,
    Pick,
    Responder,
    SameDay,
    Timepoint,
)
from cohortium.protocol.sensitivity import Alternatives, OtherBaseline, OtherPatients, OtherWindow
from cohortium.protocol.severity import Severity, SeverityValue
from cohortium.protocol.style import Style, named
from cohortium.protocol.subgroups import Subgroups
from cohortium.protocol.table_choices import RankedTableChoice, RowGroup, TableChoice, TableFootnote, Tables
from cohortium.protocol.values import (
    Day,
    Days,
    Id,
    Name,
    Percent,
    Text,
    Texts,
)


def _labelled(value: Any) -> Any:
    return {"label": value} if isinstance(value, str) else value


class Named(Part):
    """A thing with a label and other spellings that centres use for it."""

    label: Text = ""
    synonyms: tuple[Text, ...] = ()


NamedValue = Annotated[Named, BeforeValidator(_labelled, json_schema_input_type=Text | Named)]


def _between(confidence: Fraction) -> Fraction:
    if not 0 < confidence < 1:
        raise Wrong("confidence is between 0 and 100 %, for example 95 %")
    return confidence


class Statistics(Part):
    """The conventions of every number."""

    quantiles: Literal["sas", "spss", "r"] = "sas"
    percent_decimals: int = Field(default=1, ge=0, le=4)
    rounding: Literal["half_up"] = "half_up"
    interval: Literal["wilson", "clopper_pearson"] = "wilson"
    confidence: Annotated[Percent, AfterValidator(_between)] = Fraction(95, 100)


class Report(Part):
    """The report: the study's own text, if it brings one."""

    text: Texts = ()


StyleValue = Annotated[Style, BeforeValidator(named, json_schema_input_type=Literal["nejm", "lancet", "ama"] | Style)]
ASKABLE = ("survival", "incidence", "comparisons", "by_centre", "severity", "ctcae")


class Protocol(Part):
    """A whole study, as declared."""

    study: Id
    title: Text = ""
    language: Literal["en", "fr"] = "en"
    enrolment: Enrolment | None = None
    data_cut: Day | None = None
    prior_use: Literal["exclude", "allow"] = "exclude"
    gap: Days = 0
    same_day: SameDay = "worst"
    day_one: Literal[0, 1] = 0
    centres: dict[Id, Centre] = Field(default_factory=dict)
    arms: dict[Id, Arm] = Field(min_length=1)
    drugs: dict[Id, NamedValue] = Field(default_factory=dict)
    characteristics: dict[Id, Characteristic] = Field(default_factory=dict)
    previous_treatments: PreviousTreatments = PreviousTreatments()
    measures: dict[Id, MeasureEntry] = Field(default_factory=dict)
    items: dict[Id, ItemRuleValue] = Field(default_factory=dict)
    timepoints: dict[Id, Timepoint] = Field(min_length=1)
    endpoints: dict[Id, Endpoint] = Field(min_length=1)
    intercurrent_events: dict[Id, IntercurrentEvent] = Field(default_factory=dict, max_length=MOST_EVENTS)
    sensitivity: dict[Id, Alternatives] = Field(default_factory=dict)
    adjusted: dict[Id, Adjustment] = Field(default_factory=dict)
    weighted: dict[Id, Weighting] = Field(default_factory=dict)
    subgroups: dict[Id, Subgroups] = Field(default_factory=dict)
    subsets: dict[Id, Condition] = Field(default_factory=dict)
    population: Population = Population()
    stop_reasons: dict[Id, NamedValue] = Field(default_factory=dict)
    safety: Safety = Safety()
    statistics: Statistics = Statistics.model_validate({})
    severity: dict[Id, SeverityValue] = Field(default_factory=dict)
    ctcae: dict[Id, Name] = Field(default_factory=dict)
    survival: Survival | None = None
    incidence: Incidence | None = None
    comparisons: Comparisons | None = None
    by_centre: ByCentre | None = None
    tables: Tables = Tables()
    figures: Figures = Figures()
    report: Report = Report()
    style: StyleValue = Style()

    @model_validator(mode="before")
    @classmethod
    def _baseline_defaults(cls, value: Any) -> Any:
        """What a study does not say of its baseline is as everywhere: the last value of 90 days, not the worst."""
        times = value.get("timepoints") if isinstance(value, dict) else None
        if not isinstance(times, dict) or not isinstance(times.get("baseline"), dict):
            return value
        return value | {"timepoints": times | {"baseline": BASELINE_DEFAULTS | times["baseline"]}}

    @property
    def asked(self) -> tuple[str, ...]:
        """The analyses beyond the usual tables that the study asks for; nothing is counted for the others."""
        return tuple(name for name in ASKABLE if getattr(self, name))

    @property
    def curves_adjusted(self) -> str | None:
        """How p-values of pairs of curves are adjusted for their number; None too where there is one pair only."""
        if not self.survival or not self.survival.compare or len(self.arms) <= 2:
            return None
        return self.survival.adjust or (self.comparisons.adjust if self.comparisons else None)

    @property
    def windows(self) -> dict[str, Timepoint]:
        """Every timepoint, the baseline first, declared or not."""
        others = {name: window for name, window in self.timepoints.items() if name != "baseline"}
        return {"baseline": self.timepoints.get("baseline", BASELINE), **others}

    @property
    def used_measures(self) -> tuple[str, ...]:
        """The measures of endpoints and conditions, in the order of the protocol, then those of items and of bands."""
        conditions = [*self.subsets.values(), *self.population.include.values()]
        named = [endpoint.measure for endpoint in self.endpoints.values()]
        of_conditions = (condition.measure for condition in conditions if condition.measure)
        return tuple(dict.fromkeys([*named, *of_conditions, *self.items, *self.severity]))


def label_of(part: Any, name: str) -> str:
    """What people read: the label, or the id where there is none."""
    return getattr(part, "label", "") or name


__all__ = [
    "ANY_ROWS",
    "ASKABLE",
    "Adjustment",
    "AfterStop",
    "Alternatives",
    "Arm",
    "BASELINE",
    "BASELINE_DEFAULTS",
    "ByCentre",
    "CONDITION_WORDS",
    "Centre",
    "Characteristic",
    "CharacteristicSource",
    "Comparisons",
    "Condition",
    "Criterion",
    "Eligible",
    "Endpoint",
    "EndpointSummary",
    "Enrolment",
    "Estimand",
    "Figures",
    "Imputation",
    "Incidence",
    "IntercurrentEvent",
    "ItemRule",
    "Kind",
    "LaboratoryRule",
    "MeasureEntry",
    "Missing",
    "Named",
    "NotReported",
    "OtherBaseline",
    "OtherPatients",
    "OtherWindow",
    "Part",
    "Period",
    "Pick",
    "Population",
    "PreviousTreatments",
    "Protocol",
    "RankedTableChoice",
    "Report",
    "Responder",
    "RowGroup",
    "Safety",
    "SameDay",
    "Sets",
    "Severity",
    "Statistics",
    "Strategy",
    "Style",
    "Subgroups",
    "Summary",
    "Survival",
    "TableChoice",
    "TableFootnote",
    "Tables",
    "Term",
    "TermSource",
    "Timepoint",
    "Weighting",
    "label_of",
]
