"""Arrays that are kept: whole or not at all, and gone when somebody says so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from shoal.engines import KeptArrays

KILLED = 9
DIES_WHILE_IT_WRITES = f"""
import os, sys, numpy as np
from pathlib import Path
from shoal.engines import KeptArrays

os.fsync = lambda _: os._exit({KILLED})
KeptArrays(Path(sys.argv[1])).save({{"of": "new"}}, {{"counts": np.arange(9)}}, still_true=lambda: True)
"""


def yes() -> bool:
    return True


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "derived" / "some.npz"


def kept(path: Path) -> tuple[object, list[int]] | None:
    found = KeptArrays(path).load()
    return None if found is None else (found[0], found[1]["counts"].tolist())


def test_what_was_saved_is_loaded(path: Path) -> None:
    assert KeptArrays(path).save({"of": "old"}, {"counts": np.arange(3)}, still_true=yes)
    assert kept(path) == ({"of": "old"}, [0, 1, 2])


def test_nothing_is_kept_at_first(path: Path) -> None:
    assert kept(path) is None


def test_a_kill_while_writing_leaves_the_older_arrays(path: Path) -> None:
    KeptArrays(path).save({"of": "old"}, {"counts": np.arange(3)}, still_true=yes)
    died = subprocess.run([sys.executable, "-c", DIES_WHILE_IT_WRITES, str(path)], check=False)
    assert (died.returncode, path.with_suffix(".part").exists()) == (KILLED, True)
    assert kept(path) == ({"of": "old"}, [0, 1, 2])


def test_after_a_kill_the_next_save_is_kept(path: Path) -> None:
    path.parent.mkdir()
    subprocess.run([sys.executable, "-c", DIES_WHILE_IT_WRITES, str(path)], check=False)
    assert KeptArrays(path).save({"of": "next"}, {"counts": np.arange(2)}, still_true=yes)
    assert kept(path) == ({"of": "next"}, [0, 1])


def test_what_is_no_longer_true_is_not_kept(path: Path) -> None:
    assert not KeptArrays(path).save({}, {"counts": np.arange(3)}, still_true=lambda: False)
    assert kept(path) is None


def test_clearing_deletes_also_what_a_dead_process_was_writing(path: Path) -> None:
    KeptArrays(path).save({"of": "old"}, {"counts": np.arange(3)}, still_true=yes)
    subprocess.run([sys.executable, "-c", DIES_WHILE_IT_WRITES, str(path)], check=False)
    KeptArrays(path).clear()
    assert [one.name for one in path.parent.iterdir() if one.suffix != ".lock"] == []


def test_objects_are_never_unpacked(path: Path) -> None:
    path.parent.mkdir()
    with path.open("wb") as file:
        np.savez(file, facts=np.array("{}"), counts=np.array([{"not": "numbers"}], dtype=object))
    assert kept(path) is None
