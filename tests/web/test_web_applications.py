"""Applications as the brand sees them: who sees what, what a decision does, files of answers, erasure."""

from __future__ import annotations

from pathlib import Path

import pytest
from applications_sent import EMAIL, opened_form, png, records, send, upload, whole


@pytest.fixture
def address(cast):
    return opened_form(cast)


# secrets -------------------------------------------------------------------------------------------------------------


def test_the_address_is_nowhere_in_clear(cast, address, caplog):
    send(cast, address, evidence=upload("insights.png", png()))
    browser = cast.client("ada")
    (record,) = records(cast)
    browser.post(cast.url(f"applications/{record.id}/"), {"act": "contact"})
    browser.post(cast.url(f"applications/{record.id}/"), {"act": "accept"})
    cast.shoal.catalog.counts()

    assert (EMAIL.encode() in whole(cast.shoal.settings.folder), EMAIL in caplog.text) == (False, False)


def test_an_approver_sees_the_address_and_that_is_written_down(cast, address):
    send(cast, address)
    (record,) = records(cast)
    page = cast.client("ada").post(cast.url(f"applications/{record.id}/"), {"act": "contact"}).content.decode()
    with cast.shoal.acting(cast.as_("ana"), cast.brand):
        entries = cast.shoal.team.audit(verb="applications.contact")

    assert (EMAIL in page, [(entry.actor_name, entry.subject) for entry in entries]) == (True, [("Ada", record.id)])


def test_nobody_sees_the_address_without_asking_for_it(cast, address):
    send(cast, address)
    (record,) = records(cast)

    assert EMAIL.encode() not in cast.client("ana").get(cast.url(f"applications/{record.id}/")).content


# who may what --------------------------------------------------------------------------------------------------------

PAGES = (
    "applications/", "applications/form/", "applications/questions/", "applications/template.csv",
    "applications/import/", "applications/{id}/", "applications/{id}/evidence/", "applications/{id}/delete/",
)  # fmt: skip
MAY = {
    "ana": [200] * 8,
    "ada": [200] * 8,
    "ben": [200, 403, 200, 200, 200, 200, 200, 403],
    "cleo": [403] * 8,
    None: [302] * 8,
    "dov": [404] * 8,
}


@pytest.mark.parametrize("name", MAY)
def test_each_role_opens_its_pages_and_no_others(cast, address, name):
    send(cast, address, evidence=upload("insights.png", png()))
    (record,) = records(cast)
    browser = cast.client(name)

    assert [browser.get(cast.url(page.format(id=record.id))).status_code for page in PAGES] == MAY[name]


@pytest.mark.parametrize("act", ["accept", "decline", "ask", "contact", "reopen"])
def test_an_editor_reads_and_decides_nothing(cast, address, act):
    send(cast, address)
    (record,) = records(cast)
    status = cast.client("ben").post(cast.url(f"applications/{record.id}/"), {"act": act}).status_code

    assert (status, records(cast)[0].state) == (403, "waiting")


def test_another_brand_sees_nothing_of_it_at_its_own_address(cast, address):
    send(cast, address)
    (record,) = records(cast)

    assert cast.client("dov").get(cast.url(f"applications/{record.id}/", cast.other)).status_code == 404


# deciding ------------------------------------------------------------------------------------------------------------


def test_accepting_brings_her_in_as_given_by_the_creator_and_undo_takes_it_back(cast, address):
    send(cast, address)
    (record,) = records(cast)
    browser = cast.client("ada")
    page = browser.post(cast.url(f"applications/{record.id}/"), {"act": "accept"}, follow=True).content.decode()
    batch = cast.shoal.catalog.batches()[-1]
    undone = f"{cast.url(f'applications/{record.id}/reopen/')}"
    browser.post(undone)

    assert (batch.policy, undone in page, cast.shoal.catalog.batches()) == ("creator_proof", True, ())
    assert records(cast)[0].state == "waiting"


def test_the_export_that_came_with_her_is_kept_as_counted_by_the_platform_until_undo(cast, address):
    export = b"Date,Video views,Likes\n2026/05/20,1000,50\n2026/05/21,1200,60\n"
    send(cast, address, platform="TikTok", evidence=upload("overview.csv", export))
    (record,) = records(cast)
    browser = cast.client("ada")
    browser.post(cast.url(f"applications/{record.id}/"), {"act": "accept"})
    page = browser.get(cast.url("creators/tiktok:mina.bakes/"), follow=True).content.decode()
    kept = cast.shoal.catalog.counts()["metrics"]
    browser.post(cast.url(f"applications/{record.id}/reopen/"))

    assert ("2,200 video views" in page, "given by the creator" in page, kept) == (True, True, 2)
    assert cast.shoal.catalog.counts()["metrics"] == 0


