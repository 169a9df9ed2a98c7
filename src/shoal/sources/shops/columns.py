"""Which column of an orders file means what, and which are dropped while parsing.

Nothing of an orders file is kept but what an order needs: a column that is not named here never leaves this room.
Source: sources.md section 5 (what is dropped before anything is stored) and section 6 (headers, aliases).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from shoal.domain.intake import ColumnMatch
from shoal.sources.cells.text import fold

Shape = Literal["shopify", "woo", "generic"]

_SHOPIFY: dict[str, str] = {
    "name": "name", "id": "id", "email": "email", "financialstatus": "state", "createdat": "at",
    "currency": "currency", "subtotal": "subtotal", "shipping": "shipping", "taxes": "tax", "total": "total",
    "discountcode": "codes", "discountamount": "discount", "refundedamount": "refunded",
    "cancelledat": "cancelled_at", "tags": "tags", "shippingcountry": "country", "billingcountry": "country_other",
    "lineitemquantity": "quantity", "lineitemname": "title", "lineitemprice": "price", "lineitemsku": "sku",
    "lineitemdiscount": "line_discount",
}  # fmt: skip
_ALIASES: dict[str, tuple[str, ...]] = {
    "name": ("ordernumber", "orderno", "order", "orderid", "ordername", "bestellnummer", "numerodecommande"),
    "id": ("orderkey", "internalid"),
    "at": ("date", "orderdate", "createdat", "datecreated", "orderedat", "placedat", "bestelldatum", "datum"),
    "total": ("total", "ordertotal", "amount", "grandtotal", "gesamt", "gesamtbetrag"),
    "currency": ("currency", "ordercurrency", "wahrung", "waehrung", "devise"),
    "codes": (
        "code", "codes", "discountcode", "discountcodes", "coupon", "coupons", "couponcode",
        "couponitems", "voucher", "gutscheincode",
    ),
    "refunded": ("refunded", "refundedamount", "refundedtotal", "refund", "refunds", "refundtotal", "refundamount",
        "amountrefunded", "totalrefunded", "totalrefundedamount", "orderrefundamount", "erstattet",
    ),
    "state": ("status", "orderstatus", "state", "paymentstatus", "financialstatus"),
    "email": ("email", "mail", "customeremail", "billingemail"),
    "subtotal": ("subtotal", "ordersubtotal", "zwischensumme"),
    "shipping": ("shipping", "shippingtotal", "shippingcost", "versand", "versandkosten"),
    "tax": ("tax", "taxes", "taxtotal", "totaltax", "vat", "mwst"),
    "discount": ("discount", "discounttotal", "discountamount", "cartdiscount", "rabatt"),
    "cancelled_at": ("cancelledat", "canceledat", "cancelledon"),
    "tags": ("tags",),
    "country": ("shippingcountry", "country", "land"),
    "country_other": ("billingcountry",),
    "quantity": ("quantity", "qty", "itemquantity", "itemssold", "lineitemquantity", "menge"),
    "title": ("product", "item", "itemname", "products", "lineitemname", "artikel"),
    "price": ("itemprice", "unitprice", "price", "lineitemprice", "itemcost"),
    "sku": ("sku", "itemsku", "lineitemsku"),
}  # fmt: skip
_NEEDED = ("name", "at", "total")
_WOO_MARKS = frozenset({"couponitems", "nrevenue", "nrevenueformatted", "cartdiscount", "orderkey"})

ORDER_FIELDS = frozenset(_ALIASES) | {"line_discount"}
LINE_FIELDS = frozenset({"quantity", "title", "price", "sku", "line_discount"})
PERSONAL = "personal: dropped while parsing"
PAYMENT = "payment reference: dropped while parsing"
STAFF = "staff or device: dropped while parsing"
NOT_NEEDED = "not needed for an order: not stored"
_PERSONAL_HEADER = re.compile(
    r"^(notes?|noteattributes|customer(note|name)?|(first|last|full)name|vorname|nachname|kunde)$"
    r"|^(billing|shipping|customer).*(name|company|city|zip|province|state)"
    r"|(address|street|phone|postcode|zipcode|strasse|telefon|plz)"
)
_PAYMENT_HEADER = re.compile(r"^(payment(references?|id)$|transactionid|iban|card)")
_STAFF_HEADER = re.compile(r"^(employee|deviceid|location)$")


def orders_shape(headers: Iterable[str]) -> Shape | None:
    """Say which kind of orders file the headers belong to, ``None`` where it is none.

    Shopify is told by its own words ("Financial Status", "Lineitem quantity"), anything else needs an order
    number, a date and a total, so that a list of creators is never taken for orders.
    """
    names = {fold(header) for header in headers}
    if {"name", "financialstatus", "lineitemquantity"} <= names:
        return "shopify"
    fields = {field for field, aliases in _ALIASES.items() if names & set(aliases) or _formatted(names, aliases)}
    if not set(_NEEDED) <= fields or not any("order" in name or "bestell" in name for name in names):
        return None
    return "woo" if names & _WOO_MARKS else "generic"


def match_columns(headers: Iterable[str], told: Mapping[str, str]) -> tuple[Shape, tuple[ColumnMatch, ...]]:
    """Return what each column is taken for; ``told`` (header to field) wins over every alias."""
    listed = tuple(headers)
    shape = orders_shape(listed) or "generic"
    taken: set[str] = set(told.values())
    matches: list[ColumnMatch] = []
    for header in listed:
        match = _match(header, shape, told, taken)
        taken |= {match.field} if match.field else set()
        matches.append(match)
    return shape, tuple(matches)


def _match(header: str, shape: Shape, told: Mapping[str, str], taken: set[str]) -> ColumnMatch:
    name = fold(header)
    if header in told:
        field: str | None = told[header]
        reason = "you said so"
    else:
        field = _SHOPIFY.get(name) if shape == "shopify" else _by_alias(name)
        reason = "header of a Shopify export" if shape == "shopify" else "header is a known alias"
        field = None if field in taken else field
    if field == "email":
        return ColumnMatch(header=header, field=field, reason=f"{reason}; only its keyed hash is kept")
    if field and field != "keep":
        return ColumnMatch(header=header, field=field, reason=reason)
    why = dropped_because(name)
    return ColumnMatch(header=header, field=None, reason="not a column of an order", dropped=why)


def dropped_because(name: str) -> str:
    """Say why a column (folded header) is not stored."""
    if _PAYMENT_HEADER.search(name):
        return PAYMENT
    if _STAFF_HEADER.search(name):
        return STAFF
    return PERSONAL if _PERSONAL_HEADER.search(name) and not name.endswith("country") else NOT_NEEDED


def drop_sentence(columns: Iterable[ColumnMatch]) -> str:
    """Say in one sentence how many columns were dropped because they are about people."""
    reasons = [column.dropped for column in columns]
    text = f"{reasons.count(PERSONAL)} personal columns dropped (names, addresses, phones, notes)"
    if payments := reasons.count(PAYMENT):
        text += f", {payments} payment references dropped"
    if staff := reasons.count(STAFF):
        text += f", {staff} staff or device columns dropped"
    return text + "; of e-mail addresses only a keyed hash is kept"


def _by_alias(name: str) -> str | None:
    plain = name.removesuffix("formatted")
    return next((field for field, aliases in _ALIASES.items() if plain in aliases), None)


def _formatted(names: set[str], aliases: tuple[str, ...]) -> bool:
    return any(f"{alias}formatted" in names for alias in aliases)
