from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("centre", "0002_first_guards"), ("areas", "0002_guards")]

    operations = [
        # Visits, matters and steps stay; of a step only the note may be emptied, to protect a person.
        migrations.RunSQL(
            sql="""
CREATE FUNCTION centre_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'nothing is deleted from %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION centre_refuse_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE emptied centre_matterstep := OLD;
BEGIN
    emptied.note := '';
    IF NEW IS NOT DISTINCT FROM emptied THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'steps are append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER centre_keep_matters BEFORE DELETE ON centre_matter FOR EACH ROW EXECUTE FUNCTION centre_refuse();
CREATE TRIGGER centre_keep_visits BEFORE DELETE ON centre_visit FOR EACH ROW EXECUTE FUNCTION centre_refuse();
CREATE TRIGGER centre_keep_steps BEFORE DELETE ON centre_matterstep FOR EACH ROW EXECUTE FUNCTION centre_refuse();
CREATE TRIGGER centre_steps_stay BEFORE UPDATE ON centre_matterstep
    FOR EACH ROW EXECUTE FUNCTION centre_refuse_step();
""",
            reverse_sql="""
DROP TRIGGER centre_steps_stay ON centre_matterstep;
DROP TRIGGER centre_keep_steps ON centre_matterstep;
DROP TRIGGER centre_keep_visits ON centre_visit;
DROP TRIGGER centre_keep_matters ON centre_matter;
DROP FUNCTION centre_refuse_step();
DROP FUNCTION centre_refuse();
""",
        ),
    ]
