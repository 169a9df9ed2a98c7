"""The size a picture claims, read from its own header before anything is unpacked.

A small file can claim a billion pixels; a decoder believes it and takes the memory. So the claim is judged first.
Sources of the layouts: PNG (ISO/IEC 15948, IHDR), JPEG (ITU-T T.81, B.2.2 frame header), WebP (RFC 9649, section 2).
"""

from __future__ import annotations

import struct

PNG, JPEG, WEBP = "PNG", "JPEG", "WEBP"
_PNG_START = b"\x89PNG\r\n\x1a\n"
_MARKER = 0xFF
# Start-of-frame markers; C4, C8 and CC in that range are tables and an extension, no frames.
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
_END_OF_HEADERS = frozenset({0xD9, 0xDA})
_VP8_START = b"\x9d\x01\x2a"
_VP8L_SIGN = 0x2F


def format_of(data: bytes) -> str | None:
    """Return ``PNG``, ``JPEG`` or ``WEBP`` by the very first bytes, ``None`` for everything else."""
    if data.startswith(_PNG_START):
        return PNG
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    return WEBP if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None


def claimed_size(data: bytes, kind: str) -> tuple[int, int] | None:
    """Return width and height in pixels as the header claims them, ``None`` where it claims none."""
    reader = {PNG: _png, JPEG: _jpeg, WEBP: _webp}[kind]
    try:
        return reader(data)
    except (struct.error, IndexError):
        return None


def _png(data: bytes) -> tuple[int, int] | None:
    if data[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _jpeg(data: bytes) -> tuple[int, int] | None:
    """Walk the segments up to the frame header. The largest frame counts: a decoder may take another one."""
    at, found = 2, None
    while at + 4 <= len(data):
        if data[at] != _MARKER:
            break
        marker = data[at + 1]
        if marker in _END_OF_HEADERS:
            break
        if marker == _MARKER or marker in _ALONE:
            at += 1 if marker == _MARKER else 2
            continue
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            found = max(found or (0, 0), (width, height), key=lambda size: size[0] * size[1])
        at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    return found


def _webp(data: bytes) -> tuple[int, int] | None:
    chunk = data[12:16]
    if chunk == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if chunk == b"VP8L" and data[20] == _VP8L_SIGN:
        bits = struct.unpack("<I", data[21:25])[0]
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b"VP8 " and data[23:26] == _VP8_START:
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None
