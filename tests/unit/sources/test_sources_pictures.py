from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoal.domain.application import CheckedDocument, CheckedPicture
from shoal.errors import FileFormatError, InputError, TooLargeError
from shoal.sources import check_insights_file, check_picture, what_it_seems

Image = pytest.importorskip("PIL.Image", reason="pictures need the optional part shoal[web]")
MODES = {"PNG": "RGBA", "JPEG": "RGB", "WEBP": "RGB"}
SECRET = b"48.2082 16.3738 Vienna"


def picture(kind: str, *, size: tuple[int, int] = (40, 20), **saved: object) -> bytes:
    """Return a picture whose left half is red and whose right half is blue."""
    drawn = Image.new(MODES[kind], size, (0, 0, 255, 255)[: len(MODES[kind])])
    drawn.paste((255, 0, 0, 255)[: len(MODES[kind])], (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    drawn.save(out, format=kind, **saved)
    return out.getvalue()


def place() -> bytes:
    """Return camera data with a place and an orientation that turns the picture by a quarter."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[2] = (48.0, 12.0, 29.5)
    return exif.tobytes()


def claimed_png(width: int, height: int) -> bytes:
    """Return a tiny PNG that claims any number of pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_drawn_anew_in_its_own_kind(kind: str) -> None:
    checked = check_picture(picture(kind), "insights.png")

    with Image.open(io.BytesIO(checked.data)) as again:
        assert (again.format, again.size) == (kind, (40, 20))
        assert again.convert("RGB").getpixel((5, 10))[0] > 200


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_the_place_in_a_picture_is_gone_and_the_picture_stands_upright(kind: str) -> None:
    checked = check_picture(picture(kind, exif=place()), "phone.jpg")

    assert SECRET not in checked.data
    assert (checked.width, checked.height) == (20, 40)
    with Image.open(io.BytesIO(checked.data)) as again:
        assert not again.getexif()
    assert any("place" in said for said in checked.removed)


def test_comments_profiles_and_editing_data_are_gone() -> None:
    data = picture("JPEG", comment=SECRET, icc_profile=b"profile " + SECRET, xmp=b"<x:xmpmeta>" + SECRET)

    checked = check_picture(data, "a.jpg")

    assert SECRET in data
    assert SECRET not in checked.data
    assert len(checked.removed) >= 3


def test_text_parts_of_a_png_are_gone() -> None:
    info = pytest.importorskip("PIL.PngImagePlugin").PngInfo()
    info.add_text("Comment", "<script>alert(1)</script>")

    assert b"<script>" not in check_picture(picture("PNG", pnginfo=info), "a.png").data


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("behind", [b"<html><script>alert(1)</script>", b"PK\x03\x04 an archive", b"#!/bin/sh\n"])
def test_what_hangs_behind_a_picture_is_gone(kind: str, behind: bytes) -> None:
    checked = check_picture(picture(kind) + behind, "both.png")

    assert behind not in checked.data
    assert any("behind the end" in said for said in checked.removed)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "drawing"),
        (b'<?xml version="1.0"?><svg onload="x()"/>', "drawing"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"GIF89a" + b"\0" * 40, "GIF"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\n" + b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "not a picture"),
    ],
)
def test_what_is_no_picture_is_refused_and_named(data: bytes, words: str) -> None:
    with pytest.raises(FileFormatError, match=words):
        check_picture(data, "insights.png")


def test_markup_in_front_of_a_picture_is_refused() -> None:
    with pytest.raises(FileFormatError):
        check_picture(b"<html>" + picture("JPEG"), "a.jpg")


@pytest.mark.parametrize("size", [(10_000, 10_000), (40_000_001, 1), (2**31 - 1, 2**31 - 1)])
def test_too_many_pixels_are_refused_before_decoding(size: tuple[int, int]) -> None:
    with pytest.raises(TooLargeError, match="pixels"):
        check_picture(claimed_png(*size), "bomb.png")


def test_the_claim_of_a_webp_is_read_before_decoding() -> None:
    huge = b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8X" + struct.pack("<I", 10) + b"\0" * 4 + b"\xff\x3f\0\xff\x3f\0"

    with pytest.raises(TooLargeError, match="16,384 x 16,384"):
        check_picture(huge, "bomb.webp")


