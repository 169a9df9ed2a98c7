"""Triggers: versions and the audit stay as they are, and nothing refers into another brand.

SQLite makes a table anew when a column changes and loses its triggers with it: a later migration that alters one of
these tables has to call :func:`guard` again.
"""

from __future__ import annotations

from django.db import migrations

STAYS = {
    # table: columns that may change later without an erasure
    "ledger_brief": (),
    "ledger_shortlist": (),
    "ledger_plan": ("adopted_at", "adopted_by"),
    "ledger_auditpayload": (),
}
COLUMNS = {
    "ledger_brief": ("brand_id", "uid", "name", "version", "document", "by_id", "created_at"),
    "ledger_shortlist": ("brand_id", "uid", "name", "version", "document", "by_id", "created_at", "brief_id"),
    "ledger_plan": (
        "brand_id",
        "uid",
        "name",
        "version",
        "document",
        "by_id",
        "created_at",
        "brief_id",
        "shortlist_id",
    ),
    "ledger_auditpayload": ("entry_id", "document"),
}
NEVER = ("ledger_auditentry",)
SAME_BRAND = (
    # table, column, table it refers to
    ("ledger_shortlist", "brief_id", "ledger_brief"),
    ("ledger_plan", "brief_id", "ledger_brief"),
    ("ledger_plan", "shortlist_id", "ledger_shortlist"),
)


def guard(apps, schema_editor):
    """Create the triggers, after dropping what is left of them."""
    write = _sqlite if schema_editor.connection.vendor == "sqlite" else _postgresql
    # a trigger's body holds semicolons, so nothing here may be split
    with schema_editor.connection.cursor() as cursor:
        for statement in write():
            cursor.execute(statement)


def _changed(table: str, kind: str) -> str:
    columns = [column for column in COLUMNS[table] if column not in STAYS[table]]
    return " OR ".join(f"OLD.{column} {kind} NEW.{column}" for column in columns)


def _sqlite():
    for table in STAYS:
        erasing = "NOT EXISTS (SELECT 1 FROM ledger_erasing)"
        for act, when in (("UPDATE", f"{erasing} AND ({_changed(table, 'IS NOT')})"), ("DELETE", erasing)):
            yield f"DROP TRIGGER IF EXISTS {table}_{act.lower()}_stays"
            yield (
                f"CREATE TRIGGER {table}_{act.lower()}_stays BEFORE {act} ON {table} WHEN {when} "
                "BEGIN SELECT RAISE(ABORT, 'shoal: this row is never changed'); END"
            )
    for table in NEVER:
        for act in ("UPDATE", "DELETE"):
            yield f"DROP TRIGGER IF EXISTS {table}_{act.lower()}_never"
            yield (
                f"CREATE TRIGGER {table}_{act.lower()}_never BEFORE {act} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'shoal: this row is never changed'); END"
            )
    for table, column, other in SAME_BRAND:
        for act in ("INSERT", "UPDATE"):
            name = f"{table}_{column}_{act.lower()}_brand"
            yield f"DROP TRIGGER IF EXISTS {name}"
            yield (
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} "
                f"WHEN (SELECT brand_id FROM {other} WHERE id = NEW.{column}) IS NOT NEW.brand_id "
                "BEGIN SELECT RAISE(ABORT, 'shoal: this refers into another brand'); END"
            )


def _postgresql():
    refuse = "RAISE EXCEPTION 'shoal: this row is never changed' USING ERRCODE = 'integrity_constraint_violation'"
    for table in STAYS:
        yield f"""CREATE OR REPLACE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF NOT EXISTS (SELECT 1 FROM ledger_erasing) THEN
                    IF TG_OP = 'DELETE' THEN {refuse}; END IF;
                    IF {_changed(table, "IS DISTINCT FROM")} THEN {refuse}; END IF;
                END IF;
                IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                RETURN NEW;
            END $$"""
        yield f"DROP TRIGGER IF EXISTS {table}_stays ON {table}"
        yield (
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_stays()"
        )
    for table in NEVER:
        yield f"""CREATE OR REPLACE FUNCTION {table}_never() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN {refuse}; END $$"""
        yield f"DROP TRIGGER IF EXISTS {table}_never ON {table}"
        yield (
            f"CREATE TRIGGER {table}_never BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_never()"
        )
    for table in (*STAYS, *NEVER):  # emptying a table at once asks no row
        yield f"""CREATE OR REPLACE FUNCTION {table}_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN {refuse}; END $$"""
        yield f"DROP TRIGGER IF EXISTS {table}_empties ON {table}"
        yield f"CREATE TRIGGER {table}_empties BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {table}_refuses()"
    for table, column, other in SAME_BRAND:
        name = f"{table}_{column}_brand"
        yield f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF (SELECT brand_id FROM {other} WHERE id = NEW.{column}) IS DISTINCT FROM NEW.brand_id THEN
                    RAISE EXCEPTION 'shoal: this refers into another brand'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
            END $$"""
        yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
        yield f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


class Migration(migrations.Migration):
    """Guards that only the database can give."""

    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop, elidable=False)]
