"""JSON lists of records and Parquet files as tables of text cells."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path

from shoal.domain.intake import FileFacts
from shoal.errors import FileFormatError, InputError
from shoal.sources.sheets.bytes import Scan
from shoal.sources.sheets.header import clean_headers
from shoal.sources.sheets.table import Line, Table, number_lines
from shoal.sources.sheets.workbook import cell_of

ParquetRows = Callable[[Path], Iterable[Mapping[str, str | None]]]
_LARGEST_JSON = 500 * 1000**2
_DEEPEST = 3  # boxes in boxes: exports hold a profile with its figures; what lies deeper is not about the creator


def load_json(scan: Scan) -> object:
    """Return the document of a JSON file, or the list of documents of a file with one per line.

    Raises FileFormatError with the place where it breaks.
    """
    if scan.size_bytes > _LARGEST_JSON:
        raise FileFormatError("JSON over 500 MB", received=scan.path.name, next_step="convert it to .csv or Parquet")
    codec = "utf-8-sig" if scan.bom == len(codecs.BOM_UTF8) else "utf-16" if scan.bom else scan.encoding or "utf-8"
    text = scan.path.read_text(encoding=codec, errors="replace" if scan.guessed else "strict")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        by_line = _by_line(text) if error.msg == "Extra data" else None
        if by_line is not None:
            return by_line
        raise FileFormatError(
            f"not valid JSON: line {error.lineno}, column {error.colno}", received=scan.path.name,
            next_step="export it again; the file may have been cut short",
        ) from error  # fmt: skip
    except (RecursionError, ValueError) as error:
        raise FileFormatError(
            "JSON that nests too deep or holds a number too long",
            received=scan.path.name,
            next_step="export a plain list",
        ) from error


def _by_line(text: str) -> list[object] | None:
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        return None


def records_of(document: object) -> list[Mapping[str, object]] | None:
    """Return the list of records in a document: the list itself, or the one list of records inside an object."""
    if isinstance(document, list):
        ok = document and all(isinstance(item, dict) for item in document)
        return list(document) if ok else None
    if isinstance(document, dict):
        lists = [found for value in document.values() if isinstance(value, list) and (found := records_of(value))]
        return lists[0] if len(lists) == 1 else None
    return None


def _json_cell(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else cell_of(value)


def _flat(record: Mapping[str, object], depth: int = 0) -> dict[str, object]:
    """Return a record with what lies in its objects under dotted names: ``statistics.subscriberCount``."""
    flat: dict[str, object] = {}
    for key, value in record.items():
        if isinstance(value, dict) and value and depth < _DEEPEST:
            flat.update((f"{key}.{inner}", cell) for inner, cell in _flat(value, depth + 1).items())
        else:
            flat[key] = value
    return flat


def json_table(scan: Scan, document: object) -> Table:
    """Return a JSON document as a table; objects become columns with dotted names, lists stay as JSON text.

    Raises FileFormatError where there is no list of records in it.
    """
    found = records_of(document)
    if found is None:
        raise FileFormatError(
            "this JSON holds no list of records", received=scan.path.name, allowed=("a list of objects",),
            next_step="export the table as .csv, or say what it is with --kind",
        )  # fmt: skip
    found = [_flat(record) for record in found]
    keys = list(dict.fromkeys(key for record in found for key in record))
    headers = clean_headers(keys, scan.path.name)
    facts = FileFacts(
        name=scan.path.name, format="json", size_bytes=scan.size_bytes, sha256=scan.sha256, encoding=scan.encoding
    )

    def lines() -> Iterator[Line]:
        return number_lines(headers, ([_json_cell(record.get(key)) for key in keys] for record in found))

    return Table(facts=facts, headers=headers, lines=lines, typed=True)


def parquet_table(scan: Scan, parquet_rows: ParquetRows | None) -> Table:
    """Return a Parquet file as a table; the columnar engine reads it and is handed in.

    Raises InputError where no engine was handed in, FileFormatError for an empty file.
    """
    if parquet_rows is None:
        raise InputError("Parquet needs the columnar engine", received=scan.path.name, next_step="convert it to .csv")
    first = list(islice(iter(parquet_rows(scan.path)), 1))
    if not first:
        raise FileFormatError("the table is empty", received=scan.path.name, next_step="export it again")
    keys = list(first[0])
    headers = clean_headers(keys, scan.path.name)
    facts = FileFacts(name=scan.path.name, format="parquet", size_bytes=scan.size_bytes, sha256=scan.sha256)

    def lines() -> Iterator[Line]:
        rows = chain.from_iterable([parquet_rows(scan.path)])
        return number_lines(headers, (_texts(record, keys) for record in rows))

    return Table(facts=facts, headers=headers, lines=lines, typed=True)


def _texts(record: Mapping[str, str | None], keys: Sequence[str]) -> list[str]:
    return [record.get(key) or "" for key in keys]
