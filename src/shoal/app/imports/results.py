"""What an import brought, and what taking it back would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shoal.app.cache import Cache
from shoal.app.imports.remedies import Unknown, remedies
from shoal.app.known.look import Look, look
from shoal.domain.intake import Batch
from shoal.domain.listing import ListQuery
from shoal.domain.people import ImportRecord
from shoal.domain.trade import SheetAgainstShop
from shoal.errors import NotFoundError
from shoal.report import Html, Places, Remedy, name_book, render_sheet

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

OUTCOMES = ("new", "changed", "same", "held", "error", "skipped", "read")
COUNTED = "counted by hand"
NOTHING = Html("")


@dataclass(frozen=True, slots=True, kw_only=True)
class PastImport:
    """An import as a list shows it; ``counts`` are empty where it was taken back, ``mine`` says who may undo it."""

    record: ImportRecord
    counts: Mapping[str, int]
    may_undo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What every import's page says of everybody; it is true as long as the look it was worked out from."""

    remedies: tuple[Remedy, ...]
    unknowns: tuple[Unknown, ...]
    sheet: Html


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What a batch brought; ``batch`` is ``None`` where it was taken back.

    ``verdicts`` are (state, number) over all creators, ``remedies`` what would settle the unknown ones, the one that
    helps most first; ``unknowns_total`` counts them all. ``sheet`` is empty without orders.
    """

    record: ImportRecord
    batch: Batch | None
    may_undo: bool
    rejects: bool
    verdicts: tuple[tuple[str, int], ...] = ()
    remedies: tuple[Remedy, ...] = ()
    unknowns: tuple[Unknown, ...] = ()
    unknowns_total: int = 0
    sheet: Html = NOTHING
    orders: int = 0
    with_code: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoPlan:
    """What taking a batch back does, in sentences: reversed, kept because something leans on it, and not possible."""

    record: ImportRecord
    reversed: tuple[str, ...]
    kept: tuple[str, ...]
    failed: tuple[str, ...]


def past_imports(shoal: Shoal) -> tuple[PastImport, ...]:
    """Return the imports of a brand, newest first."""
    live = {batch.id: batch for batch in shoal.creators.batches()}
    return tuple(
        PastImport(
            record=record,
            counts=_in_order(live[record.batch_id].counts) if record.batch_id in live else {},
            may_undo=record.batch_id in live and may_undo(shoal, record),
        )
        for record in shoal.ledger.entry.imports()
    )


def _in_order(counts: Mapping[str, int]) -> dict[str, int]:
    """Return outcomes as every page lists them, those that did not happen left out."""
    names = [*OUTCOMES, *(name for name in counts if name not in OUTCOMES)]
    return {name: counts[name] for name in names if counts.get(name)}


def may_undo(shoal: Shoal, record: ImportRecord) -> bool:
    """Say whether who acts may take an import back: editors their own, approvers every one."""
    return shoal.actor.may("undo_own" if record.by_id == shoal.actor.id else "undo")


def record_of(shoal: Shoal, batch_id: str) -> ImportRecord:
    """Return who brought a batch in. Raises ``NotFoundError``."""
    found = next((record for record in shoal.ledger.entry.imports() if record.batch_id == batch_id), None)
    if found is None:
        raise NotFoundError("There is no such import.", next_step="The page Import lists what was brought in.")
    return found


def standing_of(shoal: Shoal, standings: Cache[Standing]) -> tuple[tuple[tuple[str, int], ...], Standing]:
    """Return how many creators have each verdict, and what every page on that says. O(creators) after a change."""
    verdicts, seen = _verdicts(shoal), look(shoal)
    unknown = "unknown" in dict(verdicts)
    key = (seen.key, shoal.brand.slug, unknown)
    return verdicts, standings.get(key, lambda: _standing(shoal, seen, unknown=unknown))


def result_of(shoal: Shoal, batch_id: str, standings: Cache[Standing]) -> ImportResult:
    """Return what a batch brought, as things stand now. O(creators) after anything changed."""
    record = record_of(shoal, batch_id)
    batch = next((batch for batch in shoal.creators.batches() if batch.id == batch_id), None)
    verdicts, standing = standing_of(shoal, standings)
    _, orders, with_code = look(shoal).sold
    return ImportResult(
        record=record,
        batch=batch,
        may_undo=batch is not None and may_undo(shoal, record),
        rejects=(shoal.settings.folder / "rejects" / f"{batch_id}.csv").is_file(),
        verdicts=verdicts,
        remedies=standing.remedies,
        unknowns=standing.unknowns,
        unknowns_total=dict(verdicts).get("unknown", 0),
        sheet=standing.sheet,
        orders=orders,
        with_code=with_code,
    )


def _standing(shoal: Shoal, seen: Look, *, unknown: bool) -> Standing:
    found, unknowns = remedies(shoal.listing.roll()) if unknown else ((), ())
    return Standing(remedies=found, unknowns=unknowns, sheet=_sheet(shoal, seen.sheet))


def _verdicts(shoal: Shoal) -> tuple[tuple[str, int], ...]:
    """Return how many creators have each verdict; without creators nothing."""
    page = shoal.listing.page(ListQuery(limit=1))
    counts = {value.value: value.count for value in page.facets.get("verdict", ())}
    order = ("own record", "ok", "unknown", "review", "refuse")
    return tuple((state, counts[state]) for state in order if counts.get(state))


def _sheet(shoal: Shoal, sheet: SheetAgainstShop | None) -> Html:
    """Return the sheet beside the shop as a part of a page, empty without orders."""
    if sheet is None:
        return NOTHING
    named = {owner for record in sheet.codes for owner in record.owners}
    named |= {account for difference in sheet.differences for account in difference.account_ids}
    shown = [row.account_id for row in shoal.listing.rows(sorted(named)) if not row.blocked]
    creators = shoal.catalog.creators(shown, shoal.now(), shoal.brand.id)
    slug = shoal.brand.slug
    places = Places(creator=f"/b/{slug}/creators/{{creator}}/", batch=f"/b/{slug}/imports/{{batch}}/")
    names = name_book(creators, sheet=sheet, batches=shoal.creators.batches(), places=places)
    return render_sheet(sheet, names)


def undo_plan(shoal: Shoal, batch_id: str) -> UndoPlan:
    """Say what taking a batch back would do."""
    record = record_of(shoal, batch_id)
    batch = next((batch for batch in shoal.creators.batches() if batch.id == batch_id), None)
    if batch is None:
        return UndoPlan(record=record, reversed=(), kept=(), failed=())
    back, kept = _orders_back(batch) if batch.kind == "orders" else _creators_back(shoal, batch)
    failed = () if may_undo(shoal, record) else ("It was brought in by somebody else: ask an approver to undo it.",)
    return UndoPlan(record=record, reversed=back, kept=kept, failed=failed)


def _orders_back(batch: Batch) -> tuple[tuple[str, ...], tuple[str, ...]]:
    number = batch.counts.get("new", 0) + batch.counts.get("changed", 0)
    orders = "order" if number == 1 else "orders"
    return (
        (
            f"{number:,} {orders} go; an order that an older import told of shows again as it was.",
            "Own records and the sheet against the shop are worked out again without them.",
        ),
        ("Creators, briefs, shortlists and plans stay; their figures are those of the day they were made.",),
    )


def _creators_back(shoal: Shoal, batch: Batch) -> tuple[tuple[str, ...], tuple[str, ...]]:
    accounts = shoal.catalog.accounts_of_batch(batch.id)
    gone = {account for account, others in accounts if not others}
    lines = ", ".join(f"{number:,} {name}" for name, number in _in_order(batch.counts).items())
    back = [f"All that this import said goes as a whole ({lines})."]
    if gone:
        back.append(f"{_creators(len(gone))} known from this import alone {'goes' if len(gone) == 1 else 'go'}.")
    others = len(accounts) - len(gone)
    kept = [f"{_creators(others)} that other imports tell of too: their older values show again."] if others else []
    return tuple(back), (*kept, *_leaning(shoal, gone))


def _creators(number: int) -> str:
    return f"{number:,} {'account' if number == 1 else 'accounts'}"


def _leaning(shoal: Shoal, gone: set[str]) -> tuple[str, ...]:
    """Return what leans on accounts that go: documents and notes keep them."""
    found = []
    planning = shoal.ledger.planning
    for name in sorted({brief.name for brief in planning.briefs()}):
        for shelf, words in (("shortlists", "shortlist"), ("plans", "plan")):
            if number := len(gone & planning.accounts(shelf, name)):
                found.append(f"The newest {words} of “{name}” keeps {_creators(number)} of them with its figures.")
    ids = {account.replace("ac_", "cr_", 1) for account in gone}
    tagged = {subject for subjects in shoal.ledger.notes.tags().values() for subject in subjects}
    if number := len(ids & tagged):
        found.append(f"Tags of {_creators(number)} stay; they show again if the file is brought in again.")
    return tuple(found)
