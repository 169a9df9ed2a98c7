"""Followers counted by hand on the page: three buttons or three letters, kept half-way, taken back, finished."""

from __future__ import annotations

import re

import pytest
from vetted_pool import fill_pool, id_of, shown


@pytest.fixture
def pool(cast, tmp_path):
    fill_pool(cast, tmp_path)
    return cast


def address(cast, handle: str = "lena_school") -> str:
    return cast.url(f"creators/{id_of(cast, handle)}/followers/")


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_page_says_which_follower_to_open_next(pool):
    text = words(shown(pool.client("ben").get(address(pool))))

    assert ("every 15th follower" in text, "Open follower number 15" in text) == (True, True)


def test_a_button_gives_a_label_and_the_next_number(pool):
    browser = pool.client("ben")
    text = words(shown(browser.post(address(pool), {"keys": "ru", "act": "f", "every": "15"}, follow=True)))

    assert ("3 of 100 labelled" in text, "Open follower number 60" in text) == (True, True)


def test_typed_letters_are_kept_and_only_what_stands_around_the_field_changes(pool):
    browser = pool.client("ben")
    part = shown(browser.post(address(pool), {"keys": "RRU", "every": "15"}, headers={"hx-request": "true"}))
    later = shown(browser.get(address(pool)))

    assert ("<html" in part, "3 of 100 labelled" in part, 'value="rru"' in later) == (False, True, True)


def test_the_last_label_is_taken_back(pool):
    browser = pool.client("ben")
    browser.post(address(pool), {"keys": "rrf", "act": "back"})

    assert 'value="rr"' in shown(browser.get(address(pool)))


def test_labels_wait_for_the_person_who_gave_them(pool):
    pool.client("ben").post(address(pool), {"keys": "rr"})

    assert [f'value="{keys}"' in shown(pool.client(who).get(address(pool))) for who, keys in
            (("ben", "rr"), ("ada", "rr"))] == [True, False]  # fmt: skip


def test_another_letter_is_refused_and_stays_typed(pool):
    answer = pool.client("ben").post(address(pool), {"keys": "rrx"})

    assert (answer.status_code, 'value="rrx"' in shown(answer), "r, u and f only" in shown(answer)) == (
        422, True, True,
    )  # fmt: skip


def test_a_finished_count_shows_its_range_with_both_bounds_and_can_be_undone(pool):
    browser = pool.client("ben")
    keys = "r" * 81 + "u" * 7 + "f" * 12
    done = shown(browser.post(address(pool), {"keys": keys, "act": "finish", "every": "15"}, follow=True))
    undo = re.findall(r'action="([^"]*imports/[^"]*undo[^"]*)"', done)

    assert [told in words(done) for told in ("13 % (7.5 to 26, 90 %) · n 100", "all unsure ones real",
                                             "all unsure ones not real")] == [True] * 3  # fmt: skip
    assert len(undo) == 1


def test_a_count_that_stops_short_is_screening_only(pool):
    browser = pool.client("ben")
    done = shown(browser.post(address(pool), {"keys": "rrrf", "act": "finish", "every": "15"}, follow=True))

    assert "What would settle it: open every 15th follower" in words(done)


def test_a_count_of_nobody_is_refused(pool):
    assert pool.client("ben").post(address(pool), {"keys": "", "act": "finish"}).status_code == 422


def test_sending_the_same_labels_twice_keeps_them_once(pool):
    browser = pool.client("ben")
    for _ in range(2):
        browser.post(address(pool), {"keys": "rr", "act": "keep"})

    assert 'value="rr"' in shown(browser.get(address(pool)))


def test_dropped_labels_are_gone(pool):
    browser = pool.client("ben")
    browser.post(address(pool), {"keys": "rr"})
    browser.post(address(pool), {"keys": "rr", "act": "drop"})

    assert "0 of 100 labelled" in shown(browser.get(address(pool)))


def test_without_a_follower_count_the_page_says_what_that_means(pool):
    assert "Their follower count is not known" in shown(pool.client("ben").get(address(pool, "bare")))


def test_the_list_ends_where_the_followers_do(pool):
    browser = pool.client("ben")
    browser.post(address(pool), {"keys": "r" * 100, "every": "15"})

    assert "The list ends here." in shown(browser.get(address(pool)))


def test_a_viewer_counts_nothing(pool):
    browser = pool.client("cleo")

    answers = (browser.get(address(pool)), browser.post(address(pool), {"keys": "r"}))

    assert [answer.status_code for answer in answers] == [403, 403]


def test_a_quick_count_says_by_how_much_it_narrowed_the_range(pool):
    account = "ac_" + id_of(pool, "lena_school")[3:]
    typed = {"account": account, "skipped": ""}
    typed |= {f"{name}-{post}": str(80 + post) for post in range(1, 13) for name in ("likes", "comments")}
    text = words(shown(pool.client("ben").post(pool.url("count/"), typed, follow=True)))

    assert re.search(r"The range went from .* by twelve posts: [\d.]+ times as narrow as what published bench", text)
