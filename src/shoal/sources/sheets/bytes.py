"""The bytes of a file: what kind it is, its checksum, its encoding, and the caps (sources.md section 6)."""

from __future__ import annotations

import codecs
import hashlib
import zipfile
import zlib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from shoal.errors import FileFormatError, NotFoundError, TooLargeError
from shoal.sources.kinds import MAGIC, what_it_seems

CHUNK = 1 << 17  # bytes: of a larger stretch the memory is handed back and fetched anew each time, half the work
LONGEST_LINE = 10 * 1000 * 1000  # bytes without a line end: no sheet has such a line, a broken or hostile file does
ZIP_RATIO = 100  # unpacked to packed size
MOST_UNPACKED = 2 * 1000**3
READABLE = ("CSV", "XLSX", "JSON", "Parquet")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What one pass over the bytes found.

    ``format`` is ``csv``, ``xlsx``, ``json`` or ``parquet``; ``encoding`` a Python codec that decodes every byte, and
    ``bom`` how many bytes of mark stand before the text; ``guessed`` says that the encoding is a guess.
    """

    path: Path
    format: str
    size_bytes: int
    sha256: str
    encoding: str | None = None
    bom: int = 0
    guessed: bool = False


def _head(path: Path) -> bytes:
    if not path.exists():
        raise NotFoundError("no such file", received=path.name, next_step="check the path")
    if not path.is_file():
        raise FileFormatError("this is a folder, not a file", received=path.name, next_step="name one file")
    with path.open("rb") as file:
        return file.read(65536)


def _zip_kind(path: Path, head: bytes) -> str:
    """Return ``xlsx`` for a workbook; raise for every other archive and for what unpacks too far."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" not in names:
                raise FileFormatError(
                    f"this is {what_it_seems(head, path.name)}, not a sheet", received=path.name, allowed=READABLE,
                    next_step="unpack it, or save the sheet as .xlsx or .csv",
                )  # fmt: skip
            _unpack_test(archive, path)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise FileFormatError(
            "the workbook is damaged or was cut short", received=path.name,
            next_step="open it in a spreadsheet program, save it again as .xlsx, or download it again",
        ) from error  # fmt: skip
    return "xlsx"


def _unpack_test(archive: zipfile.ZipFile, path: Path) -> None:
    """Unpack every part without keeping it: sizes written in an archive can lie."""
    limit = min(MOST_UNPACKED, ZIP_RATIO * max(path.stat().st_size, 1))
    unpacked = 0
    for entry in archive.infolist():
        with archive.open(entry) as part:
            while chunk := part.read(CHUNK):
                unpacked += len(chunk)
                if unpacked > limit:
                    raise TooLargeError(
                        f"the workbook unpacks to more than {ZIP_RATIO} times its size", received=path.name,
                        next_step="save the sheet you need as .csv and bring that in",
                    )  # fmt: skip


def _format(path: Path, head: bytes) -> str:
    """Return the format by the first bytes; the file's ending does not matter."""
    if head.startswith(b"PK"):
        return _zip_kind(path, head)
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    for magic, name in MAGIC:
        if start.startswith(magic) or head.startswith(magic):
            if name == "parquet":
                return name
            raise FileFormatError(
                f"this is {what_it_seems(head, path.name)}, not a table", received=path.name, allowed=READABLE,
                next_step="save or export the table as .csv or .xlsx",
            )  # fmt: skip
    return "json" if start[:1] in (b"{", b"[") else "csv"


def _sixteen(head: bytes) -> str | None:
    """Return the byte order of UTF-16 without a mark: in European text every other byte is NUL."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) / 2
    if half >= 1 and max(even, odd) > 0.3 * half and min(even, odd) < 0.05 * half:
        return "utf-16-be" if even > odd else "utf-16-le"
    return None


def _encoding(head: bytes, said: str | None) -> tuple[str, int]:
    """Return the codec by mark, by what was said, or by the pattern of NULs, else UTF-8; and the length of the mark."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return ("utf-8", 3) if name == "utf-8-sig" else (name, 2)
    if said:
        try:
            # Decoding nothing tells text encodings from those between bytes and bytes, such as base64.
            b"".decode(said)
            return codecs.lookup(said).name, 0
        except LookupError as error:
            raise FileFormatError(
                "no such encoding",
                received=said,
                allowed=("utf-8", "cp1252", "cp1251", "utf-16"),
                next_step="correct it",
            ) from error
    return _sixteen(head) or "utf-8", 0


