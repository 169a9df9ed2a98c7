"""The rates of one creator by every definition, for her page: her posts, held against a sample of her platform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from shoal.app.listing.roll import Roll
from shoal.catalog import Register
from shoal.domain.bulk import Ints, Pool
from shoal.domain.values import Value
from shoal.signals import RateRequest, leagues_of, rate_leagues, rate_values

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

PEERS = 1_200  # accounts whose posts are read to place a curve; each league is fitted on 400 of them at most
FIVE = ("er_l_f", "er_lcsv_f", "er_lcs_w")  # beside the house rate and the one by reach, which only insights have
KIN = (
    "er_raw_mean12", "er_raw_median10", "er_paid", "er_organic", "paid_ratio", "like_cv", "comments_per_1k_likes",
    "share_rate", "view_rate", "posting_rate",
)  # fmt: skip


def side_by_side(shoal: Shoal, roll: Roll, row: int) -> tuple[Value, ...]:
    """Return the rates beside the house rate that her posts allow; those they do not allow are left out.

    Her leagues are those of a sample of her platform, the same whoever is looked at, so that her rates do not depend on
    whose page came before.
    """
    mine, alone, first = roll.posts_of(row), np.array([row]), np.array([0])
    if not len(mine):
        return ()
    pool = _pool(roll.register, alone)
    if not _ready(roll, str(pool.platform[0])):
        _make_leagues(shoal, roll, str(pool.platform[0]))
    request = RateRequest(
        as_of=roll.at, level=roll.rates.level, names=(*FIVE, *KIN), rates=roll.rates.take(alone), kept=roll.leagues
    )  # fmt: skip
    (found,) = rate_values(pool, mine, first, request)
    known = tuple(value for value in found if value.known)
    # without an engagement rate of any kind the page says so, and posts per month do not stand in for one
    return known if any(value.name.startswith("er_") for value in known) else ()


def make_ready(shoal: Shoal, roll: Roll) -> bool:
    """Make the leagues of one platform that has none yet, so that no page has to; false where all are there."""
    platform = next((one for one in roll.register.platform.words if not _ready(roll, one)), None)
    if platform is not None:
        _make_leagues(shoal, roll, platform)
    return platform is not None


def _ready(roll: Roll, platform: str) -> bool:
    return leagues_of(platform) <= roll.leagues.keys()


def _make_leagues(shoal: Shoal, roll: Roll, platform: str) -> None:
    """Fit the leagues of a platform on 1,200 of its accounts: .1 s to read their posts, and .3 s if no fit is kept."""
    rows = _peers(roll.register, platform)
    accounts = np.array([one["account_id"] for one in roll.register.details(rows)], dtype=object)
    posts = shoal.catalog.posts_of(accounts, roll.at)
    with shoal.catalog.fits() as fits:
        found = rate_leagues(_pool(roll.register, rows), posts, leagues_of(platform), as_of=roll.at, fits=fits)
    roll.leagues.update(found)


def _peers(register: Register, platform: str) -> Ints:
    """Return a sample of the accounts of a platform, spread evenly."""
    known = (*register.platform.words, "")  # an account without one is at -1
    others = np.flatnonzero(register.platform.codes == (known.index(platform) if platform else -1))
    spread = np.linspace(0, len(others) - 1, min(len(others), PEERS)).astype(np.int64)
    return others[spread]


def _pool(register: Register, rows: Ints) -> Pool:
    """Return a pool of some accounts that holds what rates are worked out from: platform and followers."""
    told: dict[str, Any] = {
        "platform": np.array([register.platform.word(int(row)) or "" for row in rows], dtype=object),
        **{name: column[rows] for name, column in register.numbers.items()},
    }
    blank: dict[str, Any] = {"Floats": np.nan, "Texts": ""}
    return Pool(**{
        name: told.get(name, np.full(len(rows), blank[kind], dtype=float if kind == "Floats" else object))
        for name, kind in Pool.__annotations__.items()
    })  # fmt: skip
