"""The box of the list: a sentence becomes wishes that one sees, drops and changes; those picked side by side."""

from __future__ import annotations

import re

import pytest
from test_web_creators import id_of, pool, shown  # noqa: F401  the pool is a fixture

from shoal.domain.listing import ListQuery
from shoal.match import price_of
from shoal.plan import price_table

REFUSED = "muslim creators in Vienna"


@pytest.fixture
def indexed(pool, ready_model):  # noqa: F811  the fixture
    """Return the pool with its search index."""
    folder = pool.shoal.settings.folder / "index"
    folder.mkdir(exist_ok=True)
    (folder / "model").symlink_to(ready_model)
    pool.shoal.searching.build()
    return pool


def asked(cast, sentence: str, query: str = "", who: str = "ben"):
    return cast.client(who).get(cast.url(f"creators/?{query}"), {"ask": sentence})


def test_a_sentence_becomes_words_and_wishes_in_the_address(pool):  # noqa: F811
    answer = asked(pool, "vegan bakers in Austria under 30k on instagram")

    assert answer.status_code == 302
    assert all(
        told in answer["Location"]
        for told in ("q=vegan+bakers", "max_followers=30000", "country=AT", "platform=instagram", "said=vegan")
    )


def test_each_wish_is_a_link_that_drops_it(pool):  # noqa: F811
    answer = asked(pool, "cakes in Austria under 30k")
    text = shown(pool.client("ben").get(answer["Location"]))
    chips = dict(re.findall(r'<a class="chip round" href="([^"]*)">([^<]*?) <', text))
    (dropped,) = [url for url, told in chips.items() if told == "at most 30,000 followers"]

    assert {"at most 30,000 followers", "Country: Austria", "“cakes”"} == set(chips.values())
    assert ("max_followers" in dropped, "country=AT" in dropped) == (False, True)


def test_wishes_stand_in_fields_where_they_can_be_changed(pool):  # noqa: F811
    text = shown(pool.client("ben").get(pool.url("creators/?max_followers=30000&near=Graz")))

    assert re.search(r'name="max_followers" value="30000"', text)
    assert re.search(r'name="near" value="Graz"', text)


def test_a_new_sentence_keeps_wishes_on_other_things(pool):  # noqa: F811
    answer = pool.client("ben").get(pool.url("creators/?niche=food&max_followers=9000"), {
        "ask": "cakes over 1k", "niche": "food", "max_followers": "9000",
    })  # fmt: skip

    assert ("niche=food" in answer["Location"], "min_followers=1000" in answer["Location"]) == (True, True)
    assert "max_followers" not in answer["Location"]


def test_what_was_read_is_said_with_a_way_back_to_the_words(pool):  # noqa: F811
    text = shown(pool.client("ben").get(asked(pool, "cakes under 30k")["Location"]))

    assert "Read out of “cakes under 30k”." in text
    assert 'href="?q=cakes+under+30k">Look for these words as they are' in text


def test_a_doubt_is_said(pool):  # noqa: F811
    text = shown(pool.client("ben").get(asked(pool, "bakers under 25")["Location"]))

    assert "could be followers, a price or an age" in text


def test_a_protected_trait_is_refused_with_the_reason_and_the_sentence_stays(pool):  # noqa: F811
    answer = asked(pool, REFUSED)

    assert answer.status_code == 200
    assert all(told in shown(answer) for told in (f'value="{REFUSED}"', "notice warning", "6 creators"))


def test_without_an_index_the_page_answers_and_says_so(pool):  # noqa: F811
    text = shown(pool.client("cleo").get(pool.url("creators/?q=vegan")))

    assert ("1 of 6 creators" in text, "The search index is being built now" in text) == (True, True)


def test_a_worker_builds_what_a_page_missed(pool, ready_model):  # noqa: F811
    folder = pool.shoal.settings.folder / "index"
    folder.mkdir(exist_ok=True)
    (folder / "model").symlink_to(ready_model)
    browser = pool.client("cleo")
    browser.get(pool.url("creators/?q=vegan"))
    pool.shoal.jobs.work()

    assert "The search index" not in shown(browser.get(pool.url("creators/?q=vegan")))


def test_the_page_says_how_and_why_somebody_was_found(indexed):
    text = shown(indexed.client("cleo").get(indexed.url("creators/?q=vegann+cakes")))

    assert re.search(r"Found: 1 by words", text)
    assert "bio: “vegan cakes”" in text


@pytest.mark.parametrize(("who", "quoted"), [("ben", True), ("cleo", False)])
def test_notes_of_a_sheet_stay_with_who_may_read_notes(indexed, who, quoted):
    assert ("rings twice" in shown(indexed.client(who).get(indexed.url("creators/?q=rings")))) is quoted


