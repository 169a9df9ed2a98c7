"""Orders of one brand, by the batches that told them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shoal.domain.intake import Batch
from shoal.domain.trade import Order
from shoal.errors import NotFoundError
from shoal.ledger import models
from shoal.ledger.codec import from_plain, to_plain
from shoal.ledger.desk import Desk
from shoal.ledger.orders import OrderDraft, merge_orders
from shoal.ledger.setup import speaking

CHUNK = 500  # rows in one statement: other writers get their turn between transactions of this size


class Trade:
    """The orders of one brand."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def orders(self, batches: Sequence[str] | None = None) -> tuple[Order, ...]:
        """Return the orders as known now: what each batch says of them, merged, by time of the order. O(orders).

        With ``batches``, as only those say: what was known at an earlier moment.
        """
        with speaking():
            rows = self._desk.own(models.Order)
            rows = rows if batches is None else rows.filter(batch__uid__in=batches)
            documents = list(rows.order_by("batch_id", "pk").values_list("document", flat=True))
        known = merge_orders((), (from_plain(Order, document) for document in documents)).new
        return tuple(sorted(known, key=lambda order: (order.at, order.store, order.external_id)))

    def orders_version(self) -> str:
        """Return a short name of the orders that are live now: another batch gives another name. O(batches)."""
        with speaking():
            rows = self._desk.own(models.OrderBatch).order_by("pk")
            return "|".join(rows.values_list("uid", flat=True))

    def draft_orders(self, incoming: Sequence[Order]) -> OrderDraft:
        """Hold orders against those known; nothing is written."""
        new, changed, same, disputed = merge_orders(self.orders(), incoming)
        settled = {(order.store, key) for order in same for key in (order.external_id, order.name)}
        moved = {(order.store, order.external_id) for order in (*new, *changed)}
        kept = [order for order in incoming if (order.store, order.external_id) in moved or _names(order) - settled]
        return OrderDraft(new=new, changed=changed, same=same, incoming=tuple(kept), disputed=disputed)

    def add_orders(self, draft: OrderDraft, batch: Batch) -> Batch:
        """Keep the new and changed orders of a draft as one batch: all of them or none."""
        return self.add_documents(to_plain(batch), [to_plain(order) for order in draft.incoming], batch)

    def add_documents(self, batch_document: Any, orders: Sequence[Any], batch: Batch) -> Batch:  # noqa: ANN401  plain
        """Keep a batch in its plain form; the same batch is kept once."""
        with self._desk.transaction():
            row, made = self._desk.own(models.OrderBatch).get_or_create(
                uid=batch.id, defaults={**self._desk.mine(models.OrderBatch), "document": batch_document}
            )
            if made:
                told = (models.Order(batch=row, document=order) for order in orders)
                self._desk.own(models.Order).bulk_create(told, batch_size=CHUNK)
        return batch

    def order_batches(self) -> tuple[Batch, ...]:
        """Return the batches of orders from old to new."""
        with speaking():
            documents = list(self._desk.own(models.OrderBatch).order_by("pk").values_list("document", flat=True))
        return tuple(from_plain(Batch, document) for document in documents)

    def drop_orders(self, batch_id: str) -> None:
        """Take a batch of orders away; what older batches say shows again. Raises ``NotFoundError``."""
        with self._desk.transaction():
            if not self._desk.own(models.OrderBatch).filter(uid=batch_id).delete()[0]:
                raise NotFoundError(
                    "There is no such batch.", received=batch_id, next_step="shoal creators batches lists them."
                )


def _names(order: Order) -> set[tuple[str, str]]:
    """Return the keys by which a known order may have been met."""
    return {(order.store, order.external_id), (order.store, order.name)}
