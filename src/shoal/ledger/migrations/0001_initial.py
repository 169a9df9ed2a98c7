"""The tables of the relational base; constraints stand with their table, since SQLite remakes it for each that comes later."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bucket', models.CharField(max_length=120, unique=True)),
                ('count', models.PositiveIntegerField(default=0)),
                ('since', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('seq', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('actor_id', models.CharField(max_length=40)),
                ('actor_name', models.CharField(max_length=120)),
                ('door', models.CharField(max_length=10)),
                ('verb', models.CharField(max_length=60)),
                ('subject', models.CharField(max_length=120)),
                ('brand_key', models.CharField(blank=True, db_index=True, default='', max_length=40)),
                ('payload_sha256', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Brand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=40, unique=True)),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('currency', models.CharField(max_length=3)),
                ('timezone', models.CharField(max_length=60)),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Erasing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=40, unique=True)),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('brand_key', models.CharField(blank=True, default='', max_length=40)),
                ('role', models.CharField(choices=[('viewer', 'viewer'), ('editor', 'editor'), ('approver', 'approver'), ('owner', 'owner')], max_length=10)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('hash', models.CharField(max_length=64, unique=True)),
                ('reason', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=40, unique=True)),
                ('email', models.CharField(max_length=254, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('password', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField()),
                ('disabled_at', models.DateTimeField(null=True)),
                ('seen_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='AuditPayload',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='ledger.auditentry')),
                ('salt', models.CharField(blank=True, max_length=32)),
                ('document', models.JSONField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ApplicationForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=64, unique=True)),
                ('text', models.TextField(blank=True)),
                ('open', models.BooleanField(default=False)),
                ('brand', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to='ledger.brand', to_field='uid')),
            ],
        ),
        migrations.CreateModel(
            name='Brief',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=80)),
                ('version', models.PositiveIntegerField()),
                ('document', models.JSONField()),
                ('by_id', models.CharField(max_length=40)),
                ('created_at', models.DateTimeField()),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.brand', to_field='uid')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('brand', 'name', 'version'), name='brief_version_once'), models.UniqueConstraint(fields=('brand', 'uid'), name='brief_uid_once')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('brief_name', models.CharField(max_length=80)),
                ('account_id', models.CharField(max_length=40)),
                ('choice', models.CharField(max_length=10)),
                ('reason', models.TextField(blank=True)),
                ('by_name', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.brand', to_field='uid')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('brand', 'brief_name', 'account_id'), name='one_decision_per_candidate'), models.CheckConstraint(condition=models.Q(('choice__in', ('wanted', 'unwanted', 'asked'))), name='a_known_choice')],
            },
        ),
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('batch_id', models.CharField(max_length=40)),
                ('kind', models.CharField(max_length=20)),
                ('label', models.CharField(max_length=120)),
                ('file_name', models.CharField(blank=True, max_length=255)),
                ('by_id', models.CharField(max_length=40)),
                ('by_name', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('undone_by', models.CharField(blank=True, max_length=120)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.brand', to_field='uid')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('brand', 'batch_id'), name='an_import_once')],
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=40, unique=True)),
                ('brand_key', models.CharField(blank=True, default='', max_length=40)),
                ('kind', models.CharField(max_length=40)),
                ('arguments', models.JSONField(default=dict)),
                ('dedupe_key', models.CharField(max_length=80)),
                ('state', models.CharField(default='queued', max_length=10)),
                ('words', models.CharField(blank=True, max_length=200)),
                ('done', models.BigIntegerField(default=0)),
                ('total', models.BigIntegerField(null=True)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('lease_until', models.DateTimeField(null=True)),
                ('worker', models.CharField(blank=True, max_length=80)),
                ('result', models.JSONField(default=dict)),
                ('error', models.JSONField(default=dict)),
                ('by_id', models.CharField(max_length=40)),
                ('by_name', models.CharField(max_length=120)),
                ('role', models.CharField(max_length=10)),
                ('created_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'lease_until'], name='jobs_that_are_due')],
                'constraints': [models.UniqueConstraint(fields=('brand_key', 'dedupe_key'), name='a_job_once'), models.CheckConstraint(condition=models.Q(('state__in', ('queued', 'running', 'done', 'failed', 'cancelled'))), name='a_known_job_state'), models.CheckConstraint(condition=models.Q(('role__in', ('viewer', 'editor', 'approver', 'owner'))), name='a_known_job_role')],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(db_index=True, max_length=40)),
                ('text', models.TextField()),
                ('private', models.BooleanField(default=False)),
                ('by_id', models.CharField(max_length=40)),
                ('by_name', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.brand', to_field='uid')),
            ],
        ),
        migrations.CreateModel(
            name='OrderBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=40)),
                ('document', models.JSONField()),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.brand', to_field='uid')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('brand', 'uid'), name='an_order_batch_once')],
            },
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.JSONField()),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='orders', to='ledger.orderbatch')),
            ],
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by_id', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=80)),
                ('query', models.TextField()),
                ('shared', models.BooleanField(default=False)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.brand', to_field='uid')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('brand', 'by_id', 'name'), name='a_view_once')],
            },
        ),
        migrations.CreateModel(
            name='Setting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('brand_key', models.CharField(blank=True, default='', max_length=40)),
                ('name', models.CharField(max_length=60)),
                ('value', models.JSONField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('brand_key', 'name'), name='a_setting_once')],
            },
        ),
        migrations.CreateModel(
            name='Shortlist',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=80)),
                ('version', models.PositiveIntegerField()),
                ('document', models.JSONField()),
                ('by_id', models.CharField(max_length=40)),
                ('created_at', models.DateTimeField()),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.brand', to_field='uid')),
                ('brief', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.brief')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('brand', 'name', 'version'), name='shortlist_version_once'), models.UniqueConstraint(fields=('brand', 'uid'), name='shortlist_uid_once')],
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=80)),
                ('version', models.PositiveIntegerField()),
                ('document', models.JSONField()),
                ('by_id', models.CharField(max_length=40)),
                ('created_at', models.DateTimeField()),
                ('adopted_at', models.DateTimeField(null=True)),
                ('adopted_by', models.CharField(blank=True, default='', max_length=40)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.brand', to_field='uid')),
                ('brief', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.brief')),
                ('shortlist', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.shortlist')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('brand', 'name', 'version'), name='plan_version_once'), models.UniqueConstraint(fields=('brand', 'uid'), name='plan_uid_once'), models.UniqueConstraint(condition=models.Q(('adopted_at__isnull', False)), fields=('brand', 'name'), name='one_adopted_plan')],
            },
        ),
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(db_index=True, max_length=40)),
                ('word', models.CharField(max_length=40)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.brand', to_field='uid')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('brand', 'subject', 'word'), name='a_tag_once')],
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=255)),
                ('path', models.TextField()),
                ('size_bytes', models.BigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('options', models.JSONField(default=dict)),
                ('fixes', models.JSONField(default=dict)),
                ('label', models.CharField(blank=True, max_length=120)),
                ('state', models.CharField(default='open', max_length=10)),
                ('batch_id', models.CharField(blank=True, max_length=40)),
                ('by_id', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.brand', to_field='uid')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ('open', 'working', 'done', 'dropped'))), name='a_known_upload_state')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('brand_key', models.CharField(blank=True, default='', max_length=40)),
                ('role', models.CharField(choices=[('viewer', 'viewer'), ('editor', 'editor'), ('approver', 'approver'), ('owner', 'owner')], max_length=10)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='ledger.user')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'brand_key'), name='one_role_per_brand'), models.CheckConstraint(condition=models.Q(('role__in', ('viewer', 'editor', 'approver', 'owner'))), name='a_known_role')],
            },
        ),
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=40, unique=True)),
                ('account_id', models.CharField(blank=True, db_index=True, max_length=40)),
                ('sealed_email', models.BinaryField(default=b'')),
                ('customer_key', models.CharField(blank=True, max_length=64)),
                ('document', models.JSONField()),
                ('proof_path', models.TextField(blank=True)),
                ('state', models.CharField(default='waiting', max_length=10)),
                ('batch_id', models.CharField(blank=True, max_length=40)),
                ('at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.CharField(blank=True, max_length=120)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.brand', to_field='uid')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ('waiting', 'accepted', 'declined'))), name='a_known_application_state')],
            },
        ),
    ]
