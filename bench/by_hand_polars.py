"""The job written by hand in Polars: Parquet files in, a CSV file of the same numbers out."""

# ruff: noqa: E501
from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from bench.tail import ANSWERED, REVIEWED, SAID, TESTS, write

KEY = ["centre", "patient"]
CUT, OPEN = date(2023, 6, 30), date(9000, 1, 1)
HIGHEST = {"IGA": 4, "EASI": 720, "PNRS": 10, "DLQI": 30}
col = pl.col


def lines_of(data: Path) -> pl.LazyFrame:
    """Treatment lines by course."""
    lines = pl.scan_parquet(data / "treatments.parquet").filter(
        (col("start") <= CUT) & (col("stop").is_null() | (col("stop") >= col("start")))
    )
    lines = lines.with_columns(stop=pl.when(col("stop") <= CUT).then(col("stop"))).sort([*KEY, "drug", "start"])
    reached = col("stop").fill_null(OPEN).cum_max().shift(1).over([*KEY, "drug"])
    begins = ((col("start") - reached).dt.total_days() > 1).fill_null(True)
    return lines.with_columns(course=begins.cast(pl.Int64)).with_columns(course=col("course").cum_sum().over([*KEY, "drug"]))


def courses_of(lines: pl.LazyFrame) -> pl.LazyFrame:
    """One row per course of a drug of the study, with the arms that its first day matches."""
    first = col("start") == col("start").min().over([*KEY, "drug", "course"])
    arms = {"upa15": ("upadacitinib", 15), "upa30": ("upadacitinib", 30), "bari4": ("baricitinib", 4)}
    matched = {arm: ((col("drug") == drug) & (col("daily_dose") == dose) & first) for arm, (drug, dose) in arms.items()}
    stop = pl.when(col("stop").is_null().any()).then(None).otherwise(col("stop").max())
    lines = lines.filter(col("drug").is_in(["upadacitinib", "baricitinib"])).with_columns(**matched)
    return lines.group_by([*KEY, "drug", "course"]).agg(col("start").min(), stop.alias("stop"), *(col(arm).any() for arm in arms))


def subjects_of(data: Path, lines: pl.LazyFrame) -> pl.LazyFrame:
    """Everybody with the reason to leave, arm, stop and windows."""
    courses = courses_of(lines)
    some = col("upa15") | col("upa30") | col("bari4")
    index = courses.filter(col("start").is_between(date(2018, 1, 1), date(2022, 12, 31)) & some)
    index = index.filter(col("start") == col("start").min().over(KEY)).group_by(KEY).agg(
        col("start").min().alias("index_date"), col("drug").min(), col("course").min(), col("stop").min(),
        col("upa15").any(), col("upa30").any(), several=(col("upa15").sum() + col("upa30").sum() + col("bari4").sum()) > 1,
    ).with_columns(arm=pl.when("upa15").then(pl.lit("upa15")).when("upa30").then(pl.lit("upa30")).otherwise(pl.lit("bari4")), found=True)  # fmt: skip
    other = courses.join(index.select(*KEY, "index_date", of="drug"), on=KEY)
    other = other.group_by(KEY).agg(
        earlier=(col("start") < col("index_date")).any(),
        next_start=col("start").filter((col("drug") != col("of")) & (col("start") > col("index_date"))).min(),
    )
    last = lines.group_by(KEY).agg(last_line=pl.max_horizontal(col("start"), col("stop")).max())
    people = pl.scan_parquet(data / "patients.parquet").group_by(KEY).agg(
        col("sex").min(), col("birth_year").min(), col("screened").any(), col("death").min(), col("last_contact").max()
    )  # fmt: skip
    joined = people.join(index, on=KEY, how="left").join(other, on=KEY, how="left").join(last, on=KEY, how="left")
    windows = {
        f"{at}_{end}": col("index_date").dt.offset_by(f"{months}mo")
        for at, *ends in (("m3", 2, 4), ("m6", 5, 7))
        for end, months in zip(("from", "to"), ends, strict=True)
    }
    return joined.with_columns(
        switched=col("stop").is_null() & col("next_start").is_not_null(), stop=col("stop").fill_null(col("next_start").dt.offset_by("-1d")),
        reason=pl.when(col("found").is_null()).then(pl.lit("no_index")).when("several").then(pl.lit("two_arms")).when("earlier").then(pl.lit("prior_use")),
        **windows,
    )  # fmt: skip


