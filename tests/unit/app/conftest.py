"""A small market to vet, and a workspace that asks a stand-in of Instagram: each made once and copied for a test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from graph_server import AT, GraphServer, graph_server
from vetting_market import fill, open_market

from shoal.app import Shoal, make_workspace, open_workspace
from shoal.config import Settings
from shoal.sources import GraphLine

TEAM_AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


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


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Shoal]:
    """Return a workspace that nobody has entered yet, in which passwords are hashed fast."""
    with open_workspace(tmp_path / "team.shoal", clock=TEAM_AT) as opened:
        _ = opened.ledger
        from django.contrib.auth import hashers
        from django.test import override_settings

        with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
            hashers.get_hashers.cache_clear()
            yield opened
        hashers.get_hashers.cache_clear()


@pytest.fixture
def server() -> Iterator[GraphServer]:
    with graph_server() as running:
        yield running


@pytest.fixture(scope="session")
def unconnected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace that nobody works in: each test gets a copy, as making one takes long."""
    folder = tmp_path_factory.mktemp("unconnected") / "here.shoal"
    make_workspace(Settings(folder=folder, name="Oat & Co"))
    with open_workspace(folder, clock=AT) as opened:
        assert opened.lookups.waiting() == ()
    return folder


@pytest.fixture
def bare(tmp_path: Path, unconnected: Path, server: GraphServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shoal]:
    """Return a workspace without a connection, whose line would lead to the stand-in."""
    monkeypatch.delenv("SHOAL_INSTAGRAM_TOKEN", raising=False)
    shutil.copytree(unconnected, tmp_path / "here.shoal")
    with open_workspace(tmp_path / "here.shoal", clock=AT) as opened:
        opened.connections.line = GraphLine(loopback_port=server.port, wait_seconds=5)
        yield opened
