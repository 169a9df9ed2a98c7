"""Files on their way in: chosen, looked at, mended, brought in, taken back."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile


def send(browser, cast, *files):
    """Choose files on the Import page."""
    kept = [SimpleUploadedFile(name, content) for name, content in files]
    return browser.post(cast.url("import/"), {"chosen": kept})


def text_of(answer):
    """Return the words of a page without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def samples(shared_data):
    """Return the two files of the first ten minutes."""
    folder = shared_data / "import_samples"
    return [(name, (folder / name).read_bytes()) for name in ("brand_spreadsheet.xlsx", "shopify_orders.csv")]


def uploads_of(cast):
    """Return the waiting files by name."""
    with cast.shoal.acting(cast.as_("ben", "editor"), cast.brand):
        return {upload.name: upload for upload in cast.shoal.imports.waiting()}


def test_both_files_go_from_choosing_to_verdicts_and_back(cast, samples):
    browser = cast.client("ben")
    send(browser, cast, *samples)
    waiting = uploads_of(cast)
    sheet = cast.url(f"import/{waiting['brand_spreadsheet.xlsx'].id}/")
    orders = cast.url(f"import/{waiting['shopify_orders.csv'].id}/")

    looked = text_of(browser.get(sheet))
    assert "60 lines: 45 new, 3 changed, 4 same as before, 4 in error, 4 skipped." in looked
    assert "400 orders, 329 with a code, 23 personal columns dropped." in text_of(browser.get(orders))

    mended = {
        "version": "1", "cell-50-1": "Instagram", "was-50-1": "",
        "cell-17-2": "https://www.tiktok.com/@uwe.xmpl", "was-17-2": "https://vm.tiktok.com/ZMxmplAB/",
    }  # fmt: skip
    browser.post(f"{sheet}mend/", mended)
    assert "60 lines: 47 new, 3 changed, 4 same as before, 2 in error, 4 skipped." in text_of(browser.get(sheet))

    browser.post(f"{sheet}commit/")
    result = browser.post(f"{orders}commit/", follow=True)
    page = text_of(result)
    assert "own record 37 · unknown 8 · review 2" in page
    assert "of 367 orders" in page
    assert "count likes and comments of three posts" in page

    batch = re.search(r"/imports/(ba_\w+)/", result.redirect_chain[-1][0])[1]
    listed = text_of(browser.get(cast.url(f"imports/{batch}/undo/")))
    assert "400 orders go" in listed
    browser.post(cast.url(f"imports/{batch}/undo/"), {"confirmed": "yes"})
    assert not cast.shoal.ledger.trade.orders()


SHEET = b'Name,Platform,Handle,Followers,ER,Fee,Currency\nAlma,Instagram,@alma.example,"12,5k",3.4 %,120,EUR\n'
MORE = SHEET + b"Bo,,@bo.example,900,,80,EUR\n"


def added(cast, content=SHEET, name="list.csv", who="ben"):
    """Return the address of an upload by an editor, and the browser."""
    browser = cast.client(who)
    answer = send(browser, cast, (name, content))
    assert answer.status_code == 303, text_of(answer)
    return answer["Location"], browser


def imports_of(cast):
    """Return the imports of the brand."""
    with cast.shoal.acting(cast.as_("ana"), cast.brand):
        return cast.shoal.imports.past()


def brought_in(cast, content=SHEET, who="ben"):
    """Return the address of the result of an import, and the browser."""
    address, browser = added(cast, content, who=who)
    return browser.post(f"{address}commit/")["Location"], browser


def test_a_cell_is_shown_as_it_stands_and_as_it_is_read(cast):
    address, browser = added(cast)

    assert "12,5k → 12,500 ± 50" in text_of(browser.get(address))


TIKTOK = b"Date,Video views,Likes\n2026/05/20,1000,50\n2026/05/21,1200,60\n"