def test_the_claim_of_a_jpeg_is_read_before_decoding() -> None:
    data = bytearray(picture("JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", 60_000, 60_000)

    with pytest.raises(TooLargeError, match="60,000 x 60,000"):
        check_picture(bytes(data), "bomb.jpg")


def test_more_than_ten_megabytes_are_refused() -> None:
    with pytest.raises(TooLargeError, match="10 MB"):
        check_picture(picture("PNG") + b"\0" * 10_000_000, "big.png")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_cut_short_is_refused(kind: str) -> None:
    data = picture(kind, size=(300, 300))

    with pytest.raises(FileFormatError, match="damaged"):
        check_picture(data[: len(data) // 2], "half.png")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.png", "passwd.png"), ("x.php.png", "x.png"),
        ("a b\r\nSet-Cookie: x.svg", "a-b-Set-Cookie-x.png"),
        ("", "file.png"), ("..", "file.png"), ("отчёт.png", "отчёт.png"), ("C:\\me\\shot.jpg", "shot.png"),
        ("\u202egnp.exe", "gnp.png"),
    ],
)  # fmt: skip
def test_a_name_is_made_safe(name: str, kept: str) -> None:
    assert check_picture(picture("PNG"), name).name == kept


@given(st.data(), st.sampled_from(["PNG", "JPEG", "WEBP"]))
def test_a_broken_picture_is_an_error_or_clean_pixels(data: st.DataObject, kind: str) -> None:
    whole = bytearray(picture(kind, exif=place()))
    for at in data.draw(st.lists(st.integers(12, len(whole) - 1), max_size=6)):
        whole[at] = data.draw(st.integers(0, 255))
    try:
        checked = check_picture(bytes(whole), "a.png")
    except InputError:
        return

    assert SECRET not in checked.data


@given(st.binary(max_size=200))
def test_any_bytes_are_a_checked_file_or_an_error(data: bytes) -> None:
    for start in (b"", b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP"):
        try:
            checked = check_insights_file(start + data, "insights.csv")
        except InputError:
            continue
        assert isinstance(checked, CheckedPicture | CheckedDocument)


PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"


def test_a_plain_pdf_is_kept_byte_for_byte() -> None:
    checked = check_insights_file(PDF, "report.pdf")

    assert (checked.data, checked.media_type, checked.name) == (PDF, "application/pdf", "report.pdf")


@pytest.mark.parametrize(
    "data",
    [
        PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
        PDF.replace(b"/Catalog", b"/Catalog /AA << /S /J#61vaScript >>"),
        PDF.replace(b"/Catalog", b"/Catalog /Names << /EmbeddedFiles 2 0 R >>"),
        PDF.replace(b"/Root", b"/Encrypt 3 0 R /Root"),
        PDF.replace(b"%%EOF\n", b""),
        PDF + b"<html><script>alert(1)</script>",
        PDF + b"PK\x05\x06" + b"\0" * 18,
        PDF + b"x" * 5000,
    ],
)
def test_a_pdf_that_runs_carries_or_is_something_else_is_refused(data: bytes) -> None:
    with pytest.raises(FileFormatError):
        check_insights_file(data, "report.pdf")


@pytest.mark.parametrize(
    "text",
    [
        "Date,Reach\n2026-05-01,1200\n", "sep=;\nDate;Reach\n2026-05-01;1200\n",
        "Date,Reach,Caption\n2026-05-01,1200,\u0634\u0643\u0631\u0627\n",
    ],
)  # fmt: skip
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_of_insights_is_kept(text: str, codec: str) -> None:
    assert check_insights_file(text.encode(codec), "reach.csv").media_type == "text/csv"


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script>,x\n1,2", b"only one column\nand no more\n", b"Date,Reach\n", b"a,b\0\n1,2\n",
        b"MZ\x90\0" + b"\0" * 50, b"PK\x03\x04word/document.xml",
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_as_insights(data: bytes) -> None:
    with pytest.raises(FileFormatError):
        check_insights_file(data, "insights.csv")


@pytest.mark.parametrize(
    ("head", "name", "seems"),
    [
        (b"%PDF-1.7", "sheet.xlsx", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "sheet.csv", "a picture (PNG)"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "x", "a picture (WebP)"),
        (b"\0\0\0\x18ftypheic", "IMG_1.csv", "a picture (HEIC)"),
        (b"  <!doctype html><html>", "sheet.csv", "a web page (HTML)"),
        (b"\xef\xbb\xbf<svg>", "logo.csv", "a drawing (SVG)"),
        (b"PK\x03\x04....word/document.xml", "sheet.csv", "a Word document"),
        (b"PK\x03\x04....", "letter.docx", "a Word document"),
        (b"PK\x03\x04....xl/workbook.xml", "s.zip", "an Excel workbook"),
        (b"PK\x03\x04....", "all.zip", "a zip archive"),
        (b"PK\x03\x04..mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "s", "an OpenDocument sheet (.ods)"),
        (b"\xd0\xcf\x11\xe0", "letter.doc", "an old Word document (.doc)"),
        (b"\xd0\xcf\x11\xe0", "sheet.xls", "an old Excel file (.xls)"),
        (b"From: me@example.org\n", "x.csv", "a mail"),
        (b"{\"a\": 1}", "x", "JSON data"),
        (b"a,b\n1,2\n", "x", "a table as text (CSV)"),
        ("a;b\n1;2\n".encode("utf-16"), "x", "a table as text (CSV)"),
        (b"hello there", "x", "plain text"),
        (b"BMW,5\nAudi,6\n", "cars.csv", "a table as text (CSV)"),
        (b"", "x.csv", "an empty file"),
        (b"\x01\x00\x02\x03", "x.csv", "a file of a kind that Shoal does not know"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_named_for_what_it_seems(head: bytes, name: str, seems: str) -> None:
    assert what_it_seems(head, name) == seems


@given(st.binary(max_size=300), st.text(max_size=40))
def test_naming_a_file_never_fails(head: bytes, name: str) -> None:
    assert what_it_seems(head, name)
