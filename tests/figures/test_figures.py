"""Figures show the numbers of the tables, in texts that are texts, and no label meets another, whatever the size of the study."""

from __future__ import annotations

import re
import statistics
from dataclasses import replace
from itertools import combinations
from math import comb
from pathlib import Path
from typing import Any, get_args
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
import yaml
from matplotlib.text import Text

from cohortium.conformance.completeness import Filled
from cohortium.displays import build_figures, build_tables
from cohortium.displays.figure import Axis, Balance, Bars, Boxes, Choices, Course, Figure, Flow, Funnel, Heat, Lanes, Marks, Rows, Stairs
from cohortium.language import speaking
from cohortium.outputs import write_all
from cohortium.outputs.figures import DRAWERS, canvas_of, drawings, funnel, legend, write_figures
from cohortium.outputs.figures.canvas import DIGITS_DOWN, Canvas
from cohortium.outputs.figures.files import drawing_of, font_faces, svg_file
from cohortium.outputs.figures.letters import high, wide, wrapped
from cohortium.outputs.figures.scales import Scale, scale
from cohortium.outputs.figures.style import SMALL, WIDTH
from cohortium.outputs.html import report
from cohortium.outputs.release.read_figure import DrawnMark, along, read_figure, stands
from cohortium.protocol.figure_choices import FigureName, Figures
from cohortium.protocol.table_choices import Tables
from cohortium.results import Results
from figures import studies
from outputs import example

SVG = "{http" + "://www.w3.org/2000/svg}"
A4 = 841.9 - 100


def svg_of(figure: Figure) -> ElementTree.Element:
    (drawing,) = drawings((figure,))
    return ElementTree.fromstring(svg_file(drawing, ""))


def texts(root: ElementTree.Element) -> list[str]:
    return ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]


