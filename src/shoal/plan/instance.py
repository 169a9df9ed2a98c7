"""The thing that is optimised: who is seen by whom, what a person is worth, and what each creator costs.

Model of science.md S8: ``F(x) = sum_u w_u (1 - prod_i (1 - b_iu)^x_i) + sum_i v_i x_i``. A person who was reached
already is worth less the second time, so two creators with one audience are not worth the sum of both. With one
``b`` for all this is form (i), ``1 - (1-p)^k``; with ``a = -ln(1 - b)`` it is form (ii), ``1 - e^-s``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from shoal.domain.bulk import Floats, Ints

ALMOST_SURE = 1.0 - 1e-12  # a chance of 1 would be an infinite exposure; the error is below any stored digit


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """A choice to be made.

    ``exposure`` is creators x people with ``-ln(1 - chance)`` (CSR), ``worth`` what a person is worth when reached for
    sure, ``additive`` what each creator brings beyond the people listed, ``cost`` her price in minor units. ``chance``
    is the one chance common to all entries, NaN where they differ. Creators are in the order of their keys: ties go to
    the lower row.
    """

    exposure: sparse.csr_array
    effect: sparse.csr_array
    worth: Floats
    additive: Floats
    cost: Floats
    chance: float

    @property
    def size(self) -> int:
        """Return the number of creators."""
        return int(self.cost.shape[0])

    def value(self, rows: Ints) -> float:
        """Return the value of a set of creators; O(people + entries of those rows)."""
        return float(self.worth.sum() - self.left(rows).sum() + self.additive[rows].sum())

    def left(self, rows: Ints) -> Floats:
        """Return what each person is still worth after those creators."""
        if not len(rows):
            return self.worth.copy()
        return np.asarray(self.worth * np.exp(-np.asarray(self.exposure[rows].sum(axis=0)).ravel()))

    def gains(self, left: Floats) -> Floats:
        """Return what each creator would add, given what people are still worth; O(entries)."""
        return np.asarray(self.effect @ left + self.additive)

    def gain(self, row: int, left: Floats) -> float:
        """Return what one creator would add; O(her entries)."""
        start, end = self.effect.indptr[row], self.effect.indptr[row + 1]
        seen = left[self.effect.indices[start:end]] @ self.effect.data[start:end]
        return float(seen + self.additive[row])

    def without(self, row: int, left: Floats) -> Floats:
        """Return what each person is still worth if one creator of the set behind ``left`` were not in it."""
        start, end = self.exposure.indptr[row], self.exposure.indptr[row + 1]
        back = left.copy()
        back[self.exposure.indices[start:end]] *= np.exp(self.exposure.data[start:end])
        return back

    def take(self, row: int, left: Floats) -> None:
        """Lower in place what people are still worth by one creator; O(her entries)."""
        start, end = self.effect.indptr[row], self.effect.indptr[row + 1]
        left[self.effect.indices[start:end]] *= 1.0 - self.effect.data[start:end]


def instance_of(chances: sparse.csr_array | None, *, worth: Floats, additive: Floats, cost: Floats) -> Instance:
    """Build an instance from the chance (0 to 1) that a person is reached by a creator, creators x people."""
    if chances is None:
        chances = sparse.csr_array((len(cost), len(worth)), dtype=float)
    effect = sparse.csr_array(chances, copy=True)
    effect.sum_duplicates()
    effect.data = np.minimum(effect.data.astype(float), ALMOST_SURE)
    exposure = sparse.csr_array(effect, copy=True)
    exposure.data = -np.log1p(-effect.data)
    common = bool(effect.nnz) and bool(np.all(effect.data == effect.data[0]))
    return Instance(
        exposure=exposure, effect=effect, worth=np.asarray(worth, dtype=float),
        additive=np.asarray(additive, dtype=float), cost=np.asarray(cost, dtype=float),
        chance=float(effect.data[0]) if common else float("nan"),
    )  # fmt: skip


def folded(instance: Instance) -> Instance:
    """Return an equal instance with fewer people; O(entries log entries).

    A person whom one creator alone reaches is worth the same in every plan with her: that is an additive value.
    This is exact for whole creators and tighter than the curve for the fractions that a bound looks at. People whom
    the same creators reach with the same chances are merged into one with their summed worth.
    """
    columns = instance.effect.tocsc()
    degree = np.diff(columns.indptr)
    single = degree == 1
    additive = instance.additive + np.asarray(instance.effect @ np.where(single, instance.worth, 0.0))
    kept = columns[:, np.flatnonzero(degree > 1)]
    worth = instance.worth[degree > 1]
    if kept.shape[1]:
        kept, worth = _merge_equal_people(sparse.csc_array(kept), worth)
    small = instance_of(sparse.csr_array(kept), worth=worth, additive=additive, cost=instance.cost)
    return Instance(
        exposure=small.exposure, effect=small.effect, worth=small.worth, additive=small.additive, cost=small.cost,
        chance=instance.chance,
    )  # fmt: skip


def _merge_equal_people(columns: sparse.csc_array, worth: Floats) -> tuple[sparse.csc_array, Floats]:
    """Merge columns that are equal: two independent fingerprints of 53 bits each make a false merge unthinkable."""
    names = np.random.Generator(np.random.PCG64(columns.shape[0])).random((2, columns.shape[0]))  # fixed marks, no dice
    prints = np.asarray([np.add.reduceat(mark[columns.indices] * columns.data, columns.indptr[:-1]) for mark in names])
    order = np.lexsort((prints[1], prints[0]))
    ordered = prints[:, order]
    fresh = np.r_[True, np.any(ordered[:, 1:] != ordered[:, :-1], axis=0)]
    firsts = order[fresh]
    summed = np.add.reduceat(worth[order], np.flatnonzero(fresh))
    back = np.argsort(firsts, kind="stable")
    return sparse.csc_array(columns[:, firsts[back]]), np.asarray(summed[back])
