"""What two audiences have in common."""

from __future__ import annotations

import numpy as np

from shoal.domain.bulk import AudienceSamples
from shoal.plan import shared_audiences


def test_shared_audiences_are_counted_against_the_smaller_one() -> None:
    samples = AudienceSamples(
        account=np.array([0, 0, 0, 0, 1, 1, 2]), person=np.array([1, 2, 3, 4, 3, 4, 9], dtype=np.uint64), rate=1.0,
        frame="likers",
    )  # fmt: skip
    shares = shared_audiences(samples, 4)
    assert (shares[0, 1], shares[1, 0], shares[0, 2]) == (1.0, 1.0, 0.0)
    assert (np.isnan(shares[0, 0]), np.isnan(shares[0, 3])) == (True, True)
