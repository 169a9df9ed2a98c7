"""Where applicants stand: who bought before comes first, with the reason; what is known of the account already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shoal.domain.application import ApplicationRecord
from shoal.domain.listing import ListRow
from shoal.report import day_text
from shoal.sources import joined

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

TWICE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """What a customer bought: counted orders that were no gifts, and the last of them."""

    orders: int
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One application and what is known beside it.

    ``reason`` says whether she bought before. ``known`` is her line in the list of creators, ``None`` where her account
    is new here. ``held`` says that an account of this name was erased at somebody's request. ``taken_back`` says that
    the import of an accepted application was undone.
    """

    record: ApplicationRecord
    bought: bool
    reason: str
    known: ListRow | None = None
    held: bool = False
    taken_back: bool = False


def customers(shoal: Shoal) -> Mapping[str, Bought]:
    """Return what each customer of the shop bought, by keyed hash. O(orders)."""
    found: dict[str, Bought] = {}
    for order in shoal.ledger.trade.orders():
        if order.customer_key and order.counted and not order.gift:
            before = found.get(order.customer_key)
            orders, last = (before.orders + 1, max(before.last, order.at)) if before else (1, order.at)
            found[order.customer_key] = Bought(orders=orders, last=last)
    return found


def standings(shoal: Shoal, records: Sequence[ApplicationRecord], bought: Mapping[str, Bought]) -> tuple[Standing, ...]:
    """Return applications with their standing: who bought first, otherwise in their order."""
    plain = [
        replace(record.application, row=row, email_key=record.customer_key or None)
        for row, record in enumerate(records)
    ]
    lines = {line.account_id: line for line in shoal.listing.rows([record.account_ids[0] for record in records])}
    erased = shoal.ledger.erasure.suppressed()
    live = {batch.id for batch in shoal.creators.batches()}
    found = []
    for applicant in joined(plain, set(bought)):
        record = records[applicant.application.row]
        told = bought.get(record.customer_key)
        found.append(
            Standing(
                record=record, bought=applicant.bought, known=lines.get(record.account_ids[0]),
                reason=_sentence(told, shoal.brand.timezone) if told else applicant.reason,
                held=not erased.isdisjoint(record.account_ids),
                taken_back=record.state == "accepted" and bool(record.batch_id) and record.batch_id not in live,
            )
        )  # fmt: skip
    return tuple(found)


def _sentence(bought: Bought, zone: str) -> str:
    """Return the reason in words, days as the brand's calendar has them."""
    times = {1: "once", TWICE: "twice"}.get(bought.orders, f"{bought.orders} times")
    day = day_text(bought.last.astimezone(ZoneInfo(zone)).date())
    return f"bought {times}, on {day}" if bought.orders == 1 else f"bought {times}, last on {day}"
