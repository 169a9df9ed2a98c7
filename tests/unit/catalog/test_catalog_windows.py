"""Windows of posts: the engine picks what the rule picks, and what is kept is what would be read."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from readings import AT, Desk, creator, everything_in, post

from shoal.catalog import post_windows
from shoal.domain.bulk import PostWindows
from shoal.signals import WINDOW_RULE

HOUR, DAY = 3_600, 86_400
PLATFORMS = ("instagram", "youtube", "tiktok")
PEOPLE = [(f"p{number}", PLATFORMS[number % 3]) for number in range(18)]
EDGES = [
    -5 * DAY, -1, 0, 1, 71 * HOUR, 72 * HOUR - 1, 72 * HOUR, 167 * HOUR, 168 * HOUR - 1, 168 * HOUR, 30 * DAY,
    180 * DAY, 180 * DAY + 1, 200 * DAY,
]  # fmt: skip
COUNTS = [None, -1, 0, 0, 1, 7, 900, 2**29, 2**40]
Dice = np.random.Generator


def some_posts(dice: Dice, plain: float) -> list[Any]:
    """Return posts of all people; with ``plain`` near 1 most accounts are such that one pass can tell."""
    found = []
    rows = itertools.count(1)
    for name, platform in PEOPLE:
        simple = dice.random() < plain
        for key in range(int(dice.integers(0, 75 if not simple and dice.random() < 0.2 else 30))):
            edge = dice.random() < 0.3
            age = int(dice.choice(EDGES)) if edge and not simple else int(dice.integers(-2 * DAY, 220 * DAY))
            at = AT - timedelta(seconds=age)
            found.append(
                post(
                    name, f"{key}", row=next(rows) if simple or dice.random() < 0.9 else 1, platform=platform,
                    at=at if simple or dice.random() < 0.9 else None,
                    format=str(dice.choice(["post", "reel", "story"])),
                    likes=count(dice, simple), comments=count(dice, simple),
                )
            )  # fmt: skip
    return found


def count(dice: Dice, simple: bool) -> int | None:  # noqa: FBT001  a dice of its own for each kind of post
    if simple and dice.random() < 0.9:
        return int(dice.integers(0, 5_000))
    return COUNTS[int(dice.integers(len(COUNTS)))]


def expected(desk: Desk, as_of: datetime) -> PostWindows:
    """Return what the rule picks from all posts."""
    pool = desk.catalog.pool(as_of)
    return WINDOW_RULE.pick(pool.platform, desk.catalog.posts(pool, as_of), as_of)


def found(desk: Desk, as_of: datetime) -> PostWindows:
    return desk.catalog.windows(desk.catalog.pool(as_of), as_of, WINDOW_RULE)


def same(one: PostWindows, other: PostWindows) -> bool:
    """Say whether two windows are alike but for ``until``, of which the engine may name an earlier instant."""
    names = ("rows", "counts", "format", "stale", "problem")
    return all(np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True) for name in names)


def bring_in_people(desk: Desk, **told: Any) -> None:
    desk.bring_in(*(creator(name, row, platform=platform) for row, (name, platform) in enumerate(PEOPLE)), **told)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("plain", [1.0, 0.5])
def test_the_engine_picks_what_the_rule_picks(desk: Desk, seed: int, plain: float) -> None:
    dice = np.random.Generator(np.random.PCG64(seed))
    bring_in_people(desk)
    desk.bring_in(*some_posts(dice, plain), kind="posts")
    for moment in (AT, AT + timedelta(days=1, seconds=1), AT + timedelta(days=100)):
        assert same(found(desk, moment), expected(desk, moment))


@pytest.mark.parametrize("seed", range(3))
def test_where_the_newest_post_came_in_is_told_as_by_the_posts(desk: Desk, seed: int) -> None:
    dice = np.random.Generator(np.random.PCG64(seed))
    bring_in_people(desk)
    for _ in range(2):
        desk.bring_in(*(row for row in some_posts(dice, 0.8) if dice.random() < 0.5), kind="posts")
    posts, windows = desk.catalog.posts(desk.catalog.pool(AT), AT), found(desk, AT)
    last = dict(zip(posts.account.tolist(), posts.ref.tolist(), strict=True))
    told = {row: windows.newest.ref(row) for row in range(len(PEOPLE))}
    assert {row: ref for row, ref in told.items() if ref} == {row: last[row] for row in windows.rows.tolist()}


@pytest.mark.parametrize("seed", range(3))
def test_the_engine_picks_what_the_rule_picks_of_posts_that_came_twice(desk: Desk, seed: int) -> None:
    dice = np.random.Generator(np.random.PCG64(seed))
    bring_in_people(desk)
    for policy in ("user_file", "vendor", "user_file"):
        desk.bring_in(*some_posts(dice, 0.7), kind="posts", policy=policy)
    for moment in (AT, AT + timedelta(days=89, hours=1), AT + timedelta(days=91)):
        assert same(found(desk, moment), expected(desk, moment))


def test_of_ordinary_posts_none_is_read_one_by_one(desk: Desk) -> None:
    rows = [
        post(name, str(key), key * 20 + row, platform=platform, at=AT - timedelta(days=5 * key, hours=row), likes=key)
        for row, (name, platform) in enumerate(PEOPLE)
        for key in range(20)
    ]
    bring_in_people(desk)
    desk.bring_in(*rows, kind="posts")
    picked = desk.catalog.windows(desk.catalog.pool(AT), AT, replace(WINDOW_RULE, pick=never))
    assert len(picked.problem) == len(PEOPLE)


def never(*_: object) -> PostWindows:
    raise AssertionError("read post by post")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_one_pass_draws_every_line_where_the_rule_draws_it(desk: Desk, platform: str) -> None:
    """One account with one post at every age at which something changes."""
    names = [f"edge{place}" for place in range(len(EDGES))]
    posts = [
        post(name, "1", row, platform=platform, at=AT - timedelta(seconds=age), likes=5, comments=row % 2)
        for row, (name, age) in enumerate(zip(names, EDGES, strict=True))
    ]
    desk.bring_in(*(creator(name, row, platform=platform) for row, name in enumerate(names)), *posts)
    picked = desk.catalog.windows(desk.catalog.pool(AT), AT, replace(WINDOW_RULE, pick=never))
    assert same(picked, expected(desk, AT))


def test_of_many_posts_the_newest_sixty_say_which_format_counts(desk: Desk) -> None:
    """Of all 66 posts more are videos, of the newest 60 more are not."""
    bring_in_people(desk)
    rows = [
        post("p0", str(n), n, at=AT - timedelta(days=4, hours=n), likes=n, comments=1,
             format="post" if n < 31 else "reel")
        for n in range(66)
    ]  # fmt: skip
    desk.bring_in(*rows, kind="posts")
    assert same(found(desk, AT), expected(desk, AT))
    assert found(desk, AT).format.tolist() == [0]


def test_accounts_in_parts_are_those_of_one_pass(desk: Desk, dice: Dice, monkeypatch: pytest.MonkeyPatch) -> None:
    bring_in_people(desk)
    desk.bring_in(*some_posts(dice, 0.8), kind="posts")
    whole = found(desk, AT)
    monkeypatch.setattr(post_windows, "ROWS_AT_ONCE", 30)
    monkeypatch.setattr(post_windows, "CLOSELY_AT_ONCE", 2)
    monkeypatch.setattr(post_windows, "NUMPY_AT_ONCE", 2)
    assert same(found(desk, AT), whole)


def test_of_two_posts_of_one_moment_the_later_line_is_the_older_post(desk: Desk) -> None:
    """Fourteen posts, all of one second: the two that do not count are the last lines of the file."""
    bring_in_people(desk)
    at = AT - timedelta(days=9)
    desk.bring_in(*(post("p0", str(n), n, at=at, likes=n, comments=0) for n in range(1, 15)), kind="posts")
    assert found(desk, AT).counts.tolist() == [list(range(12, 0, -1))]


def test_without_posts_every_account_says_so(desk: Desk) -> None:
    bring_in_people(desk)
    windows = found(desk, AT)
    assert (len(windows.rows), set(windows.problem.tolist())) == (0, {6})


# kept ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def keeper(desk: Desk) -> Desk:
    """Return a catalogue that keeps windows however few posts there are."""
    desk.catalog.kept.keep_from = 0
    bring_in_people(desk)
    return desk


def read_now(desk: Desk, as_of: datetime = AT) -> int:
    """Look once; return of how many accounts posts were read."""
    found(desk, as_of)
    return desk.catalog.kept.accounts_read


def plain_posts(*people: int, first: int = 0, age_days: float = 20) -> list[Any]:
    return [
        post(f"p{one}", f"{first + n}", 3 * one + n, platform=PLATFORMS[one % 3], likes=9, comments=1,
             at=AT - timedelta(days=age_days + n))
        for one in people for n in range(3)
    ]  # fmt: skip


def test_a_second_look_reads_nobody(keeper: Desk) -> None:
    keeper.bring_in(*plain_posts(*range(18)), kind="posts")
    assert [read_now(keeper), read_now(keeper)] == [18, 0]


def test_after_a_batch_only_those_whom_it_names_are_read(keeper: Desk) -> None:
    keeper.bring_in(*plain_posts(*range(15)), kind="posts")
    before = read_now(keeper)
    keeper.bring_in(*plain_posts(2, 17, first=50), kind="posts")
    assert [before, read_now(keeper)] == [15, 2]
    assert same(found(keeper, AT), expected(keeper, AT))


def test_after_an_undo_only_those_whom_the_batch_named_are_read(keeper: Desk) -> None:
    keeper.bring_in(*plain_posts(*range(15)), kind="posts")
    batch = keeper.bring_in(*plain_posts(2, 16, first=50), kind="posts")
    read_now(keeper)
    keeper.catalog.undo(batch)
    assert read_now(keeper) == 2
    assert same(found(keeper, AT), expected(keeper, AT))


def test_a_batch_that_takes_the_number_of_one_that_went_is_another(keeper: Desk) -> None:
    keeper.bring_in(*plain_posts(*range(15)), kind="posts")
    batch = keeper.bring_in(*plain_posts(2, first=50), kind="posts")
    read_now(keeper)
    keeper.catalog.undo(batch)
    keeper.bring_in(*plain_posts(3, first=50), kind="posts")
    assert read_now(keeper) == 2
    assert same(found(keeper, AT), expected(keeper, AT))


def test_posts_that_come_of_age_are_read_again_on_that_day(keeper: Desk) -> None:
    keeper.bring_in(*plain_posts(*range(12)), *plain_posts(12, age_days=2.5), kind="posts")
    looks = [read_now(keeper, AT + timedelta(hours=hours)) for hours in (0, 11, 12, 13)]
    assert looks == [13, 0, 1, 0]


def test_posts_that_grow_old_are_read_again_on_that_day(keeper: Desk) -> None:
    keeper.bring_in(*plain_posts(*range(12)), *plain_posts(12, age_days=170), kind="posts")
    looks = [read_now(keeper, AT + timedelta(days=days)) for days in (0, 7.9, 8.1)]
    assert looks == [13, 0, 1]


def test_an_account_whose_platform_becomes_known_is_read_again(keeper: Desk) -> None:
    keeper.bring_in(*plain_posts(*range(12)), kind="posts")
    late = post("vlog", "1", platform="youtube", at=AT - timedelta(days=4), likes=5, comments=1)
    keeper.bring_in(late, kind="posts")
    read_now(keeper)
    keeper.bring_in(creator("vlog", platform="youtube"))
    windows = found(keeper, AT)
    assert keeper.catalog.kept.accounts_read == 1
    assert same(windows, expected(keeper, AT))


def test_another_rule_does_not_use_what_is_kept(keeper: Desk) -> None:
    keeper.bring_in(*plain_posts(*range(12)), kind="posts")
    read_now(keeper)
    keeper.catalog.windows(keeper.catalog.pool(AT), AT, replace(WINDOW_RULE, version="windows of a test"))
    assert keeper.catalog.kept.accounts_read == 12


def test_a_look_into_the_past_leaves_what_is_kept(keeper: Desk) -> None:
    keeper.bring_in(*plain_posts(*range(12)), kind="posts")
    looks = [read_now(keeper, AT - timedelta(days=days)) for days in (0, 30, 0)]
    assert looks == [12, 12, 0]


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 half a file"])
def test_a_damaged_file_costs_time_and_nothing_else(keeper: Desk, damage: bytes) -> None:
    keeper.bring_in(*plain_posts(*range(12)), kind="posts")
    read_now(keeper)
    (path,) = derived(keeper).glob("*.npz")
    path.write_bytes(damage)
    assert same(found(keeper, AT), expected(keeper, AT))
    assert [keeper.catalog.kept.accounts_read, read_now(keeper)] == [12, 0]


def derived(desk: Desk) -> Path:
    return desk.folder.with_name("derived")


def test_few_posts_leave_no_file(desk: Desk) -> None:
    bring_in_people(desk)
    desk.bring_in(*plain_posts(*range(12)), kind="posts")
    read_now(desk)
    assert not derived(desk).exists()


def test_after_an_erasure_nothing_of_her_is_kept(keeper: Desk) -> None:
    keeper.bring_in(*plain_posts(*range(12)), kind="posts")
    read_now(keeper)
    pool = keeper.catalog.pool(AT)
    account = str(pool.account_id[pool.handle == "p3"][0])
    held = bytes.fromhex(account.removeprefix("ac_"))
    before = [path for path in derived(keeper).iterdir() if held in path.read_bytes()]
    (derived(keeper) / "post-windows.part").write_bytes(held)  # of a process that died while it wrote
    keeper.catalog.erase((account,))
    after = [path for path in derived(keeper).iterdir() if held in path.read_bytes()]
    assert (len(before), after) == (1, [])
    assert account not in everything_in(derived(keeper))
    read_now(keeper)
    assert not any(held in path.read_bytes() for path in derived(keeper).iterdir())


def test_what_was_read_before_an_erasure_is_not_kept_after_it(keeper: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper.bring_in(*plain_posts(*range(12)), kind="posts")
    account = str(keeper.catalog.pool(AT).account_id[expected(keeper, AT).rows[0]])
    read = post_windows.WindowReader.read

    def read_slowly(reader: post_windows.WindowReader, *told: Any) -> Any:
        columns = read(reader, *told)
        keeper.catalog.erase((account,))  # in another process, while this one works
        return columns

    monkeypatch.setattr(post_windows.WindowReader, "read", read_slowly)
    found(keeper, AT)
    assert not list(derived(keeper).glob("*.npz"))


@pytest.mark.parametrize("seed", range(3))
def test_what_is_kept_is_what_would_be_read_whatever_came_and_went(keeper: Desk, seed: int) -> None:
    """Sixteen random steps: batches come and go, days pass, and after each the kept windows are those of all posts."""
    dice, now, batches = np.random.Generator(np.random.PCG64(seed)), AT, []
    for _ in range(16):
        step = dice.choice(["bring in", "bring in", "undo", "wait"])
        if step == "bring in":
            some = dice.choice(len(PEOPLE), size=4, replace=False)
            wanted = {PEOPLE[one][0] for one in some}
            rows = [row for row in some_posts(dice, 0.8) if row.handle in wanted]
            policy = str(dice.choice(["user_file", "vendor"]))
            if rows and not keeper.draft(*rows, kind="posts", policy=policy).empty:
                batches.append(keeper.bring_in(*rows, kind="posts", policy=policy, at=now))
        elif step == "undo" and batches:
            keeper.catalog.undo(batches.pop(int(dice.integers(len(batches)))))
        elif step == "wait":
            now += timedelta(seconds=int(dice.integers(1, 40 * DAY)))
        assert same(found(keeper, now), expected(keeper, now))
