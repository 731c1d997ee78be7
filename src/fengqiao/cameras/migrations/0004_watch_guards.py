"""Cases for watched vehicles and missing people: two who allow it, an end, and nothing left behind."""

from django.db import migrations

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
    dependencies = [("cameras", "0003_functions_guards"), ("areas", "0002_guards")]

    operations = [
        migrations.RunSQL(FORWARD, BACK),
    ]
