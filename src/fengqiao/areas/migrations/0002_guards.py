"""What the database itself refuses: overlapping periods, rewritten grid versions; and the revision of all grids.

A UUID is compared inside GiST as the 128-bit address that it is, so no extension is needed."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION areas_key(id uuid) RETURNS inet LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(replace(id::text, '-', ''), '(.{4})(?!$)', '\1:', 'g')::inet
$$;

ALTER TABLE areas_gridversion ADD CONSTRAINT grid_version_during
    EXCLUDE USING gist (areas_key(grid_id) inet_ops WITH =, during WITH &&);
ALTER TABLE areas_areaboundary ADD CONSTRAINT area_boundary_during
    EXCLUDE USING gist (areas_key(area_id) inet_ops WITH =, during WITH &&);
ALTER TABLE areas_assignment ADD CONSTRAINT one_lead_per_grid
    EXCLUDE USING gist (areas_key(grid_id) inet_ops WITH =, during WITH &&) WHERE (duty = 'lead' AND grid_id IS NOT NULL);
ALTER TABLE areas_assignment ADD CONSTRAINT administrators_exclude_each_other
    EXCLUDE USING gist (areas_key(person_id) inet_ops WITH =, during WITH &&)
    WHERE (role IN ('system_admin', 'security_admin', 'audit_admin'));
ALTER TABLE areas_gridversion ADD CONSTRAINT grid_version_not_empty CHECK (NOT isempty(during) AND NOT lower_inf(during));
ALTER TABLE areas_assignment ADD CONSTRAINT assignment_not_empty CHECK (NOT isempty(during));

CREATE FUNCTION areas_grid_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO areas_gridrevision (id, token) VALUES (1, gen_random_uuid())
        ON CONFLICT (id) DO UPDATE SET token = excluded.token;
    RETURN NULL;
END $$;
CREATE TRIGGER grid_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON areas_grid
    FOR EACH STATEMENT EXECUTE FUNCTION areas_grid_changed();
CREATE TRIGGER grid_version_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON areas_gridversion
    FOR EACH STATEMENT EXECUTE FUNCTION areas_grid_changed();

CREATE FUNCTION areas_grid_version_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND lower(NEW.during) = lower(OLD.during)
       AND (NEW.id, NEW.grid_id, NEW.number, NEW.outline, NEW.synthetic, NEW.created_at)
           IS NOT DISTINCT FROM (OLD.id, OLD.grid_id, OLD.number, OLD.outline, OLD.synthetic, OLD.created_at)
    THEN RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a grid version is written once; only its end may be set' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER grid_version_refuse BEFORE UPDATE OR DELETE ON areas_gridversion
    FOR EACH ROW EXECUTE FUNCTION areas_grid_version_refuse();
"""

BACK = """
DROP TRIGGER grid_version_refuse ON areas_gridversion;
DROP FUNCTION areas_grid_version_refuse();
DROP TRIGGER grid_version_changed ON areas_gridversion;
DROP TRIGGER grid_changed ON areas_grid;
DROP FUNCTION areas_grid_changed();
ALTER TABLE areas_assignment DROP CONSTRAINT assignment_not_empty;
ALTER TABLE areas_gridversion DROP CONSTRAINT grid_version_not_empty;
ALTER TABLE areas_assignment DROP CONSTRAINT administrators_exclude_each_other;
ALTER TABLE areas_assignment DROP CONSTRAINT one_lead_per_grid;
ALTER TABLE areas_areaboundary DROP CONSTRAINT area_boundary_during;
ALTER TABLE areas_gridversion DROP CONSTRAINT grid_version_during;
DROP FUNCTION areas_key(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("areas", "0001_initial")]

    operations = [
        migrations.RunSQL(FORWARD, BACK),
    ]
