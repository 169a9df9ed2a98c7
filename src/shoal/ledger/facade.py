"""The ledger of one workspace: what was decided and sold. Nouns in and out; how they are stored is nobody's business.

In this version each thing is a document. The relational base comes behind this same door and reads them in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from shoal.domain.brief import Brief
from shoal.domain.intake import Batch
from shoal.domain.plan import Plan
from shoal.domain.shortlist import Shortlist
from shoal.domain.trade import Order
from shoal.errors import ConflictError, NotFoundError
from shoal.ledger.codec import from_plain, to_plain
from shoal.ledger.documents import DocumentStore
from shoal.ledger.erasure import without_names, without_person
from shoal.ledger.orders import merge_orders

BRIEFS, SHORTLISTS, PLANS, ORDERS, SUPPRESSIONS = "briefs", "shortlists", "plans", "orders", "suppressions"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraft:
    """Incoming orders held against those known: what is new, what changed, and how many are the same.

    ``incoming`` are the new and changed ones as they came: they are what is stored, so that undoing one batch takes
    nothing from another.
    """

    new: tuple[Order, ...]
    changed: tuple[Order, ...]
    same: tuple[Order, ...]
    incoming: tuple[Order, ...] = ()


class Ledger:
    """Briefs, shortlists, plans, orders and suppressions of one workspace."""

    def __init__(self, folder: Path) -> None:
        self._documents = DocumentStore(folder)

    # briefs, shortlists, plans -------------------------------------------------------------------------------------

    def add_brief(self, brief: Brief) -> Brief:
        """Keep a brief under its name and version; a version that is there already is never written over."""
        self._add(BRIEFS, _versioned(brief.name, brief.version), brief)
        return brief

    def brief(self, name: str, version: int | None = None) -> Brief:
        """Return a brief by its name, the newest version unless one is asked for. Raises ``NotFoundError``."""
        return from_plain(Brief, self._documents.read(BRIEFS, self._name(BRIEFS, name, version)))

    def briefs(self) -> tuple[Brief, ...]:
        """Return all versions of all briefs."""
        return tuple(from_plain(Brief, plain) for plain in self._documents.all(BRIEFS))

    def add_shortlist(self, shortlist: Shortlist) -> Shortlist:
        """Keep a shortlist as the next version for its brief; who the creators are is never stored with it."""
        nameless = tuple(replace(candidate, creator=None) for candidate in shortlist.candidates)
        stored = replace(shortlist, candidates=nameless)
        self._add(SHORTLISTS, _versioned(shortlist.brief_name, shortlist.version), stored)
        return stored

    def shortlist(self, brief_name: str, version: int | None = None) -> Shortlist:
        """Return the newest shortlist of a brief, or a version of it. Raises ``NotFoundError``."""
        return from_plain(Shortlist, self._documents.read(SHORTLISTS, self._name(SHORTLISTS, brief_name, version)))

    def add_plan(self, plan: Plan) -> Plan:
        """Keep a plan as the next version for its brief."""
        self._add(PLANS, _versioned(plan.brief_name, plan.version), plan)
        return plan

    def plan(self, brief_name: str, version: int | None = None) -> Plan:
        """Return the newest plan of a brief, or a version of it. Raises ``NotFoundError``."""
        return from_plain(Plan, self._documents.read(PLANS, self._name(PLANS, brief_name, version)))

    def next_version(self, shelf: str, brief_name: str) -> int:
        """Return the number of the next version of a brief, shortlist or plan."""
        return max(self._versions(shelf, brief_name), default=0) + 1

    def _add(self, shelf: str, name: str, noun: Brief | Shortlist | Plan) -> None:
        with self._documents.lock():
            if name in self._documents.names(shelf):
                raise ConflictError(
                    f"There is a {shelf.removesuffix('s')} {name} already; a version is never written over.",
                    received=name,
                    next_step="Repeat the command: it takes the next version.",
                    retryable=True,
                )
            self._documents.write(shelf, name, to_plain(noun))

    def _versions(self, shelf: str, name: str) -> list[int]:
        found = (stem.rpartition("-v") for stem in self._documents.names(shelf))
        return [int(number) for stem, _, number in found if stem == name and number.isdigit()]

    def _name(self, shelf: str, name: str, version: int | None) -> str:
        versions = self._versions(shelf, name)
        if not versions or (version is not None and version not in versions):
            known = sorted({stem.rpartition("-v")[0] for stem in self._documents.names(BRIEFS)})
            what = shelf.removesuffix("s")
            raise NotFoundError(
                f"There is no {what} for the brief '{name}'."
                if shelf != BRIEFS
                else f"There is no brief called '{name}'.",
                received=name if version is None else f"{name} version {version}",
                allowed=known,
                next_step="shoal briefs add FILE.toml" if shelf == BRIEFS else f"shoal {what} build {name}",
            )
        return _versioned(name, version or max(versions))

    # orders --------------------------------------------------------------------------------------------------------

    def orders(self) -> tuple[Order, ...]:
        """Return the orders as known now: what each batch says of them, merged, by time of the order. O(orders)."""
        told = (from_plain(Order, item) for plain in self._documents.all(ORDERS) for item in plain["orders"])
        known = merge_orders((), told).new
        return tuple(sorted(known, key=lambda order: (order.at, order.store, order.external_id)))

    def orders_version(self) -> str:
        """Return a short name of the orders that are live now: another batch gives another name. O(batches)."""
        return "|".join(sorted(self._documents.names(ORDERS)))

    def draft_orders(self, incoming: Sequence[Order]) -> OrderDraft:
        """Hold orders against those known; nothing is written."""
        new, changed, same = merge_orders(self.orders(), incoming)
        settled = {(order.store, key) for order in same for key in (order.external_id, order.name)}
        moved = {(order.store, order.external_id) for order in (*new, *changed)}
        kept = [order for order in incoming if (order.store, order.external_id) in moved or _names(order) - settled]
        return OrderDraft(new=new, changed=changed, same=same, incoming=tuple(kept))

    def add_orders(self, draft: OrderDraft, batch: Batch) -> Batch:
        """Keep the new and changed orders of a draft as one batch, written whole."""
        document = {"batch": to_plain(batch), "orders": [to_plain(order) for order in draft.incoming]}
        with self._documents.lock():
            number = max((int(name[:6]) for name in self._documents.names(ORDERS)), default=0) + 1
            self._documents.write(ORDERS, f"{number:06d}-{batch.id}", document)
        return batch

    def order_batches(self) -> tuple[Batch, ...]:
        """Return the batches of orders from old to new."""
        return tuple(from_plain(Batch, plain["batch"]) for plain in self._documents.all(ORDERS))

    def drop_orders(self, batch_id: str) -> None:
        """Take a batch of orders away; what older batches say shows again. Raises ``NotFoundError``."""
        with self._documents.lock():
            for name in self._documents.names(ORDERS):
                if name.endswith(f"-{batch_id}"):
                    return self._documents.remove(ORDERS, name)
        raise NotFoundError("There is no such batch.", received=batch_id)

    # erasure -------------------------------------------------------------------------------------------------------

    def suppress(self, account_ids: Sequence[str], reason: str, at: datetime) -> None:
        """Remember for ever, by keyed hash, that these accounts may not come back without being asked for."""
        with self._documents.lock():
            for account_id in account_ids:
                entry = {"kind": "account", "hash": account_id, "reason": reason, "at": at.isoformat()}
                self._documents.write(SUPPRESSIONS, account_id, entry)

    def suppressed(self) -> frozenset[str]:
        """Return the keyed hashes that may not come back."""
        return frozenset(self._documents.names(SUPPRESSIONS))

    def mentions(self, creator_id: str, words: Sequence[str] = ()) -> tuple[str, ...]:
        """Return the documents that speak of a creator by id or by one of her names, as ``shelf/name``."""
        core = creator_id.removeprefix("cr_")
        found = []
        for shelf in (BRIEFS, SHORTLISTS, PLANS):
            for name in self._documents.names(shelf):
                document = self._documents.read(shelf, name)
                if core in str(document) or without_names(document, words) != document:
                    found.append(f"{shelf}/{name}")
        return tuple(found)

    def forget(self, creator_id: str, words: Sequence[str] = ()) -> int:
        """Take a creator out of every shortlist and plan, and her names out of every brief; sums stay as they are.

        ``words`` are her names and handles, which a brief may exclude. Returns how many documents were rewritten.
        """
        with self._documents.lock():
            self._documents.sweep()
            found = self.mentions(creator_id, words)
            for place in found:
                shelf, name = place.split("/")
                document = without_names(self._documents.read(shelf, name), words)
                self._documents.write(shelf, name, without_person(document, creator_id))
        return len(found)


def open_ledger(folder: Path) -> Ledger:
    """Open the ledger in a folder; made where there is none."""
    return Ledger(folder)


def _names(order: Order) -> set[tuple[str, str]]:
    """Return the keys by which a known order may have been met."""
    return {(order.store, order.external_id), (order.store, order.name)}


def _versioned(name: str, version: int) -> str:
    return f"{name}-v{version}"
