"""One creator as her page shows her: the report's part about her, what was known when, who may be the same person."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from shoal.app.creator_page.rates import further_rates, narrowed_words, rule_of, source_breaks, standing_words
from shoal.app.creator_page.rates_side_by_side import KIN, side_by_side
from shoal.app.creator_page.talk import talk_of
from shoal.app.creator_page.texts import audience_told, captions_read, hand_counted
from shoal.app.creators.verbs import BEGINNING, Shown
from shoal.app.known.findings import UNREAD, Task
from shoal.app.listing.roll import Roll
from shoal.catalog import Suggestion, account_id_of, creator_id_of, policy_of
from shoal.domain.bulk import Pool
from shoal.domain.creator import Creator, Post
from shoal.domain.finding import Verdict
from shoal.domain.intake import Batch
from shoal.domain.listing import ListRow
from shoal.domain.people import ImportRecord
from shoal.domain.shortlist import PriceZone
from shoal.domain.values import Money, Value
from shoal.errors import NotFoundError
from shoal.match import price_of
from shoal.plan import price_table
from shoal.report import (
    AUDIENCE,
    CAPTIONS,
    OPENED,
    TALK,
    Chart,
    CreatorView,
    FollowerPoint,
    Html,
    Places,
    chart_csv,
    creator_charts,
    creator_halves,
    day_text,
    number_text,
)
from shoal.signals import engagement_value

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

# what reaches a person: shown to those who may see contact points only (ledger model, section 10)
CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|(?:\+|\b00)\d[\d ()/.-]{6,}\d")
HIDDEN = "(contact point, for approvers)"
FORMATS = ("post", "video")
TOLD_WORDS = {"er": "engagement rate"}  # every other name of a value reads as words


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where the page's references lead: addresses with ``{creator}``, ``{batch}``, ``{line}``, ``{chart}`` in them.

    ``fills`` are addresses where a gap can be filled, by the key of the fact or what settles a finding, ``rules`` is
    where the rules of vetting are read.
    """

    creator: str = ""
    batch: str = ""
    csv: str = ""
    fills: Mapping[str, str] = field(default_factory=dict)
    rules: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something that came in about a creator: when, by whom, from what, and which figures it told."""

    at: datetime
    source: str
    by_name: str
    batch_id: str
    detail: str
    by_hand: bool = False
    mine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Namesake:
    """Another account that may be the same person's: her line, why, and what somebody here said of it."""

    row: ListRow
    reason: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """One creator for her page; ``part`` (verdict and gaps) and ``more`` are markup, ``proof`` a text to copy.

    The proof is empty where nobody may be asked.
    """

    shown: Shown
    part: Html
    more: Html
    told: tuple[Told, ...]
    namesakes: tuple[Namesake, ...]
    proof: str


SAID_HERE = "said here to be one person"


def nothing(_shown: Shown) -> Mapping[str, Html]:
    """Put nothing beside findings."""
    return {}


def portrait(
    shoal: Shoal, creator: str, addresses: Addresses, beside: Callable[[Shown], Mapping[str, Html]] = nothing
) -> Portrait:
    """Return one creator for her page. O(lines in the catalogue), as ``creators.show``.

    ``beside`` gives what the page puts beside the findings of a check, such as what she says to it.
    """
    with shoal.catalog.close_up(account_id_of(creator)):
        return _portrait(shoal, creator, addresses, beside)


def _portrait(
    shoal: Shoal, creator: str, addresses: Addresses, beside: Callable[[Shown], Mapping[str, Html]]
) -> Portrait:
    roll = shoal.listing.roll()
    shown = shoal.creators.show(creator, roll)
    view, batches = _view(shoal, roll, shown, addresses)
    view = replace(view, asides=beside(shown))
    found = others_of(shown.creator, shown.suggestions)
    found |= {other: found.get(other, SAID_HERE) for other in shoal.about.same_as(shown.creator.id)}
    said = shoal.about.said_of(shown.creator.id, tuple(found))
    rows = shoal.listing.rows([f"ac_{other.removeprefix('cr_')}" for other in found]) if found else ()
    places = Places(creator=addresses.creator, batch=addresses.batch, csv=addresses.csv)
    part, more = creator_halves(view, places)
    return Portrait(
        shown=shown,
        part=part,
        more=more,
        told=_told(shoal, view, batches),
        namesakes=tuple(Namesake(row=row, reason=found[row.creator_id], said=said[row.creator_id]) for row in rows),
        proof=proof_request(shown.creator, shown.verdict, shoal.brand.name),
    )


def picture_csv(shoal: Shoal, creator: str, chart_id: str) -> str:
    """Return the figures of one picture of her page as CSV. Raises ``NotFoundError``."""
    with shoal.catalog.close_up(account_id_of(creator)):
        roll = shoal.listing.roll()
        view, _ = _view(shoal, roll, shoal.creators.show(creator, roll), Addresses())
    chart: Chart | None = creator_charts(view).get(chart_id)
    if chart is None:
        raise NotFoundError("There is no such picture.", received=chart_id)
    return chart_csv(chart)


