"""A small market made by hand: every row names only what matters, all else is a plain, fully known account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from shoal.domain.brief import Brief
from shoal.domain.bulk import Pool, PriceTable, Rates, ResponseTable
from shoal.domain.finding import Verdict
from shoal.domain.shortlist import Shortlist
from shoal.domain.values import Money
from shoal.match import Supply, build_shortlist

NAN = float("nan")
TEXTS: dict[str, str] = {
    "platform": "instagram", "handle": "", "key_kind": "handle", "name": "", "country": "AT", "city": "Wien",
    "languages": "de", "niche": "", "bio": "", "captions": "", "hashtags": "", "notes": "", "er_definition": "",
    "fee_currency": "", "codes": "", "source": "sheet", "policy": "user_file", "ref": "b1:2",
}  # fmt: skip
NUMBERS: dict[str, float] = dict.fromkeys(
    ["total_likes", "posts_count", "avg_likes", "avg_comments", "avg_views", "er", "er_low", "er_high", "fee_minor"],
    NAN,
) | {"followers": 5_000.0, "latitude": 48.2, "longitude": 16.37, "gift": 0.0}
RATE: dict[str, Any] = {"rate": 0.03, "rate_low": 0.025, "rate_high": 0.036, "rate_state": "estimated", "rate_n": 6}
PRICE: dict[str, Any] = {"price": 10_000.0, "price_low": NAN, "price_high": NAN, "price_basis": "typed"}
RESULT: dict[str, Any] = {"reach": 900.0, "orders": 1.0, "own_orders": NAN, "basis": "counted_posts"}
OTHER: dict[str, Any] = {"verdict": "unknown", "blocked": False, "kind": ""}


def column(rows: list[dict[str, Any]], name: str, default: Any, dtype: Any = np.float64) -> np.ndarray:
    found = np.empty(len(rows), dtype=dtype)
    found[:] = [row.get(name, default) for row in rows]
    return found


def filled(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = TEXTS | NUMBERS | RATE | PRICE | RESULT | OTHER
    allowed = {*known, "account_id", "creator_id", "followers_low", "followers_high"}
    assert not (strange := {key for row in rows for key in row} - allowed), strange
    numbered = [
        {"account_id": f"a{place:05d}", "creator_id": f"c{place:05d}"} | known | row for place, row in enumerate(rows)
    ]
    ends = ("followers_low", "followers_high")
    return [dict.fromkeys(ends, row["followers"]) | row for row in numbered]


def pool_of(rows: list[dict[str, Any]]) -> Pool:
    rows = filled(rows)
    texts = {name: column(rows, name, "", object) for name in ("account_id", "creator_id", *TEXTS)}
    numbers = {name: column(rows, name, NAN) for name in (*NUMBERS, "followers_low", "followers_high")}
    return Pool(**texts, **numbers)


def supply_of(rows: list[dict[str, Any]], currency: str = "EUR") -> Supply:
    pool, rows = pool_of(rows), filled(rows)
    size = len(rows)
    words = np.full(size, "", dtype=object)
    fair = column(rows, "price", NAN)
    low, high = (np.where(np.isnan(column(rows, f"price_{end}", NAN)), fair, column(rows, f"price_{end}", NAN))
                 for end in ("low", "high"))  # fmt: skip
    state = np.where(np.isnan(column(rows, "rate", NAN)), "unknown", column(rows, "rate_state", "", object))
    return Supply(
        pool=pool,
        rates=Rates(
            value=column(rows, "rate", NAN), low=column(rows, "rate_low", NAN), high=column(rows, "rate_high", NAN),
            n=column(rows, "rate_n", 0, np.int64), state=state.astype(object),
            definition=np.full(size, "er_lc_f", dtype=object), reason=words, log_mean=np.full(size, NAN),
            log_sd=np.full(size, NAN), level=0.8,
        ),
        verdicts=[
            Verdict(creator_id=row["creator_id"], state=row["verdict"], kind=row["kind"], blocked=row["blocked"])
            for row in rows
        ],
        prices=PriceTable(
            currency=currency, low=low, fair=fair, high=high, ceiling=high,
            basis=column(rows, "price_basis", "", object), n=np.ones(size, dtype=np.int64), reason=words,
        ),
        responses=results_of(rows),
    )  # fmt: skip


def results_of(rows: list[dict[str, Any]]) -> ResponseTable:
    parts: dict[str, np.ndarray] = {}
    for name in ("reach", "engagements", "orders"):
        middle = column(rows, name, NAN)
        parts |= {name: middle, f"{name}_low": middle * 0.5, f"{name}_high": middle * 2}
        parts[f"{name}_state"] = np.where(np.isnan(middle), "unknown", "estimated").astype(object)
    return ResponseTable(**parts, basis=column(rows, "basis", "", object), own_orders=column(rows, "own_orders", NAN))


def brief_of(**changes: Any) -> Brief:
    plain: dict[str, Any] = {
        "id": "brief-1", "name": "a brief", "version": 1, "goal": "reach", "text": "",
        "budget": Money(minor=60_000, currency="EUR"),
    }  # fmt: skip
    return Brief(**(plain | changes))


def listed(brief: Brief, supply: Supply) -> Shortlist:
    return build_shortlist(
        brief, supply, shortlist_id="list-1", version=1, created_at=datetime(2026, 11, 21, tzinfo=UTC),
        catalog_version="v1",
    )  # fmt: skip


@pytest.fixture(scope="session")
def market() -> Callable[..., Supply]:
    """Return a maker of supplies from rows that name only what matters."""
    return supply_of


@pytest.fixture(scope="session")
def pool() -> Callable[..., Pool]:
    """Return a maker of pools alone."""
    return pool_of


@pytest.fixture(scope="session")
def brief() -> Callable[..., Brief]:
    """Return a maker of briefs over EUR 600 and the goal reach, with changes."""
    return brief_of


@pytest.fixture(scope="session")
def build() -> Callable[[Brief, Supply], Shortlist]:
    """Return the building of a shortlist at a fixed time."""
    return listed
