"""The list of creators in the browser: found, narrowed, tagged, saved, taken out, by every role."""

from __future__ import annotations

import re

import pytest

SHEET = (
    "handle,platform,name,followers,country,niche,notes,fee,code,bio\n"
    'mina_bakes,instagram,Mina Koch,"12,400",Austria,food,rings twice,€150,MINA10,vegan cakes\n'
    "jo.runs,tiktok,Jo <script>alert(1)</script>,3100,Germany,sport,,,,early runs\n"
    "shira,instagram,שירה כהן,8000,Israel,food,,,,אפייה\n"
    "nobody_knows,instagram,Kim,,,,,,,\n"
    "mina_bakes,tiktok,Mina Koch,900,Austria,food,,,,\n"
    "lena_school,instagram,Lena,1500,Austria,food,,,,14 years old school\n"
)


@pytest.fixture
def pool(cast, tmp_path):
    """Return the cast with six creators that Ana brought in for Oat & Co."""
    file = tmp_path / "sheet.csv"
    file.write_text(SHEET, encoding="utf-8")
    with cast.shoal.acting(cast.as_("ana"), cast.brand):
        cast.shoal.creators.bring_in(file)
    return cast


def id_of(cast, handle: str) -> str:
    with cast.shoal.acting(cast.as_("ana"), cast.brand):
        return "cr_" + cast.shoal.creators.accounts(handle)[0].removeprefix("ac_")


def shown(answer) -> str:
    return answer.content.decode()


# looking -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ana", "ada", "ben", "cleo"])
def test_every_role_sees_the_list(pool, who):
    assert "6 creators" in shown(pool.client(who).get(pool.url("creators/")))


def test_a_stranger_is_sent_to_sign_in(pool):
    assert pool.client().get(pool.url("creators/")).status_code == 302


@pytest.mark.parametrize("path", ["creators/", "creators/export/", "creators/picture.csv", "keys/"])
def test_the_list_of_another_brand_does_not_exist(pool, path):
    assert pool.client("dov").get(pool.url(path)).status_code == 404


def test_facets_count_what_is_not_known(pool):
    text = shown(pool.client("ben").get(pool.url("creators/")))

    assert re.search(r'href="\?country=unknown"[^>]*><span class="label">unknown</span> <span class="many">1<', text)


def test_two_values_of_a_facet_show_both(pool):
    text = shown(pool.client("ben").get(pool.url("creators/?country=DE&country=IL")))

    assert "2 of 6 creators" in text


def test_a_search_says_where_it_matched(pool):
    text = shown(pool.client("ben").get(pool.url("creators/?q=vegan")))

    assert ("1 of 6 creators" in text, "vegan cakes" in text) == (True, True)


@pytest.mark.parametrize(("who", "quoted"), [("ben", True), ("cleo", False)])
def test_notes_of_a_sheet_are_not_quoted_to_a_viewer(pool, who, quoted):
    assert ("rings twice" in shown(pool.client(who).get(pool.url("creators/?q=rings")))) is quoted


def test_nothing_found_says_which_filter_to_drop(pool):
    text = shown(pool.client("ben").get(pool.url("creators/?country=DE&niche=food")))

    assert re.search(r'dropping <em>country = DE</em> gives <a href="\?niche=food">4<', text)


def test_text_of_a_profile_is_shown_as_text(pool):
    text = shown(pool.client("ben").get(pool.url("creators/")))

    assert ("Jo &lt;script&gt;alert(1)&lt;/script&gt;" in text, "<script>alert" in text) == (True, False)


def test_a_name_from_right_to_left_keeps_to_itself(pool):
    assert "<bdi>שירה כהן</bdi>" in shown(pool.client("ben").get(pool.url("creators/")))


def test_the_order_is_announced(pool):
    text = shown(pool.client("ben").get(pool.url("creators/?sort=-followers")))

    assert 'aria-sort="descending"><a href="?sort=followers"' in text


