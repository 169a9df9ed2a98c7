"""What the tests of applications send, and how they look at what was kept."""

from __future__ import annotations

import io
import sqlite3
import struct
import time
import zlib
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

NOTICE = "We keep your answers for a year. Write to us to see or delete them."
EMAIL = "mina.baker@mail.example"
ANSWERS = {
    "platform": "Instagram", "handle": "@mina.bakes", "email": EMAIL, "country": "Austria", "city": "Graz",
    "values": "Rye, patience and no waste.", "proof": "https://example.org/rye", "customer": "Yes", "adult": "on",
    "notice": "on",
}  # fmt: skip


def opened_form(cast) -> str:
    """Return the address of the open form of the first brand."""
    with cast.shoal.acting(cast.as_("ada", "approver"), cast.brand):
        form = cast.shoal.applying.change_form(notice=NOTICE, is_open=True)
    return f"/apply/{form.token}/"


def stamp(seconds: int = 60) -> str:
    """Return the stamp of a form that was opened some time ago."""
    from django.core.signing import b62_encode

    from shoal.web.views.applications_public import SIGNER

    class Earlier(type(SIGNER)):
        def timestamp(self) -> str:
            return b62_encode(int(time.time()) - seconds)

    return Earlier(salt=SIGNER.salt).sign("x")


def send(cast, address: str, browser=None, **changes):
    told = {**ANSWERS, "opened": stamp(), **changes}
    return (browser or cast.client()).post(address, {name: value for name, value in told.items() if value is not None})


def records(cast, state=None):
    with cast.shoal.acting(cast.as_("ana"), cast.brand):
        kept = cast.shoal.ledger.applying
        return kept.records([uid for uid, _ in kept.keys(state)])


def png(width: int = 40, height: int = 30, **more) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (width, height), (20, 120, 90)).save(file, format="PNG", **more)
    return file.getvalue()


PLACE = b"48.2082 16.3738 Vienna"


def photo_with_place() -> bytes:
    """Return a photo with camera data that say where it was taken, in words and as coordinates."""
    from PIL import Image

    file, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = PLACE.decode()
    exif.get_ifd(0x8825)[2] = (48.0, 12.0, 29.5)
    Image.new("RGB", (40, 30), (20, 120, 90)).save(file, format="JPEG", exif=exif.tobytes())
    return file.getvalue()


def exif_of(data: bytes) -> dict[int, object]:
    from PIL import Image

    with Image.open(io.BytesIO(data)) as picture:
        return dict(picture.getexif())


def whole_png(width: int, height: int) -> bytes:
    """Return a black picture of one bit a pixel that any decoder reads to its end."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packer, line = zlib.compressobj(9), b"\0" * (1 + (width + 7) // 8)
    pixels = b"".join(packer.compress(line) for _ in range(height)) + packer.flush()
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def whole(folder: Path) -> bytes:
    """Return every byte of a workspace, the tables written out."""
    files = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    with sqlite3.connect(folder / "ledger.sqlite3") as base:
        return files + "\n".join(base.iterdump()).encode()
