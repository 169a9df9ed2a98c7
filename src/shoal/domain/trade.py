"""Orders as the shop booked them, and what a sheet says beside them.

Amounts are minor units of the order's currency.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from shoal.domain.values import Money

PaymentState = Literal["paid", "pending", "partially_refunded", "refunded", "voided", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One line of an order; ``price_minor`` is per unit."""

    position: int
    sku: str
    title: str
    quantity: int
    price_minor: int
    discount_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order of a shop.

    ``customer_key`` is a keyed hash of the mail address, never the address. ``total_minor`` is what was asked,
    tax and shipping in; ``refunded_minor`` is the sum refunded so far. ``codes`` are as typed, trimmed, in order.
    """

    store: str
    external_id: str
    name: str
    at: datetime
    currency: str
    state: PaymentState
    subtotal_minor: int
    shipping_minor: int
    tax_minor: int
    discount_minor: int
    total_minor: int
    refunded_minor: int
    cancelled_at: datetime | None
    codes: tuple[str, ...]
    customer_key: str | None
    country: str | None
    tags: tuple[str, ...]
    lines: tuple[OrderLine, ...]

    @property
    def counted(self) -> bool:
        """Say whether the order counts as a sale: not cancelled, and paid at some time."""
        return self.cancelled_at is None and self.state in ("paid", "partially_refunded", "refunded")

    @property
    def gift(self) -> bool:
        """Say whether it is a gift that was booked as an order of nothing."""
        return self.counted and self.total_minor == 0

    @property
    def net_total_minor(self) -> int:
        """Return total minus refunds for a counted order and 0 for any other (metric ``net_total``)."""
        return self.total_minor - self.refunded_minor if self.counted else 0

    @property
    def net_goods_minor(self) -> int:
        """Return the goods that stayed sold: the larger of 0 and subtotal minus refunds."""
        return max(0, self.subtotal_minor - self.refunded_minor) if self.counted else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRecord:
    """What the shop booked for one code (folded to upper case), an order going to its first creator code.

    ``code`` is empty for orders without any code. ``owners`` are the accounts whose sheet line holds it.
    ``first_day`` and ``last_day`` are local days of its first and last counted order, ``None`` where there is none.
    """

    code: str
    owners: tuple[str, ...]
    orders: int
    cancelled: int
    pending: int
    counted: int
    full_refunds: int
    part_refunds: int
    customers: int
    gross: Money
    refunds: Money
    net: Money
    net_goods: Money
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRecord:
    """What one account has sold for this brand by codes that are its own alone, net of what did not stay sold.

    ``orders`` are counted orders, ``net`` is total minus refunds of them. A zero is real: the code is out and the shop
    booked nothing. ``held_back`` says which other codes of the account are left out and why (shared, leak suspect).
    """

    account_id: str
    codes: tuple[str, ...]
    orders: int
    net: Money
    first_day: date | None = None
    last_day: date | None = None
    held_back: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetDifference:
    """One place where the sheet and the shop do not agree, or where a person has to decide.

    ``kind`` is ``typed_not_booked`` (phantom), ``uses_differ``, ``revenue_differs``, ``mistyped`` (a near match is
    offered, never made), ``shared`` (two owners), ``leak_suspect``, ``no_owner``, ``two_codes_one_line``,
    ``other_currency`` (never added). ``near`` is the shop's code that a mistyped one may have meant.
    """

    kind: str
    code: str
    account_ids: tuple[str, ...]
    text: str
    settle: str
    row: int | None = None
    near: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetAgainstShop:
    """The typed uses and revenue beside what the shop booked, the untracked share first.

    ``counted`` = ``untracked`` (no code at all) + ``shop_codes`` (only codes that nobody of the list holds) +
    ``tracked`` (a code of a creator); ``gifts`` are part of them. ``gross`` and ``refunds`` follow the shop: gross of
    every order, refunds of counted ones. ``days`` are all orders per local day as ISO text, quiet days with 0.
    """

    currency: str
    orders: int
    counted: int
    gifts: int
    untracked: int
    shop_codes: int
    tracked: int
    gross: Money
    refunds: Money
    net: Money
    net_tracked: Money
    typed_uses: int
    typed_revenue: Money | None
    codes: tuple[CodeRecord, ...]
    differences: tuple[SheetDifference, ...]
    days: tuple[tuple[str, int], ...] = ()
