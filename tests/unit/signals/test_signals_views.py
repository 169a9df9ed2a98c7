"""Views of the next post by the views of earlier ones; a post that shows none says nothing."""

from __future__ import annotations

import numpy as np

from shoal.signals import view_levels
from shoal.stats import central_z


def test_the_range_holds_the_views_of_the_next_post_as_often_as_it_promises(make_pool, make_posts, dice, as_of):
    """80 % over 400 accounts that follow the model: sd 2 %, band of three of them and 2 % for the fit."""
    size, each = 400, 8
    followers = np.exp(dice.uniform(7.0, 11.0, size))
    level = np.log(0.3 * followers) - 0.4 * (np.log(followers) - 8.0) + dice.normal(0.0, 0.6, size)
    views = np.exp(level[:, None] + dice.normal(0.0, 0.35, (size, each + 1)))
    posts = make_posts([(row, 10, 1) for row in range(size) for _ in range(each)], views=views[:, :each].ravel())

    found = view_levels(make_pool(size, followers=followers), posts, as_of=as_of)

    miss = np.abs(np.log1p(views[:, each]) - found.log_mean) / found.log_sd
    assert found.n.tolist() == [each] * size
    assert 0.72 < float(np.mean(miss < central_z(0.8))) < 0.88


def test_posts_without_views_and_unknown_followers_leave_views_unknown_and_not_zero(make_pool, make_posts, as_of):
    views = np.array([900.0, 1_100.0, np.nan, 0.0, 800.0])
    posts = make_posts([(0, 9, 1), (0, 9, 1), (1, 9, 1), (1, 9, 1), (2, 9, 1)], views=views)

    found = view_levels(make_pool(4, followers=[3_000, 3_000, np.nan, 3_000]), posts, as_of=as_of)

    assert np.isnan(found.log_mean).tolist() == [False, True, True, True]
    assert found.n.tolist() == [2, 0, 0, 0]