def _view(shoal: Shoal, roll: Roll, shown: Shown, addresses: Addresses) -> tuple[CreatorView, dict[str, Batch]]:
    account = shown.creator.accounts[0].id
    row = cast("int", roll.row_of(account))  # who is shown is there
    batches = {batch.id: batch for batch in shoal.creators.batches()}
    creator = _as_role_may_see(shoal, replace(shown.creator, values=_with_expired(shoal, roll, shown.creator)))
    rate = engagement_value(roll.rates, row)
    others = side_by_side(shoal, roll, row)
    view = CreatorView(
        creator=creator,
        verdict=shown.verdict,
        as_of=roll.at,
        timezone=shoal.brand.timezone,
        rates=(*((rate,) if rate.known else ()), *(other for other in others if other.name not in KIN)),
        further=further_rates(rate, others),
        narrowed=narrowed_words(roll, row, rate),
        standing=standing_words(roll, row, rate),
        rule=rule_of(shown.verdict, roll.by.rules),
        rules_from=roll.by.rules.origin,
        rules_address=addresses.rules,
        **_texts(roll.task, account, shown.verdict),
        posts=_posts(roll, row, account),
        followers=_follower_points(creator),
        breaks=source_breaks(_follower_points(creator)),
        record=roll.own.get(account),
        price=_typed_price(shoal, creator),
        refusals=_refusals(creator),
        batches=tuple(batches.values()),
        fills=addresses.fills,
    )
    return view, batches


def _texts(task: Task, account: str, verdict: Verdict) -> dict[str, Any]:
    """Return what texts, suppliers and hand counts tell; only what some finding speaks of is read.

    Where her texts were not read for findings yet, everything is read for her alone.
    """
    checks = {one.check for one in verdict.findings}
    unread = UNREAD in checks
    wanted = (
        ("talk", TALK, talk_of), ("captions", CAPTIONS, captions_read), ("audience", AUDIENCE, audience_told),
        ("opened", OPENED, hand_counted),
    )  # fmt: skip
    return {name: read(task, account) for name, about, read in wanted if unread or not checks.isdisjoint(about)}


def _typed_price(shoal: Shoal, creator: Creator) -> PriceZone | None:
    """Return the price zone around a fee that was typed; where none was, a price is worked out in a shortlist only.

    A benchmark leans on the fees of the whole sheet, so one worked out for her alone would say something else there.
    """
    currency = shoal.brand.currency
    fee = next((deal.fee for deal in creator.deals if deal.fee is not None and deal.fee.currency == currency), None)
    if fee is None or fee.minor <= 0:
        return None
    return price_of(price_table(_pool_of_fee(creator, fee), currency=currency), 0)


def _pool_of_fee(creator: Creator, fee: Money) -> Pool:
    """Return a pool of one account that holds what a typed price follows from: the fee, followers and platform."""
    followers = creator.value("followers")
    told: dict[str, Any] = {
        "fee_minor": float(fee.minor),
        "fee_currency": fee.currency,
        "platform": creator.accounts[0].platform,
        "followers": followers.estimate.value if followers is not None and followers.estimate else math.nan,
    }
    columns: dict[str, Any] = {}
    for name, kind in Pool.__annotations__.items():
        number = kind == "Floats"
        value = told.get(name, math.nan if number else "")
        columns[name] = np.array([value], dtype=float if number else object)
    return Pool(**columns)


def _as_role_may_see(shoal: Shoal, creator: Creator) -> Creator:
    """Return the creator without contact points in her texts where the role may not see them, never with notes."""
    if shoal.actor.may("contacts"):
        return creator
    bio = CONTACT.sub(HIDDEN, creator.bio) if creator.bio else creator.bio
    return replace(creator, bio=bio, notes=None, extra=())


def _with_expired(shoal: Shoal, roll: Roll, creator: Creator) -> tuple[Value, ...]:
    """Return the values, and in place of each figure that has expired altogether the word since when."""
    if not shoal.about.something_expired(roll):
        return creator.values
    known = {value.name for value in creator.values}
    before = shoal.catalog.creators([creator.accounts[0].id], BEGINNING, shoal.brand.id)
    gone: dict[str, Value] = {}
    for value in before[0].values if before else ():
        origin = value.provenance
        if value.name not in known and origin and origin.expires_at and origin.expires_at <= roll.at:
            reason = f"expired since {day_text(origin.expires_at.date())}: {policy_of(origin.policy).says}"
            gone.setdefault(value.name, replace(value, state="stale", estimate=None, reason=reason))
    return (*creator.values, *gone.values())


def _posts(roll: Roll, row: int, account: str) -> tuple[Post, ...]:
    """Return her posts as nouns, from old to new."""
    table = roll.posts_of(row)
    columns: dict[str, Any] = {name: getattr(table, name) for name in ("likes", "comments", "shares", "saves", "views")}
    return tuple(
        Post(
            id=str(table.ref[at]) if table.ref is not None else str(at),
            account_id=account,
            at=None if math.isnan(table.at[at]) else datetime.fromtimestamp(float(table.at[at]), tz=UTC),
            format=FORMATS[int(table.format[at])],
            sponsored=None if math.isnan(table.sponsored[at]) else bool(table.sponsored[at]),
            **_counts(columns, at),
        )
        for at in range(len(table))
    )


