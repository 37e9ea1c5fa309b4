"""The pages of docs/ that are made from the code: `python3 run.py docs` writes them, `--check` says which are stale."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import get_args

import click

from cohortium.cli import commands
from cohortium.conformance.checks import CHECKS, SEVERITIES, Check
from cohortium.outputs.release import RELEASE_CHECKS
from cohortium.protocol.analyses import Baseline

HERE = Path(__file__).resolve().parent
MADE = "<!-- Made by `python3 run.py docs`; do not edit. -->\n"


def main() -> int:
    """Write every page, or with --check name those that differ."""
    if "--check" not in sys.argv[1:]:
        for name, page in PAGES.items():
            (HERE / name).write_text(page(), encoding="utf-8", newline="\n")
        return 0
    stale = stale_pages()
    for name in stale:
        print(f"docs/{name} is stale; write it again with: python3 run.py docs")
    return 1 if stale else 0


def stale_pages() -> list[str]:
    """The names of pages that are not as the code says."""
    return [name for name, page in PAGES.items() if not (HERE / name).is_file() or (HERE / name).read_text(encoding="utf-8") != page()]


def _protocol() -> str:
    from cohortium.protocol.schema import reference_page

    return MADE + reference_page()


def _schema() -> str:
    from cohortium.protocol.schema import json_schema

    return json.dumps(json_schema(), indent=1, ensure_ascii=False, sort_keys=False) + "\n"


def _measures() -> str:
    from cohortium.measures import measures_page

    return MADE + measures_page()


def _checks() -> str:
    asked = (line for severity in SEVERITIES for line in _checks_of(severity, CHECKS.values()))
    return MADE + "\n".join(
        [_CHECKS_HEAD, *asked, _RELEASE_HEAD, *(f"| `{each.id}` | {each.sentence} |" for each in RELEASE_CHECKS.values()), ""]
    )


_CHECKS_HEAD = """# Checks

What is asked of every delivery, whichever centre sent it. A finding becomes a question with an id that stays the same over deliveries.

- A **blocking** question is about who is in or which arm; results come out as DRAFT until it is answered (exit code 1).
- A **query** sets aside at most the cell that it names; the rest of its row still counts.
- A **note** needs no answer.

In every run each check has a state: passed, failed, not applicable (nothing to look at), or could not run (with the reason). They are in
`checks.csv`, with the address of every place where a check failed, in `results.xlsx`, and counted in the report.
"""


_RELEASE_HEAD = """## Before release

When everything is written, the files are read again and checked, before the results appear in their folder; `verify` does the
same whenever it is asked. One failure stops the run, with the id of the rule and the place. The states (passed, not applicable)
are in `manifest.json`. `verify` also finds one changed byte in any file, the manifest included, a missing file and one that is
not of the run.

| Rule | What must hold |
| --- | --- |"""


def _checks_of(severity: str, checks: Iterable[Check]) -> Iterator[str]:
    heading = "| Rule | What is wrong | What is expected | Cell set aside |"
    yield from (f"## {severity.capitalize()}", "", heading, "| --- | --- | --- | --- |")
    for check in checks:
        if check.severity == severity:
            cells = (f"`{check.id}`", check.sentence, check.expected, "yes" if check.quarantines else "no")
            yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
    yield ""


def _commands() -> str:
    return MADE + "\n".join([_COMMANDS_HEAD, *(line for name, command in commands.commands.items() for line in _command(name, command))])


_COMMANDS_HEAD = """# Commands

From a checkout, `python3 run.py COMMAND` is the same as the installed `cohortium COMMAND`, which is how they are written here.
Each command's last line is the next one to type.

| Exit code | Meaning |
| --- | --- |
| 0 | done |
| 1 | results in place (or everything read), blocking questions open: every output says DRAFT |
| 2 | something to put right in the input; nothing was written |
| 3 | a fault of the program; its place in the code is noted in a local log without any data |
| 4 | `verify` found a difference |
| 130 | interrupted; earlier results are as they were |
"""


def _command(name: str, command: click.Command) -> Iterator[str]:
    group = click.Context(commands, info_name="cohortium", terminal_width=100, **commands.context_settings)
    context = click.Context(command, group, info_name=name, terminal_width=100)
    yield from (f"## {name}", "", "```text", command.get_help(context), "```", "")


def _manual() -> str:
    # The examples of the manual are tests, and live with them.
    if str(HERE.parent / "tests") not in sys.path:
        sys.path.insert(0, str(HERE.parent / "tests"))
    from spec.manual import manual_page

    return manual_page()


_STATISTICS_HEAD = """# Statistics

For every number of `results.csv`, the statistic behind it and the R call that gives the same. `x`, `y` are the values of two groups, `n`
and `N` counts of patients, `days` and `event` one patient each; a row names its statistic in `method`, a contrast also in `level`. The
[passport](passport.md) holds the reference values, recomputed.

