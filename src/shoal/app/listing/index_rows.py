"""What the search index is given of the catalogue: the rows of accounts, with the figures that later rooms know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from shoal.catalog import Register, index_texts, last_posts
from shoal.domain.bulk import Floats, IndexRows, Ints
from shoal.plan import price_table
from shoal.signals import WINDOW_RULE, engagement

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

VETTING_LEVEL = 0.9  # metric dictionary, section 1 rule 5


class IndexSource:
    """All accounts of one moment as the index takes them; nothing that belongs to one brand is read."""

    def __init__(self, shoal: Shoal, at: datetime) -> None:
        self.at = at
        self.register: Register = shoal.catalog.register(at, "")
        self.currency = shoal.settings.currency
        self._figures = self._known(shoal)

    def __len__(self) -> int:
        """Return the number of accounts."""
        return self.register.size

    def _known(self, shoal: Shoal) -> dict[str, Floats]:
        """Return the figures of all accounts: what is usual follows from everybody. O(accounts + posts)."""
        pool, register = self.register.pool(), self.register
        windows = shoal.catalog.register_windows(register, self.at, WINDOW_RULE)
        with shoal.catalog.fits() as fits:
            rates = engagement(pool, windows, as_of=self.at, level=VETTING_LEVEL, fits=fits)
        return {
            "followers": register.numbers["followers"],
            "latitude": register.numbers["latitude"],
            "longitude": register.numbers["longitude"],
            "er": rates.value,
            "er_low": rates.low,
            "er_high": rates.high,
            "price_minor": price_table(pool, currency=self.currency).fair,
            "last_post": last_posts(register, self.at),
        }

    def rows(self, wanted: Ints | None = None) -> Iterator[IndexRows]:
        """Yield all accounts, or those at some rows, by the chunk."""
        coded = {"platform": self.register.platform, "country": self.register.country, "niche": self.register.niche}
        texts_of = {name: np.array([*column.words, ""], dtype=object) for name, column in coded.items()}
        spoken = np.array([*self.register.languages.words, ""], dtype=object)
        for rows, texts in index_texts(self.register, self.at, wanted):
            columns: dict[str, Any] = {
                **texts,
                **{name: texts_of[name][column.codes[rows]] for name, column in coded.items()},
                **{name: column[rows] for name, column in self._figures.items()},
                "languages": spoken[self.register.languages.codes[rows]],
                "verdict": np.full(len(rows), "", dtype=object),  # rests on a brand's rules and sales: laid over later
            }
            yield IndexRows(**columns)
