"""What a shortlist is made from: columns of the same length, one row per account."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import Floats, Ints, Pool, PriceTable, Rates, ResponseTable
from shoal.domain.finding import Verdict
from shoal.match.calibrate import Calibration


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """Everything that is known about the accounts, aligned row by row with ``pool``.

    ``verdicts`` are per account row; ``responses.own_orders`` is the brand's own record. ``person`` says whom each row
    is counted as where accounts are one person's, ``None`` where every creator of the pool is counted for herself.
    A table of another length is a mistake of the caller and raises ``ValueError``.

    ``closeness`` is how near the texts of an account are to the brief in meaning (cosine, NaN where there is nothing to
    read), ``None`` without an index. ``ground`` says per kind of own ground who belongs to it. ``local_low`` is the
    low end of the share of her audience that lives where the brief wants it, NaN where not supplied.
    ``calibration`` is what past decisions say of a score, ``None`` where they are too few. ``overlap`` returns, for
    some rows, what each two audiences share of the smaller one, NaN where not known.
    """

    pool: Pool
    rates: Rates
    verdicts: Sequence[Verdict]
    prices: PriceTable
    responses: ResponseTable
    closeness: Floats | None = None
    ground: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    local_low: Floats | None = None
    overlap: Callable[[Ints], Floats | None] | None = None
    calibration: Calibration | None = None
    person: NDArray[np.object_] | None = None

    def __post_init__(self) -> None:
        """Refuse tables that do not line up: a shifted row would give one creator the figures of another."""
        lengths = {
            "rates": len(self.rates.value),
            "verdicts": len(self.verdicts),
            "prices": len(self.prices.fair),
            "responses": len(self.responses.reach),
            **{f"own ground {name}": len(mask) for name, mask in self.ground.items()},
        }
        columns = {"closeness": self.closeness, "local_low": self.local_low, "person": self.person}
        lengths |= {name: len(column) for name, column in columns.items() if column is not None}
        wrong = [f"{name} has {length}" for name, length in lengths.items() if length != len(self.pool)]
        if wrong:
            raise ValueError(f"the pool has {len(self.pool)} accounts, but {', '.join(wrong)}")
