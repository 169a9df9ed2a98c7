"""Answers of creators, looks at their age and kept vettings: rows that are never changed, and stay in their brand."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from shoal.ledger.guards import same_brand, write

STAYS = ("ledger_creatoranswer", "ledger_adultlook", "ledger_vettingrun", "ledger_keptverdict")
SAME_BRAND = (
    # table, column, table it refers to
    ("ledger_keptverdict", "run_id", "ledger_vettingrun"),
)
NEVER_CHANGED = "shoal: this row is never changed"


def guard(apps, schema_editor):
    """Create the triggers, as 0002 does for the tables before these."""
    vendor = schema_editor.connection.vendor
    write(schema_editor, _sqlite() if vendor == "sqlite" else _postgresql())
    write(schema_editor, same_brand(SAME_BRAND, vendor=vendor))


def _sqlite():
    for table in STAYS:
        for act in ("UPDATE", "DELETE"):
            yield f"DROP TRIGGER IF EXISTS {table}_{act.lower()}_stays"
            yield (
                f"CREATE TRIGGER {table}_{act.lower()}_stays BEFORE {act} ON {table} "
                f"WHEN NOT EXISTS (SELECT 1 FROM ledger_erasing) BEGIN SELECT RAISE(ABORT, '{NEVER_CHANGED}'); END"
            )


def _postgresql():
    refuse = f"RAISE EXCEPTION '{NEVER_CHANGED}' USING ERRCODE = 'integrity_constraint_violation'"
    for table in STAYS:
        yield f"""CREATE OR REPLACE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF NOT EXISTS (SELECT 1 FROM ledger_erasing) THEN {refuse}; END IF;
                IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                RETURN NEW;
            END $$"""
        yield f"DROP TRIGGER IF EXISTS {table}_stays ON {table}"
        yield (
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_stays()"
        )
        yield f"""CREATE OR REPLACE FUNCTION {table}_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN {refuse}; END $$"""
        yield f"DROP TRIGGER IF EXISTS {table}_empties ON {table}"
        yield f"CREATE TRIGGER {table}_empties BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {table}_refuses()"


class Migration(migrations.Migration):
    """Four tables and their guards."""

    dependencies = [("ledger", "0003_sharing")]

    operations = [
        migrations.CreateModel(
            name='CreatorAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('creator_id', models.CharField(db_index=True, max_length=40)),
                ('check_name', models.CharField(max_length=40)),
                ('version', models.PositiveIntegerField()),
                ('text', models.TextField(blank=True)),
                ('said_on', models.DateField()),
                ('proof', models.TextField(blank=True)),
                ('by_id', models.CharField(max_length=40)),
                ('by_name', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.brand', to_field='uid')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('brand', 'creator_id', 'check_name', 'version'), name='an_answer_version_once')],
            },
        ),
        migrations.CreateModel(
            name='AdultLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('creator_id', models.CharField(db_index=True, max_length=40)),
                ('said', models.CharField(max_length=10)),
                ('words_sha256', models.CharField(blank=True, max_length=64)),
                ('note', models.TextField(blank=True)),
                ('by_id', models.CharField(max_length=40)),
                ('by_name', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.brand', to_field='uid')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('said__in', ('adult', 'minor', 'open'))), name='a_known_look')],
            },
        ),
        migrations.CreateModel(
            name='VettingRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=40, unique=True)),
                ('about', models.CharField(max_length=200)),
                ('document', models.JSONField()),
                ('by_id', models.CharField(max_length=40)),
                ('by_name', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.brand', to_field='uid')),
            ],
        ),
        migrations.CreateModel(
            name='KeptVerdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account_id', models.CharField(max_length=40)),
                ('creator_id', models.CharField(db_index=True, max_length=40)),
                ('document', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.brand', to_field='uid')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verdicts', to='ledger.vettingrun')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'account_id'), name='a_verdict_once_per_run')],
            },
        ),
        migrations.RunPython(guard, migrations.RunPython.noop, elidable=False),
    ]
