"""Files in every state: what can be read is, what cannot is refused with the cell and the next step."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from shoal.domain.intake import Reading, ReadOptions
from shoal.errors import FileFormatError, InputError, NotFoundError, ShoalError, TooLargeError, UnknownColumnError
from shoal.sources import read, survey


def unhashed(kind: str, text: str) -> str:
    return f"{kind}:{text}"


def reading(path: Path, **said: str) -> Reading:
    return read(path, ReadOptions(**said), unhashed)  # type: ignore[arg-type]


def written(folder: Path, content: bytes | str, name: str = "sheet.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


PLAIN = "Platform,Handle,Followers\ninstagram,@abc,1200\ntiktok,@def,3400\n"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_on_which_the_columns_agree(tmp_path: Path, mark: str) -> None:
    found = reading(written(tmp_path, PLAIN.replace(",", mark)))

    assert found.file.delimiter == mark
    assert [row.handle for row in found.sighting.creators] == ["abc", "def"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_unicode_encoding_is_told_by_mark_or_pattern(tmp_path: Path, encoding: str) -> None:
    found = reading(
        written(tmp_path, PLAIN.replace("@abc", "@abc,").replace("Followers", "Followers,Name", 1).encode(encoding))
    )

    assert [row.handle for row in found.sighting.creators][-1] == "def"


def test_text_that_is_not_utf8_is_read_with_a_warning(tmp_path: Path) -> None:
    found = reading(written(tmp_path, "Name;Instagram\nJürgen Müßig;@abc\n".encode("cp1252")))

    assert found.sighting.creators[0].name == "Jürgen Müßig"
    assert "not UTF-8" in " ".join(found.file.assumed)


def test_cyrillic_text_is_told_from_western(tmp_path: Path) -> None:
    found = reading(written(tmp_path, "Name;Instagram\n\u0410нн\u0430 Примерн\u0430я;@abc\n".encode("cp1251")))

    assert found.sighting.creators[0].name == "Анна Примерная"


def test_a_sep_line_and_comments_stand_before_the_header(tmp_path: Path) -> None:
    found = reading(written(tmp_path, "sep=;\n# made by hand\n\nPlatform;Handle\ninstagram;@abc\n"))

    assert (found.file.header_line, found.file.comment_lines) == (4, 1)
    assert found.sighting.creators[0].handle == "abc"


def test_a_title_above_the_header_is_passed_over(tmp_path: Path) -> None:
    found = reading(written(tmp_path, "Our creators 2026,,\nPlatform,Handle,Followers\ninstagram,@abc,12\n"))

    assert found.file.header_line == 2
    assert found.rows == 1


def test_cells_beyond_the_header_are_kept(tmp_path: Path) -> None:
    found = reading(written(tmp_path, "Platform,Handle\ninstagram,@abc,surplus\n"))

    assert found.sighting.creators[0].extra == {"(cells beyond the header)": "surplus"}


@pytest.mark.parametrize(
    ("content", "name", "error", "words"),
    [
        (b"", "empty.csv", FileFormatError, "empty"),
        (b"  \n \n", "blank.csv", FileFormatError, "empty"),
        (b"%PDF-1.7 x", "list.csv", FileFormatError, "PDF"),
        (b"\x89PNG\r\n\x1a\n", "list.csv", FileFormatError, "picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "list.xls", FileFormatError, "old Excel"),
        (b"Platform,Handle\ninstagram,@a\x00bc\n", "nul.csv", FileFormatError, "NUL byte near line 2"),
        (b"Handle,Followers,Followers\n@a,1,2\n", "twice.csv", FileFormatError, "Followers"),
        (b"PK\x03\x04 cut", "cut.xlsx", FileFormatError, "damaged"),
        (b'[{"handle": "a", ', "cut.json", FileFormatError, "not valid JSON: line 1"),
        (b'{"a": 1}', "no_list.json", FileFormatError, "no list of records"),
        (b"@abc\n@def\n", "bare.csv", FileFormatError, "no header"),
        (b"a,b\n1,2\n", "strange.csv", FileFormatError, "cannot tell"),
        (b"Handle," + b"x" * 10_000_001 + b"\n", "long.csv", TooLargeError, "line 1 is longer than 10 MB"),
        (b'Handle,Note\n@a,"' + b"long text\n" * 1_000_001, "open.csv", TooLargeError, "cell near line"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_a_next_step(
    tmp_path: Path, content: bytes, name: str, error: type[ShoalError], words: str
) -> None:
    with pytest.raises(error, match=words) as caught:
        reading(written(tmp_path, content, name))

    assert caught.value.next_step


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        survey(tmp_path / "nothing.csv")
    with pytest.raises(FileFormatError, match="folder"):
        survey(tmp_path)


def test_a_workbook_cut_short_is_refused(tmp_path: Path) -> None:
    whole = tmp_path / "whole.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Platform", "Handle"])  # type: ignore[union-attr]
    book.save(whole)
    content = whole.read_bytes()

    with pytest.raises(FileFormatError, match="damaged"):
        reading(written(tmp_path, content[: len(content) // 2], "cut.xlsx"))


def test_a_zip_bomb_is_refused_before_it_is_unpacked_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(64):
                part.write(b"\0" * (1 << 20))

    with pytest.raises(TooLargeError, match="100 times"):
        survey(path)


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pictures.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")

    with pytest.raises(FileFormatError, match="not a sheet"):
        survey(path)


def workbook(path: Path, **options: object) -> Path:
    book = xlsxwriter.Workbook(str(path), options)
    hidden = book.add_worksheet("Hidden")
    hidden.hide()
    sheet = book.add_worksheet("Creators")
    sheet.activate()
    sheet.set_first_sheet()
    sheet.write_row(0, 0, ["Platform", "Handle", "Followers", "ER", "Fee", "Updated", "Notes"])
    sheet.write_row(1, 0, ["instagram", "@abc", 1234567])
    sheet.write_number(1, 3, 0.034, book.add_format({"num_format": "0.0%"}))
    sheet.write_number(1, 4, 120.5, book.add_format({"num_format": '#,##0.00 "€"'}))
    sheet.write_datetime(1, 5, date(2026, 5, 1), book.add_format({"num_format": "yyyy-mm-dd"}))  # type: ignore[arg-type]
    sheet.write_formula(1, 6, "=1+1", None, "2")
    book.add_worksheet("More").write_row(0, 0, ["Platform", "Handle"])
    book.close()
    return path


def test_a_workbook_gives_stored_values_with_their_formats(tmp_path: Path) -> None:
    row = reading(workbook(tmp_path / "book.xlsx")).sighting.creators[0]

    assert row.er is not None
    assert row.er.value == 0.034
    assert (row.fee_minor, row.fee_currency, row.notes) == (12_050, "EUR", "2")


def test_hidden_and_second_sheets_are_left_alone_and_said_so(tmp_path: Path) -> None:
    found = reading(workbook(tmp_path / "book.xlsx"))

    assert found.file.sheet == "Creators"
    assert "Hidden, More" in found.file.assumed[0]


def test_a_date_of_a_workbook_that_counts_from_1904_is_the_same_day(tmp_path: Path) -> None:
    days = [
        reading(workbook(tmp_path / f"{since}.xlsx", date_1904=since)).sighting.creators[0].observed_at
        for since in (False, True)
    ]

    assert days[0] is not None
    assert days[0].date() == date(2026, 5, 1)
    assert days[0] == days[1]


def test_a_sheet_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(UnknownColumnError) as caught:
        reading(workbook(tmp_path / "book.xlsx"), sheet="Nowhere")

    assert caught.value.allowed == ("Hidden", "Creators", "More")


def test_a_formula_in_a_text_file_is_never_a_number(tmp_path: Path) -> None:
    found = reading(written(tmp_path, "Platform,Handle,Followers\ninstagram,@abc,=SUM(A1:A9)\n"))

    assert found.sighting.creators[0].followers is None
    assert [(note.code, note.column, note.received) for note in found.notes] == [
        ("followers_formula_text", "Followers", "=SUM(A1:A9)")
    ]


@pytest.mark.parametrize(("cell", "code"), [("1e999", "followers_not_finite"), ("-5", "followers_negative")])
def test_an_impossible_count_names_its_cell_and_what_to_do(tmp_path: Path, cell: str, code: str) -> None:
    note = reading(written(tmp_path, f"Platform,Handle,Followers\ninstagram,@abc,{cell}\n")).notes[0]

    assert (note.row, note.column, note.received, note.code) == (1, "Followers", cell, code)
    assert "leave it empty" in note.text


def test_json_records_and_lines_of_json_are_tables(tmp_path: Path) -> None:
    one = '{"platform": "instagram", "handle": "abc", "followers": 1200, "er": null}'
    found = [
        reading(written(tmp_path, text, "a.json")) for text in (f"[{one}]", f"{one}\n{one}\n", f'{{"data": [{one}]}}')
    ]

    assert [len(item.sighting.creators) for item in found] == [1, 2, 1]
    assert found[0].sighting.creators[0].followers is not None


def test_half_a_surrogate_pair_is_refused_with_its_cell(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match="row 1, column “name”"):
        reading(written(tmp_path, '[{"platform": "instagram", "handle": "abc", "name": "\\ud800"}]', "a.json"))


def test_parquet_rows_come_from_the_engine_that_is_handed_in(tmp_path: Path) -> None:
    path = written(tmp_path, b"PAR1 not really PAR1", "a.parquet")

    found = read(
        path, None, unhashed, parquet_rows=lambda _: [{"platform": "instagram", "handle": "abc", "followers": None}]
    )

    assert found.file.format == "parquet"
    assert found.sighting.creators[0].followers is None
    with pytest.raises(InputError):
        read(path, None, unhashed)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = written(tmp_path_factory.getbasetemp(), content, "fuzz.bin")

    try:
        found = reading(path)
    except ShoalError:
        return
    assert found.rows >= 0


@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=4), max_size=8))
def test_any_cells_under_a_header_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    lines = "\n".join(",".join(f'"{cell.replace(chr(34), "")}"' for cell in row) for row in rows)
    path = written(
        tmp_path_factory.getbasetemp(), f"Platform,Handle,Followers\n{lines}\n".encode("utf-8", "replace"), "cells.csv"
    )

    try:
        found = reading(path)
    except ShoalError:
        return
    assert found.rows >= len(found.sighting.creators) + len(found.results)


def book_of(folder: Path, sheets: dict[str, list[list[object]]], links: dict[str, str] | None = None) -> Path:
    """Write a workbook; ``links`` are put behind cells of its last sheet."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for cell, link in (links or {}).items():
        sheet[cell].hyperlink = link
    book.save(folder / "book.xlsx")
    return folder / "book.xlsx"


