from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

import shoal.signals
from shoal.domain.bulk import Pool, PostTable
from shoal.domain.vetting import Rules, Weighing
from shoal.signals import read_rules

SHIPPED = Path(shoal.signals.__file__).with_name("vetting.toml")
AS_OF = datetime(2026, 6, 1, tzinfo=UTC)
TEXTS = (
    *("account_id", "creator_id", "platform", "handle", "key_kind", "name", "country", "city", "languages", "niche"),
    *("bio", "captions", "hashtags", "notes", "er_definition", "fee_currency", "codes", "source", "policy", "ref"),
)


def build_pool(size: int, **columns: object) -> Pool:
    filled: dict[str, np.ndarray] = {}
    for name in Pool.__slots__:
        blank = np.full(size, "", dtype=object) if name in TEXTS else np.full(size, np.nan)
        filled[name] = blank
    filled["account_id"] = np.array([f"ac_{row:05d}" for row in range(size)], dtype=object)
    filled["creator_id"] = np.array([f"cr_{row:05d}" for row in range(size)], dtype=object)
    filled["platform"][:] = "instagram"
    filled["key_kind"][:] = "handle"
    filled["ref"][:] = "ba_1:1"
    for name, values in columns.items():
        filled[name] = np.array(values, dtype=object if name in TEXTS else float)
    for end in ("followers_low", "followers_high"):
        if end not in columns:
            filled[end] = filled["followers"]
    return Pool(**filled)


def build_posts(posts: Sequence[tuple[int, float, float]], **columns: object) -> PostTable:
    """Posts as (account, likes, comments), one a day, the newest ten days before ``AS_OF``."""
    size = len(posts)
    account = np.array([post[0] for post in posts], dtype=np.int64)
    later = np.array([int(np.sum(account[row + 1 :] == account[row])) for row in range(size)], dtype=float)
    filled: dict[str, object] = {
        "account": account,
        "at": AS_OF.timestamp() - 86_400.0 * (10.0 + later),
        "format": np.zeros(size, dtype=np.int64),
        "likes": np.array([post[1] for post in posts], dtype=float),
        "comments": np.array([post[2] for post in posts], dtype=float),
    }
    for name in ("shares", "saves", "views", "sponsored"):
        filled[name] = np.full(size, np.nan)
    return PostTable(**{**filled, **columns})


@pytest.fixture
def as_of() -> datetime:
    return AS_OF


@pytest.fixture(scope="session")
def shipped() -> Rules:
    """Return the rules that come with Shoal."""
    return read_rules(SHIPPED.read_text(encoding="utf-8"))


@pytest.fixture
def by(shipped: Rules) -> Weighing:
    return Weighing(rules=shipped, as_of=AS_OF)


@pytest.fixture
def make_pool() -> Callable[..., Pool]:
    return build_pool


@pytest.fixture
def make_posts() -> Callable[..., PostTable]:
    return build_posts


@pytest.fixture
def league_world() -> Callable[..., tuple[Pool, PostTable, np.ndarray]]:
    """A league that follows the model: (pool, posts, the true next level of each account)."""

    def build(accounts: int, posts: int, seed: int = 1) -> tuple[Pool, PostTable, np.ndarray]:
        dice = np.random.Generator(np.random.PCG64(seed))
        followers = np.exp(dice.uniform(np.log(300), np.log(60_000), accounts)).round()
        level = -1.0 + 0.8 * np.log(followers) + 0.5 * dice.standard_normal(accounts)
        rows = []
        for _ in range(posts):
            rows.append(level + 0.2 * dice.standard_t(5, accounts))
            level = level + 0.004 + 0.1 * dice.standard_normal(accounts)
        engaged = np.maximum(np.expm1(np.array(rows).T), 0.0).round()
        comments = np.floor(engaged * 0.03)
        account = np.repeat(np.arange(accounts), posts)
        age = 10.0 + np.tile(np.arange(posts)[::-1], accounts)
        blank = np.full(accounts * posts, np.nan)
        table = PostTable(
            account=account,
            at=AS_OF.timestamp() - 86_400.0 * age,
            format=np.zeros(accounts * posts, dtype=np.int64),
            likes=(engaged - comments).ravel(),
            comments=comments.ravel(),
            shares=blank,
            saves=blank,
            views=blank,
            sponsored=blank,
        )
        return build_pool(accounts, followers=followers), table, level

    return build
