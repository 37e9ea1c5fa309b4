"""The page in a real browser: no request, no console error, no overflow, by keyboard, in the dark and on paper; texts stay texts."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cohortium.displays import build_tables
from cohortium.displays.figures import build_figures
from cohortium.outputs.html import write_report
from cohortium.outputs.release.read_back import line
from cohortium.outputs.release.read_page import read_page
from displays import study
from figures.studies import computed
from outputs import example
from outputs.payloads import PAYLOADS
from sampled import sample

api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: requirements/browser.txt")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine (Debian: apt install chromium)")
WIDTHS = (360, 1440)
# Everything is laid out first, also what no reader has come near.
_AXIS = """() => {
  document.querySelectorAll("section, figure").forEach(one => one.style.contentVisibility = "visible");
  return [document.documentElement.scrollWidth, innerWidth];
}"""
_NAMELESS = """() => [...document.querySelectorAll("button, a, [tabindex='0'], svg[role], [role=dialog]")].filter(one => {
  const by = one.getAttribute("aria-labelledby");
  const name = one.getAttribute("aria-label") || (by && document.getElementById(by)?.textContent) || one.textContent;
  return !name?.trim();
}).map(one => one.outerHTML.slice(0, 80))"""
# Relative luminance and contrast ratio as in WCAG 2.2.
_CONTRAST = """() => {
  const light = text => { const [r, g, b] = text.match(/[0-9.]+/g).map(Number).map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const paper = getComputedStyle(document.body).backgroundColor;
  return Math.min(...["p", ".notes p", "a", "th button", ".hint", "caption", "td"].map(name => document.querySelector(name)).filter(Boolean)
    .map(one => [light(getComputedStyle(one).color), light(paper)]).map(([a, b]) => (Math.max(a, b) + .05) / (Math.min(a, b) + .05)));
}"""
_TWICE = """() => [...document.querySelectorAll("[id]")].map(one => one.id).filter((id, at, all) => all.indexOf(id) !== at)"""
_BARE = """() => [...document.querySelectorAll(".table tr:has(td[title])")].filter(row => !row.querySelector("th button"))
  .map(row => row.textContent)"""
_BEYOND_PAPER = """() => [...document.querySelectorAll("table")].filter(one => one.getBoundingClientRect().right > innerWidth)
  .map(one => one.caption.textContent)"""
_NOWHERE = """() => [...document.querySelectorAll("[popovertarget]")].map(one => one.getAttribute("popovertarget"))
  .filter(id => !document.getElementById(id))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    write_report(folder, example.run())
    return folder / "report.html"


class Opened:
    """A page, with all that it said and asked for."""

    def __init__(self, browser: Any, file: Path, width: int = 1440, **context: Any) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 900}, **context)
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.said.append(dialog.message), dialog.dismiss()))
        self.page.on("request", lambda request: request.url == file.as_uri() or self.said.append(request.url))
        self.page.goto(file.as_uri())

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_it_asks_for_nothing_says_nothing_and_fits(browser: Any, report: Path, width: int) -> None:
    with Opened(browser, report, width) as opened:
        assert opened.said == []
        scroll, inner = opened.page.evaluate(_AXIS)
        assert scroll <= inner


def test_both_times_of_the_published_table_stand_side_by_side_on_paper(browser: Any, report: Path) -> None:
    with Opened(browser, report, round(273 / 25.4 * 96)) as opened:
        opened.page.emulate_media(media="print")
        assert opened.page.evaluate(_BEYOND_PAPER) == []
        (table,) = opened.page.query_selector_all("#efficacy table")
        assert [one.inner_text() for one in table.query_selector_all("thead tr:first-child th.spanner")] == [
            "Outcomes at M3a",
            "Outcomes at M6b",
        ]


