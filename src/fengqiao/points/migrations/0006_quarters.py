"""Quarters, their publications, objections and corrections; the database refuses a changed publication."""

import django.db.models.deletion
import fengqiao.core.clock
import fengqiao.core.ids
from django.db import migrations, models


GUARDS = r"""
CREATE TRIGGER points_issue_refuse BEFORE UPDATE OR DELETE ON points_publication FOR EACH ROW EXECUTE FUNCTION points_refuse();
CREATE TRIGGER points_issue_refuse_truncate BEFORE TRUNCATE ON points_publication FOR EACH STATEMENT EXECUTE FUNCTION points_refuse();
CREATE TRIGGER points_sheet_refuse BEFORE UPDATE OR DELETE ON points_sheet FOR EACH ROW EXECUTE FUNCTION points_refuse();
CREATE TRIGGER points_sheet_refuse_truncate BEFORE TRUNCATE ON points_sheet FOR EACH STATEMENT EXECUTE FUNCTION points_refuse();
"""
UNGUARDED = """
DROP TRIGGER points_issue_refuse ON points_publication;
DROP TRIGGER points_issue_refuse_truncate ON points_publication;
DROP TRIGGER points_sheet_refuse ON points_sheet;
DROP TRIGGER points_sheet_refuse_truncate ON points_sheet;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('areas', '0003_dissolved'),
        ('points', '0005_redemption'),
    ]

    operations = [
        migrations.CreateModel(
            name='OpenName',
            fields=[
                ('id', models.UUIDField(default=fengqiao.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=fengqiao.core.clock.now, editable=False)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='areas.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='QuarterBook',
            fields=[
                ('id', models.UUIDField(default=fengqiao.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=fengqiao.core.clock.now, editable=False)),
                ('year', models.PositiveIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('frozen', 'FROZEN'), ('draft', 'DRAFT'), ('published', 'PUBLISHED'), ('reconciled', 'RECONCILED')], max_length=12)),
                ('frozen_at', models.DateTimeField()),
                ('objections_until', models.DateTimeField(null=True)),
                ('reconciled_at', models.DateTimeField(null=True)),
                ('town', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
            ],
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.UUIDField(default=fengqiao.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=fengqiao.core.clock.now, editable=False)),
                ('number', models.PositiveIntegerField()),
                ('signed', models.BooleanField()),
                ('head', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='points.publication')),
                ('signer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.person')),
                ('quarter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='issues', to='points.quarterbook')),
            ],
        ),
        migrations.CreateModel(
            name='CorrectionCase',
            fields=[
                ('id', models.UUIDField(default=fengqiao.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=fengqiao.core.clock.now, editable=False)),
                ('points', models.IntegerField(null=True)),
                ('rule', models.CharField(blank=True, max_length=40)),
                ('reason', models.CharField(max_length=300)),
                ('hearing', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('asked', 'asked'), ('granted', 'granted'), ('refused', 'refused')], default='asked', max_length=10)),
                ('decided_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, max_length=300)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.person')),
                ('award', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='points.transfer')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.person')),
                ('town', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('transfer', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='points.transfer')),
                ('quarter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='points.quarterbook')),
            ],
        ),
        migrations.CreateModel(
            name='Sheet',
            fields=[
                ('id', models.UUIDField(default=fengqiao.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=fengqiao.core.clock.now, editable=False)),
                ('number', models.PositiveIntegerField()),
                ('total', models.IntegerField()),
                ('text', models.TextField()),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='points.publication')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.person')),
            ],
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.UUIDField(default=fengqiao.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=fengqiao.core.clock.now, editable=False)),
                ('words', models.TextField()),
                ('state', models.CharField(choices=[('open', 'open'), ('upheld', 'upheld'), ('refused', 'refused')], default='open', max_length=10)),
                ('hearing', models.TextField(blank=True)),
                ('answer', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.person')),
                ('award', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='points.transfer')),
                ('case', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='objection', to='points.correctioncase')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.person')),
                ('quarter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='points.quarterbook')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='points.sheet')),
            ],
        ),
        migrations.AddConstraint(
            model_name='quarterbook',
            constraint=models.UniqueConstraint(fields=('town', 'year', 'number'), name='points_quarter_once'),
        ),
        migrations.AddConstraint(
            model_name='quarterbook',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1), ('number__lte', 4)), name='points_quarter_number'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.UniqueConstraint(fields=('quarter', 'number'), name='points_issue_number'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(('signed', False), ('signer__isnull', False), _connector='OR'), name='points_issue_signer'),
        ),
        migrations.AddConstraint(
            model_name='correctioncase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('award__isnull', False), ('points__gte', 0), ('rule', '')), models.Q(('award__isnull', True), ('points__isnull', True), models.Q(('rule', ''), _negated=True)), _connector='OR'), name='points_case_aim'),
        ),
        migrations.AddConstraint(
            model_name='correctioncase',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='points_case_two_people'),
        ),
        migrations.AddConstraint(
            model_name='correctioncase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('asked_by', models.F('person')), _negated=True), models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('person')), _negated=True), _connector='OR')), name='points_case_not_own'),
        ),
        migrations.AddConstraint(
            model_name='correctioncase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'granted'), _negated=True), models.Q(('decided_by__isnull', False), ('transfer__isnull', False)), _connector='OR'), name='points_case_granted'),
        ),
        migrations.AddConstraint(
            model_name='sheet',
            constraint=models.UniqueConstraint(fields=('issue', 'number'), name='points_sheet_number'),
        ),
        migrations.AddConstraint(
            model_name='sheet',
            constraint=models.UniqueConstraint(fields=('issue', 'person'), name='points_sheet_person'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'open'), models.Q(('answered_by__isnull', False), models.Q(('hearing', ''), _negated=True), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='points_objection_answered'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'upheld'), _negated=True), ('case__isnull', False), _connector='OR'), name='points_objection_upheld'),
        ),
        migrations.RunSQL(GUARDS, UNGUARDED),
    ]
