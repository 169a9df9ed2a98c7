"""What every test may use: fixed dice, the data beside the checkout, and how often to repeat."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does, before numpy is loaded

import numpy as np
import pytest
from hypothesis import settings

# The examples are the same on every run and no example is judged by the clock: two cores may be shared.
settings.register_profile("shoal", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("shoal")

SEED = 20_261_121
SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture
def dice() -> np.random.Generator:
    """Return dice that fall the same way on every run."""
    return np.random.default_rng(SEED)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real files beside the checkout; they are not published, so a clone skips."""
    if not SHARED_DATA.is_dir():
        pytest.skip("needs the evaluation data in ../shared/data, which is not published with Shoal")
    return SHARED_DATA


@pytest.fixture(scope="session")
def repetitions() -> Callable[[int, int], int]:
    """Return a choice between few repetitions (``make test``) and the full number (``make trials``)."""
    full = os.environ.get("SHOAL_TRIALS") == "full"
    return lambda few, many: many if full else few


@pytest.fixture(scope="session")
def ready_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the sentence model made ready to be read, once for all tests."""
    from shoal.index.sentences import open_model

    folder = tmp_path_factory.mktemp("sentence-model")
    open_model(folder)
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what takes longest start first: two processes share the tests by file, and one would wait for the other."""
    items.sort(key=lambda item: "browser" not in item.path.parent.name)
