"""Small pieces of SQL that the engine and its writer share."""

from __future__ import annotations

from shoal.engines.base import Lens

Place = tuple[str, Lens | None]


def quoted(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as an SQL literal; for file names only, values go in as parameters."""
    return "'" + text.replace("'", "''") + "'"


def seen_through(lens: Lens, path: str) -> str:
    """Return SQL for a segment seen through its lens."""
    constants = [f"{value} AS {quoted(name)}" for name, value in lens.get("constants", {}).items()]
    numbered = [f"file_row_number + 1 AS {quoted(lens['line'])}"] if "line" in lens else []
    columns = ", ".join(["* EXCLUDE (file_row_number)", *constants, *numbered])
    return f"SELECT {columns} FROM {numbered_rows(path)} WHERE {counted(lens)}"


def numbered_rows(path: str) -> str:
    """Return SQL for the rows of a segment with their place in it, from 0, as ``file_row_number``."""
    return f"read_parquet({literal(path)}, file_row_number = true)"


def counted(lens: Lens) -> str:
    """Return the condition under which a row of a segment counts."""
    left_out = ", ".join(str(line - 1) for line in lens.get("left_out", ()))
    where = lens.get("where", "true")
    return f"({where}) AND file_row_number NOT IN ({left_out})" if left_out else where


def unfiltered(lens: Lens | None) -> Lens | None:
    """Return a lens through which every row of its segment is seen."""
    return None if lens is None else {**lens, "where": "true", "left_out": []}
