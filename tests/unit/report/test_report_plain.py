"""Plain words: no code, slug or wrong plural reaches a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shoal.domain.brief import Circle, Wish
from shoal.report import source_text, value_name_text
from shoal.report.frame import LONGEST_LABEL, shortened
from shoal.report.people import END_STRONG, FIRST_STRONG, clean
from shoal.report.plain import brief_title, countries_text, goal_text, plain


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("engagement is not known: no_posts", "engagement is not known: no posts were brought in"),
        ("engagement 4.1 %, n 12, er_lc_f", "engagement 4.1 %, n 12, likes + comments / followers"),
        ("wish: country = DE or AT", "wish: country = Germany or Austria"),
        ("country is NL", "country is Netherlands"),
        ("own record: 1 net orders came with them", "own record: 1 net order came with them"),
        ("1 orders by 1 creators", "1 order by 1 creator"),
        ("above about EUR 99.95", "above about €99.95"),
        ("PLN 12.00 left of ABC 3", "PLN 12.00 left of ABC 3"),
    ],
)
def test_codes_countries_and_one_of_a_thing_are_put_into_words(stored, shown):
    assert plain(stored) == shown


@pytest.mark.parametrize(
    "text", ["21 orders", "0.1 orders", "1,001 orders", "by anna_no_posts_x and mina_backt", "IT is in the bio"]
)
def test_what_only_looks_like_a_code_stays_as_it_is(text):
    assert plain(text) == text


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("sustainable-fashion-autumn", "Sustainable fashion autumn"),
        ("spring", "Spring"),
        ("oat_flour_for_graz", "Oat flour for Graz"),
        ("opening-in-leipzig-plagwitz", "Opening in Leipzig Plagwitz"),
        ("Spring oat flour", "Spring oat flour"),
        ("---", "---"),
    ],
)
def test_a_slug_becomes_a_title_and_places_keep_their_capitals(factory, name, title):
    circle = Circle(name="Leipzig Plagwitz", latitude=51.3, longitude=12.3, radius_km=15)
    wish = Wish(field="circle", test="within", value=circle)
    brief = replace(factory.report_input().brief, name=name, text="Oat flour from Graz", wishes=(wish,))
    assert brief_title(brief) == title


def test_markets_are_named_as_people_name_them():
    assert countries_text(("DE", "AT", "NL")) == "Germany, Austria and Netherlands"


def test_a_goal_that_is_not_known_is_shown_as_it_is():
    assert [goal_text(goal) for goal in ("orders", "loyal_friends")] == ["Orders in the shop", "Loyal friends"]


def test_spaces_of_other_kinds_keep_two_words_apart():
    assert clean("Max\u00a0Muster\u2003\x00Maier") == "Max Muster Maier"


def test_a_long_label_is_cut_at_a_word_and_says_so():
    label = f"{FIRST_STRONG}Oskar Muster of the very long name that somebody typed{END_STRONG}"
    short = shortened(label)
    assert len(short) <= LONGEST_LABEL + 2
    assert short.endswith(f"…{END_STRONG}")
    assert shortened("Mina Muster") == "Mina Muster"


def test_a_stored_figure_is_named_by_what_it_counts():
    told = [value_name_text(name) for name in ("avg_likes", "audience_share_at")]

    assert told == ["Likes of a post, average", "Audience share at"]


def test_the_made_up_market_is_named_and_a_vendor_keeps_its_name():
    assert [source_text(source) for source in ("synthetic", "Vendor One")] == ["the made-up market", "Vendor One"]