def _nul(path: Path, line: int) -> FileFormatError:
    return FileFormatError(
        f"a NUL byte near line {line}: the file is damaged or no text", received=path.name, allowed=READABLE,
        next_step="export the table again as UTF-8 .csv",
    )  # fmt: skip


class _TextPass:
    """One pass over text: checksum, longest line, NUL bytes, whether every byte decodes. Constant memory."""

    def __init__(self, path: Path, encoding: str, bom: int) -> None:
        self.path, self.encoding, self.bom = path, encoding, bom
        self.digest = hashlib.sha256()
        self.size = self.run = 0
        self.valid = True
        self.decoder = codecs.getincrementaldecoder(encoding)("strict")

    def take(self, chunk: bytes) -> None:
        self.digest.update(chunk)
        if not self.encoding.startswith("utf-16") and b"\0" in chunk:
            raise _nul(self.path, self._line(self.size + chunk.index(b"\0")))
        self._lines(chunk)
        if self.valid and not self._is_ascii(chunk):
            try:
                self.decoder.decode(chunk[self.bom :] if self.size == 0 else chunk)
            except UnicodeDecodeError:
                self.valid = False
        self.size += len(chunk)

    def _is_ascii(self, chunk: bytes) -> bool:
        """Say whether a stretch of UTF-8 need not be decoded: ASCII, and no letter was cut in two before it."""
        return self.encoding == "utf-8" and chunk.isascii() and not self.decoder.getstate()[0]

    def _line(self, at: int) -> int:
        """Return the number of the line that holds a byte; only an error asks for it."""
        with self.path.open("rb") as file:
            return 1 + sum(file.read(min(CHUNK, at - start)).count(b"\n") for start in range(0, at, CHUNK))

    def _lines(self, chunk: bytes) -> None:
        """Add up the run of bytes without a line end; a carriage return ends a line as well."""
        last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        first = min(at for at in (chunk.find(b"\n"), chunk.find(b"\r"), len(chunk)) if at >= 0)
        if self.run + first > LONGEST_LINE:
            raise TooLargeError(
                f"line {self._line(self.size)} is longer than 10 MB", received=self.path.name,
                next_step="export the table again with one line per creator",
            )  # fmt: skip
        self.run = self.run + len(chunk) if last < 0 else len(chunk) - last - 1

    def end(self) -> None:
        if self.valid:
            try:
                self.decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                self.valid = False


_CYRILLIC = range(0xC0, 0x100)


def _eight_bit(head: bytes) -> str:
    """Return the likelier of cp1252 and cp1251: in Cyrillic text whole words are of high letters."""
    high = [byte in _CYRILLIC for byte in head]
    pairs = sum(1 for first, second in pairwise(high) if first and second)
    return "cp1251" if pairs > 0.5 * max(1, sum(high)) else "cp1252"


def _text(path: Path, kind: str, head: bytes, said: str | None) -> Scan:
    encoding, bom = _encoding(head, said)
    with path.open("rb") as file:
        text = _TextPass(path, encoding, bom)
        while chunk := file.read(CHUNK):
            text.take(chunk)
        text.end()
    guessed = False
    if not text.valid and (said or bom or encoding != "utf-8"):
        raise FileFormatError(
            f"the text is not {encoding}", received=path.name, next_step="say --encoding, or export it again as UTF-8"
        )
    if not text.valid:
        encoding, guessed = _eight_bit(head), True
    return Scan(
        path=path,
        format=kind,
        size_bytes=text.size,
        sha256=text.digest.hexdigest(),
        encoding=encoding,
        bom=bom,
        guessed=guessed,
    )


def scan(path: Path, *, encoding: str | None = None) -> Scan:
    """Return format, checksum and encoding of a file in one pass of constant memory.

    Raises NotFoundError, FileFormatError (empty, wrong type, damaged, NUL bytes) or TooLargeError (zip ratio, a line
    over 10 MB).
    """
    head = _head(path)
    if not head.strip():
        raise FileFormatError(
            "the file is empty", received=path.name, next_step="export the table again, with a header line"
        )
    kind = _format(path, head)
    if kind in ("csv", "json"):
        return _text(path, kind, head, encoding)
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return Scan(path=path, format=kind, size_bytes=path.stat().st_size, sha256=digest.hexdigest())
