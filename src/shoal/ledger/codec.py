"""Nouns to plain JSON values and back, by the types that the nouns declare."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Hashable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

Plain = Any
Noun = TypeVar("Noun")


def to_plain(value: Any) -> Plain:  # noqa: ANN401  any noun or part of one
    """Return a noun as dictionaries, lists, texts and numbers; the key ``""`` holds the name of its type."""
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
    hints = _hints(typing.cast("Hashable", kind))
    told = {name: _value(hints[name], value) for name, value in plain.items() if name in hints}
    return kind(**told)


@cache
def _hints(kind: Hashable) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _value(hint: Any, plain: Plain) -> Any:  # noqa: ANN401  any declared type
    if plain is None:
        return None
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _value(_chosen(typing.get_args(hint), plain), plain)
    if origin is tuple:
        return _tuple(typing.get_args(hint), plain)
    if hint in (datetime, date):
        return hint.fromisoformat(plain)
    return from_plain(hint, plain) if isinstance(hint, type) and dataclasses.is_dataclass(hint) else plain


def _tuple(arguments: tuple[Any, ...], plain: Plain) -> tuple[Any, ...]:
    if arguments[-1] is Ellipsis:
        return tuple(_value(arguments[0], item) for item in plain)
    return tuple(_value(kind, item) for kind, item in zip(arguments, plain, strict=True))


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
