"""What nobody may change: alerts as they were posted, steps as they happened, zones as they were drawn."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION cameras_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'kept as it happened: % is append-only', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION cameras_alert_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
       AND (NEW.id, NEW.key, NEW.camera_id, NEW.alarm_id, NEW.engine, NEW.at, NEW.received_at, NEW.body,
            NEW.picture_sha256)
           IS NOT DISTINCT FROM
           (OLD.id, OLD.key, OLD.camera_id, OLD.alarm_id, OLD.engine, OLD.at, OLD.received_at, OLD.body,
            OLD.picture_sha256)
       AND (OLD.clip_sha256 = '' OR NEW.clip_sha256 = OLD.clip_sha256)
       AND (NEW.picture = OLD.picture OR NEW.picture = '')
    THEN RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an alert is kept as it was posted' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION cameras_zone_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.retired_at IS NULL
       AND (NEW.camera_id, NEW.name, NEW.kind, NEW.polygon) IS NOT DISTINCT FROM
           (OLD.camera_id, OLD.name, OLD.kind, OLD.polygon)
    THEN RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a zone is drawn anew, not changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER alert_guard BEFORE UPDATE OR DELETE ON cameras_alert FOR EACH ROW EXECUTE FUNCTION cameras_alert_guard();
CREATE TRIGGER alarm_step_guard BEFORE UPDATE OR DELETE ON cameras_alarmstep
    FOR EACH ROW EXECUTE FUNCTION cameras_refuse();
CREATE TRIGGER alarm_no_delete BEFORE DELETE ON cameras_alarm FOR EACH ROW EXECUTE FUNCTION cameras_refuse();
CREATE TRIGGER zone_guard BEFORE UPDATE OR DELETE ON cameras_zone FOR EACH ROW EXECUTE FUNCTION cameras_zone_guard();
"""

BACK = """
DROP TRIGGER zone_guard ON cameras_zone;
DROP TRIGGER alarm_no_delete ON cameras_alarm;
DROP TRIGGER alarm_step_guard ON cameras_alarmstep;
DROP TRIGGER alert_guard ON cameras_alert;
DROP FUNCTION cameras_zone_guard();
DROP FUNCTION cameras_alert_guard();
DROP FUNCTION cameras_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("cameras", "0001_initial")]

    operations = [
        migrations.RunSQL(FORWARD, BACK),
    ]
