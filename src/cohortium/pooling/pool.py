"""Many centres, one study: their counts added up, refused where they are not counts of the same thing, written like any other results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cohortium import __version__
from cohortium.derived import asked_protocol
from cohortium.displays import build_figures, build_tables, closed
from cohortium.displays.figure import Marks
from cohortium.displays.style import styled
from cohortium.estimates import estimated
from cohortium.estimates.cells import Estimation
from cohortium.estimates.designs import NO_PATIENTS
from cohortium.estimates.margins import WITHHELD_WORDS, Margin, added
from cohortium.language import counted, marked, speaking, tr
from cohortium.measures import Measure, measures_of
from cohortium.outputs import Draft, Outputs, run_folder, sha256_of, write_all
from cohortium.pooling.document import Sent
from cohortium.pooling.needs import needed
from cohortium.pooling.read import read_tally, sent_in
from cohortium.problems import InternalError, Problem
from cohortium.protocol.load import protocol_from
from cohortium.protocol.methods import methods_paragraph
from cohortium.protocol.model import Protocol
from cohortium.results import Results
from cohortium.study import versions

_NO_MARKS = marked("a mark for each patient cannot be made of counts")
NO_COUNTS = {
    **dict.fromkeys(("points", "waterfall", "swimmer"), _NO_MARKS),
    "completeness": marked("the files of the centres are not here"),
}
"""Figures that counts cannot give, and why."""


@dataclass(frozen=True)
class Pooled:
    """What `pool` says: where the results are, the answer to the primary question, whose counts they are, what cannot be made of counts."""

    folder: Path
    headline: str
    centres: tuple[str, ...]
    draft: Draft
    language: str
    refused: int  # rows that counts cannot give
    undrawn: tuple[str, ...] = ()


def pool(files: Sequence[Path], out: Path | None = None, figures: str = "none", language: str | None = None) -> Pooled:
    """Add up files of tallies and write the study's results, by default into a new folder of `results` beside the first of them."""
    found = [(path, read_tally(path)) for path in files]
    _same_versions(found)
    text = found[0][1]["protocol"]
    protocol = asked_protocol(protocol_from(text, files[0].name, language), language)
    with speaking(protocol.language):
        _same_protocols(found, language)
        measures = measures_of(protocol)
        wanted = needed(protocol, measures)
        sent = [sent_in(each, path, wanted, protocol.arms) for path, each in found]
        _no_centre_twice(list(zip(files, sent, strict=True)))
        results = results_of(protocol, measures, sent)
        with run_folder(files[0].parent, out) as target:
            outputs = _outputs(protocol, measures, results, files, sent, figures)
            write_all(target.work, outputs)
            headline = str(outputs.answer)
        refused = sum(row.error in (tr(NO_PATIENTS), tr(WITHHELD_WORDS)) for row in results.rows)
        undrawn = tuple(tr("{title}: {text}", title=each.title, text=each.why) for each in outputs.undrawn) if figures != "none" else ()
    return Pooled(target.final, headline, _centres(sent), outputs.draft, protocol.language, refused, undrawn)


def results_of(protocol: Protocol, measures: Mapping[str, Measure], sent: Sequence[Sent]) -> Results:
    """The results of all centres together: counts are added up, then everything is worked out from them as in any run."""
    margins = _sum(each.margins for each in sent)
    alike = {endpoint: _together([each.alike[endpoint] for each in sent]) for endpoint in sent[0].alike}
    try:
        return Results(styled(estimated(Estimation(protocol, measures, {}, margins=margins, alike=alike)), protocol.style))
    except (InternalError, KeyError):
        raise Problem("The tallies contradict each other, so they were not added up. Ask the centres to write them again.") from None


def _sum(margins: Iterable[Mapping[Margin, Mapping[tuple[Any, ...], Any]]]) -> dict[Margin, dict[tuple[Any, ...], Any]]:
    total: dict[Margin, dict[tuple[Any, ...], Any]] = {}
    for each in margins:
        for margin, rows in each.items():
            sums = total.setdefault(margin, {})
            for group, count in rows.items():
                sums[group] = added(sums.get(group, 0), count)
    return total


