"""Nouns to plain JSON values and back, by the types that the nouns declare."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Hashable, Mapping
from datetime import date, datetime
from functools import cache, partial
from typing import Any, TypeVar

Plain = Any
Noun = TypeVar("Noun")
Reading = Callable[[Plain], Any]
SIMPLE = (str, int, float, type(None))  # what most parts of a noun are


def to_plain(value: Any) -> Plain:  # noqa: ANN401  any noun or part of one
    """Return a noun as dictionaries, lists, texts and numbers; the key ``""`` holds the name of its type."""
    if isinstance(value, SIMPLE):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        plain = {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {"": type(value).__name__, **plain}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: to_plain(item) for key, item in value.items()}
    return value


def from_plain(kind: type[Noun], plain: Plain) -> Noun:
    """Return the noun of a type from its plain form; fields that are newer than the document take their default."""
    fields = _fields(typing.cast("Hashable", kind))
    return kind(**{name: fields[name](value) for name, value in plain.items() if name in fields})


@cache
def _fields(kind: Hashable) -> dict[str, Reading]:
    return {name: _reading(hint) for name, hint in typing.get_type_hints(kind).items()}


@cache
def _reading(hint: Any) -> Reading:  # noqa: ANN401  any declared type
    """Return what reads values of a declared type: a type is looked at once, and not for each of a thousand orders."""
    read: Reading = _as_it_is
    kinds = typing.get_args(hint)
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        if all(_reading(kind) is _as_it_is for kind in kinds):
            return _as_it_is
        read = lambda plain: _reading(_chosen(kinds, plain))(plain)  # noqa: E731  one of several
    elif typing.get_origin(hint) is tuple:
        read = _tuple(kinds)
    elif hint in (datetime, date):
        read = hint.fromisoformat
    elif isinstance(hint, type) and dataclasses.is_dataclass(hint):
        read = partial(from_plain, hint)
    return read if read is _as_it_is else lambda plain: None if plain is None else read(plain)


def _as_it_is(plain: Plain) -> Any:  # noqa: ANN401  a text, a number, a dictionary
    return plain


def _tuple(kinds: tuple[Any, ...]) -> Reading:
    if kinds[-1] is Ellipsis:
        return lambda plain: tuple(map(_reading(kinds[0]), plain))
    return lambda plain: tuple(_reading(kind)(item) for kind, item in zip(kinds, plain, strict=True))


def _chosen(kinds: tuple[Any, ...], plain: Plain) -> Any:  # noqa: ANN401  a declared type
    """Return the member of a union that a plain value was written from."""
    named = plain.get("") if isinstance(plain, dict) else None
    for kind in kinds:
        if (named and getattr(kind, "__name__", "") == named) or (
            isinstance(plain, list) and typing.get_origin(kind) is tuple
        ):
            return kind
    simple = [kind for kind in kinds if kind in (datetime, date) and isinstance(plain, str)]
    return simple[0] if simple else type(plain)
