"""What accounts of one size usually have, by a line through their peers, for whoever shows nothing herself.

Model: the log of the count of one post is ``N(level + slope ln F, variance F^(2 tilt))``, and each peer gives one post.
One is enough: what is asked is one post of somebody of whom none was seen, and peers differ far more than their posts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shoal.domain.bulk import Floats

# Small accounts may lie further apart than large ones, by so much per e-fold of followers (sd of log). Likes per video
# of 2,500 TikTok accounts: sd 1.6 among the smallest third, 1.1 among the largest; YouTube's views: no change (TIDES,
# computed on every other account of the public files).
TILT_SD = 0.1
SLOPE_SD = 0.3  # how far the slope may lie from the published one, as in leagues of posts
ESTIMATED = 3  # level, slope and tilt
LEAST_VARIANCE = 1e-6  # peers that are all alike: a narrow range, and no division by 0
ROUNDS = 12  # of line and weights by turns: the tilt then stands to three decimals


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerLine:
    """A line through peers, which stands at ``level`` where log followers are ``middle``.

    ``variance`` is that of one post of one peer about the line there; the other two are of the line's own error.
    """

    middle: float
    level: float
    slope: float
    tilt: float
    variance: float
    level_variance: float
    slope_variance: float

    def expected(self, size: Floats) -> Floats:
        """Return the expected log of the count at those log followers."""
        return self.level + self.slope * (size - self.middle)

    def around(self, size: Floats) -> Floats:
        """Return the variance of one post about the line: how peers differ, and the luck of a post."""
        return np.asarray(self.variance * np.exp(2.0 * self.tilt * (size - self.middle)))

    def of_line(self, size: Floats) -> Floats:
        """Return the variance of the line itself, which everybody who rests on it shares."""
        return np.asarray(self.level_variance + self.slope_variance * (size - self.middle) ** 2)


def peer_line(size: Floats, seen: Floats, *, slope: float) -> PeerLine:
    """Fit a line to log followers and logs of counts of at least six peers; ``slope`` is the published one. O(peers).

    By least squares, each peer weighed by how far accounts of her size lie apart. The variance is that of a Student t
    with the degrees of freedom that are left, so that fewer peers give a wider range.
    """
    line = PeerLine(
        middle=float(size.mean()), level=float(seen.mean()), slope=slope, tilt=0.0, variance=float(seen.var()),
        level_variance=0.0, slope_variance=0.0,
    )  # fmt: skip
    for _ in range(ROUNDS):
        line = _refitted(line, size, seen, slope)
    return line


def _refitted(line: PeerLine, size: Floats, seen: Floats, usual: float) -> PeerLine:
    """Return the line by the weights that the tilt before it gives, and the tilt by what lies about that line."""
    weight = np.exp(-2.0 * line.tilt * (size - line.middle))
    middle, level = (float(weight @ column / weight.sum()) for column in (size, seen))
    apart, spread = size - middle, max(line.variance, LEAST_VARIANCE)
    known = float(weight @ apart**2) / spread + 1.0 / SLOPE_SD**2
    slope = (float(weight @ (apart * seen)) / spread + usual / SLOPE_SD**2) / known
    left = weight * (seen - level - slope * apart) ** 2
    variance = max(float(left.sum()) / (len(size) - ESTIMATED - 2), LEAST_VARIANCE)
    surplus = left / max(float(left.mean()), LEAST_VARIANCE) - 1.0
    centred = size - size.mean()
    step = (surplus @ centred - line.tilt / TILT_SD**2) / (2.0 * centred @ centred + 1.0 / TILT_SD**2)
    return PeerLine(
        middle=middle, level=level, slope=slope, tilt=line.tilt + float(step), variance=variance,
        level_variance=variance / float(weight.sum()), slope_variance=1.0 / known,
    )  # fmt: skip
