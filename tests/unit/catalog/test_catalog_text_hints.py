"""Hints of texts: after whatever came and went, only accounts whose texts changed are read again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from readings import AT, KEY, Desk, comment, creator, everything_in, post

from shoal.catalog import open_catalog, text_kept
from shoal.domain.texts import HintRule, HintsRead, TextHints

PEOPLE = tuple(f"p{number}" for number in range(8))
POSTS, COMMENTS = 2, 3  # of each, and under the first of them
TEXTS = POSTS + COMMENTS


class Reader:
    """Reads nothing: gives each account figures that only it can have, and keeps who was asked for."""

    def __init__(self, *, most: int | None = None, version: str = "one", dies_after: int = 99) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.told: list[tuple[int, int]] = []
        self._dies_after = dies_after
        self.rule = HintRule(
            version=version, read=self._read, most=most, tells=most is None,
            progress=lambda done, all_: self.told.append((done, all_)),
        )  # fmt: skip

    def _read(self, accounts: Sequence[str]) -> TextHints:
        if accounts:
            if len(self.asked) == self._dies_after:
                raise KeyboardInterrupt
            self.asked.append(tuple(accounts))
        own = np.array([number(account) for account in accounts], dtype=np.float64)
        each = own.astype(np.int64) % 4
        return TextHints(
            shares=np.stack([own] * 7, axis=1), sells=own % 2 == 0, suspect=own, deal=own, listed=own,
            deal_words_each=each, deal_words=np.repeat(own, each).astype(np.uint32),
        )  # fmt: skip


def number(account: str) -> int:
    return int(account[3:9], 16)


def look(desk: Desk, reader: Reader | None = None, days: float = 0) -> HintsRead:
    return desk.catalog.text_hints(AT + timedelta(days=days), (reader or Reader()).rule)


def read_now(desk: Desk, days: float = 0) -> int:
    look(desk, days=days)
    return desk.catalog.hints.accounts_read


def derived(desk: Desk) -> Path:
    return desk.folder.with_name("derived")


def account(desk: Desk, handle: str) -> str:
    pool = desk.catalog.pool(AT)
    return str(pool.account_id[pool.handle == handle][0])


def posts(*people: str, first: int = 0) -> list[object]:
    return [
        post(name, f"{name}-{first + key}", row=10 * place + key, caption="bread", at=AT - timedelta(days=key))
        for place, name in enumerate(people, 1)
        for key in range(POSTS)
    ]


@pytest.fixture
def cast(desk: Desk) -> Desk:
    desk.bring_in(*(creator(name, row) for row, name in enumerate(PEOPLE)))
    desk.bring_in(*posts(*PEOPLE), kind="posts")
    said = [comment(f"{name}-0", f"word {n}", 10 * place + n) for place, name in enumerate(PEOPLE) for n in range(3)]
    desk.bring_in(*said, kind="comments")
    return desk


def test_a_second_look_reads_nobody(cast: Desk):
    assert [read_now(cast), read_now(cast)] == [len(PEOPLE), 0]


@pytest.mark.parametrize("days", [0, 3])
def test_what_was_brought_in_is_not_gone_through_again_while_nothing_came_went_or_expired(
    cast: Desk, days: int, monkeypatch: pytest.MonkeyPatch
):
    before = look(cast)
    monkeypatch.setattr(text_kept, "read_prints", None)
    again = look(cast, days=days)

    assert (again.accounts, again.platforms, again.texts) == (before.accounts, before.platforms, before.texts)
    assert (again.comments.tolist(), again.captions.tolist()) == (before.comments.tolist(), before.captions.tolist())
    assert np.array_equal(again.hints.suspect, before.hints.suspect)


def test_who_may_take_long_keeps_what_a_batch_without_texts_left_as_it_was(cast: Desk, monkeypatch: pytest.MonkeyPatch):
    look(cast)
    cast.bring_in(creator("p2", followers=9_000))
    look(cast)
    monkeypatch.setattr(text_kept, "read_prints", None)

    assert (len(look(cast).accounts), cast.catalog.hints.accounts_read) == (len(PEOPLE), 0)


def test_a_look_into_the_past_does_not_go_by_what_is_kept(cast: Desk):
    cast.bring_in(*posts("p4", first=5), kind="posts", policy="vendor")
    later, now = look(cast, days=91), look(cast)
    assert now.texts - later.texts == POSTS


def test_everybody_with_texts_is_told_with_what_came_in_of_them(cast: Desk):
    cast.bring_in(creator("bare", 90), post("bare", "b", 91))
    found = look(cast)

    assert len(found.accounts) == len(PEOPLE)
    assert (found.texts, found.comments.all(), found.captions.all()) == (len(PEOPLE) * TEXTS, True, True)
    assert set(found.platforms) == {"instagram"}


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        (posts("p2", "p5", first=7), "posts"),
        ([comment("p2-1", "new", 1), comment("p5-1", "new", 2), comment("nobodys", "new", 3)], "comments"),
        ([comment("p2-1", "of some platform", 1, platform=""), comment("p5-0", "too", 2, platform="")], "comments"),
        ([creator("p2", platform_id="22"), creator("p5", 2, platform_id="55")], "creators"),
    ],
)
def test_after_a_batch_and_after_its_undo_only_those_whom_it_touches_are_read(cast: Desk, rows: list, kind: str):
    read_now(cast)
    batch = cast.bring_in(*rows, kind=kind)
    came, again = read_now(cast), read_now(cast)
    cast.catalog.undo(batch)

    assert [came, again, read_now(cast)] == [2, 0, 2]


def test_new_figures_of_an_account_do_not_have_its_texts_read_again(cast: Desk):
    read_now(cast)
    cast.bring_in(creator("p2", followers=9_000, bio="bread every day"))

    assert read_now(cast) == 0


def test_a_post_of_another_platform_by_the_same_name_has_the_comments_read_again(cast: Desk):
    cast.bring_in(comment("p3-0", "of some platform", 1, platform=""), kind="comments")
    read_now(cast)
    cast.bring_in(creator("elsewhere", 5, platform="tiktok"))
    cast.bring_in(post("elsewhere", "p3-0", 6, platform="tiktok", caption="other"), kind="posts")

    assert read_now(cast) == 2  # hers, whose comment without a platform is nobody's now, and the new one


def test_texts_that_expire_are_read_again_on_that_day(cast: Desk):
    cast.bring_in(*posts("p4", first=5), kind="posts", policy="vendor")
    read_now(cast)

    assert [read_now(cast, days=89), read_now(cast, days=91)] == [0, 1]


def test_each_account_keeps_its_own_hints_whatever_came_and_went(cast: Desk, dice: np.random.Generator):
    look(cast, Reader())
    for step in range(4):
        some = dice.choice(PEOPLE, size=2, replace=False)
        batch = cast.bring_in(*posts(*some, first=20 + 5 * step), kind="posts")
        found = look(cast)
        if step % 2:
            cast.catalog.undo(batch)
    owner = np.repeat(found.hints.suspect, found.hints.deal_words_each)

    assert list(found.accounts) == sorted(found.accounts)
    assert found.hints.suspect.tolist() == [number(one) for one in found.accounts]
    assert found.hints.deal_words_each.tolist() == [number(one) % 4 for one in found.accounts]
    assert found.hints.deal_words.tolist() == owner.tolist()


def test_more_than_a_page_can_wait_for_stays_unread_and_is_counted(cast: Desk):
    few = Reader(most=len(PEOPLE) * TEXTS - 1)
    found = look(cast, few)

    assert (few.asked, len(found.accounts)) == ([], 0)
    assert found.unread == dict.fromkeys((account(cast, name) for name in PEOPLE), TEXTS)


def test_what_is_new_is_read_by_a_page_though_everything_would_be_too_much(cast: Desk):
    look(cast)
    cast.bring_in(*posts("p1", first=9), kind="posts")
    found = look(cast, Reader(most=2 * TEXTS))

    assert (cast.catalog.hints.accounts_read, dict(found.unread)) == (1, {})


def test_a_reading_that_was_killed_goes_on_where_it_was(cast: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(text_kept, "AT_ONCE", 2 * TEXTS)
    with pytest.raises(KeyboardInterrupt):
        look(cast, Reader(dies_after=2))
    rest = Reader()
    found = look(cast, rest)

    assert len(found.accounts) == len(PEOPLE)
    assert 0 < sum(map(len, rest.asked)) < len(PEOPLE)
    assert rest.told[-1] == (sum(map(len, rest.asked)),) * 2


def test_another_reader_does_not_use_what_is_kept(cast: Desk):
    look(cast)
    other = Reader(version="two")
    look(cast, other)

    assert len(other.asked[0]) == len(PEOPLE)


def test_a_look_at_some_batches_neither_uses_what_is_kept_nor_keeps(cast: Desk):
    batches = [manifest.batch for manifest in cast.catalog._engine.batches()]
    look(cast)
    past = cast.catalog.among(batches[:2])  # before the comments
    found = past.text_hints(AT, Reader().rule)

    assert (cast.catalog.hints.accounts_read, found.comments.any()) == (len(PEOPLE), False)
    assert read_now(cast) == 0


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 half a file"])
def test_a_damaged_file_costs_time_and_nothing_else(cast: Desk, damage: bytes):
    look(cast)
    (path,) = derived(cast).glob("*.npz")
    path.write_bytes(damage)
    path.with_suffix(".part").write_bytes(damage)  # of a process that died while it wrote

    assert [read_now(cast), read_now(cast)] == [len(PEOPLE), 0]


def test_without_texts_there_is_no_file(desk: Desk):
    desk.bring_in(creator("bare", 1), post("bare", "b", 2))
    look(desk)
    assert not derived(desk).exists()


def test_what_one_process_read_another_does_not_read(cast: Desk):
    other = open_catalog("duckdb://", cast.folder, KEY)
    before = other.hints.read_elsewhere()
    look(cast)
    found = other.text_hints(AT, Reader().rule)
    cast.bring_in(*posts("p6", first=9), kind="posts")
    other.text_hints(AT, Reader().rule)

    assert (len(found.accounts), other.hints.accounts_read) == (len(PEOPLE), 1)
    assert other.hints.read_elsewhere() != before  # so that a page looks again
    assert read_now(cast) == 0
    other.close()


def test_after_an_erasure_nothing_of_her_is_kept(cast: Desk):
    look(cast)
    gone = account(cast, "p3")
    held = bytes.fromhex(gone.removeprefix("ac_"))
    before = [path for path in derived(cast).iterdir() if held in path.read_bytes()]
    cast.catalog.erase((gone,))
    after = [path for path in derived(cast).iterdir() if held in path.read_bytes()]
    look(cast)

    assert (len(before), after) == (1, [])
    assert gone not in everything_in(derived(cast))
    assert not any(held in path.read_bytes() for path in derived(cast).iterdir())


def test_what_was_read_before_an_erasure_is_not_kept_after_it(cast: Desk):
    gone = account(cast, "p3")
    reader = Reader()
    read = reader.rule.read

    def read_slowly(accounts: Sequence[str]) -> TextHints:
        if accounts:
            cast.catalog.erase((gone,))  # in another process, while this one works
        return read(accounts)

    cast.catalog.text_hints(AT, HintRule(version="one", read=read_slowly, most=None, progress=reader.rule.progress))
    assert not list(derived(cast).glob("*.npz"))
