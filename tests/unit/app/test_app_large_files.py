"""Files of many lines take the fast road however few bytes they have, and tell what they would do as it comes."""

from __future__ import annotations

from pathlib import Path

import pytest

from shoal.app import Shoal
from shoal.app.imports.large import FAST_FROM_BYTES, FAST_FROM_LINES
from shoal.domain.intake import ReadOptions

NARROW = ["handle,platform,followers", *(f"mina.{n}a,instagram,{1_000 + n}" for n in range(FAST_FROM_LINES))]


@pytest.fixture
def narrow(tmp_path: Path) -> Path:
    """Return a file with an odd line, a repeated one and one that names nobody, small in bytes."""
    lines = [*NARROW, 'mina.odd,instagram,"12,5k"', NARROW[7], "see DM,instagram,900"]
    path = tmp_path / "narrow.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert path.stat().st_size < FAST_FROM_BYTES
    return path


def test_many_narrow_lines_go_through_the_engine(house: Shoal, narrow: Path) -> None:
    said: list[str] = []
    house.progress = said.append

    house.creators.preview(narrow, ReadOptions())

    assert any("go through the engine" in words for words in said)


def test_a_preview_of_many_lines_counts_what_bringing_them_in_then_does(house: Shoal, narrow: Path) -> None:
    previewed = house.creators.preview(narrow, ReadOptions())

    batch = house.creators.bring_in(narrow, ReadOptions())

    assert dict(previewed.counts) == dict(batch.counts) == {"new": FAST_FROM_LINES + 1, "same": 1, "error": 1}


def test_a_cell_mended_by_hand_counts_in_a_file_of_many_narrow_lines(house: Shoal, narrow: Path) -> None:
    last = str(len(NARROW) + 2)

    previewed = house.creators.preview(narrow, ReadOptions(fixes={last: {"handle": "mina.mended"}}))

    assert dict(previewed.counts) == {"new": FAST_FROM_LINES + 2, "same": 1}
