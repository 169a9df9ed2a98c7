"""Shared audiences as shares of the smaller sample, each with its interval and n."""

from __future__ import annotations

import numpy as np
import pytest

from shoal.app.planning.comparing import overlap_pairs
from shoal.domain.bulk import AudienceSamples


def samples(*audiences, frame="likers of the top post", rate=1.0):
    pairs = [(row, person) for row, people in enumerate(audiences) for person in people]
    account, person = np.asarray(pairs).T
    return AudienceSamples(account=account, person=person.astype(np.uint64), rate=rate, frame=frame)


def test_a_pair_shares_what_the_smaller_sample_has_in_the_larger():
    (pair,) = overlap_pairs(samples(range(40), range(20, 120)), 2)

    assert (pair.one, pair.other, pair.evidence, pair.share.estimate.n) == (0, 1, "likers", 40)
    assert pair.share.estimate.value == pytest.approx(0.5)
    assert pair.share.estimate.low < 0.5 < pair.share.estimate.high


def test_a_sample_of_few_people_says_nothing():
    assert overlap_pairs(samples(range(29), range(100)), 2) == []


def test_samples_that_were_thinned_count_the_people_that_were_kept():
    (pair,) = overlap_pairs(samples(range(40), range(20, 120), rate=0.1), 2)

    assert (pair.share.estimate.value, pair.share.estimate.n) == (pytest.approx(0.5), 40)


def test_nothing_in_common_keeps_a_range_above_nothing():
    (pair,) = overlap_pairs(samples(range(40), range(100, 150)), 2)

    assert (pair.share.estimate.value, pair.share.estimate.low, pair.share.estimate.high > 0) == (0.0, 0.0, True)
