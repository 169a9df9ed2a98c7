"""The nouns that cross doors cannot be changed on the way."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil

import pytest

import shoal.domain

FILES = pkgutil.iter_modules(shoal.domain.__path__)
MODULES = [importlib.import_module(f"shoal.domain.{found.name}") for found in FILES]
NOUNS = [
    noun
    for module in MODULES
    for noun in vars(module).values()
    if isinstance(noun, type) and noun.__module__ == module.__name__
]


def full_name(noun: type) -> str:
    return f"{noun.__module__}.{noun.__name__}"


@pytest.mark.parametrize("noun", NOUNS, ids=full_name)
def test_a_noun_is_a_frozen_dataclass(noun: type):
    assert getattr(noun, "__dataclass_params__", None) is not None
    assert noun.__dataclass_params__.frozen


@pytest.mark.parametrize("noun", NOUNS, ids=full_name)
def test_a_noun_has_slots(noun: type):
    assert "__slots__" in vars(noun)


@pytest.mark.parametrize("noun", NOUNS, ids=full_name)
def test_a_noun_is_built_by_keyword(noun: type):
    assert all(field.kw_only for field in dataclasses.fields(noun))


def test_two_nouns_never_share_a_name():
    names = sorted(noun.__name__ for noun in NOUNS)

    assert sorted(set(names)) == names
