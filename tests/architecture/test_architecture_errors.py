"""One tree of errors, each with a code of its own."""

from __future__ import annotations

import ast
import builtins
import re
from pathlib import Path

from shoal import errors

SOURCE = Path(errors.__file__).parent
ERRORS = [thing for thing in vars(errors).values() if isinstance(thing, type) and issubclass(thing, Exception)]
# Exit code and HTTP status of each branch; a leaf has those of its branch.
BRANCHES = {
    errors.InputError: (2, 422),
    errors.NotFoundError: (3, 404),
    errors.ConflictError: (4, 409),
    errors.DeniedError: (5, 403),
    errors.TooOftenError: (5, 429),
    errors.PolicyError: (6, 451),
    errors.OutsideError: (7, 502),
    errors.MissingExtraError: (8, 501),
}
BUILT_IN_ERRORS = {
    name for name, thing in vars(builtins).items() if isinstance(thing, type) and issubclass(thing, BaseException)
}


def test_every_error_has_the_one_root():
    assert [error.__name__ for error in ERRORS if not issubclass(error, errors.ShoalError)] == []


def test_every_error_has_a_code_of_its_own():
    codes = [error.code for error in ERRORS]

    assert sorted(set(codes)) == sorted(codes)


def test_every_error_names_its_own_code():
    assert [error.__name__ for error in ERRORS if "code" not in vars(error)] == []


def test_a_leaf_leaves_with_the_exit_code_and_status_of_its_branch():
    found = {error: (error.exit_code, error.http_status) for error in ERRORS if error is not errors.ShoalError}

    expected = {error: next(pair for branch, pair in BRANCHES.items() if issubclass(error, branch)) for error in found}
    assert expected == found


def test_the_tree_in_the_docstring_holds_every_error():
    drawn = set(re.findall(r"\w+Error", errors.__doc__ or ""))

    assert {error.__name__ for error in ERRORS} == drawn


def test_no_room_grows_an_error_outside_the_tree():
    grown = [
        f"{path.relative_to(SOURCE)}: {node.name}"
        for path in sorted(SOURCE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and path.name != "errors.py"
        if any(
            isinstance(base, ast.Name) and (base.id in BUILT_IN_ERRORS or base.id.endswith("Error"))
            for base in node.bases
        )
    ]

    assert grown == []


def test_every_door_gets_the_same_parts_of_an_error():
    error = errors.FileFormatError(
        "It is empty.", received="x" * 900, next_step="Save it again.", fields={"row 3": "NUL"}
    )

    assert error.as_dict() == {
        "code": "input.file_format",
        "message": "It is empty.",
        "received": "x" * 200,
        "allowed": [],
        "next_step": "Save it again.",
        "retryable": False,
        "fields": {"row 3": "NUL"},
        "id": None,
    }
