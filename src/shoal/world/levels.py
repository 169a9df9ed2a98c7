"""How strongly each creator's audience reacts: the hidden levels behind likes, comments and views.

Sources of the constants: science.md S15 (size curves, spreads, drift) and metrics.md section 8 (levels).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.world.creators import Accounts, Floats
from shoal.world.dice import Part, dice

ANCHOR_LOG = np.log(3162.0)  # the middle of the nano band on a log scale: levels are given there

# Instagram: b .90, TikTok: b .757; sd between creators .47 and 1.2. The rates are those of a middling post at 3,162
# followers; they are set so that the nano tier shows the published medians, 1.78 % likes and comments and .102 likes.
# YouTube has no source for its size curve: TikTok's slope with Instagram's level and spread is a judgement.
LIKE_SLOPE = np.array([0.90, 0.757, 0.757])
LIKE_RATE = np.array([0.0167, 0.083, 0.0167])
LIKE_SD = np.array([0.47, 1.2, 0.47])
COMMENT_SLOPE = 0.66
COMMENT_SD = 0.83
COMMENTS_PER_LIKE = 0.0325  # at the middle of the nano band: the median creator then has .029 in sums
COMMENTS_FOLLOW_LIKES = 0.6  # correlation of a creator's two residuals (judgement)
VIEW_ANCHORS_LOG = np.log(np.array([3162.0, 22_361.0, 707_107.0]))  # where the tiers' middles lie
VIEW_RATES = np.array([0.30, 0.157, 0.032])
VIEW_SD_BETWEEN = 0.5  # with the post's own .33 below: .6 in all
LIKES_PER_VIEW = 0.063  # TikTok shows far beyond the followers: its views follow its likes (802 campaigns)
# A creator's own path: variance of a step, drift per post, noise of a post; each differs by creator (log-sd .4).
STEP_VARIANCE = 0.012
DRIFT = 0.012
NOISE_VARIANCE = 0.10
PATH_LOG_SD = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """Per creator: the logs of the likes, comments and video views that a middling post of hers gets.

    ``residual`` is how far her likes lie from the size curve of her platform, ``step_sd``, ``drift`` and ``noise_sd``
    shape her path.
    """

    likes_log: Floats
    comments_log: Floats
    views_log: Floats
    residual: Floats
    step_sd: Floats
    drift: Floats
    noise_sd: Floats


def draw_levels(seed: int, accounts: Accounts) -> Levels:
    """Return the hidden levels of the market of ``seed``; O(creators)."""
    generator = dice(seed, Part.LEVELS)
    rows = len(accounts)
    kind = accounts.platform
    size = accounts.log_followers - ANCHOR_LOG
    throws = generator.standard_normal((7, rows))
    residual = LIKE_SD[kind] * throws[0]
    likes_log = ANCHOR_LOG + np.log(LIKE_RATE)[kind] + LIKE_SLOPE[kind] * size + residual
    own = COMMENTS_FOLLOW_LIKES * throws[0] + np.sqrt(1.0 - COMMENTS_FOLLOW_LIKES**2) * throws[1]
    comments_log = ANCHOR_LOG + np.log(LIKE_RATE * COMMENTS_PER_LIKE)[kind] + COMMENT_SLOPE * size + COMMENT_SD * own
    return Levels(
        likes_log=likes_log,
        comments_log=comments_log,
        views_log=_views(accounts, likes_log, residual, throws[2]),
        residual=residual,
        step_sd=np.sqrt(STEP_VARIANCE * np.exp(PATH_LOG_SD * throws[3])),
        drift=DRIFT * (1.0 + throws[4]),
        noise_sd=np.sqrt(NOISE_VARIANCE * np.exp(PATH_LOG_SD * throws[5])),
    )


def _views(accounts: Accounts, likes_log: Floats, residual: Floats, throw: Floats) -> Floats:
    """Return the log of expected views: by view rate and size, on TikTok by likes."""
    rate = np.interp(accounts.log_followers, VIEW_ANCHORS_LOG, np.log(VIEW_RATES))
    by_rate = (
        accounts.log_followers + rate + VIEW_SD_BETWEEN * (0.5 * residual / LIKE_SD[accounts.platform] + 0.866 * throw)
    )
    by_likes = likes_log - np.log(LIKES_PER_VIEW) + VIEW_SD_BETWEEN * throw
    views: NDArray[np.float64] = np.where(accounts.platform == 1, by_likes, by_rate)
    return views
