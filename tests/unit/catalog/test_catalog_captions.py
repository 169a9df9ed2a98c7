"""Posts with their words, and what suppliers say of audiences, as the catalogue hands them out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
from readings import AT, Desk, creator, post

MAY = datetime(2026, 5, 1, tzinfo=UTC)


def account(desk: Desk, handle: str) -> str:
    pool = desk.catalog.pool(AT)
    return str(pool.account_id[pool.handle.tolist().index(handle)])


def test_posts_come_by_account_asked_for_and_from_old_to_new(desk: Desk):
    desk.bring_in(creator("ada"), creator("bea", row=2))
    posts = [
        post("ada", "new", 1, at=MAY, caption="second"),
        post("ada", "old", 2, at=MAY - timedelta(days=9), caption="first"),
        post("bea", "b1", 3, at=MAY, caption="hers"),
    ]
    desk.bring_in(*posts, kind="posts")
    table = desk.catalog.captions([account(desk, "bea"), account(desk, "ada")], AT)
    assert (table.account.tolist(), table.post_id.tolist(), table.text.tolist()) == (
        [0, 1, 1], ["b1", "old", "new"], ["hers", "first", "second"],
    )  # fmt: skip


def test_a_post_without_caption_is_there_and_its_label_is_not_known(desk: Desk):
    desk.bring_in(creator("ada"))
    desk.bring_in(post("ada", "p1", likes=3), kind="posts")
    table = desk.catalog.captions([account(desk, "ada")], AT)
    assert (table.text.tolist(), np.isnan(table.sponsored).tolist(), table.likes.tolist()) == ([""], [True], [3.0])


def test_a_post_that_came_twice_counts_once_with_its_newest_caption_and_line(desk: Desk):
    desk.bring_in(creator("ada"))
    desk.bring_in(post("ada", "p1", caption="first words"), kind="posts")
    again = desk.bring_in(post("ada", "p1", 4, caption="changed words", sponsored=True), kind="posts")
    table = desk.catalog.captions([account(desk, "ada")], AT)
    assert (table.text.tolist(), table.sponsored.tolist(), table.ref.tolist()) == (
        ["changed words"], [1.0], [f"{again}:4"],
    )  # fmt: skip


def test_videos_are_marked_and_a_link_is_kept(desk: Desk):
    desk.bring_in(creator("ada"))
    desk.bring_in(post("ada", "p1", format="reel", url="https://x.example/p1"), kind="posts")
    table = desk.catalog.captions([account(desk, "ada")], AT)
    assert (table.format.tolist(), table.url.tolist()) == ([1], ["https://x.example/p1"])


def test_an_undone_batch_takes_its_captions_along(desk: Desk):
    desk.bring_in(creator("ada"))
    batch = desk.bring_in(post("ada", "p1", caption="words"), kind="posts")
    ada = account(desk, "ada")
    desk.catalog.undo(batch)
    assert len(desk.catalog.captions([ada], AT)) == 0


def test_nobody_asked_for_gives_an_empty_table(desk: Desk):
    assert len(desk.catalog.captions([], AT)) == 0


def test_supplied_figures_come_by_position_with_the_newest_first(desk: Desk):
    old = creator("ada", observed={"modash.audience.country.DE": 0.5, "modash.engagements": 300.0})
    desk.bring_in(creator("zoe", row=2), old, policy="vendor.modash", source="modash_report", at=AT - timedelta(days=5))
    desk.bring_in(
        creator("ada", observed={"modash.audience.country.DE": 0.6}), policy="vendor.modash", source="modash_report"
    )
    found = desk.catalog.supplied([account(desk, "zoe"), account(desk, "ada")], AT)
    told = [(value.name, value.estimate.value) for value in found[1] if value.estimate]
    assert (list(found), told) == ([1], [("modash.audience.country.DE", 0.6), ("modash.audience.country.DE", 0.5)])


def test_a_vendors_figures_are_gone_when_they_may_no_longer_be_kept(desk: Desk):
    told = creator("ada", observed={"modash.audience.country.DE": 0.5})
    desk.bring_in(creator("ada"), source="list.csv")
    desk.bring_in(told, policy="vendor.modash", source="modash_report")
    ada = account(desk, "ada")
    assert (len(desk.catalog.supplied([ada], AT)), len(desk.catalog.supplied([ada], AT + timedelta(days=91)))) == (1, 0)
