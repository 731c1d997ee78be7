"""What the functions bring: what was seen, before and after, departures, tallies, heights, conditions over time."""

import django.contrib.postgres.fields
import django.db.models.deletion
import fengqiao.core.clock
import fengqiao.core.ids
from django.db import migrations, models


FORWARD = r"""
CREATE OR REPLACE FUNCTION cameras_alert_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
       AND (NEW.id, NEW.key, NEW.camera_id, NEW.alarm_id, NEW.engine, NEW.at, NEW.received_at, NEW.body,
            NEW.picture_sha256, NEW.before_sha256)
           IS NOT DISTINCT FROM
           (OLD.id, OLD.key, OLD.camera_id, OLD.alarm_id, OLD.engine, OLD.at, OLD.received_at, OLD.body,
            OLD.picture_sha256, OLD.before_sha256)
       AND (OLD.clip_sha256 = '' OR NEW.clip_sha256 = OLD.clip_sha256)
       AND (NEW.picture = OLD.picture OR NEW.picture = '')
       AND (NEW.before = OLD.before OR NEW.before = '')
    THEN RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an alert is kept as it was posted' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE OR REPLACE FUNCTION cameras_zone_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.retired_at IS NULL
       AND (NEW.camera_id, NEW.name, NEW.kind, NEW.polygon, NEW.settings) IS NOT DISTINCT FROM
           (OLD.camera_id, OLD.name, OLD.kind, OLD.polygon, OLD.settings)
    THEN RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a zone is drawn anew, not changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION cameras_departure_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.alert_id IS NULL
       AND (NEW.id, NEW.key, NEW.camera_id, NEW.engine, NEW.at, NEW.received_at, NEW.stayed_s) IS NOT DISTINCT FROM
           (OLD.id, OLD.key, OLD.camera_id, OLD.engine, OLD.at, OLD.received_at, OLD.stayed_s)
    THEN RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a departure is kept as it was posted' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER departure_guard BEFORE UPDATE OR DELETE ON cameras_departure
    FOR EACH ROW EXECUTE FUNCTION cameras_departure_guard();
CREATE TRIGGER tally_guard BEFORE UPDATE OR DELETE ON cameras_tally FOR EACH ROW EXECUTE FUNCTION cameras_refuse();

INSERT INTO cameras_conditionspan (id, created_at, camera_id, condition, since)
    SELECT gen_random_uuid(), now(), id, condition, condition_since FROM cameras_camera;
"""

BACK = """
DROP TRIGGER tally_guard ON cameras_tally;
DROP TRIGGER departure_guard ON cameras_departure;
DROP FUNCTION cameras_departure_guard();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('areas', '0001_initial'),
        ('cameras', '0002_guards'),
    ]

    operations = [
        migrations.AddField(
            model_name='alarm',
            name='inside',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='alarm',
            name='left_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='alarm',
            name='people',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='alarm',
            name='stayed_s',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='alarm',
            name='what',
            field=models.CharField(default='presence', max_length=20),
        ),
        migrations.AddField(
            model_name='alert',
            name='before',
            field=models.FileField(blank=True, default='', max_length=200, upload_to=''),
        ),
        migrations.AddField(
            model_name='alert',
            name='before_sha256',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='camera',
            name='adult',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='zone',
            name='settings',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AlterField(
            model_name='alarm',
            name='state',
            field=models.CharField(choices=[('raised', 'RAISED'), ('accepted', 'ACCEPTED'), ('on_site', 'ON_SITE'), ('safe', 'SAFE'), ('false_alarm', 'FALSE_ALARM'), ('closed', 'CLOSED'), ('noted', 'NOTED')], default='raised', max_length=20),
        ),
        migrations.AlterField(
            model_name='zone',
            name='polygon',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.CreateModel(
            name='Departure',
            fields=[
                ('id', models.UUIDField(default=fengqiao.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=fengqiao.core.clock.now, editable=False)),
                ('key', models.CharField(max_length=200, unique=True)),
                ('engine', models.CharField(blank=True, default='', max_length=80)),
                ('at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('stayed_s', models.FloatField()),
                ('alert', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='departure', to='cameras.alert')),
                ('camera', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='departures', to='cameras.camera')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WallChoice',
            fields=[
                ('id', models.UUIDField(default=fengqiao.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=fengqiao.core.clock.now, editable=False)),
                ('cameras', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('layout', models.PositiveSmallIntegerField(default=9)),
                ('changed_at', models.DateTimeField(default=fengqiao.core.clock.now)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='areas.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ConditionSpan',
            fields=[
                ('id', models.UUIDField(default=fengqiao.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=fengqiao.core.clock.now, editable=False)),
                ('condition', models.CharField(choices=[('unconnected', 'UNCONNECTED'), ('unknown', 'UNKNOWN'), ('starting', 'STARTING'), ('live', 'LIVE'), ('stalled', 'STALLED'), ('unreachable', 'UNREACHABLE'), ('broken', 'BROKEN')], max_length=20)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
                ('camera', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='spans', to='cameras.camera')),
            ],
            options={
                'indexes': [models.Index(fields=['camera', '-since'], name='condition_span_newest')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('camera',), name='condition_span_open')],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.UUIDField(default=fengqiao.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=fengqiao.core.clock.now, editable=False)),
                ('key', models.CharField(max_length=200, unique=True)),
                ('rule', models.CharField(max_length=80)),
                ('engine', models.CharField(blank=True, default='', max_length=80)),
                ('begin', models.DateTimeField()),
                ('end', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('cls', models.CharField(max_length=40)),
                ('forward', models.PositiveIntegerField(default=0)),
                ('backward', models.PositiveIntegerField(default=0)),
                ('camera', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tallies', to='cameras.camera')),
            ],
            options={
                'indexes': [models.Index(fields=['camera', 'begin'], name='tally_of_camera')],
            },
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]
