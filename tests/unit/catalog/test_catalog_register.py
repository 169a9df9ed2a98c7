"""The register and the lines of a few accounts say what the SQL over everybody says; looking through them finds it."""

from __future__ import annotations

import gc
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from readings import AT, Desk, creator, figure, post, reading

from shoal.catalog.lines import deals_of, lines_of, shown_of
from shoal.catalog.register import make_register
from shoal.catalog.shown import Sight, deals_sql, shown_sql
from shoal.signals import WINDOW_RULE

WORDS = [None, "bread", "Slow Fashion", "müsli", "Straße"]


def random_row(dice: np.random.Generator, row: int) -> Any:
    """Return a line of one of twelve accounts that tells some of everything."""

    def some(value: Any) -> Any:
        return value if dice.random() < 0.5 else None

    def rounded(number: float) -> Any:
        return some(figure(number, number * 0.9, number * 1.1) if dice.random() < 0.5 else figure(number))

    return creator(
        f"mina{int(dice.integers(0, 12))}",
        row,
        followers=rounded(float(dice.integers(1, 9_000))),
        er=rounded(float(dice.integers(1, 40)) / 1000),
        er_definition=str(some("modash.er") or ""),
        avg_likes=rounded(float(dice.integers(1, 99))),
        name=some(f"Mina {row}"),
        niche=dice.choice(WORDS),
        city=some("Graz"),
        latitude=some(47.0 + row),
        country=some("AT"),
        languages=tuple(dice.choice(["de", "en", "fr"], 2)) if dice.random() < 0.4 else (),
        notes=some(f"note {row}"),
        fee_minor=some(int(dice.integers(1, 900))),
        fee_currency=some("EUR"),
        codes=tuple(dice.choice(["A", "B", "C"], int(dice.integers(0, 3)))),
        code_uses=some(int(dice.integers(0, 9))),
        revenue_minor=some(int(dice.integers(1, 900))),
        revenue_currency=some("USD"),
        extra={"Vibe": f"v{row}"} if dice.random() < 0.3 else {},
    )


@pytest.fixture(params=range(2))
def full(desk: Desk, request: pytest.FixtureRequest) -> Desk:
    """A catalogue of several batches, some by hand, some of other brands."""
    dice = np.random.Generator(np.random.PCG64(request.param))
    for batch in range(6):
        rows = [random_row(dice, row) for row in range(1, 9)]
        policy = "manual" if batch == 2 else "user_file"
        what = reading(*rows, policy=policy, source=f"{batch}.csv")
        brand = ("", "bd_a", "bd_b")[batch % 3]
        at = AT - timedelta(days=int(dice.integers(0, 5)))
        draft = desk.catalog.draft(what, at, frozenset(), brand=brand)
        if not draft.empty:
            desk.catalog.commit(draft, what, f"ba_{batch}", at, "list", brand=brand)
    desk.bring_in(creator("alone", niche="bread", er=figure(0.02)), creator("bare", 2), at=AT, batch="ba_9")
    return desk


def sights(desk: Desk) -> list[Sight]:
    every = [batch.id for batch in desk.catalog.batches()]
    return [Sight(AT), Sight(AT, tuple(every[1:3])), Sight(AT, tuple(every))]


def told(desk: Desk, sql: str) -> list[dict[str, Any]]:
    """Return the rows of our own SQL as mappings."""
    found = desk.catalog._engine.columns(sql)
    rows = zip(*(column.tolist() for column in found.values()), strict=True)
    return [{name: None if cell != cell else cell for name, cell in zip(found, row, strict=True)} for row in rows]  # noqa: PLR0124  only NaN differs from itself


def plain(row: dict[str, Any], names: Any) -> dict[str, Any]:
    """Return a row with its times left out and its numbers alike: an engine's array holds no whole number or none."""
    numbers = {name: float(row[name]) for name in names if isinstance(row[name], int | float)}
    return {name: numbers.get(name, row[name]) for name in names if not name.endswith("_at")}


def test_what_lines_show_is_what_the_engine_shows(full: Desk) -> None:
    for sight in sights(full):
        expected = told(full, shown_sql(sight) + " ORDER BY account_id")
        lines = lines_of(full.catalog._engine, sight, [row["account_id"] for row in expected])
        found = [shown_of(lines[row["account_id"]]) for row in expected]
        names = list(expected[0])
        assert set(found[0]) == set(names)
        assert [plain(row, names) for row in found] == [
            plain({**row, "codes": row["codes"] or ""}, names) for row in expected
        ]


def test_what_lines_say_of_money_is_what_the_engine_says(full: Desk) -> None:
    for sight in sights(full):
        expected = told(full, deals_sql(sight))
        accounts = sorted({row["account_id"] for row in expected})
        lines = lines_of(full.catalog._engine, sight, accounts)
        found = [{"account_id": account, **deal} for account in accounts for deal in deals_of(lines[account])]
        names = list(expected[0]) if expected else []
        assert [plain(row, names) for row in found] == [plain(row, names) for row in expected]


