"""A workspace with its people for every page test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from web_cast import Cast, cast_of, people_of, served

from shoal.app import make_workspace, open_workspace
from shoal.config import Settings


@pytest.fixture(scope="session")
def prepared(tmp_path_factory) -> Path:
    """Return a workspace with its people that nobody works in: each test gets a copy, as making one takes long."""
    folder = tmp_path_factory.mktemp("prepared") / "web.shoal"
    make_workspace(Settings(folder=folder, name="Oat & Co", currency="EUR", timezone="Europe/Vienna"))
    with open_workspace(folder) as shoal:
        people_of(shoal)
    return folder


@pytest.fixture
def cast(tmp_path: Path, prepared: Path) -> Iterator[Cast]:
    """Return a workspace with its people; ``cast.client("ben")`` is a browser in which Ben is signed in."""
    folder = tmp_path / "web.shoal"
    shutil.copytree(prepared, folder)
    with open_workspace(folder) as shoal:
        served(shoal)
        yield cast_of(shoal)
