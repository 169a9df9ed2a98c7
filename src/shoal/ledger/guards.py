"""What a trigger refuses and no constraint can: a reference into another brand. Migrations guard their tables by it.

What is written for a table must stay as it is: ledgers that have it are not asked again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

OTHER_BRAND = "shoal: this refers into another brand"
Reference = tuple[str, str, str]  # table, column, table it refers to


def write(schema_editor: Any, statements: Iterator[str]) -> None:  # noqa: ANN401  Django hands it to a migration
    """Send statements one by one: a trigger's body holds semicolons, so nothing here may be split."""
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def same_brand(references: Sequence[Reference], *, vendor: str) -> Iterator[str]:
    """Yield the statements that refuse a row whose reference belongs to another brand."""
    for table, column, other in references:
        if vendor == "sqlite":
            yield from _sqlite(table, column, other)
        else:
            yield from _postgresql(table, column, other)


def _sqlite(table: str, column: str, other: str) -> Iterator[str]:
    for act in ("INSERT", "UPDATE"):
        name = f"{table}_{column}_{act.lower()}_brand"
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield (
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} "  # noqa: S608  names of our own tables
            f"WHEN (SELECT brand_id FROM {other} WHERE id = NEW.{column}) IS NOT NEW.brand_id "
            f"BEGIN SELECT RAISE(ABORT, '{OTHER_BRAND}'); END"
        )


def _postgresql(table: str, column: str, other: str) -> Iterator[str]:
    name = f"{table}_{column}_brand"
    yield f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF (SELECT brand_id FROM {other} WHERE id = NEW.{column}) IS DISTINCT FROM NEW.brand_id THEN
                RAISE EXCEPTION '{OTHER_BRAND}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$"""  # noqa: S608  names of our own tables
    yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
    yield f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
