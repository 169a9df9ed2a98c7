"""What the tests of applications send, and how they look at what was kept."""

from __future__ import annotations

import io
import sqlite3
import time
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


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def whole(folder: Path) -> bytes:
    """Return every byte of a workspace, the tables written out."""
    files = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    with sqlite3.connect(folder / "ledger.sqlite3") as base:
        return files + "\n".join(base.iterdump()).encode()
