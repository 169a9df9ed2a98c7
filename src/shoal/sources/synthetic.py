"""The made-up market as if it were a source: ``synthetic://?seed=7&creators=400``.

It hands out what a brand would have of such a market: profiles with gaps, posts of some, audiences of some, the shop's
orders, and a sheet with codes and the slips that people make. What was really so stays in the world.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import cast
from urllib.parse import parse_qsl, urlsplit

import numpy as np
from numpy.typing import NDArray

from shoal.domain.intake import (
    AudienceRow,
    CommentRow,
    CreatorRow,
    Figure,
    FileFacts,
    Kind,
    PostRow,
    Reading,
    ReadOptions,
    Sighting,
)
from shoal.domain.trade import Order, OrderLine, PaymentState
from shoal.errors import InputError, TooLargeError
from shoal.world import PRODUCTS, STATES, Market, Part, dice, make_market

SCHEME = "synthetic"
DEFAULT_AS_OF = datetime(2026, 6, 1, 12, tzinfo=UTC)  # a fixed day: the same address is the same market for ever
Hasher = Callable[[str, str], str]
CREATORS_MOST = 20_000  # every row becomes an object; larger markets are made as arrays by the world itself
CURRENCY = "EUR"
# What a brand has of its creators: shares that are judgements; the posts' .6 is what the issue asks for.
POSTS_SHARE, COMMENTS_SHARE, AUDIENCE_SHARE = 0.6, 0.3, 0.7
GAPS: Mapping[str, float] = {
    "country": 0.06, "city": 0.14, "language": 0.10, "niche": 0.10, "bio": 0.08, "followers": 0.04, "posts_count": 0.2,
}  # fmt: skip
ROUNDED_SHARE = 0.12  # follower counts written as 12.5k
TYPED_AVERAGE_SHARE, TYPED_RATE_SHARE = 0.5, 0.3  # of creators without posts
GIFT_SHARE = 0.15  # of creators who named no price
# Slips in the sheet, of lines with a code: uses miscounted, revenue guessed from uses, figures never typed.
MISCOUNTED, GUESSED, UNTYPED = 0.12, 0.10, 0.10
GUESS_PER_USE_MINOR = 6_000
PHANTOM_USES = 4
EXACT_BELOW = 1_000
TAX_BP = 1_900  # included in the price, as in German shops


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticParameters:
    """Which made-up market: equal parameters give equal rows."""

    seed: int = 7
    creators: int = 400
    as_of: datetime = DEFAULT_AS_OF

    @property
    def url(self) -> str:
        """Return the address in its one canonical spelling."""
        return f"{SCHEME}://?as_of={self.as_of.date().isoformat()}&creators={self.creators}&seed={self.seed}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """The market, which rows of it the brand has, and the sheet's typed uses and revenue (-1 where never typed)."""

    market: Market
    has: Mapping[str, NDArray[np.bool_]]
    throws: NDArray[np.float64]
    uses: NDArray[np.int64]
    revenue_minor: NDArray[np.int64]


def parse_synthetic(url: str) -> SyntheticParameters:
    """Return the parameters of ``synthetic://?seed=7&creators=400&as_of=2026-06-01``, each of them optional.

    Raises ``InputError`` for another scheme, an unknown name or a value out of range, ``TooLargeError`` above the cap.
    """
    parts = urlsplit(url)
    if parts.scheme != SCHEME:
        raise InputError(
            "This is not the address of a made-up market.", received=url, allowed=(f"{SCHEME}://?seed=7&creators=400",)
        )
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = sorted(set(given) - {"seed", "creators", "as_of"})
    if unknown:
        raise InputError(
            "A made-up market has no such setting.", received=unknown[0], allowed=("seed", "creators", "as_of")
        )
    creators = _whole(given.get("creators", "400"), "creators", least=1)
    if creators > CREATORS_MOST:
        raise TooLargeError(
            f"A made-up market is brought in with at most {CREATORS_MOST:,} creators.",
            received=creators,
            next_step="Ask for fewer; the benchmarks make larger markets as arrays.",
        )
    return SyntheticParameters(
        seed=_whole(given.get("seed", "7"), "seed", least=0), creators=creators, as_of=_day(given.get("as_of"))
    )


