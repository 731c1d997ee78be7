"""What is written after a quarter's freeze is recorded after it, whatever the program's clock says; and points are taken
away by a rule or a correction only with a hearing that is written down."""

from django.db import migrations

FORWARD = r"""
CREATE OR REPLACE FUNCTION points_append() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    book points_account;
    other text;
    place uuid;
    frozen timestamptz;
    last_number bigint;
    last_hash text;
    award points_transfer;
    counted bigint;
BEGIN
    SELECT * INTO STRICT book FROM points_account WHERE id = NEW.book_id FOR UPDATE;
    SELECT kind, area_id INTO STRICT other, place FROM points_account
        WHERE id = CASE WHEN NEW.debit_id = NEW.book_id THEN NEW.credit_id ELSE NEW.debit_id END;
    IF book.kind <> 'person' OR other = 'person' THEN
        RAISE EXCEPTION 'points are not transferable between people' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF other IS DISTINCT FROM (CASE
            WHEN NEW.rule_id IS NOT NULL THEN 'issued'
            WHEN NEW.purpose IN ('redeem', 'purse') THEN 'spent'
            WHEN NEW.purpose IN ('expiry', 'leaving', 'death', 'fraud') THEN 'lapsed'
            WHEN NEW.purpose IN ('move_out', 'move_in') THEN 'moved' END) THEN
        RAISE EXCEPTION 'this account is not for this' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.rule_id IS NOT NULL THEN
        SELECT max(frozen_at) INTO frozen FROM points_quarterbook WHERE town_id = place;
        IF NEW.recorded_at <= frozen THEN
            NEW.recorded_at := frozen + interval '1 microsecond';
        END IF;
    END IF;
    IF NEW.kind = 'pending' THEN
        IF NEW.purpose IS NOT NULL THEN
            IF (NEW.purpose = 'move_in') IS DISTINCT FROM (NEW.credit_id = NEW.book_id) THEN
                RAISE EXCEPTION 'spending takes from the person' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            IF NEW.purpose = 'move_in' THEN
                IF NOT EXISTS (SELECT FROM points_transfer o WHERE o.book_id = NEW.book_id AND o.purpose = 'move_out'
                               AND o.evidence = NEW.evidence AND o.amount = NEW.amount AND o.kind = 'post') THEN
                    RAISE EXCEPTION 'nothing left the other town' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
            ELSE
                SELECT coalesce(sum(CASE
                           WHEN t.kind IN ('post', 'correction') AND t.credit_id = NEW.book_id THEN t.amount
                           WHEN t.kind = 'correction' THEN -t.amount
                           WHEN t.kind = 'pending' AND t.debit_id = NEW.book_id THEN -t.amount
                           WHEN t.kind = 'void' AND t.debit_id = NEW.book_id THEN t.amount
                           ELSE 0 END), 0)
                    INTO counted FROM points_transfer t WHERE t.book_id = NEW.book_id;
                IF NEW.amount > counted THEN
                    RAISE EXCEPTION 'not so many points: % of %', NEW.amount, counted
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
            END IF;
        END IF;
    ELSE
        SELECT * INTO award FROM points_transfer WHERE id = NEW.award_id;
        IF award.kind IS DISTINCT FROM 'pending' OR (award.book_id, award.rule_id, award.purpose, award.evidence)
                                      IS DISTINCT FROM (NEW.book_id, NEW.rule_id, NEW.purpose, NEW.evidence) THEN
            RAISE EXCEPTION 'this row does not belong to its award' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.kind IN ('post', 'void') AND (award.debit_id, award.credit_id, award.amount)
                                            IS DISTINCT FROM (NEW.debit_id, NEW.credit_id, NEW.amount) THEN
            RAISE EXCEPTION 'a settlement moves what its award promised' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.kind = 'post' AND NEW.purpose = 'purse' THEN
            RAISE EXCEPTION 'what is kept for a counter is only ever released' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.kind = 'correction' THEN
            IF NOT EXISTS (SELECT FROM points_transfer p WHERE p.award_id = NEW.award_id AND p.kind = 'post') THEN
                RAISE EXCEPTION 'only posted points are corrected' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            IF NEW.purpose IS NOT NULL THEN
                SELECT coalesce(sum(amount), 0) INTO counted FROM points_transfer
                    WHERE award_id = NEW.award_id AND kind = 'correction';
                IF NEW.purpose NOT IN ('redeem', 'fraud') OR NEW.credit_id <> NEW.book_id
                   OR counted + NEW.amount > award.amount THEN
                    RAISE EXCEPTION 'a spending is only ever given back, once' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
            END IF;
        END IF;
    END IF;
    SELECT t.number, t.hash INTO last_number, last_hash FROM points_transfer t
        WHERE t.book_id = NEW.book_id AND t.number > book.rows ORDER BY t.number DESC LIMIT 1;
    NEW.number := coalesce(last_number, book.rows) + 1;
    NEW.prev_hash := coalesce(last_hash, book.head);
    NEW.reason_hash := points_text_hash(NEW.reason);
    NEW.hash := points_row_hash(NEW);
    RETURN NEW;
END $$;

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
"""