def test_the_register_has_everybody_as_the_pool_has_them(full: Desk) -> None:
    for sight in sights(full):
        register = make_register(full.catalog._engine, sight, "register_test")
        shown = told(full, shown_sql(sight, with_line=("followers", "er")) + " ORDER BY account_id")
        assert register.size == len(shown)
        for name in ("followers", "followers_low", "er", "er_high", "avg_likes"):
            np.testing.assert_array_equal(
                register.numbers[name], np.array([row[name] for row in shown], dtype=float), err_msg=name
            )
        for name in ("platform", "country", "niche", "languages"):
            column = getattr(register, name)
            assert [column.word(row) for row in range(register.size)] == [row[name] or None for row in shown]
        details = register.details(np.arange(register.size), texts=True)
        for name in ("account_id", "handle", "name", "city", "notes", "followers_ref", "er_ref"):
            assert [detail[name] for detail in details] == [row[name] for row in shown], name


def test_the_pool_of_a_register_is_that_of_the_catalogue(full: Desk) -> None:
    pool, register = full.catalog.pool(AT, "bd_a"), full.catalog.register(AT, "bd_a")
    thin = register.pool(register.account_ids())
    assert thin.account_id.tolist() == pool.account_id.tolist()
    for name in (
        "platform",
        "er_definition",
        "followers",
        "followers_low",
        "er",
        "er_low",
        "avg_likes",
        "avg_comments",
    ):
        assert repr(getattr(thin, name).tolist()) == repr(getattr(pool, name).tolist()), name


def test_one_creator_is_the_same_alone_and_among_all(full: Desk) -> None:
    pool = full.catalog.pool(AT, "bd_a")
    for row, account in enumerate(pool.account_id):
        creator_alone, pool_alone = full.catalog.closely(str(account), AT, "bd_a") or (None, None)
        assert (creator_alone,) == full.catalog.creators([str(account)], AT, "bd_a")
        for name in type(pool).__slots__:
            assert repr(getattr(pool_alone, name).tolist()) == repr(getattr(pool, name)[[row]].tolist()), name