def test_what_is_not_known_comes_last_both_ways(pool):
    browser = pool.client("ben")
    pages = [shown(browser.get(pool.url(f"creators/?sort={sort}"))) for sort in ("followers", "-followers")]

    assert [re.findall(r'<th scope="row"><a [^>]*><bdi>([^<]*)', page)[-1] for page in pages] == ["Kim", "Kim"]


def test_a_part_is_answered_with_a_part_and_said_politely(pool):
    text = shown(pool.client("ben").get(pool.url("creators/?country=DE"), headers={"HX-Request": "true"}))

    assert ("<html" in text, 'id="live"' in text, "1 of 6 creators, by name" in text) == (False, True, True)


def test_going_back_gets_the_whole_page(pool):
    told = {"HX-Request": "true", "HX-History-Restore-Request": "true"}

    assert "<html" in shown(pool.client("ben").get(pool.url("creators/"), headers=told))


def test_a_page_behind_the_last_leads_to_the_last(pool):
    assert pool.client("ben").get(pool.url("creators/?page=9"))["Location"].endswith("page=1")


def test_chosen_columns_stay_in_the_address(pool):
    text = shown(pool.client("ben").get(pool.url("creators/?col=tier")))

    assert ('href="?country=DE&amp;col=tier"' in text, "Last seen</a>" in text) == (True, False)


def test_an_empty_workspace_shows_the_doors(cast):
    text = shown(cast.client("ben").get(cast.url("creators/")))

    assert ("Nobody is here yet" in text, f'href="{cast.url("import/")}"' in text) == (True, True)


def test_a_picture_comes_when_asked_for(pool):
    browser = pool.client("ben")
    asked, plain = (shown(browser.get(pool.url(f"creators/{query}"))) for query in ("?picture=1", ""))

    assert ('id="figure-cloud"' in asked, 'id="figure-cloud"' in plain) == (True, False)


def test_somebody_who_may_be_a_minor_is_listed_with_the_warning(pool):
    text = shown(pool.client("ben").get(pool.url("creators/?q=lena")))

    assert ("1 of 6 creators" in text, "may be under 18" in text) == (True, True)


# tags ----------------------------------------------------------------------------------------------------------------


def test_those_picked_are_tagged_and_it_can_be_taken_back(pool):
    browser, ids = pool.client("ben"), [id_of(pool, "jo.runs"), id_of(pool, "shira")]
    browser.post(pool.url("creators/tag/"), {"pick": ids, "word": " spring  26 "})
    text = shown(browser.get(pool.url("creators/?tag=spring+26")))
    undo = re.search(r'action="([^"]*undo[^"]*)"', text)[1]
    browser.post(undo)

    assert ("2 of 6 creators" in text, "spring 26" in shown(browser.get(pool.url("creators/?col=tags")))) == (
        True,
        False,
    )


def test_taking_back_twice_changes_nothing_more(pool):
    browser = pool.client("ben")
    browser.post(pool.url("creators/tag/"), {"pick": [id_of(pool, "shira")], "word": "spring"})
    undo = re.search(r'action="([^"]*undo[^"]*)"', shown(browser.get(pool.url("creators/"))))[1]

    assert [browser.post(undo).status_code for _ in range(2)] == [302, 302]


def test_an_undo_address_is_worth_nothing_to_somebody_else(pool):
    browser, other = pool.client("ben"), pool.client("ada")
    browser.post(pool.url("creators/tag/"), {"pick": [id_of(pool, "shira")], "word": "spring"})
    other.post(re.search(r'action="([^"]*undo[^"]*)"', shown(browser.get(pool.url("creators/"))))[1])

    assert "1 of 6 creators" in shown(browser.get(pool.url("creators/?tag=spring")))


def test_a_tag_goes_only_on_who_is_here(pool):
    browser = pool.client("ben")
    browser.post(pool.url("creators/tag/"), {"pick": ["cr_000000000000000000000000"], "word": "ghost"})
    with pool.shoal.acting(pool.as_("ben"), pool.brand):
        assert "ghost" not in pool.shoal.about.tags()