def test_six_groups_at_three_times_fit_on_paper_in_parts(browser: Any, tmp_path: Path) -> None:
    protocol, results = computed("large")
    tables = build_tables(protocol, results)
    write_report(tmp_path, replace(example.run(), protocol=protocol, results=results.rows, tables=tables, figures=()))
    printed = round(273 / 25.4 * 96)  # pixels of a page on its side within its margins
    with Opened(browser, tmp_path / "report.html", printed) as opened:
        opened.page.emulate_media(media="print")
        assert opened.page.evaluate(_BEYOND_PAPER) == []
        assert opened.page.evaluate(_TWICE) == [] and opened.page.evaluate(_NAMELESS) == [] and opened.page.evaluate(_NOWHERE) == []
        parts = opened.page.query_selector_all("#efficacy table")
        assert [part.query_selector("caption").inner_text().count("(continued)") for part in parts] == [0, 1, 1]
    read = read_page(tmp_path / "report.html").tables["efficacy"]
    whole = next(table for table in tables if table.id == "efficacy")
    shown = [line([row.label, *(cell.text for cell in row.cells)]) for row in whole.rows]
    assert read.rows == shown
    # A part whose rows are named otherwise is no continuation: the check before release sees it.
    first, continued, rest = (tmp_path / "report.html").read_text("utf-8").partition("(continued)")
    (tmp_path / "report.html").write_text(first + continued + rest.replace(">EASI75<", ">EASI57<", 1), "utf-8")
    assert read_page(tmp_path / "report.html").tables["efficacy"].rows != shown


def test_everything_that_takes_the_focus_has_a_name(browser: Any, report: Path) -> None:
    with Opened(browser, report) as opened:
        assert opened.page.evaluate(_NAMELESS) == []
        assert opened.page.get_attribute("html", "lang") == "en"
        assert opened.page.evaluate(_TWICE) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_paper(browser: Any, report: Path, scheme: str) -> None:
    with Opened(browser, report, color_scheme=scheme) as opened:
        assert opened.page.evaluate(_CONTRAST) >= 4.5  # WCAG 2.2, AA
        red, *_ = re.findall(r"\d+", opened.page.evaluate("() => getComputedStyle(document.body).backgroundColor"))
        assert (int(red) < 60) == (scheme == "dark")


def test_a_row_opens_by_keyboard_with_definition_counts_and_states(browser: Any, report: Path) -> None:
    with Opened(browser, report) as opened:
        row = opened.page.get_by_role("button", name="IGA 0, 1").first
        row.focus()
        opened.page.keyboard.press("Enter")
        shown = opened.page.get_by_role("dialog")
        shown.wait_for()
        text = shown.inner_text()
        assert "at M3 (primary endpoint)" in text and "the worst score is kept" in text
        assert "Patients it is out of (N)" in text and "cohortium explain STUDY efficacy/iga_response/" in text
        assert opened.page.evaluate("() => document.activeElement.textContent") == "Close"
        opened.page.keyboard.press("Escape")
        assert not shown.is_visible()
        assert opened.page.evaluate("() => document.activeElement.textContent").startswith("IGA 0, 1")


def test_the_answer_opens_its_definition_by_keyboard(browser: Any, report: Path) -> None:
    with Opened(browser, report) as opened:
        opened.page.locator(".answer button").focus()
        opened.page.keyboard.press("Enter")
        shown = opened.page.get_by_role("dialog")
        shown.wait_for()
        assert "at M3 (primary endpoint)" in shown.inner_text() and "Patients it is out of (N)" in shown.inner_text()


def test_a_definition_is_said_once_and_opened_from_wherever_it_is_meant(browser: Any, report: Path) -> None:
    with Opened(browser, report) as opened:
        opened.page.locator("[popovertarget=about-evaluability-1]").first.click()
        panel = opened.page.locator("#about-evaluability-1")
        more = panel.get_by_role("button", name="at M3 (primary endpoint)")
        defined = opened.page.locator(f"#{more.get_attribute('popovertarget')}")
        more.click()
        assert "the worst score is kept" in defined.inner_text() and panel.is_visible()
        opened.page.keyboard.press("Escape")
        assert panel.is_visible() and not defined.is_visible()
        said = opened.page.locator(".about p").all_text_contents()
        whole = [text for text in said if "at M3 (primary endpoint). Response" in text]  # other choices say it with other words
        assert 1 <= len(whole) == len(set(whole)) < sum("at M3 (primary endpoint)" in text for text in said)


