"""What a file seems to be by its first bytes: told to a person who picked a wrong one. Nothing is opened."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePosixPath

MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PAR1", "parquet"), (b"%PDF", "a PDF"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"), (b"RIFF", "a picture or sound"),
    (b"\x1f\x8b", "a gzip archive"), (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf", "a 7z archive"), (b"Rar!", "a RAR archive"), (b"\x7fELF", "a program"), (b"MZ\x90", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls)"), (b"SQLite format 3", "a database"), (b"{\\rtf", "an RTF text"),
    (b"<!DOCTYPE", "a web page"), (b"<!doctype", "a web page"), (b"<html", "a web page"), (b"<?xml", "an XML file"),
)  # fmt: skip
# Kinds that the importer's own table does not tell apart, because to it all of them are simply no table.
_CLOSER: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a picture (PNG)"), (b"\xff\xd8\xff", "a picture (JPEG)"), (b"GIF8", "a picture (GIF)"),
    (b"II*\0", "a picture (TIFF)"), (b"MM\0*", "a picture (TIFF)"),
    (b"\0\0\1\0", "an icon"), (b"ID3", "a sound (MP3)"), (b"OggS", "a sound (Ogg)"), (b"fLaC", "a sound (FLAC)"),
    (b"\x1aE\xdf\xa3", "a film (Matroska or WebM)"), (b"BEGIN:VCALENDAR", "a calendar"),
    (b"BEGIN:VCARD", "an address card"),
    (b"PAR1", "a Parquet table"), (b"xar!", "an installer package"), (b"bplist00", "an Apple property list"),
)  # fmt: skip
_OLD_OFFICE = {
    ".doc": "an old Word document (.doc)", ".ppt": "old PowerPoint slides (.ppt)", ".msg": "an Outlook mail (.msg)",
}  # fmt: skip
# The names of parts stand in plain sight in a zip, each in front of its part.
_ZIP_PARTS: tuple[tuple[bytes, str], ...] = (
    (b"word/", "a Word document"), (b"ppt/", "PowerPoint slides"), (b"xl/", "an Excel workbook"),
    (b"opendocument.spreadsheet", "an OpenDocument sheet (.ods)"),
    (b"opendocument.text", "an OpenDocument text (.odt)"), (b"opendocument.presentation", "OpenDocument slides (.odp)"),
    (b"epub+zip", "an e-book"), (b"AndroidManifest.xml", "an Android program"),
)  # fmt: skip
_ZIP_ENDINGS = {
    ".docx": "a Word document", ".pptx": "PowerPoint slides",
    ".ods": "an OpenDocument sheet (.ods)", ".odt": "an OpenDocument text (.odt)", ".numbers": "an Apple Numbers sheet",
    ".pages": "an Apple Pages document", ".key": "Apple Keynote slides",
}  # fmt: skip
_BRANDS = {b"heic": "a picture (HEIC)", b"heix": "a picture (HEIC)", b"mif1": "a picture (HEIC)",
           b"avif": "a picture (AVIF)", b"M4A ": "a sound (M4A)"}  # fmt: skip
_RIFF = {b"WEBP": "a picture (WebP)", b"WAVE": "a sound (WAV)", b"AVI ": "a film (AVI)"}
_SVG = re.compile(rb"<svg[\s>:]", re.IGNORECASE)
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|iframe|meta|div|table)[\s>]", re.IGNORECASE)
_MAIL = re.compile(rb"\A(?:Return-Path|Received|Delivered-To|From|MIME-Version|Message-ID): ", re.IGNORECASE)
_FTYP_AT, _BRAND_END = 4, 12
_TEXT_LOOKED_AT = 4096
UNKNOWN = "a file of a kind that Shoal does not know"


def _container(head: bytes, ending: str) -> str | None:
    """Tell files apart that share one wrapper: zip, RIFF, ISO media, old Office."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        found = next((name for part, name in _ZIP_PARTS if part in head), None)
        return found or _ZIP_ENDINGS.get(ending, "a zip archive")
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:_BRAND_END], "a sound or film")
    if head[_FTYP_AT:8] == b"ftyp":
        return _BRANDS.get(head[8:_BRAND_END], "a film")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _OLD_OFFICE.get(ending, "an old Excel file (.xls)")
    return None


def _marked_up(start: bytes) -> str | None:
    """Return whether text is a page or a drawing that a browser would run."""
    if not start.startswith(b"<"):
        return None
    if _SVG.search(start[:_TEXT_LOOKED_AT]):
        return "a drawing (SVG)"
    if _PAGE.search(start[:_TEXT_LOOKED_AT]):
        return "a web page (HTML)"
    return "an XML file" if start.startswith(b"<?xml") else None


def _text(head: bytes, ending: str) -> str:
    """Name a text by its first lines; bytes that are no text are of no kind that is known."""
    sixteen = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if b"\0" in head and not sixteen:
        return UNKNOWN
    text = head.decode("utf-16" if sixteen else "utf-8", errors="replace").removeprefix("\ufeff").lstrip()
    if text[:1] in ("{", "["):
        return "JSON data"
    lines = [line for line in text.splitlines() if line.strip()][:5]
    split = [mark for mark in (",", ";", "\t", "|") if lines and all(mark in line for line in lines)]
    return "a table as text (CSV)" if split or ending in (".csv", ".tsv") else "plain text"


def what_it_seems(head: bytes, name: str = "") -> str:
    """Return in words what a file seems to be, such as ``a PDF`` or ``a Word document``.

    ``head`` are its first bytes (64 kB are plenty), ``name`` its name, whose ending only tells apart what the bytes do
    not. Never raises.
    """
    ending = PurePosixPath(name.replace("\\", "/")).suffix.casefold()
    if not head.strip():
        return "an empty file"
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    found = _container(head, ending) or _marked_up(start)
    if found is None:
        found = next((kind for magic, kind in (*_CLOSER, *MAGIC) if start.startswith(magic)), None)
    if found is None and _MAIL.match(start):
        found = "a mail"
    return found or _text(head, ending)
