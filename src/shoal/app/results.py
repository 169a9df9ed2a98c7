"""Verbs on orders, results and reports."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from shoal import __version__
from shoal.app.briefs.written import slug
from shoal.app.imports.history import note_import
from shoal.app.known.accounts import accounts_in
from shoal.app.known.look import look
from shoal.app.known.ruling import held
from shoal.app.planning.stored import without
from shoal.domain.brief import Brief
from shoal.domain.intake import Batch, Preview, Reading, ReadOptions
from shoal.domain.plan import Plan
from shoal.domain.report import ReportInput
from shoal.domain.shortlist import Shortlist
from shoal.domain.trade import SheetAgainstShop
from shoal.errors import ConflictError, InputError
from shoal.ledger import OrderDraft
from shoal.measure import visits_by_account
from shoal.report import render_html, timeless
from shoal.sources import read

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

ORDER_FIELDS = {"currency": "currency", "total_minor": "total", "subtotal_minor": "subtotal", "codes": "code"}
NAMED = 3  # orders that a sentence names


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportMade:
    """A report on disk: where it lies, how large it is, and a hash of it without its time stamp."""

    path: str
    size_bytes: int
    content_sha256: str


class Results:
    """The verbs on what was sold and on what is shown."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal

    # orders --------------------------------------------------------------------------------------------------------

    def preview_orders(self, path: Path | str, options: ReadOptions | None = None) -> Preview:
        """Say what an orders file would do; nothing is stored, and personal columns are dropped while reading."""
        return self.preview_order_reading(self._orders(Path(path), options or ReadOptions()), str(path))

    def preview_order_reading(self, reading: Reading, path: str) -> Preview:
        """Say what orders that a source already read would do; nothing is stored."""
        draft = self._shoal.ledger.trade.draft_orders(reading.orders)
        found = reading.preview(_order_counts(reading, draft), path)
        return replace(found, facts_found=(*found.facts_found, *_disputes(draft)))

    def bring_in_orders(
        self, source: Preview | Path | str, options: ReadOptions | None = None, *, label: str = ""
    ) -> Batch:
        """Bring an orders file in as one batch that can be undone. Raises ``ConflictError`` where it adds nothing."""
        previewed = source if isinstance(source, Preview) else None
        path = Path(previewed.path) if previewed else Path(str(source))
        reading = self._orders(path, previewed.options if previewed else options or ReadOptions())
        return self.bring_in_order_reading(reading, label=label or path.stem)

    def bring_in_order_reading(self, reading: Reading, *, label: str, batch_id: str = "") -> Batch:
        """Bring in orders that a source already read; ``batch_id`` where somebody wrote one down before."""
        shoal = self._shoal
        shoal.require("import")
        draft = shoal.ledger.trade.draft_orders(reading.orders)
        if not draft.new and not draft.changed:
            raise ConflictError(
                f"Nothing in it is new: all {len(draft.same)} orders are known as they are.",
                received=reading.file.name,
                next_step="Nothing to do.",
            )
        batch = Batch(
            id=batch_id
            or shoal.dice.new_id(
                "ba", shoal.now(), f"orders {reading.file.sha256} {label} {len(shoal.ledger.trade.orders())}"
            ),
            kind="orders",
            source=reading.source,
            label=label,
            at=shoal.now(),
            counts=_order_counts(reading, draft),
            policy="own",
            sha256=reading.file.sha256,
        )
        with shoal.ledger.transaction():
            shoal.ledger.trade.add_orders(draft, batch)
            note_import(shoal, batch, reading.file.name)
        return batch

    def sheet(self) -> SheetAgainstShop | None:
        """Return the brand's own sheet beside what its shop booked, ``None`` where no orders came in."""
        return look(self._shoal).sheet

    def _orders(self, path: Path, options: ReadOptions) -> Reading:
        catalog = self._shoal.catalog
        reading = read(path, replace(options, kind="orders"), catalog.hasher, parquet_rows=catalog.parquet_rows)
        if not reading.orders and not reading.questions:
            raise InputError(
                f"{path.name} holds no orders.",
                received=path.name,
                next_step="shoal creators preview FILE reads files of creators.",
            )
        return reading

    def preview(self, path: Path | str, options: ReadOptions | None = None) -> Preview:
        """Read an insights or analytics export and say what is in it; nothing is stored, whoever it is about."""
        catalog = self._shoal.catalog
        told = replace(options or ReadOptions(), kind="insights", account=None)
        reading = read(Path(path), told, catalog.hasher, parquet_rows=catalog.parquet_rows)
        return self.preview_insights_reading(reading, str(path))

    def preview_insights_reading(self, reading: Reading, path: str) -> Preview:
        """Say what is in insights that a source already read."""
        found = reading.preview({"read": len(reading.sighting.insights)}, path)
        return replace(found, facts_found=(*found.facts_found, *self._visits(reading)))

    def _visits(self, reading: Reading) -> tuple[str, ...]:
        """Return whose names the sources of an analytics export are, and which of them fit two accounts or none."""
        rows = [row for row in reading.sighting.insights if row.metric == "sessions" and row.day is None]
        if not rows:
            return ()
        register = self._shoal.listing.roll().register
        if not register.size:
            return ()
        sources = sorted({row.label.rpartition("/")[0].strip() for row in rows} - {""})
        handles = {(account, handle) for one in sources for account, _, handle, _ in register.namesakes(one)}
        found = visits_by_account([(row.label, int(row.value)) for row in rows], handles)
        named = f"by exact name, {sum(found.by_account.values()):,} sessions lead to {len(found.by_account)} accounts"
        return (
            named,
            *(
                f"“{label}” fits {len(fits)} accounts: unclear, given to neither"
                for label, fits in found.unclear.items()
            ),
            *(f"“{label}” is no account here: {number:,} sessions" for label, number in found.unmatched.items()),
        )

    # reports -------------------------------------------------------------------------------------------------------

    def report(self, brief_name: str, *, path: Path | str | None = None, names_shown: bool = True) -> ReportMade:
        """Write the report of a brief's newest plan and the shortlist it came from as one self-contained page."""
        html = self.report_html(brief_name, names_shown=names_shown)
        target = Path(path) if path else self._shoal.settings.folder / "reports" / f"{slug(brief_name)}.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(".draft")
        draft.write_text(html, encoding="utf-8")
        draft.replace(target)
        return ReportMade(
            path=str(target),
            size_bytes=len(html.encode()),
            content_sha256=hashlib.sha256(timeless(html).encode()).hexdigest(),
        )

    def report_html(self, brief_name: str, *, names_shown: bool = True) -> str:
        """Return the report of a brief as HTML."""
        shoal = self._shoal
        plan = shoal.planning.show_plan(brief_name)
        brief = shoal.ledger.planning.brief_of(plan.brief_id)
        shortlist = shoal.planning.shortlist_of(plan)
        shoal.progress("writing the report")
        return render_html(self._input(brief, shortlist, plan, names_shown=names_shown))

    def _input(self, brief: Brief, shortlist: Shortlist, plan: Plan, *, names_shown: bool) -> ReportInput:
        shoal, settings = self._shoal, self._shoal.settings
        booked = look(shoal).sheet
        named = dict.fromkeys([*accounts_in(shortlist, plan), *_accounts_of_sheet(booked)])
        creators = shoal.catalog.creators(list(named), shoal.now(), shoal.brand.id)
        waiting = held(shoal, creators)
        return ReportInput(
            brand=shoal.brand,
            brief=brief,
            shortlist=without(shortlist, waiting),
            plan=plan,
            creators=tuple(creator for creator in creators if creator.id not in waiting),
            sheet=booked,
            sources=tuple(_batch_words(batch) for batch in shoal.creators.batches()),
            as_of=shoal.wall_clock(),
            version=__version__,
            made_up=settings.seed is not None,
            names_shown=names_shown,
            batches=shoal.creators.batches(),
        )


