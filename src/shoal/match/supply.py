"""What a shortlist is made from: columns of the same length, one row per account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shoal.domain.bulk import Pool, PriceTable, Rates, ResponseTable
from shoal.domain.finding import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """Everything that is known about the accounts, aligned row by row with ``pool``.

    ``verdicts`` are per account row (accounts of one creator carry the same verdict); ``responses.own_orders`` is the
    brand's own record. A table of another length is a mistake of the caller and raises ``ValueError``.
    """

    pool: Pool
    rates: Rates
    verdicts: Sequence[Verdict]
    prices: PriceTable
    responses: ResponseTable

    def __post_init__(self) -> None:
        """Refuse tables that do not line up: a shifted row would give one creator the figures of another."""
        lengths = {
            "rates": len(self.rates.value),
            "verdicts": len(self.verdicts),
            "prices": len(self.prices.fair),
            "responses": len(self.responses.reach),
        }
        wrong = [f"{name} has {length}" for name, length in lengths.items() if length != len(self.pool)]
        if wrong:
            raise ValueError(f"the pool has {len(self.pool)} accounts, but {', '.join(wrong)}")
