"""The same people counted once: unions of audiences where samples exist, honest bounds where they do not (S7)."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from shoal.domain.bulk import AudienceSamples, Floats, Ints

# Union over sum of random sets of creators of one niche (climbing set, S7): what a set without samples is taken for.
USUAL_UNION = ((1, 1.0), (5, 0.979), (10, 0.955), (20, 0.919), (50, 0.847), (100, 0.773))


def membership(samples: AudienceSamples, creators: int) -> tuple[csr_array, Ints]:
    """Return creators x people (0 or 1) of the sampled people; O(pairs log pairs).

    All samples are kept by the same key and threshold, so a person who is in two audiences is in both samples or none.
    """
    people, columns = np.unique(samples.person, return_inverse=True)
    ones = np.ones(len(columns))
    matrix = csr_array((ones, (samples.account, columns)), shape=(creators, len(people)))
    return matrix, np.diff(matrix.indptr).astype(np.int64)


def sampled_overlaps(samples: AudienceSamples, creators: int) -> Floats:
    """Return the matrix of shared people, sizes on its diagonal; sparse product, O(sum over people of degree^2)."""
    matrix, _ = membership(samples, creators)
    return np.asarray((matrix @ matrix.T).toarray() / samples.rate)


def shared_audiences(samples: AudienceSamples, creators: int) -> Floats:
    """Return, for each two creators, the part of the smaller audience that both have; NaN where one has no sample."""
    both = sampled_overlaps(samples, creators)
    sizes = np.diag(both)
    smaller = np.minimum.outer(sizes, sizes)
    shares: Floats = np.where(smaller > 0, both / np.maximum(smaller, 1e-12), np.nan)
    np.fill_diagonal(shares, np.nan)
    return shares


def usual_union_share(creators: int) -> float:
    """Return union over sum that a set of so many creators of one niche usually has (climbing set, S7)."""
    sizes, shares = zip(*USUAL_UNION, strict=True)
    return float(np.interp(np.log(max(creators, 1)), np.log(sizes), shares))
