"""Counts of centres added up give the text of one run over all patients, wherever counts can; all else is refused in words."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from cohortium import __version__
from cohortium.cli import run_command
from cohortium.estimates.designs import NO_PATIENTS
from cohortium.estimates.margins import WITHHELD_WORDS
from cohortium.pooling.document import Sent, seal, written
from cohortium.results import COLUMNS, Results
from generated import generate, write_study
from pooling.studies import apart, example, pooled, sent_from, whole

EXAMPLES = int(os.environ.get("COHORTIUM_EXAMPLES", "30"))
MODELS = ("adjusted", "weighted")


def rows(results: Results) -> list[tuple[str, ...]]:
    """The rows of results.csv that are no model of patients."""
    return [row.cells() for row in results if row.analysis not in MODELS]


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Path:
    return example(tmp_path_factory.mktemp("pooling") / "whole")


@pytest.fixture(scope="module")
def homes(study, tmp_path_factory) -> list[Path]:
    return apart(study, tmp_path_factory.mktemp("centres"))


@pytest.fixture(scope="module")
def sent(homes) -> list[Sent]:
    return [sent_from(home) for home in homes]


@pytest.fixture(scope="module")
def one(study) -> Results:
    """All patients in one run."""
    return whole(study)


@pytest.fixture(scope="module")
def together(study, sent, tmp_path_factory) -> Results:
    """The counts of all centres, added up."""
    return pooled(study, sent, tmp_path_factory.mktemp("sent"))


def test_eighteen_centres_apart_are_one_study(one, sent, together):
    assert len(sent) == 18
    assert rows(together) == rows(one)
    asked = {row.analysis for row in one}
    assert {"efficacy", "baseline", "survival", "incidence", "sensitivity", "subgroups", "severity", "safety"} <= asked
    tested = {row.level for row in one if row.stat == "p_value" and row.value is not None}
    assert {"mann_whitney", "kruskal_wallis", "log_rank", "cox", "fisher", "mcnemar", "signed_rank"} <= tested


def test_a_model_with_a_row_per_patient_says_that_counts_do_not_give_it(one, together):
    models = [row for row in together if row.analysis in MODELS]
    assert {row.analysis for row in models} == set(MODELS)
    assert {(row.error, row.value) for row in models} == {(NO_PATIENTS, None)}
    known = {row.key[:-1] for row in one if row.analysis in MODELS}
    assert {row.key[:-1] for row in models} == known


@pytest.mark.parametrize("seed", range(EXAMPLES // 15))
def test_generated_centres_apart_are_one_study(seed, tmp_path):
    made = generate(seed, centres=3, patients=12)
    folder = write_study(tmp_path / "whole", made.protocol, made.tables)
    sent = [sent_from(home) for home in apart(folder, tmp_path / "apart")]
    assert rows(pooled(folder, sent, tmp_path)) == rows(whole(folder))


def test_no_tally_crosses_endpoints_or_subsets_and_none_holds_a_patient(sent):
    for margin in (margin for each in sent for margin in each.margins):
        assert "strata" not in margin.by and "patient" not in margin.by
        assert margin.tally not in ("tally_patients", "tally_covariates", "tally_variants")
        assert not {"baseline", "value"} <= set(margin.by)
        assert len(margin.part) <= 1


def test_a_file_is_the_same_when_it_is_written_again_and_counts_its_small_cells(homes, sent):
    again = sent_from(homes[6])
    assert written(again) == written(sent[6])
    content = json.loads(written(again))
    cells = [count for part in content["tallies"] if part["counts"] != "days" for *_, count in part["rows"]]
    assert content["cells"] == len(cells)
    assert content["cells_below_5"] == sum(0 < count < 5 for count in cells) > 0
    assert content["centres"] == ["07"] and content["small_counts"] is None


def counted(results: Results) -> list[tuple[str, ...]]:
    """Rows that only count; a share of a curve is made of days."""
    stats = ("N", "n", "percent", "n_missing")
    return [row.cells() for row in results if row.analysis not in MODELS and row.stat in stats and (row.analysis != "survival" or row.unit)]


def test_under_a_rule_only_numbers_and_percentages_travel(study, homes, sent, one, tmp_path):
    kept = [sent_from(homes[0], small_counts=5), *sent[1:]]
    content = json.loads(written(kept[0]))
    assert content["small_counts"]["below"] == 5
    assert "tally_follow_up by arm, days" in content["small_counts"]["only_counts_of"]
    for part in content["tallies"]:
        places = [at for at, column in enumerate(part["columns"]) if column in ("number", "value", "change", "days")]
        values = [row for row in part["rows"] if any(isinstance(row[at], int) for at in places)]
        assert not values or min(row[-1] for row in values) >= 5
    together = pooled(study, kept, tmp_path)
    assert counted(together) == counted(one)
    summarised = together.where(stat="median", arm="all", variable=("age", "pnrs_change", "follow_up", "survival"))
    medians = [row for row in summarised if not row.group]
    assert medians and {(row.value, row.error) for row in medians} == {(None, WITHHELD_WORDS)}


# What is refused


@pytest.fixture
def files(sent, tmp_path) -> list[Path]:
    """Two centres' files, as they are sent."""
    paths = [tmp_path / f"{each.centres[0]}.json" for each in sent[:2]]
    for path, each in zip(paths, sent, strict=False):
        path.write_bytes(written(each))
    return paths


