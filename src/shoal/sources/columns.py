"""How the cells of each mapped column are read, from a bounded sample: marks, percent or fraction, currency, dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from shoal.domain.intake import Question, ReadOptions
from shoal.errors import InputError
from shoal.sources.cells.dates import needs_order, vote_order
from shoal.sources.cells.money import currencies_of
from shoal.sources.cells.numbers import choose, plain_digits, read_count, readings, vote_mark
from shoal.sources.cells.rates import engagement_of, has_sign, recomputed_unit
from shoal.sources.cells.text import cell_text, is_missing_number
from shoal.sources.headers import Column

COUNT_FIELDS = (
    "followers", "following", "posts_count", "total_likes", "total_views", "avg_likes", "avg_comments", "avg_views",
    "code_uses", "link_clicks", "likes", "comments", "shares", "saves", "views",
)  # fmt: skip
AVERAGE_FIELDS = ("avg_likes", "avg_comments", "avg_views")
MONEY_FIELDS = ("fee", "revenue")
FORMAT_FIELDS = ("er", "fee", "revenue")
LEAST_AGREEING = 3  # rows on which percent or fraction must agree before rows without likes are read the same way [j]
AGREEING_SHARE = 0.9  # and the share of them that must [j]
MOST_SIGNED = 0.5  # metrics.md section 3 (c): "most cells carry the sign"
_MARKS = (".", ",")
_SHOWN_FROM = 500
_RECOMPUTED_FROM = 3_000  # rows: enough to see on which unit a column agrees


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The first lines of a table: (row, cells by header)."""

    lines: Sequence[tuple[int, Mapping[str, str]]]

    def cells(self, header: str) -> list[str]:
        """Return the cells of a column."""
        return [line.get(header, "") for _, line in self.lines]


def _filled(cells: Iterable[str]) -> list[str]:
    return [text for text in (plain_digits(cell_text(cell)) for cell in cells) if not is_missing_number(text)]


def decimal_said(options: ReadOptions) -> str | None:
    """Return the decimal mark a person stated, by either option.

    Raises InputError for a mark that is neither point nor comma; a space between thousands settles nothing.
    """
    if options.decimal is not None and options.decimal not in _MARKS:
        raise InputError("the decimal mark is a point or a comma", received=options.decimal, allowed=_MARKS)
    if options.thousands is not None and options.thousands not in (*_MARKS, " ", "'"):
        raise InputError("no such thousands mark", received=options.thousands, allowed=(*_MARKS, " ", "'"))
    by_thousands = {".": ",", ",": "."}.get(options.thousands or "")
    if options.decimal and by_thousands and options.decimal != by_thousands:
        raise InputError("decimal and thousands mark are the same", received=options.decimal, allowed=_MARKS)
    return options.decimal or by_thousands


def _rate(column: Column, sample: Sample, columns: Sequence[Column], mark: str | None) -> Column:
    """Settle percent or fraction for a column: its signs, and what the rows with likes and followers say."""
    filled = _filled(sample.cells(column.header))
    signed = sum(1 for cell in filled if has_sign(cell))
    votes = _recomputed(column, sample, columns, mark)
    settled = None
    for unit in ("percent", "fraction"):
        if votes.count(unit) >= max(LEAST_AGREEING, AGREEING_SHARE * len(votes)):
            settled = unit
    signs = bool(filled) and signed > MOST_SIGNED * len(filled)
    reading = f"{signed} of {len(filled)} cells carry the percent sign" if signed else ""
    reading = f"read as percent: {reading}" if signs else reading
    if settled:
        reading = f"{settled}: agrees with likes and followers on {votes.count(settled)} of {len(votes)} rows"
    return replace(column, signs=signs, settled=settled, reading=reading)


def _recomputed(column: Column, sample: Sample, columns: Sequence[Column], mark: str | None) -> list[str]:
    headers = {other.field: other for other in columns if other.field}
    likes, followers, comments = (headers.get(name) for name in ("avg_likes", "followers", "avg_comments"))
    if likes is None or followers is None:
        return []
    votes = []
    for _, line in sample.lines[:_RECOMPUTED_FROM]:
        text = plain_digits(cell_text(line.get(column.header, "")))
        chosen = choose(readings(text), mark)
        counts = [_count(line, item) for item in (likes, comments, followers)]
        unit = recomputed_unit(float(chosen.value), engagement_of(*counts)) if chosen else None
        votes += [unit] if unit else []
    return votes


def _count(line: Mapping[str, str], column: Column | None) -> float | None:
    if column is None:
        return None
    figure = read_count(line.get(column.header, ""), mark=column.mark).figure
    return figure.value if figure else None


def _money(column: Column, sample: Sample) -> Column:
    """Find the one currency that every sign of the column names."""
    named = [codes for codes in (currencies_of(_sign(cell)) for cell in _filled(sample.cells(column.header))) if codes]
    common = frozenset.intersection(*named) if named else frozenset()
    currency = column.unit or (next(iter(common)) if len(common) == 1 else None)
    return replace(column, currency=currency, reading=f"{currency} where a cell does not say" if currency else "")


def _sign(cell: str) -> str:
    return cell.strip("0123456789.,' ()-+kK")


def read_columns(columns: Sequence[Column], sample: Sample, options: ReadOptions) -> list[Column]:
    """Return the columns with what their sample cells say about how to read them. O(cells of the sample)."""
    said = decimal_said(options)
    marked = [replace(column, samples=_shown(sample, column.header)) for column in columns]
    for at, column in enumerate(marked):
        if column.field in (*COUNT_FIELDS, *MONEY_FIELDS, "er"):
            marked[at] = replace(column, mark=said or vote_mark(sample.cells(column.header)))
        elif column.field in ("at", "observed_at"):
            marked[at] = replace(column, order=options.dates or vote_order(sample.cells(column.header)))
    for at, column in enumerate(marked):
        if column.field == "er":
            marked[at] = _rate(column, sample, marked, column.mark)
        elif column.field in MONEY_FIELDS:
            marked[at] = _money(column, sample)
    return marked


def _shown(sample: Sample, header: str) -> tuple[str, ...]:
    """Return up to three different filled cells for a person to recognise the column by."""
    texts = (cell_text(line.get(header, "")) for _, line in sample.lines[:_SHOWN_FROM])
    return tuple(islice(dict.fromkeys(text[:60] for text in texts if text), 3))


def date_question(column: Column, sample: Sample) -> Question | None:
    """Ask for the order of day and month where no cell of the column settles it."""
    if (
        column.field not in ("at", "observed_at")
        or column.order is not None
        or not needs_order(sample.cells(column.header))
    ):
        return None
    return Question(
        code="date_order", column=column.header, option="--dates", options=("day-first", "month-first"),
        text=f"“{column.header}”: is the day or the month first? No date in it settles that.",
    )  # fmt: skip
