"""The page of one creator: what it shows to whom, what can be said of her, and how she is erased."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from shoal.domain.intake import ReadOptions

SHEET = (
    "handle,platform,name,followers,country,niche,notes,fee,code,bio\n"
    'mina_bakes,instagram,Mina Koch,"12,400",Austria,food,rings twice,€150,MINA10,cakes · mina@mail.example\n'
    "jo.runs,tiktok,Jo <script>alert(1)</script>,3100,Germany,sport,,,,early runs\n"
    "shira,instagram,שירה כהן,8000,Israel,food,,,,אפייה\n"
    "mina_bakes,tiktok,Mina Koch,900,Austria,food,,,,\n"
    "lena_school,instagram,Lena,1500,Austria,food,,,,14 years old school\n"
)
POSTS = "handle,platform,post_id,likes,comments,posted_at\n"


@pytest.fixture
def pool(cast, tmp_path):
    """Return the cast with five creators that Ana brought in for Oat & Co."""
    file = tmp_path / "sheet.csv"
    file.write_text(SHEET, encoding="utf-8")
    with cast.shoal.acting(cast.as_("ana"), cast.brand):
        cast.shoal.creators.bring_in(file)
    return cast


def id_of(cast, handle: str) -> str:
    with cast.shoal.acting(cast.as_("ana"), cast.brand):
        return "cr_" + cast.shoal.creators.accounts(handle)[0].removeprefix("ac_")


def page_of(cast, who: str, handle: str, rest: str = "", brand=None):
    return cast.client(who).get(cast.url(f"creators/{id_of(cast, handle)}/{rest}", brand))


def shown(answer) -> str:
    return answer.content.decode()


def undo_in(text: str) -> str:
    return re.findall(r'action="([^"]*undo[^"]*)"', text)[-1]


# looking -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ana", "ada", "ben", "cleo"])
def test_every_role_sees_the_page(pool, who):
    answer = page_of(pool, who, "jo.runs")

    assert (answer.status_code, "facts known" in shown(answer)) == (200, True)


def test_a_handle_leads_to_the_page(pool):
    answer = pool.client("ben").get(pool.url("creators/instagram:mina_bakes/"))

    assert answer["Location"] == pool.url(f"creators/{id_of(pool, 'instagram:mina_bakes')}/")


def test_a_handle_of_two_leads_to_the_list(pool):
    assert pool.client("ben").get(pool.url("creators/mina_bakes/"))["Location"] == pool.url("creators/?q=mina_bakes")


def test_nobody_of_that_name_is_not_found(pool):
    assert pool.client("ben").get(pool.url("creators/cr_000000000000000000000000/")).status_code == 404


def test_text_of_a_profile_is_shown_as_text(pool):
    text = shown(page_of(pool, "ben", "jo.runs"))

    assert ("<h1><bdi>Jo &lt;script&gt;" in text, "<script>alert" in text) == (True, False)


def test_a_name_from_right_to_left_keeps_to_itself(pool):
    assert "<h1><bdi>שירה כהן</bdi></h1>" in shown(page_of(pool, "ben", "shira"))


def test_a_gap_leads_to_where_it_is_filled(pool):
    text = shown(page_of(pool, "ben", "shira"))

    assert f'href="{pool.url("count/")}?who={id_of(pool, "shira")}"' in text


def test_counted_posts_give_the_definitions_side_by_side(pool, tmp_path):
    file = tmp_path / "posts.csv"
    days = [pool.shoal.now() - timedelta(days=10 + 3 * at) for at in range(9)]
    lines = [f"jo.runs,tiktok,p{at},{300 + 7 * at},{10 + at},{day:%Y-%m-%d}\n" for at, day in enumerate(days)]
    file.write_text(POSTS + "".join(lines), encoding="utf-8")
    with pool.shoal.acting(pool.as_("ana"), pool.brand):
        pool.shoal.creators.bring_in(file, ReadOptions(kind="posts", platform="tiktok"))
    text = shown(page_of(pool, "ben", "jo.runs"))

    assert "2 of 5 definitions can be worked out" in text


def test_contact_points_are_for_approvers(pool):
    assert [
        "mina@mail.example" in shown(page_of(pool, who, "instagram:mina_bakes"))
        for who in ("ana", "ada", "ben", "cleo")
    ] == [True, True, False, False]


def test_another_brand_sees_neither_fees_nor_notes(pool):
    browser = pool.client("ben")
    who = id_of(pool, "instagram:mina_bakes")
    browser.post(pool.url(f"creators/{who}/notes/"), {"text": "wants more money"})
    text = shown(page_of(pool, "dov", "instagram:mina_bakes", brand=pool.other))

    private = ("150", "MINA10", "wants more money", "rings twice", "sheet.csv")
    assert ("Mina Koch" in text, [told for told in private if told in text]) == (True, [])


def test_the_page_of_another_brand_does_not_exist(pool):
    assert page_of(pool, "dov", "shira", brand=pool.brand).status_code == 404


def test_somebody_who_may_be_a_minor_is_for_a_person_to_look_at(pool):
    text = shown(page_of(pool, "ana", "lena_school"))

    assert ("This person may be under 18." in text, "Ask for proof" in text) == (True, False)


def test_the_figures_of_a_picture_come_as_csv(pool):
    answer = page_of(pool, "cleo", "shira", "pictures/rates.csv")

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")


def test_what_has_expired_keeps_its_place_and_says_since_when(pool):
    after = pool.shoal.now().replace(year=pool.shoal.now().year + 3)
    with pool.shoal.acting(pool.as_("ana"), pool.brand):
        pool.shoal.about.correct(id_of(pool, "shira"), {"country": "Israel", "niche": "bread"})
    pool.shoal.settings = replace(pool.shoal.settings, stands_at=after)

    assert "expired since" in shown(page_of(pool, "ana", "shira"))


# notes and tags ------------------------------------------------------------------------------------------------------


def test_a_note_can_be_taken_back(pool):
    browser, url = pool.client("ben"), pool.url(f"creators/{id_of(pool, 'shira')}/")
    browser.post(f"{url}notes/", {"text": "answers on Mondays"})
    text = shown(browser.get(url))
    browser.post(undo_in(text))

    assert ("answers on Mondays" in text, "answers on Mondays" in shown(browser.get(url))) == (True, False)


@pytest.mark.parametrize(("who", "sees"), [("ana", True), ("ada", True), ("ben", True), ("cleo", False)])
def test_a_private_note_is_for_approvers_and_its_author(pool, who, sees):
    url = pool.url(f"creators/{id_of(pool, 'shira')}/")
    pool.client("ben").post(f"{url}notes/", {"text": "between us", "private": "on"})

    assert ("between us" in shown(pool.client(who).get(url))) is sees


def test_an_empty_note_keeps_the_page_and_says_why(pool):
    answer = pool.client("ben").post(pool.url(f"creators/{id_of(pool, 'shira')}/notes/"), {"text": "  "})

    assert (answer.status_code, "Not saved yet" in shown(answer)) == (422, True)


def test_a_viewer_writes_nothing(pool):
    browser, url = pool.client("cleo"), pool.url(f"creators/{id_of(pool, 'shira')}/")
    posts = {"notes/": {"text": "x"}, "tags/": {"word": "x"}, "correct/": {"name": "x"}, "erase/": {}}
    posts["same/"] = {"other": id_of(pool, "jo.runs"), "said": "same"}

    assert {path: browser.post(url + path, told).status_code for path, told in posts.items()} == dict.fromkeys(
        posts, 403
    )


def test_a_tag_taken_off_can_be_put_back(pool):
    browser, url = pool.client("ben"), pool.url(f"creators/{id_of(pool, 'shira')}/")
    browser.post(f"{url}tags/", {"word": "bakers"})
    browser.post(f"{url}tags/", {"drop": "bakers"})
    text = shown(browser.get(url))
    browser.post(undo_in(text))

    assert ('name="drop" value="bakers"' in text, 'name="drop" value="bakers"' in shown(browser.get(url))) == (
        False,
        True,
    )


# correcting ----------------------------------------------------------------------------------------------------------


def test_a_typed_value_outranks_a_later_import_until_it_is_taken_back(pool, tmp_path):
    browser, url = pool.client("ben"), pool.url(f"creators/{id_of(pool, 'shira')}/")
    browser.post(f"{url}correct/", {"followers": "9.1k", "city": "Haifa"})
    told = shown(browser.get(url))
    file = tmp_path / "later.csv"
    file.write_text("handle,platform,followers\nshira,instagram,7000\n", encoding="utf-8")
    with pool.shoal.acting(pool.as_("ana"), pool.brand):
        pool.shoal.creators.bring_in(file)
    still = pool.shoal.listing.rows(["ac_" + id_of(pool, "shira")[3:]])[0].followers.estimate.value
    browser.post(undo_in(told))
    after = pool.shoal.listing.rows(["ac_" + id_of(pool, "shira")[3:]])[0].followers.estimate.value

    assert ("9,100 (9,050 to 9,150)" in told, still, after) == (True, 9100, 7000)


def test_a_correction_says_of_its_own_fields_only_that_a_person_typed_them(pool):
    browser, url = pool.client("ben"), pool.url(f"creators/{id_of(pool, 'shira')}/")
    browser.post(f"{url}correct/", {"country": "Germany"})
    text = shown(browser.get(url))
    rows = dict(re.findall(r'<th scope="row">(Country|Topics)</th>(.*?)</tr>', text, re.S))

    assert ("a person here" in rows["Country"], "a person here" in rows["Topics"]) == (True, False)


def test_what_cannot_be_read_is_said_by_its_field_and_stays_typed(pool):
    answer = pool.client("ben").post(
        pool.url(f"creators/{id_of(pool, 'shira')}/correct/"), {"followers": "12.500", "country": "Narnia"}
    )
    text = shown(answer)

    assert (answer.status_code, 'value="12.500"' in text, 'value="Narnia"' in text, "as in Austria or AT" in text) == (
        422, True, True, True,
    )  # fmt: skip


def test_typing_what_is_known_stores_nothing(pool):
    url = pool.url(f"creators/{id_of(pool, 'shira')}/correct/")
    answer = pool.client("ben").post(url, {"followers": "8000"})

    assert (answer.status_code, "known already" in shown(answer)) == (422, True)


# one person or two ---------------------------------------------------------------------------------------------------


def test_namesakes_are_suggested_with_the_reason_and_settled_by_a_person(pool):
    browser = pool.client("ben")
    one, other = id_of(pool, "instagram:mina_bakes"), id_of(pool, "tiktok:mina_bakes")
    asked = shown(browser.get(pool.url(f"creators/{one}/")))
    browser.post(pool.url(f"creators/{one}/same/"), {"other": other, "said": "other"})
    settled = shown(browser.get(pool.url(f"creators/{other}/")))

    assert ("same name and same handle" in asked, "Somebody here said: two people." in settled) == (True, True)


def test_two_accounts_of_one_person_are_one_line_until_undo(pool):
    browser = pool.client("ben")
    one, other = id_of(pool, "instagram:mina_bakes"), id_of(pool, "tiktok:mina_bakes")
    before = shown(browser.get(pool.url("creators/")))
    browser.post(pool.url(f"creators/{one}/same/"), {"other": other, "said": "same"})
    kept = shown(browser.get(pool.url(f"creators/{other}/")))
    joined = shown(browser.get(pool.url("creators/")))
    browser.post(undo_in(kept))
    after = shown(browser.get(pool.url("creators/")))

    assert "Lists, shortlists and plans count them once" in kept
    assert [text.count('name="pick"') for text in (before, joined, after)] == [5, 4, 5]
    assert (f"/creators/{other}/" in joined, f"/creators/{one}/" in joined) == (True, True)


# erasing -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ada", "ben", "cleo"])
def test_only_an_owner_erases(pool, who):
    answer = page_of(pool, who, "shira", "erase/")

    assert (answer.status_code, "/erase/" in shown(page_of(pool, who, "shira"))) == (403, False)


def test_the_button_says_the_exact_count_and_one_press_erases(pool):
    browser, who = pool.client("ana"), id_of(pool, "shira")
    url = pool.url(f"creators/{who}/")
    browser.post(f"{url}notes/", {"text": "about them"})
    asked = shown(browser.get(f"{url}erase/"))
    counted = re.search(r'name="counted" value="([^"]*)"', asked)[1]
    done = shown(browser.post(f"{url}erase/", {"counted": counted}, follow=True))

    assert ("Erase 1 creator: 1 row, 1 other place" in asked, "cannot be undone, because" in done) == (True, True)
    assert ("4 creators" in done, browser.get(url).status_code) == (True, 404)


def test_a_count_that_changed_is_asked_again(pool):
    browser, url = pool.client("ana"), pool.url(f"creators/{id_of(pool, 'shira')}/")
    answer = browser.post(f"{url}erase/", {"counted": "99-0-0"})

    assert (answer.status_code, browser.get(url).status_code) == (409, 200)
