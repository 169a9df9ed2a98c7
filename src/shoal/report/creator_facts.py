"""Which facts of a creator are known, what would fill each gap, and why a rate cannot be worked out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from shoal.domain.creator import Creator, Post
from shoal.domain.finding import Verdict
from shoal.domain.intake import Batch
from shoal.domain.shortlist import PriceZone
from shoal.domain.trade import OwnRecord
from shoal.domain.values import Value, unknown
from shoal.domain.vetting import Rule
from shoal.report.creator_nouns import AudienceTold, CaptionsRead, FollowersOpened, FurtherRate, Talk
from shoal.report.markup import Html
from shoal.report.times import Break, FollowerPoint
from shoal.report.words import DEFINITIONS

FIVE_RATES = ("er_lc_f", "er_l_f", "er_lcsv_f", "er_lcs_w", "er_r")  # metric dictionary section 3, side by side
LEAST_POSTS = 3  # fewer posts say little about the next one
NOT_YET = "not worked out in this version"
PARTS_OF = {  # what a definition counts of each post
    "er_lc_f": ("likes", "comments"),
    "er_l_f": ("likes",),
    "er_lcsv_f": ("likes", "comments", "shares", "saves"),
    "er_lcs_w": ("likes", "comments", "shares", "views"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One thing that looks unusual and what could explain it: pairs of explanation and its share, together 1."""

    claim: str
    causes: tuple[tuple[str, float], ...]
    settle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatorView:
    """All that the page of one creator shows of her.

    ``rates`` are the engagement rates that could be worked out, by their name; definitions that are not among them are
    shown as unknown with the reason. ``followers`` are observations from old to new, ``record`` is her own record with
    the brand, ``refusals`` are sentences on what a policy does not allow here. ``fills`` are addresses where a gap can
    be filled, by the key of the fact (:data:`FACTS`) or the check of a finding.
    ``rule`` is the rule that decided (``None``: none held), ``rules_from`` says whose rules they are and
    ``rules_address`` where they are read and changed. ``narrowed`` says by how much counted posts narrowed the rate,
    ``standing`` where it stands among accounts like hers. ``asides`` is markup that the page puts beside the finding
    of a check.
    """

    creator: Creator
    verdict: Verdict
    as_of: datetime
    timezone: str
    rates: tuple[Value, ...] = ()
    posts: tuple[Post, ...] = ()
    followers: tuple[FollowerPoint, ...] = ()
    breaks: tuple[Break, ...] = ()
    record: OwnRecord | None = None
    price: PriceZone | None = None
    explained: tuple[Explained, ...] = ()
    refusals: tuple[str, ...] = ()
    batches: tuple[Batch, ...] = ()
    fills: Mapping[str, str] = field(default_factory=dict)
    names_shown: bool = True
    rule: Rule | None = None
    rules_from: str = "shipped"
    rules_address: str = ""
    narrowed: str = ""
    standing: str = ""
    further: tuple[FurtherRate, ...] = ()
    talk: Talk | None = None
    captions: CaptionsRead | None = None
    audience: tuple[AudienceTold, ...] = ()
    opened: FollowersOpened | None = None
    asides: Mapping[str, Html] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact that a page can know: how to tell, and the quickest way to fill it with its seconds."""

    key: str
    label: str
    known: Callable[[CreatorView], bool]
    settle: str
    seconds: int | None


def _value_known(view: CreatorView, name: str) -> bool:
    value = view.creator.value(name)
    return value is not None and value.known


def _priced(view: CreatorView) -> bool:
    typed = any(deal.fee is not None or deal.gift for deal in view.creator.deals)
    return typed or (view.price is not None and view.price.basis in ("typed", "own_deal"))


def _counted_posts(view: CreatorView) -> bool:
    return sum(post.likes is not None for post in view.posts) >= LEAST_POSTS


FACTS = (
    Fact("handle", "A handle that can be opened", lambda v: any(a.key_kind != "row_id" for a in v.creator.accounts),
         "paste the link of the profile", 15),
    Fact("followers", "Followers", lambda v: _value_known(v, "followers"), "type the follower count from the profile",
         10),
    Fact("posts", "Likes of at least three posts", _counted_posts, "count likes and comments of three posts", 30),
    Fact("rate", "Engagement rate", lambda v: any(rate.known for rate in v.rates),
         "it follows from followers and three counted posts", 40),
    Fact("views", "Views", lambda v: _value_known(v, "avg_views") or any(p.views is not None for p in v.posts),
         "ask the creator for a screenshot of the insights", 120),
    Fact("country", "Country", lambda v: v.creator.place.country is not None, "look at the profile, or ask", 20),
    Fact("city", "Town", lambda v: v.creator.place.city is not None, "look at the profile, or ask", 20),
    Fact("languages", "Languages", lambda v: bool(v.creator.languages), "look at three captions", 20),
    Fact("topics", "What they post about", lambda v: bool(v.creator.topics or v.creator.bio),
         "paste the text of the profile", 20),
    Fact("price", "Price of a post", _priced, "ask what a post costs", 120),
    Fact("record", "Own record with this brand", lambda v: v.record is not None,
         "give them a code of their own and wait for orders", None),
)  # fmt: skip


def gaps(view: CreatorView) -> tuple[Fact, ...]:
    """Return the facts that are not known, in the order of the page."""
    return tuple(fact for fact in FACTS if not fact.known(view))


def five_rates(rates: Sequence[Value], posts: Sequence[Post]) -> tuple[Value, ...]:
    """Return the five definitions in their order; one that was not worked out is unknown, with the reason."""
    found = {rate.name: rate for rate in rates}
    return tuple(found.get(name) or unknown(name, why_unknown(name, posts), "fraction") for name in FIVE_RATES)


def why_unknown(name: str, posts: Sequence[Post]) -> str:
    """Return why a definition has no number, from what the posts lack."""
    if name == "er_r":
        return "reach is in their own insights only"
    if not posts:
        return "no posts were brought in"
    lacking = [part for part in PARTS_OF[name] if all(getattr(post, part) is None for post in posts)]
    if not lacking:
        return NOT_YET
    return f"{' and '.join(lacking)} are not known"


def rate_label(name: str) -> str:
    """Return a definition as short as a narrow picture needs it."""
    return DEFINITIONS.get(name, name).replace("accounts reached", "reach")
