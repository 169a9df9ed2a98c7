"""CSV and its relatives: ``sep=`` line, delimiter by agreement, comment lines, header (sources.md section 6)."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from shoal.domain.intake import FileFacts, ReadOptions
from shoal.errors import FileFormatError, InputError, TooLargeError
from shoal.sources.sheets.bytes import LONGEST_LINE, Scan
from shoal.sources.sheets.header import clean_headers, find_header, join_header
from shoal.sources.sheets.table import Line, Table, number_lines

DELIMITERS = (",", ";", "\t", "|")
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_SAMPLE_LINES = 120
_SAMPLE_CHARACTERS = 400_000
# The default of 131,072 characters is less than a long note; the longest line is already capped on the bytes.
csv.field_size_limit(LONGEST_LINE)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the table starts: text lines before it, its delimiter, and the record of the header among the rest."""

    codec: str
    errors: str
    skipped: int
    comments: int
    delimiter: str
    header_record: int
    header_line: int


def _codec(scan: Scan) -> str:
    if scan.bom and scan.encoding == "utf-8":
        return "utf-8-sig"
    return "utf-16" if scan.bom and scan.encoding else scan.encoding or "utf-8"


def _sample(scan: Scan, codec: str, errors: str) -> list[str]:
    """Return the first text lines, with their ends."""
    found: list[str] = []
    size = 0
    with scan.path.open(encoding=codec, errors=errors, newline="") as file:
        while len(found) < _SAMPLE_LINES and size < _SAMPLE_CHARACTERS:
            line = file.readline(_SAMPLE_CHARACTERS)
            if not line:
                break
            found.append(line)
            size += len(line)
    return found


def _parse(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return []


def _agreement(lines: Sequence[str], delimiter: str) -> tuple[float, int]:
    """Return which share of the records has the commonest number of columns, and that number; 0 for a single column."""
    widths = Counter(len(record) for record in _parse(lines, delimiter) if any(cell.strip() for cell in record))
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0, 1
    width = max(wide, key=lambda number: (wide[number], number))
    return wide[width] / sum(widths.values()), width


def _delimiter(lines: Sequence[str], said: str | None) -> str:
    """Return the delimiter on whose number of columns most records agree."""
    if said:
        mark = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "bar": "|", "pipe": "|"}.get(
            said.lower(), said
        )
        if len(mark) != 1 or mark in '"\r\n':
            raise InputError(
                "a delimiter is one character", received=said, allowed=("comma", "semicolon", "tab", "bar")
            )
        return mark
    scores = {mark: _agreement(lines, mark) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: (round(scores[mark][0], 1), scores[mark][1]))
    return best if scores[best][0] > 0 else ","


def _preamble(lines: Sequence[str]) -> tuple[int, int, str | None]:
    """Return how many lines stand before the table (``sep=``, comments, blanks), how many are comments, and the sep."""
    skipped = comments = 0
    separator = None
    for line in lines:
        text = line.strip()
        if skipped == 0 and text.lower().startswith("sep=") and len(text) <= len("sep=,"):
            separator = text[4:] or "\t"
        elif text.startswith("#"):
            comments += 1
        elif text:
            break
        skipped += 1
    return skipped, comments, separator


def layout(scan: Scan, options: ReadOptions) -> tuple[Layout, tuple[str, ...]]:
    """Return where the table starts in a text file, and its headers.

    Raises FileFormatError for a file without a header or with a header twice.
    """
    codec, errors = _codec(scan), "replace" if scan.guessed else "strict"
    lines = _sample(scan, codec, errors)
    skipped, comments, separator = _preamble(lines)
    body = lines[skipped:]
    delimiter = _delimiter(body, options.delimiter or separator)
    records = _parse(body, delimiter) or _parse(body[:1], delimiter)
    first = find_header(records, scan.path.name)
    at, header = join_header(records, first)
    reader = csv.reader(body, delimiter=delimiter)
    for _ in range(at):
        next(reader)
    header_line = skipped + reader.line_num + 1
    headers = clean_headers(header, scan.path.name)
    return Layout(codec, errors, skipped, comments, delimiter, at, header_line), headers


def _records(scan: Scan, form: Layout) -> Iterator[list[str]]:
    """Yield the records under the header in one pass of constant memory."""
    with scan.path.open(encoding=form.codec, errors=form.errors, newline="") as file:
        for _ in range(form.skipped):
            file.readline()
        reader = csv.reader(file, delimiter=form.delimiter)
        try:
            yield from islice(reader, form.header_record + 1, None)
        except csv.Error as error:
            line = form.skipped + reader.line_num
            if "field larger" in str(error):
                raise TooLargeError(
                    f"a cell near line {line} is longer than 10 MB", received=scan.path.name,
                    next_step='look for a quotation mark (") that is opened and never closed',
                ) from error  # fmt: skip
            raise FileFormatError(
                f"line {line} cannot be read", received=scan.path.name, next_step="export the table again as UTF-8 .csv"
            ) from error
        except UnicodeDecodeError as error:
            raise FileFormatError(
                f"text near line {form.skipped + reader.line_num} is not {form.codec}", received=scan.path.name,
                next_step="say --encoding, or export it again as UTF-8",
            ) from error  # fmt: skip


def open_delimited(scan: Scan, options: ReadOptions) -> Table:
    """Return the table of a text file; nothing but its first lines is read yet."""
    form, headers = layout(scan, options)
    assumed = []
    if not options.delimiter:
        assumed.append(f"columns are separated by {_NAMES.get(form.delimiter, repr(form.delimiter))}")
    if scan.guessed:
        assumed.append(f"the text is not UTF-8; read as {scan.encoding}: look at the names, or say --encoding")
    facts = FileFacts(
        name=scan.path.name, format="csv", size_bytes=scan.size_bytes, sha256=scan.sha256, encoding=scan.encoding,
        delimiter=form.delimiter, header_line=form.header_line, comment_lines=form.comments, assumed=tuple(assumed),
    )  # fmt: skip

    def lines() -> Iterator[Line]:
        return number_lines(headers, _records(scan, form))

    return Table(facts=facts, headers=headers, lines=lines)


def text_lines(scan: Scan, most: int | None = None) -> list[str]:
    """Return the decoded lines of a text file without their ends, all or the first ``most``."""
    with scan.path.open(encoding=_codec(scan), errors="replace" if scan.guessed else "strict", newline=None) as file:
        return [line.rstrip("\n") for line in islice(file, most)]