def test_a_viewer_may_not_tag(pool):
    browser = pool.client("cleo")
    answer = browser.post(pool.url("creators/tag/"), {"pick": [id_of(pool, "shira")], "word": "spring"})

    assert (answer.status_code, 'name="word"' in shown(browser.get(pool.url("creators/")))) == (403, False)


def test_another_brand_never_sees_tags_and_views(pool):
    browser = pool.client("ben")
    browser.post(pool.url("creators/tag/"), {"pick": [id_of(pool, "shira")], "word": "oat secret"})
    browser.post(pool.url("creators/views/"), {"name": "oat view", "query": "country=AT", "shared": "on"})
    text = shown(pool.client("dov").get(pool.url("creators/", pool.other)))

    assert ("6 creators" in text, "oat secret" in text, "oat view" in text) == (True, False, False)


# views ---------------------------------------------------------------------------------------------------------------


def test_a_shared_view_opens_for_others_and_an_own_one_does_not(pool):
    browser = pool.client("ben")
    browser.post(pool.url("creators/views/"), {"name": "Bakers", "query": "niche=food", "shared": "on"})
    browser.post(pool.url("creators/views/"), {"name": "Mine alone", "query": "niche=sport"})
    text = shown(pool.client("cleo").get(pool.url("creators/")))

    assert ('href="?niche=food"><bdi>Bakers' in text, "Mine alone" in text) == (True, False)


def test_a_view_keeps_nothing_but_the_query_of_a_list(pool):
    browser = pool.client("ben")
    answer = browser.post(pool.url("creators/views/"), {"name": "x", "query": "niche=food&evil=1&next=//evil.example"})

    assert answer["Location"] == pool.url("creators/?niche=food")


def test_a_deleted_view_can_be_taken_back(pool):
    browser = pool.client("ben")
    browser.post(pool.url("creators/views/"), {"name": "Bakers", "query": "niche=food"})
    number = re.search(r'name="drop" value="(\d+)"', shown(browser.get(pool.url("creators/"))))[1]
    browser.post(pool.url("creators/views/"), {"drop": number})
    text = shown(browser.get(pool.url("creators/")))
    browser.post(re.findall(r'action="([^"]*undo[^"]*)"', text)[-1])

    assert ("<bdi>Bakers" in text, "<bdi>Bakers" in shown(browser.get(pool.url("creators/")))) == (False, True)


# taking out ----------------------------------------------------------------------------------------------------------


def test_a_file_says_when_it_was_made_and_what_of(pool):
    text = shown(pool.client("ben").post(pool.url("creators/export/?country=DE")))

    assert all(told in text for told in ("Europe/Vienna", "# filters: country = DE", "# rows: 1", "jo.runs"))


def test_nobody_who_may_be_a_minor_is_in_the_file(pool):
    browser = pool.client("ben")
    page, text = shown(browser.get(pool.url("creators/export/"))), shown(browser.post(pool.url("creators/export/")))

    assert ("lena_school" in text, "under 18 stay here" in page, "Download 5 rows" in page) == (False, True, True)


def test_the_file_comes_back_in_and_adds_nobody(pool, tmp_path):
    file = tmp_path / "back.csv"
    file.write_bytes(pool.client("ben").post(pool.url("creators/export/?niche=sport")).content)
    with pool.shoal.acting(pool.as_("ana"), pool.brand):
        counts = pool.shoal.creators.preview(file).counts

    assert counts.get("new", 0) == 0


def test_a_viewer_takes_nothing_out(pool):
    browser = pool.client("cleo")

    assert [browser.get(pool.url(path)).status_code for path in ("creators/export/", "creators/picture.csv")] == [
        403
    ] * 2


def test_the_keys_are_listed(pool):
    assert "<kbd>Tab</kbd>" in shown(pool.client("cleo").get(pool.url("keys/")))