def test_every_number_of_a_table_has_something_behind_it(browser: Any, report: Path) -> None:
    with Opened(browser, report) as opened:
        assert opened.page.evaluate(_BARE) == []
        assert opened.page.evaluate(_NOWHERE) == []


_BREAK = "name => getComputedStyle(document.querySelector(name)).breakInside"


def test_on_paper_there_is_no_navigation_and_nothing_open(browser: Any, report: Path) -> None:
    with Opened(browser, report) as opened:
        opened.page.emulate_media(media="print")
        assert not opened.page.locator("nav").is_visible() and not opened.page.locator(".hint").first.is_visible()
        assert opened.page.locator(".about:visible").count() == 0
        assert len(opened.page.pdf()) > 10_000
        wanted = {".table": "auto", ".table tr": "avoid"}  # a table flows on, a row stays whole
        assert {name: opened.page.evaluate(_BREAK, name) for name in wanted} == wanted


def test_the_first_printed_page_holds_the_answer_beside_its_figure(browser: Any, tmp_path: Path) -> None:
    run = example.run()
    drawn, undrawn = build_figures(run.protocol, run.results, run.tables)
    write_report(tmp_path, example.run(figures=drawn, undrawn=undrawn, drawn="svg"))
    with Opened(browser, tmp_path / "report.html", 1033) as opened:  # A4 landscape between its margins: 273 mm by 186 mm
        opened.page.emulate_media(media="print")
        words, figure = (opened.page.locator(f"#answer > {one}").bounding_box() for one in (".answer", "figure"))
    assert figure["x"] >= words["x"] + words["width"] and abs(figure["y"] - words["y"]) < 2
    assert figure["y"] + figure["height"] <= 703


_OF_LINES = "lines => { document.querySelector('#protocol pre').textContent = Array(lines).fill('study: small').join('\\n'); }"
_FOOTER = "shown => { document.querySelector('footer').hidden = !shown; }"


def test_the_footer_of_the_print_never_stands_on_a_page_alone(browser: Any, report: Path) -> None:
    """As many lines of the protocol as just fit a page: with the footer there are no more pages."""
    with Opened(browser, report) as opened:

        def pages(lines: int, footer: bool) -> int:
            opened.page.evaluate(_OF_LINES, lines)
            opened.page.evaluate(_FOOTER, footer)
            return len(re.findall(rb"/Type /Page\b", opened.page.pdf(prefer_css_page_size=True)))

        fits, over, most = 300, 600, pages(300, False)
        assert pages(over, False) > most
        while over - fits > 1:
            middle = (fits + over) // 2
            fits, over = (middle, over) if pages(middle, False) == most else (fits, middle)
        assert [pages(lines, True) for lines in (fits - 1, fits, over)] == [most, most, most + 1]


@pytest.mark.parametrize("payload", sample(PAYLOADS, 4))
def test_what_a_user_wrote_stays_text(browser: Any, tmp_path: Path, payload: str) -> None:
    shown = payload if payload.isprintable() else "text"  # a protocol refuses the others when it is loaded
    endpoints = {key: dict(entry) | {"label": shown} for key, entry in study.PROTOCOL["endpoints"].items()}  # type: ignore
    protocol = study.protocol(title=shown, endpoints=endpoints)
    query = example.Query("q", "blocking", "open", payload, payload, payload, payload, "A1", payload, payload, payload)
    ledger = (example.LedgerRow(payload, payload, "", *[1] * 11),)
    tables = build_tables(protocol, study.results())
    run = example.run(protocol=protocol, tables=tables, queries=(query,), ledger=ledger, methods=(payload,), protocol_text=payload)
    write_report(tmp_path, run)
    with Opened(browser, tmp_path / "report.html", 360) as opened:
        assert opened.said == []
        assert opened.page.evaluate("() => document.querySelectorAll('script, img, iframe, textarea').length") == 0
        scroll, inner = opened.page.evaluate(_AXIS)
        assert scroll <= inner
        assert opened.page.locator("h1").inner_text().replace("\N{NO-BREAK SPACE}", " ") == " ".join(shown.split())