def test_many_accounts_of_several_lines_are_weighed_in_parts(full: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    engine, sight = full.catalog._engine, Sight(AT)
    whole = make_register(engine, sight, "register_whole")
    monkeypatch.setattr("shoal.catalog.register.MOST_WEIGHED", 0)
    parts = make_register(engine, sight, "register_parts")
    assert parts.account_ids().tolist() == whole.account_ids().tolist()
    rows = np.arange(whole.size)
    assert parts.details(rows, texts=True) == whole.details(rows, texts=True)


# looking through it ------------------------------------------------------------------------------------------------


@pytest.fixture
def people(desk: Desk) -> Desk:
    desk.bring_in(
        creator("mina.bakes", 1, name="Mina Müller", niche="Brot", bio="slow days in Wien"),
        creator("theo_99", 2, name="Théo", hashtags="#VeganFood", city="Graz", platform="tiktok"),
        creator("nobody", 3, notes="lives in der Hauptstraße"),
        creator("theo_99", 4, name="Théo"),
    )
    return desk


@pytest.mark.parametrize(
    ("text", "handles", "named"),
    [
        ("mina", ["mina.bakes"], True),
        ("@mina.ba", ["mina.bakes"], True),
        ("muller", ["mina.bakes"], True),
        ("MÜLL", ["mina.bakes"], True),
        ("bakes", ["mina.bakes"], True),
        ("akes", [], False),
        ("brot wien", ["mina.bakes"], False),
        ("mina wien", ["mina.bakes"], False),
        ("brot graz", [], False),
        ("hauptstrasse", ["nobody"], False),
        ("théo", ["theo_99", "theo_99"], True),
        ("theo_9", ["theo_99", "theo_99"], True),
        ("theo graz", ["theo_99"], False),
        ("%", [], False),
        ("'; DROP TABLE accounts", [], False),
    ],
)
def test_words_are_found_at_the_beginning_of_words(people: Desk, text: str, handles: list[str], *, named: bool) -> None:
    register = people.catalog.register(AT)
    hits = register.find(text)
    assert sorted(detail["handle"] for detail in register.details(hits.rows)) == handles
    assert hits.named.tolist() == [named] * len(handles)


@pytest.mark.parametrize("text", ["", "   ", "@"])
def test_no_words_find_nobody(people: Desk, text: str) -> None:
    assert people.catalog.register(AT).find(text).rows.tolist() == []


@pytest.mark.parametrize(
    ("who", "found"),
    [("mina.bakes", 1), ("@Mina.Bakes", 1), ("theo_99", 2), ("tiktok:theo_99", 1), ("TikTok:@THEO_99", 1), ("mina", 0)],
)
def test_an_account_is_found_by_its_handle(people: Desk, who: str, found: int) -> None:
    assert len(people.catalog.register(AT).named(who)) == found
    assert people.catalog.named(who, AT) == people.catalog.register(AT).named(who)


def test_an_account_is_found_by_its_ids(people: Desk) -> None:
    account = str(people.catalog.pool(AT).account_id[0])
    for who in (account, account.replace("ac_", "cr_")):
        assert [one[0] for one in people.catalog.register(AT).named(who)] == [account]
        assert [one[0] for one in people.catalog.named(who, AT)] == [account]


def test_an_account_is_called_by_its_name_else_by_its_handle(people: Desk) -> None:
    register, pool = people.catalog.register(AT), people.catalog.pool(AT)
    wanted = [name or handle for name, handle in zip(pool.name, pool.handle, strict=True)]
    assert [register.called(str(account)) for account in pool.account_id] == wanted
    assert register.called("ac_nobody") == ""


def test_a_handle_of_the_past_finds_nobody(desk: Desk) -> None:
    desk.bring_in(creator("old.name", platform_id="1", followers=1))
    desk.bring_in(creator("new.name", platform_id="1", followers=2))
    assert [len(desk.catalog.named(who, AT)) for who in ("old.name", "new.name")] == [0, 1]


def test_the_pairs_of_one_account_are_those_of_all(desk: Desk) -> None:
    desk.bring_in(
        *(
            creator(handle, row, platform=platform, name=name)
            for row, (handle, platform, name) in enumerate(
                [("mina", "instagram", "Mina"), ("mina", "tiktok", "Mina"), ("theo", "tiktok", "Mina")], start=1
            )
        )
    )
    register, every = desk.catalog.register(AT), desk.catalog.suggestions(AT)
    assert len(every) == 1
    for account, _, handle in (one for who in ("mina", "theo") for one in desk.catalog.named(who, AT)):
        pairs = tuple(pair for pair in every if account in pair.accounts)
        assert desk.catalog.suggestions_for(account, handle, register) == pairs


# how long it lives -------------------------------------------------------------------------------------------------


def tables(desk: Desk) -> set[str]:
    return {row[0] for row in desk.catalog._engine.rows("SELECT table_name FROM duckdb_tables()")}


def test_a_register_is_shared_while_somebody_holds_it(people: Desk) -> None:
    first = people.catalog.register(AT)
    assert people.catalog.register(AT + timedelta(hours=1)) is first
    assert people.catalog.register(AT + timedelta(days=1)) is not first


def test_brands_that_see_the_same_share_one_register(people: Desk) -> None:
    assert people.catalog.register(AT, "bd_a") is people.catalog.register(AT, "bd_b")


def test_a_register_that_nobody_holds_is_dropped(people: Desk) -> None:
    held = people.catalog.register(AT)
    assert held.table in tables(people)
    name = held.table
    del held
    gc.collect()
    people.catalog.let_go()
    assert name not in tables(people)


def test_a_new_batch_makes_a_new_register(people: Desk) -> None:
    first = people.catalog.register(AT)
    people.bring_in(creator("fourth"))
    assert (first.size, people.catalog.register(AT).size) == (4, 5)


def test_posts_that_count_of_a_register_are_those_of_the_pool(people: Desk) -> None:
    people.bring_in(
        post("mina.bakes", "1", likes=5, comments=1), post("nobody", "2", likes=7, comments=1), kind="posts"
    )
    register, pool = people.catalog.register(AT), people.catalog.pool(AT)
    posts = people.catalog.register_windows(register, AT, WINDOW_RULE)
    expected = people.catalog.windows(pool, AT, WINDOW_RULE)
    assert np.array_equal(posts.counts, expected.counts, equal_nan=True)
    assert (posts.rows.tolist(), len(posts.rows)) == (expected.rows.tolist(), 2)


def test_the_size_is_the_number_of_accounts_in_the_pool(full: Desk) -> None:
    assert full.catalog.size(AT) == len(full.catalog.pool(AT)) > 0


def test_an_empty_catalogue_has_an_empty_register(desk: Desk) -> None:
    register = desk.catalog.register(AT)
    assert (register.size, register.find("mina").rows.tolist(), register.details(np.zeros(0, dtype=int))) == (0, [], [])
    assert (len(register.order("name")), len(register.pool())) == (0, 0)


def test_deals_with_codes_are_those_of_all_that_have_some(full: Desk) -> None:
    every, coded = full.catalog.deals(AT, "bd_a"), full.catalog.deals(AT, "bd_a", coded=True)
    assert coded
    assert coded == tuple(one for one in every if one[1].codes)
