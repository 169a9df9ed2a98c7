"""What people paste and count."""

from __future__ import annotations

import re

import pytest


def text_of(answer):
    """Return the words of a page without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def ben(cast):
    """Return the browser of an editor."""
    return cast.client("ben")


LINKS = "https://www.instagram.com/alma.example/\nhttps://www.tiktok.com/@bo.example\n"


def creators_of(cast):
    """Return how many accounts the brand sees."""
    with cast.shoal.acting(cast.as_("ana"), cast.brand):
        return len(cast.shoal.catalog.pool(cast.shoal.now(), cast.brand.id))


def test_pasted_links_are_looked_at_before_they_are_added(cast, ben):
    page = text_of(ben.post(cast.url("paste/"), {"text": LINKS, "act": "look"}))

    assert ("2 creators would be added" in page, creators_of(cast)) == (True, 0)


def test_pasted_links_are_added(cast, ben):
    ben.post(cast.url("paste/"), {"text": LINKS, "act": "add"})

    assert creators_of(cast) == 2


def test_adding_twice_is_harmless(cast, ben):
    for _ in range(2):
        answer = ben.post(cast.url("paste/"), {"text": LINKS, "act": "add"}, follow=True)

    assert ("here already" in text_of(answer), creators_of(cast)) == (True, 2)


@pytest.mark.parametrize("link", ["https://www.instagram.com/p/Cexample123/", "https://vm.tiktok.com/ZMexample/"])
def test_a_link_that_names_nobody_is_asked_back_and_can_be_answered(cast, ben, link):
    assert "1 line is asked back" in text_of(ben.post(cast.url("paste/"), {"text": link, "act": "look"}))
    ben.post(cast.url("paste/"), {"text": link, "act": "add", "answer-1": "https://www.instagram.com/alma.example/"})

    assert creators_of(cast) == 1


def test_ten_thousand_lines_are_refused_and_stay_typed(cast, ben):
    text = "\n".join(f"@name{number}.example" for number in range(10_000))
    answer = ben.post(cast.url("paste/"), {"text": text, "platform": "instagram", "act": "look"})

    assert answer.status_code == 422
    assert "10,000 lines were pasted" in text_of(answer)
    assert "@name9999.example</textarea>" in answer.content.decode()


def test_nothing_pasted_is_said_to_be_nothing(cast, ben):
    assert "required" in text_of(ben.post(cast.url("paste/"), {"text": "", "act": "look"}))


# counting ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def known(cast, ben):
    """Add two creators with followers."""
    text = "Alma Beispiel\nalma.example\n12.5k followers\n\nBo Sample\n@bo.example\n4,000 followers"
    ben.post(cast.url("paste/"), {"text": text, "platform": "instagram", "act": "add"})
    assert creators_of(cast) == 2
    return ben


def counts(account, *pairs, **more):
    """Return a count as its form sends it."""
    told = {"account": account, **more}
    for post, (likes, comments) in enumerate(pairs, start=1):
        told |= {f"likes-{post}": likes, f"comments-{post}": comments}
    return told


def shown(answer):
    """Return whom a page asks to count for."""
    return answer.context["turn"].account_id


def test_the_page_says_why_a_creator_is_next(cast, known):
    assert "Why they are next:" in text_of(known.get(cast.url("count/")))


def test_saving_a_count_shows_the_next_creator(cast, known):
    first = shown(known.get(cast.url("count/")))
    told = counts(first, ("412", "18"), ("380", "12"), ("401", "20"))
    page = known.post(cast.url("count/"), told, follow=True)

    assert (shown(page) != first, "1 creator counted by you" in text_of(page)) == (True, True)


def test_progress_says_how_many_unknowns_counting_removed(cast, known):
    first = shown(known.get(cast.url("count/")))
    page = known.post(cast.url("count/"), counts(first, ("412", "18"), ("380", "12"), ("401", "20")), follow=True)

    assert "1 unknown removed." in text_of(page)


def test_skipping_shows_the_other(cast, known):
    first = shown(known.get(cast.url("count/")))

    assert shown(known.get(cast.url(f"count/?skipped={first}"))) != first


def test_two_posts_are_too_few_and_what_was_typed_stays(cast, known):
    first = shown(known.get(cast.url("count/")))
    answer = known.post(cast.url("count/"), counts(first, ("412", "18"), ("380", "12")))

    assert (answer.status_code, 'value="412"' in answer.content.decode()) == (422, True)


def test_a_word_is_no_number_of_likes(cast, known):
    first = shown(known.get(cast.url("count/")))
    answer = known.post(cast.url("count/"), counts(first, ("many", "18"), ("380", "12"), ("4", "2")))

    assert (answer.status_code, shown(answer)) == (422, first)


def test_the_same_count_sent_twice_counts_once(cast, known):
    first = shown(known.get(cast.url("count/")))
    told = counts(first, ("412", "18"), ("380", "12"), ("401", "20"))
    for _ in range(2):
        page = known.post(cast.url("count/"), told, follow=True)

    assert "1 creator counted by you" in text_of(page)


def test_those_on_a_shortlist_come_first(cast, known):
    with cast.shoal.acting(cast.as_("ana"), cast.brand):
        shoal = cast.shoal
        shoal.planning.brief(name="spring", goal="reach", budget="5000 EUR", followers_at_most=5000)
        shoal.planning.shortlist("spring")
    page = known.get(cast.url("count/"))

    assert "on the shortlist of “Spring”" in text_of(page)


def test_a_viewer_may_not_count(cast):
    assert cast.client("cleo").post(cast.url("count/"), counts("ac_x")).status_code == 403
