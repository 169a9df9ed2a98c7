"""A small market to vet, made once and copied for every test that asks for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from vetting_market import fill, open_market

from shoal.app import Shoal


@pytest.fixture(scope="session")
def vetting_filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a filled workspace."""
    folder = tmp_path_factory.mktemp("filled")
    with open_market(folder) as shoal:
        fill(shoal, folder)
    return folder


@pytest.fixture
def vetting_desk(vetting_filled: Path, tmp_path: Path) -> Iterator[Shoal]:
    shutil.copytree(vetting_filled / "market.shoal", tmp_path / "market.shoal")
    with open_market(tmp_path) as shoal:
        yield shoal
