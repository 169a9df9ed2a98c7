"""Undo, precedence between batches, and expiry."""

from __future__ import annotations

from datetime import timedelta

import pytest
from readings import AT, Desk, comment, creator, figure, insight, post, seen

from shoal.errors import NotFoundError, PolicyError

FIRST = (
    creator("mina", 1, followers=900, bio="bread", codes=("A",), code_uses=5),
    creator("theo", 2, platform="tiktok", name="Theo"),
    post("mina", "p1", likes=3),
    seen("mina", "fan-1"),
)
SECOND = (
    creator("mina", 1, followers=figure(1_000, 950, 1_050), name="Mina", codes=("A", "B"), code_uses=7),
    creator("lea", 2, platform="tiktok", name="Lea", observed={"credibility": 0.8}),
    post("mina", "p1", likes=5),
    post("lea", "p1", platform="tiktok", likes=5),
    seen("mina", "fan-2"),
    comment("p1", "wow"),
    insight("reach", 2),
)


def test_undo_restores_exactly_what_was_shown_before(desk: Desk) -> None:
    desk.bring_in(*FIRST)
    before = desk.shown()
    batch = desk.bring_in(*SECOND)
    assert desk.shown() != before
    desk.catalog.undo(batch)
    assert desk.shown() == before


def test_undoing_the_older_of_two_batches_leaves_what_the_newer_one_says(desk: Desk) -> None:
    old = desk.bring_in(*FIRST)
    desk.bring_in(*SECOND)
    desk.catalog.undo(old)
    pool = desk.catalog.pool(AT)
    assert sorted(zip(pool.handle, pool.followers.tolist(), pool.bio, strict=True))[1] == ("mina", 1_000, "")


def test_import_undo_import_is_import(desk: Desk) -> None:
    desk.bring_in(*FIRST)
    batch = desk.bring_in(*SECOND)
    after = desk.shown()
    desk.catalog.undo(batch)
    desk.bring_in(*SECOND, batch=batch)
    assert desk.shown() == after


def test_what_a_batch_was_is_listed_until_it_is_undone(desk: Desk) -> None:
    batch = desk.bring_in(*FIRST, label="spring list")
    (listed,) = desk.catalog.batches()
    assert (listed.id, listed.label, listed.at, listed.counts, listed.policy) == (
        batch, "spring list", AT, {"new": 2}, "user_file",
    )  # fmt: skip
    desk.catalog.undo(batch)
    assert desk.catalog.batches() == ()


def test_undoing_twice_says_that_there_is_no_such_batch(desk: Desk) -> None:
    batch = desk.bring_in(*FIRST)
    desk.catalog.undo(batch)
    with pytest.raises(NotFoundError, match="no such batch") as error:
        desk.catalog.undo(batch)
    assert error.value.received == batch


def test_undo_leaves_no_file_behind(desk: Desk) -> None:
    desk.catalog.undo(desk.bring_in(*FIRST))
    assert list(desk.folder.rglob("*.parquet")) == []


def test_the_version_names_what_is_live(desk: Desk) -> None:
    desk.bring_in(*FIRST)
    version = desk.catalog.version()
    batch = desk.bring_in(*SECOND)
    assert desk.catalog.version() != version
    desk.catalog.undo(batch)
    assert desk.catalog.version() == version


# which value shows --------------------------------------------------------------------------------------------------


def test_the_newest_file_wins(desk: Desk) -> None:
    desk.bring_in(creator("mina", followers=900))
    desk.bring_in(creator("mina", followers=800), at=AT + timedelta(days=1))
    assert desk.one(AT + timedelta(days=2))["followers"] == 800


def test_an_older_report_that_arrives_late_does_not_win(desk: Desk) -> None:
    desk.bring_in(creator("mina", followers=900, observed_at=AT - timedelta(days=1)))
    desk.bring_in(creator("mina", followers=800, observed_at=AT - timedelta(days=30)))
    assert desk.one()["followers"] == 900


def test_two_files_of_the_same_second_are_told_apart_by_their_batch(desk: Desk) -> None:
    desk.bring_in(creator("mina", 5, followers=900))
    desk.bring_in(creator("mina", 9, followers=800))
    assert desk.one()["followers"] == 800


def test_a_correction_by_hand_outranks_a_newer_file(desk: Desk) -> None:
    desk.bring_in(creator("mina", followers=900, bio="old"), policy="manual")
    desk.bring_in(creator("mina", followers=800, bio="new", country="DE"), at=AT + timedelta(days=400))
    shown = desk.one(AT + timedelta(days=401))
    assert (shown["followers"], shown["bio"], shown["country"]) == (900, "old", "DE")


# expiry -------------------------------------------------------------------------------------------------------------


def test_a_vendor_value_is_hidden_after_ninety_days_and_the_file_under_it_shows_again(desk: Desk) -> None:
    desk.bring_in(creator("mina", followers=900, bio="bread"))
    desk.bring_in(creator("mina", followers=950), policy="vendor.modash")
    assert desk.one(AT + timedelta(days=89))["followers"] == 950
    assert desk.one(AT + timedelta(days=90))["followers"] == 900


def test_after_expiry_nothing_of_a_vendor_is_shown_anywhere(desk: Desk) -> None:
    rows = (creator("mina", observed={"credibility": 0.8}, codes=("A",), code_uses=2), post("mina", "p1", likes=1))
    desk.bring_in(*rows, seen("mina", "fan"), policy="vendor.modash")
    shown = desk.shown(AT + timedelta(days=91))
    assert (shown["people"], shown["creators"], shown["deals"], shown["posts"]["likes"]) == (None, (), (), "[]")


def test_an_expired_value_may_come_in_again(desk: Desk) -> None:
    desk.bring_in(creator("mina", followers=950), policy="vendor.modash")
    later = AT + timedelta(days=100)
    assert [row.outcome for row in desk.draft(creator("mina", followers=950), at=later).results] == ["new"]


def test_a_vendor_value_counts_its_days_from_when_the_vendor_saw_it(desk: Desk) -> None:
    desk.bring_in(creator("mina", followers=950, observed_at=AT - timedelta(days=60)), policy="vendor.modash")
    assert len(desk.catalog.pool(AT + timedelta(days=31))) == 0


def test_the_provenance_of_a_value_says_where_it_is_from_and_until_when_it_may_be_kept(desk: Desk) -> None:
    desk.bring_in(creator("mina", 7, followers=950), policy="vendor.modash", source="modash_report")
    desk.bring_in(creator("theo", 8, followers=1), policy="own")
    (mina,) = (
        found for found in desk.catalog.creators(list(desk.catalog.pool(AT).account_id), AT) if found.name == "mina"
    )
    origin = mina.accounts[0].provenance
    assert origin is not None
    assert (origin.source, origin.policy, origin.ref) == ("modash_report", "vendor.modash", "ba_1:7")
    assert (origin.observed_at, origin.expires_at) == (AT, AT + timedelta(days=90))


def test_a_source_without_a_rule_is_refused_and_nothing_is_stored(desk: Desk) -> None:
    with pytest.raises(PolicyError, match="No rule"):
        desk.bring_in(creator("mina", followers=900), policy="scraped")
    assert (desk.catalog.batches(), list(desk.folder.rglob("*.parquet"))) == ((), [])


def test_the_workspace_can_be_written_again_after_a_refused_import(desk: Desk) -> None:
    with pytest.raises(PolicyError):
        desk.bring_in(creator("mina"), policy="scraped")
    desk.bring_in(creator("mina"))
    assert len(desk.catalog.pool(AT)) == 1