def boxes(canvas: Canvas) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Each text with the room that it takes, in pixels of the page."""
    renderer = canvas.figure.canvas.get_renderer()  # pyright: ignore[reportAttributeAccessIssue]
    drawn = [artist for artist in canvas.figure.artists if isinstance(artist, Text)]
    return [(artist.get_text(), artist.get_window_extent(renderer).extents) for artist in drawn]


ALL = [(which, name) for which in ("small", "large", *studies.BALANCED) for name in studies.figures(which)[0]]


@pytest.mark.parametrize(("which", "name"), ALL)
def test_no_label_meets_another_or_leaves_the_page(which: str, name: str) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = canvas_of(studies.figures(which)[0][name])
    FigureCanvasAgg(canvas.figure)
    found = boxes(canvas)
    assert found and canvas.height < A4
    for text, (left, bottom, right, top) in found:
        assert left > -1 and right < canvas.width + 1 and bottom > -1 and top < canvas.height + 1, text
    for (one, a), (other, b) in combinations(found, 2):
        across, up = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
        assert across < 0.5 or up < 1.5, (one, other)


@pytest.mark.parametrize(("which", "name"), ALL)
def test_every_number_shown_is_a_result_and_prints_like_it(which: str, name: str) -> None:
    figure, (_, results) = studies.figures(which)[0][name], studies.computed(which)
    assert bool(figure.result_ids) != isinstance(figure.body, Bars | Lanes)
    known = {row.result_id: row for row in results}
    assert set(figure.result_ids) <= known.keys()
    bound = {name for mark in svg_of(figure).iter(f"{SVG}g") for name in mark.get("data-results", "").split("\n") if name}
    assert bound == set(figure.result_ids)


@pytest.mark.parametrize(("which", "name"), ALL)
def test_every_mark_stands_where_its_value_is(which: str, name: str, tmp_path: Path) -> None:
    """The axis that a mark names is the one whose numbers are printed: each tick of it stands where its number is."""
    figure, (_, results) = studies.figures(which)[0][name], studies.computed(which)
    canvas = canvas_of(figure)
    (tmp_path / "figure.svg").write_bytes(svg_file(drawing_of(canvas, figure), ""))
    known = {row.result_id: row for row in results}
    marks = [mark for mark in read_figure(tmp_path / "figure.svg") if mark.along]
    assert bool(marks) != isinstance(figure.body, Flow | Bars | Lanes | Heat)
    for mark in marks:
        assert stands(mark, [float(known[name].value or 0) for name in mark.results]), mark
        assert not stands(mark, [float(known[name].value or 0) + 1 for name in mark.results]) or mark.places[0] in _ends(mark)
    for found in {mark.along.rpartition(" ")[0] for mark in marks if mark.along.endswith(" 0")}:
        axis, side = along(f"{found} 0"), 0 if found.startswith("x") else 1
        printed = [(text.get_text(), text.get_position()[side]) for text in canvas.figure.artists if isinstance(text, Text)]
        shown = [(float(text.replace("\N{MINUS SIGN}", "-")), at) for text, at in printed if re.fullmatch(r"\N{MINUS SIGN}?[\d.]+", text)]
        assert sum(abs(at - DIGITS_DOWN * SMALL * side - axis.place(value)) < 0.01 for value, at in shown) >= 2


@pytest.mark.parametrize(
    ("wanted", "places", "as_drawn"),
    [
        ((13.575, 13.491, 13.472, 13.473, 13.503), (13.575, 13.491, 13.472, 13.473, 13.503), True),  # limits of a funnel that end at 100 %
        ((5.0, 5.01), (5.0, 5.0, 5.01), True),
        ((5.0, 5.01, 9.0), (5.0, 9.0), True),
        ((5.0, 5.01, 9.0), (5.0, 5.01), False),
        ((5.0, 9.0), (5.0, 5.01, 9.03), False),
        ((9.0, 5.0), (5.0, 9.0), False),
    ],
)
def test_places_that_lie_closer_than_can_be_told_apart_are_those_of_their_values(wanted, places, as_drawn: bool) -> None:
    shown = " ".join(f"={each}" for each in wanted)
    assert stands(DrawnMark((), "", f"y 0 100 0 100 linear {shown}", places), []) is as_drawn


def _ends(mark: DrawnMark) -> tuple[float, float]:
    """A mark beyond its axis stands at the end of it."""
    axis = along(mark.along)
    return axis.start, axis.end


@pytest.mark.parametrize(("which", "name"), ALL)
def test_texts_are_texts_without_a_date_and_the_same_twice(which: str, name: str) -> None:
    figure = studies.figures(which)[0][name]
    first, second = (svg_file(drawing, font_faces([drawing])) for _ in range(2) for drawing in drawings([figure]))
    assert first == second
    text = first.decode()
    assert not re.search(r"\b20\d\d-\d\d|Created with|matplotlib", text)
    root = ElementTree.fromstring(first)
    assert root.get("role") == "img" and root.find(f"{SVG}title").text.startswith("Figure ")  # pyright: ignore[reportOptionalMemberAccess]
    assert "font/woff;base64," in text and texts(root)
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))


def test_pdf_and_png_are_the_same_twice_and_say_no_date() -> None:
    figure = studies.figures("small")[0]["flow"]
    made = [(drawing.pdf, drawing.png) for _ in range(2) for drawing in drawings([figure], everything=True)]
    assert made[0] == made[1]
    assert b"/CreationDate" not in made[0][0] and b"/FontFile2" in made[0][0] and b"tIME" not in made[0][1]
    assert made[0][1][16:20] == int(510 / 72 * 600).to_bytes(4, "big")


def test_the_flow_shows_the_counts_of_the_published_letter() -> None:
    run = example.run()
    figure = build_figures(run.protocol, run.results, run.tables)[0][1]
    assert isinstance(figure.body, Flow)
    found = " ".join(texts(svg_of(figure))).replace("\N{NO-BREAK SPACE}", " ")
    for arm, count in (("Upadacitinib 15 mg", 54), ("Upadacitinib 30 mg", 12), ("Baricitinib 4 mg", 34)):
        assert f"{arm} Included: {count}" in found


def test_responses_stand_where_their_percentages_are() -> None:
    run = example.run()
    figure = next(one for one in build_figures(run.protocol, run.results, run.tables)[0] if one.id == "response")
    assert isinstance(figure.body, Course)
    panel = figure.body.panels[0]
    assert (panel.title, [round(row[0].at.value, 1) for row in panel.points if row[0]]) == ("IGA 0, 1 or -2", [61.1, 91.7, 41.2])
    assert [[spot.text for spot in row if spot][0] for row in panel.below] == ["54", "12", "34"]


def test_events_are_the_rows_of_the_safety_table() -> None:
    run = example.run()
    table = next(table for table in run.tables if table.id == "safety")
    found = build_figures(run.protocol, run.results, run.tables)[0]
    lines = [line for figure in found if isinstance(figure.body, Rows) and figure.id.startswith("safety") for line in figure.body.lines]
    assert [line.label for line in lines] == [row.label for row in table.rows]


def test_the_curve_agrees_with_the_table_of_time_on_treatment() -> None:
    """The last step before a time is the share that the table prints for it, and the numbers at risk are its own."""
    figure, (_, results) = studies.figures("large")[0]["survival"], studies.computed("large")
    assert isinstance(figure.body, Stairs)
    for arm, stair, below in zip(("arm1", "arm2", "arm3", "arm4", "arm5", "arm6"), figure.body.stairs, figure.body.below, strict=True):
        for months in (3, 6, 12):
            at = {"analysis": "survival", "variable": "survival", "timepoint": f"{months} months", "arm": arm}
            printed, left = results.get(**at, stat="percent"), results.get(**at, stat="n_at_risk")
            steps = [spot.value for place, spot in stair.steps if place <= months]
            if printed and printed.value is not None:
                assert (steps or [100.0])[-1] == pytest.approx(float(printed.value), abs=1e-9)
            marks = dict(zip(figure.body.ticks, below, strict=True))
            if left and left.value is not None and marks.get(months):
                assert marks[months].text == left.text  # pyright: ignore[reportOptionalMemberAccess]


def test_a_group_that_nobody_left_has_a_level_curve() -> None:
    protocol, results = studies.computed("large")
    stayed = Results(tuple(row for row in results if (row.variable, row.arm, row.stat) != ("survival_curve", "arm2", "percent")))
    figure = next(one for one in build_figures(protocol, stayed, build_tables(protocol, stayed))[0] if one.id == "survival")
    assert isinstance(figure.body, Stairs)
    stair, below = figure.body.stairs[1], figure.body.below[1]
    assert (len(figure.body.stairs), stair.steps, stair.end > 0, below[0] and below[0].text) == (6, (), True, "16")
    svg_of(figure)


def test_forest_plots_hold_the_estimates_of_the_comparisons() -> None:
    found, (_, results) = studies.figures("large")[0], studies.computed("large")
    body = found["comparisons-difference"].body
    assert isinstance(body, Rows) and (body.axis.reference, body.axis.log) == (0.0, False)
    shown = {line.label: line.points for line in body.lines}
    for place, arm in enumerate(("arm2", "arm3", "arm4", "arm5", "arm6")):
        at = {"analysis": "efficacy", "variable": "easi75", "level": "difference", "timepoint": "M6", "arm": arm, "versus": "arm1"}
        row, each = results.get(**at, stat="difference"), shown["EASI75 at M6"][place]
        assert row and (each.at.text if each else None) == (row.text if row.value is not None else None)
    odds = found["subgroups-easi75"].body
    assert isinstance(odds, Rows) and (odds.axis.reference, odds.axis.log) == (1.0, True)
    assert [line.label for line in odds.lines] == ["sex", "Women", "Men"]


def test_every_pair_of_groups_has_a_look_of_its_own_and_room_for_its_chart() -> None:
    """Without a group that all are compared with, six groups make fifteen pairs."""
    found = studies.figures("pairs")[0]
    shares = [figure for name, figure in found.items() if name.startswith("comparisons-difference")]
    pairs = [one.label for figure in shares for one in figure.body.series]
    assert [len(figure.body.series) for figure in shares] == [5, 5, 5] and len({*pairs}) == 15
    for figure in shares:
        assert len({one.style for one in figure.body.series}) == 5
        assert all(len(line.points) in (0, 5) for line in figure.body.lines)


@pytest.mark.parametrize(("which", "charts", "pages"), [("two", 1, 1), ("ten", 2, 1), ("forty", 3, 2)])
def test_a_balance_plot_marks_each_covariate_before_and_after_weighting(which: str, charts: int, pages: int) -> None:
    found, (protocol, results) = studies.figures(which)[0], studies.computed(which)
    mine = [figure.body for name, figure in found.items() if name.startswith("balance-easi75")]
    assert [len(body.charts) for body in mine if isinstance(body, Balance)] == [charts, *[2] * (pages - 1)]
    table = next(table for table in build_tables(protocol, results) if table.id == "balance")
    shown = [[text for move in line.moves for text in (move.before.text, move.after.text)] for line in mine[0].lines]
    printed = [[cell.text for cell in row.cells[: 2 * charts]] for row in table.rows if row.cells]
    assert shown == printed and [line.label for line in mine[0].lines] == [row.label for row in table.rows if row.cells]


def test_what_weighting_leaves_apart_has_a_mark_of_its_own() -> None:
    figure = studies.figures("ten")[0]["balance-easi75"]
    far = [move for line in figure.body.lines for move in line.moves if abs(move.after.value) > 0.1]
    assert far and "after weighting, more than 0.1 apart" in texts(svg_of(figure))
    calm = tuple(
        replace(line, moves=tuple(replace(m, after=replace(m.after, value=0.01)) for m in line.moves)) for line in figure.body.lines
    )
    assert "after weighting, more than 0.1 apart" not in texts(svg_of(replace(figure, body=replace(figure.body, lines=calm))))


def test_rows_that_the_balance_table_hides_are_not_in_its_figure() -> None:
    protocol, results = studies.computed("ten")
    hidden = protocol.model_copy(
        update={"tables": Tables.model_validate({"balance": {"hide": ["easi75/c2"], "labels": {"easi75/c4": "Four"}}})}
    )
    figure = next(one for one in build_figures(hidden, results, build_tables(hidden, results))[0] if one.id == "balance-easi75")
    labels = [line.label for line in figure.body.lines]
    assert len(labels) == 9 and "Covariate 2" not in labels and "Four" in labels


def test_one_contrast_stands_beside_its_row_in_numbers() -> None:
    run = example.run()
    arms = {name: arm for name, arm in run.protocol.arms.items() if name != "upa30"}
    found = build_figures(run.protocol.model_copy(update={"arms": arms}), run.results, run.tables)[0]
    forest = next((figure for figure in found if figure.id == "subgroups-iga_response"), None)
    assert forest and isinstance(forest.body, Rows)
    assert [said.text for line in forest.body.lines for said in line.columns if "(" in said.text]


def test_a_row_without_any_estimate_says_so() -> None:
    figure = studies.figures("large")[0]["comparisons-difference"]
    assert isinstance(figure.body, Rows) and "no estimate" not in texts(svg_of(figure))
    first, *others = figure.body.lines
    bare = replace(first, points=(None,) * len(first.points))
    assert texts(svg_of(replace(figure, body=replace(figure.body, lines=(bare, *others))))).count("no estimate") == 1


def test_a_name_in_a_legend_that_is_wider_than_the_page_stands_in_lines() -> None:
    canvas, name = Canvas(WIDTH), "A treatment with a name that nobody could shorten compared with another such treatment " * 2
    body = studies.figures("large")[0]["change"].body
    assert isinstance(body, Boxes)
    named = [replace(one, label=label) for one, label in zip(body.series, (name, "Other", name), strict=False)]
    end = legend.draw_legend(canvas, named, 1, 1, WIDTH)
    drawn = [artist.get_text() for artist in canvas.figure.artists if isinstance(artist, Text)]
    assert " ".join(drawn).split() == f"{name}Other {name}".split()
    assert all(wide(text) < WIDTH - legend.SIGN for text in drawn) and len(drawn) == 5
    assert end == 1 + high(5) + 5


def test_a_funnel_marks_each_centre_at_its_size_and_percentage() -> None:
    figure, (_, results) = studies.figures("large")[0]["funnel-easi50-M3"], studies.computed("large")
    assert isinstance(figure.body, Funnel)
    for dot in figure.body.dots:
        known = {row.result_id: row for row in results}
        size, share = known[dot.size.result_ids[0]], known[dot.point.at.result_ids[0]]
        assert (size.value, size.group_level, size.variant) == (dot.size.value, share.group_level, "")
        assert share.text == dot.point.at.text


FUNNELS = [name for name in studies.figures("large")[0] if name.startswith("funnel")]


@pytest.mark.parametrize("name", FUNNELS)
def test_a_centre_is_named_where_chance_is_rarer_than_its_limits_say(name: str) -> None:
    body = studies.figures("large")[0][name].body
    assert isinstance(body, Funnel) and body.middle
    assert any(dot.point.at.value == 100 and dot.size.value <= 2 for dot in body.dots) or name != "funnel-easi50-M12"
    for dot in body.dots:
        size, share = int(dot.size.value), body.middle.value / 100
        responses = round(dot.point.at.value * size / 100)
        chances = [comb(size, k) * share**k * (1 - share) ** (size - k) for k in range(size + 1)]
        assert dot.outside == (min(sum(chances[: responses + 1]), sum(chances[responses:])) < 0.025), dot


def test_a_centre_says_its_result_with_the_punctuation_of_the_language() -> None:
    with speaking("fr"):
        said = [title.text or "" for title in svg_of(studies.figures("large")[0]["funnel-easi50-M3"]).iter(f"{SVG}title")]
    assert any("Centre 01\N{NO-BREAK SPACE}: " in text for text in said) and not any("01: " in text for text in said)


def test_sizes_of_centres_along_a_funnel_are_whole() -> None:
    figure = studies.figures("large")[0]["funnel-easi50-M3"]
    assert isinstance(figure.body, Funnel)
    few = tuple(replace(dot, size=replace(dot.size, value=3.0)) for dot in figure.body.dots)
    bare = replace(figure.body, dots=few, limits=tuple(replace(one, at=()) for one in figure.body.limits))
    below = texts(svg_of(replace(figure, body=bare)))
    assert {"1", "2", "3"} <= set(below) and "0.5" not in below


def test_a_name_in_a_funnel_goes_where_no_line_crosses_it() -> None:
    canvas = Canvas(funnel.NARROW)
    mark, key = (150.0, 18.0), (0.0, -190.0, 300.0, 14.0)
    lines = [(150.0, 18.0, 260.0, 20.0), (150.0, 31.0, 260.0, 34.0)]  # both limits begin at the mark, as where N is 1
    taken = [key, (147.0, 15.0, 153.0, 21.0)]
    funnel._name(canvas, "Centre 03", mark, taken, lines)
    *_, room = taken
    assert len(taken) == 3 and not any(funnel._meet(room, other) for other in (*lines, *taken[:-1]))


def test_shades_are_the_counts_of_the_accounts() -> None:
    run = example.run()
    filled = [Filled("01", "visits", "IGA", 10, 8), Filled("02", "visits", "IGA", 4, 1), Filled("02", "visits", "SCORAD", 4, 0)]
    figure = next(one for one in build_figures(run.protocol, run.results, run.tables, filled)[0] if one.id == "completeness")
    assert isinstance(figure.body, Heat)
    assert figure.body.columns == ("IGA", "SCORAD")
    assert [[spot and spot.text for spot in row] for row in figure.body.cells] == [["8/10", None], ["1/4", "0/4"]]
    assert [text for text in texts(svg_of(figure)) if "/" in text] == ["8/10", "1/4", "0/4"]


def test_a_specification_curve_ranks_the_answers_and_marks_the_protocols_own() -> None:
    run = example.run()
    figure = next(one for one in build_figures(run.protocol, run.results, run.tables)[0] if one.id == "choices-iga_response")
    assert isinstance(figure.body, Choices)
    values = [one.point.at.value for one in figure.body.answers]
    assert values == sorted(values) and [one.takes for one in figure.body.answers if one.own] == [(False,) * len(figure.body.choices)]


def test_boxes_are_the_quartiles_of_the_efficacy_table_and_points_their_patients() -> None:
    found, (_, results) = studies.figures("large")[0], studies.computed("large")
    for name in ("change", "points"):
        body = found[name].body
        assert isinstance(body, Boxes) and found[name].patient_level == (name == "points")
        for place, arm in enumerate(studies.LARGE["arms"]):
            at = {"analysis": "efficacy", "variable": "pnrs_change", "timepoint": "M3", "arm": arm}
            each, median = body.panels[0].boxes[place][0], results.get(**at, stat="median")
            total = results.get(**at, stat="N", unit="patients")
            assert each and median and total and each.spots[2].text == median.text
            assert len(each.marks) == (total.value if name == "points" else 0)
            assert name == "change" or statistics.median(each.marks) == each.spots[2].value


def test_hatches_are_light() -> None:
    figures = [figure for name, figure in studies.figures("large")[0].items() if name in ("change", "waterfall-pnrs_change-M3", "swimmer")]
    assert [drawing.figure.id for drawing in drawings(figures) if len(svg_file(drawing, "")) > 150_000] == []


def test_a_waterfall_has_a_bar_for_each_patient_from_the_highest_down() -> None:
    found, (_, results) = studies.figures("large")[0], studies.computed("large")
    figure = found["waterfall-pnrs_change-M6"]
    total = results.get(analysis="efficacy", variable="pnrs_change", timepoint="M6", arm="all", stat="N", unit="patients")
    assert isinstance(figure.body, Bars) and total and len(figure.body.bars) == total.value
    values = [value for value, _ in figure.body.bars]
    assert values == sorted(values, reverse=True)


def test_a_swimmer_plot_has_a_lane_for_each_patient_with_the_days_of_the_survival_table() -> None:
    found, (_, results) = studies.figures("large")[0], studies.computed("large")
    body = found["swimmer"].body
    assert isinstance(body, Lanes)
    for place, (label, lanes) in enumerate(body.groups):
        at = {"analysis": "survival", "variable": "survival", "arm": f"arm{place + 1}"}
        counts = [results.get(**at, stat=stat, unit="patients") for stat in ("N", "n")]
        assert label == studies.LARGE["arms"][f"arm{place + 1}"]["label"]
        assert [len(lanes), sum(lane.ended for lane in lanes)] == [row and row.value for row in counts]
        assert all(start <= end for lane in lanes for start, end, _ in lane.parts)


def test_marks_of_patients_stay_out_of_the_report_unless_the_protocol_says_so(tmp_path: Path) -> None:
    run, marks = example.run(), studies.marks("large")
    marks = Marks({("pnrs_change", "M3", arm): marks.changes["pnrs_change", "M3", "arm1"] for arm in ("all", "upa15")})
    for asked in (Figures(), Figures(in_report=("waterfall",), titles={"waterfall": "Our waterfall"})):
        protocol = run.protocol.model_copy(update={"figures": asked})
        drawn, _ = build_figures(protocol, run.results, run.tables, marks=marks)
        page = report(example.run(figures=drawn, drawn="svg"))
        assert ("figure-waterfall-pnrs_change-M3" in page, "Our waterfall" in page) == (bool(asked.in_report),) * 2
    write_all(tmp_path, example.run(figures=drawn, drawn="svg"))
    outside = {path.name for path in (tmp_path / "figures").glob("*.svg")}
    assert not [name for name in outside if name.startswith(("points", "waterfall", "swimmer"))]
    assert (tmp_path / "figures" / "patient-level" / "waterfall-pnrs_change-M3.svg").is_file()


def test_the_protocol_says_which_figures_in_which_order() -> None:
    run = example.run()
    protocol = run.protocol.model_copy(update={"figures": Figures(show=("safety", "flow"), titles={"flow": "Who took part"})})
    drawn, undrawn = build_figures(protocol, run.results, run.tables)
    assert [(figure.id.split("-")[0], figure.number) for figure in drawn][0] == ("safety", "1")
    assert drawn[-1].caption == f"Figure {len(drawn)}. Who took part" and not undrawn


def numbers_on_the_page(show: tuple[Any, ...]) -> list[str]:
    run, marks = example.run(), Marks({("pnrs_change", "M3", "upa15"): (-3.0, 0.0, 2.0)})
    protocol = run.protocol.model_copy(update={"figures": Figures(show=show, in_report=("waterfall",))})
    drawn, undrawn = build_figures(protocol, run.results, run.tables, marks=marks)
    return re.findall(r"<b>Figure (\d+)\.", report(example.run(protocol=protocol, figures=drawn, undrawn=undrawn, drawn="svg")))


@pytest.mark.parametrize("show", [(), ("flow", "response"), ("flow", "response", "waterfall", "safety")])
def test_a_reader_of_the_page_meets_figures_in_their_order(show: tuple[Any, ...]) -> None:
    numbers = numbers_on_the_page(show)
    assert numbers == [str(place) for place in range(1, len(numbers) + 1)] and len(numbers) >= 2


def test_the_report_holds_the_figures_in_its_own_colours_each_in_its_section() -> None:
    run = example.run()
    drawn, undrawn = build_figures(run.protocol, run.results, run.tables)
    page = report(example.run(figures=drawn, undrawn=undrawn, drawn="svg"))
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert page.index('id="figure-response"') < page.index("<nav") < page.index('id="figure-flow"')
    assert "#1b1b1b;" not in page[page.index("<main") :] and "var(--ink)" in page and len(page) < 1_500_000
    assert page.count('<svg role="img"') == len(drawn) == page.count("<figure ")
    assert "<li>Time on treatment: the protocol does not ask for survival" in page
    assert "<svg" not in report(run) and "font/woff" not in report(run)


def test_what_is_not_drawn_says_why() -> None:
    _, undrawn = studies.figures("small")
    assert undrawn["safety"].why == "no adverse event could be counted"
    assert undrawn["survival"].why == "the protocol does not ask for survival, or no time is known"


def test_a_group_without_patients_is_kept_as_n_0() -> None:
    run = example.run()
    figure = next(one for one in build_figures(run.protocol, run.results, run.tables)[0] if one.id == "response")
    assert isinstance(figure.body, Course)
    rows = [pair for panel in figure.body.panels for pair in zip(panel.points, panel.below, strict=True)]
    empty = [total for points, below in rows for at, total in zip(points, below, strict=True) if at is None]
    assert empty and {total.text for total in empty if total} == {"0"}


def test_hostile_labels_stay_texts(tmp_path: Path) -> None:
    bad = '</text><script>alert(1)</script> $x^2$ =1+1 \x00 & "'
    run = example.run()
    arms = {name: arm.model_copy(update={"label": bad}) for name, arm in run.protocol.arms.items()}
    protocol = run.protocol.model_copy(update={"arms": arms})
    for figure in build_figures(protocol, run.results, build_tables(protocol, run.results))[0]:
        assert not list(svg_of(figure).iter(f"{SVG}script"))


def test_a_run_writes_the_forms_that_it_was_asked_for(tmp_path: Path) -> None:
    run = example.run()
    drawn, undrawn = build_figures(run.protocol, run.results, run.tables)
    for forms, endings in (("svg", {".svg", ".md"}), ("all", {".svg", ".pdf", ".png", ".md"})):
        (tmp_path / forms).mkdir()
        write_all(tmp_path / forms, example.run(figures=drawn[:1], undrawn=undrawn, drawn=forms))
        assert {path.suffix for path in (tmp_path / forms / "figures").iterdir()} == endings
        assert {path.name for path in (tmp_path / forms).glob("figures.*")} == (
            {"figures.docx", "figures.tex"} if forms == "all" else set()
        )
    captions = (tmp_path / "svg" / "figures" / "captions.md").read_text("utf-8")
    assert captions.startswith("**Figure 1. Responses at M3 and M6.**") and "Not drawn: Time on treatment: " in captions


@pytest.mark.parametrize("in_report", [(), ("waterfall",)])
def test_word_and_latex_hold_the_figures_that_may_be_shared(in_report: Any, tmp_path: Path) -> None:
    run, marks = example.run(), Marks({("pnrs_change", "M3", "upa15"): (-3.0, 0.0, 2.0)})
    protocol = run.protocol.model_copy(update={"figures": Figures(show=("flow", "waterfall"), in_report=in_report)})
    drawn, _ = build_figures(protocol, run.results, run.tables, marks=marks)
    assert [figure.id for figure in drawn] == ["flow", "waterfall-pnrs_change-M3"]
    for folder in (tmp_path / "first", tmp_path / "second"):
        folder.mkdir()
        write_figures(folder, example.run(protocol=protocol, figures=drawn, drawn="all"))
    assert [(tmp_path / each / "figures.docx").read_bytes() for each in ("first", "second")].count(
        (folder / "figures.docx").read_bytes()
    ) == 2
    shared = ["figures/flow", "figures/patient-level/waterfall-pnrs_change-M3"][: 1 + len(in_report)]
    with ZipFile(folder / "figures.docx") as archive:
        pictures = [archive.read(name) for name in sorted(archive.namelist()) if name.startswith("word/media/")]
        text = archive.read("word/document.xml").decode()
    assert sorted(pictures) == sorted((folder / f"{name}.png").read_bytes() for name in shared)
    assert re.findall(r'<wp:docPr [^>]*descr="([^"]*)"', text) == [
        f"{figure.title}. {figure.description}" for figure in drawn[: len(shared)]
    ]
    assert "Participant flow." in text and ("in order." in text) == bool(in_report)
    latex = (folder / "figures.tex").read_text("utf-8")
    assert re.findall(r"\\detokenize\{([^}]*)\}", latex) == [f"{name}.pdf" for name in shared]
    assert r"\caption*{\textbf{Figure 1.} Participant flow.}" in latex


def test_the_labels_of_figures_are_french_in_a_french_run() -> None:
    with speaking("fr"):
        run = example.run()
        figure = build_figures(run.protocol, run.results, build_tables(run.protocol, run.results))[0][1]
        assert figure.caption == "Figure 2. Flux des patients"
        assert "Inclus : 54" in " ".join(texts(svg_of(figure))).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_a_drawer_for_every_kind_of_body() -> None:
    from cohortium.displays.figure import Body

    assert set(DRAWERS) == set(get_args(Body))


def test_scales_hold_their_values_between_round_ends() -> None:
    found = scale(Axis("", 0), (3.0, 61.3), 0, 100)
    assert (found.low, found.high) == (0, 80) and found(40) == pytest.approx(50)
    ratio = scale(Axis("", log=True, reference=1), (0.5, 400), 0, 100)
    assert not ratio.holds(400) and ratio(400) == 100
    assert Scale(1, 100, 0, 10, True)(10) == pytest.approx(5)


def test_texts_break_between_words_and_long_words_are_cut() -> None:
    assert all(wide(line) <= 40 for line in wrapped("a fairly long label with pneumonoultramicroscopic words", 40))
    assert "".join(wrapped("pneumonoultramicroscopic", 40)) == "pneumonoultramicroscopic"


def test_the_page_on_figures_names_each_of_them_and_its_settings_are_a_protocols() -> None:
    page = (Path(__file__).parents[2] / "docs" / "figures.md").read_text("utf-8")
    assert [name for name in get_args(FigureName) if f"`{name}`" not in page] == []
    written = yaml.safe_load(page.split("```yaml\n")[1].split("```")[0])
    assert Figures.model_validate(written["figures"]).shown[0] == "flow"
