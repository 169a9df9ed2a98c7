"""One draft to one order: states, amounts in minor units, codes in the order they were typed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from shoal.domain.intake import RowNote
from shoal.domain.trade import Order, OrderLine, PaymentState
from shoal.sources.cells.text import fold, is_missing
from shoal.sources.shops.amounts import is_currency, read_minor, read_moment
from shoal.sources.shops.gather import Draft
from shoal.sources.shops.manners import Manners

# Words of Shopify, WooCommerce (also with its "wc-" in front, and in German, French and Spanish) and BigCommerce; an
# authorised or partly paid order is not paid yet, an expired one never will be. "Closed" is left out: one shop means
# refunded by it, the next one done.
_STATES: dict[str, PaymentState] = {
    "paid": "paid", "completed": "paid", "complete": "paid", "processing": "paid", "fulfilled": "paid",
    "shipped": "paid", "delivered": "paid", "bezahlt": "paid", "awaitingfulfillment": "paid",
    "awaitingshipment": "paid", "awaitingpickup": "paid", "partiallyshipped": "paid", "abgeschlossen": "paid",
    "inbearbeitung": "paid", "versendet": "paid", "versandt": "paid", "terminee": "paid", "encours": "paid",
    "completado": "paid", "procesando": "paid",
    "pending": "pending", "pendingpayment": "pending", "onhold": "pending", "authorized": "pending",
    "authorised": "pending", "partiallypaid": "pending", "unpaid": "pending", "open": "pending", "offen": "pending",
    "awaitingpayment": "pending", "ausstehend": "pending", "zahlungausstehend": "pending", "wartend": "pending",
    "inwartestellung": "pending", "enattente": "pending", "attentepaiement": "pending", "enespera": "pending",
    "pendientedepago": "pending", "checkoutdraft": "pending", "incomplete": "pending",
    "partiallyrefunded": "partially_refunded", "refunded": "refunded", "erstattet": "refunded",
    "ruckerstattet": "refunded", "remboursee": "refunded", "reembolsado": "refunded",
    "voided": "voided", "expired": "voided", "failed": "voided", "declined": "voided", "fehlgeschlagen": "voided",
    "echouee": "voided", "fallido": "voided",
}  # fmt: skip
_CANCELLED = frozenset({"cancelled", "canceled", "storniert", "annule", "annulee", "cancelado", "trash"})
_COUPON_ITEM = re.compile(r"(?:^|[;,])\s*code:\s*([^|;]+)")


@dataclass(slots=True)
class Built:
    """An order, or the reason why the line is none, with the notes on its cells."""

    order: Order | None = None
    error: str = ""
    notes: list[RowNote] = field(default_factory=list)


@dataclass(slots=True)
class _Cells:
    """The cells of one draft with the currency they are in."""

    draft: Draft
    manners: Manners
    currency: str
    notes: list[RowNote]

    def minor(self, name: str) -> int | None:
        text = self.draft.cells.get(name, "")
        amount = read_minor(text, self.currency, self.manners.mark) if text else None
        if text and amount is None and not is_missing(text):
            note = f"{name} cannot be read as an amount"
            self.notes.append(RowNote(row=self.draft.row, code="not_an_amount", text=note, column=name, received=text))
        return amount


def build(draft: Draft, manners: Manners) -> Built:
    """Return the order of a draft, or why it cannot be one: no total, no date, no currency."""
    built = Built()
    currency = (draft.cells.get("currency") or manners.currency or "").upper()
    if not is_currency(currency):
        built.error = f"currency {currency} is not known" if currency else "the currency is not known"
        return built
    cells = _Cells(draft, manners, currency, built.notes)
    total = cells.minor("total")
    moment = read_moment(draft.cells.get("at", ""), manners.dates, manners.zone)
    if total is None or draft.cells["total"].startswith("-"):
        built.error = "the total is missing or cannot be read"
    elif moment is None:
        built.error = "the date is missing or could be two days"
    else:
        built.order = _order(cells, total, moment)
        _doubts(built.order, built.notes, draft.row)
    return built


def _order(cells: _Cells, total: int, at: datetime) -> Order:
    draft = cells.draft
    shipping, subtotal = cells.minor("shipping"), cells.minor("subtotal")
    said = cells.minor("refunded")
    state = _state(cells, total, said or 0)
    refunded = _refunded(cells, state, total) if said is None else said
    name = draft.cells.get("name") or draft.cells["id"]
    return Order(
        store=cells.manners.store,
        external_id=draft.cells.get("id") or name,
        name=name,
        at=at,
        currency=cells.currency,
        state=state,
        subtotal_minor=total - (shipping or 0) if subtotal is None else subtotal,
        shipping_minor=shipping or 0,
        tax_minor=cells.minor("tax") or 0,
        discount_minor=cells.minor("discount") or 0,
        total_minor=total,
        refunded_minor=refunded,
        cancelled_at=_cancelled_at(cells, at),
        codes=split_codes(draft.cells.get("codes", "")),
        customer_key=draft.customer_key,
        country=draft.cells.get("country") or draft.cells.get("country_other"),
        tags=tuple(tag.strip() for tag in draft.cells.get("tags", "").split(",") if tag.strip()),
        lines=tuple(_line(position, item, cells) for position, item in enumerate(draft.items, start=1)),
    )


def _state_word(cells: _Cells) -> str:
    return fold(cells.draft.cells.get("state", "")).removeprefix("wc")


def _cancelled_at(cells: _Cells, at: datetime) -> datetime | None:
    """Return when the order was cancelled; where nobody says when, the day of the order is the only one known."""
    text = cells.draft.cells.get("cancelled_at", "")
    if not text and _state_word(cells) not in _CANCELLED:
        return None
    moment = read_moment(text, cells.manners.dates, cells.manners.zone)
    return moment or at


def _state(cells: _Cells, total: int, refunded: int) -> PaymentState:
    """Return the state of payment; refunds show through where the shop has one word for every finished order."""
    text = cells.draft.cells.get("state", "")
    state: PaymentState = "unknown" if cells.manners.has_state else "paid"
    state = _STATES.get(_state_word(cells), state)
    if state == "unknown" and _state_word(cells) not in _CANCELLED:
        note = f"payment state {text!r} is not known: the order is not counted" if text else "no payment state"
        cells.notes.append(RowNote(row=cells.draft.row, code="state_unknown", text=note, column="state", received=text))
    if state == "paid" and refunded:
        return "refunded" if refunded >= total else "partially_refunded"
    return state


def _refunded(cells: _Cells, state: PaymentState, total: int) -> int:
    """Return what was refunded where no cell says how much: all of a refunded order, with a note; never a silent 0."""
    if state == "refunded":
        text = "refunded, and no amount is given: read as refunded in full"
        cells.notes.append(RowNote(row=cells.draft.row, code="refund_taken_as_full", text=text, column="refunded"))
        return total
    if state == "partially_refunded":
        text = "partly refunded, and no amount is given: nothing is taken off, so its net figure is too high"
        cells.notes.append(RowNote(row=cells.draft.row, code="refund_not_known", text=text, column="refunded"))
    return 0


def _line(position: int, item: dict[str, str], cells: _Cells) -> OrderLine:
    quantity = item.get("quantity", "1")
    return OrderLine(
        position=position,
        sku=item.get("sku", ""),
        title=item.get("title", ""),
        quantity=int(quantity) if quantity.isascii() and quantity.isdigit() and len(quantity) < 10 else 1,  # noqa: PLR2004
        price_minor=read_minor(item.get("price", ""), cells.currency, cells.manners.mark) or 0,
        discount_minor=read_minor(item.get("line_discount", ""), cells.currency, cells.manners.mark) or 0,
    )


def _doubts(order: Order, notes: list[RowNote], row: int) -> None:
    """Note what a person should look at: refunds above the total, sums that do not add up."""
    goods = order.subtotal_minor + order.shipping_minor
    if order.total_minor not in (goods, goods + order.tax_minor):  # tax stands in the prices or on top of them
        notes.append(RowNote(row=row, code="unbalanced", text=f"{order.name}: goods, shipping and tax do not add up"))
    if order.refunded_minor > order.total_minor:
        notes.append(RowNote(row=row, code="refund_above_total", text=f"{order.name}: more refunded than was asked"))


def split_codes(text: str) -> tuple[str, ...]:
    """Return the codes of a cell as typed, trimmed, in order; a coupon item list gives its ``code:`` parts."""
    parts = _COUPON_ITEM.findall(text) if "code:" in text else re.split(r"[,;|]|\s/\s", text)
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip() and not is_missing(part.strip())))