def _together(classes: Sequence[Mapping[str, int]]) -> dict[str, tuple[int, ...]]:
    """Two variants give every patient of the study the same answer if they do so in every centre."""
    return {variant: tuple(each[variant] for each in classes) for variant in classes[0]}


def _centres(sent: Iterable[Sent]) -> tuple[str, ...]:
    return tuple(sorted(centre for each in sent for centre in each.centres))


Found = Sequence[tuple[Path, Mapping[str, Any]]]


def _same_versions(found: Found) -> None:
    other = next((path for path, each in found if each.get("version") != __version__), None)
    if other:
        text = "{file} was written by another version of Cohortium: {theirs}, this is {ours}. Use the same version everywhere."
        raise Problem(text, file=other, theirs=str(dict(found)[other].get("version"))[:20], ours=__version__)


def _same_protocols(found: Found, language: str | None) -> None:
    """A Problem that names the parts of the protocol in which a tally differs from the first one."""
    (first, own), *others = found
    for path, each in others:
        if each["protocol"] != own["protocol"]:
            parts = _differing(protocol_from(own["protocol"], first.name, language), protocol_from(each["protocol"], path.name, language))
            said = ", ".join(parts) or tr("its comments or its layout only")
            text = "{file} was counted by another version of the protocol than {first}. They differ in: {parts}. Count with one of them."
            raise Problem(text, file=path, first=first, parts=said)


def _differing(one: Protocol, other: Protocol) -> list[str]:
    mine, theirs = one.model_dump(by_alias=True), other.model_dump(by_alias=True)
    return sorted(name for name in mine if mine[name] != theirs[name])


def _no_centre_twice(sent: Sequence[tuple[Path, Sent]]) -> None:
    seen: dict[str, Path] = {}
    for path, each in sent:
        for centre in each.centres:
            if centre in seen:
                text = "Centre {centre} is in {first} and in {second}. Leave one of them out."
                raise Problem(text, centre=centre, first=seen[centre], second=path)
            seen[centre] = path


def _outputs(
    protocol: Protocol, measures: Mapping[str, Measure], results: Results, files: Sequence[Path], sent: Sequence[Sent], figures: str
) -> Outputs:
    tables = build_tables(protocol, results)
    drawn, undrawn = build_figures(protocol, results, tables, [], Marks()) if figures != "none" else ((), ())
    undrawn = tuple(replace(each, why=tr(NO_COUNTS[each.id])) if each.id in NO_COUNTS else each for each in undrawn)
    return Outputs(
        protocol=protocol,
        protocol_text=sent[0].protocol,
        results=results.rows,
        tables=tables,
        figures=drawn,
        undrawn=undrawn,
        drawn=figures,
        methods=tuple(closed(text, protocol.style) for text in (*methods_paragraph(protocol, dict(measures)), _method(sent))),
        versions=versions(),
        inputs={_name(path, files): sha256_of(path) for path in files},
        steps={_name(path, files): sum(map(len, each.margins.values())) for path, each in zip(files, sent, strict=True)},
        measures=measures,
        drafts=tuple(Draft(*each.draft) for each in sent),
    )


def _name(path: Path, files: Sequence[Path]) -> str:
    """Two centres may both send a 01.json."""
    return path.name if sum(path.name == other.name for other in files) == 1 else str(path)


def _method(sent: Sequence[Sent]) -> str:
    """What a reader must know of pooled results."""
    one = "Pooled from the counts of {n} centre; no row of a patient left it, so models with a row per patient are not given."
    many = "Pooled from the counts of {n} centres; no row of a patient left them, so models with a row per patient are not given."
    text = counted(one, many, len(_centres(sent)))
    rules = sorted({each.small_counts for each in sent if each.small_counts and each.withheld})
    if not rules:
        return text
    kept = tr("Where centres keep values that fewer than {least} patients share, only numbers and percentages are given.", least=rules[-1])
    return f"{text} {kept}"
