"""Creators and what is seen of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from shoal.domain.values import Money, Provenance, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One profile on one platform.

    ``platform_id`` never changes, a handle may. ``key_kind`` says what identifies it:
    ``handle``, ``channel_id``, ``custom_link`` or ``row_id`` (a code of the file it came from).
    """

    id: str
    creator_id: str
    platform: str
    handle: str
    key_kind: str = "handle"
    platform_id: str | None = None
    handle_raw: str = ""
    url: str = ""
    provenance: Provenance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place as named: country as ISO 3166 alpha-2, coordinates in degrees where the town is known."""

    country: str | None = None
    city: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetDeal:
    """What a brand's own sheet says of money with one account: reported figures, never orders.

    ``fee`` is ``None`` where it is missing or unreadable; ``fee_minor_without_currency`` keeps an amount whose
    currency is in doubt. ``uses`` and ``revenue`` belong to all ``codes`` of the line together.
    """

    row: int
    codes: tuple[str, ...] = ()
    uses: int | None = None
    clicks: int | None = None
    revenue: Money | None = None
    fee: Money | None = None
    fee_minor_without_currency: int | None = None
    gift: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Creator:
    """A person with one or more accounts; the values are keyed by their metric name.

    ``extra`` keeps the columns of the file that Shoal does not know, under their own headers. ``origins`` say where
    each text that shows comes from, by the name of its field (``name country city languages niche bio``).
    """

    id: str
    name: str
    accounts: tuple[Account, ...]
    place: Place = field(default_factory=Place)
    languages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    bio: str | None = None
    notes: str | None = None
    values: tuple[Value, ...] = ()
    deals: tuple[SheetDeal, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    origins: tuple[tuple[str, Provenance], ...] = ()

    def origin(self, field_name: str) -> Provenance | None:
        """Return where a text comes from; where that was not read, where the newest line of the account does."""
        newest = self.accounts[0].provenance if self.accounts else None
        return dict(self.origins).get(field_name, newest)

    def value(self, name: str) -> Value | None:
        """Return the value of that name, or ``None`` where nothing was ever brought in for it."""
        return next((value for value in self.values if value.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post; a count that is hidden or missing is ``None``."""

    id: str
    account_id: str
    at: datetime | None = None
    format: str = "post"
    text: str | None = None
    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    saves: int | None = None
    views: int | None = None
    sponsored: bool | None = None
