"""What is written after a quarter's freeze is recorded after it, whatever the program's clock says; and points are taken
away by a rule, a correction or for fraud only with a hearing that is written down."""

from django.db import migrations

FORWARD = r"""
-- Triggers go by the alphabet: this one comes before points_append, whose hash covers the time.
CREATE FUNCTION points_after_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    frozen timestamptz;
BEGIN
    SELECT max(q.frozen_at) INTO frozen FROM points_account a JOIN points_quarterbook q ON q.town_id = a.area_id
        WHERE a.id IN (NEW.debit_id, NEW.credit_id);
    IF NEW.recorded_at <= frozen THEN
        NEW.recorded_at := frozen + interval '1 microsecond';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER points_after_freeze BEFORE INSERT ON points_transfer
    FOR EACH ROW WHEN (NEW.rule_id IS NOT NULL) EXECUTE FUNCTION points_after_freeze();

CREATE OR REPLACE FUNCTION points_correction_granted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    heard text;
BEGIN
    SELECT c.hearing INTO heard FROM points_correctioncase c
        WHERE c.transfer_id = NEW.id AND c.state = 'granted' AND c.decided_by_id <> c.asked_by_id
          AND c.person_id = (SELECT person_id FROM points_account WHERE id = NEW.book_id);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'two people put points right' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.debit_id = NEW.book_id AND heard = '' THEN
        RAISE EXCEPTION 'points are taken away only after a hearing' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER points_correction_granted ON points_transfer;
CREATE CONSTRAINT TRIGGER points_correction_granted AFTER INSERT ON points_transfer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.rule_id IS NOT NULL AND (NEW.kind = 'correction' OR NEW.kind = 'post' AND NEW.debit_id = NEW.book_id))
    EXECUTE FUNCTION points_correction_granted();

-- Looked at when the transaction ends, too: the points go first, then the decision says so.
CREATE FUNCTION points_fraud_granted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM points_closing c JOIN points_account a ON a.person_id = c.person_id
                   WHERE a.id = NEW.book_id AND c.purpose = 'fraud' AND c.granted AND c.hearing <> ''
                     AND c.points = NEW.amount AND NEW.evidence = 'closing:' || c.id) THEN
        RAISE EXCEPTION 'points are taken away only after a hearing' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER points_fraud_granted AFTER INSERT ON points_transfer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.purpose = 'fraud' AND NEW.kind = 'post')
    EXECUTE FUNCTION points_fraud_granted();
"""

BACK = r"""
DROP TRIGGER points_fraud_granted ON points_transfer;
DROP FUNCTION points_fraud_granted();
DROP TRIGGER points_after_freeze ON points_transfer;
DROP FUNCTION points_after_freeze();
CREATE OR REPLACE FUNCTION points_correction_granted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM points_correctioncase c WHERE c.transfer_id = NEW.id AND c.state = 'granted'
                   AND c.person_id = (SELECT person_id FROM points_account WHERE id = NEW.book_id)
                   AND c.decided_by_id <> c.asked_by_id) THEN
        RAISE EXCEPTION 'two people put points right' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER points_correction_granted ON points_transfer;
CREATE CONSTRAINT TRIGGER points_correction_granted AFTER INSERT ON points_transfer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'correction' AND NEW.rule_id IS NOT NULL)
    EXECUTE FUNCTION points_correction_granted();
"""


class Migration(migrations.Migration):
    dependencies = [("points", "0009_held_until_heard")]

    operations = [
        migrations.RunSQL(FORWARD, BACK),
    ]