BACK = r"""
CREATE OR REPLACE FUNCTION points_append() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    book points_account;
    other text;
    last_number bigint;
    last_hash text;
    award points_transfer;
    counted bigint;
BEGIN
    SELECT * INTO STRICT book FROM points_account WHERE id = NEW.book_id FOR UPDATE;
    SELECT kind INTO STRICT other FROM points_account
        WHERE id = CASE WHEN NEW.debit_id = NEW.book_id THEN NEW.credit_id ELSE NEW.debit_id END;
    IF book.kind <> 'person' OR other = 'person' THEN
        RAISE EXCEPTION 'points are not transferable between people' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF other IS DISTINCT FROM (CASE
            WHEN NEW.rule_id IS NOT NULL THEN 'issued'
            WHEN NEW.purpose IN ('redeem', 'purse') THEN 'spent'
            WHEN NEW.purpose IN ('expiry', 'leaving', 'death', 'fraud') THEN 'lapsed'
            WHEN NEW.purpose IN ('move_out', 'move_in') THEN 'moved' END) THEN
        RAISE EXCEPTION 'this account is not for this' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.kind = 'pending' THEN
        IF NEW.purpose IS NOT NULL THEN
            IF (NEW.purpose = 'move_in') IS DISTINCT FROM (NEW.credit_id = NEW.book_id) THEN
                RAISE EXCEPTION 'spending takes from the person' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            IF NEW.purpose = 'move_in' THEN
                IF NOT EXISTS (SELECT FROM points_transfer o WHERE o.book_id = NEW.book_id AND o.purpose = 'move_out'
                               AND o.evidence = NEW.evidence AND o.amount = NEW.amount AND o.kind = 'post') THEN
                    RAISE EXCEPTION 'nothing left the other town' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
            ELSE
                SELECT coalesce(sum(CASE
                           WHEN t.kind IN ('post', 'correction') AND t.credit_id = NEW.book_id THEN t.amount
                           WHEN t.kind = 'correction' THEN -t.amount
                           WHEN t.kind = 'pending' AND t.debit_id = NEW.book_id THEN -t.amount
                           WHEN t.kind = 'void' AND t.debit_id = NEW.book_id THEN t.amount
                           ELSE 0 END), 0)
                    INTO counted FROM points_transfer t WHERE t.book_id = NEW.book_id;
                IF NEW.amount > counted THEN
                    RAISE EXCEPTION 'not so many points: % of %', NEW.amount, counted
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
            END IF;
        END IF;
    ELSE
        SELECT * INTO award FROM points_transfer WHERE id = NEW.award_id;
        IF award.kind IS DISTINCT FROM 'pending' OR (award.book_id, award.rule_id, award.purpose, award.evidence)
                                      IS DISTINCT FROM (NEW.book_id, NEW.rule_id, NEW.purpose, NEW.evidence) THEN
            RAISE EXCEPTION 'this row does not belong to its award' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.kind IN ('post', 'void') AND (award.debit_id, award.credit_id, award.amount)
                                            IS DISTINCT FROM (NEW.debit_id, NEW.credit_id, NEW.amount) THEN
            RAISE EXCEPTION 'a settlement moves what its award promised' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.kind = 'post' AND NEW.purpose = 'purse' THEN
            RAISE EXCEPTION 'what is kept for a counter is only ever released' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.kind = 'correction' THEN
            IF NOT EXISTS (SELECT FROM points_transfer p WHERE p.award_id = NEW.award_id AND p.kind = 'post') THEN
                RAISE EXCEPTION 'only posted points are corrected' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            IF NEW.purpose IS NOT NULL THEN
                SELECT coalesce(sum(amount), 0) INTO counted FROM points_transfer
                    WHERE award_id = NEW.award_id AND kind = 'correction';
                IF NEW.purpose NOT IN ('redeem', 'fraud') OR NEW.credit_id <> NEW.book_id
                   OR counted + NEW.amount > award.amount THEN
                    RAISE EXCEPTION 'a spending is only ever given back, once' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
            END IF;
        END IF;
    END IF;
    SELECT t.number, t.hash INTO last_number, last_hash FROM points_transfer t
        WHERE t.book_id = NEW.book_id AND t.number > book.rows ORDER BY t.number DESC LIMIT 1;
    NEW.number := coalesce(last_number, book.rows) + 1;
    NEW.prev_hash := coalesce(last_hash, book.head);
    NEW.reason_hash := points_text_hash(NEW.reason);
    NEW.hash := points_row_hash(NEW);
    RETURN NEW;
END $$;

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