def _order_counts(reading: Reading, draft: OrderDraft) -> dict[str, int]:
    errors = sum(result.outcome == "error" for result in reading.results)
    counts = {"new": len(draft.new), "changed": len(draft.changed), "same": len(draft.same), "error": errors}
    return {name: count for name, count in counts.items() if count or name == "new"}


def _disputes(draft: OrderDraft) -> tuple[str, ...]:
    """Say which orders come with other figures than they were first known with: those stay, and it is said."""
    if not draft.disputed:
        return ()
    fields = " or ".join(sorted({ORDER_FIELDS[field] for order in draft.disputed for field in order.fields}))
    names = ", ".join(order.name for order in draft.disputed[:NAMED])
    found = f"{len(draft.disputed):,} of the known orders came with another {fields} (such as {names})"
    remedy = "To take the new figures, undo the earlier import and bring this file in."
    return (f"{found}: what was first known stays. {remedy}",)


def _accounts_of_sheet(booked: SheetAgainstShop | None) -> list[str]:
    """Return the accounts whose codes the shop or a difference names: the page says who holds a code."""
    if booked is None:
        return []
    owners = [account for record in booked.codes for account in record.owners]
    return owners + [account for difference in booked.differences for account in difference.account_ids]


def _batch_words(batch: Batch) -> str:
    """Return one sentence on what was brought in, when, and under which rule it is kept."""
    counts = ", ".join(f"{count:,} {name}" for name, count in batch.counts.items() if count)
    return f"{batch.label} ({batch.kind} from {batch.source}): {counts}; rule {batch.policy}; {batch.at:%Y-%m-%d}"
