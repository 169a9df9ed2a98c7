"""Finding the header line, and refusing headers that say the same thing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from shoal.errors import FileFormatError
from shoal.sources.aliases import CONTACT_WORDS, CREATOR_WORDS, EVERY_WORD
from shoal.sources.cells.links import looks_like_link
from shoal.sources.cells.numbers import read_count
from shoal.sources.cells.platforms import platform_of
from shoal.sources.cells.text import cell_text, fold

LOOKED_AT = 30  # a title, a date of export and a few notes stand above a header; nobody writes thirty lines there
SHOWN_DUPLICATES = 5
KNOWN_WORDS = 2  # one known word may be chance, two are a header
NARROW = 3
_OF_AN_ACCOUNT = frozenset(
    word for field in ("handle", "url", "followers", "er", "posts_count") for word in CREATOR_WORDS[field].split()
)


def known_word(cell: str) -> bool:
    """Say whether a header cell is a word that some kind of table uses."""
    word = fold(cell)
    return word in EVERY_WORD or word in CONTACT_WORDS or platform_of(cell) is not None


def _is_data(record: Sequence[str]) -> bool:
    return any(cell.strip().startswith("@") or looks_like_link(cell.strip()) for cell in record)


def known_header(records: Sequence[Sequence[str]]) -> int | None:
    """Return the position of the first record that is a header by its words: two of them, one in a narrow table."""
    looked_at = records[:LOOKED_AT]
    widest = max((_filled(record) for record in looked_at), default=0)
    for at, record in enumerate(looked_at):
        words = _known(record)
        if (words >= KNOWN_WORDS or (words == 1 and widest <= NARROW)) and not _is_data(record):
            return at
    return None


def _filled(record: Sequence[str]) -> int:
    return sum(1 for cell in record if cell.strip())


def _known(record: Sequence[str]) -> int:
    return sum(1 for cell in record if cell.strip() and known_word(cell))


def find_header(records: Sequence[Sequence[str]], name: str) -> int:
    """Return the position of the header among the first records.

    It is the first record with two known words (one in a narrow table), else the first that is as wide as most.
    Raises FileFormatError where there is nothing but data or nothing at all.
    """
    filled = [_filled(record) for record in records[:LOOKED_AT]]
    if not any(filled):
        raise FileFormatError("the table is empty", received=name, next_step="export it again, with a header line")
    known = known_header(records)
    if known is not None:
        return known
    usual = Counter(count for count in filled if count).most_common(1)[0][0]
    for at, record in enumerate(records[:LOOKED_AT]):
        if filled[at] >= max(1, usual) and not _is_data(record):
            return at
    raise FileFormatError(
        "no header line was found", received=name,
        next_step="write the names of the columns in the first line, or add the handles with: shoal creators add",
    )  # fmt: skip


def join_header(records: Sequence[Sequence[str]], at: int) -> tuple[int, Sequence[str]]:
    """Return the last record of the header and its cells: ``Instagram`` over ``Handle | Followers`` is one header.

    The second line counts where it has more known words than the first, which leaves cells blank, and holds no data. A
    group's name is put before words that stand twice and, where it is a platform, before those of an account;
    any other word (a fee behind the last group) may belong to no group.
    """
    above = records[at]
    below = records[at + 1] if at + 1 < len(records) else ()
    blank = any(cell.strip() and not above[place].strip() for place, cell in enumerate(below[: len(above)]))
    if not blank or _known(below) < max(KNOWN_WORDS, _known(above)) or _holds_values(below):
        return at, above
    words = [cell.strip() for cell in below]
    joined, group = [], ""
    for place, word in enumerate(words):
        over = above[place].strip() if place < len(above) else ""
        group = over or group
        of_group = words.count(word) > 1 or (platform_of(group) is not None and fold(word) in _OF_AN_ACCOUNT)
        joined.append(f"{group} {word}".strip() if word and of_group else word or over)
    return at + 1, joined


def _holds_values(record: Sequence[str]) -> bool:
    return _is_data(record) or any(read_count(cell).figure is not None for cell in record if cell.strip())


def clean_headers(record: Sequence[str], name: str) -> tuple[str, ...]:
    """Return the headers trimmed, blank ones as ``column 7``.

    Raises FileFormatError that names the headers which stand there twice.
    """
    headers = [" ".join(cell_text(cell).split()) or f"column {at}" for at, cell in enumerate(record, start=1)]
    while headers and headers[-1] == f"column {len(headers)}":
        headers.pop()
    doubled = [header for header, count in Counter(headers).items() if count > 1]
    if doubled:
        named = ", ".join(f"“{header}”" for header in doubled[:SHOWN_DUPLICATES])
        raise FileFormatError(
            f"two columns have the same header: {named}", received=name,
            fields=dict.fromkeys(doubled, "stands in the header line more than once"),
            next_step="give each column its own name",
        )  # fmt: skip
    return tuple(headers)