def test_a_cover_sheet_is_passed_over_for_the_first_with_a_table(tmp_path: Path) -> None:
    sheets = {"About": [["Our programme"], [], ["see the next sheet"]], "IG": [["Handle", "Followers"], ["@mina", 900]]}

    found = survey(book_of(tmp_path, sheets))

    assert found.file.sheet == "IG"
    assert "About" in found.file.assumed[0]


def test_a_header_over_two_lines_is_one_header(tmp_path: Path) -> None:
    rows = [
        [None, "Instagram", None, "TikTok", None, None],
        ["Name", "Handle", "Followers", "Handle", "Followers", "Fee EUR"],
        ["Mina", "@mina", 8420, "@mina.tt", 15000, 120],
    ]

    found = survey(book_of(tmp_path, {"List": rows}))

    assert found.headers == (
        "Name", "Instagram Handle", "Instagram Followers", "TikTok Handle", "TikTok Followers", "Fee EUR",
    )  # fmt: skip
    assert found.rows_seen == 1


def test_a_header_over_two_lines_is_read_in_a_table_of_text_too(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(",Instagram,,TikTok\nName,Handle,Followers,Handle\nMina,@mina,8420,@mina.tt\n", encoding="utf-8")

    found = survey(path)

    assert (found.headers, found.rows_seen) == (
        ("Name", "Instagram Handle", "Instagram Followers", "TikTok Handle"), 1,
    )  # fmt: skip


@pytest.mark.parametrize("second", ["@mina,Handle made it,8420", "Name,,8420", ",,"])
def test_a_line_that_is_no_second_header_is_data(tmp_path: Path, second: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"Instagram,Notes,Followers\n{second}\n@leo,kind,900\n", encoding="utf-8")

    assert survey(path).headers == ("Instagram", "Notes", "Followers")


def test_a_profile_behind_a_name_is_read(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Creator", "Followers"], ["Mina", 900], ["Leo", 800], ["Zoe", 700]]
    links = {
        "A2": "https://www.instagram.com/mina/", "A3": "https://www.tiktok.com/@leo", "A4": "mailto:zoe@example.org",
    }  # fmt: skip

    found = reading(book_of(tmp_path, {"List": rows}, links))

    assert [(row.platform, row.handle, row.name) for row in found.sighting.creators] == [
        ("instagram", "mina", "Mina"), ("tiktok", "leo", "Leo"),
    ]  # fmt: skip
    assert len(found.results) == 1


def test_a_link_behind_a_handle_that_says_it_already_makes_no_column(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Instagram", "Followers"], ["@mina", 900]]

    found = survey(book_of(tmp_path, {"List": rows}, {"A2": "https://www.instagram.com/mina/"}))

    assert found.headers == ("Instagram", "Followers")


def test_a_profile_behind_a_formula_is_read_and_the_formula_is_not_run(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "book.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ("Creator", "Followers"))
    sheet.write_formula(1, 0, '=HYPERLINK("https://www.instagram.com/mina/?a=1&b=2","Mina")', value="Mina")
    sheet.write_number(1, 1, 900)
    book.close()

    row = reading(tmp_path / "book.xlsx").sighting.creators[0]

    assert (row.platform, row.handle, row.name) == ("instagram", "mina", "Mina")
