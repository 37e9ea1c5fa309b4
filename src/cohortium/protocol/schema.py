"""The grammar of a protocol for editors (JSON Schema) and for people (the reference page), both made from the model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import is_dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema

from cohortium.protocol.meanings import MEANINGS
from cohortium.protocol.model import Part, Protocol
from cohortium.protocol.values import format_decimal
from cohortium.protocol.words import percent_in_words

# Nothing else is part of the example: every line of it is loaded by a test.
EXAMPLE = """\
study: my-study
title: Two drugs in atopic dermatitis
enrolment: {first_dose: [2021-03-01, 2022-01-31]}
data_cut: 2022-06-30
arms:
  upa15: {label: Upadacitinib 15 mg, drug: upadacitinib, daily_dose: 15 mg}
  dupi: {label: Dupilumab, drug: dupilumab}
characteristics:
  age: {label: Age, type: number, unit: years}
  sex: {label: Sex, type: category, levels: {F: Women, M: Men}}
  prior_methotrexate: {label: Methotrexate, from: {previous_treatments: methotrexate}}
timepoints:
  M3: {from: 2 months, to: 4 months, target: 3 months, pick: worst}
endpoints:
  iga_response:
    label: IGA 0, 1 or -2
    role: primary
    measure: IGA
    responder: {any: [{value_at_most: 1}, {fall_at_least: 2}]}
    at: M3
    missing: non_responder
  easi75: {measure: EASI, responder: {improvement_at_least: 75 %}, at: [M3]}
  pnrs_change: {measure: PNRS, summary: {change: median_q1_q3}, at: [M3]}
subsets:
  adults: {characteristic: age, at_least: 18}
population: {sets: {efficacy: adults}}
safety:
  not_reported: no
  terms:
    acne: {label: Acne}
    cpk: {label: Increased CPK, kind: biological, from: {any: [{test: CPK, above: local_upper}]}}
"""
INTRODUCTION = """\
A study is declared in one file, `protocol.yaml`. Required are `study`, `arms`, `timepoints` and one endpoint; everything
else has a default. A label that is not given is the id. `yes` and `no` are text. Dates are written `2021-03-01`; durations
`2 months`, `84 days`, `12 weeks`, `-90 days`, `5 months - 15 days`; percentages `75 %`. `protocol.schema.json` gives editors
the same grammar.
"""


class _Schema(GenerateJsonSchema):
    """Exact defaults in JSON: a decimal, a fraction or a duration is its text."""

    def encode_default(self, dft: Any) -> Any:
        if isinstance(dft, Decimal | Fraction) or (is_dataclass(dft) and not isinstance(dft, type)):
            return _default_text(dft)
        return super().encode_default(dft)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a protocol, with a hint for every key."""
    schema = Protocol.model_json_schema(by_alias=True, mode="validation", schema_generator=_Schema)
    for name, definition in (("Protocol", schema), *schema["$defs"].items()):
        for key, entry in definition.get("properties", {}).items():
            entry.pop("title", None)
            entry["description"] = MEANINGS[name][key]
            if isinstance(entry.get("default"), dict | list) or entry.get("default", "") is None:
                del entry["default"]
    _loosen_baseline(schema)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A study protocol of Cohortium"}
    return head | _published({key: value for key, value in schema.items() if key != "title"})


def _loosen_baseline(schema: dict[str, Any]) -> None:
    """A baseline may say as little as its pick: the rest has a default, unlike in other timepoints."""
    (pattern, other) = schema["properties"]["timepoints"]["patternProperties"].popitem()
    baseline = {key: value for key, value in schema["$defs"]["Timepoint"].items() if key != "required"}
    schema["$defs"]["Baseline"] = baseline
    schema["properties"]["timepoints"]["patternProperties"] = {
        "^baseline$": {"$ref": "#/$defs/Baseline"},
        pattern.replace("^", "^(?!baseline$)", 1): other,
    }