| `stat` | What it is | R call |
| --- | --- | --- |
"""
_PLAIN = (
    ("N", "patients (or mentions, events) that a share or summary is out of: those whose answer is known", "sum(!is.na(x))"),
    ("n", "those of them that meet the definition", "sum(x)"),
    ("n_*", "other counts, by name: `n_missing`, `n_imputed_stop`, `n_unknown`, `n_several`, `n_at_risk`...", "sum(...)"),
    ("percent", "100 n / N, exact", "100 * n / N"),
    ("median, q1, q3", "type 2, 6 or 7 by `statistics: quantiles`", "quantile(x, c(0.5, 0.25, 0.75), type = 2)"),
    ("mean, sd, min, max", "sd with N - 1", "c(mean(x), sd(x), min(x), max(x))"),
    ("p_adjusted", "by `comparisons: adjust`", 'p.adjust(p, "holm")'),
    ("n_at_risk", "patients whose time is not shorter", "summary(survfit(Surv(days, event) ~ 1), times = t)$n.risk"),
    ("patient_years", "time at risk, a year being 365.25 days", "sum(days) / 365.25"),
    ("p_interaction", "of `breslow_day`", "DescTools::BreslowDayTest(x, correct = TRUE)$p.value"),
)
_WHERE = {
    "median_q1_q3": "baseline, efficacy, follow_up",
    "mean_sd": "baseline, efficacy, follow_up",
    "median_min_max": "baseline, efficacy, follow_up",
    "n_percent": "baseline, efficacy, safety, stops",
    "interval_wilson": "efficacy, safety, stops, sensitivity, subgroups, with `statistics: interval`",
    "interval_clopper_pearson": "efficacy, safety, stops, sensitivity, subgroups, with `statistics: interval`",
    "survival_at": "survival, `timepoint` the time asked for or, as variable `survival_curve`, a day with an event",
    "median_survival": "survival",
    "restricted_mean": "survival, level `restricted_mean`",
    "incidence_at": "survival, level the cause",
    "log_rank": "survival, level `log_rank`",
    "cox": "survival, level `cox`",
    "median_follow_up": "follow_up, level `reverse_kaplan_meier`",
    "incidence_rate": "incidence",
    "holm": "efficacy and survival, stat `p_adjusted`",
    "benjamini_hochberg": "efficacy and survival, stat `p_adjusted`",
    "standardised_means": "baseline, level `standardised`",
    "standardised_shares": "baseline, level `standardised`",
    "standardised_levels": "baseline, level `standardised`",
    "linear": "adjusted, of a summary",
    "logistic": "adjusted, of responders, `errors: model`",
    "logistic_by_centre": "adjusted, of responders, `errors: centre`",
    "firth": "adjusted, `model: firth`",
    "gee_linear": "adjusted, of a summary, `errors: gee`",
    "gee_logistic": "adjusted, of responders, `errors: gee`",
    "pooled": "adjusted, variant `imputed`",
    "breslow_day": "subgroups, its `p_value` as `p_interaction`",
    "treatment_model": "behind the weights of weighted",
    "weighted_mean": "weighted, of a treatment group; the mean of responders (0 and 100) is written as `percent`",
    "weighted_difference": "weighted, with `versus`",
    "weighted_balance": "weighted, `level` the covariate",
    "funnel_limits": "efficacy, group `centre`, levels `funnel_95` and `funnel_99.8`",
}


def _statistics() -> str:
    from cohortium.estimates.comparisons import CONTRASTS
    from cohortium.statistics import STATISTICS

    where = {contrast.statistic: f"{_analyses(level)}, level `{level}`" for level, contrast in CONTRASTS.items()} | _WHERE
    lines = [f"| `{stat}` | {meaning} | `{call}` |" for stat, meaning, call in _PLAIN]
    lines += ["", "| Statistic | Rows of `results.csv` | Stats | What it computes | Source | R call |", f"|{' --- |' * 6}"]
    for name, entry in STATISTICS.items():
        said = str(entry.function.__doc__).split("\n")[0].split(" Stats:")[0]
        cells = (f"`{name}`", where[name], ", ".join(f"`{stat}`" for stat in entry.stats))
        said_too = (text.replace("|", chr(92) + "|") for text in (said, entry.source, f"`{entry.r_call}`"))
        lines.append(f"| {' | '.join((*cells, *said_too))} |")
    return MADE + _STATISTICS_HEAD + "\n".join(lines) + "\n"


def _analyses(level: str) -> str:
    """Where a comparison can stand."""
    also = {"odds_ratio": " and subgroups (there without a level)"} | {test: " and baseline" for test in get_args(Baseline)}
    return f"efficacy{also.get(level, '')}"


def _passport() -> str:
    if str(HERE.parent / "tests") not in sys.path:
        sys.path.insert(0, str(HERE.parent / "tests"))
    from passport.page import passport_page

    return passport_page()


def _results() -> str:
    from results_page import results_page

    return MADE + results_page()


PAGES: dict[str, Callable[[], str]] = {
    "results.md": _results,
    "protocol.md": _protocol,
    "protocol.schema.json": _schema,
    "manual.md": _manual,
    "measures.md": _measures,
    "checks.md": _checks,
    "cli.md": _commands,
    "statistics.md": _statistics,
    "passport.md": _passport,
}
"""Page -> what it must say."""

if __name__ == "__main__":
    sys.exit(main())
