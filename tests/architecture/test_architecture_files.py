"""The size of files, and words that the house does not use."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("src", "tests", "scripts", "examples", "benchmarks")
FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
SOURCE_FILES = [path for path in FILES if path.is_relative_to(ROOT / "src")]
MOST_LINES = 400
VAGUE_NAMES = {"util", "utils", "common", "helper", "helpers", "misc"}


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_file_is_longer_than_its_limit():
    sizes = {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}

    too_long = {name: lines for name, lines in sizes.items() if lines > MOST_LINES}

    assert too_long == {}


def test_no_file_is_named_after_nothing():
    named = [relative(path) for path in FILES if path.stem in VAGUE_NAMES or path.parent.name in VAGUE_NAMES]

    assert named == []


def test_no_room_is_an_empty_shell():
    def says_something(path: Path) -> bool:
        body = ast.parse(path.read_text(encoding="utf-8")).body
        return any(isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef) for node in body)

    rooms = [path for path in (ROOT / "src" / "shoal").iterdir() if (path / "__init__.py").exists()]

    empty = [relative(room) for room in rooms if not any(says_something(path) for path in room.rglob("*.py"))]

    assert empty == []


@pytest.mark.parametrize("path", SOURCE_FILES, ids=relative)
def test_every_file_says_in_its_docstring_what_it_is_for(path: Path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
