"""Rooms are entered by their door, and nobody leaves by his own."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import grimp
import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "shoal"
# The nouns are ground, not a room: everybody names the file of the noun. ``__main__`` starts the command tree.
GROUND = {"domain"}
EXCUSED = {"shoal.__main__"}
ROOMS = sorted(path.parent.name for path in SOURCE.glob("*/__init__.py") if path.parent.name not in GROUND)


@cache
def house() -> grimp.ImportGraph:
    return grimp.build_graph("shoal", cache_dir=None)


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def imports() -> list[tuple[str, str]]:
    graph = house()
    return [
        (one, other) for one in sorted(graph.modules) for other in sorted(graph.find_modules_directly_imported_by(one))
    ]


def past_the_door(one: str, other: str) -> bool:
    """Say whether one module reaches a file inside another room; a function may bear the name of its file."""
    room = room_of(other)
    if room not in ROOMS or room == room_of(one) or other.count(".") == 1 or one in EXCUSED:
        return False
    lines = [detail["line_contents"] for detail in house().get_import_details(importer=one, imported=other)]
    return other.split(".")[2] not in opened_names(door(room), room) or any(other in line for line in lines)


def test_rooms_are_entered_by_the_door():
    assert [f"{one} imports {other}" for one, other in imports() if past_the_door(one, other)] == []


def test_nobody_leaves_by_the_own_front_door():
    by_the_own_door = [
        f"{one} imports {other}"
        for one, other in imports()
        if room_of(one) in ROOMS and other == f"shoal.{room_of(one)}" and one != other
    ]

    assert by_the_own_door == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_door_says_exactly_what_it_opens(room: str):
    tree = door(room)
    listed = next((ast.literal_eval(node.value) for node in tree.body if names_all(node)), [])

    assert sorted(listed) == sorted(opened_names(tree, room))


@cache
def door(room: str) -> ast.Module:
    return ast.parse((SOURCE / room / "__init__.py").read_text(encoding="utf-8"))


def names_all(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets)


def opened_names(tree: ast.Module, room: str) -> set[str]:
    """Collect what a door takes from its own files or defines itself; what it borrows elsewhere it does not open."""
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"shoal.{room}."):
            found |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return {name for name in found if not name.startswith("_")}
