"""An orders file, opened by somebody else, to orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain

from shoal.domain.intake import ColumnMatch, FileFacts, Question, Reading, ReadOptions, RowResult
from shoal.domain.trade import Order
from shoal.errors import FileFormatError
from shoal.sources.shops.build import build
from shoal.sources.shops.columns import drop_sentence, match_columns
from shoal.sources.shops.gather import Gathered, Hasher, gather
from shoal.sources.shops.manners import Manners, settle
from shoal.sources.shops.totals import order_totals


def read_orders(
    rows: Iterable[tuple[int, Mapping[str, str]]], options: ReadOptions, hasher: Hasher, file: FileFacts
) -> Reading:
    """Return the orders of opened lines (line under the header from 1, header to text cell).

    ``hasher("email", address)`` gives the keyed hash that stands for a customer; names, addresses, phones, notes and
    payment references are dropped here. Results hold the lines that gave no order. Costs O(lines), memory O(orders).
    Raises ``FileFormatError`` where there is no line or no order number, date and total among the headers.
    """
    lines = iter(rows)
    first = next(lines, None)
    if first is None:
        raise FileFormatError("There is no order under the header.", received=file.name, next_step="Export it again.")
    shape, columns = match_columns(first[1].keys(), options.columns)
    fields = {column.field for column in columns if column.field}
    _check(fields, file)
    gathered = gather(chain([first], lines), columns, hasher, repeats=shape != "shopify")
    manners = settle(gathered.drafts, shape, options, fields)
    orders = _build_all(gathered, manners)
    return Reading(
        kind="orders",
        source=f"{shape}_orders",
        policy="own",
        file=file,
        options=options,
        rows=gathered.rows,
        orders=orders,
        columns=tuple(_with_samples(column, gathered) for column in columns),
        questions=_questions(manners, gathered),
        notes=tuple(gathered.notes),
        results=tuple(sorted(gathered.results, key=lambda result: result.row)),
        facts_found=(*manners.said, *_sentences(orders, gathered.rows), drop_sentence(columns)),
        totals=order_totals(orders),
    )


def _check(fields: set[str], file: FileFacts) -> None:
    missing = [name for name in ("at", "total") if name not in fields]
    missing += [] if fields & {"name", "id"} else ["name"]
    if missing:
        words = {"at": "a date", "total": "a total", "name": "an order number"}
        raise FileFormatError(
            f"An orders file needs {' and '.join(words[name] for name in missing)}.",
            received=file.name,
            next_step="Name the column, for example --column 'Belegdatum=at'.",
        )


def _build_all(gathered: Gathered, manners: Manners) -> tuple[Order, ...]:
    orders: list[Order] = []
    for draft in gathered.drafts:
        built = build(draft, manners)
        gathered.notes.extend(built.notes)
        if built.order is None:
            name = draft.cells.get("name", "")
            gathered.results.append(RowResult(row=draft.row, outcome="error", subject=name, text=built.error))
        else:
            orders.append(built.order)
    return tuple(orders)


def _with_samples(column: ColumnMatch, gathered: Gathered) -> ColumnMatch:
    samples = gathered.samples.get(column.field or "", [])
    return replace(column, samples=tuple(samples)) if samples and column.dropped is None else column


def _questions(manners: Manners, gathered: Gathered) -> tuple[Question, ...]:
    unknown = tuple(note.row for note in gathered.notes if note.code == "state_unknown")
    if not unknown:
        return manners.questions
    text = "Some payment states are words that Shoal does not know; such orders are not counted as sales."
    asked = Question(code="state", column=None, text=text, option="--column", options=("HEADER=state",), rows=unknown)
    return (*manners.questions, asked)


def _sentences(orders: tuple[Order, ...], rows: int) -> tuple[str, ...]:
    found = [f"{rows:,} lines are {len(orders):,} orders: an order with several items has several lines"]
    if gifts := sum(order.gift for order in orders):
        found.append(f"{gifts} orders of nothing are gifts, not sales")
    if len({order.currency for order in orders}) > 1:
        found.append("several currencies: their amounts are never added")
    return tuple(found)
