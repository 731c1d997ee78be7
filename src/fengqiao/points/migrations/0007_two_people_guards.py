"""A correction of an award stands only with the request that another person granted; what was decided stays so."""

from django.db import migrations

FORWARD = r"""
-- Looked at when the transaction ends: the row is written first, then the request names it.
CREATE FUNCTION points_correction_granted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM points_correctioncase c WHERE c.transfer_id = NEW.id AND c.state = 'granted'
                   AND c.person_id = (SELECT person_id FROM points_account WHERE id = NEW.book_id)
                   AND c.decided_by_id <> c.asked_by_id) THEN
        RAISE EXCEPTION 'two people put points right' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER points_correction_granted AFTER INSERT ON points_transfer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'correction' AND NEW.rule_id IS NOT NULL)
    EXECUTE FUNCTION points_correction_granted();

CREATE FUNCTION points_refuse_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'asked'
       AND (NEW.town_id, NEW.person_id, NEW.award_id, NEW.points, NEW.rule, NEW.reason, NEW.hearing, NEW.asked_by_id)
           IS NOT DISTINCT FROM
           (OLD.town_id, OLD.person_id, OLD.award_id, OLD.points, OLD.rule, OLD.reason, OLD.hearing, OLD.asked_by_id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a request to put points right is not changed, only decided'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER points_case_refuse BEFORE UPDATE OR DELETE ON points_correctioncase
    FOR EACH ROW EXECUTE FUNCTION points_refuse_case();
CREATE TRIGGER points_case_refuse_truncate BEFORE TRUNCATE ON points_correctioncase
    FOR EACH STATEMENT EXECUTE FUNCTION points_refuse();
"""

BACK = """
DROP TRIGGER points_correction_granted ON points_transfer;
DROP TRIGGER points_case_refuse ON points_correctioncase;
DROP TRIGGER points_case_refuse_truncate ON points_correctioncase;
DROP FUNCTION points_correction_granted();
DROP FUNCTION points_refuse_case();
"""


class Migration(migrations.Migration):
    dependencies = [("points", "0006_chain_by_statement")]

    operations = [
        migrations.RunSQL(FORWARD, BACK),
    ]