def said(capfd, *files: Path, code: int = 2) -> str:
    assert run_command(["pool", *map(str, files), "--figures", "none"]) == code
    return capfd.readouterr().err


def resealed(path: Path, change) -> None:
    """A file that somebody changed who knows how it is sealed."""
    content = json.loads(path.read_text())
    change(content)
    content["seal"] = seal(content)
    path.write_text(json.dumps(content))


def test_a_centre_counts_once(files, capfd):
    other = files[0].with_name("again.json")
    other.write_bytes(files[0].read_bytes())
    assert f"Centre 01 is in {files[0]} and in {other}. Leave one of them out." in said(capfd, files[0], other)


def test_another_version_of_the_protocol_is_named_by_what_differs(files, sent, capfd):
    text = sent[1].protocol.replace("percent_decimals: 1", "percent_decimals: 2").replace("data_cut: 2022-06-30", "data_cut: 2022-06-29")
    files[1].write_bytes(written(replace(sent[1], protocol=text)))
    expected = f"{files[1]} was counted by another version of the protocol than {files[0]}. They differ in: data_cut, statistics."
    assert expected in said(capfd, *files)
    files[1].write_bytes(written(replace(sent[1], protocol=sent[1].protocol + "# said otherwise\n")))
    assert "They differ in: its comments or its layout only." in said(capfd, *files)


def test_another_version_of_the_program_is_named(files, sent, capfd):
    files[1].write_bytes(written(replace(sent[1], version="0.0.9")))
    assert f"{files[1]} was written by another version of Cohortium: 0.0.9, this is {__version__}." in said(capfd, *files)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda raw: raw[:-40], "is no file of tallies, or is damaged"),
        (lambda raw: raw.replace(b'"all"', b'"x"').replace(b", 1]", b", 2]", 1), "was changed after it was written, or is damaged"),
        (lambda raw: b"[" * 100_000, "is no file of tallies, or is damaged"),
        (lambda raw: b"{}", "is no file of tallies."),
        (lambda raw: b"\xff\xfe", "is no file of tallies, or is damaged"),
        (lambda raw: raw.replace(b", 1]", b", 1e400]", 1), "is no file of tallies, or is damaged"),
        (lambda raw: raw.replace(b", 1]", b", NaN]", 1), "is no file of tallies, or is damaged"),
        (lambda raw: raw.replace(b'"draft"', b'"study": "x", "draft"', 1), "is no file of tallies, or is damaged"),
    ],
)
def test_a_damaged_file_is_refused(files, capfd, damage, words):
    files[0].write_bytes(damage(files[0].read_bytes()))
    assert f"{files[0]} {words}" in said(capfd, *files)