def _counts(columns: Mapping[str, Any], at: int) -> dict[str, Any]:
    return {name: None if np.isnan(column[at]) else int(column[at]) for name, column in columns.items()}


def _follower_points(creator: Creator) -> tuple[FollowerPoint, ...]:
    seen = [
        FollowerPoint(day=value.provenance.observed_at.date(), value=value, source=value.provenance.source)
        for value in creator.values
        if value.name == "followers" and value.known and value.provenance and value.provenance.observed_at
    ]
    first = {point.day: point for point in reversed(seen)}  # of one day what outranks the others: it comes first
    return tuple(first[day] for day in sorted(first))


def _refusals(creator: Creator) -> tuple[str, ...]:
    """Return what a rule does not allow with values on this page, one sentence per source."""
    policies = {value.provenance.policy for value in creator.values if value.provenance}
    kept = sorted(policy for policy in policies if not policy_of(policy).export)
    return tuple(f"Figures from {policy} are not exported: {policy_of(policy).says}." for policy in kept)


def _figures_told(values: Sequence[Value]) -> dict[str, list[str]]:
    """Return the figures that each import told, in words; those that only a supplier has are counted."""
    told: dict[str, list[str]] = {}
    own: dict[str, int] = {}
    for value in values:
        if value.provenance is None or not value.known:
            continue
        batch = value.provenance.ref.partition(":")[0]
        said = told.setdefault(batch, [])
        if "." in value.name or value.name.startswith("audience_"):
            own[batch] = own.get(batch, 0) + 1
        elif not value.name.startswith("hand_"):  # the label of a hand count says what it is
            said.append(f"{TOLD_WORDS.get(value.name, value.name.replace('_', ' '))} {number_text(value)}")
    for batch, number in own.items():
        told[batch].append(f"{number} {'figure' if number == 1 else 'figures'} under the supplier's own names")
    return told


def _told(shoal: Shoal, view: CreatorView, batches: Mapping[str, Batch]) -> tuple[Told, ...]:
    """Return what was known when, newest first: one entry per import that still tells of her."""
    told = _figures_told(view.creator.values)
    posts: dict[str, int] = {}
    for post in view.posts:
        batch = post.id.partition(":")[0]
        posts[batch] = posts.get(batch, 0) + 1
    for batch, number in posts.items():
        told.setdefault(batch, []).append(f"{number} {'post' if number == 1 else 'posts'}")
    origin = view.creator.accounts[0].provenance
    if origin is not None:
        told.setdefault(origin.ref.partition(":")[0], [])
    for batch in shoal.about.corrections_of(view.creator.id):
        told.setdefault(batch, [])
    records = {record.batch_id: record for record in shoal.ledger.entry.imports()}
    found = [
        _entry(shoal, batches[batch], records.get(batch), words) for batch, words in told.items() if batch in batches
    ]
    return tuple(sorted(found, key=lambda entry: entry.at, reverse=True))


def _entry(shoal: Shoal, batch: Batch, record: ImportRecord | None, words: Sequence[str]) -> Told:
    by_id, by_name = (record.by_id, record.by_name) if record else ("", "")
    return Told(
        at=batch.at,
        source=batch.label if batch.policy == "manual" else batch.source,
        by_name=by_name,
        batch_id=batch.id,
        detail="; ".join(words),
        by_hand=batch.policy == "manual",
        mine=bool(by_id) and by_id == shoal.actor.id,
    )


def others_of(creator: Creator, suggestions: Sequence[Suggestion]) -> dict[str, str]:
    """Return the creators who may be the same person, with the reason."""
    own = {account.id for account in creator.accounts}
    return {
        creator_id_of(account): pair.reason for pair in suggestions for account in pair.accounts if account not in own
    }


def proof_request(creator: Creator, verdict: Verdict, brand: str) -> str:
    """Return a text that asks a creator for what would settle the open findings; empty where nobody may be asked.

    A person has to settle first whether somebody is under 18: then there is no text.
    """
    if verdict.blocked:
        return ""
    told = {finding.check for finding in verdict.findings if finding.weight in ("?", "-")}
    asked = ["a screenshot of your insights of the last 30 days: accounts reached, and countries of your audience"]
    if creator.value("followers") is None or "engagement" in told:
        asked.append("likes, comments, saves and shares of your last three posts, as your own app shows them")
    if not creator.deals:
        asked.append("what one post costs, and what is in that price")
    asked.append("that you are 18 or older")
    lines = "\n".join(f"- {line}" for line in asked)
    return (
        f"Hello {creator.name},\n\nwe are {brand} and think of working with you. Before we decide we would like to "
        f"know:\n\n{lines}\n\nA screenshot is enough; nothing of it is passed on, and we delete it when we are done. "
        f"If you would rather not, just say so.\n\nKind regards\n{brand}"
    )
