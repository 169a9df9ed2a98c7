"""A small workspace to vet: forty creators with counted posts, some without, and one whose notes raise a question."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from shoal.app import Shoal, open_workspace
from shoal.domain.intake import Batch, ReadOptions
from shoal.sources import read

AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
KID, NAME = "leo.kids", "Leo Muster"
COUNTED, BARE = 36, 6


def sheet(folder: Path) -> Path:
    dice = np.random.Generator(np.random.PCG64(7))
    lines = ["Name,Handle,Platform,Followers,Country,Niche,Fee,Currency,Notes"]
    lines += [
        f"Creator {n},creator.{n},instagram,{int(dice.integers(1_500, 40_000))},AT,bread,{90 + n},EUR,"
        for n in range(COUNTED + BARE)
    ]
    lines.append(f"{NAME},{KID},instagram,4900,AT,bread,50,EUR,account run by parents")
    path = folder / "sheet.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def posts(folder: Path) -> Path:
    dice = np.random.Generator(np.random.PCG64(8))
    lines = ["handle,platform,post id,posted at,likes,comments"]
    lines += [
        f"creator.{n},instagram,p{n}-{k},2026-05-{20 - 2 * k:02d}T10:00:00Z,{int(dice.integers(60, 600))},{k + 2}"
        for n in range(COUNTED)
        for k in range(6)
    ]
    path = folder / "posts.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def open_market(folder: Path, clock: datetime = AT) -> Shoal:
    return open_workspace(folder / "market.shoal", create=True, clock=clock)


def fill(shoal: Shoal, folder: Path) -> tuple[Batch, Batch]:
    told = shoal.creators.bring_in(sheet(folder))
    return told, shoal.creators.bring_in(posts(folder), ReadOptions(kind="posts"))


def vendor_batch(shoal: Shoal, folder: Path) -> Batch:
    """Bring in a figure under a rule that lets nobody keep it for longer than 90 days."""
    path = folder / "vendor.csv"
    path.write_text("Handle,Platform,Followers\ncreator.0,instagram,90000\n", encoding="utf-8")
    told = read(path, ReadOptions(), shoal.catalog.hasher)
    return shoal.creators.bring_in_reading(replace(told, policy="vendor", source="vendor.csv"), label="vendor")
