"""What the database itself refuses of the side records: that they vanish, and that what is written once changes."""

from django.db import migrations

KEPT = (
    "categoryversion calendarversion jointtask jointtaskstep handover follower clocksegment clockpause clockrequest "
    "reminder supervision samplecheck rating"
).split()

ONCE = ("categoryversion", "calendarversion")

FORWARD = (
    """
CREATE FUNCTION incidents_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is written once', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION incidents_refuse_hand_over() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE emptied incidents_handover := OLD;
BEGIN
    emptied.reason := '';
    IF NEW IS NOT DISTINCT FROM emptied THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'hand-overs are append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION incidents_refuse_task_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE emptied incidents_jointtaskstep := OLD;
BEGIN
    emptied.note := '';
    IF NEW IS NOT DISTINCT FROM emptied THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'steps are append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION incidents_follow_task() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last incidents_jointtaskstep;
BEGIN
    SELECT * INTO last FROM incidents_jointtaskstep WHERE task_id = NEW.task_id ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(last.number, 0) + 1 OR NEW.from_state IS DISTINCT FROM last.to_state THEN
        RAISE EXCEPTION 'a step continues from the one before it' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER incidents_hand_over_refuse BEFORE UPDATE ON incidents_handover
    FOR EACH ROW EXECUTE FUNCTION incidents_refuse_hand_over();
CREATE TRIGGER incidents_task_step_refuse BEFORE UPDATE ON incidents_jointtaskstep
    FOR EACH ROW EXECUTE FUNCTION incidents_refuse_task_step();
CREATE TRIGGER incidents_task_step_follow BEFORE INSERT ON incidents_jointtaskstep
    FOR EACH ROW EXECUTE FUNCTION incidents_follow_task();
"""
    + "".join(
        f"CREATE TRIGGER incidents_once_{table} BEFORE UPDATE ON incidents_{table} "
        "FOR EACH ROW EXECUTE FUNCTION incidents_written_once();\n"
        for table in ONCE
    )
    + "".join(
        f"CREATE TRIGGER incidents_keep_{table} BEFORE DELETE ON incidents_{table} "
        "FOR EACH ROW EXECUTE FUNCTION incidents_refuse();\n"
        for table in KEPT
    )
)

BACK = (
    "".join(f"DROP TRIGGER incidents_keep_{table} ON incidents_{table};\n" for table in KEPT)
    + "".join(f"DROP TRIGGER incidents_once_{table} ON incidents_{table};\n" for table in ONCE)
    + """
DROP TRIGGER incidents_task_step_follow ON incidents_jointtaskstep;
DROP TRIGGER incidents_task_step_refuse ON incidents_jointtaskstep;
DROP TRIGGER incidents_hand_over_refuse ON incidents_handover;
DROP FUNCTION incidents_follow_task();
DROP FUNCTION incidents_refuse_task_step();
DROP FUNCTION incidents_refuse_hand_over();
DROP FUNCTION incidents_written_once();
"""
)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0002_guards")]

    operations = [
        migrations.RunSQL(FORWARD, BACK),
    ]