def _first(content: dict, tally: str) -> list:
    return next(part["rows"] for part in content["tallies"] if part["tally"] == tally and part["rows"])


HOSTILE = {
    "a negative count": lambda content: _first(content, "tally_responses")[0].__setitem__(-1, -3),
    "a count that is no number": lambda content: _first(content, "tally_responses")[0].__setitem__(-1, True),
    "a count beyond all patients": lambda content: _first(content, "tally_responses")[0].__setitem__(-1, 10**13),
    "another treatment group": lambda content: _first(content, "tally_follow_up")[0].__setitem__(0, "<script>"),
    "a row too long": lambda content: _first(content, "tally_follow_up")[0].append(1),
    "a row twice": lambda content: _first(content, "tally_follow_up").append(_first(content, "tally_follow_up")[0]),
    "a tally less": lambda content: content["tallies"].pop(),
    "a tally more": lambda content: content["tallies"].append({**content["tallies"][0], "tally": "tally_patients"}),
    "a tally twice": lambda content: content["tallies"].append(content["tallies"][0]),
    "no list of centres": lambda content: content.__setitem__("centres", {"01": 1}),
    "a centre that is a number": lambda content: content.__setitem__("centres", [1]),
    "a text where a value stands": lambda content: _first(content, "tally_follow_up")[0].__setitem__(1, "=1+1"),
    "other sums": lambda content: content.__setitem__("cells", 3),
    "no word on who was left out": lambda content: content.pop("draft"),
    "no protocol": lambda content: content.pop("protocol"),
    "a protocol that is no text": lambda content: content.__setitem__("protocol", []),
    "a variant that nobody asked": lambda content: content.__setitem__("same_answers", {"iga_response": [1]}),
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_with_a_good_seal_is_refused(files, capfd, change):
    resealed(files[0], change)
    assert f"{files[0]} does not hold the tallies that its protocol asks for. Ask the centre to write it again." in said(capfd, *files)


def test_tallies_that_contradict_each_other_are_refused(files, capfd):
    def one_more(content):
        _first(content, "tally_responses")[0][-1] += 1
        content["cells_below_5"] = sum(0 < row[-1] < 5 for part in content["tallies"] if part["counts"] != "days" for row in part["rows"])

    resealed(files[0], one_more)
    assert f"{files[0]} contradicts itself: tally_responses by" in said(capfd, *files)


def test_variants_of_another_study_are_refused(files, capfd):
    resealed(files[0], lambda content: content.__setitem__("same_answers", {"iga_response": {"pick=last": 0}}))
    assert said(capfd, *files) != ""


# What the commands say and write


def test_the_commands(homes, study, tmp_path, capfd):
    files = [tmp_path / f"{home.name}.json" for home in homes[:2]]
    assert run_command(["tally", str(homes[0]), "-o", str(files[0])]) == 0
    first = capfd.readouterr().out
    assert f"Tally of centre 01 in {files[0]}: " in first and " count fewer than 5." in first
    assert "Values travel with their counts: the file is as confidential as the data." in first
    assert run_command(["tally", str(homes[1]), "-o", str(files[1]), "--small-counts", "5"]) == 0
    assert "tallies, which have a value that fewer than 5 patients share." in capfd.readouterr().out
    assert run_command(["pool", *map(str, files), "--figures", "svg"]) == 0
    told = capfd.readouterr().out
    assert "Pooled: 2 centres (01, 02)." in told and "rows cannot be made of counts; their error says why." in told
    assert "Change of each patient: a mark for each patient cannot be made of counts" in told
    results = tmp_path / "results" / "001"
    assert run_command(["verify", str(results)]) == 0
    assert capfd.readouterr().out.splitlines()[-1].endswith(f" compare {results} RUN")
    manifest = json.loads((results / "manifest.json").read_text())
    assert sorted(manifest["inputs"]) == ["01.json", "02.json"] and not (results / "datasets").exists()
    assert (results / "results.csv").read_text("utf-8").startswith(",".join(COLUMNS))
    page = (results / "report.html").read_text("utf-8")
    assert "Pooled from the counts of 2 centres; no row of a patient left them" in page


def test_a_pipe_is_not_waited_for(homes, files, tmp_path, capfd):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert f"{pipe} cannot be opened. Check its name and your right to read it." in said(capfd, pipe)
    assert run_command(["tally", str(homes[0]), "-o", str(pipe)]) == 2
    assert f"{pipe} is no file of tallies, so it was left as it is." in capfd.readouterr().err


def test_two_files_of_one_name_are_both_in_the_manifest(files, tmp_path, capfd):
    both = [tmp_path / part / "tally.json" for part in ("one", "two")]
    for path, file in zip(both, files, strict=False):
        path.parent.mkdir()
        path.write_bytes(file.read_bytes())
    assert run_command(["pool", *map(str, both), "--figures", "none", "--out", str(tmp_path / "out")]) == 0
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert sorted(manifest["inputs"]) == sorted(manifest["steps"]) == sorted(map(str, both))


def test_an_empty_study_is_said_to_be_empty_and_adds_nothing(homes, files, tmp_path, capfd):
    home, file = tmp_path / "empty", tmp_path / "empty.json"
    (home / "data" / "99").mkdir(parents=True)
    (home / "protocol.yaml").write_bytes((homes[0] / "protocol.yaml").read_bytes())
    (home / "data" / "99" / "patients.csv").write_text("patient,sex\n", "utf-8")
    assert run_command(["tally", str(home), "-o", str(file)]) == 0
    assert f"Tally of no patient in {file}: nobody in the data has a centre and a code." in capfd.readouterr().out
    for name, of in (("none", [file]), ("one", files[:1]), ("both", [files[0], file])):
        assert run_command(["pool", *map(str, of), "--figures", "svg" if name == "none" else "none", "--out", str(tmp_path / name)]) == 0
        if name == "none":
            assert "Pooled: no centre; the tallies count no patient." in capfd.readouterr().out
    assert (tmp_path / "one" / "results.csv").read_bytes() == (tmp_path / "both" / "results.csv").read_bytes()


def test_pooled_results_say_that_they_lead_to_no_patient(homes, files, tmp_path, capfd):
    out = tmp_path / "out"
    assert run_command(["pool", str(files[0]), "--figures", "none", "--out", str(out)]) == 0
    assert run_command(["explain", str(homes[0]), "participants/included/-/-/all/-/-/-/-/patients/n", "--out", str(out)]) == 2
    assert f"{out} holds no run of a study, so its numbers lead to no patient: pooled results are made of counts" in capfd.readouterr().err


def test_a_file_that_is_no_tally_is_not_written_over(homes, tmp_path, capfd):
    place = tmp_path / "letter.txt"
    place.write_text("Dear all", "utf-8")
    assert run_command(["tally", str(homes[0]), "-o", str(place)]) == 2
    assert f"{place} is no file of tallies, so it was left as it is. Choose another name." in capfd.readouterr().err
    assert place.read_text("utf-8") == "Dear all"


def test_a_draft_stays_a_draft(study, sent, tmp_path):
    files = [tmp_path / "01.json", tmp_path / "02.json"]
    files[0].write_bytes(written(replace(sent[0], draft=(2, 1))))
    files[1].write_bytes(written(sent[1]))
    assert run_command(["pool", *map(str, files), "--figures", "none"]) == 1
    assert "DRAFT: 2 blocking questions are open, 1 patient touched." in (tmp_path / "results" / "001" / "report.html").read_text("utf-8")