@pytest.mark.parametrize("export", [b"Date,Video views\n2026/05/20,1\n2026/05/21,2\n", b"day,reach\n1,20\n2,30\n"])
def test_an_export_of_another_platform_and_a_table_that_is_none_are_left_to_a_person(cast, address, export):
    send(cast, address, evidence=upload("table.csv", export))
    (record,) = records(cast)
    cast.client("ada").post(cast.url(f"applications/{record.id}/"), {"act": "accept"})

    assert (records(cast)[0].state, cast.shoal.catalog.counts()["metrics"]) == ("accepted", 0)


def test_accepting_twice_is_done_once(cast, address):
    send(cast, address)
    (record,) = records(cast)
    browser = cast.client("ada")
    for _ in range(2):
        browser.post(cast.url(f"applications/{record.id}/"), {"act": "accept"})

    assert (len(cast.shoal.catalog.batches()), records(cast)[0].state) == (1, "accepted")


def test_an_accepted_application_is_no_proof_that_two_accounts_are_one(cast, address):
    from shoal.domain.intake import ReadOptions

    path = cast.shoal.settings.folder / "sheet.csv"
    path.write_text("platform,handle,followers\ntiktok,mina.bakes,4000\n", encoding="utf-8")
    cast.shoal.creators.bring_in(path, ReadOptions())
    send(cast, address)
    (record,) = records(cast)
    cast.client("ada").post(cast.url(f"applications/{record.id}/"), {"act": "accept"})
    creators = cast.shoal.listing.rows([cast.shoal.catalog.hasher.account_id(name, "handle", "mina.bakes")
                                        for name in ("instagram", "tiktok")])  # fmt: skip

    assert len({row.creator_id for row in creators}) == 2


def test_declining_sends_nothing_and_gives_a_text_to_copy(cast, address):
    send(cast, address)
    (record,) = records(cast)
    told = cast.client("ada").post(cast.url(f"applications/{record.id}/"), {"act": "decline"}, follow=True)

    assert (records(cast)[0].state, b"thank you for your application" in told.content) == ("declined", True)


def test_a_customer_comes_first_with_the_reason(cast, address):
    orders = cast.shoal.settings.folder / "orders.csv"
    head = (
        "Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,Created at,"
        "Lineitem quantity,Lineitem name,Lineitem price,Id"
    )
    lines = [
        f"#{n},{EMAIL},paid,2026-03-0{n} 10:00:00 +0100,fulfilled,EUR,20.00,0.00,0.00,20.00,"
        f"2026-03-0{n} 10:00:00 +0100,1,Flour,20.00,90{n}"
        for n in (2, 3)
    ]
    orders.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    cast.shoal.results.bring_in_orders(orders)
    send(cast, address)
    send(cast, address, handle="@later", email="later@mail.example")
    page = cast.client("ben").get(cast.url("applications/")).content.decode()

    assert page.index("mina.bakes") < page.index("@later")
    assert "bought twice, last on 3 March 2026" in page


# the form's settings -------------------------------------------------------------------------------------------------


def test_the_form_cannot_be_opened_with_words_that_are_to_be_replaced(cast):
    told = {"notice": "Write to [your address].", "open": "on"}
    answer = cast.client("ada").post(cast.url("applications/form/"), told)

    assert (answer.status_code, b"square brackets" in answer.content) == (422, True)


def test_a_new_address_makes_the_old_one_worth_nothing(cast, address):
    cast.client("ada").post(cast.url("applications/form/"), {"act": "token"})

    assert cast.client().get(address).status_code == 404


@pytest.mark.usefixtures("address")
def test_without_a_public_address_the_page_says_so_and_offers_the_file_way(cast):
    page = cast.client("ada").get(cast.url("applications/")).content.decode()

    assert ("opens on this computer only" in page, "applications/questions/" in page) == (True, True)


# files of answers ----------------------------------------------------------------------------------------------------