def test_figures_of_an_account_are_kept_once_somebody_says_whose_they_are(cast):
    address, browser = added(cast, TIKTOK, "overview.csv")
    asked = browser.get(address).content.decode()
    browser.post(f"{address}read/", {"version": "1", "account": "https://www.tiktok.com/@alma.example"})
    ready = text_of(browser.get(address))
    browser.post(f"{address}commit/")
    page = text_of(browser.get(cast.url("creators/tiktok:alma.example/"), follow=True))

    assert ("Whose account do these figures count?" in asked, "commit/" in asked, "1 line" in ready) == (
        True,
        False,
        True,
    )
    assert "Counted by the platform" in page
    assert "2,200 video views and 110 likes in the 2 days to 2026-05-21, counted by the platform" in page


def test_figures_of_another_platform_than_the_account_are_refused_in_words(cast):
    address, browser = added(cast, TIKTOK, "overview.csv")
    browser.post(f"{address}read/", {"version": "1", "account": "instagram:alma.example"})

    assert "These figures are of another platform." in text_of(browser.get(address))


def test_a_file_that_was_brought_in_lies_nowhere_any_more(cast):
    brought_in(cast)

    assert not [path for path in (cast.shoal.settings.folder / "uploads").rglob("*") if path.is_file()]


def test_a_waiting_file_can_be_read_by_its_owner_alone(cast):
    added(cast)
    (file,) = (cast.shoal.settings.folder / "uploads").glob("up_*/list.csv")

    assert file.stat().st_mode & 0o777 == 0o600


def test_a_second_submit_shows_the_same_result_and_brings_nothing_in(cast):
    address, browser = added(cast)
    first, second = (browser.post(f"{address}commit/")["Location"] for _ in range(2))

    assert (first, len(imports_of(cast))) == (second, 1)


def test_the_preview_of_a_file_that_was_brought_in_leads_to_its_result(cast):
    address, browser = added(cast)
    result = browser.post(f"{address}commit/")["Location"]

    assert browser.get(address)["Location"] == result


def test_a_file_that_adds_nothing_offers_nothing_to_bring_in(cast):
    brought_in(cast)
    address, browser = added(cast)

    assert "there is nothing to bring in" in text_of(browser.get(address))


def test_a_dropped_file_is_deleted_at_once(cast):
    address, browser = added(cast)
    browser.post(f"{address}drop/")

    assert not list((cast.shoal.settings.folder / "uploads").glob("up_*/*"))


def test_a_question_is_answered_on_the_page(cast):
    content = b"handle,platform,followers,er\n" + b"".join(
        b"@name%d,instagram,1000,0.%d\n" % (row, row + 3) for row in range(5)
    )
    address, browser = added(cast, content)
    assert "is it percent or a fraction?" in text_of(browser.get(address))
    browser.post(f"{address}read/", {"version": "1", "er": "percent"})

    assert "is it percent or a fraction?" not in text_of(browser.get(address))


def test_a_saved_mapping_is_used_for_the_next_file_with_these_columns(cast):
    content = b"who,where,reach\n@alma.example,instagram,12500\n"
    address, browser = added(cast, content)
    columns = {"kind": "creators", "version": "1", "remember": "yes"}
    browser.post(f"{address}read/", columns)
    kept = {"kind": "creators", "version": "2", "column-0": "handle", "column-1": "platform", "column-2": "followers"}
    browser.post(f"{address}read/", kept | {"remember": "yes"})
    again, _ = added(cast, b"who,where,reach\n@bo.example,tiktok,4000\n", name="next.csv")

    assert "1 line: 1 new." in text_of(browser.get(again))


def test_two_people_who_change_one_import_are_shown_both_values(cast):
    address, ben = added(cast)
    ada = cast.client("ada")
    ada.post(f"{address}read/", {"version": "1", "er": "percent"})
    answer = ben.post(f"{address}read/", {"version": "1", "er": "fraction"})

    assert (answer.status_code, "percent fraction" in text_of(answer)) == (409, True)


