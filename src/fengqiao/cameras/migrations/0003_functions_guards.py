"""What the functions bring: what was seen, before and after, departures, tallies, heights, conditions over time."""

from django.db import migrations

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
    dependencies = [("cameras", "0002_guards"), ("areas", "0002_guards")]

    operations = [
        migrations.RunSQL(FORWARD, BACK),
    ]
