"""What the database itself refuses: events that vanish, steps that change or do not follow each other."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION incidents_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'nothing is deleted from %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION incidents_refuse_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE emptied incidents_incidentstep := OLD;
BEGIN
    emptied.note := '';
    IF NEW IS NOT DISTINCT FROM emptied THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'steps are append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION incidents_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last incidents_incidentstep;
BEGIN
    SELECT * INTO last FROM incidents_incidentstep
        WHERE incident_id = NEW.incident_id ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(last.number, 0) + 1 OR NEW.from_state IS DISTINCT FROM last.to_state THEN
        RAISE EXCEPTION 'a step continues from the one before it' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER incidents_keep BEFORE DELETE ON incidents_incident FOR EACH ROW EXECUTE FUNCTION incidents_refuse();
CREATE TRIGGER incidents_keep_evidence BEFORE DELETE ON incidents_evidence FOR EACH ROW EXECUTE FUNCTION incidents_refuse();
CREATE TRIGGER incidents_keep_steps BEFORE DELETE ON incidents_incidentstep FOR EACH ROW EXECUTE FUNCTION incidents_refuse();
CREATE TRIGGER incidents_step_refuse BEFORE UPDATE ON incidents_incidentstep FOR EACH ROW EXECUTE FUNCTION incidents_refuse_step();
CREATE TRIGGER incidents_step_follow BEFORE INSERT ON incidents_incidentstep FOR EACH ROW EXECUTE FUNCTION incidents_follow();
"""

BACK = """
DROP TRIGGER incidents_keep ON incidents_incident;
DROP TRIGGER incidents_keep_evidence ON incidents_evidence;
DROP TRIGGER incidents_keep_steps ON incidents_incidentstep;
DROP TRIGGER incidents_step_refuse ON incidents_incidentstep;
DROP TRIGGER incidents_step_follow ON incidents_incidentstep;
DROP FUNCTION incidents_refuse();
DROP FUNCTION incidents_refuse_step();
DROP FUNCTION incidents_follow();
"""


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_initial")]

    operations = [
        migrations.RunSQL(FORWARD, BACK),
    ]