def test_cells_that_two_people_mend_are_shown_both_ways(cast):
    address, ben = added(cast, MORE)
    ada = cast.client("ada")
    ada.post(f"{address}mend/", {"version": "1", "cell-2-1": "TikTok", "was-2-1": ""})
    answer = ben.post(f"{address}mend/", {"version": "1", "cell-2-1": "Instagram", "was-2-1": ""})

    assert (answer.status_code, "line 2, Platform TikTok Instagram" in text_of(answer)) == (409, True)


WRONG = {
    "a.pdf": (b"%PDF-1.7 x", "a PDF"),
    "a.png": (b"\x89PNG\r\n\x1a\n" + b"\0" * 30, "a picture (PNG)"),
    "a.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "a drawing (SVG)"),
    "a.csv": (b"<html><script>alert(1)</script></html>", "a web page (HTML)"),
    "empty.csv": (b"", "an empty file"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_told_what_it_seems_to_be_and_is_not_kept(cast, name):
    content, seems = WRONG[name]
    answer = send(cast.client("ben"), cast, (name, content))
    kept = list((cast.shoal.settings.folder / "uploads").glob("*/*"))

    assert (answer.status_code, seems in text_of(answer), kept) == (422, True, [])


def test_a_table_of_which_nobody_can_tell_what_it_holds_is_asked_about(cast):
    address, browser = added(cast, b"alpha,beta\n1,2\n")
    answer = browser.get(address)

    assert (answer.status_code, "What the file holds" in text_of(answer)) == (422, True)
    assert "--" not in text_of(answer)


def test_another_sheet_of_a_workbook_is_chosen_on_the_page(cast):
    book, content = openpyxl.Workbook(), io.BytesIO()
    book.worksheets[0].append(["handle", "platform"])
    book.worksheets[0].append(["@mina", "instagram"])
    book.create_sheet("TikTok").append(["handle", "platform"])
    book["TikTok"].append(["@leo", "tiktok"])
    book.save(content)
    address, browser = added(cast, content.getvalue(), "book.xlsx")
    first = text_of(browser.get(address))
    browser.post(f"{address}read/", {"version": "1", "sheet": "TikTok"})

    assert "say “Sheet of the workbook” to read another" in first
    assert ("@mina" in first, "@leo" in text_of(browser.get(address))) == (True, True)


def test_scripts_formulas_and_text_from_right_to_left_are_shown_as_text(cast):
    content = b"Name,Platform,Handle,Followers\n<script>alert(1)</script>,Instagram,@a.example,10\n"
    content += '=HYPERLINK("x"),Instagram,@b.example,20\nשלום,Instagram,@c.example,30\n'.encode()  # noqa: RUF001  Hebrew
    address, browser = added(cast, content)
    page = browser.get(address).content.decode()

    assert ("&lt;script&gt;" in page, "<script>alert" in page, "<bdi>שלום" in page) == (True, False, True)


def test_a_name_of_a_file_cannot_lead_out_of_its_folder(cast):
    added(cast, name="..\\..\\evil\u202ecsv.csv")

    assert [path.name for path in (cast.shoal.settings.folder / "uploads").glob("up_*/*")] == ["evilcsv.csv"]


def test_a_file_above_the_cap_is_refused_and_nothing_of_it_stays(cast):
    from shoal.errors import TooLargeError

    one = b"a,b\n" * 262_144  # a megabyte
    with cast.shoal.acting(cast.as_("ben", "editor"), cast.brand), pytest.raises(TooLargeError):
        cast.shoal.imports.add("big.csv", (one for _ in range(251)))

    assert not list((cast.shoal.settings.folder / "uploads").glob("*/*"))


# taking back ---------------------------------------------------------------------------------------------------------


def test_undo_lists_what_it_does_before_it_does_it(cast):
    result, browser = brought_in(cast)
    listed = text_of(browser.post(f"{result}undo/"))

    assert "1 account known from this import alone goes." in listed
    assert not imports_of(cast)[0].record.undone_at


def test_undo_twice_changes_nothing(cast):
    result, browser = brought_in(cast)
    for _ in range(2):
        answer = browser.post(f"{result}undo/", {"confirmed": "yes"}, follow=True)

    assert "taken back already; nothing changed" in text_of(answer)


def test_an_import_that_was_taken_back_can_be_brought_in_again(cast):
    result, browser = brought_in(cast)
    browser.post(f"{result}undo/", {"confirmed": "yes"})
    brought_in(cast)

    assert [bool(item.record.undone_at) for item in imports_of(cast)] == [False, True]


def test_an_editor_does_not_take_back_what_somebody_else_brought_in(cast):
    result, _ = brought_in(cast, who="ada")
    answer = cast.client("ben").post(f"{result}undo/", {"confirmed": "yes"})

    assert (answer.status_code, imports_of(cast)[0].record.undone_at) == (403, None)


# roles and brands ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["import/", "paste/", "count/"])
def test_a_viewer_may_not_import(cast, page):
    assert cast.client("cleo").get(cast.url(page)).status_code == 403


def test_a_viewer_sees_a_result_without_buttons(cast):
    result, _ = brought_in(cast)
    page = text_of(cast.client("cleo").get(result))

    assert ("Undo this import" in page, "Count likes" in page, "Your creators now" in page) == (False, False, True)


@pytest.mark.parametrize("who", ["ana", "ada", "ben"])
def test_everybody_from_editor_up_may_import(cast, who):
    assert cast.client(who).get(cast.url("import/")).status_code == 200


def test_a_file_of_another_brand_is_not_there(cast):
    address, _ = added(cast)
    result, _ = brought_in(cast, MORE)
    dov, other = cast.client("dov"), f"/b/{cast.other.slug}/"
    tail = address.split("/b/oat-co/")[1]
    mine = result.split("/b/oat-co/")[1]

    seen = [dov.get(path).status_code for path in (address, result, f"{other}{tail}", f"{other}{mine}")]
    assert seen == [404, 404, 404, 404]


# long work -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def long_file(cast, monkeypatch):
    """Return the address of a file that is left to a worker."""
    monkeypatch.setattr("shoal.app.imports.inspection.JOB_ROWS", 0)
    return added(cast)


def test_a_large_file_is_left_to_a_worker_once(cast, long_file):
    address, browser = long_file
    for _ in range(2):
        browser.post(f"{address}commit/")
    page = text_of(browser.get(address))
    with cast.shoal.acting(cast.as_("ben", "editor"), cast.brand):
        done = cast.shoal.jobs.work()

    # the import, and what is prepared after it
    assert ("waits for its turn" in page, done, len(imports_of(cast))) == (True, 2, 1)


def test_a_cancelled_import_leaves_nothing_and_the_file_waits(cast, long_file):
    address, browser = long_file
    browser.post(f"{address}commit/")
    browser.post(f"{address}job/", {"act": "cancel"})
    page = text_of(browser.get(address))

    assert ("Bring in 1 line" in page, imports_of(cast)) == (True, ())


def test_a_worker_that_died_after_its_batch_finds_it_there(cast, long_file):
    address, browser = long_file
    browser.post(f"{address}commit/")
    upload_id = address.rstrip("/").rsplit("/", 1)[1]
    shoal = cast.shoal
    with shoal.acting(cast.as_("ben", "editor"), cast.brand):
        upload = shoal.imports.upload(upload_id)
        shoal.imports._batch(upload, None)  # as a worker that dies before it says so
        done = shoal.imports.bring_in(upload_id)

    assert (done.state, len(imports_of(cast))) == ("done", 1)


# erasing -------------------------------------------------------------------------------------------------------------


def test_an_erasure_takes_waiting_files_that_name_her(cast):
    brought_in(cast)
    added(cast, MORE, name="second.csv")
    with cast.shoal.acting(cast.as_("ana"), cast.brand):
        cast.shoal.creators.forget("instagram:alma.example", confirmed=True)
        waiting = cast.shoal.imports.waiting()

    assert (waiting, list((cast.shoal.settings.folder / "uploads").glob("up_*/*.csv"))) == ((), [])
