"""The cluster bootstrap (code CB): an interval for any statistic of whole posts or creators.

Metric dictionary, section 1: 2,000 draws, and no interval from fewer than 8 clusters. Run for the creators of a page,
never for a pool. Its dice come from the data, so that equal data give equal bytes.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from shoal.domain.bulk import Floats
from shoal.stats.draws import generator_of, interval_of_draws
from shoal.stats.intervals import Interval
from shoal.stats.quantify import seed_of

BOOTSTRAP_DRAWS = 2_000
LEAST_CLUSTERS = 8


def cluster_bootstrap(
    clusters: Floats, statistic: Callable[[Floats], Floats], level: float, *, label: str = "cluster bootstrap"
) -> Interval | None:
    """Return the percentile interval of a statistic of whole clusters, ``None`` from fewer than 8 of them.

    ``clusters`` has an entry (or a row) per cluster; ``statistic`` takes draws x clusters (x columns) and gives one
    number per draw. The middle is the statistic of the data themselves. O(2,000 x clusters).
    """
    held = int(clusters.shape[0])
    if held < LEAST_CLUSTERS:
        return None
    picks = generator_of(seed_of(np.ascontiguousarray(clusters, dtype=float)), label).integers(
        0, held, size=(BOOTSTRAP_DRAWS, held)
    )
    drawn = interval_of_draws(statistic(clusters[picks]), level)
    return Interval(np.asarray(statistic(clusters[np.newaxis])[0]), drawn.low, drawn.high)