def blood_of(data: Path, included: pl.LazyFrame) -> pl.LazyFrame:
    """Of each test whether it was beyond its limit after the index date (4 yes, 3 no, nothing if no value can be judged), and the last before."""
    blood = pl.scan_parquet(data / "laboratory.parquet").filter(col("date") <= CUT)
    limits = pl.scan_parquet(data / "laboratory_limits.parquet").rename({"upper": "limit"})
    blood = blood.join(limits, on=["centre", "test", "unit"], how="left").join(included.select([*KEY, "index_date", "death"]), on=KEY)
    least = pl.when(col("unit") == "g/dL").then(col("value") < 10).when(col("unit") == "g/L").then(col("value") < 100)
    beyond = {"CPK": col("value") > col("upper"), "ALAT": col("value") > 3 * col("upper"), "LDL": col("value") > col("limit")}
    judged = pl.coalesce(pl.when(col("test") == test).then(rule) for test, rule in {**beyond, "haemoglobin": least}.items())
    blood = blood.select(
        *KEY, "date", "test", judged=3 + judged.cast(pl.Int64), day=10 * (col("date") - date(2000, 1, 1)).dt.total_days(),
        after=(col("date") > col("index_date")) & (col("date") <= col("death").fill_null(OPEN)),
        before=col("date").is_between(col("index_date").dt.offset_by("-90d"), col("index_date")),
    )  # fmt: skip
    made = [col("date").max().alias("last_blood")]
    for name, test in TESTS.items():
        made.append(col("judged").filter(col("after") & (col("test") == test)).max().alias(f"blood_{name}"))
        made.append((col("day") + col("judged")).filter(col("before") & (col("test") == test)).max().mod(10).eq(4).alias(f"{name}_before"))
    return blood.group_by(KEY).agg(made)


def events_of(data: Path, outcomes: pl.LazyFrame) -> pl.LazyFrame:
    """What is known of each event: 4 yes, 3 no, 2 not asked, 1 unknown, 0 abnormal at baseline where that counts out."""
    review = pl.scan_parquet(data / "event_review.parquet")
    review = review.select(*KEY, *(col(name).replace_strict(SAID, default=None, return_dtype=pl.Int64) for name in REVIEWED))
    tested = [pl.max_horizontal(col(f"blood_{name}"), col(name) if name in REVIEWED else None, pl.lit(1)).alias(name) for name in TESTS]
    silent = [col(name).fill_null(silence) for name, silence in REVIEWED.items() if name not in TESTS]
    events = outcomes.join(review, on=KEY, how="left").select("arm", *silent, *tested, col("^.*_before$").fill_null(False))
    clinical, biological = [name for name in REVIEWED if name not in TESTS], list(TESTS)
    events = events.with_columns(ldl=pl.when("ldl_before").then(0).otherwise("ldl"))
    events = events.with_columns(
        any_clinical=pl.max_horizontal(clinical), any_biological=pl.max_horizontal(biological),
        all_clinical=pl.min_horizontal(clinical) >= 3, all_biological=pl.min_horizontal(biological) >= 3,
    )  # fmt: skip
    return events.with_columns(any=pl.max_horizontal("any_clinical", "any_biological"), all=col("all_clinical") & col("all_biological"))


def outcomes_of(data: Path, included: pl.LazyFrame) -> pl.LazyFrame:
    """The worst score of each window and the last before, with what is known of each patient."""
    visits = pl.scan_parquet(data / "visits.parquet").filter(col("date") <= CUT).with_columns((col("EASI") * 10).cast(pl.Int64))
    seen = visits.join(included.select([*KEY, "index_date", "m3_from", "m3_to", "m6_from", "m6_to"]), on=KEY)
    inside = {"m3": col("date").is_between(col("m3_from"), col("m3_to")), "m6": col("date").is_between(col("m6_from"), col("m6_to"))}
    inside["m0"] = col("date").is_between(col("index_date").dt.offset_by("-90d"), col("index_date"))
    seen = seen.with_columns(**inside).with_columns(day=10_000 * (col("date") - date(2000, 1, 1)).dt.total_days())
    made = [col("date").max().alias("last_visit"), col("m3").any().alias("m3_seen"), col("m6").any().alias("m6_seen")]
    for name, high in HIGHEST.items():
        right = col(name) <= high
        made += [col(name).filter(col(at) & right).max().alias(f"{at}_{name}") for at in ("m3", "m6")]
        made += [(col(at) & (col(name) > high)).any().alias(f"{at}_{name}_aside") for at in ("m3", "m6")]
        made.append(((col("day") + col(name)).filter(col("m0") & right).max() % 10_000).alias(f"m0_{name}"))
    joined = included.join(seen.group_by(KEY).agg(made), on=KEY, how="left").join(blood_of(data, included), on=KEY, how="left")
    known = pl.max_horizontal("last_contact", "last_visit", "last_blood", "last_line", "index_date")
    ended = pl.max_horizontal(col("index_date"), pl.min_horizontal(pl.lit(CUT), col("death").fill_null(OPEN), known))
    flags = {f"{at}_due": col(f"{at}_to") <= CUT for at in ("m3", "m6")}
    flags |= {f"{at}_stopped": (col("stop") <= col(f"{at}_to")).fill_null(False) for at in ("m3", "m6")}
    flags |= {f"{at}_dead": (col("death") <= col(f"{at}_to")).fill_null(False) for at in ("m3", "m6")}
    return joined.with_columns(col("^.*_(seen|aside)$").fill_null(False), days=(ended - col("index_date")).dt.total_days(), **flags)


