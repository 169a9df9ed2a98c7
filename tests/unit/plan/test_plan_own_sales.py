"""What records of a brand's own sales say of its next deals: by hand, and on records made by the model itself."""

from __future__ import annotations

import numpy as np
import pytest

from shoal.plan.own_sales import (
    BRAND_LOG_SD,
    CODE_SHARE,
    CREATOR_LOG_SD,
    EXPOSURE_LOG,
    EXPOSURE_LOG_SD,
    MOST_POSTS,
    POST_LOG_SD,
    own_sales,
)

EIGHTY = 1.2816  # sds of the central 80 % of a normal


def test_without_a_record_the_prior_stands():
    found = own_sales(np.zeros(0), np.zeros(0), np.zeros(0))

    assert (found.others, found.others_sd) == (pytest.approx(0, abs=0.01), pytest.approx(BRAND_LOG_SD, rel=0.01))
    assert len(found.sold) == 0


def test_what_a_record_stands_for_is_a_few_posts_and_a_quarter_of_their_orders():
    """Mean and sd of ln(posts x share) by 200,000 draws; a standard error is .002, allowed .01."""
    dice = np.random.Generator(np.random.PCG64(3))
    drawn = np.log(dice.beta(*CODE_SHARE, 200_000)) + dice.uniform(0.0, np.log(MOST_POSTS), 200_000)

    assert (drawn.mean(), drawn.std()) == (
        pytest.approx(EXPOSURE_LOG, abs=0.01),
        pytest.approx(EXPOSURE_LOG_SD, abs=0.01),
    )


def test_no_number_of_records_settles_how_many_orders_codes_miss():
    counts = np.random.Generator(np.random.PCG64(4)).poisson(5.0, 400).astype(float)

    few, many = (own_sales(np.full(size, 1.0), np.full(size, 0.4), counts[:size]) for size in (4, 400))

    assert (
        few.others_sd > many.others_sd > 0.95 * EXPOSURE_LOG_SD * BRAND_LOG_SD / np.hypot(EXPOSURE_LOG_SD, BRAND_LOG_SD)
    )
    assert many.shared_sd == pytest.approx(many.others_sd, rel=0.05)


def test_a_record_counts_once_for_whom_it_is_about():
    """Alone she is held against the prior of the brand, not against a brand that her own record moved."""
    found = own_sales(np.array([0.2]), np.array([0.4]), np.array([200.0]))

    # One record of 200 places her product of level, posts and share at ln(200 / .2), between prior and count.
    prior_variance = BRAND_LOG_SD**2 + EXPOSURE_LOG_SD**2 + 1.1**2
    noise_variance = POST_LOG_SD**2 / MOST_POSTS**0.5 + 1.0 / 100.0
    seen = np.log(200.0 / 0.2)
    level = EXPOSURE_LOG + (seen - EXPOSURE_LOG) * prior_variance / (prior_variance + noise_variance)
    moved = EXPOSURE_LOG_SD**2 / (prior_variance + noise_variance) * (seen - EXPOSURE_LOG)
    assert found.sold[0] == pytest.approx(level - EXPOSURE_LOG - moved, abs=0.25)


def test_a_record_of_none_says_little_where_hardly_any_were_expected():
    rare, usual = (own_sales(np.array([expected]), np.array([0.4]), np.zeros(1)) for expected in (0.02, 20.0))

    assert rare.others > -0.2
    assert usual.others < -0.5


def test_ranges_of_the_next_post_hold_four_of_five_in_markets_made_by_the_model():
    """400 brands of 20 records each, drawn from the priors themselves.

    Shares held are means over brands, standard error about .015 for those who sold and .02 for all others together;
    allowed are 4 of these: a false alarm in under 1 of 10,000.
    """
    dice = np.random.Generator(np.random.PCG64(11))
    sold, others = [], []
    for _ in range(400):
        brand = BRAND_LOG_SD * dice.standard_normal()
        posts = np.exp(dice.uniform(0.0, np.log(MOST_POSTS)))
        share = dice.beta(*CODE_SHARE)
        expected = np.exp(dice.normal(0.0, 1.0, 20))
        level = brand + np.hypot(CREATOR_LOG_SD, 0.4) * dice.standard_normal(20)
        luck = POST_LOG_SD / MOST_POSTS**0.25 * dice.standard_normal(20)
        orders = dice.poisson(np.minimum(expected * np.exp(level + luck) * posts * share, 1e6)).astype(float)

        found = own_sales(expected, np.full(20, 0.4), orders)

        off = level - found.sold
        sold.append(np.mean((-EIGHTY * found.sold_below < off) & (off < EIGHTY * found.sold_above)))
        others.append(abs(found.others - brand) < EIGHTY * found.others_sd)
    assert np.mean(sold) == pytest.approx(0.8, abs=0.07)
    assert np.mean(others) == pytest.approx(0.8, abs=0.08)
