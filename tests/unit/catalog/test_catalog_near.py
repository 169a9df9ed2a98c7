"""Whoever is seen close up is weighed here and not by the engine: both have to say the same of her."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from readings import AT, Desk, comment, creator, post, reading

from shoal.catalog import Catalog
from shoal.domain.intake import HandCountRow
from shoal.sources import read_synthetic

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NORTH, SOUTH = "bd_north", "bd_south"
MOMENTS = (AT, AT + 100 * DAY, AT + 800 * DAY)  # lines of some sources expire between them


def plain(told: Any) -> Any:
    """Return what was read in a form that compares, with the types of columns."""
    if isinstance(told, np.ndarray):
        return str(told.dtype), repr(told.tolist())
    if is_dataclass(told):
        return {one.name: plain(getattr(told, one.name)) for one in fields(told)}
    if isinstance(told, tuple | list):
        return [plain(one) for one in told]
    return {name: plain(one) for name, one in told.items()} if isinstance(told, dict) else repr(told)


def readings_of(catalog: Catalog, account: str, at: Any, brand: str) -> Any:
    """Return all that a page reads of one account."""
    one = np.array([account], dtype=object)
    return plain([
        catalog.comments([account], at), catalog.captions([account], at), catalog.posts_of(one, at),
        catalog.facts([account], at), dict(catalog.supplied([account], at)), catalog.hand_counts([account], at),
        catalog.creators([account], at, brand), catalog.closely(account, at, brand),
    ])  # fmt: skip


def bring_in(desk: Desk, brand: str, *rows: Any, **told: Any) -> None:
    desk.made += 1
    at = told.pop("at", AT)
    what = reading(*rows, **told)
    draft = desk.catalog.draft(what, at, desk.suppressed, brand=brand)
    desk.catalog.commit(draft, what, f"ba_{desk.made}", at, "list", brand=brand)


@pytest.fixture
def odd(desk: Desk) -> Desk:
    """Accounts with all that makes a difference: many batches, two brands, keys of two platforms, threads, repeats."""
    fee = {"fee_minor": 15_000, "fee_currency": "EUR", "notes": "late twice", "codes": ("NORTH10",)}
    bring_in(desk, NORTH, creator("mina", platform_id="17", followers=900, country="AT", city="Wien", **fee))
    bring_in(desk, SOUTH, creator("mina", followers=1_000, fee_minor=9, fee_currency="EUR"), at=AT + HOUR)
    desk.bring_in(creator("mina", handle_raw="Mina.Bakes", name="Mina"), policy="vendor", at=AT + 2 * HOUR)
    desk.bring_in(creator("theo", row=2), creator("tik", row=3, platform="tiktok"), creator("mute", row=4))
    mina = {"sponsored": True, "url": "https://example.org/p", "likes": 5, "comments": 0, "views": 9, "shares": 1}
    desk.bring_in(
        post("mina", "old", 1, at=AT - 9 * DAY, caption="first", format="reel", likes=1),
        post("mina", "new", 2, at=AT - DAY, caption="second", **mina),
        post("mina", "same", 3, at=AT - DAY, caption="at one moment"),
        post("mina", "undated", 4, caption="when?"),
        post("mina", "new", 5, at=AT - DAY, saves=3),
        post("tik", "old", 6, platform="tiktok", at=AT - 2 * DAY),
        post("theo", "his", 7, at=AT - 2 * DAY),
        kind="posts",
    )
    desk.bring_in(post("mina", "old", at=AT - 9 * DAY, caption="first, mended", likes=4), kind="posts", at=AT + HOUR)
    desk.bring_in(
        comment("old", "whose?", 1, platform="", author="a", at=AT),
        comment("new", "hers", 2, platform="", author="b", at=AT),
        comment("new", "thanks", 3, author="mina", at=AT + HOUR),
        comment("undated", "early", 4, author="c", at=AT - 30 * DAY),
        comment("undated", "no date", 5),
        comment("elsewhere", "x", 6, author="a"),
        kind="comments",
    )
    desk.bring_in(
        replace(comment("new", "really?", 1, author="d", at=AT), key="k1"),
        replace(comment("new", "yes", 2, author="Mina.Bakes", at=AT + HOUR, parent="k1"), key="k2"),
        replace(comment("his", "he", 3, author="d", at=AT), key="k3"),
        comment("new", "hers", 4, author="b", at=AT),
        kind="comments",
        policy="vendor",
    )
    counts = HandCountRow(
        row=1, platform="instagram", handle="mina", real=40, unsure=5, fake=5, every=18, followers=900
    )
    what = reading(kind="hand_count")
    what = replace(what, sighting=replace(what.sighting, hand_counts=(counts,)))
    desk.catalog.commit(desk.catalog.draft(what, AT, frozenset()), what, "ba_counts", AT, "counted")
    return desk


@pytest.mark.parametrize("brand", ["", NORTH, SOUTH])
@pytest.mark.parametrize("at", MOMENTS)
def test_every_reading_of_one_account_is_the_same_close_up(odd: Desk, at: Any, brand: str):
    accounts = [str(account) for account in odd.catalog.pool(AT).account_id]
    for account in accounts:
        before = readings_of(odd.catalog, account, at, brand)
        with odd.catalog.close_up(account):
            assert readings_of(odd.catalog, account, at, brand) == before


def test_it_is_the_same_where_only_some_batches_count(odd: Desk):
    past = odd.catalog.among(("ba_1", "ba_4", "ba_5", "ba_7"))
    account = str(past.pool(AT).account_id[0])
    before = readings_of(past, account, AT, NORTH)
    with past.close_up(account):
        assert readings_of(past, account, AT, NORTH) == before


def test_it_is_the_same_over_a_made_up_market(desk: Desk):
    market, _ = read_synthetic("synthetic://?seed=7&creators=60", desk.catalog.hasher)
    desk.catalog.commit(desk.catalog.draft(market, AT, frozenset()), market, "ba_market", AT, "market")
    for account in map(str, desk.catalog.pool(AT).account_id):
        before = readings_of(desk.catalog, account, AT, "")
        with desk.catalog.close_up(account):
            assert readings_of(desk.catalog, account, AT, "") == before


def test_nobody_else_is_read_from_her_rows(odd: Desk):
    mina, other = (str(account) for account in odd.catalog.pool(AT).account_id[:2])
    before = readings_of(odd.catalog, other, AT, "")
    with odd.catalog.close_up(mina):
        assert readings_of(odd.catalog, other, AT, "") == before


def test_whoever_is_close_already_stays_so_after_a_second_look(odd: Desk):
    mina, other = (str(account) for account in odd.catalog.pool(AT).account_id[:2])
    with odd.catalog.close_up(mina):
        first = odd.catalog._near.near
        with odd.catalog.close_up(mina):
            again = odd.catalog._near.near
        with odd.catalog.close_up(other):
            pass
        assert first is again is odd.catalog._near.near
    assert odd.catalog._near.near is None


def test_what_was_undone_meanwhile_is_still_what_her_page_began_with_and_gone_on_the_next(odd: Desk):
    account = next(one.accounts[0].id for one in odd.catalog.creators(
        [str(account) for account in odd.catalog.pool(AT).account_id], AT) if one.name == "Mina")  # fmt: skip
    with odd.catalog.close_up(account):
        before = len(odd.catalog.comments([account], AT))
        odd.catalog.undo("ba_8")
        during = len(odd.catalog.comments([account], AT))

    assert before == during > len(odd.catalog.comments([account], AT))


def test_posts_and_comments_lie_in_the_order_in_which_they_are_looked_up(odd: Desk):
    engine = odd.catalog._engine
    for table, name in (("posts", "account_id"), ("comments", "post_key")):
        for manifest in engine.batches():
            for segment in manifest.segments.get(table, ()):
                path = engine.store.folder / segment
                keys = [row[0] for row in engine.rows(f"SELECT {name} FROM read_parquet('{path}')")]  # noqa: S608
                assert keys == sorted(keys)
