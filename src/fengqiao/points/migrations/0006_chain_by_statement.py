"""The ledger's chains grow by the statement: an account's end moves once for all rows that one INSERT adds to it.

What is refused stays the same; the two functions that looked at each row are one, so that the accounts and the award
are read once. The ends of the chains are moved by a statement trigger, which refuses rows that do not continue them."""

from django.db import migrations

FORWARD = r"""
DROP TRIGGER points_allow ON points_transfer;
DROP FUNCTION points_allow();

-- The first row of a statement continues its account's end; the others continue the row before, which a trigger for
-- each row sees.
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

-- An account's end moves only over rows that continue it.
CREATE FUNCTION points_move_ends() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    books bigint;
    moved bigint;
BEGIN
    SELECT count(DISTINCT book_id) INTO books FROM added;
    WITH ends AS (
        SELECT book_id, count(*) AS rows, min(number) AS first, max(number) AS last,
               (array_agg(prev_hash ORDER BY number))[1] AS prev_hash, (array_agg(hash ORDER BY number DESC))[1] AS hash
        FROM added GROUP BY book_id)
    UPDATE points_account a SET rows = ends.last, head = ends.hash FROM ends
        WHERE a.id = ends.book_id AND a.rows = ends.first - 1 AND a.head = ends.prev_hash
          AND ends.rows = ends.last - ends.first + 1;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved IS DISTINCT FROM books THEN
        RAISE EXCEPTION 'these rows do not continue their account' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER points_move_ends AFTER INSERT ON points_transfer REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION points_move_ends();
ALTER FUNCTION points_text_hash(text) PARALLEL SAFE;
ALTER FUNCTION points_row_hash(points_transfer) PARALLEL SAFE;
"""

BACK = r"""
DROP TRIGGER points_move_ends ON points_transfer;
DROP FUNCTION points_move_ends();
CREATE OR REPLACE FUNCTION points_append() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    book points_account;
    other points_account;
    award points_transfer;
BEGIN
    SELECT * INTO STRICT book FROM points_account WHERE id = NEW.book_id FOR UPDATE;
    SELECT * INTO STRICT other FROM points_account
        WHERE id = CASE WHEN NEW.debit_id = NEW.book_id THEN NEW.credit_id ELSE NEW.debit_id END;
    IF book.kind <> 'person' OR other.kind = 'person' THEN
        RAISE EXCEPTION 'points are not transferable between people' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.kind <> 'pending' THEN
        SELECT * INTO award FROM points_transfer WHERE id = NEW.award_id;
        IF award.kind IS DISTINCT FROM 'pending' OR (award.book_id, award.rule_id, award.evidence)
                                      IS DISTINCT FROM (NEW.book_id, NEW.rule_id, NEW.evidence) THEN
            RAISE EXCEPTION 'this row does not belong to its award' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.kind IN ('post', 'void') AND (award.debit_id, award.credit_id, award.amount)
                                            IS DISTINCT FROM (NEW.debit_id, NEW.credit_id, NEW.amount) THEN
            RAISE EXCEPTION 'a settlement moves what its award promised' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.kind = 'correction' AND NOT EXISTS
            (SELECT FROM points_transfer p WHERE p.award_id = NEW.award_id AND p.kind = 'post') THEN
            RAISE EXCEPTION 'only posted points are corrected' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    NEW.number := book.rows + 1;
    NEW.prev_hash := book.head;
    NEW.reason_hash := points_text_hash(NEW.reason);
    NEW.hash := points_row_hash(NEW);
    UPDATE points_account SET rows = NEW.number, head = NEW.hash WHERE id = book.id;
    RETURN NEW;
END $$;

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


class Migration(migrations.Migration):
    dependencies = [("points", "0005_quarters_guards"), ("core", "0003_chain_by_statement")]

    operations = [
        migrations.RunSQL(FORWARD, BACK),
    ]
