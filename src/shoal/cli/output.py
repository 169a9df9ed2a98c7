"""How a command answers: words and tables for a person, one JSON shape for a program."""

from __future__ import annotations

import json
import math
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any, NoReturn

from rich.console import Console
from rich.table import Table
from rich.text import Text

from shoal import __version__
from shoal.cli.folding import folded, hanging

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # a name from a file must not steer the terminal


def end_quietly() -> NoReturn:
    """End well where whoever read the answer (head, less) went away; rich and Typer would end with 1."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that nothing fails at the very end
    sys.exit(0)


class Answer(Console):
    """The console for answers."""

    def on_broken_pipe(self) -> None:
        """End the command: nobody reads on."""
        end_quietly()


def console() -> Console:
    """Return the console for answers: wide enough for a table where the output is a file."""
    return Answer(file=sys.stdout, highlight=False, soft_wrap=not sys.stdout.isatty(), emoji=False, markup=False)


def clean(text: object) -> str:
    """Return text from a file without characters that would steer the terminal."""
    return CONTROL.sub("\N{REPLACEMENT CHARACTER}", str(text))


def say(*lines: str) -> None:
    """Print lines for a person."""
    answer = console()
    for line in lines:
        # a file gets the line whole, a person at a terminal reads it folded
        parts = hanging(clean(line), answer.width) if sys.stdout.isatty() else [clean(line)]
        for part in parts:
            answer.print(Text(part))


def some(number: int, one: str, many: str = "") -> str:
    """Return ``1 row`` or ``3 rows``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def table(title: str, headers: Sequence[str], rows: Iterable[Sequence[object]], right: Sequence[int] = ()) -> None:
    """Print a table; the columns in ``right`` are aligned to the right. What a terminal has no room for goes below."""
    cells = [[clean(cell) for cell in row] for row in rows]
    answer = console()
    narrow = folded(headers, cells, right, answer.width) if sys.stdout.isatty() else None
    if narrow:
        for line, head in ((title, True), *narrow) if title else narrow:
            answer.print(Text(line, style="bold" if head else ""))
        return
    drawn = Table(title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for place, header in enumerate(headers):
        drawn.add_column(header, justify="right" if place in right else "left", overflow="fold")
    for row in cells:
        drawn.add_row(*(Text(cell) for cell in row))
    if not sys.stdout.isatty():
        answer.width = 160
    answer.print(drawn)


def plain(value: Any) -> Any:  # noqa: ANN401  any noun
    """Return a noun as JSON values; a number that is not finite becomes null, never 0."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list | frozenset | set):
        return [plain(item) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def answer_json(verb: str, data: object) -> None:
    """Print ``{"shoal", "verb", "data"}``."""
    document = {"shoal": __version__, "verb": verb, "data": plain(data)}
    try:
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        end_quietly()


def error_json(shape: Mapping[str, object]) -> None:
    """Print ``{"error": …}`` on the error stream."""
    sys.stderr.write(json.dumps({"error": shape}, ensure_ascii=False, indent=1) + "\n")


def error_words(shape: Mapping[str, Any]) -> None:
    """Print an error for a person: what came in, what is allowed, what to do next."""
    message = str(shape["message"])
    lines = [f"shoal: {message[:1].upper()}{message[1:]}"]
    if shape["received"]:
        lines.append(f"  came in:  {shape['received']}")
    for name, words in shape["fields"].items():
        lines.append(f"  {name}:  {words}")
    if shape["allowed"]:
        lines.append(f"  allowed:  {', '.join(map(str, shape['allowed']))}")
    if shape["next_step"]:
        lines.append(f"  next:     {shape['next_step']}")
    if shape.get("id"):
        lines.append(f"  id:       {shape['id']}")
    sys.stderr.write("\n".join(map(clean, lines)) + "\n")
