"""What ``import shoal`` gives, and what it must not load."""

from __future__ import annotations

import subprocess
import sys
from functools import cache

import pytest

import shoal

HEAVY = (
    "numpy",
    "scipy",
    "duckdb",
    "django",
    "pandas",
    "pyarrow",
    "openpyxl",
    "python_calamine",
    "babel",
    "typer",
    "rich",
)
GROUND = {"errors", "domain", "config"}
PROGRAM = "import sys, shoal; print('\\n'.join(sorted(sys.modules)))"


@cache
def loaded_by_the_import() -> set[str]:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())


@pytest.mark.parametrize("name", shoal.__all__)
def test_every_name_that_is_promised_is_there(name: str):
    assert hasattr(shoal, name)


def test_nothing_of_our_own_is_public_without_a_promise():
    own = {name for name, thing in vars(shoal).items() if str(getattr(thing, "__module__", "")).startswith("shoal")}

    assert {name for name in own if not name.startswith("_")} - set(shoal.__all__) == set()


@pytest.mark.parametrize("library", HEAVY)
def test_the_import_loads_no_heavy_library(library: str):
    assert library not in loaded_by_the_import()


def test_the_import_loads_no_room():
    loaded = {name.split(".")[1] for name in loaded_by_the_import() if name.startswith("shoal.")}

    assert loaded - GROUND == set()
