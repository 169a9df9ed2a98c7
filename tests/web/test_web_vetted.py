"""Vetting on a creator's page: the rule, explanations, texts with their places, her answers, a look at her age."""

from __future__ import annotations

import re

import pytest
from vetted_pool import fill_pool, id_of, shown

from shoal.domain.listing import ListQuery


@pytest.fixture
def pool(cast, tmp_path):
    """Return the cast with a creator of whom everything is known, one of whom nothing is, and one who waits."""
    fill_pool(cast, tmp_path)
    return cast


def page(cast, who: str, handle: str, rest: str = "") -> str:
    return shown(cast.client(who).get(cast.url(f"creators/{id_of(cast, handle)}/{rest}")))


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def answer(cast, who: str, **told: str):
    url = cast.url(f"creators/{id_of(cast, 'mina_bakes')}/answer/")
    return cast.client(who).post(url, {"check": "undisclosed_suspects", "text": "my own course"} | told)


# what the page says --------------------------------------------------------------------------------------------------


def test_the_verdict_names_its_rule_and_leads_to_all_of_them(pool):
    html = page(pool, "cleo", "mina_bakes")

    assert ("Rule:" in words(html), f'href="{pool.url("vetting/")}"' in html) == (True, True)


def test_without_a_rule_the_page_says_that_none_held(pool):
    assert "No rule held" in page(pool, "cleo", "bare")


def test_explanations_stand_side_by_side(pool):
    text = words(page(pool, "cleo", "mina_bakes"))

    assert ("What else would look like this, none preferred" in text, "a deal whose label is missing" in text) == (
        True, True,
    )  # fmt: skip


def test_evidence_opens_at_the_line_it_came_in_with(pool):
    assert re.search(r'<a class="ref" href="[^"]*/imports/ba_[^"]*#line-\d+">', page(pool, "ben", "mina_bakes"))


def test_places_in_captions_are_marked(pool):
    html = page(pool, "cleo", "mina_bakes")

    assert {"Werbung", "Code MINA15"} <= set(re.findall("<mark>(.*?)</mark>", html))


def test_labels_are_told_by_the_rules_of_the_places_that_apply(pool):
    text = words(page(pool, "cleo", "mina_bakes"))

    assert ("Labels, by the rules that apply" in text, "Austria" in text) == (True, True)


def test_the_conversation_says_how_many_comments_are_answered(pool):
    assert "Comments answered within 7 days" in page(pool, "cleo", "mina_bakes")


def test_further_rates_say_why_they_are_not_compared(pool):
    assert "statistic differs" in page(pool, "cleo", "mina_bakes")


def test_counted_posts_say_by_how_much_they_narrowed_the_range(pool):
    assert re.search(r"The range went from .* by nine posts: [\d.]+ times as narrow", page(pool, "cleo", "mina_bakes"))


def test_what_was_not_brought_in_says_so_and_where_it_is_brought_in(pool):
    text = words(page(pool, "ben", "bare"))

    assert [told in text for told in ("No comments were brought in", "No captions were brought in", "Nobody supplied",
                                      "Nobody has opened their followers")] == [True] * 4  # fmt: skip


def test_what_is_unknown_stands_quickest_first(pool):
    html = page(pool, "ben", "bare")
    times = re.findall(r'<span class="aside">(?:about (\d+)\s(s|min)|takes)', html)
    seconds = [int(number) * (60 if unit == "min" else 1) for number, unit in times if number]

    assert (len(seconds) > 3, seconds) == (True, sorted(seconds))


@pytest.mark.parametrize("chart", ["rates", "posts", "talk", "opened"])
def test_every_picture_comes_as_csv(pool, chart):
    answer = pool.client("cleo").get(pool.url(f"creators/{id_of(pool, 'mina_bakes')}/pictures/{chart}.csv"))

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")


# her answers ---------------------------------------------------------------------------------------------------------


def test_her_answer_stands_beside_the_finding_and_moves_no_verdict(pool):
    before = words(page(pool, "ben", "mina_bakes"))
    answer(pool, "ben", proof="https://example.com/course")
    after = words(page(pool, "cleo", "mina_bakes"))

    assert ("my own course" in before, "They say my own course" in after) == (False, True)
    assert re.findall("Rule: ([^.]*)", before) == re.findall("Rule: ([^.]*)", after)


