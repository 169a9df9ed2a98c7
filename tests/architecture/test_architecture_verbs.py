"""Every verb of the hallway can be reached from every door, or its absence has a reason."""

from __future__ import annotations

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "shoal"
GROUPS = ("creators", "planning", "results", "admin")
# verb: why the command line has no command for it
EXCUSED: dict[str, str] = {
    "creators.accounts": "a step inside other verbs: which accounts a handle stands for",
    "creators.bring_in_reading": "for the made-up market, which comes without a file",
    "planning.briefs": "a step inside other verbs; briefs show takes a name",
    "planning.draft_shortlist": "a shortlist that is not kept: vet --brief uses it",
    "planning.keep": "for briefs that were made elsewhere, such as those of the demo",
    "results.bring_in_order_reading": "for the made-up market, which comes without a file",
    "results.report_html": "report writes the same page to a file",
}


def verbs() -> set[str]:
    """Collect the public methods of the class that each verb group's file is named after."""
    found: set[str] = set()
    for group in GROUPS:
        tree = ast.parse((SOURCE / "app" / f"{group}.py").read_text(encoding="utf-8"))
        classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name.lower() == group]
        for node in (child for one in classes for child in one.body):
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                found.add(f"{group}.{node.name}")
    return found


def called_by_the_command_line() -> set[str]:
    """Collect ``<anything>.<group>.<verb>`` wherever the command line names it."""
    found: set[str] = set()
    for path in (SOURCE / "cli").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr in GROUPS:
                found.add(f"{node.value.attr}.{node.attr}")
    return found


def test_every_group_has_verbs():
    assert {verb.split(".")[0] for verb in verbs()} == set(GROUPS)


def test_every_verb_has_a_command_or_an_excuse():
    assert sorted(verbs() - called_by_the_command_line() - set(EXCUSED)) == []


def test_every_command_calls_a_verb_that_exists():
    assert sorted(called_by_the_command_line() - verbs()) == []


def test_no_excuse_outlives_its_reason():
    assert sorted(set(EXCUSED) - (verbs() - called_by_the_command_line())) == []
