"""Sixty made-up creators with fees and posts, and a brief that most of them fit."""

from __future__ import annotations

import csv
from pathlib import Path

BRIEF = {
    "name": "spring", "goal": "orders", "text": "oat flour for home bakers", "budget": "1500 EUR", "markets": ["AT"],
    "tiers": ["nano", "micro"], "values": ["organic"],
}  # fmt: skip


def fill(shoal, folder: Path, creators: int = 60) -> None:
    """Bring in a sheet; every seventh creator lives abroad, every fifth has no fee, number 9 is no adult by her bio."""
    path = folder / "creators.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["handle", "platform", "name", "followers", "er %", "country", "niche", "bio", "fee", "currency"]
        )
        for at in range(creators):
            writer.writerow([
                f"baker{at}", "instagram", "<b>Baker</b> 3" if at == 3 else f"Baker {at}", 1_500 + 397 * at,
                f"{2 + at % 5}.{at % 10}", "DE" if at % 7 == 6 else "AT", "baking",
                "i'm 15 years old" if at == 9 else "organic bread and oat cake", "" if at % 5 == 4 else 60 + 3 * at,
                "EUR",
            ])  # fmt: skip
    shoal.creators.bring_in(path)
