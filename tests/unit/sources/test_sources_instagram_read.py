"""Instagram's answers as typed rows: what is hidden stays unknown, and what is paid for stays apart."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from graph_server import account, media

from shoal.sources import read_discovered

AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


def rows(told, handle: str = "mina"):
    return read_discovered([(1, handle, AT, told)])


def test_hidden_likes_are_absent_and_stay_unknown():
    hidden = {name: value for name, value in media(1).items() if name != "like_count"}
    found = rows(account("mina", [hidden, media(2)]))

    assert [post.likes for post in found.posts] == [None, 102]
    assert "likes of 1 of 2 posts are hidden" in found.notes[0].text


@pytest.mark.parametrize("odd", ["1,234", -1, True, 3.5, {}, 10**13])
def test_a_count_that_is_none_is_unknown_with_a_note(odd):
    found = rows(account("mina", [media(1, like_count=odd)], followers_count=odd))

    assert (found.creators[0].followers, found.posts[0].likes) == (None, None)
    assert {"followers_count_not_a_count", "like_count_not_a_count"} <= {note.code for note in found.notes}


def test_a_zero_that_was_counted_stays_zero():
    found = rows(account("mina", [media(1, like_count=0)], followers_count=0))

    assert (found.creators[0].followers.value, found.posts[0].likes) == (0, 0)


def test_the_account_comes_with_its_figures_words_and_moment():
    told = rows(account("mina", name="Mina Bakes")).creators[0]

    assert (told.followers.value, told.following.value, told.posts_count.value) == (4_321, 210, 87)
    assert (told.name, told.bio, dict(told.extra)["website"], told.observed_at) == (
        "Mina Bakes", "I bake.", "https://baker.example/", AT,
    )  # fmt: skip


def test_a_post_comes_with_its_id_link_moment_and_caption():
    post = rows(account("mina", [media(1)])).posts[0]

    assert (post.post_key, post.url, post.at, post.caption) == (
        "17890000000000001", "https://www.instagram.com/p/Code1/", datetime(2026, 5, 27, 10, 20, 30, tzinfo=UTC),
        "Bread 1 #sourdough #Bread",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("product", "kind", "told"),
    [
        ("REELS", "VIDEO", "reel"),
        ("FEED", "VIDEO", "video"),
        ("FEED", "CAROUSEL_ALBUM", "carousel"),
        ("FEED", "IMAGE", "post"),
        (None, None, "post"),
    ],
)
def test_the_format_of_a_post(product, kind, told):
    assert rows(account("mina", [media(1, media_product_type=product, media_type=kind)])).posts[0].format == told


def test_hashtags_are_gathered_with_the_most_used_first():
    posts = [media(1, caption="#Rye"), media(2, caption="#bread #rye"), media(3, caption=None)]

    assert rows(account("mina", posts)).creators[0].hashtags == "#rye #bread"


def test_view_counts_hold_paid_views_and_never_stand_among_organic_ones():
    reels = [media(number, media_product_type="REELS", view_count=number * 1_000) for number in (1, 2, 9)]
    found = rows(account("mina", reels))

    assert [post.views for post in found.posts] == [None, None, None]
    assert found.creators[0].observed == {
        "instagram.view_count_with_paid.reel_median": 2_000.0, "instagram.view_count_with_paid.reels": 3.0,
    }  # fmt: skip


def test_advertisements_are_left_out_and_said():
    found = rows(account("mina", [media(1, media_product_type="AD"), media(2)]))

    assert ([post.post_key[-1] for post in found.posts], found.notes[0].code) == (["2"], "promoted_left_out")


def test_a_mail_address_is_not_taken_from_what_the_platform_gives():
    found = rows(account("mina", [media(1, caption="write to mina+pr@baker.co.uk")], biography="mina@baker.example"))

    assert "@baker" not in repr((found.creators, found.posts))
    assert {note.code for note in found.notes} == {"contact_dropped"}


def test_a_link_that_leads_elsewhere_is_not_kept():
    found = rows(account("mina", [media(1, permalink="javascript:alert(1)")], website="javascript:alert(1)"))

    assert (found.posts[0].url, "website" in found.creators[0].extra) == (None, False)


@pytest.mark.parametrize("moment", ["yesterday", None, 5, "2026-05-01T10:00:00", ""])
def test_a_moment_that_cannot_be_read_is_unknown(moment):
    assert rows(account("mina", [media(1, timestamp=moment)])).posts[0].at is None


def test_text_that_no_database_takes_loses_what_it_does_not_take():
    assert rows(account("mina", [media(1, caption="a\0b\ud83dc")])).posts[0].caption == "abc"
