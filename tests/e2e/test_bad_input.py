"""Bad files through the command line: a clear word that names the place and the next step, and nothing changed."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from e2e.conftest import Command, opened

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
HEADER = "Name,Profile,Followers,ER,Fee\n"
GOOD = "Mina Muster,instagram.com/mina.xmpl,12500,3.4%,120 EUR\n"


def workbook() -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    for row in range(300):
        sheet.write_row(row, 0, ["Name", "Profile", "Followers"] if not row else [f"N{row}", f"@n{row}.xmpl", row])
    book.close()
    return file.getvalue()


def bomb() -> bytes:
    """Return a workbook whose sheet unpacks to 1.5 GB of blanks from under 2 MB."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as plain, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in plain.namelist():
            if "sheet1" not in name:
                packed.writestr(name, plain.read(name))
        with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(150):
                sheet.write(b" " * 10_000_000)
    return file.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a workspace with one creator in it."""
    sheet = tmp_path / "good.csv"
    sheet.write_text(HEADER + GOOD, encoding="utf-8")
    with opened(tmp_path / "market.shoal") as desk:
        desk.creators.bring_in(sheet)
    return tmp_path / "market.shoal"


def version(folder: Path) -> str:
    with opened(folder) as desk:
        return desk.catalog.version()


REFUSED = [
    ("picture.csv", PNG, "input.file_format", ("picture",)),
    ("picture.xlsx", PNG, "input.file_format", ()),
    ("empty.csv", b"", "input.file_format", ("empty",)),
    ("blank.csv", b"\n\n  \n", "input.file_format", ()),
    ("empty.xlsx", b"", "input.file_format", ("empty",)),
    ("cut.xlsx", workbook()[:3000], "input.file_format", ()),
    ("cut.json", b'[{"handle": "mina', "input.file_format", ()),
    ("cut.parquet", b"PAR1" + bytes(100), "input.file_format", ()),
    ("long.csv", (HEADER + "a" * 10_500_000 + "\n").encode(), "input.too_large", ("line 2",)),
    ("twice.csv", b"Name,Profile,Notes,Notes\nKai,@kai.xmpl,one,two\n", "input.file_format", ("Notes",)),
    ("nul.csv", (HEADER + "Mi\0na,@mina.xmpl,1,1%,1 EUR\n").encode(), "input.file_format", ("line 2",)),
]


@pytest.mark.parametrize(("name", "content", "code", "words"), REFUSED, ids=[case[0] for case in REFUSED])
def test_a_file_that_cannot_be_read_is_refused_in_words_and_changes_nothing(
    shoal: Command, folder: Path, name: str, content: bytes, code: str, words: tuple[str, ...]
):
    path = folder.parent / name
    path.write_bytes(content)
    before = version(folder)

    done = shoal("creators", "bring-in", path, "--json", workspace=folder)

    assert (done.code, done.error["code"], version(folder)) == (2, code, before)
    told = f"{done.error['message']} {done.error['received']} {done.error['fields']}".casefold()
    assert [word for word in (name, *words) if word.casefold() not in told] == []
    assert done.error["next_step"]


def test_a_workbook_that_unpacks_to_more_than_fits_is_refused_before_it_is_unpacked(shoal: Command, folder: Path):
    path = folder.parent / "bomb.xlsx"
    path.write_bytes(bomb())
    before = version(folder)

    done = shoal("creators", "bring-in", path, "--json", workspace=folder)

    assert (done.code, done.error["code"], version(folder)) == (2, "input.too_large", before)


def preview(shoal: Command, folder: Path, text: str | bytes, *options: str) -> dict[str, Any]:
    path = folder.parent / "odd.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    before = version(folder)
    done = shoal("creators", "preview", path, *options, "--json", workspace=folder)
    assert (done.code, version(folder)) == (0, before), done.err
    found: dict[str, Any] = done.data
    return found


def notes(found: dict[str, Any]) -> list[tuple[int, str]]:
    return [(note["row"], note["column"]) for note in found["notes"]]


@pytest.mark.parametrize("cell", ["1e999", "-500", "12,5", "NaN", "inf", "9" * 40])
def test_a_follower_count_that_cannot_be_stays_unknown_and_its_cell_is_named(shoal: Command, folder: Path, cell: str):
    found = preview(shoal, folder, HEADER + f'Kai,instagram.com/kai.xmpl,"{cell}",3.4%,80 EUR\n')

    assert (found["counts"]["new"], notes(found)) == (1, [(1, "Followers")])


def test_what_stays_unknown_is_stored_as_unknown(shoal: Command, folder: Path):
    path = folder.parent / "odd.csv"
    path.write_text(HEADER + "Kai,instagram.com/kai.xmpl,1e999,3.4%,80 EUR\n", encoding="utf-8")
    shoal("creators", "bring-in", path, workspace=folder)

    shown = shoal("creators", "show", "kai.xmpl", "--json", workspace=folder).data
    assert [value for value in shown["creator"]["values"] if value["name"] == "followers"] == []
    assert "followers" in {finding["check"] for finding in shown["verdict"]["findings"]}


def test_formula_text_is_kept_as_text_with_a_note(shoal: Command, folder: Path):
    found = preview(shoal, folder, HEADER + "=1+cmd|' /C calc'!A0,instagram.com/kai.xmpl,500,3.4%,80 EUR\n")

    assert [(note["row"], note["text"]) for note in found["notes"]] == [
        (1, "text begins with = : kept as text, never run")
    ]


def test_text_in_another_encoding_is_read_with_the_guess_shown_and_can_be_overruled(shoal: Command, folder: Path):
    text = (HEADER + "Zoë Müller,instagram.com/zoe.xmpl,500,3.4%,80 EUR\n").encode("cp1252")

    guessed = preview(shoal, folder, text)
    said = preview(shoal, folder, text, "--encoding", "cp1252")

    assert "cp1252" in f"{guessed['file']['encoding']} {guessed['file']['assumed']}"
    assert said["results"][0]["name"] == "Zoë Müller"


def test_an_encoding_that_does_not_fit_is_refused_with_what_to_say(shoal: Command, folder: Path):
    path = folder.parent / "odd.csv"
    path.write_bytes((HEADER + "Zoë,instagram.com/zoe.xmpl,500,3.4%,80 EUR\n").encode("cp1252"))

    done = shoal("creators", "preview", path, "--encoding", "utf-8", "--json", workspace=folder)

    assert (done.code, done.error["code"], "encoding" in done.error["next_step"]) == (2, "input.file_format", True)


def test_lines_without_a_usable_account_stay_out_and_name_their_cell(shoal: Command, folder: Path):
    found = preview(shoal, folder, HEADER + "Kai,see DM,500,3.4%,80 EUR\n" + GOOD)
    errors = [result for result in found["results"] if result["outcome"] == "error"]

    assert [(result["row"], "column “Profile”" in result["text"]) for result in errors] == [(1, True)]


def test_a_file_of_orders_is_sent_to_the_verb_that_reads_orders(shoal: Command, folder: Path):
    path = folder.parent / "orders.csv"
    path.write_text("order id,date,currency,total,status\n1,2026-05-01,EUR,4.00,paid\n", encoding="utf-8")

    done = shoal("creators", "bring-in", path, "--json", workspace=folder)

    assert (done.code, "shoal orders preview" in done.error["next_step"]) == (2, True)


def test_a_name_cannot_steer_the_terminal(shoal: Command, folder: Path):
    path = folder.parent / "odd.csv"
    path.write_text(HEADER + "Kai\x1b[2J\x07,instagram.com/kai.xmpl,500,3.4%,80 EUR\n", encoding="utf-8")
    shoal("creators", "bring-in", path, workspace=folder)

    done = shoal("creators", "vet", workspace=folder)
    assert ("\x1b" in done.out, "Kai" in done.out) == (False, True)


def test_a_first_file_that_cannot_be_read_leaves_no_empty_workspace_behind(shoal: Command, tmp_path: Path):
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")

    done = shoal("creators", "bring-in", path, workspace=tmp_path / "new.shoal")

    assert (done.code, (tmp_path / "new.shoal").exists()) == (2, False)


def test_a_workspace_that_holds_something_outlives_a_command_that_fails(shoal: Command, folder: Path):
    path = folder.parent / "empty.csv"
    path.write_bytes(b"")

    done = shoal("creators", "bring-in", path, workspace=folder)

    assert (done.code, folder.exists()) == (2, True)