def _whole(text: str, name: str, *, least: int) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < least:
        raise InputError(
            f"{name} is a whole number from {least} up.", received=text, fields={name: "not a whole number"}
        )
    return int(text)


def _day(text: str | None) -> datetime:
    if text is None:
        return DEFAULT_AS_OF
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(hour=DEFAULT_AS_OF.hour, tzinfo=UTC)
    except ValueError as error:
        raise InputError("as_of is a day such as 2026-06-01.", received=text, fields={"as_of": "not a day"}) from error


def read_synthetic(address: str | SyntheticParameters, hasher: Hasher | None = None) -> tuple[Reading, ...]:
    """Return two readings of a made-up market: creators (with posts, comments and audiences), and the shop's orders.

    ``hasher`` is the workspace's keyed hash of (kind, text) for the customers' made-up mail addresses; without it a
    plain hash stands in. O(rows): about a second for 400 creators, whose audiences are some 100,000 rows.
    """
    parameters = parse_synthetic(address) if isinstance(address, str) else address
    market = make_market(seed=parameters.seed, creators=parameters.creators, as_of=parameters.as_of)
    view = _view(market)
    sighting = Sighting(
        creators=tuple(_creators(view)),
        posts=tuple(_posts(view)),
        comments=tuple(_comments(view)),
        audience=tuple(_audience(view)),
    )
    orders = tuple(_orders(market, hasher or _plain_hash))
    return (
        _reading(parameters, "creators", rows=len(sighting.creators), sighting=sighting),
        _reading(parameters, "orders", rows=len(orders), orders=orders),
    )


def _reading(
    parameters: SyntheticParameters,
    kind: Kind,
    *,
    rows: int,
    sighting: Sighting | None = None,
    orders: tuple[Order, ...] = (),
) -> Reading:
    # The kind belongs to the mark: the two readings of one market are not the same file.
    canonical = f"{parameters.url}#{kind}".encode()
    file = FileFacts(
        name=parameters.url, format="synthetic", size_bytes=len(canonical), sha256=hashlib.sha256(canonical).hexdigest()
    )
    return Reading(
        kind=kind,
        source=SCHEME,
        policy="demo",
        file=file,
        options=ReadOptions(kind=kind),
        rows=rows,
        sighting=sighting or Sighting(),
        orders=orders,
        facts_found=(f"The market is made up (seed {parameters.seed}): no creator, person or order in it exists.",),
    )


def _view(market: Market) -> _View:
    """Return which creators the brand has what of, and what somebody typed beside the codes."""
    generator = dice(market.seed, Part.HANDED_OUT)
    rows = market.creators
    posts = generator.random(rows)
    has = {name: generator.random(rows) >= share for name, share in GAPS.items()}
    has["city"] &= has["country"]
    has["posts"] = posts < POSTS_SHARE
    has["comments"] = posts < COMMENTS_SHARE
    has["audience"] = generator.random(rows) < AUDIENCE_SHARE
    uses, revenue_minor = _sheet(market)
    return _View(market=market, has=has, throws=generator.random((4, rows)), uses=uses, revenue_minor=revenue_minor)


