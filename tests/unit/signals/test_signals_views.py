"""Views of the next post by the views of earlier ones; a post that shows none says nothing."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.real_views import SETS, asked
from shoal.signals import view_levels
from shoal.signals.peers import peer_line
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


def test_peers_speak_for_somebody_unseen_as_often_as_they_promise_at_every_size(dice):
    """200 markets of 70 peers and 60 unseen, small accounts further apart: 80 % and 95 %, and in each third of sizes.

    Over markets the shares have sds of .4 and .2 points, thirds of .7 and .3: bands of three, and one point for what a
    normal law leaves out of a Student t and of a tilt that is estimated.
    """
    misses, sizes = [], []
    for _ in range(200):
        size = dice.normal(9.0, 1.3, 130)
        seen = 0.7 * size + 1.4 * np.exp(-0.08 * (size - 9.0)) * dice.normal(0.0, 1.0, 130)
        line = peer_line(size[:70], seen[:70], slope=0.54)
        spread = np.sqrt(line.around(size) + line.of_line(size))
        misses.append((np.abs(seen - line.expected(size)) / spread)[70:])
        sizes.append(size[70:])
    miss, third = np.concatenate(misses), np.digitize(np.concatenate(sizes), [8.45, 9.55])

    for level, one in ((0.8, 0.004), (0.95, 0.002)):
        held = miss < central_z(level)
        assert abs(float(held.mean()) - level) < 3.0 * one + 0.01
        assert all(abs(float(held[third == part].mean()) - level) < 5.0 * one + 0.01 for part in range(3))


def test_whoever_shows_no_views_has_those_of_her_peers_and_knows_them_to_be_n_0(make_pool, make_posts, dice, as_of):
    """Sixty TikTok accounts that show views and one that does not: her middle lies on their line."""
    size = dice.normal(9.0, 1.2, 61)
    views = np.exp(0.8 * size + dice.normal(0.0, 1.0, 61))
    posts = make_posts([(row, 10, 1) for row in range(60)], views=views[:60], format=np.ones(60, int))

    found = view_levels(make_pool(61, followers=np.exp(size), platform=["tiktok"] * 61), posts, as_of=as_of)

    assert found.n[60] == 0
    assert abs(found.log_mean[60] - 0.8 * size[60]) < 4.0 * found.shared_log_sd[60]
    assert found.shared_log_sd[60] < 0.5 < found.log_sd[60]


def test_fewer_than_thirty_peers_speak_for_nobody(make_pool, make_posts, dice, as_of):
    posts = make_posts([(row, 10, 1) for row in range(29)], views=dice.uniform(1e3, 1e4, 29), format=np.ones(29, int))

    found = view_levels(make_pool(31, followers=[5_000.0] * 31, platform=["tiktok"] * 31), posts, as_of=as_of)

    assert np.isnan(found.log_mean[29:]).all()


def test_peers_that_are_all_alike_place_no_account_of_another_size_for_certain(make_pool, make_posts, as_of):
    """Forty accounts of one size with one count say nothing of how views grow with size."""
    posts = make_posts([(row, 10, 1) for row in range(40)], views=np.full(40, 900.0), format=np.ones(40, int))
    followers = [5_000.0] * 41 + [500_000.0, np.nan, 0.0]

    found = view_levels(make_pool(44, followers=followers, platform=["youtube"] * 44), posts, as_of=as_of)

    assert found.log_mean[40] == pytest.approx(np.log1p(900.0), abs=1e-6)
    assert found.log_sd[41] > 1.0 > found.log_sd[40] > 0.0
    assert np.isnan(found.log_mean[42:]).all()


@pytest.mark.parametrize(("name", "ranges"), [("YouTube, views per video", 600), ("TikTok, likes per video", 1_200)])
def test_peers_speak_for_real_accounts_of_every_size(shared_data, name: str, ranges: int):
    """Half of sheets of 400 real accounts shows its figure: each third of the others within three sds of 80 %.

    The other half of these files served to choose the line; these lines did not.
    """
    path, read = SETS[name]
    followers, figure = np.array(list(read(shared_data / path))[1::2]).T
    size, off, _ = asked(followers, figure, 400)
    third = np.digitize(size, np.quantile(size, [1 / 3, 2 / 3]))

    assert len(off) == ranges
    held = [float(np.mean(np.abs(off[third == part]) < central_z(0.8))) for part in range(3)]
    assert max(abs(share - 0.8) for share in held) < 3.0 * np.sqrt(0.16 / (ranges / 3))
