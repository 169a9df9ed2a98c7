"""Whether the views of peers speak for real accounts that hide theirs: half of a sheet shows them, the other is asked.

``python -m benchmarks.real_views`` reads the evaluation files beside the checkout; where they are missing it says so
and ends. An account has one figure there: views per video at YouTube, likes per video at TikTok (its file has no views)
and the likes of the newest post at Instagram. The last two stand in for views: they are held against the same line.

How much small accounts may differ more than large ones was chosen on every other line of these files, and so was the
line itself; sheets are drawn from the lines between them, which nothing looked at before.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import Pool, PostTable
from shoal.signals import view_levels
from shoal.stats import central_z

DATA = Path(__file__).parents[2] / "shared" / "data"
AS_OF = datetime(2026, 6, 1, tzinfo=UTC)
SHEETS = (80, 400)  # accounts, of which half show their figure
LEVELS = (0.5, 0.8, 0.95)
PLANNING = 0.8
SEED = 1
NUMBERS = ("followers", "followers_low", "followers_high")
Floats = NDArray[np.float64]


def main() -> None:
    missing = [name for name, (path, _) in SETS.items() if not (DATA / path).exists()]
    if missing:
        sys.exit(f"the evaluation files are not beside the checkout: {', '.join(missing)}")
    held = "".join(f"{f'{level:.0%} held':>10}" for level in LEVELS)
    print(f"{'set':<34}{'peers':>6}{'ranges':>8}{held}{'either way':>12}   80 % by third of followers (95 % band)")
    for name, (path, read) in SETS.items():
        followers, figure = np.array(list(read(DATA / path))[1::2]).T
        for size in SHEETS:
            if size <= len(followers):
                print(_line(name, size, *asked(followers, figure, size)))


def asked(followers: Floats, figure: Floats, size: int) -> tuple[Floats, Floats, Floats]:
    """Return of all accounts that were asked: followers, how many sd of log they lie off the middle, and that sd.

    Sheets of so many accounts are drawn without putting back; the first half of each shows its figure.
    """
    usable = np.flatnonzero((followers > 0) & (figure > 0))
    order = np.random.Generator(np.random.PCG64(SEED)).permutation(usable)
    off, spread, whose = [], [], []
    for start in range(0, len(order) - size + 1, size):
        rows = order[start : start + size]
        hidden = np.arange(size) >= size // 2
        found = view_levels(_pool(followers[rows]), _posts(figure[rows][~hidden]), as_of=AS_OF)
        off.append(((np.log1p(figure[rows]) - found.log_mean) / found.log_sd)[hidden])
        spread.append(found.log_sd[hidden])
        whose.append(rows[hidden])
    return followers[np.concatenate(whose)], np.concatenate(off), np.concatenate(spread)


def _line(name: str, size: int, followers: Floats, off: Floats, spread: Floats) -> str:
    held = "".join(f"{(np.abs(off) < central_z(level)).mean():>10.1%}" for level in LEVELS)
    third = np.digitize(followers, np.quantile(followers, [1 / 3, 2 / 3]))
    parts = [(np.abs(off[third == part]) < central_z(PLANNING)).mean() for part in range(3)]
    band = 1.96 * np.sqrt(PLANNING * (1.0 - PLANNING) / (len(off) / 3))
    thirds = ", ".join(f"{part:.1%}" for part in parts)
    factor = f"x {np.exp(central_z(PLANNING) * np.median(spread)):.2f}"
    return f"{name:<34}{size // 2:>6}{len(off):>8,}{held}{factor:>12}   {thirds} (80 ± {100 * band:.1f})"


def _pool(followers: Floats) -> Pool:
    """Return accounts of a network of videos alone of which only followers are known."""
    size = len(followers)
    columns = {name: np.full(size, "", dtype=object) for name in Pool.__slots__}
    columns |= {name: np.full(size, np.nan) for name, kind in Pool.__annotations__.items() if kind == "Floats"}
    columns |= dict.fromkeys(NUMBERS, followers)
    return Pool(**{**columns, "platform": np.full(size, "youtube", dtype=object)})


def _posts(views: Floats) -> PostTable:
    """Return one video of each of the first accounts."""
    nothing = np.full(len(views), np.nan)
    return PostTable(
        account=np.arange(len(views)), at=nothing, format=np.ones(len(views), dtype=np.int64), likes=nothing,
        comments=nothing, shares=nothing, saves=nothing, views=views, sponsored=nothing,
    )  # fmt: skip


def _per_video(total: str, videos: str) -> Callable[[Path], Iterator[tuple[float, float]]]:
    def read(path: Path) -> Iterator[tuple[float, float]]:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                many = float(row[videos] or 0)
                yield float(row["followers"] or 0), float(row[total] or 0) / many if many else 0.0

    return read


def _newest_likes(path: Path) -> Iterator[tuple[float, float]]:
    for account in json.loads(path.read_text(encoding="utf-8")):
        if account["mediaLikeNumbers"] and account["userFollowerCount"] > 0:
            newest = int(np.argmax(account["mediaUploadTimes"]))
            yield float(account["userFollowerCount"]), float(account["mediaLikeNumbers"][newest])


SETS: dict[str, tuple[str, Callable[[Path], Iterator[tuple[float, float]]]]] = {
    "YouTube, views per video": ("youtube/creators.csv", _per_video("tot_views", "tot_videos")),
    "TikTok, likes per video": ("tiktok/creators.csv", _per_video("total_likes", "total_videos")),
    "Instagram, likes of the newest post": ("instafake/ordinary_posts.json", _newest_likes),
}


if __name__ == "__main__":
    main()
