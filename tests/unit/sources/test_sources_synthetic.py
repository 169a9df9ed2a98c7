"""The made-up market as a source: equal parameters give equal rows, gaps are gaps, nothing of the truth comes along."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from shoal.errors import InputError, TooLargeError
from shoal.sources.synthetic import SyntheticParameters, parse_synthetic, read_synthetic

URL = "synthetic://?seed=7&creators=400"


@pytest.fixture(scope="module")
def readings():
    return read_synthetic(URL)


@pytest.fixture(scope="module")
def creators(readings):
    return readings[0].sighting.creators


def digest(url: str) -> str:
    return hashlib.sha256(repr(read_synthetic(url)).encode()).hexdigest()


def test_the_same_address_gives_the_same_rows():
    assert digest("synthetic://?seed=3&creators=60") == digest("synthetic://?creators=60&seed=3")


def test_another_seed_gives_other_rows():
    assert digest("synthetic://?seed=3&creators=60") != digest("synthetic://?seed=4&creators=60")


def test_another_process_with_another_hash_seed_gives_the_same_rows():
    program = (
        "import hashlib; from shoal.sources.synthetic import read_synthetic; "
        "print(hashlib.sha256(repr(read_synthetic('synthetic://?seed=3&creators=60')).encode()).hexdigest())"
    )
    environment = os.environ | {"PYTHONHASHSEED": "12345"}

    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
    )

    assert printed.stdout.strip() == digest("synthetic://?seed=3&creators=60")


def test_creators_and_orders_are_two_readings_under_the_demo_policy(readings):
    assert [(reading.kind, reading.policy) for reading in readings] == [("creators", "demo"), ("orders", "demo")]


def test_the_file_is_the_canonical_address_with_its_own_mark_per_kind(readings):
    assert {reading.file.name for reading in readings} == {"synthetic://?as_of=2026-06-01&creators=400&seed=7"}
    assert readings[0].file.sha256 != readings[1].file.sha256


@pytest.mark.parametrize("field", ["country", "city", "niche", "bio", "followers", "posts_count", "fee_minor"])
def test_a_field_is_missing_for_some_and_known_for_more(field, creators):
    missing = sum(getattr(creator, field) is None for creator in creators)

    assert 0 < missing < 240


def test_about_six_in_ten_creators_come_with_posts(readings):
    """Binomial with .6 and 400 draws: five standard errors are .12."""
    with_posts = {post.handle for post in readings[0].sighting.posts}

    assert 0.48 < len(with_posts) / 400 < 0.72


def test_hidden_likes_come_as_unknown_and_never_as_a_negative_number(readings):
    likes = [post.likes for post in readings[0].sighting.posts]

    assert None in likes
    assert all(count >= 0 for count in likes if count is not None)


def test_typed_averages_come_only_where_posts_do_not(readings, creators):
    with_posts = {post.handle for post in readings[0].sighting.posts}
    typed = {creator.handle for creator in creators if creator.avg_likes is not None}

    assert typed
    assert not typed & with_posts


def test_a_typed_rate_is_a_fraction_with_the_precision_of_its_writing(creators):
    rates = [creator.er for creator in creators if creator.er is not None]

    assert rates
    assert all(rate.low < rate.value < rate.high < 10.0 for rate in rates)


def test_comments_belong_to_posts_that_were_handed_out(readings):
    sighting = readings[0].sighting

    assert {comment.post_key for comment in sighting.comments} <= {post.post_key for post in sighting.posts}


def test_an_answer_names_the_line_of_the_comment_it_answers(readings):
    comments = {str(comment.row): comment for comment in readings[0].sighting.comments}
    answers = [comment for comment in comments.values() if comment.parent is not None]

    assert answers
    assert all(comments[answer.parent].post_key == answer.post_key for answer in answers)


def test_an_audience_has_each_person_once(readings):
    pairs = [(row.handle, row.person) for row in readings[0].sighting.audience]

    assert len(pairs) == len(set(pairs)) > 50_000


def test_orders_add_up(readings):
    assert all(
        order.total_minor == order.subtotal_minor + order.shipping_minor
        and order.subtotal_minor == sum(line.price_minor * line.quantity - line.discount_minor for line in order.lines)
        for order in readings[1].orders
    )


def test_customers_are_hashed_with_the_key_of_the_workspace():
    orders = read_synthetic("synthetic://?creators=20", lambda kind, text: f"{kind}-{len(text)}")[1].orders

    assert all(order.customer_key.startswith("email-") for order in orders)


def test_some_orders_with_codes_are_of_creators_on_the_list(readings, creators):
    held = {code for creator in creators for code in creator.codes}

    used = {code.upper() for order in readings[1].orders for code in order.codes}

    assert len(used & held) >= 10


def test_some_codes_were_mistyped_at_the_till(readings, creators):
    held = {code for creator in creators for code in creator.codes}

    assert {code.upper() for order in readings[1].orders for code in order.codes} - held


def test_the_sheet_names_uses_that_the_shop_never_booked(readings, creators):
    used = {code.upper() for order in readings[1].orders for code in order.codes}

    phantoms = [c for c in creators if c.code_uses and not set(c.codes) & used]

    assert phantoms


def test_most_typed_uses_are_what_the_shop_has(readings, creators):
    booked: dict[str, int] = {}
    for order in readings[1].orders:
        for code in order.codes:
            booked[code.upper()] = booked.get(code.upper(), 0) + 1
    lines = [creator for creator in creators if creator.codes and creator.code_uses is not None]

    right = sum(creator.code_uses == booked.get(creator.codes[0], 0) for creator in lines)

    assert 0.7 < right / len(lines) < 1.0


def test_nothing_handed_out_is_named_like_a_truth(creators):
    assert all(not creator.observed and not creator.extra for creator in creators)
    assert "order_cause" not in {field.name for field in dataclasses.fields(creators[0])}


def test_the_day_can_be_said():
    assert parse_synthetic("synthetic://?as_of=2026-01-31") == SyntheticParameters(
        as_of=datetime(2026, 1, 31, 12, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    "url",
    ["file://x", "synthetic://?seed=-1", "synthetic://?creators=0", "synthetic://?size=3", "synthetic://?as_of=soon"],
)
def test_an_address_that_makes_no_market_is_refused(url):
    with pytest.raises(InputError):
        parse_synthetic(url)


def test_a_market_too_large_for_rows_is_refused():
    with pytest.raises(TooLargeError):
        parse_synthetic("synthetic://?creators=20001")


def test_one_creator_is_a_market():
    assert read_synthetic("synthetic://?seed=1&creators=1")[0].rows == 1
