"""Who shares an audience with whom: a matrix with alike creators side by side, each cell with its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shoal.domain.values import Value
from shoal.report.frame import CLOSE_ROW, ROW, Chart, LegendEntry, framed, place, shortened
from shoal.report.markup import Column, Html, safe, table
from shoal.report.words import counted_noun, number_text, share_text

MOST_CREATORS = 40
WIDE_ROWS = 20  # up to so many creators rows are high
FEW_HEADS = 12  # more numbers than these do not stand beside each other on a narrow page
LABEL_WIDTH = 26.0  # per cent
HEAD = 20
EVIDENCE = {  # what a cell can rest on, strongest first, and its fill
    "followers": ("followers", "fill-1"),
    "likers": ("people who liked", "fill-1"),
    "commenters": ("people who commented", "fill-2"),
    "vendor": ("a vendor's report", "fill-3"),
    "guess": ("a guess", "fill-4"),
}
OTHER = "fill-5"


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlapPair:
    """Two creators by their place in the list, the share of audience they have in common, and what it rests on.

    ``share`` is a fraction of the smaller audience; ``evidence`` is ``followers``, ``likers``, ``commenters``,
    ``vendor``, ``guess``, or a phrase of its own.
    """

    one: int
    other: int
    share: Value
    evidence: str


@dataclass(frozen=True, slots=True)
class Grid:
    """The matrix as drawn: the order of creators, their labels, the pairs by place, and what a full cell is."""

    order: tuple[int, ...]
    labels: Sequence[str]
    pairs: dict[tuple[int, int], OverlapPair]
    full: float
    row: int

    @property
    def cell(self) -> float:
        """Return the width of a cell in per cent."""
        return (100.0 - LABEL_WIDTH) / len(self.order)


def overlap_map(chart_id: str, labels: Sequence[str], pairs: Sequence[OverlapPair]) -> Chart | None:
    """Return who shares an audience with whom; ``None`` where no pair is known, as a field of dots would show nothing.

    Of more than 40 creators the first 40 are drawn. Those who share much stand together; the table names each pair in
    that order. Pairs that are not in ``pairs`` are unknown. O(n^3) over at most 40.
    """
    count = min(len(labels), MOST_CREATORS)
    known = {_key(pair): pair for pair in pairs if max(pair.one, pair.other) < count and pair.one != pair.other}
    if not any(pair.share.known for pair in known.values()):
        return None
    order = clustered(count, known)
    shares = [pair.share.estimate.value for pair in known.values() if pair.share.estimate is not None]
    full = max(shares, default=0.0) or 1.0
    grid = Grid(order, labels, known, full, ROW if count <= WIDE_ROWS else CLOSE_ROW)
    title = "How much audience each pair shares"
    finding = _finding(grid, len(labels))
    kinds = {EVIDENCE.get(pair.evidence, (pair.evidence, OTHER)) for pair in known.values() if pair.share.known}
    legend = [LegendEntry(fill=fill, text=f"rests on {text}") for text, fill in sorted(kinds, key=lambda k: k[1])]
    svg = framed(chart_id, title, finding, HEAD + grid.row * count + 22, _body(grid))
    return Chart(
        id=chart_id,
        title=title,
        finding=safe(finding),
        svg=svg,
        table=table(title, _columns(), _rows(grid)),
        legend=(*legend, LegendEntry(fill="unknown-cell", text="not known")),
        look="matrix",
    )


def clustered(count: int, pairs: dict[tuple[int, int], OverlapPair]) -> tuple[int, ...]:
    """Return an order in which creators who share much stand together (average linkage; a tie keeps the order given).

    A pair that is not known counts as one that shares nothing: it pulls nobody together.
    """
    groups: dict[int, list[int]] = {at: [at] for at in range(count)}
    sums = {key: pair.share.estimate.value for key, pair in pairs.items() if pair.share.estimate is not None}
    while len(groups) > 1 and sums:
        one, other = max(
            sums, key=lambda key: (sums[key] / (len(groups[key[0]]) * len(groups[key[1]])), -key[0], -key[1])
        )
        if sums[one, other] <= 0:
            break
        groups[one] += groups.pop(other)
        sums = _merged(sums, one, other)
    ordered = sorted(groups.values(), key=lambda group: (-len(group), min(group)))
    return tuple(at for group in ordered for at in group)


def _merged(sums: dict[tuple[int, int], float], one: int, other: int) -> dict[tuple[int, int], float]:
    """Return the sums of shares between groups after one has taken in another."""
    merged: dict[tuple[int, int], float] = {}
    for pair, share in sums.items():
        a, b = sorted(one if at == other else at for at in pair)
        if a != b:
            merged[a, b] = merged.get((a, b), 0.0) + share
    return merged


def _key(pair: OverlapPair) -> tuple[int, int]:
    return min(pair.one, pair.other), max(pair.one, pair.other)


def _body(grid: Grid) -> str:
    body = _lines(grid)
    for at, creator in enumerate(grid.order):
        foot = HEAD + grid.row * at + grid.row / 2 + 4
        x = place(LABEL_WIDTH + grid.cell * (at + 0.5))
        sparse = " small-part" if len(grid.order) > FEW_HEADS and (at + 1) % 5 else ""
        body += f'<text class="tick head{sparse}" x="{x}%" y="13" text-anchor="middle">{at + 1}</text>'
        body += (
            f'<svg class="labels" x="0" y="0" width="{place(LABEL_WIDTH - 1)}%" height="{place(foot + 8)}">'
            f'<text x="0" y="{place(foot)}">{at + 1}  {safe(shortened(grid.labels[creator]))}</text></svg>'
        )
    for row, one in enumerate(grid.order):
        for column, other in enumerate(grid.order):
            body += _cell(grid, row, column, grid.pairs.get((min(one, other), max(one, other))))
    foot = HEAD + grid.row * len(grid.order) + 15
    said = safe(f"a full cell is {share_text(grid.full)} of the smaller audience")
    return f'{body}<text class="axis" x="0" y="{foot}">{said}</text>'


def _cell(grid: Grid, row: int, column: int, pair: OverlapPair | None) -> str:
    """Return a cell: a bar as long as the share, filled by its evidence; a small ring where nothing is known."""
    x, y = LABEL_WIDTH + grid.cell * column, HEAD + grid.row * row
    if row == column:
        box = f'x="{place(x)}%" y="{place(y)}" width="{place(grid.cell)}%" height="{grid.row}"'
        return f'<rect class="cell self" {box}/>'
    estimate = pair.share.estimate if pair is not None else None
    if pair is None or estimate is None:
        middle, radius = place(x + grid.cell / 2), "2" if len(grid.order) <= WIDE_ROWS else "1.3"
        return f'<circle class="unknown-cell" cx="{middle}%" cy="{place(y + grid.row / 2)}" r="{radius}"/>'
    if estimate.value <= 0:
        return ""
    width = (grid.cell * 0.96) * min(1.0, estimate.value / grid.full)
    few = len(grid.order) <= WIDE_ROWS  # what a pointer tells makes a large picture twice as heavy
    told = f"<title>{safe(_pair_text(grid, pair))}: {safe(number_text(pair.share))}</title>" if few else ""
    fill = EVIDENCE.get(pair.evidence, ("", OTHER))[1]
    box = f'x="{place(x)}%" y="{place(y + 3)}" width="{place(width)}%" height="{grid.row - 6}"'
    return f'<rect class="part {fill}" {box}>{told}</rect>' if told else f'<rect class="part {fill}" {box}/>'


def _lines(grid: Grid) -> str:
    """Return the lines between the cells."""
    lines, foot = "", HEAD + grid.row * len(grid.order)
    for at in range(len(grid.order) + 1):
        x, y = place(LABEL_WIDTH + grid.cell * at), HEAD + grid.row * at
        lines += f'<line class="cell" x1="{x}%" x2="{x}%" y1="{HEAD}" y2="{foot}"/>'
        lines += f'<line class="cell" x1="{place(LABEL_WIDTH)}%" x2="100%" y1="{y}" y2="{y}"/>'
    return lines


def _pair_text(grid: Grid, pair: OverlapPair) -> str:
    return f"{grid.labels[pair.one]} and {grid.labels[pair.other]}"


def _columns() -> tuple[Column, ...]:
    return (
        Column("Creator"),
        Column("and"),
        Column("Shared, of the smaller audience", numeric=True),
        Column("Rests on"),
    )


def _rows(grid: Grid) -> list[tuple[Html, Html, str, str]]:
    """Return the known pairs in the order of the picture, then how many are not known."""
    rows = []
    for at, one in enumerate(grid.order):
        for other in grid.order[at + 1 :]:
            pair = grid.pairs.get((min(one, other), max(one, other)))
            if pair is not None and pair.share.known:
                evidence = EVIDENCE.get(pair.evidence, (pair.evidence, ""))[0]
                rows.append((safe(grid.labels[one]), safe(grid.labels[other]), number_text(pair.share), evidence))
    return rows


def _finding(grid: Grid, whole: int) -> str:
    count = len(grid.order)
    every = count * (count - 1) // 2
    known = [(p.share.estimate.value, p) for p in grid.pairs.values() if p.share.estimate is not None]
    first = f"The first {count} of {whole} creators: " if whole > count else ""
    most, pair = max(known, key=lambda item: item[0])
    missing = f"; {every - len(known):,} pairs are not known" if every > len(known) else ""
    said = f"{first}{_pair_text(grid, pair)} share most: {share_text(most)} of the smaller audience"
    return f"{said}. Known for {len(known):,} of {counted_noun(every, 'pair')}{missing}."
