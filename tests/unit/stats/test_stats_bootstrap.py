"""The cluster bootstrap: repeatable, silent below eight clusters, and about as wide as it should be."""

from __future__ import annotations

import numpy as np

from shoal.stats import cluster_bootstrap


def mean(posts: np.ndarray) -> np.ndarray:
    return posts.mean(axis=1)


def test_fewer_than_eight_clusters_give_no_interval():
    assert cluster_bootstrap(np.arange(7.0), mean, 0.9) is None


def test_equal_data_give_equal_bytes_whatever_their_layout():
    data = np.arange(20.0).reshape(10, 2)
    twice = [cluster_bootstrap(layout, lambda drawn: drawn[..., 0].mean(axis=1), 0.9)
             for layout in (data, np.asfortranarray(data))]  # fmt: skip
    assert twice[0] == twice[1]


def test_the_middle_is_the_statistic_of_the_data():
    assert float(cluster_bootstrap(np.arange(9.0), mean, 0.9).middle) == 4.0


def test_the_interval_of_a_mean_has_the_width_of_its_standard_error():
    """200 normal posts: 90 % width 2 x 1.645 / sqrt(200); 2,000 draws know it to 4 %, 15 % is beyond four of those."""
    data = np.random.Generator(np.random.PCG64(6)).standard_normal(200)
    found = cluster_bootstrap(data, mean, 0.9)
    assert abs(float(found.high - found.low) / (2 * 1.645 * data.std() / np.sqrt(200)) - 1.0) < 0.15
