"""The protocol: what a study asks, as frozen values that check themselves."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from cohortium.protocol.values import (
    DailyDose,
    Day,
    Days,
    Duration,
    DurationValue,
    Id,
    LowerLimit,
    Name,
    Number,
    Percent,
    Text,
    UpperLimit,
    parse_duration,
)

Pick = Literal["worst", "best", "first", "last", "nearest"]
SameDay = Literal["worst", "best", "set_aside"]
Missing = Literal["as_observed", "non_responder", "last_observation", "worst_case", "best_case"]
AfterStop = Literal["keep", "drop", "non_responder"]
NotReported = Literal["no", "unknown"]
Kind = Literal["clinical", "biological"]
Summary = Literal["median_q1_q3", "mean_sd", "median_min_max", "n_percent"]
ANY_ROWS = ("any", "any_clinical", "any_biological")


class Part(BaseModel):
    """A piece of a protocol: frozen, and no word that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def _listed(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else (value,)


def _labelled(value: Any) -> Any:
    return {"label": value} if isinstance(value, str) else value


class Enrolment(Part):
    """The period, both days included, in which the first dose of the index course falls."""

    first_dose: tuple[Day, Day]

    @model_validator(mode="after")
    def _ordered(self) -> Enrolment:
        if self.first_dose[0] > self.first_dose[1]:
            raise ValueError("the first day of enrolment is after the last")
        return self


class Centre(Part):
    """A centre: its label and the language its questions are written in."""

    label: Text = ""
    language: Literal["en", "fr"] = "en"


class Arm(Part):
    """A treatment group: drug and daily dose of the first dose; without them only `patients.arm` assigns it."""

    label: Text = ""
    drug: Name | None = None
    daily_dose: DailyDose | None = None

    @model_validator(mode="after")
    def _dose_of_a_drug(self) -> Arm:
        if self.daily_dose is not None and self.drug is None:
            raise ValueError("a daily_dose needs its drug; add it, or remove the dose")
        return self


class CharacteristicSource(Part):
    """Where a characteristic comes from when it has no column of its own: drugs taken before, or how many."""

    previous_treatments: Annotated[tuple[Text, ...], BeforeValidator(_listed)]

    @property
    def counts(self) -> bool:
        """`previous_treatments: count` is the number of different drugs taken."""
        return self.previous_treatments == ("count",)


class Characteristic(Part):
    """A baseline characteristic: a number, a category with declared levels, or yes/no."""

    label: Text = ""
    type: Literal["number", "category", "yes_no"] | None = None
    unit: Text = ""
    levels: dict[Id, Text] = Field(default_factory=dict)
    step: Number = Decimal("0.01")
    low: Number | None = None
    high: Number | None = None
    decimals: int | None = Field(default=None, ge=0, le=6)
    summary: Summary | None = None
    source: CharacteristicSource | None = Field(default=None, alias="from")

    @model_validator(mode="after")
    def _complete(self) -> Characteristic:
        implied = None if self.source is None else "number" if self.source.counts else "yes_no"
        if self.type is None and implied is None:
            raise ValueError("a characteristic needs a type: number, category or yes_no")
        if self.type and implied and self.type != implied:
            raise ValueError(f"what comes from previous treatments here is {implied}, not {self.type}")
        if (self.kind == "category") != bool(self.levels):
            raise ValueError("levels belong to a category, and a category needs its levels")
        if self.step <= 0:
            raise ValueError("the step must be above 0")
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError("low must be below high")
        if self.summary and (self.kind == "number") == (self.summary == "n_percent"):
            raise ValueError("n_percent summarises categories and yes_no; the other summaries are for a number")
        return self

    @property
    def kind(self) -> str:
        """number, category or yes_no."""
        return self.type or ("number" if self.source and self.source.counts else "yes_no")


class Timepoint(Part):
    """A window around a nominal time, both bounds included, and which of its scores is kept."""

    label: Text = ""
    start: DurationValue = Field(alias="from")
    end: DurationValue = Field(alias="to")
    target: DurationValue | None = None
    pick: Pick = "worst"
    same_day: SameDay | None = None

    @model_validator(mode="after")
    def _target_for_nearest(self) -> Timepoint:
        if self.pick == "nearest" and self.target is None:
            raise ValueError("pick: nearest needs a target")
        if _rough_days(self.start) > _rough_days(self.end):
            raise ValueError("the window ends before it begins")
        if self.target and not _rough_days(self.start) <= _rough_days(self.target) <= _rough_days(self.end):
            raise ValueError(f"the target ({self.target}) is outside the window ({self.start} to {self.end})")
        return self


def _rough_days(duration: Duration) -> float:
    return duration.months * 30.4375 + duration.days


_BASELINE = {"label": "Baseline", "from": "-90 days", "to": "0 days", "pick": "last"}
BASELINE = Timepoint.model_validate(_BASELINE)


class Criterion(Part):
    """One condition of a responder rule; exactly one word of the five."""

    value_at_most: Number | None = None
    value_at_least: Number | None = None
    fall_at_least: Number | None = None
    rise_at_least: Number | None = None
    improvement_at_least: Percent | None = None

    @model_validator(mode="after")
    def _one(self) -> Criterion:
        if len(self.model_fields_set) != 1:
            raise ValueError("a condition holds exactly one word; list several under any: or all:")
        return self

    @property
    def word(self) -> str:
        """The word that is set."""
        return next(iter(self.model_fields_set))


def _rule(value: Any) -> Any:
    if isinstance(value, dict) and not {"any", "all"} & value.keys():
        return {"any": [value]}
    return value


class Responder(Part):
    """A rule of three-valued logic: any or all of its criteria."""

    any: tuple[Criterion, ...] = ()
    all: tuple[Criterion, ...] = ()

    @model_validator(mode="after")
    def _either(self) -> Responder:
        if bool(self.any) == bool(self.all):
            raise ValueError("a responder rule is either any: [...] or all: [...]")
        words = [criterion.word for criterion in self.criteria]
        if len(set(words)) < len(words):
            raise ValueError("the same word stands twice in one rule; keep the one that decides")
        return self

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The criteria, whichever way they are joined."""
        return self.any or self.all


class EndpointSummary(Part):
    """What of a score is summarised (its change from baseline, or its value) and how it is printed."""

    change: Summary | None = None
    value: Summary | None = None

    @model_validator(mode="after")
    def _one(self) -> EndpointSummary:
        if (self.change is None) == (self.value is None):
            raise ValueError("a summary is either of the change or of the value")
        if "n_percent" in (self.change, self.value):
            raise ValueError("n_percent needs a responder rule; a summary is median_q1_q3, mean_sd or median_min_max")
        return self


class Eligible(Part):
    """Who can show the response at all; nobody else enters its N."""

    baseline_at_least: Number


class Endpoint(Part):
    """What is measured at which timepoints, among whom, and what a missing score or a stop means."""

    label: Text = ""
    role: Literal["primary", "secondary", "exploratory", "post_hoc"] = "secondary"
    measure: Id
    responder: Annotated[Responder, BeforeValidator(_rule)] | None = None
    summary: EndpointSummary | None = None
    eligible: Eligible | None = None
    at: Annotated[tuple[Id, ...], BeforeValidator(_listed)]
    missing: Missing = "as_observed"
    after_stop: AfterStop = "keep"
    footnote_subsets: tuple[Id, ...] = ()

    @model_validator(mode="after")
    def _coherent(self) -> Endpoint:
        if (self.responder is None) == (self.summary is None):
            raise ValueError("an endpoint has either a responder rule or a summary")
        if not self.at:
            raise ValueError("an endpoint needs at least one timepoint")
        if self.summary and self.missing not in ("as_observed", "last_observation"):
            raise ValueError(f"missing: {self.missing} needs a responder rule; a summary knows as_observed and last_observation")
        if self.summary and self.after_stop == "non_responder":
            raise ValueError("after_stop: non_responder needs a responder rule; a summary knows keep and drop")
        return self

    @property
    def quantity(self) -> str:
        """responder, change or value."""
        return "responder" if self.summary is None else "change" if self.summary.change else "value"


class Condition(Part):
    """A named condition on a patient: exactly one of the first seven words, with its bounds or levels."""

    label: Text = ""
    dose_change: Literal["increase", "decrease", "any"] | None = None
    characteristic: Id | None = None
    measure: Id | None = None
    previous_treatment: Text | None = None
    arm: Annotated[tuple[Id, ...], BeforeValidator(_listed)] | None = None
    centre: Annotated[tuple[Text, ...], BeforeValidator(_listed)] | None = None
    stopped: Literal["yes", "no"] | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    levels: Annotated[tuple[Text, ...], BeforeValidator(_listed)] | None = Field(default=None, alias="is")
    at: Id | None = None

    @model_validator(mode="after")
    def _one(self) -> Condition:
        words = [word for word in CONDITION_WORDS if getattr(self, word) is not None]
        if len(words) != 1:
            raise ValueError(f"a condition holds exactly one of {', '.join(CONDITION_WORDS)}")
        bounded = self.at_least is not None or self.at_most is not None
        if self.measure and (not bounded or self.levels):
            raise ValueError("a condition on a measure needs at_least or at_most")
        if self.characteristic and bounded == (self.levels is not None):
            raise ValueError("a condition on a characteristic needs at_least or at_most, or is")
        if words[0] not in ("measure", "characteristic") and (bounded or self.levels):
            raise ValueError(f"at_least, at_most and is do not belong to {words[0]}")
        if self.at and not self.measure:
            raise ValueError("at belongs to a measure")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError("at_least is above at_most: no patient can meet this")
        return self

    @property
    def word(self) -> str:
        """Which of the seven words it holds."""
        return next(word for word in CONDITION_WORDS if getattr(self, word) is not None)


CONDITION_WORDS = ("dose_change", "characteristic", "measure", "previous_treatment", "arm", "centre", "stopped")


class Sets(Part):
    """The population of each kind of table, as names of subsets that must all hold; empty is everybody included."""

    efficacy: Annotated[tuple[Id, ...], BeforeValidator(_listed)] = ()
    safety: Annotated[tuple[Id, ...], BeforeValidator(_listed)] = ()


class Population(Part):
    """Who is in: conditions in order, each counted apart, and the sets of the tables."""

    include: dict[Id, Condition] = Field(default_factory=dict)
    sets: Sets = Sets()


class PreviousTreatments(Part):
    """What an absent record of a previous treatment means."""

    not_reported: NotReported = "unknown"


class Period(Part):
    """The safety period: from a time after the index date to the end of follow-up, a stop plus a time, or a time."""

    start: DurationValue = Field(default=Duration(), alias="from")
    end: Text = Field(default="end of follow-up", alias="to")

    @model_validator(mode="after")
    def _readable(self) -> Period:
        _ = self.bound
        return self

    @property
    def bound(self) -> tuple[str, Duration]:
        """(`follow_up`, `stop` or `index`, the time added to it)."""
        text = " ".join(self.end.split()).lower()
        if text == "end of follow-up":
            return "follow_up", Duration()
        if text.startswith("stop"):
            rest = text.removeprefix("stop").strip()
            return "stop", parse_duration(rest.removeprefix("+").strip()) if rest else Duration()
        return "index", parse_duration(self.end)


class LaboratoryRule(Part):
    """A test beyond a limit: the laboratory's own (`local_upper`, `local_lower`), some times that, or a fixed value."""

    test: Name
    above: UpperLimit = None
    below: LowerLimit = None
    times: Number = Decimal(1)
    unit: Text | None = None

    @model_validator(mode="after")
    def _one(self) -> LaboratoryRule:
        if (self.above is None) == (self.below is None):
            raise ValueError("a laboratory rule is either above or below a limit")
        if self.times <= 0 or (self.times != 1 and not self.is_local):
            raise ValueError("times is a positive multiple of a local limit")
        if self.is_local == (self.unit is not None):
            raise ValueError("a fixed limit needs its unit; a local limit brings its own")
        return self

    @property
    def is_local(self) -> bool:
        """Whether the limit is each laboratory's own."""
        return isinstance(self.below if self.above is None else self.above, str)


class TermSource(Part):
    """The laboratory rules of a term: it is met when any of them is."""

    any: tuple[LaboratoryRule, ...] = Field(min_length=1)


class Term(Part):
    """An event that is looked for in every patient."""

    label: Text = ""
    kind: Kind = "clinical"
    subterms: Annotated[dict[Id, Text], BeforeValidator(lambda value: _subterms(value))] = Field(default_factory=dict)
    source: TermSource | None = Field(default=None, alias="from")
    not_reported: NotReported | None = None
    baseline_abnormal: Literal["count", "exclude"] | None = None
    show_zero: bool = False

    @model_validator(mode="after")
    def _coherent(self) -> Term:
        if self.baseline_abnormal and self.source is None:
            raise ValueError("baseline_abnormal belongs to a laboratory term (from: {any: [...]})")
        return self


def _subterms(value: Any) -> Any:
    """A list of names is a mapping from ids made of them: `papulopustular eruption` is papulopustular_eruption."""
    if isinstance(value, list | tuple):
        return {"_".join(str(name).lower().split()): str(name) for name in value}
    return value


class Safety(Part):
    """What events are looked for, when, and what silence means."""

    period: Period = Period.model_validate({})
    not_reported: NotReported = "unknown"
    onset_missing: Literal["count", "leave_out"] = "count"
    baseline_abnormal: Literal["count", "exclude"] = "count"
    terms: dict[Id, Term] = Field(default_factory=dict)


class Named(Part):
    """A thing with a label and other spellings that centres use for it."""

    label: Text = ""
    synonyms: tuple[Text, ...] = ()


NamedValue = Annotated[Named, BeforeValidator(_labelled)]


class MeasureEntry(Part):
    """A measure that the study declares itself."""

    label: Text = ""
    low: Number
    high: Number
    step: Number = Decimal(1)
    worse: Literal["high", "low"] = "high"
    decimals: int | None = Field(default=None, ge=0, le=6)
    bands: dict[str, Number] = Field(default_factory=dict)
    meaningful_change: Number | None = None
    source: Text = ""

    @model_validator(mode="after")
    def _grid(self) -> MeasureEntry:
        if self.step <= 0 or self.low >= self.high:
            raise ValueError("a measure needs low < high and a step above 0")
        if (Fraction(self.low) / Fraction(self.step)).denominator > 1 or (Fraction(self.high) / Fraction(self.step)).denominator > 1:
            raise ValueError("low and high must be whole multiples of the step")
        return self


class Statistics(Part):
    """The conventions of every number."""

    quantiles: Literal["sas", "spss", "r"] = "sas"
    percent_decimals: int = Field(default=1, ge=0, le=4)
    rounding: Literal["half_up"] = "half_up"
    interval: Literal["wilson", "clopper_pearson"] = "wilson"
    confidence: Percent = Fraction(95, 100)

    @model_validator(mode="after")
    def _between(self) -> Statistics:
        if not 0 < self.confidence < 1:
            raise ValueError("confidence is between 0 and 100 %, for example 95 %")
        return self


class TableChoice(Part):
    """What can be set of a table; sensible without."""

    number: Text = ""
    title: Text = ""
    order: Literal["protocol", "frequency"] = "protocol"
    rows: tuple[Id, ...] = ()
    hide: tuple[Id, ...] = ()
    footnotes: tuple[Text, ...] = ()


class Tables(Part):
    """The tables of the report."""

    participants: TableChoice = TableChoice()
    baseline: TableChoice = TableChoice()
    efficacy: TableChoice = TableChoice()
    safety: TableChoice = TableChoice()
    stops: TableChoice = TableChoice()


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
    timepoints: dict[Id, Timepoint] = Field(min_length=1)
    endpoints: dict[Id, Endpoint] = Field(min_length=1)
    subsets: dict[Id, Condition] = Field(default_factory=dict)
    population: Population = Population()
    stop_reasons: dict[Id, NamedValue] = Field(default_factory=dict)
    safety: Safety = Safety()
    statistics: Statistics = Statistics.model_validate({})
    tables: Tables = Tables()

    @model_validator(mode="before")
    @classmethod
    def _baseline_defaults(cls, value: Any) -> Any:
        """What a study does not say of its baseline is as everywhere: the last value of 90 days, not the worst."""
        times = value.get("timepoints") if isinstance(value, dict) else None
        if not isinstance(times, dict) or not isinstance(times.get("baseline"), dict):
            return value
        return value | {"timepoints": times | {"baseline": _BASELINE | times["baseline"]}}

    @property
    def windows(self) -> dict[str, Timepoint]:
        """Every timepoint, the baseline first, declared or not."""
        others = {name: window for name, window in self.timepoints.items() if name != "baseline"}
        return {"baseline": self.timepoints.get("baseline", BASELINE), **others}

    @property
    def used_measures(self) -> tuple[str, ...]:
        """The measures of endpoints and conditions, in the order of the protocol."""
        conditions = [*self.subsets.values(), *self.population.include.values()]
        named = [endpoint.measure for endpoint in self.endpoints.values()]
        return tuple(dict.fromkeys([*named, *(condition.measure for condition in conditions if condition.measure)]))


def label_of(part: Any, name: str) -> str:
    """What people read: the label, or the id where there is none."""
    return getattr(part, "label", "") or name
