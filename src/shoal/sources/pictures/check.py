"""A picture that somebody sent, drawn anew: what is kept can hold nothing but pixels.

Rules: OWASP File Upload Cheat Sheet (allow-list, content over ending, rewrite images, new name, size limits).
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
import unicodedata
import warnings
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from shoal.domain.application import CheckedPicture
from shoal.errors import FileFormatError, MissingExtraError, TooLargeError
from shoal.sources.kinds import what_it_seems
from shoal.sources.pictures.headers import JPEG, PNG, WEBP, claimed_size, format_of

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 10 * 1000 * 1000
MOST_PIXELS = 40 * 1000 * 1000  # the largest phone screenshot has 5 million, a long scrolling one 20 [judgement]
PICTURES = ("PNG", "JPEG", "WebP")
_HEAD = 65536
_LONGEST_NAME = 80
_QUALITY = 90
_MEDIA = {PNG: ("image/png", ".png"), JPEG: ("image/jpeg", ".jpg"), WEBP: ("image/webp", ".webp")}
_CARRIED = {
    "exif": "camera data (EXIF), with the place where it held one", "xmp": "editing data (XMP)",
    "icc_profile": "a colour profile", "comment": "a comment", "photoshop": "editing data (Photoshop)",
}  # fmt: skip
_PNG_END = b"IEND\xaeB`\x82"
_BROKEN = (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, EOFError, AttributeError, OverflowError,
           NotImplementedError, MemoryError, struct.error, zlib.error)  # fmt: skip


def clean_name(name: str, ending: str) -> str:
    """Return a name that is safe in a header, a folder and a shell: letters, digits, dash; the ending is ours."""
    stem = PurePosixPath(name.replace("\\", "/")).name.split(".", maxsplit=1)[0]
    stem = re.sub(r"[^\w-]+", "-", unicodedata.normalize("NFKC", stem)).strip("-_")[:_LONGEST_NAME]
    return f"{stem or 'file'}{ending}"


def check_size(data: bytes, name: str) -> None:
    """Refuse nothing at all and more than 10 MB. Raises FileFormatError or TooLargeError."""
    if not data:
        raise FileFormatError("the file is empty", received=clean_name(name, ""), next_step="send it again")
    if len(data) > MOST_BYTES:
        raise TooLargeError(
            f"the file has {len(data) / 1e6:.1f} MB, at most {MOST_BYTES / 1e6:.0f} MB are taken",
            received=clean_name(name, ""), next_step="send a screenshot, or a smaller picture of it",
        )  # fmt: skip


def _kind(data: bytes, name: str) -> str:
    kind = format_of(data)
    if kind is None:
        seems = what_it_seems(data[:_HEAD], name)
        raise FileFormatError(
            f"this is {seems}, not a picture that is taken", received=clean_name(name, ""), allowed=PICTURES,
            next_step="send a screenshot as PNG, JPEG or WebP",
        )  # fmt: skip
    return kind


def _check_pixels(data: bytes, kind: str, name: str) -> None:
    """Refuse a claim of more than 40 million pixels before a decoder sees the file."""
    size = claimed_size(data, kind)
    if size is None or 0 in size:
        raise _broken(name)
    if size[0] * size[1] > MOST_PIXELS:
        raise _too_many_pixels(*size, name)


def _too_many_pixels(width: int, height: int, name: str) -> TooLargeError:
    return TooLargeError(
        f"the picture has {width:,} x {height:,} pixels, at most {MOST_PIXELS // 10**6} million are taken",
        received=clean_name(name, ""), next_step="send a screenshot, or a smaller picture of it",
    )  # fmt: skip


def _broken(name: str) -> FileFormatError:
    return FileFormatError(
        "the picture is damaged or was cut short", received=clean_name(name, ""), allowed=PICTURES,
        next_step="open it, take a screenshot of it and send that",
    )  # fmt: skip


def _decoded(data: bytes, kind: str, name: str) -> tuple[Image, tuple[str, ...]]:
    """Decode every pixel of the first frame, turned as it is meant to be seen; and what else the file carried."""
    try:
        from PIL import Image, ImageOps  # noqa: PLC0415  only the web page takes pictures: an optional part
    except ImportError as missing:
        raise MissingExtraError(
            "Pictures need an optional part that is not installed.", next_step="pip install 'shoal[web]'"
        ) from missing
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd metadata is worth a warning to Pillow; here it is thrown away
            with Image.open(io.BytesIO(data), formats=[kind]) as picture:
                if picture.width * picture.height > MOST_PIXELS:  # the decoder believes another header than we read
                    raise _too_many_pixels(picture.width, picture.height, name)
                picture.load()
                carried = tuple(said for key, said in _CARRIED.items() if picture.info.get(key))
                upright = ImageOps.exif_transpose(picture)
                return _plain(upright, kind), carried
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(*(claimed_size(data, kind) or (0, 0)), name) from error
    except _BROKEN as error:
        raise _broken(name) from error


def _plain(picture: Image, kind: str) -> Image:
    """Return pixels alone, in one of few modes: a new picture has no place for anything else."""
    from PIL import Image  # noqa: PLC0415  an optional part, present as its caller has just used it

    see_through = kind != JPEG and (picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info)
    mode = "L" if picture.mode == "L" and not see_through else "RGBA" if see_through else "RGB"
    drawn = picture if picture.mode == mode else picture.convert(mode)
    return Image.frombytes(mode, drawn.size, drawn.tobytes())


def _end_of(data: bytes, kind: str) -> int:
    """Return where the picture ends by its own account; what follows belongs to some other kind of file."""
    if kind == PNG:
        at = data.find(_PNG_END)
        return at + len(_PNG_END) if at >= 0 else len(data)
    if kind == JPEG:
        at = data.rfind(b"\xff\xd9")
        return at + 2 if at >= 0 else len(data)
    return 8 + int.from_bytes(data[4:8], "little")


def _encoded(picture: Image, kind: str, name: str) -> bytes:
    out = io.BytesIO()
    try:
        picture.save(out, format=kind, **({} if kind == PNG else {"quality": _QUALITY}))
    except _BROKEN as error:
        raise _broken(name) from error
    return out.getvalue()


def check_picture(data: bytes, name: str) -> CheckedPicture:
    """Return a picture that was sent, drawn anew from its pixels and turned upright.

    Taken are PNG, JPEG and WebP by their first bytes and by decoding them whole, up to 10 MB and 40 million pixels,
    both judged before decoding. Place, camera, comments, colour profile, further frames and bytes behind the end are
    gone. A name is only made safe, never trusted. Raises FileFormatError, TooLargeError or MissingExtraError.
    O(pixels).
    """
    check_size(data, name)
    kind = _kind(data, name)
    _check_pixels(data, kind, name)
    picture, carried = _decoded(data, kind, name)
    drawn = _encoded(picture, kind, name)
    behind = len(data) - _end_of(data, kind)
    media_type, ending = _MEDIA[kind]
    return CheckedPicture(
        data=drawn, name=clean_name(name, ending), media_type=media_type, width=picture.width, height=picture.height,
        sha256=hashlib.sha256(drawn).hexdigest(),
        removed=(*carried, f"{behind:,} bytes behind the end of the picture") if behind > 0 else carried,
    )  # fmt: skip
