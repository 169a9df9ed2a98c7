"""Hostile files and names at the door of the web page."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

SHEET = b"Handle,Platform,Followers\n@mina.bakes,Instagram,1200\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 200
NAMES = [
    "../../../etc/passwd.csv", "..\\..\\boot.csv", "/etc/cron.d/x.csv", "a\x00b.csv", "x" * 400 + ".csv", ".csv",
    "\u202ecsv.exe.csv", "con.csv", "....//....//x.csv", "%2e%2e%2fx.csv", '"><script>alert(1)</script>.csv',
    "a\r\nSet-Cookie: x=1.csv",
]  # fmt: skip


def send(cast, name: str, data: bytes, *, browser=None, person: str = "ben"):
    browser = browser or cast.client(person)
    sent = SimpleUploadedFile("sheet.csv", data)
    sent._name = name  # past the cleaning that the test's own browser does
    return browser, browser.post(cast.url("import/"), {"chosen": sent})


def files_under(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def test_the_name_of_a_file_leads_to_no_other_folder(cast, tmp_path):
    browser, before = cast.client("ben"), files_under(tmp_path)
    for name in NAMES:
        send(cast, name, SHEET, browser=browser)
    uploads = cast.shoal.settings.folder / "uploads"
    made = {path for path in files_under(tmp_path) - before if "ledger" not in path.name}
    inside = {path for path in made if uploads in path.parents}

    assert (made - inside, len(inside) >= len(NAMES) - 1) == (set(), True)


def test_the_name_of_a_file_is_shown_as_text_and_never_as_markup_or_header(cast):
    browser, wrong = cast.client("ben"), []
    for name in NAMES:
        answer = send(cast, name, SHEET, browser=browser)[1]
        if b"<script>alert" in browser.get(cast.url("import/")).content or answer.status_code >= 500:
            wrong.append(name)
        if "x=1" in repr(answer.cookies):
            wrong.append(name)

    assert wrong == []


def zipped(name: str, size: int) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, b"0" * size)
    return kept.getvalue()


KINDS = {
    "a program": ("x.csv", b"MZ" + b"\0" * 500),
    "an elf program": ("x.csv", b"\x7fELF" + b"\0" * 500),
    "a page": ("x.csv", b"<!doctype html><script>alert(1)</script>"),
    "a page that says it is a sheet": ("x.xlsx", b"<html><body>1</body></html>"),
    "a drawing with a script": ("x.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    "a picture": ("x.csv", PNG),
    "a picture and a sheet in one": ("x.csv", PNG + SHEET),
    "an archive": ("x.zip", zipped("x.csv", 100)),
    "nothing": ("x.csv", b""),
    "a drawing before a sheet": ("x.csv", b"<svg onload=alert(1)>\n" + SHEET),
}


def test_what_is_no_table_is_refused_and_not_kept(cast):
    browser = cast.client("ben")
    taken = {}
    for kind, (name, data) in KINDS.items():
        _, answer = send(cast, name, data, browser=browser)
        kept = [path for path in files_under(cast.shoal.settings.folder / "uploads") if path.suffix != ".lock"]
        if (answer.status_code, kept) != (422, []):
            taken[kind] = (answer.status_code, kept)

    assert taken == {}


def test_a_sheet_that_unpacks_to_a_hundred_times_its_size_is_refused_before_it_is_unpacked(cast):
    browser, answer = send(cast, "bomb.xlsx", zipped("xl/worksheets/sheet1.xml", 300 * 2**20))
    shown = browser.get(answer["Location"]) if answer.status_code in (302, 303) else answer

    assert shown.status_code == 422


def test_a_file_that_was_sent_in_is_never_served_as_it_came(cast):
    browser, answer = send(cast, "sheet.csv", SHEET + b"@x,Instagram,<script>alert(1)</script>\n")
    text = browser.get(answer["Location"]).content
    upload = cast.shoal.imports.waiting()[0] if cast.shoal.imports.waiting() else None
    served = browser.get(f"/uploads/{upload.id}/sheet.csv").status_code if upload else 404

    assert (b"<script>alert" in text, served) == (False, 404)


def test_a_file_of_one_person_lies_in_a_folder_that_others_of_the_machine_cannot_read(cast):
    send(cast, "sheet.csv", SHEET)
    kept = [path for path in files_under(cast.shoal.settings.folder / "uploads") if path.suffix == ".csv"]

    assert [(path.stat().st_mode & 0o077, path.parent.stat().st_mode & 0o077) for path in kept] == [(0, 0)]


def test_ten_thousand_pasted_lines_are_refused_and_still_there(cast):
    text = "\n".join(f"@creator.{number}" for number in range(10_000))
    answer = cast.client("ben").post(cast.url("paste/"), {"text": text, "platform": "instagram"})

    assert (answer.status_code, b"@creator.9999" in answer.content) == (422, True)


def test_a_pasted_megabyte_too_many_is_refused_with_a_page(cast):
    answer = cast.client("ben").post(cast.url("paste/"), {"text": "x" * (3 * 2**20)})

    assert (answer.status_code, "under 250\u00a0MB" in answer.content.decode()) == (400, True)


def test_a_viewer_may_not_send_a_file(cast):
    _, answer = send(cast, "sheet.csv", SHEET, person="cleo")

    assert (answer.status_code, cast.shoal.imports.waiting()) == (403, ())


DOWNLOADS = ["import/sample/{}", "imports/{}/stayed-out.csv", "creators/{}/pictures/{}.csv", "brief/{}/report/page/"]
TRICKS = ["..%2f..%2fworkspace.key", "%2e%2e%2fworkspace.key", "..", "%00", "....%2f%2fworkspace.key", "workspace.key"]


def test_no_download_leads_out_of_its_folder(cast):
    browser, wrong = cast.client("ana"), []
    for url in (cast.url(route.format(trick, trick)) for route in DOWNLOADS for trick in TRICKS):
        answer = browser.get(url)
        if answer.status_code != 404 or cast.shoal.key.hex().encode() in answer.content:
            wrong.append((url, answer.status_code))

    assert wrong == []
