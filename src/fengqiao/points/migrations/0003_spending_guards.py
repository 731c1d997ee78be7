"""Points can be spent: the accounts that they go to, and what the database refuses when they go."""

from django.db import migrations

FORWARD = r"""
-- Rows without a purpose keep the hash that they have.
CREATE OR REPLACE FUNCTION points_row_hash(t points_transfer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT points_text_hash((jsonb_build_array(
        t.prev_hash, t.number, t.id, t.kind, t.debit_id, t.credit_id, t.book_id, t.amount, t.award_id, t.rule_id,
        t.evidence, t.link, t.reason_hash, (extract(epoch FROM t.effective_at) * 1000000)::bigint,
        (extract(epoch FROM t.recorded_at) * 1000000)::bigint, t.actor)
        || CASE WHEN t.purpose IS NULL THEN '[]'::jsonb ELSE jsonb_build_array(t.purpose) END)::text)
$$;

-- Fires before points_append by its name, so it locks the book itself: what can be spent is counted under that lock.
CREATE FUNCTION points_allow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    other text;
    award points_transfer;
    given bigint;
    available bigint;
BEGIN
    PERFORM 1 FROM points_account WHERE id = NEW.book_id FOR UPDATE;
    SELECT kind INTO STRICT other FROM points_account
        WHERE id = CASE WHEN NEW.debit_id = NEW.book_id THEN NEW.credit_id ELSE NEW.debit_id END;
    IF other IS DISTINCT FROM (CASE
            WHEN NEW.rule_id IS NOT NULL THEN CASE WHEN other = 'person' THEN 'person' ELSE 'issued' END
            WHEN NEW.purpose IN ('redeem', 'purse') THEN 'spent'
            WHEN NEW.purpose IN ('expiry', 'leaving', 'death', 'fraud') THEN 'lapsed'
            WHEN NEW.purpose IN ('move_out', 'move_in') THEN 'moved' END) THEN
        RAISE EXCEPTION 'this account is not for this' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.purpose IS NULL THEN
        RETURN NEW;
    END IF;
    IF NEW.kind = 'pending' THEN
        IF (NEW.purpose = 'move_in') IS DISTINCT FROM (NEW.credit_id = NEW.book_id) THEN
            RAISE EXCEPTION 'spending takes from the person' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.purpose = 'move_in' THEN
            IF NOT EXISTS (SELECT FROM points_transfer o WHERE o.book_id = NEW.book_id AND o.purpose = 'move_out'
                           AND o.evidence = NEW.evidence AND o.amount = NEW.amount AND o.kind = 'post') THEN
                RAISE EXCEPTION 'nothing left the other town' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END IF;
        SELECT coalesce(sum(CASE
                   WHEN t.kind IN ('post', 'correction') AND t.credit_id = NEW.book_id THEN t.amount
                   WHEN t.kind = 'correction' THEN -t.amount
                   WHEN t.kind = 'pending' AND t.debit_id = NEW.book_id THEN -t.amount
                   WHEN t.kind = 'void' AND t.debit_id = NEW.book_id THEN t.amount
                   ELSE 0 END), 0)
            INTO available FROM points_transfer t WHERE t.book_id = NEW.book_id;
        IF NEW.amount > available THEN
            RAISE EXCEPTION 'not so many points: % of %', NEW.amount, available
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END IF;
    SELECT * INTO award FROM points_transfer WHERE id = NEW.award_id;
    IF award.purpose IS DISTINCT FROM NEW.purpose THEN
        RAISE EXCEPTION 'this row does not belong to its spending' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.kind = 'post' AND NEW.purpose = 'purse' THEN
        RAISE EXCEPTION 'what is kept for a counter is only ever released' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.kind = 'correction' THEN
        SELECT coalesce(sum(amount), 0) INTO given FROM points_transfer
            WHERE award_id = NEW.award_id AND kind = 'correction';
        IF NEW.purpose NOT IN ('redeem', 'fraud') OR NEW.credit_id <> NEW.book_id OR given + NEW.amount > award.amount THEN
            RAISE EXCEPTION 'a spending is only ever given back, once' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER points_allow BEFORE INSERT ON points_transfer FOR EACH ROW EXECUTE FUNCTION points_allow();
"""

BACK = r"""
DROP TRIGGER points_allow ON points_transfer;
DROP FUNCTION points_allow();
CREATE OR REPLACE FUNCTION points_row_hash(t points_transfer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT points_text_hash(jsonb_build_array(
        t.prev_hash, t.number, t.id, t.kind, t.debit_id, t.credit_id, t.book_id, t.amount, t.award_id, t.rule_id,
        t.evidence, t.link, t.reason_hash, (extract(epoch FROM t.effective_at) * 1000000)::bigint,
        (extract(epoch FROM t.recorded_at) * 1000000)::bigint, t.actor)::text)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("points", "0002_guards"), ("areas", "0002_guards")]

    operations = [
        migrations.RunSQL(FORWARD, BACK),
    ]