def test_an_answer_can_be_taken_back_by_undo(pool):
    browser = pool.client("ben")
    who = id_of(pool, "mina_bakes")
    told = {"check": "undisclosed_suspects", "text": "my own course"}
    done = shown(browser.post(pool.url(f"creators/{who}/answer/"), told, follow=True))
    browser.post(re.findall(r'action="([^"]*creators/undo[^"]*)"', done)[-1])

    assert "my own course" not in words(page(pool, "cleo", "mina_bakes"))


def test_every_version_stays(pool):
    answer(pool, "ben")
    answer(pool, "ben", text="my own course, since March")
    text = words(page(pool, "cleo", "mina_bakes", "answer/?check=undisclosed_suspects"))

    assert ("my own course, since March" in text, "version 2" in text, "version 1" in text) == (True, True, True)


@pytest.mark.parametrize(
    ("field", "typed"), [("proof", "see my mail"), ("said_on", "2999-01-01"), ("said_on", "in May")]
)
def test_what_cannot_be_keeps_what_was_typed(pool, field, typed):
    found = answer(pool, "ben", **{field: typed})

    assert (found.status_code, "my own course" in shown(found), f'value="{typed}"' in shown(found)) == (422, True, True)


def test_a_viewer_reads_answers_and_writes_none(pool):
    answer(pool, "ben")
    html = page(pool, "cleo", "mina_bakes")

    assert ("my own course" in html, "Keep their answer" in html, answer(pool, "cleo").status_code) == (
        True,
        False,
        403,
    )


def test_an_answer_to_nothing_is_no_page(pool):
    url = pool.url(f"creators/{id_of(pool, 'mina_bakes')}/answer/?check=never_heard_of")

    assert pool.client("ben").get(url).status_code == 404


# a person looked -----------------------------------------------------------------------------------------------------


def look(cast, who: str, said: str, **told: str):
    return cast.client(who).post(cast.url(f"creators/{id_of(cast, 'lena_school')}/looked/"), {"said": said} | told)


def test_a_person_who_looked_lifts_the_block_and_is_named(pool):
    look(pool, "ada", "adult", note="met her at the fair")
    text = words(page(pool, "ben", "lena_school"))

    assert ("may be under 18." in text, "met her at the fair" in text, "They are an adult" in text) == (
        False,
        True,
        True,
    )


def test_what_was_said_can_be_opened_again(pool):
    look(pool, "ada", "adult")
    look(pool, "ada", "open")

    assert "This person may be under 18." in page(pool, "ben", "lena_school")


def test_an_owner_who_finds_a_minor_is_led_to_the_erasure(pool):
    assert look(pool, "ana", "minor")["Location"].endswith("/erase/")


@pytest.mark.parametrize("who", ["ben", "cleo"])
def test_only_approvers_say_what_they_saw(pool, who):
    html = page(pool, who, "lena_school")

    assert ("/looked/" in html, look(pool, who, "adult").status_code) == (False, 403)


def test_where_nothing_asks_there_is_nothing_to_lift(pool):
    url = pool.url(f"creators/{id_of(pool, 'mina_bakes')}/looked/")

    assert pool.client("ada").post(url, {"said": "adult"}).status_code == 409


# the list ------------------------------------------------------------------------------------------------------------


def test_the_list_is_narrowed_by_what_refines_a_verdict(pool):
    html = shown(pool.client("cleo").get(pool.url("creators/?kind=suspected+minor")))

    assert ("Lena" in html, "Mina Koch" in html, "Verdict because" in html) == (True, False, True)


def test_the_list_says_what_is_quickest_to_know(pool):
    text = words(shown(pool.client("cleo").get(pool.url("creators/"))))

    assert ("type the follower count from the profile · about 10 s" in text, "a person looks whether" in text) == (
        True, True,
    )  # fmt: skip


def test_the_verdict_of_the_list_is_that_of_the_page(pool):
    browser = pool.client("cleo")
    listed = {row.creator_id: row.verdict for row in browser_rows(pool)}
    told = {who: verdict_on(shown(browser.get(pool.url(f"creators/{who}/")))) for who in listed}

    assert told == listed


def browser_rows(cast):
    with cast.shoal.acting(cast.as_("cleo", "viewer"), cast.brand):
        return cast.shoal.listing.page(ListQuery()).rows


def verdict_on(html: str) -> str:
    return re.findall(r'<span class="verdict (\w+)">', html)[0]