def _sheet(market: Market) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return typed uses and revenue by creator: gross, without minding refunds, with a few honest mistakes."""
    generator = dice(market.seed, Part.SHEET)
    trade = market.trade
    uses, revenue = np.full(market.creators, -1), np.full(market.creators, -1)
    folded = np.array([code.upper() for code in trade.order_code], dtype=np.object_)
    total = trade.total_minor
    phantom_left = True
    for row in np.flatnonzero(trade.worked):
        own = folded == trade.code[row]
        count, booked = int(own.sum()), int(total[own].sum())
        slip, step = generator.random(), int(generator.integers(1, 4))
        if count == 0 and phantom_left:
            count, booked, phantom_left, slip = PHANTOM_USES, PHANTOM_USES * GUESS_PER_USE_MINOR, False, 1.0
        if slip < UNTYPED:
            continue
        if slip < UNTYPED + MISCOUNTED and count > 0:
            count += step
        elif slip < UNTYPED + MISCOUNTED + GUESSED:
            booked = count * GUESS_PER_USE_MINOR
        uses[row], revenue[row] = count, booked
    return uses, revenue


def _creators(view: _View) -> Iterator[CreatorRow]:
    """Yield one line per creator, as a brand's own list would have it."""
    accounts, has, trade = view.market.accounts, view.has, view.market.trade
    words = {name: accounts.words(name) for name in ("platform", "country", "city", "language", "niche")}
    posts_count = dice(view.market.seed, Part.SHEET).integers(60, 900, len(accounts))
    asked = view.market.asked.price_minor
    for row in range(len(accounts)):
        known = {name: bool(flags[row]) for name, flags in has.items()}
        code = str(trade.code[row])
        price = int(asked[row])
        line = CreatorRow(
            row=row + 1,
            platform=words["platform"][row],
            handle=accounts.handle[row],
            handle_raw=f"@{accounts.handle[row]}",
            name=accounts.name[row],
            kind="person",
            country=words["country"][row] if known["country"] else None,
            country_raw=words["country"][row] if known["country"] else None,
            city=words["city"][row] if known["city"] else None,
            latitude=float(accounts.latitude[row]) if known["city"] else None,
            longitude=float(accounts.longitude[row]) if known["city"] else None,
            languages=(words["language"][row],) if known["language"] else (),
            niche=words["niche"][row] if known["niche"] else None,
            bio=accounts.bio[row] if known["bio"] else None,
            followers=_followers(view, row) if known["followers"] else None,
            posts_count=_exact(float(posts_count[row])) if known["posts_count"] else None,
            fee_minor=price if price >= 0 else None,
            fee_currency=CURRENCY if price >= 0 else None,
            gift=True if price < 0 and view.throws[3, row] < GIFT_SHARE else None,
            codes=(code,) if code else (),
            code_uses=_typed(view.uses[row]),
            revenue_minor=_typed(view.revenue_minor[row]),
            revenue_currency=CURRENCY if view.revenue_minor[row] >= 0 else None,
            observed_at=view.market.as_of,
        )
        yield _with_averages(line, view, row)


def _typed(number: np.int64) -> int | None:
    return int(number) if number >= 0 else None


def _exact(number: float) -> Figure:
    return Figure(value=number, low=number, high=number)


def _followers(view: _View, row: int) -> Figure:
    """Return the follower count, for some as people write it: 12.5k is anything from 12,450 to 12,550."""
    count = float(view.market.accounts.followers[row])
    if view.throws[0, row] >= ROUNDED_SHARE or count < EXACT_BELOW:
        return _exact(count)
    tenths = round(count / 100.0) * 100.0
    return Figure(value=tenths, low=tenths - 50.0, high=tenths + 50.0)


def _with_averages(line: CreatorRow, view: _View, row: int) -> CreatorRow:
    """Return the line with averages that somebody typed, for creators whose posts the brand does not have."""
    if view.has["posts"][row] or view.throws[1, row] >= TYPED_AVERAGE_SHARE:
        return line
    posts = view.market.posts
    newest = slice(max(posts.first[row], posts.first[row + 1] - 12), posts.first[row + 1])
    likes, comments = posts.likes[newest], posts.comments[newest]
    seen = (likes >= 0) & (comments >= 0)
    if not seen.any():
        return line
    mean_likes, mean_comments = float(likes[seen].mean().round()), float(comments[seen].mean().round(1))
    typed = replace(line, avg_likes=_exact(mean_likes), avg_comments=_exact(mean_comments))
    if view.throws[2, row] >= TYPED_RATE_SHARE:
        return typed
    rate = (mean_likes + mean_comments) / float(view.market.accounts.followers[row])
    # Typed as a percentage with two decimals: half a step either way is what the writing allows.
    er = Figure(value=round(rate, 4), low=round(rate, 4) - 5e-5, high=round(rate, 4) + 5e-5)
    return replace(typed, er=er, er_definition="typed")


def _moment(seconds: np.int64) -> datetime:
    return datetime.fromtimestamp(int(seconds), tz=UTC)


