"""One ledger in a workspace of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ledger_nouns import AT, BRAND

from shoal.config import Settings
from shoal.ledger import open_ledger

if TYPE_CHECKING:
    from shoal.ledger import Ledger


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "workspace"
    made.mkdir()
    return made


@pytest.fixture
def ledger(folder: Path) -> Iterator[Ledger]:
    whole = open_ledger(Settings(folder=folder), bytes(32))
    whole.people.add_brand(BRAND, AT)
    yield whole.of(BRAND.id)
    whole.close()
