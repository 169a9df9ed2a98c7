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
    return other.split(".")[2] not in listed_names(room) or any(other in line for line in lines)


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
def test_a_door_lists_all_that_it_opens_of_its_own(room: str):
    assert own_names(room) - set(listed_names(room)) == set()


@pytest.mark.parametrize("room", ROOMS)
def test_a_door_lists_nothing_that_is_not_behind_it(room: str):
    borrowed = {alias.asname or alias.name for node in imports_from(room, "shoal.") for alias in node.names}

    assert set(listed_names(room)) - own_names(room) - borrowed == set()


@cache
def door(room: str) -> ast.Module:
    return ast.parse((SOURCE / room / "__init__.py").read_text(encoding="utf-8"))


def listed_names(room: str) -> list[str]:
    """Return ``__all__`` of a door, empty where it opens nothing."""
    return next((ast.literal_eval(node.value) for node in door(room).body if names_all(node)), [])


def names_all(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets)


def imports_from(room: str, start: str) -> list[ast.ImportFrom]:
    body = door(room).body
    return [node for node in body if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(start)]


def own_names(room: str) -> set[str]:
    """Collect what a door takes from its own files or defines itself; what it borrows it may hand on or keep."""
    found = {alias.asname or alias.name for node in imports_from(room, f"shoal.{room}.") for alias in node.names}
    for node in door(room).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return {name for name in found if not name.startswith("_")}