def _posts(view: _View) -> Iterator[PostRow]:
    """Yield the posts of the creators whose posts the brand has."""
    posts, accounts = view.market.posts, view.market.accounts
    platform = accounts.words("platform")
    for row, post in enumerate(np.flatnonzero(view.has["posts"][posts.account]), start=1):
        creator = posts.account[post]
        video = "reel" if platform[creator] == "instagram" else "video"
        yield PostRow(
            row=row,
            platform=platform[creator],
            handle=accounts.handle[creator],
            post_key=_post_key(view.market, int(post)),
            at=_moment(posts.at[post]),
            format=video if posts.video[post] else "post",
            caption=posts.caption[post],
            likes=_typed(posts.likes[post]),
            comments=_typed(posts.comments[post]),
            views=_typed(posts.views[post]),
            sponsored=None if posts.sponsored[post] < 0 else bool(posts.sponsored[post]),
        )


def _post_key(market: Market, post: int) -> str:
    return f"made-up-{market.seed}-{post}"


def _comments(view: _View) -> Iterator[CommentRow]:
    """Yield comments with their writers; an answer names the line of the comment that it answers."""
    market, comments = view.market, view.market.comments
    if comments is None:
        return
    platform, posts = market.accounts.words("platform"), market.posts
    line = np.cumsum(view.has["comments"][posts.account[comments.post]])
    for comment in np.flatnonzero(view.has["comments"][posts.account[comments.post]]):
        creator = posts.account[comments.post[comment]]
        author, parent = int(comments.author[comment]), int(comments.parent[comment])
        yield CommentRow(
            row=int(line[comment]),
            platform=platform[creator],
            post_key=_post_key(market, int(comments.post[comment])),
            text=comments.text[comment],
            author=f"made-up-{market.seed}-writer-{author}" if author >= 0 else market.accounts.handle[creator],
            at=_moment(comments.at[comment]),
            parent=str(line[parent]) if parent >= 0 else None,
        )


def _audience(view: _View) -> Iterator[AudienceRow]:
    """Yield the likers of the top post of the creators whose audience the brand has seen."""
    market, likers = view.market, view.market.likers
    if likers is None:
        return
    platform = market.accounts.words("platform")
    for creator in np.flatnonzero(view.has["audience"]):
        name, handle = platform[creator], market.accounts.handle[creator]
        for person in likers.of(int(creator)).tolist():
            yield AudienceRow(platform=name, handle=handle, person=f"made-up-{market.seed}-{person}", key_kind="handle")


def _plain_hash(kind: str, text: str) -> str:
    """Return a hash without a key: nobody is behind a made-up address."""
    return hashlib.sha256(f"{kind}:{text}".encode()).hexdigest()


def _orders(market: Market, hasher: Hasher) -> Iterator[Order]:
    """Yield the shop's orders; a cancelled one was voided on the next day."""
    trade = market.trade
    goods, total = trade.goods_minor, trade.total_minor
    for row in range(trade.at.shape[0]):
        state, at = STATES[trade.state[row]], _moment(trade.at[row])
        cancelled = state == "cancelled"
        sku, title, price = PRODUCTS[trade.product[row]]
        quantity, discount = int(trade.quantity[row]), int(trade.discount_minor[row])
        asked = int(total[row])
        line = OrderLine(
            position=1, sku=sku, title=title, quantity=quantity, price_minor=price, discount_minor=discount
        )
        mail = f"customer{trade.customer[row]}@made-up-{market.seed}.example"
        yield Order(
            store="made-up-shop",
            external_id=f"made-up-{market.seed}-{row}",
            name=f"#{1001 + row}",
            at=at,
            currency=CURRENCY,
            state="voided" if cancelled else cast("PaymentState", state),
            subtotal_minor=int(goods[row]) - discount,
            shipping_minor=int(trade.shipping_minor[row]),
            tax_minor=round(asked * TAX_BP / (10_000 + TAX_BP)),
            discount_minor=discount,
            total_minor=asked,
            refunded_minor=int(trade.refunded_minor[row]),
            cancelled_at=at + timedelta(days=1) if cancelled else None,
            codes=(str(trade.order_code[row]),) if trade.order_code[row] else (),
            customer_key=hasher("email", mail),
            country=str(trade.country[row]),
            tags=(),
            lines=(line,),
        )
