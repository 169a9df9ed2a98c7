"""Links for people without an account, their answers, and who was told; nothing refers into another brand."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from shoal.ledger.guards import same_brand, write


SAME_BRAND = (
    # table, column, table it refers to
    ("ledger_sharelink", "shortlist_id", "ledger_shortlist"),
    ("ledger_shareanswer", "link_id", "ledger_sharelink"),
)


def guard(apps, schema_editor):
    """Create the triggers, as 0002 does for the tables before these."""
    write(schema_editor, same_brand(SAME_BRAND, vendor=schema_editor.connection.vendor))


class Migration(migrations.Migration):
    """Three tables and their guards."""

    dependencies = [
        ('ledger', '0002_guards'),
    ]

    operations = [
        migrations.CreateModel(
            name='ShareLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=40, unique=True)),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('label', models.CharField(blank=True, max_length=120)),
                ('passphrase', models.CharField(blank=True, max_length=200)),
                ('by_id', models.CharField(max_length=40)),
                ('by_name', models.CharField(max_length=120)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('openings', models.PositiveIntegerField(default=0)),
                ('opened_at', models.DateTimeField(null=True)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.brand', to_field='uid')),
                ('shortlist', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.shortlist')),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=40)),
                ('how', models.CharField(max_length=200)),
                ('by_id', models.CharField(max_length=40)),
                ('by_name', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.brand', to_field='uid')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('brand', 'subject'), name='told_once')],
            },
        ),
        migrations.CreateModel(
            name='ShareAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account_id', models.CharField(max_length=40)),
                ('choice', models.CharField(blank=True, max_length=10)),
                ('comment', models.TextField(blank=True)),
                ('by_name', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.brand', to_field='uid')),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.sharelink')),
            ],
            options={
                'indexes': [models.Index(fields=['link', 'account_id'], name='answers_of_a_link')],
                'constraints': [models.CheckConstraint(condition=models.Q(('choice__in', ('', 'wanted', 'unwanted', 'asked'))), name='a_known_answer')],
            },
        ),
        migrations.RunPython(guard, migrations.RunPython.noop, elidable=False),
    ]