def export(cast, *lines: str):
    with cast.shoal.acting(cast.as_("ana"), cast.brand):
        head = cast.shoal.applying.files.template()
    return upload("answers.csv", "".join([head, *(f"{line}\r\n" for line in lines)]).encode())


LINE = (
    "Instagram,@mina.bakes,mina.baker@mail.example,Austria,Graz,Rye,https://example.org/rye,,Yes,Yes,Yes,"
    "2026-05-02 09:00:00"
)
YOUNG = "Instagram,@too.young,young@mail.example,Austria,Graz,Rye,,,No,No,Yes,2026-05-02 09:00:00"


def bring(cast, browser, *lines: str):
    asked = browser.post(cast.url("applications/import/"), {"file": export(cast, *lines)})
    assert asked.status_code == 303, asked.content
    looked = browser.get(asked["Location"])
    browser.post(asked["Location"], {"act": "take"})
    return looked.content.decode()


def test_a_file_of_answers_is_looked_at_first_and_waits_in_the_same_list(cast):
    page = bring(cast, cast.client("ben"), LINE, YOUNG)

    assert ("new applications" in page, "too.young" in page) == (True, False)
    assert [record.application.account.handle for record in records(cast)] == ["mina.bakes"]


def test_the_same_file_twice_adds_nothing(cast):
    browser = cast.client("ben")
    for _ in range(2):
        bring(cast, browser, LINE)

    assert len(records(cast)) == 1


def test_a_file_of_answers_is_gone_after_the_yes_and_lay_sealed_before(cast):
    browser = cast.client("ben")
    browser.post(cast.url("applications/import/"), {"file": export(cast, LINE)})
    waiting = whole(cast.shoal.settings.folder)
    folder = cast.shoal.settings.folder / "applications"
    before = len(list(folder.glob("*.sealed")))
    bring(cast, browser, LINE)

    assert (EMAIL.encode() in waiting, before) == (False, 1)
    assert EMAIL.encode() not in whole(cast.shoal.settings.folder)


def test_a_column_is_read_as_somebody_says(cast):
    browser = cast.client("ben")
    with cast.shoal.acting(cast.as_("ana"), cast.brand):
        head = cast.shoal.applying.files.template().strip()
    sent = upload("answers.csv", f"{head},Shoe size\r\n{LINE},39\r\n".encode())
    asked = browser.post(cast.url("applications/import/"), {"file": sent})
    browser.post(asked["Location"], {"act": "take", "c-Shoe size": "keep"})

    assert records(cast)[0].rows[0].extra["Shoe size"] == "39"


def test_a_column_that_is_not_in_the_file_is_an_error_in_words(cast):
    browser = cast.client("ben")
    asked = browser.post(cast.url("applications/import/"), {"file": export(cast, LINE)})

    assert browser.get(f"{asked['Location']}?c-Nonsense=keep").status_code == 422


def test_a_file_that_is_no_table_of_answers_is_refused_in_words(cast):
    answer = cast.client("ben").post(
        cast.url("applications/import/"), {"file": upload("creators.csv", b"name,followers\na,1\n")}
    )

    assert (answer.status_code, b"not a file of applications" in answer.content) == (422, True)


def test_the_files_of_another_brand_are_not_there(cast):
    asked = cast.client("ben").post(cast.url("applications/import/"), {"file": export(cast, LINE)})
    file_id = asked["Location"].rstrip("/").rpartition("/")[2]
    answer = cast.client("dov").get(cast.url(f"applications/import/{file_id}/", cast.other))

    assert answer["Location"] == cast.url("applications/", cast.other)


# going ---------------------------------------------------------------------------------------------------------------


def test_erasing_a_creator_takes_her_application_and_its_file(cast, address):
    send(cast, address, evidence=upload("insights.png", png()))
    (record,) = records(cast)
    cast.client("ada").post(cast.url(f"applications/{record.id}/"), {"act": "accept"})
    cast.shoal.creators.forget("instagram:mina.bakes", confirmed=True)

    assert (records(cast), Path(record.evidence.path).exists()) == ((), False)


def test_an_application_can_be_deleted_for_good(cast, address):
    send(cast, address, evidence=upload("insights.png", png()))
    (record,) = records(cast)
    cast.client("ada").post(cast.url(f"applications/{record.id}/delete/"))

    assert (records(cast), Path(record.evidence.path).exists()) == ((), False)
