"""Files to measure with, made up by the world: the same lines on every machine."""

from __future__ import annotations

import csv
from pathlib import Path

from shoal.world import make_accounts

SEED = 11
HEADER = (
    "handle",
    "platform",
    "followers",
    "er",
    "country",
    "city",
    "language",
    "niche",
    "bio",
    "posts",
    "fee",
    "currency",
    "vibe",
)
ODD_EVERY = 50  # two lines in a hundred carry a cell that needs a rule: 12,5k instead of 12500
LINKS = {
    "instagram": "https://www.instagram.com/{}/", "tiktok": "https://www.tiktok.com/@{}",
    "youtube": "https://www.youtube.com/@{}",
}  # fmt: skip


def named(kind: str, platform: str, handle: str) -> str:
    """Return the handle of a line as sheets of a kind have it."""
    if kind == "links":
        return LINKS[platform].format(handle)
    return f"@{handle.title()}" if kind == "capitals" else handle


def write_creators(path: Path, lines: int, kind: str = "plain") -> Path:
    """Write a creators' sheet as a brand or a tool would export it.

    ``odd``: some counts are written by hand; ``capitals``: each handle with capitals, an @ in front and its followers
    in groups of three; ``links``: profile links for handles.
    """
    accounts = make_accounts(seed=SEED, creators=lines).accounts
    columns = [accounts.words(name) for name in ("platform", "country", "city", "language", "niche")]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for row in range(lines):
            platform, country, city, language, niche = (column[row] for column in columns)
            followers = int(accounts.followers[row])
            told = f"{followers:,}" if kind == "capitals" else str(followers)
            if kind == "odd" and row % ODD_EVERY == 0:
                told = f"{followers / 1000:.1f}k".replace(".", ",")
            rate = f"{0.3 + row % 900 / 100:.2f} %"
            bio = f"{niche} in {city}: recipes, repair and slow days, nr {row}"
            writer.writerow(
                (
                    named(kind, platform, accounts.handle[row]),
                    platform,
                    told,
                    rate,
                    country,
                    city,
                    language,
                    niche,
                    bio,
                    row % 300,
                    50 + row % 400,
                    "EUR",
                    f"v{row % 17}",
                )
            )
    return path
