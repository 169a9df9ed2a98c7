"""Tier schemes: views over a stored follower count, half-open bands ``[low, high)``.

Source: metric dictionary section 2. Estimates use the logarithm of the count, so none depends on a boundary.
"""

from __future__ import annotations

from bisect import bisect_right

SCHEMES: dict[str, tuple[tuple[int, str], ...]] = {
    "shoal": (
        (0, "pre-nano"), (1_000, "nano"), (10_000, "micro"), (100_000, "mid"), (500_000, "macro"), (1_000_000, "mega"),
    ),
    "shoal-fine": (
        (0, "pre-nano"), (1_000, "nano"), (10_000, "micro-low"), (50_000, "micro-high"), (100_000, "mid"),
        (500_000, "macro"), (1_000_000, "mega"),
    ),
    "rise-50k": (
        (0, "pre-nano"), (1_000, "nano"), (10_000, "micro"), (50_000, "mid"), (500_000, "macro"), (1_000_000, "mega"),
    ),
    "famesters-100k": (
        (0, "pre-nano"), (1_000, "nano"), (10_000, "micro"), (100_000, "mid"), (500_000, "macro"), (1_000_000, "mega"),
    ),
}  # fmt: skip
UNKNOWN_TIER = "unknown"


def tier_of(followers: float | None, scheme: str = "shoal") -> str:
    """Return the tier of a follower count in a scheme, ``unknown`` where the count is not known.

    Raises ``KeyError`` for a scheme that does not exist; doors check names before.
    """
    bands = SCHEMES[scheme]
    if followers is None or followers != followers or followers < 0:  # noqa: PLR0124  NaN is the unknown of arrays
        return UNKNOWN_TIER
    return bands[bisect_right([low for low, _ in bands], followers) - 1][1]


def tier_names(scheme: str = "shoal") -> tuple[str, ...]:
    """Return the tiers of a scheme from small to large."""
    return tuple(name for _, name in SCHEMES[scheme])
