"""What would settle the unknown ones: counted on columns, held against the verdict of everybody, one by one."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from shoal.app import Shoal, open_workspace
from shoal.app.imports import remedies as remedies_room
from shoal.app.imports.remedies import quickest, remedies
from shoal.app.known.look import look
from shoal.domain.finding import Verdict
from shoal.domain.intake import ReadOptions
from shoal.signals import is_counted

AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
SIZE = 160


def sheet(path: Path) -> Path:
    """Write creators of whom this or that is not known."""
    dice = np.random.Generator(np.random.PCG64(11))
    lines = ["Name,Handle,Platform,Followers,ER,Notes"]
    for row in range(SIZE):
        followers = "" if row % 5 == 1 else str(int(np.exp(dice.normal(8.5, 1.0))))
        rate = f"{dice.integers(1, 900) / 100} %" if row % 4 == 2 else ""
        lines.append(f"Name {row},user{row},instagram,{followers},{rate},{'run by parents' if row % 29 == 7 else ''}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def numbered(path: Path) -> Path:
    """Write creators whose profile nobody can open."""
    lines = ["Profile ID,Platform,Followers", *(f"{9_000 + row},instagram,{2_000 + row}" for row in range(7))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def posts(path: Path) -> Path:
    """Write posts that count, few, hidden, fresh and old ones."""
    dice = np.random.Generator(np.random.PCG64(12))
    lines = ["handle,platform,post id,posted at,likes,comments,caption"]
    for row in range(0, SIZE, 2):
        kind = row // 2 % 6
        for post in range(2 if kind == 1 else 5):
            days = {2: 0.2 * post, 3: 300 + post}.get(kind, 5 + 3 * post)
            likes = "" if kind == 4 else str(dice.integers(20, 400))
            comments = "" if kind == 5 else str(dice.integers(1, 30))
            at = (AT - timedelta(days=days)).isoformat()
            lines.append(f"user{row},instagram,p{row}-{post},{at},{likes},{comments},a day at the sea")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("remedies")
    with open_workspace(folder / "market.shoal", clock=AT) as found:
        found.creators.bring_in(sheet(folder / "sheet.csv"))
        found.creators.bring_in(numbered(folder / "numbered.csv"))
        found.creators.bring_in(posts(folder / "posts.csv"), ReadOptions(kind="posts"))
    return folder / "market.shoal"


@pytest.fixture(scope="module")
def desk(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shoal]:
    folder = tmp_path_factory.mktemp("desk") / "market.shoal"
    shutil.copytree(filled, folder)
    with open_workspace(folder, clock=AT) as found:
        yield found


def unknown_ones(desk: Shoal) -> list[tuple[str, Verdict]]:
    seen = look(desk)
    ids = [str(account) for account in seen.pool.account_id]
    return [pair for pair in zip(ids, seen.verdicts, strict=True) if pair[1].state == "unknown"]


def one_by_one(desk: Shoal) -> dict[tuple[str, int | None], int]:
    """Return the remedies as the verdicts of everybody give them, in the order in which accounts have them."""
    points = (quickest(verdict) for _, verdict in unknown_ones(desk))
    return dict(Counter((point.settle, point.settle_seconds) for point in points if point is not None))


def test_the_remedies_are_those_of_all_verdicts_one_by_one(desk: Shoal):
    found, _ = remedies(desk.listing.roll())

    told = one_by_one(desk)
    assert len(told) >= 4
    assert {(one.settle, one.seconds): one.number for one in found} == told


def test_the_remedies_are_those_of_all_verdicts_while_texts_wait_to_be_read(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("shoal.app.known.findings.MOST_TEXTS", 3)
    shutil.copytree(filled, tmp_path / "market.shoal")
    with open_workspace(tmp_path / "market.shoal", clock=AT) as desk:
        assert look(desk).texts.unread
        found, _ = remedies(desk.listing.roll())

        assert {(one.settle, one.seconds): one.number for one in found} == one_by_one(desk)


def test_what_helps_most_comes_first(desk: Shoal):
    numbers = [one.number for one in remedies(desk.listing.roll())[0]]

    assert numbers == sorted(numbers, reverse=True)


def test_the_unknown_ones_by_name_are_the_first_of_all_with_their_own_reason(desk: Shoal):
    _, shown = remedies(desk.listing.roll())

    told = [(account, point) for account, verdict in unknown_ones(desk) if (point := quickest(verdict)) is not None]
    assert [(one.account_id, one.claim, one.settle, one.seconds) for one in shown] == [
        (account, point.claim, point.settle, point.settle_seconds) for account, point in told[: len(shown)]
    ]
    assert len(shown) == min(remedies_room.UNKNOWNS_SHOWN, len(told))


def test_those_whom_a_count_would_help_are_those_whose_rate_is_open(desk: Shoal):
    roll, verdicts = desk.listing.roll(), look(desk).verdicts

    counted = is_counted(roll.register.pool(), roll.rates, roll.by.rules)

    open_rates = [any(one.check == "engagement" and one.weight == "?" for one in found.findings) for found in verdicts]
    assert (~counted).tolist() == open_rates
    assert 0 < sum(open_rates) < len(roll)