def test_what_is_not_known_is_counted_with_a_link_that_lets_it_in(pool):  # noqa: F811
    browser = pool.client("ben")
    text = shown(browser.get(pool.url("creators/?min_followers=1000")))
    (url,) = re.findall(r'1 more would fit if the followers were known: <a href="([^"]*)"', text)

    assert "Kim" in shown(browser.get(pool.url(f"creators/{url.replace('&amp;', '&')}")))


def test_what_cannot_be_read_is_said_and_stays_typed(pool):  # noqa: F811
    text = shown(pool.client("ben").get(pool.url("creators/?max_followers=many")))

    assert ("“many” is no number and was left out." in text, 'value="many"' in text) == (True, True)


def test_a_view_keeps_the_wishes(pool):  # noqa: F811
    browser = pool.client("ben")
    browser.post(pool.url("creators/views/"), {"name": "Small ones", "query": "max_followers=5000&near=Graz&evil=1"})

    assert 'href="?max_followers=5000&amp;near=Graz"><bdi>Small ones' in shown(browser.get(pool.url("creators/")))


def test_a_file_names_the_wishes_it_was_made_with(pool):  # noqa: F811
    text = shown(pool.client("ben").post(pool.url("creators/export/?max_followers=1000")))

    assert ("# filters: at most 1,000 followers" in text, "# rows: 1" in text) == (True, True)


# like, and beside each other -----------------------------------------------------------------------------------------


def test_a_creators_page_leads_to_who_is_like_her(indexed):
    who = id_of(indexed, "jo.runs")
    browser = indexed.client("cleo")
    text = shown(browser.get(indexed.url(f"creators/{who}/")))
    list_ = shown(browser.get(indexed.url(f"creators/?like={who}")))

    assert f'href="{indexed.url("creators/")}?like={who}">More like this' in text
    assert "like Jo &lt;script&gt;" in list_


def test_look_alikes_wait_for_the_index_and_say_so(pool):  # noqa: F811
    text = shown(pool.client("ben").get(pool.url(f"creators/?like={id_of(pool, 'shira')}")))

    assert "Look-alikes need the search index" in text


@pytest.mark.parametrize(("act", "leads"), [("compare", "creators/compare/?who="), ("like", "creators/?like=")])
def test_those_picked_are_led_on(pool, act, leads):  # noqa: F811
    who = [id_of(pool, "shira"), id_of(pool, "jo.runs")]
    answer = pool.client("cleo").post(pool.url("creators/picked/"), {"pick": who, "act": act})

    assert answer["Location"].startswith(pool.url(leads))
    assert all(one in answer["Location"] for one in who)


def test_nobody_picked_is_said(pool):  # noqa: F811
    browser = pool.client("cleo")
    browser.post(pool.url("creators/picked/"), {"act": "compare"})

    assert "Nobody was picked" in shown(browser.get(pool.url("creators/")))


def test_creators_stand_side_by_side_with_their_unknowns(pool):  # noqa: F811
    who = [id_of(pool, handle) for handle in ("shira", "nobody_knows")]
    text = shown(pool.client("cleo").get(pool.url(f"creators/compare/?who={who[0]}&who={who[1]}&who=cr_nobody")))

    assert ("2 creators side by side" in text, "<bdi>שירה כהן</bdi>" in text) == (True, True)
    assert re.search(r"not given", text)
    assert "Price zone" in text


def test_prices_side_by_side_are_those_that_a_shortlist_of_everybody_says(pool):  # noqa: F811
    with pool.shoal.acting(pool.as_("ben"), pool.brand):
        shoal = pool.shoal
        accounts = [row.account_id for row in shoal.listing.page(ListQuery()).rows][:5]
        everybody = shoal.catalog.pool(shoal.now(), shoal.brand.id)
        prices = price_table(everybody, currency=shoal.brand.currency)
        rows = {account: row for row, account in enumerate(everybody.account_id.tolist())}

        assert shoal.about.prices(accounts) == {account: price_of(prices, rows[account]) for account in accounts}


def test_at_most_five_stand_side_by_side(pool):  # noqa: F811
    handles = ("jo.runs", "shira", "nobody_knows", "lena_school", "instagram:mina_bakes", "tiktok:mina_bakes")
    browser = pool.client("ben")
    answer = browser.post(
        pool.url("creators/picked/"), {"pick": [id_of(pool, one) for one in handles], "act": "compare"}
    )

    assert answer["Location"].count("who=") == 5


def test_nobody_to_compare_is_a_clear_error(pool):  # noqa: F811
    assert pool.client("ben").get(pool.url("creators/compare/?who=cr_nobody")).status_code == 404


def test_another_brands_list_is_not_compared_there(pool):  # noqa: F811
    assert pool.client("dov").get(pool.url(f"creators/compare/?who={id_of(pool, 'shira')}")).status_code == 404
