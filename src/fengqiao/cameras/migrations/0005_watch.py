"""Cases for watched vehicles and missing people: two who allow it, an end, and nothing left behind."""

import datetime
import django.db.models.deletion
import django.db.models.expressions
import fengqiao.cameras.domain.watch
import fengqiao.core.clock
import fengqiao.core.ids
from django.db import migrations, models


FORWARD = r"""
CREATE FUNCTION cameras_watch_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a case is ended, not deleted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state <> 'draft' AND (
        (NEW.kind, NEW.requested_by_id, NEW.area_id, NEW.hours)
            IS DISTINCT FROM (OLD.kind, OLD.requested_by_id, OLD.area_id, OLD.hours)
        OR (NEW.plate NOT IN (OLD.plate, '')) OR (NEW.upper NOT IN (OLD.upper, '')) OR (NEW.lower NOT IN (OLD.lower, ''))
        OR (NEW.face_template NOT IN (OLD.face_template, ''))
    ) THEN
        RAISE EXCEPTION 'what was approved is not changed afterwards' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.state = 'active' AND OLD.state <> 'active' AND (
        SELECT count(DISTINCT person_id) FROM cameras_watchapproval
        WHERE case_id = NEW.id AND approved AND person_id <> NEW.requested_by_id
    ) < 2 THEN
        RAISE EXCEPTION 'two other people must have approved' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state IN ('expired', 'closed', 'refused', 'withdrawn') AND NEW.state <> OLD.state THEN
        RAISE EXCEPTION 'an ended case stays ended' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER watch_guard BEFORE UPDATE OR DELETE ON cameras_watchcase
    FOR EACH ROW EXECUTE FUNCTION cameras_watch_guard();
CREATE TRIGGER watch_approval_guard BEFORE UPDATE OR DELETE ON cameras_watchapproval
    FOR EACH ROW EXECUTE FUNCTION cameras_refuse();
"""

BACK = """
DROP TRIGGER watch_approval_guard ON cameras_watchapproval;
DROP TRIGGER watch_guard ON cameras_watchcase;
DROP FUNCTION cameras_watch_guard();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('areas', '0003_dissolved'),
        ('cameras', '0004_functions'),
    ]

    operations = [
        migrations.CreateModel(
            name='WatchCase',
            fields=[
                ('id', models.UUIDField(default=fengqiao.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=fengqiao.core.clock.now, editable=False)),
                ('code', models.CharField(default=fengqiao.core.ids.short_code, max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('vehicle', 'VEHICLE'), ('person', 'PERSON')], max_length=10)),
                ('state', models.CharField(choices=[('draft', 'DRAFT'), ('asked', 'ASKED'), ('half', 'HALF'), ('active', 'ACTIVE'), ('expired', 'EXPIRED'), ('closed', 'CLOSED'), ('refused', 'REFUSED'), ('withdrawn', 'WITHDRAWN')], default=fengqiao.cameras.domain.watch.CaseState['DRAFT'], max_length=10)),
                ('purpose', models.CharField(blank=True, default='', max_length=300)),
                ('reference', models.CharField(blank=True, default='', max_length=80)),
                ('legal_basis', models.CharField(blank=True, default='', max_length=300)),
                ('hours', models.PositiveIntegerField(default=24)),
                ('asked_at', models.DateTimeField(null=True)),
                ('active_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('end_note', models.CharField(blank=True, default='', max_length=300)),
                ('erased_at', models.DateTimeField(null=True)),
                ('plate', models.CharField(blank=True, default='', max_length=8)),
                ('plate_masked', models.CharField(blank=True, default='', max_length=12)),
                ('vehicle_note', models.CharField(blank=True, default='', max_length=200)),
                ('who', models.CharField(blank=True, default='', max_length=80)),
                ('upper', models.CharField(blank=True, default='', max_length=10)),
                ('lower', models.CharField(blank=True, default='', max_length=10)),
                ('size', models.CharField(blank=True, default='', max_length=10)),
                ('bag', models.BooleanField(null=True)),
                ('bicycle', models.BooleanField(null=True)),
                ('marks', models.CharField(blank=True, default='', max_length=300)),
                ('consent_by', models.CharField(blank=True, default='', max_length=80)),
                ('consent_relation', models.CharField(blank=True, default='', max_length=40)),
                ('consent_file', models.FileField(blank=True, default='', max_length=200, upload_to='')),
                ('consent_sha256', models.CharField(blank=True, default='', max_length=64)),
                ('photo', models.FileField(blank=True, default='', max_length=200, upload_to='')),
                ('face', models.BooleanField(default=False)),
                ('face_template', models.CharField(blank=True, default='', max_length=800)),
                ('impact_note', models.CharField(blank=True, default='', max_length=300)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('cameras', models.ManyToManyField(blank=True, related_name='+', to='cameras.camera')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.person')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.person')),
            ],
        ),
        migrations.CreateModel(
            name='WatchApproval',
            fields=[
                ('id', models.UUIDField(default=fengqiao.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=fengqiao.core.clock.now, editable=False)),
                ('seat', models.CharField(choices=[('duty', 'DUTY'), ('security', 'SECURITY')], max_length=10)),
                ('approved', models.BooleanField()),
                ('note', models.CharField(blank=True, default='', max_length=300)),
                ('at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.person')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='cameras.watchcase')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='WatchMatch',
            fields=[
                ('id', models.UUIDField(default=fengqiao.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=fengqiao.core.clock.now, editable=False)),
                ('answer', models.CharField(blank=True, choices=[('yes', 'YES'), ('no', 'NO')], default='', max_length=3)),
                ('answered_at', models.DateTimeField(null=True)),
                ('alarm', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='watch_match', to='cameras.alarm')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.person')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='cameras.watchcase')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='watchcase',
            index=models.Index(fields=['state', 'expires_at'], name='watch_case_due'),
        ),
        migrations.AddConstraint(
            model_name='watchcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', fengqiao.cameras.domain.watch.CaseState['ACTIVE']), _negated=True), models.Q(('active_at__isnull', False), ('expires_at__isnull', False)), _connector='OR'), name='watch_active_ends'),
        ),
        migrations.AddConstraint(
            model_name='watchcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', fengqiao.cameras.domain.watch.CaseKind['PERSON']), _negated=True), ('expires_at__isnull', True), ('expires_at__lte', django.db.models.expressions.CombinedExpression(models.F('active_at'), '+', models.Value(datetime.timedelta(days=3)))), _connector='OR'), name='watch_person_72_hours'),
        ),
        migrations.AddConstraint(
            model_name='watchcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', fengqiao.cameras.domain.watch.CaseKind['VEHICLE']), _negated=True), ('expires_at__isnull', True), ('expires_at__lte', django.db.models.expressions.CombinedExpression(models.F('active_at'), '+', models.Value(datetime.timedelta(days=30)))), _connector='OR'), name='watch_vehicle_30_days'),
        ),
        migrations.AddConstraint(
            model_name='watchcase',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at__isnull', True), models.Q(('consent_file', ''), ('face_template', ''), ('lower', ''), ('marks', ''), ('photo', ''), ('plate', ''), ('upper', ''), ('who', '')), _connector='OR'), name='watch_erased_is_empty'),
        ),
        migrations.AddConstraint(
            model_name='watchapproval',
            constraint=models.UniqueConstraint(fields=('case', 'person'), name='watch_approval_once'),
        ),
        migrations.AddConstraint(
            model_name='watchapproval',
            constraint=models.UniqueConstraint(condition=models.Q(('approved', True)), fields=('case', 'seat'), name='watch_seat_once'),
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]
