"""Erasure: no trace in any file, others untouched, and nobody comes back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from readings import AT, KEY, Desk, comment, creator, everything_in, figure, post, seen

from shoal.catalog import Hasher
from shoal.catalog.tables import PERSONAL, TABLES

NAMES = (
    "mina.bakes",
    "Mina.Bakes",
    "Mina Muster",
    "4711",
    "secretbio",
    "secretnote",
    "SECRETRAW",
    "p-mina",
    "secretly",
)
HERS = (
    creator(
        "mina.bakes", 1, name="Mina Muster", platform_id="4711", handle_raw="@Mina.Bakes", bio="secretbio",
        notes="secretnote", followers=figure(900, 850, 950), url="https://instagram.com/mina.bakes",
        extra={"Agent": "secretnote"}, raw={"Handle": "SECRETRAW @Mina.Bakes"}, observed={"credibility": 0.8},
        codes=("A",), code_uses=3,
    ),
    post("mina.bakes", "p-mina", caption="secretly", likes=3, url="https://instagram.com/p-mina"),
    comment("p-mina", "secretly", author="fan"),
    seen("mina.bakes", "fan"),
)  # fmt: skip
OTHERS = (
    creator("theo", 2, name="Theo", followers=100, observed={"credibility": 0.5}),
    creator("lea", 3, platform="tiktok", name="Lea", followers=200),
    post("theo", "p-theo", likes=7),
    post("lea", "p-mina", platform="tiktok", likes=8),
    comment("p-theo", "nice", author="fan"),
    comment("p-mina", "super", author="fan", platform="tiktok"),
    seen("theo", "fan"),
)


def account(desk: Desk, handle: str = "mina.bakes") -> tuple[str, ...]:
    pool = desk.catalog.pool(AT)
    return tuple(str(one) for one in pool.account_id[pool.handle == handle])


def forget(desk: Desk, handle: str = "mina.bakes") -> None:
    """Do what the verb does: the suppression first, then the rows."""
    plan = desk.catalog.plan_erasure(account(desk, handle))
    desk.suppressed |= set(plan.keys)
    desk.catalog.erase(plan.accounts)


def traces(desk: Desk, *more: str) -> list[str]:
    text = everything_in(desk.folder)
    return [word for word in (*NAMES, *more) if word in text]


def test_the_search_for_traces_finds_them_while_they_are_there(desk: Desk) -> None:
    desk.bring_in(*HERS, *OTHERS)
    assert len(traces(desk, *account(desk))) == len(NAMES) + 1


def test_after_forgetting_no_file_holds_a_name_a_text_or_an_id_of_hers(desk: Desk) -> None:
    desk.bring_in(*HERS, *OTHERS)
    desk.bring_in(post("mina.bakes", "p-mina-2", likes=4), kind="posts", label="counted for mina.bakes")
    ids = account(desk)
    forget(desk)
    hasher = Hasher(KEY)
    posts = [hasher.post_id(ids[0], key) for key in ("p-mina", "p-mina-2")]
    # the other platform's post bears the same key and stays
    kept = [word for word in traces(desk, *ids, *posts) if word != "p-mina"]
    assert (kept, account(desk)) == ([], ())


def test_the_plan_counts_what_goes_before_anything_does(desk: Desk) -> None:
    desk.bring_in(*HERS, *OTHERS)
    plan = desk.catalog.plan_erasure(account(desk))
    assert plan.rows == {"accounts": 1, "metrics": 1, "posts": 1, "comments": 1, "audience": 1}
    assert plan.batches == 1
    before = desk.catalog.counts()
    assert desk.catalog.erase(plan.accounts) == 5
    after = desk.catalog.counts()
    assert {table: before[table] - after[table] for table in plan.rows} == plan.rows


def test_the_others_stay_exactly_as_they_were(desk: Desk, tmp_path: Path) -> None:
    alone = Desk(tmp_path / "alone")
    alone.bring_in(*OTHERS)
    desk.bring_in(*HERS, *OTHERS)
    forget(desk)
    assert desk.shown() == alone.shown()
    alone.catalog.close()


def test_a_second_erasure_of_the_same_account_finds_nothing(desk: Desk) -> None:
    desk.bring_in(*HERS, *OTHERS)
    ids = account(desk)
    forget(desk)
    assert desk.catalog.erase(ids) == 0


def test_the_same_file_again_adds_nobody(desk: Desk) -> None:
    desk.bring_in(*HERS, *OTHERS)
    forget(desk)
    before = desk.shown()
    draft = desk.draft(*HERS, *OTHERS)
    assert [result.outcome for result in draft.results] == ["held", "same", "same"]
    assert (draft.empty, desk.shown() == before) == (True, True)


@pytest.mark.parametrize(("kind", "rows"), [
    ("posts", (post("mina.bakes", "p-new", likes=1),)),
    ("audience", (seen("mina.bakes", "fan-2"),)),
    ("comments", (comment("p-mina", "again"), comment("p-theo", "it is me", author="@Mina.Bakes"))),
    ("creators", (creator("mina.bakes", bio="a new list"),)),
    ("creators", (creator("mina.renamed", platform_id="4711"),)),
    ("creators", (creator("mina.bakes", platform_id="99"),)),
])  # fmt: skip
def test_no_file_brings_her_back(desk: Desk, kind: str, rows) -> None:
    desk.bring_in(*HERS, *OTHERS)
    forget(desk)
    draft = desk.draft(*rows, kind=kind)
    assert (draft.empty, dict(draft.counts)) == (True, {"held": len(rows)})


def test_a_former_name_is_held_too(desk: Desk) -> None:
    desk.bring_in(creator("mina.old", platform_id="4711"))
    desk.bring_in(creator("mina.bakes", platform_id="4711"))
    forget(desk)
    assert desk.outcomes(creator("mina.old"), creator("mina.bakes", 2)) == ["held", "held"]


def test_the_same_name_on_another_platform_is_not_held(desk: Desk) -> None:
    desk.bring_in(*HERS)
    forget(desk)
    assert desk.outcomes(creator("mina.bakes", platform="tiktok", platform_id="4711")) == ["new"]


def test_what_she_wrote_under_the_posts_of_others_goes_too(desk: Desk) -> None:
    desk.bring_in(*OTHERS, *HERS, comment("p-theo", "it is me", author="mina.bakes"), seen("theo", "mina.bakes"))
    forget(desk)
    counts = desk.catalog.counts()
    assert (counts["comments"], counts["audience"]) == (2, 1)


def test_a_row_code_that_equals_a_person_s_number_is_not_that_person(desk: Desk) -> None:
    desk.bring_in(
        creator("17", key_kind="row_id"), creator("theo", 2), seen("theo", "17"), seen("17", "5", key_kind="row_id")
    )
    forget(desk, "17")
    assert desk.catalog.counts()["audience"] == 1


def test_expired_rows_are_erased_with_the_rest(desk: Desk) -> None:
    desk.bring_in(*HERS, policy="vendor.modash", at=AT - timedelta(days=85))
    ids = account(desk)
    desk.bring_in(creator("mina.bakes", country="AT"))
    later = AT + timedelta(days=30)
    assert desk.one(later)["bio"] == ""
    plan = desk.catalog.plan_erasure(ids)
    assert "Mina Muster" in plan.words
    desk.catalog.erase(ids)
    assert traces(desk, *ids) == []


def test_the_words_of_a_plan_hold_every_spelling_brought_in(desk: Desk) -> None:
    desk.bring_in(creator("mina.bakes", name="Mina", handle_raw="@Mina.Bakes"))
    desk.bring_in(creator("mina.bakes", name="Mina Muster"))
    assert desk.catalog.plan_erasure(account(desk)).words == ("@Mina.Bakes", "Mina", "Mina Muster", "mina.bakes")


def test_batches_can_still_be_undone_after_an_erasure(desk: Desk) -> None:
    desk.bring_in(*OTHERS)
    before = desk.shown()
    batch = desk.bring_in(*HERS, creator("lea", platform="tiktok", bio="new"))
    forget(desk)
    desk.catalog.undo(batch)
    assert desk.shown() == before


def test_every_table_says_whose_its_rows_are_or_holds_no_account() -> None:
    """A new table or column has to be given its place in the erasure before this passes again."""
    of_an_account = {table for table, columns in TABLES.items() if "account_id" in columns}
    assert of_an_account == set(PERSONAL)
    assert set(TABLES) - of_an_account == {"comments", "insights"}
    assert set(TABLES["insights"]) - set(TABLES["accounts"]) == {"table_name", "label", "metric", "value", "day"}


def test_accounts_are_erased_last_because_the_rest_is_found_by_them() -> None:
    assert PERSONAL[-1] == "accounts"
