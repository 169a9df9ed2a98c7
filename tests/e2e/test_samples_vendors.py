"""Vendor reports, analytics exports and an erasure, all on the sample files."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
from e2e.conftest import Command, opened

from shoal.app import Shoal
from shoal.domain.intake import ReadOptions

MINA = "instagram:mina.backt.xmpl"
VENDORS = ("modash_report.json", "hypeauditor_report.json")


@pytest.fixture
def desk(tmp_path: Path, samples: Path) -> Iterator[Shoal]:
    with opened(tmp_path / "market.shoal") as found:
        found.creators.bring_in(samples / "brand_spreadsheet.csv")
        yield found


def followers(desk: Shoal) -> float:
    value = desk.creators.show(MINA).creator.value("followers")
    assert value is not None
    assert value.estimate is not None
    return value.estimate.value


def ledger_words(path: Path) -> str:
    """Return every byte of a ledger as text, freed pages among them, but for the marks of erasure that have to last."""
    with closing(sqlite3.connect(path)) as ledger:
        marks = [row[0] for row in ledger.execute("SELECT hash FROM ledger_suppression")]
        tables = [row[0] for row in ledger.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        told = [
            ledger.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608  the ledger's own tables
            for table in tables
            if table != "ledger_suppression"
        ]
    raw = path.read_bytes().decode("utf-8", errors="replace")
    for mark in marks:
        raw = raw.replace(mark, "")
    return f"{raw}{told}"


def everything(folder: Path) -> str:
    """Return every word of every file of a workspace; segments are read as tables, so that nothing hides packed."""
    words = []
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".parquet":
            words.append(repr(duckdb.read_parquet(str(path)).fetchall()))
        elif path.suffix == ".sqlite3":
            words.append(ledger_words(path))
        elif path.is_file():
            words.append(path.read_bytes().decode("utf-8", errors="replace"))
    return f"{[str(path) for path in sorted(folder.rglob('*'))]}" + "\n".join(words)


def test_a_vendor_report_updates_the_account_of_the_list_and_makes_no_second(desk: Shoal, samples: Path):
    counts = [dict(desk.creators.bring_in(samples / name).counts) for name in VENDORS]

    assert [{name: number for name, number in told.items() if number} for told in counts] == [{"changed": 1}] * 2
    assert len(desk.catalog.pool(desk.now())) == 45


def test_three_follower_observations_are_kept_and_each_shows_when_the_newer_is_undone(desk: Shoal, samples: Path):
    batches = [desk.creators.bring_in(samples / name) for name in VENDORS]
    seen = [followers(desk)]
    for batch in reversed(batches):
        desk.creators.undo(batch.id)
        seen.append(followers(desk))

    assert seen == [12_510, 12_480, 12_500]


def test_a_vendor_report_without_the_list_makes_one_account(tmp_path: Path, samples: Path):
    with opened(tmp_path / "bare.shoal") as desk:
        counts = [dict(desk.creators.bring_in(samples / name).counts) for name in VENDORS]

    assert [told.get("new", 0) for told in counts] == [1, 0]


def observations(desk: Shoal, name: str) -> list[tuple[float, str]]:
    """Return every value of that name with its source, the one that shows first."""
    found = [value for value in desk.creators.show(MINA).creator.values if value.name == name]
    return [(value.estimate.value, value.provenance.source) for value in found if value.estimate and value.provenance]


def test_figures_of_list_and_vendors_stand_side_by_side_and_none_is_averaged(desk: Shoal, samples: Path):
    for name in VENDORS:
        desk.creators.bring_in(samples / name)
    sources = ("hypeauditor_report", "modash_report", "brand_spreadsheet.csv")

    assert observations(desk, "followers") == list(zip((12_510, 12_480, 12_500), sources, strict=True))
    assert observations(desk, "er") == list(zip((0.0341, 0.03116987, 0.034), sources, strict=True))


def test_a_vendors_score_is_kept_as_the_vendors_and_what_it_left_empty_is_unknown(desk: Shoal, samples: Path):
    for name in VENDORS:
        desk.creators.bring_in(samples / name)
    creator = desk.creators.show(MINA).creator
    shares = creator.value("modash.avgShares")

    assert ("hypeauditor.aqs", "78") in creator.extra
    assert shares is not None
    assert (shares.state, shares.estimate) == ("unknown", None)


def test_traits_that_nobody_may_select_by_are_in_no_file_of_the_workspace(desk: Shoal, samples: Path):
    for name in VENDORS:
        desk.creators.bring_in(samples / name)
    words = everything(desk.settings.folder).casefold()

    assert [word for word in ("ethnicit", "races", "caucasian", "white / ", "hispanic") if word in words] == []


@pytest.mark.parametrize(
    ("name", "totals"),
    [
        ("ga4_export.csv", {"sources": 35, "sources_ignoring_case": 34, "sessions": 8976, "sessions_by_day": 8976,
                            "influencer_sources": 24, "influencer_sessions": 3944, "days": 63}),
        ("meta_insights_utf16.csv", {"days": 56, "instagram_follows": 373, "days_in_period": 63}),
        ("tiktok_overview_bom.csv", {"days": 28, "video_views": 42236, "likes": 2967, "net_growth": 206,
                                     "days_of_negative_growth": 4}),
    ],
)  # fmt: skip
def test_an_export_is_parsed_to_the_figures_of_the_readme(
    shoal: Command, samples: Path, tmp_path: Path, name: str, totals: dict[str, int]
):
    found = shoal("results", "preview", samples / name, "--json", workspace=tmp_path / "none.shoal")

    assert totals == {key: int(text) for key, text in found.data["totals"].items() if key in totals}
    assert not (tmp_path / "none.shoal").exists()


def test_a_source_that_fits_two_accounts_is_shown_as_unclear(desk: Shoal, samples: Path):
    facts = desk.results.preview(samples / "ga4_export.csv", ReadOptions()).facts_found

    assert "“lumi.xmpl / influencer” fits 2 accounts: unclear, given to neither" in facts
    assert sum("fits" in fact for fact in facts) == 1


@pytest.fixture
def full(desk: Shoal, samples: Path) -> Shoal:
    """Return a workspace in which Mina is everywhere: lists, vendors, shortlist, plan, report, own sales."""
    for name in VENDORS:
        desk.creators.bring_in(samples / name)
    desk.results.bring_in_orders(samples / "shopify_orders.csv")
    desk.planning.brief(name="spring", goal="orders", budget="1500 EUR", text="bread")
    desk.planning.build(desk.planning.shortlist("spring"))
    desk.results.report("spring")
    return desk


def traces(folder: Path, creator_id: str) -> list[str]:
    """Return which marks of her are left; the keyed mark of erasure is her account's hash, and lies in one table."""
    account = creator_id.replace("cr_", "ac_")
    words = everything(folder).casefold()
    marks = ("mina.backt", "mina muster", "mina m.", "loves rye bread", creator_id, account)
    return [mark for mark in marks if mark in words]


