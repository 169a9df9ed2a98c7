"""Options on how a file is read, the same for every verb that reads one."""

from __future__ import annotations

import inspect
import shlex
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

import typer

from shoal.domain.intake import ReadOptions
from shoal.errors import InputError

Kind = Literal["creators", "posts", "comments", "audience", "orders", "insights"]


def _text(words: str) -> Any:  # noqa: ANN401  an annotation
    return Annotated[str | None, typer.Option(help=words)]


Platform = Annotated[str | None, typer.Option(help="The platform, where the file has no column for it.")]
READING: dict[str, Any] = {
    "kind": Annotated[Kind | None, typer.Option(help="What the file holds.")],
    "platform": Platform,
    "key": _text("The column that identifies an account, where there is no handle."),
    "er": Annotated[Literal["percent", "fraction"] | None, typer.Option(help="How rates are written.")],
    "thousands": _text("The mark between thousands, as in 1.250 (here a point)."),
    "decimal": _text("The decimal mark."),
    "dates": Annotated[
        Literal["day-first", "month-first"] | None, typer.Option(help="The order in dates such as 03/04.")
    ],
    "currency": _text("The currency of amounts that have none (ISO 4217)."),
    "timezone": _text("The time zone of times that have none (IANA name)."),
    "encoding": _text("The text encoding, where the guess is wrong."),
    "delimiter": _text("The mark between cells, where the guess is wrong."),
    "sheet": _text("The sheet of a workbook."),
    "account": _text("Whose account an export of a platform counts, as in tiktok:mina."),
    "column": Annotated[
        list[str] | None,
        typer.Option(metavar="HEADER=FIELD", help="What a column is, or HEADER=keep; may be repeated."),
    ],
}


def reading(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command all options on reading; it receives them as one ``told: ReadOptions``."""

    @wraps(command)
    def with_options(**values: Any) -> None:  # noqa: ANN401  what the command line gave
        options = {name: values.pop(name) for name in READING}
        command(**values, told=read_options(options))

    hints = get_type_hints(command, include_extras=True)
    own = [
        parameter.replace(annotation=hints[name], kind=inspect.Parameter.KEYWORD_ONLY)
        for name, parameter in inspect.signature(command).parameters.items()
        if name != "told"
    ]
    more = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
        for name, annotation in READING.items()
    ]
    signature = inspect.Signature([*own, *more])
    setattr(with_options, "__signature__", signature)  # noqa: B010  a wrapper has no such attribute for the type checker
    with_options.__annotations__ = {parameter.name: parameter.annotation for parameter in (*own, *more)}
    return with_options


def read_options(given: dict[str, Any]) -> ReadOptions:
    """Return the options that were given; what was left out is found out, and asked where it is ambiguous."""
    columns = column_pairs(given.pop("column", None))
    return ReadOptions(**{name: value for name, value in given.items() if value is not None}, columns=columns)


def said_again(told: ReadOptions, workspace: Path | None) -> str:
    """Return the options that were given as they would be typed, so that the next command reads the file alike."""
    given = [(name, value) for name in READING if name != "column" and (value := getattr(told, name)) is not None]
    given += [("column", f"{header}={field}") for header, field in told.columns.items()]
    given += [("workspace", str(workspace))] if workspace else []
    return "".join(f" --{name} {shlex.quote(value)}" for name, value in given)


def column_pairs(pairs: list[str] | None) -> dict[str, str]:
    """Return ``HEADER=field`` pairs as a mapping. Raises ``InputError``."""
    found = {}
    for pair in pairs or ():
        header, mark, field = pair.rpartition("=")
        if not mark or not header or not field:
            raise InputError(
                "A column is named as HEADER=FIELD.",
                received=pair,
                allowed=("Reach=followers",),
                next_step="Write the column as the file has it, an equals sign, and what it is.",
            )
        found[header] = field
    return found