def _published(entry: Any) -> Any:
    """Without the notes meant for the reference page; a key that is no id is refused."""
    if isinstance(entry, list):
        return [_published(each) for each in entry]
    if not isinstance(entry, dict):
        return entry
    cleaned = {key: _published(value) for key, value in entry.items() if key != "x-kind"}
    return cleaned | ({"additionalProperties": False} if "patternProperties" in cleaned else {})


def reference_page() -> str:
    """The page on every key of a protocol: type, default, meaning, and an example that loads."""
    lines = [
        "# The protocol",
        "",
        *INTRODUCTION.splitlines(),
        "",
        "```yaml",
        *EXAMPLE.splitlines(),
        "```",
    ]
    for model, path in _models():
        lines += ["", f"## {path}", "", str(model.__doc__), "", "| Key | Written as | Default | Meaning |", "| --- | --- | --- | --- |"]
        lines += [_row(model, name, field) for name, field in model.model_fields.items()]
    return "\n".join(lines) + "\n"


def _models() -> Iterator[tuple[type[Part], str]]:
    """Every part with all the paths on which it is met, a part before what it holds."""
    paths: dict[type[Part], list[str]] = {Protocol: ["The whole file"]}
    _walk(Protocol, "", paths)
    for model, found in paths.items():
        yield model, ", ".join(f"`{path}`" for path in found) if model is not Protocol else found[0]


def _walk(model: type[Part], start: str, paths: dict[type[Part], list[str]]) -> None:
    for name, field in model.model_fields.items():
        inner = part_in(field.annotation)
        if inner:
            path = f"{start}{field.alias or name}{'.*' if 'dict' in str(field.annotation) else ''}"
            paths.setdefault(inner, []).append(path)
            _walk(inner, f"{path}.", paths)


def part_in(annotation: Any) -> type[Part] | None:
    """The part inside `dict[Id, X]`, `tuple[X, ...]`, `X | None`."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation
    inner = getattr(annotation, "__args__", ())
    return next((found for each in reversed(inner) if (found := part_in(each))), None)


def _row(model: type[BaseModel], name: str, field: FieldInfo) -> str:
    key = field.alias or name
    meaning = MEANINGS[model.__name__][key]
    default = "required" if field.is_required() else _default_text(field.get_default(call_default_factory=True))
    cells = [f"`{key}`", _written_as(json_schema_of(model)["properties"][key]), default, meaning]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def json_schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """The schema of one part."""
    return model.model_json_schema(by_alias=True, mode="validation", schema_generator=_Schema)


def _default_text(default: Any) -> str:
    if default is None or default in ((), {}, "") or isinstance(default, BaseModel):
        return ""
    shown = {
        bool: lambda: "yes" if default else "no",
        Decimal: lambda: format_decimal(default),
        Fraction: lambda: percent_in_words(default),
    }
    return shown.get(type(default), lambda: str(default))()


def _written_as(entry: dict[str, Any]) -> str:
    """A schema entry in a few words."""
    if "enum" in entry or "const" in entry:
        return ", ".join(f"`{value}`" for value in entry.get("enum", [entry.get("const")]))
    if "anyOf" in entry:
        return " or ".join(dict.fromkeys(_written_as(each) for each in entry["anyOf"] if each.get("type") != "null"))
    if "$ref" in entry:
        return "keys"
    if "x-kind" in entry:
        return str(entry["x-kind"])
    if entry.get("type") == "array":
        items = entry.get("items") or (entry.get("prefixItems") or [{}])[0]
        return f"list of {_written_as(items)}"
    if entry.get("type") == "object":
        patterns = entry.get("patternProperties", {})
        inner = next(iter(patterns.values()), entry.get("additionalProperties") or {})
        return f"{_written_as(inner)} by {'id' if patterns else 'name'}"
    return {"boolean": "yes or no", "integer": "whole number", "string": "text"}.get(str(entry.get("type")), "text")