def alike(outcomes: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Patients alike to every rule, counted."""
    for name in HIGHEST:
        for at in ("m3", "m6"):
            flags = [f"{at}_due", f"{at}_stopped", f"{at}_dead", f"{at}_seen", f"{at}_{name}_aside"]
            for row in outcomes.group_by(["arm", f"m0_{name}", f"{at}_{name}", *flags]).len().iter_rows():
                yield name, at.upper(), *row


def mentions(outcomes: pl.DataFrame, lines: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Reasons of stops, in patients and in mentions."""
    stopped = outcomes.filter(col("stop").is_not_null()).select([*KEY, "arm", "drug", "course", "stop", "switched"])
    said = lines.filter(col("stop").is_not_null() & col("stop_reasons").is_not_null()).select(
        [*KEY, "drug", "course", "stop", "stop_reasons"]
    )
    said = (
        said.with_columns(reason=col("stop_reasons").str.split("; "))
        .explode("reason")
        .group_by([*KEY, "drug", "course", "stop", "reason"])
        .len()
    )
    joined = stopped.join(said, on=[*KEY, "drug", "course", "stop"], how="left")
    reason = pl.when("switched").then(pl.lit("switch")).otherwise(col("reason").str.replace_all(" ", "_").fill_null("not_recorded"))
    joined = joined.with_columns(reason=reason, len=pl.when("switched").then(0).otherwise(col("len").fill_null(0)))
    return joined.group_by(["arm", "reason"]).agg(pl.len().alias("patients"), col("len").sum()).iter_rows()


def counted(frame: pl.DataFrame, *by: Any) -> Iterator[tuple[Any, ...]]:
    """Patients by some columns."""
    return frame.group_by(by).len().iter_rows()


def run_by_hand(data: Path, out: Path) -> None:
    """Every number, from the files of a data folder."""
    lines = lines_of(data).collect()
    subjects = subjects_of(data, lines.lazy()).collect()
    outcomes = outcomes_of(data, subjects.lazy().filter(col("reason").is_null())).collect()
    events = events_of(data, outcomes.lazy()).collect()
    born = outcomes.filter(col("birth_year").is_not_null())
    scores = [(name, *row) for name in HIGHEST for row in counted(outcomes.filter(col(f"m0_{name}").is_not_null()), "arm", f"m0_{name}")]
    tallies = {
        "alike": alike(outcomes), "mentions": mentions(outcomes, lines), "baseline": scores, "sexes": counted(outcomes, "arm", "sex"),
        "ages": counted(born, "arm", (col("index_date").dt.year() - col("birth_year")).alias("age")), "days": counted(outcomes, "arm", "days"),
        "stopped": counted(outcomes, "arm", col("stop").is_not_null().alias("has")), "flow": counted(subjects, "reason", "screened"),
        "answers": [(name, *row) for name in ANSWERED for row in counted(events, "arm", name)],
        "complete": [(f"any{kind}", *row) for kind in ("", "_clinical", "_biological") for row in counted(events.filter(f"all{kind}"), "arm")],
        "abnormal": [(name, *row) for name in TESTS for row in counted(events.filter(f"{name}_before"), "arm")],
    }  # fmt: skip
    write(tallies, out)


if __name__ == "__main__":
    run_by_hand(Path(sys.argv[1]), Path(sys.argv[2]))
