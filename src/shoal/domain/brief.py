"""Briefs: a wish turned into something that can be checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from shoal.domain.values import Money, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """Whose campaign it is; the currency is the one that plans are made in, the time zone an IANA name.

    ``slug`` is the brand's part of a web address; it stays when the name changes.
    """

    id: str
    name: str
    currency: str
    timezone: str
    slug: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A circle on the map: a named centre, its coordinates in degrees and a radius in kilometres."""

    name: str
    latitude: float
    longitude: float
    radius_km: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One thing that is wanted of a creator.

    ``field`` is one of ``platform tier country city language followers price circle topic value_word``;
    ``test`` is ``is``, ``is_not``, ``at_least``, ``at_most``, ``within`` or ``mentions``.
    ``value`` is a tuple of text for ``is``/``is_not``/``mentions``, a number for ``at_least``/``at_most``
    (price: minor units of the brief's currency), a :class:`Circle` for ``within``.
    A hard wish excludes, a soft one adds ``weight`` (0 to 1) to the fit.
    """

    field: str
    test: str
    value: tuple[str, ...] | float | Circle
    hard: bool = True
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MixTarget:
    """How a list is to be made up by one field, ``tier``, ``country`` or ``niche``: (value, share), shares up to 1.

    What the shares leave open may be anybody.
    """

    field: str
    shares: tuple[tuple[str, float], ...]


OWN_GROUND = ("applicants", "past_partners", "own_followers", "customers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What is to be reached, by whom, where, when and for how much.

    ``goal`` is ``orders``, ``reach`` or ``visits``. ``markets`` are ISO country codes. ``unknowns`` says what a hard
    wish does with a creator of whom the fact is not known: ``open`` lists them apart, ``strict`` leaves them out.
    ``tier_scheme`` names a scheme of :mod:`shoal.domain.tiers`. ``audience`` are the countries where her audience
    should live, ``competitors`` brands whose promotion speaks against her. ``own_ground`` names the people who are
    looked at first, of :data:`OWN_GROUND`; empty: all of them. ``mix`` says how the list is to be made up.
    """

    id: str
    name: str
    version: int
    goal: str
    text: str
    budget: Money
    markets: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("post",)
    window: Window = field(default_factory=Window)
    wishes: tuple[Wish, ...] = ()
    exclusions: tuple[str, ...] = ()
    tier_scheme: str = "shoal"
    unknowns: str = "open"
    most_creators: int | None = None
    least_creators: int | None = None
    shortlist_size: int = 60
    audience: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()
    own_ground: tuple[str, ...] = ()
    mix: tuple[MixTarget, ...] = ()
    created_at: datetime | None = None

    @property
    def local(self) -> bool:
        """Say whether it is about one place: a wish asks for a circle on the map."""
        return any(isinstance(wish.value, Circle) for wish in self.wishes)