def test_before_an_erasure_she_is_in_the_workspace(full: Shoal):
    """Guard of the next test: its search would find her."""
    creator = full.creators.show(MINA).creator.id

    assert len(traces(full.settings.folder, creator)) >= 5


def test_an_erasure_leaves_no_trace_in_any_file(full: Shoal):
    creator = full.creators.show(MINA).creator.id

    full.creators.forget(MINA, confirmed=True)

    assert traces(full.settings.folder, creator) == []


def test_after_an_erasure_her_lines_are_held_and_the_totals_of_the_shop_are_as_before(full: Shoal, samples: Path):
    before = full.results.sheet()
    full.creators.forget(MINA, confirmed=True)
    after = full.results.sheet()
    preview = full.creators.preview(samples / "brand_spreadsheet.csv")

    assert before is not None
    assert after is not None
    assert (before.orders, before.counted, before.gross, before.net) == (
        after.orders, after.counted, after.gross, after.net,
    )  # fmt: skip
    assert [result.row for result in preview.results if result.outcome == "held"] == [1, 10]
    assert [full.creators.preview(samples / name).counts["held"] for name in VENDORS] == [1, 1]


def test_after_an_erasure_plan_and_report_can_still_be_shown_without_her(full: Shoal):
    full.creators.forget(MINA, confirmed=True)

    plan = full.planning.show_plan("spring")
    page = full.results.report_html("spring")
    assert plan.lines
    assert "Mina Muster" not in page


def test_forget_asks_first_and_a_no_changes_nothing(shoal: Command, full: Shoal, tmp_path: Path):
    folder = tmp_path / "copy.shoal"
    shutil.copytree(full.settings.folder, folder)

    refused = shoal("creators", "forget", MINA, workspace=folder, typed="n\n")
    shown = shoal("creators", "show", MINA, "--json", workspace=folder)

    assert (refused.code, shown.code) == (130, 0)
    assert "It cannot be undone" in refused.err


def test_forget_with_a_yes_erases_and_says_how_a_new_line_is_treated(shoal: Command, full: Shoal, tmp_path: Path):
    folder = tmp_path / "copy.shoal"
    shutil.copytree(full.settings.folder, folder)

    done = shoal("creators", "forget", MINA, "--json", workspace=folder, typed="y\n")

    assert (done.code, done.data["done"]) == (0, True)
    assert shoal("creators", "show", MINA, workspace=folder).code == 3
