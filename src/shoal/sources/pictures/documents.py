"""Insights as a file: a picture is drawn anew, a PDF or CSV is kept as it is once it is surely nothing else."""

from __future__ import annotations

import codecs
import csv
import hashlib
import re

from shoal.domain.application import CheckedDocument, CheckedPicture
from shoal.errors import FileFormatError
from shoal.sources.kinds import what_it_seems
from shoal.sources.pictures.check import check_picture, check_size, clean_name
from shoal.sources.pictures.headers import format_of

ALLOWED = ("PNG", "JPEG", "WebP", "PDF", "CSV")
_HEAD = 65536
_TAIL = 1024  # within so many bytes of the end a PDF says that it ends (ISO 32000-1, annex H.3, note 18)
_LEAST_COLUMNS, _LEAST_LINES = 2, 2
_SNIFFED = 1445  # bytes by which a browser may take a file for a page (WHATWG MIME Sniffing, section 5)
# What makes a PDF run, start or carry something (ISO 32000-1, 12.6.4). A name may be written with #xx for any letter.
_ACTIVE = ("JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "SubmitForm", "ImportData")
_ACTIVE_SHORT = ("JS", "XFA")  # looked for outside of streams: packed bytes spell such short names by chance
_STREAM = re.compile(rb"\bstream\r?\n.*?\bendstream\b", re.DOTALL)
_NAME = re.compile(rb"/([A-Za-z0-9#]{2,60})")
_HASHED = re.compile(rb"#([0-9A-Fa-f]{2})")
_MARKUP = re.compile(r"<\s*(?:!doctype|html|svg|script|iframe|\?xml|\?php|object|embed)\b", re.IGNORECASE)
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!\x1a", b"7z\xbc\xaf\x27")


def _refused(text: str, name: str) -> FileFormatError:
    return FileFormatError(
        text, received=clean_name(name, ""), allowed=ALLOWED, next_step="send a screenshot of the figures instead"
    )


def _pdf_names(data: bytes) -> set[str]:
    """Return the names in a PDF with their ``#xx`` written out; those inside packed streams stay unseen."""
    found = (_HASHED.sub(lambda match: bytes([int(match[1], 16)]), match[1]) for match in _NAME.finditer(data))
    return {name.decode("latin-1") for name in found}


def _check_pdf(data: bytes, name: str) -> None:
    last = data.rfind(b"%%EOF")
    if last < 0 or len(data) - last > _TAIL:
        raise _refused("the PDF is damaged, cut short, or something else hangs at its end", name)
    if data[last + 5 :].strip(b"\r\n \t\0") or any(magic in data[-_HEAD:] for magic in _ARCHIVES):
        raise _refused("the PDF is another kind of file as well", name)
    names = _pdf_names(data)
    plain = _pdf_names(_STREAM.sub(b" ", data))
    active = next((word for word in _ACTIVE if word in names), None)
    active = active or next((word for word in _ACTIVE_SHORT if word in plain), None)
    if active:
        raise _refused(f"the PDF holds something that runs or is packed inside it ({active})", name)
    if "Encrypt" in plain:
        raise _refused("the PDF is locked, so nobody can see what is in it", name)


def _csv_text(data: bytes, name: str) -> str:
    sixteen = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if b"\0" in data and not sixteen:
        raise _refused(f"this is {what_it_seems(data[:_HEAD], name)}, not a table", name)
    for codec in ("utf-16",) if sixteen else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    raise _refused("the text of the table cannot be read", name)


def _check_csv(data: bytes, name: str) -> None:
    text = _csv_text(data, name)
    if _MARKUP.search(text[:_SNIFFED]):
        raise _refused("the table begins like a web page", name)
    lines = [line for line in text.splitlines() if line.strip() and not line.lower().startswith(("sep=", "#"))]
    if len(lines) < _LEAST_LINES:
        raise _refused("the table has no lines", name)
    widths = max(_width(lines, mark) for mark in (",", ";", "\t", "|"))
    if widths < _LEAST_COLUMNS:
        raise _refused(f"this is {what_it_seems(data[:_HEAD], name)}, not a table", name)


def _width(lines: list[str], delimiter: str) -> int:
    """Return how many columns the first lines agree on at least."""
    try:
        return min(len(record) for record in csv.reader(lines[:20], delimiter=delimiter) if record)
    except csv.Error:
        return 0


def check_insights_file(data: bytes, name: str) -> CheckedPicture | CheckedDocument:
    """Return a file of insights that may be kept: a picture drawn anew, or a PDF or CSV byte for byte.

    A PDF must end as one, and nothing in it may run, be locked or be packed inside; a CSV must be text with columns and
    without markup. What a PDF says of its author stays in it. Raises FileFormatError, TooLargeError (over 10 MB) or
    MissingExtraError. O(bytes).
    """
    check_size(data, name)
    if format_of(data):
        return check_picture(data, name)
    if data.startswith(b"%PDF-"):
        _check_pdf(data, name)
        media_type, ending = "application/pdf", ".pdf"
    elif what_it_seems(data[:_HEAD], name) == "a table as text (CSV)" or name.casefold().endswith((".csv", ".tsv")):
        _check_csv(data, name)
        media_type, ending = "text/csv", ".csv"
    else:
        raise _refused(f"this is {what_it_seems(data[:_HEAD], name)}, which is not taken", name)
    notes = ("kept as it came: its own details (author, program) are still in it",) if ending == ".pdf" else ()
    return CheckedDocument(
        data=data, name=clean_name(name, ending), media_type=media_type, sha256=hashlib.sha256(data).hexdigest(),
        notes=notes,
    )  # fmt: skip
